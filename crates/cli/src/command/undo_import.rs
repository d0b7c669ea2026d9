//! Taking an import back from the command line.

use crate::{
    argument::UndoImport,
    command::{import, sign_in::Seat},
    data_directory::Place,
    parts::{SystemClock, installation},
    trouble::Failure,
};
use app::{Desk, ImportReport};
use std::{fmt::Write as _, process::ExitCode, sync::Arc};
use uuid::Uuid;

/// Takes an import back. Exit code 0 when all of it is back, 1 when something stays as it is, 2 when nothing was done
/// because something must be mended first, 3 for a failure.
pub async fn run(place: &Place, options: &UndoImport) -> Result<ExitCode, Failure> {
    let app = installation(place, Arc::new(SystemClock)).await?;
    let seat = Seat::take(&app, &options.account, "undo-import").await?;
    let done = undo(&seat.desk, options).await;
    seat.leave().await?;
    let (job, report) = done?;
    if options.json {
        say!("{}", serde_json::to_string_pretty(&report).unwrap_or_default());
    } else {
        say_text!("{}", text(job, &report));
    }
    Ok(if report.lost_total == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The job that took it back, and its report.
pub async fn undo(desk: &Desk, options: &UndoImport) -> Result<(Uuid, ImportReport), Failure> {
    let job = desk.undo_import(options.job, &options.reason).await?;
    Ok((job, import::progress::watch(desk, job, Box::pin(desk.run_undo(job))).await?))
}

fn text(job: Uuid, report: &ImportReport) -> String {
    let list = import::report::each;
    let mut out = format!("“{}” is taken back by job {job}.\n", report.name);
    let _ = writeln!(out, "Retired {}; as before {}.", list(&report.retired), list(&report.revised));
    for lost in &report.lost {
        let _ = writeln!(out, "  ✕ {}", lost.sentence);
    }
    if report.lost_total > 0 {
        let _ = writeln!(out, "{} records stay as they are.", report.lost_total);
    }
    out
}
