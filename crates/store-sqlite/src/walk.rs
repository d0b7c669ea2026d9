//! Along the order asked for, until the page is full.

use crate::{
    after::Place,
    condition::{Clause, Condition},
    failure::{failed, reading},
    layers::layered,
    list::{Register, Sort, sort_key},
    sets::{gather, through},
    sql::{Statements, count_at, int},
};
use rusqlite::{
    Connection, Row, params_from_iter,
    types::Value::{self, Integer, Text},
};
use std::fmt::Write as _;
use store::{Ranks, StoreError, Total};

/// Records that are looked at for a total; beyond them it is said to be at least so many.
const LOOKED_AT: usize = 3_000;

/// Records that are tried for each that is to be given or left out, before all that meet the conditions are gathered.
const TRIED: u64 = 8;
/// Records that are tried at most: a page for which more would be is looked for through what is gathered.
const TRIED_MAX: u64 = 1_600;

/// The records of a page.
pub(crate) fn walk(
    connection: &Connection,
    register: &Register<'_>,
    broad: &[Condition],
) -> Result<Vec<i64>, StoreError> {
    if register.size.is_none() && (register.is_ranked() || !register.then().is_empty()) {
        if let Some(met) = gather(connection, broad)? {
            return layered(connection, register, &met);
        }
    } else if register.size.is_none() && !broad.is_empty() {
        if let Some(recs) = nearby(connection, register, broad)? {
            return Ok(recs);
        }
        if let Some(met) = gather(connection, broad)? {
            return through(connection, register, &met);
        }
    }
    in_order(connection, register, broad)
}

/// A page that is full before many records were tried; none when it is not.
fn nearby(
    connection: &Connection,
    register: &Register<'_>,
    broad: &[Condition],
) -> Result<Option<Vec<i64>>, StoreError> {
    let tried = register.offset.saturating_add(register.limit).saturating_mul(TRIED);
    if tried > TRIED_MAX {
        return Ok(None);
    }
    let until = match register.sort {
        Sort::Slot(Some(slot)) | Sort::Changed(Some(slot)) => cell_at(connection, register, slot, tried)?,
        _ => Some(number_at(register, tried)),
    };
    let Some(until) = until else { return Ok(None) };
    let near = Register { until: Some(until), ..register.clone() };
    let recs = match near.sort {
        Sort::Slot(Some(slot)) | Sort::Changed(Some(slot)) => {
            with_cells(connection, &near, broad, slot, (near.descending, near.offset, near.limit))?
        }
        _ => by_number(connection, &near, broad, None, near.offset, near.limit)?,
    };
    Ok((recs.len() as u64 == register.limit).then_some(recs))
}

/// The place of the cell so many behind where a page is looked for.
fn cell_at(
    connection: &Connection,
    register: &Register<'_>,
    slot: i64,
    tried: u64,
) -> Result<Option<Place>, StoreError> {
    let order = direction(register.descending);
    let mut clause = cells(register, &[], slot, &Clause::new("d.key, d.number, d.rec", Vec::new()));
    let _ = write!(clause.sql, " ORDER BY d.key {order}, d.number {order} LIMIT 1 OFFSET ?");
    clause.values.push(Integer(int(tried)));
    let read = |row: &Row<'_>| Ok(Place { rec: row.get(2)?, keys: vec![row.get(0)?], number: row.get(1)? });
    connection.first(&clause.sql, params_from_iter(&clause.values), read).map_err(reading)
}

/// The place of the number so many behind where a page is looked for.
fn number_at(register: &Register<'_>, tried: u64) -> Place {
    let tried = int(tried);
    let from = register.after.as_ref().map(|after| after.number);
    let number = if register.descending {
        from.unwrap_or_else(|| int(register.last).saturating_add(1)).saturating_sub(tried)
    } else {
        from.unwrap_or(0).saturating_add(tried)
    };
    // Nobody asks whose place it is.
    Place { rec: 0, keys: vec![None], number }
}

fn in_order(
    connection: &Connection,
    register: &Register<'_>,
    broad: &[Condition],
) -> Result<Vec<i64>, StoreError> {
    match register.sort {
        Sort::Number if broad.is_empty() => by_number_without_gaps(connection, register),
        Sort::Number | Sort::Slot(None) | Sort::Changed(None) | Sort::Ranked(None, _) => {
            by_number(connection, register, broad, None, register.offset, register.limit)
        }
        Sort::Changed(Some(slot)) => by_act(connection, register, broad, slot),
        Sort::Slot(Some(slot)) => by_field(connection, register, broad, slot),
        Sort::Ranked(Some(slot), _) => by_ranks(connection, register, broad, slot),
    }
}

/// Key by key in an order of their own, and then those of whose keys none is listed.
fn by_ranks(
    connection: &Connection,
    register: &Register<'_>,
    broad: &[Condition],
    slot: i64,
) -> Result<Vec<i64>, StoreError> {
    let keys = register.ranks(register.sort).map(Ranks::keys).unwrap_or_default();
    let after = register.after.as_ref();
    let from = after.and_then(|after| after.keys.first().cloned().flatten());
    let mut ranks: Vec<(String, &String)> =
        keys.iter().enumerate().map(|(place, key)| (Ranks::key_of(place), key)).collect();
    if register.descending {
        ranks.reverse();
    }
    let before = ranks.iter().take_while(|(rank, _)| from.as_ref().is_some_and(|from| rank != from)).count();
    let (mut recs, mut skip) = (Vec::new(), register.offset);
    let with_keys = after.is_none_or(Place::has_key);
    for (rank, key) in ranks.iter().skip(before).filter(|_| with_keys) {
        let left = register.limit - recs.len() as u64;
        let mut clause = cells_of(register, broad, slot, (rank, key), from.as_ref() == Some(rank));
        clause.sql.push_str(" LIMIT ?");
        clause.values.push(Integer(int(skip.saturating_add(left))));
        let found: Vec<i64> = connection
            .all(&clause.sql, params_from_iter(&clause.values), |row| row.get(0))
            .map_err(reading)?;
        let given = found.len() as u64;
        recs.extend(found.into_iter().skip(usize::try_from(skip).unwrap_or(usize::MAX)));
        skip = skip.saturating_sub(given);
        if recs.len() as u64 == register.limit {
            return Ok(recs);
        }
    }
    let values = vec![Text(register.query.kind.clone()), Integer(int(register.last))];
    let mut clause = Clause::new("SELECT d.rec FROM record d WHERE d.kind = ? AND d.number <= ?", values);
    let own = sort_key(register, register.sort, register.descending);
    clause.and(&Clause::new(format!("{} IS NULL", own.sql), own.values));
    and(&mut clause, broad);
    if let Some(after) = after.filter(|after| !after.has_key()) {
        clause.and(&after.in_orders(register, 1));
    }
    order_by(&mut clause, register, register.then());
    recs.extend(page(connection, clause, skip, register.limit - recs.len() as u64)?);
    Ok(recs)
}

/// The records that stand by a key of an order of their own, in the rest of the orders.
fn cells_of(
    register: &Register<'_>,
    broad: &[Condition],
    slot: i64,
    (rank, key): (&str, &str),
    is_edge: bool,
) -> Clause {
    let own = sort_key(register, register.sort, register.descending);
    let inner = Clause::new("f.slot = ? AND f.key = ?", vec![Integer(slot), Text(key.to_owned())]);
    let mut all = Clause::new("SELECT d.rec FROM (", Vec::new());
    for (place, (table, source)) in register.sources(&inner).into_iter().enumerate() {
        let union = if place > 0 { " UNION ALL " } else { "" };
        let held = source.sql.replace("f.", "d.");
        let _ = write!(all.sql, "{union}SELECT d.rec, d.number FROM {table} d WHERE {held}");
        all.values.extend(source.values);
        // Who has several stands by the first of them, or by the last.
        let _ = write!(all.sql, " AND (d.edge = 3 OR {} = ?)", own.sql);
        all.values.extend(own.values.iter().cloned().chain([Text(rank.to_owned())]));
    }
    all.sql.push_str(") d WHERE true");
    and(&mut all, broad);
    if let Some(after) = register.after.as_ref().filter(|_| is_edge) {
        all.and(&after.in_orders(register, 1));
    }
    order_by(&mut all, register, register.then());
    all
}

/// In some orders, and those of records `d` that are equal in them by number.
fn order_by(clause: &mut Clause, register: &Register<'_>, orders: &[(Sort, bool)]) {
    clause.sql.push_str(" ORDER BY ");
    for (sort, descending) in orders {
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
        clause.and(&after.in_orders(register, 1));
    }
    if let Some(until) = &register.until {
        let than = if register.descending { ">=" } else { "<=" };
        clause.and(&Clause::new(format!("d.number {than} ?"), vec![Integer(until.number)]));
    }
    order_by(&mut clause, register, register.then());
    page(connection, clause, offset, limit)
}

/// Every record has this slot, so a page of the past far back is near the other end.
fn by_act(
    connection: &Connection,
    register: &Register<'_>,
    broad: &[Condition],
    slot: i64,
) -> Result<Vec<i64>, StoreError> {
    let Register { last, offset, limit, descending, .. } = *register;
    if broad.is_empty() && is_far(register) {
        return register.places.page(connection, register, slot);
    }
    let counted = register.after.is_none() && offset > last / 2;
    if !broad.is_empty() || !register.then().is_empty() || !counted {
        return with_cells(connection, register, broad, slot, (descending, offset, limit));
    }
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
    if broad.is_empty() && is_far(register) {
        return register.places.page(connection, register, slot);
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

/// Which cell of a record with several stands for it: the smallest upwards, the largest downwards.
pub(crate) const fn edge(register: &Register<'_>) -> u8 {
    if register.descending { 2 } else { 1 }
}

/// The records with a cell in the slot, each by its first or last one; only those behind a record where the page begins there.
fn cells(register: &Register<'_>, broad: &[Condition], slot: i64, columns: &Clause) -> Clause {
    let edge = edge(register);
    let behind = register.after.as_ref().map(|after| after.of_cells(register));
    let until = register.until.as_ref().map(|until| until.of_cells_until(register));
    let arm = |table: &str, index: &str, more: &str, sizes: usize| {
        let sql = format!(
            "SELECT {} FROM {table} d INDEXED BY {index} WHERE d.slot = ? AND d.edge & {edge}{more}",
            columns.sql
        );
        let mut clause = Clause::new(sql, columns.values.clone());
        clause.values.push(Integer(slot));
        clause.values.extend(register.size.into_iter().cycle().take(sizes).map(Integer));
        behind.iter().chain(&until).for_each(|part| clause.and(part));
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
    let by = |is_quick: bool| {
        let driver = |condition: &Condition| {
            let quick = condition.many.is_none() && !condition.is_broad;
            condition.find.is_some() && quick == is_quick
        };
        broad.iter().position(driver)
    };
    let driver = by(true).or_else(|| by(false));
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

/// As a word of the order.
pub(crate) const fn direction(descending: bool) -> &'static str {
    if descending { "DESC" } else { "ASC" }
}
