//! The keys under which imports know records again.

use crate::{Desk, Outcome};
use record::{Class, RecordId, Refusal};
use std::collections::{BTreeMap, HashMap};
use store::Store;

/// How often a row can be brought in and taken back.
const TURNS_MAX: u32 = 100;
/// Begins keys of what was taken back.
const UNDONE: &str = "undone:";
/// Stands before the number of a key that is used again; no file's key holds it, since it is a picture of a control
/// sign.
const TURN: char = '␞';

/// The keys of an import at work: those that the store holds, and those that it is about to hold.
#[derive(Debug, Default)]
pub(crate) struct Keys(HashMap<String, HashMap<String, RecordId>>);

impl Keys {
    /// The record known under a key, and the key to keep when there is none: an import that was taken back leaves its
    /// keys behind, so that the next one counts on.
    pub(crate) async fn find(
        &mut self,
        store: &dyn Store,
        kind: &str,
        key: &str,
    ) -> Outcome<(String, Option<RecordId>)> {
        if !self.0.contains_key(kind) {
            let keys = store.import_keys(kind).await?.into_iter().collect();
            self.0.insert(kind.to_owned(), keys);
        }
        let Some(keys) = self.0.get(kind) else { return Ok((key.to_owned(), None)) };
        let mut named = key.to_owned();
        for turn in 2..=TURNS_MAX {
            let Some(id) = keys.get(&named) else { return Ok((named, None)) };
            if keys.get(&undone_key(&named)) != Some(id) {
                return Ok((named, Some(*id)));
            }
            named = format!("{key}{TURN}{turn}");
        }
        Err(Refusal::new(
            Class::Conflict,
            "undone_too_often",
            format!("Imports of this row were taken back {TURNS_MAX} times."),
            "Make the record by hand.",
        )
        .into())
    }

    /// Remembers a key that is about to be written.
    pub(crate) fn expect(&mut self, kind: &str, key: &str, id: RecordId) {
        self.0.entry(kind.to_owned()).or_default().insert(key.to_owned(), id);
    }

    /// Forgets everything, so that the store is asked again.
    pub(crate) fn forget(&mut self) {
        self.0.clear();
    }
}

impl Desk {
    /// Lets imports no longer know records under these keys: kind, key, record. The next record takes the key over.
    pub async fn know_no_more(&self, keys: Vec<(String, String, RecordId)>) -> Outcome<()> {
        let (mut known, mut gone) = (Keys::default(), Vec::new());
        for (kind, key, record) in keys {
            let (named, found) = known.find(&*self.house.store, &kind, &key).await?;
            if found == Some(record) {
                gone.push((kind, undone_key(&named), record));
            }
        }
        self.know_again(gone).await
    }
}

/// The keys under which imports know live records, by the key that a file gives them: what was taken back is forgotten.
pub(crate) fn live_keys(keys: Vec<(String, RecordId)>) -> Vec<(String, RecordId)> {
    let gone: BTreeMap<String, RecordId> =
        keys.iter().filter_map(|(key, id)| Some((key.strip_prefix(UNDONE)?.to_owned(), *id))).collect();
    keys.into_iter()
        .filter(|(key, id)| !key.starts_with(UNDONE) && gone.get(key) != Some(id))
        .map(|(key, id)| (key.split(TURN).next().unwrap_or_default().to_owned(), id))
        .collect()
}

/// The key that says that what was known under a key was taken back.
pub(crate) fn undone_key(key: &str) -> String {
    format!("{UNDONE}{key}")
}
