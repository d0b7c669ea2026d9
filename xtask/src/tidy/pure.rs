//! Pure rooms are given time, ids and chance; they never take them.

use super::Finding;
use crate::arrows::PURE;
use crate::source::{Rust, Tree, find_word};

/// What must not stand in product code, and why.
const BANNED: &[(&str, &str)] = &[
    ("Timestamp::now", CLOCK),
    ("Zoned::now", CLOCK),
    ("SystemTime", CLOCK),
    ("Instant::now", CLOCK),
    ("TimeZone::system", CLOCK),
    ("getrandom", CHANCE),
    ("rand::", CHANCE),
    ("OsRng", CHANCE),
    ("Uuid::now_v7", CHANCE),
    ("Uuid::new_v4", CHANCE),
    ("RandomState", CHANCE),
    ("std::fs", IO),
    ("std::env", IO),
    ("std::net", IO),
    ("std::process", IO),
    ("thread::sleep", CLOCK),
    ("stdin()", IO),
    ("stdout()", IO),
    ("stderr()", IO),
    ("println!", IO),
    ("print!", IO),
    ("eprintln!", IO),
    ("eprint!", IO),
    ("async fn", ASYNC),
    ("async move", ASYNC),
    (".await", ASYNC),
    ("tokio", ASYNC),
    ("tracing", LOGGING),
    ("log::info!", LOGGING),
    ("log::warn!", LOGGING),
    ("log::error!", LOGGING),
    ("log::debug!", LOGGING),
];

const CLOCK: &str = "a pure room has no clock: take the instant as a parameter";
const CHANCE: &str = "a pure room has no chance: take the id or salt as a parameter";
const IO: &str = "a pure room does no input or output: take and give values";
const ASYNC: &str = "a pure room has nothing to wait for";
const LOGGING: &str = "a pure room does not log: return what happened";

/// Scans the product code of pure rooms, word by word; `use std::{fs, …}` is seen through.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let in_pure = |file: &&Rust| file.room.as_deref().is_some_and(|room| PURE.contains(&room));
    let mut findings = Vec::new();
    for file in tree.rust.iter().filter(in_pure) {
        for (needle, why) in BANNED {
            for line in file.uses(needle) {
                findings.push(Finding::new("pure", &file.path, line, format!("`{needle}`: {why}")));
            }
        }
        for (line, module) in grouped(&file.product) {
            let needle = format!("std::{module}");
            if let Some((_, why)) = BANNED.iter().find(|(banned, _)| *banned == needle) {
                findings.push(Finding::new("pure", &file.path, line, format!("`{needle}`: {why}")));
            }
        }
    }
    findings
}

/// The modules named at the first level of every `std::{…}`, with their lines.
fn grouped(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = code.get(from..).and_then(|rest| find_word(rest, "std::{")) {
        let start = from + at + "std::{".len();
        let (mut depth, mut word) = (1_usize, String::new());
        let mut line = code.get(..start).unwrap_or_default().matches('\n').count() + 1;
        for letter in code.get(start..).unwrap_or_default().chars() {
            if depth == 1 && (letter.is_alphanumeric() || letter == '_') {
                word.push(letter);
                continue;
            }
            if depth == 1 && !word.is_empty() {
                found.push((line, std::mem::take(&mut word)));
            }
            match letter {
                '{' => depth += 1,
                '}' => depth -= 1,
                '\n' => line += 1,
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
        from = start;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::planted::Planted;

    fn found(room: &str, source: &str) -> Vec<(usize, String)> {
        let planted = Planted::new(&[(&format!("crates/{room}/src/lib.rs"), source)]);
        let named = |finding: Finding| {
            (finding.line, finding.message.split('`').nth(1).unwrap_or_default().to_owned())
        };
        check(&planted.tree()).into_iter().map(named).collect()
    }

    #[test]
    fn every_banned_word_is_found_in_a_pure_room() {
        for (needle, _) in BANNED {
            let words = found("record", &format!("fn a() {{\n  {needle} b;\n}}\n"));
            assert!(words.contains(&(2, (*needle).to_owned())), "{needle} in {words:?}");
        }
    }

    #[test]
    fn rooms_with_a_clock_may_read_it() {
        assert!(found("app", "fn a() { Timestamp::now(); }\n").is_empty());
        assert!(found("cli", "fn a() { println!(); }\n").is_empty());
    }

    #[test]
    fn tests_comments_and_words_inside_words_are_free() {
        let source = "// tokio\nfn a() { operand::b(\"getrandom\"); blueprint!(); }\n\
                      #[cfg(test)]\nmod tests { fn b() { std::fs::read(\"x\"); } }\n";
        assert!(found("assurance", source).is_empty());
    }

    #[test]
    fn a_grouped_import_is_seen_through() {
        let source = "use std::{\n    collections::{BTreeMap, env},\n    fs,\n    fmt,\n};\n";
        assert_eq!(found("ui", source), [(3, "std::fs".to_owned())]);
    }
}
