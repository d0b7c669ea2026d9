//! What records say already of what a step asks for, each with its source. Nothing is made up: a text is proposed only for a
//! field that is empty, word for word, and stands nowhere before a person has saved it.

use super::Step;
use kinds::{agent, ai_use, dataset, impact_assessment as ia, model, supplier, system};
use record::{Body, Record, RecordId, Row, Schema, Shape, Value, show};
use std::collections::{BTreeMap, BTreeSet};

/// A field of a kind that bears on a step, and the field of the assessment that it can fill.
struct Source {
    step: &'static str,
    kind: &'static str,
    field: &'static str,
    into: Option<&'static str>,
}

const fn tells(step: &'static str, kind: &'static str, field: &'static str) -> Source {
    Source { step, kind, field, into: None }
}

const fn fills(step: &'static str, kind: &'static str, field: &'static str, into: &'static str) -> Source {
    Source { step, kind, field, into: Some(into) }
}

const USE: &str = ai_use::KIND.id;
const SYSTEM: &str = system::KIND.id;
const MODEL: &str = model::KIND.id;
const DATASET: &str = dataset::KIND.id;
const AGENT: &str = agent::KIND.id;
const SUPPLIER: &str = supplier::KIND.id;

static SOURCES: &[Source] = &[
    fills("purpose", USE, ai_use::PURPOSE.field.id, ia::INTENDED_USE.field.id),
    fills("purpose", USE, ai_use::CONTEXT.field.id, ia::PROCESSES.field.id),
    tells("purpose", USE, ai_use::OUTPUTS.field.id),
    tells("purpose", USE, ai_use::DECISIONS.field.id),
    tells("purpose", USE, ai_use::GO_LIVE.field.id),
    tells("purpose", AGENT, agent::PURPOSE.field.id),
    fills("context", SYSTEM, system::DESCRIPTION.field.id, ia::TECHNICAL_CONTEXT.field.id),
    tells("context", SYSTEM, system::TECHNIQUE.field.id),
    tells("context", SYSTEM, system::AUTONOMY.field.id),
    tells("context", SYSTEM, system::VERSION.field.id),
    tells("context", MODEL, model::LIMITS.field.id),
    fills("context", USE, ai_use::JURISDICTIONS.field.id, ia::JURISDICTIONS.field.id),
    tells("context", USE, ai_use::TOPIC.field.id),
    fills("misuse", USE, ai_use::MISUSE.field.id, ia::MISUSE.field.id),
    tells("misuse", USE, ai_use::PROHIBITED_USES.field.id),
    tells("misuse", MODEL, model::OUT_OF_SCOPE.field.id),
    fills("people", USE, ai_use::AFFECTED.field.id, ia::AFFECTED.field.id),
    tells("people", USE, ai_use::AFFECTED_NUMBER.field.id),
    fills("people", USE, ai_use::VULNERABLE.field.id, ia::VULNERABLE.field.id),
    tells("people", USE, ai_use::CONSULTATION.field.id),
    fills("data", SYSTEM, system::DATA_DESCRIPTION.field.id, ia::DATA_QUALITY.field.id),
    tells("data", DATASET, dataset::PROVENANCE.field.id),
    tells("data", DATASET, dataset::POPULATION.field.id),
    tells("data", DATASET, dataset::GAPS.field.id),
    fills("fairness", MODEL, model::BIAS.field.id, ia::FAIRNESS.field.id),
    tells("fairness", DATASET, dataset::BIAS.field.id),
    tells("fairness", USE, ai_use::DEMOGRAPHICS.field.id),
    fills("fairness", MODEL, model::EVALUATION.field.id, ia::EVALUATIONS.field.id),
    fills("fairness", SYSTEM, system::TESTS.field.id, ia::EVALUATIONS.field.id),
    fills("transparency", USE, ai_use::INFORMED.field.id, ia::TRANSPARENCY.field.id),
    tells("transparency", USE, ai_use::ACT_TRANSPARENCY.field.id),
    tells("transparency", SYSTEM, system::HUMAN_INTERFACE.field.id),
    fills("oversight", USE, ai_use::OVERSIGHT_HOW.field.id, ia::OVERSIGHT.field.id),
    fills("oversight", USE, ai_use::OVERSEERS.field.id, ia::OVERSEERS.field.id),
    tells("oversight", USE, ai_use::OVERSIGHT.field.id),
    tells("safety", SYSTEM, system::LIMITS.field.id),
    tells("safety", SYSTEM, system::FALLBACK.field.id),
    tells("safety", SYSTEM, system::CYBERSECURITY.field.id),
    tells("safety", USE, ai_use::FAILSAFE.field.id),
    tells("privacy", USE, ai_use::PERSONAL_DATA.field.id),
    tells("privacy", USE, ai_use::PRIVACY_URL.field.id),
    tells("privacy", DATASET, dataset::PERSONAL_DATA.field.id),
    tells("privacy", DATASET, dataset::LEGAL_BASIS.field.id),
    tells("privacy", SUPPLIER, supplier::TRAINS_ON_OUR_DATA.field.id),
    tells("environment", SYSTEM, system::ENERGY.field.id),
    tells("environment", MODEL, model::ENERGY.field.id),
    tells("environment", SYSTEM, system::COMPUTING.field.id),
    tells("individuals", USE, ai_use::DECISION_EFFECT.field.id),
    tells("groups", USE, ai_use::VULNERABLE.field.id),
    tells("effects", USE, ai_use::POTENTIAL_IMPACTS.field.id),
    fills("benefits", USE, ai_use::BENEFITS.field.id, ia::BENEFITS.field.id),
    tells("measures", USE, ai_use::APPEAL.field.id),
    tells("measures", USE, ai_use::CONTACT.field.id),
    tells("conclusion", USE, ai_use::IMPACT_LEVEL.field.id),
    tells("conclusion", USE, ai_use::ACT_CLASS.field.id),
    tells("conclusion", USE, ai_use::ACT_POINT.field.id),
];

/// Something that a record says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Known<'a> {
    /// The record.
    pub record: RecordId,
    /// Its reference.
    pub reference: &'a str,
    /// Its kind.
    pub kind: &'static str,
    /// The field.
    pub field: &'static str,
    /// What it holds.
    pub value: &'a Value,
    /// The field of the assessment that it can fill.
    pub into: Option<&'static str>,
}

/// What the records around an assessment say of what a step asks for.
pub fn known<'a>(step: &Step, around: &'a [Record]) -> Vec<Known<'a>> {
    let mut all = Vec::new();
    for source in SOURCES.iter().filter(|source| source.step == step.id) {
        for record in around.iter().filter(|record| record.kind == source.kind) {
            let body = record.in_force().unwrap_or(&record.body);
            all.extend(body.get(source.field).map(|value| Known {
                record: record.id,
                reference: &record.reference,
                kind: source.kind,
                field: source.field,
                value,
                into: source.into,
            }));
        }
    }
    all
}

/// What is proposed for the empty fields of a body: field ids with values.
pub fn proposed(schema: &Schema, body: &Body, known: &[Known<'_>]) -> Body {
    let mut proposed = Body::new();
    let into: BTreeSet<&str> = known.iter().filter_map(|known| known.into).collect();
    for id in into.into_iter().filter(|id| body.get(id).is_none()) {
        let Some(field) = schema.field(id) else { continue };
        let mut of_field = known.iter().filter(|known| known.into == Some(id));
        let value = match field.shape {
            Shape::Line { max } | Shape::Prose { max } => {
                let texts: Vec<String> = distinct(of_field.map(said));
                // One line can say what one record says, and paragraphs what several say.
                let one = texts.len() == 1 || matches!(field.shape, Shape::Prose { .. });
                let text = texts.join("\n\n");
                (one && text.chars().count() <= max).then_some(Value::Text(text))
            }
            Shape::Links(_) => Some(Value::Links(distinct(of_field.flat_map(|known| match known.value {
                Value::Links(ids) => ids.clone(),
                _ => Vec::new(),
            })))),
            Shape::Table(_) => Some(Value::Table(evaluations(of_field))),
            _ => of_field.next().map(|known| known.value.clone()),
        };
        if let Some(value) = value {
            proposed.set(id, value);
        }
    }
    proposed
}

fn distinct<T: PartialEq>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut found = Vec::new();
    for one in all {
        if !found.contains(&one) {
            found.push(one);
        }
    }
    found
}

/// What a record says, as text.
fn said(known: &Known<'_>) -> String {
    let field = kinds::find(known.kind).and_then(|kind| kind.field(known.field));
    field.map(|field| show(&field.shape, known.value)).unwrap_or_default()
}

/// Evaluations of models and tests of systems, as rows of an assessment.
fn evaluations<'a>(all: impl Iterator<Item = &'a Known<'a>>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for known in all {
        let Value::Table(found) = known.value else { continue };
        for row in found {
            let mut cells = BTreeMap::new();
            for (from, to) in [
                ("metric", "metric"),
                ("measure", "metric"),
                ("group", "group"),
                ("dataset", "dataset"),
                ("value", "value"),
                ("threshold", "threshold"),
                ("date", "measured_on"),
                ("tested_on", "measured_on"),
                ("evidence", "evidence"),
            ] {
                if let Some(value) = row.cells.get(from) {
                    cells.insert(to.to_owned(), value.clone());
                }
            }
            cells.insert("data".to_owned(), Value::Text(known.reference.to_owned()));
            let id = u32::try_from(rows.len()).unwrap_or(u32::MAX).saturating_add(1);
            rows.push(Row { id, cells });
        }
    }
    rows
}
