//! An order of several keys, one after the other: the records that share a key are gathered only where the page lies among them,
//! and then only followed along the next key.

use crate::{
    after::Place,
    condition::Clause,
    failure::reading,
    groups::{ANY, Known, Of},
    list::{Register, Sort, sorted},
    marks::{MARKED, MARKS, Marks},
    runs::{Run, WORTH_KEEPING},
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

/// The records of a page that are in every set, in an order of several keys or one of their own, as of now.
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
    let (page, skip, learnt) = (Vec::new(), register.offset, false);
    let mut layers = Layers { connection, register, met, known, learnt, page, skip };
    layers.follow(0, None, register.after.is_some())?;
    let Layers { page, known, learnt, .. } = layers;
    if learnt {
        register.groups.keep(&known);
    }
    Ok(page)
}

/// The bit of a record.
pub(crate) fn bit(rec: i64) -> u64 {
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

/// Where a page begins in an order: those without a key come last.
pub(crate) enum Begin {
    /// With the first record.
    First,
    /// Behind a record with this key.
    Key(String),
    /// Behind one without a key.
    Without,
}

impl Begin {
    /// The key behind whose record it begins.
    pub(crate) fn key(&self) -> Option<&str> {
        match self {
            Self::Key(key) => Some(key),
            Self::First | Self::Without => None,
        }
    }

    pub(crate) const fn is_without(&self) -> bool {
        matches!(self, Self::Without)
    }
}

/// A page that is being filled.
pub(crate) struct Layers<'a> {
    pub(crate) connection: &'a Connection,
    pub(crate) register: &'a Register<'a>,
    pub(crate) met: &'a [Met],
    /// Groups that are known, and whether some were gathered beside.
    pub(crate) known: Arc<Known>,
    learnt: bool,
    page: Vec<i64>,
    /// Records that come before it and were not come across yet.
    pub(crate) skip: u64,
}

impl Layers<'_> {
    pub(crate) fn is_full(&self) -> bool {
        self.page.len() as u64 == self.register.limit
    }

    /// What is known of groups, to add to it.
    pub(crate) fn learn(&mut self) -> &mut Known {
        self.learnt = true;
        Arc::make_mut(&mut self.known)
    }

    /// No more than the store counts as few, so that a store which is told of another number goes the longer ways as well.
    fn few_at_most(&self) -> usize {
        FEW.min(self.register.few)
    }

    /// What decides among those that are equal in an order, and whether their numbers descend, which decide last.
    fn rest_of(&self, level: usize) -> (&[(Sort, bool)], bool) {
        (self.register.orders.get(level + 1..).unwrap_or_default(), self.register.descending)
    }

    /// Where a page begins in an order.
    pub(crate) fn begin(&self, level: usize, edge: bool) -> Begin {
        match self.register.after.as_ref().filter(|_| edge) {
            None => Begin::First,
            Some(after) => after.keys.get(level).cloned().flatten().map_or(Begin::Without, Begin::Key),
        }
    }

    /// Follows an order and those after it among the records of a set, or among all. On the edge the records before are equal
    /// to the one behind which the page begins, so that some of these may lie before it.
    pub(crate) fn follow(
        &mut self,
        level: usize,
        within: Option<&Marks>,
        edge: bool,
    ) -> Result<(), StoreError> {
        match self.register.orders.get(level) {
            Some((Sort::Slot(Some(slot)) | Sort::Changed(Some(slot)), _)) => {
                self.by_slot(level, *slot, within, edge)
            }
            Some((sort @ Sort::Ranked(Some(slot), _), _)) => {
                self.by_ranks(level, (*slot, *sort), within, edge)
            }
            // No record has a key.
            Some((Sort::Slot(None) | Sort::Changed(None) | Sort::Ranked(None, _), _)) => {
                self.follow(level + 1, within, edge)
            }
            Some((Sort::Number, descending)) => self.by_number(within, *descending, edge),
            None => self.by_number(within, self.register.descending, edge),
        }
    }

    fn by_slot(
        &mut self,
        level: usize,
        slot: i64,
        within: Option<&Marks>,
        edge: bool,
    ) -> Result<(), StoreError> {
        let begin = self.begin(level, edge);
        if !begin.is_without() {
            match within.filter(|_| self.is_stream(level)) {
                Some(within) => self.stream(level, slot, within, begin.key())?,
                None => self.along(level, slot, within, begin.key())?,
            }
        }
        if self.is_full() {
            return Ok(());
        }
        let having = self.having(slot)?;
        self.rest(level, within, &having, begin.is_without())
    }

    /// Whether the cells of an order have just the order of the page: nothing but the number decides after it, in the same
    /// direction. Where much comes before, groups are left out as a whole.
    fn is_stream(&self, level: usize) -> bool {
        let last =
            self.register.orders.get(level..).is_some_and(
                |rest| matches!(rest, [(_, descending)] if *descending == self.register.descending),
            );
        last && self.skip <= self.few_at_most() as u64
    }

    /// Along the cells of a slot whose records are in a set, from behind a key and the number of the record with it.
    fn stream(
        &mut self,
        level: usize,
        slot: i64,
        within: &Marks,
        from: Option<&str>,
    ) -> Result<(), StoreError> {
        let descending = self.register.descending;
        let (edge, order, than) = if descending { (2, "DESC", '<') } else { (1, "ASC", '>') };
        let mut cells = Clause::new(
            format!(
                "/* {level} */ SELECT d.rec FROM cell d INDEXED BY cell_key
                    WHERE d.slot = ? AND d.edge & {edge} AND {MARKED}(d.rec, ?)"
            ),
            vec![Integer(slot), within.value()],
        );
        if let (Some(from), Some(after)) = (from, &self.register.after) {
            let values = vec![Text(from.to_owned()), Integer(after.number)];
            cells.and(&Clause::new(format!("(d.key, d.number) {than} (?, ?)"), values));
        }
        let _ = write!(cells.sql, " ORDER BY d.key {order}, d.number {order}");
        let connection = self.connection;
        let mut statement = connection.prepare_cached(&cells.sql).map_err(reading)?;
        let mut rows = statement.query(params_from_iter(&cells.values)).map_err(reading)?;
        while !self.is_full()
            && let Some(row) = rows.next().map_err(reading)?
        {
            // What is in the set meets every condition.
            self.give([row.get(0).map_err(reading)?]);
        }
        Ok(())
    }

    /// Those that have a cell in a slot.
    pub(crate) fn having(&mut self, slot: i64) -> Result<Arc<Marks>, StoreError> {
        if let Some(having) = self.known.group((slot, ANY), "") {
            return Ok(having);
        }
        let sql = format!("SELECT {MARKS}(rec) FROM cell WHERE slot = ?");
        let having = Arc::new(self.connection.one(&sql, [slot], Marks::read).map_err(reading)?);
        self.learn().add((slot, ANY), "", Arc::clone(&having));
        Ok(having)
    }

    /// Along the cells of a slot, from a key on: group by group of those that share one.
    fn along(
        &mut self,
        level: usize,
        slot: i64,
        within: Option<&Marks>,
        from: Option<&str>,
    ) -> Result<(), StoreError> {
        let descending = self.register.orders.get(level).is_some_and(|(_, descending)| *descending);
        let of = (slot, if descending { 2 } else { 1 });
        let connection = self.connection;
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
                        self.close(level, Some(of), within, (&open, &mut recs), from == Some(&open))?;
                        if self.is_full() {
                            return Ok(());
                        }
                    }
                    if self.as_known(level, of, within, key, from == Some(key))? {
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
                self.close(level, Some(of), within, (&open, &mut recs), from == Some(&open))?;
            }
            return Ok(());
        }
    }

    /// Those that share a key, if they are known.
    pub(crate) fn as_known(
        &mut self,
        level: usize,
        of: Of,
        within: Option<&Marks>,
        key: &str,
        edge: bool,
    ) -> Result<bool, StoreError> {
        if let Some(group) = self.known.group(of, key) {
            self.many(level, within, &group, edge)?;
            return Ok(true);
        }
        if !self.is_whole(within) {
            return Ok(false);
        }
        let run = self.known.runs.find(of, key, self.rest_of(level));
        let after = self.register.after.as_ref().filter(|_| edge);
        let Some(recs) = run.as_ref().and_then(|run| run.behind(after)) else { return Ok(false) };
        self.give(recs.iter().copied());
        Ok(true)
    }

    /// Whether every record is asked for.
    fn is_whole(&self, within: Option<&Marks>) -> bool {
        within.is_none() && self.met.is_empty()
    }

    /// All that share a key: as a whole left out when they come before the page. None of them is left behind. They are
    /// remembered by what they are of.
    pub(crate) fn close(
        &mut self,
        level: usize,
        of: Option<Of>,
        within: Option<&Marks>,
        (key, recs): (&str, &mut Vec<i64>),
        edge: bool,
    ) -> Result<(), StoreError> {
        if recs.len() > self.few_at_most() {
            let group = Arc::new(recs.iter().copied().map(bit).collect::<Marks>());
            if let Some(of) = of.filter(|_| recs.len() >= self.register.narrow / 2) {
                self.learn().add(of, key, Arc::clone(&group));
            }
            recs.clear();
            return self.many(level, within, &group, edge);
        }
        recs.retain(|rec| self.is_met(within, bit(*rec)));
        if !edge && (recs.len() as u64) <= self.skip {
            self.skip -= recs.len() as u64;
        } else if let Some(of) = of.filter(|_| self.is_run(level, within, recs)) {
            self.run(level, of, key, recs, edge)?;
        } else {
            self.few(level, recs, edge)?;
        }
        recs.clear();
        Ok(())
    }

    /// Whether it is worth while to keep what shares a key in order: where that hangs on what is kept of it.
    fn is_run(&self, level: usize, within: Option<&Marks>, recs: &[i64]) -> bool {
        let (orders, _) = self.rest_of(level);
        let own = |(sort, _): &(Sort, bool)| self.register.ranks(*sort).is_some();
        let enough = recs.len() >= WORTH_KEEPING.min(self.few_at_most() / 4);
        enough && !orders.is_empty() && !orders.iter().any(own) && self.is_whole(within)
    }

    /// A few that share a key, put in order as a whole for whoever goes on among them.
    fn run(&mut self, level: usize, of: Of, key: &str, recs: &[i64], edge: bool) -> Result<(), StoreError> {
        let (orders, descending) = self.rest_of(level);
        let orders = orders.to_vec();
        let alone = Register {
            orders: orders.clone(),
            after: None,
            offset: 0,
            limit: FEW as u64,
            ..self.register.clone()
        };
        let (in_order, _) = sorted(self.connection, &alone, recs, &[])?;
        let run = Run { of, key: key.to_owned(), orders, descending, recs: in_order };
        let after = self.register.after.as_ref().filter(|_| edge);
        match run.behind(after) {
            Some(recs) => self.give(recs.iter().copied()),
            // It begins behind a record that is not one of them.
            None => self.few(level, recs, edge)?,
        }
        self.learn().runs.keep(run);
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

    pub(crate) fn is_met(&self, within: Option<&Marks>, bit: u64) -> bool {
        within.is_none_or(|within| within.has(bit)) && self.met.iter().all(|met| met.has(bit))
    }

    /// Those without a key.
    pub(crate) fn rest(
        &mut self,
        level: usize,
        within: Option<&Marks>,
        having: &Marks,
        edge: bool,
    ) -> Result<(), StoreError> {
        let mut left = if let Some(within) = within {
            within.without(having)
        } else {
            let sql = format!("SELECT {MARKS}(rec) FROM record WHERE kind = ? AND number <= ?");
            let values = [Text(self.register.query.kind.clone()), Integer(int(self.register.last))];
            let all = self.connection.one(&sql, params_from_iter(&values), Marks::read);
            all.map_err(reading)?.without(having)
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
        let after =
            self.register.after.as_ref().filter(|_| edge).map(|after| Place {
                keys: after.keys.get(level + 1..).unwrap_or_default().to_vec(),
                ..*after
            });
        let orders = self.rest_of(level).0.to_vec();
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
    pub(crate) fn give(&mut self, recs: impl IntoIterator<Item = i64>) {
        for rec in recs {
            if self.skip > 0 {
                self.skip -= 1;
            } else if !self.is_full() {
                self.page.push(rec);
            }
        }
    }
}
