//! Links that look like buttons, and the acts that are not possible with the reason why.

use crate::{Href, Link, Sample};
use maud::{Markup, Render, html};

/// A link to a page where something can be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    /// The verb.
    pub label: String,
    /// The page.
    pub href: Href,
    /// Whether it is the act that most people come for; at most one a page.
    pub primary: bool,
}

impl Button {
    /// A button.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: Href::to(href), primary: false }
    }

    /// The button that most people come for.
    #[must_use]
    pub const fn primary(mut self) -> Self {
        self.primary = true;
        self
    }
}

impl Render for Button {
    fn render(&self) -> Markup {
        html! { a class={ "btn" @if self.primary { " primary" } } href=(self.href) { (self.label) } }
    }
}

/// A button that opens a list of links.
pub fn menu(label: &str, intro: &str, links: &[Link]) -> Markup {
    html! {
        @if !links.is_empty() {
            details class="menu" {
                summary class="btn" { (label) }
                div class="sheet" {
                    @if !intro.is_empty() { p class="muted sm" { (intro) } }
                    ul { @for link in links { li { (link) } } }
                }
            }
        }
    }
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let buttons = vec![Button::new("Import", "#import"), Button::new("Add AI system", "#new").primary()];
    let links = vec![Link::new("CSV", "#csv"), Link::new("Excel", "#xlsx")];
    vec![
        Sample::new(
            "buttons",
            buttons,
            |_, buttons| html! { p class="row" { @for button in buttons { (button) } } },
        ),
        Sample::new(
            "menu",
            ("Export".to_owned(), "Exactly these rows as".to_owned(), links),
            |_, (label, intro, links)| menu(label, intro, links),
        ),
    ]
}
