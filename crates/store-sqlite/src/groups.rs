//! Which records share a key of a field, where they are many: gathered once, and kept for whoever goes on in the same order.
//!
//! They are kept in memory, as of a size of the ledger, and follow it: of what was written since, the ledger names the records,
//! and their cells tell whether they still have the key.

use crate::{
    apply::size,
    failure::reading,
    marks::Marks,
    runs::Runs,
    sql::{Statements, int},
};
use record::Act;
use rusqlite::{Connection, params};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
};
use store::StoreError;

/// Acts that they follow; after more they are gathered anew.
const FOLLOWED_MAX: u64 = 64;

/// Bytes of them that are kept at most.
const BYTES_MAX: usize = 1 << 20;

/// A field by its slot, and which of its cells a record stands by there.
pub(crate) type Of = (i64, u8);

/// By any: all that have a cell there are one group, without a key.
pub(crate) const ANY: u8 = 0;

/// By the only one, where no record of a group has another: other numbers are edges, by which a record with several stands.
pub(crate) const ONLY: u8 = 4;

/// Fields of which it is kept which keys there are, and how often.
const FIELDS_MAX: usize = 8;

/// Those that somebody has come across.
#[derive(Debug, Default)]
pub(crate) struct Groups(Mutex<Arc<Known>>);

/// Keys of a field, each with how many records have it alone, and how many have others beside.
pub(crate) type Counts = BTreeMap<String, (u64, u64)>;

/// The same as of a size of the ledger.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    size: u64,
    /// How often cells were made anew by then.
    anew: i64,
    groups: BTreeMap<Of, BTreeMap<String, Arc<Marks>>>,
    /// The keys of fields, and perhaps some that there were.
    keys: BTreeMap<i64, Arc<BTreeSet<String>>>,
    /// How often there are keys, as long as nothing is written.
    counts: BTreeMap<i64, Arc<Counts>>,
    pub(crate) runs: Runs,
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
        let known = Arc::new(followed.unwrap_or_else(|| Known { size: now, anew, ..Known::default() }));
        self.keep(&known);
        Ok(known)
    }

    /// Whoever has seen a later moment knows more.
    pub(crate) fn keep(&self, known: &Arc<Known>) {
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

    /// Adds one that was gathered.
    pub(crate) fn add(&mut self, of: Of, key: &str, group: Arc<Marks>) {
        if self.bytes() + group.bytes() > BYTES_MAX {
            self.groups.clear();
        }
        self.groups.entry(of).or_default().insert(key.to_owned(), group);
    }

    fn bytes(&self) -> usize {
        self.groups.values().flat_map(BTreeMap::values).map(|group| group.bytes()).sum()
    }

    /// The keys that cells of a slot have, and perhaps some that they had.
    pub(crate) fn keys(&self, slot: i64) -> Option<Arc<BTreeSet<String>>> {
        self.keys.get(&slot).map(Arc::clone)
    }

    pub(crate) fn add_keys(&mut self, slot: i64, keys: &Arc<BTreeSet<String>>) {
        if self.keys.len() >= FIELDS_MAX {
            self.keys.clear();
        }
        self.keys.insert(slot, Arc::clone(keys));
    }

    /// How often there are keys in a slot.
    pub(crate) fn counts(&self, slot: i64) -> Option<Arc<Counts>> {
        self.counts.get(&slot).map(Arc::clone)
    }

    pub(crate) fn add_counts(&mut self, slot: i64, counts: &Arc<Counts>) {
        if self.counts.len() >= FIELDS_MAX {
            self.counts.clear();
        }
        self.counts.insert(slot, Arc::clone(counts));
    }

    /// What they have become; none when they must be gathered anew.
    fn followed(&self, connection: &Connection, now: u64) -> Result<Option<Self>, StoreError> {
        if now < self.size || now - self.size > FOLLOWED_MAX {
            return Ok(None);
        }
        // By the position, not along every act of every record.
        let written = "SELECT rec, max(act = ?) FROM act WHERE position >= ? GROUP BY +rec";
        let written: Vec<(i64, bool)> = connection
            .all(written, params![Act::Erase.code(), int(self.size)], |row| Ok((row.get(0)?, row.get(1)?)))
            .map_err(reading)?;
        // A key may be what was erased.
        if written.iter().any(|(_, erased)| *erased) {
            return Ok(None);
        }
        let mut known = Self { size: now, counts: BTreeMap::new(), ..self.clone() };
        for (rec, _) in written {
            let stands = "SELECT slot, key, edge FROM cell WHERE rec = ?";
            let cells: Vec<(i64, String, u8)> = connection
                .all(stands, [rec], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
                .map_err(reading)?;
            known.follow(rec, &cells);
        }
        Ok(Some(known))
    }

    /// Follows what a record has become, whose cells these are: slot, key and edge of each.
    fn follow(&mut self, rec: i64, cells: &[(i64, String, u8)]) {
        let bit = u64::try_from(rec).unwrap_or(0);
        let in_slot = |of: i64| cells.iter().filter(move |(slot, ..)| *slot == of);
        // Of those that have several a group of others does not tell.
        self.groups.retain(|(slot, by), _| *by != ONLY || in_slot(*slot).all(|(.., edge)| *edge == 3));
        for ((slot, by), groups) in &mut self.groups {
            let stands = in_slot(*slot).find(|(.., edge)| matches!(*by, ANY | ONLY) || edge & by != 0);
            let key = stands.map(|(_, key, _)| if *by == ANY { "" } else { key.as_str() });
            for (of, group) in groups.iter_mut() {
                let has = key == Some(of);
                if group.has(bit) != has {
                    let group = Arc::make_mut(group);
                    if has { group.mark(bit) } else { group.unmark(bit) }
                }
            }
        }
        for (slot, keys) in &mut self.keys {
            for (_, key, _) in in_slot(*slot).filter(|(_, key, _)| !keys.contains(key)).collect::<Vec<_>>() {
                Arc::make_mut(keys).insert(key.clone());
            }
        }
        self.runs.forget(rec, cells);
    }
}
