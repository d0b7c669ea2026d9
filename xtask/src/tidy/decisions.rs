//! A decision is called by its number, so a number belongs to one decision, and the heading says it.

use std::collections::BTreeMap;

use super::Finding;
use crate::source::Tree;

const RULE: &str = "decisions";
const FOLDER: &str = "docs/adr/";

/// Finds numbers that two files share, and headings that say another number than the file's name.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut taken: BTreeMap<&str, &str> = BTreeMap::new();
    for file in &tree.files {
        let Some(name) = file.path.strip_prefix(FOLDER) else { continue };
        let number = name.split('-').next().unwrap_or(name);
        if number == "0000" {
            continue;
        }
        if let Some(other) = taken.insert(number, name) {
            findings.push(Finding::new(RULE, &file.path, 0, format!("`{other}` has this number too")));
        }
        let said = format!("# {}. ", number.trim_start_matches('0'));
        if !file.text.as_ref().is_some_and(|text| text.starts_with(&said)) {
            findings.push(Finding::new(RULE, &file.path, 1, format!("the heading begins with `{said}`")));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::planted::Planted;

    #[test]
    fn a_number_belongs_to_one_decision() {
        let planted = Planted::new(&[
            ("docs/adr/0000-template.md", "# N. Title"),
            ("docs/adr/0001-one.md", "# 1. One\n"),
            ("docs/adr/0002-two.md", "# 2. Two\n"),
            ("docs/adr/0002-other.md", "# 2. Other\n"),
            ("docs/adr/0003-three.md", "# 4. Three\n"),
        ]);
        let found: Vec<String> = check(&planted.tree()).iter().map(ToString::to_string).collect();
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found.iter().any(|finding| finding.contains("has this number too")), "{found:?}");
        assert!(found.iter().any(|finding| finding.contains("the heading begins with `# 3. `")), "{found:?}");
    }
}
