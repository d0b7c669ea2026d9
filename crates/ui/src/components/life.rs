//! When an answer turned, and by what: a strip of its answers, and a line for each turn.

use super::checks::Answer;
use crate::words::readiness as w;
use crate::{Locale, Sample, Sentence};
use jiff::Timestamp;
use maud::{Markup, html};

/// A turn of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// When.
    pub at: Timestamp,
    /// The answer before.
    pub before: Answer,
    /// The answer from then on.
    pub after: Answer,
    /// By what: the entry, the act, the record and the person; or the time that passed.
    pub by: Sentence,
}

/// The strip and the turns, the newest first.
pub fn life(locale: &Locale, marks: &[Mark]) -> Markup {
    let Some(first) = marks.first() else { return html! { p class="muted" { (locale.say(w::LIFE_NONE)) } } };
    let answers = std::iter::once(first.before).chain(marks.iter().map(|mark| mark.after));
    html! {
        ol class="strip" aria-hidden="true" { @for answer in answers { li class=(answer.tone().class()) {} } }
        ol class="time" {
            @for mark in marks.iter().rev() {
                li {
                    (locale.instant(mark.at))
                    div {
                        p class="row" { (mark.before.badge(locale)) span aria-hidden="true" { "→" } span class="aloud" { (locale.say(w::THEN)) } (mark.after.badge(locale)) }
                        p class="why" { (mark.by) }
                    }
                }
            }
        }
    }
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    vec![Sample::new("life", sample(), |locale, marks| life(locale, marks))]
}

/// Turns for samples.
pub fn sample() -> Vec<Mark> {
    let at = crate::specimen::instant;
    vec![
        Mark {
            at: at(1_790_000_000),
            before: Answer::Unknown,
            after: Answer::NotMet,
            by: Sentence::plain("entry 31,007 · Approve · ").link("USE-0007", "/r/use/USE-0007"),
        },
        Mark {
            at: at(1_793_000_000),
            before: Answer::NotMet,
            after: Answer::Met,
            by: Sentence::plain("entry 40,112 · Approve · ").link("AIA-0009", "/r/aia/AIA-0009"),
        },
        Mark {
            at: at(1_795_000_000),
            before: Answer::Met,
            after: Answer::Partly,
            by: Sentence::plain("by the passing of time"),
        },
    ]
}
