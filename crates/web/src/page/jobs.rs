//! Long work: what runs and what has run.

use crate::{
    failure::Failed,
    present::plain::Plain,
    request::{Visit, visit::page},
    words,
};
use app::ImportReport;
use axum::response::Response;
use ui::{
    Href, Locale,
    components::{
        badge::{Badge, Tone},
        register::{Cell, Column, Register, Row},
    },
};

/// Jobs that are shown.
const SHOWN: u64 = 100;

/// `GET /jobs`.
pub async fn show(visit: Visit) -> Result<Response, Failed> {
    let locale = visit.locale();
    let rows = visit.desk().jobs(SHOWN).await?;
    let wanted = record::fold(visit.query.get("q").unwrap_or_default().trim());
    let rows = rows
        .into_iter()
        .filter_map(|job| {
            let report: ImportReport = serde_json::from_str(&job.json).unwrap_or_default();
            record::fold(&report.name).contains(&wanted).then(|| Row {
                id: job.id.to_string(),
                reference: locale.instant_text(job.started),
                href: Href::to(format!("/import/job/{}", job.id)),
                cells: vec![
                    Cell::Text(report.name),
                    Cell::Badge(state(&locale, job.state.code())),
                    Cell::Number(format!("{} / {}", locale.number(job.done), locale.number(job.total))),
                ],
            })
        })
        .collect();
    let title = words::JOBS.say(&locale);
    let columns =
        [words::FILE, words::STATE, words::DONE_OF].map(|word| Column::new(word.say(&locale))).to_vec();
    let register = Register { caption: title.clone(), columns, rows, select: false, ..Register::default() };
    let shell = visit.shell().await?;
    let plain = Plain::default();
    let view = plain.view(&visit, title, words::JOBS_PURPOSE.say(&locale), register);
    Ok(page(ui::pages::list::page(&shell, &view)))
}

fn state(locale: &Locale, code: &str) -> Badge {
    let (tone, word) = match code {
        "running" => (Tone::Info, words::JOB_RUNNING),
        "cancelling" => (Tone::Warn, words::JOB_CANCELLING),
        "cancelled" => (Tone::Mute, words::JOB_CANCELLED),
        "finished" => (Tone::Ok, words::JOB_FINISHED),
        _ => (Tone::Bad, words::JOB_FAILED),
    };
    Badge::new(tone, word.say(locale))
}
