//! An order of several keys, one after the other: the records that share a key are gathered only where the page lies among them,
//! and then only followed along the next key.

use crate::{
    condition::Clause,
    failure::reading,
    list::{Register, Sort, sorted},
    marks::{MARKS, Marks},
    sets::Met,
    sql::{Statements, int},
    walk::direction,
};
use rusqlite::{
    Connection, params_from_iter,
    types::Value::{Integer, Text},
};
use std::fmt::Write as _;
use store::StoreError;

/// Records that share their keys so far and are put in order by reading the rest of their keys.
const FEW: usize = 64;

/// The records of a page that are in every set, in an order of several keys, as of now.
pub(crate) fn layered(
    connection: &Connection,
    register: &Register<'_>,
    met: &[Met],
) -> Result<Vec<i64>, StoreError> {
    let mut layers = Layers { connection, register, met, page: Vec::new(), skip: register.offset };
    layers.follow(0, None, register.after.is_some())?;
    Ok(layers.page)
}

/// A page that is being filled.
struct Layers<'a> {
    connection: &'a Connection,
    register: &'a Register<'a>,
    met: &'a [Met],
    page: Vec<i64>,
    /// Records that come before it and were not come across yet.
    skip: u64,
}

/// Records that share a key, in the order of their numbers that the index has.
#[derive(Default)]
struct Group {
    key: Option<String>,
    recs: Vec<i64>,
}

impl Layers<'_> {
    fn is_full(&self) -> bool {
        self.page.len() as u64 == self.register.limit
    }

    /// No more than the store counts as few, so that a store which is told of another number goes the longer ways as well.
    fn few_at_most(&self) -> usize {
        FEW.min(self.register.narrow)
    }

    /// Follows an order and those after it among the records of a set, or among all. On the edge the records before are equal
    /// to the one behind which the page begins, so that some of these may lie before it.
    fn follow(&mut self, level: usize, within: Option<&Marks>, edge: bool) -> Result<(), StoreError> {
        let slot = match self.register.orders.get(level) {
            Some((Sort::Slot(Some(slot)) | Sort::Changed(Some(slot)), _)) => *slot,
            // No record has a key.
            Some((Sort::Slot(None) | Sort::Changed(None), _)) => return self.follow(level + 1, within, edge),
            Some((Sort::Number, descending)) => return self.by_number(within, *descending, edge),
            None => return self.by_number(within, self.register.descending, edge),
        };
        let from = self
            .register
            .after
            .as_ref()
            .filter(|_| edge)
            .map(|after| after.keys.get(level).cloned().flatten());
        // Those without a key come last.
        let with_keys = !matches!(from, Some(None));
        let mut seen = Marks::default();
        if with_keys {
            self.along(level, slot, within, from.clone().flatten().as_deref(), &mut seen)?;
        }
        if self.is_full() {
            return Ok(());
        }
        if edge {
            // Of those before the page nothing was seen.
            let sql = format!("SELECT {MARKS}(rec) FROM cell WHERE slot = ?");
            seen = self.connection.one(&sql, [slot], Marks::read).map_err(reading)?;
        }
        self.rest(level, within, &seen, edge && !with_keys)
    }

    /// Along the cells of a slot, from a key on: group by group of those that share one.
    fn along(
        &mut self,
        level: usize,
        slot: i64,
        within: Option<&Marks>,
        from: Option<&str>,
        seen: &mut Marks,
    ) -> Result<(), StoreError> {
        let descending = self.register.orders.get(level).is_some_and(|(_, descending)| *descending);
        let (order, edges, than) = if descending { ("DESC", 2, "<=") } else { ("ASC", 1, ">=") };
        let mut sql = format!(
            "SELECT d.key, d.rec FROM cell d INDEXED BY cell_key WHERE d.slot = ? AND d.edge & {edges}"
        );
        let mut values = vec![Integer(slot)];
        if let Some(from) = from {
            let _ = write!(sql, " AND d.key {than} ?");
            values.push(Text(from.to_owned()));
        }
        let _ = write!(sql, " ORDER BY d.key {order}, d.number {order}");
        let connection = self.connection;
        let mut statement = connection.prepare_cached(&sql).map_err(reading)?;
        let mut rows = statement.query(params_from_iter(&values)).map_err(reading)?;
        let mut group = Group::default();
        while let Some(row) = rows.next().map_err(reading)? {
            let rec: i64 = row.get(1).map_err(reading)?;
            let bit = u64::try_from(rec).unwrap_or(0);
            seen.mark(bit);
            if within.is_some_and(|within| !within.has(bit)) || !self.met.iter().all(|met| met.has(bit)) {
                continue;
            }
            let key = row.get_ref(0).map_err(reading)?;
            let key = key.as_str().map_err(|error| reading(error.into()))?;
            if group.key.as_deref() != Some(key) {
                let full =
                    std::mem::replace(&mut group, Group { key: Some(key.to_owned()), recs: Vec::new() });
                self.among(level, full, descending, from)?;
                if self.is_full() {
                    return Ok(());
                }
            }
            group.recs.push(rec);
        }
        self.among(level, group, descending, from)
    }

    /// Those that share a key: left out as a whole when all of them come before the page.
    fn among(
        &mut self,
        level: usize,
        group: Group,
        descending: bool,
        from: Option<&str>,
    ) -> Result<(), StoreError> {
        let Group { key, mut recs } = group;
        let edge = from.is_some() && key.as_deref() == from;
        if !edge && (recs.len() as u64) <= self.skip {
            self.skip -= recs.len() as u64;
            return Ok(());
        }
        if recs.len() <= self.few_at_most() {
            return self.few(&recs, edge);
        }
        if level + 1 < self.register.orders.len() {
            let mut set = Marks::default();
            recs.iter().for_each(|rec| set.mark(u64::try_from(*rec).unwrap_or(0)));
            return self.follow(level + 1, Some(&set), edge);
        }
        if edge {
            let mut set = Marks::default();
            recs.iter().for_each(|rec| set.mark(u64::try_from(*rec).unwrap_or(0)));
            return self.by_number(Some(&set), self.register.descending, edge);
        }
        if descending != self.register.descending {
            recs.reverse();
        }
        self.give(recs);
        Ok(())
    }

    /// Those without a key.
    fn rest(
        &mut self,
        level: usize,
        within: Option<&Marks>,
        seen: &Marks,
        edge: bool,
    ) -> Result<(), StoreError> {
        let left = match within {
            Some(within) => within.without(seen),
            None => {
                let sql = format!("SELECT {MARKS}(rec) FROM record WHERE kind = ? AND number <= ?");
                let values = [Text(self.register.query.kind.clone()), Integer(int(self.register.last))];
                let all = self.connection.one(&sql, params_from_iter(&values), Marks::read);
                all.map_err(reading)?.without(seen)
            }
        };
        let recs: Vec<i64> =
            left.numbers().filter(|bit| self.met.iter().all(|met| met.has(*bit))).map(int).collect();
        if !edge && (recs.len() as u64) <= self.skip {
            self.skip -= recs.len() as u64;
            return Ok(());
        }
        if recs.len() <= self.few_at_most() {
            self.few(&recs, edge)
        } else {
            self.follow(level + 1, Some(&left), edge)
        }
    }

    /// A few, each by all of its keys.
    fn few(&mut self, recs: &[i64], edge: bool) -> Result<(), StoreError> {
        if let ([rec], false) = (recs, edge) {
            self.give([*rec]);
            return Ok(());
        }
        let after = self.register.after.clone().filter(|_| edge);
        let alone = Register { offset: 0, limit: FEW as u64, after, ..self.register.clone() };
        let (recs, _) = sorted(self.connection, &alone, recs, &[])?;
        self.give(recs);
        Ok(())
    }

    /// Along the numbers, which decide last.
    fn by_number(&mut self, within: Option<&Marks>, descending: bool, edge: bool) -> Result<(), StoreError> {
        let values = vec![Text(self.register.query.kind.clone()), Integer(int(self.register.last))];
        let mut clause = Clause::new("SELECT d.rec FROM record d WHERE d.kind = ? AND d.number <= ?", values);
        if let Some(after) = self.register.after.as_ref().filter(|_| edge) {
            let than = if descending { '<' } else { '>' };
            clause.and(&Clause::new(format!("d.number {than} ?"), vec![Integer(after.number)]));
        }
        let _ = write!(clause.sql, " ORDER BY d.number {}", direction(descending));
        let connection = self.connection;
        let mut statement = connection.prepare_cached(&clause.sql).map_err(reading)?;
        let mut rows = statement.query(params_from_iter(&clause.values)).map_err(reading)?;
        while !self.is_full()
            && let Some(row) = rows.next().map_err(reading)?
        {
            let rec: i64 = row.get(0).map_err(reading)?;
            let bit = u64::try_from(rec).unwrap_or(0);
            if within.is_none_or(|within| within.has(bit)) && self.met.iter().all(|met| met.has(bit)) {
                self.give([rec]);
            }
        }
        Ok(())
    }

    /// Fills the page with what comes next.
    fn give(&mut self, recs: impl IntoIterator<Item = i64>) {
        for rec in recs {
            if self.skip > 0 {
                self.skip -= 1;
            } else if !self.is_full() {
                self.page.push(rec);
            }
        }
    }
}
