//! Days that are told from today.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use jiff::civil::{Date, date};
use proptest::prelude::*;
use record::Relative;

fn days(code: &str, today: Date) -> (Option<Date>, Option<Date>) {
    Relative::from_code(code).unwrap().days(today)
}

#[test]
fn spans_are_those_of_the_calendar() {
    // A Sunday in the fourth quarter.
    let today = date(2026, 11, 29);
    for (code, from, before) in [
        ("overdue", None, Some(date(2026, 11, 29))),
        ("today", Some(date(2026, 11, 29)), Some(date(2026, 11, 30))),
        ("next_7", Some(date(2026, 11, 29)), Some(date(2026, 12, 7))),
        ("last_30", Some(date(2026, 10, 30)), Some(date(2026, 11, 30))),
        ("this_week", Some(date(2026, 11, 23)), Some(date(2026, 11, 30))),
        ("this_month", Some(date(2026, 11, 1)), Some(date(2026, 12, 1))),
        ("next_month", Some(date(2026, 12, 1)), Some(date(2027, 1, 1))),
        ("this_quarter", Some(date(2026, 10, 1)), Some(date(2027, 1, 1))),
        ("last_quarter", Some(date(2026, 7, 1)), Some(date(2026, 10, 1))),
        ("next_quarter", Some(date(2027, 1, 1)), Some(date(2027, 4, 1))),
        ("this_year", Some(date(2026, 1, 1)), Some(date(2027, 1, 1))),
        ("last_year", Some(date(2025, 1, 1)), Some(date(2026, 1, 1))),
    ] {
        assert_eq!(days(code, today), (from, before), "{code}");
    }
    assert_eq!(days("this_month", date(2024, 2, 29)), (Some(date(2024, 2, 1)), Some(date(2024, 3, 1))));
}

#[test]
fn codes_are_read_as_they_are_written_and_others_are_none() {
    for relative in Relative::OFFERED {
        assert_eq!(Relative::from_code(&relative.code()), Some(relative));
    }
    for code in
        ["", "next_", "next_-1", "next_99999", "this_30", "soon", "last_decade", "next_+3", "overdue_1"]
    {
        assert_eq!(Relative::from_code(code), None, "{code}");
    }
}

proptest! {
    #[test]
    fn today_lies_in_what_is_now_and_neighbours_join(day in -700_000_i32..700_000) {
        let today = date(2000, 1, 1).checked_add(jiff::Span::new().days(day)).unwrap();
        for unit in ["week", "month", "quarter", "year"] {
            let (from, before) = days(&format!("this_{unit}"), today);
            prop_assert!(from.unwrap() <= today && today < before.unwrap());
            prop_assert_eq!(days(&format!("next_{unit}"), today).0, before);
            prop_assert_eq!(days(&format!("last_{unit}"), today).1, from);
        }
    }
}
