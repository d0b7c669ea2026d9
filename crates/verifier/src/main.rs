//! Checks an exported package offline.
//!
//! `plumbline-verifier [--json] [--key KEY] [--since CHECKPOINT] PACKAGE` ends with 0 if nothing was found, 1 if
//! something was, 2 if there was nothing to check.

mod archive;
mod arguments;
mod directory;
mod limits;
mod outcome;

use archive::Archive;
use arguments::{Arguments, Asked};
use directory::Directory;
use ledger::package::{Options, verify};
use outcome::Outcome;
use std::{
    error::Error,
    io::{self, Write},
    path::Path,
    process::ExitCode,
    thread,
};

fn main() -> ExitCode {
    let (text, code) = match Arguments::parse(std::env::args_os().skip(1)) {
        Ok(Asked::Help) => (arguments::HELP.to_owned(), 0),
        Ok(Asked::Version) => (format!("plumbline-verifier {}\n", env!("CARGO_PKG_VERSION")), 0),
        Ok(Asked::Check(arguments)) => {
            let outcome = check(&arguments);
            (if arguments.json { outcome.to_json() } else { outcome.to_text() }, outcome.exit_code())
        }
        Err(error) => (format!("{error}\n\n{}", arguments::HELP), 2),
    };
    // A reader that went away, as `head` does, changes nothing about the verdict.
    let _gone = io::stdout().lock().write_all(text.as_bytes());
    ExitCode::from(code)
}

/// Checks the package that was asked for.
fn check(arguments: &Arguments) -> Outcome {
    let options = match arguments.options(thread::available_parallelism().map_or(1, usize::from)) {
        Ok(options) => options,
        Err(error) => return Outcome::unusable(&error),
    };
    let report = if arguments.package.is_dir() {
        read_directory(&arguments.package, &options)
    } else {
        read_archive(&arguments.package, &options)
    };
    match report {
        Ok(report) => Outcome::Checked { report, compared: arguments.since.is_some() },
        Err(error) => Outcome::unusable(error.as_ref()),
    }
}

fn read_directory(path: &Path, options: &Options) -> Result<ledger::Report, Box<dyn Error>> {
    Ok(verify(&mut Directory::new(path), options)?)
}

fn read_archive(path: &Path, options: &Options) -> Result<ledger::Report, Box<dyn Error>> {
    Ok(verify(&mut Archive::open(path)?, options)?)
}
