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
use exchange::{Exported, Writing, write_csv, write_json, write_xlsx};
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
    let title_of = |id: RecordId| title(&found, id);
    let how = Writing { fields: &fields, mark: true, title_of: Some(&title_of) };
    let rows = found.iter().flat_map(|part| part.rows.iter().map(|row| (row.reference.as_str(), &row.body)));
    Ok(file("text/csv; charset=utf-8", &format!("{kind}.csv"), write_csv(&schema, rows, &how)))
}

/// `GET /r/{kind}/export.xlsx`: the shown records with every field, to be edited and brought back.
pub async fn xlsx(visit: Visit, Path(kind): Path<String>) -> Result<Response, Failed> {
    visit.desk().check_export()?;
    let schema = visit.desk().schema(&kind).await?;
    let found = every(&visit, &kind).await?;
    let name = format!("{kind}.xlsx");
    let written = tokio::task::spawn_blocking(move || {
        let title_of = |id: RecordId| title(&found, id);
        let how = Writing { title_of: Some(&title_of), ..Writing::default() };
        let rows = found.iter().flat_map(|part| &part.rows).map(|row| Exported {
            id: row.id,
            version: row.version,
            reference: &row.reference,
            body: &row.body,
        });
        write_xlsx(&schema, rows, &how)
    });
    let bytes = written.await.map_err(|error| app::Trouble::Broken(error.to_string()))??;
    Ok(file("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &name, bytes))
}

/// `GET /r/{kind}/export.json`: the shown records with every field.
pub async fn json(visit: Visit, Path(kind): Path<String>) -> Result<Response, Failed> {
    visit.desk().check_export()?;
    visit.desk().schema(&kind).await?;
    let found = every(&visit, &kind).await?;
    let rows = found.iter().flat_map(|part| &part.rows);
    let rows = rows.map(|row| (row.id, row.reference.as_str(), row.version, row.state.code(), &row.body));
    let bytes = write_json(&kind, rows, &|id| title(&found, id));
    Ok(file("application/json", &format!("{kind}.json"), bytes))
}

fn title(found: &[Register], id: RecordId) -> Option<String> {
    found.iter().find_map(|part| part.names.get(&id)).map(|named| named.title.clone())
}

fn file(media: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media));
    headers.insert(CONTENT_DISPOSITION, attachment(name));
    (headers, bytes).into_response()
}

/// Every page of the register under the question of the address.
async fn every(visit: &Visit, kind: &str) -> Result<Vec<Register>, Failed> {
    let schema = visit.desk().schema(kind).await?;
    let query = visit.query.without("page").without("per");
    let mut asked = ask::ask(&schema, &query, visit.at, BATCH, &visit.here())?;
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
