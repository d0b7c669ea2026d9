//! The Statement of Applicability: the page, the act that drafts it, two versions in words, the statement as a sheet.

use super::file::attachment;
use crate::{
    failure::Failed,
    present::soa,
    request::{
        Sent, Visit,
        visit::{lead, page},
    },
};
use app::{Applicability, At, Outcome};
use axum::{
    http::{
        HeaderMap, HeaderValue,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use record::Refusal;

/// `GET /soa`; filters and the version in the address.
pub async fn show(visit: Visit) -> Result<Response, Failed> {
    let found = found(&visit).await?;
    let view = soa::overview(&visit, &found).await?;
    let shell = visit.shell().await?;
    Ok(page(ui::pages::soa::page(&shell, &view)))
}

/// `POST /soa`: drafts the first statement, or a version with the controls that are missing.
pub async fn draft(visit: Visit, sent: Sent) -> Result<Response, Failed> {
    visit.check_now()?;
    visit.desk().draft_statement(sent.seen(), sent.key()).await?;
    Ok(lead("/soa?version=newest", "soa_drafted"))
}

/// `GET /soa/changes?from=…&to=…`.
pub async fn changes(visit: Visit) -> Result<Response, Failed> {
    if let Some(present) = visit.present() {
        return Ok(present);
    }
    let found = visit.desk().applicability(At::Now, true).await?;
    let statement = found.statement.as_ref().ok_or_else(Refusal::not_found)?;
    let number = |name: &str| visit.query.get(name).and_then(|text| text.parse::<u32>().ok());
    let to = number("to").unwrap_or(statement.record.version);
    let from = number("from").unwrap_or_else(|| to.saturating_sub(1).max(1));
    let view = soa::changes(&visit, statement, (from, to)).await?;
    let shell = visit.shell().await?;
    Ok(page(ui::pages::soa_changes::page(&shell, &view)))
}

/// `GET /soa/export.csv`: the controls that the page shows.
pub async fn csv(visit: Visit) -> Result<Response, Failed> {
    visit.desk().check_export()?;
    let (heads, rows) = soa::sheet(&visit, &found(&visit).await?).await?;
    Ok(file("text/csv; charset=utf-8", "soa.csv", exchange::write_rows(&heads, rows)))
}

/// `GET /soa/export.xlsx`: the same as an Excel workbook.
pub async fn xlsx(visit: Visit) -> Result<Response, Failed> {
    visit.desk().check_export()?;
    let (heads, rows) = soa::sheet(&visit, &found(&visit).await?).await?;
    let name = visit.locale().say(ui::words::soa::CONTROLS);
    let bytes = exchange::write_sheet(&name, &heads, rows)?;
    Ok(file("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "soa.xlsx", bytes))
}

async fn found(visit: &Visit) -> Outcome<Applicability> {
    visit.desk().applicability(visit.at, visit.query.get("version") == Some("newest")).await
}

fn file(media: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media));
    headers.insert(CONTENT_DISPOSITION, attachment(name));
    (headers, bytes).into_response()
}
