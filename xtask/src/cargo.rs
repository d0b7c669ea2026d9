//! Runs cargo and other programs, with nothing to read from the keyboard.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A command in the repository, with colours off and no questions asked.
pub fn command(program: &str, arguments: &[&str], root: &Path) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root).stdin(Stdio::null());
    // A new snapshot is a failure to look at, never a file to accept unseen.
    command.env("CI", "true").env("INSTA_UPDATE", "no").env("CARGO_TERM_COLOR", "never");
    if std::env::var_os("CI").is_some() {
        // Nobody goes on where a runner stops: what would make the next build quicker only makes this one slower.
        command.env("CARGO_INCREMENTAL", "0");
    }
    command
}

/// Runs it to the end, its words going straight to ours.
pub fn run(program: &str, arguments: &[&str], root: &Path) -> Result<(), String> {
    finish(command(program, arguments, root), program, arguments)
}

/// The same for a command that was prepared by hand.
pub fn finish(mut command: Command, program: &str, arguments: &[&str]) -> Result<(), String> {
    let said = || format!("{program} {}", arguments.join(" "));
    let status = command.status().map_err(|error| format!("`{}` did not start: {error}", said()))?;
    if status.success() { Ok(()) } else { Err(format!("`{}` failed: {status}", said())) }
}

/// Runs it to the end and gives back what it printed.
pub fn output(program: &str, arguments: &[&str], root: &Path) -> Result<String, String> {
    let said = || format!("{program} {}", arguments.join(" "));
    let output = command(program, arguments, root)
        .stderr(Stdio::piped())
        .output()
        .map_err(|error| format!("`{}` did not start: {error}", said()))?;
    if !output.status.success() {
        return Err(format!("`{}` failed: {}", said(), String::from_utf8_lossy(&output.stderr).trim()));
    }
    String::from_utf8(output.stdout).map_err(|_| format!("`{}` printed no UTF-8", said()))
}

/// Whether the program is installed and answers.
pub fn answers(program: &str, arguments: &[&str]) -> bool {
    Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Where cargo builds, which a person may have moved.
pub fn target(root: &Path) -> Result<PathBuf, String> {
    let metadata = output("cargo", &["metadata", "--format-version", "1", "--no-deps", "--offline"], root)?;
    let metadata: serde_json::Value =
        serde_json::from_str(&metadata).map_err(|error| format!("cargo metadata is no JSON: {error}"))?;
    let folder = metadata.get("target_directory").and_then(serde_json::Value::as_str);
    folder.map(PathBuf::from).ok_or_else(|| "cargo metadata names no target folder".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_the_command() {
        let root = crate::root::repository();
        let message = run("git", &["no-such-verb"], &root).unwrap_err();
        assert!(message.starts_with("`git no-such-verb` failed"), "{message}");
        let message = run("no-such-program", &[], &root).unwrap_err();
        assert!(message.contains("did not start"), "{message}");
        assert!(!answers("no-such-program", &[]));
    }

    #[test]
    fn what_was_printed_comes_back() {
        let root = crate::root::repository();
        assert!(output("git", &["--version"], &root).unwrap().starts_with("git version"));
        assert!(output("git", &["no-such-verb"], &root).unwrap_err().contains("no-such-verb"));
    }

    #[test]
    fn the_target_folder_is_where_this_test_was_built() {
        let built = std::env::current_exe().unwrap();
        assert!(built.starts_with(target(&crate::root::repository()).unwrap()));
    }
}
