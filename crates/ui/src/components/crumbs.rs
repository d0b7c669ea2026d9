//! The way from the top to this page.

use crate::{Link, Locale, Sample, words::shell as w};
use maud::{Markup, html};

/// Links from the top, and the page itself (may be empty).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Crumbs {
    /// From the top.
    pub above: Vec<Link>,
    /// This page.
    pub here: String,
}

impl Crumbs {
    /// A way down to `here`.
    pub fn new(above: Vec<Link>, here: impl Into<String>) -> Self {
        Self { above, here: here.into() }
    }

    /// The markup.
    pub fn draw(&self, locale: &Locale) -> Markup {
        html! {
            @if !self.above.is_empty() {
                nav class="crumbs" aria-label=(locale.say(w::BREADCRUMBS)) {
                    ol {
                        @for link in &self.above { li { (link) } }
                        @if !self.here.is_empty() { li aria-current="page" { (self.here) } }
                    }
                }
            }
        }
    }
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let way = Crumbs::new(vec![Link::new("AI systems", "#systems")], "SYS-0007");
    vec![Sample::new("crumbs", way, |locale, way| way.draw(locale))]
}
