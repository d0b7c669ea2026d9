//! Words for search: as they are kept, and as they are asked for.

use record::words_of;

/// Bytes of a word that count; PostgreSQL keeps no longer ones, and nobody has seen one.
const WORD_BYTES: usize = 2_000;

/// The word by which the index knows a kind; no folded word has an underscore.
pub(crate) fn kind_word(kind: &str) -> String {
    format!("k_{kind}")
}

/// The words of reference and title, and all words with that of the kind; each list ascending and without doubles.
pub(crate) fn indexed(kind: &str, words: &str, title: &str, reference: &str) -> (Vec<String>, Vec<String>) {
    let mut named = words_of(reference);
    named.push(named.concat());
    let mut titled = named.clone();
    titled.extend(words_of(title));
    let mut all: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
    all.extend(named);
    all.push(kind_word(kind));
    (sorted(titled), sorted(all))
}

/// Words as the text of a `tsvector`.
pub(crate) fn vector(words: &[String]) -> String {
    words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
}

/// All of the words, the last as the beginning of one, as the text of a `tsquery`; with the word of a kind.
pub(crate) fn query(words: &[String], kind: Option<&str>) -> String {
    let mut query: Vec<String> = words.iter().map(|word| quoted(shortened(word))).collect();
    if let Some(last) = query.last_mut() {
        last.push_str(":*");
    }
    query.extend(kind.map(|kind| quoted(&kind_word(kind))));
    query.join(" & ")
}

fn sorted(mut words: Vec<String>) -> Vec<String> {
    for word in &mut words {
        let keep = shortened(word).len();
        word.truncate(keep);
    }
    words.sort_unstable();
    words.dedup();
    words
}

fn shortened(word: &str) -> &str {
    word.get(..word.floor_char_boundary(WORD_BYTES)).unwrap_or(word)
}

fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\\', "\\\\").replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_is_quoted_and_the_last_word_is_a_beginning() {
        let words = ["o'brien".to_owned(), "a\\b".to_owned()];
        assert_eq!(query(&words, Some("use")), "'o''brien' & 'a\\\\b':* & 'k_use'");
        assert_eq!(query(&[], None), "");
    }

    #[test]
    fn words_are_kept_once_in_their_order() {
        let (title, text) = indexed("use", "zebra alpha zebra", "Zebra crossing", "USE-0007");
        assert_eq!(title, ["0007", "crossing", "use", "use0007", "zebra"]);
        assert_eq!(text, ["0007", "alpha", "k_use", "use", "use0007", "zebra"]);
    }

    #[test]
    fn a_word_longer_than_the_database_keeps_is_cut_between_characters() {
        let long = "ß".repeat(1_500);
        let (_, text) = indexed("use", &long, "", "USE-1");
        assert!(text.iter().any(|word| word.len() == 2_000));
        assert!(query(&[long], None).len() < 2_010);
    }
}
