//! A page of a register: first how many records meet each condition, as far as it matters; then the page, either from the
//! few that meet the narrow conditions, or along the order asked for.

use crate::{
    after::Place,
    condition::{Clause, Condition, Value, among, conditions},
    failure::damaged,
    rows::{ids_of, listed},
    session::{Session, count, get, id, int, uuids},
    slot::slot,
    tally::{visible_now, visible_total},
    walk::{counted, walk},
};
use futures_util::{future::try_join_all, try_join};
use store::{At, CHANGED, Found, Listing, Order, Query, Ranks, SortBy, StoreError, Total};

/// Up to so many records a condition counts as narrow, and totals are exact, unless the store is told otherwise.
pub(crate) const NARROW: u64 = 2_000;
/// Rows on a page at most.
const ROWS: u64 = 1_000;

/// What a page is made from.
#[derive(Debug)]
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
    pub(crate) offset: u64,
    pub(crate) limit: u64,
    /// Up to so many records a condition counts as narrow.
    pub(crate) narrow: u64,
}

/// By what to sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    Number,
    /// By the cells of a slot.
    Slot(i64),
    /// By the slot that every record has.
    Changed(i64),
    /// By the cells of a slot in an order of their own: which one of those that the register has.
    Ranked(i64, usize),
}

impl<'a> Register<'a> {
    fn new(query: &'a Query, last: u64, narrow: u64) -> Self {
        let mut ranks = Vec::new();
        let mut sort = |by: &'a SortBy| match by {
            SortBy::Number => Sort::Number,
            SortBy::Changed => Sort::Changed(slot(&query.kind, CHANGED)),
            SortBy::Field(field) => Sort::Slot(slot(&query.kind, field)),
            SortBy::Ranked(field, order) => {
                ranks.push(&**order);
                Sort::Ranked(slot(&query.kind, field), ranks.len() - 1)
            }
        };
        let descending = |order: Order| order == Order::Descending;
        let first = (sort(&query.sort), descending(query.order));
        // No two records have the same number.
        let then = query.then.iter().filter(|_| first.0 != Sort::Number);
        let orders =
            std::iter::once(first).chain(then.map(|(by, order)| (sort(by), descending(*order)))).collect();
        Self {
            query,
            size: match query.at {
                At::Now => None,
                At::Size(size) => Some(int(size)),
            },
            last,
            sort: first.0,
            descending: first.1,
            orders,
            ranks,
            after: None,
            offset: query.page.offset,
            limit: query.page.limit.min(ROWS),
            narrow,
        }
    }

    /// What decides among records that are equal in the first order.
    pub(crate) fn then(&self) -> &[(Sort, bool)] {
        self.orders.get(1..).unwrap_or_default()
    }

    /// The ranks of an order that has its own.
    pub(crate) fn ranks(&self, sort: Sort) -> Option<&'a Ranks> {
        let Sort::Ranked(_, place) = sort else { return None };
        self.ranks.get(place).copied()
    }

    /// A clause on cells `f`, limited to those that held at the size: the table to look in, and the clause.
    pub(crate) fn sources(&self, inner: &Clause) -> Vec<(&'static str, Clause)> {
        self.held(inner, "house.cell", "house.cell_past")
    }

    /// The same for words.
    pub(crate) fn word_sources(&self, inner: &Clause) -> Vec<(&'static str, Clause)> {
        self.held(inner, "house.word", "house.word_past")
    }

    fn held(&self, inner: &Clause, now: &'static str, past: &'static str) -> Vec<(&'static str, Clause)> {
        let Some(size) = self.size else { return vec![(now, inner.clone())] };
        let (mut since, mut then) = (inner.clone(), inner.clone());
        since.push(" AND f.from_pos < ?", [Value::Int(size)]);
        then.push(" AND f.from_pos < ? AND f.until_pos >= ?", [Value::Int(size), Value::Int(size)]);
        vec![(now, since), (past, then)]
    }
}

/// Answers a query.
pub(crate) async fn list(session: &Session<'_>, query: &Query, narrow: u64) -> Result<Listing, StoreError> {
    let (recs, total, size) = page(session, query, narrow).await?;
    Ok(Listing { rows: listed(session, &recs, query.at).await?, total, size })
}

/// Answers a query without reading the records.
pub(crate) async fn find(session: &Session<'_>, query: &Query, narrow: u64) -> Result<Found, StoreError> {
    let (recs, total, size) = page(session, query, narrow).await?;
    Ok(Found { ids: ids_of(session, &recs).await?, total, size })
}

/// Answers a query about some records, without reading them, by a single statement; none when the page lies beyond them.
pub(crate) async fn find_among(
    session: &Session<'_>,
    query: &Query,
    narrow: u64,
) -> Result<Option<Found>, StoreError> {
    let register = Register::new(query, 0, narrow);
    let mut ask = Clause::new(
        "SELECT h.size, p.id, p.total FROM house.head h LEFT JOIN LATERAL (
            SELECT d.id, count(*) OVER () AS total, row_number() OVER (ORDER BY ",
        Vec::new(),
    );
    order(&mut ask, &register);
    ask.push(
        ") AS place FROM house.record d WHERE d.id = ANY(?) AND d.kind = ?",
        [Value::Ids(uuids(&query.among)), Value::Text(query.kind.clone())],
    );
    if let Some(size) = register.size {
        ask.push(" AND d.born < ?", [Value::Int(size)]);
    }
    ask.and(&conditions(&register));
    ask.push(
        " ORDER BY place LIMIT ? OFFSET ?) p ON true ORDER BY p.place",
        [Value::Int(int(register.limit)), Value::Int(int(register.offset))],
    );
    let rows = ask.ask(session).await?;
    let first = rows.first().ok_or_else(|| damaged("no head"))?;
    let size = count(first, 0)?;
    let Some(total) = get::<Option<i64>>(first, 2)? else {
        let nothing = Found { ids: Vec::new(), total: Total::Exact(0), size };
        return Ok((register.offset == 0 && register.limit > 0).then_some(nothing));
    };
    let ids = rows.iter().map(|row| id(row, 1)).collect::<Result<_, _>>()?;
    Ok(Some(Found { ids, total: Total::Exact(u64::try_from(total).unwrap_or(0)), size }))
}

/// The records of a page, how many there are in all, and the size of the ledger.
async fn page(
    session: &Session<'_>,
    query: &Query,
    narrow: u64,
) -> Result<(Vec<i64>, Total, u64), StoreError> {
    let mut register = Register::new(query, 0, narrow);
    let place = async {
        match query.after {
            Some(after) => Place::of(session, &register, after).await,
            None => Ok(None),
        }
    };
    let ((last, size), after) = try_join!(last_number(session, query), place)?;
    (register.last, register.after) = (last, after);
    if query.after.is_none() {
        let nothing = (Vec::new(), Total::Exact(0));
        let (recs, total) = if last == 0 { nothing } else { recs(session, &register).await? };
        return Ok((recs, total, size));
    }
    let recs = if register.after.is_some() { recs(session, &register).await?.0 } else { Vec::new() };
    let given = recs.len() as u64;
    Ok((recs, Total::AtLeast(given), size))
}

async fn recs(session: &Session<'_>, register: &Register<'_>) -> Result<(Vec<i64>, Total), StoreError> {
    let query = register.query;
    if !query.among.is_empty() {
        return sorted(session, register, &[among(&query.among)], &conditions(register)).await;
    }
    let conditions = conditions(register);
    let lone = match conditions.as_slice() {
        [one] if asked_at_once(register, one) => Some(lone(session, register, one).await?),
        _ => None,
    };
    let (narrow, broad) = match lone {
        Some(Some(found)) => return Ok(found),
        Some(None) => (Vec::new(), conditions),
        None => sifted(session, register, conditions).await?,
    };
    if !narrow.is_empty() {
        return sorted(session, register, &narrow, &broad).await;
    }
    // What the tally knows is asked for with the page.
    let tallied = register.after.is_none()
        && register.size.is_none()
        && broad.iter().all(|condition| condition.tallied);
    let known = async { if tallied { Ok(Some(visible_now(session, query).await?)) } else { Ok(None) } };
    let (recs, known) = try_join!(walk(session, register, &broad), known)?;
    let total = match known {
        Some(known) => Total::Exact(known),
        None => total(session, register, &broad, recs.len()).await?,
    };
    Ok((recs, total))
}

/// The greatest number of the kind then, and the size of the ledger now.
async fn last_number(session: &Session<'_>, query: &Query) -> Result<(u64, u64), StoreError> {
    let row = match query.at {
        At::Now => {
            let sql = "SELECT coalesce(t.number, 0), h.size
                FROM house.head h LEFT JOIN house.kind_tip t ON t.kind = $1";
            session.one(sql, &[&query.kind]).await?
        }
        At::Size(size) => {
            let sql = "SELECT coalesce((SELECT number FROM house.record
                    WHERE kind = $1 AND born < $2 ORDER BY born DESC LIMIT 1), 0), h.size FROM house.head h";
            session.one(sql, &[&query.kind, &int(size)]).await?
        }
    };
    Ok((count(&row, 0)?, count(&row, 1)?))
}

/// Conditions that few records meet, and the others.
async fn sifted(
    session: &Session<'_>,
    register: &Register<'_>,
    conditions: Vec<Condition>,
) -> Result<(Vec<Condition>, Vec<Condition>), StoreError> {
    let few = try_join_all(conditions.iter().map(|condition| few(session, register, condition))).await?;
    let (mut narrow, mut broad) = (Vec::new(), Vec::new());
    for (condition, few) in conditions.into_iter().zip(few) {
        if few { narrow.push(condition) } else { broad.push(condition) }
    }
    Ok((narrow, broad))
}

/// Up to how many records are worth sorting: not as much as half the register, for the page fills along the order.
fn most(register: &Register<'_>) -> u64 {
    register.narrow.min(register.last / 2)
}

async fn few(
    session: &Session<'_>,
    register: &Register<'_>,
    condition: &Condition,
) -> Result<bool, StoreError> {
    let Some(find) = &condition.find else { return Ok(false) };
    let most = most(register);
    if condition.tallied && register.size.is_none() {
        return Ok(visible_total_of(session, register).await? <= most);
    }
    let mut ask = Clause::new("SELECT count(*) FROM (", Vec::new());
    ask.join("", find);
    ask.push(" LIMIT ?) f", [Value::Int(int(most + 1))]);
    let found = ask.ask(session).await?.first().map_or(Ok(0), |row| count(row, 0))?;
    Ok(found <= most)
}

/// What the tally says of the reader and the states together: not more than of either.
async fn visible_total_of(session: &Session<'_>, register: &Register<'_>) -> Result<u64, StoreError> {
    let query = register.query;
    if query.related.is_empty() || query.openness >= 2 {
        return visible_total(session, &query.kind, query.openness, &query.states).await;
    }
    visible_now(session, query).await
}

/// Whether a condition may be asked for with the page itself: it is not known yet how many records meet it, and where the page
/// is empty none of them do.
fn asked_at_once(register: &Register<'_>, condition: &Condition) -> bool {
    let first = register.size.is_none() && register.after.is_none() && register.offset == 0;
    first && register.limit > 0 && condition.find.is_some() && !condition.tallied
}

/// The first page under one condition, unless many records meet it.
async fn lone(
    session: &Session<'_>,
    register: &Register<'_>,
    condition: &Condition,
) -> Result<Option<(Vec<i64>, Total)>, StoreError> {
    let Some(find) = &condition.find else { return Ok(None) };
    let most = most(register);
    let mut ask = Clause::new("WITH met AS MATERIALIZED (", Vec::new());
    ask.join("", find);
    // Where they are too many, nothing is sorted.
    ask.push(
        " LIMIT ?), c AS (SELECT count(*) AS n FROM met) SELECT p.rec, p.total, c.n FROM c LEFT JOIN LATERAL (
            SELECT d.rec, count(*) OVER () AS total, row_number() OVER (ORDER BY ",
        [Value::Int(int(most + 1))],
    );
    order(&mut ask, register);
    ask.push(
        ") AS place FROM (SELECT DISTINCT rec FROM met WHERE c.n <= ?) m JOIN house.record d USING (rec)
            WHERE d.kind = ? ORDER BY place LIMIT ?) p ON true ORDER BY p.place",
        [Value::Int(int(most)), Value::Text(register.query.kind.clone()), Value::Int(int(register.limit))],
    );
    let rows = ask.ask(session).await?;
    let Some(first) = rows.first() else { return Ok(None) };
    if count(first, 2)? > most {
        return Ok(None);
    }
    let total: Option<i64> = get(first, 1)?;
    let total = if total.is_some() { count(first, 1)? } else { 0 };
    let recs: Vec<Option<i64>> = rows.iter().map(|row| get(row, 0)).collect::<Result<_, _>>()?;
    Ok(Some((recs.into_iter().flatten().collect(), Total::Exact(total))))
}

/// A page of the few: those that also meet the broad conditions.
async fn sorted(
    session: &Session<'_>,
    register: &Register<'_>,
    narrow: &[Condition],
    broad: &[Condition],
) -> Result<(Vec<i64>, Total), StoreError> {
    let mut met = Clause::new("WITH met AS MATERIALIZED (", Vec::new());
    for (place, find) in narrow.iter().filter_map(|condition| condition.find.as_ref()).enumerate() {
        met.join(if place > 0 { " INTERSECT (" } else { "(" }, find);
        met.sql.push(')');
    }
    met.push(
        ") SELECT DISTINCT d.rec FROM met JOIN house.record d USING (rec) WHERE d.kind = ? AND d.number <= ?",
        [Value::Text(register.query.kind.clone()), Value::Int(int(register.last))],
    );
    met.and(broad);
    if let Some(after) = &register.after {
        met.join(" AND ", &after.of_records(register));
    }
    let mut page = Clause::new("SELECT d.rec, count(*) OVER () FROM (", Vec::new());
    page.join("", &met);
    page.sql.push_str(") m JOIN house.record d USING (rec) ORDER BY ");
    order(&mut page, register);
    page.push(
        " LIMIT ? OFFSET ?",
        [Value::Int(int(register.limit.max(1))), Value::Int(int(register.offset))],
    );
    let rows = page.ask(session).await?;
    let total = match rows.first() {
        Some(row) => count(row, 1)?,
        None if register.offset == 0 || register.after.is_some() => 0,
        // A page beyond the end tells nothing.
        None => {
            let mut ask = Clause::new("SELECT count(*) FROM (", Vec::new());
            ask.join("", &met);
            ask.sql.push_str(") m");
            ask.ask(session).await?.first().map_or(Ok(0), |row| count(row, 0))?
        }
    };
    let recs = rows.iter().take(usize::try_from(register.limit).unwrap_or(0)).map(|row| get(row, 0));
    Ok((recs.collect::<Result<_, _>>()?, Total::Exact(total)))
}

/// The order of records `d`: those without a key last in both directions.
fn order(page: &mut Clause, register: &Register<'_>) {
    by_keys(page, register, &register.orders);
    page.push(&format!("d.number {}", direction(register.descending)), []);
}

/// Keys of records `d` as an order, with a comma behind each.
pub(crate) fn by_keys(page: &mut Clause, register: &Register<'_>, orders: &[(Sort, bool)]) {
    for order in orders {
        let direction = direction(order.1);
        match key_of(register, *order) {
            Some(key) => {
                page.join("", &key);
                page.push(&format!(" {direction} NULLS LAST, "), []);
            }
            None => page.push(&format!("d.number {direction}, "), []),
        }
    }
}

/// The key by which a record `d` stands in an order, as an expression; none of a number.
pub(crate) fn key_of(register: &Register<'_>, (sort, descending): (Sort, bool)) -> Option<Clause> {
    let (Sort::Slot(slot) | Sort::Changed(slot) | Sort::Ranked(slot, _)) = sort else { return None };
    let extreme = if descending { "max" } else { "min" };
    let inner = Clause::new("f.slot = ?", vec![Value::Int(slot)]);
    let mut key = Clause::new(format!("(SELECT {extreme}("), Vec::new());
    match register.ranks(sort) {
        Some(ranks) => key.join("", &rank_of("k.key", ranks)),
        None => key.push("k.key", []),
    }
    key.push(") FROM (", []);
    for (place, (table, clause)) in register.sources(&inner).iter().enumerate() {
        let union = if place > 0 { " UNION ALL " } else { "" };
        key.join(&format!("{union}SELECT f.key FROM {table} f WHERE f.rec = d.rec AND "), clause);
    }
    key.sql.push_str(") k)");
    Some(key)
}

/// The rank of a key as a key, as an expression; none of one that is not listed. The ranks are read once for a question.
pub(crate) fn rank_of(key: &str, ranks: &Ranks) -> Clause {
    Clause::new(format!("((SELECT ?::text::jsonb) ->> {key})"), vec![Value::Text(ranks.json().to_owned())])
}

/// As a word of the order.
pub(crate) const fn direction(descending: bool) -> &'static str {
    if descending { "DESC" } else { "ASC" }
}

async fn total(
    session: &Session<'_>,
    register: &Register<'_>,
    broad: &[Condition],
    rows: usize,
) -> Result<Total, StoreError> {
    let rows = rows as u64;
    if register.after.is_some() {
        return Ok(Total::AtLeast(rows));
    }
    if broad.is_empty() {
        return Ok(Total::Exact(register.last));
    }
    if rows < register.limit && (rows > 0 || register.offset == 0) {
        return Ok(Total::Exact(register.offset + rows));
    }
    // A page beyond the end tells nothing.
    let known = if rows > 0 { register.offset + rows } else { 0 };
    // It is broad because more than so many were found.
    let is_large = register.size.is_none() && most(register) == register.narrow;
    if let [Condition { once: true, tallied: false, .. }] = broad
        && is_large
    {
        return Ok(Total::AtLeast(known.max(register.narrow)));
    }
    counted(session, register, broad, known).await
}
