//! The fourth step: the import as it runs, and what it did.

use super::around;
use crate::{
    failure::Failed,
    finish::prefers_json,
    request::{
        Sent, Visit,
        visit::{lead, page},
    },
    words,
};
use app::ImportReport;
use axum::{
    Json,
    extract::Path,
    http::{HeaderMap, HeaderValue, header::REFRESH},
    response::{IntoResponse, Response},
};
use serde_json::json;
use ui::{
    Href, Locale, Part, Sentence,
    components::crumbs::Crumbs,
    pages::import::progress::{Stage, View},
    words::declared,
};
use uuid::Uuid;

/// Lost rows that the page names.
const LISTED: usize = 200;

/// `GET /import/job/{id}`: a page, and JSON for those who ask for it.
pub async fn show(visit: Visit, Path(id): Path<Uuid>, headers: HeaderMap) -> Result<Response, Failed> {
    let job = visit.desk().job(id).await?;
    let report: ImportReport = serde_json::from_str(&job.json).unwrap_or_default();
    let state = job.state.code();
    if prefers_json(&headers) {
        let body = json!({ "state": state, "done": job.done, "total": job.total, "report": report });
        return Ok(Json(body).into_response());
    }
    let kind = visit
        .desk()
        .scratch(&format!("import/job/{id}"))
        .await?
        .and_then(|bytes| String::from_utf8(bytes).ok());
    let (crumbs, register) = match &kind {
        Some(kind) => around(&visit, kind).await?,
        None => (Crumbs::default(), report.name.clone()),
    };
    let locale = visit.locale();
    let running = matches!(state, "running" | "cancelling");
    let view = View {
        crumbs,
        register,
        file: report.name.clone(),
        done: job.done,
        all: job.total,
        stage: match state {
            "running" | "cancelling" => Stage::Running,
            "finished" => Stage::Ended,
            "cancelled" => Stage::Stopped(words::JOB_CANCELLED.say(&locale)),
            _ => Stage::Stopped(words::JOB_FAILED.say(&locale)),
        },
        open: Href::to(kind.map_or_else(|| "/jobs".to_owned(), |kind| format!("/r/{kind}"))),
        stop: Href::to(format!("/import/job/{id}/cancel")),
        report: sentences(&visit, &locale, &report).await,
    };
    let shell = visit.shell().await?;
    let mut answer = page(ui::pages::import::progress::page(&shell, &view));
    if running {
        answer.headers_mut().insert(REFRESH, HeaderValue::from_static("2"));
    }
    Ok(answer)
}

/// `POST /import/job/{id}/cancel`.
pub async fn cancel(visit: Visit, Path(id): Path<Uuid>, _sent: Sent) -> Result<Response, Failed> {
    visit.desk().cancel_job(id).await?;
    Ok(lead(&format!("/import/job/{id}"), "cancelling"))
}

async fn sentences(visit: &Visit, locale: &Locale, report: &ImportReport) -> Vec<Sentence> {
    let mut lines = Vec::new();
    for (counts, word) in [(&report.created, words::REPORT_CREATED), (&report.revised, words::REPORT_REVISED)]
    {
        for (kind, count) in counts {
            let name = match visit.desk().schema(kind).await {
                Ok(schema) => declared::name_many(locale, schema.kind),
                Err(_) => kind.clone(),
            };
            lines.push(word.fill(locale, &[("name", &name), ("n", &locale.number(*count))]));
        }
    }
    if report.same > 0 {
        lines.push(words::REPORT_SAME.fill(locale, &[("n", &locale.number(report.same))]));
    }
    if report.lost_total > 0 {
        lines.push(words::REPORT_LOST.fill(locale, &[("n", &locale.number(report.lost_total))]));
    }
    for lost in report.lost.iter().take(LISTED) {
        let row = lost.row.to_string();
        lines.push(words::REPORT_ROW.fill(locale, &[("row", &row), ("sentence", &lost.sentence)]));
    }
    lines.into_iter().map(|line| Sentence(vec![Part::Text(line)])).collect()
}
