//! Dates, the present, and the next instant at which a comparison with it turns.

use super::{Eval, set::Item, term::Datum};
use crate::{
    Answer,
    code::{Moment, Present, Set, Term},
};
use frameworks::language::{Compare, Unit};
use jiff::{Span, Timestamp, ToSpan, civil::Date};
use std::cmp::Ordering;

/// A span, and whether it is taken away.
type Shift = (i64, Unit, bool);

/// Adding months is not exactly undone by taking them away; the instant sought lies this near.
const SLACK_DAYS: i64 = 4;
/// Days looked at around one.
const AROUND: usize = 9;

/// The last day near which everything that is sought lies before tomorrow.
pub(super) fn past(today: Date) -> Date {
    moved(today, (SLACK_DAYS, Unit::Days, true)).unwrap_or(Date::MIN)
}

impl<'w> Eval<'w> {
    pub(super) fn shifted(&self, at: Datum<'w>, by: Datum<'w>, back: bool) -> Datum<'w> {
        match (at, by) {
            (Datum::Instant(at), Datum::Span(count, Unit::Hours)) => {
                let shifted = signed(count, back)
                    .and_then(|hours| Span::new().try_hours(hours).ok())
                    .and_then(|span| at.checked_add(span).ok());
                shifted.map_or(Datum::Unknown, Datum::Instant)
            }
            (at, Datum::Span(count, unit)) => match self.day_of(at) {
                Some(day) => moved(day, (count, unit, back)).map_or(Datum::Unknown, Datum::Day),
                None => Datum::Unknown,
            },
            _ => Datum::Unknown,
        }
    }

    /// The day of a date or instant, in the organisation's time zone.
    pub(super) fn day_of(&self, datum: Datum<'_>) -> Option<Date> {
        match datum {
            Datum::Day(day) => Some(day),
            Datum::Instant(at) => Some(self.zone.to_datetime(at).date()),
            _ => None,
        }
    }

    /// An instant; of a day its last, so that what began on that day counts.
    pub(super) fn instant(&mut self, term: &'w Term) -> Option<Timestamp> {
        match self.term(term) {
            Datum::Instant(at) => Some(at),
            Datum::Day(day) => {
                let next = self.start_of(day.tomorrow().ok()?)?;
                next.checked_sub(1.nanosecond()).ok()
            }
            _ => None,
        }
    }

    /// `fixed` compared with the present.
    pub(super) fn timed(&mut self, fixed: Datum<'w>, how: Compare, present: &'w Present) -> Answer {
        let mut shifts: Vec<Shift> = Vec::new();
        for (by, back) in &present.shifts {
            let Datum::Span(count, unit) = self.term(by) else { return Answer::Unknown };
            shifts.push((count, unit, *back));
        }
        match (fixed, present.clock) {
            (Datum::Instant(at), true) => self.timed_by_clock(at, how, &shifts),
            _ => match self.day_of(fixed) {
                Some(day) => self.timed_by_day(day, how, &shifts),
                None => Answer::Unknown,
            },
        }
    }

    /// A period compared with a moment.
    pub(super) fn covers(&mut self, from: Date, until: Option<Date>, at: &'w Moment) -> Answer {
        match at {
            Moment::Fixed(term) => {
                let at = self.term(term);
                self.day_of(at).map_or(Answer::Unknown, |day| {
                    Answer::from(from <= day && until.is_none_or(|until| day <= until))
                })
            }
            Moment::Present(present) => {
                let begun = self.timed(Datum::Day(from), Compare::LessOrEqual, present);
                let goes_on = until.map_or(Answer::Met, |until| {
                    self.timed(Datum::Day(until), Compare::GreaterOrEqual, present)
                });
                match (begun, goes_on) {
                    (Answer::Met, Answer::Met) => Answer::Met,
                    (Answer::NotMet, _) | (_, Answer::NotMet) => Answer::NotMet,
                    _ => Answer::Unknown,
                }
            }
        }
    }

    /// Whether no gap between dates was longer than allowed, within a window that ends today. The first gap is counted
    /// from the start of the window.
    pub(super) fn cadence(&mut self, dates: &'w Set, gap: &'w Term, window: &'w Term) -> Answer {
        let (Datum::Span(gap, gap_unit), Datum::Span(window, window_unit)) =
            (self.term(gap), self.term(window))
        else {
            return Answer::Unknown;
        };
        let (gap, window) = ((gap, gap_unit), (window, window_unit));
        let bag = self.set(dates);
        let days = |items: &std::collections::BTreeSet<Item<'w>>, eval: &Self| -> Vec<Date> {
            let mut days: Vec<Date> = items
                .iter()
                .filter_map(|item| match item {
                    Item::Day(day) => Some(*day),
                    Item::Instant(at) => eval.day_of(Datum::Instant(*at)),
                    _ => None,
                })
                .collect();
            days.sort_unstable();
            days
        };
        let sure = days(&bag.sure, self);
        let kept_up = |today: Date| kept_up(&sure, gap, window, today);
        let Some(answer) = kept_up(self.today) else { return Answer::Unknown };
        let mut near: Vec<Date> = Vec::new();
        for day in &sure {
            near.extend(moved(*day, (gap.0, gap.1, false)));
            near.extend(moved(*day, (window.0, window.1, false)));
            near.extend(
                moved(*day, (window.0, window.1, false)).and_then(|later| moved(later, (gap.0, gap.1, true))),
            );
        }
        let turn = self.first_turn(&near, |today| kept_up(today) == Some(answer));
        self.note_flip(turn);
        if !answer && (bag.open || !bag.maybe.is_empty()) {
            return Answer::Unknown;
        }
        Answer::from(answer)
    }

    fn timed_by_clock(&mut self, at: Timestamp, how: Compare, shifts: &[Shift]) -> Answer {
        let mut hours: i64 = 0;
        for (count, _, back) in shifts {
            let Some(sum) = signed(*count, *back).and_then(|count| hours.checked_add(count)) else {
                return Answer::Unknown;
            };
            hours = sum;
        }
        let turn = Span::new().try_hours(hours).ok().and_then(|span| at.checked_sub(span).ok());
        let Some(turn) = turn else { return Answer::Unknown };
        // at HOW now + hours is turn HOW now.
        let answer = holds(turn.cmp(&self.now), how);
        let after = turn.checked_add(1.nanosecond()).ok();
        let next = [Some(turn), after]
            .into_iter()
            .flatten()
            .find(|instant| *instant > self.now && holds(turn.cmp(instant), how) != answer);
        self.note_flip(next);
        Answer::from(answer)
    }

    fn timed_by_day(&mut self, day: Date, how: Compare, shifts: &[Shift]) -> Answer {
        let compared = |today: Date| {
            shifts
                .iter()
                .try_fold(today, |at, shift| moved(at, *shift))
                .map(|present| holds(day.cmp(&present), how))
        };
        let Some(answer) = compared(self.today) else { return Answer::Unknown };
        let guess = shifts.iter().try_fold(day, |at, (count, unit, back)| moved(at, (*count, *unit, !*back)));
        let turn = self.first_turn(guess.as_slice(), |today| compared(today) == Some(answer));
        self.note_flip(turn);
        Answer::from(answer)
    }

    /// The start of the first day after today, near one of the days given, on which something no longer stays.
    fn first_turn(&self, near: &[Date], stays: impl Fn(Date) -> bool) -> Option<Timestamp> {
        let around = |day: &Date| {
            let first = moved(*day, (SLACK_DAYS, Unit::Days, true));
            std::iter::successors(first, |day| day.tomorrow().ok()).take(AROUND)
        };
        let ahead = near.iter().filter(|day| **day > self.past);
        let turning = ahead.filter_map(|day| around(day).find(|day| *day > self.today && !stays(*day)));
        turning.min().and_then(|day| self.start_of(day))
    }

    fn start_of(&self, day: Date) -> Option<Timestamp> {
        day.to_zoned(self.zone.clone()).ok().map(|zoned| zoned.timestamp())
    }
}

pub(super) fn moved(day: Date, (count, unit, back): Shift) -> Option<Date> {
    let count = signed(count, back)?;
    let span = match unit {
        Unit::Hours => return None,
        Unit::Days => Span::new().try_days(count),
        Unit::Weeks => Span::new().try_weeks(count),
        Unit::Months => Span::new().try_months(count),
        Unit::Years => Span::new().try_years(count),
    };
    span.ok().and_then(|span| day.checked_add(span).ok())
}

fn signed(count: i64, back: bool) -> Option<i64> {
    if back { count.checked_neg() } else { Some(count) }
}

pub(super) fn holds(order: Ordering, how: Compare) -> bool {
    match how {
        Compare::Equal => order.is_eq(),
        Compare::Unequal => order.is_ne(),
        Compare::Less => order.is_lt(),
        Compare::LessOrEqual => order.is_le(),
        Compare::Greater => order.is_gt(),
        Compare::GreaterOrEqual => order.is_ge(),
    }
}

fn kept_up(days: &[Date], gap: (i64, Unit), window: (i64, Unit), today: Date) -> Option<bool> {
    let mut last = moved(today, (window.0, window.1, true))?;
    for day in days.iter().filter(|day| **day <= today).chain(std::iter::once(&today)) {
        if *day < last {
            continue;
        }
        if *day > moved(last, (gap.0, gap.1, false))? {
            return Some(false);
        }
        last = *day;
    }
    Some(true)
}
