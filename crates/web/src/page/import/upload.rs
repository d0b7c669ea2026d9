//! The first step: a file.

use super::{around, kept::Kept};
use crate::{
    failure::{Failed, status_of},
    limits::IMPORT_BYTES,
    request::{
        Query, Sent, Visit,
        visit::{lead, page_with},
    },
};
use app::{Outcome, Trouble};
use axum::{
    extract::Path,
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use exchange::{Limits, Writing, write_csv};
use record::{Problem, Refusal};
use ui::{
    Href,
    pages::import::upload::{View, page},
};

/// `GET /import?kind=…`; without a kind, the first that the person may write.
pub async fn form(visit: Visit) -> Result<Response, Failed> {
    visit.desk().check_import()?;
    if let Some(kind) = visit.query.get("kind") {
        return Ok(draw(&visit, kind, Vec::new(), StatusCode::OK).await?);
    }
    let kind = first(&visit).await.ok_or_else(Refusal::not_found)?;
    Ok(lead(&Query::default().with("kind", kind).on("/import"), ""))
}

/// `POST /import?kind=…`.
pub async fn take(visit: Visit, sent: Sent) -> Result<Response, Failed> {
    visit.desk().check_import()?;
    let kind = visit.query.get("kind").ok_or_else(Refusal::not_found)?;
    let schema = visit.desk().schema(kind).await?;
    visit.desk().check_create(&schema)?;
    let Some(file) = sent.file("file") else {
        let problem = Problem::new("file", "missing", "Choose a file.");
        return Ok(draw(&visit, kind, vec![problem], StatusCode::UNPROCESSABLE_ENTITY).await?);
    };
    match Kept::new(&visit, kind, &file.name, file.bytes.clone()).await {
        Ok(kept) => Ok(lead(&kept.page("mapping"), "")),
        Err(Trouble::Refused(refusal)) => {
            let status = status_of(&Trouble::Refused(refusal.clone()));
            let problem = Problem::new("file", refusal.code, refusal.to_string());
            Ok(draw(&visit, kind, vec![problem], status).await?)
        }
        Err(trouble) => Err(trouble.into()),
    }
}

/// `GET /import/template/{kind}`: an empty file with a column for every field.
pub async fn template(visit: Visit, Path(kind): Path<String>) -> Result<Response, Failed> {
    let schema = visit.desk().schema(&kind).await?;
    let bytes = write_csv(&schema, [], &Writing { mark: true, ..Writing::default() });
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(CONTENT_DISPOSITION, crate::page::file::attachment(&format!("{kind}.csv")));
    Ok((headers, bytes).into_response())
}

async fn first(visit: &Visit) -> Option<String> {
    for kind in visit.web.app.kinds() {
        if let Ok(schema) = visit.desk().schema(kind.id).await
            && visit.desk().check_create(&schema).is_ok()
        {
            return Some(kind.id.to_owned());
        }
    }
    None
}

async fn draw(visit: &Visit, kind: &str, problems: Vec<Problem>, status: StatusCode) -> Outcome<Response> {
    let (crumbs, register) = around(visit, kind).await?;
    let limits = Limits::default();
    let view = View {
        crumbs,
        register,
        action: Href::to(Query::default().with("kind", kind).on("/import")),
        bytes_max: u64::try_from(limits.bytes.min(IMPORT_BYTES)).unwrap_or(0),
        rows_max: u64::try_from(limits.rows).unwrap_or(0),
        template: Href::to(format!("/import/template/{kind}")),
        problems,
    };
    let shell = visit.shell().await?;
    Ok(page_with(status, page(&shell, &view)))
}
