//! The values that fields hold. Absence is not a value: a body simply lacks the field.

use crate::RecordId;
use jiff::{Timestamp, civil::Date};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// What a field of a record holds. A person is a `Link`, evidence are `Links`.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A line or prose.
    Text(String),
    /// A number.
    Number(Decimal),
    /// An amount of money.
    Money(Amount),
    /// A calendar date.
    Date(Date),
    /// Yes or no.
    Flag(bool),
    /// The code of an option.
    Choice(String),
    /// Codes of options, in the order of the declaration.
    Choices(Vec<String>),
    /// A step on a scale, from 1.
    Rating(u8),
    /// A span of dates.
    Period(TimeSpan),
    /// Another record.
    Link(RecordId),
    /// Other records, each once.
    Links(Vec<RecordId>),
    /// A file.
    File(FileRef),
    /// Rows with ids.
    Table(Vec<Row>),
    /// Answers to a question set.
    Answers(Answers),
    /// Points in time, ascending.
    Series(Vec<Point>),
}

/// An amount with its ISO 4217 currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount {
    /// How much.
    pub amount: Decimal,
    /// Three capital letters.
    pub currency: String,
}

/// From a date, until a date (included) or open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeSpan {
    /// First day.
    pub from: Date,
    /// Last day, or none while it goes on.
    pub to: Option<Date>,
}

/// A file known by the SHA-256 of its bytes; the bytes lie in the evidence store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRef {
    /// 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// The name under which it came.
    pub name: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Media type, decided by content, e.g. `application/pdf`.
    pub media: String,
}

/// A row of a table. Its id is given once and never used again in that table.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Stable number of the row within its table, from 1.
    pub id: u32,
    /// Column id to value.
    pub cells: BTreeMap<String, Value>,
}

/// Answers to one version of a question set.
#[derive(Clone, Debug, PartialEq)]
pub struct Answers {
    /// `id@version` of the set.
    pub set: String,
    /// Question id to answer.
    pub given: BTreeMap<String, Answer>,
}

/// An answer, with a note on why.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The answer, in the shape that the question asks for.
    pub value: Value,
    /// Why, or where it is shown.
    pub note: Option<String>,
}

/// A point of a series.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// When it was measured.
    pub at: Timestamp,
    /// What was measured, in the unit of the series.
    pub value: Decimal,
}

impl Value {
    /// The text of a line or prose.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Choice(text) => Some(text),
            _ => None,
        }
    }

    /// The same value without blank cells, rows and answers.
    pub(crate) fn without_blanks(mut self) -> Self {
        match &mut self {
            Self::Table(rows) => {
                for row in rows.iter_mut() {
                    row.cells.retain(|_, value| !value.is_blank());
                }
                rows.retain(|row| !row.cells.is_empty());
            }
            Self::Answers(answers) => answers.given.retain(|_, answer| !answer.value.is_blank()),
            _ => {}
        }
        self
    }

    /// Whether it says nothing: empty text, no rows, no links.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Text(text) | Self::Choice(text) => text.trim().is_empty(),
            Self::Choices(codes) => codes.is_empty(),
            Self::Links(ids) => ids.is_empty(),
            Self::Table(rows) => rows.iter().all(|row| row.cells.values().all(Self::is_blank)),
            Self::Answers(answers) => answers.given.values().all(|answer| answer.value.is_blank()),
            Self::Series(points) => points.is_empty(),
            _ => false,
        }
    }
}
