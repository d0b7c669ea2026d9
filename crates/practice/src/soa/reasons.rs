//! Justifications that justify nothing: such as could stand for any control, and such as were copied.

use super::Row;
use record::{alike, words_of};

/// Words that say nothing of this organisation, these systems, these people: what a justification is made of that could
/// stand beside any control of anybody. Articles, prepositions and the like, and the vocabulary of the matter itself.
const COMMON: &[&str] = &[
    "a",
    "aims",
    "according",
    "activities",
    "activity",
    "adequate",
    "ai",
    "aligned",
    "all",
    "also",
    "an",
    "and",
    "annex",
    "any",
    "applicable",
    "applicability",
    "applies",
    "apply",
    "appropriate",
    "are",
    "as",
    "at",
    "baseline",
    "be",
    "because",
    "been",
    "best",
    "business",
    "by",
    "can",
    "certification",
    "comply",
    "compliance",
    "context",
    "control",
    "controls",
    "covered",
    "demanded",
    "ensure",
    "ensures",
    "essential",
    "establish",
    "established",
    "every",
    "fit",
    "for",
    "from",
    "fulfil",
    "general",
    "good",
    "governance",
    "guidance",
    "has",
    "have",
    "here",
    "implement",
    "implementation",
    "implemented",
    "important",
    "in",
    "included",
    "international",
    "is",
    "iso",
    "iec",
    "it",
    "its",
    "maintain",
    "maintained",
    "management",
    "manager",
    "mandatory",
    "meet",
    "must",
    "necessary",
    "need",
    "needed",
    "needs",
    "no",
    "none",
    "not",
    "of",
    "on",
    "operations",
    "or",
    "organisation",
    "organisational",
    "organisations",
    "organization",
    "organizational",
    "our",
    "out",
    "part",
    "practice",
    "practices",
    "process",
    "processes",
    "proper",
    "purpose",
    "relevant",
    "required",
    "requirement",
    "requirements",
    "responsible",
    "risk",
    "risks",
    "scope",
    "selected",
    "see",
    "shall",
    "should",
    "standard",
    "standards",
    "suitable",
    "support",
    "supports",
    "system",
    "systems",
    "that",
    "the",
    "their",
    "these",
    "this",
    "to",
    "use",
    "used",
    "uses",
    "was",
    "we",
    "well",
    "were",
    "which",
    "will",
    "with",
    "within",
    "yes",
];

/// How many rows with nearly the same justification are a copy: two may well have one reason.
const COPIES: usize = 3;
/// How many words of its own a justification has at least.
const OWN_WORDS: usize = 2;

/// Whether a justification could stand for any control: without the words that everybody uses, the control's own title and
/// numbers, hardly anything remains.
pub fn generic(reason: &str, title: &str) -> bool {
    let title = words_of(title);
    let own = words_of(reason).into_iter().filter(|word| {
        word.chars().count() > 1
            && word.chars().any(char::is_alphabetic)
            && !COMMON.contains(&word.as_str())
            && !title.contains(word)
    });
    !reason.trim().is_empty() && own.take(OWN_WORDS).count() < OWN_WORDS
}

/// The controls of the other rows whose justification is nearly that of this one, when there are so many that it was copied.
pub fn copied(row: &Row, rows: &[Row]) -> Vec<String> {
    let others: Vec<String> = rows
        .iter()
        .filter(|other| other.id != row.id && alike(&row.reason, &other.reason))
        .map(|other| other.control.clone())
        .collect();
    if others.len() + 1 < COPIES { Vec::new() } else { others }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_stand_for_any_control_is_generic() {
        let title = "AI system verification and validation";
        for reason in [
            "Applicable.",
            "Baseline for every AI activity",
            "Required by ISO/IEC 42001 and good practice",
            "This control is necessary for the responsible use of AI in our organisation.",
            "Verification and validation of AI systems is required",
            "A.6.2.4",
        ] {
            assert!(generic(reason, title), "{reason}");
        }
        for reason in [
            "Asked for by two customer contracts",
            "A wrong ranking would cost applicants a fair chance of work.",
            "Nothing is trained here since the supplier took over.",
        ] {
            assert!(!generic(reason, title), "{reason}");
        }
        assert!(!generic(" ", title), "what is blank is missing, not generic");
    }

    #[test]
    fn the_words_are_in_order_and_each_is_there_once() {
        let mut sorted = COMMON.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(sorted.len(), COMMON.len());
    }

    #[test]
    fn three_rows_with_one_justification_are_a_copy_and_two_are_not() {
        let row = |id: u32, reason: &str| Row {
            id,
            control: format!("A.{id}"),
            reason: reason.to_owned(),
            ..Row::default()
        };
        let two =
            [row(1, "Members rely on the scores"), row(2, "Members rely on the scores."), row(3, "Other")];
        assert!(copied(&two[0], &two).is_empty());
        let three = [two[0].clone(), two[1].clone(), row(3, "The members rely on the scores")];
        assert_eq!(copied(&three[0], &three), ["A.2", "A.3"]);
        let blank = [row(1, ""), row(2, ""), row(3, "")];
        assert!(copied(&blank[0], &blank).is_empty(), "what is blank was not copied");
    }
}
