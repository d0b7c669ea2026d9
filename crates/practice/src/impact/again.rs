//! Assessing again: what has happened since an assessment was made that asks somebody to decide whether it still holds.
//!
//! Each trigger says which record, which fields and since when. It goes away by a newer assessment, or by a decision that was
//! made after it came up.

use jiff::{ToSpan, civil::Date};
use kinds::{impact_assessment as ia, risk_method};
use record::{Body, RecordId, Row, Value};
use rust_decimal::prelude::ToPrimitive;
use std::collections::BTreeMap;

/// What asks for a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// The day of the next review has passed.
    Interval,
    /// Something that was assessed, or that it depends on, has changed.
    Change,
    /// The method by which it was judged has a newer version.
    Method,
}

/// A version of a record, and the day since which it has been in force.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// The day.
    pub from: Date,
    /// Its content.
    pub body: Body,
}

/// A record with the versions that have been in force, oldest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Lived {
    /// The record.
    pub record: RecordId,
    /// Its kind.
    pub kind: &'static str,
    /// Its versions.
    pub versions: Vec<Version>,
}

/// Something that asks for a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trigger {
    /// What it is.
    pub cause: Cause,
    /// The record that changed.
    pub about: Option<RecordId>,
    /// Ids of the fields of it that changed.
    pub fields: Vec<&'static str>,
    /// Since when.
    pub since: Date,
    /// Until when somebody decides, where the method says so.
    pub until: Option<Date>,
    /// What was decided.
    pub decided: Option<Decided>,
}

/// A decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// Whether to assess again.
    pub again: bool,
    /// When.
    pub on: Date,
    /// By whom.
    pub by: Option<RecordId>,
    /// Why.
    pub reason: String,
}

impl Cause {
    /// The occasion, as a decision names it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Interval => "interval",
            Self::Change | Self::Method => "change",
        }
    }
}

impl Trigger {
    /// Whether nobody has decided yet.
    pub const fn is_open(&self) -> bool {
        self.decided.is_none()
    }

    /// Whether nobody has decided and the days for it are over; where no days are given, they are over at once.
    pub fn is_late(&self, today: Date) -> bool {
        self.is_open() && self.until.is_none_or(|until| until < today)
    }

    /// A name for it among those of the assessment.
    pub fn key(&self) -> String {
        let about = self.about.map(|id| id.to_string()).unwrap_or_default();
        format!("{}:{about}", self.cause.code())
    }
}

/// The fields of a kind whose change bears on what was assessed, as the kind declares them; expectations read the same.
pub fn significant(kind: &str) -> Vec<&'static str> {
    let fields = kinds::find(kind).into_iter().flat_map(|kind| kind.fields);
    fields.filter(|field| field.significant).map(|field| field.id).collect()
}

/// What has come up since an assessment was made. `body` is what is in force of it, `decisions` the newest content, and the
/// method is among `around`.
pub fn triggers(body: &Body, decisions: &Body, around: &[Lived], today: Date) -> Vec<Trigger> {
    let Some(assessed) = ia::ASSESSED_ON.of(body) else { return Vec::new() };
    let method = ia::CRITERIA.of(body);
    let days = around
        .iter()
        .filter(|lived| Some(lived.record) == method)
        .find_map(|lived| risk_method::REASSESS_DAYS.of(&lived.versions.last()?.body))
        .and_then(|days| days.to_i64());
    let until = |since: Date| days.and_then(|days| since.checked_add(days.days()).ok());
    let mut found = Vec::new();
    if let Some(since) = ia::NEXT_REVIEW.of(body).filter(|day| *day < today) {
        found.push(Trigger {
            cause: Cause::Interval,
            about: None,
            fields: Vec::new(),
            since,
            until: until(since),
            decided: None,
        });
    }
    for lived in around {
        let cause = if lived.kind == risk_method::KIND.id { Cause::Method } else { Cause::Change };
        let Some((since, fields)) = changed(lived, assessed) else { continue };
        let about = Some(lived.record);
        found.push(Trigger { cause, about, fields, since, until: until(since), decided: None });
    }
    let rows = ia::DECISIONS.of(decisions).unwrap_or_default();
    for trigger in &mut found {
        trigger.decided = rows.iter().rev().find_map(|row| decided(row, trigger));
    }
    found.sort_by_key(|trigger| (trigger.since, trigger.about));
    found
}

/// The last day on which something significant changed after `assessed`, and what changed since then.
fn changed(lived: &Lived, assessed: Date) -> Option<(Date, Vec<&'static str>)> {
    let significant = significant(lived.kind);
    let said =
        |version: &'_ Version, id: &str| version.body.get(id).filter(|value| !value.is_blank()).cloned();
    let mut since = None;
    let mut fields: Vec<&'static str> = Vec::new();
    for (before, after) in lived.versions.iter().zip(lived.versions.iter().skip(1)) {
        if after.from <= assessed {
            continue;
        }
        let differ = significant.iter().copied();
        let differ: Vec<&str> = differ.filter(|id| said(before, id) != said(after, id)).collect();
        if !differ.is_empty() {
            since = Some(after.from);
        }
        fields.extend(differ.iter().filter(|id| !fields.contains(id)).collect::<Vec<_>>());
    }
    since.map(|since| (since, fields))
}

fn decided(row: &Row, trigger: &Trigger) -> Option<Decided> {
    let text = |name: &str| row.cells.get(name).and_then(Value::text);
    let about = match row.cells.get("about") {
        Some(Value::Link(id)) => Some(*id),
        _ => None,
    };
    let Some(Value::Date(on)) = row.cells.get("decided_on") else { return None };
    if text("cause") != Some(trigger.cause.code()) || about != trigger.about || *on < trigger.since {
        return None;
    }
    Some(Decided {
        again: text("decision")? == "reassess",
        on: *on,
        by: match row.cells.get("decided_by") {
            Some(Value::Link(id)) => Some(*id),
            _ => None,
        },
        reason: text("reason").unwrap_or_default().to_owned(),
    })
}

/// The assessment with a decision on a trigger.
pub fn with_decision(body: &Body, trigger: &Trigger, decided: &Decided) -> Body {
    let mut rows = ia::DECISIONS.of(body).unwrap_or_default().to_vec();
    let choice = |code: &str| Value::Choice(code.to_owned());
    let mut cells = BTreeMap::from([
        ("cause".to_owned(), choice(trigger.cause.code())),
        ("since".to_owned(), Value::Date(trigger.since)),
        ("decision".to_owned(), choice(if decided.again { "reassess" } else { "not_necessary" })),
        ("reason".to_owned(), Value::Text(decided.reason.clone())),
        ("decided_on".to_owned(), Value::Date(decided.on)),
    ]);
    cells.extend(trigger.about.map(|id| ("about".to_owned(), Value::Link(id))));
    cells.extend(decided.by.map(|id| ("decided_by".to_owned(), Value::Link(id))));
    let id = rows.iter().map(|row| row.id).max().unwrap_or(0).saturating_add(1);
    rows.push(Row { id, cells });
    body.clone().with(ia::DECISIONS.field.id, Value::Table(rows))
}
