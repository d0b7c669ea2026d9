//! A state as word, glyph and colour; and a chip, which is a fact in small.

use crate::{Href, Locale, Sample, words::state as w};
use maud::{Markup, Render, html};

/// How a state is meant. The glyph follows from it, so that colour never stands alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// As it should be.
    Ok,
    /// On its way, or needs a look.
    Warn,
    /// Not as it should be.
    Bad,
    /// Under way.
    Info,
    /// Neither.
    #[default]
    Mute,
}

impl Tone {
    /// The class that carries the colour and the glyph.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Info => "info",
            Self::Mute => "mute",
        }
    }

    /// The glyph for places without a badge. Hidden from readers, because the word says the same.
    pub const fn glyph(self) -> &'static str {
        match self {
            Self::Ok => "✓",
            Self::Warn => "◐",
            Self::Bad => "✕",
            Self::Info => "●",
            Self::Mute => "○",
        }
    }
}

/// A state in a pill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Badge {
    /// How it is meant.
    pub tone: Tone,
    /// The word.
    pub word: String,
}

impl Badge {
    /// A badge.
    pub fn new(tone: Tone, word: impl Into<String>) -> Self {
        Self { tone, word: word.into() }
    }

    /// The badge of a record's state by its code.
    pub fn state(locale: &Locale, code: &str) -> Self {
        let tone = match code {
            "current" | "effective" | "verified" => Tone::Ok,
            "draft" | "done" | "recorded" => Tone::Info,
            "submitted" | "open" => Tone::Warn,
            _ => Tone::Mute,
        };
        Self::new(tone, locale.say(w::state(code)))
    }
}

impl Render for Badge {
    fn render(&self) -> Markup {
        html! { span class={ "badge " (self.tone.class()) } { (self.word) } }
    }
}

/// A fact in small: what it is, and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chip {
    /// What it is; may be empty.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Where it leads.
    pub href: Option<Href>,
}

impl Chip {
    /// A chip that leads nowhere.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into(), href: None }
    }
}

impl Render for Chip {
    fn render(&self) -> Markup {
        let inside = html! { @if !self.name.is_empty() { span { (self.name) } " " } b { (self.value) } };
        html! {
            @match &self.href {
                Some(href) => a class="chip" href=(href) { (inside) },
                None => span class="chip" { (inside) },
            }
        }
    }
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    vec![
        Sample::new("states", (), |locale, ()| {
            html! {
                p class="row" {
                    @for code in ["draft", "submitted", "effective", "retired", "open", "done", "verified", "cancelled", "current", "recorded"] {
                        (Badge::state(locale, code))
                    }
                }
            }
        }),
        Sample::new(
            "chips",
            vec![
                Chip::new("Owner", "Head of Talent"),
                Chip { href: Some(Href::to("#sup")), ..Chip::new("Supplier", "SUP-0004") },
            ],
            |_, chips| html! { p class="row" { @for chip in chips { (chip) } } },
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;

    #[test]
    fn a_state_nobody_knows_is_muted_and_says_so() {
        let badge = Badge::state(&Locale::english(TimeZone::UTC), "haunted");
        assert_eq!(badge, Badge::new(Tone::Mute, "Unknown state"));
    }
}
