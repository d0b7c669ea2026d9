//! Printing checkpoints, to be kept elsewhere.

use crate::{
    parts::{SystemClock, installation},
    trouble::Failure,
};
use std::{path::Path, process::ExitCode, sync::Arc};

/// Prints a signed note for every organisation.
#[expect(clippy::print_stdout, reason = "the note is meant for standard output")]
pub async fn run(data: &Path) -> Result<ExitCode, Failure> {
    let app = installation(data, Arc::new(SystemClock))?;
    for organisation in app.organisations().await? {
        print!("{}", app.open_house(organisation).await?.checkpoint().await?);
    }
    Ok(ExitCode::SUCCESS)
}
