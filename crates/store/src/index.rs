//! What is kept beside a body so that it is found, when it has to be made anew: declarations change from one version of the
//! program to the next, and a store cannot read a body.

use record::{Cell, RecordId};

/// Everything that is derived from the newest content of a record, and who may read it, by today's declarations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    /// The record.
    pub record: RecordId,
    /// Position of the last act that was known when this was derived: a record that has moved on since is passed over, for
    /// whoever wrote it derived the same.
    pub position: u64,
    /// The title.
    pub title: String,
    /// Sortable and filterable values.
    pub cells: Vec<Cell>,
    /// Links: field and target.
    pub links: Vec<(String, RecordId)>,
    /// Folded words for search, between spaces, without those of the reference.
    pub words: String,
    /// How open it is: 0 all, 1 working roles, 2 governing roles.
    pub openness: u8,
    /// Persons and units for whose sake it may be read.
    pub related: Vec<RecordId>,
}
