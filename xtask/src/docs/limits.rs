//! `docs/limits.md`: every limit with its amount and unit, from the modules that hold them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{amount, cell};
use crate::source::{File, Tree, room_of};

const HEAD: &str = "# Limits\n\nEvery limit of the program stands in one place of its room, with a name and a unit. What is larger is refused with\na sentence; nothing is cut in silence.\n";

/// One limit as its module declares it.
struct Limit {
    name: String,
    amount: String,
    words: String,
}

/// The document.
pub fn document(tree: &Tree) -> Result<String, String> {
    let mut text = HEAD.to_owned();
    for file in tree.files.iter().filter(|file| file.path.ends_with("/src/limits.rs")) {
        let Some(room) = room_of(&file.path) else { continue };
        let limits = read(file)?;
        let _ = writeln!(text, "\n## {room}\n\n| limit | amount | of what |\n|---|---:|---|");
        for limit in limits {
            let words = cell(&limit.words);
            let _ = writeln!(text, "| `{}` | {} | {words} |", limit.name, cell(&limit.amount));
        }
    }
    Ok(text)
}

/// The constants of a module, and the fields of a type whose `Default` says how much they are.
fn read(file: &File) -> Result<Vec<Limit>, String> {
    let source = file.text.as_deref().unwrap_or_default();
    let mut known = BTreeMap::new();
    let mut limits: Vec<Limit> = Vec::new();
    let mut fields: BTreeMap<String, String> = BTreeMap::new();
    let mut words = String::new();
    for line in source.lines().map(str::trim) {
        if let Some(more) = line.strip_prefix("///") {
            words.push_str(more);
            continue;
        }
        let said = std::mem::take(&mut words).trim().to_owned();
        if let Some((name, expression)) = constant(line) {
            if said.is_empty() {
                return Err(format!("{}: `{name}` does not say of what it is a limit", file.path));
            }
            let value = amount::value(expression, &known);
            known.extend(value.map(|value| (name.to_owned(), value)));
            limits.push(Limit {
                name: name.to_owned(),
                amount: written(name, expression, value),
                words: said,
            });
        } else if let Some((name, _)) = line.strip_prefix("pub ").and_then(|rest| rest.split_once(": ")) {
            fields.insert(name.to_owned(), said);
        } else if let Some((name, expression)) = line.strip_suffix(',').and_then(|line| line.split_once(": "))
            && let Some(said) = fields.remove(name)
        {
            let value = amount::value(expression, &known);
            limits.push(Limit {
                name: name.to_owned(),
                amount: written(name, expression, value),
                words: said,
            });
        }
    }
    Ok(limits)
}

/// The name and expression of `pub const NAME: Type = expression;`.
fn constant(line: &str) -> Option<(&str, &str)> {
    let rest = line.strip_prefix("pub const ")?.strip_suffix(';')?;
    let (name, rest) = rest.split_once(": ")?;
    Some((name, rest.split_once(" = ")?.1))
}

fn written(name: &str, expression: &str, value: Option<u128>) -> String {
    let none = BTreeMap::new();
    if let Some(value) = value {
        return amount::shown(value, name.to_lowercase().contains("bytes"));
    }
    let within = |open: &str, close: &str| expression.strip_prefix(open)?.strip_suffix(close);
    for (open, unit) in [("Duration::from_secs(", "s"), ("Duration::from_millis(", "ms")] {
        if let Some(value) = within(open, ")").and_then(|inside| amount::value(inside, &none)) {
            return format!("{} {unit}", amount::shown(value, false));
        }
    }
    if let Some((least, most)) = expression.split_once("..=") {
        return format!("{least} to {most}");
    }
    within("[", "]").unwrap_or(expression).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::planted::Planted;

    const SOURCE: &str = "//! Limits.\n\n/// Bytes of a file,\n/// all of it.\npub const FILE_BYTES: u64 = 2 * 1024;\n\
        /// Twice that.\npub const MORE_BYTES: u64 = FILE_BYTES * 2;\n/// Time to wait.\n\
        pub const WAIT: Duration = Duration::from_secs(10);\n/// Salt.\n\
        pub const SALT: std::ops::RangeInclusive<usize> = 16..=32;\n/// Sizes.\npub const SIZES: [u32; 2] = [25, 50];\n\
        pub struct Limits {\n    /// Rows below the header.\n    pub rows: usize,\n}\n\
        impl Default for Limits {\n    fn default() -> Self {\n        Self {\n            rows: 200_000,\n        }\n    }\n}\n";

    #[test]
    fn every_limit_is_listed_with_amount_and_words() {
        let planted =
            Planted::new(&[("crates/a/src/limits.rs", SOURCE), ("crates/a/src/lib.rs", "mod limits;\n")]);
        let text = document(&planted.tree()).unwrap();
        let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("| `")).collect();
        assert_eq!(
            rows,
            [
                "| `FILE_BYTES` | 2 KiB (2,048) | Bytes of a file, all of it. |",
                "| `MORE_BYTES` | 4 KiB (4,096) | Twice that. |",
                "| `WAIT` | 10 s | Time to wait. |",
                "| `SALT` | 16 to 32 | Salt. |",
                "| `SIZES` | 25, 50 | Sizes. |",
                "| `rows` | 200,000 | Rows below the header. |",
            ]
        );
        assert!(text.contains("## a\n"));
    }

    #[test]
    fn a_limit_without_words_is_named() {
        let planted = Planted::new(&[("crates/a/src/limits.rs", "pub const A: u8 = 1;\n")]);
        assert!(document(&planted.tree()).unwrap_err().contains("`A` does not say"));
    }
}
