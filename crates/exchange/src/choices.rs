//! What a cell means among the options of a choice.

use crate::vocabulary;
use record::{Opt, fold};

/// How sure it is that a text means an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Match {
    /// By another word for it.
    Synonym,
    /// By its beginning: "Retired – reported last year".
    Beginning,
    /// Code or label, letter for letter but for case, accents and an enumeration such as "a) ".
    Exact,
}

/// The option that a text means, without assumption: code or label, perhaps behind "a) ".
pub(crate) fn exact(options: &[Opt], text: &str) -> Option<&'static str> {
    let whole = key(text);
    let bare = key(without_enumeration(text));
    let is = |option: &&Opt, wanted: &str| key(option.code) == wanted || key(option.label) == wanted;
    let found = options
        .iter()
        .find(|option| is(option, &whole))
        .or_else(|| options.iter().find(|option| is(option, &bare)));
    let found = found.or_else(|| {
        // "Energy & the environment", "classical/predictive": the sign is a word, and else none.
        let text = without_enumeration(text);
        let said =
            text.contains(['&', '/']).then(|| key(&text.replace('&', " and ").replace('/', " or ")))?;
        options.iter().find(|option| is(option, &said))
    });
    found.map(|option| option.code)
}

/// The option that a text may mean, for a proposal that people confirm.
pub(crate) fn likely(options: &[Opt], text: &str) -> Option<(&'static str, Match)> {
    if let Some(code) = exact(options, text) {
        return Some((code, Match::Exact));
    }
    let bare = without_enumeration(text);
    let first = bare
        .split([':', '–', '—', '(', '\n'])
        .next()
        .map(|clause| clause.split(" - ").next().unwrap_or(clause));
    let beginning = first.filter(|clause| clause.len() < bare.len()).unwrap_or_default();
    if let Some(code) = exact(options, beginning).filter(|_| !beginning.trim().is_empty()) {
        return Some((code, Match::Beginning));
    }
    // "Počítačové vidění (computer vision)": said once more in brackets.
    let bracket = bare.split_once('(').filter(|(before, _)| !before.contains(','));
    let within = bracket.and_then(|(_, rest)| rest.split_once(')')).map_or("", |(within, _)| within);
    if let Some(code) = exact(options, within).filter(|_| !within.trim().is_empty()) {
        return Some((code, Match::Synonym));
    }
    // "Yes, it has been established", but not "No, or not yet".
    let answer = bare.split_once(',').map_or("", |(word, _)| word).trim();
    let answer = if matches!(key(answer).as_str(), "yes") { answer } else { "" };
    [bare, beginning, within, answer]
        .into_iter()
        .flat_map(|phrase| vocabulary::meanings(&key(phrase)))
        .find_map(|code| options.iter().find(|option| option.code == *code || key(option.label) == key(code)))
        .map(|option| (option.code, Match::Synonym))
}

/// The option that a text may mean under a heading: "no" under "withheld" is "published".
pub(crate) fn under(header: &str, options: &[Opt], text: &str) -> Option<(&'static str, Match)> {
    let bare = without_enumeration(text);
    if bare.len() <= 12 {
        let phrase = key(&format!("{header} {bare}"));
        let codes = vocabulary::meanings(&phrase);
        if let Some(option) = codes.iter().find_map(|code| options.iter().find(|option| option.code == *code))
        {
            return Some((option.code, Match::Synonym));
        }
    }
    likely(options, text)
}

/// Yes or no, perhaps behind "a) " and before an explanation.
pub(crate) fn likely_flag(text: &str) -> Option<bool> {
    let bare = without_enumeration(text);
    let word = bare.split(|sign: char| !sign.is_alphanumeric()).next().unwrap_or_default();
    match fold(word).as_str() {
        "yes" | "y" | "true" => Some(true),
        "no" | "n" | "false" => Some(false),
        _ => None,
    }
}

/// The text behind an enumeration: "k) None", "2. Pilot".
pub(crate) fn without_enumeration(text: &str) -> &str {
    let text = text.trim();
    let Some(at) = text.find([')', '.']).filter(|at| (1..=2).contains(at)) else { return text };
    let sign = text.get(..at).is_some_and(|sign| sign.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    match text.get(at + 1..) {
        Some(rest) if sign && rest.starts_with([' ', '\u{a0}']) => rest.trim(),
        _ => text,
    }
}

/// A text for comparison: folded, words by single spaces, without the signs between them.
pub(crate) fn key(text: &str) -> String {
    let folded = fold(text);
    let mut key = String::with_capacity(folded.len());
    for word in folded.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()) {
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(word);
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAGES: &[Opt] = &[
        Opt::new("idea", "Idea"),
        Opt::new("development", "In development"),
        Opt::new("pilot", "Pilot"),
        Opt::new("operation", "In operation"),
        Opt::new("retired", "Retired"),
    ];

    const TOPICS: &[Opt] =
        &[Opt::new("energy", "Energy and the environment"), Opt::new("ml", "Classical or predictive")];

    #[test]
    fn stages_of_real_inventories_find_their_option() {
        for (text, code) in [
            ("Deployed", "operation"),
            ("Pre-deployment", "development"),
            ("Pilot", "pilot"),
            ("Retired", "retired"),
            ("d) Retired – The use case was reported last year", "retired"),
            ("c) Deployed – The use case is being actively used", "operation"),
            ("Operation and Maintenance", "operation"),
            ("Planned (not in production)", "idea"),
            ("IN OPERATION", "operation"),
            ("In-use", "operation"),
        ] {
            assert_eq!(likely(STAGES, text).map(|(code, _)| code), Some(code), "{text}");
        }
        for text in ["", "n/a", "a)", "Pilotage", "-", "(", "é)"] {
            assert_eq!(likely(STAGES, text), None, "{text}");
        }
    }

    #[test]
    fn only_equal_words_are_exact() {
        assert_eq!(exact(STAGES, "b) in-development"), Some("development"));
        assert_eq!(exact(STAGES, "Deployed"), None);
        for text in ["Energy & the Environment", "b) energy &the environment", "Energy and the Environment"] {
            assert_eq!(exact(TOPICS, text), Some("energy"), "{text}");
        }
        assert_eq!(exact(TOPICS, "Energy & Environment"), None);
        assert_eq!(exact(TOPICS, "Classical/Predictive"), Some("ml"));
    }

    #[test]
    fn an_enumeration_is_a_short_sign_before_a_space() {
        assert_eq!(without_enumeration("k) None of the above"), "None of the above");
        assert_eq!(without_enumeration("U.S. wide"), "U.S. wide");
        assert_eq!(without_enumeration("(a) x"), "(a) x");
    }

    #[test]
    fn yes_may_be_explained() {
        assert_eq!(likely_flag("b) Yes – monitoring established"), Some(true));
        assert_eq!(likely_flag("None"), None);
        assert_eq!(likely_flag("Not applicable"), None);
    }
}
