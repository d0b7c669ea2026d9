//! A page of a register: conditions that few records meet are looked up and sorted; broad ones are tried along the
//! order asked for until the page is full.

use crate::{
    after::Place,
    apply::size,
    cells::slot,
    condition::{Clause, Condition, conditions},
    failure::reading,
    groups::Groups,
    marks::{MARKS, Marks},
    places::Places,
    rank::RANK,
    rows::{ids_of, listed_all, rec_of},
    sql::{Statements, count_at, int},
    tally::visible_now,
    walk::{count, walk},
};
use record::RecordId;
use rusqlite::{
    Connection, params, params_from_iter,
    types::Value::{Blob, Integer, Text},
};
use std::{cmp::Ordering, collections::BTreeMap};
use store::{At, CHANGED, Found, Listing, Order, Query, Ranks, SortBy, StoreError, Total};

/// Up to so many records a condition counts as narrow, and totals are exact, unless the store is told otherwise.
pub(crate) const NARROW: usize = 2_000;
/// A set this small is settled at once: further conditions are tried on its members.
const TINY: usize = 200;
/// Records that are tried to tell whether few or many meet a condition.
const SAMPLE: u64 = 200;
/// Rows on a page at most.
const ROWS: u64 = 1_000;

/// What a page is made from.
#[derive(Clone, Debug)]
pub(crate) struct Register<'a> {
    pub(crate) query: &'a Query,
    /// The size of the ledger to read at; none for now.
    pub(crate) size: Option<i64>,
    /// The greatest number that existed then: numbers are given without gaps, in the order of the ledger.
    pub(crate) last: u64,
    pub(crate) sort: Sort,
    pub(crate) descending: bool,
    /// That order, and what decides among records that are equal in it, each with whether it descends.
    pub(crate) orders: Vec<(Sort, bool)>,
    /// Orders of keys that are their own.
    pub(crate) ranks: Vec<&'a Ranks>,
    /// Behind what the page begins, where it is not counted from the first record.
    pub(crate) after: Option<Place>,
    /// The last place that is looked at.
    pub(crate) until: Option<Place>,
    pub(crate) offset: u64,
    pub(crate) limit: u64,
    /// Up to so many records a condition counts as narrow.
    pub(crate) narrow: usize,
    /// Up to so many records are put in order by reading their keys.
    pub(crate) few: usize,
    pub(crate) places: &'a Places,
    pub(crate) groups: &'a Groups,
}

/// What a store has for its registers beside the file.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    /// Up to so many records a condition counts as narrow.
    pub(crate) narrow: usize,
    pub(crate) places: Places,
    pub(crate) groups: Groups,
}

/// By what to sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    Number,
    /// By the cells of a slot; none when no record ever had one.
    Slot(Option<i64>),
    /// By the slot that every record has.
    Changed(Option<i64>),
    /// By the cells of a slot in an order of their own: which one of those that the register has.
    Ranked(Option<i64>, usize),
}

impl<'a> Register<'a> {
    /// What decides among records that are equal in the first order.
    pub(crate) fn then(&self) -> &[(Sort, bool)] {
        self.orders.get(1..).unwrap_or_default()
    }

    /// The ranks of an order that has its own.
    pub(crate) fn ranks(&self, sort: Sort) -> Option<&'a Ranks> {
        let Sort::Ranked(_, place) = sort else { return None };
        self.ranks.get(place).copied()
    }

    /// Whether it is asked for in an order of keys that is their own.
    pub(crate) const fn is_ranked(&self) -> bool {
        matches!(self.sort, Sort::Ranked(..))
    }

    /// A condition on a cell `f`, limited to the cells that held at the size: the table to look in, and the clause.
    pub(crate) fn sources(&self, inner: &Clause) -> Vec<(&'static str, Clause)> {
        let Some(size) = self.size else { return vec![("cell", inner.clone())] };
        let with = |more: &str, sizes: usize| {
            let mut values = inner.values.clone();
            values.extend(std::iter::repeat_n(Integer(size), sizes));
            Clause::new(format!("{}{more}", inner.sql), values)
        };
        vec![
            ("cell", with(" AND f.from_pos < ?", 1)),
            ("cell_past", with(" AND f.from_pos < ? AND f.until_pos >= ?", 2)),
        ]
    }
}

/// Answers a query.
pub(crate) fn list(connection: &Connection, query: &Query, lists: &Lists) -> Result<Listing, StoreError> {
    let (recs, total) = page(connection, query, lists, &among(connection, query)?)?;
    Ok(Listing { rows: listed_all(connection, &recs, query.at)?, total, size: size(connection)? })
}

/// Answers a query without reading the records.
pub(crate) fn find(connection: &Connection, query: &Query, lists: &Lists) -> Result<Found, StoreError> {
    let among = among(connection, query)?;
    let (recs, total) = page(connection, query, lists, &among)?;
    let ids = if among.is_empty() {
        ids_of(connection, &recs)?
    } else {
        recs.iter().filter_map(|rec| among.get(rec).copied()).collect()
    };
    Ok(Found { ids, total, size: size(connection)? })
}

/// The records among which alone is looked, by their rows.
fn among(connection: &Connection, query: &Query) -> Result<BTreeMap<i64, RecordId>, StoreError> {
    let row = |id: &RecordId| Ok(rec_of(connection, *id)?.map(|rec| (rec, *id)));
    query.among.iter().filter_map(|id| row(id).transpose()).collect()
}

/// The records of a page, and how many there are in all.
fn page(
    connection: &Connection,
    query: &Query,
    lists: &Lists,
    among: &BTreeMap<i64, RecordId>,
) -> Result<(Vec<i64>, Total), StoreError> {
    let mut register = register(connection, query, lists)?;
    if let Some(after) = query.after {
        register.after = Place::of(connection, &register, after)?;
        if register.after.is_none() {
            return Ok((Vec::new(), Total::AtLeast(0)));
        }
        // Little comes between, so that it is seldom worth while to gather and sort more.
        register.narrow = register.narrow.min(TINY);
        let (recs, _) = of_register(connection, &register, among)?;
        let given = recs.len() as u64;
        return Ok((recs, Total::AtLeast(given)));
    }
    if register.last == 0 {
        return Ok((Vec::new(), Total::Exact(0)));
    }
    of_register(connection, &register, among)
}

fn of_register(
    connection: &Connection,
    register: &Register<'_>,
    among: &BTreeMap<i64, RecordId>,
) -> Result<(Vec<i64>, Total), StoreError> {
    let conditions = conditions(connection, register)?;
    if !register.query.among.is_empty() {
        let recs: Vec<i64> = among.keys().copied().collect();
        return sorted(connection, register, &recs, &conditions);
    }
    let Sifted { met, narrow, broad } = sift(connection, register, conditions)?;
    Ok(match met {
        Some(met) if broad.is_empty() && quicker_to_walk(register, met.len()) => {
            (walk(connection, register, &narrow)?, Total::Exact(met.len() as u64))
        }
        Some(met) => sorted(connection, register, &met, &broad)?,
        None => {
            let recs = walk(connection, register, &broad)?;
            let total = total(connection, register, &broad, recs.len())?;
            (recs, total)
        }
    })
}

fn register<'a>(
    connection: &Connection,
    query: &'a Query,
    lists: &'a Lists,
) -> Result<Register<'a>, StoreError> {
    let (size, last) = match query.at {
        At::Now => (
            None,
            connection
                .first("SELECT number FROM kind_tip WHERE kind = ?", [&query.kind], |row| count_at(row, 0)),
        ),
        At::Size(size) => {
            let sql = "SELECT number FROM record WHERE kind = ? AND born < ? ORDER BY born DESC LIMIT 1";
            (Some(int(size)), connection.first(sql, params![query.kind, int(size)], |row| count_at(row, 0)))
        }
    };
    let mut ranks = Vec::new();
    let mut sort = |by: &'a SortBy| {
        let slot = |field: &str| slot(connection, &query.kind, field).map_err(reading);
        Ok(match by {
            SortBy::Number => Sort::Number,
            SortBy::Changed => Sort::Changed(slot(CHANGED)?),
            SortBy::Field(field) => Sort::Slot(slot(field)?),
            SortBy::Ranked(field, order) => {
                ranks.push(&**order);
                Sort::Ranked(slot(field)?, ranks.len() - 1)
            }
        })
    };
    let first = (sort(&query.sort)?, query.order == Order::Descending);
    let mut orders = vec![first];
    // No two records have the same number.
    if first.0 != Sort::Number {
        for (by, order) in &query.then {
            orders.push((sort(by)?, *order == Order::Descending));
        }
    }
    Ok(Register {
        query,
        size,
        last: last.map_err(reading)?.unwrap_or(0),
        sort: first.0,
        descending: first.1,
        orders,
        ranks,
        after: None,
        until: None,
        offset: query.page.offset,
        limit: query.page.limit.min(ROWS),
        narrow: lists.narrow,
        few: lists.narrow,
        places: &lists.places,
        groups: &lists.groups,
    })
}

/// Conditions, sifted by how many records meet them.
struct Sifted {
    /// The records that meet every narrow condition, ascending; none if no condition is narrow.
    met: Option<Vec<i64>>,
    narrow: Vec<Condition>,
    broad: Vec<Condition>,
}

fn sift(
    connection: &Connection,
    register: &Register<'_>,
    conditions: Vec<Condition>,
) -> Result<Sifted, StoreError> {
    let max = register.narrow;
    let mut sifted = Sifted { met: None, narrow: Vec::new(), broad: Vec::new() };
    for condition in conditions {
        let settled = sifted.met.as_ref().is_some_and(|met| met.len() <= TINY);
        let found = match (&condition.find, &condition.others) {
            _ if settled => None,
            _ if condition.is_broad || is_met_by_more(connection, &condition, max)? => None,
            (Some(find), _) => few(connection, find, max)?,
            (None, Some(others)) => few_left(connection, register, &condition.test, others)?,
            (None, None) => None,
        };
        let Some(found) = found else {
            sifted.broad.push(condition);
            continue;
        };
        sifted.narrow.push(condition);
        match &mut sifted.met {
            None => sifted.met = Some(found),
            Some(met) => met.retain(|rec| found.binary_search(rec).is_ok()),
        }
    }
    Ok(sifted)
}

/// Whether the page fills sooner along the order than by sorting all that meet the conditions, as far as they are spread
/// evenly. Where a tenth or less of the register meets them this is not hoped for.
fn quicker_to_walk(register: &Register<'_>, met: usize) -> bool {
    let met = met as u64;
    let page = register.offset.saturating_add(register.limit);
    register.size.is_none()
        && register.last < met.saturating_mul(10)
        && page.saturating_mul(register.last).saturating_mul(2) < met.saturating_mul(met)
}

/// Whether more records meet a condition than so many, where there is a quick way to tell.
fn is_met_by_more(connection: &Connection, condition: &Condition, max: usize) -> Result<bool, StoreError> {
    let Some(many) = &condition.many else { return Ok(false) };
    let sql = format!("SELECT count(*) FROM ({} LIMIT {})", many.sql, max + 1);
    let found = connection.one(&sql, params_from_iter(&many.values), |row| count_at(row, 0));
    Ok(found.map_err(reading)? > max as u64)
}

/// The records that a clause finds, ascending, unless they are more than `max`.
fn few(connection: &Connection, find: &Clause, max: usize) -> Result<Option<Vec<i64>>, StoreError> {
    let mut statement = connection.prepare_cached(&find.sql).map_err(reading)?;
    let mut rows = statement.query(params_from_iter(&find.values)).map_err(reading)?;
    let mut recs: Vec<i64> = Vec::new();
    // Hardly any record comes twice, so the first look settles it nearly always.
    let mut look = max + 1;
    while let Some(row) = rows.next().map_err(reading)? {
        recs.push(row.get(0).map_err(reading)?);
        if recs.len() >= look {
            recs.sort_unstable();
            recs.dedup();
            if recs.len() > max {
                return Ok(None);
            }
            look = 2 * max + 1;
        }
    }
    recs.sort_unstable();
    recs.dedup();
    Ok((recs.len() <= max).then_some(recs))
}

/// The records of the register that a clause does not find, ascending, unless they are many. Whoever walks along an order
/// meets many soon; few are found by what all the others have, which is read faster than they are tried one by one.
fn few_left(
    connection: &Connection,
    register: &Register<'_>,
    test: &Clause,
    others: &Clause,
) -> Result<Option<Vec<i64>>, StoreError> {
    if register.last <= register.narrow as u64 || !few_in_sample(connection, register, test)? {
        return Ok(None);
    }
    let sql = format!("SELECT {MARKS}(number) FROM ({})", others.sql);
    let found = connection.one(&sql, params_from_iter(&others.values), Marks::read).map_err(reading)?;
    let left = register.last.saturating_sub(found.count());
    if left > register.narrow as u64 {
        return Ok(None);
    }
    // Numbers have no gaps.
    let numbers: Vec<u64> = (1..=register.last).filter(|number| !found.has(*number)).collect();
    let sql = "SELECT d.rec FROM json_each(?) j CROSS JOIN record d INDEXED BY record_number
        ON d.kind = ? AND d.number = j.value";
    let values = params![serde_json::to_string(&numbers).unwrap_or_default(), register.query.kind];
    let mut recs: Vec<i64> = connection.all(sql, values, |row| row.get(0)).map_err(reading)?;
    recs.sort_unstable();
    Ok(Some(recs))
}

/// Whether few of some records from all over the register meet a test.
fn few_in_sample(
    connection: &Connection,
    register: &Register<'_>,
    test: &Clause,
) -> Result<bool, StoreError> {
    let numbers: Vec<u64> = (0..SAMPLE).map(|place| 1 + place * register.last / SAMPLE).collect();
    let sql = format!(
        "SELECT count(*) FROM json_each(?) j CROSS JOIN record d INDEXED BY record_number
            ON d.kind = ? AND d.number = j.value WHERE {}",
        test.sql
    );
    let numbers = Text(serde_json::to_string(&numbers).unwrap_or_default());
    let mut values = vec![numbers, Text(register.query.kind.clone())];
    values.extend(test.values.iter().cloned());
    let met = connection.one(&sql, params_from_iter(&values), |row| count_at(row, 0)).map_err(reading)?;
    Ok(met * 10 < SAMPLE)
}

/// A page of few records: those that also meet the broad conditions, sorted here.
pub(crate) fn sorted(
    connection: &Connection,
    register: &Register<'_>,
    recs: &[i64],
    broad: &[Condition],
) -> Result<(Vec<i64>, Total), StoreError> {
    let Clause { sql: keys, mut values } = sort_keys(register);
    let mut sql = format!("SELECT d.rec, d.number{keys}");
    sql.push_str(
        " FROM json_each(?) j CROSS JOIN record d ON d.rec = j.value WHERE d.kind = ? AND d.number <= ?",
    );
    values.push(Text(serde_json::to_string(recs).unwrap_or_default()));
    values.push(Text(register.query.kind.clone()));
    values.push(Integer(int(register.last)));
    for condition in broad {
        sql.push_str(" AND ");
        sql.push_str(&condition.test.sql);
        values.extend(condition.test.values.iter().cloned());
    }
    let mut found: Vec<Place> = connection
        .all(&sql, params_from_iter(&values), |row| {
            let keys =
                (2..register.orders.len() + 2).map(|place| row.get(place)).collect::<Result<_, _>>()?;
            Ok(Place { rec: row.get(0)?, keys, number: row.get(1)? })
        })
        .map_err(reading)?;
    found.sort_unstable_by(|one, other| one.order(other, register));
    let total = Total::Exact(found.len() as u64);
    let before = register
        .after
        .as_ref()
        .map_or(0, |after| found.partition_point(|place| place.order(after, register).is_le()));
    let offset = usize::try_from(register.offset).unwrap_or(usize::MAX).saturating_add(before);
    let page = found.iter().skip(offset).take(usize::try_from(register.limit).unwrap_or(0));
    Ok((page.map(|place| place.rec).collect(), total))
}

/// An order, turned where it descends.
pub(crate) const fn directed(order: Ordering, descending: bool) -> Ordering {
    if descending { order.reverse() } else { order }
}

/// The keys of a record `d` in each of the orders, as further columns.
pub(crate) fn sort_keys(register: &Register<'_>) -> Clause {
    let mut columns = Clause::default();
    for (sort, descending) in &register.orders {
        let key = sort_key(register, *sort, *descending);
        columns.sql.push_str(", ");
        columns.sql.push_str(&key.sql);
        columns.values.extend(key.values);
    }
    columns
}

/// The key by which a record `d` sorts, as an expression.
pub(crate) fn sort_key(register: &Register<'_>, sort: Sort, descending: bool) -> Clause {
    let (Sort::Slot(Some(slot)) | Sort::Changed(Some(slot)) | Sort::Ranked(Some(slot), _)) = sort else {
        return Clause::new("NULL", Vec::new());
    };
    let extreme = if descending { "max" } else { "min" };
    let (key, ranked) = match register.ranks(sort) {
        Some(ranks) => (format!("{RANK}(f.key, ?)"), Some(Blob(ranks.table().to_vec()))),
        None => ("f.key".to_owned(), None),
    };
    let inner = Clause::new("f.slot = ?", vec![Integer(slot)]);
    let sources = register.sources(&inner);
    let selects: Vec<String> = sources
        .iter()
        .map(|(table, clause)| {
            format!("SELECT {key} AS key FROM {table} f WHERE f.rec = d.rec AND {}", clause.sql)
        })
        .collect();
    let values =
        sources.into_iter().flat_map(|(_, clause)| ranked.iter().cloned().chain(clause.values)).collect();
    match selects.as_slice() {
        [one] => Clause::new(format!("({})", one.replacen(&key, &format!("{extreme}({key})"), 1)), values),
        _ => Clause::new(format!("(SELECT {extreme}(key) FROM ({}))", selects.join(" UNION ALL ")), values),
    }
}

fn total(
    connection: &Connection,
    register: &Register<'_>,
    broad: &[Condition],
    rows: usize,
) -> Result<Total, StoreError> {
    let query = register.query;
    let rows = rows as u64;
    if register.after.is_some() {
        return Ok(Total::AtLeast(rows));
    }
    if register.size.is_none() && broad.iter().all(|condition| condition.tallied) {
        return Ok(Total::Exact(visible_now(connection, query)?));
    }
    if broad.is_empty() {
        return Ok(Total::Exact(register.last));
    }
    if rows < register.limit && (rows > 0 || register.offset == 0) {
        return Ok(Total::Exact(register.offset + rows));
    }
    // A page beyond the end tells nothing.
    let known = if rows > 0 { register.offset + rows } else { 0 };
    if let [Condition { find: Some(_), tallied: false, .. }] = broad {
        return Ok(Total::AtLeast(known.max(register.narrow as u64)));
    }
    count(connection, register, broad, known)
}
