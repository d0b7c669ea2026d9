//! The Debian packages that the browser tests, the tests of the store on PostgreSQL and the long set need, installed when they are missing and we may.

use std::path::Path;

use crate::cargo;

/// A package, and the program that shows it is there.
const PACKAGES: &[(&str, &str)] = &[
    ("chromium-headless-shell", "chromium-headless-shell"),
    ("nodejs", "node"),
    ("npm", "npm"),
    ("postgresql", "initdb"),
    // Makes calls to the disk fail in the long set.
    ("strace", "strace"),
];

/// What does in place of a program, only more slowly.
const INSTEAD: &[(&str, &str)] = &[("chromium-headless-shell", "chromium")];

/// Debian keeps the programs of each PostgreSQL server here, outside the path.
const SERVERS: &str = "/usr/lib/postgresql";

/// Installs what is missing as root; otherwise fails with the command that would.
pub fn run(root: &Path) -> Result<(), String> {
    if !root.join("../shared/data").is_dir() {
        println!("preflight: no ../shared/data beside the checkout; tests that read it will fail");
    }
    let missing = packages_without(is_there);
    if missing.is_empty() {
        println!("preflight: {} are installed", packages_without(|_| false).join(", "));
        return Ok(());
    }
    install(root, &missing).or_else(|error| {
        let replaced =
            |package: &&str| INSTEAD.iter().any(|(known, other)| known == package && is_there(other));
        if !missing.iter().all(replaced) {
            return Err(error);
        }
        println!("preflight: {error}; slower programs do in place of them");
        Ok(())
    })
}

fn install(root: &Path, missing: &[&str]) -> Result<(), String> {
    let install = ["apt-get", "install", "-y", "--no-install-recommends"];
    if !is_root(root) {
        let by_hand = format!("apt-get update && {} {}", install.join(" "), missing.join(" "));
        return Err(format!("missing {}; as root, run: {by_hand}", missing.join(", ")));
    }
    cargo::run("apt-get", &["update", "-qq"], root)?;
    let arguments: Vec<&str> = install.iter().skip(1).chain(missing).copied().collect();
    let mut command = cargo::command("apt-get", &arguments, root);
    command.env("DEBIAN_FRONTEND", "noninteractive");
    cargo::finish(command, "apt-get", &arguments)
}

fn is_there(program: &str) -> bool {
    let beside = || Path::new(SERVERS).read_dir().into_iter().flatten().flatten();
    cargo::answers(program, &["--version"])
        || beside().any(|version| version.path().join("bin").join(program).is_file())
}

fn packages_without(is_there: impl Fn(&str) -> bool) -> Vec<&'static str> {
    PACKAGES.iter().filter(|(_, program)| !is_there(program)).map(|(package, _)| *package).collect()
}

fn is_root(root: &Path) -> bool {
    cargo::output("id", &["-u"], root).is_ok_and(|id| id.trim() == "0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_in_place_of_a_program_does_so_for_one_that_is_asked_for() {
        assert!(INSTEAD.iter().all(|(package, _)| PACKAGES.iter().any(|(known, _)| known == package)));
    }

    #[test]
    fn only_what_is_missing_is_installed() {
        assert_eq!(packages_without(|_| true), Vec::<&str>::new());
        assert_eq!(
            packages_without(|program| program == "node"),
            ["chromium-headless-shell", "npm", "postgresql", "strace"]
        );
    }
}
