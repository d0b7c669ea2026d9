//! The frame around every handler: time, headers, and the one place where refusals and failures become answers.

use crate::{
    api::problem,
    failure::{refusal_of, status_of},
    headers::harden,
    limits::REQUEST_TIME,
    present::shell,
    pulse::{retry_after, stopping},
    request::{
        CameFrom, Query,
        signed::{Signed, Visitor, theme},
    },
    web::Web,
};
use app::Trouble;
use axum::{
    extract::{Request, State},
    http::{
        HeaderMap, HeaderValue, Method, StatusCode,
        header::{ACCEPT, CONNECTION, CONTENT_TYPE, RETRY_AFTER},
    },
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use std::sync::Arc;
use ui::{Href, Link, Shell, Theme};

/// What is needed of a request to draw its refusal, kept while the handler has the request.
struct Asked {
    path: String,
    here: String,
    theme: Theme,
    json: bool,
    visitor: Visitor,
    /// The page on which the form was that is about to be read.
    came_from: CameFrom,
}

/// Runs the handler and finishes its answer.
pub async fn finish(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let asked = Asked::of(&web, &request);
    request.extensions_mut().insert(asked.came_from.clone());
    let head = request.method() == Method::HEAD;
    let pulse = &web.config.pulse;
    let health = asked.path.starts_with("/health/");
    if pulse.is_stopping() && !health {
        let mut answer = draw(&web, &asked, stopping()).await;
        come_again(&mut answer);
        answer.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        harden(answer.headers_mut(), web.config.secure);
        return answer;
    }
    let _open = pulse.begin();
    let answer = tokio::time::timeout(REQUEST_TIME, next.run(request)).await;
    let answer = answer.unwrap_or_else(|_| StatusCode::REQUEST_TIMEOUT.into_response());
    let mut answer = if is_bare_failure(&answer) { draw(&web, &asked, answer).await } else { answer };
    come_again(&mut answer);
    harden(answer.headers_mut(), web.config.secure);
    if pulse.is_stopping() {
        // Whoever waits for the next request would only be waited for.
        answer.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    if head {
        *answer.body_mut() = axum::body::Body::empty();
    }
    answer
}

/// Says when to come again, whoever has drawn the answer: the form of the sign-in draws its own.
fn come_again(answer: &mut Response) {
    let when = match answer.status() {
        StatusCode::SERVICE_UNAVAILABLE => retry_after(),
        StatusCode::TOO_MANY_REQUESTS => HeaderValue::from_static("900"),
        _ => return,
    };
    answer.headers_mut().entry(RETRY_AFTER).or_insert(when);
}

impl Asked {
    fn of(web: &Web, request: &Request) -> Self {
        let path = request.uri().path().to_owned();
        let here = Query::of(request.uri()).without("done").on(&path);
        let json = path.starts_with("/api/") || prefers_json(request.headers());
        Self {
            here,
            json,
            theme: theme(web, request.headers()),
            visitor: Visitor::of(web, request.headers()),
            came_from: CameFrom::default(),
            path,
        }
    }
}

/// Whether the sender asks for JSON and not for a page.
pub fn prefers_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept.contains("json") && !accept.contains("text/html")
}

/// Whether the answer says that something failed and nobody has drawn it yet.
fn is_bare_failure(answer: &Response) -> bool {
    let status = answer.status();
    let media =
        answer.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("text/plain");
    (status.is_client_error() || status.is_server_error()) && media.starts_with("text/plain")
}

async fn draw(web: &Web, asked: &Asked, answer: Response) -> Response {
    let given = answer.extensions().get::<Arc<Trouble>>().cloned();
    let trouble = given.unwrap_or_else(|| Arc::new(Trouble::Refused(refusal_of(answer.status()))));
    let status = status_of(&trouble);
    let (refusal, id) = told(web, &trouble);
    let mut drawn = if asked.json {
        problem::document(status, &refusal, id.as_deref())
    } else {
        let signed = answer.extensions().get::<Arc<Signed>>().cloned();
        let shell = around(web, asked, signed.as_deref()).await;
        let view = ui::pages::problem::View {
            status: status.as_u16(),
            code: refusal.code.to_owned(),
            sentence: refusal.sentence.clone(),
            remedy: remedy(&refusal),
            ways_out: ways_out(&shell, asked, &trouble),
            request: id,
        };
        (status, Html(ui::pages::problem::page(&shell, &view).0)).into_response()
    };
    if let Some(allow) = answer.headers().get("allow") {
        drawn.headers_mut().insert("allow", allow.clone());
    }
    drawn
}

/// The remedy, with what is wrong with single fields: an address has no form beside which they could stand.
fn remedy(refusal: &record::Refusal) -> String {
    let mut parts: Vec<&str> =
        refusal.problems.iter().take(5).map(|problem| problem.sentence.as_str()).collect();
    parts.push(&refusal.remedy);
    parts.join(" ")
}

/// What the person is told. A failure is logged once, here, under an id; its details are for the operator alone.
fn told(web: &Web, trouble: &Trouble) -> (record::Refusal, Option<String>) {
    if let Trouble::Refused(refusal) = trouble {
        return (refusal.clone(), None);
    }
    let id: String = web.app.nonce().chars().take(12).collect();
    web.config.pulse.failed(&id, trouble);
    let refusal = if trouble.passes() {
        record::Refusal::new(
            record::Class::Unavailable,
            "store_unavailable",
            "The records cannot be written at the moment; nothing was changed.",
            "Try again in a few minutes.",
        )
    } else {
        record::Refusal::new(
            record::Class::Unavailable,
            "failure",
            "Something failed in the program; nothing was changed.",
            "Tell the operator the number of this failure.",
        )
    };
    (refusal, Some(id))
}

async fn around(web: &Web, asked: &Asked, signed: Option<&Signed>) -> Shell {
    if let Some(signed) = signed
        && let Ok(shell) = shell::signed(web, signed, asked.theme, &asked.here, None).await
    {
        return shell;
    }
    shell::bare(web, &asked.visitor.csrf, asked.theme, &asked.here)
}

/// Where the form was that was refused, with the filter that the reader had set there; the record; and what is always there.
fn ways_out(shell: &Shell, asked: &Asked, trouble: &Trouble) -> Vec<Link> {
    let say = |word| shell.locale.say(word);
    let Href(home) = &shell.routes.home;
    if shell.person.is_none() {
        return vec![Link::new(crate::words::SIGN_IN.say(&shell.locale), "/sign-in")];
    }
    let back = asked.came_from.get().map(|from| Link::new(crate::words::BACK.say(&shell.locale), from));
    let mut ways: Vec<Link> = back.into_iter().chain(record_of(&asked.path, trouble)).collect();
    ways.extend([
        Link::new(crate::words::HOME.say(&shell.locale), home.clone()),
        Link::new(crate::words::SEARCH.say(&shell.locale), shell.routes.search.0.clone()),
        Link::new(say(ui::words::shell::HELP), shell.routes.help.0.clone()),
    ]);
    ways
}

/// The record that an act was refused on, as the first way out; not where it is hidden that there is one.
fn record_of(path: &str, trouble: &Trouble) -> Option<Link> {
    let known = matches!(trouble, Trouble::Refused(refusal) if refusal.class != record::Class::Hidden);
    let mut parts = path.split('/').skip(1);
    match (parts.next()?, parts.next()?, parts.next()?, parts.next()) {
        ("r", kind, reference, Some(_)) if known && reference.contains('-') => {
            Some(Link::new(reference, format!("/r/{kind}/{reference}")))
        }
        _ => None,
    }
}
