//! How alike a heading and a phrase are, by their words.

use record::{fold, words_of};
use std::borrow::Cow;

const SMALL: &[&str] = &[
    "the", "of", "a", "an", "is", "are", "does", "do", "has", "have", "this", "that", "which", "if", "any",
    "for", "to", "in", "and", "or", "please", "s", "with", "been", "there",
];

/// Words that say nothing about a column when they are all that two phrases share.
const WEAK: &[&str] = &[
    "date",
    "name",
    "id",
    "number",
    "type",
    "status",
    "level",
    "score",
    "ai",
    "code",
    "no",
    "note",
    "comment",
    "detail",
    "info",
    "information",
    "data",
    "value",
    "field",
    "datum",
    "fecha",
    "dato",
    "nom",
    "nombre",
    "nome",
    "naam",
    "other",
    "current",
    "key",
    "main",
    "total",
    "list",
    "rating",
    "inherent",
    "residual",
    "gross",
    "net",
];

/// Groups of words of which those of one side mean the opposite of those of the others.
const OPPOSITES: &[&[&[&str]]] = &[
    &[
        &[
            "last", "previous", "past", "prior", "letzte", "letzter", "derniere", "dernier", "ultima",
            "ultimo", "laatste",
        ],
        &[
            "next",
            "upcoming",
            "future",
            "due",
            "planned",
            "nachste",
            "nachster",
            "prochaine",
            "prochain",
            "proxima",
            "proximo",
            "prossima",
            "volgende",
        ],
    ],
    &[
        &["start", "begin", "beginning", "commencement", "beginn", "debut", "inicio", "inizio"],
        &["end", "expiry", "expiration", "expire", "until", "ende", "fin", "fine", "einde"],
    ],
    &[
        &["inherent", "initial", "gross", "raw", "untreated", "pre", "before", "brutto", "brut", "bruto"],
        &[
            "residual",
            "remaining",
            "net",
            "target",
            "nach",
            "rest",
            "restrisiko",
            "netto",
            "residuel",
            "residuelle",
            "residuo",
            "after",
        ],
        &["current", "today", "aktuell", "actuel", "actual"],
    ],
];

/// Whether a heading says the opposite of what a place is known by: the last review is not the next.
pub(crate) fn opposed(heading: &[String], place: &[String]) -> bool {
    let has = |words: &[String], group: &[&str]| words.iter().any(|word| group.contains(&word.as_str()));
    OPPOSITES.iter().any(|sides| {
        sides.iter().any(|side| {
            has(place, side)
                && !has(heading, side)
                && sides.iter().any(|other| other != side && has(heading, other) && !has(place, other))
        })
    })
}

/// The words of a heading or phrase that carry meaning, in the singular. All words when none of them does.
pub(crate) fn words(text: &str) -> Vec<String> {
    let all: Vec<String> =
        words_of(text).into_iter().flat_map(|word| parts(&word.replace('ß', "ss"))).collect();
    let telling: Vec<String> = all.iter().filter(|word| !SMALL.contains(&word.as_str())).cloned().collect();
    if telling.is_empty() { all } else { telling }
}

/// A heading that is written as one word, as programs name things, with its parts apart: "`RiskID`", "`useCaseName`".
pub(crate) fn humps(text: &str) -> Cow<'_, str> {
    if text.trim().contains(char::is_whitespace) {
        return Cow::Borrowed(text);
    }
    let signs: Vec<char> = text.chars().collect();
    let mut apart = String::with_capacity(text.len() + 8);
    for (place, sign) in signs.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|place| signs.get(place));
        let (next, after) = (signs.get(place + 1), signs.get(place + 2));
        // "IDs" are several of one.
        let begins = next.is_some_and(|next| next.is_lowercase()) && !(next == Some(&'s') && after.is_none());
        let hump = before.is_some_and(|before| {
            before.is_lowercase() || before.is_ascii_digit() || (before.is_uppercase() && begins)
        });
        if sign.is_uppercase() && hump {
            apart.push(' ');
        }
        apart.push(*sign);
    }
    Cow::Owned(apart)
}

/// Parts of a word with underscores, each in the singular.
fn parts(word: &str) -> Vec<String> {
    let parts = word.split('_').filter(|part| !part.is_empty());
    parts
        .map(|part| match part.strip_suffix('s') {
            Some(one) if one.len() > 2 && !one.ends_with('s') => one.to_owned(),
            _ => fold(part),
        })
        .collect()
}

/// How alike two lists of words are, in thousandths: 1000 for the same words, much for a phrase of several words that
/// stands within a longer heading.
pub(crate) fn alike(heading: &[String], phrase: &[String]) -> usize {
    if heading.is_empty() || phrase.is_empty() {
        return 0;
    }
    if heading == phrase {
        return 1000;
    }
    let shared = phrase.iter().filter(|word| heading.contains(word)).count();
    let dice = 2000 * shared / (heading.len() + phrase.len());
    let telling = phrase.iter().any(|word| heading.contains(word) && !WEAK.contains(&word.as_str()));
    if heading.len() == 1 || !telling {
        // One general word of a longer phrase: "url" is not the "privacy url".
        return dice * 6 / 10;
    }
    let within = phrase.len() >= 2 && heading.windows(phrase.len()).any(|window| window == phrase);
    if within { dice.max(700 + 250 * phrase.len() / heading.len()) } else { dice.min(950) }
}

/// Whether two titles may be of one thing: half of the words of the shorter one stand in the other.
pub fn alike_texts(one: &str, other: &str) -> bool {
    let (one, other) = (words(one), words(other));
    let shared = one.iter().filter(|word| other.contains(word)).count();
    shared > 0 && shared * 2 >= one.len().min(other.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_programs_come_apart() {
        for (heading, apart) in [
            ("RiskID", "Risk ID"),
            ("useCaseName", "use Case Name"),
            ("AISystemOwner", "AI System Owner"),
            ("InherentRiskScore", "Inherent Risk Score"),
            ("riskIDs", "risk IDs"),
            ("ISO42001Status", "ISO42001 Status"),
            ("risk_title", "risk_title"),
            ("ID", "ID"),
            ("Ärztliche", "Ärztliche"),
            ("The GitHub of it", "The GitHub of it"),
            ("", ""),
        ] {
            assert_eq!(humps(heading), apart);
        }
    }

    fn say(heading: &str, phrase: &str) -> usize {
        alike(&words(heading), &words(phrase))
    }

    #[test]
    fn the_same_words_are_the_same() {
        assert_eq!(say("development_stage", "Development stage"), 1000);
        assert_eq!(say("Stage of the Developments", "stage development"), 1000);
        assert_eq!(say("id", "id"), 1000);
    }

    #[test]
    fn a_phrase_within_a_question_counts_more_than_scattered_words() {
        let question = "Does this AI use case involve personally identifiable information (PII)?";
        assert!(say(question, "personally identifiable information") >= 700);
        assert!(say(question, "information about the case") < 500);
        assert_eq!(say("vendor", "stage"), 0);
        assert_eq!(say("", "stage"), 0);
    }
}
