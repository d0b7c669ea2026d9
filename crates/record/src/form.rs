//! Bodies as form fields and back. What was typed is kept as it was, so that a refused form loses nothing.

use crate::parse::amount_text;
use crate::{
    Answer, Answers, Body, FieldDef, Problem, QuestionSet, Row, Schema, Shape, Value, clean_prose, limits,
    parse_text, show,
};
use std::collections::BTreeMap;

/// Names and values as a browser sends them. Names: `field`; `field.amount` and `field.currency`; `field.from` and
/// `field.to`; `field.ROW.column` for a table (new rows are numbered on); `field.QUESTION` and `field.QUESTION.note`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormData(pub Vec<(String, String)>);

impl FormData {
    /// The first value under a name.
    pub fn first(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    /// Every value under a name.
    pub fn every(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    /// The row numbers that appear under a table's name, ascending.
    pub fn rows(&self, table: &str) -> Vec<u32> {
        let mut rows: Vec<u32> = self
            .0
            .iter()
            .filter_map(|(name, _)| {
                name.strip_prefix(table)?.strip_prefix('.')?.split_once('.')?.0.parse().ok()
            })
            .filter(|row| *row > 0)
            .collect();
        rows.sort_unstable();
        rows.dedup();
        rows
    }
}

/// Reads a whole form. Files and series do not travel in forms: they are carried over from `base`.
pub fn parse_form(schema: &Schema, form: &FormData, base: Option<&Body>) -> (Body, Vec<Problem>) {
    let mut body = Body::new();
    let mut problems = Vec::new();
    for field in schema.fields() {
        let read = match field.shape {
            Shape::File | Shape::Series { .. } => base.and_then(|base| base.get(field.id)).cloned(),
            Shape::Table(columns) => read_table(field, columns, form, &mut problems),
            Shape::Answers(set) => read_answers(field, set, form, &mut problems),
            _ => read_simple(&field.shape, field.id, form, &mut problems),
        };
        if let Some(value) = read {
            body.set(field.id, value);
        }
    }
    (body, problems)
}

/// A body as form fields: the inverse of [`parse_form`] but for files and series.
pub fn to_form(schema: &Schema, body: &Body) -> FormData {
    let mut pairs = Vec::new();
    for field in schema.fields() {
        let Some(value) = body.get(field.id) else { continue };
        match (field.shape, value) {
            (Shape::Table(columns), Value::Table(rows)) => {
                for row in rows {
                    for column in columns {
                        if let Some(cell) = row.cells.get(column.id) {
                            write_simple(
                                &column.shape,
                                &format!("{}.{}.{}", field.id, row.id, column.id),
                                cell,
                                &mut pairs,
                            );
                        }
                    }
                }
            }
            (Shape::Answers(set), Value::Answers(answers)) => {
                for question in set.questions {
                    if let Some(answer) = answers.given.get(question.field.id) {
                        let name = format!("{}.{}", field.id, question.field.id);
                        write_simple(&question.field.shape, &name, &answer.value, &mut pairs);
                        if let Some(note) = &answer.note {
                            pairs.push((format!("{name}.note"), note.clone()));
                        }
                    }
                }
            }
            (Shape::File | Shape::Series { .. }, _) => {}
            (shape, value) => write_simple(&shape, field.id, value, &mut pairs),
        }
    }
    FormData(pairs)
}

fn read_simple(shape: &Shape, name: &str, form: &FormData, problems: &mut Vec<Problem>) -> Option<Value> {
    let text = match shape {
        Shape::Choices(_) | Shape::Links(_) | Shape::Evidence => {
            form.every(name).filter(|text| !text.trim().is_empty()).collect::<Vec<_>>().join(";")
        }
        Shape::Money => {
            let amount = form.first(&format!("{name}.amount")).unwrap_or_default();
            let currency = form.first(&format!("{name}.currency")).unwrap_or_default();
            if amount.trim().is_empty() { String::new() } else { format!("{amount} {currency}") }
        }
        Shape::Period => {
            let from = form.first(&format!("{name}.from")).unwrap_or_default();
            let to = form.first(&format!("{name}.to")).unwrap_or_default();
            if from.trim().is_empty() && to.trim().is_empty() {
                String::new()
            } else {
                format!("{from} – {to}")
            }
        }
        _ => form.first(name).unwrap_or_default().to_owned(),
    };
    match parse_text(shape, &text) {
        Ok(value) => value,
        Err((code, sentence)) => {
            problems.push(Problem::new(name, code, sentence));
            None
        }
    }
}

fn write_simple(shape: &Shape, name: &str, value: &Value, pairs: &mut Vec<(String, String)>) {
    match value {
        Value::Choice(code) => pairs.push((name.to_owned(), code.clone())),
        Value::Choices(codes) => pairs.extend(codes.iter().map(|code| (name.to_owned(), code.clone()))),
        Value::Links(ids) => pairs.extend(ids.iter().map(|id| (name.to_owned(), id.to_string()))),
        Value::Rating(step) => pairs.push((name.to_owned(), step.to_string())),
        Value::Flag(flag) => pairs.push((name.to_owned(), if *flag { "yes" } else { "no" }.to_owned())),
        Value::Money(money) => {
            pairs.push((format!("{name}.amount"), amount_text(money.amount)));
            pairs.push((format!("{name}.currency"), money.currency.clone()));
        }
        Value::Period(span) => {
            pairs.push((format!("{name}.from"), span.from.to_string()));
            pairs.extend(span.to.map(|to| (format!("{name}.to"), to.to_string())));
        }
        other => pairs.push((name.to_owned(), show(shape, other))),
    }
}

fn read_table(
    field: &FieldDef,
    columns: &[FieldDef],
    form: &FormData,
    problems: &mut Vec<Problem>,
) -> Option<Value> {
    let mut rows = Vec::new();
    let ids = form.rows(field.id);
    if ids.len() > limits::ROWS {
        problems.push(Problem::new(
            field.id,
            "too_many",
            format!("“{}” can hold at most {} rows.", field.label, limits::ROWS),
        ));
        return None;
    }
    for id in ids {
        if form.first(&format!("{}.{id}.remove", field.id)).is_some() {
            continue;
        }
        let mut cells = BTreeMap::new();
        for column in columns {
            if let Some(value) =
                read_simple(&column.shape, &format!("{}.{id}.{}", field.id, column.id), form, problems)
            {
                cells.insert(column.id.to_owned(), value);
            }
        }
        if !cells.is_empty() {
            rows.push(Row { id, cells });
        }
    }
    (!rows.is_empty()).then_some(Value::Table(rows))
}

fn read_answers(
    field: &FieldDef,
    set: &QuestionSet,
    form: &FormData,
    problems: &mut Vec<Problem>,
) -> Option<Value> {
    let mut given = BTreeMap::new();
    for question in set.questions {
        let name = format!("{}.{}", field.id, question.field.id);
        let note = read_note(&name, form, problems);
        let before = problems.len();
        let value = read_simple(&question.field.shape, &name, form, problems);
        if value.is_none() && note.is_some() && problems.len() == before {
            problems.push(Problem::new(
                name.as_str(),
                "note_without_answer",
                format!("Answer “{}”, or remove the note.", question.field.label),
            ));
        }
        if let Some(value) = value {
            given.insert(question.field.id.to_owned(), Answer { value, note });
        }
    }
    (!given.is_empty()).then(|| Value::Answers(Answers { set: set.tag(), given }))
}

fn read_note(name: &str, form: &FormData, problems: &mut Vec<Problem>) -> Option<String> {
    let path = format!("{name}.note");
    match clean_prose(form.first(&path).unwrap_or_default()) {
        Ok(note) => (!note.is_empty()).then_some(note),
        Err((code, sentence)) => {
            problems.push(Problem::new(path, code, sentence));
            None
        }
    }
}
