//! The life cycle as a strip of steps: what is behind, where the record stands, what lies ahead.

use crate::{Locale, Sample, words::record_page as w, words::state as s};
use jiff::Timestamp;
use maud::{Markup, html};
use record::{LifeCycle, State};

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// When it was reached, if it was.
    pub at: Option<Timestamp>,
    /// Where it lies.
    pub place: Place,
}

/// Where a step lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Behind.
    Done,
    /// Here.
    Now,
    /// Ahead.
    Ahead,
}

/// The steps of a life cycle for a record that stands at `now`; `reached` tells when each state was last reached.
pub fn steps(
    locale: &Locale,
    life_cycle: LifeCycle,
    now: &str,
    reached: &[(String, Timestamp)],
) -> Vec<Step> {
    let codes = State::codes(life_cycle);
    let here = codes.iter().position(|code| *code == now);
    codes
        .iter()
        .enumerate()
        .filter(|(_, code)| **code != "cancelled" || now == "cancelled")
        .map(|(index, code)| {
            let at = reached.iter().rev().find(|(state, _)| state == code).map(|(_, at)| *at);
            let place = match here {
                Some(here) if index == here => Place::Now,
                Some(here) if index < here && at.is_some() => Place::Done,
                _ => Place::Ahead,
            };
            Step { name: locale.say(s::state(code)), at: at.filter(|_| place != Place::Ahead), place }
        })
        .collect()
}

/// The strip.
pub fn gate(locale: &Locale, steps: &[Step]) -> Markup {
    html! {
        ol class="gate" aria-label=(locale.say(w::LIFE_CYCLE)) {
            @for step in steps {
                li class=(match step.place { Place::Done => "done", Place::Now => "now", Place::Ahead => "" })
                    aria-current=[(step.place == Place::Now).then_some("step")] {
                    span { (step.name) }
                    small {
                        @match (step.place, step.at) {
                            (Place::Now, Some(at)) => (locale.fill(s::SINCE, &[("when", &locale.instant_text(at))])),
                            (_, Some(at)) => (locale.instant_text(at)),
                            (_, None) => (locale.say(s::NOT_YET)),
                        }
                    }
                }
            }
        }
    }
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let reached = vec![
        ("draft".to_owned(), Timestamp::from_second(1_793_000_000).unwrap_or_default()),
        ("submitted".to_owned(), Timestamp::from_second(1_794_000_000).unwrap_or_default()),
    ];
    vec![
        Sample::new("submitted", reached.clone(), |locale, reached| {
            gate(locale, &steps(locale, LifeCycle::Controlled, "submitted", reached))
        }),
        Sample::new("cancelled", reached, |locale, reached| {
            gate(locale, &steps(locale, LifeCycle::Task, "cancelled", reached))
        }),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;

    #[test]
    fn a_state_that_was_skipped_is_not_shown_as_passed() {
        let locale = Locale::english(TimeZone::UTC);
        let at = Timestamp::UNIX_EPOCH;
        let steps = steps(
            &locale,
            LifeCycle::Witnessed,
            "retired",
            &[("recorded".into(), at), ("retired".into(), at)],
        );
        let places: Vec<_> = steps.iter().map(|step| step.place).collect();
        assert_eq!(places, [Place::Done, Place::Ahead, Place::Now]);
    }

    #[test]
    fn a_draft_after_approval_shows_nothing_ahead_as_reached() {
        let locale = Locale::english(TimeZone::UTC);
        let at = Timestamp::UNIX_EPOCH;
        let reached =
            [("draft".into(), at), ("submitted".into(), at), ("effective".into(), at), ("draft".into(), at)];
        let steps = steps(&locale, LifeCycle::Controlled, "draft", &reached);
        assert!(steps.iter().skip(1).all(|step| step.place == Place::Ahead && step.at.is_none()));
    }
}
