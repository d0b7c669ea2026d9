//! One realistic, complete body for each kind. Together they tell one story and refer to each other.

use crate::id_of;
use record::{Body, Schema, Value};
use serde_json::{Map, Value as Json};

const SAMPLES: &[(&str, &str)] = &[
    ("action", include_str!("../samples/action.json")),
    ("agent", include_str!("../samples/agent.json")),
    ("attestation", include_str!("../samples/attestation.json")),
    ("body", include_str!("../samples/body.json")),
    ("control_implementation", include_str!("../samples/control_implementation.json")),
    ("dataset", include_str!("../samples/dataset.json")),
    ("document", include_str!("../samples/document.json")),
    ("evidence", include_str!("../samples/evidence.json")),
    ("gap", include_str!("../samples/gap.json")),
    ("impact_assessment", include_str!("../samples/impact_assessment.json")),
    ("model", include_str!("../samples/model.json")),
    ("person", include_str!("../samples/person.json")),
    ("risk", include_str!("../samples/risk.json")),
    ("soa", include_str!("../samples/soa.json")),
    ("risk_method", include_str!("../samples/risk_method.json")),
    ("supplier", include_str!("../samples/supplier.json")),
    ("system", include_str!("../samples/system.json")),
    ("unit", include_str!("../samples/unit.json")),
    ("use", include_str!("../samples/use.json")),
];

/// The sample body of a kind, under its present declaration. It is the record with the id `id_of(kind, 1)`.
///
/// # Panics
/// When there is no such sample, or the sample does not fit the declaration: a test should stop there.
#[expect(clippy::panic, reason = "a sample that does not fit must stop the test that asked for it")]
pub fn sample(kind: &str) -> Body {
    let text = SAMPLES.iter().find(|(id, _)| *id == kind).map(|(_, text)| *text);
    let (Some(text), Some(kind)) = (text, kinds::find(kind)) else {
        panic!("there is no sample of “{kind}”")
    };
    let json: Map<String, Json> = match serde_json::from_str(text) {
        Ok(json) => json,
        Err(error) => panic!("the sample of “{}” is no JSON object: {error}", kind.id),
    };
    let json = json.into_iter().map(|(field, value)| (field, with_ids(value))).collect();
    let (body, problems) = Body::from_json(&Schema::of(kind), &json);
    assert!(problems.is_empty(), "the sample of “{}” does not fit: {problems:#?}", kind.id);
    body
}

/// Every kind with its sample body, in the order of [`kinds::ALL`].
pub fn samples() -> impl Iterator<Item = (&'static record::Kind, Body)> {
    kinds::ALL.iter().map(|kind| (*kind, sample(kind.id)))
}

/// Puts ids in the place of names such as `@person/1`.
fn with_ids(json: Json) -> Json {
    match json {
        Json::String(text) => match text.strip_prefix('@').and_then(|name| name.split_once('/')) {
            Some((kind, number)) => {
                Json::String(number.parse().map_or(text.clone(), |number| id_of(kind, number).to_string()))
            }
            None => Json::String(text),
        },
        Json::Array(items) => Json::Array(items.into_iter().map(with_ids).collect()),
        Json::Object(members) => {
            Json::Object(members.into_iter().map(|(name, value)| (name, with_ids(value))).collect())
        }
        other => other,
    }
}

/// The sample body without anything that leads to another record: no links, no files, no rows with links.
///
/// # Panics
/// As [`sample`].
pub fn sample_alone(kind: &str) -> Body {
    let leads = |value: &Value| matches!(value, Value::Link(_) | Value::Links(_) | Value::File(_));
    let keeps = |value: &Value| match value {
        Value::Table(rows) => !rows.iter().any(|row| row.cells.values().any(leads)),
        other => !leads(other),
    };
    sample(kind)
        .iter()
        .filter(|(_, value)| keeps(value))
        .map(|(field, value)| (field.to_owned(), value.clone()))
        .collect()
}
