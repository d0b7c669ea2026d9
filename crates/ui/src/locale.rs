//! How the reader reads: language, words, time zone, and the way dates and numbers are written.

use crate::words::{Word, time};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use maud::{Markup, html};
use record::Words;
use std::sync::Arc;

/// The language and the time zone in which a page is written.
#[derive(Clone, Debug)]
pub struct Locale {
    /// BCP 47 tag of the language, for the `lang` attribute.
    pub lang: String,
    /// The words.
    pub words: Arc<Words>,
    /// The zone in which instants are shown.
    pub zone: TimeZone,
}

/// A sentence with `{name}` replaced by its value; names that are not given stay as they are.
pub fn filled(sentence: &str, parts: &[(&str, &str)]) -> String {
    let mut text =
        String::with_capacity(sentence.len() + parts.iter().map(|(_, value)| value.len()).sum::<usize>());
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let named = after.split_once('}').and_then(|(name, behind)| {
            let (_, value) = parts.iter().find(|(known, _)| *known == name)?;
            Some((*value, behind))
        });
        rest = if let Some((value, behind)) = named {
            text.push_str(value);
            behind
        } else {
            text.push('{');
            after
        };
    }
    text.push_str(rest);
    text
}

impl Locale {
    /// English words in the given zone.
    pub fn english(zone: TimeZone) -> Self {
        Self { lang: "en".to_owned(), words: Arc::new(Words::english()), zone }
    }

    /// The words for a key.
    pub fn say(&self, word: Word) -> String {
        self.words.say(word.key, word.english).into_owned()
    }

    /// The words for a key, with `{name}` replaced by its value. What a value holds is not looked into.
    pub fn fill(&self, word: Word, parts: &[(&str, &str)]) -> String {
        filled(&self.words.say(word.key, word.english), parts)
    }

    /// A count with its noun: `one` for 1, otherwise `many`; both hold `{n}`.
    pub fn count(&self, one: Word, many: Word, n: u64) -> String {
        self.fill(if n == 1 { one } else { many }, &[("n", &self.number(n))])
    }

    /// A whole number with its thousands apart.
    pub fn number(&self, n: u64) -> String {
        let digits = n.to_string();
        let mut text = String::with_capacity(digits.len() + digits.len() / 3);
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        text
    }

    /// A decimal number as text with its thousands apart.
    pub fn decimal(&self, text: &str) -> String {
        let (sign, rest) = text.strip_prefix('-').map_or(("", text), |rest| ("−", rest));
        let (whole, part) = rest.split_once('.').map_or((rest, None), |(whole, part)| (whole, Some(part)));
        let whole = whole.parse().map_or_else(|_| whole.to_owned(), |n| self.number(n));
        part.map_or_else(|| format!("{sign}{whole}"), |part| format!("{sign}{whole}.{part}"))
    }

    /// A size in bytes, to the unit that keeps it short.
    pub fn bytes(&self, bytes: u64) -> String {
        match bytes {
            0..1024 => self.fill(time::BYTES, &[("n", &bytes.to_string())]),
            1024..1_048_576 => self.fill(time::KILOBYTES, &[("n", &bytes.div_ceil(1024).to_string())]),
            _ => self.fill(time::MEGABYTES, &[("n", &bytes.div_ceil(1_048_576).to_string())]),
        }
    }

    /// A date in words: `21 Nov 2026`.
    pub fn day_text(&self, day: Date) -> String {
        let month = usize::try_from(day.month() - 1).ok().and_then(|index| time::MONTHS.get(index));
        let month = month.map(|word| self.say(*word)).unwrap_or_default();
        self.fill(
            time::DAY,
            &[("day", &day.day().to_string()), ("month", &month), ("year", &day.year().to_string())],
        )
    }

    /// A date as an element that machines can read too.
    pub fn day(&self, day: Date) -> Markup {
        html! { time datetime=(day) { (self.day_text(day)) } }
    }

    /// An instant in words, in the reader's zone, to the minute.
    pub fn instant_text(&self, at: Timestamp) -> String {
        let local = at.to_zoned(self.zone.clone());
        let clock = format!("{:02}:{:02}", local.hour(), local.minute());
        self.fill(time::INSTANT, &[("day", &self.day_text(local.date())), ("time", &clock)])
    }

    /// An instant as an element that machines can read too; the exact time stands in its title.
    pub fn instant(&self, at: Timestamp) -> Markup {
        html! { time datetime=(at) title=(at) { (self.instant_text(at)) } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        let locale = Locale::english(TimeZone::UTC);
        for (n, text) in
            [(0, "0"), (999, "999"), (1_000, "1,000"), (48_213, "48,213"), (18_400_000, "18,400,000")]
        {
            assert_eq!(locale.number(n), text);
        }
    }

    #[test]
    fn what_a_value_holds_is_not_filled_in() {
        let parts = [("a", "{b}"), ("b", "B}"), ("c", "{")];
        assert_eq!(filled("{a}, {b} and {c}; {d}, {, {a", &parts), "{b}, B} and {; {d}, {, {a");
        assert_eq!(filled("", &parts), "");
    }

    #[test]
    fn decimals_keep_every_digit() {
        let locale = Locale::english(TimeZone::UTC);
        for (given, text) in [
            ("12500.00", "12,500.00"),
            ("-1234567.8", "−1,234,567.8"),
            ("0.001", "0.001"),
            ("99999999999999999999999", "99999999999999999999999"),
        ] {
            assert_eq!(locale.decimal(given), text);
        }
    }

    #[test]
    fn an_instant_is_written_in_the_readers_zone() {
        let at: Timestamp = "2026-11-21T23:42:00Z".parse().unwrap();
        assert_eq!(Locale::english(TimeZone::UTC).instant_text(at), "21 Nov 2026, 23:42");
        let east = TimeZone::fixed(jiff::tz::offset(1));
        assert_eq!(Locale::english(east).instant_text(at), "22 Nov 2026, 00:42");
    }

    #[test]
    fn a_size_is_rounded_up_so_that_nothing_is_zero() {
        let locale = Locale::english(TimeZone::UTC);
        assert_eq!(locale.bytes(12), "12 bytes");
        assert_eq!(locale.bytes(1_025), "2 KB");
        assert_eq!(locale.bytes(1_048_577), "2 MB");
    }
}
