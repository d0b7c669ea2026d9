//! From a plan to what is brought in: records that others link to come first, and only what differs is sent.

use app::{ImportDecision, Incoming};
use exchange::{About, Answer, KNOWN_RECORD, LinkTo, Plan, PlannedLinked, Question, Verdict};
use record::{Body, RecordId};
use serde_json::{Map, Value as Json};

/// What is brought in, and in which order.
#[derive(Debug, Default)]
pub struct Stages {
    /// Keys under which records that exist are to be found from now on: kind, key, record.
    pub known: Vec<(String, String, RecordId)>,
    /// Records, each after those that it links to.
    pub records: Vec<Incoming>,
    /// Links that close a circle: they can be set only when both ends exist.
    pub closing: Vec<Incoming>,
    /// Keys that are to be forgotten first: a person has decided that the row is another record.
    pub released: Vec<(String, String, RecordId)>,
    /// Records that a person has decided to retire.
    pub retire: Vec<RecordId>,
    /// What was asked and answered.
    pub decisions: Vec<ImportDecision>,
}

impl Stages {
    /// Whether there is nothing to do.
    pub const fn is_empty(&self) -> bool {
        self.records.is_empty() && self.closing.is_empty() && self.retire.is_empty()
    }

    /// Whether anything was decided that an import without records has to keep.
    pub const fn decides(&self) -> bool {
        !self.decisions.is_empty()
    }
}

/// The key under which an import knows a record by the title that a file gives it.
pub fn title_key(title: &str) -> String {
    format!("title:{}", record::fold(title))
}

/// Orders a plan. Rows that stay the same or are refused bring nothing.
pub fn stages(plan: &Plan) -> Stages {
    let mut order = Order { plan, marks: vec![Mark::New; plan.linked.len()], stages: Stages::default() };
    for at in 0..plan.linked.len() {
        order.visit(at);
    }
    let mut stages = order.stages;
    for row in &plan.rows {
        if let Some(id) = row.releases {
            stages.released.push((plan.kind.clone(), row.import_key.clone(), id));
        }
        let is = match &row.verdict {
            Verdict::Same { id } | Verdict::Revise { id, .. } if row.decided => Some(*id),
            Verdict::Revise { id, .. } if row.import_key.starts_with(KNOWN_RECORD) => Some(*id),
            _ => None,
        };
        stages.known.extend(is.map(|id| (plan.kind.clone(), row.import_key.clone(), id)));
        if let Some(body) = sent(&row.verdict, &row.body) {
            let refs: Vec<_> = row.linked.iter().filter_map(|link| reference(plan, link)).collect();
            // A row that only waits for a field has nothing to bring yet.
            if body.is_empty() && refs.is_empty() {
                continue;
            }
            let (kind, key, decided) = (plan.kind.clone(), row.import_key.clone(), row.decided);
            stages.records.push(Incoming { row: row.line, kind, key, body, refs, decided });
        }
    }
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

struct Order<'p> {
    plan: &'p Plan,
    marks: Vec<Mark>,
    stages: Stages,
}

impl Order<'_> {
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
            let Some(reference) = reference(plan, link) else { continue };
            if self.mark(link.to) == Mark::Open { closing.push(reference) } else { refs.push(reference) }
        }
        self.set(at, Mark::Done);
        if let Verdict::Same { id } = &linked.verdict {
            // It was found by its title; rows that link to it find it by its key.
            self.stages.known.push((linked.kind.clone(), title_key(&linked.title), *id));
        }
        let Some(body) = sent(&linked.verdict, &linked.body) else { return };
        if let Verdict::Revise { id, .. } = &linked.verdict {
            self.stages.known.push((linked.kind.clone(), title_key(&linked.title), *id));
        }
        let of = |body, refs| Incoming {
            row: linked.lines.first().copied().unwrap_or_default(),
            kind: linked.kind.clone(),
            key: title_key(&linked.title),
            body,
            refs,
            decided: false,
        };
        self.stages.records.push(of(body, refs));
        if !closing.is_empty() {
            self.stages.closing.push(of(Map::new(), closing));
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
fn reference(plan: &Plan, link: &LinkTo) -> Option<(String, String, String)> {
    let to: &PlannedLinked = plan.linked.get(link.to).filter(|linked| linked.refusal().is_none())?;
    Some((link.field.clone(), to.kind.clone(), title_key(&to.title)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use exchange::{Counts, PlannedRow};
    use record::{FieldChange, Value};
    use std::collections::BTreeMap;

    fn id(number: u128) -> RecordId {
        RecordId(uuid::Uuid::from_u128(number))
    }

    fn named(title: &str, verdict: Verdict, to: &[usize]) -> PlannedLinked {
        PlannedLinked {
            kind: "system".to_owned(),
            title: title.to_owned(),
            verdict,
            body: Body::new().with("name", Value::Text(title.to_owned())),
            linked: to.iter().map(|to| LinkTo { field: "parts".to_owned(), to: *to, many: true }).collect(),
            inferred: false,
            lines: vec![7],
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
            problems: Vec::new(),
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
            releases: None,
        }
    }

    fn keys(records: &[Incoming]) -> Vec<&str> {
        records.iter().map(|record| record.key.as_str()).collect()
    }

    #[test]
    fn what_others_link_to_comes_first_and_rows_come_last() {
        let plan = planned(
            vec![
                named("A", Verdict::Create, &[1]),
                named("B", Verdict::Create, &[2]),
                named("C", Verdict::Create, &[]),
            ],
            vec![row(Verdict::Create, &[0])],
        );
        let stages = stages(&plan);
        assert_eq!(keys(&stages.records), ["title:c", "title:b", "title:a", "id:1"]);
        let systems = ("systems".to_owned(), "system".to_owned(), "title:a".to_owned());
        assert_eq!(stages.records[3].refs, [systems]);
        assert!(stages.closing.is_empty());
    }

    #[test]
    fn a_circle_is_closed_once_both_ends_are_there() {
        let plan = planned(
            vec![named("A", Verdict::Create, &[1]), named("B", Verdict::Create, &[0, 1])],
            Vec::new(),
        );
        let stages = stages(&plan);
        assert_eq!(keys(&stages.records), ["title:b", "title:a"]);
        let (first, second) = (&stages.records[0], &stages.records[1]);
        assert!(first.refs.is_empty());
        assert_eq!(second.refs[0].2, "title:b");
        let closing: Vec<&str> = stages.closing[0].refs.iter().map(|link| link.2.as_str()).collect();
        assert_eq!((keys(&stages.closing), closing), (vec!["title:b"], vec!["title:a", "title:b"]));
        assert!(stages.closing[0].body.is_empty());
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
        let plan = planned(vec![named("A", revise.clone(), &[])], vec![row(revise, &[])]);
        let stages = stages(&plan);
        let sent: Vec<&String> = stages.records.iter().flat_map(|record| record.body.keys()).collect();
        assert_eq!(sent, ["benefits", "benefits"]);
        // The row was found by its key; the record that a title named has to get one.
        assert_eq!(stages.known, [("system".to_owned(), "title:a".to_owned(), id(5))]);
    }

    #[test]
    fn a_row_that_only_waits_for_a_field_brings_nothing() {
        let mut waiting = row(Verdict::Revise { id: id(5), changes: Vec::new() }, &[]);
        waiting.custom.insert("agency".to_owned(), "HHS".to_owned());
        assert_eq!(keys(&stages(&planned(Vec::new(), vec![waiting])).records), Vec::<&str>::new());
    }

    #[test]
    fn what_stays_the_same_or_is_refused_brings_nothing_and_is_linked_by_nothing() {
        let refused = Verdict::Refused { sentence: "No.".to_owned() };
        let plan = planned(
            vec![named("A", refused.clone(), &[]), named("B", Verdict::Same { id: id(1) }, &[])],
            vec![row(refused, &[]), row(Verdict::Same { id: id(2) }, &[]), row(Verdict::Create, &[0])],
        );
        let stages = stages(&plan);
        assert_eq!(keys(&stages.records), ["id:1"]);
        assert!(stages.records[0].refs.is_empty());
    }
}
