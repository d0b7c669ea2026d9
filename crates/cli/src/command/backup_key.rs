//! Making a key for encrypted backups.

use crate::{argument::BackupKey, backup::new_key, trouble::Failure};
use std::process::ExitCode;

/// Writes the secret key and prints the public one.
pub fn run(options: &BackupKey) -> Result<ExitCode, Failure> {
    let public = new_key(&options.file)?;
    say!("{public}");
    say!("Back up with: plumbline backup DIRECTORY --recipient {public}");
    say!(
        "Keep {} away from the backups, and a copy of it: without it they cannot be read.",
        options.file.display()
    );
    Ok(ExitCode::SUCCESS)
}
