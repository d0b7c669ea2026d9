//! What an empty place says: what the thing is, which clause expects it, and one act.

use super::button::Button;
use crate::{Locale, Sample, words::list as w};
use maud::{Markup, html};

/// An empty place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Empty {
    /// What is not there.
    pub heading: String,
    /// What it is for.
    pub sentence: String,
    /// The clauses that expect it.
    pub expected_by: Vec<String>,
    /// What one can do.
    pub act: Option<Button>,
}

impl Empty {
    /// The markup.
    pub fn draw(&self, locale: &Locale) -> Markup {
        html! {
            div class="empty" {
                h2 { (self.heading) }
                p { (self.sentence) }
                @if !self.expected_by.is_empty() {
                    p class="muted sm" { (locale.fill(w::EXPECTED_BY, &[("clauses", &self.expected_by.join(", "))])) }
                }
                @if let Some(act) = &self.act { p { (act) } }
            }
        }
    }
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let empty = Empty {
        heading: "No risks yet".into(),
        sentence: "What could happen to people, groups, society or the organisation because of AI.".into(),
        expected_by: vec!["6.1.2".into(), "8.2".into()],
        act: Some(Button::new("Describe the first risk", "#new").primary()),
    };
    vec![Sample::new("empty", empty, |locale, empty| empty.draw(locale))]
}
