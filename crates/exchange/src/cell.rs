//! The text of one cell as programs leave it there: escapes undone, lists taken apart, nothing guessed.

use std::borrow::Cow;

/// Signs that make a spreadsheet program take a cell for a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];
/// Characters of a cell that are shown with a problem.
const EXCERPT_CHARS: usize = 60;

/// What spreadsheet programs write where a formula failed.
const ERRORS: [&str; 13] = [
    "#REF!",
    "#N/A",
    "#VALUE!",
    "#DIV/0!",
    "#NAME?",
    "#NUM!",
    "#NULL!",
    "#SPILL!",
    "#CALC!",
    "#FIELD!",
    "#BLOCKED!",
    "#CONNECT!",
    "#GETTING_DATA",
];

/// Whether a cell says nothing: white space, or an empty list.
pub fn is_blank(text: &str) -> bool {
    let text = text.trim();
    text.is_empty() || text == "[]"
}

/// The cell without what export programs add: `_x000D_` (a line end that Excel escaped) becomes a line break, and the
/// apostrophe that keeps a formula from running is taken off.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    let text = if is_guarded(text) { text.get(1..).unwrap_or(text) } else { text };
    if !text.contains("_x000") {
        return Cow::Borrowed(text);
    }
    let broken = text.replace("_x000D_\n", "\n").replace("_x000D_\r\n", "\n").replace("_x000D_", "\n");
    Cow::Owned(broken.replace("_x000A_", "\n").replace("_x0009_", "\t"))
}

/// Whether the text still holds an escape that [`plain`] undoes.
pub(crate) fn has_escapes(text: &str) -> bool {
    text.contains("_x000") && ["_x000D_", "_x000A_", "_x0009_"].iter().any(|escape| text.contains(escape))
}

/// Whether the cell is what a failed formula left there.
pub(crate) fn is_error(text: &str) -> bool {
    text.starts_with('#') && ERRORS.contains(&text.trim())
}

/// A list in one cell, as [`list`] takes it apart.
pub(crate) fn write_list(items: &[String]) -> String {
    let mut out = String::from("[");
    for (at, item) in items.iter().enumerate() {
        out.push_str(if at == 0 { "\"" } else { ", \"" });
        for sign in item.chars() {
            match sign {
                '\\' | '"' => out.extend(['\\', sign]),
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                other => out.push(other),
            }
        }
        out.push('"');
    }
    out.push(']');
    out
}

/// The text as it may stand in a file that a spreadsheet program opens: what would run as a formula gets an apostrophe
/// in front. [`plain`] takes exactly that apostrophe off again.
pub(crate) fn guard(text: &str) -> Cow<'_, str> {
    if text.trim_start_matches('\'').starts_with(FORMULA) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

fn is_guarded(text: &str) -> bool {
    text.starts_with('\'') && text.trim_start_matches('\'').starts_with(FORMULA)
}

/// Whether a spreadsheet program would take the text for a formula. A dash before a space is a bullet.
pub(crate) fn is_formula_like(text: &str) -> bool {
    let mut signs = text.chars();
    match signs.next() {
        Some('=' | '@') => true,
        Some('+' | '-') => {
            let rest =
                signs.as_str().trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
            !rest.is_empty() && !signs.as_str().starts_with([' ', '\u{a0}', '-'])
        }
        _ => false,
    }
}

/// The items of a list as Python writes it, `['a', "b"]`; `None` when the text is no such list.
pub(crate) fn list(text: &str) -> Option<Vec<String>> {
    let mut rest = text.trim().strip_prefix('[')?.strip_suffix(']')?.trim();
    let mut items = Vec::new();
    while !rest.is_empty() {
        let quote = rest.chars().next().filter(|sign| matches!(sign, '\'' | '"'))?;
        let (item, behind) = quoted(rest.get(1..)?, quote)?;
        items.push(item);
        rest = behind.trim_start();
        if let Some(next) = rest.strip_prefix(',') {
            rest = next.trim_start();
        } else if !rest.is_empty() {
            return None;
        }
    }
    Some(items)
}

fn quoted(text: &str, quote: char) -> Option<(String, &str)> {
    let mut item = String::new();
    let mut signs = text.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => match signs.next()? {
                'n' => item.push('\n'),
                't' => item.push('\t'),
                'r' => item.push('\r'),
                other => item.push(other),
            },
            end if end == quote => return Some((item, signs.as_str())),
            other => item.push(other),
        }
    }
    None
}

/// The beginning of a cell, on one line, for a list of problems.
pub(crate) fn excerpt(text: &str) -> String {
    let mut line: String =
        text.chars().take(EXCERPT_CHARS).map(|sign| if sign.is_control() { ' ' } else { sign }).collect();
    if text.chars().nth(EXCERPT_CHARS).is_some() {
        line.push('…');
    }
    line
}

/// A line no longer than `max` characters, cut at a word where there is one, ending in an ellipsis.
pub(crate) fn shortened(text: &str, max: usize) -> String {
    let cut: String = text.chars().take(max.saturating_sub(1)).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(head, _)| head);
    let kept = if whole.chars().count() * 2 >= max { whole } else { cut.as_str() };
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn python_lists_are_taken_apart() {
        assert_eq!(list("['k) None of the above']"), Some(vec!["k) None of the above".to_owned()]));
        assert_eq!(list(r#"['a', "it's", 'x\ny', 'q\'s']"#).unwrap(), ["a", "it's", "x\ny", "q's"]);
        assert_eq!(list("[]"), Some(vec![]));
        for text in ["[1, 2]", "['a' 'b']", "['a", "a, b", "['a'],", "[see note]"] {
            assert_eq!(list(text), None, "{text}");
        }
    }

    #[test]
    fn excel_escapes_become_line_breaks() {
        assert_eq!(plain("a_x000D_\nb_x000D_c"), "a\nb\nc");
    }

    #[test]
    fn only_what_would_run_is_a_formula() {
        for text in ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "-A1"] {
            assert!(is_formula_like(text), "{text}");
        }
        for text in ["- a bullet", "-12.5", "+41", "a=b", "--", ""] {
            assert!(!is_formula_like(text), "{text}");
        }
    }

    #[test]
    fn a_shortened_line_ends_at_a_word() {
        assert_eq!(shortened("one two three four", 12), "one two…");
        assert_eq!(shortened(&"x".repeat(30), 10), format!("{}…", "x".repeat(9)));
    }

    proptest::proptest! {
        #[test]
        fn guarding_is_undone_by_reading(text in "['=+@a\\-]{0,6}[a-z =]{0,6}") {
            proptest::prop_assert_eq!(plain(&guard(&text)).into_owned(), text);
        }

        #[test]
        fn a_written_list_is_taken_apart_again(items in proptest::collection::vec("[\\PC\n\t\"'\\\\]{0,9}", 0..5)) {
            proptest::prop_assert_eq!(list(&write_list(&items)), Some(items));
        }

        #[test]
        fn nothing_guarded_begins_a_formula(text in "\\PC{0,12}") {
            proptest::prop_assert!(!guard(&text).starts_with(FORMULA));
        }
    }
}
