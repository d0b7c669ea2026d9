//! The tests in a real browser: the harness tries itself, then the built program.

use std::path::Path;

use crate::cargo;
use crate::steps::Done;

const FOLDER: &str = "browser";

/// Installs exactly what the lockfile names.
pub fn install(root: &Path) -> Result<(), String> {
    cargo::run("npm", &["ci", "--ignore-scripts", "--no-audit", "--no-fund"], &root.join(FOLDER))
}

/// Tries the harness on pages of its own.
pub fn harness(root: &Path) -> Result<(), String> {
    cargo::run("npm", &["run", "--silent", "selftest"], &root.join(FOLDER))
}

/// Runs `browser/tests` against the program that was just built, once it has a `demo` to run them against.
pub fn program(root: &Path) -> Result<Done, String> {
    let binary = target(root)?.join("debug/plumbline");
    let binary = binary.to_string_lossy();
    let help = cargo::output(&binary, &["demo", "--help"], root).unwrap_or_default();
    if !help.contains("--port") {
        return Ok(Done::NotRun("`plumbline demo --help` knows no `--port` yet".to_owned()));
    }
    cargo::run("node", &["run.mjs", "--binary", &binary], &root.join(FOLDER))?;
    Ok(Done::Ran)
}

/// Where cargo builds, which a person may have moved.
fn target(root: &Path) -> Result<std::path::PathBuf, String> {
    let metadata =
        cargo::output("cargo", &["metadata", "--format-version", "1", "--no-deps", "--offline"], root)?;
    let metadata: serde_json::Value =
        serde_json::from_str(&metadata).map_err(|error| format!("cargo metadata is no JSON: {error}"))?;
    let folder = metadata.get("target_directory").and_then(serde_json::Value::as_str);
    folder.map(std::path::PathBuf::from).ok_or_else(|| "cargo metadata names no target folder".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_target_folder_is_where_this_test_was_built() {
        let built = std::env::current_exe().unwrap();
        assert!(built.starts_with(target(&crate::root::repository()).unwrap()));
    }
}
