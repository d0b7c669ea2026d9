//! The acts on a record.

use crate::{failure::Failed, page::look, request::Visit};
use axum::{
    Json,
    extract::Path,
    response::{IntoResponse, Response},
};

/// `GET /api/v1/{kind}/{reference}/history`.
pub async fn read(visit: Visit, Path((kind, reference)): Path<(String, String)>) -> Result<Response, Failed> {
    let look = look::find(&visit, &kind, &reference).await?;
    let lived = visit.desk().history(look.record.id, visit.at).await?;
    Ok(Json(super::shape::acts(&lived)).into_response())
}
