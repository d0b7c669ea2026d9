//! The gap assessment: what was judged of each requirement, beside what is computed of it.
//!
//! A judgement never changes a computed answer. Where the two contradict each other both are shown, and that they do.

use assurance::Status;
use frameworks::Pack;
use jiff::civil::Date;
use kinds::{action, gap};
use record::{Amount, Body, RecordId, Value};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// What a named person judged of a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Judgement {
    /// Nothing is done about it.
    Absent,
    /// Somebody does it, nothing is written down.
    Informal,
    /// It is written down, it is not yet lived.
    Documented,
    /// It is written down, lived, and that can be shown.
    Operating,
}

/// How urgent a gap is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Priority {
    /// Without it no certificate, or people may be harmed.
    Critical,
    /// Next.
    High,
    /// Then.
    Medium,
    /// When there is time.
    Low,
}

/// What was decided about a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decision {
    /// There is none.
    NoGap,
    /// It is accepted as a gap, and an action closes it.
    Close,
    /// It is left as it is, for a reason.
    Left,
}

/// A judged requirement.
#[derive(Clone, Debug, PartialEq)]
pub struct Gap {
    /// Id of the framework's pack.
    pub framework: String,
    /// Reference of the requirement.
    pub requirement: String,
    /// The seal that the assessment stands on.
    pub baseline: RecordId,
    /// What was judged.
    pub judged: Judgement,
    /// By whom.
    pub by: RecordId,
    /// On which day.
    pub on: Date,
    /// How urgent it is, when that was said.
    pub priority: Option<Priority>,
    /// Effort in person-days.
    pub effort: Decimal,
    /// What is spent besides.
    pub cost: Option<Amount>,
    /// Who closes it.
    pub owner: Option<RecordId>,
    /// What was decided.
    pub decision: Option<Decision>,
    /// The actions that close it.
    pub actions: Vec<RecordId>,
    /// The documents that exist.
    pub documents: Vec<RecordId>,
}

/// How a judgement and a computed answer contradict each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Contradiction {
    /// More was judged than records show.
    JudgedMore,
    /// Records show more than was judged.
    JudgedLess,
}

impl Judgement {
    /// Every judgement, from least to most.
    pub const ALL: [Self; 4] = [Self::Absent, Self::Informal, Self::Documented, Self::Operating];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Informal => "informal",
            Self::Documented => "documented",
            Self::Operating => "operating",
        }
    }

    /// The judgement with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|judged| judged.code() == code)
    }

    /// Whether it is a gap at all.
    pub fn is_gap(self) -> bool {
        self != Self::Operating
    }

    /// How it contradicts a computed answer. What is unknown contradicts nothing, and neither does a step between.
    pub const fn against(self, computed: Status) -> Option<Contradiction> {
        match (self, computed) {
            (Self::Absent, Status::Partly) | (Self::Absent | Self::Informal, Status::Met) => {
                Some(Contradiction::JudgedLess)
            }
            (Self::Documented | Self::Operating, Status::NotMet) => Some(Contradiction::JudgedMore),
            _ => None,
        }
    }
}

impl Priority {
    /// Every priority, the most urgent first.
    pub const ALL: [Self; 4] = [Self::Critical, Self::High, Self::Medium, Self::Low];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }

    /// The priority with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|priority| priority.code() == code)
    }

    /// The priority of the action that closes such a gap.
    const fn of_action(self) -> &'static str {
        match self {
            Self::Critical => "urgent",
            Self::High => "high",
            Self::Medium => "normal",
            Self::Low => "low",
        }
    }
}

impl Decision {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoGap => "none",
            Self::Close => "close",
            Self::Left => "left",
        }
    }

    /// The decision with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::NoGap, Self::Close, Self::Left].into_iter().find(|decision| decision.code() == code)
    }
}

impl Gap {
    /// Reads a gap; nothing when the body lacks what makes it one.
    pub fn of(body: &Body) -> Option<Self> {
        Some(Self {
            framework: gap::FRAMEWORK.of(body)?.to_owned(),
            requirement: gap::REQUIREMENT.of(body)?.to_owned(),
            baseline: gap::BASELINE.of(body)?,
            judged: Judgement::from_code(gap::JUDGED.of(body)?)?,
            by: gap::JUDGED_BY.of(body)?,
            on: gap::JUDGED_ON.of(body)?,
            priority: gap::PRIORITY.of(body).and_then(Priority::from_code),
            effort: gap::EFFORT.of(body).unwrap_or_default(),
            cost: gap::COST.of(body).cloned(),
            owner: gap::OWNER.of(body),
            decision: gap::DECISION.of(body).and_then(Decision::from_code),
            actions: gap::ACTIONS.of(body).unwrap_or_default().to_vec(),
            documents: gap::DOCUMENTS.of(body).unwrap_or_default().to_vec(),
        })
    }

    /// Whether it waits for somebody to decide: a gap that is neither accepted nor left.
    pub fn waits(&self) -> bool {
        self.judged.is_gap() && self.decision.is_none()
    }
}

/// Id of the kind of record in which judgements are kept.
pub const KIND: &str = "gap";
/// Id of the kind of record that closes a gap.
pub const ACTION: &str = "action";
/// What the person fills in of a gap, in the order of the guide; the program knows the rest.
pub const ASKED: [&str; 10] = [
    gap::JUDGED.field.id,
    gap::NOTE.field.id,
    gap::INTERVIEWED.field.id,
    gap::DOCUMENTS.field.id,
    gap::PRIORITY.field.id,
    gap::EFFORT.field.id,
    gap::COST.field.id,
    gap::OWNER.field.id,
    gap::DECISION.field.id,
    gap::DECISION_NOTE.field.id,
];

/// A body with what the program knows of a judgement: requirement, baseline, who judges, and when.
#[must_use]
pub fn placed(body: Body, pack: &Pack, reference: &str, baseline: RecordId, by: RecordId, on: Date) -> Body {
    let title = pack.title_of(reference).unwrap_or_default();
    let name: String = format!("{reference} {title}").trim().chars().take(200).collect();
    body.with(gap::NAME.field.id, Value::Text(name))
        .with(gap::FRAMEWORK.field.id, Value::Text(pack.id.clone()))
        .with(gap::REQUIREMENT.field.id, Value::Text(reference.to_owned()))
        .with(gap::BASELINE.field.id, Value::Link(baseline))
        .with(gap::JUDGED_BY.field.id, Value::Link(by))
        .with(gap::JUDGED_ON.field.id, Value::Date(on))
}

/// The same gap with further documents that exist.
#[must_use]
pub fn with_documents(body: &Body, documents: &[RecordId]) -> Body {
    let mut all = gap::DOCUMENTS.of(body).unwrap_or_default().to_vec();
    all.extend(documents.iter().filter(|id| !all.contains(id)).copied().collect::<Vec<_>>());
    body.clone().with(gap::DOCUMENTS.field.id, Value::Links(all))
}

/// The action that closes a gap: who does it, who wants it done, until when.
pub fn action_of(id: RecordId, reference: &str, body: &Body, who: (RecordId, RecordId), due: Date) -> Body {
    let (assignee, owner) = who;
    let name = gap::NAME.of(body).unwrap_or_default();
    let name: String = format!("Close the gap: {name}").chars().take(200).collect();
    let mut made = Body::new()
        .with(action::NAME.field.id, Value::Text(name))
        .with(action::TYPE.field.id, Value::Choice("task".to_owned()))
        .with(action::SOURCE.field.id, Value::Choice("gap_assessment".to_owned()))
        .with(action::SOURCE_NOTE.field.id, Value::Text(reference.to_owned()))
        .with(action::ABOUT.field.id, Value::Links(vec![id]))
        .with(action::OWNER.field.id, Value::Link(owner))
        .with(action::ASSIGNEE.field.id, Value::Link(assignee))
        .with(action::DUE.field.id, Value::Date(due));
    if let Some(requirement) = gap::REQUIREMENT.of(body) {
        made.set(action::REQUIREMENT.field.id, Value::Text(requirement.to_owned()));
    }
    if let Some(note) = gap::NOTE.of(body) {
        made.set(action::DESCRIPTION.field.id, Value::Text(note.to_owned()));
    }
    if let Some(priority) = gap::PRIORITY.of(body).and_then(Priority::from_code) {
        made.set(action::PRIORITY.field.id, Value::Choice(priority.of_action().to_owned()));
    }
    if let Some(cost) = gap::COST.of(body) {
        made.set(action::COST.field.id, Value::Money(cost.clone()));
    }
    made
}

/// The same gap, accepted: somebody closes it by an action.
#[must_use]
pub fn accepted(body: &Body, owner: RecordId, action: RecordId) -> Body {
    let mut actions = gap::ACTIONS.of(body).unwrap_or_default().to_vec();
    actions.push(action);
    let mut body = body
        .clone()
        .with(gap::DECISION.field.id, Value::Choice(Decision::Close.code().to_owned()))
        .with(gap::OWNER.field.id, Value::Link(owner))
        .with(gap::ACTIONS.field.id, Value::Links(actions));
    body.clear(gap::DECISION_NOTE.field.id);
    body
}

/// What gaps cost together: person-days, and money by currency.
pub fn totals<'a>(gaps: impl Iterator<Item = &'a Gap>) -> (Decimal, BTreeMap<String, Decimal>) {
    let mut effort = Decimal::ZERO;
    let mut cost: BTreeMap<String, Decimal> = BTreeMap::new();
    for gap in gaps {
        effort = effort.saturating_add(gap.effort);
        if let Some(amount) = &gap.cost {
            let sum = cost.entry(amount.currency.clone()).or_default();
            *sum = sum.saturating_add(amount.amount);
        }
    }
    (effort, cost)
}

/// The clause or group of controls that a requirement stands under.
pub fn top_of<'a>(pack: &'a Pack, reference: &'a str) -> &'a str {
    let mut at = reference;
    while let Some(parent) = pack.parent(at) {
        at = parent;
    }
    at
}

/// How a requirement has moved between two computed answers: up, down, or not.
pub fn movement(then: Status, now: Status) -> std::cmp::Ordering {
    rank(now).cmp(&rank(then))
}

/// Unknown stands below not met: to know that something is missing is a step.
const fn rank(status: Status) -> u8 {
    match status {
        Status::Unknown => 0,
        Status::NotMet => 1,
        Status::Partly => 2,
        Status::Met | Status::NotApplicable => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cmp::Ordering;

    #[test]
    fn the_codes_are_those_of_the_kind_and_each_is_known() {
        let codes = |options: &[record::Opt]| options.iter().map(|option| option.code).collect::<Vec<_>>();
        assert_eq!(Judgement::ALL.map(Judgement::code).to_vec(), codes(gap::JUDGEMENTS));
        assert_eq!(Priority::ALL.map(Priority::code).to_vec(), codes(gap::PRIORITIES));
        for code in codes(gap::DECISIONS) {
            assert_eq!(Decision::from_code(code).unwrap().code(), code);
        }
        for priority in Priority::ALL {
            assert!(codes(action::PRIORITIES).contains(&priority.of_action()));
        }
        for field in ASKED {
            assert!(gap::KIND.field(field).is_some(), "{field}");
        }
    }

    #[test]
    fn a_judgement_contradicts_only_what_is_known_and_plainly_otherwise() {
        use Contradiction::{JudgedLess, JudgedMore};
        for judged in Judgement::ALL {
            assert_eq!(judged.against(Status::Unknown), None);
            assert_eq!(judged.against(Status::NotApplicable), None);
        }
        assert_eq!(Judgement::Operating.against(Status::NotMet), Some(JudgedMore));
        assert_eq!(Judgement::Documented.against(Status::NotMet), Some(JudgedMore));
        assert_eq!(Judgement::Absent.against(Status::Met), Some(JudgedLess));
        assert_eq!(Judgement::Informal.against(Status::Met), Some(JudgedLess));
        assert_eq!(Judgement::Absent.against(Status::Partly), Some(JudgedLess));
        assert_eq!(Judgement::Operating.against(Status::Met), None);
        assert_eq!(Judgement::Absent.against(Status::NotMet), None);
    }

    #[test]
    fn a_sample_is_read_whole_and_costs_what_it_says() {
        let gap = Gap::of(&testkit::sample("gap")).unwrap();
        assert_eq!((gap.requirement.as_str(), gap.judged), ("A.6.2.8", Judgement::Informal));
        assert_eq!(gap.decision, Some(Decision::Left));
        assert!(!gap.waits());
        let other = Gap { decision: None, cost: None, ..gap.clone() };
        assert!(other.waits());
        let (effort, cost) = totals([&gap, &other].into_iter());
        assert_eq!(effort.to_string(), "25.0");
        assert_eq!(cost["EUR"].to_string(), "4800");
        let mut body = testkit::sample("gap");
        body.clear("judged");
        assert_eq!(Gap::of(&body), None, "without a judgement it is none");
    }

    #[test]
    fn an_accepted_gap_and_its_action_hold_and_name_each_other() {
        let body = testkit::sample("gap");
        let id = |number: u128| RecordId(uuid::Uuid::from_u128(number));
        let due = jiff::civil::date(2026, 12, 1);
        let made = action_of(id(1), "GAP-0001", &body, (id(2), id(3)), due);
        let schema = record::Schema::of(&action::KIND);
        assert!(record::validate(&schema, &made).is_empty(), "{:?}", record::validate(&schema, &made));
        assert!(record::missing(&schema, &made).is_empty());
        assert_eq!(action::ABOUT.of(&made).unwrap(), [id(1)]);
        assert_eq!(action::PRIORITY.of(&made), Some("high"));
        let after = accepted(&body, id(2), id(9));
        let read = Gap::of(&after).unwrap();
        assert_eq!((read.decision, read.owner), (Some(Decision::Close), Some(id(2))));
        assert_eq!(read.actions.last(), Some(&id(9)));
        assert!(record::missing(&record::Schema::of(&gap::KIND), &after).is_empty());
    }

    #[test]
    fn movement_goes_up_from_unknown_to_met() {
        assert_eq!(movement(Status::Unknown, Status::NotMet), Ordering::Greater);
        assert_eq!(movement(Status::NotMet, Status::Partly), Ordering::Greater);
        assert_eq!(movement(Status::Met, Status::Partly), Ordering::Less);
        assert_eq!(movement(Status::Met, Status::Met), Ordering::Equal);
    }

    #[test]
    fn a_long_title_is_cut_to_what_a_line_holds() {
        let mut body = testkit::sample("gap");
        body.set("name", Value::Text("Ä".repeat(200)));
        let id = RecordId(uuid::Uuid::nil());
        let made = action_of(id, "GAP-0001", &body, (id, id), jiff::civil::date(2026, 1, 1));
        assert_eq!(action::NAME.of(&made).unwrap().chars().count(), 200);
    }
}
