//! A clock that stands still until it is told to move.

use record::Timestamp;

/// A clock for tests: it shows one moment until somebody moves it, and never runs backwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixedClock {
    now: Timestamp,
}

impl FixedClock {
    /// A clock that shows `now`.
    pub const fn at(now: Timestamp) -> Self {
        Self { now }
    }

    /// The moment that the clock shows.
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// Moves on by seconds and says what the clock shows then. It stops at the end of time.
    pub fn advance_seconds(&mut self, seconds: u64) -> Timestamp {
        let later = self.now.as_second().saturating_add_unsigned(seconds);
        self.now = Timestamp::new(later, self.now.subsec_nanosecond()).unwrap_or(Timestamp::MAX);
        self.now
    }

    /// Moves on by days of 24 hours and says what the clock shows then.
    pub fn advance_days(&mut self, days: u16) -> Timestamp {
        self.advance_seconds(u64::from(days) * 86_400)
    }

    /// Moves on to a moment; an earlier one leaves the clock as it is.
    pub fn set(&mut self, moment: Timestamp) {
        self.now = self.now.max(moment);
    }
}

impl Default for FixedClock {
    /// 2026-11-02T09:00:00Z, a Monday morning on which every sample is in force.
    fn default() -> Self {
        Self::at(Timestamp::constant(1_793_610_000, 0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_starts_on_a_monday_morning() {
        assert_eq!(FixedClock::default().now().to_string(), "2026-11-02T09:00:00Z");
    }

    #[test]
    fn it_moves_only_when_told_and_never_back() {
        let mut clock = FixedClock::default();
        assert_eq!(clock.now(), clock.now());
        assert_eq!(clock.advance_days(28).to_string(), "2026-11-30T09:00:00Z");
        assert_eq!(clock.advance_seconds(61).to_string(), "2026-11-30T09:01:01Z");
        clock.set("2020-01-01T00:00:00Z".parse().unwrap());
        assert_eq!(clock.now().to_string(), "2026-11-30T09:01:01Z");
    }

    #[test]
    fn the_end_of_time_is_no_panic() {
        let mut clock = FixedClock::at(Timestamp::MAX);
        assert_eq!(clock.advance_days(u16::MAX), Timestamp::MAX);
    }
}
