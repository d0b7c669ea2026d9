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
use app::{ImportReport, Outcome, Trouble};
use axum::{
    Json,
    extract::Path,
    http::{HeaderMap, HeaderValue, header::REFRESH},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use ui::{
    Href, Locale, Part, Sentence,
    components::crumbs::Crumbs,
    pages::import::progress::{Stage, View},
    words::{declared, import as w},
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
    let about = About::find(visit.desk(), id).await?;
    let (crumbs, register) = match &about {
        Some(about) => around(&visit, &about.kind).await?,
        None => (Crumbs::default(), report.name.clone()),
    };
    let locale = visit.locale();
    let who = visit.desk().names(&[job.person], app::At::Now).await?;
    let who = who.into_values().next().map(|named| named.title).unwrap_or_default();
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
        open: Href::to(
            about.as_ref().map_or_else(|| "/jobs".to_owned(), |about| format!("/r/{}", about.kind)),
        ),
        undo: undo(&visit, id, &report),
        key: visit.web.app.nonce(),
        stop: Href::to(format!("/import/job/{id}/cancel")),
        report: sentences(&visit, &locale, (&report, &who), about.as_ref()).await,
    };
    let shell = visit.shell().await?;
    let mut answer = page(ui::pages::import::progress::page(&shell, &view));
    if running {
        answer.headers_mut().insert(REFRESH, HeaderValue::from_static("2"));
    }
    Ok(answer)
}

/// Where an import is taken back, when the person may and there is something to take back.
fn undo(visit: &Visit, id: Uuid, report: &ImportReport) -> Option<Href> {
    let open = report.span.is_some() && report.undone_by.is_none() && report.undoes.is_none();
    (open && visit.desk().check_import().is_ok()).then(|| Href::to(format!("/import/job/{id}/undo")))
}

/// `POST /import/job/{id}/undo`.
pub async fn take_back(visit: Visit, Path(id): Path<Uuid>, sent: Sent) -> Result<Response, Failed> {
    let job = visit.desk().undo_import(id, sent.text("reason")).await?;
    if let Some(about) = About::find(visit.desk(), id).await? {
        About { waiting: 0, fields: Vec::new(), ..about }.keep(visit.desk(), job).await?;
    }
    let desk = std::sync::Arc::clone(&visit.signed.desk);
    let pulse = visit.web.config.pulse.clone();
    tokio::spawn(async move { run_undo(&desk, &pulse, job).await });
    Ok(lead(&format!("/import/job/{job}"), ""))
}

/// A job has no request whose frame would log its failure.
async fn run_undo(desk: &app::Desk, pulse: &crate::Pulse, job: Uuid) {
    if let Err(trouble) = desk.run_undo(job).await {
        pulse.failed(&format!("undo {job}"), &trouble);
    }
}

/// What a job's page has to know of the import that started it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Kind that the rows became.
    pub kind: String,
    /// The import in preparation that it came from.
    pub import: String,
    /// Cells that wait for fields.
    pub waiting: u64,
    /// References of the fields that were drafted with it.
    pub fields: Vec<String>,
}

impl About {
    /// Keeps it beside the job.
    pub async fn keep(&self, desk: &app::Desk, job: Uuid) -> Outcome<()> {
        let json = serde_json::to_vec(self).map_err(|error| Trouble::Broken(error.to_string()))?;
        desk.keep_scratch(&format!("import/job/{job}"), json).await
    }

    /// What was kept beside a job.
    pub async fn find(desk: &app::Desk, job: Uuid) -> Outcome<Option<Self>> {
        let kept = desk.scratch(&format!("import/job/{job}")).await?;
        Ok(kept.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
    }
}

/// `POST /import/job/{id}/cancel`.
pub async fn cancel(visit: Visit, Path(id): Path<Uuid>, _sent: Sent) -> Result<Response, Failed> {
    visit.desk().cancel_job(id).await?;
    Ok(lead(&format!("/import/job/{id}"), "cancelling"))
}

async fn sentences(
    visit: &Visit,
    locale: &Locale,
    (report, who): (&ImportReport, &str),
    about: Option<&About>,
) -> Vec<Sentence> {
    let mut lines = Vec::new();
    if !report.source.is_empty() {
        lines.push(words::REPORT_LIST.fill(locale, &[("source", &report.source)]));
    }
    for (counts, word) in [
        (&report.created, words::REPORT_CREATED),
        (&report.revised, words::REPORT_REVISED),
        (&report.ended, words::REPORT_ENDED),
        (&report.retired, words::REPORT_RETIRED),
    ] {
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
    lines.extend(decided(locale, report, who));
    if report.lost_total > 0 {
        lines.push(words::REPORT_LOST.fill(locale, &[("n", &locale.number(report.lost_total))]));
    }
    for lost in report.lost.iter().take(LISTED) {
        let row = lost.row.to_string();
        lines.push(words::REPORT_ROW.fill(locale, &[("row", &row), ("sentence", &lost.sentence)]));
    }
    let mut lines: Vec<Sentence> = lines.into_iter().map(|line| Sentence(vec![Part::Text(line)])).collect();
    if let Some(about) = about.filter(|about| about.waiting > 0) {
        let parts = [("n", locale.number(about.waiting)), ("fields", about.fields.join(", "))];
        let parts: Vec<(&str, &str)> = parts.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let word = if about.fields.is_empty() { words::REPORT_NO_FIELD } else { words::REPORT_WAITING };
        let again = format!("/import/{}/dry-run", about.import);
        lines.push(Sentence::plain(word.fill(locale, &parts)).link(words::REPORT_AGAIN.say(locale), again));
    }
    if let Some(job) = report.undone_by {
        let there = format!("/import/job/{job}");
        lines.push(
            Sentence::plain(words::REPORT_UNDONE.say(locale)).link(words::REPORT_UNDO.say(locale), there),
        );
    }
    if let Some(job) = report.undoes {
        let there = format!("/import/job/{job}");
        lines.push(
            Sentence::plain(words::REPORT_UNDOES.say(locale)).link(words::REPORT_IMPORT.say(locale), there),
        );
    }
    lines
}

/// What was decided: how often each answer was given, and each question with its answer.
fn decided(locale: &Locale, report: &ImportReport, who: &str) -> Vec<String> {
    let answer = |code: &str| match code {
        "same" => locale.say(w::ANSWER_SAME),
        "new" => locale.say(w::ANSWER_NEW),
        "leave" => locale.say(w::ANSWER_LEAVE),
        "retire" => locale.say(w::ANSWER_RETIRE),
        _ => locale.say(w::ANSWER_KEEP),
    };
    let counts = report.answers.iter().map(|(code, count)| {
        let parts = [("who", who), ("n", &locale.number(*count)), ("answer", &answer(code))];
        words::REPORT_DECIDED.fill(locale, &parts)
    });
    let each = report.decisions.iter().take(LISTED).map(|decision| {
        let row = locale.number(decision.row);
        let parts = [
            ("row", row.as_str()),
            ("title", &decision.title),
            ("record", &decision.record),
            ("answer", &answer(&decision.answer)),
        ];
        let word = if decision.row == 0 { words::REPORT_GONE } else { words::REPORT_DECISION };
        word.fill(locale, &parts)
    });
    counts.chain(each).collect()
}
