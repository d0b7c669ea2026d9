//! A folder or file is named by what it is; a name that fits everything says nothing.

use super::Finding;
use crate::source::Tree;

const SAYS_NOTHING: &[&str] =
    &["utils", "util", "common", "helpers", "helper", "core", "manager", "managers", "misc"];

/// Finds folders and files of such a name, whatever the ending.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &tree.files {
        for part in file.path.split('/') {
            let stem = part.split('.').next().unwrap_or(part).to_lowercase();
            if SAYS_NOTHING.contains(&stem.as_str()) {
                findings.push(Finding::new(
                    "names",
                    &file.path,
                    0,
                    format!("`{part}` does not say what it holds"),
                ));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::planted::Planted;

    #[test]
    fn folders_and_files_are_named() {
        let planted = Planted::new(&[
            ("crates/core/src/lib.rs", ""),
            ("crates/ui/src/Utils.rs", ""),
            ("browser/helpers.mjs", ""),
            ("crates/ui/src/scores.rs", ""),
            ("docs/common-criteria.md", ""),
        ]);
        let found: Vec<String> = check(&planted.tree()).into_iter().map(|finding| finding.message).collect();
        assert_eq!(
            found,
            [
                "`helpers.mjs` does not say what it holds",
                "`core` does not say what it holds",
                "`Utils.rs` does not say what it holds",
            ]
        );
    }
}
