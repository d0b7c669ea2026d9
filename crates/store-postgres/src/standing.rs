//! A record as it stands, with everything that is derived from it.

use std::collections::BTreeMap;
use uuid::Uuid;

/// A record, between two acts.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Standing {
    pub(crate) rec: i64,
    pub(crate) kind: String,
    pub(crate) number: i64,
    pub(crate) reference: String,
    pub(crate) span: Span,
    pub(crate) audience: Audience,
    /// By slot and key.
    pub(crate) cells: BTreeMap<(i64, String), Cell>,
    /// By field and target: the position from which it holds.
    pub(crate) links: BTreeMap<(String, Uuid), i64>,
    pub(crate) words: Words,
}

/// How it stands since its last act.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Span {
    /// Position of the last act.
    pub(crate) from: i64,
    pub(crate) state: String,
    pub(crate) version: i32,
    /// Position of the act that wrote the content.
    pub(crate) content: i64,
    pub(crate) title: String,
    pub(crate) brought: Stamp,
    pub(crate) changed_by: Uuid,
    pub(crate) changed_at: i64,
    /// The version in force, and who approved it.
    pub(crate) approved: Option<(i32, Stamp)>,
    pub(crate) authors: Vec<Uuid>,
}

/// Who, when in microseconds, by which act.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Stamp {
    pub(crate) by: Uuid,
    pub(crate) at: i64,
    pub(crate) position: i64,
}

/// Who may read it, today.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Audience {
    pub(crate) openness: i16,
    /// Ascending.
    pub(crate) related: Vec<Uuid>,
}

/// A sortable value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Cell {
    /// 1 for the smallest key of the record in this field, 2 for the largest, 3 for the only one, 0 for those between.
    pub(crate) edge: i16,
    pub(crate) from: i64,
}

/// By which words it is found; each list ascending and without doubles.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Words {
    pub(crate) from: i64,
    pub(crate) title: Vec<String>,
    pub(crate) text: Vec<String>,
}
