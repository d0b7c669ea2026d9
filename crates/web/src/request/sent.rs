//! A form that was sent. There is no other way for a handler to get at a body, and none around the check of its token.

use super::{
    address::local,
    forged::{check_origin, check_token},
    signed::{Signed, Visitor},
};
use crate::{
    failure::{Failed, refusal_of, unreadable},
    limits::FORM_PAIRS,
    web::Web,
};
use axum::{
    body::Bytes,
    extract::{FromRequest, Multipart, Request},
    http::{HeaderMap, StatusCode, header::CONTENT_TYPE},
};
use record::{Class, FormData, Refusal};
use std::sync::{Arc, OnceLock};

/// The field of a form that says on which page it stands, with everything that its address holds.
pub const FROM: &str = "_from";

/// The page on which a form stands that was sent, for whoever draws a refusal of it: the way back.
#[derive(Clone, Debug, Default)]
pub struct CameFrom(Arc<OnceLock<String>>);

impl CameFrom {
    /// The address, which is one of ours; none when the form did not say, or was not read.
    pub fn get(&self) -> Option<&str> {
        self.0.get().map(String::as_str)
    }

    fn note(&self, form: &FormData) {
        if let Some(from) = form.first(FROM).map(local).filter(|from| *from != "/") {
            self.0.get_or_init(|| from.to_owned());
        }
    }
}

/// What a form held.
#[derive(Debug, Default)]
pub struct Sent {
    /// Names and values, without the token.
    pub form: FormData,
    /// Files.
    pub files: Vec<Upload>,
}

/// A file that was sent with a form.
#[derive(Debug)]
pub struct Upload {
    /// Name of the field.
    pub field: String,
    /// Name of the file, as the browser gave it.
    pub name: String,
    /// Its content.
    pub bytes: Bytes,
}

impl FromRequest<Web> for Sent {
    type Rejection = Failed;

    async fn from_request(request: Request, web: &Web) -> Result<Self, Failed> {
        check_origin(request.headers())?;
        let token = token_of(&request, web);
        let came_from = request.extensions().get::<CameFrom>().cloned().unwrap_or_default();
        let mut sent = if is_multipart(request.headers()) {
            parts(request, web).await?
        } else {
            pairs(request, web).await?
        };
        check_token(&token, sent.form.first("_csrf"))?;
        came_from.note(&sent.form);
        sent.form.0.retain(|(name, _)| name != "_csrf");
        Ok(sent)
    }
}

impl Sent {
    /// The first value under a name, or nothing.
    pub fn text(&self, name: &str) -> &str {
        self.form.first(name).unwrap_or_default()
    }

    /// The key by which a form that is sent twice is known.
    pub fn key(&self) -> Option<String> {
        self.form.first("_key").filter(|key| !key.is_empty() && key.len() <= 100).map(str::to_owned)
    }

    /// The ledger position that the person had seen.
    pub fn seen(&self) -> Option<u64> {
        self.form.first("_seen").and_then(|seen| seen.parse().ok())
    }

    /// The file under a name, when one was chosen.
    pub fn file(&self, field: &str) -> Option<&Upload> {
        self.files.iter().find(|file| file.field == field && !(file.bytes.is_empty() && file.name.is_empty()))
    }
}

fn token_of(request: &Request, web: &Web) -> String {
    match request.extensions().get::<Arc<Signed>>() {
        Some(signed) => signed.csrf.clone(),
        // A visitor whose cookie was made just now cannot have seen the token.
        None => match Visitor::of(web, request.headers()) {
            Visitor { csrf, fresh: None } => csrf,
            Visitor { .. } => String::new(),
        },
    }
}

fn is_multipart(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|media| media.starts_with("multipart/form-data"))
}

async fn pairs(request: Request, web: &Web) -> Result<Sent, Failed> {
    let form = axum::Form::<Vec<(String, String)>>::from_request(request, web)
        .await
        .map_err(|rejection| refusal_of(axum::response::IntoResponse::into_response(rejection).status()))?;
    if form.0.len() > FORM_PAIRS {
        return Err(too_many().into());
    }
    Ok(Sent { form: FormData(form.0), files: Vec::new() })
}

async fn parts(request: Request, web: &Web) -> Result<Sent, Failed> {
    let mut parts =
        Multipart::from_request(request, web).await.map_err(|_| unreadable("The form could not be read."))?;
    let mut sent = Sent::default();
    while let Some(part) = parts.next_field().await.map_err(|error| broken_off(error.status()))? {
        if sent.form.0.len() + sent.files.len() >= FORM_PAIRS {
            return Err(too_many().into());
        }
        let field = part.name().unwrap_or_default().to_owned();
        if let Some(name) = part.file_name().map(str::to_owned) {
            let bytes = part.bytes().await.map_err(|error| broken_off(error.status()))?;
            sent.files.push(Upload { field, name, bytes });
        } else {
            let text = part.text().await.map_err(|error| broken_off(error.status()))?;
            sent.form.0.push((field, text));
        }
    }
    Ok(sent)
}

fn broken_off(status: StatusCode) -> Refusal {
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        refusal_of(status)
    } else {
        unreadable("The form could not be read.")
    }
}

fn too_many() -> Refusal {
    Refusal::new(
        Class::TooLarge,
        "too_many_fields",
        format!("The form has more than {FORM_PAIRS} fields."),
        "Save what you have and go on in a second step.",
    )
}
