//! Which list a file is an edition of, and what a person has answered about its rows.

use crate::{Answer, choices};
use std::collections::BTreeMap;

/// Stands between the name of a list and the key of one of its rows; a picture of a control sign, which no file's key
/// holds.
const SIGN: char = '␟';
/// Characters of the name of a list.
const NAME_CHARS: usize = 60;

/// An edition of a list: the file at hand, told apart from files of others that number their rows in the same way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edition {
    /// The list that the file is an edition of; empty when that is not asked, and rows are known by their keys alone.
    pub source: String,
    /// What a person has answered, by [`crate::Question::id`].
    pub answers: BTreeMap<String, Answer>,
}

impl Edition {
    /// An edition of a list, nothing answered yet.
    pub fn of(source: impl Into<String>) -> Self {
        Self { source: source.into(), answers: BTreeMap::new() }
    }
}

/// The name of the list that a file of this name is taken for: without its folder and its ending.
pub fn source_of_file(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    source_name(stem)
}

/// A name as it may stand before keys: one line, bounded.
pub fn source_name(text: &str) -> String {
    let kept = text.chars().filter(|sign| !sign.is_control() && !matches!(sign, '␟' | '␞'));
    let line = kept.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(NAME_CHARS).collect::<String>().trim_end().to_owned()
}

/// Whether two names mean the same list.
pub fn same_source(one: &str, other: &str) -> bool {
    choices::key(one) == choices::key(other)
}

/// The key of a row within its list.
pub fn key_in(source: &str, key: &str) -> String {
    if source.is_empty() { key.to_owned() } else { format!("{source}{SIGN}{key}") }
}

/// The list and the key of a row within it; no list for keys that stand for themselves.
pub fn source_and_key(key: &str) -> (&str, &str) {
    key.split_once(SIGN).unwrap_or(("", key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_gives_its_list_a_name_and_keys_are_told_apart_by_it() {
        assert_eq!(source_of_file("C:\\lists\\Agency 2025.final.xlsx"), "Agency 2025.final");
        assert_eq!(source_name(" a␟b\u{7}  c\n"), "ab c");
        assert_eq!(source_name(&"x".repeat(90)).len(), 60);
        assert_eq!(source_and_key(&key_in("Agency", "id:7")), ("Agency", "id:7"));
        assert_eq!(source_and_key(&key_in("", "id:7")), ("", "id:7"));
        assert!(same_source("Agency-2025", "agency 2025") && !same_source("Agency", "Agencies"));
    }
}
