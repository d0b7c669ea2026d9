//! Who is at the other end: a session by cookie, a token by header, or a visitor.

use super::cookie::Jar;
use crate::{failure::Failed, web::Web};
use app::{Desk, Outcome, Tally};
use axum::http::{HeaderMap, header::AUTHORIZATION};
use std::sync::Arc;
use tokio::sync::OnceCell;
use ui::Theme;
use uuid::Uuid;

/// A signed-in person at work.
#[derive(Clone)]
pub struct Signed {
    /// Her desk.
    pub desk: Arc<Desk>,
    /// The public id of her session; none for a token.
    pub session: Option<Uuid>,
    /// The secret of her session, to end it; empty for a token.
    pub secret: String,
    /// What forms of this session must carry.
    pub csrf: String,
    /// How many records there are, once that was asked.
    counted: OnceCell<Tally>,
}

/// Somebody who has not signed in: forms are bound to a cookie of its own.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// What forms must carry.
    pub csrf: String,
    /// The value of the cookie to set, when there was none.
    pub fresh: Option<String>,
}

impl Signed {
    /// The person of the session in the cookie.
    pub async fn by_cookie(web: &Web, headers: &HeaderMap) -> Result<Option<Arc<Self>>, Failed> {
        let Some(secret) = Jar::Session.read(&web.config, headers) else { return Ok(None) };
        let Some((desk, session)) = web.app.desk_of_session(&secret).await? else { return Ok(None) };
        let csrf = web.app.derived(&secret, "csrf");
        let desk = Arc::new(desk);
        let counted = OnceCell::new();
        Ok(Some(Arc::new(Self { desk, session: Some(session.id), secret, csrf, counted })))
    }

    /// The person of the token in the header (RFC 6750). Cookies are not looked at.
    pub async fn by_token(web: &Web, headers: &HeaderMap) -> Result<Option<Arc<Self>>, Failed> {
        let line = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let Some((scheme, secret)) = line.split_once(' ') else { return Ok(None) };
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Ok(None);
        }
        let Some(desk) = web.app.desk_of_token(secret.trim()).await? else { return Ok(None) };
        Ok(Some(Arc::new(Self {
            desk: Arc::new(desk),
            session: None,
            secret: String::new(),
            csrf: String::new(),
            counted: OnceCell::new(),
        })))
    }

    /// How many records of each kind and state she may see: several parts of a page ask that, and the store is asked once.
    pub async fn counts(&self) -> Outcome<&[(String, String, u64)]> {
        Ok(self.counted.get_or_try_init(|| self.desk.counts()).await?)
    }
}

impl Visitor {
    /// The visitor of a request.
    pub fn of(web: &Web, headers: &HeaderMap) -> Self {
        match Jar::Visitor.read(&web.config, headers) {
            Some(value) if value.len() >= 32 => {
                Self { csrf: web.app.derived(&value, "visitor"), fresh: None }
            }
            _ => {
                let value = web.app.nonce();
                Self { csrf: web.app.derived(&value, "visitor"), fresh: Some(value) }
            }
        }
    }
}

/// The colours that the reader asked for.
pub fn theme(web: &Web, headers: &HeaderMap) -> Theme {
    Jar::Theme.read(&web.config, headers).map_or(Theme::System, |code| Theme::from_code(&code))
}
