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
    Href, Locale,
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

/// How people call a browser that names itself like this (RFC 9110, 10.1.5), by the first name of each list that it
/// gives: many give the names of others after their own. A name that is not known is shown as it is.
fn device(locale: &Locale, agent: &str) -> String {
    let first = |names: &[(&str, &str)]| {
        names.iter().find(|(given, _)| agent.contains(given)).map(|(_, called)| (*called).to_owned())
    };
    match (first(BROWSERS), first(SYSTEMS)) {
        (Some(browser), Some(system)) => {
            words::DEVICE.fill(locale, &[("browser", &browser), ("system", &system)])
        }
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => agent.to_owned(),
    }
}

const BROWSERS: &[(&str, &str)] = &[
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Vivaldi", "Vivaldi"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
];

const SYSTEMS: &[(&str, &str)] = &[
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

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
            device: device(&locale, &session.agent),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_called_as_people_call_it() {
        let called = |agent: &str| device(&crate::request::visit::locale(&jiff::tz::TimeZone::UTC), agent);
        let chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";
        assert_eq!(called(chrome), "Chrome on Linux");
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/150.0 Safari/537.36 Edg/150.0";
        assert_eq!(called(edge), "Edge on Windows");
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Safari/604.1";
        assert_eq!(called(phone), "Safari on iPhone");
        assert_eq!(called("curl/8.9.1"), "curl/8.9.1");
    }
}
