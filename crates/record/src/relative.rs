//! Spans of days that are told from today: overdue, this quarter, the next 30 days.

use jiff::{
    ToSpan as _,
    civil::{Date, Weekday, date},
};

/// A span of days told from today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relative {
    /// Before today.
    Overdue,
    /// Today.
    Today,
    /// A unit of the calendar, so many after the present one; below zero for those before it.
    Calendar(Unit, i8),
    /// Today and so many days after it.
    Next(u16),
    /// Today and so many days before it.
    Last(u16),
}

/// A unit of the calendar. Weeks begin on Monday (ISO 8601).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Seven days.
    Week,
    /// A month.
    Month,
    /// Three months, the first of which is January, April, July or October.
    Quarter,
    /// A year.
    Year,
}

/// The first day, and the first day after the last; either end may be open.
pub type Days = (Option<Date>, Option<Date>);

impl Relative {
    /// Those that are offered to choose from. Any number of days up to 9,999 is understood.
    pub const OFFERED: [Self; 18] = [
        Self::Overdue,
        Self::Today,
        Self::Next(7),
        Self::Next(30),
        Self::Next(90),
        Self::Last(7),
        Self::Last(30),
        Self::Last(90),
        Self::Calendar(Unit::Week, 0),
        Self::Calendar(Unit::Month, 0),
        Self::Calendar(Unit::Month, 1),
        Self::Calendar(Unit::Month, -1),
        Self::Calendar(Unit::Quarter, 0),
        Self::Calendar(Unit::Quarter, 1),
        Self::Calendar(Unit::Quarter, -1),
        Self::Calendar(Unit::Year, 0),
        Self::Calendar(Unit::Year, 1),
        Self::Calendar(Unit::Year, -1),
    ];

    /// The stable code, as it stands in addresses: `overdue`, `next_30`, `this_quarter`.
    pub fn code(self) -> String {
        match self {
            Self::Overdue => "overdue".to_owned(),
            Self::Today => "today".to_owned(),
            Self::Next(days) => format!("next_{days}"),
            Self::Last(days) => format!("last_{days}"),
            Self::Calendar(unit, steps) => {
                let which = match steps {
                    0 => "this",
                    1.. => "next",
                    _ => "last",
                };
                format!("{which}_{}", unit.code())
            }
        }
    }

    /// What a code means.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "overdue" => return Some(Self::Overdue),
            "today" => return Some(Self::Today),
            _ => {}
        }
        let (which, what) = code.split_once('_')?;
        let unit =
            [Unit::Week, Unit::Month, Unit::Quarter, Unit::Year].into_iter().find(|unit| unit.code() == what);
        let days = || {
            let digits =
                !what.is_empty() && what.len() <= 4 && what.bytes().all(|byte| byte.is_ascii_digit());
            what.parse::<u16>().ok().filter(|_| digits)
        };
        match (which, unit) {
            ("this", Some(unit)) => Some(Self::Calendar(unit, 0)),
            ("next", Some(unit)) => Some(Self::Calendar(unit, 1)),
            ("last", Some(unit)) => Some(Self::Calendar(unit, -1)),
            ("next", None) => days().map(Self::Next),
            ("last", None) => days().map(Self::Last),
            _ => None,
        }
    }

    /// The days meant when it is `today`.
    pub fn days(self, today: Date) -> Days {
        let plus = |days: i64| today.checked_add(days.days()).ok();
        match self {
            Self::Overdue => (None, Some(today)),
            Self::Today => (Some(today), plus(1)),
            Self::Next(days) => (Some(today), plus(i64::from(days) + 1)),
            Self::Last(days) => (plus(-i64::from(days)), plus(1)),
            Self::Calendar(unit, steps) => {
                let begin = |steps: i8| unit.begin(today, steps);
                (begin(steps), begin(steps.saturating_add(1)))
            }
        }
    }
}

impl Unit {
    const fn code(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// The first day of the unit so many after the one that a day lies in.
    fn begin(self, day: Date, steps: i8) -> Option<Date> {
        let steps = i64::from(steps);
        let (begin, span) = match self {
            Self::Week => {
                let since = day.weekday().since(Weekday::Monday);
                (day.checked_sub(i64::from(since).days()).ok()?, steps.checked_mul(7)?.days())
            }
            Self::Month => (day.first_of_month(), steps.months()),
            Self::Quarter => {
                let month = (day.month() - 1) / 3 * 3 + 1;
                (date(day.year(), month, 1), steps.checked_mul(3)?.months())
            }
            Self::Year => (day.first_of_year(), steps.years()),
        };
        begin.checked_add(span).ok()
    }
}
