//! Light, dark, or as the system has it: kept in a cookie.

use crate::request::{Sent, Visit, address::local, cookie::Jar, visit::lead};
use axum::{http::header::SET_COOKIE, response::Response};
use ui::Theme;

/// A year.
const SECONDS: i64 = 31_536_000;

/// `POST /theme`.
pub async fn choose(visit: Visit, sent: Sent) -> Response {
    let chosen = Theme::from_code(sent.text("theme")).code();
    let mut answer = lead(local(sent.text("back")), "");
    let cookie = match chosen {
        Some(code) => Jar::Theme.set(&visit.web.config, code, Some(SECONDS)),
        None => Jar::Theme.set(&visit.web.config, "", Some(0)),
    };
    answer.headers_mut().append(SET_COOKIE, cookie);
    answer
}
