//! The body of a kind as JSON Schema (2020-12): one exhaustive match on the shape of a field.

use record::{FieldDef, Opt, Schema, Shape, limits};
use serde_json::{Map, Value as Json, json};

/// The fields of a kind as one object. Nothing is required here: a draft may be incomplete.
pub fn body(schema: &Schema) -> Json {
    let fields: Map<String, Json> =
        schema.fields().map(|field| (field.id.to_owned(), described(field))).collect();
    let needed: Vec<&str> = schema.fields().filter(|field| field.required).map(|field| field.id).collect();
    json!({
        "type": "object",
        "title": schema.kind.name.one,
        "description": schema.kind.purpose,
        "properties": fields,
        "additionalProperties": false,
        "x-required-to-be-in-force": needed,
    })
}

fn described(field: &FieldDef) -> Json {
    let mut json = shape(&field.shape);
    if let Some(object) = json.as_object_mut() {
        object.insert("title".to_owned(), field.label.into());
        if !field.hint.is_empty() {
            object.insert("description".to_owned(), field.hint.into());
        }
    }
    json
}

fn shape(shape: &Shape) -> Json {
    match shape {
        Shape::Line { max } | Shape::Prose { max } => json!({ "type": "string", "maxLength": max }),
        Shape::Number { .. } => decimal(),
        Shape::Money => json!({
            "type": "object",
            "properties": { "amount": decimal(), "currency": { "type": "string", "pattern": "^[A-Z]{3}$" } },
            "required": ["amount", "currency"],
        }),
        Shape::Date => json!({ "type": "string", "format": "date" }),
        Shape::Flag => json!({ "type": "boolean" }),
        Shape::Choice(options) => one_of(options),
        Shape::Choices(options) => json!({ "type": "array", "items": one_of(options), "uniqueItems": true }),
        Shape::Rating(steps) => json!({ "type": "integer", "minimum": 1, "maximum": steps.len() }),
        Shape::Period => json!({
            "type": "object",
            "properties": { "from": { "type": "string", "format": "date" }, "to": { "type": "string", "format": "date" } },
            "required": ["from"],
        }),
        Shape::Link(to) => id(to.kind),
        Shape::Person => id("person"),
        Shape::Links(to) => ids(to.kind),
        Shape::Evidence => ids("evidence"),
        Shape::File => json!({
            "type": "object",
            "properties": {
                "sha256": { "type": "string", "pattern": "^[0-9a-f]{64}$" },
                "name": { "type": "string" },
                "bytes": { "type": "integer", "minimum": 1, "maximum": limits::FILE_BYTES },
                "media": { "type": "string" },
            },
            "required": ["sha256", "name", "bytes", "media"],
        }),
        Shape::Table(columns) => {
            let mut properties: Map<String, Json> =
                columns.iter().map(|column| (column.id.to_owned(), described(column))).collect();
            properties.insert("row".to_owned(), json!({ "type": "integer", "minimum": 1 }));
            json!({
                "type": "array",
                "maxItems": limits::ROWS,
                "items": { "type": "object", "properties": properties, "required": ["row"], "additionalProperties": false },
            })
        }
        Shape::Answers(set) => {
            let given: Map<String, Json> = set
                .questions
                .iter()
                .map(|question| {
                    let answer = json!({
                        "type": "object",
                        "properties": { "value": described(&question.field), "note": { "type": "string" } },
                        "required": ["value"],
                    });
                    (question.field.id.to_owned(), answer)
                })
                .collect();
            json!({
                "type": "object",
                "properties": {
                    "set": { "type": "string", "const": set.tag() },
                    "given": { "type": "object", "properties": given, "additionalProperties": false },
                },
                "required": ["given"],
            })
        }
        Shape::Series { unit } => json!({
            "type": "array",
            "maxItems": limits::POINTS,
            "items": {
                "type": "object",
                "properties": { "at": { "type": "string", "format": "date-time" }, "value": decimal() },
                "required": ["at", "value"],
            },
            "x-unit": unit,
        }),
    }
}

/// Numbers travel as decimal text, so that no digit is lost on the way.
fn decimal() -> Json {
    json!({ "type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+)?$" })
}

/// The id of a record of a kind; `*` is any.
fn id(kind: &str) -> Json {
    json!({ "type": "string", "format": "uuid", "x-links-to": kind })
}

fn ids(kind: &str) -> Json {
    json!({ "type": "array", "items": id(kind), "uniqueItems": true, "maxItems": limits::LINKS })
}

fn one_of(options: &[Opt]) -> Json {
    let codes: Vec<&str> = options.iter().map(|option| option.code).collect();
    json!({ "type": "string", "enum": codes })
}
