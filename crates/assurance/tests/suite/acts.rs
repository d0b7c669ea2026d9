//! Tells the story of a record act by act, through the real table of transitions.

use jiff::Timestamp;
use record::{
    Act, ActSeen, Body, Decimal, Dossier, Effective, Kind, Record, RecordId, Row, Stamp, State, TimeSpan,
    Value,
};
use std::sync::atomic::{AtomicU64, Ordering};
use uuid::Uuid;

/// The id with this number.
pub fn id(number: u128) -> RecordId {
    RecordId(Uuid::from_u128(number))
}

/// Noon, UTC, of a day.
pub fn at(day: &str) -> Timestamp {
    format!("{day}T12:00:00Z").parse().unwrap()
}

pub fn day(day: &str) -> Value {
    Value::Date(day.parse().unwrap())
}

pub fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

pub fn pick(code: &str) -> Value {
    Value::Choice(code.to_owned())
}

pub fn picks(codes: &[&str]) -> Value {
    Value::Choices(codes.iter().map(|code| (*code).to_owned()).collect())
}

pub fn number(number: i64) -> Value {
    Value::Number(Decimal::from(number))
}

pub fn to(number: u128) -> Value {
    Value::Link(id(number))
}

pub fn all(numbers: &[u128]) -> Value {
    Value::Links(numbers.iter().map(|number| id(*number)).collect())
}

pub fn span(from: &str, until: Option<&str>) -> Value {
    Value::Period(TimeSpan { from: from.parse().unwrap(), to: until.map(|until| until.parse().unwrap()) })
}

pub fn rows(rows: &[&[(&str, Value)]]) -> Value {
    Value::Table(
        (1..)
            .zip(rows)
            .map(|(id, cells)| Row {
                id,
                cells: cells.iter().map(|(column, value)| ((*column).to_owned(), value.clone())).collect(),
            })
            .collect(),
    )
}

/// A record in the making.
#[derive(Clone, Debug)]
pub struct Story {
    kind: &'static Kind,
    dossier: Dossier,
    pub past: Vec<Effective>,
}

static POSITION: AtomicU64 = AtomicU64::new(1);

impl Story {
    /// Created by `by` on a day, with a name.
    pub fn of(kind: &'static Kind, number: u128, by: u128, on: &str) -> Self {
        let stamp = Stamp { by: id(by), at: at(on), reason: None };
        let record = Record {
            id: id(number),
            kind: kind.id,
            reference: format!("TST-{number:04}"),
            title: format!("number {number}"),
            state: State::initial(kind.life_cycle, stamp.clone()),
            version: 1,
            body: Body::new().with("name", text(&format!("number {number}"))),
            schema: format!("{}/1+0", kind.id),
            effective: None,
            created: stamp.clone(),
            changed: stamp,
            authors: vec![id(by)],
            position: 0,
        };
        let mut story = Self { kind, dossier: Dossier { record, acts: Vec::new() }, past: Vec::new() };
        story.note(Act::Create, by, at(on), "contributor");
        story
    }

    /// Content as created or drafted, with no act of its own.
    pub fn with(mut self, field: &str, value: Value) -> Self {
        self.dossier.record.body.set(field.to_owned(), value);
        self
    }

    /// The content revised.
    pub fn revised(mut self, field: &str, value: Value, by: u128, on: &str) -> Self {
        self.dossier.record.version += 1;
        self = self.with(field, value);
        self.act(Act::Revise, by, on, "contributor")
    }

    /// What stands is about to be revised: where nobody approves, it becomes a version of the past.
    pub fn left(mut self) -> Self {
        let record = &self.dossier.record;
        if self.kind.life_cycle != record::LifeCycle::Controlled {
            let approved = record.changed.clone();
            self.past.push(Effective { version: record.version, body: record.body.clone(), approved });
        }
        self
    }

    pub fn act(mut self, act: Act, by: u128, on: &str, capacity: &str) -> Self {
        self.act_at(act, by, at(on), capacity);
        self
    }

    /// The act, where the state allows it.
    pub fn try_act(&mut self, act: Act, by: u128, when: Timestamp, capacity: &str) -> bool {
        let allowed = self.dossier.record.state.acts(self.kind.life_cycle).contains(&act);
        if allowed {
            self.act_at(act, by, when, capacity);
        }
        allowed
    }

    /// New content, where the state allows it.
    pub fn try_revise(&mut self, field: &str, value: Value, by: u128, when: Timestamp) {
        if self.dossier.record.state.acts(self.kind.life_cycle).contains(&Act::Revise) {
            self.dossier.record.version += 1;
            self.dossier.record.body.set(field.to_owned(), value);
            self.act_at(Act::Revise, by, when, "contributor");
        }
    }

    pub fn kind(&self) -> &'static Kind {
        self.kind
    }

    pub fn act_at(&mut self, act: Act, by: u128, when: Timestamp, capacity: &str) {
        let stamp = Stamp { by: id(by), at: when, reason: None };
        let state = self.dossier.record.state.clone();
        self.dossier.record.state = state.after(self.kind.life_cycle, act, stamp.clone()).unwrap();
        if act == Act::Approve {
            let record = &mut self.dossier.record;
            self.past.extend(record.effective.take());
            record.effective =
                Some(Effective { version: record.version, body: record.body.clone(), approved: stamp });
        }
        self.note(act, by, when, capacity);
    }

    /// Submitted by its creator and approved by somebody, on one day.
    pub fn approved(self, by: u128, on: &str) -> Self {
        let author = self.dossier.record.created.by.0.as_u128();
        self.act(Act::Submit, author, on, "contributor").act(Act::Approve, by, on, "top_management")
    }

    pub fn told(&self) -> Dossier {
        self.dossier.clone()
    }

    fn note(&mut self, act: Act, by: u128, when: Timestamp, capacity: &str) {
        let record = &mut self.dossier.record;
        let position = POSITION.fetch_add(1, Ordering::Relaxed);
        record.position = position;
        record.changed = Stamp { by: id(by), at: when, reason: None };
        self.dossier.acts.push(ActSeen {
            act,
            by: id(by),
            capacity: capacity.to_owned(),
            at: when,
            version: record.version,
            position,
            reason: None,
            state: record.state.code().to_owned(),
        });
    }
}
