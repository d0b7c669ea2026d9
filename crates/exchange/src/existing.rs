//! What a plan has to know of the records that are there already.

use record::{Body, RecordId};
use std::collections::HashMap;

/// Looks up records. Only what the importing person may see belongs in the answers.
pub trait Existing {
    /// The record that an earlier import made of the row with this key, see [`crate::PlannedRow::import_key`], with its
    /// newest content. Keys that begin with `id:` end in the value of the field `external_id`.
    fn by_import_key(&self, kind: &str, key: &str) -> Option<(RecordId, Body)>;

    /// The record of a kind whose title folds (see [`record::fold`]) to this.
    fn by_title(&self, kind: &str, folded: &str) -> Option<RecordId>;

    /// The newest content of a record that was found by its title, reference or id.
    fn body(&self, id: RecordId) -> Option<Body>;

    /// The record of a kind with a reference such as `USE-0007`.
    fn by_reference(&self, _kind: &str, _reference: &str) -> Option<RecordId> {
        None
    }

    /// The version of the newest content of a record.
    fn version(&self, _id: RecordId) -> Option<u32> {
        None
    }

    /// The content of an earlier version of a record.
    fn at_version(&self, _id: RecordId, _version: u32) -> Option<Body> {
        None
    }
}

/// No records at all: a first import.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nothing;

impl Existing for Nothing {
    fn by_import_key(&self, _: &str, _: &str) -> Option<(RecordId, Body)> {
        None
    }
    fn by_title(&self, _: &str, _: &str) -> Option<RecordId> {
        None
    }
    fn body(&self, _: RecordId) -> Option<Body> {
        None
    }
}

/// Records held in memory, loaded once before a plan is made.
#[derive(Clone, Debug, Default)]
pub struct Known {
    bodies: HashMap<RecordId, Body>,
    keys: HashMap<(String, String), RecordId>,
    titles: HashMap<(String, String), RecordId>,
    references: HashMap<(String, String), RecordId>,
    versions: HashMap<RecordId, u32>,
    earlier: HashMap<(RecordId, u32), Body>,
}

impl Known {
    /// Adds or replaces a record; `title` is folded here, and the first record with a title is the one that is found.
    pub fn insert(&mut self, kind: &str, id: RecordId, title: &str, import_key: Option<&str>, body: Body) {
        self.bodies.insert(id, body);
        self.titles.entry((kind.to_owned(), record::fold(title))).or_insert(id);
        if let Some(key) = import_key {
            self.keys.insert((kind.to_owned(), key.to_owned()), id);
        }
    }
}

impl Known {
    /// Says by which reference a record is known, and which version its newest content is.
    pub fn refer(&mut self, kind: &str, id: RecordId, reference: &str, version: u32) {
        self.references.insert((kind.to_owned(), reference.to_owned()), id);
        self.versions.insert(id, version);
    }

    /// Adds the content of an earlier version.
    pub fn keep_version(&mut self, id: RecordId, version: u32, body: Body) {
        self.earlier.insert((id, version), body);
    }
}

impl Existing for Known {
    fn by_reference(&self, kind: &str, reference: &str) -> Option<RecordId> {
        self.references.get(&(kind.to_owned(), reference.to_owned())).copied()
    }
    fn version(&self, id: RecordId) -> Option<u32> {
        self.versions.get(&id).copied()
    }
    fn at_version(&self, id: RecordId, version: u32) -> Option<Body> {
        self.earlier.get(&(id, version)).cloned()
    }
    fn by_import_key(&self, kind: &str, key: &str) -> Option<(RecordId, Body)> {
        let id = *self.keys.get(&(kind.to_owned(), key.to_owned()))?;
        Some((id, self.body(id)?))
    }
    fn by_title(&self, kind: &str, folded: &str) -> Option<RecordId> {
        self.titles.get(&(kind.to_owned(), folded.to_owned())).copied()
    }
    fn body(&self, id: RecordId) -> Option<Body> {
        self.bodies.get(&id).cloned()
    }
}
