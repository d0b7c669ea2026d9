//! One room answers HTTP, one asks by it, one knows the environment, one each database.

use super::Finding;
use crate::source::{Manifest, Tree};

const RULE: &str = "parts";

/// Foreign crates, and the rooms that may name them.
const OWNED: &[(&[&str], &[&str], &str)] = &[
    (&["axum", "hyper", "http-body", "tower-http"], &["web", "testkit"], "only web answers HTTP"),
    (
        &["http", "tower"],
        &["web", "store-objects", "testkit"],
        "only web answers HTTP, only store-objects asks by it",
    ),
    (&["object_store"], &["store-objects"], "only store-objects knows S3"),
    (&["rusqlite", "libsqlite3-sys"], &["store-sqlite"], "only store-sqlite knows SQLite"),
    (&["tokio-postgres", "deadpool-postgres"], &["store-postgres"], "only store-postgres knows PostgreSQL"),
    (&["maud"], &["ui"], "only ui writes HTML"),
    (&["clap", "indicatif"], &["cli", "verifier"], "only the programs read a command line"),
];

/// Rooms that are programs; the fixtures stand with them because only tests use those.
const ENVIRONMENT: &[&str] = &["cli", "verifier", "testkit"];

/// Finds foreign crates outside their room, as dependency or in product code, and reads of the environment.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let (manifests, _) = Manifest::all(tree);
    let mut findings = Vec::new();
    for manifest in manifests.iter().filter(|manifest| manifest.path.starts_with("crates/")) {
        for dependency in &manifest.dependencies {
            let owner = OWNED.iter().find(|(names, _, _)| names.contains(&dependency.package.as_str()));
            if let Some((_, rooms, why)) = owner
                && !rooms.contains(&manifest.room.as_str())
                // A test may drive the router that another room built.
                && dependency.section != crate::source::Section::Dev
            {
                let message = format!("`{}`: {why}", dependency.package);
                findings.push(Finding::new(RULE, &manifest.path, dependency.line, message));
            }
        }
    }
    for file in &tree.rust {
        let Some(room) = file.room.as_deref() else { continue };
        for (names, _, why) in OWNED.iter().filter(|(_, rooms, _)| !rooms.contains(&room)) {
            for name in *names {
                for line in file.uses(&format!("{}::", name.replace('-', "_"))) {
                    findings.push(Finding::new(RULE, &file.path, line, format!("`{name}`: {why}")));
                }
            }
        }
        if !ENVIRONMENT.contains(&room) {
            for line in file.uses("std::env") {
                findings.push(Finding::new(RULE, &file.path, line, "only cli knows the environment"));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::planted::Planted;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        check(&Planted::new(files).tree()).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn http_outside_web_is_named() {
        assert_eq!(
            found(&[
                ("crates/ui/Cargo.toml", "[package]\nname = \"ui\"\n[dependencies]\naxum.workspace = true\n"),
                ("crates/app/src/lib.rs", "use axum::Router;\n"),
                ("crates/web/src/lib.rs", "use axum::Router;\nlet a = \"http://x\";\n"),
            ]),
            [
                "crates/ui/Cargo.toml:4: parts: `axum`: only web answers HTTP",
                "crates/app/src/lib.rs:1: parts: `axum`: only web answers HTTP",
            ]
        );
    }

    #[test]
    fn the_environment_is_read_by_the_program_alone() {
        assert_eq!(
            found(&[
                ("crates/web/src/a.rs", "fn a() { std::env::var(\"A\"); }\n"),
                ("crates/cli/src/main.rs", "fn a() { std::env::var(\"A\"); }\n"),
                ("crates/web/tests/b.rs", "fn a() { std::env::temp_dir(); }\n"),
            ]),
            ["crates/web/src/a.rs:1: parts: only cli knows the environment"]
        );
    }

    #[test]
    fn a_store_knows_its_own_database() {
        assert_eq!(
            found(&[
                ("crates/store-sqlite/src/a.rs", "use rusqlite::Connection;\n"),
                ("crates/app/src/a.rs", "use rusqlite::Connection;\n"),
            ]),
            ["crates/app/src/a.rs:1: parts: `rusqlite`: only store-sqlite knows SQLite"]
        );
    }
}
