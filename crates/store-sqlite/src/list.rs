//! A page of a register: conditions that few records meet are looked up and sorted; broad ones are tried along the
//! order asked for until the page is full.

use crate::{
    cells::{CHANGED, STATE, slot},
    failure::reading,
    rows::stored_all,
    sql::{Statements, bytes, count_at, int, places},
    tally::{visible_now, visible_total},
    walk::{count, walk},
    words::{fts_query, instr_tests, kind_word},
};
use record::{RecordId, words_of};
use rusqlite::{
    Connection, params, params_from_iter,
    types::Value::{self, Integer, Text},
};
use store::{At, Listing, Order, Query, SortBy, StoreError, Test, Total};

/// Up to so many records a condition counts as narrow, and totals are exact, unless the store is told otherwise.
pub(crate) const NARROW: usize = 2_000;
/// A set this small is settled at once: further conditions are tried on its members.
const TINY: usize = 200;
/// Rows on a page at most.
const ROWS: u64 = 1_000;

/// A piece of SQL with its values.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clause {
    pub(crate) sql: String,
    pub(crate) values: Vec<Value>,
}

/// A condition in two forms: a test of the row `d` (with `d.rec`), and a way to find all that meet it.
#[derive(Debug)]
pub(crate) struct Condition {
    pub(crate) test: Clause,
    /// None when there is no quick way, or when very many are known to meet it.
    pub(crate) find: Option<Clause>,
    /// Whether the tally knows how many meet it.
    pub(crate) tallied: bool,
}

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
    pub(crate) offset: u64,
    pub(crate) limit: u64,
    /// Up to so many records a condition counts as narrow.
    pub(crate) narrow: usize,
}

/// By what to sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    Number,
    /// By the cells of a slot; none when no record ever had one.
    Slot(Option<i64>),
    /// By the slot that every record has.
    Changed(Option<i64>),
}

impl Clause {
    pub(crate) fn new(sql: impl Into<String>, values: Vec<Value>) -> Self {
        Self { sql: sql.into(), values }
    }
}

impl Register<'_> {
    /// A condition on a cell `f`, limited to the cells that held at the size: the table to look in, and the clause.
    fn sources(&self, inner: &Clause) -> Vec<(&'static str, Clause)> {
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
pub(crate) fn list(connection: &Connection, query: &Query, narrow_max: usize) -> Result<Listing, StoreError> {
    let register = register(connection, query, narrow_max)?;
    if register.last == 0 {
        return Ok(Listing { rows: Vec::new(), total: Total::Exact(0) });
    }
    let conditions = conditions(connection, &register)?;
    let Sifted { met, narrow, broad } = sift(connection, conditions, narrow_max)?;
    let (recs, total) = match met {
        Some(met) if broad.is_empty() && quicker_to_walk(&register, met.len()) => {
            (walk(connection, &register, &narrow)?, Total::Exact(met.len() as u64))
        }
        Some(met) => sorted(connection, &register, &met, &broad)?,
        None => {
            let recs = walk(connection, &register, &broad)?;
            let total = total(connection, &register, &broad, recs.len())?;
            (recs, total)
        }
    };
    Ok(Listing { rows: stored_all(connection, &recs, query.at)?, total })
}

fn register<'a>(
    connection: &Connection,
    query: &'a Query,
    narrow: usize,
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
    let sort = match &query.sort {
        SortBy::Number => Sort::Number,
        SortBy::Changed => Sort::Changed(slot(connection, &query.kind, CHANGED).map_err(reading)?),
        SortBy::Field(field) => Sort::Slot(slot(connection, &query.kind, field).map_err(reading)?),
    };
    Ok(Register {
        query,
        size,
        last: last.map_err(reading)?.unwrap_or(0),
        sort,
        descending: query.order == Order::Descending,
        offset: query.page.offset,
        limit: query.page.limit.min(ROWS),
        narrow,
    })
}

fn conditions(connection: &Connection, register: &Register<'_>) -> Result<Vec<Condition>, StoreError> {
    let query = register.query;
    let mut conditions = Vec::new();
    if query.openness < 2 {
        conditions.push(visibility(connection, register)?);
    }
    if !query.states.is_empty() {
        let mut condition = cell_condition(connection, register, STATE, &Test::In(query.states.clone()))?;
        condition.tallied = true;
        let many = visible_total(connection, &query.kind, 2, &query.states)?;
        condition.find = condition.find.filter(|_| register.size.is_some() || many <= register.narrow as u64);
        conditions.push(condition);
    }
    for filter in &query.filters {
        conditions.push(cell_condition(connection, register, &filter.field, &filter.test)?);
    }
    let words: Vec<String> = query.words.iter().flat_map(|word| words_of(word)).collect();
    if !words.is_empty() {
        conditions.push(word_condition(register, &words));
    }
    Ok(conditions)
}

/// Who may read is a matter of today, at whatever size the register is read.
fn visibility(connection: &Connection, register: &Register<'_>) -> Result<Condition, StoreError> {
    let query = register.query;
    let test = visible(query.openness, &query.related);
    let many = visible_total(connection, &query.kind, query.openness, &[])?;
    let find = (many <= register.narrow as u64).then(|| {
        let open = "SELECT rec FROM audience WHERE openness BETWEEN 0 AND ? AND kind = ?";
        let mut values = vec![Integer(query.openness.into()), Text(query.kind.clone())];
        if query.related.is_empty() {
            return Clause::new(open, values);
        }
        values.push(Text(query.kind.clone()));
        values.extend(blobs(&query.related));
        let sql = format!(
            "{open} UNION ALL SELECT rec FROM related WHERE kind = ? AND id IN ({})",
            places(query.related.len())
        );
        Clause::new(sql, values)
    });
    Ok(Condition { test, find, tallied: true })
}

/// The test that a reader may see the record of the row `d`.
pub(crate) fn visible(openness: u8, related: &[RecordId]) -> Clause {
    let open = "EXISTS (SELECT 1 FROM audience v WHERE v.rec = d.rec AND v.openness <= ?)";
    let mut values = vec![Integer(openness.into())];
    if related.is_empty() {
        return Clause::new(open, values);
    }
    values.extend(blobs(related));
    let mine = "EXISTS (SELECT 1 FROM audience v, related m WHERE v.rec = d.rec AND m.rec = d.rec AND m.kind = v.kind AND m.id IN";
    Clause::new(format!("({open} OR {mine} ({})))", places(related.len())), values)
}

fn blobs(ids: &[RecordId]) -> impl Iterator<Item = Value> + '_ {
    ids.iter().map(|id| Value::Blob(bytes(*id).to_vec()))
}

fn cell_condition(
    connection: &Connection,
    register: &Register<'_>,
    field: &str,
    test: &Test,
) -> Result<Condition, StoreError> {
    let slot = slot(connection, &register.query.kind, field).map_err(reading)?;
    // No record ever had a cell in a slot that does not exist.
    let slot = Integer(slot.unwrap_or(-1));
    let (sql, values): (String, Vec<Value>) = match test {
        Test::In(keys) => {
            (format!(" AND f.key IN ({})", places(keys.len())), keys.iter().cloned().map(Text).collect())
        }
        Test::Between(low, high) => between(low.as_deref(), high.as_deref()),
        Test::Prefix(prefix) => between(Some(prefix), successor(prefix).as_deref()),
        Test::Missing => (String::new(), Vec::new()),
    };
    let mut all = vec![slot];
    all.extend(values);
    let inner = Clause::new(format!("f.slot = ?{sql}"), all);
    let sources = register.sources(&inner);
    let exists: Vec<String> = sources
        .iter()
        .map(|(table, clause)| {
            format!("EXISTS (SELECT 1 FROM {table} f WHERE f.rec = d.rec AND {})", clause.sql)
        })
        .collect();
    let values: Vec<Value> = sources.iter().flat_map(|(_, clause)| clause.values.clone()).collect();
    let not = if *test == Test::Missing { "NOT " } else { "" };
    let find: Vec<String> = sources
        .iter()
        .map(|(table, clause)| format!("SELECT f.rec FROM {table} f WHERE {}", clause.sql))
        .collect();
    Ok(Condition {
        test: Clause::new(format!("{not}({})", exists.join(" OR ")), values.clone()),
        find: (*test != Test::Missing).then(|| Clause::new(find.join(" UNION ALL "), values)),
        tallied: false,
    })
}

fn between(low: Option<&str>, high: Option<&str>) -> (String, Vec<Value>) {
    let mut sql = String::new();
    let mut values = Vec::new();
    for (sign, bound) in [(">=", low), ("<", high)] {
        if let Some(bound) = bound {
            sql.push_str(" AND f.key ");
            sql.push_str(sign);
            sql.push_str(" ?");
            values.push(Text(bound.to_owned()));
        }
    }
    (sql, values)
}

/// The smallest text that is greater than every text with this beginning; none if there is no such text.
fn successor(prefix: &str) -> Option<String> {
    let mut text: Vec<char> = prefix.chars().collect();
    while let Some(last) = text.pop() {
        let next = match last {
            '\u{D7FF}' => Some('\u{E000}'),
            other => char::from_u32(u32::from(other) + 1),
        };
        if let Some(next) = next {
            text.push(next);
            return Some(text.into_iter().collect());
        }
    }
    None
}

fn word_condition(register: &Register<'_>, words: &[String]) -> Condition {
    let matched = Text(fts_query(words, Some(&kind_word(&register.query.kind))));
    let (tests, patterns) = instr_tests(words);
    let patterns: Vec<Value> = patterns.into_iter().map(Text).collect();
    let now = format!("SELECT 1 FROM word f WHERE f.rec = d.rec AND {tests}");
    match register.size {
        None => Condition {
            test: Clause::new(format!("EXISTS ({now})"), patterns),
            find: Some(Clause::new(
                "SELECT rowid AS rec FROM word_index WHERE word_index MATCH ?",
                vec![matched],
            )),
            tallied: false,
        },
        Some(size) => {
            let past = format!(
                "SELECT 1 FROM word_past f WHERE f.rec = d.rec AND {tests} AND f.from_pos < ? AND f.until_pos >= ?"
            );
            let mut values = patterns.clone();
            values.push(Integer(size));
            values.extend(patterns);
            values.extend([Integer(size), Integer(size)]);
            let find = "SELECT f.rec FROM word_index CROSS JOIN word f ON f.rec = word_index.rowid
                WHERE word_index MATCH ? AND f.from_pos < ?
                UNION ALL SELECT f.rec FROM word_past_index CROSS JOIN word_past f ON f.id = word_past_index.rowid
                WHERE word_past_index MATCH ? AND f.from_pos < ? AND f.until_pos >= ?";
            let sizes = vec![matched.clone(), Integer(size), matched, Integer(size), Integer(size)];
            Condition {
                test: Clause::new(format!("(EXISTS ({now} AND f.from_pos < ?) OR EXISTS ({past}))"), values),
                find: Some(Clause::new(find, sizes)),
                tallied: false,
            }
        }
    }
}

/// Conditions, sifted by how many records meet them.
struct Sifted {
    /// The records that meet every narrow condition, ascending; none if no condition is narrow.
    met: Option<Vec<i64>>,
    narrow: Vec<Condition>,
    broad: Vec<Condition>,
}

fn sift(connection: &Connection, conditions: Vec<Condition>, max: usize) -> Result<Sifted, StoreError> {
    let mut sifted = Sifted { met: None, narrow: Vec::new(), broad: Vec::new() };
    for condition in conditions {
        let settled = sifted.met.as_ref().is_some_and(|met| met.len() <= TINY);
        let found = match &condition.find {
            Some(find) if !settled => few(connection, find, max)?,
            _ => None,
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

/// A page of few records: those that also meet the broad conditions, sorted here.
fn sorted(
    connection: &Connection,
    register: &Register<'_>,
    recs: &[i64],
    broad: &[Condition],
) -> Result<(Vec<i64>, Total), StoreError> {
    let (key, keys) = sort_key(register);
    let mut sql = format!(
        "SELECT d.rec, d.number, {key} FROM json_each(?) j CROSS JOIN record d ON d.rec = j.value WHERE d.kind = ? AND d.number <= ?"
    );
    let mut values = keys;
    values.push(Text(serde_json::to_string(recs).unwrap_or_default()));
    values.push(Text(register.query.kind.clone()));
    values.push(Integer(int(register.last)));
    for condition in broad {
        sql.push_str(" AND ");
        sql.push_str(&condition.test.sql);
        values.extend(condition.test.values.iter().cloned());
    }
    let mut found: Vec<(bool, Option<String>, i64, i64)> = connection
        .all(&sql, params_from_iter(&values), |row| {
            let key: Option<String> = row.get(2)?;
            Ok((key.is_none(), key, row.get(1)?, row.get(0)?))
        })
        .map_err(reading)?;
    if register.descending {
        found.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| (&b.1, b.2).cmp(&(&a.1, a.2))));
    } else {
        found.sort_unstable();
    }
    let total = Total::Exact(found.len() as u64);
    let page = found.iter().skip(usize::try_from(register.offset).unwrap_or(usize::MAX));
    Ok((page.take(usize::try_from(register.limit).unwrap_or(0)).map(|(_, _, _, rec)| *rec).collect(), total))
}

/// The key by which a record `d` sorts, as an expression.
fn sort_key(register: &Register<'_>) -> (String, Vec<Value>) {
    let (Sort::Slot(Some(slot)) | Sort::Changed(Some(slot))) = register.sort else {
        return ("NULL".to_owned(), Vec::new());
    };
    let extreme = if register.descending { "max" } else { "min" };
    let inner = Clause::new("f.slot = ?", vec![Integer(slot)]);
    let sources = register.sources(&inner);
    let selects: Vec<String> = sources
        .iter()
        .map(|(table, clause)| format!("SELECT f.key FROM {table} f WHERE f.rec = d.rec AND {}", clause.sql))
        .collect();
    let values = sources.into_iter().flat_map(|(_, clause)| clause.values).collect();
    match selects.as_slice() {
        [one] => (format!("({})", one.replacen("f.key", &format!("{extreme}(f.key)"), 1)), values),
        _ => (format!("(SELECT {extreme}(key) FROM ({}))", selects.join(" UNION ALL ")), values),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_successor_is_above_every_text_with_the_prefix() {
        assert_eq!(successor("ab").as_deref(), Some("ac"));
        assert_eq!(successor("a\u{10FFFF}").as_deref(), Some("b"));
        assert_eq!(successor("\u{D7FF}").as_deref(), Some("\u{E000}"));
        assert_eq!(successor("\u{10FFFF}"), None);
        assert_eq!(successor(""), None);
        for tail in ["", "a", "\u{10FFFF}\u{10FFFF}"] {
            assert!(format!("müll{tail}") < successor("müll").unwrap());
        }
    }
}
