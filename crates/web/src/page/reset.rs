//! Giving an account another password: a page that says what will happen, then the password, once.

use super::people::accounts;
use crate::{
    failure::{Failed, status_of},
    request::{
        Sent, Visit,
        visit::{page, page_with},
    },
    words,
};
use app::Trouble;
use axum::{http::StatusCode, response::Response};
use record::{Problem, Refusal};
use ui::{
    Flash, Href, Link,
    components::{badge::Tone, crumbs::Crumbs},
    pages::check::{self, Reason, View},
};
use uuid::Uuid;

/// The page before it, for the one account that is named.
pub(super) async fn check(visit: &Visit, sent: &Sent) -> Result<Response, Failed> {
    draw(visit, account(sent)?, Vec::new(), StatusCode::OK).await
}

/// `POST /people/reset`: asks for the administrator's own password, and shows the new one once.
pub async fn reset(visit: Visit, sent: Sent) -> Result<Response, Failed> {
    let account = account(&sent)?;
    let email = visit.desk().check_reset(account).await?.email;
    match visit.desk().sign(sent.text("password")).await {
        Ok(_) => {}
        Err(Trouble::Refused(refusal)) if refusal.code == "wrong_password" => {
            let status = status_of(&Trouble::Refused(refusal.clone()));
            let problem = Problem::new("password", refusal.code, refusal.to_string());
            return draw(&visit, account, vec![problem], status).await;
        }
        Err(trouble) => return Err(trouble.into()),
    }
    let password = visit.desk().reset_password(account).await?;
    let mut shell = visit.shell().await?;
    let sentence = words::RESET_DONE.fill(&shell.locale, &[("email", &email), ("password", &password)]);
    shell.flash = Some(Flash { tone: Tone::Ok, sentence });
    Ok(page(accounts(&visit, shell).await?))
}

/// The one account that a form names.
fn account(sent: &Sent) -> Result<Uuid, Refusal> {
    let named: Vec<&str> = sent.form.every("id").collect();
    match named.as_slice() {
        [id] => id.parse().map_err(|_| Refusal::not_found()),
        _ => Err(Refusal::invalid(vec![Problem::new("id", "one_account", "Select one account.")])),
    }
}

async fn draw(
    visit: &Visit,
    account: Uuid,
    problems: Vec<Problem>,
    status: StatusCode,
) -> Result<Response, Failed> {
    let email = visit.desk().check_reset(account).await?.email;
    let locale = visit.locale();
    let parts = [("email", email.as_str())];
    let view = View {
        crumbs: Crumbs::new(
            vec![Link::new(words::ACCOUNTS.say(&locale), "/people")],
            words::RESET.say(&locale),
        ),
        heading: words::RESET_OF.fill(&locale, &parts),
        effects: [words::RESET_EFFECT, words::RESET_ENDS, words::RESET_OWN]
            .map(|word| word.fill(&locale, &parts))
            .to_vec(),
        statement: None,
        role: String::new(),
        changes: None,
        records: Vec::new(),
        reason: Reason::None,
        password: true,
        lacks: check::Lacks::default(),
        fields: Vec::new(),
        typed: String::new(),
        problems,
        action: Href::to("/people/reset"),
        carry: vec![("id".to_owned(), account.to_string())],
        key: visit.web.app.nonce(),
        submit: words::RESET.say(&locale),
        grave: true,
        back: Href::to("/people"),
    };
    let shell = visit.shell().await?;
    Ok(page_with(status, check::page(&shell, &view)))
}
