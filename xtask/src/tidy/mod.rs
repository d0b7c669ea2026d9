//! The rules of the house that neither the compiler nor clippy knows.

mod allow;
mod arrows;
mod blind;
mod decisions;
mod golden;
mod lines;
mod names;
mod parts;
mod places;
mod pure;
mod size;
mod sql;

use std::fmt;
use std::path::Path;

use crate::arrows::{ARROWS, TEST_ARROWS};
use crate::source::Tree;

/// One broken rule, at one place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Relative to the root.
    pub path: String,
    /// Counted from one; 0 when the whole file is meant.
    pub line: usize,
    pub rule: &'static str,
    pub message: String,
}

impl Finding {
    pub fn new(rule: &'static str, path: &str, line: usize, message: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, rule, message: message.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(out, "{}: {}: {}", self.path, self.rule, self.message),
            line => write!(out, "{}:{line}: {}: {}", self.path, self.rule, self.message),
        }
    }
}

/// Runs every rule and prints what is broken.
pub fn run(root: &Path) -> Result<(), String> {
    let tree = Tree::open(root)?;
    let (findings, notes) = all(&tree);
    for note in notes {
        println!("tidy: {note}");
    }
    for finding in &findings {
        println!("{finding}");
    }
    if findings.is_empty() {
        println!("tidy: {} files, {} of them Rust, nothing found", tree.files.len(), tree.rust.len());
        Ok(())
    } else {
        Err(format!("tidy: {} found", findings.len()))
    }
}

/// Every finding in order of path, and what could not be judged yet.
fn all(tree: &Tree) -> (Vec<Finding>, Vec<String>) {
    let (golden, notes) = golden::check(tree);
    let mut findings: Vec<Finding> = [
        arrows::check(tree, ARROWS, TEST_ARROWS),
        blind::check(tree),
        decisions::check(tree),
        parts::check(tree),
        size::check(tree),
        names::check(tree),
        pure::check(tree),
        sql::check(tree),
        places::check(tree),
        allow::check(tree),
        lines::check(tree),
        golden,
    ]
    .concat();
    findings.sort();
    findings.dedup();
    (findings, notes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::planted::Planted;

    #[test]
    fn a_finding_names_file_line_and_rule() {
        assert_eq!(Finding::new("size", "a.rs", 0, "too long").to_string(), "a.rs: size: too long");
        assert_eq!(
            Finding::new("pure", "a.rs", 7, "reads a clock").to_string(),
            "a.rs:7: pure: reads a clock"
        );
    }

    #[test]
    fn rules_run_together_and_findings_come_sorted() {
        let planted = Planted::new(&[("z.md", "no end"), ("crates/record/src/utils.rs", "\tfn a() {}\n")]);
        let (findings, _) = all(&planted.tree());
        let found: Vec<(&str, &str)> = findings
            .iter()
            .filter(|each| each.rule != "arrows")
            .map(|each| (each.path.as_str(), each.rule))
            .collect();
        assert_eq!(
            found,
            [
                ("crates/record/src/utils.rs", "names"),
                ("crates/record/src/utils.rs", "lines"),
                ("z.md", "lines"),
            ]
        );
        assert!(run(planted.root()).is_err());
    }
}
