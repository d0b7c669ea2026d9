//! Severe effects: each is taken up by a risk, which is drafted from what the assessment says and nothing else.

use kinds::{
    impact_assessment::{self as ia, FINDINGS},
    risk,
};
use record::{Body, RecordId, Row, Value};
use std::collections::BTreeMap;

/// The step of severity from which an effect is severe.
pub const SEVERE: u8 = 4;
/// Characters of the name of a risk that is drafted.
const NAME_CHARS: usize = 160;

/// A severe effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effect<'a> {
    /// Its row.
    pub row: u32,
    /// What happens.
    pub what: &'a str,
    /// How severe it is, as a step of the scale.
    pub severity: u8,
    /// The risk that takes it up.
    pub risk: Option<RecordId>,
}

/// The severe effects of an assessment, in the order of their rows.
pub fn severe(assessment: &Body) -> Vec<Effect<'_>> {
    FINDINGS.of(assessment).unwrap_or_default().iter().filter_map(effect).collect()
}

fn effect(row: &Row) -> Option<Effect<'_>> {
    let Some(Value::Rating(severity)) = row.cells.get("severity") else { return None };
    let risk = match row.cells.get("risk") {
        Some(Value::Link(id)) => Some(*id),
        _ => None,
    };
    let what = row.cells.get("what").and_then(Value::text).unwrap_or_default();
    (*severity >= SEVERE).then_some(Effect { row: row.id, what, severity: *severity, risk })
}

/// The draft of the risk that takes an effect up: what happens, to whom, where, how severe and how likely it is, and the
/// measure, as far as the assessment says so. What it does not say stays open.
pub fn drafted(assessment: RecordId, body: &Body, row: u32, owner: RecordId) -> Option<Body> {
    let found = FINDINGS.of(body)?.iter().find(|known| known.id == row)?;
    let effect = effect(found)?;
    let cell = |name: &str| found.cells.get(name).cloned();
    let what = Value::Text(effect.what.to_owned());
    let name: String = effect.what.chars().take(NAME_CHARS).collect();
    let mut draft = Body::new()
        .with(risk::NAME.field.id, Value::Text(name.trim().to_owned()))
        .with(risk::NATURE.field.id, Value::Choice("threat".to_owned()))
        .with(risk::EVENT.field.id, what.clone())
        .with(risk::CONSEQUENCE.field.id, what)
        .with(risk::FROM_FINDING.field.id, Value::Link(assessment))
        .with(risk::OWNER.field.id, Value::Link(owner))
        .with(risk::INHERENT_IMPACT.field.id, Value::Rating(effect.severity));
    if let Some(Value::Choice(who)) = cell("who") {
        draft.set(risk::AFFECTED.field.id, Value::Choices(vec![who]));
    }
    if let Some(likelihood) = cell("likelihood") {
        draft.set(risk::INHERENT_LIKELIHOOD.field.id, likelihood);
    }
    if let Some(measure) = cell("measure") {
        let cells = BTreeMap::from([("what".to_owned(), measure)]);
        draft.set(risk::TREATMENTS.field.id, Value::Table(vec![Row { id: 1, cells }]));
    }
    for (from, to) in [
        (ia::USES.field.id, risk::USES.field.id),
        (ia::SYSTEMS.field.id, risk::SYSTEMS.field.id),
        (ia::CRITERIA.field.id, risk::CRITERIA.field.id),
    ] {
        if let Some(value) = body.get(from) {
            draft.set(to, value.clone());
        }
    }
    Some(draft)
}

/// The assessment with the risk named at the effect.
pub fn taken_up(body: &Body, row: u32, risk: RecordId) -> Body {
    let mut rows = FINDINGS.of(body).unwrap_or_default().to_vec();
    for known in rows.iter_mut().filter(|known| known.id == row) {
        known.cells.insert("risk".to_owned(), Value::Link(risk));
    }
    body.clone().with(FINDINGS.field.id, Value::Table(rows))
}
