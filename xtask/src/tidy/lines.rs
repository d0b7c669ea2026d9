//! Lines end where their text ends, and files end with a line.

use super::Finding;
use crate::source::{File, Tree};

const RULE: &str = "lines";

/// Endings of files that people write.
const WRITTEN: &[&str] = &[
    "rs",
    "toml",
    "md",
    "css",
    "js",
    "mjs",
    "html",
    "json",
    "yml",
    "yaml",
    "sh",
    "sql",
    "txt",
    "gitignore",
    "npmrc",
];

/// Finds tabs in Rust, blanks at the end of a line, and a missing last newline.
pub fn check(tree: &Tree) -> Vec<Finding> {
    tree.files.iter().filter(|file| is_written(&file.path)).flat_map(check_file).collect()
}

/// Fixtures and golden files hold what a program or a foreign tool wrote.
fn is_written(path: &str) -> bool {
    let fixture =
        path.split('/').any(|part| ["fixtures", "golden", "snapshots", "samples", "vectors"].contains(&part));
    let file = path.rsplit('/').next().unwrap_or(path);
    let ending = file.rsplit('.').next().unwrap_or(file);
    (ending == "rs" || !fixture) && (WRITTEN.contains(&ending) || path.starts_with(".ci/"))
}

fn check_file(file: &File) -> Vec<Finding> {
    let Some(text) = &file.text else {
        return vec![Finding::new(RULE, &file.path, 0, "is not UTF-8")];
    };
    let mut findings = Vec::new();
    if !text.is_empty() && !text.ends_with('\n') {
        findings.push(Finding::new(RULE, &file.path, text.lines().count(), "does not end with a newline"));
    }
    for (index, line) in text.split('\n').enumerate() {
        if line.ends_with([' ', '\t', '\r']) {
            findings.push(Finding::new(RULE, &file.path, index + 1, "blanks at the end of the line"));
        }
        if file.is_rust() && line.contains('\t') {
            findings.push(Finding::new(
                RULE,
                &file.path,
                index + 1,
                "a tab; indent with spaces, write \\t in text",
            ));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::planted::Planted;

    fn found(path: &str, text: &str) -> Vec<(usize, String)> {
        check(&Planted::new(&[(path, text)]).tree())
            .into_iter()
            .map(|finding| (finding.line, finding.message.chars().take(8).collect()))
            .collect()
    }

    #[test]
    fn each_slip_is_named_with_its_line() {
        assert_eq!(found("a.md", "a\nb"), [(2, "does not".to_owned())]);
        assert_eq!(found("a.md", "a \nb\n"), [(1, "blanks a".to_owned())]);
        assert_eq!(found("a.css", "a\r\nb\n"), [(1, "blanks a".to_owned())]);
        assert_eq!(found("a.rs", "a\n\tb\n"), [(2, "a tab; i".to_owned())]);
        assert_eq!(found(".ci/run", "a"), [(1, "does not".to_owned())]);
    }

    #[test]
    fn what_others_wrote_is_left_as_it_is() {
        assert!(found("crates/exchange/tests/fixtures/a.json", "a \r\n\n").is_empty());
        assert!(found("crates/exchange/tests/a.csv", "a \r\n").is_empty());
        assert!(found("a.md", "").is_empty());
        assert_eq!(found("crates/x/tests/golden/a.rs", "a").len(), 1);
    }

    #[test]
    fn text_that_is_no_text_is_named() {
        let planted = Planted::new(&[("b.md", "b\n")]);
        std::fs::write(planted.root().join("a.md"), [0xff, 0xfe, b'\n']).unwrap();
        let found = check(&planted.tree());
        assert_eq!(
            found.iter().map(|finding| finding.message.as_str()).collect::<Vec<_>>(),
            ["is not UTF-8"]
        );
    }
}
