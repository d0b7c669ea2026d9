//! Documents that are made from the sources, and the check that they, and the commands in README.md, still hold.

mod amount;
mod limits;
mod readme;
mod refusals;

use std::fs;
use std::path::Path;

use crate::source::Tree;

/// Stands at the top of every generated document.
const NOTE: &str = "<!-- Written by `cargo xtask docs --write`. -->\n";

/// Whether the documents are compared or written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Compared; what differs fails.
    Check,
    /// Written.
    Write,
}

/// Compares or writes every generated document, and checks what README.md tells people to type.
pub fn run(root: &Path, mode: Mode) -> Result<(), String> {
    let tree = Tree::open(root)?;
    let documents =
        [("docs/limits.md", limits::document(&tree)?), ("docs/refusals.md", refusals::document(&tree)?)];
    let mut wrong = Vec::new();
    for (path, text) in documents {
        let text = format!("{NOTE}{text}");
        if tree.text(path) == Some(text.as_str()) {
            continue;
        }
        if mode == Mode::Write {
            fs::create_dir_all(root.join("docs")).map_err(|error| format!("docs: {error}"))?;
            fs::write(root.join(path), text).map_err(|error| format!("{path}: {error}"))?;
            println!("docs: {path} written");
        } else {
            wrong.push(format!(
                "{path} is not what the sources say: run `cargo xtask docs --write` and read it"
            ));
        }
    }
    // What was just written counts.
    wrong.extend(readme::check(&Tree::open(root)?));
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

/// Text for one cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::planted::Planted;

    #[test]
    fn what_the_sources_no_longer_say_fails_until_it_is_written() {
        let planted = Planted::new(&[
            ("crates/a/src/limits.rs", "/// Rows of a page.\npub const ROWS: usize = 50;\n"),
            ("README.md", "# A\n"),
            ("docs/cli.md", "# B\n"),
        ]);
        let message = run(planted.root(), Mode::Check).unwrap_err();
        assert!(message.contains("docs/limits.md") && message.contains("docs/refusals.md"), "{message}");
        run(planted.root(), Mode::Write).unwrap();
        run(planted.root(), Mode::Check).unwrap();
        let limits = planted.root().join("crates/a/src/limits.rs");
        fs::write(limits, "/// Rows of a page.\npub const ROWS: usize = 51;\n").unwrap();
        let message = run(planted.root(), Mode::Check).unwrap_err();
        assert!(message.contains("limits.md") && !message.contains("refusals.md"), "{message}");
    }

    #[test]
    fn a_cell_cannot_end_its_row() {
        assert_eq!(cell("a | b\nc"), "a \\| b c");
    }
}
