//! Conditions in an address: `w1.stage.is=pilot` is a row of group 1. The rows of a group are joined by *or* and the
//! groups by *and*; with `match=any` it is the other way round. So every combination of two levels can be told, and an
//! address that somebody sends on holds all of it.

use super::{
    Query,
    ask::{Here, keys},
};
use app::{CHANGED, Condition, Filter, STATE, Test, time_key};
use jiff::{ToSpan as _, civil::Date};
use record::{FieldDef, Op, Relative, Schema, Shape, fold, parse_text};

/// A person who looks at the page, as the value of a condition.
pub const ME: &str = "me";

/// A row of the address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its group.
    pub group: u32,
    /// Id of the field, or [`STATE`] or [`CHANGED`].
    pub field: String,
    /// What is asked.
    pub op: Op,
    /// The values, as they were sent.
    pub values: Vec<String>,
}

impl Row {
    /// Its name in the address.
    pub fn name(&self) -> String {
        name(self.group, &self.field, self.op)
    }
}

/// The name under which the values of a row stand in an address.
pub fn name(group: u32, field: &str, op: Op) -> String {
    format!("w{group}.{field}.{}", op.code())
}

/// Whether groups are alternatives, and the rows of a group must all hold.
pub fn is_any(query: &Query) -> bool {
    query.get("match") == Some("any")
}

/// Whether a name of an address is that of a row.
pub fn is_row(name: &str) -> bool {
    split(name).is_some()
}

/// Whether a name of an address narrows a register: words, a state, a condition, or how conditions are joined.
pub fn is_narrowing(name: &str) -> bool {
    name.starts_with("f.") || is_row(name) || ["q", "state", "match"].contains(&name)
}

fn split(name: &str) -> Option<(u32, &str, &str)> {
    let (group, rest) = name.strip_prefix('w')?.split_once('.')?;
    let digits = !group.is_empty() && group.len() <= 3 && group.bytes().all(|byte| byte.is_ascii_digit());
    let (field, op) = rest.rsplit_once('.')?;
    digits.then_some(())?;
    Some((group.parse().ok()?, field, op))
}

/// The rows of an address in groups; a row that asks what cannot be asked makes it none.
pub fn groups(schema: &Schema, query: &Query) -> Option<Vec<(u32, Vec<Row>)>> {
    let mut groups: std::collections::BTreeMap<u32, Vec<Row>> = std::collections::BTreeMap::new();
    for (name, value) in query.0.0.iter().filter(|(_, value)| !value.is_empty()) {
        let Some((group, field, op)) = split(name) else { continue };
        let op = Op::from_code(op)?;
        ops(schema, field).contains(&op).then_some(())?;
        let rows = groups.entry(group).or_default();
        let known = rows.iter_mut().find(|row| row.field == field && row.op == op && op.takes_several());
        match known {
            Some(row) => row.values.push(value.clone()),
            None => rows.push(Row { group, field: field.to_owned(), op, values: vec![value.clone()] }),
        }
    }
    Some(groups.into_iter().collect())
}

/// What can be asked of a field of the schema, or of the state and the last change.
pub fn ops(schema: &Schema, field: &str) -> &'static [Op] {
    match field {
        STATE => &[Op::Is, Op::Not],
        CHANGED => &[Op::Within, Op::From, Op::To, Op::Between],
        _ => schema.field(field).map_or(&[], |field| Op::of(&field.shape)),
    }
}

/// The condition that the rows of an address make together.
pub fn condition(schema: &Schema, query: &Query, here: &Here) -> Option<Condition> {
    // What cannot be read holds for nothing instead of everything.
    let Some(groups) = groups(schema, query) else { return Some(Condition::Any(Vec::new())) };
    if groups.is_empty() {
        return None;
    }
    let any = is_any(query);
    let joined = groups.into_iter().map(|(_, rows)| {
        let rows = rows.iter().map(|row| of_row(schema, row, here)).collect();
        if any { Condition::All(rows) } else { Condition::Any(rows) }
    });
    let joined = joined.collect();
    Some(if any { Condition::Any(joined) } else { Condition::All(joined) })
}

/// The condition of one row. A value that cannot be one of the field makes it hold for nothing, negated or not.
fn of_row(schema: &Schema, row: &Row, here: &Here) -> Condition {
    let test = match row.field.as_str() {
        STATE => Some(Test::In(row.values.clone())),
        CHANGED => days(row, here).map(|(from, before)| {
            let key = |day: Option<Date>| {
                let start = day?.to_zoned(here.zone.clone()).ok()?;
                Some(time_key(start.timestamp().as_microsecond()))
            };
            Test::Between(key(from), key(before))
        }),
        _ => schema.field(&row.field).and_then(|field| of_field(schema, field, row, here)),
    };
    let Some(test) = test else { return Condition::Any(Vec::new()) };
    let condition = Condition::Cell(Filter { field: row.field.clone(), test });
    if matches!(row.op, Op::Not | Op::Lacks | Op::Filled) { condition.negated() } else { condition }
}

fn of_field(schema: &Schema, field: &FieldDef, row: &Row, here: &Here) -> Option<Test> {
    let first = row.values.first()?.as_str();
    let words = || fold(first).split_whitespace().collect::<Vec<_>>().join(" ");
    let one = |text: &str| keys(schema, field, text).into_iter().next();
    Some(match row.op {
        Op::Is | Op::Not => {
            let mut all = Vec::new();
            for value in &row.values {
                let me = here.me.to_string();
                let value = if value == ME && is_person(field) { &me } else { value };
                let of_value = keys(schema, field, value);
                (!of_value.is_empty()).then_some(())?;
                all.extend(of_value);
            }
            Test::In(all)
        }
        Op::Has | Op::Lacks => Test::Contains(Some(words()).filter(|words| !words.is_empty())?),
        Op::Starts => Test::Prefix(Some(words()).filter(|words| !words.is_empty())?),
        Op::Empty | Op::Filled => Test::Missing,
        Op::From | Op::To | Op::Between | Op::Within if is_day(field) => {
            let (from, before) = days(row, here)?;
            Test::Between(from.map(|day| day.to_string()), before.map(|day| day.to_string()))
        }
        Op::From => Test::Between(Some(one(first)?), None),
        Op::To => Test::Between(None, Some(after(one(first)?))),
        Op::Between => {
            let (from, to) = first.split_once("..")?;
            Test::Between(Some(one(from)?), Some(after(one(to)?)))
        }
        Op::Within => return None,
    })
}

/// A key above a key of digits and below every greater one.
fn after(key: String) -> String {
    key + "~"
}

/// Whether a field holds persons, so that “me” is one of its values.
pub fn is_person(field: &FieldDef) -> bool {
    match field.shape {
        Shape::Person => true,
        Shape::Link(target) | Shape::Links(target) => target.kind == "person",
        _ => false,
    }
}

/// Whether a field is looked up by days.
pub const fn is_day(field: &FieldDef) -> bool {
    matches!(field.shape, Shape::Date | Shape::Period)
}

/// The days of a row: the first, and the first after the last.
fn days(row: &Row, here: &Here) -> Option<record::Days> {
    let first = row.values.first()?.as_str();
    let day = |text: &str| match parse_text(&Shape::Date, text) {
        Ok(Some(record::Value::Date(day))) => Some(day),
        _ => None,
    };
    let after = |text: &str| day(text)?.checked_add(1.day()).ok();
    Some(match row.op {
        Op::Within => Relative::from_code(first)?.days(here.today),
        Op::From => (Some(day(first)?), None),
        Op::To => (None, Some(after(first)?)),
        Op::Between => {
            let (from, to) = first.split_once("..")?;
            (Some(day(from)?), Some(after(to)?))
        }
        _ => return None,
    })
}
