//! A register, and making a record in it.

use super::record::{answer, check_files, key};
use crate::{
    failure::Failed,
    limits::REST_ROWS,
    request::{Visit, ask},
};
use app::Total;
use axum::{
    Json,
    extract::Path,
    http::{HeaderMap, HeaderValue, StatusCode, header::LOCATION},
    response::{IntoResponse, Response},
};
use record::{Body, Refusal};
use serde_json::{Map, Value, json};

/// `GET /api/v1/{kind}`: the same question as the register's page asks.
pub async fn list(visit: Visit, Path(kind): Path<String>) -> Result<Response, Failed> {
    let schema = visit.desk().schema(&kind).await?;
    let asked = ask::ask(&schema, &visit.query, visit.at, REST_ROWS, &visit.here())?;
    let found = visit.desk().list(&kind, &asked).await?;
    let (page, per) = ask::place(&asked);
    let (count, exact) = match found.total {
        Total::Exact(count) => (count, true),
        Total::AtLeast(count) => (count, false),
    };
    let items: Vec<Value> = found.rows.iter().map(|row| super::shape::record(row)).collect();
    let total = json!({ "count": count, "exact": exact });
    Ok(Json(json!({ "items": items, "total": total, "page": page, "per": per })).into_response())
}

/// `POST /api/v1/{kind}`: makes a record from its fields.
pub async fn create(
    visit: Visit,
    Path(kind): Path<String>,
    headers: HeaderMap,
    Json(fields): Json<Map<String, Value>>,
) -> Result<Response, Failed> {
    let schema = visit.desk().schema(&kind).await?;
    let (body, problems) = Body::from_json(&schema, &fields);
    if !problems.is_empty() {
        return Err(Refusal::invalid(problems).into());
    }
    check_files(&Body::new(), &body)?;
    let made = visit.desk().create(&kind, body, key(&headers)?).await?;
    let mut answer = answer(&visit, made.record, StatusCode::CREATED).await?;
    if let Ok(address) = HeaderValue::from_str(&format!("/api/v1/{kind}/{}", made.reference)) {
        answer.headers_mut().insert(LOCATION, address);
    }
    Ok(answer)
}
