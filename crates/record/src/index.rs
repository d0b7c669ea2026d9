//! What a store keeps beside the body so that registers are quick: sort keys, links and search words.

use crate::{Body, FieldDef, Opt, RecordId, Relation, Schema, Shape, Value, fold, limits, text::each_word};
use rust_decimal::Decimal;

/// A sortable, filterable value of one field. Fields with several values have several cells.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    /// Field id.
    pub field: String,
    /// The same bytes in the same order on every store.
    pub key: String,
}

/// The cells of a body.
pub fn cells(schema: &Schema, body: &Body) -> Vec<Cell> {
    let mut cells = Vec::new();
    for field in schema.fields() {
        let Some(value) = body.get(field.id) else { continue };
        let mut push = |key: String| cells.push(Cell { field: field.id.to_owned(), key });
        match value {
            Value::Choices(codes) => codes.iter().for_each(|code| push(choice_key(field, code))),
            Value::Links(ids) => ids.iter().for_each(|id| push(id.to_string())),
            other => {
                if let Some(key) = sort_key(field, other) {
                    push(key);
                }
            }
        }
    }
    cells
}

/// What cells, links, words and readers of a kind depend on: as long as this text stays the same, the same bodies give the
/// same. The version of the declaration, and of each field its id, shape, codes and relation; wording changes with the version
/// of the program.
pub fn index_basis(schema: &Schema) -> String {
    let mut basis = schema.kind.version.to_string();
    for field in schema.fields() {
        let (shape, codes): (&str, &[Opt]) = match field.shape {
            Shape::Line { .. } => ("line", &[]),
            Shape::Prose { .. } => ("prose", &[]),
            Shape::Number { .. } => ("number", &[]),
            Shape::Money => ("money", &[]),
            Shape::Date => ("date", &[]),
            Shape::Flag => ("flag", &[]),
            Shape::Choice(options) => ("choice", options),
            Shape::Choices(options) => ("choices", options),
            Shape::Rating(steps) => ("rating", steps),
            Shape::Period => ("period", &[]),
            Shape::Link(_) => ("link", &[]),
            Shape::Links(_) => ("links", &[]),
            Shape::Person => ("person", &[]),
            Shape::Evidence => ("evidence", &[]),
            Shape::File => ("file", &[]),
            Shape::Table(_) => ("table", &[]),
            Shape::Answers(_) => ("answers", &[]),
            Shape::Series { .. } => ("series", &[]),
        };
        let codes: Vec<&str> = codes.iter().map(|option| option.code).collect();
        let relation = match field.relation {
            Some(Relation::Owner) => " owner",
            Some(Relation::Assignee) => " assignee",
            Some(Relation::Unit) => " unit",
            None => "",
        };
        for part in ["; ", field.id, " ", shape, relation, " ", &codes.join(",")] {
            basis.push_str(part);
        }
    }
    basis
}

/// The key by which a single value sorts: byte order is the order that people expect.
pub fn sort_key(field: &FieldDef, value: &Value) -> Option<String> {
    Some(match value {
        Value::Text(text) => {
            let most = match field.shape {
                Shape::Line { .. } => limits::SORT_LINE_CHARS,
                _ => limits::SORT_CHARS,
            };
            fold(text).split_whitespace().collect::<Vec<_>>().join(" ").chars().take(most).collect()
        }
        Value::Number(number) => number_key(*number),
        Value::Money(money) => number_key(money.amount),
        Value::Date(date) => date.to_string(),
        Value::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
        Value::Choice(code) => choice_key(field, code),
        Value::Rating(step) => format!("{step:02}"),
        Value::Period(span) => span.from.to_string(),
        Value::Link(id) => id.to_string(),
        Value::File(file) => fold(&file.name),
        Value::Table(rows) => format!("{:04}", rows.len()),
        Value::Choices(_) | Value::Links(_) | Value::Answers(_) | Value::Series(_) => return None,
    })
}

/// Every link in a body: field (for a table `field.column`) and target.
pub fn links_of(schema: &Schema, body: &Body) -> Vec<(String, RecordId)> {
    let mut links = Vec::new();
    for field in schema.fields() {
        match body.get(field.id) {
            Some(Value::Link(id)) => links.push((field.id.to_owned(), *id)),
            Some(Value::Links(ids)) => links.extend(ids.iter().map(|id| (field.id.to_owned(), *id))),
            Some(Value::Table(rows)) => {
                for (column, value) in rows.iter().flat_map(|row| &row.cells) {
                    let path = format!("{}.{column}", field.id);
                    match value {
                        Value::Link(id) => links.push((path, *id)),
                        Value::Links(ids) => links.extend(ids.iter().map(|id| (path.clone(), *id))),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    links.sort();
    links.dedup();
    links
}

/// The folded words by which a record is found: title and every text in it. Those of its reference are the store's, which
/// gives it.
pub fn search_text(schema: &Schema, body: &Body) -> String {
    let mut words = Found::default();
    for field in schema.fields() {
        if let Some(value) = body.get(field.id) {
            collect(field, value, &mut words);
        }
    }
    words.0
}

/// Words as they are found, one space between two.
#[derive(Default)]
struct Found(String);

impl Found {
    fn add(&mut self, text: &str) {
        each_word(text, |word| {
            if !self.0.is_empty() {
                self.0.push(' ');
            }
            self.0.push_str(word);
        });
    }
}

/// The fields of a schema that hold personal data.
pub fn personal_fields(schema: &Schema) -> impl Iterator<Item = &FieldDef> {
    schema.fields().filter(|field| field.personal)
}

fn collect(field: &FieldDef, value: &Value, words: &mut Found) {
    match (field.shape, value) {
        (Shape::Choice(options) | Shape::Choices(options), Value::Choice(_) | Value::Choices(_)) => {
            let chosen: Vec<&str> = match value {
                Value::Choice(code) => vec![code],
                Value::Choices(codes) => codes.iter().map(String::as_str).collect(),
                _ => Vec::new(),
            };
            for option in options.iter().filter(|option| chosen.contains(&option.code)) {
                words.add(option.label);
            }
        }
        (_, Value::Text(text)) => words.add(text),
        (_, Value::File(file)) => words.add(&file.name),
        (Shape::Table(columns), Value::Table(rows)) => {
            for (name, cell) in rows.iter().flat_map(|row| &row.cells) {
                if let Some(column) = columns.iter().find(|column| column.id == name) {
                    collect(column, cell, words);
                }
            }
        }
        (Shape::Answers(set), Value::Answers(answers)) => {
            for (id, answer) in &answers.given {
                if let Some(question) = set.question(id) {
                    collect(&question.field, &answer.value, words);
                }
                answer.note.iter().for_each(|note| words.add(note));
            }
        }
        _ => {}
    }
}

/// Options sort in the order of their declaration: a three-digit place, then the code.
fn choice_key(field: &FieldDef, code: &str) -> String {
    let options = match field.shape {
        Shape::Choice(options) | Shape::Choices(options) => options,
        _ => &[],
    };
    let place = options.iter().position(|option| option.code == code).unwrap_or(999);
    format!("{place:03}.{code}")
}

/// The number that a key of numbers stands for; a further sign behind the digits is not read.
pub fn number_of(key: &str) -> Option<Decimal> {
    let scaled: i128 = key.get(..37)?.parse().ok()?;
    Decimal::try_from_i128_with_scale(scaled - ABOVE_ALL, 6).ok()
}

/// Above every number to six decimal places, so that all keys have the same number of digits.
const ABOVE_ALL: i128 = 10_i128.pow(36);

/// Numbers as text whose byte order is the order of the numbers, to six decimal places; what differs only beyond
/// them has the same key. The largest decimal has 29 digits, so that neither product nor sum can overflow 128 bits.
fn number_key(number: Decimal) -> String {
    let scaled = number.mantissa() * 1_000_000 / 10_i128.pow(number.scale());
    format!("{:037}", ABOVE_ALL + scaled)
}
