//! A verdict with the ways to turn it and who did what it rests on, as far as a person may see.

use crate::{Desk, Named, Outcome, look::Loaded, watch::Watch};
use assurance::{Answer, Doing, Entry, On, RowAt, Step, Subject, Turned, Verdict, Want, Way};
use frameworks::RestsOn;
use record::{Act, RecordId, Refusal, Relation, Schema, Shape, Value, missing};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use store::At;

/// A verdict, why, who, and what would turn it.
#[derive(Clone, Debug)]
pub struct Judged {
    /// The verdict with its reasons.
    pub verdict: Verdict,
    /// The acts that it rests on: on which record, which, by whom, when.
    pub acts: Vec<(RecordId, Act, RecordId, jiff::Timestamp)>,
    /// The statements that it rests on, where it rests on statements: the record, who states it, until when.
    pub stated: Vec<(RecordId, Option<RecordId>, Option<jiff::civil::Date>)>,
    /// The ways to turn it, the shortest first; tried, and found to turn it.
    pub ways: Vec<Way>,
    /// Whether ways were looked for; of many verdicts only the first are.
    pub looked_for: bool,
    /// What the person may do now, as it stands, to the records that the ways are about.
    pub open: BTreeSet<(RecordId, Act)>,
}

impl Judged {
    pub(crate) fn of(
        watch: &mut Watch,
        pack: &str,
        expectation: &str,
        subject: &Subject,
        look: bool,
    ) -> Option<Self> {
        let verdict = watch.engine.explain(&watch.world, pack, expectation, subject)?;
        let acts = verdict
            .read
            .acts
            .iter()
            .filter_map(|(record, act)| {
                let (by, at) = watch.world.acted(*record, *act)?;
                Some((*record, *act, by, at))
            })
            .collect();
        let looked_for = look && verdict.answer != Answer::Met;
        let ways = if looked_for { watch.ways(pack, expectation, subject) } else { Vec::new() };
        Some(Self { verdict, acts, stated: Vec::new(), ways, looked_for, open: BTreeSet::new() })
    }

    /// Every record that it speaks of.
    pub(crate) fn mentions(&self) -> Vec<RecordId> {
        let read = self.verdict.read.acts.iter().map(|(id, _)| *id);
        let reasons = self.verdict.reasons.iter().filter_map(|reason| reason.record);
        let steps = self.ways.iter().flat_map(|way| &way.turning.steps).flat_map(step_mentions);
        let turns = self.ways.iter().flat_map(|way| &way.turns).filter_map(subject_id);
        let subject = match &self.verdict.subject {
            Subject::Record(id) => Some(*id),
            _ => None,
        };
        subject
            .into_iter()
            .chain(reasons)
            .chain(self.verdict.read.records.iter().copied())
            .chain(read)
            .chain(self.acts.iter().map(|(_, _, by, _)| *by))
            .chain(self.stated.iter().filter_map(|(_, by, _)| *by))
            .chain(steps)
            .chain(turns)
            .collect()
    }

    /// Whether the person can take a step now: not what her roles leave to others, and not what waits for a step before.
    pub fn is_open(&self, desk: &Desk, step: &Step, schema: &Schema) -> bool {
        match (step.on, &step.doing) {
            (_, Doing::Create(_)) => desk.check_create(schema).is_ok(),
            (On::Record(id), Doing::Write(_)) => self.open.contains(&(id, Act::Revise)),
            (On::Record(id), Doing::Act { act, .. }) => self.open.contains(&(id, *act)),
            (On::New(_), _) => false,
        }
    }

    /// Takes out what would tell of records that the person may not see.
    pub(crate) fn veil(&mut self, names: &BTreeMap<RecordId, Named>) {
        for reason in &mut self.verdict.reasons {
            if reason.record.is_some_and(|id| !names.contains_key(&id)) {
                reason.record = None;
                reason.found = None;
                reason.code = "decided_by_a_record_that_you_may_not_see";
            }
        }
        let read = &mut self.verdict.read;
        read.records.retain(|id| names.contains_key(id));
        read.acts.retain(|(id, _)| names.contains_key(id));
        read.parameters.retain(|(id, _)| names.contains_key(id));
        self.acts.retain(|(id, ..)| names.contains_key(id));
        self.stated.retain(|(id, ..)| names.contains_key(id));
        self.ways.retain(|way| way.turning.records().all(|id| names.contains_key(&id)));
        for way in &mut self.ways {
            for step in &mut way.turning.steps {
                for entry in entries(step) {
                    let hidden = match entry.want {
                        Want::Leads(On::Record(id)) | Want::OtherThan(id) => !names.contains_key(&id),
                        _ => false,
                    };
                    if hidden {
                        entry.want = Want::Something;
                    }
                }
            }
        }
    }
}

impl Desk {
    /// One verdict of an expectation, with every way to turn it and all that it would turn.
    pub async fn turning(
        &self,
        pack: &str,
        expectation: &str,
        subject: &Subject,
        at: At,
    ) -> Outcome<(Judged, BTreeMap<RecordId, Named>)> {
        self.check_governing()?;
        if let Subject::Record(id) = subject {
            self.load(*id, at).await?;
        }
        let found = self.watched(at, |watch| Judged::of(watch, pack, expectation, subject, true)).await?;
        let mut judged = found.ok_or_else(Refusal::not_found)?;
        self.complete(&mut [&mut judged], at).await?;
        let names = self.names(&judged.mentions(), at).await?;
        judged.veil(&names);
        Ok((judged, names))
    }
}

impl Desk {
    /// What the form of a record asks for besides before it can be submitted, and no expectation reads.
    fn add_missing(way: &mut Way, known: &HashMap<RecordId, Loaded>) {
        let submits = |step: &Step| match (step.on, &step.doing) {
            (On::Record(id), Doing::Act { act: Act::Submit, .. }) => Some(id),
            _ => None,
        };
        let ids: Vec<RecordId> = way.turning.steps.iter().filter_map(submits).collect();
        for id in ids {
            let Some((schema, record)) = known.get(&id) else { continue };
            let asked: Vec<Entry> =
                missing(schema, &record.body).iter().filter_map(|it| entry_at(schema, &it.path)).collect();
            let steps = &mut way.turning.steps;
            let Some(first) = steps.iter().position(|step| step.on == On::Record(id)) else { continue };
            let writes = |step: &Step| step.on == On::Record(id) && matches!(step.doing, Doing::Write(_));
            let place = steps.iter().position(writes);
            if place.is_none() && !asked.is_empty() {
                let (on, kind) = (On::Record(id), schema.kind.id);
                steps.insert(first, Step { on, kind, doing: Doing::Write(Vec::new()) });
            }
            if let Some(Step { doing: Doing::Write(entries), .. }) = steps.get_mut(place.unwrap_or(first)) {
                for entry in asked {
                    let same = |it: &Entry| (it.field, it.cell) == (entry.field, entry.cell);
                    if !entries.iter().any(same) {
                        entries.push(entry);
                    }
                }
            }
        }
    }

    /// Completes verdicts by what only the records themselves tell, which are asked for together.
    pub(crate) async fn complete(&self, judged: &mut [&mut Judged], at: At) -> Outcome<()> {
        let mut ids = BTreeSet::new();
        for judged in &*judged {
            ids.extend(judged.written());
            ids.extend(judged.told());
        }
        let known = self.load_all(&ids.into_iter().collect::<Vec<_>>(), at).await?;
        for judged in judged {
            for id in judged.written() {
                if let Some((schema, record)) = known.get(&id)
                    && at == At::Now
                {
                    judged.open.extend(self.possible(schema, record).into_iter().map(|act| (id, act)));
                }
            }
            for way in &mut judged.ways {
                Self::add_missing(way, &known);
            }
            judged.add_statements(&known);
        }
        Ok(())
    }
}

impl Judged {
    /// Records on which something can be done to turn the verdict.
    fn written(&self) -> BTreeSet<RecordId> {
        let steps = self.ways.iter().flat_map(|way| &way.turning.steps);
        steps.filter_map(|step| if let On::Record(id) = step.on { Some(id) } else { None }).collect()
    }

    /// Records that state what the verdict rests on.
    fn told(&self) -> BTreeSet<RecordId> {
        let verdict = &self.verdict;
        if verdict.rests_on != RestsOn::Attestation || verdict.answer != Answer::Met {
            return BTreeSet::new();
        }
        let told = verdict.reasons.iter().filter_map(|reason| reason.record);
        told.filter(|id| verdict.subject != Subject::Record(*id)).collect()
    }

    /// Says of a verdict that rests on statements who states what, and until when: by the owner that the record names
    /// and its deadline.
    fn add_statements(&mut self, known: &HashMap<RecordId, Loaded>) {
        for id in self.told() {
            let Some((schema, record)) = known.get(&id) else { continue };
            let Some(body) = record.in_force() else { continue };
            let owner = schema.fields().find(|field| field.relation == Some(Relation::Owner));
            let until = schema.fields().find(|field| field.deadline);
            let by = match owner.and_then(|field| body.get(field.id)) {
                Some(Value::Link(id)) => Some(*id),
                _ => None,
            };
            let until = match until.and_then(|field| body.get(field.id)) {
                Some(Value::Date(day)) => Some(*day),
                _ => None,
            };
            self.stated.push((id, by, until));
        }
    }
}

/// The entry for the path of a problem: a field, a question, or a column in a row.
fn entry_at(schema: &Schema, path: &str) -> Option<Entry> {
    let parts: Vec<&str> = path.split('.').collect();
    let field = schema.field(parts.first()?)?;
    let (cell, row) = match (field.shape, parts.as_slice()) {
        (_, [_]) => (None, None),
        (Shape::Answers(set), [_, question]) => (Some(set.question(question)?.field.id), None),
        (Shape::Table(columns), [_, row, column]) => {
            let column = columns.iter().find(|known| known.id == *column)?;
            (Some(column.id), Some(RowAt::Is(row.parse().ok()?)))
        }
        _ => return None,
    };
    Some(Entry { field: field.id, cell, row, want: Want::Something })
}

fn entries(step: &mut Step) -> &mut [Entry] {
    match &mut step.doing {
        Doing::Create(entries) | Doing::Write(entries) => entries,
        Doing::Act { .. } => &mut [],
    }
}

fn step_mentions(step: &Step) -> Vec<RecordId> {
    let entries = match &step.doing {
        Doing::Create(entries) | Doing::Write(entries) => entries.as_slice(),
        Doing::Act { .. } => &[],
    };
    let wanted = entries.iter().filter_map(|entry| match entry.want {
        Want::Leads(On::Record(id)) | Want::OtherThan(id) => Some(id),
        _ => None,
    });
    let on = match step.on {
        On::Record(id) => Some(id),
        On::New(_) => None,
    };
    on.into_iter().chain(wanted).collect()
}

fn subject_id(turned: &Turned) -> Option<RecordId> {
    match turned.subject {
        Subject::Record(id) => Some(id),
        _ => None,
    }
}
