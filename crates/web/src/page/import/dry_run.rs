//! The third step: what would happen; and the start of the import.

use super::{around, job::About, kept::Kept, questions};
use crate::{
    failure::Failed,
    page::archive::in_pieces,
    plan_import::Preparation,
    request::{
        Sent, Visit,
        visit::{lead, page},
    },
    stages::{Rows, stages},
};
use app::Outcome;
use axum::{
    body::Bytes,
    extract::Path,
    http::{
        HeaderMap, HeaderValue,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use exchange::{CellProblem, Plan, Weight};
use record::{Body as Content, Refusal, Value};
use ui::{
    Href, Locale,
    pages::import::dry_run::{NewField, View},
    words::declared,
};

/// Problems that the page lists; the file lists all.
const LISTED: usize = 200;
/// Problems that are written to a file at a time.
const WRITTEN: usize = 500;

/// `GET /import/{id}/dry-run`.
pub async fn show(visit: Visit, Path(id): Path<String>) -> Result<Response, Failed> {
    visit.desk().check_import()?;
    let kept = Kept::find(&visit, &id).await?;
    let (prepared, planned, rows) = kept.planned(&visit).await?;
    let (crumbs, register) = around(&visit, &kept.kind).await?;
    let locale = visit.locale();
    let fields = planned
        .custom_fields
        .iter()
        .map(|field| NewField {
            label: field.label.clone(),
            column: field.column.clone(),
            shape: shape_word(field.shape, &locale),
            options: field.options.iter().map(|(_, label)| label.clone()).collect(),
        })
        .collect();
    // The heavier first, each in the order of the file.
    let told = |weight| planned.problems.iter().filter(move |problem| problem.weight == weight).take(LISTED);
    let problems: Vec<(u64, String, String)> = told(Weight::Refused)
        .chain(told(Weight::Warning))
        .take(LISTED)
        .map(|problem| (problem.line, problem.column, problem.sentence))
        .collect();
    let all = planned.problems.count(Weight::Refused) + planned.problems.count(Weight::Warning);
    let more = all - problems.len();
    let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let counts = planned.counts;
    let view = View {
        crumbs,
        register,
        new: count(counts.create + counts.create_linked),
        changed: count(counts.revise + counts.revise_linked),
        ended: count(counts.ends),
        same: count(counts.same),
        refused: count(counts.refused_rows),
        decide: questions::summary(&kept, &prepared.source, &planned),
        changes: changes(&visit, &rows).await?,
        fields,
        may_add_fields: visit.desk().check_fields().await.is_ok(),
        waiting: waiting(&planned),
        problems,
        more: count(more),
        download: Some(Href::to(kept.page("problems.csv"))),
        back: Href::to(kept.page("mapping")),
        action: Href::to(kept.page("start")),
        key: visit.web.app.nonce(),
    };
    let shell = visit.shell().await?;
    Ok(page(ui::pages::import::dry_run::page(&shell, &view)))
}

/// `GET /import/{id}/problems.csv`: every cell that is not kept as it stands.
pub async fn problems(visit: Visit, Path(id): Path<String>) -> Result<Response, Failed> {
    visit.desk().check_import()?;
    let kept = Kept::find(&visit, &id).await?;
    let (_, planned, _) = kept.planned(&visit).await?;
    let mut problems = planned.problems.into_values();
    let head = Bytes::from_static("\u{FEFF}Line,Column,Value,Weight,Code,Sentence\r\n".as_bytes());
    // A list of every cell is written as it is fetched; an empty piece ends it.
    let rest = std::iter::from_fn(move || {
        let lines: String = problems.by_ref().take(WRITTEN).map(|problem| line(&problem)).collect();
        Some(Bytes::from(lines))
    });
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(CONTENT_DISPOSITION, crate::page::file::attachment("problems.csv"));
    Ok((headers, in_pieces(std::iter::once(head).chain(rest).map(Ok))).into_response())
}

/// A problem as a line of CSV.
fn line(problem: &CellProblem) -> String {
    let weight = match problem.weight {
        Weight::Warning => "kept",
        Weight::Skipped => "left out",
        Weight::Refused => "refused",
    };
    let cells = [&problem.column, &problem.value, weight, problem.code, &problem.sentence].map(quoted);
    format!("{},{}\r\n", problem.line, cells.join(","))
}

/// `POST /import/{id}/start`. The same form sent twice leads to the same job.
pub async fn start(visit: Visit, Path(id): Path<String>, sent: Sent) -> Result<Response, Failed> {
    visit.desk().check_import()?;
    let kept = Kept::find(&visit, &id).await?;
    let once = format!("import/{id}/started/{}", sent.key().unwrap_or_default());
    if let Some(job) = visit.desk().scratch(&once).await?.and_then(|bytes| String::from_utf8(bytes).ok()) {
        return Ok(lead(&format!("/import/job/{job}"), ""));
    }
    let (prepared, planned, rows) = kept.planned(&visit).await?;
    let waiting = waiting(&planned);
    let fields: Vec<Content> = planned.custom_fields.iter().map(|field| field.body(&planned.kind)).collect();
    let Preparation { source, .. } = prepared;
    let stages = stages(&planned, rows);
    let add = sent.text("fields") == "on" && !fields.is_empty();
    if stages.is_empty() && !stages.decides() && !add {
        return Err(nothing().into());
    }
    let fields = if add { visit.desk().draft_fields(fields).await? } else { Vec::new() };
    let job = stages.begin(visit.desk(), &kept.name, &source).await?;
    visit.desk().keep_scratch(&once, job.to_string().into_bytes()).await?;
    let about = About {
        kind: kept.kind.clone(),
        import: kept.id.clone(),
        waiting,
        fields: fields.iter().map(|field| field.reference.clone()).collect(),
    };
    about.keep(visit.desk(), job).await?;
    let desk = std::sync::Arc::clone(&visit.signed.desk);
    let pulse = visit.web.config.pulse.clone();
    tokio::spawn(async move { run(&desk, &pulse, job).await });
    Ok(lead(&format!("/import/job/{job}"), "import"))
}

/// A job has no request whose frame would log its failure.
async fn run(desk: &app::Desk, pulse: &crate::Pulse, job: uuid::Uuid) {
    if let Err(trouble) = desk.run_import(job).await {
        pulse.failed(&format!("import {job}"), &trouble);
    }
}

/// What changes, cell by cell: record, field, before and after.
async fn changes(visit: &Visit, rows: &Rows) -> Outcome<Vec<[String; 4]>> {
    let locale = visit.locale();
    let schema = visit.desk().schema(rows.kind()).await?;
    let mut shown = Vec::new();
    let names = super::names(visit, rows.changes.iter().map(|(_, change)| change)).await?;
    for (title, change) in &rows.changes {
        let Some(field) = schema.field(&change.field) else { continue };
        let said = |value: &Option<Value>| super::said(field, value.as_ref(), &names);
        let label = declared::label(&locale, schema.kind.id, field);
        shown.push([title.clone(), label, said(&change.before), said(&change.after)]);
    }
    Ok(shown)
}

/// A shape as custom fields name it.
fn shape_word(code: &str, locale: &Locale) -> String {
    let field = &record::custom::SHAPE.field;
    let options = match field.shape {
        record::Shape::Choice(options) => options,
        _ => &[],
    };
    let option = options.iter().find(|option| option.code == code);
    option.map_or_else(String::new, |option| declared::option(locale, record::custom::KIND.id, field, option))
}

/// Cells that wait for a field.
fn waiting(planned: &Plan) -> u64 {
    u64::try_from(planned.counts.custom).unwrap_or(u64::MAX)
}

fn nothing() -> Refusal {
    Refusal::new(
        record::Class::Conflict,
        "nothing_to_import",
        "The file holds nothing that is not in the register already.",
        "Look at the check for rows that were refused.",
    )
}

/// A cell of CSV; a text that a spreadsheet program would run gets an apostrophe in front.
fn quoted(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}
