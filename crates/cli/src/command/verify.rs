//! Verifying every organisation of the data directory.

use crate::{
    argument::Verify,
    data_directory::Place,
    notes::Notes,
    parts::{SystemClock, installation},
    trouble::Failure,
};
use std::{fs, process::ExitCode, sync::Arc};

/// Verifies; exit code 1 when something is not as it must be.
pub async fn run(place: &Place, options: &Verify) -> Result<ExitCode, Failure> {
    let app = installation(place, Arc::new(SystemClock)).await?;
    let since = options.since.as_ref().map(fs::read_to_string).transpose()?.map(|text| Notes::of(&text));
    let mut intact = true;
    let organisations = app.organisations().await?;
    if organisations.is_empty() {
        return Err(Failure::Usage(format!("{} holds no organisation", place.data.display())));
    }
    for organisation in organisations {
        let house = app.open_house(organisation).await?;
        let started = std::time::Instant::now();
        let note = since.as_ref().and_then(|notes| notes.on(organisation));
        let verified = house.verify(note).await?;
        intact &= verified.report.is_intact();
        if options.json {
            say!("{}", serde_json::to_string_pretty(&verified.report).unwrap_or_default());
            continue;
        }
        let report = &verified.report;
        say!("Organisation {organisation}");
        say!(
            "  {} entries, {} fields opened, {} erased on purpose, {} evidence files, in {:.2} s",
            report.entries,
            report.opened,
            report.erased,
            report.evidence,
            started.elapsed().as_secs_f64()
        );
        say!("  root {}", report.root);
        if report.is_intact() {
            say!("  intact{}", if note.is_some() { ", and grown from the older checkpoint" } else { "" });
        }
        for finding in &report.findings {
            say!("  ✕ {} [{}]", finding.sentence, finding.code);
        }
    }
    Ok(if intact { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
