//! Refusals and failures as problem documents (RFC 9457).

use axum::{
    Json,
    http::{
        HeaderValue, StatusCode,
        header::{CONTENT_TYPE, WWW_AUTHENTICATE},
    },
    response::{IntoResponse, Response},
};
use record::Refusal;
use serde_json::json;

/// The media type.
pub const MEDIA: &str = "application/problem+json";

/// A refusal as a document. `id` is the number under which the operator finds a failure.
pub fn document(status: StatusCode, refusal: &Refusal, id: Option<&str>) -> Response {
    let mut body = json!({
        "type": format!("urn:plumbline:refusal:{}", refusal.code),
        "title": refusal.sentence,
        "status": status.as_u16(),
        "detail": refusal.remedy,
        "code": refusal.code,
        "problems": refusal.problems,
    });
    if let (Some(id), Some(object)) = (id, body.as_object_mut()) {
        object.insert("instance".to_owned(), format!("urn:plumbline:failure:{id}").into());
    }
    let mut answer = (status, Json(body)).into_response();
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA));
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    answer
}
