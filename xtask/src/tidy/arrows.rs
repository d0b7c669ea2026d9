//! Rooms lean only on the rooms that the table of arrows names.

use std::collections::BTreeSet;

use super::Finding;
use crate::arrows::TESTS_ONLY;
use crate::source::{Dependency, Manifest, Section, Tree};

const RULE: &str = "arrows";

type Table<'a> = &'a [(&'a str, &'a [&'a str])];

/// Compares every internal dependency with the table; a room without a row and a row without a room are found too.
pub fn check(tree: &Tree, arrows: Table, test_arrows: Table) -> Vec<Finding> {
    let (manifests, problems) = Manifest::all(tree);
    let mut findings: Vec<Finding> =
        problems.into_iter().map(|(path, problem)| Finding::new(RULE, &path, 0, problem)).collect();
    let here = "xtask/src/arrows.rs";
    for (room, _) in arrows {
        if !manifests.iter().any(|manifest| manifest.room == *room) {
            findings.push(Finding::new(RULE, here, 0, format!("`{room}` has a row and no crate")));
        }
    }
    for manifest in &manifests {
        if manifest.path.starts_with("crates/") && row(arrows, &manifest.room).is_none() {
            let message = format!("`{}` has no row in {here}", manifest.room);
            findings.push(Finding::new(RULE, &manifest.path, 0, message));
            continue;
        }
        for dependency in &manifest.dependencies {
            // What is no crate of ours is no arrow.
            let Some(target) = manifests.iter().find(|other| other.package == dependency.package) else {
                continue;
            };
            if !allowed(&manifest.room, &target.room, dependency, arrows, test_arrows) {
                let message = format!("{} must not lean on {}", manifest.room, target.room);
                findings.push(Finding::new(RULE, &manifest.path, dependency.line, message));
            }
        }
    }
    findings
}

fn allowed(from: &str, to: &str, dependency: &Dependency, arrows: Table, test_arrows: Table) -> bool {
    let own = row(arrows, from).unwrap_or_default();
    if dependency.section != Section::Dev {
        return to != TESTS_ONLY && (own.contains(&to) || own.contains(&"*"));
    }
    let extra = row(test_arrows, from).unwrap_or_default();
    to == TESTS_ONLY || own.contains(&"*") || extra.contains(&to) || reached(from, arrows).contains(to)
}

fn row<'a>(table: Table<'a>, room: &str) -> Option<&'a [&'a str]> {
    table.iter().find(|(from, _)| *from == room).map(|(_, to)| *to)
}

/// Every room that can be reached by following arrows.
fn reached<'a>(from: &str, arrows: Table<'a>) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<&str> = row(arrows, from).unwrap_or_default().to_vec();
    while let Some(room) = open.pop() {
        if seen.insert(room) {
            open.extend(row(arrows, room).unwrap_or_default());
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arrows::{ARROWS, TEST_ARROWS};
    use crate::source::planted::Planted;

    const ROWS: Table = &[
        ("record", &[]),
        ("kinds", &["record"]),
        ("store", &["record"]),
        ("app", &["store"]),
        ("cli", &["app"]),
        ("testkit", &["*"]),
    ];

    fn findings(app: &str) -> Vec<String> {
        let app = format!("[package]\nname = \"app\"\n{app}");
        let planted = Planted::new(&[
            ("crates/record/Cargo.toml", "[package]\nname = \"record\"\n"),
            ("crates/kinds/Cargo.toml", "[package]\nname = \"kinds\"\n"),
            ("crates/store/Cargo.toml", "[package]\nname = \"store\"\n"),
            ("crates/cli/Cargo.toml", "[package]\nname = \"plumbline\"\n"),
            (
                "crates/testkit/Cargo.toml",
                "[package]\nname = \"testkit\"\n[dependencies]\nkinds.workspace = true\n",
            ),
            ("crates/app/Cargo.toml", &app),
        ]);
        check(&planted.tree(), ROWS, &[("app", &["kinds"])]).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_arrows_of_the_table_pass() {
        let app = "[dependencies]\nstore.workspace = true\nserde = \"1\"\n\
                   [dev-dependencies]\ntestkit.workspace = true\nrecord.workspace = true\nkinds.workspace = true\n";
        assert_eq!(findings(app), Vec::<String>::new());
    }

    #[test]
    fn any_other_arrow_is_named_with_its_line() {
        assert_eq!(
            findings("[dependencies]\nstore.workspace = true\nkinds.workspace = true\n"),
            ["crates/app/Cargo.toml:5: arrows: app must not lean on kinds"]
        );
    }

    #[test]
    fn a_crate_is_known_by_its_folder_whatever_its_package_is_called() {
        assert_eq!(
            findings("[dev-dependencies]\nplumbline = { path = \"../cli\" }\n"),
            ["crates/app/Cargo.toml:4: arrows: app must not lean on cli"]
        );
    }

    #[test]
    fn fixtures_are_for_tests_only() {
        assert_eq!(
            findings("[build-dependencies]\ntestkit.workspace = true\n"),
            ["crates/app/Cargo.toml:4: arrows: app must not lean on testkit"]
        );
    }

    #[test]
    fn a_room_without_a_row_and_a_row_without_a_room_are_found() {
        let planted = Planted::new(&[("crates/annexe/Cargo.toml", "[package]\nname = \"annexe\"\n")]);
        let found = check(&planted.tree(), &[("record", &[])], &[]);
        let messages: Vec<&str> = found.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(
            messages,
            ["`record` has a row and no crate", "`annexe` has no row in xtask/src/arrows.rs"]
        );
    }

    #[test]
    fn the_table_has_no_circle_and_names_only_its_own_rooms() {
        for (room, to) in ARROWS {
            assert!(!reached(room, ARROWS).contains(room), "{room} reaches itself");
            for target in *to {
                assert!(*target == "*" || row(ARROWS, target).is_some(), "{target} has no row");
            }
        }
        for (room, to) in TEST_ARROWS {
            assert!(row(ARROWS, room).is_some() && to.iter().all(|target| row(ARROWS, target).is_some()));
        }
    }
}
