//! The tests in a real browser: the harness tries itself, then the built program.

use std::path::Path;

use crate::cargo;

const FOLDER: &str = "browser";

/// Installs exactly what the lockfile names.
pub fn install(root: &Path) -> Result<(), String> {
    cargo::run("npm", &["ci", "--ignore-scripts", "--no-audit", "--no-fund"], &root.join(FOLDER))
}

/// Tries the harness on pages of its own.
pub fn harness(root: &Path) -> Result<(), String> {
    cargo::run("npm", &["run", "--silent", "selftest"], &root.join(FOLDER))
}

/// Runs `browser/tests` against the program that was just built, on files or on a database of the kind that is named.
pub fn program(root: &Path, database: Option<&str>) -> Result<(), String> {
    let binary = cargo::target(root)?.join("debug/plumbline");
    let binary = binary.to_string_lossy();
    let help = cargo::output(&binary, &["demo", "--help"], root)?;
    if !help.contains("--port") {
        return Err("`plumbline demo --help` knows no `--port`, by which the harness starts it".to_owned());
    }
    let mut arguments = vec!["run.mjs", "--binary", &binary];
    arguments.extend(database.iter().flat_map(|database| ["--database", database]));
    cargo::run("node", &arguments, &root.join(FOLDER))
}
