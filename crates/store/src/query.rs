//! Questions to a register. Every store gives the same records in the same order.

use crate::{At, Stored};
use record::RecordId;

/// Which records of a kind, in which order.
#[derive(Clone, Debug)]
pub struct Query {
    /// Id of the kind.
    pub kind: String,
    /// When.
    pub at: At,
    /// How open the records may be for this reader: 0, 1 or 2.
    pub openness: u8,
    /// Persons and units for whose sake the reader sees more.
    pub related: Vec<RecordId>,
    /// Only records in these states; empty for all.
    pub states: Vec<String>,
    /// Conditions, all of which must hold.
    pub filters: Vec<Filter>,
    /// Folded words, all of which must be found; the last one as the beginning of a word.
    pub words: Vec<String>,
    /// The order; what is equal in it is in the order of the numbers, in the same direction.
    pub sort: SortBy,
    /// Ascending or descending.
    pub order: Order,
    /// Which part.
    pub page: Page,
}

/// A condition on the cells of a field.
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
}

/// A number of records: exact, or at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Total {
    /// Exactly so many.
    Exact(u64),
    /// Counting stopped here. A register of up to 2,000 records is always counted to the end.
    AtLeast(u64),
}

impl Query {
    /// Every record of a kind for a reader who may see all of them, by number, first 50.
    pub fn every(kind: impl Into<String>) -> Self {
        Self {
            kind: kind.into(),
            at: At::Now,
            openness: 2,
            related: Vec::new(),
            states: Vec::new(),
            filters: Vec::new(),
            words: Vec::new(),
            sort: SortBy::Number,
            order: Order::Ascending,
            page: Page { offset: 0, limit: 50 },
        }
    }
}
