//! One's own account: roles, password, sessions, tokens for programs.

use super::{around, set_up::input};
use crate::components::{card, summary::summary};
use crate::words::{account as w, form, shell as s};
use crate::{Href, Locale, Sample, Shell};
use jiff::{Timestamp, civil::Date};
use maud::{Markup, html};
use record::Problem;

/// An account.
#[derive(Clone, Debug)]
pub struct View {
    /// E-mail address.
    pub email: String,
    /// Roles in this organisation: name, from, until.
    pub roles: Vec<(String, Date, Option<Date>)>,
    /// Where the password is changed, by POST: `old`, `password`, `again`.
    pub change: Href,
    /// Shortest password that is taken, in characters.
    pub password_min: usize,
    /// What is wrong: paths as the names above, and `name`, `until`, `scope`.
    pub problems: Vec<Problem>,
    /// Sessions, this one first.
    pub sessions: Vec<Session>,
    /// Where a session is ended, by POST as `session`; `*` ends all others.
    pub revoke: Href,
    /// Tokens.
    pub tokens: Vec<Token>,
    /// What a token may be allowed: code and label.
    pub scopes: Vec<(String, String)>,
    /// Where a token is made, by POST: `name`, `until`, `scope`; and revoked, by POST as `revoke`.
    pub make: Href,
    /// A token that has just been made, shown this once.
    pub fresh: Option<String>,
}

/// A session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its id, as the form sends it; no secret.
    pub id: String,
    /// The device, as far as its browser says.
    pub device: String,
    /// When it began.
    pub began: Timestamp,
    /// When it was last seen.
    pub seen: Timestamp,
    /// Whether it is this one.
    pub this: bool,
}

/// A token for a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its id, as the form sends it; no secret.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// What it may do, in words.
    pub scope: String,
    /// The last day on which it is valid.
    pub until: Date,
    /// When it was last used.
    pub used: Option<Timestamp>,
}

/// The page.
pub fn page(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let known = |path: &str| ["old", "password", "again", "name", "until", "scope"].contains(&path);
    let body = html! {
        (summary(locale, &view.problems, known))
        div { h1 { (locale.say(w::ACCOUNT)) } p class="lede" { (view.email) } }
        @if let Some(token) = &view.fresh {
            (card::card(&locale.say(w::SHOWN_ONCE), "", &html! {
                pre class="copy" tabindex="0" aria-label=(locale.say(w::SHOWN_ONCE)) { (token) }
                p { (locale.say(w::SHOWN_ONCE_NOTE)) }
            }))
        }
        div class="grid" {
            div class="c7 stack" { (sessions(shell, view)) (tokens(shell, view)) }
            div class="c5 stack" { (roles(locale, view)) (password(shell, view)) }
        }
    };
    let title = locale.say(w::ACCOUNT);
    let title =
        if view.problems.is_empty() { title } else { locale.fill(s::TITLE_ERROR, &[("page", &title)]) };
    shell.page(&title, &body)
}

fn roles(locale: &Locale, view: &View) -> Markup {
    card::flush(
        &locale.say(w::ROLES),
        "",
        &html! {
            table class="table" {
                thead {
                    tr {
                        th scope="col" { (locale.say(w::ROLE)) }
                        th scope="col" { (locale.say(w::FROM)) }
                        th scope="col" { (locale.say(w::UNTIL)) }
                    }
                }
                tbody {
                    @for (name, from, until) in &view.roles {
                        tr {
                            th scope="row" { (name) }
                            td { (locale.day(*from)) }
                            td { @match until { Some(until) => (locale.day(*until)), None => (locale.say(w::OPEN_END)) } }
                        }
                    }
                }
            }
        },
    )
}

fn password(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let hint = locale.fill(w::PASSWORD_HINT, &[("n", &view.password_min.to_string())]);
    let secret = |name: &str, label: String, hint: &str, auto: &str| {
        input(
            locale,
            &view.problems,
            name,
            &label,
            hint,
            &html! {
                input type="password" id={ "f-" (name) } name=(name) autocomplete=(auto)
                    aria-describedby=[(!hint.is_empty()).then(|| format!("f-{name}-hint"))];
            },
        )
    };
    card::card(
        &locale.say(w::CHANGE_PASSWORD),
        "",
        &html! {
            form class="stack" method="post" action=(view.change) {
                (shell.token())
                (secret("old", locale.say(w::OLD_PASSWORD), "", "current-password"))
                (secret("password", locale.say(w::NEW_PASSWORD), &hint, "new-password"))
                (secret("again", locale.say(w::PASSWORD_AGAIN), "", "new-password"))
                p class="sm muted" { (locale.say(w::CHANGE_NOTE)) }
                p { button class="btn" { (locale.say(w::CHANGE)) } }
            }
        },
    )
}

fn sessions(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    card::flush(
        &locale.say(w::SESSIONS),
        "",
        &html! {
            form method="post" action=(view.revoke) {
                (shell.token())
                div class="scroll" {
                    table class="table cards" {
                        thead {
                            tr {
                                th scope="col" { (locale.say(w::SESSION)) }
                                th scope="col" { (locale.say(w::SIGNED_IN)) }
                                th scope="col" { (locale.say(w::LAST_SEEN)) }
                                th scope="col" { span class="aloud" { (locale.say(w::REVOKE)) } }
                            }
                        }
                        tbody {
                            @for session in &view.sessions {
                                @let aria = locale.fill(w::REVOKE_OF, &[("device", &session.device)]);
                                tr {
                                    th scope="row" { (session.device) }
                                    td data-label=(locale.say(w::SIGNED_IN)) { (locale.instant(session.began)) }
                                    td data-label=(locale.say(w::LAST_SEEN)) { @if session.this { (locale.say(w::THIS)) } @else { (locale.instant(session.seen)) } }
                                    td {
                                        @if !session.this {
                                            button class="btn" name="session" value=(session.id) aria-label=(aria) { (locale.say(w::REVOKE)) }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
                @if view.sessions.len() > 1 {
                    p class="bulk" { button class="btn" name="session" value="*" { (locale.say(w::REVOKE_ALL)) } }
                }
            }
        },
    )
}

fn tokens(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    card::flush(
        &locale.say(w::TOKENS),
        "",
        &html! {
            p class="body sm muted" { (locale.say(w::TOKENS_NOTE)) }
            @if view.tokens.is_empty() { p class="body muted" { (locale.say(w::TOKENS_NONE)) } } @else {
                form method="post" action=(view.make) { (shell.token()) (token_rows(locale, &view.tokens)) }
            }
            form class="body stack" method="post" action=(view.make) {
                (shell.token())
                (input(locale, &view.problems, "name", &locale.say(w::TOKEN_NAME), "", &html! {
                    input type="text" id="f-name" name="name" autocomplete="off";
                }))
                (input(locale, &view.problems, "scope", &locale.say(w::TOKEN_SCOPE), "", &html! {
                    select id="f-scope" name="scope" {
                        option value="" { (locale.say(form::CHOOSE)) }
                        @for (code, label) in &view.scopes { option value=(code) { (label) } }
                    }
                }))
                (input(locale, &view.problems, "until", &locale.say(w::TOKEN_UNTIL), "", &html! {
                    input class="short" type="date" id="f-until" name="until";
                }))
                p { button class="btn" { (locale.say(w::TOKEN_MAKE)) } }
            }
        },
    )
}

fn token_rows(locale: &Locale, tokens: &[Token]) -> Markup {
    html! {
        div class="scroll" {
            table class="table cards" {
                thead {
                    tr {
                        th scope="col" { (locale.say(w::TOKEN_NAME)) }
                        th scope="col" { (locale.say(w::TOKEN_SCOPE)) }
                        th scope="col" { (locale.say(w::TOKEN_UNTIL)) }
                        th scope="col" { (locale.say(w::TOKEN_USED)) }
                        th scope="col" { span class="aloud" { (locale.say(w::TOKEN_REVOKE)) } }
                    }
                }
                tbody {
                    @for token in tokens {
                        @let aria = locale.fill(w::TOKEN_REVOKE_OF, &[("name", &token.name)]);
                        tr {
                            th scope="row" { (token.name) }
                            td data-label=(locale.say(w::TOKEN_SCOPE)) { (token.scope) }
                            td data-label=(locale.say(w::TOKEN_UNTIL)) { (locale.day(token.until)) }
                            td data-label=(locale.say(w::TOKEN_USED)) { @match token.used { Some(at) => (locale.instant(at)), None => (locale.say(w::NEVER)) } }
                            td { button class="btn" name="revoke" value=(token.id) aria-label=(aria) { (locale.say(w::TOKEN_REVOKE)) } }
                        }
                    }
                }
            }
        }
    }
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let at = crate::specimen::instant;
    let day = jiff::civil::date;
    let session = |id: &str, device: &str, this| Session {
        id: id.into(),
        device: device.into(),
        began: at(1_795_000_000),
        seen: at(1_795_200_000),
        this,
    };
    let view = View {
        email: "mara@example.org".into(),
        roles: vec![
            ("AI manager".into(), day(2026, 1, 1), None),
            ("Approver".into(), day(2026, 3, 1), Some(day(2027, 2, 28))),
        ],
        change: Href::to("/account/password"),
        password_min: 12,
        problems: Vec::new(),
        sessions: vec![session("s1", "Firefox on Linux", true), session("s2", "Safari on iPhone", false)],
        revoke: Href::to("/account/sessions"),
        tokens: vec![Token {
            id: "t1".into(),
            name: "Nightly export".into(),
            scope: "Read".into(),
            until: day(2027, 1, 31),
            used: None,
        }],
        scopes: vec![("read".into(), "Read".into()), ("write".into(), "Read and write".into())],
        make: Href::to("/account/tokens"),
        fresh: None,
    };
    let fresh = View { fresh: Some("plb_0190a5b27c317d42".into()), ..view.clone() };
    let wrong = View {
        tokens: Vec::new(),
        problems: vec![Problem::new("old", "wrong", "The password is not right.")],
        ..view.clone()
    };
    let sample = |name, view| Sample::new(name, view, |locale, view: &View| page(&around(locale), view));
    vec![sample("account", view), sample("new-token", fresh), sample("problems", wrong)]
}
