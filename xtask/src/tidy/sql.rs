//! Only the rooms of a database hold SQL.

use super::Finding;
use crate::source::Tree;

/// Words that must stand in this order, in capitals, in one literal.
const STATEMENTS: &[&[&str]] = &[
    &["SELECT ", " FROM "],
    &["INSERT ", "INTO "],
    &["UPDATE ", " SET "],
    &["DELETE FROM "],
    &["CREATE TABLE "],
    &["CREATE INDEX "],
    &["CREATE UNIQUE INDEX "],
    &["CREATE VIRTUAL TABLE "],
    &["CREATE TRIGGER "],
    &["ALTER TABLE "],
    &["DROP TABLE "],
    &["PRAGMA "],
];

/// Beginnings that are SQL in small letters too; in the middle of a sentence they may be English.
const BEGINNINGS: &[&str] = &["insert into ", "delete from ", "create table ", "alter table ", "pragma "];

/// Finds SQL in the string literals of product code outside `store-*`.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &tree.rust {
        let Some(room) = file.room.as_deref().filter(|room| !room.starts_with("store-")) else { continue };
        for literal in &file.literals {
            if is_sql(&literal.text) {
                let message = format!("{room} holds SQL; only store-* may");
                findings.push(Finding::new("sql", &file.path, literal.line, message));
            }
        }
    }
    findings
}

fn is_sql(text: &str) -> bool {
    // A newline between two words is as good as a space.
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ") + " ";
    let in_order = |words: &&[&str]| {
        words
            .iter()
            .try_fold(text.as_str(), |rest, word| {
                rest.find(word).and_then(|at| rest.get(at + word.len() - 1..))
            })
            .is_some()
    };
    let small = text.to_lowercase();
    STATEMENTS.iter().any(in_order)
        || BEGINNINGS.iter().any(|beginning| small.starts_with(beginning))
        || (small.starts_with("select ") && small.contains(" from ") && small.contains(" where "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::planted::Planted;

    #[test]
    fn statements_are_told_from_sentences() {
        for sql in [
            "SELECT id FROM record",
            "SELECT\n  id\nFROM\n  record",
            "INSERT OR IGNORE INTO a VALUES (1)",
            "UPDATE a SET b = 1",
            "delete from a",
            "DELETE FROM a",
            "CREATE TABLE a (b)",
            "PRAGMA journal_mode",
            "select a from b where c = 1",
        ] {
            assert!(is_sql(sql), "{sql}");
        }
        for sentence in [
            "select an owner from the list",
            "UPDATE and DELETE are refused",
            "cannot delete from the ledger",
            "insert a row",
            "FROM here you SELECT nothing",
        ] {
            assert!(!is_sql(sentence), "{sentence}");
        }
    }

    #[test]
    fn sql_outside_a_store_is_named() {
        let source = "fn a() {\n  b(\"SELECT x FROM y\");\n}\n";
        let planted = Planted::new(&[
            ("crates/app/src/lib.rs", source),
            ("crates/store-sqlite/src/lib.rs", source),
            ("crates/store/src/lib.rs", source),
            ("crates/app/tests/a.rs", source),
        ]);
        let found: Vec<(String, usize)> =
            check(&planted.tree()).into_iter().map(|finding| (finding.path, finding.line)).collect();
        assert_eq!(
            found,
            [("crates/app/src/lib.rs".to_owned(), 2), ("crates/store/src/lib.rs".to_owned(), 2)]
        );
    }
}
