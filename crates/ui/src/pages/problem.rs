//! A page that says why something cannot be had, what to do about it, and ways out.

use super::{around, outside};
use crate::words::problem as w;
use crate::{Link, Sample, Shell};
use maud::{Markup, html};

/// A problem.
#[derive(Clone, Debug)]
pub struct View {
    /// HTTP status.
    pub status: u16,
    /// Stable code of the refusal.
    pub code: String,
    /// What was refused and why.
    pub sentence: String,
    /// What can be done about it.
    pub remedy: String,
    /// Where else to go.
    pub ways_out: Vec<Link>,
    /// Id under which the operator finds it in the log.
    pub request: Option<String>,
}

/// The page.
pub fn page(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let title = locale.say(match view.status {
        401 => w::T401,
        403 => w::T403,
        404 => w::T404,
        409 => w::T409,
        413 => w::T413,
        422 => w::T422,
        429 => w::T429,
        503 => w::T503,
        _ => w::T500,
    });
    let body = html! {
        h1 { (title) }
        p class="lede" { (view.sentence) }
        @if !view.remedy.is_empty() { p { (view.remedy) } }
        @if !view.ways_out.is_empty() {
            nav class="row" aria-label=(locale.say(w::WAYS_OUT)) {
                @for link in &view.ways_out { a class="btn" href=(link.href) { (link.label) } }
            }
        }
        p class="seal" {
            span { (locale.fill(w::CODE, &[("status", &view.status.to_string()), ("code", &view.code)])) }
            @if let Some(id) = &view.request { span { (locale.fill(w::REQUEST, &[("id", id)])) } }
        }
    };
    shell.page(&title, &body)
}

/// Samples: one for each status.
pub fn samples() -> Vec<Sample> {
    let of = |name, status, code: &str, sentence: &str, remedy: &str| {
        let view = View {
            status,
            code: code.into(),
            sentence: sentence.into(),
            remedy: remedy.into(),
            ways_out: vec![Link::new("Home", "/"), Link::new("Search", "/search")],
            request: (status >= 500).then(|| "0190a5b2".to_owned()),
        };
        Sample::new(name, view, move |locale, view| {
            let shell = if status == 401 { outside(locale) } else { around(locale) };
            page(&shell, view)
        })
    };
    vec![
        of("401", 401, "not_signed_in", "Nobody is signed in.", "Sign in to go on."),
        of(
            "403",
            403,
            "approver_is_author",
            "You wrote this version, so you cannot approve it.",
            "Ask another approver.",
        ),
        of(
            "404",
            404,
            "not_found",
            "There is no such page or record.",
            "Check the address, or search for it.",
        ),
        of(
            "409",
            409,
            "state_forbids",
            "The record is retired, so it cannot be approved.",
            "Open the record again to see what is possible now.",
        ),
        of("413", 413, "too_large", "The file is larger than 25 MB.", "Compress it or split it."),
        of("422", 422, "forged", "The form has expired.", "Load the page again and send it once more."),
        of("429", 429, "too_many", "Too many tries from your address.", "Wait a minute."),
        of(
            "500",
            500,
            "internal",
            "The program could not finish this.",
            "Nothing was changed. Try again, and tell the operator the number below if it stays so.",
        ),
        of(
            "503",
            503,
            "busy",
            "The store does not answer at this moment.",
            "Nothing was changed. Try again in a minute.",
        ),
    ]
}
