//! One's own account: password, sessions, tokens for programs.

use crate::{
    failure::{Failed, status_of},
    request::{
        Sent, Visit,
        visit::{lead, page_with},
    },
    words,
};
use app::{Outcome, Scope, Trouble};
use axum::{http::StatusCode, response::Response};
use jiff::civil::Date;
use record::{Problem, Refusal};
use ui::{
    Href,
    pages::account::{Session, Token, View, page},
};
use uuid::Uuid;

/// Shortest password, as the page says it.
const PASSWORD_MIN: usize = 12;

/// `GET /account`.
pub async fn show(visit: Visit) -> Result<Response, Failed> {
    Ok(draw(&visit, StatusCode::OK, Vec::new(), None).await?)
}

/// `POST /account/password`.
pub async fn change(visit: Visit, sent: Sent) -> Result<Response, Failed> {
    if sent.text("password") != sent.text("again") {
        let problem = Problem::new("again", "differs", "Type the same password twice.");
        return Ok(draw(&visit, StatusCode::UNPROCESSABLE_ENTITY, vec![problem], None).await?);
    }
    let keep = visit.signed.session;
    match visit.desk().change_password(sent.text("old"), sent.text("password"), keep).await {
        Ok(()) => Ok(lead("/account", "password")),
        Err(trouble) => Ok(refused(&visit, trouble, "old").await?),
    }
}

/// `POST /account/sessions`: ends one session, or with `*` every other.
pub async fn end_session(visit: Visit, sent: Sent) -> Result<Response, Failed> {
    let this = visit.signed.session.ok_or_else(Refusal::not_found)?;
    match sent.text("session") {
        "*" => visit.desk().end_other_sessions(this).await?,
        id => visit.desk().end_session(parse(id)?).await?,
    }
    Ok(lead("/account", "session"))
}

/// `POST /account/tokens`: makes a token, shown once, or with `revoke` ends one.
pub async fn token(visit: Visit, sent: Sent) -> Result<Response, Failed> {
    if let Some(id) = sent.form.first("revoke") {
        visit.desk().end_token(parse(id)?).await?;
        return Ok(lead("/account", "token_ended"));
    }
    let scope = match sent.text("scope") {
        "read" => Scope::Read,
        "write" => Scope::Write,
        _ => {
            let problem = Problem::new("scope", "missing", "Choose what the token may do.");
            return Ok(draw(&visit, StatusCode::UNPROCESSABLE_ENTITY, vec![problem], None).await?);
        }
    };
    let days = days(sent.text("until"), visit.desk().today());
    match visit.desk().make_token(sent.text("name"), scope, days).await {
        Ok(made) => Ok(draw(&visit, StatusCode::OK, Vec::new(), Some(made.secret)).await?),
        Err(trouble) => Ok(refused(&visit, trouble, "until").await?),
    }
}

/// Days from today to a date, today included; none for what is no date.
fn days(until: &str, today: Date) -> i64 {
    let until: Option<Date> = until.trim().parse().ok();
    until.and_then(|until| today.until(until).ok()).map_or(0, |span| i64::from(span.get_days()) + 1)
}

fn parse(id: &str) -> Result<Uuid, Refusal> {
    id.parse().map_err(|_| Refusal::not_found())
}

/// The page again with what was wrong; problems without a field of this page stand beside `field`.
async fn refused(visit: &Visit, trouble: Trouble, field: &str) -> Outcome<Response> {
    let Trouble::Refused(refusal) = trouble else { return Err(trouble) };
    let status = status_of(&Trouble::Refused(refusal.clone()));
    let mut problems: Vec<Problem> = refusal
        .problems
        .iter()
        .map(|problem| {
            let path = if problem.path == "days" { "until".to_owned() } else { problem.path.clone() };
            Problem { path, ..problem.clone() }
        })
        .collect();
    if problems.is_empty() {
        problems.push(Problem::new(field, refusal.code, refusal.to_string()));
    }
    draw(visit, status, problems, None).await
}

async fn draw(
    visit: &Visit,
    status: StatusCode,
    problems: Vec<Problem>,
    fresh: Option<String>,
) -> Outcome<Response> {
    let locale = visit.locale();
    let desk = visit.desk();
    let this = visit.signed.session;
    let scopes = [("read", words::SCOPE_READ.say(&locale)), ("write", words::SCOPE_WRITE.say(&locale))];
    let mut sessions: Vec<Session> = desk
        .sessions()
        .await?
        .into_iter()
        .map(|session| Session {
            id: session.id.to_string(),
            device: session.agent,
            began: session.created,
            seen: session.seen,
            this: Some(session.id) == this,
        })
        .collect();
    sessions.sort_by_key(|session| !session.this);
    let tokens = desk
        .tokens()
        .await?
        .into_iter()
        .map(|token| Token {
            id: token.id.to_string(),
            name: token.name,
            scope: scopes
                .iter()
                .find(|(code, _)| *code == token.scope)
                .map(|(_, label)| label.clone())
                .unwrap_or_default(),
            until: token.expires.to_zoned(desk.zone().clone()).date(),
            used: token.seen,
        })
        .collect();
    let view = View {
        email: desk.own_address().await?,
        roles: desk
            .own_roles()
            .await?
            .into_iter()
            .map(|(role, from, to)| (role.label().to_owned(), from, to))
            .collect(),
        change: Href::to("/account/password"),
        password_min: PASSWORD_MIN,
        problems,
        sessions,
        revoke: Href::to("/account/sessions"),
        tokens,
        scopes: scopes.map(|(code, label)| (code.to_owned(), label)).to_vec(),
        make: Href::to("/account/tokens"),
        fresh,
    };
    let shell = visit.shell().await?;
    Ok(page_with(status, page(&shell, &view)))
}
