//! Verdicts as lines: what was expected, whether it holds, why, and the act that would change it.

use super::badge::{Badge, Tone};
use super::button::Button;
use crate::{Locale, Sample, Sentence, words::state as w};
use maud::{Markup, html};

/// The answer of an expectation or requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    /// It holds.
    Met,
    /// It holds in part.
    Partly,
    /// It does not hold.
    NotMet,
    /// It cannot be known yet.
    Unknown,
    /// It is not asked for here.
    NotApplicable,
}

impl Answer {
    /// Every answer, in the order in which meters show them.
    pub const ALL: [Self; 5] = [Self::Met, Self::Partly, Self::NotMet, Self::Unknown, Self::NotApplicable];

    /// How it is meant.
    pub const fn tone(self) -> Tone {
        match self {
            Self::Met => Tone::Ok,
            Self::Partly => Tone::Warn,
            Self::NotMet => Tone::Bad,
            Self::Unknown | Self::NotApplicable => Tone::Mute,
        }
    }

    /// The glyph; unknown is a question, not a circle.
    pub const fn glyph(self) -> &'static str {
        match self {
            Self::Unknown => "?",
            Self::NotApplicable => "–",
            other => other.tone().glyph(),
        }
    }

    /// The word.
    pub fn word(self, locale: &Locale) -> String {
        locale.say(match self {
            Self::Met => w::MET,
            Self::Partly => w::PARTLY,
            Self::NotMet => w::NOT_MET,
            Self::Unknown => w::UNKNOWN,
            Self::NotApplicable => w::NOT_APPLICABLE,
        })
    }

    /// The badge.
    pub fn badge(self, locale: &Locale) -> Badge {
        Badge::new(self.tone(), self.word(locale))
    }
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Whether it holds.
    pub answer: Answer,
    /// What is expected.
    pub sentence: String,
    /// Why the answer is what it is.
    pub why: Sentence,
    /// How many of how many, or how long still (may be empty).
    pub measure: String,
    /// The act that would change the answer.
    pub act: Option<Button>,
}

/// The lines.
pub fn checks(locale: &Locale, checks: &[Check]) -> Markup {
    html! {
        ul class="checks" {
            @for check in checks {
                li {
                    (glyph(locale, check.answer))
                    div {
                        (check.sentence)
                        @if !check.why.is_empty() { p class="why" { (check.why) } }
                    }
                    div class="end" {
                        @if !check.measure.is_empty() { span class="sm muted" { (check.measure) } }
                        @if let Some(act) = &check.act { (act) }
                    }
                }
            }
        }
    }
}

/// The glyph of an answer, with its word for readers.
pub fn glyph(locale: &Locale, answer: Answer) -> Markup {
    html! {
        span class={ "glyph " (answer.tone().class()) } {
            span aria-hidden="true" { (answer.glyph()) }
            span class="aloud" { (answer.word(locale)) }
        }
    }
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    vec![Sample::new("checks", sample(), |locale, lines| checks(locale, lines))]
}

/// Lines for samples.
pub fn sample() -> Vec<Check> {
    vec![
        Check {
            answer: Answer::NotMet,
            sentence: "The impact assessment is approved and younger than 12 months".into(),
            why: Sentence::default()
                .link("AIA-0009 v2", "#aia")
                .text(" awaits approval by someone other than its author · A.5.2, A.5.4"),
            measure: String::new(),
            act: Some(Button::new("Review", "#review")),
        },
        Check {
            answer: Answer::Partly,
            sentence: "The people who oversee the system are competent".into(),
            why: Sentence::plain("2 of 5 overseers lack “human oversight of hiring AI” · 7.2"),
            measure: "3 of 5".into(),
            act: Some(Button::new("Assign training", "#train")),
        },
        Check {
            answer: Answer::Unknown,
            sentence: "Automatically generated logs are kept for at least six months".into(),
            why: Sentence::plain(
                "unknown until 4 Jan 2027: in use since 4 Jul, nothing missing so far · A.6.2.8",
            ),
            measure: "4.6 of 6 months".into(),
            act: None,
        },
        Check {
            answer: Answer::Met,
            sentence: "The system has an owner who is a current person".into(),
            why: Sentence::default().link("PER-0012", "#per"),
            measure: "1 of 1".into(),
            act: None,
        },
    ]
}
