//! Accounts of the organisation, for administrators: making, locking and unlocking.

use super::reset;
use crate::{
    failure::{Failed, status_of},
    present::{form::Filled, plain::Plain},
    request::{
        Sent, Visit,
        visit::{lead, page, page_with},
    },
    words,
};
use app::Trouble;
use axum::{http::StatusCode, response::Response};
use record::{
    Approval, Area, FormData, Kind, LifeCycle, Name, Problem, RecordId, Refusal, Schema, Sensitivity, line,
    person,
};
use std::sync::Arc;
use ui::{
    Flash, Href, Link,
    components::{
        badge::{Badge, Tone},
        button::Button,
        crumbs::Crumbs,
        register::{Cell, Column, Register, Row},
    },
    pages::{form, list},
};

/// The form of a new account. No records of it are kept: an account is no record.
static ACCOUNT: Kind = Kind {
    id: "account",
    reference: "ACC",
    name: Name { one: "Account", many: "Accounts" },
    purpose: "Who can sign in, and as which person.",
    expected_by: &[],
    area: Area::Settings,
    fields: &[
        line("email", "E-mail address")
            .required()
            .max(200)
            .hint("With this address the person signs in")
            .field,
        person("person", "Person")
            .required()
            .hint("The person must be in the register of people already")
            .field,
    ],
    columns: &[],
    life_cycle: LifeCycle::Kept,
    approval: Approval::GOVERNING,
    sensitivity: Sensitivity::Confined,
    version: 1,
    upcasts: &[],
}
.checked();

/// `GET /people`.
pub async fn show(visit: Visit) -> Result<Response, Failed> {
    let shell = visit.shell().await?;
    Ok(page(accounts(&visit, shell).await?))
}

/// `POST /people`: locks or unlocks the accounts that are named, or leads to the page before a password is reset.
pub async fn lock(visit: Visit, sent: Sent) -> Result<Response, Failed> {
    visit.desk().check_accounts()?;
    if sent.text("act") == "reset" {
        return reset::check(&visit, &sent).await;
    }
    let locked = match sent.text("act") {
        "lock" => true,
        "unlock" => false,
        _ => return Err(Refusal::not_found().into()),
    };
    for id in sent.form.every("id") {
        let account = id.parse().map_err(|_| Refusal::not_found())?;
        visit.desk().lock_account(account, locked).await?;
    }
    Ok(lead("/people", if locked { "locked" } else { "unlocked" }))
}

/// `GET /people/new`.
pub async fn form(visit: Visit) -> Result<Response, Failed> {
    visit.desk().check_accounts()?;
    Ok(draw(&visit, FormData(visit.query.0.0.clone()), Vec::new(), StatusCode::OK).await?)
}

/// `POST /people/new`: the first password is made by chance and shown once; the person changes it.
pub async fn make(visit: Visit, sent: Sent) -> Result<Response, Failed> {
    visit.desk().check_accounts()?;
    let typed = sent.text("person").trim().to_owned();
    let Ok(person) = typed.parse::<RecordId>() else {
        let problem = Problem::new("person", "missing", "Choose the person.");
        return Ok(draw(&visit, sent.form, vec![problem], StatusCode::UNPROCESSABLE_ENTITY).await?);
    };
    let email = sent.text("email").to_owned();
    match visit.desk().invite(person, &email).await {
        Ok(password) => {
            let mut shell = visit.shell().await?;
            let sentence =
                words::FIRST_PASSWORD.fill(&shell.locale, &[("email", &email), ("password", &password)]);
            shell.flash = Some(Flash { tone: Tone::Ok, sentence });
            Ok(page(accounts(&visit, shell).await?))
        }
        Err(Trouble::Refused(refusal)) if !refusal.problems.is_empty() => {
            let status = status_of(&Trouble::Refused(refusal.clone()));
            Ok(draw(&visit, sent.form, refusal.problems, status).await?)
        }
        Err(trouble) => Err(trouble.into()),
    }
}

async fn draw(
    visit: &Visit,
    data: FormData,
    problems: Vec<Problem>,
    status: StatusCode,
) -> app::Outcome<Response> {
    let schema = Arc::new(Schema::of(&ACCOUNT));
    let mut filled = Filled::new(visit, &schema, data, visit.web.app.nonce()).await?;
    filled.problems = problems;
    let locale = visit.locale();
    let heading = words::NEW_ACCOUNT.say(&locale);
    let view = form::View {
        crumbs: Crumbs::new(vec![Link::new(words::ACCOUNTS.say(&locale), "/people")], heading.clone()),
        heading: heading.clone(),
        action: Href::to("/people/new"),
        base: None,
        key: filled.key.clone(),
        submit: heading,
        cancel: Href::to("/people"),
        only: None,
        alike: Vec::new(),
        form: filled.form(),
    };
    let shell = visit.shell().await?;
    Ok(page_with(status, form::page(&shell, &view)))
}

/// The accounts as a register.
pub(super) async fn accounts(visit: &Visit, shell: ui::Shell) -> app::Outcome<String> {
    let locale = visit.locale();
    let wanted = record::fold(visit.query.get("q").unwrap_or_default().trim());
    let seats = visit.desk().seats().await?;
    let ids: Vec<RecordId> = seats.iter().map(|seat| seat.person).collect();
    let people = visit.desk().names(&ids, app::At::Now).await?;
    let rows: Vec<Row> = seats
        .iter()
        .filter(|account| wanted.is_empty() || account.email.contains(&wanted))
        .map(|account| {
            let named = people.get(&account.person);
            let person = named.map(|named| {
                Link::new(named.title.clone(), format!("/r/{}/{}", named.kind, named.reference))
            });
            let state = if account.locked {
                Badge::new(Tone::Bad, words::LOCKED.say(&locale))
            } else if account.password_given {
                Badge::new(Tone::Warn, words::GIVEN.say(&locale))
            } else {
                Badge::new(Tone::Ok, words::OPEN.say(&locale))
            };
            Row {
                id: account.account.to_string(),
                reference: named.map(|named| named.reference.clone()).unwrap_or_default(),
                href: Href::to(
                    person.as_ref().map_or_else(|| "/people".to_owned(), |link| link.href.0.clone()),
                ),
                cells: vec![
                    Cell::Text(account.email.clone()),
                    Cell::Text(person.map(|link| link.label).unwrap_or_default()),
                    Cell::Badge(state),
                ],
            }
        })
        .collect();
    let title = words::ACCOUNTS.say(&locale);
    let register = Register {
        caption: title.clone(),
        columns: [words::EMAIL, words::PERSON, words::STATE]
            .map(|word| Column::new(word.say(&locale)))
            .to_vec(),
        rows,
        select: true,
        ..Register::default()
    };
    let acts = [("lock", words::LOCK), ("unlock", words::UNLOCK), ("reset", words::RESET)];
    let plain = Plain::default();
    let view = list::View {
        buttons: vec![Button::new(words::NEW_ACCOUNT.say(&locale), "/people/new").primary()],
        bulk: Some(list::Bulk {
            change: None,
            every: None,
            action: Href::to("/people"),
            from: Href::to("/people"),
            acts: acts.map(|(code, word)| (code.to_owned(), word.say(&locale))).to_vec(),
        }),
        ..plain.view(visit, title, words::ACCOUNTS_PURPOSE.say(&locale), register)
    };
    Ok(list::page(&shell, &view).0)
}
