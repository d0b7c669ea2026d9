//! Along the order asked for, until the page is full.

use crate::{
    after::{Place, than},
    condition::{Clause, Condition, Value},
    list::{Register, Sort, by_keys, direction, key_of, rank_of},
    session::{Session, count, get, int},
};
use store::{Ranks, StoreError, Total};

/// Records that are looked at for a total; beyond them it is said to be at least so many.
const LOOKED_AT: u64 = 3_000;

/// Records that are tried for each that is wanted, before a page is looked for in another way.
const TRIED: u64 = 16;
/// Records that are tried for the first one of all that shares keys.
const TRIED_FOR_THE_FIRST: u64 = 1_000;

/// A direction, how many to leave out, how many to give.
type Part = (bool, u64, u64);

/// The records of a page.
pub(crate) async fn walk(
    session: &Session<'_>,
    register: &Register<'_>,
    broad: &[Condition],
) -> Result<Vec<i64>, StoreError> {
    if let Some(recs) = alike(session, register, broad).await? {
        return Ok(recs);
    }
    match register.sort {
        Sort::Number if broad.is_empty() => by_number_without_gaps(session, register).await,
        Sort::Number => by_number(session, register, broad, None, (register.offset, register.limit)).await,
        Sort::Changed(slot) => from_the_nearer_end(session, register, broad, slot).await,
        Sort::Slot(slot) => by_field(session, register, broad, slot).await,
        Sort::Ranked(slot, _) => match register.ranks(register.sort) {
            Some(ranks) => by_ranks(session, register, broad, (slot, ranks)).await,
            None => Ok(Vec::new()),
        },
    }
}

/// A page of records that share all of their keys but the last, those of the record behind which it begins, or those of the first
/// of all: they come next, along the cells of the last key. None where that page is not full soon, or there is nothing of the kind.
async fn alike(
    session: &Session<'_>,
    register: &Register<'_>,
    broad: &[Condition],
) -> Result<Option<Vec<i64>>, StoreError> {
    let [before @ .., (Sort::Slot(slot), descending)] = register.orders.as_slice() else { return Ok(None) };
    let large = register.last > register.narrow && register.offset == 0 && register.size.is_none();
    let by_keys = !before.is_empty() && before.iter().all(|(sort, _)| *sort != Sort::Number);
    if !large || !by_keys {
        return Ok(None);
    }
    let (keys, from) = match &register.after {
        Some(after) => {
            let Some(key) = after.key(before.len()) else { return Ok(None) };
            ((0..before.len()).map(|level| after.key(level)).collect(), Some((key, after.number)))
        }
        None => match first_keys(session, register, broad, before).await? {
            Some(keys) => (keys, None),
            None => return Ok(None),
        },
    };
    let mut clause = Clause::new("SELECT d.rec FROM (", Vec::new());
    clause.join(
        "",
        &first_cells(*slot, (*descending, register.descending), from, register.limit.saturating_mul(TRIED)),
    );
    clause.sql.push_str(") d WHERE true");
    sharing(&mut clause, register, before, &keys);
    clause.and(broad);
    let (order, by_number) = (direction(*descending), direction(register.descending));
    clause.push(&format!(" ORDER BY d.key {order}, d.number {by_number}"), []);
    let recs = page(session, clause, 0, register.limit).await?;
    Ok((recs.len() as u64 == register.limit).then_some(recs))
}

/// The keys of the first record of all in these orders; none where it is not found soon, or lacks one.
async fn first_keys(
    session: &Session<'_>,
    register: &Register<'_>,
    broad: &[Condition],
    orders: &[(Sort, bool)],
) -> Result<Option<Vec<Option<String>>>, StoreError> {
    let mut keys = Vec::with_capacity(orders.len());
    for (level, (sort, descending)) in orders.iter().enumerate() {
        let (Sort::Slot(slot) | Sort::Changed(slot)) = sort else { return Ok(None) };
        let mut clause = Clause::new("SELECT d.key FROM (", Vec::new());
        // Only the key counts, so that both go in the direction of the index.
        let both = (*descending, *descending);
        clause.join("", &first_cells(*slot, both, None, TRIED_FOR_THE_FIRST));
        clause.sql.push_str(") d WHERE true");
        sharing(&mut clause, register, orders.get(..level).unwrap_or_default(), &keys);
        clause.and(broad);
        let order = direction(*descending);
        clause.push(&format!(" ORDER BY d.key {order}, d.number {order} LIMIT 1"), []);
        let found = clause.ask(session).await?;
        let Some(key) = found.first().map(|row| get(row, 0)).transpose()? else { return Ok(None) };
        keys.push(Some(key));
    }
    Ok(Some(keys))
}

/// So many cells of a slot in the order of their keys and numbers, each of which may descend, each record by its first or last one;
/// those behind a key and a number.
fn first_cells(
    slot: i64,
    (descending, numbers_descend): (bool, bool),
    from: Option<(String, i64)>,
    limit: u64,
) -> Clause {
    let (order, by_number) = (direction(descending), direction(numbers_descend));
    let edge = if descending { 2 } else { 1 };
    let mut clause = Clause::new(
        format!(
            "SELECT d.rec, d.key, d.number FROM house.cell d WHERE d.slot = ? AND d.edge & {edge}::smallint <> 0"
        ),
        vec![Value::Int(slot)],
    );
    if let Some((key, number)) = from {
        let (than, than_number) = (than(descending), than(numbers_descend));
        clause.push(
            &format!(" AND d.key {than}= ? AND (d.key {than} ? OR d.number {than_number} ?)"),
            [Value::Text(key.clone()), Value::Text(key), Value::Int(number)],
        );
    }
    clause.push(&format!(" ORDER BY d.key {order}, d.number {by_number} LIMIT ?"), [Value::Int(int(limit))]);
    clause
}

/// Only records `d` with these keys in these orders.
fn sharing(clause: &mut Clause, register: &Register<'_>, orders: &[(Sort, bool)], keys: &[Option<String>]) {
    for (order, key) in orders.iter().zip(keys) {
        let Some(of) = key_of(register, *order) else { continue };
        clause.join(" AND ", &of);
        match key {
            Some(key) => clause.push(" = ?", [Value::Text(key.clone())]),
            None => clause.push(" IS NULL", []),
        }
    }
}

/// Numbers have no gaps, so the page is a range of them.
async fn by_number_without_gaps(
    session: &Session<'_>,
    register: &Register<'_>,
) -> Result<Vec<i64>, StoreError> {
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
    let direction = direction(register.descending);
    let sql = format!(
        "SELECT rec FROM house.record WHERE kind = $1 AND number BETWEEN $2 AND $3 ORDER BY number {direction}"
    );
    let rows = session.all(&sql, &[&register.query.kind, &int(low), &int(high)]).await?;
    rows.iter().map(|row| get(row, 0)).collect()
}

/// Along the numbers; only records without such a cell `f`, if there is a clause on cells.
async fn by_number(
    session: &Session<'_>,
    register: &Register<'_>,
    broad: &[Condition],
    without: Option<Clause>,
    (offset, limit): (u64, u64),
) -> Result<Vec<i64>, StoreError> {
    let mut clause = of_kind("SELECT d.rec", register);
    if let Some(inner) = without {
        for (table, source) in register.sources(&inner) {
            let begin = format!(" AND NOT EXISTS (SELECT 1 FROM {table} f WHERE f.rec = d.rec AND ");
            clause.join(&begin, &source);
            clause.sql.push(')');
        }
    }
    clause.and(broad);
    if let Some(after) = register.after.as_ref().filter(|after| !after.has_key()) {
        clause.join(" AND ", &after.in_orders(register, 1));
    }
    clause.sql.push_str(" ORDER BY ");
    by_keys(&mut clause, register, register.then());
    clause.push(&format!("d.number {}", direction(register.descending)), []);
    page(session, clause, offset, limit).await
}

/// Every record has this slot, so a page far back is near the other end.
async fn from_the_nearer_end(
    session: &Session<'_>,
    register: &Register<'_>,
    broad: &[Condition],
    slot: i64,
) -> Result<Vec<i64>, StoreError> {
    let Register { last, offset, limit, descending, .. } = *register;
    let counted = register.after.is_none() && offset > last / 2;
    if !broad.is_empty() || !register.then().is_empty() || !counted {
        return with_cells(session, register, broad, slot, (descending, offset, limit)).await;
    }
    let end = last.min(offset.saturating_add(limit));
    let part = (!descending, last - end, end.saturating_sub(offset));
    let mut recs = with_cells(session, register, broad, slot, part).await?;
    recs.reverse();
    Ok(recs)
}

/// First those with a cell in the slot, then, by number, those without.
async fn by_field(
    session: &Session<'_>,
    register: &Register<'_>,
    broad: &[Condition],
    slot: i64,
) -> Result<Vec<i64>, StoreError> {
    let Register { offset, limit, descending, .. } = *register;
    let mut recs = with_cells(session, register, broad, slot, (descending, offset, limit)).await?;
    let got = recs.len() as u64;
    if got < limit {
        let skip = if got > 0 || offset == 0 {
            0
        } else {
            offset.saturating_sub(present(session, register, broad, slot).await?)
        };
        recs.extend(by_number(session, register, broad, Some(in_slot(slot)), (skip, limit - got)).await?);
    }
    Ok(recs)
}

/// Cells `f` of a slot.
fn in_slot(slot: i64) -> Clause {
    Clause::new("f.slot = ?", vec![Value::Int(slot)])
}

/// Those of them whose keys are listed.
fn listed(slot: i64, ranks: &Ranks) -> Clause {
    let mut listed = in_slot(slot);
    listed.join(" AND ", &rank_of("f.key", ranks));
    listed.sql.push_str(" IS NOT NULL");
    listed
}

/// Key by key in an order that is their own; then, by number, those of whose keys none is listed.
async fn by_ranks(
    session: &Session<'_>,
    register: &Register<'_>,
    broad: &[Condition],
    (slot, ranks): (i64, &Ranks),
) -> Result<Vec<i64>, StoreError> {
    let Register { offset, limit, descending, .. } = *register;
    let mut recs = Vec::new();
    let after = register.after.as_ref();
    if after.is_none_or(Place::has_key) {
        let mut keys = ranks.keys().to_vec();
        let from = after.and_then(Place::rank);
        if descending {
            keys.truncate(from.map_or(keys.len(), |from| from.saturating_add(1)));
            keys.reverse();
        } else {
            keys.drain(..from.unwrap_or(0).min(keys.len()));
        }
        // A record with several stands by the first of them, or by the last.
        let than = if descending { '>' } else { '<' };
        let mut clause = Clause::new(
            "SELECT d.rec FROM (
                    SELECT k.key, k.place FROM unnest(?::text[]) WITH ORDINALITY k (key, place) ORDER BY k.place) k
                CROSS JOIN LATERAL (",
            vec![Value::Texts(keys)],
        );
        let mut of_key = in_slot(slot);
        of_key.sql.push_str(" AND f.key = k.key");
        for (place, (table, cells)) in register.sources(&of_key).iter().enumerate() {
            let union = if place > 0 { " UNION ALL " } else { "" };
            clause.join(&format!("{union}SELECT f.rec, f.number, f.edge FROM {table} f WHERE "), cells);
        }
        // Each key by itself: joined with all of them at once the whole would be sorted.
        clause.sql.push_str(" OFFSET 0) d WHERE (d.edge = 3 OR NOT (false");
        for (table, cells) in register.sources(&in_slot(slot)) {
            let other = format!(" OR EXISTS (SELECT 1 FROM {table} f WHERE f.rec = d.rec AND ");
            clause.join(&other, &cells);
            clause.join(" AND ", &rank_of("f.key", ranks));
            clause.join(&format!(" {than} "), &rank_of("k.key", ranks));
            clause.sql.push(')');
        }
        clause.sql.push_str("))");
        if let Some(after) = after {
            clause.join(" AND (k.place > 1 OR ", &after.in_orders(register, 1));
            clause.sql.push(')');
        }
        clause.and(broad);
        clause.sql.push_str(" ORDER BY k.place, ");
        by_keys(&mut clause, register, register.then());
        clause.push(&format!("d.number {}", direction(descending)), []);
        recs = page(session, clause, offset, limit).await?;
    }
    let got = recs.len() as u64;
    if got < limit {
        let skip = match after {
            _ if got > 0 || offset == 0 => 0,
            // All of these come after it.
            Some(after) if !after.has_key() => offset,
            _ => offset.saturating_sub(having(session, register, broad, &listed(slot, ranks)).await?),
        };
        let without = Some(listed(slot, ranks));
        recs.extend(by_number(session, register, broad, without, (skip, limit - got)).await?);
    }
    Ok(recs)
}

/// How many records that meet the conditions have such a cell `f`; of those behind a record only.
async fn having(
    session: &Session<'_>,
    register: &Register<'_>,
    broad: &[Condition],
    cells: &Clause,
) -> Result<u64, StoreError> {
    let mut clause = of_kind("SELECT count(*)", register);
    clause.sql.push_str(" AND (false");
    for (table, held) in register.sources(cells) {
        clause.join(&format!(" OR EXISTS (SELECT 1 FROM {table} f WHERE f.rec = d.rec AND "), &held);
        clause.sql.push(')');
    }
    clause.sql.push(')');
    clause.and(broad);
    if let Some(after) = &register.after {
        clause.join(" AND ", &after.of_records(register));
    }
    clause.ask(session).await?.first().map_or(Ok(0), |row| count(row, 0))
}

/// Of the records `d` of the kind.
fn of_kind(select: &str, register: &Register<'_>) -> Clause {
    Clause::new(
        format!("{select} FROM house.record d WHERE d.kind = ? AND d.number <= ?"),
        vec![Value::Text(register.query.kind.clone()), Value::Int(int(register.last))],
    )
}

async fn with_cells(
    session: &Session<'_>,
    register: &Register<'_>,
    broad: &[Condition],
    slot: i64,
    (descending, offset, limit): Part,
) -> Result<Vec<i64>, StoreError> {
    let columns = "d.rec, d.key, d.number";
    let mut clause = Clause::new("SELECT d.rec FROM (", Vec::new());
    clause.join("", &cells(register, broad, slot, descending, columns));
    let order = direction(descending);
    clause.push(&format!(") d ORDER BY d.key {order}, "), []);
    by_keys(&mut clause, register, register.then());
    clause.push(&format!("d.number {order}"), []);
    page(session, clause, offset, limit).await
}

/// How many records that meet the conditions have a cell in the slot.
async fn present(
    session: &Session<'_>,
    register: &Register<'_>,
    broad: &[Condition],
    slot: i64,
) -> Result<u64, StoreError> {
    let mut clause = Clause::new("SELECT count(*) FROM (", Vec::new());
    clause.join("", &cells(register, broad, slot, register.descending, "d.rec"));
    clause.sql.push_str(") d");
    clause.ask(session).await?.first().map_or(Ok(0), |row| count(row, 0))
}

/// The records with a cell in the slot, each by its first or last one; only those behind a record where the page begins there.
fn cells(register: &Register<'_>, broad: &[Condition], slot: i64, descending: bool, columns: &str) -> Clause {
    let edge = if descending { 2 } else { 1 };
    let inner = Clause::new(format!("f.slot = ? AND f.edge & {edge}::smallint <> 0"), vec![Value::Int(slot)]);
    let mut clause = Clause::default();
    for (place, (table, source)) in register.sources(&inner).into_iter().enumerate() {
        let union = if place > 0 { " UNION ALL " } else { "" };
        let source = Clause { sql: source.sql.replace("f.", "d."), ..source };
        clause.join(&format!("{union}SELECT {columns} FROM {table} d WHERE "), &source);
        if let Some(after) = &register.after {
            clause.join(" AND ", &after.of_cells(register));
        }
        clause.and(broad);
    }
    clause
}

/// How many records meet broad conditions, as far as is looked; `known` of them are.
pub(crate) async fn counted(
    session: &Session<'_>,
    register: &Register<'_>,
    broad: &[Condition],
    known: u64,
) -> Result<Total, StoreError> {
    // Every clause that finds finds records of the kind alone, though some more than once; a small register is looked at
    // whole.
    let driver = broad
        .iter()
        .position(|condition| condition.find.is_some())
        .filter(|_| register.last > register.narrow);
    let inner = driver.and_then(|place| broad.get(place)?.find.clone()).unwrap_or_else(|| {
        Clause::new(
            "SELECT rec FROM house.record WHERE kind = ?",
            vec![Value::Text(register.query.kind.clone())],
        )
    });
    let looked_at = LOOKED_AT.max(register.narrow + 1);
    let mut clause = Clause::new("WITH looked AS MATERIALIZED (", Vec::new());
    clause.join("", &inner);
    clause.push(
        " LIMIT ?) SELECT (SELECT count(*) FROM looked), (SELECT count(*) FROM (SELECT DISTINCT d.rec FROM looked JOIN house.record d USING (rec) WHERE d.number <= ?",
        [Value::Int(int(looked_at)), Value::Int(int(register.last))],
    );
    for (_, condition) in broad.iter().enumerate().filter(|(place, _)| Some(*place) != driver) {
        clause.and(std::slice::from_ref(condition));
    }
    clause.push(" LIMIT ?) f)", [Value::Int(int(register.narrow + 1))]);
    let rows = clause.ask(session).await?;
    let (looked, found) = match rows.first() {
        Some(row) => (count(row, 0)?, count(row, 1)?),
        None => (0, 0),
    };
    let cap = register.narrow;
    let all = looked < looked_at && found <= cap;
    Ok(if all { Total::Exact(found) } else { Total::AtLeast(found.min(cap).max(known)) })
}

async fn page(
    session: &Session<'_>,
    mut clause: Clause,
    offset: u64,
    limit: u64,
) -> Result<Vec<i64>, StoreError> {
    clause.push(" LIMIT ? OFFSET ?", [Value::Int(int(limit)), Value::Int(int(offset))]);
    clause.ask(session).await?.iter().map(|row| get(row, 0)).collect()
}
