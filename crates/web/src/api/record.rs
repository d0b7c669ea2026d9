//! One record: reading it, and replacing its content by somebody who has seen it.

use crate::{failure::Failed, limits::KEY_BYTES, page::look, request::Visit};
use app::{At, Outcome, Trouble};
use axum::{
    Json,
    extract::Path,
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{ETAG, IF_MATCH, IF_NONE_MATCH},
    },
    response::{IntoResponse, Response},
};
use record::{Body, Class, Problem, RecordId, Refusal, Value};
use serde_json::{Map, Value as Cell};

/// `GET /api/v1/{kind}/{reference}`.
pub async fn read(
    visit: Visit,
    Path((kind, reference)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Failed> {
    let look = look::find(&visit, &kind, &reference).await?;
    let tag = tag(look.record.position);
    if headers.get(IF_NONE_MATCH).is_some_and(|given| *given == tag) {
        return Ok((StatusCode::NOT_MODIFIED, [(ETAG, tag)]).into_response());
    }
    Ok(([(ETAG, tag)], Json(super::shape::record(&look.record))).into_response())
}

/// `PUT /api/v1/{kind}/{reference}`: replaces the content. `If-Match` names the position that was seen.
pub async fn replace(
    visit: Visit,
    Path((kind, reference)): Path<(String, String)>,
    headers: HeaderMap,
    Json(fields): Json<Map<String, Cell>>,
) -> Result<Response, Failed> {
    let look = look::find_now(&visit, &kind, &reference).await?;
    let seen = seen(&headers)?;
    let (body, problems) = Body::from_json(&look.schema, &fields);
    if !problems.is_empty() {
        return Err(Refusal::invalid(problems).into());
    }
    check_files(&look.record.body, &body)?;
    match visit.desk().revise(look.record.id, seen, body, None, key(&headers)?).await {
        Ok(made) => Ok(answer(&visit, made.record, StatusCode::OK).await?),
        Err(Trouble::Refused(refusal)) if refusal.code == "changed_meanwhile" => Err(changed_since().into()),
        Err(trouble) => Err(trouble.into()),
    }
}

/// A record as it now stands, with its tag.
pub async fn answer(visit: &Visit, id: RecordId, status: StatusCode) -> Outcome<Response> {
    let look = visit.desk().look(id, At::Now).await?;
    Ok((status, [(ETAG, tag(look.record.position))], Json(super::shape::record(&look.record)))
        .into_response())
}

/// The key by which a request that is sent twice is known.
///
/// # Errors
/// `bad_key`.
pub fn key(headers: &HeaderMap) -> Result<Option<String>, Refusal> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let text = value.to_str().unwrap_or_default();
    if text.is_empty() || text.len() > KEY_BYTES {
        return Err(Refusal::new(
            Class::Invalid,
            "bad_key",
            format!("An idempotency key has 1 to {KEY_BYTES} visible characters."),
            "Send a new random key with every request that is not a repetition.",
        ));
    }
    Ok(Some(format!("api/{text}")))
}

/// A file comes in by a form, where its bytes are kept under their hash; JSON can only leave it as it is. Whoever knows
/// the hash of a file could otherwise read it through a record of her own.
///
/// # Errors
/// `file_by_form`.
pub fn check_files(before: &Body, after: &Body) -> Result<(), Refusal> {
    let problems: Vec<Problem> = after
        .iter()
        .filter(|(field, value)| matches!(value, Value::File(_)) && before.get(field) != Some(value))
        .map(|(field, _)| Problem::new(field, "file_by_form", "Send files by the form of the record."))
        .collect();
    if problems.is_empty() { Ok(()) } else { Err(Refusal::invalid(problems)) }
}

fn tag(position: u64) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{position}\"")).unwrap_or_else(|_| HeaderValue::from_static("\"\""))
}

/// The position in `If-Match`: one strong tag as `GET` gave it.
fn seen(headers: &HeaderMap) -> Result<u64, Refusal> {
    let needed = || {
        Refusal::new(
            Class::Invalid,
            "position_needed",
            "A change must say which state of the record it rests on.",
            "Send the ETag of your last reading in If-Match.",
        )
    };
    let text = headers.get(IF_MATCH).and_then(|value| value.to_str().ok()).ok_or_else(needed)?;
    let inner = text.trim().strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).ok_or_else(needed)?;
    inner.parse().map_err(|_| changed_since())
}

fn changed_since() -> Refusal {
    Refusal::new(
        Class::Conflict,
        "changed_since",
        "Somebody changed this record since you read it.",
        "Read it again and decide what to send.",
    )
}
