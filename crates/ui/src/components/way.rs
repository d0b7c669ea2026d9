//! What would turn a verdict: one step a line, each leading to the form, field or check page where it is taken.

use crate::words::readiness as w;
use crate::{Link, Locale, Sample};
use maud::{Markup, html};

/// A way to turn a verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// The steps, in order.
    pub steps: Vec<Step>,
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The act, and where it is done; without an address where it cannot be done yet.
    pub act: Link,
    /// What the fields have to hold, and by whom it is done: sentences.
    pub says: Vec<String>,
}

/// The ways, the shortest first.
pub fn ways(locale: &Locale, ways: &[Way]) -> Markup {
    html! {
        @for (number, way) in ways.iter().enumerate() {
            @if number > 0 { p class="sm muted" { (locale.say(w::OR)) } }
            ol class="way" {
                @for step in &way.steps {
                    li {
                        @if step.act.href.0.is_empty() { span { (step.act.label) } } @else { (step.act) }
                        @for sentence in &step.says { span class="says" { (sentence) } }
                    }
                }
            }
        }
    }
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    vec![Sample::new("ways", sample(), |locale, list| ways(locale, list))]
}

/// Ways for samples.
pub fn sample() -> Vec<Way> {
    vec![Way {
        steps: vec![
            Step {
                act: Link::new("Edit POL-0001 AI policy", "/r/document/POL-0001/edit#f-next_review"),
                says: vec!["“Next review” must be 21 Nov 2026 or later.".into()],
            },
            Step {
                act: Link::new("Submit for approval: POL-0001", "/r/document/POL-0001/act/submit"),
                says: Vec::new(),
            },
            Step {
                act: Link::new("Approve: POL-0001", "/r/document/POL-0001/act/approve"),
                says: vec!["By somebody who did not write it.".into()],
            },
        ],
    }]
}
