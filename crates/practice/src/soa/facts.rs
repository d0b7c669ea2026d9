//! What a statement is held against: risks with their measures, implementations with their tests, uses of high risk, evidence.

use super::{EVIDENCE, IMPLEMENTATION, RISK, USE, key};
use jiff::{ToSpan, civil::Date};
use kinds::{ai_use, control_implementation as ctl, evidence, risk};
use record::{Body, RecordId, Row, Value};
use rust_decimal::prelude::ToPrimitive;

/// Everything that a statement is held against. Only what is in force is here.
#[derive(Clone, Debug, Default)]
pub struct Facts<'a> {
    /// Risks whose treatment names a control.
    pub risks: Vec<&'a RiskFact>,
    /// How controls are carried out.
    pub implementations: Vec<&'a Implementation>,
    /// Uses that the law holds to be of high risk.
    pub uses: Vec<&'a UseFact>,
    /// Evidence that supports another record.
    pub evidence: Vec<&'a EvidenceFact>,
}

/// What one record says that a statement is held against.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    /// A risk.
    Risk(RiskFact),
    /// How a control is carried out.
    Implementation(Implementation),
    /// A use of high risk.
    Use(UseFact),
    /// Evidence.
    Evidence(EvidenceFact),
}

impl Fact {
    /// Reads a record in force; nothing where it says nothing that matters here.
    pub fn of(kind: &str, id: RecordId, named: (&str, &str), body: &Body) -> Option<Self> {
        Some(match kind {
            RISK => Self::Risk(RiskFact::of(id, named, body)?),
            IMPLEMENTATION => Self::Implementation(Implementation::of(id, named, body)?),
            USE => Self::Use(UseFact::of(id, named, body)?),
            EVIDENCE => Self::Evidence(EvidenceFact::of(id, body)?),
            _ => return None,
        })
    }
}

impl<'a> Facts<'a> {
    /// The facts, in the order of their records.
    pub fn gathered(facts: impl IntoIterator<Item = &'a Fact>) -> Self {
        let mut gathered = Self::default();
        for fact in facts {
            match fact {
                Fact::Risk(risk) => gathered.risks.push(risk),
                Fact::Implementation(known) => gathered.implementations.push(known),
                Fact::Use(known) => gathered.uses.push(known),
                Fact::Evidence(known) => gathered.evidence.push(known),
            }
        }
        gathered
    }
}

/// A risk with the measures that name a control.
#[derive(Clone, Debug, PartialEq)]
pub struct RiskFact {
    /// The record.
    pub id: RecordId,
    /// `RSK-0003`.
    pub reference: String,
    /// Its name.
    pub title: String,
    /// Its measures.
    pub measures: Vec<Measure>,
}

/// A measure of a risk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// What is done.
    pub what: String,
    /// The control that it belongs to, as it was typed, and as it is compared.
    pub control: (String, String),
    /// When it was done.
    pub done: Option<Date>,
}

/// How a control is carried out.
#[derive(Clone, Debug, PartialEq)]
pub struct Implementation {
    /// The record.
    pub id: RecordId,
    /// `CTL-0002`.
    pub reference: String,
    /// Its name.
    pub title: String,
    /// The control, as it was typed, and as it is compared.
    pub control: (String, String),
    /// Who answers for it.
    pub owner: Option<RecordId>,
    /// Since when it is in place.
    pub since: Option<Date>,
    /// Until when it is to be.
    pub planned: Option<Date>,
    /// After how many months it is tested again.
    pub every: Option<i64>,
    /// Its tests, the oldest first.
    pub tests: Vec<Test>,
}

/// A test of the effectiveness of a control.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    /// When.
    pub on: Date,
    /// What came of it.
    pub result: TestResult,
    /// What shows it.
    pub evidence: Vec<RecordId>,
    /// When it is tested again.
    pub next: Option<Date>,
}

/// What a test found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestResult {
    /// It does what it is to bring about.
    Effective,
    /// Somewhere or sometimes it does not.
    Partly,
    /// It does not.
    NotEffective,
}

/// A use that the law holds to be of high risk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UseFact {
    /// The record.
    pub id: RecordId,
    /// `USE-0007`.
    pub reference: String,
    /// Its name.
    pub title: String,
    /// Codes of the roles that the organisation has for it, each from and until a day.
    pub roles: Vec<(String, Option<Date>, Option<Date>)>,
}

/// Evidence, and what it supports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceFact {
    /// The record.
    pub id: RecordId,
    /// What it supports.
    pub supports: Vec<RecordId>,
    /// Until when it counts.
    pub until: Option<Date>,
}

/// Classes in law that make a use one of high risk.
const HIGH_RISK: [&str; 2] = ["high_risk_annex_i", "high_risk_annex_iii"];
/// Months after which a test counts no longer when nothing else was said.
const TEST_MONTHS: i64 = 12;

impl RiskFact {
    /// Reads a risk; nothing when none of its measures names a control.
    pub fn of(id: RecordId, (reference, title): (&str, &str), body: &Body) -> Option<Self> {
        let measures: Vec<Measure> = risk::TREATMENTS
            .of(body)
            .unwrap_or_default()
            .iter()
            .filter_map(|row| {
                let control = text(row, "control").filter(|control| !control.trim().is_empty())?;
                let what = text(row, "what").unwrap_or_default();
                Some(Measure {
                    what: what.to_owned(),
                    control: (control.to_owned(), key(control)),
                    done: date(row, "done"),
                })
            })
            .collect();
        let named = (reference.to_owned(), title.to_owned());
        (!measures.is_empty()).then_some(Self { id, reference: named.0, title: named.1, measures })
    }
}

impl Implementation {
    /// Reads an implementation; nothing when it names no control.
    pub fn of(id: RecordId, (reference, title): (&str, &str), body: &Body) -> Option<Self> {
        let mut tests: Vec<Test> =
            ctl::TESTS.of(body).unwrap_or_default().iter().filter_map(Test::of).collect();
        tests.sort_by_key(|test| test.on);
        Some(Self {
            id,
            reference: reference.to_owned(),
            title: title.to_owned(),
            control: ctl::CONTROL.of(body).map(|control| (control.to_owned(), key(control)))?,
            owner: ctl::OWNER.of(body),
            since: ctl::SINCE.of(body),
            planned: ctl::PLANNED.of(body),
            every: ctl::TEST_EVERY.of(body).and_then(|months| months.to_i64()),
            tests,
        })
    }

    /// Whether it is in place on a day.
    pub fn in_place(&self, today: Date) -> bool {
        self.since.is_some_and(|since| since <= today)
    }

    /// The last test up to a day.
    pub fn last_test(&self, today: Date) -> Option<&Test> {
        self.tests.iter().rev().find(|test| test.on <= today)
    }

    /// When it is to be tested again, after its last test.
    pub fn next_test(&self, today: Date) -> Option<Date> {
        let last = self.last_test(today)?;
        let months = self.every.unwrap_or(TEST_MONTHS);
        last.next.or_else(|| last.on.checked_add(months.months()).ok())
    }

    /// Whether a test since a day, which has not been followed by a worse one, found it effective.
    pub fn shown_effective_since(&self, day: Date, today: Date) -> bool {
        self.last_test(today).is_some_and(|test| test.on >= day && test.result == TestResult::Effective)
    }
}

impl Test {
    fn of(row: &Row) -> Option<Self> {
        let evidence = match row.cells.get("evidence") {
            Some(Value::Links(ids)) => ids.clone(),
            _ => Vec::new(),
        };
        let result = row.cells.get("result").and_then(|value| match value {
            Value::Choice(code) => TestResult::from_code(code),
            _ => None,
        })?;
        Some(Self { on: date(row, "tested_on")?, result, evidence, next: date(row, "next_test") })
    }
}

impl TestResult {
    /// Every result, the best first.
    pub const ALL: [Self; 3] = [Self::Effective, Self::Partly, Self::NotEffective];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Effective => ctl::EFFECTIVE,
            Self::Partly => "partly",
            Self::NotEffective => "not_effective",
        }
    }

    /// The result with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|result| result.code() == code)
    }
}

impl UseFact {
    /// Reads a use; nothing when the law does not hold it to be of high risk.
    pub fn of(id: RecordId, (reference, title): (&str, &str), body: &Body) -> Option<Self> {
        ai_use::ACT_CLASS.of(body).filter(|class| HIGH_RISK.contains(class))?;
        let rows = ai_use::ROLES.of(body).unwrap_or_default().iter();
        let roles = rows.filter_map(|row| match row.cells.get("role") {
            Some(Value::Choice(code)) => Some((code.clone(), date(row, "from"), date(row, "until"))),
            _ => None,
        });
        Some(Self { id, reference: reference.to_owned(), title: title.to_owned(), roles: roles.collect() })
    }

    /// Whether the organisation has one of these roles for it on a day.
    pub fn held_in(&self, roles: &[String], today: Date) -> bool {
        self.roles.iter().any(|(role, from, until)| {
            roles.contains(role)
                && from.is_none_or(|from| from <= today)
                && until.is_none_or(|until| until >= today)
        })
    }
}

impl EvidenceFact {
    /// Reads evidence; nothing when it supports nothing.
    pub fn of(id: RecordId, body: &Body) -> Option<Self> {
        let supports = evidence::SUPPORTS.of(body).filter(|ids| !ids.is_empty())?;
        Some(Self { id, supports: supports.to_vec(), until: evidence::VALID_UNTIL.of(body) })
    }

    /// Whether it counts on a day.
    pub fn counts(&self, today: Date) -> bool {
        self.until.is_none_or(|until| until >= today)
    }
}

fn text<'r>(row: &'r Row, column: &str) -> Option<&'r str> {
    match row.cells.get(column) {
        Some(Value::Text(text)) => Some(text),
        _ => None,
    }
}

fn date(row: &Row, column: &str) -> Option<Date> {
    match row.cells.get(column) {
        Some(Value::Date(date)) => Some(*date),
        _ => None,
    }
}
