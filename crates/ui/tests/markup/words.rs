//! Every word on a page comes from a key or from the data: drawn in a made-up language, nothing English is left over.

use crate::html::{Node, read};
use jiff::tz::TimeZone;
use record::Words;
use std::{collections::BTreeSet, fs, path::Path, sync::Arc};
use ui::{Locale, Shell, gallery};

/// Attributes that are read aloud or shown.
const SPOKEN: [&str; 4] = ["aria-label", "placeholder", "alt", "data-label"];

#[test]
fn every_text_is_a_word_under_a_key_or_data() {
    let locale = Locale { words: Arc::new(Words::pseudo()), ..Locale::english(TimeZone::UTC) };
    let shell =
        strings(&format!("{:?}", Shell { locale: Locale::english(TimeZone::UTC), ..Shell::sample() }));
    let mut seen = 0;
    for group in gallery::pages().into_iter().chain(gallery::components()) {
        for sample in &group.samples {
            let mut data = strings(&sample.data);
            data.extend(shell.iter().cloned());
            let html = (sample.draw)(&locale).0;
            for node in read(&html) {
                let texts: Vec<String> = match &node {
                    Node::Text(text) => vec![text.clone()],
                    Node::Open { attributes, .. } => attributes
                        .iter()
                        .filter(|(key, _)| SPOKEN.contains(&key.as_str()))
                        .map(|(_, value)| value.clone())
                        .collect(),
                    Node::Close(_) => Vec::new(),
                };
                for text in texts {
                    seen += 1;
                    assert!(is_worded(&text, &data), "{} {}: “{text}” has no key", group.name, sample.name);
                }
            }
        }
    }
    assert!(seen > 2_000, "only {seen} texts seen");
}

#[test]
fn no_word_is_kept_that_no_page_says() {
    let mut sources = String::new();
    read_into(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut sources);
    // Whoever makes the views says words of these pages too.
    read_into(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../web/src")), &mut sources);
    // Some words belong to these pages and are said by whoever makes their views.
    read_into(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../web/src")), &mut sources);
    let said: BTreeSet<&str> = sources.split(|sign: char| !(sign.is_alphanumeric() || sign == '_')).collect();
    for file in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/words")).unwrap() {
        let table = fs::read_to_string(file.unwrap().path()).unwrap();
        let names = table.lines().filter(|line| line.trim_end().ends_with("\";") && line.starts_with("    "));
        for name in names.filter_map(|line| line.split_whitespace().next()) {
            assert!(said.contains(name), "{name} is said nowhere");
        }
    }
}

/// Every Rust file below a folder but the tables of words, whose last lines say which word belongs to what.
fn read_into(folder: &Path, sources: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_into(&path, sources);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let table = path.parent().is_some_and(|folder| folder.ends_with("words"));
            let lines = text.lines().filter(|line| !(table && line.ends_with("\";")));
            sources.extend(lines.flat_map(|line| [line, "\n"]));
        }
    }
}

#[test]
fn the_test_itself_sees_a_word_without_a_key() {
    assert!(!is_worded("Save", &["other".to_owned()]));
    assert!(
        is_worded("⟦Save⟧", &[])
            && is_worded("31 ·", &[])
            && is_worded("Mara", &["Mara Lindqvist".to_owned()])
    );
    assert!(!is_worded("⟦Save⟧ now", &[]));
}

/// Bracketed from end to end, without letters, or part of the data.
fn is_worded(text: &str, data: &[String]) -> bool {
    let mut rest = String::new();
    let mut depth = 0;
    for sign in text.chars() {
        match sign {
            '⟦' => depth += 1,
            '⟧' => depth -= 1,
            other if depth == 0 => rest.push(other),
            _ => {}
        }
    }
    rest.split(['\n', '·']).all(|line| {
        let number = |sign: char| sign.is_numeric() || " .,−".contains(sign);
        let line = line.trim_matches([',', '…', ' ']).trim_start_matches(number).trim();
        !line.chars().any(char::is_alphabetic) || data.iter().any(|known| known.contains(line))
    })
}

/// The strings in a debug text; line by line, because prose is drawn in lines.
fn strings(debug: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut now: Option<String> = None;
    let mut signs = debug.chars();
    while let Some(sign) = signs.next() {
        match (&mut now, sign) {
            (None, '"') => now = Some(String::new()),
            (Some(text), '"') => {
                found.extend(text.lines().map(str::to_owned));
                now = None;
            }
            (Some(text), '\\') => match signs.next() {
                Some('n') => text.push('\n'),
                Some(other) => text.push(other),
                None => {}
            },
            (Some(text), other) => text.push(other),
            (None, _) => {}
        }
    }
    found
}
