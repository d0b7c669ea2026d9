//! Printing checkpoints, to be kept elsewhere.

use crate::{
    data_directory::Place,
    parts::{SystemClock, installation},
    trouble::Failure,
};
use std::{process::ExitCode, sync::Arc};

/// Prints a signed note for every organisation.
pub async fn run(place: &Place) -> Result<ExitCode, Failure> {
    let app = installation(place, Arc::new(SystemClock)).await?;
    for organisation in app.organisations().await? {
        say_text!("{}", app.open_house(organisation).await?.checkpoint().await?);
    }
    Ok(ExitCode::SUCCESS)
}
