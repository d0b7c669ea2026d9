//! An impact assessment as a guide: which step asks what, what records know of it already, how far each step has come, and
//! which of its answers serve a fundamental rights impact assessment.

mod again;
mod effects;
mod known;
mod rights;
mod steps;

pub use again::{Cause, Decided, Lived, Trigger, Version, significant, triggers, with_decision};
pub use effects::{Effect, SEVERE, drafted, severe, taken_up};
pub use known::{Known, known, proposed};
pub use rights::{Applies, ITEMS, Item, applies, lacks};
pub use steps::{OWN, Progress, STEPS, Step, lacking, placed, progress, steps};

/// Id of the kind of impact assessments.
pub const KIND: &str = "impact_assessment";
/// Id of the field that names the uses that are assessed.
pub const USES: &str = kinds::impact_assessment::USES.field.id;
/// Id of the field that names the systems that are assessed.
pub const SYSTEMS: &str = kinds::impact_assessment::SYSTEMS.field.id;

use kinds::{ai_use, impact_assessment as ia};
use record::{Body, RecordId, Value};

/// What an assessment is about: its uses and its systems.
pub fn about(body: &Body) -> Vec<RecordId> {
    let of = |ids: Option<&[RecordId]>| ids.unwrap_or_default().to_vec();
    let mut about = of(ia::USES.of(body));
    about.extend(of(ia::SYSTEMS.of(body)));
    about
}

/// The risk method by which an assessment judges.
pub fn judged_by(body: &Body) -> Option<RecordId> {
    ia::CRITERIA.of(body)
}

/// What is known when the assessment of a use begins; nothing that somebody would have to judge.
#[derive(Clone, Copy, Debug)]
pub struct Beginning<'a> {
    /// What it is called.
    pub name: &'a str,
    /// The use.
    pub used: RecordId,
    /// What the use says.
    pub body: &'a Body,
    /// Who begins it.
    pub owner: RecordId,
    /// The method for impact assessments in force, where there is exactly one.
    pub method: Option<RecordId>,
    /// The risk method in force, where there is exactly one.
    pub criteria: Option<RecordId>,
}

/// The body with which an assessment begins.
pub fn begun(beginning: Beginning<'_>) -> Body {
    let mut body = Body::new()
        .with(ia::NAME.field.id, Value::Text(beginning.name.to_owned()))
        .with(USES, Value::Links(vec![beginning.used]))
        .with(ia::OWNER.field.id, Value::Link(beginning.owner))
        .with(ia::ASSESSORS.field.id, Value::Links(vec![beginning.owner]));
    body.set(SYSTEMS, Value::Links(ai_use::SYSTEMS.of(beginning.body).unwrap_or_default().to_vec()));
    for (field, id) in [(ia::METHOD, beginning.method), (ia::CRITERIA, beginning.criteria)] {
        if let Some(id) = id {
            body.set(field.field.id, Value::Link(id));
        }
    }
    body
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_again;
