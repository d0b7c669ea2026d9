//! Along the order asked for, until the page is full.

use crate::{
    condition::{Clause, Condition, Value},
    list::{Register, Sort, by_keys, direction},
    session::{Session, count, get, int},
};
use store::{StoreError, Total};

/// Records that are looked at for a total; beyond them it is said to be at least so many.
const LOOKED_AT: u64 = 3_000;

/// A direction, how many to leave out, how many to give.
type Part = (bool, u64, u64);

/// The records of a page.
pub(crate) async fn walk(
    session: &Session<'_>,
    register: &Register<'_>,
    broad: &[Condition],
) -> Result<Vec<i64>, StoreError> {
    match register.sort {
        Sort::Number if broad.is_empty() => by_number_without_gaps(session, register).await,
        Sort::Number => by_number(session, register, broad, None, (register.offset, register.limit)).await,
        Sort::Changed(slot) => from_the_nearer_end(session, register, broad, slot).await,
        Sort::Slot(slot) => by_field(session, register, broad, slot).await,
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

/// Along the numbers; with a slot only records that have no cell in it.
async fn by_number(
    session: &Session<'_>,
    register: &Register<'_>,
    broad: &[Condition],
    without: Option<i64>,
    (offset, limit): (u64, u64),
) -> Result<Vec<i64>, StoreError> {
    let mut clause = Clause::new(
        "SELECT d.rec FROM house.record d WHERE d.kind = ? AND d.number <= ?",
        vec![Value::Text(register.query.kind.clone()), Value::Int(int(register.last))],
    );
    if let Some(slot) = without {
        let inner = Clause::new("f.slot = ?", vec![Value::Int(slot)]);
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
        recs.extend(by_number(session, register, broad, Some(slot), (skip, limit - got)).await?);
    }
    Ok(recs)
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
