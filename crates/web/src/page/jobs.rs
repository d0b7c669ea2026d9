//! Long work: what runs and what has run.

use crate::{
    failure::Failed,
    present::plain::Plain,
    request::{Visit, visit::page},
    words,
};
use app::{Desk, ImportReport, Job};
use axum::response::Response;
use record::Schema;
use std::sync::Arc;
use ui::{
    Href, Locale,
    components::{
        badge::{Badge, Tone},
        register::{Cell, Column, Register, Row},
    },
    words::{declared, duplicates as w},
};

/// Jobs that are shown.
const SHOWN: u64 = 100;

/// `GET /jobs`.
pub async fn show(visit: Visit) -> Result<Response, Failed> {
    let locale = visit.locale();
    let rows = visit.desk().jobs(SHOWN).await?;
    let kinds = visit.desk().schemas().await;
    let wanted = record::fold(visit.query.get("q").unwrap_or_default().trim());
    let rows = rows
        .into_iter()
        .filter_map(|job| {
            let (name, href) = called(&locale, &job, &kinds);
            record::fold(&name).contains(&wanted).then(|| Row {
                id: job.id.to_string(),
                reference: locale.instant_text(job.started),
                href: Href::to(href),
                cells: vec![
                    Cell::Text(name),
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

/// What a job is called, and its page.
fn called(locale: &Locale, job: &Job, kinds: &[Arc<Schema>]) -> (String, String) {
    if let Some(searched) = Desk::searched(job) {
        let kind = kinds.iter().find(|schema| schema.kind.id == searched.kind);
        let many = kind.map(|schema| declared::name_many(locale, schema.kind)).unwrap_or_default();
        return (locale.fill(w::HEADING, &[("kind", &many)]), format!("/r/{}/duplicates", searched.kind));
    }
    let report: ImportReport = serde_json::from_str(&job.json).unwrap_or_default();
    (report.name, format!("/import/job/{}", job.id))
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
