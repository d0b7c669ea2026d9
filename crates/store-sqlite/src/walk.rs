//! Along the order asked for, until the page is full.

use crate::{
    condition::{Clause, Condition},
    failure::{failed, reading},
    list::{Register, Sort, sort_key},
    marks::{MARKS, Marks},
    sql::{Statements, count_at, int},
};
use rusqlite::{
    Connection, params_from_iter,
    types::Value::{self, Integer, Text},
};
use std::fmt::Write as _;
use store::{StoreError, Total};

/// Records that are looked at for a total; beyond them it is said to be at least so many.
const LOOKED_AT: usize = 3_000;

/// The records of a page.
pub(crate) fn walk(
    connection: &Connection,
    register: &Register<'_>,
    broad: &[Condition],
) -> Result<Vec<i64>, StoreError> {
    match register.sort {
        Sort::Number if broad.is_empty() => by_number_without_gaps(connection, register),
        Sort::Number | Sort::Slot(None) | Sort::Changed(None) => {
            by_number(connection, register, broad, None, register.offset, register.limit)
        }
        Sort::Changed(Some(slot)) => from_the_nearer_end(connection, register, broad, slot),
        Sort::Slot(Some(slot)) => by_field(connection, register, broad, slot),
    }
}

/// Numbers have no gaps, so the page is a range of them.
fn by_number_without_gaps(connection: &Connection, register: &Register<'_>) -> Result<Vec<i64>, StoreError> {
    let Register { last, offset, limit, .. } = *register;
    // Before the first number behind a record lie all those up to its own.
    let before = register.after.as_ref().map_or(0, |after| {
        let number = u64::try_from(after.number).unwrap_or(0);
        if register.descending { (last + 1).saturating_sub(number) } else { number }
    });
    let offset = offset.saturating_add(before);
    let left = last.saturating_sub(offset);
    let (low, high) = if register.descending {
        (left.saturating_sub(limit) + 1, left)
    } else {
        (offset.saturating_add(1), last.min(offset.saturating_add(limit)))
    };
    let order = direction(register.descending);
    let sql =
        format!("SELECT rec FROM record WHERE kind = ? AND number BETWEEN ? AND ? ORDER BY number {order}");
    let values = [Text(register.query.kind.clone()), Integer(int(low)), Integer(int(high))];
    connection.all(&sql, params_from_iter(&values), |row| row.get(0)).map_err(reading)
}

/// Along the numbers; with a slot only records that have no cell in it.
fn by_number(
    connection: &Connection,
    register: &Register<'_>,
    broad: &[Condition],
    without: Option<i64>,
    offset: u64,
    limit: u64,
) -> Result<Vec<i64>, StoreError> {
    let mut clause = Clause::new(
        "SELECT d.rec FROM record d INDEXED BY record_number WHERE d.kind = ? AND d.number <= ?",
        vec![Text(register.query.kind.clone()), Integer(int(register.last))],
    );
    if let Some(slot) = without {
        clause.sql.push_str(" AND NOT EXISTS (SELECT 1 FROM cell f WHERE f.rec = d.rec AND f.slot = ?");
        clause.values.push(Integer(slot));
        if let Some(size) = register.size {
            clause.sql.push_str(" AND f.from_pos < ?) AND NOT EXISTS (SELECT 1 FROM cell_past f WHERE f.rec = d.rec AND f.slot = ? AND f.from_pos < ? AND f.until_pos >= ?");
            clause.values.extend([Integer(size), Integer(slot), Integer(size), Integer(size)]);
        }
        clause.sql.push(')');
    }
    and(&mut clause, broad);
    if let Some(after) = register.after.as_ref().filter(|after| !after.has_key()) {
        let behind = after.in_orders(register, 1);
        clause.sql.push_str(" AND ");
        clause.sql.push_str(&behind.sql);
        clause.values.extend(behind.values);
    }
    clause.sql.push_str(" ORDER BY ");
    for (sort, descending) in register.then() {
        let order = direction(*descending);
        if *sort == Sort::Number {
            let _ = write!(clause.sql, "d.number {order}, ");
        } else {
            let key = sort_key(register, *sort, *descending);
            let _ = write!(clause.sql, "{} {order} NULLS LAST, ", key.sql);
            clause.values.extend(key.values);
        }
    }
    clause.sql.push_str("d.number ");
    clause.sql.push_str(direction(register.descending));
    page(connection, clause, offset, limit)
}

/// Every record has this slot, so a page far back is near the other end.
fn from_the_nearer_end(
    connection: &Connection,
    register: &Register<'_>,
    broad: &[Condition],
    slot: i64,
) -> Result<Vec<i64>, StoreError> {
    let Register { last, offset, limit, descending, .. } = *register;
    let counted = register.after.is_none() && offset > last / 2;
    if !broad.is_empty() || !register.then().is_empty() || !counted {
        return with_cells(connection, register, broad, slot, (descending, offset, limit));
    }
    from_the_other_end(connection, register, slot)
}

/// A page of all records, each of which has a cell in the slot, by what comes behind it.
fn from_the_other_end(
    connection: &Connection,
    register: &Register<'_>,
    slot: i64,
) -> Result<Vec<i64>, StoreError> {
    let Register { last, offset, limit, descending, .. } = *register;
    let end = last.min(offset.saturating_add(limit));
    let turned = (!descending, last - end, end.saturating_sub(offset));
    let mut recs = with_cells(connection, register, &[], slot, turned)?;
    recs.reverse();
    Ok(recs)
}

/// First those with a cell in the slot, then, by number, those without.
fn by_field(
    connection: &Connection,
    register: &Register<'_>,
    broad: &[Condition],
    slot: i64,
) -> Result<Vec<i64>, StoreError> {
    if is_far(register)
        && let Some(recs) = far_behind(connection, register, broad, slot)?
    {
        return Ok(recs);
    }
    let Register { offset, limit, descending, .. } = *register;
    let mut recs = with_cells(connection, register, broad, slot, (descending, offset, limit))?;
    let got = recs.len() as u64;
    if got < limit {
        let skip = if got > 0 || offset == 0 {
            0
        } else {
            offset.saturating_sub(present(connection, register, broad, slot)?)
        };
        recs.extend(by_number(connection, register, broad, Some(slot), skip, limit - got)?);
    }
    Ok(recs)
}

/// Whether so much comes before a page that each of it must not take long.
fn is_far(register: &Register<'_>) -> bool {
    let far = (register.narrow as u64 / 2).max(1);
    let counted = register.after.is_none() && register.offset >= far;
    counted && register.size.is_none() && register.then().is_empty()
}

/// A page far behind; none when there is nothing better than to try one record after the other. All that meet a condition are
/// gathered faster than it is tried on each, and a page near the end is looked for from there, if every record has a cell.
fn far_behind(
    connection: &Connection,
    register: &Register<'_>,
    broad: &[Condition],
    slot: i64,
) -> Result<Option<Vec<i64>>, StoreError> {
    let Register { last, offset, .. } = *register;
    if broad.is_empty() {
        if offset <= last / 2 {
            return Ok(None);
        }
        if present(connection, register, broad, slot)? == last {
            return from_the_other_end(connection, register, slot).map(Some);
        }
    }
    let Some(finds) = broad.iter().map(|condition| condition.find.as_ref()).collect::<Option<Vec<&Clause>>>()
    else {
        return Ok(None);
    };
    let gathered = |find: &Clause| {
        let sql = format!("SELECT {MARKS}(rec) FROM ({})", find.sql);
        connection.one(&sql, params_from_iter(&find.values), Marks::read)
    };
    let met: Vec<Marks> =
        finds.into_iter().map(gathered).collect::<rusqlite::Result<_>>().map_err(reading)?;
    through(connection, register, &met, slot).map(Some)
}

/// The records of a page that are in every set, first those with a cell in the slot, then, by number, those without.
fn through(
    connection: &Connection,
    register: &Register<'_>,
    met: &[Marks],
    slot: i64,
) -> Result<Vec<i64>, StoreError> {
    let Register { last, offset, limit, descending, .. } = *register;
    let (edge, order) = (edge(register), direction(descending));
    let with = format!(
        "SELECT d.rec FROM cell d INDEXED BY cell_key WHERE d.slot = ? AND d.edge & {edge}
            ORDER BY d.key {order}, d.number {order}"
    );
    let others = format!("SELECT rec FROM record WHERE kind = ? AND number <= ? ORDER BY number {order}");
    let all =
        [(with, vec![Integer(slot)]), (others, vec![Text(register.query.kind.clone()), Integer(int(last))])];
    let (mut page, mut place, mut seen) = (Vec::new(), 0, Marks::default());
    for (sql, values) in all {
        let mut statement = connection.prepare_cached(&sql).map_err(reading)?;
        let mut rows = statement.query(params_from_iter(&values)).map_err(reading)?;
        while page.len() as u64 != limit
            && let Some(row) = rows.next().map_err(reading)?
        {
            let rec: i64 = row.get(0).map_err(reading)?;
            let bit = u64::try_from(rec).unwrap_or(0);
            if seen.has(bit) || !met.iter().all(|marks| marks.has(bit)) {
                continue;
            }
            seen.mark(bit);
            if place >= offset {
                page.push(rec);
            }
            place += 1;
        }
    }
    Ok(page)
}

fn with_cells(
    connection: &Connection,
    register: &Register<'_>,
    broad: &[Condition],
    slot: i64,
    (descending, offset, limit): (bool, u64, u64),
) -> Result<Vec<i64>, StoreError> {
    let mut columns = Clause::new("d.rec, d.key AS key, d.number AS number", Vec::new());
    let order = direction(descending);
    let mut by = format!(" ORDER BY key {order}");
    for (place, (sort, down)) in register.then().iter().enumerate() {
        let order = direction(*down);
        if *sort == Sort::Number {
            let _ = write!(by, ", number {order}");
            continue;
        }
        let key = sort_key(register, *sort, *down);
        let _ = write!(columns.sql, ", {} AS then{place}", key.sql);
        columns.values.extend(key.values);
        let _ = write!(by, ", then{place} {order} NULLS LAST");
    }
    let mut clause = cells(register, broad, slot, &columns);
    let _ = write!(clause.sql, "{by}, number {order}");
    page(connection, clause, offset, limit)
}

/// How many records that meet the conditions have a cell in the slot.
fn present(
    connection: &Connection,
    register: &Register<'_>,
    broad: &[Condition],
    slot: i64,
) -> Result<u64, StoreError> {
    let clause = cells(register, broad, slot, &Clause::new("1", Vec::new()));
    let sql = format!("SELECT count(*) FROM ({})", clause.sql);
    connection.one(&sql, params_from_iter(&clause.values), |row| count_at(row, 0)).map_err(reading)
}

/// Which cell of a record with several stands for it: the smallest upwards, the largest downwards, from whichever end the
/// page is looked for.
const fn edge(register: &Register<'_>) -> u8 {
    if register.descending { 2 } else { 1 }
}

/// The records with a cell in the slot, each by its first or last one; only those behind a record where the page begins there.
fn cells(register: &Register<'_>, broad: &[Condition], slot: i64, columns: &Clause) -> Clause {
    let edge = edge(register);
    let behind = register.after.as_ref().map(|after| after.of_cells(register));
    let arm = |table: &str, index: &str, more: &str, sizes: usize| {
        let sql = format!(
            "SELECT {} FROM {table} d INDEXED BY {index} WHERE d.slot = ? AND d.edge & {edge}{more}",
            columns.sql
        );
        let mut clause = Clause::new(sql, columns.values.clone());
        clause.values.push(Integer(slot));
        clause.values.extend(register.size.into_iter().cycle().take(sizes).map(Integer));
        if let Some(behind) = &behind {
            clause.sql.push_str(" AND ");
            clause.sql.push_str(&behind.sql);
            clause.values.extend(behind.values.iter().cloned());
        }
        for condition in broad {
            along(&mut clause, condition, slot);
        }
        clause
    };
    if register.size.is_none() {
        return arm("cell", "cell_key", "", 0);
    }
    let now = arm("cell", "cell_key", " AND d.from_pos < ?", 1);
    let past = arm("cell_past", "cell_past_key", " AND d.from_pos < ? AND d.until_pos >= ?", 2);
    Clause::new(format!("{} UNION ALL {}", now.sql, past.sql), [now.values, past.values].concat())
}

/// How many records meet broad conditions, as far as is looked; `known` of them are.
pub(crate) fn count(
    connection: &Connection,
    register: &Register<'_>,
    broad: &[Condition],
    known: u64,
) -> Result<Total, StoreError> {
    // Every clause that finds finds records of the kind alone.
    let driver = broad.iter().position(|condition| condition.find.is_some());
    let inner = driver.and_then(|place| broad.get(place)?.find.clone()).unwrap_or_else(|| {
        let values = vec![Text(register.query.kind.clone()), Integer(int(register.last))];
        Clause::new("SELECT rec FROM record WHERE kind = ? AND number <= ?", values)
    });
    let looked_at = LOOKED_AT.max(register.narrow + 1);
    let sql = format!("{} LIMIT {looked_at}", inner.sql);
    let mut recs: Vec<i64> =
        connection.all(&sql, params_from_iter(&inner.values), |row| row.get(0)).map_err(reading)?;
    let all = recs.len() < looked_at;
    recs.sort_unstable();
    recs.dedup();
    let recs = serde_json::to_string(&recs).map_err(failed)?;
    let mut clause =
        Clause::new("SELECT 1 FROM (SELECT value AS rec FROM json_each(?)) d WHERE true", vec![Text(recs)]);
    if register.size.is_some() {
        clause.sql.push_str(" AND EXISTS (SELECT 1 FROM record r WHERE r.rec = d.rec AND r.number <= ?)");
        clause.values.push(Integer(int(register.last)));
    }
    for (_, condition) in broad.iter().enumerate().filter(|(place, _)| Some(*place) != driver) {
        and(&mut clause, std::slice::from_ref(condition));
    }
    let sql = format!("SELECT count(*) FROM ({} LIMIT {})", clause.sql, register.narrow + 1);
    let found =
        connection.one(&sql, params_from_iter(&clause.values), |row| count_at(row, 0)).map_err(reading)?;
    let cap = register.narrow as u64;
    Ok(if all && found <= cap { Total::Exact(found) } else { Total::AtLeast(found.min(cap).max(known)) })
}

/// Adds a condition for whoever walks along the cells `d` of a slot. Where that slot is what it is about, the key at hand
/// tells, unless the record has others there: both its first and its last one has both edges.
fn along(clause: &mut Clause, condition: &Condition, slot: i64) {
    match &condition.by_key {
        Some((of, test)) if *of == slot => {
            let sql = format!(" AND CASE WHEN d.edge = 3 THEN {} ELSE {} END", test.sql, condition.test.sql);
            clause.sql.push_str(&sql);
            clause.values.extend(test.values.iter().chain(&condition.test.values).cloned());
        }
        _ => and(clause, std::slice::from_ref(condition)),
    }
}

fn and(clause: &mut Clause, broad: &[Condition]) {
    for condition in broad {
        clause.sql.push_str(" AND ");
        clause.sql.push_str(&condition.test.sql);
        clause.values.extend(condition.test.values.iter().cloned());
    }
}

fn page(
    connection: &Connection,
    mut clause: Clause,
    offset: u64,
    limit: u64,
) -> Result<Vec<i64>, StoreError> {
    clause.sql.push_str(" LIMIT ? OFFSET ?");
    clause.values.extend([Integer(int(limit)), Integer(int(offset))]);
    let values: &[Value] = &clause.values;
    connection.all(&clause.sql, params_from_iter(values), |row| row.get(0)).map_err(reading)
}

const fn direction(descending: bool) -> &'static str {
    if descending { "DESC" } else { "ASC" }
}
