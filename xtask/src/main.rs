//! Project tasks: `cargo xtask tidy`, `check` and `ci`.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a task speaks to the person who runs it")]

mod add_a_kind;
mod arrows;
mod browser;
mod cargo;
mod ci;
mod docs;
mod libraries;
mod licences;
mod mutate;
mod preflight;
mod root;
mod source;
mod steps;
mod tidy;

use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask <task>
  tidy       the rules of the house, as text scans
  docs       whether generated documents and README.md hold; --write writes them
  add-a-kind a new kind of record in a copy of the tree, as CONTRIBUTING.md says
  mutate-expectations [file or id]
             every expectation changed by little, against its examples
  libraries FOLDER
             the risk libraries, against the published files in FOLDER; --write writes them
  licences   licences and doubled versions of every dependency
  check      format, tidy, clippy and the fast tests
  ci         what a change must pass to land: check, documentation, licences, browser
  ci --long  the same, then kill loops, the long simulation and the fuzz targets";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["tidy"] => tidy::run(&root::repository()),
        ["docs"] => docs::run(&root::repository(), docs::Mode::Check),
        ["docs", "--write"] => docs::run(&root::repository(), docs::Mode::Write),
        ["add-a-kind"] => {
            let root = root::repository();
            cargo::target(&root).and_then(|target| add_a_kind::run(&root, &target))
        }
        ["mutate-expectations"] => mutate::run(&root::repository(), None),
        ["mutate-expectations", only] => mutate::run(&root::repository(), Some(only)),
        ["libraries", from] => libraries::run(&root::repository(), from.as_ref(), libraries::Mode::Check),
        ["libraries", from, "--write"] => {
            libraries::run(&root::repository(), from.as_ref(), libraries::Mode::Write)
        }
        ["licences"] => licences::run(&root::repository()),
        ["check"] => ci::check(),
        ["ci"] => ci::land(ci::Length::Landing),
        ["ci", "--long"] => ci::land(ci::Length::Long),
        _ => Err(USAGE.to_owned()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
