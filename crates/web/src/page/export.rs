//! A register as a file: exactly the rows and columns that are shown, on every page of it.

use super::file::attachment;
use crate::{
    failure::Failed,
    present::register::shown,
    request::{Visit, ask},
};
use app::{Page, Register};
use axum::{
    extract::Path,
    http::{
        HeaderMap, HeaderValue,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use exchange::{Writing, write_csv};
use record::RecordId;

/// Rows read at a time.
const BATCH: u64 = 1_000;
/// Batches of one file.
const BATCHES_MAX: u64 = 200;

/// `GET /r/{kind}/export.csv`.
pub async fn csv(visit: Visit, Path(kind): Path<String>) -> Result<Response, Failed> {
    visit.desk().check_export()?;
    let schema = visit.desk().schema(&kind).await?;
    let found = every(&visit, &kind).await?;
    let fields: Vec<&str> = shown(&schema, &visit.query).iter().map(|field| field.id).collect();
    let title_of =
        |id: RecordId| found.iter().find_map(|part| part.names.get(&id)).map(|named| named.title.clone());
    let how = Writing { fields: &fields, mark: true, title_of: Some(&title_of) };
    let rows = found.iter().flat_map(|part| part.rows.iter().map(|row| (row.reference.as_str(), &row.body)));
    let bytes = write_csv(&schema, rows, &how);
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(CONTENT_DISPOSITION, attachment(&format!("{kind}.csv")));
    Ok((headers, bytes).into_response())
}

/// Every page of the register under the question of the address.
async fn every(visit: &Visit, kind: &str) -> Result<Vec<Register>, Failed> {
    let schema = visit.desk().schema(kind).await?;
    let query = visit.query.without("page").without("per");
    let mut asked = ask::ask(&schema, &query, visit.at, BATCH);
    let mut found = Vec::new();
    for batch in 0..BATCHES_MAX {
        asked.page = Page { offset: batch * BATCH, limit: BATCH };
        let part = visit.desk().list(kind, &asked).await?;
        let last = u64::try_from(part.rows.len()).unwrap_or(0) < BATCH;
        found.push(part);
        if last {
            break;
        }
    }
    Ok(found)
}
