//! Risk libraries: found by plain words, read, taken over as the draft of a risk.

use super::{file::attachment, new};
use crate::{
    failure::Failed,
    present::library as shown,
    request::{
        Visit,
        visit::{lead, page},
    },
};
use app::{libraries, shelf};
use axum::{
    extract::Path,
    http::{
        HeaderMap, HeaderValue,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use record::{Refusal, to_form};

/// `GET /library?q=…&library=…&category=…&page=…`.
pub async fn list(visit: Visit) -> Result<Response, Failed> {
    if let Some(present) = visit.present() {
        return Ok(present);
    }
    let schema = visit.desk().schema(libraries::RISK).await?;
    let offered = visit.desk().check_create(&schema).is_ok();
    let shell = visit.shell().await?;
    Ok(page(ui::pages::library::page(&shell, &shown::list(&visit, offered))))
}

/// `GET /library.csv`: everything that fits, each with licence and attribution.
pub async fn csv(visit: Visit) -> Result<Response, Failed> {
    visit.desk().check_export()?;
    let (heads, rows) = shown::sheet(&visit);
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(CONTENT_DISPOSITION, attachment("risk-libraries.csv"));
    Ok((headers, exchange::write_rows(&heads, rows)).into_response())
}

/// `GET /library/{library}/{entry}`.
pub async fn entry(visit: Visit, Path((library, entry)): Path<(String, String)>) -> Result<Response, Failed> {
    if let Some(present) = visit.present() {
        return Ok(present);
    }
    let (library, entry) = shelf().entry(&library, &entry).ok_or_else(Refusal::not_found)?;
    let schema = visit.desk().schema(libraries::RISK).await?;
    let offered = visit.desk().check_create(&schema).is_ok();
    let taken = visit.desk().taken_from(&library.id, &entry.id).await?;
    let shell = visit.shell().await?;
    Ok(page(ui::pages::library::entry(&shell, &shown::entry(&visit, (library, entry), &taken, offered))))
}

/// `GET /library/{library}/{entry}/take`: the form for a new risk, with the entry's texts and origin filled in.
pub async fn take(visit: Visit, Path((library, entry)): Path<(String, String)>) -> Result<Response, Failed> {
    if visit.past.is_some() {
        return Ok(lead(&visit.path, ""));
    }
    let (library, entry) = shelf().entry(&library, &entry).ok_or_else(Refusal::not_found)?;
    let schema = visit.desk().schema(libraries::RISK).await?;
    visit.desk().check_create(&schema)?;
    new::ask(&visit, &schema, to_form(&schema, &libraries::taken(library, entry))).await
}
