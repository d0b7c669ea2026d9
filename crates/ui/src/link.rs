//! Addresses, and words that lead to them.

use maud::{Markup, Render, html};

/// An address as it stands in an attribute: made and encoded by whoever serves the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Href(pub String);

impl Href {
    /// The address `to`.
    pub fn to(to: impl Into<String>) -> Self {
        Self(to.into())
    }
}

impl Render for Href {
    fn render_to(&self, buffer: &mut String) {
        self.0.render_to(buffer);
    }
}

/// Words that lead to an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What people read.
    pub label: String,
    /// Where it leads.
    pub href: Href,
}

impl Link {
    /// A link.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: Href::to(href) }
    }
}

impl Render for Link {
    fn render(&self) -> Markup {
        html! { a href=(self.href) { (self.label) } }
    }
}
