//! The commands, one a file.

mod backup;
mod backup_key;
mod certificate;
mod checkpoint;
mod doctor;
mod export;
mod framework;
mod import;
mod restore;
mod serve;
mod sign_in;
mod sweep;
mod undo_import;
mod user;
mod verify;

use crate::{
    argument::{Arguments, Command},
    data_directory::{Address, Evidence, Place},
    demo,
    trouble::Failure,
};
use std::process::ExitCode;

/// Runs what was asked for.
pub async fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let evidence = Evidence::of(&arguments.bucket)?;
    let place = Place { data: arguments.data, database: arguments.database.map(Address), evidence };
    match arguments.command {
        None => serve::run(&place, &arguments.serve).await,
        Some(Command::Serve(options)) => serve::run(&place, &options).await,
        Some(Command::Demo(options)) => demo::run(&place, &options).await,
        Some(Command::Verify(options)) => verify::run(&place, &options).await,
        Some(Command::Doctor(options)) => doctor::run(&place, &options).await,
        Some(Command::Backup(options)) => backup::run(&place, &options).await,
        Some(Command::BackupKey(options)) => backup_key::run(&options),
        Some(Command::Restore(options)) => restore::run(&place, &options).await,
        Some(Command::Checkpoint) => checkpoint::run(&place).await,
        Some(Command::Export(options)) => export::run(&place, &options).await,
        Some(Command::User(options)) => user::run(&place, &options).await,
        Some(Command::Import(options)) => import::run(&place, &options).await,
        Some(Command::UndoImport(options)) => undo_import::run(&place, &options).await,
        Some(Command::Framework(options)) => framework::run(&place, &options).await,
    }
}

pub use doctor::{Check, examine};
pub use serve::listen;
