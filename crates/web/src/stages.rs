//! From a plan to what is brought in: records that others link to come first, and only what differs is sent.

use app::{BringIn, Desk, Ending, ImportDecision, Incoming, Outcome};
use exchange::{About, Answer, KNOWN_RECORD, Packed, Plan, PlannedLinked, PlannedRow, Question, Verdict};
use record::{Body, FieldChange, RecordId};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

/// Changes that are kept to be shown.
const CHANGES_SHOWN: usize = 200;

/// What rows bring, kept small until it is known which of the records that they name can be created.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    kind: String,
    /// What is brought in, and its links: field, and place among the records that rows name.
    records: Packed<(Incoming, Vec<(String, usize)>)>,
    known: Vec<(String, String, RecordId)>,
    released: Vec<(String, String, RecordId)>,
    /// The acts by which records of rows are over or done, once all are written.
    endings: Packed<Incoming>,
    /// The first changes of records that exist: title of the row, and field.
    pub changes: Vec<(String, FieldChange)>,
}

impl Rows {
    /// No rows yet, of a kind.
    pub fn of(kind: &str) -> Self {
        Self { kind: kind.to_owned(), ..Self::default() }
    }

    /// Id of the kind that the rows become.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Takes a row as it was planned. Rows that stay the same or are refused bring nothing.
    pub fn add(&mut self, row: PlannedRow) {
        if let Some(id) = row.releases {
            self.released.push((self.kind.clone(), row.import_key.clone(), id));
        }
        let is = match &row.verdict {
            Verdict::Same { id } | Verdict::Revise { id, .. } if row.decided => Some(*id),
            Verdict::Revise { id, .. } if row.import_key.starts_with(KNOWN_RECORD) => Some(*id),
            Verdict::Same { id } if row.ends.is_some() && row.import_key.starts_with(KNOWN_RECORD) => {
                Some(*id)
            }
            _ => None,
        };
        self.known.extend(is.map(|id| (self.kind.clone(), row.import_key.clone(), id)));
        if let Some((act, said)) = &row.ends {
            let reason = format!("The list says “{said}”.");
            self.endings.push(&Incoming {
                row: row.line,
                kind: self.kind.clone(),
                key: row.import_key.clone(),
                body: Map::new(),
                refs: Vec::new(),
                decided: false,
                ends: Some(Ending { act: act.code().to_owned(), reason }),
            });
        }
        let Some(body) = sent(&row.verdict, &row.body) else { return };
        let (row_number, key, decided) = (row.line, row.import_key, row.decided);
        let links = row.linked.into_iter().map(|link| (link.field, link.to)).collect();
        let record = Incoming {
            row: row_number,
            kind: self.kind.clone(),
            key,
            body,
            refs: Vec::new(),
            decided,
            ends: None,
        };
        self.records.push(&(record, links));
        if let Verdict::Revise { changes, .. } = row.verdict {
            let room = CHANGES_SHOWN.saturating_sub(self.changes.len());
            self.changes.extend(changes.into_iter().take(room).map(|change| (row.title.clone(), change)));
        }
    }
}

/// What is brought in, and in which order.
#[derive(Debug)]
pub struct Stages<'p> {
    plan: &'p Plan,
    /// Keys under which records that exist are to be found from now on: kind, key, record.
    pub known: Vec<(String, String, RecordId)>,
    /// Records that rows name, each after those that it links to.
    linked: Packed<Incoming>,
    /// Rows.
    rows: Rows,
    /// Links that close a circle: they can be set only when both ends exist.
    closing: Packed<Incoming>,
    /// Keys that are to be forgotten first: a person has decided that the row is another record.
    pub released: Vec<(String, String, RecordId)>,
    /// Records that a person has decided to retire.
    pub retire: Vec<RecordId>,
    /// What was asked and answered.
    pub decisions: Vec<ImportDecision>,
}

impl Stages<'_> {
    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.retire.is_empty() && self.records().next().is_none()
    }

    /// Whether anything was decided that an import without records has to keep.
    pub const fn decides(&self) -> bool {
        !self.decisions.is_empty()
    }

    /// Every record that is brought in, each made anew: those that rows name, the rows, what closes circles, and what ends
    /// records of rows.
    pub fn records(&self) -> impl Iterator<Item = Incoming> + Send {
        let rows = self.rows.records.iter().filter_map(|(mut record, links)| {
            let links = links.into_iter().filter_map(|(field, to)| reference(self.plan, &field, to));
            record.refs = links.collect();
            // A row that only waits for a field has nothing to bring yet.
            (!record.body.is_empty() || !record.refs.is_empty()).then_some(record)
        });
        self.linked.iter().chain(rows).chain(self.closing.iter()).chain(self.rows.endings.iter())
    }

    /// Starts the import as a job and gives its id.
    pub async fn begin(mut self, desk: &Desk, name: &str, source: &str) -> Outcome<Uuid> {
        desk.know_no_more(std::mem::take(&mut self.released)).await?;
        desk.know_again(std::mem::take(&mut self.known)).await?;
        let mut load = desk.load_import()?;
        for record in self.records() {
            load.add(record).await?;
        }
        let (retire, decisions) = (self.retire, self.decisions);
        let (name, source) = (name.to_owned(), source.to_owned());
        load.start(BringIn { name, source, records: Vec::new(), retire, decisions }).await
    }
}

/// The key under which an import knows a record by the title that a file gives it.
pub fn title_key(title: &str) -> String {
    format!("title:{}", record::fold(title))
}

/// Orders a plan and its rows.
pub fn stages(plan: &Plan, mut rows: Rows) -> Stages<'_> {
    let mut stages = Stages {
        plan,
        known: Vec::new(),
        linked: Packed::default(),
        closing: Packed::default(),
        released: std::mem::take(&mut rows.released),
        retire: Vec::new(),
        decisions: Vec::new(),
        rows,
    };
    let mut order = Order { plan, marks: vec![Mark::New; plan.linked.len()], stages: &mut stages };
    for at in 0..plan.linked.len() {
        order.visit(at);
    }
    stages.known.append(&mut stages.rows.known);
    let retired = plan.questions.iter().filter(|question| question.answer == Some(Answer::Retire));
    stages.retire = retired.map(|question| question.record).collect();
    stages.decisions = plan.questions.iter().filter_map(decision).collect();
    stages
}

fn decision(question: &Question) -> Option<ImportDecision> {
    let (row, title) = match &question.about {
        About::Row { line, title, .. } => (*line, title.clone()),
        About::Gone => (0, question.title.clone()),
    };
    let record = format!("{} {}", question.reference, question.title).trim().to_owned();
    Some(ImportDecision { row, title, record, answer: question.answer?.code().to_owned() })
}

#[derive(Clone, Copy, PartialEq)]
enum Mark {
    New,
    Open,
    Done,
}

struct Order<'p, 's> {
    plan: &'p Plan,
    marks: Vec<Mark>,
    stages: &'s mut Stages<'p>,
}

impl Order<'_, '_> {
    fn mark(&self, at: usize) -> Mark {
        self.marks.get(at).copied().unwrap_or(Mark::Done)
    }

    fn set(&mut self, at: usize, mark: Mark) {
        if let Some(known) = self.marks.get_mut(at) {
            *known = mark;
        }
    }

    /// Places a linked record after those that it links to. A title is linked over two hops at most, so this ends soon.
    fn visit(&mut self, at: usize) {
        let plan = self.plan;
        let Some(linked) = plan.linked.get(at).filter(|_| self.mark(at) == Mark::New) else { return };
        self.set(at, Mark::Open);
        let (mut refs, mut closing) = (Vec::new(), Vec::new());
        for link in &linked.linked {
            self.visit(link.to);
            let Some(reference) = reference(plan, &link.field, link.to) else { continue };
            if self.mark(link.to) == Mark::Open { closing.push(reference) } else { refs.push(reference) }
        }
        self.set(at, Mark::Done);
        if let Verdict::Same { id } = &linked.verdict {
            // It was found by its title; rows that link to it find it by its key.
            self.stages.known.push((linked.kind.to_owned(), title_key(&linked.title), *id));
        }
        let Some(body) = sent(&linked.verdict, &linked.body) else { return };
        if let Verdict::Revise { id, .. } = &linked.verdict {
            self.stages.known.push((linked.kind.to_owned(), title_key(&linked.title), *id));
        }
        let of = |body, refs| Incoming {
            row: linked.line,
            kind: linked.kind.to_owned(),
            key: title_key(&linked.title),
            body,
            refs,
            decided: false,
            ends: None,
        };
        self.stages.linked.push(&of(body, refs));
        if !closing.is_empty() {
            self.stages.closing.push(&of(Map::new(), closing));
        }
    }
}

/// The fields to send: all of a new record; of one that exists only what changes, so that what somebody else wrote
/// meanwhile stays. `None` when there is nothing to bring.
fn sent(verdict: &Verdict, body: &Body) -> Option<Map<String, Json>> {
    match verdict {
        Verdict::Create => Some(body.to_json()),
        Verdict::Revise { changes, .. } => Some(
            changes
                .iter()
                .filter_map(|change| Some((change.field.clone(), change.after.as_ref()?.to_json())))
                .collect(),
        ),
        Verdict::Same { .. } | Verdict::Waiting { .. } | Verdict::Left | Verdict::Refused { .. } => None,
    }
}

/// A link as field, kind and key; `None` when the other record is not brought in, which the plan has listed.
fn reference(plan: &Plan, field: &str, to: usize) -> Option<(String, String, String)> {
    let to: &PlannedLinked = plan.linked.get(to).filter(|linked| linked.refusal().is_none())?;
    Some((field.to_owned(), to.kind.to_owned(), title_key(&to.title)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use exchange::{Counts, LinkTo, Problems};
    use record::{FieldChange, Value};
    use std::collections::BTreeMap;

    fn id(number: u128) -> RecordId {
        RecordId(uuid::Uuid::from_u128(number))
    }

    fn named(title: &str, verdict: Verdict, to: &[usize]) -> PlannedLinked {
        PlannedLinked {
            kind: "system",
            title: title.to_owned(),
            verdict,
            body: Body::new().with("name", Value::Text(title.to_owned())),
            linked: to.iter().map(|to| LinkTo { field: "parts".to_owned(), to: *to, many: true }).collect(),
            inferred: false,
            line: 7,
        }
    }

    fn planned(linked: Vec<PlannedLinked>, rows: Vec<PlannedRow>) -> Plan {
        Plan {
            kind: "use".to_owned(),
            rows,
            linked,
            custom_fields: Vec::new(),
            questions: Vec::new(),
            stale_answers: Vec::new(),
            problems: Problems::default(),
            counts: Counts::default(),
        }
    }

    fn row(verdict: Verdict, to: &[usize]) -> PlannedRow {
        PlannedRow {
            line: 3,
            key: None,
            import_key: "id:1".to_owned(),
            title: "Chat".to_owned(),
            verdict,
            body: Body::new()
                .with("name", Value::Text("Chat".to_owned()))
                .with("benefits", Value::Text("Time".to_owned())),
            linked: to.iter().map(|to| LinkTo { field: "systems".to_owned(), to: *to, many: true }).collect(),
            custom: BTreeMap::new(),
            decided: false,
            ends: None,
            releases: None,
        }
    }

    /// The rows of a plan, as they are handed over.
    fn rows(plan: &mut Plan) -> Rows {
        let mut rows = Rows::of("use");
        plan.rows.drain(..).for_each(|row| rows.add(row));
        rows
    }

    fn keys(records: &[Incoming]) -> Vec<&str> {
        records.iter().map(|record| record.key.as_str()).collect()
    }

    #[test]
    fn what_others_link_to_comes_first_and_rows_come_last() {
        let mut plan = planned(
            vec![
                named("A", Verdict::Create, &[1]),
                named("B", Verdict::Create, &[2]),
                named("C", Verdict::Create, &[]),
            ],
            vec![row(Verdict::Create, &[0])],
        );
        let rows = rows(&mut plan);
        let stages = stages(&plan, rows);
        let records: Vec<Incoming> = stages.records().collect();
        assert_eq!(keys(&records), ["title:c", "title:b", "title:a", "id:1"]);
        let systems = ("systems".to_owned(), "system".to_owned(), "title:a".to_owned());
        assert_eq!(records[3].refs, [systems]);
    }

    #[test]
    fn a_circle_is_closed_once_both_ends_are_there() {
        let mut plan = planned(
            vec![named("A", Verdict::Create, &[1]), named("B", Verdict::Create, &[0, 1])],
            Vec::new(),
        );
        let rows = rows(&mut plan);
        let stages = stages(&plan, rows);
        let records: Vec<Incoming> = stages.records().collect();
        assert_eq!(keys(&records), ["title:b", "title:a", "title:b"]);
        let (first, second) = (&records[0], &records[1]);
        assert!(first.refs.is_empty());
        assert_eq!(second.refs[0].2, "title:b");
        let closing: Vec<&str> = records[2].refs.iter().map(|link| link.2.as_str()).collect();
        assert_eq!(closing, ["title:a", "title:b"]);
        assert!(records[2].body.is_empty());
    }

    #[test]
    fn of_a_record_that_exists_only_what_changes_is_sent() {
        let change = FieldChange {
            field: "benefits".to_owned(),
            before: None,
            after: Some(Value::Text("Time".to_owned())),
            rows: Vec::new(),
        };
        let revise = Verdict::Revise { id: id(5), changes: vec![change] };
        let mut plan = planned(vec![named("A", revise.clone(), &[])], vec![row(revise, &[])]);
        let rows = rows(&mut plan);
        let stages = stages(&plan, rows);
        let records: Vec<Incoming> = stages.records().collect();
        let sent: Vec<&String> = records.iter().flat_map(|record| record.body.keys()).collect();
        assert_eq!(sent, ["benefits", "benefits"]);
        // The row was found by its key; the record that a title named has to get one.
        assert_eq!(stages.known, [("system".to_owned(), "title:a".to_owned(), id(5))]);
    }

    #[test]
    fn a_row_that_only_waits_for_a_field_brings_nothing() {
        let mut waiting = row(Verdict::Revise { id: id(5), changes: Vec::new() }, &[]);
        waiting.custom.insert("agency".to_owned(), "HHS".to_owned());
        let mut plan = planned(Vec::new(), vec![waiting]);
        let rows = rows(&mut plan);
        assert!(stages(&plan, rows).is_empty());
    }

    #[test]
    fn records_are_ended_after_all_of_them_are_written() {
        let mut done = row(Verdict::Create, &[]);
        done.ends = Some((record::Act::Complete, "Closed".to_owned()));
        let mut known = row(Verdict::Same { id: id(5) }, &[]);
        known.ends = Some((record::Act::Cancel, "Dropped".to_owned()));
        known.import_key = format!("{KNOWN_RECORD}{}", id(5));
        let key = known.import_key.clone();
        let mut plan = planned(Vec::new(), vec![done, known]);
        let rows = rows(&mut plan);
        let stages = stages(&plan, rows);
        let records: Vec<Incoming> = stages.records().collect();
        assert_eq!(keys(&records), ["id:1", "id:1", key.as_str()]);
        let acts: Vec<Option<&str>> =
            records.iter().map(|record| record.ends.as_ref().map(|ends| ends.act.as_str())).collect();
        assert_eq!(acts, [None, Some("complete"), Some("cancel")]);
        assert_eq!(
            stages.known,
            [("use".to_owned(), key.clone(), id(5))],
            "found by what the file says of it"
        );
    }

    #[test]
    fn what_stays_the_same_or_is_refused_brings_nothing_and_is_linked_by_nothing() {
        let refused = Verdict::Refused { sentence: "No.".to_owned() };
        let mut plan = planned(
            vec![named("A", refused.clone(), &[]), named("B", Verdict::Same { id: id(1) }, &[])],
            vec![row(refused, &[]), row(Verdict::Same { id: id(2) }, &[]), row(Verdict::Create, &[0])],
        );
        let rows = rows(&mut plan);
        let stages = stages(&plan, rows);
        let records: Vec<Incoming> = stages.records().collect();
        assert_eq!(keys(&records), ["id:1"]);
        assert!(records[0].refs.is_empty());
    }
}
