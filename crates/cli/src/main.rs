//! Plumbline: an AI management system under ISO/IEC 42001 in one program.

#[macro_use]
mod say;
mod argument;
mod backup;
mod command;
mod data_directory;
mod demo;
mod notes;
mod packs;
mod parts;
mod trouble;

use clap::Parser;
use std::process::ExitCode;

/// Pages allocate much and briefly, which this allocator is made for.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = argument::Arguments::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return trouble::report(&error.into()),
    };
    match runtime.block_on(command::run(arguments)) {
        Ok(code) => code,
        Err(error) => trouble::report(&error),
    }
}
