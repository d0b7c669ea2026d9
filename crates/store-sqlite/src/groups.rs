//! Which records share a key of a field, where they are many: gathered once, and kept for whoever goes on in the same order.
//!
//! They are kept in memory, as of a size of the ledger, and follow it: of what was written since, the ledger names the records,
//! and their cells tell whether they still have the key.

use crate::{
    apply::size,
    failure::reading,
    marks::Marks,
    sql::{Statements, int},
};
use record::Act;
use rusqlite::{Connection, params};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};
use store::StoreError;

/// Acts that they follow; after more they are gathered anew.
const FOLLOWED_MAX: u64 = 64;

/// Bytes of them that are kept at most.
const BYTES_MAX: usize = 1 << 20;

/// A field by its slot, and the edge by which a record with several cells there stands.
pub(crate) type Of = (i64, u8);

/// Those that somebody has come across.
#[derive(Debug, Default)]
pub(crate) struct Groups(Mutex<Arc<Known>>);

/// The same as of a size of the ledger.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    size: u64,
    /// How often cells were made anew by then.
    anew: i64,
    groups: BTreeMap<Of, BTreeMap<String, Arc<Marks>>>,
}

impl Groups {
    /// Forgets them all, with their keys.
    pub(crate) fn forget(&self) {
        *self.known() = Arc::default();
    }

    /// Those of this moment.
    pub(crate) fn now(&self, connection: &Connection) -> Result<Arc<Known>, StoreError> {
        let now = size(connection)?;
        let anew = connection.one("SELECT times FROM anew", [], |row| row.get(0)).map_err(reading)?;
        let known = Arc::clone(&self.known());
        if (known.size, known.anew) == (now, anew) {
            return Ok(known);
        }
        let followed = if known.anew == anew { known.followed(connection, now)? } else { None };
        let known = Arc::new(followed.unwrap_or_else(|| Known { size: now, anew, groups: BTreeMap::new() }));
        self.keep(&known);
        Ok(known)
    }

    /// Keeps them with those that were gathered beside.
    pub(crate) fn add(&self, known: &Known, gathered: Vec<(Of, String, Arc<Marks>)>) {
        let mut known = known.clone();
        for (of, key, group) in gathered {
            if known.bytes() + group.bytes() > BYTES_MAX {
                known.groups.clear();
            }
            known.groups.entry(of).or_default().insert(key, group);
        }
        self.keep(&Arc::new(known));
    }

    /// Whoever has seen a later moment knows more.
    fn keep(&self, known: &Arc<Known>) {
        let mut kept = self.known();
        if kept.anew != known.anew || kept.size <= known.size {
            *kept = Arc::clone(known);
        }
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Arc<Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    /// The records that have a key.
    pub(crate) fn group(&self, of: Of, key: &str) -> Option<Arc<Marks>> {
        self.groups.get(&of)?.get(key).map(Arc::clone)
    }

    fn bytes(&self) -> usize {
        self.groups.values().flat_map(BTreeMap::values).map(|group| group.bytes()).sum()
    }

    /// What they have become; none when they must be gathered anew.
    fn followed(&self, connection: &Connection, now: u64) -> Result<Option<Self>, StoreError> {
        if now < self.size || now - self.size > FOLLOWED_MAX {
            return Ok(None);
        }
        let written = "SELECT rec, max(act = ?) FROM act WHERE position >= ? GROUP BY rec";
        let written: Vec<(i64, bool)> = connection
            .all(written, params![Act::Erase.code(), int(self.size)], |row| Ok((row.get(0)?, row.get(1)?)))
            .map_err(reading)?;
        // A key may be what was erased.
        if written.iter().any(|(_, erased)| *erased) {
            return Ok(None);
        }
        let mut known = Self { size: now, ..self.clone() };
        for ((slot, edge), groups) in &mut known.groups {
            let stands = format!("SELECT key FROM cell WHERE rec = ? AND slot = ? AND edge & {edge}");
            for (rec, _) in &written {
                let key: Option<String> =
                    connection.first(&stands, [rec, slot], |row| row.get(0)).map_err(reading)?;
                let bit = u64::try_from(*rec).unwrap_or(0);
                for (of, group) in groups.iter_mut() {
                    let has = key.as_ref() == Some(of);
                    if group.has(bit) != has {
                        let group = Arc::make_mut(group);
                        if has { group.mark(bit) } else { group.unmark(bit) }
                    }
                }
            }
        }
        Ok(Some(known))
    }
}
