//! A control in a statement: what the statement says of it, and how it stands.

use super::{Fault, Implementation, key};
use jiff::civil::Date;
use kinds::soa;
use record::{Body, RecordId, Value};
use std::collections::BTreeSet;

/// Whether a control applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applies {
    /// It is necessary.
    Applied,
    /// It is not.
    Excluded,
}

/// What a statement says of a control.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Number of the row within the statement.
    pub id: u32,
    /// The control, as it was typed.
    pub control: String,
    /// Its title, where the statement gives one.
    pub title: String,
    /// Whether it applies; none while that is undecided.
    pub applies: Option<Applies>,
    /// Why; may be empty.
    pub reason: String,
    /// Codes of where the reason comes from.
    pub sources: Vec<String>,
    /// Which law, contract or decision; may be empty.
    pub source_note: String,
    /// Who answers for it.
    pub owner: Option<RecordId>,
    /// Until when it is to be in place.
    pub due: Option<Date>,
}

/// How a control stands, computed from records; the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// The statement says nothing of it, or has not decided.
    Undecided,
    /// It applies, and nothing in force says how it is carried out.
    NotImplemented,
    /// It applies, and is to be in place by a day that has not come.
    Planned,
    /// It is in place; the last test found that it does not work.
    Failed,
    /// It is in place; nobody has tested whether it works.
    Untested,
    /// It is in place; the last test is too old.
    TestOverdue,
    /// It is in place; the last test found that it works in part.
    PartlyEffective,
    /// It is in place, and a test that still counts found that it works.
    Effective,
    /// The statement leaves it out.
    Excluded,
}

/// A control: what the statement says of it, what records say, and what is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// `A.6.2.4`, or that of an own control.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// The group that it belongs to; empty for an own control.
    pub group: String,
    /// What the statement says.
    pub row: Option<Row>,
    /// How it stands.
    pub standing: Standing,
    /// The risks that it treats.
    pub risks: Vec<Treated>,
    /// How it is carried out.
    pub implementations: Vec<Implementation>,
    /// The last test among them: when, and what it found.
    pub last_test: Option<super::Test>,
    /// When one of them is tested next.
    pub next_test: Option<Date>,
    /// The evidence for it.
    pub evidence: BTreeSet<RecordId>,
    /// Places in the law that ask for it here.
    pub law: Vec<String>,
    /// The uses by which the law asks for it.
    pub law_uses: Vec<(RecordId, String, String)>,
    /// What is wrong.
    pub faults: Vec<Fault>,
}

/// A risk that a control treats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Treated {
    /// The record.
    pub id: RecordId,
    /// `RSK-0003`.
    pub reference: String,
    /// Its name.
    pub title: String,
    /// The measures that belong to the control.
    pub measures: Vec<String>,
    /// Whether a measure is done, and no test since shows that the control works.
    pub on_paper: bool,
}

impl Treated {
    /// Reference and name.
    pub fn named(&self) -> String {
        format!("{} {}", self.reference, self.title)
    }
}

impl Applies {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Applied => "applies",
            Self::Excluded => "excluded",
        }
    }

    /// The answer with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Applied, Self::Excluded].into_iter().find(|applies| applies.code() == code)
    }
}

impl Standing {
    /// Every standing, the worst first.
    pub const ALL: [Self; 9] = [
        Self::Undecided,
        Self::NotImplemented,
        Self::Planned,
        Self::Failed,
        Self::Untested,
        Self::TestOverdue,
        Self::PartlyEffective,
        Self::Effective,
        Self::Excluded,
    ];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Undecided => "undecided",
            Self::NotImplemented => "not_implemented",
            Self::Planned => "planned",
            Self::Failed => "failed",
            Self::Untested => "untested",
            Self::TestOverdue => "test_overdue",
            Self::PartlyEffective => "partly_effective",
            Self::Effective => "effective",
            Self::Excluded => "excluded",
        }
    }
}

impl Line {
    /// Whether the statement takes the control in.
    pub fn is_applied(&self) -> bool {
        self.row.as_ref().is_some_and(|row| row.applies == Some(Applies::Applied))
    }

    /// Whether the statement leaves the control out.
    pub fn is_excluded(&self) -> bool {
        self.row.as_ref().is_some_and(|row| row.applies == Some(Applies::Excluded))
    }
}

/// The controls that a statement leaves out with a reason and its source: what is left out without them counts.
pub fn left_out(body: &Body) -> BTreeSet<String> {
    let rows = rows(body).into_iter();
    rows.filter(|row| {
        row.applies == Some(Applies::Excluded) && !row.reason.is_empty() && !row.sources.is_empty()
    })
    .map(|row| row.control)
    .collect()
}

/// What a statement says, row by row.
pub fn rows(body: &Body) -> Vec<Row> {
    let rows = soa::CONTROLS.of(body).unwrap_or_default();
    rows.iter()
        .map(|row| {
            let text = |column: &str| match row.cells.get(column) {
                Some(Value::Text(text)) => text.trim().to_owned(),
                _ => String::new(),
            };
            Row {
                id: row.id,
                control: text("control"),
                title: text("title"),
                applies: match row.cells.get("applies") {
                    Some(Value::Choice(code)) => Applies::from_code(code),
                    _ => None,
                },
                reason: text("reason"),
                sources: match row.cells.get("sources") {
                    Some(Value::Choices(codes)) => codes.clone(),
                    _ => Vec::new(),
                },
                source_note: text("source_note"),
                owner: match row.cells.get("owner") {
                    Some(Value::Link(id)) => Some(*id),
                    _ => None,
                },
                due: match row.cells.get("due") {
                    Some(Value::Date(date)) => Some(*date),
                    _ => None,
                },
            }
        })
        .filter(|row| !key(&row.control).is_empty())
        .collect()
}
