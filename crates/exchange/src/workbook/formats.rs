//! Which numbers of a workbook are dates, and how numbers read.

use super::{
    package::Package,
    xml::{Step, attribute, name},
};
use crate::Limits;
use jiff::{ToSpan, civil::Date};
use record::Refusal;
use std::collections::BTreeMap;

/// What the number format of a cell makes of its number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Look {
    /// A number.
    #[default]
    Number,
    /// A day, perhaps with a time.
    Date,
    /// A time of day.
    Time,
    /// Hours and minutes that may go past a day.
    Span,
    /// A share of a hundred.
    Percent,
}

/// The look of each cell style.
pub(super) fn read(package: &mut Package<'_>, part: &str, limits: &Limits) -> Result<Vec<Look>, Refusal> {
    let mut own: BTreeMap<u32, Look> = BTreeMap::new();
    let mut looks = Vec::new();
    package.read(part, |xml| {
        let mut cells = false;
        loop {
            let done = xml.next(|step| {
                match step {
                    Step::Start(start) => match name(&start) {
                        "numFmt" => {
                            let id = attribute(&start, "numFmtId").and_then(|id| id.parse().ok());
                            let code = attribute(&start, "formatCode").unwrap_or_default();
                            own.extend(id.map(|id| (id, of_code(&code))));
                        }
                        "cellXfs" => cells = true,
                        "xf" if cells => {
                            let id: u32 =
                                attribute(&start, "numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
                            looks.push(own.get(&id).copied().unwrap_or_else(|| built_in(id)));
                        }
                        _ => {}
                    },
                    Step::End("cellXfs") => cells = false,
                    Step::Eof => return true,
                    Step::End(_) | Step::Text(_) => {}
                }
                false
            })?;
            limits.cell_count(looks.len() + own.len())?;
            if done {
                return Ok(());
            }
        }
    })?;
    Ok(looks)
}

/// Formats that every program knows by number (ECMA-376, 18.8.30); those of East Asian locales are dates.
const fn built_in(id: u32) -> Look {
    match id {
        9 | 10 => Look::Percent,
        14..=17 | 22 | 27..=31 | 34..=36 | 50..=58 => Look::Date,
        18..=21 | 32 | 33 | 45 | 47 => Look::Time,
        46 => Look::Span,
        _ => Look::Number,
    }
}

/// What a format code says, without its quoted texts, colours and escapes.
fn of_code(code: &str) -> Look {
    let mut bare = String::new();
    let mut signs = code.split(';').next().unwrap_or_default().chars();
    while let Some(sign) = signs.next() {
        match sign {
            '"' => drop(signs.by_ref().find(|sign| *sign == '"')),
            '\\' | '_' | '*' => drop(signs.next()),
            '[' => {
                let inner: String = signs.by_ref().take_while(|sign| *sign != ']').collect();
                let inner = inner.to_ascii_lowercase();
                if !inner.is_empty() && inner.bytes().all(|byte| matches!(byte, b'h' | b'm' | b's')) {
                    return Look::Span;
                }
            }
            other => bare.push(other.to_ascii_lowercase()),
        }
    }
    let bare = bare.replace("general", "").replace("am/pm", "h").replace("a/p", "h");
    let has = |signs: &[char]| bare.contains(signs);
    if has(&['y', 'd']) || (has(&['m']) && !has(&['h', 's'])) {
        Look::Date
    } else if has(&['h', 's']) {
        Look::Time
    } else if has(&['%']) {
        Look::Percent
    } else {
        Look::Number
    }
}

/// A number as people read it in the cell.
pub(super) fn show(number: f64, look: Look, from_1904: bool) -> String {
    let dated = match look {
        Look::Time if (0.0..1.0).contains(&number) => Some(clock(number)),
        Look::Date | Look::Time => date(number, from_1904),
        Look::Span if (0.0..100_000.0).contains(&number) => Some(clock(number)),
        Look::Number | Look::Percent | Look::Span => None,
    };
    dated.unwrap_or_else(|| match look {
        Look::Percent if number.is_finite() => format!("{}%", plain(number * 100.0)),
        _ => plain(number),
    })
}

/// A number with the fifteen digits that a spreadsheet holds, without an exponent or idle zeros.
fn plain(number: f64) -> String {
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    if rounded == 0.0 {
        return "0".to_owned();
    }
    let small = (1e-15..1e21).contains(&rounded.abs());
    if small { rounded.to_string() } else { format!("{rounded:e}") }
}

/// Hours and minutes, and seconds where there are any.
fn clock(days: f64) -> String {
    let seconds = whole((days * 86_400.0).round());
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if seconds == 0 {
        format!("{hours:02}:{minutes:02}")
    } else {
        format!("{hours:02}:{minutes:02}:{seconds:02}")
    }
}

/// The day, and the time where there is one. The calendar of 1900 has a 29 February that never was.
fn date(number: f64, from_1904: bool) -> Option<String> {
    if !(0.0..3_000_000.0).contains(&number) {
        return None;
    }
    let seconds = whole((number * 86_400.0).round());
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let start = match (from_1904, days) {
        (true, _) => Date::new(1904, 1, 1),
        (false, 0..=59) => Date::new(1899, 12, 31),
        (false, _) => Date::new(1899, 12, 30),
    };
    let day = start.ok()?.checked_add(days.days()).ok()?;
    if rest == 0 {
        return Some(day.to_string());
    }
    #[expect(clippy::cast_precision_loss, reason = "seconds of one day")]
    let time = clock(rest as f64 / 86_400.0);
    Some(format!("{day} {time}"))
}

#[expect(clippy::cast_possible_truncation, reason = "the callers hold it below 3,000,000 days")]
const fn whole(number: f64) -> i64 {
    number as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_in_the_cell() {
        for (number, text) in [
            (1.0, "1"),
            (1.1 + f64::EPSILON, "1.1"),
            (0.1 + 0.2, "0.3"),
            (-2_500_000.5, "-2500000.5"),
            (123_456_789_012_345.0, "123456789012345"),
            (1e300, "1e300"),
            (-0.0, "0"),
        ] {
            assert_eq!(show(number, Look::Number, false), text);
        }
        assert_eq!(show(0.07, Look::Percent, false), "7%");
        assert_eq!(show(f64::NAN, Look::Date, false), "NaN");
    }

    #[test]
    fn days_are_counted_from_1900_and_from_1904() {
        for (number, text) in
            [(1.0, "1900-01-01"), (59.0, "1900-02-28"), (61.0, "1900-03-01"), (45_859.0, "2025-07-21")]
        {
            assert_eq!(show(number, Look::Date, false), text);
        }
        assert_eq!(show(44_397.0, Look::Date, true), "2025-07-21");
        assert_eq!(show(45_859.771_18, Look::Date, false), "2025-07-21 18:30:30");
        assert_eq!(show(0.75, Look::Time, false), "18:00");
        assert_eq!(show(1.5, Look::Span, false), "36:00");
        assert_eq!(show(1e9, Look::Date, false), "1000000000");
    }

    #[test]
    fn format_codes_say_what_is_a_date() {
        for (code, look) in [
            ("General", Look::Number),
            ("0.00", Look::Number),
            ("yyyy\\-mm\\-dd", Look::Date),
            ("[$-409]d\\-mmm\\-yy;@", Look::Date),
            ("mmm-yy", Look::Date),
            ("h:mm AM/PM", Look::Time),
            ("[h]:mm:ss", Look::Span),
            ("#,##0 \"days\"", Look::Number),
            ("[Red]0.0%", Look::Percent),
            ("[>=1]0;0", Look::Number),
        ] {
            assert_eq!(of_code(code), look, "{code}");
        }
    }
}
