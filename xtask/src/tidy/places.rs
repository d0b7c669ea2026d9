//! No file names a place on one machine, or the host that packages were fetched from.

use super::Finding;
use crate::source::{File, Tree};

const RULE: &str = "places";

/// First folders of absolute paths that exist on one machine only.
const FOLDERS: &[&str] = &["work", "root", "home", "Users"];

/// Registry hosts, in parts so that this file does not name them.
const HOSTS: &[&[&str]] = &[
    &["crates", "io"],
    &["npmjs", "org"],
    &["npmjs", "com"],
    &["yarnpkg", "com"],
    &["npmmirror", "com"],
    &["pypi", "org"],
    &["pythonhosted", "org"],
    &["proxy", "golang", "org"],
    &["rsproxy", "cn"],
];

/// Scans every line of every text file.
pub fn check(tree: &Tree) -> Vec<Finding> {
    tree.files.iter().flat_map(check_file).collect()
}

fn check_file(file: &File) -> Vec<Finding> {
    let Some(text) = &file.text else { return Vec::new() };
    let index = cargo_index();
    let mut findings = Vec::new();
    for (number, line) in text.lines().enumerate().map(|(index, line)| (index + 1, line)) {
        if let Some(folder) = machine_path(line) {
            let message = format!("absolute path of one machine (`{folder}`): start from the crate's folder");
            findings.push(Finding::new(RULE, &file.path, number, message));
        }
        let lock = file.path.ends_with("Cargo.lock");
        if lock && line.starts_with("source = ") && line != index {
            findings.push(Finding::new(RULE, &file.path, number, "a source other than the public index"));
        } else if !lock && let Some(host) = registry_host(line) {
            findings.push(Finding::new(
                RULE,
                &file.path,
                number,
                format!("names the registry host `{host}`"),
            ));
        }
        if file.path.ends_with("package-lock.json") && line.trim_start().starts_with("\"resolved\"") {
            findings.push(Finding::new(
                RULE,
                &file.path,
                number,
                "a lockfile must not say where it fetched from",
            ));
        }
    }
    findings
}

/// The one source line that cargo writes for the public index.
fn cargo_index() -> String {
    format!("source = \"registry+https://github.com/rust-lang/{}-index\"", ["crates", "io"].join("."))
}

/// `/folder/` at the start of a path, not in the middle of one.
fn machine_path(line: &str) -> Option<String> {
    FOLDERS.iter().find_map(|folder| {
        let needle = format!("/{folder}/");
        line.match_indices(&needle).find_map(|(at, _)| {
            let before = line.get(..at).unwrap_or_default();
            let inside = before.chars().next_back().is_some_and(|letter| {
                letter.is_alphanumeric()
                    || ['.', '_', '-', '~', '/', '}', ')', '$', '*', '>'].contains(&letter)
            });
            (!inside || before.ends_with("file://")).then(|| needle.clone())
        })
    })
}

fn registry_host(line: &str) -> Option<String> {
    let small = line.to_lowercase();
    HOSTS.iter().map(|parts| parts.join(".")).find(|host| {
        small.match_indices(host.as_str()).any(|(at, _)| {
            let before = small.get(..at).and_then(|before| before.chars().next_back());
            let after = small.get(at + host.len()..).and_then(|after| after.chars().next());
            !before.is_some_and(|letter| letter.is_alphanumeric() || letter == '-')
                && !after.is_some_and(char::is_alphanumeric)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::planted::Planted;

    fn found(path: &str, text: &str) -> Vec<usize> {
        check(&Planted::new(&[(path, text)]).tree()).into_iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn a_path_of_one_machine_is_named() {
        for folder in FOLDERS {
            let text = format!("fine\nlet a = \"/{folder}/me/x\";\nfile:///{folder}/x\n");
            assert_eq!(found("a.rs", &text), [2, 3], "{folder}");
        }
    }

    #[test]
    fn relative_paths_and_addresses_are_free() {
        for inside in ["../../", "https://example.org/", "$HOME/x/", "docs/"] {
            let text = format!("{inside}{}\n", ["work", "x"].join("/"));
            assert!(found("a.md", &text).is_empty(), "{text}");
        }
        assert!(found("a.md", "/workshop/a /homework/ ~/home\n").is_empty());
    }

    #[test]
    fn a_registry_host_is_named_anywhere() {
        for parts in HOSTS {
            let host = parts.join(".");
            assert_eq!(found("a.md", &format!("see https://registry.{host}/x\n")), [1]);
            assert!(found("a.md", &format!("my{host}x\n")).is_empty());
        }
    }

    #[test]
    fn cargo_lock_may_name_the_public_index_alone() {
        let text = format!("{}\nsource = \"sparse+https://elsewhere.example/\"\n", cargo_index());
        assert_eq!(found("Cargo.lock", &text), [2]);
        assert_eq!(found("docs/a.md", &format!("{}\n", cargo_index())), [1]);
    }

    #[test]
    fn a_package_lock_says_nothing_of_where_it_came_from() {
        let text = "{\n  \"resolved\": \"https://mirror.example/a.tgz\",\n  \"integrity\": \"sha512-x\"\n}\n";
        assert_eq!(found("browser/package-lock.json", text), [2]);
    }
}
