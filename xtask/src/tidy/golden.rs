//! Every kind has a golden file, so that its whole effect shows in one diff, and its words.

use super::Finding;
use crate::source::{Rust, Tree};

const RULE: &str = "golden";
const KINDS: &str = "crates/kinds/src/";
const GOLDEN: &[&str] = &["crates/kinds/golden", "crates/kinds/tests/golden", "crates/kinds/tests/snapshots"];
const WORDS: &[&str] = &["crates/kinds/words"];

/// Finds kinds without golden file or words; where the folder is not there yet, the note says so.
pub fn check(tree: &Tree) -> (Vec<Finding>, Vec<String>) {
    let kinds: Vec<(&str, &str)> = tree.rust.iter().filter_map(declared).collect();
    let (mut findings, mut notes) = (Vec::new(), Vec::new());
    for (what, folders) in [("golden file", GOLDEN), ("words", WORDS)] {
        let there: Vec<&str> = folders.iter().copied().filter(|folder| tree.has_folder(folder)).collect();
        if there.is_empty() {
            notes.push(format!(
                "{what} of {} kinds not judged: no folder {}",
                kinds.len(),
                folders.join(" or ")
            ));
            continue;
        }
        for (path, id) in &kinds {
            if !there.iter().any(|folder| holds(tree, folder, id)) {
                let message = format!("`{id}` has no {what} in {}", there.join(" or "));
                findings.push(Finding::new(RULE, path, 0, message));
            }
        }
    }
    (findings, notes)
}

/// The path and id of a kind, when the file declares one.
fn declared(file: &Rust) -> Option<(&str, &str)> {
    let inside = file.path.starts_with(KINDS) && file.product.contains("static KIND");
    let line = *file.uses("id:").first()?;
    let literal = file.literals.iter().find(|literal| literal.line == line)?;
    inside.then_some((file.path.as_str(), literal.text.as_str()))
}

/// `id.txt`, or as snapshots are called, `test__id.snap` and `test@id.snap`.
fn holds(tree: &Tree, folder: &str, id: &str) -> bool {
    let prefix = format!("{folder}/");
    tree.files.iter().filter_map(|file| file.path.strip_prefix(&prefix)).any(|name| {
        let stem = name.split('.').next().unwrap_or(name);
        stem == id || stem.ends_with(&format!("__{id}")) || stem.ends_with(&format!("@{id}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::planted::Planted;

    const RISK: (&str, &str) =
        ("crates/kinds/src/risk.rs", "pub static KIND: Kind = Kind {\n    id: \"risk\",\n}.checked();\n");

    #[test]
    fn without_folders_the_notes_say_that_nothing_was_judged() {
        let (findings, notes) = check(&Planted::new(&[RISK]).tree());
        assert!(findings.is_empty());
        assert_eq!(notes.len(), 2);
        assert!(notes.iter().all(|note| note.contains("1 kinds not judged")));
    }

    #[test]
    fn a_kind_without_golden_file_or_words_is_named() {
        let planted = Planted::new(&[
            RISK,
            ("crates/kinds/src/lib.rs", "pub mod risk;\n"),
            ("crates/kinds/golden/ai_risk.txt", ""),
            ("crates/kinds/words/model.toml", ""),
        ]);
        let (findings, notes) = check(&planted.tree());
        let messages: Vec<&str> = findings.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(
            messages,
            ["`risk` has no golden file in crates/kinds/golden", "`risk` has no words in crates/kinds/words",]
        );
        assert!(notes.is_empty());
    }

    #[test]
    fn a_plain_file_or_a_snapshot_will_do() {
        for golden in ["crates/kinds/golden/risk.txt", "crates/kinds/tests/snapshots/forms__risk.snap"] {
            let planted = Planted::new(&[RISK, (golden, ""), ("crates/kinds/words/risk.toml", "")]);
            assert_eq!(check(&planted.tree()).0, []);
        }
    }
}
