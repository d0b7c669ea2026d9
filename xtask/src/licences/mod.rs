//! Licences of every dependency, and versions that are built twice.

mod expression;
mod twice;

use std::path::Path;

use crate::cargo;

/// Licences that this program may be built from.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Allowed besides for the parts of the browser tests, which are never shipped.
const ALLOWED_IN_TESTS: &[&str] = &["MPL-2.0"];

/// A package that is part of some build: name, version, licence.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Package {
    name: String,
    version: String,
    licence: String,
}

/// Judges what cargo would build on this machine, tests included, and what npm would install.
pub fn run(root: &Path) -> Result<(), String> {
    let arguments =
        ["tree", "--workspace", "--locked", "--edges=normal,build,dev", "--prefix=none", "--format={p}\t{l}"];
    let built = built(&cargo::output("cargo", &arguments, root)?)?;
    let mut problems: Vec<String> = built.iter().filter_map(|package| refuse(package, ALLOWED)).collect();
    problems.extend(twice::judge(&built, twice::REASONS));
    let mut installed = 0;
    if let Ok(lock) = std::fs::read_to_string(root.join("browser/package-lock.json")) {
        let allowed = [ALLOWED, ALLOWED_IN_TESTS].concat();
        let packages = locked_by_npm(&lock)?;
        installed = packages.len();
        problems.extend(packages.iter().filter_map(|package| refuse(package, &allowed)));
    }
    if problems.is_empty() {
        println!("licences: {} crates and {installed} npm packages, all allowed", built.len());
        Ok(())
    } else {
        Err(problems.join("\n"))
    }
}

fn refuse(package: &Package, allowed: &[&str]) -> Option<String> {
    let Package { name, version, licence } = package;
    match expression::satisfied(licence, allowed) {
        Ok(true) => None,
        Ok(false) => Some(format!("licences: {name} {version} is under `{licence}`, which is not allowed")),
        Err(why) => Some(format!("licences: {name} {version}: `{licence}` cannot be read: {why}")),
    }
}

/// Reads `name vVERSION (note)<TAB>licence` lines; a repeated package is marked `(*)` by cargo and kept once.
fn built(listing: &str) -> Result<Vec<Package>, String> {
    let mut packages = Vec::new();
    for line in listing.lines().filter(|line| !line.trim().is_empty()) {
        let unreadable = || format!("cargo tree printed `{line}`");
        let (package, licence) = line.split_once('\t').ok_or_else(unreadable)?;
        let mut words = package.split_whitespace();
        let name = words.next().ok_or_else(unreadable)?;
        let version = words.next().and_then(|word| word.strip_prefix('v')).ok_or_else(unreadable)?;
        let licence = licence.trim().trim_end_matches("(*)").trim();
        packages.push(Package {
            name: name.to_owned(),
            version: version.to_owned(),
            licence: licence.to_owned(),
        });
    }
    packages.sort();
    packages.dedup();
    Ok(packages)
}

/// Reads the packages of an npm lockfile, except the harness itself.
fn locked_by_npm(lock: &str) -> Result<Vec<Package>, String> {
    let lock: serde_json::Value =
        serde_json::from_str(lock).map_err(|error| format!("package-lock.json: {error}"))?;
    let packages = lock.get("packages").and_then(serde_json::Value::as_object);
    let packages = packages.ok_or("package-lock.json has no packages")?;
    let text = |package: &serde_json::Value, key: &str| {
        package.get(key).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
    };
    let named = packages.iter().filter(|(path, _)| !path.is_empty());
    Ok(named
        .map(|(path, package)| Package {
            name: path.trim_start_matches("node_modules/").to_owned(),
            version: text(package, "version"),
            licence: text(package, "license"),
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listing_is_read_once_per_package() {
        let listing = "app v0.1.0 (somewhere/app)\tApache-2.0\nsyn v3.0.9 (proc-macro)\tMIT OR Apache-2.0\n\n\
                       syn v3.0.9 (proc-macro)\tMIT OR Apache-2.0 (*)\n";
        let packages = built(listing).unwrap();
        let read: Vec<(&str, &str, &str)> = packages
            .iter()
            .map(|each| (each.name.as_str(), each.version.as_str(), each.licence.as_str()))
            .collect();
        assert_eq!(read, [("app", "0.1.0", "Apache-2.0"), ("syn", "3.0.9", "MIT OR Apache-2.0")]);
        assert!(built("what is this").is_err());
    }

    #[test]
    fn a_licence_that_is_not_allowed_or_missing_is_named() {
        let under = |licence: &str| {
            refuse(&Package { name: "a".into(), version: "1.0.0".into(), licence: licence.into() }, ALLOWED)
        };
        assert_eq!(under("MIT"), None);
        assert!(under("GPL-3.0-only").unwrap().contains("a 1.0.0 is under `GPL-3.0-only`"));
        assert!(under("").unwrap().contains("cannot be read"));
    }

    #[test]
    fn the_npm_lockfile_is_read_without_the_harness_itself() {
        let lock = r#"{"packages": {"": {"license": "X"}, "node_modules/axe-core":
            {"version": "1.2.3", "license": "MPL-2.0", "dev": true}}}"#;
        let packages = locked_by_npm(lock).unwrap();
        let package = packages.first().unwrap();
        assert_eq!(
            (packages.len(), package.name.as_str(), package.version.as_str()),
            (1, "axe-core", "1.2.3")
        );
        assert!(refuse(package, ALLOWED).is_some());
        assert!(refuse(package, &[ALLOWED, ALLOWED_IN_TESTS].concat()).is_none());
    }
}
