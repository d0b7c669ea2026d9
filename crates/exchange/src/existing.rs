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

    /// The newest content of a record that was found by its title.
    fn body(&self, id: RecordId) -> Option<Body>;
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

impl Existing for Known {
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
