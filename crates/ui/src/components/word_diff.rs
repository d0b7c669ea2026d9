//! Two texts beside each other with the words that differ marked.

use maud::{Markup, html};

/// Above this product of lengths the texts are marked as a whole, so that the work stays bounded.
const CELLS_MAX: usize = 1_000_000;

/// Both texts: in the first what is gone is marked, in the second what is new.
pub fn mark(before: &str, after: &str) -> (Markup, Markup) {
    let (old, new) = (tokens(before), tokens(after));
    if old.len().saturating_mul(new.len()) > CELLS_MAX {
        return (html! { del { (before) } }, html! { ins { (after) } });
    }
    let (kept_old, kept_new) = common(&old, &new);
    (
        html! { @for (kept, text) in runs(&old, &kept_old) { @if kept { (text) } @else { del { (text) } } } },
        html! { @for (kept, text) in runs(&new, &kept_new) { @if kept { (text) } @else { ins { (text) } } } },
    )
}

/// Words, each with the white space behind it.
fn tokens(text: &str) -> Vec<&str> {
    text.split_inclusive(char::is_whitespace).collect()
}

/// Which tokens of each text belong to their longest common subsequence.
fn common(old: &[&str], new: &[&str]) -> (Vec<bool>, Vec<bool>) {
    let same = |a: &str, b: &str| a.trim_end() == b.trim_end();
    let width = new.len() + 1;
    let mut lengths = vec![0_u32; (old.len() + 1) * width];
    let at = |lengths: &[u32], i: usize, j: usize| lengths.get(i * width + j).copied().unwrap_or(0);
    for (i, a) in old.iter().enumerate().rev() {
        for (j, b) in new.iter().enumerate().rev() {
            let length = if same(a, b) {
                at(&lengths, i + 1, j + 1) + 1
            } else {
                at(&lengths, i + 1, j).max(at(&lengths, i, j + 1))
            };
            if let Some(cell) = lengths.get_mut(i * width + j) {
                *cell = length;
            }
        }
    }
    let (mut kept_old, mut kept_new) = (vec![false; old.len()], vec![false; new.len()]);
    let (mut i, mut j) = (0, 0);
    while let (Some(a), Some(b)) = (old.get(i), new.get(j)) {
        if same(a, b) {
            if let (Some(x), Some(y)) = (kept_old.get_mut(i), kept_new.get_mut(j)) {
                (*x, *y) = (true, true);
            }
            (i, j) = (i + 1, j + 1);
        } else if at(&lengths, i + 1, j) >= at(&lengths, i, j + 1) {
            i += 1;
        } else {
            j += 1;
        }
    }
    (kept_old, kept_new)
}

/// Neighbouring tokens of the same sort as one text.
fn runs(tokens: &[&str], kept: &[bool]) -> Vec<(bool, String)> {
    let mut runs: Vec<(bool, String)> = Vec::new();
    for (token, kept) in tokens.iter().zip(kept) {
        match runs.last_mut() {
            Some((last, text)) if last == kept => text.push_str(token),
            _ => runs.push((*kept, (*token).to_owned())),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_the_words_that_differ_are_marked() {
        let (before, after) = mark("Ranks applicants for recruiters", "Ranks all applicants for managers");
        assert_eq!(before.0, "Ranks applicants for <del>recruiters</del>");
        assert_eq!(after.0, "Ranks <ins>all </ins>applicants for <ins>managers</ins>");
    }

    #[test]
    fn long_texts_are_marked_as_a_whole() {
        let long = "word ".repeat(1_200);
        let (before, _) = mark(&long, &format!("{long}more"));
        assert!(before.0.starts_with("<del>"));
    }

    proptest! {
        #[test]
        fn both_texts_stay_whole_and_kept_words_are_alike(a in "[abc ]{0,30}", b in "[abc ]{0,30}") {
            let (old, new) = (tokens(&a), tokens(&b));
            let (kept_old, kept_new) = common(&old, &new);
            let text = |tokens: &[&str], kept: &[bool]| runs(tokens, kept).into_iter().map(|(_, text)| text).collect::<String>();
            prop_assert_eq!(text(&old, &kept_old), a.clone());
            prop_assert_eq!(text(&new, &kept_new), b.clone());
            let kept = |tokens: &[&str], kept: &[bool]| {
                tokens.iter().zip(kept).filter(|(_, kept)| **kept).map(|(token, _)| token.trim_end().to_owned()).collect::<Vec<_>>()
            };
            prop_assert_eq!(kept(&old, &kept_old), kept(&new, &kept_new));
            if a == b { prop_assert!(kept_old.iter().all(|kept| *kept)); }
        }
    }
}
