//! Changes every expectation in every way that it could be wrong by little, and asks whether an example notices.

use std::path::Path;

use crate::cargo;

const TEST: &str = "every_mutant_of_an_expectation_is_killed_by_an_example";

/// Looks at all expectations, or at one file of them, or at one of them.
pub fn run(root: &Path, only: Option<&str>) -> Result<(), String> {
    // Of the whole workspace, so that nothing is compiled anew for the sake of fewer features.
    let arguments =
        ["test", "--quiet", "--workspace", "--test", "suite", "--", "--ignored", "--nocapture", TEST];
    let mut command = cargo::command("cargo", &arguments, root);
    if let Some(only) = only {
        command.env("EXPECTATION", only);
    }
    cargo::finish(command, "cargo", &arguments)
}
