//! Questions to a register. Every store gives the same records in the same order.

use crate::{At, Ranks, Stored};
use jiff::Timestamp;
use record::RecordId;
use std::sync::Arc;

/// Which records of a kind, in which order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Id of the kind.
    pub kind: String,
    /// When.
    pub at: At,
    /// How open the records may be for this reader: 0, 1 or 2.
    pub openness: u8,
    /// Persons and units for whose sake the reader sees more.
    pub related: Vec<RecordId>,
    /// Only these records, some hundred at most; empty for all.
    pub among: Vec<RecordId>,
    /// Only what comes after this record in the order, from where the page is counted; nothing is counted in all then. A record
    /// of the kind that does not meet the conditions has its place too; after one that is not there nothing comes.
    pub after: Option<RecordId>,
    /// Only records in these states; empty for all.
    pub states: Vec<String>,
    /// Conditions, all of which must hold.
    pub filters: Vec<Condition>,
    /// Folded words, all of which must be found; the last one as the beginning of a word.
    pub words: Vec<String>,
    /// The order; what is equal in it is in the order of the numbers, in the same direction.
    pub sort: SortBy,
    /// Ascending or descending.
    pub order: Order,
    /// What decides among records that are equal in it, one after the other, before their numbers do.
    pub then: Vec<(SortBy, Order)>,
    /// Which part.
    pub page: Page,
}

/// What must hold of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Something of the cells of a field.
    Cell(Filter),
    /// All of these; nothing is asked when there are none.
    All(Vec<Condition>),
    /// At least one of these; nothing meets it when there are none.
    Any(Vec<Condition>),
    /// Not this.
    Not(Box<Condition>),
}

/// The state of a record, as a field: its key is the code.
pub const STATE: &str = "@state";
/// The recorded time of the last act, as a field: its key is [`time_key`].
pub const CHANGED: &str = "@changed";

/// A condition on the cells of a field, [`STATE`] and [`CHANGED`] among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// Field id.
    pub field: String,
    /// What must hold of one of its cells.
    pub test: Test,
}

/// What must hold of a cell's key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// One of these keys.
    In(Vec<String>),
    /// At least the first key, below the second; either may be missing.
    Between(Option<String>, Option<String>),
    /// Begins with.
    Prefix(String),
    /// Has this in it.
    Contains(String),
    /// The record has no cell of the field.
    Missing,
}

/// By what to sort.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SortBy {
    /// The number in the reference.
    Number,
    /// The recorded time of the last act.
    Changed,
    /// The cells of a field: upwards by the smallest of a record, downwards by the largest. Records without one come last in
    /// both directions.
    Field(String),
    /// The cells of a field in an order of their own: upwards by the first of a record, downwards by the last. Records of whose
    /// keys none is listed come last in both directions.
    Ranked(String, Arc<Ranks>),
}

/// Direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// A part of a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// How many to leave out.
    pub offset: u64,
    /// How many to give, at most 1,000.
    pub limit: u64,
}

/// The answer.
#[derive(Clone, Debug)]
pub struct Listing {
    /// The records, without what is in force beside the newest content.
    pub rows: Vec<Stored>,
    /// How many there are in all.
    pub total: Total,
    /// The size of the ledger when they were looked for.
    pub size: u64,
}

/// Which records a page has, for who has most of them at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Their ids, in order.
    pub ids: Vec<RecordId>,
    /// How many there are in all.
    pub total: Total,
    /// The size of the ledger when they were looked for.
    pub size: u64,
}

/// A number of records: exact, or at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Total {
    /// Exactly so many.
    Exact(u64),
    /// Counting stopped here. A register of up to 2,000 records is always counted to the end, unless only what comes after a
    /// record was asked for.
    AtLeast(u64),
}

impl Condition {
    /// Not this.
    #[must_use]
    pub fn negated(self) -> Self {
        Self::Not(Box::new(self))
    }

    /// Every condition on cells within it.
    pub fn filters(&self) -> Vec<&Filter> {
        match self {
            Self::Cell(filter) => vec![filter],
            Self::All(inner) | Self::Any(inner) => inner.iter().flat_map(Self::filters).collect(),
            Self::Not(inner) => inner.filters(),
        }
    }
}

impl From<Filter> for Condition {
    fn from(filter: Filter) -> Self {
        Self::Cell(filter)
    }
}

/// A time in microseconds as a key whose byte order is the order of time.
pub fn time_key(microseconds: i64) -> String {
    format!("{:020}", i128::from(microseconds) - i128::from(i64::MIN))
}

/// The time that a [`time_key`] stands for.
pub fn of_time_key(key: &str) -> Option<Timestamp> {
    let since: i128 = key.parse().ok()?;
    Timestamp::from_microsecond(i64::try_from(since + i128::from(i64::MIN)).ok()?).ok()
}

impl Query {
    /// Every record of a kind for a reader who may see all of them, by number, first 50.
    pub fn every(kind: impl Into<String>) -> Self {
        Self {
            kind: kind.into(),
            at: At::Now,
            openness: 2,
            related: Vec::new(),
            among: Vec::new(),
            after: None,
            states: Vec::new(),
            filters: Vec::new(),
            words: Vec::new(),
            sort: SortBy::Number,
            order: Order::Ascending,
            then: Vec::new(),
            page: Page { offset: 0, limit: 50 },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_times_are_in_the_order_of_time() {
        let times = [i64::MIN, -1, 0, 1, 1_760_000_000_000_000, i64::MAX];
        assert!(times.map(time_key).is_sorted());
        let at = Timestamp::from_microsecond(1_760_000_000_000_000).unwrap();
        assert_eq!(of_time_key(&time_key(at.as_microsecond())), Some(at));
        assert_eq!(of_time_key("soon"), None);
    }
}
