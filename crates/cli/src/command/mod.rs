//! The commands, one a file.

mod checkpoint;
mod doctor;
mod export;
mod framework;
mod import;
mod serve;
mod sign_in;
mod user;
mod verify;

use crate::{
    argument::{Arguments, Command},
    demo,
    trouble::Failure,
};
use std::process::ExitCode;

/// Runs what was asked for.
pub async fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let data = arguments.data;
    match arguments.command {
        None => serve::run(&data, &arguments.serve).await,
        Some(Command::Serve(options)) => serve::run(&data, &options).await,
        Some(Command::Demo(options)) => demo::run(&data, &options).await,
        Some(Command::Verify(options)) => verify::run(&data, &options).await,
        Some(Command::Doctor(options)) => doctor::run(&data, &options).await,
        Some(Command::Checkpoint) => checkpoint::run(&data).await,
        Some(Command::Export(options)) => export::run(&data, &options).await,
        Some(Command::User(options)) => user::run(&data, &options).await,
        Some(Command::Import(options)) => import::run(&data, &options).await,
        Some(Command::Framework(options)) => framework::run(&data, &options).await,
    }
}

pub use serve::listen;
