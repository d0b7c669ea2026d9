//! The days of the script: working days, so that nobody approves anything on a Sunday.

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, Weekday},
    tz::TimeZone,
};

/// The days of a script that ends today.
#[derive(Clone, Copy, Debug)]
pub struct Calendar {
    start: Date,
    today: Date,
}

impl Calendar {
    /// The calendar of a script that began `days` before `today`. Days are counted in UTC.
    pub fn ending(today: Timestamp, days: i64) -> Self {
        let today = today.to_zoned(TimeZone::UTC).date();
        Self { start: today.checked_sub(days.days()).unwrap_or(today), today }
    }

    /// The date of a day of the script: a Saturday or Sunday gives the Monday after, never a day to come instead of a
    /// past one.
    pub fn day(self, day: i64) -> Date {
        let date = self.start.checked_add(day.days()).unwrap_or(self.start);
        let shift = match date.weekday() {
            Weekday::Saturday => 2,
            Weekday::Sunday => 1,
            _ => 0,
        };
        let shifted = date.checked_add(shift.days()).unwrap_or(date);
        if date <= self.today { shifted.min(self.today) } else { shifted }
    }

    /// The date that `day:12` or `today:-3` stands for.
    pub fn date(self, text: &str) -> Option<Date> {
        if let Some(days) = text.strip_prefix("day:") {
            return days.parse().ok().map(|day| self.day(day));
        }
        let days: i64 = text.strip_prefix("today:")?.parse().ok()?;
        self.today.checked_add(days.days()).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // 21 November 2026 is a Saturday.
    fn calendar() -> Calendar {
        Calendar::ending("2026-11-21T10:00:00Z".parse().unwrap(), 10)
    }

    #[test]
    fn days_fall_on_working_days_in_order_and_not_after_today() {
        let calendar = calendar();
        assert_eq!(calendar.day(0).to_string(), "2026-11-11");
        assert_eq!(calendar.day(3).to_string(), "2026-11-16", "a Saturday is the Monday after");
        assert_eq!(calendar.day(5).to_string(), "2026-11-16");
        assert_eq!(calendar.day(10).to_string(), "2026-11-21", "the last day is today, whatever day that is");
        assert!((0..40).all(|day| calendar.day(day) <= calendar.day(day + 1)));
    }

    #[test]
    fn texts_stand_for_days() {
        let calendar = calendar();
        assert_eq!(calendar.date("day:1").unwrap().to_string(), "2026-11-12");
        assert_eq!(calendar.date("today:-21").unwrap().to_string(), "2026-10-31");
        assert_eq!(calendar.date("2026-01-02"), None);
        assert_eq!(calendar.date("day:soon"), None);
    }
}
