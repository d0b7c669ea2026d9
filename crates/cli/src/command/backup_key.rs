//! Making a key for encrypted backups.

use crate::{argument::BackupKey, backup::new_key, trouble::Failure};
use std::process::ExitCode;

/// Writes the secret key and prints the public one.
#[expect(clippy::print_stdout, reason = "the terminal is where the person is")]
pub fn run(options: &BackupKey) -> Result<ExitCode, Failure> {
    let public = new_key(&options.file)?;
    println!("{public}");
    println!("Back up with: plumbline backup DIRECTORY --recipient {public}");
    println!(
        "Keep {} away from the backups, and a copy of it: without it they cannot be read.",
        options.file.display()
    );
    Ok(ExitCode::SUCCESS)
}
