//! Watching an import: a bar on a terminal, and an orderly stop on interruption.

use crate::trouble::Failure;
use app::{Desk, ImportReport, Outcome};
use indicatif::{ProgressBar, ProgressStyle};
use std::{pin::pin, time::Duration};
use uuid::Uuid;

/// How often the bar looks.
const LOOK: Duration = Duration::from_millis(200);

/// Watches a job to its end. Interrupted, it stops after the records in hand; what it did stays.
pub async fn watch(
    desk: &Desk,
    job: Uuid,
    work: impl Future<Output = Outcome<ImportReport>>,
) -> Result<ImportReport, Failure> {
    let total = desk.job(job).await?.total;
    // Drawn on standard error, and only when that is a terminal.
    let bar = ProgressBar::new(total).with_style(style());
    let mut import = pin!(work);
    let mut interrupt = pin!(tokio::signal::ctrl_c());
    let mut listening = true;
    loop {
        tokio::select! {
            report = &mut import => {
                bar.finish_and_clear();
                return Ok(report?);
            }
            _ = &mut interrupt, if listening => {
                listening = false;
                desk.cancel_job(job).await?;
                bar.set_message("stopping");
            }
            () = tokio::time::sleep(LOOK) => bar.set_position(desk.job(job).await?.done),
        }
    }
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{bar:40} {human_pos} of {human_len} records, {eta} left {msg}")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
}
