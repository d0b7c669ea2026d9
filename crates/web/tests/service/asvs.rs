//! The traceability of OWASP ASVS names only tests that exist.

use std::{collections::BTreeSet, fs, path::Path};

/// Names in backticks that read like the name of a test: several words.
fn named(text: &str) -> BTreeSet<String> {
    text.split('`')
        .skip(1)
        .step_by(2)
        .filter(|name| name.matches('_').count() >= 3)
        .filter(|name| {
            name.chars().all(|sign| sign.is_ascii_lowercase() || sign == '_' || sign.is_ascii_digit())
        })
        .map(str::to_owned)
        .collect()
}

/// The functions that are marked as tests, below a folder.
fn tests(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "target") {
                tests(&path, found);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap_or_default();
            let mut marked = false;
            for line in text.lines().map(str::trim) {
                if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
                    marked = true;
                } else if let Some((_, rest)) = line.split_once("fn ").filter(|_| marked) {
                    found.insert(rest.split('(').next().unwrap_or_default().to_owned());
                    marked = false;
                }
            }
        }
    }
}

#[test]
fn every_test_that_is_named_exists() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let named = named(&fs::read_to_string(root.join("docs/asvs.md")).unwrap());
    assert!(named.len() > 50, "{}", named.len());
    let mut there = BTreeSet::new();
    tests(&root.join("crates"), &mut there);
    let missing: Vec<&String> = named.difference(&there).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
