//! A sentence in which some words lead somewhere, such as the reason for a verdict.

use crate::Link;
use maud::{Markup, Render, html};

/// Parts of a sentence, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentence(pub Vec<Part>);

/// A part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Words.
    Text(String),
    /// Words that lead somewhere.
    Link(Link),
}

impl Sentence {
    /// A sentence that leads nowhere.
    pub fn plain(text: impl Into<String>) -> Self {
        Self(vec![Part::Text(text.into())])
    }

    /// The same sentence, and then these words.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.0.push(Part::Text(text.into()));
        self
    }

    /// The same sentence, and then words that lead to `href`.
    #[must_use]
    pub fn link(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.0.push(Part::Link(Link::new(label, href)));
        self
    }

    /// Its words alone, for places where nothing may lead away, such as a line that opens.
    pub fn words(&self) -> String {
        let words = self.0.iter().map(|part| match part {
            Part::Text(text) => text.as_str(),
            Part::Link(link) => link.label.as_str(),
        });
        words.collect()
    }

    /// Whether some of it leads elsewhere.
    pub fn leads(&self) -> bool {
        self.0.iter().any(|part| matches!(part, Part::Link(_)))
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Render for Sentence {
    fn render(&self) -> Markup {
        html! {
            @for part in &self.0 {
                @match part {
                    Part::Text(text) => (text),
                    Part::Link(link) => (link),
                }
            }
        }
    }
}
