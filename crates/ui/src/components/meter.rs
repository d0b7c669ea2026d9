//! Counts as a bar: one segment for each requirement while they are few, so that nothing is rounded away.

use super::checks::Answer;
use crate::words::{Word, readiness as w};
use crate::{Locale, Sample};
use maud::{Markup, html};

/// How many of what: never an average, and what is unknown stays among all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Met.
    pub met: u64,
    /// Partly met.
    pub partly: u64,
    /// Not met.
    pub not: u64,
    /// Unknown.
    pub unknown: u64,
    /// Not applicable; outside the denominator.
    pub not_applicable: u64,
}

/// Segments of a bar.
const SEGMENTS: u64 = 80;

impl Counts {
    /// All that is asked for.
    pub const fn all(self) -> u64 {
        self.met + self.partly + self.not + self.unknown
    }

    /// The answer of the whole: met when all are, partly when some are, unknown when nothing else is known.
    pub const fn answer(self) -> Answer {
        match self {
            Self { met: 0, partly: 0, not: 0, unknown: 0, .. } => Answer::NotApplicable,
            Self { partly: 0, not: 0, unknown: 0, .. } => Answer::Met,
            Self { met: 0, partly: 0, not: 0, .. } => Answer::Unknown,
            Self { met: 0, partly: 0, .. } => Answer::NotMet,
            _ => Answer::Partly,
        }
    }

    /// `49 of 70`.
    pub fn ratio(self, locale: &Locale) -> String {
        locale.fill(w::RATIO, &[("met", &locale.number(self.met)), ("all", &locale.number(self.all()))])
    }

    /// The bar; its counts are read aloud.
    pub fn meter(self, locale: &Locale) -> Markup {
        html! {
            span class="meter" role="img" aria-label=(self.aloud(locale)) {
                @for (segments, class) in self.segments().into_iter().zip(["met", "part", "bad", "unk"]) {
                    @for _ in 0..segments { i class=(class) {} }
                }
            }
        }
    }

    /// The counts in words.
    pub fn aloud(self, locale: &Locale) -> String {
        let part = |word: Word, n: u64| locale.fill(word, &[("n", &locale.number(n))]);
        [
            part(w::N_MET, self.met),
            part(w::N_PARTLY, self.partly),
            part(w::N_NOT, self.not),
            part(w::N_UNKNOWN, self.unknown),
        ]
        .join(", ")
    }

    /// Segments for met, partly, not and unknown. Whatever is there has at least one.
    fn segments(self) -> [u64; 4] {
        let all = self.all();
        [self.met, self.partly, self.not, self.unknown].map(|n| match n {
            0 => 0,
            _ if all <= SEGMENTS => n,
            _ => (n * SEGMENTS / all).max(1),
        })
    }
}

/// A line of a list of bars.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// What is counted.
    pub label: String,
    /// Where it opens.
    pub href: crate::Href,
    /// The counts.
    pub counts: Counts,
}

/// Bars below each other, each a link.
pub fn bars(locale: &Locale, bars: &[Bar]) -> Markup {
    html! {
        div class="bars" {
            @for bar in bars {
                (line(locale, bar))
            }
        }
        p class="legend row mt" { @for answer in [Answer::Met, Answer::Partly, Answer::NotMet, Answer::Unknown] { (answer.badge(locale)) } }
    }
}

/// One bar, a link.
pub fn line(locale: &Locale, bar: &Bar) -> Markup {
    html! {
        a href=(bar.href) {
            span { (bar.label) }
            (bar.counts.meter(locale))
            span class="n" { (bar.counts.ratio(locale)) }
        }
    }
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    vec![Sample::new("bars", sample(), |locale, list| bars(locale, list))]
}

/// Bars for samples.
pub fn sample() -> Vec<Bar> {
    let bar = |label: &str, met, partly, not, unknown| Bar {
        label: label.into(),
        href: crate::Href::to(format!("/f/iso42001#{}", label.split(' ').next().unwrap_or_default())),
        counts: Counts { met, partly, not, unknown, not_applicable: 0 },
    };
    vec![
        bar("4 Context", 3, 1, 0, 0),
        bar("5 Leadership", 2, 1, 0, 0),
        bar("6 Planning", 4, 1, 1, 0),
        bar("7 Support", 5, 1, 0, 1),
        bar("8 Operation", 2, 1, 1, 0),
        bar("9 Evaluation", 3, 0, 2, 1),
        bar("10 Improvement", 1, 1, 0, 0),
        bar("Annex A controls", 29, 4, 3, 2),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_answer_of_the_whole_never_hides_what_is_not_met() {
        let of = |met, partly, not, unknown| Counts { met, partly, not, unknown, not_applicable: 0 }.answer();
        assert_eq!(of(0, 0, 0, 0), Answer::NotApplicable);
        assert_eq!(of(3, 0, 0, 0), Answer::Met);
        assert_eq!(of(0, 0, 0, 3), Answer::Unknown);
        assert_eq!(of(0, 0, 1, 3), Answer::NotMet);
        assert_eq!(of(3, 0, 0, 1), Answer::Partly);
        assert_eq!(of(3, 0, 1, 0), Answer::Partly);
    }

    proptest! {
        #[test]
        fn a_bar_shows_everything_that_is_there_and_nothing_that_is_not(
            met in 0_u64..100_000, partly in 0_u64..100_000, not in 0_u64..100_000, unknown in 0_u64..100_000,
        ) {
            let counts = Counts { met, partly, not, unknown, not_applicable: 0 };
            let shown = counts.segments();
            for (n, segments) in [met, partly, not, unknown].into_iter().zip(shown) {
                prop_assert_eq!(n == 0, segments == 0);
            }
            prop_assert!(shown.iter().sum::<u64>() <= SEGMENTS + 4);
        }
    }
}
