//! An order of several keys, one after the other: the records that share a key are gathered only where the page lies among them,
//! and then only followed along the next key.

use crate::{
    after::Place,
    condition::Clause,
    failure::reading,
    groups::{Known, Of},
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
use std::{fmt::Write as _, sync::Arc};
use store::StoreError;

/// Records that share their keys so far and are put in order by reading the rest of their keys.
const FEW: usize = 400;

/// The records of a page that are in every set, in an order of several keys, as of now.
pub(crate) fn layered(
    connection: &Connection,
    register: &Register<'_>,
    met: &[Met],
) -> Result<Vec<i64>, StoreError> {
    if register.limit == 0 {
        // Whoever only counts has no order.
        return Ok(Vec::new());
    }
    let known = register.groups.now(connection)?;
    let (page, skip, gathered) = (Vec::new(), register.offset, Vec::new());
    let mut layers = Layers { connection, register, met, known, gathered, page, skip };
    layers.follow(0, None, register.after.is_some())?;
    let Layers { page, known, gathered, .. } = layers;
    if !gathered.is_empty() {
        register.groups.add(&known, gathered);
    }
    Ok(page)
}

/// The bit of a record.
fn bit(rec: i64) -> u64 {
    u64::try_from(rec).unwrap_or(0)
}

/// The cells of a slot in the order of their keys, from one on or behind it. Orders are followed one within the other, so that
/// each has a statement of its own: one that is in use is not given a second time, but prepared anew.
fn cells(level: usize, (slot, edge): Of, descending: bool, begin: Option<&(String, bool)>) -> Clause {
    let sql = format!(
        "/* {level} */ SELECT d.key, d.rec FROM cell d INDEXED BY cell_key WHERE d.slot = ? AND d.edge & {edge}"
    );
    let mut clause = Clause::new(sql, vec![Integer(slot)]);
    if let Some((key, with)) = begin {
        let than = if descending { '<' } else { '>' };
        let or_equal = if *with { "=" } else { "" };
        clause.and(&Clause::new(format!("d.key {than}{or_equal} ?"), vec![Text(key.clone())]));
    }
    let order = direction(descending);
    let _ = write!(clause.sql, " ORDER BY d.key {order}, d.number {order}");
    clause
}

/// A page that is being filled.
struct Layers<'a> {
    connection: &'a Connection,
    register: &'a Register<'a>,
    met: &'a [Met],
    /// Groups that are known, and those that were gathered beside.
    known: Arc<Known>,
    gathered: Vec<(Of, String, Arc<Marks>)>,
    page: Vec<i64>,
    /// Records that come before it and were not come across yet.
    skip: u64,
}

impl Layers<'_> {
    fn is_full(&self) -> bool {
        self.page.len() as u64 == self.register.limit
    }

    /// No more than the store counts as few, so that a store which is told of another number goes the longer ways as well.
    fn few_at_most(&self) -> usize {
        FEW.min(self.register.few)
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
        let of = (slot, if descending { 2 } else { 1 });
        let (connection, known) = (self.connection, Arc::clone(&self.known));
        // Where to begin, and whether with that key.
        let mut begin = from.map(|from| (from.to_owned(), true));
        'order: loop {
            let cells = cells(level, of, descending, begin.as_ref());
            let mut statement = connection.prepare_cached(&cells.sql).map_err(reading)?;
            let mut rows = statement.query(params_from_iter(&cells.values)).map_err(reading)?;
            // Many groups are of one record, so that what holds them is used again.
            let (mut open, mut recs) = (String::new(), Vec::<i64>::new());
            while let Some(row) = rows.next().map_err(reading)? {
                let key = row.get_ref(0).map_err(reading)?;
                let key = key.as_str().map_err(|error| reading(error.into()))?;
                if recs.is_empty() || open != key {
                    if !recs.is_empty() {
                        self.close(level, of, within, (from, &open, &mut recs), seen)?;
                        if self.is_full() {
                            return Ok(());
                        }
                    }
                    if let Some(group) = known.group(of, key) {
                        seen.join(&group);
                        self.many(level, within, &group, from == Some(key))?;
                        if self.is_full() {
                            return Ok(());
                        }
                        begin = Some((key.to_owned(), false));
                        continue 'order;
                    }
                    open.clear();
                    open.push_str(key);
                }
                recs.push(row.get(1).map_err(reading)?);
            }
            if !recs.is_empty() {
                self.close(level, of, within, (from, &open, &mut recs), seen)?;
            }
            return Ok(());
        }
    }

    /// All that share a key: as a whole left out when they come before the page. None of them is left behind.
    fn close(
        &mut self,
        level: usize,
        of: Of,
        within: Option<&Marks>,
        (from, key, recs): (Option<&str>, &str, &mut Vec<i64>),
        seen: &mut Marks,
    ) -> Result<(), StoreError> {
        let edge = from == Some(key);
        recs.iter().for_each(|rec| seen.mark(bit(*rec)));
        if recs.len() > self.few_at_most() {
            let group = Arc::new(recs.iter().copied().map(bit).collect::<Marks>());
            if recs.len() >= self.register.narrow / 2 {
                self.gathered.push((of, key.to_owned(), Arc::clone(&group)));
            }
            recs.clear();
            return self.many(level, within, &group, edge);
        }
        recs.retain(|rec| self.is_met(within, bit(*rec)));
        if !edge && (recs.len() as u64) <= self.skip {
            self.skip -= recs.len() as u64;
        } else {
            self.few(level, recs, edge)?;
        }
        recs.clear();
        Ok(())
    }

    /// Many that share a key: followed along the next one where the page lies among them.
    fn many(
        &mut self,
        level: usize,
        within: Option<&Marks>,
        group: &Marks,
        edge: bool,
    ) -> Result<(), StoreError> {
        let mut left = group.clone();
        if let Some(within) = within {
            left.keep(within);
        }
        self.met.iter().for_each(|met| met.narrow(&mut left));
        self.within(level, &left, edge)
    }

    /// Those of a set, along the orders after one.
    fn within(&mut self, level: usize, left: &Marks, edge: bool) -> Result<(), StoreError> {
        let count = left.count();
        if !edge && count <= self.skip {
            self.skip -= count;
            return Ok(());
        }
        if count <= self.few_at_most() as u64 {
            return self.few(level, &left.numbers().map(int).collect::<Vec<i64>>(), edge);
        }
        self.follow(level + 1, Some(left), edge)
    }

    fn is_met(&self, within: Option<&Marks>, bit: u64) -> bool {
        within.is_none_or(|within| within.has(bit)) && self.met.iter().all(|met| met.has(bit))
    }

    /// Those without a key.
    fn rest(
        &mut self,
        level: usize,
        within: Option<&Marks>,
        seen: &Marks,
        edge: bool,
    ) -> Result<(), StoreError> {
        let mut left = if let Some(within) = within {
            within.without(seen)
        } else {
            let sql = format!("SELECT {MARKS}(rec) FROM record WHERE kind = ? AND number <= ?");
            let values = [Text(self.register.query.kind.clone()), Integer(int(self.register.last))];
            let all = self.connection.one(&sql, params_from_iter(&values), Marks::read);
            all.map_err(reading)?.without(seen)
        };
        self.met.iter().for_each(|met| met.narrow(&mut left));
        self.within(level, &left, edge)
    }

    /// A few that share their keys up to a level, each by the rest of its keys.
    fn few(&mut self, level: usize, recs: &[i64], edge: bool) -> Result<(), StoreError> {
        if let ([rec], false) = (recs, edge) {
            self.give([*rec]);
            return Ok(());
        }
        let rest = |all: &[(Sort, bool)]| all.get(level + 1..).unwrap_or_default().to_vec();
        let after = self.register.after.as_ref().filter(|_| edge).map(|after| Place {
            keys: after.keys.get(level + 1..).unwrap_or_default().to_vec(),
            number: after.number,
        });
        let orders = rest(&self.register.orders);
        let alone = Register { orders, after, offset: 0, limit: FEW as u64, ..self.register.clone() };
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
            if self.is_met(within, bit(rec)) {
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
