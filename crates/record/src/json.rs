//! Values as JSON: what bodies are stored, hashed and exchanged as. Numbers that matter are decimal strings.

use crate::parse::in_order;
use crate::{
    Amount, Answer, Answers, Body, FieldDef, FileRef, Point, Problem, RecordId, Row, Schema, Shape, TimeSpan,
    Value,
};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;

impl Value {
    /// The value as JSON.
    pub fn to_json(&self) -> Json {
        match self {
            Self::Text(text) | Self::Choice(text) => Json::from(text.as_str()),
            Self::Number(number) => Json::from(number.normalize().to_string()),
            Self::Money(money) => json!({ "amount": money.amount.normalize().to_string(), "currency": money.currency }),
            Self::Date(date) => Json::from(date.to_string()),
            Self::Flag(flag) => Json::from(*flag),
            Self::Choices(codes) => Json::from(codes.clone()),
            Self::Rating(step) => Json::from(*step),
            Self::Period(span) => match span.to {
                Some(to) => json!({ "from": span.from.to_string(), "to": to.to_string() }),
                None => json!({ "from": span.from.to_string() }),
            },
            Self::Link(id) => Json::from(id.to_string()),
            Self::Links(ids) => Json::Array(ids.iter().map(|id| Json::from(id.to_string())).collect()),
            Self::File(file) => json!({ "sha256": file.sha256, "name": file.name, "bytes": file.bytes, "media": file.media }),
            Self::Table(rows) => Json::Array(rows.iter().map(row_json).collect()),
            Self::Answers(answers) => answers_json(answers),
            Self::Series(points) => Json::Array(points.iter().map(|point| json!({ "at": point.at.to_string(), "value": point.value.normalize().to_string() })).collect()),
        }
    }

    /// Reads a value of a shape.
    ///
    /// # Errors
    /// A sentence on what was expected.
    pub fn from_json(shape: &Shape, json: &Json) -> Result<Self, String> {
        let text = || json.as_str().ok_or_else(|| "Send a text.".to_owned());
        Ok(match shape {
            Shape::Line { .. } | Shape::Prose { .. } => Self::Text(text()?.to_owned()),
            Shape::Number { .. } => Self::Number(number(json)?),
            Shape::Money => Self::Money(Amount {
                amount: number(json.get("amount").unwrap_or(&Json::Null))?,
                currency: member(json, "currency")?.to_owned(),
            }),
            Shape::Date => Self::Date(day(text()?)?),
            Shape::Flag => Self::Flag(json.as_bool().ok_or("Send true or false.")?),
            Shape::Choice(_) => Self::Choice(text()?.to_owned()),
            Shape::Choices(options) => {
                let codes: Vec<String> = items(json)?
                    .iter()
                    .map(|item| {
                        item.as_str().map(str::to_owned).ok_or_else(|| "Send a list of codes.".to_owned())
                    })
                    .collect::<Result<_, _>>()?;
                // In the order of the declaration, so that the same choice is the same bytes; unknown codes stay
                // where `validate` sees them.
                let mut ordered = in_order(options, &codes);
                ordered.extend(
                    codes.into_iter().filter(|code| !options.iter().any(|option| option.code == code)),
                );
                Self::Choices(ordered)
            }
            Shape::Rating(_) => Self::Rating(
                json.as_u64()
                    .and_then(|step| u8::try_from(step).ok())
                    .ok_or("Send a step of the scale as a whole number.")?,
            ),
            Shape::Period => Self::Period(TimeSpan {
                from: day(member(json, "from")?)?,
                to: match json.get("to") {
                    None | Some(Json::Null) => None,
                    Some(_) => Some(day(member(json, "to")?)?),
                },
            }),
            Shape::Link(_) | Shape::Person => Self::Link(id(json)?),
            Shape::Links(_) | Shape::Evidence => {
                Self::Links(items(json)?.iter().map(id).collect::<Result<_, _>>()?)
            }
            Shape::File => Self::File(FileRef {
                sha256: member(json, "sha256")?.to_owned(),
                name: member(json, "name")?.to_owned(),
                bytes: json.get("bytes").and_then(Json::as_u64).ok_or("Send the size in bytes.")?,
                media: member(json, "media")?.to_owned(),
            }),
            Shape::Table(columns) => {
                Self::Table(items(json)?.iter().map(|row| read_row(columns, row)).collect::<Result<_, _>>()?)
            }
            Shape::Answers(set) => read_answers(set, json)?,
            Shape::Series { .. } => Self::Series(items(json)?.iter().map(point).collect::<Result<_, _>>()?),
        })
    }
}

impl Body {
    /// The body as a JSON object.
    pub fn to_json(&self) -> Map<String, Json> {
        self.iter().map(|(field, value)| (field.to_owned(), value.to_json())).collect()
    }

    /// Reads a body under a schema: what can be read, and the problems of the rest.
    pub fn from_json(schema: &Schema, json: &Map<String, Json>) -> (Self, Vec<Problem>) {
        let mut body = Self::new();
        let mut problems = Vec::new();
        for (id, value) in json {
            if value.is_null() {
                continue;
            }
            match schema.field(id) {
                None => problems.push(Problem::new(
                    id.as_str(),
                    "unknown_field",
                    "This kind of record has no such field.",
                )),
                Some(field) => match Value::from_json(&field.shape, value) {
                    Ok(value) => body.set(field.id, value),
                    Err(sentence) => problems.push(Problem::new(id.as_str(), "malformed", sentence)),
                },
            }
        }
        (body, problems)
    }
}

fn row_json(row: &Row) -> Json {
    let mut json: Map<String, Json> =
        row.cells.iter().map(|(column, value)| (column.clone(), value.to_json())).collect();
    json.insert("row".to_owned(), Json::from(row.id));
    Json::Object(json)
}

fn read_row(columns: &[FieldDef], json: &Json) -> Result<Row, String> {
    let object = json.as_object().ok_or("Send each row as an object.")?;
    let id = object.get("row").and_then(Json::as_u64).and_then(|id| u32::try_from(id).ok()).unwrap_or(0);
    let mut cells = BTreeMap::new();
    for (name, value) in object.iter().filter(|(name, value)| *name != "row" && !value.is_null()) {
        let column = columns
            .iter()
            .find(|column| column.id == name)
            .ok_or_else(|| format!("The table has no column “{name}”."))?;
        cells.insert(name.clone(), Value::from_json(&column.shape, value)?);
    }
    Ok(Row { id, cells })
}

fn answers_json(answers: &Answers) -> Json {
    let given: Map<String, Json> = answers
        .given
        .iter()
        .map(|(question, answer)| {
            let mut json = Map::new();
            json.insert("value".to_owned(), answer.value.to_json());
            if let Some(note) = &answer.note {
                json.insert("note".to_owned(), Json::from(note.as_str()));
            }
            (question.clone(), Json::Object(json))
        })
        .collect();
    json!({ "set": answers.set, "given": given })
}

fn read_answers(set: &crate::QuestionSet, json: &Json) -> Result<Value, String> {
    let tag = json.get("set").and_then(Json::as_str).map_or_else(|| set.tag(), str::to_owned);
    let given = json.get("given").and_then(Json::as_object).ok_or("Send the answers under “given”.")?;
    let mut read = BTreeMap::new();
    for (id, answer) in given {
        let question = set.question(id).ok_or_else(|| format!("The question set has no question “{id}”."))?;
        let value = Value::from_json(&question.field.shape, answer.get("value").unwrap_or(&Json::Null))?;
        let note = answer.get("note").and_then(Json::as_str).map(str::to_owned);
        read.insert(id.clone(), Answer { value, note });
    }
    Ok(Value::Answers(Answers { set: tag, given: read }))
}

fn number(json: &Json) -> Result<rust_decimal::Decimal, String> {
    use rust_decimal::Decimal;
    let read = match json {
        // Exact: a number with more digits than can be kept must not be rounded unseen.
        Json::String(text) => Decimal::from_str_exact(text),
        Json::Number(number) => {
            let text = number.to_string();
            Decimal::from_str_exact(&text).or_else(|_| Decimal::from_scientific(&text))
        }
        _ => return Err("Send a number.".to_owned()),
    };
    read.map_err(|_| "Send a number with at most 28 digits.".to_owned())
}

fn day(text: &str) -> Result<jiff::civil::Date, String> {
    text.parse().map_err(|_| "Send the date as year-month-day, like 2026-11-21.".to_owned())
}

fn id(json: &Json) -> Result<RecordId, String> {
    json.as_str().and_then(|text| text.parse().ok()).ok_or_else(|| "Send the id of a record.".to_owned())
}

fn items(json: &Json) -> Result<&Vec<Json>, String> {
    json.as_array().ok_or_else(|| "Send a list.".to_owned())
}

fn member<'a>(json: &'a Json, name: &str) -> Result<&'a str, String> {
    json.get(name).and_then(Json::as_str).ok_or_else(|| format!("Send “{name}” as text."))
}

fn point(json: &Json) -> Result<Point, String> {
    let at = member(json, "at")?.parse().map_err(|_| "Send the time of a point as RFC 3339.".to_owned())?;
    Ok(Point { at, value: number(json.get("value").unwrap_or(&Json::Null))? })
}
