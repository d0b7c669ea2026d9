//! Frameworks: which hold, bringing one, and what taking one over would turn.

pub mod bring;
pub mod compose;
pub mod list;
pub mod own;
pub mod takeover;

use crate::Locale;
use crate::components::badge::{Badge, Tone};
use crate::words::frameworks as w;
use maud::{Markup, html};

/// What a signature on a pack says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signed {
    /// There is none.
    Unsigned,
    /// By a trusted key of this name.
    Trusted(String),
    /// By a key that is not trusted.
    Unknown(String),
    /// It does not hold.
    Wrong,
}

impl Signed {
    /// The badge.
    pub fn badge(&self, locale: &Locale) -> Badge {
        match self {
            Self::Unsigned => Badge::new(Tone::Mute, locale.say(w::UNSIGNED)),
            Self::Trusted(name) => Badge::new(Tone::Ok, locale.fill(w::SIGNED, &[("name", name)])),
            Self::Unknown(name) => Badge::new(Tone::Warn, locale.fill(w::SIGNED_UNKNOWN, &[("name", name)])),
            Self::Wrong => Badge::new(Tone::Bad, locale.say(w::SIGNED_WRONG)),
        }
    }
}

/// Problems of a pack: place and sentence.
pub(crate) fn problems(locale: &Locale, listed: &[(String, String)], more: u64) -> Markup {
    html! {
        @if !listed.is_empty() {
            section class="card" {
                header { h2 { (locale.say(w::PROBLEMS)) } }
                div class="scroll" {
                    table class="table cards" {
                        caption class="aloud" { (locale.say(w::PROBLEMS)) }
                        thead { tr { th scope="col" { (locale.say(w::PLACE)) } th scope="col" { (locale.say(w::SENTENCE)) } } }
                        tbody {
                            @for (place, sentence) in listed {
                                tr { th scope="row" class="ref" { (place) } td data-label=(locale.say(w::SENTENCE)) { (sentence) } }
                            }
                        }
                    }
                }
                @if more > 0 { div class="body" { p class="muted sm" { (locale.fill(w::PROBLEMS_MORE, &[("n", &locale.number(more))])) } } }
            }
        }
    }
}
