//! The first page of all: while the installation is empty, whoever holds the token from the terminal sets it up.

use crate::{
    failure::Failed,
    present::shell,
    request::{
        Sent,
        cookie::Jar,
        forged::same,
        signed::{Visitor, theme},
        visit::{lead, page_with},
    },
    web::Web,
};
use app::{FirstSetUp, Role, Trouble};
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header::SET_COOKIE},
    response::Response,
};
use record::{FormData, Problem};
use ui::{
    Href,
    pages::set_up::{View, page},
};

/// Shortest password, as the page says it.
const PASSWORD_MIN: usize = 12;

/// `GET /setup`.
pub async fn form(State(web): State<Web>, headers: HeaderMap) -> Response {
    draw(&web, &headers, FormData::default(), Vec::new())
}

/// `POST /setup`.
pub async fn found(State(web): State<Web>, headers: HeaderMap, sent: Sent) -> Result<Response, Failed> {
    let problems = check(&web, &sent);
    if !problems.is_empty() {
        return Ok(draw(&web, &headers, sent.form, problems));
    }
    let ask = FirstSetUp {
        organisation: sent.text("organisation").to_owned(),
        name: sent.text("name").to_owned(),
        email: sent.text("email").to_owned(),
        password: sent.text("password").to_owned(),
        roles: vec![Role::AiManager],
    };
    match web.app.set_up(ask).await {
        Ok(_) => Ok(lead("/sign-in", "set_up")),
        Err(Trouble::Refused(refusal)) if !refusal.problems.is_empty() => {
            Ok(draw(&web, &headers, sent.form, refusal.problems))
        }
        Err(trouble) => Err(trouble.into()),
    }
}

fn check(web: &Web, sent: &Sent) -> Vec<Problem> {
    let mut problems = Vec::new();
    if !same(web.config.setup_token.as_deref().unwrap_or_default(), sent.text("token").trim()) {
        problems.push(Problem::new(
            "token",
            "wrong_token",
            "Give the token that the program printed when it started.",
        ));
    }
    if sent.text("organisation").trim().is_empty() {
        problems.push(Problem::new("organisation", "missing", "Give the name of the organisation."));
    }
    if sent.text("name").trim().is_empty() {
        problems.push(Problem::new("name", "missing", "Give your name."));
    }
    if sent.text("password") != sent.text("again") {
        problems.push(Problem::new("again", "differs", "Type the same password twice."));
    }
    problems
}

fn draw(web: &Web, headers: &HeaderMap, mut data: FormData, problems: Vec<Problem>) -> Response {
    data.0.retain(|(name, _)| !matches!(name.as_str(), "password" | "again"));
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let visitor = Visitor::of(web, headers);
    let shell = shell::bare(web, &visitor.csrf, theme(web, headers), "/setup");
    let view = View { action: Href::to("/setup"), data, problems, password_min: PASSWORD_MIN };
    let mut answer = page_with(status, page(&shell, &view));
    if let Some(value) = visitor.fresh {
        answer.headers_mut().append(SET_COOKIE, Jar::Visitor.set(&web.config, &value, None));
    }
    answer
}
