//! Words as they are compared: folded, without endings, without those that say nothing.

use record::fold;

/// Words that stand in every text.
const EMPTY: &[&str] = &[
    "a", "about", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by", "can", "could", "do",
    "does", "for", "from", "has", "have", "how", "i", "in", "into", "is", "it", "its", "may", "might",
    "more", "no", "not", "of", "on", "or", "other", "our", "risk", "risks", "so", "some", "such", "than",
    "that", "the", "their", "them", "then", "there", "these", "they", "this", "to", "too", "was", "we",
    "what", "when", "which", "who", "will", "with", "would", "you",
];

/// The words of a text that say something, in order.
pub fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    folded
        .split(|sign: char| !sign.is_alphanumeric())
        .filter(|word| !word.is_empty() && EMPTY.binary_search(word).is_err())
        .map(stem)
        .collect()
}

/// A word without the endings that change its form and not its meaning: plural, gerund, past, adverb.
fn stem(word: &str) -> String {
    let mut stem = word.to_owned();
    // One ending at a time, so that every form of a word ends in the same place.
    while let Some(shorter) = shorter(&stem) {
        stem = shorter;
    }
    stem
}

/// Endings, what stays of each, and the least number of bytes before it.
const ENDINGS: &[(&str, &str, usize)] = &[
    ("ies", "y", 3),
    ("sses", "ss", 2),
    ("ations", "at", 3),
    ("ation", "at", 3),
    ("ating", "at", 3),
    ("ated", "at", 3),
    ("ates", "at", 3),
    ("ate", "at", 3),
    ("ities", "", 4),
    ("ity", "", 4),
    ("ments", "", 5),
    ("ment", "", 5),
    ("ness", "", 4),
    ("ions", "", 4),
    ("ion", "", 4),
    ("ing", "", 4),
    ("ers", "", 4),
    ("er", "", 4),
    ("ed", "", 4),
    ("al", "", 4),
    ("ic", "", 4),
    ("es", "", 4),
    ("s", "", 3),
    ("e", "", 4),
    ("y", "", 4),
];

fn shorter(word: &str) -> Option<String> {
    ENDINGS.iter().find_map(|(ending, kept, least)| {
        let rest = word.strip_suffix(ending)?;
        (rest.len() >= *least && !(*ending == "s" && rest.ends_with('s'))).then(|| format!("{rest}{kept}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_empty_words_are_in_order() {
        assert!(EMPTY.is_sorted());
    }

    #[test]
    fn forms_of_a_word_are_the_same() {
        for (one, other) in [
            ("hallucinations", "hallucination"),
            ("attacks", "attack"),
            ("poisoned", "poisoning"),
            ("environmental", "environment"),
            ("biases", "bias"),
            ("discriminating", "discrimination"),
            ("jobs", "job"),
            ("vulnerabilities", "vulnerability"),
        ] {
            assert_eq!(words(one), words(other), "{one} {other}");
        }
        assert_ne!(words("agent"), words("age"));
        assert!(words("the risks of it").is_empty());
    }
}
