//! Backing everything up into one file.

use crate::{
    argument::Backup,
    backup::{Made, Records, make, recipients},
    command::doctor::{sound, text},
    data_directory::Place,
    trouble::Failure,
};
use serde_json::json;
use std::{fs, process::ExitCode, time::Instant};

/// Makes a backup; exit code 1 when it was made and shows that something is not as it must be.
pub async fn run(place: &Place, options: &Backup) -> Result<ExitCode, Failure> {
    let began = Instant::now();
    let recipients = recipients(&options.recipient)?;
    let made = Box::pin(make(place, &options.to, &recipients)).await?;
    let seconds = began.elapsed().as_secs_f64();
    if options.json {
        let answer = json!({ "file": made.file, "seconds": seconds, "contents": made.contents, "checks": made.checks });
        say!("{}", serde_json::to_string_pretty(&answer).unwrap_or_default());
    } else {
        say(&made, !recipients.is_empty(), seconds)?;
    }
    Ok(if sound(&made.checks) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn say(made: &Made, sealed: bool, seconds: f64) -> Result<(), Failure> {
    let contents = &made.contents;
    say!(
        "{}: {} bytes, {} files of which {} evidence, in {seconds:.2} s",
        made.file.display(),
        fs::metadata(&made.file)?.len(),
        contents.files.len(),
        contents.evidence(),
    );
    for ledger in &contents.organisations {
        say!("Organisation {}: {} entries, root {}", ledger.organisation, ledger.size, ledger.root);
    }
    say_text!("{}", text(&made.checks));
    if sound(&made.checks) {
        say!("It was read again whole, and every check holds.");
    } else {
        say!("It was read again whole, and shows what is wrong with the original: see above.");
    }
    if contents.records == Records::Database {
        say!(
            "Records and accounts are in the database: back it up with pg_dump before every run of this command."
        );
    }
    if !sealed {
        say!("It is not encrypted and holds the signing keys: keep it as you keep the original.");
    }
    Ok(())
}
