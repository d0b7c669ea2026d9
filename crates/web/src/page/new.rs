//! Making a record.

use super::look;
use crate::{
    failure::Failed,
    present::{form::Filled, names},
    request::{
        Query, Sent, Visit,
        visit::{lead, page, page_with},
    },
};
use app::{Outcome, Trouble};
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use record::{Body, FileRef, FormData, Problem, Schema, Shape, Value, parse_form};
use std::{collections::BTreeMap, sync::Arc};
use ui::components::field::resolve;

/// `GET /r/{kind}/new`. Values in the address fill the form in.
pub async fn form(visit: Visit, Path(kind): Path<String>) -> Result<Response, Failed> {
    let schema = look::schema(&visit, &kind).await?;
    visit.desk().check_create(&schema)?;
    ask(&visit, &schema, FormData(visit.query.0.0.clone())).await
}

/// The form for a new record with what is known of it filled in.
pub async fn ask(visit: &Visit, schema: &Arc<Schema>, data: FormData) -> Result<Response, Failed> {
    let key = visit.web.app.nonce();
    let mut filled = Filled::new(visit, schema, data, key).await?;
    filled.number_rows(&BTreeMap::new());
    let shell = visit.shell().await?;
    Ok(page(ui::pages::form::page(&shell, &filled.new_view(visit))))
}

/// `POST /r/{kind}/new`.
pub async fn create(visit: Visit, Path(kind): Path<String>, sent: Sent) -> Result<Response, Failed> {
    let schema = look::schema(&visit, &kind).await?;
    visit.desk().check_create(&schema)?;
    let other = sent.text("_other").trim().to_owned();
    let mut typed = Typed::read(&visit, &schema, sent, None).await?;
    let mut alike = Vec::new();
    if typed.problems.is_empty() && !typed.more && other.is_empty() {
        alike = visit.desk().alike(&schema, &typed.body).await?;
    }
    if typed.problems.is_empty() && !typed.more && alike.is_empty() {
        let reason = Some(other.as_str()).filter(|reason| !reason.is_empty());
        match visit.desk().create_because(&kind, typed.body.clone(), reason, typed.key.clone()).await {
            Ok(made) => return Ok(lead(&format!("/r/{kind}/{}", made.reference), "created")),
            Err(Trouble::Refused(refusal)) if !refusal.problems.is_empty() => {
                typed.problems = refusal.problems;
            }
            Err(trouble) => return Err(trouble.into()),
        }
    }
    let filled = typed.again(&visit, &schema, &BTreeMap::new()).await?;
    let shell = visit.shell().await?;
    let asks = filled.problems.is_empty() && alike.is_empty();
    let status = if asks { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut view = filled.new_view(&visit);
    view.alike = alike.iter().map(|(_, named)| names::link(&visit, named)).collect();
    Ok(page_with(status, ui::pages::form::page(&shell, &view)))
}

/// `GET /r/{kind}/{reference}/evidence/new`: the form for evidence, with the link to the record filled in.
pub async fn evidence(
    visit: Visit,
    Path((kind, reference)): Path<(String, String)>,
) -> Result<Response, Failed> {
    let found = look::find_now(&visit, &kind, &reference).await?;
    let schema = visit.desk().schema(crate::present::record::EVIDENCE).await?;
    let field =
        schema.fields().find(|field| matches!(field.shape, Shape::Links(target) if target.kind == "*"));
    let query = match field {
        Some(field) => Query::default().with(field.id, found.record.id.to_string()),
        None => Query::default(),
    };
    Ok(Redirect::to(&query.on(&format!("/r/{}/new", schema.kind.id))).into_response())
}

/// A form as it was sent, read.
pub struct Typed {
    /// What was typed.
    pub data: FormData,
    /// What could be read of it.
    pub body: Body,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// Whether only more rows were asked for.
    pub more: bool,
    /// The key of the form.
    pub key: Option<String>,
}

impl Typed {
    /// Reads a form: labels and references that were typed for links become ids, files are kept under their hash.
    pub async fn read(visit: &Visit, schema: &Arc<Schema>, sent: Sent, base: Option<&Body>) -> Outcome<Self> {
        let key = sent.key();
        let more = sent.form.first("_more").is_some();
        let mut base = base.cloned().unwrap_or_default();
        let mut problems = Vec::new();
        for field in schema.fields().filter(|field| matches!(field.shape, Shape::File)) {
            match keep(visit, &sent, field.id, key.as_deref()).await {
                Ok(Some(file)) => base.set(field.id, Value::File(file)),
                Ok(None) => {}
                Err(Trouble::Refused(refusal)) => {
                    problems.push(Problem::new(field.id, refusal.code, refusal.to_string()));
                }
                Err(trouble) => return Err(trouble),
            }
        }
        let mut data = sent.form;
        let filled = Filled::new(visit, schema, data.clone(), String::new()).await?;
        resolve(schema, &mut data, &filled.offers);
        references(visit, schema, &mut data).await?;
        let (body, wrong) = parse_form(schema, &data, Some(&base));
        problems.extend(wrong);
        Ok(Self { data, body, problems, more, key })
    }

    /// The same form again, with what was typed.
    pub async fn again(
        self,
        visit: &Visit,
        schema: &Arc<Schema>,
        used: &BTreeMap<String, u32>,
    ) -> Outcome<Filled> {
        let key = self.key.unwrap_or_else(|| visit.web.app.nonce());
        let mut filled = Filled::new(visit, schema, self.data, key).await?;
        filled.keep_files(&self.body);
        filled.number_rows(used);
        filled.problems = if self.more { Vec::new() } else { self.problems };
        Ok(filled)
    }
}

/// Keeps a file that was sent, and finds again the one that was sent with the same form before it was refused.
async fn keep(visit: &Visit, sent: &Sent, field: &str, key: Option<&str>) -> Outcome<Option<FileRef>> {
    let place = key.map(|key| format!("upload/{key}/{field}"));
    if let Some(upload) = sent.file(field) {
        let file = visit.desk().keep_file(&upload.name, &upload.bytes).await?;
        if let Some(place) = place {
            let json = Value::File(file.clone()).to_json();
            visit.desk().keep_scratch(&place, json.to_string().into_bytes()).await?;
        }
        return Ok(Some(file));
    }
    let Some(place) = place else { return Ok(None) };
    let kept = visit.desk().scratch(&place).await?;
    let json = kept.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let value = json.and_then(|json: serde_json::Value| Value::from_json(&Shape::File, &json).ok());
    Ok(match value {
        Some(Value::File(file)) => Some(file),
        _ => None,
    })
}

/// References that were typed where a link is asked for and that were not among the offers.
async fn references(visit: &Visit, schema: &Schema, data: &mut FormData) -> Outcome<()> {
    for (name, value) in &mut data.0 {
        let wanted = value.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
        if !is_link(schema, name) || !wanted.contains('-') || value.parse::<record::RecordId>().is_ok() {
            continue;
        }
        match visit.desk().find_reference(&wanted).await {
            Ok(id) => *value = id.to_string(),
            Err(Trouble::Refused(_)) => {}
            Err(trouble) => return Err(trouble),
        }
    }
    Ok(())
}

fn is_link(schema: &Schema, name: &str) -> bool {
    let mut parts = name.split('.');
    let Some(field) = parts.next().and_then(|id| schema.field(id)) else { return false };
    let link =
        |shape: &Shape| matches!(shape, Shape::Link(_) | Shape::Links(_) | Shape::Person | Shape::Evidence);
    match (field.shape, parts.next(), parts.next()) {
        (Shape::Table(columns), Some(_), Some(column)) => {
            columns.iter().any(|known| known.id == column && link(&known.shape))
        }
        (shape, None, None) => link(&shape),
        _ => false,
    }
}
