//! The conditions of a register in words: chips that take them away, and the form that adds one.

use crate::{
    present::{form::target, names},
    request::{
        Query, Visit,
        condition::{self, ME, Row, is_day, is_person, ops},
    },
};
use app::{CHANGED, Outcome, STATE};
use jiff::civil::Date;
use record::{FieldDef, FormData, Op, RecordId, Refusal, Relative, Schema, Shape, State, Unit};
use std::collections::BTreeMap;
use ui::{
    Href, Locale,
    components::{
        badge::Chip,
        filters::{Builder, Values},
    },
    words::{Word, declared, form as forms, list as w, record_page as page, state as states},
};

/// Records that a condition offers to choose from; where there are more, it asks for a reference.
const OFFERED: u64 = 40;

/// Names of the records that conditions mention, by id.
pub type Called = BTreeMap<String, String>;

/// What the page needs to speak of the conditions of its address.
#[derive(Debug, Default)]
pub struct Known {
    /// How the records that are mentioned are called.
    pub called: Called,
    /// What the field that is being asked about can be set to.
    pub options: Option<Vec<(String, String)>>,
    /// A reference of the kind that the field being asked about leads to.
    pub example: String,
    /// What was missing in the condition that is being added.
    pub problem: Option<String>,
}

/// What came of a condition that is being added.
#[derive(Debug)]
pub enum Added {
    /// None is.
    Nothing,
    /// The address with it.
    Address(String),
    /// It is not complete; with what is missing, unless it has only been begun.
    Incomplete(Option<String>),
}

/// Reads `add`, `op`, `v`, `v2` and `to`: the form that adds a condition.
pub async fn add(visit: &Visit, schema: &Schema) -> Outcome<Added> {
    let (query, locale) = (&visit.query, visit.locale());
    let Some(field) = query.get("add") else { return Ok(Added::Nothing) };
    let Some(asked) = query.get("op") else { return Ok(Added::Incomplete(None)) };
    let (code, told) = asked.split_once(':').map_or((asked, None), |(code, told)| (code, Some(told)));
    let op = Op::from_code(code).filter(|op| ops(schema, field).contains(op));
    let op = op.ok_or_else(Refusal::not_found)?;
    let given: Vec<&str> = query.0.every("v").map(str::trim).filter(|value| !value.is_empty()).collect();
    let second = query.get("v2").map(str::trim).filter(|value| !value.is_empty());
    let mut values: Vec<String> = match (told, op) {
        (Some(told), _) => vec![told.to_owned()],
        (None, Op::Empty | Op::Filled) => vec!["1".to_owned()],
        (None, Op::Between) => {
            given.first().zip(second).map(|(from, to)| format!("{from}..{to}")).into_iter().collect()
        }
        (None, _) if op.takes_several() => given.iter().map(|value| (*value).to_owned()).collect(),
        (None, _) => given.first().map(|value| (*value).to_owned()).into_iter().collect(),
    };
    if values.is_empty() {
        return Ok(Added::Incomplete(Some(locale.say(w::CONDITION_NO_VALUE))));
    }
    let leads = schema.field(field).is_some_and(|field| target(&field.shape).is_some());
    if leads && told.is_none() && op.takes_several() {
        for value in values.iter_mut().filter(|value| value.parse::<RecordId>().is_err()) {
            let reference = value.split_whitespace().next().unwrap_or_default().to_uppercase();
            match visit.desk().find_reference(&reference).await {
                Ok(id) => *value = id.to_string(),
                Err(_) => return Ok(Added::Incomplete(Some(locale.say(w::CONDITION_NO_RECORD)))),
            }
        }
    }
    let mut groups: Vec<u32> = rows(schema, query).iter().map(|(group, _)| *group).collect();
    groups.sort_unstable();
    let new = groups.last().map_or(1, |last| last.saturating_add(1));
    let group =
        query.get("to").and_then(|to| to.parse().ok()).filter(|to| groups.contains(to)).unwrap_or(new);
    let mut address = plain(query);
    for value in values {
        address.0.0.push((condition::name(group, field, op), value));
    }
    Ok(Added::Address(address.on(&visit.path)))
}

/// The address without what only adds a condition.
pub fn plain(query: &Query) -> Query {
    query.keep(|name, _| !["add", "op", "v", "v2", "to", "page", "done", "panel"].contains(&name))
}

fn rows(schema: &Schema, query: &Query) -> Vec<(u32, Vec<Row>)> {
    condition::groups(schema, query).unwrap_or_default()
}

/// Names of the records that the address mentions, and what the field being asked about offers.
pub async fn known(visit: &Visit, schema: &Schema) -> Outcome<Known> {
    let mentions = |name: &str| name.starts_with("f.") || condition::is_row(name);
    let ids: Vec<RecordId> = visit
        .query
        .0
        .0
        .iter()
        .filter(|(name, _)| mentions(name))
        .filter_map(|(_, value)| value.parse().ok())
        .collect();
    let mut known = Known::default();
    if !ids.is_empty() {
        let named = visit.desk().names(&ids, app::At::Now).await?;
        known.called = names::names(visit, &named)
            .records
            .into_iter()
            .map(|(id, link)| (id.to_string(), link.label))
            .collect();
    }
    // A link that may lead to any kind is asked for by reference.
    known.example = record::reference(schema.kind.reference, 7);
    if let Some(kind) =
        visit.query.get("add").and_then(|id| schema.field(id)).and_then(|field| target(&field.shape))
    {
        known.example = record::reference(visit.desk().schema(kind).await?.kind.reference, 7);
        let offers = visit.desk().offers(kind, OFFERED + 1).await?;
        if offers.len() as u64 <= OFFERED {
            let label = |named: &app::Named| {
                if kind == "person" {
                    named.title.clone()
                } else {
                    format!("{} {}", named.reference, named.title)
                }
            };
            known.options = Some(offers.iter().map(|(id, named)| (id.to_string(), label(named))).collect());
        }
    }
    Ok(known)
}

/// The chips of the rows, by group, each with the address without it.
pub fn chips(visit: &Visit, locale: &Locale, schema: &Schema, called: &Called) -> Vec<Vec<(Chip, Href)>> {
    let base = plain(&visit.query);
    let chip = |row: &Row| {
        let name = row.name();
        let mine = |given: &str, value: &str| given == name && row.values.iter().any(|own| own == value);
        let without = base.keep(|given, value| !mine(given, value)).on(&visit.path);
        (Chip::new(label(locale, schema, &row.field), said(locale, schema, row, called)), Href::to(without))
    };
    rows(schema, &visit.query).iter().map(|(_, rows)| rows.iter().map(chip).collect()).collect()
}

/// The same address with “and” and “or” exchanged, where that makes a difference.
pub fn exchanged(visit: &Visit, schema: &Schema) -> Option<Href> {
    let groups = rows(schema, &visit.query);
    let many = groups.iter().map(|(_, rows)| rows.len()).sum::<usize>() > 1;
    let other = if condition::is_any(&visit.query) { "" } else { "any" };
    many.then(|| Href::to(plain(&visit.query).with("match", other).on(&visit.path)))
}

/// What a further condition can be on.
pub fn offered(locale: &Locale, schema: &Schema) -> Vec<(String, String)> {
    let own = [STATE, CHANGED].map(|id| (id.to_owned(), label(locale, schema, id)));
    let fields = schema.fields().filter(|field| !Op::of(&field.shape).is_empty());
    fields.map(|field| (field.id.to_owned(), label(locale, schema, field.id))).chain(own).collect()
}

/// The form for the condition that is being added.
pub fn builder(visit: &Visit, locale: &Locale, schema: &Schema, known: &Known) -> Option<Builder> {
    let id = visit.query.get("add")?;
    let asked = ops(schema, id);
    let field = schema.field(id);
    (!asked.is_empty()).then_some(())?;
    let mut codes = Vec::new();
    for op in asked {
        if *op == Op::Within {
            let spans = Relative::OFFERED.map(|span| (format!("in:{}", span.code()), relative(locale, span)));
            codes.extend(spans);
            continue;
        }
        if *op == Op::Is && field.is_some_and(is_person) {
            codes.push((format!("is:{ME}"), locale.say(w::IS_ME)));
        }
        let day = id == CHANGED || field.is_some_and(is_day);
        codes.push((op.code().to_owned(), locale.say(asks(*op, day))));
    }
    Some(Builder {
        field: id.to_owned(),
        label: label(locale, schema, id),
        ops: codes,
        values: values(locale, schema, id, known),
        places: places(visit, locale, schema, known),
        typed: FormData(visit.query.0.0.clone()),
        problem: known.problem.clone(),
        cancel: Href::to(plain(&visit.query).on(&visit.path)),
    })
}

fn values(locale: &Locale, schema: &Schema, id: &str, known: &Known) -> Values {
    let Some(field) = schema.field(id) else {
        let codes = State::codes(schema.kind.life_cycle).iter();
        let states = codes.map(|code| ((*code).to_owned(), locale.say(states::state(code))));
        return if id == STATE { Values::Some(states.collect()) } else { Values::Two("date") };
    };
    let option = |option| declared::option(locale, schema.kind.id, field, option);
    match field.shape {
        Shape::Line { .. } | Shape::Prose { .. } | Shape::File => Values::Text,
        Shape::Number { .. } | Shape::Rating(_) => Values::Two("number"),
        Shape::Money => Values::Two("text"),
        Shape::Date | Shape::Period => Values::Two("date"),
        Shape::Flag => Values::Some(vec![
            ("yes".to_owned(), locale.say(forms::YES)),
            ("no".to_owned(), locale.say(forms::NO)),
        ]),
        Shape::Choice(options) | Shape::Choices(options) => {
            Values::Some(options.iter().map(|each| (each.code.to_owned(), option(each))).collect())
        }
        Shape::Person | Shape::Link(_) | Shape::Links(_) | Shape::Evidence => match &known.options {
            Some(options) => Values::Some(options.clone()),
            None => Values::Reference(known.example.clone()),
        },
        Shape::Table(_) | Shape::Answers(_) | Shape::Series { .. } => Values::None,
    }
}

/// Where a condition can be put: beside the others, or into a group.
fn places(visit: &Visit, locale: &Locale, schema: &Schema, known: &Known) -> Vec<(String, String)> {
    let any = condition::is_any(&visit.query);
    let (new, into) =
        if any { (w::CONDITION_OR, w::CONDITION_AND_TO) } else { (w::CONDITION_AND, w::CONDITION_OR_TO) };
    let mut places = vec![(String::new(), locale.say(new))];
    for (group, rows) in rows(schema, &visit.query) {
        let told = rows.iter().map(|row| {
            let (name, value) = (label(locale, schema, &row.field), said(locale, schema, row, &known.called));
            locale.fill(w::NAMED, &[("name", &name), ("value", &value)])
        });
        let joined = joined(locale, if any { w::BOTH } else { w::EITHER }, told);
        places.push((group.to_string(), locale.fill(into, &[("conditions", &joined)])));
    }
    places
}

fn joined(locale: &Locale, by: Word, parts: impl Iterator<Item = String>) -> String {
    parts.reduce(|a, b| locale.fill(by, &[("a", &a), ("b", &b)])).unwrap_or_default()
}

/// What a condition is on, in words.
pub fn label(locale: &Locale, schema: &Schema, id: &str) -> String {
    match id {
        STATE => locale.say(w::STATE),
        CHANGED => locale.say(w::CHANGED),
        _ => schema
            .field(id)
            .map_or_else(|| id.to_owned(), |field| declared::label(locale, schema.kind.id, field)),
    }
}

/// What a row asks, in words.
fn said(locale: &Locale, schema: &Schema, row: &Row, called: &Called) -> String {
    let field = schema.field(&row.field);
    let day = row.field == CHANGED || field.is_some_and(is_day);
    let one = |value: &str| value_of(locale, schema, row, field, value, called);
    let first = row.values.first().map(String::as_str).unwrap_or_default();
    let all = || joined(locale, w::EITHER, row.values.iter().map(|value| one(value)));
    let with = |word: Word| locale.fill(word, &[("value", &one(first))]);
    match row.op {
        Op::Is => all(),
        Op::Not => locale.fill(w::IS_NOT_VALUE, &[("value", &all())]),
        Op::Has => with(w::HAS_VALUE),
        Op::Lacks => with(w::LACKS_VALUE),
        Op::Starts => with(w::STARTS_VALUE),
        Op::From => with(if day { w::SINCE_VALUE } else { w::LEAST_VALUE }),
        Op::To => with(if day { w::UP_TO_VALUE } else { w::MOST_VALUE }),
        Op::Between => {
            let (from, to) = first.split_once("..").unwrap_or((first, ""));
            locale.fill(w::BETWEEN_VALUES, &[("from", &one(from)), ("to", &one(to))])
        }
        Op::Within => {
            Relative::from_code(first).map_or_else(|| first.to_owned(), |span| relative(locale, span))
        }
        Op::Empty => locale.say(w::EMPTY),
        Op::Filled => locale.say(w::FILLED),
    }
}

fn value_of(
    locale: &Locale,
    schema: &Schema,
    row: &Row,
    field: Option<&FieldDef>,
    value: &str,
    called: &Called,
) -> String {
    let Some(field) = field else {
        return if row.field == STATE { locale.say(states::state(value)) } else { on(locale, value) };
    };
    match field.shape {
        Shape::Date | Shape::Period => on(locale, value),
        Shape::Flag => locale.say(if value == "no" { forms::NO } else { forms::YES }),
        Shape::Choice(options) | Shape::Choices(options) => {
            let option = options.iter().find(|option| option.code == value);
            option.map_or_else(
                || value.to_owned(),
                |option| declared::option(locale, schema.kind.id, field, option),
            )
        }
        Shape::Person | Shape::Link(_) | Shape::Links(_) | Shape::Evidence if value == ME => {
            locale.say(w::ME)
        }
        Shape::Person | Shape::Link(_) | Shape::Links(_) | Shape::Evidence => {
            called.get(value).cloned().unwrap_or_else(|| locale.say(page::UNKNOWN_RECORD))
        }
        _ => value.to_owned(),
    }
}

fn on(locale: &Locale, day: &str) -> String {
    day.parse::<Date>().map_or_else(|_| day.to_owned(), |day| locale.day_text(day))
}

const fn asks(op: Op, day: bool) -> Word {
    match op {
        Op::Is => w::IS,
        Op::Not => w::IS_NOT,
        Op::Has => w::HAS,
        Op::Lacks => w::LACKS,
        Op::Starts => w::STARTS,
        Op::From => {
            if day {
                w::SINCE
            } else {
                w::LEAST
            }
        }
        Op::To => {
            if day {
                w::UP_TO
            } else {
                w::MOST
            }
        }
        Op::Between | Op::Within => w::BETWEEN,
        Op::Empty => w::EMPTY,
        Op::Filled => w::FILLED,
    }
}

fn relative(locale: &Locale, span: Relative) -> String {
    let days = |word: Word, n: u16| locale.fill(word, &[("n", &n.to_string())]);
    let word = match span {
        Relative::Next(n) => return days(w::NEXT_DAYS, n),
        Relative::Last(n) => return days(w::LAST_DAYS, n),
        Relative::Overdue => w::OVERDUE,
        Relative::Today => w::TODAY,
        Relative::Calendar(Unit::Week, 0) => w::THIS_WEEK,
        Relative::Calendar(Unit::Month, 0) => w::THIS_MONTH,
        Relative::Calendar(Unit::Quarter, 0) => w::THIS_QUARTER,
        Relative::Calendar(Unit::Year, 0) => w::THIS_YEAR,
        Relative::Calendar(Unit::Week, 1..) => w::NEXT_WEEK,
        Relative::Calendar(Unit::Month, 1..) => w::NEXT_MONTH,
        Relative::Calendar(Unit::Quarter, 1..) => w::NEXT_QUARTER,
        Relative::Calendar(Unit::Year, 1..) => w::NEXT_YEAR,
        Relative::Calendar(Unit::Week, _) => w::LAST_WEEK,
        Relative::Calendar(Unit::Month, _) => w::LAST_MONTH,
        Relative::Calendar(Unit::Quarter, _) => w::LAST_QUARTER,
        Relative::Calendar(Unit::Year, _) => w::LAST_YEAR,
    };
    locale.say(word)
}
