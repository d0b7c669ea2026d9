//! Through the set of all that meet the conditions: a record is tried against it by one bit, so that an order can be followed for
//! as long as it takes.

use crate::{
    condition::{Clause, Condition},
    failure::reading,
    list::{Register, Sort},
    marks::{MARKS, Marks},
    sql::{Statements, int},
    walk::{direction, edge},
};
use rusqlite::{
    Connection, params_from_iter,
    types::Value::{Integer, Text},
};
use std::fmt::Write as _;
use store::StoreError;

/// Which records meet a condition: those that are marked, or all others.
pub(crate) struct Met {
    marks: Marks,
    is_others: bool,
}

impl Met {
    /// Leaves of some records those that meet it.
    pub(crate) fn narrow(&self, records: &mut Marks) {
        if self.is_others { records.take_out(&self.marks) } else { records.keep(&self.marks) }
    }

    pub(crate) fn has(&self, rec: u64) -> bool {
        self.marks.has(rec) != self.is_others
    }
}

/// The sets of those that meet each condition; none when one of them is known by no more than a test.
pub(crate) fn gather(
    connection: &Connection,
    conditions: &[Condition],
) -> Result<Option<Vec<Met>>, StoreError> {
    let known = |condition: &Condition| condition.find.is_some() || condition.others.is_some();
    if !conditions.iter().all(known) {
        return Ok(None);
    }
    let mut all = Vec::with_capacity(conditions.len());
    for condition in conditions {
        let (clause, is_others) = match (&condition.find, &condition.others) {
            (Some(find), _) => (find, false),
            (None, Some(others)) => (others, true),
            (None, None) => return Ok(None),
        };
        let sql = format!("SELECT {MARKS}(rec) FROM ({})", clause.sql);
        let marks = connection.one(&sql, params_from_iter(&clause.values), Marks::read).map_err(reading)?;
        all.push(Met { marks, is_others });
    }
    Ok(Some(all))
}

/// The records of a page that are in every set, in an order of one key: first those with a cell in its slot, then, by number, those
/// without.
pub(crate) fn through(
    connection: &Connection,
    register: &Register<'_>,
    met: &[Met],
) -> Result<Vec<i64>, StoreError> {
    let mut page = Gathering { register, met, page: Vec::new(), place: 0 };
    let slot = match register.sort {
        Sort::Slot(slot) | Sort::Changed(slot) => slot,
        Sort::Number | Sort::Ranked(..) => None,
    };
    let mut with_cells = Marks::default();
    if let Some(slot) = slot {
        page.follow(connection, &cells(register, slot), &mut with_cells)?;
    }
    if page.is_full() || matches!(register.sort, Sort::Changed(Some(_))) {
        return Ok(page.page);
    }
    if let (Some(slot), Some(_)) = (slot, &register.after) {
        // Of those before the page nothing was seen.
        let sql = format!("SELECT {MARKS}(rec) FROM cell WHERE slot = ?");
        with_cells = connection.one(&sql, [slot], Marks::read).map_err(reading)?;
    }
    page.follow(connection, &numbers(register), &mut with_cells)?;
    Ok(page.page)
}

/// A page that is being filled.
struct Gathering<'a> {
    register: &'a Register<'a>,
    met: &'a [Met],
    page: Vec<i64>,
    /// How many records of the sets were come across.
    place: u64,
}

impl Gathering<'_> {
    fn is_full(&self) -> bool {
        self.page.len() as u64 == self.register.limit
    }

    /// Follows an order until the page is full, past those that were seen.
    fn follow(
        &mut self,
        connection: &Connection,
        order: &Clause,
        seen: &mut Marks,
    ) -> Result<(), StoreError> {
        let mut statement = connection.prepare_cached(&order.sql).map_err(reading)?;
        let mut rows = statement.query(params_from_iter(&order.values)).map_err(reading)?;
        while !self.is_full()
            && let Some(row) = rows.next().map_err(reading)?
        {
            let rec: i64 = row.get(0).map_err(reading)?;
            let bit = u64::try_from(rec).unwrap_or(0);
            if seen.has(bit) {
                continue;
            }
            seen.mark(bit);
            if !self.met.iter().all(|met| met.has(bit)) {
                continue;
            }
            if self.place >= self.register.offset {
                self.page.push(rec);
            }
            self.place += 1;
        }
        Ok(())
    }
}

/// The cells in a slot in the order of their keys, each record by its first or last one.
fn cells(register: &Register<'_>, slot: i64) -> Clause {
    let (edge, order) = (edge(register), direction(register.descending));
    let sql = format!("SELECT d.rec FROM cell d INDEXED BY cell_key WHERE d.slot = ? AND d.edge & {edge}");
    let mut clause = Clause::new(sql, vec![Integer(slot)]);
    if let Some(after) = &register.after {
        clause.and(&after.of_cells(register));
    }
    let _ = write!(clause.sql, " ORDER BY d.key {order}, d.number {order}");
    clause
}

/// All records by their numbers.
fn numbers(register: &Register<'_>) -> Clause {
    let values = vec![Text(register.query.kind.clone()), Integer(int(register.last))];
    let mut clause = Clause::new("SELECT d.rec FROM record d WHERE d.kind = ? AND d.number <= ?", values);
    if let Some(after) = register.after.as_ref().filter(|after| !after.has_key()) {
        clause.and(&after.in_orders(register, 1));
    }
    let _ = write!(clause.sql, " ORDER BY d.number {}", direction(register.descending));
    clause
}
