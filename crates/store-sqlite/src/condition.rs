//! Conditions on records, each in two forms: a test of a record, and a way to find all that meet it.

use crate::{
    cells::slot,
    failure::reading,
    list::Register,
    sql::{bytes, places},
    tally::visible_total,
    words::{fts_query, fts_whole, instr_tests, kind_word},
};
use record::{RecordId, words_of};
use rusqlite::{
    Connection,
    types::Value::{self, Integer, Text},
};
use std::fmt::Write as _;
use store::{Filter, STATE, StoreError, Test};

/// A piece of SQL with its values.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clause {
    pub(crate) sql: String,
    pub(crate) values: Vec<Value>,
}

/// A condition in two forms: a test of the row `d` (with `d.rec`), and a way to find all that meet it.
#[derive(Debug, Default)]
pub(crate) struct Condition {
    pub(crate) test: Clause,
    /// None when there is no quick way.
    pub(crate) find: Option<Clause>,
    /// Whether more records are known to meet it than would be narrow.
    pub(crate) is_broad: bool,
    /// A way to find many that meet it, if not all, sooner than by finding them all.
    pub(crate) many: Option<Clause>,
    /// A way to find all that do not meet it, with their numbers, where it is asked what something is not.
    pub(crate) others: Option<Clause>,
    /// Whether the tally knows how many meet it.
    pub(crate) tallied: bool,
    /// Where it is about one slot: the slot, and a test of the key `d.key` of a record that has no other there.
    pub(crate) by_key: Option<(i64, Clause)>,
}

impl Clause {
    pub(crate) fn new(sql: impl Into<String>, values: Vec<Value>) -> Self {
        Self { sql: sql.into(), values }
    }

    /// With another condition behind.
    pub(crate) fn and(&mut self, other: &Self) {
        self.sql.push_str(" AND ");
        self.sql.push_str(&other.sql);
        self.values.extend(other.values.iter().cloned());
    }
}

/// Every condition of a query.
pub(crate) fn conditions(
    connection: &Connection,
    register: &Register<'_>,
) -> Result<Vec<Condition>, StoreError> {
    let query = register.query;
    let mut conditions = Vec::new();
    if query.openness < 2 {
        conditions.push(visibility(connection, register)?);
    }
    if !query.states.is_empty() {
        let mut condition = cell_condition(connection, register, STATE, &Test::In(query.states.clone()))?;
        condition.tallied = true;
        let many = visible_total(connection, &query.kind, 2, &query.states)?;
        condition.is_broad = register.size.is_none() && many > register.narrow as u64;
        conditions.push(condition);
    }
    for condition in &query.filters {
        for part in parts(condition) {
            conditions.push(compound(connection, register, part)?);
        }
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
    let open = "SELECT rec FROM span WHERE openness BETWEEN 0 AND ? AND kind = ?";
    let mut find = Clause::new(open, vec![Integer(query.openness.into()), Text(query.kind.clone())]);
    if !query.related.is_empty() {
        let related = places(query.related.len());
        let _ = write!(find.sql, " UNION ALL SELECT rec FROM related WHERE kind = ? AND id IN ({related})");
        find.values.push(Text(query.kind.clone()));
        find.values.extend(blobs(&query.related));
    }
    let is_broad = many > register.narrow as u64;
    Ok(Condition { test, find: Some(find), is_broad, tallied: true, ..Condition::default() })
}

/// The test that a reader may see the record of the row `d`.
pub(crate) fn visible(openness: u8, related: &[RecordId]) -> Clause {
    let open = "EXISTS (SELECT 1 FROM span v WHERE v.rec = d.rec AND v.openness <= ?)";
    let mut values = vec![Integer(openness.into())];
    if related.is_empty() {
        return Clause::new(open, values);
    }
    values.extend(blobs(related));
    let mine = "EXISTS (SELECT 1 FROM span v, related m WHERE v.rec = d.rec AND m.rec = d.rec AND m.kind = v.kind AND m.id IN";
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
    let number = slot.unwrap_or(-1);
    let (sql, values): (String, Vec<Value>) = match test {
        Test::In(keys) => {
            (format!(" AND f.key IN ({})", places(keys.len())), keys.iter().cloned().map(Text).collect())
        }
        Test::Between(low, high) => between(low.as_deref(), high.as_deref()),
        Test::Prefix(prefix) => between(Some(prefix), successor(prefix).as_deref()),
        Test::Contains(part) => (" AND instr(f.key, ?) > 0".to_owned(), vec![Text(part.clone())]),
        Test::Missing => (String::new(), Vec::new()),
    };
    let by_key = match test {
        Test::Missing => Clause::new("false", Vec::new()),
        _ => Clause::new(format!("(true{})", sql.replace("f.key", "d.key")), values.clone()),
    };
    let mut all = vec![Integer(number)];
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
        .map(|(table, clause)| {
            format!("SELECT f.rec AS rec, f.number AS number FROM {table} f WHERE {}", clause.sql)
        })
        .collect();
    let test_of = Clause::new(format!("{not}({})", exists.join(" OR ")), values.clone());
    let found = Some(Clause::new(find.join(" UNION ALL "), values));
    let (find, others) = if *test == Test::Missing { (None, found) } else { (found, None) };
    Ok(Condition { test: test_of, find, others, by_key: Some((number, by_key)), ..Condition::default() })
}

/// A condition whose parts must all hold, as its parts.
fn parts(condition: &store::Condition) -> Vec<&store::Condition> {
    match condition {
        store::Condition::All(inner) => inner.iter().flat_map(parts).collect(),
        other => vec![other],
    }
}

fn compound(
    connection: &Connection,
    register: &Register<'_>,
    condition: &store::Condition,
) -> Result<Condition, StoreError> {
    let each = |inner: &[store::Condition]| {
        inner.iter().map(|one| compound(connection, register, one)).collect::<Result<Vec<_>, _>>()
    };
    Ok(match condition {
        store::Condition::Cell(filter) => cell_condition(connection, register, &filter.field, &filter.test)?,
        store::Condition::All(inner) | store::Condition::Any(inner) if inner.len() == 1 => {
            each(inner)?.pop().unwrap_or_default()
        }
        store::Condition::All(inner) => {
            let inner = each(inner)?;
            let find = inner.iter().position(|one| one.find.is_some()).and_then(|place| {
                let mut found = inner.get(place)?.find.clone()?;
                found.sql =
                    format!("SELECT d.rec AS rec, d.number AS number FROM ({}) d WHERE true", found.sql);
                for (_, one) in inner.iter().enumerate().filter(|(other, _)| *other != place) {
                    found.sql.push_str(" AND ");
                    found.sql.push_str(&one.test.sql);
                    found.values.extend(one.test.values.iter().cloned());
                }
                Some(found)
            });
            Condition {
                by_key: of_one_slot(&inner, " AND "),
                test: joined(&inner, " AND ", "true"),
                find,
                ..Condition::default()
            }
        }
        store::Condition::Any(inner) => {
            let inner = each(inner)?;
            let finds: Option<Vec<&Clause>> = inner.iter().map(|one| one.find.as_ref()).collect();
            let find = finds.map(|finds| match finds.as_slice() {
                [] => Clause::new("SELECT rec, number FROM record WHERE false", Vec::new()),
                _ => Clause::new(
                    finds.iter().map(|find| find.sql.as_str()).collect::<Vec<_>>().join(" UNION ALL "),
                    finds.iter().flat_map(|find| find.values.clone()).collect(),
                ),
            });
            Condition {
                by_key: of_one_slot(&inner, " OR "),
                test: joined(&inner, " OR ", "false"),
                find,
                ..Condition::default()
            }
        }
        store::Condition::Not(inner) => match inner.as_ref() {
            store::Condition::Not(twice) => compound(connection, register, twice)?,
            store::Condition::Cell(Filter { field, test: Test::Missing }) => {
                cell_condition(connection, register, field, &Test::Between(None, None))?
            }
            inner => {
                let Condition { test, find, by_key, .. } = compound(connection, register, inner)?;
                let not = |test: Clause| Clause::new(format!("NOT ({})", test.sql), test.values);
                let by_key = by_key.map(|(slot, test)| (slot, not(test)));
                Condition { test: not(test), others: find, by_key, ..Condition::default() }
            }
        },
    })
}

/// The tests of the key of several conditions, where they are about the same slot.
fn of_one_slot(conditions: &[Condition], by: &str) -> Option<(i64, Clause)> {
    let keyed: Vec<&(i64, Clause)> =
        conditions.iter().map(|one| one.by_key.as_ref()).collect::<Option<_>>()?;
    let (slot, _) = keyed.first()?;
    if keyed.iter().any(|(other, _)| other != slot) {
        return None;
    }
    let tests: Vec<&str> = keyed.iter().map(|(_, test)| test.sql.as_str()).collect();
    let values = keyed.iter().flat_map(|(_, test)| test.values.clone()).collect();
    Some((*slot, Clause::new(format!("({})", tests.join(by)), values)))
}

/// The tests of several conditions between brackets; `none` where there is no condition.
fn joined(conditions: &[Condition], by: &str, none: &str) -> Clause {
    if conditions.is_empty() {
        return Clause::new(none, Vec::new());
    }
    let tests: Vec<&str> = conditions.iter().map(|condition| condition.test.sql.as_str()).collect();
    let values = conditions.iter().flat_map(|condition| condition.test.values.clone()).collect();
    Clause::new(format!("({})", tests.join(by)), values)
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

/// The records whose words the index finds.
const MATCHED: &str = "SELECT rowid AS rec FROM word_index WHERE word_index MATCH ?";

fn word_condition(register: &Register<'_>, words: &[String]) -> Condition {
    let kind = kind_word(&register.query.kind);
    let matched = Text(fts_query(words, Some(&kind)));
    let with_kind: Vec<String> = words.iter().cloned().chain([kind]).collect();
    let (tests, patterns) = instr_tests(words);
    let patterns: Vec<Value> = patterns.into_iter().map(Text).collect();
    let now = format!("SELECT 1 FROM word f WHERE f.rec = d.rec AND {tests}");
    match register.size {
        None => Condition {
            test: Clause::new(format!("EXISTS ({now})"), patterns),
            find: Some(Clause::new(MATCHED, vec![matched])),
            many: Some(Clause::new(MATCHED, vec![Text(fts_whole(&with_kind))])),
            ..Condition::default()
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
                ..Condition::default()
            }
        }
    }
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
