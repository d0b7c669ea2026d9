//! A line over time with a threshold, always with its numbers in words or a table beside it.

use crate::{Locale, Sample};
use jiff::Timestamp;
use maud::{Markup, html};

/// A line over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// What it shows, for readers.
    pub label: String,
    /// Instants and values, ascending.
    pub points: Vec<(Timestamp, f64)>,
    /// A value that should not be crossed: name, value, whether lower is worse.
    pub threshold: Option<(String, f64, bool)>,
}

const WIDTH: f64 = 520.0;
const HEIGHT: f64 = 150.0;
const LEFT: f64 = 44.0;
const RIGHT: f64 = 10.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 24.0;

impl Chart {
    /// The picture; nothing when there are fewer than two points.
    pub fn draw(&self, locale: &Locale) -> Markup {
        let (Some((first, _)), Some((last, _))) = (self.points.first(), self.points.last()) else {
            return html! {};
        };
        if self.points.len() < 2 {
            return html! {};
        }
        let (low, high) = self.bounds();
        let y = |value: f64| TOP + (HEIGHT - TOP - BOTTOM) * (high - value) / (high - low);
        let span = (last.as_second() - first.as_second()).max(1);
        let x = |at: Timestamp| {
            let part = ratio(at.as_second() - first.as_second(), span);
            LEFT + (WIDTH - LEFT - RIGHT) * part
        };
        let line: Vec<String> =
            self.points.iter().map(|(at, value)| format!("{:.1},{:.1}", x(*at), y(*value))).collect();
        html! {
            svg class="chart" viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label=(self.label) {
                @for step in 0..=3 {
                    @let value = low + (high - low) * f64::from(step) / 3.0;
                    line class="rule" x1=(LEFT) x2=(WIDTH - RIGHT) y1=(fixed(y(value))) y2=(fixed(y(value))) {}
                    text x=(LEFT - 6.0) y=(fixed(y(value) + 4.0)) text-anchor="end" { (format!("{value:.2}")) }
                }
                @if let Some((name, value, _)) = &self.threshold {
                    line class="limit" x1=(LEFT) x2=(WIDTH - RIGHT) y1=(fixed(y(*value))) y2=(fixed(y(*value))) {}
                    text class="limit" x=(WIDTH - RIGHT) y=(fixed(y(*value) - 5.0)) text-anchor="end" { (name) }
                }
                polyline points=(line.join(" ")) {}
                @for (at, value) in self.points.iter().filter(|(_, value)| self.crosses(*value)) {
                    circle cx=(fixed(x(*at))) cy=(fixed(y(*value))) r="4" {}
                }
                text x=(LEFT) y=(HEIGHT - 6.0) { (locale.day_text(first.to_zoned(locale.zone.clone()).date())) }
                text x=(WIDTH - RIGHT) y=(HEIGHT - 6.0) text-anchor="end" { (locale.day_text(last.to_zoned(locale.zone.clone()).date())) }
            }
        }
    }

    /// Whether a value lies on the wrong side of the threshold.
    pub fn crosses(&self, value: f64) -> bool {
        self.threshold.as_ref().is_some_and(
            |(_, limit, lower_is_worse)| {
                if *lower_is_worse { value < *limit } else { value > *limit }
            },
        )
    }

    fn bounds(&self) -> (f64, f64) {
        let values = self
            .points
            .iter()
            .map(|(_, value)| *value)
            .chain(self.threshold.iter().map(|(_, limit, _)| *limit));
        let (low, high) = values
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        let room = ((high - low) * 0.1).max(1e-9);
        (low - room, high + room)
    }
}

fn fixed(value: f64) -> String {
    format!("{value:.1}")
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a place on a picture 520 units wide needs no more than 52 bits"
)]
fn ratio(part: i64, whole: i64) -> f64 {
    part as f64 / whole as f64
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let values = [0.91, 0.89, 0.92, 0.9, 0.88, 0.87, 0.86, 0.83, 0.81, 0.8, 0.77, 0.74];
    let points = (0..)
        .zip(values)
        .map(|(week, value)| (crate::specimen::instant(1_788_000_000 + week * 604_800), value))
        .collect();
    let chart = Chart {
        label: "Impact ratio by sex, weekly: from 0.91 to 0.74, below 0.80 in the last two weeks".into(),
        points,
        threshold: Some(("four-fifths threshold 0.80".into(), 0.8, true)),
    };
    vec![Sample::new("line", chart, |locale, chart| chart.draw(locale))]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_wrong_side_of_the_threshold_crosses() {
        let chart = |worse| Chart {
            label: String::new(),
            points: Vec::new(),
            threshold: Some((String::new(), 0.8, worse)),
        };
        assert!(chart(true).crosses(0.79) && !chart(true).crosses(0.8) && !chart(true).crosses(0.9));
        assert!(chart(false).crosses(0.81) && !chart(false).crosses(0.8));
    }

    #[test]
    fn a_flat_line_is_drawn_within_the_picture() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let chart = Chart { label: "flat".into(), points: vec![(at(0), 1.0), (at(1), 1.0)], threshold: None };
        let html = chart.draw(&Locale::english(jiff::tz::TimeZone::UTC)).0;
        assert!(html.contains("points=\"44.0,70.0 510.0,70.0\""), "{html}");
    }
}
