//! Text as people send it: cleaned, folded for search and sorting, split into words.

use std::{borrow::Cow, collections::BTreeSet};
use unicode_normalization::{IsNormalized, UnicodeNormalization, char::is_combining_mark, is_nfc_quick};

/// One line: composed (NFC), runs of white space as one space, no ends.
///
/// # Errors
/// The code and sentence of the problem when the text holds characters that hide or harm.
pub fn clean_line(text: &str) -> Result<String, (&'static str, &'static str)> {
    let cleaned = clean_prose(text)?;
    Ok(cleaned.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Prose: composed (NFC), line ends as line feeds, no white space at the ends.
///
/// # Errors
/// As [`clean_line`].
pub fn clean_prose(text: &str) -> Result<String, (&'static str, &'static str)> {
    let plain = |byte: &u8| matches!(byte, b'\n' | b'\t' | b' '..=b'~');
    if text.as_bytes().iter().all(plain) {
        return Ok(text.trim().to_owned());
    }
    let mut cleaned = String::with_capacity(text.len());
    let mut before = '\0';
    let composed = match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => Cow::Borrowed(text),
        _ => Cow::Owned(text.nfc().collect()),
    };
    for character in composed.chars() {
        match character {
            '\n' if before == '\r' => {}
            '\r' | '\n' => cleaned.push('\n'),
            '\t' => cleaned.push('\t'),
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {
                return Err((
                    "direction_override",
                    "Remove the invisible characters that reverse the direction of text.",
                ));
            }
            control if control.is_control() => {
                return Err((
                    "control_character",
                    "Remove the control characters; only letters, signs and line breaks can be kept.",
                ));
            }
            other => cleaned.push(other),
        }
        before = character;
    }
    Ok(cleaned.trim().to_owned())
}

/// Whether a text is clean as a line, and as prose, at first sight: signs of ASCII alone, with single spaces between them.
pub(crate) fn is_plain_line(text: &str) -> bool {
    let mut before = b' ';
    for byte in text.bytes() {
        if !matches!(byte, b' '..=b'~') || (byte == b' ' && before == b' ') {
            return false;
        }
        before = byte;
    }
    before != b' ' || text.is_empty()
}

/// Folded for comparison: compatibility forms, accents and case removed.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        // Most texts: no form but their own, and no marks.
        return text.to_ascii_lowercase();
    }
    text.nfkd().filter(|character| !is_combining_mark(*character)).flat_map(char::to_lowercase).collect()
}

/// The folded words of a text: runs of letters and digits.
pub fn words_of(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    each_word(text, |word| words.push(word.to_owned()));
    words
}

/// Shows each of the folded words of a text.
pub(crate) fn each_word(text: &str, mut show: impl FnMut(&str)) {
    let folded = fold(text);
    let words = folded.split(|character: char| !character.is_alphanumeric());
    words.filter(|word| !word.is_empty()).for_each(&mut show);
}

/// The words of a text that tell: with a letter in them, and of more than one sign.
pub fn telling_words(text: &str) -> BTreeSet<String> {
    let tells = |word: &String| word.chars().count() > 1 && word.chars().any(char::is_alphabetic);
    words_of(text).into_iter().filter(tells).collect()
}

/// Whether two texts say the same in nearly the same words: of all their words they share four in five. Numbers do not
/// count, so that a sentence copied from place to place is known although each copy names another number.
pub fn alike(a: &str, b: &str) -> bool {
    let (a, b) = (telling_words(a), telling_words(b));
    nearly_same(a.intersection(&b).count(), a.len(), b.len())
}

/// Whether two sets of so many words, of which so many are shared, are nearly the same.
pub const fn nearly_same(shared: usize, one: usize, other: usize) -> bool {
    let all = one + other - shared;
    all > 0 && shared * 5 >= all * 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_and_spaces_are_made_alike() {
        assert_eq!(clean_prose(" a\r\nb\rc\n ").unwrap(), "a\nb\nc");
        assert_eq!(clean_line("  two \t words\n here ").unwrap(), "two words here");
        // Composed or not, plain or not, with or without line ends of another system: the same text.
        assert_eq!(clean_prose("caf\u{65}\u{301}\r\nb").unwrap(), "caf\u{e9}\nb");
        assert_eq!(clean_prose("caf\u{e9}\tb").unwrap(), "caf\u{e9}\tb");
        assert_eq!(clean_prose("a\r\nb\tc").unwrap(), "a\nb\tc");
    }

    #[test]
    fn what_is_clean_at_first_sight_stays_as_it_is_when_it_is_cleaned() {
        let pieces = ["", " ", "a", "b c", "\t", "\n", "\u{7f}", "é", "~", "\0"];
        let mut plain = 0;
        for place in 0..1_000 {
            let at = |digit: usize| pieces[digit % 10];
            let text = format!("{}{}{}", at(place), at(place / 10), at(place / 100));
            if is_plain_line(&text) {
                plain += 1;
                assert_eq!(clean_line(&text).unwrap(), text);
                assert_eq!(clean_prose(&text).unwrap(), text);
            }
        }
        assert!(plain > 50, "{plain}");
        assert!(is_plain_line("Loan scoring, with a human in charge.") && !is_plain_line("two  spaces"));
    }

    #[test]
    fn hidden_characters_are_named() {
        assert_eq!(clean_line("a\0b").unwrap_err().0, "control_character");
        assert_eq!(clean_line("invoice\u{202E}fdp.exe").unwrap_err().0, "direction_override");
        assert_eq!(clean_line("שלום\u{200F}").unwrap(), "שלום\u{200F}");
    }

    #[test]
    fn folding_ignores_accents_and_case() {
        assert_eq!(fold("Ärztliche Prüfung ①"), "arztliche prufung 1");
        assert_eq!(words_of("AI-based; Prüfung"), ["ai", "based", "prufung"]);
    }

    #[test]
    fn a_copied_sentence_is_known_by_its_words() {
        let one = "Control A.6.2.4 is necessary for the quality of our AI systems.";
        assert!(alike(one, "Control A.7.5 is necessary for the quality of our AI systems!"));
        assert!(alike(one, "control a.7.5 is NECESSARY for the quality of all our AI systems"));
        assert!(!alike(one, "Recruiters must see which applications were ranked low, and why."));
        assert!(!alike("", "") && !alike("7.5", "7.5"), "nothing is like nothing");
        // Symmetric, and every text that says something is like itself.
        assert!(alike(one, one) && alike("prompt", "Prompt"));
        assert!(!alike("prompt", "prompt injection"));
    }

    #[test]
    fn plain_text_is_folded_as_any_other() {
        let ascii: String = (0_u8..128).map(char::from).collect();
        let folded: String = ascii.nfkd().flat_map(char::to_lowercase).collect();
        assert_eq!(fold(&ascii), folded);
        assert_eq!(fold(&format!("{ascii}é")), format!("{folded}e"));
    }
}
