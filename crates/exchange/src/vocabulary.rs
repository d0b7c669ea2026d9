//! Other words for fields, kinds and options, as data. A generic surface knows ids only as words that people use.

use std::{collections::HashMap, sync::OnceLock};

type Table = HashMap<&'static str, Vec<&'static str>>;

/// Phrases under which fields and kinds are known elsewhere: in English, and in other languages.
const FIELDS: [&str; 2] = [include_str!("vocabulary/fields.txt"), include_str!("vocabulary/languages.txt")];

/// Phrases under which a field or kind with this id is known elsewhere, in lower case. What is said of the field of one
/// kind, `risk.event`, is said of that field alone.
pub(crate) fn phrases(id: &str) -> &'static [&'static str] {
    static TABLE: OnceLock<Table> = OnceLock::new();
    let all = TABLE.get_or_init(|| {
        let mut all = Table::new();
        for (word, phrases) in FIELDS.into_iter().flat_map(table) {
            all.entry(word).or_default().extend(phrases);
        }
        all
    });
    all.get(id).map_or(&[], Vec::as_slice)
}

/// Codes that an option meant by this phrase may have, the likeliest first.
pub(crate) fn meanings(phrase: &str) -> &'static [&'static str] {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| table(include_str!("vocabulary/options.txt"))).get(phrase).map_or(&[], Vec::as_slice)
}

/// Codes of the acts that a value of a status may stand for.
pub(crate) fn endings(phrase: &str) -> Vec<&'static str> {
    static TABLE: OnceLock<Table> = OnceLock::new();
    let all = TABLE.get_or_init(|| table(include_str!("vocabulary/ends.txt")));
    all.iter().filter(|(_, phrases)| phrases.contains(&phrase)).map(|(code, _)| *code).collect()
}

/// Whether a text only says that there is nothing to say, so that no record is named after it.
pub(crate) fn is_placeholder(key: &str) -> bool {
    const WORDS: &[&str] = &[
        "na",
        "n a",
        "none",
        "no",
        "yes",
        "nil",
        "null",
        "unknown",
        "tbd",
        "tba",
        "tbc",
        "other",
        "various",
        "not available",
        "not applicable",
        "not yet available",
        "to be determined",
        "see above",
        "see comments",
        "in house",
        "internal",
        "custom",
        "external",
        "third party",
        "open source",
        "proprietary",
        "in house built",
        "self developed",
        "internally developed",
    ];
    key.is_empty()
        || WORDS.contains(&key)
        || ["redacted", "not applicable ", "withheld"].iter().any(|word| key.starts_with(word))
}

/// Reads `word: meaning | meaning`; lines that begin with `#` are comments.
fn table(text: &'static str) -> Table {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(':'))
        .map(|(word, meanings)| {
            let list = meanings.split('|').map(str::trim).filter(|meaning| !meaning.is_empty()).collect();
            (word.trim(), list)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choices::key;

    #[test]
    fn every_line_of_the_tables_is_folded_and_says_something() {
        for text in FIELDS
            .into_iter()
            .chain([include_str!("vocabulary/options.txt"), include_str!("vocabulary/ends.txt")])
        {
            let lines: Vec<&str> =
                text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
            assert_eq!(table(text).len(), lines.len(), "a word stands twice");
            for (word, meanings) in table(text) {
                assert!(!meanings.is_empty(), "{word}");
                assert_eq!(word.replace(['_', '.'], " "), key(word), "{word}");
                assert!(meanings.iter().all(|meaning| meaning.replace('_', " ") == key(meaning)), "{word}");
            }
        }
    }

    #[test]
    fn placeholders_name_nobody() {
        for text in ["N/A", "Not available", "Redacted for cybersecurity purposes.", "-", "Unknown", "none"] {
            assert!(is_placeholder(&key(text)), "{text}");
        }
        for text in ["Microsoft", "Nonesuch Ltd", "Other Bank", "Notable"] {
            assert!(!is_placeholder(&key(text)), "{text}");
        }
    }
}
