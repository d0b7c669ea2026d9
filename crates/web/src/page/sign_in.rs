//! Signing in and out.

use crate::{
    failure::{Failed, status_of},
    present::shell,
    request::{
        Peer, Sent, Visit,
        address::{local, trace},
        cookie::Jar,
        query::Query,
        signed::{Signed, Visitor, theme},
        visit::{lead, page_with},
    },
    web::Web,
    words,
};
use app::Trouble;
use axum::{
    Extension,
    extract::State,
    http::{HeaderMap, StatusCode, Uri, header::SET_COOKIE},
    response::Response,
};
use std::sync::Arc;
use ui::{
    Href,
    pages::sign_in::{View, page},
};

/// `GET /sign-in`.
pub async fn form(
    State(web): State<Web>,
    signed: Option<Extension<Arc<Signed>>>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Failed> {
    let query = Query::of(&uri);
    if signed.is_some() {
        return Ok(lead(local(query.get("next").unwrap_or_default()), ""));
    }
    if web.app.is_empty().await? && web.config.setup_token.is_some() {
        return Ok(lead("/setup", ""));
    }
    let next = local(query.get("next").unwrap_or_default()).to_owned();
    Ok(draw(&web, &headers, StatusCode::OK, &next, String::new(), None, query.get("done")))
}

/// `POST /sign-in`. A new secret is made for every session, so none can be planted beforehand.
pub async fn enter(
    State(web): State<Web>,
    peer: Option<Extension<Peer>>,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Response, Failed> {
    let next = local(sent.text("next")).to_owned();
    let trace = trace(peer.map(|peer| peer.0), &headers, web.config.trusted_hops);
    match web.app.sign_in(sent.text("email"), sent.text("password"), &trace).await {
        Ok(signed_in) => {
            let mut answer = if signed_in.password_given { lead("/account", "") } else { lead(&next, "") };
            let cookie = Jar::Session.set(&web.config, &signed_in.secret, None);
            answer.headers_mut().append(SET_COOKIE, cookie);
            answer.headers_mut().append(SET_COOKIE, Jar::Visitor.set(&web.config, "", Some(0)));
            Ok(answer)
        }
        Err(Trouble::Refused(refusal)) => {
            let status = status_of(&Trouble::Refused(refusal.clone()));
            let email = sent.text("email").to_owned();
            Ok(draw(&web, &headers, status, &next, email, Some(refusal.to_string()), None))
        }
        Err(trouble) => Err(trouble.into()),
    }
}

/// `POST /sign-out`.
pub async fn leave(visit: Visit, _sent: Sent) -> Result<Response, Failed> {
    visit.web.app.sign_out(&visit.signed.secret).await?;
    let mut answer = lead("/sign-in", "signed_out");
    answer.headers_mut().append(SET_COOKIE, Jar::Session.set(&visit.web.config, "", Some(0)));
    Ok(answer)
}

fn draw(
    web: &Web,
    headers: &HeaderMap,
    status: StatusCode,
    next: &str,
    email: String,
    refused: Option<String>,
    done: Option<&str>,
) -> Response {
    let visitor = Visitor::of(web, headers);
    let mut shell = shell::bare(web, &visitor.csrf, theme(web, headers), "/sign-in");
    shell.flash = done.and_then(|code| words::done(&shell.locale, code));
    let view = View { action: Href::to("/sign-in"), next: Href::to(next), email, refused };
    let mut answer = page_with(status, page(&shell, &view));
    if let Some(value) = visitor.fresh {
        answer.headers_mut().append(SET_COOKIE, Jar::Visitor.set(&web.config, &value, None));
    }
    answer
}
