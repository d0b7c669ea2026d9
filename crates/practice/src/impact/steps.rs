//! The steps of the guide: few questions a page, in an order in which one can think. The fields are those of the kind, and
//! the questions those of its set; both have versions, and the order here says nothing about what was answered.

use kinds::impact_assessment as ia;
use record::{Answers, Body, FieldDef, Schema, Shape, Value};

/// A step of the guide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Stable id, as it stands in addresses.
    pub id: &'static str,
    /// Ids of the fields that must say something for the step to be complete.
    pub needed: &'static [&'static str],
    /// Ids of further fields that are asked for.
    pub further: &'static [&'static str],
    /// Of a set of questions, the section that is asked for.
    pub section: Option<&'static str>,
}

/// How far a step has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Progress {
    /// Nothing is filled in.
    Empty,
    /// Something is.
    Begun,
    /// Everything that is needed is.
    Complete,
}

const fn step(id: &'static str, needed: &'static [&'static str], further: &'static [&'static str]) -> Step {
    Step { id, needed, further, section: None }
}

const fn asks(id: &'static str, section: &'static str) -> Step {
    Step { id, needed: &[ia::ANSWERS.field.id], further: &[], section: Some(section) }
}

/// Every step, in order.
pub static STEPS: &[Step] = &[
    step(
        "team",
        &[
            ia::NAME.field.id,
            ia::OWNER.field.id,
            ia::ASSESSORS.field.id,
            ia::ASSESSED_ON.field.id,
            ia::TRIGGER.field.id,
            ia::METHOD.field.id,
        ],
        &[ia::CRITERIA.field.id],
    ),
    step(
        "purpose",
        &[ia::INTENDED_USE.field.id, ia::PROCESSES.field.id, ia::PERIOD.field.id],
        &[ia::USES.field.id, ia::SYSTEMS.field.id],
    ),
    step(
        "context",
        &[ia::TECHNICAL_CONTEXT.field.id, ia::SOCIETAL_CONTEXT.field.id, ia::JURISDICTIONS.field.id],
        &[],
    ),
    step("misuse", &[ia::MISUSE.field.id], &[]),
    step("people", &[ia::AFFECTED.field.id, ia::VULNERABLE.field.id, ia::CONSULTED.field.id], &[]),
    step("data", &[ia::DATA_QUALITY.field.id], &[]),
    step("fairness", &[ia::FAIRNESS.field.id], &[ia::EVALUATIONS.field.id]),
    step("transparency", &[ia::TRANSPARENCY.field.id, ia::EXPLAINABILITY.field.id], &[]),
    step("oversight", &[ia::OVERSIGHT.field.id, ia::OVERSEERS.field.id], &[]),
    step("safety", &[ia::SAFETY.field.id], &[]),
    step("privacy", &[ia::PRIVACY.field.id], &[ia::PRIVACY_ASSESSMENT.field.id]),
    step("environment", &[ia::ENVIRONMENT.field.id], &[]),
    asks("individuals", "Individuals"),
    asks("groups", "Groups of individuals"),
    asks("society", "Society"),
    step("effects", &[ia::FINDINGS.field.id], &[ia::REVERSIBILITY.field.id]),
    step("benefits", &[ia::BENEFITS.field.id], &[]),
    step("measures", &[ia::COMPLAINTS.field.id], &[ia::MEASURES.field.id]),
    step(
        "conclusion",
        &[
            ia::RESULT.field.id,
            ia::RESULT_REASON.field.id,
            ia::CONDITIONS.field.id,
            ia::NEXT_REVIEW.field.id,
            ia::REASSESS_WHEN.field.id,
        ],
        &[
            ia::SHARED_WITH.field.id,
            ia::RIGHTS_GROUND.field.id,
            ia::AUTHORITY_TOLD.field.id,
            ia::DECISIONS.field.id,
        ],
    ),
    step(OWN, &[], &[]),
];

/// The step that asks for the fields that an organisation has added.
pub const OWN: &str = "own";

/// The steps of an organisation: that of its own fields only where it has any.
pub fn steps(schema: &Schema) -> impl Iterator<Item = &'static Step> {
    let own = !schema.custom.is_empty();
    STEPS.iter().filter(move |step| own || step.id != OWN)
}

impl Step {
    /// Ids of the fields that the step asks for, in the order of the page.
    pub fn fields(&self, schema: &Schema) -> Vec<&'static str> {
        if self.id == OWN {
            return schema.custom.iter().map(|field| field.id).collect();
        }
        // What is assessed stands before what is said of it.
        let links_first = self.id == "purpose";
        let (first, then) =
            if links_first { (self.further, self.needed) } else { (self.needed, self.further) };
        first.iter().chain(then).copied().collect()
    }

    /// The step that asks for a field, or for a question where the path names one.
    pub fn of(schema: &Schema, path: &str) -> Option<&'static Self> {
        let mut parts = path.split('.');
        let (field, inner) = (parts.next()?, parts.next());
        let section = schema.field(field).and_then(|field| match field.shape {
            Shape::Answers(set) => {
                set.question(inner.unwrap_or_default()).or(set.questions.first()).map(|it| it.section)
            }
            _ => None,
        });
        steps(schema).find(|step| step.section == section && step.fields(schema).contains(&field))
    }
}

/// The result of an evaluation.
const RESULT: (&str, &str) = (ia::EVALUATIONS.field.id, "value");

/// Paths of what is still needed for the step to be complete: a field, or `field.question`, or `field.row.column`.
pub fn lacking(step: &Step, schema: &Schema, body: &Body) -> Vec<String> {
    let mut paths = Vec::new();
    let own = if step.id == OWN { step.fields(schema) } else { Vec::new() };
    let own = own.iter().filter(|id| schema.field(id).is_some_and(|field| field.required));
    for id in step.needed.iter().chain(own) {
        let Some(field) = schema.field(id).filter(|field| schema.applies(field, body)) else { continue };
        match (field.shape, step.section) {
            (Shape::Answers(set), Some(section)) => {
                let given = match body.get(id) {
                    Some(Value::Answers(answers)) => Some(&answers.given),
                    _ => None,
                };
                let asked = set.questions.iter().filter(|it| it.section == section && it.field.required);
                let open = asked.filter(|it| !given.is_some_and(|given| given.contains_key(it.field.id)));
                paths.extend(open.map(|it| format!("{id}.{}", it.field.id)));
            }
            _ if body.get(id).is_none() => paths.push((*id).to_owned()),
            _ => {}
        }
    }
    for id in step.fields(schema) {
        let Some(Shape::Table(columns)) = schema.field(id).map(|field| field.shape) else { continue };
        let Some(Value::Table(rows)) = body.get(id) else { continue };
        for row in rows {
            // An evaluation that still is to be made can be planned, and the step waits for its result.
            let asked = |column: &&FieldDef| column.required || (id, column.id) == RESULT;
            let missing = columns.iter().filter(asked).filter(|column| !row.cells.contains_key(column.id));
            paths.extend(missing.map(|column| format!("{id}.{}.{}", row.id, column.id)));
        }
    }
    paths
}

/// How far a step has come.
pub fn progress(step: &Step, schema: &Schema, body: &Body) -> Progress {
    let lacking = lacking(step, schema, body).len();
    let said = |id: &&str| match (schema.field(id).map(|field| field.shape), body.get(id), step.section) {
        (Some(Shape::Answers(set)), Some(Value::Answers(answers)), Some(section)) => {
            let mut of_section = set.questions.iter().filter(|it| it.section == section);
            of_section.any(|it| answers.given.contains_key(it.field.id))
        }
        (_, value, _) => value.is_some(),
    };
    let begun = step.fields(schema).iter().any(said);
    match (lacking, begun) {
        (0, _) if begun || step.id == OWN => Progress::Complete,
        (_, true) => Progress::Begun,
        _ => Progress::Empty,
    }
}

/// The body as the person means it who filled a step in: what the step asks for as typed, the rest as she had it before her.
pub fn placed(step: &Step, schema: &Schema, before: &Body, typed: &Body) -> Body {
    let mut body = before.clone();
    for id in step.fields(schema) {
        let value = match (step.section, schema.field(id).map(|field| field.shape)) {
            (Some(section), Some(Shape::Answers(set))) => {
                let asked = |question: &str| set.question(question).is_some_and(|it| it.section == section);
                let given = |body: &Body| match body.get(id) {
                    Some(Value::Answers(answers)) => answers.given.clone(),
                    _ => std::collections::BTreeMap::new(),
                };
                let mut all = given(before);
                all.retain(|question, _| !asked(question));
                all.extend(given(typed).into_iter().filter(|(question, _)| asked(question)));
                Some(Value::Answers(Answers { set: set.tag(), given: all }))
            }
            _ => typed.get(id).cloned(),
        };
        match value {
            Some(value) => body.set(id, value),
            None => body.clear(id),
        }
    }
    body
}
