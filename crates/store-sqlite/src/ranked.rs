//! Along an order of keys that is their own: key by key, each with the records that stand by it.

use crate::{
    condition::Clause,
    failure::reading,
    groups::{Counts, ONLY},
    layers::{Layers, bit},
    list::Sort,
    marks::{MARKS, Marks},
    sql::{Statements, count_at},
    walk::direction,
};
use rusqlite::{
    Row, params, params_from_iter,
    types::Value::{Integer, Text},
};
use std::{collections::BTreeSet, fmt::Write as _, sync::Arc};
use store::{Ranks, StoreError};

/// Records before a page from which on it is counted how often there are keys, so that those before it are passed over.
const FAR: u64 = 1_000;

/// What an order of its own goes along.
struct Along<'r> {
    level: usize,
    slot: i64,
    ranks: &'r Ranks,
    descending: bool,
}

impl Layers<'_> {
    /// Follows an order of keys that is their own.
    pub(crate) fn by_ranks(
        &mut self,
        level: usize,
        (slot, sort): (i64, Sort),
        within: Option<&Marks>,
        edge: bool,
    ) -> Result<(), StoreError> {
        let register = self.register;
        let Some(ranks) = register.ranks(sort) else { return self.follow(level + 1, within, edge) };
        let descending = register.orders.get(level).is_some_and(|(_, descending)| *descending);
        let along = Along { level, slot, ranks, descending };
        let begin = self.begin(level, edge);
        let keys = self.keys(slot)?;
        if !begin.is_without() {
            let mut places: Vec<usize> = keys.iter().filter_map(|key| ranks.place(key)).collect();
            places.sort_unstable();
            if descending {
                places.reverse();
            }
            let from = begin.key().and_then(|key| key.parse::<usize>().ok());
            let is_before =
                |place: usize| from.is_some_and(|from| if descending { place > from } else { place < from });
            for place in places.into_iter().filter(|place| !is_before(*place)) {
                self.of_rank(&along, place, within, from == Some(place))?;
                if self.is_full() {
                    return Ok(());
                }
            }
        }
        let listed = self.listed(&along, &keys)?;
        self.rest(level, within, &listed, begin.is_without())
    }

    /// Those that stand by a key.
    fn of_rank(
        &mut self,
        along: &Along<'_>,
        place: usize,
        within: Option<&Marks>,
        edge: bool,
    ) -> Result<(), StoreError> {
        let Some(key) = along.ranks.keys().get(place) else { return Ok(()) };
        let is_last = along.level + 1 == self.register.orders.len();
        if !edge
            && within.is_none()
            && self.met.is_empty()
            && self.skip >= FAR.min(self.register.narrow as u64)
        {
            let counts = self.counts(along.slot)?;
            let (single, several) = counts.get(key).copied().unwrap_or_default();
            if several == 0 && single <= self.skip {
                self.skip -= single;
                return Ok(());
            }
        }
        let of = (along.slot, ONLY);
        if !is_last && self.as_known(along.level, of, within, key, edge)? {
            return Ok(());
        }
        let values = vec![Integer(along.slot), Text(key.clone())];
        let mut cells = Clause::new(
            "SELECT d.rec, d.edge FROM cell d INDEXED BY cell_key WHERE d.slot = ? AND d.key = ?",
            values,
        );
        if let Some(after) = self.register.after.as_ref().filter(|_| edge && is_last) {
            let than = if self.register.descending { '<' } else { '>' };
            cells.and(&Clause::new(format!("d.number {than} ?"), vec![Integer(after.number)]));
        }
        let _ = write!(cells.sql, " ORDER BY d.number {}", direction(self.register.descending));
        let connection = self.connection;
        let mut statement = connection.prepare_cached(&cells.sql).map_err(reading)?;
        let mut rows = statement.query(params_from_iter(&cells.values)).map_err(reading)?;
        let (mut recs, mut single) = (Vec::new(), true);
        while let Some(row) = rows.next().map_err(reading)? {
            let (rec, edge): (i64, u8) = (row.get(0).map_err(reading)?, row.get(1).map_err(reading)?);
            // The only cell that it has is both its first and its last one.
            single &= edge == 3;
            if edge != 3 && self.stands_by(along, rec)? != Some(place) {
                continue;
            }
            if !is_last {
                recs.push(rec);
            } else if self.is_met(within, bit(rec)) {
                self.give([rec]);
                if self.is_full() {
                    return Ok(());
                }
            }
        }
        if is_last {
            return Ok(());
        }
        self.close(along.level, single.then_some(of), within, (key, &mut recs), edge)
    }

    /// The keys that cells of a slot have, and perhaps some that they had.
    fn keys(&mut self, slot: i64) -> Result<Arc<BTreeSet<String>>, StoreError> {
        if let Some(keys) = self.known.keys(slot) {
            return Ok(keys);
        }
        // From one to the next, past all that share it.
        let sql = "WITH RECURSIVE k (key) AS (
                SELECT min(key) FROM cell WHERE slot = ?1
                UNION ALL SELECT (SELECT min(c.key) FROM cell c WHERE c.slot = ?1 AND c.key > k.key) FROM k
                    WHERE k.key IS NOT NULL)
            SELECT key FROM k WHERE key IS NOT NULL";
        let keys: Vec<String> = self.connection.all(sql, [slot], |row| row.get(0)).map_err(reading)?;
        let keys = Arc::new(keys.into_iter().collect());
        self.learn().add_keys(slot, &keys);
        Ok(keys)
    }

    /// How often there are keys in a slot.
    fn counts(&mut self, slot: i64) -> Result<Arc<Counts>, StoreError> {
        if let Some(counts) = self.known.counts(slot) {
            return Ok(counts);
        }
        let sql = "SELECT key, sum(edge = 3), sum(edge <> 3) FROM cell INDEXED BY cell_key WHERE slot = ? GROUP BY key";
        let read = |row: &Row<'_>| Ok((row.get(0)?, (count_at(row, 1)?, count_at(row, 2)?)));
        let counts: Vec<(String, (u64, u64))> = self.connection.all(sql, [slot], read).map_err(reading)?;
        let counts = Arc::new(counts.into_iter().collect());
        self.learn().add_counts(slot, &counts);
        Ok(counts)
    }

    /// By which of several keys a record stands.
    fn stands_by(&self, along: &Along<'_>, rec: i64) -> Result<Option<usize>, StoreError> {
        let sql = "SELECT key FROM cell WHERE rec = ? AND slot = ?";
        let keys: Vec<String> =
            self.connection.all(sql, [rec, along.slot], |row| row.get(0)).map_err(reading)?;
        let places = keys.iter().filter_map(|key| along.ranks.place(key));
        Ok(if along.descending { places.max() } else { places.min() })
    }

    /// Those that have a key which is listed.
    fn listed(&mut self, along: &Along<'_>, keys: &BTreeSet<String>) -> Result<Arc<Marks>, StoreError> {
        if keys.iter().all(|key| along.ranks.place(key).is_some()) {
            return self.having(along.slot);
        }
        let sql =
            format!("SELECT {MARKS}(rec) FROM cell WHERE slot = ? AND key IN (SELECT key FROM json_each(?))");
        let values = params![along.slot, along.ranks.json()];
        Ok(Arc::new(self.connection.one(&sql, values, Marks::read).map_err(reading)?))
    }
}
