//! `check`, which a person runs before a commit, and `ci`, which a change must pass to land.

use std::path::Path;

use crate::steps::{Done, Steps};
use crate::{add_a_kind, browser, cargo, docs, licences, mutate, preflight, root, tidy};

/// How much of the landing set runs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// What every change passes.
    Landing,
    /// That, and what takes too long for every change.
    Long,
}

/// Tests that are left out unless asked for, by the start of their name.
const LONG: &[(&str, &str)] = &[
    ("kill loops", "long_kill"),
    ("failing disks", "long_fault"),
    ("load", "long_load"),
    ("long simulation", "long_simulation"),
    ("fuzz targets", "long_fuzz"),
];

/// Suites of use-cases and of pages that must pass whatever store the installation is on. The others open the files of
/// SQLite.
const SUITES: &[&str] = &["both", "service"];

/// Format, tidy, clippy and the fast tests.
pub fn check() -> Result<(), String> {
    let root = root::repository();
    let mut steps = Steps::new("check");
    fast(&mut steps, &root, &[])?;
    steps.finish();
    Ok(())
}

/// Everything a change must pass to land, against the committed lockfile.
pub fn land(length: Length) -> Result<(), String> {
    let root = root::repository();
    let mut steps = Steps::new("ci");
    steps.step("preflight", || preflight::run(&root))?;
    fast(&mut steps, &root, &["--locked"])?;
    steps.step("tests on PostgreSQL", || on_postgres(&root))?;
    steps.step("examples in documentation", || {
        cargo::run("cargo", &["test", "--quiet", "--workspace", "--doc", "--locked"], &root)
    })?;
    steps.step("links in documentation", || {
        let arguments = ["doc", "--quiet", "--workspace", "--no-deps", "--locked"];
        let mut command = cargo::command("cargo", &arguments, &root);
        command.env("RUSTDOCFLAGS", "-D warnings");
        cargo::finish(command, "cargo", &arguments)
    })?;
    steps.step("licences", || licences::run(&root))?;
    steps.step("mutants of expectations", || mutate::run(&root, None))?;
    steps
        .step("adding a kind", || cargo::target(&root).and_then(|target| add_a_kind::run(&root, &target)))?;
    steps.step("browser parts", || browser::install(&root))?;
    steps.step("browser harness", || browser::harness(&root))?;
    // With the tests, as which it is there already.
    steps.step("program", || {
        cargo::run("cargo", &["build", "--quiet", "--workspace", "--bins", "--tests", "--locked"], &root)
    })?;
    steps.step("browser", || browser::program(&root, None))?;
    if length == Length::Long {
        steps.step("browser on PostgreSQL", || browser::program(&root, Some("postgres")))?;
        for (name, filter) in LONG {
            steps.step_or_not(name, || long(&root, filter))?;
        }
    }
    steps.finish();
    Ok(())
}

fn fast(steps: &mut Steps, root: &Path, locked: &[&str]) -> Result<(), String> {
    let with = |arguments: &[&'static str], after: &[&'static str]| -> Vec<String> {
        [arguments, locked, after].concat().into_iter().map(str::to_owned).collect()
    };
    let run = |arguments: Vec<String>| {
        let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
        cargo::run("cargo", &words, root)
    };
    steps.step("format", || run(vec!["fmt".to_owned(), "--all".to_owned(), "--check".to_owned()]))?;
    steps.step("tidy", || tidy::run(root))?;
    steps.step("documents", || docs::run(root, docs::Mode::Check))?;
    steps.step("clippy", || {
        run(with(&["clippy", "--quiet", "--workspace", "--all-targets"], &["--", "-D", "warnings"]))
    })?;
    steps.step("tests", || {
        if cargo::answers("cargo", &["nextest", "--version"]) {
            run(with(&["nextest", "run", "--workspace", "--no-fail-fast", "--status-level", "slow"], &[]))
        } else {
            run(with(&["test", "--workspace", "--no-fail-fast", "--lib", "--bins", "--tests"], &[]))
        }
    })
}

/// The suites of use-cases and pages once more, on the other store.
fn on_postgres(root: &Path) -> Result<(), String> {
    // Of the whole workspace, so that nothing is compiled anew for the sake of fewer features.
    let mut arguments = vec!["test", "--quiet", "--locked", "--workspace"];
    arguments.extend(SUITES.iter().flat_map(|suite| ["--test", suite]));
    let mut command = cargo::command("cargo", &arguments, root);
    command.env("PLUMBLINE_TEST_STORE", "postgres");
    cargo::finish(command, "cargo", &arguments)
}

/// Lists the ignored tests of this name, says which they are, and runs them in release.
fn long(root: &Path, filter: &str) -> Result<Done, String> {
    let test = ["test", "--release", "--workspace", "--locked", "--", "--ignored"];
    let list = cargo::output("cargo", &[test.as_slice(), &["--list", filter]].concat(), root)?;
    let names = listed(&list);
    if names.is_empty() {
        return Ok(Done::NotRun(format!("no ignored test is named {filter}…")));
    }
    println!("{} tests: {}", names.len(), names.join(", "));
    cargo::run("cargo", &[test.as_slice(), &["--nocapture", filter]].concat(), root)?;
    Ok(Done::Ran)
}

/// The names in what `--list` prints, which says `name: test` for each test and counts them in other lines.
fn listed(list: &str) -> Vec<&str> {
    list.lines().filter_map(|line| line.strip_suffix(": test")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_told_from_counts_and_benchmarks() {
        let list = "long_kill_between_writes: test\nspeed: benchmark\n\n1 test, 1 benchmark\n0 tests, 0 benchmarks\n";
        assert_eq!(listed(list), ["long_kill_between_writes"]);
    }

    #[test]
    fn the_long_sets_do_not_overlap() {
        for (index, (_, filter)) in LONG.iter().enumerate() {
            let others = LONG.iter().skip(index + 1);
            assert!(others.into_iter().all(|(_, other)| !other.contains(filter) && !filter.contains(other)));
        }
    }
}
