//! Dates as people and spreadsheets write them. What the text does not say is not made up.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How the dates of a column are to be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dates {
    /// Which comes first in 3/4/2026; unless it is known, such a date is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<Order>,
    /// Whether a month without a day, or a year alone, may be taken for its first day.
    #[serde(default)]
    pub first_day: bool,
}

/// Which of day and month is written first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// 21/11/2026.
    DayFirst,
    /// 11/21/2026.
    MonthFirst,
}

/// What a text says about a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    /// A day, and in which order it was written when that can be told.
    Day(Date, Option<Order>),
    /// Two small numbers and a year: day first, month first.
    Either(Date, Date),
    /// A month or a year; its first day.
    Part(Date),
    /// A month as spreadsheets show it, "Jul-25": its first day. What is written so is kept as text unless somebody says that it
    /// is a date.
    Month(Date),
    /// No date.
    Nothing,
}

/// Reads a date.
///
/// # Errors
/// Code and sentence: no date, a date that can be read in two ways, or a month or year without a day.
pub(crate) fn read(text: &str, how: Dates) -> Result<Date, (&'static str, String)> {
    match (said(text), how.order) {
        (Said::Day(date, _), _)
        | (Said::Either(date, _), Some(Order::DayFirst))
        | (Said::Either(_, date), Some(Order::MonthFirst)) => Ok(date),
        (Said::Part(date) | Said::Month(date), _) if how.first_day => Ok(date),
        (Said::Either(..), None) => Err((
            "date_ambiguous",
            "Say for this column whether the day or the month is written first.".to_owned(),
        )),
        (Said::Part(_) | Said::Month(_), _) => Err((
            "date_incomplete",
            "Give the day as well, or let this column's months and years count as their first day."
                .to_owned(),
        )),
        (Said::Nothing, _) => {
            Err(("not_a_date", "Write the date as year-month-day, like 2026-11-21.".to_owned()))
        }
    }
}

/// What a text says about a date, without any assumption.
pub(crate) fn said(text: &str) -> Said {
    let text = without_time(text.trim());
    if text.chars().count() > 30 {
        return Said::Nothing;
    }
    let parts: Vec<&str> =
        text.split(['-', '/', '.', ',', ' ']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let named: Vec<(usize, i8)> =
        parts.iter().enumerate().filter_map(|(at, part)| month(part).map(|month| (at, month))).collect();
    match (named.as_slice(), parts.as_slice()) {
        ([], [year]) => year_of(year).map_or(Said::Nothing, |year| part(year, 1)),
        ([], [a, b]) => match (year_of(a), small(a), small(b), year_of(b)) {
            (Some(year), _, Some(month), _) | (_, Some(month), _, Some(year)) => part(year, month),
            _ => Said::Nothing,
        },
        ([], [a, b, c]) => numbers(a, b, c),
        ([(0, month)], [_, short]) if text.contains(['-', '\'', '’']) && short_year(short).is_some() => {
            let first = short_year(short).and_then(|year| Date::new(year, *month, 1).ok());
            first.map_or(Said::Nothing, Said::Month)
        }
        ([(_, month)], [_, _] | [_, _, _]) => with_name(&parts, *month),
        _ => Said::Nothing,
    }
}

/// Whether a time of day other than midnight stands behind the day.
pub(crate) fn has_time(text: &str) -> bool {
    let text = text.trim();
    let behind = text.get(without_time(text).len()..).unwrap_or_default();
    behind.bytes().any(|byte| (b'1'..=b'9').contains(&byte))
}

/// The text before a time of day.
fn without_time(text: &str) -> &str {
    let cut = text.find(['T', ' ']).filter(|at| {
        let behind = text.get(at + 1..).unwrap_or_default().trim_start().as_bytes();
        behind.first().is_some_and(u8::is_ascii_digit) && behind.iter().take(3).any(|byte| *byte == b':')
    });
    cut.and_then(|at| text.get(..at)).unwrap_or(text)
}

fn numbers(a: &str, b: &str, c: &str) -> Said {
    if let (Some(year), Some(month), Some(day)) = (year_of(a), small(b), small(c)) {
        return whole(year, month, day, None);
    }
    let (Some(first), Some(second), Some(year)) = (small(a), small(b), year_of(c)) else {
        return Said::Nothing;
    };
    match (Date::new(year, second, first), Date::new(year, first, second)) {
        (Ok(one), Ok(other)) if one == other => Said::Day(one, None),
        (Ok(day_first), Ok(month_first)) => Said::Either(day_first, month_first),
        (Ok(date), Err(_)) => Said::Day(date, Some(Order::DayFirst)),
        (Err(_), Ok(date)) => Said::Day(date, Some(Order::MonthFirst)),
        _ => Said::Nothing,
    }
}

/// The year of "Jul-25" and "Jul '25", as spreadsheets write months: never a day, which would have no year.
fn short_year(text: &str) -> Option<i16> {
    let digits = text.trim_start_matches(['\'', '’']);
    let year: i16 = digits
        .parse()
        .ok()
        .filter(|_| digits.len() == 2 && digits.bytes().all(|sign| sign.is_ascii_digit()))?;
    Some(if year < 70 { 2000 + year } else { 1900 + year })
}

/// A month by name with a year, and perhaps a day; "Jul 25" may be either, so it is no date.
fn with_name(parts: &[&str], month: i8) -> Said {
    let year = parts.iter().find_map(|part| year_of(part));
    let day = parts.iter().find_map(|part| small(part.trim_end_matches(|c: char| c.is_ascii_alphabetic())));
    match (year, day, parts.len()) {
        (Some(year), Some(day), 3) => whole(year, month, day, None),
        (Some(year), None, 2) => part(year, month),
        _ => Said::Nothing,
    }
}

fn whole(year: i16, month: i8, day: i8, order: Option<Order>) -> Said {
    Date::new(year, month, day).map_or(Said::Nothing, |date| Said::Day(date, order))
}

fn part(year: i16, month: i8) -> Said {
    Date::new(year, month, 1).map_or(Said::Nothing, Said::Part)
}

fn year_of(text: &str) -> Option<i16> {
    let digits = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|year| digits && (1900..=2200).contains(year))
}

fn small(text: &str) -> Option<i8> {
    let digits = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| digits && (1..=31).contains(number))
}

fn month(text: &str) -> Option<i8> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let text = text.to_lowercase();
    let letters = text.chars().all(char::is_alphabetic);
    let at = NAMES.iter().position(|name| letters && text.len() >= 3 && name.starts_with(&text))?;
    i8::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_read_in_every_usual_spelling() {
        let wanted = date(2025, 7, 21);
        for text in [
            "2025-07-21",
            "2025-07-21 00:00:00",
            "2025-07-21T18:31:09Z",
            "21/7/2025",
            "7/21/2025",
            "07/21/2025 0:00",
            "21.07.2025",
            "21 July 2025",
            "July 21, 2025",
            "21-Jul-2025",
            "Jul 21st 2025",
            "2025/07/21",
        ] {
            assert_eq!(read(text, Dates::default()), Ok(wanted), "{text}");
        }
    }

    #[test]
    fn what_can_be_read_in_two_ways_needs_an_order() {
        let code = |text| read(text, Dates::default()).unwrap_err().0;
        assert_eq!(code("10/1/2023"), "date_ambiguous");
        let first = |order| Dates { order: Some(order), first_day: false };
        assert_eq!(read("10/1/2023", first(Order::MonthFirst)), Ok(date(2023, 10, 1)));
        assert_eq!(read("10/1/2023", first(Order::DayFirst)), Ok(date(2023, 1, 10)));
        assert_eq!(read("5/5/2023", Dates::default()), Ok(date(2023, 5, 5)));
    }

    #[test]
    fn a_missing_day_is_not_made_up() {
        for text in ["01/2024", "2025", "July 2025", "2025-07", "Jul-25", "Jul '25", "July-25"] {
            assert_eq!(read(text, Dates::default()).unwrap_err().0, "date_incomplete", "{text}");
        }
        let first = Dates { order: None, first_day: true };
        for text in ["07/2025", "Jul-25", "Jul ’25"] {
            assert_eq!(read(text, first), Ok(date(2025, 7, 1)), "{text}");
        }
        assert_eq!(read("Dec-99", first), Ok(date(1999, 12, 1)));
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "Jul 25",
            "25-Jul",
            "Jul-025",
            "Jul-2x",
            "soon",
            "31/02/2025",
            "13/13/2025",
            "10/1/23",
            "0/0/0000",
            "1.2.3.4",
            "Q1 2025",
            "﷽",
        ] {
            assert_eq!(read(text, Dates::default()).unwrap_err().0, "not_a_date", "{text}");
        }
    }
}
