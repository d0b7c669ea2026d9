//! Conditions on records, each in two forms: a test of a record, and a way to find all that meet it.

use crate::{list::Register, session::uuids, slot::slot, words::query};
use record::{RecordId, words_of};
use store::{Filter, STATE, StoreError, Test};
use tokio_postgres::{Row, types::ToSql};
use uuid::Uuid;

/// A value of a clause.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Int(i64),
    Small(i16),
    Text(String),
    Texts(Vec<String>),
    Ids(Vec<Uuid>),
}

/// A piece of SQL with its values, each at a `?`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clause {
    pub(crate) sql: String,
    pub(crate) values: Vec<Value>,
}

/// A condition.
#[derive(Debug, Default)]
pub(crate) struct Condition {
    /// A test of the row `d`, with `d.rec`.
    pub(crate) test: Clause,
    /// Records of the kind that meet it, as `rec`; none when there is no quick way.
    pub(crate) find: Option<Clause>,
    /// Whether none of them is found more than once.
    pub(crate) once: bool,
    /// Whether the tally knows how many meet it now.
    pub(crate) tallied: bool,
}

impl Value {
    fn sql(&self) -> &(dyn ToSql + Sync) {
        match self {
            Self::Int(value) => value,
            Self::Small(value) => value,
            Self::Text(value) => value,
            Self::Texts(value) => value,
            Self::Ids(value) => value,
        }
    }
}

impl Clause {
    pub(crate) fn new(sql: impl Into<String>, values: Vec<Value>) -> Self {
        Self { sql: sql.into(), values }
    }

    /// With more SQL and its values behind.
    pub(crate) fn push(&mut self, sql: &str, values: impl IntoIterator<Item = Value>) {
        self.sql.push_str(sql);
        self.values.extend(values);
    }

    /// With a clause behind.
    pub(crate) fn join(&mut self, sql: &str, clause: &Self) {
        self.sql.push_str(sql);
        self.push(&clause.sql, clause.values.iter().cloned());
    }

    /// With the tests of conditions behind.
    pub(crate) fn and(&mut self, conditions: &[Condition]) {
        for condition in conditions {
            self.join(" AND ", &condition.test);
        }
    }

    /// The rows that it asks for.
    pub(crate) async fn ask(&self, session: &crate::session::Session<'_>) -> Result<Vec<Row>, StoreError> {
        let values: Vec<&(dyn ToSql + Sync)> = self.values.iter().map(Value::sql).collect();
        session.all(&numbered(&self.sql), &values).await
    }
}

/// `$1`, `$2` … for each `?`.
fn numbered(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len() + 32);
    for (place, part) in sql.split('?').enumerate() {
        if place > 0 {
            out.push('$');
            out.push_str(&place.to_string());
        }
        out.push_str(part);
    }
    out
}

/// Ends a test of one record: it is asked of each record that is come across, and never made into a join, for which the
/// server would gather all records that meet it.
const EACH: &str = " OFFSET 0)";

/// Every condition of a query.
pub(crate) fn conditions(register: &Register<'_>) -> Vec<Condition> {
    let query = register.query;
    let mut conditions = Vec::new();
    if query.openness < 2 {
        conditions.push(visibility(register));
    }
    if !query.states.is_empty() {
        let condition = cell_condition(register, STATE, &Test::In(query.states.clone()));
        conditions.push(Condition { tallied: true, ..condition });
    }
    for part in query.filters.iter().flat_map(parts) {
        conditions.push(compound(register, part));
    }
    let words: Vec<String> = query.words.iter().flat_map(|word| words_of(word)).collect();
    if !words.is_empty() {
        conditions.push(word_condition(register, &words));
    }
    conditions
}

/// That a record is one of these.
pub(crate) fn among(ids: &[RecordId]) -> Condition {
    let ids = vec![Value::Ids(uuids(ids))];
    let find = Clause::new("SELECT r.rec FROM house.record r WHERE r.id = ANY(?)", ids.clone());
    let test =
        Clause::new("EXISTS (SELECT 1 FROM house.record r WHERE r.rec = d.rec AND r.id = ANY(?))", ids);
    Condition { test, find: Some(find), once: true, tallied: false }
}

/// Who may read is a matter of today, at whatever size the register is read.
fn visibility(register: &Register<'_>) -> Condition {
    let query = register.query;
    let (kind, openness) = (Value::Text(query.kind.clone()), Value::Small(query.openness.into()));
    let mut find = Clause::new(
        "SELECT v.rec FROM house.audience v WHERE v.kind = ? AND v.openness <= ?",
        vec![kind.clone(), openness.clone()],
    );
    if !query.related.is_empty() {
        find.push(
            " UNION ALL SELECT v.rec FROM house.audience v WHERE v.related && ? AND v.kind = ? AND v.openness > ?",
            [Value::Ids(uuids(&query.related)), kind, openness],
        );
    }
    Condition { test: visible(query.openness, &query.related), find: Some(find), once: false, tallied: true }
}

/// The test that a reader may see the record of the row `d`.
pub(crate) fn visible(openness: u8, related: &[RecordId]) -> Clause {
    let openness = Value::Small(openness.into());
    if related.is_empty() {
        let sql = "EXISTS (SELECT 1 FROM house.audience v WHERE v.rec = d.rec AND v.openness <= ? OFFSET 0)";
        return Clause::new(sql, vec![openness]);
    }
    let sql =
        "EXISTS (SELECT 1 FROM house.audience v WHERE v.rec = d.rec AND (v.openness <= ? OR v.related && ?)
        OFFSET 0)";
    Clause::new(sql, vec![openness, Value::Ids(uuids(related))])
}

fn cell_condition(register: &Register<'_>, field: &str, test: &Test) -> Condition {
    let mut inner = Clause::new("f.slot = ?", vec![Value::Int(slot(&register.query.kind, field))]);
    match test {
        Test::In(keys) => inner.push(" AND f.key = ANY(?)", [Value::Texts(keys.clone())]),
        Test::Between(low, high) => between(&mut inner, low.as_deref(), high.as_deref()),
        Test::Prefix(prefix) => between(&mut inner, Some(prefix), successor(prefix).as_deref()),
        Test::Contains(part) => inner.push(" AND strpos(f.key, ?) > 0", [Value::Text(part.clone())]),
        Test::Missing => {}
    }
    let mut exists = Clause::new(if *test == Test::Missing { "NOT (" } else { "(" }, Vec::new());
    let mut find = Clause::default();
    for (place, (table, clause)) in register.sources(&inner).iter().enumerate() {
        let or = if place > 0 { " OR " } else { "" };
        exists.join(&format!("{or}EXISTS (SELECT 1 FROM {table} f WHERE f.rec = d.rec AND "), clause);
        exists.sql.push_str(EACH);
        let union = if place > 0 { " UNION ALL " } else { "" };
        find.join(&format!("{union}SELECT f.rec FROM {table} f WHERE "), clause);
    }
    exists.sql.push(')');
    // A record has a key of a field once.
    let once = register.size.is_none() && matches!(test, Test::In(keys) if keys.len() == 1);
    Condition { test: exists, find: (*test != Test::Missing).then_some(find), once, tallied: false }
}

/// A condition whose parts must all hold, as its parts.
fn parts(condition: &store::Condition) -> Vec<&store::Condition> {
    match condition {
        store::Condition::All(inner) => inner.iter().flat_map(parts).collect(),
        other => vec![other],
    }
}

fn compound(register: &Register<'_>, condition: &store::Condition) -> Condition {
    let each = |inner: &[store::Condition]| -> Vec<Condition> {
        inner.iter().map(|one| compound(register, one)).collect()
    };
    match condition {
        store::Condition::Cell(Filter { field, test }) => cell_condition(register, field, test),
        store::Condition::All(inner) => {
            let mut inner = each(inner);
            let test = joined(&inner, " AND ", "true");
            let find = inner.iter().position(|one| one.find.is_some()).and_then(|place| {
                let first = inner.remove(place).find?;
                let mut found = Clause::new("SELECT d.rec FROM (", Vec::new());
                found.join("", &first);
                found.sql.push_str(") d WHERE true");
                found.and(&inner);
                Some(found)
            });
            Condition { test, find, ..Condition::default() }
        }
        store::Condition::Any(inner) => {
            if let [one] = inner.as_slice() {
                return compound(register, one);
            }
            let inner = each(inner);
            let test = joined(&inner, " OR ", "false");
            let finds: Option<Vec<&Clause>> = inner.iter().map(|one| one.find.as_ref()).collect();
            let find = finds.map(|finds| {
                let mut all = Clause::default();
                for (place, find) in finds.iter().enumerate() {
                    all.join(if place > 0 { " UNION ALL " } else { "" }, find);
                }
                if finds.is_empty() {
                    all.sql.push_str("SELECT rec FROM house.record WHERE false");
                }
                all
            });
            Condition { test, find, ..Condition::default() }
        }
        store::Condition::Not(inner) => match inner.as_ref() {
            store::Condition::Not(twice) => compound(register, twice),
            store::Condition::Cell(Filter { field, test: Test::Missing }) => {
                cell_condition(register, field, &Test::Between(None, None))
            }
            inner => {
                let mut test = Clause::new("NOT (", Vec::new());
                test.join("", &compound(register, inner).test);
                test.sql.push(')');
                Condition { test, ..Condition::default() }
            }
        },
    }
}

/// The tests of several conditions between brackets; `none` where there is no condition.
fn joined(conditions: &[Condition], by: &str, none: &str) -> Clause {
    let mut all = Clause::new("(", Vec::new());
    for (place, condition) in conditions.iter().enumerate() {
        all.join(if place > 0 { by } else { "" }, &condition.test);
    }
    all.sql.push_str(if conditions.is_empty() { none } else { "" });
    all.sql.push(')');
    all
}

fn between(clause: &mut Clause, low: Option<&str>, high: Option<&str>) {
    for (sign, bound) in [(" AND f.key >= ?", low), (" AND f.key < ?", high)] {
        if let Some(bound) = bound {
            clause.push(sign, [Value::Text(bound.to_owned())]);
        }
    }
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
    let asked = Value::Text(query(words, Some(&register.query.kind)));
    let inner = Clause::new("f.text @@ ?::text::tsquery", vec![asked]);
    let mut exists = Clause::new("(", Vec::new());
    let mut find = Clause::default();
    for (place, (table, clause)) in register.word_sources(&inner).iter().enumerate() {
        let or = if place > 0 { " OR " } else { "" };
        exists.join(&format!("{or}EXISTS (SELECT 1 FROM {table} f WHERE f.rec = d.rec AND "), clause);
        exists.sql.push_str(EACH);
        let union = if place > 0 { " UNION ALL " } else { "" };
        find.join(&format!("{union}SELECT f.rec FROM {table} f WHERE "), clause);
    }
    exists.sql.push(')');
    let once = register.size.is_none();
    Condition { test: exists, find: Some(find), once, tallied: false }
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

    #[test]
    fn places_are_numbered_in_their_order() {
        assert_eq!(numbered("a = ? AND b IN (?, ?)"), "a = $1 AND b IN ($2, $3)");
        assert_eq!(numbered("true"), "true");
    }
}
