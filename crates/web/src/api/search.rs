//! Search across every register.

use crate::{failure::Failed, request::Visit};
use axum::{
    Json,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

/// Hits unless asked for otherwise.
const HITS: u64 = 20;

/// `GET /api/v1/search?q=…&per=…`.
pub async fn read(visit: Visit) -> Result<Response, Failed> {
    let limit = visit.query.get("per").and_then(|per| per.parse().ok()).unwrap_or(HITS);
    let hits = visit.desk().search(visit.query.get("q").unwrap_or_default(), limit).await?;
    let items: Vec<Value> = hits.iter().map(|(id, named)| super::shape::named(*id, named)).collect();
    Ok(Json(json!({ "items": items })).into_response())
}
