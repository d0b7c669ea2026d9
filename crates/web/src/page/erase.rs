//! Erasing a field of a record in every version: choose the field, see what will happen, sign.

use super::look;
use crate::{
    failure::{Failed, status_of},
    present::names::address,
    request::{
        Sent, Visit,
        visit::{lead, page_with},
    },
    words,
};
use app::{Look, Outcome, REASONS, Trouble};
use axum::{extract::Path, http::StatusCode, response::Response};
use record::{Act, Problem, Refusal};
use ui::{
    Href, Link, Locale,
    components::crumbs::Crumbs,
    pages::check::{self, Reason, View},
    words::{declared, state as states},
};

/// Fields or reasons, each with the versions or entries at which it is filled.
type Filled = Vec<(String, Vec<u64>)>;

/// `GET /r/{kind}/{reference}/erase`.
pub async fn choose(
    visit: Visit,
    Path((kind, reference)): Path<(String, String)>,
) -> Result<Response, Failed> {
    let (look, filled) = found(&visit, &kind, &reference).await?;
    draw(&visit, &choice(&visit, &look, &filled, Vec::new()), StatusCode::OK).await
}

/// `POST /r/{kind}/{reference}/erase`: from the choice to the page that says what will happen, and from there to the act.
pub async fn erase(
    visit: Visit,
    Path((kind, reference)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Failed> {
    let (look, filled) = found(&visit, &kind, &reference).await?;
    let Some(chosen) = filled.iter().find(|(field, _)| field == sent.text("field")) else {
        let problem = Problem::new("field", "missing", "Choose what is to be erased.");
        let view = choice(&visit, &look, &filled, vec![problem]);
        return draw(&visit, &view, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    if sent.form.first("_do").is_none() {
        return draw(&visit, &asked(&visit, &look, chosen, "", Vec::new()), StatusCode::OK).await;
    }
    match carry_out(&visit, &look, &chosen.0, &sent).await {
        Ok(()) => Ok(lead(&format!("/r/{kind}/{reference}"), "erase")),
        Err(Trouble::Refused(refusal)) if on_form(&refusal) => {
            let status = status_of(&Trouble::Refused(refusal.clone()));
            let view = asked(&visit, &look, chosen, sent.text("reason"), problems(refusal));
            draw(&visit, &view, status).await
        }
        Err(trouble) => Err(trouble.into()),
    }
}

async fn found(visit: &Visit, kind: &str, reference: &str) -> Outcome<(Look, Filled)> {
    let look = look::find_now(visit, kind, reference).await?;
    visit.desk().check_erase(&look.schema, &look.record)?;
    let filled = visit.desk().erasable(look.record.id).await?;
    Ok((look, filled))
}

async fn carry_out(visit: &Visit, look: &Look, field: &str, sent: &Sent) -> Outcome<()> {
    let seen = sent.seen().ok_or_else(|| crate::failure::unreadable("The form is not complete."))?;
    let reason = sent.text("reason");
    if reason.trim().is_empty() {
        return Err(Refusal::invalid(vec![Problem::new("reason", "missing", "Say why.")]).into());
    }
    let signature = visit.desk().sign(sent.text("password")).await?;
    visit.desk().erase(look.record.id, field, seen, reason, Some(&signature)).await.map(|_| ())
}

/// The page on which the field is chosen.
fn choice(visit: &Visit, look: &Look, filled: &Filled, problems: Vec<Problem>) -> View {
    let locale = visit.locale();
    let heading = words::ERASE_FIELD.fill(&locale, &[("reference", &look.record.reference)]);
    View {
        effects: vec![words::ERASE_CHOOSE.say(&locale)],
        lacks: check::Lacks::default(),
        fields: filled.iter().map(|(field, _)| (field.clone(), label(&locale, look, field))).collect(),
        submit: words::ERASE_NEXT.say(&locale),
        problems,
        ..plain(visit, look, heading)
    }
}

/// The page that says what will happen to the chosen field in every version, and asks for reason and password.
fn asked(
    visit: &Visit,
    look: &Look,
    chosen: &(String, Vec<u64>),
    typed: &str,
    problems: Vec<Problem>,
) -> View {
    let locale = visit.locale();
    let record = &look.record;
    let label = label(&locale, look, &chosen.0);
    let numbers: Vec<String> = chosen.1.iter().map(|number| locale.number(*number)).collect();
    let numbers = numbers.join(", ");
    let first = if chosen.0 == REASONS {
        words::ERASE_ACTS.fill(&locale, &[("entries", &numbers)])
    } else {
        words::ERASE_VERSIONS.fill(&locale, &[("label", &label), ("versions", &numbers)])
    };
    let parts = [
        ("label", label.as_str()),
        ("reference", record.reference.as_str()),
        ("title", record.title.as_str()),
    ];
    let roles: Vec<&str> = visit.desk().actor().roles.iter().map(|role| role.label()).collect();
    View {
        effects: vec![
            first,
            words::ERASE_KEPT.say(&locale),
            words::ERASE_COPIES.say(&locale),
            words::EFFECT_LEDGER.say(&locale),
        ],
        statement: Some(words::ERASE_STATEMENT.fill(&locale, &parts)),
        role: roles.join(", "),
        reason: Reason::Required,
        password: true,
        typed: typed.to_owned(),
        problems,
        carry: vec![
            ("field".to_owned(), chosen.0.clone()),
            ("_seen".to_owned(), record.position.to_string()),
            ("_do".to_owned(), "1".to_owned()),
        ],
        submit: words::ERASE_DO.say(&locale),
        grave: true,
        ..plain(visit, look, words::ERASE_ONE.fill(&locale, &parts))
    }
}

fn plain(visit: &Visit, look: &Look, heading: String) -> View {
    let locale = visit.locale();
    let kind = look.schema.kind;
    let base = address(visit, kind.id, &look.record.reference);
    View {
        crumbs: Crumbs::new(
            vec![
                Link::new(declared::name_many(&locale, kind), format!("/r/{}", kind.id)),
                Link::new(look.record.reference.clone(), base.clone()),
            ],
            locale.say(states::act(Act::Erase)),
        ),
        heading,
        effects: Vec::new(),
        statement: None,
        role: String::new(),
        changes: None,
        records: Vec::new(),
        reason: Reason::None,
        password: false,
        lacks: check::Lacks::default(),
        fields: Vec::new(),
        typed: String::new(),
        problems: Vec::new(),
        action: Href::to(format!("{base}/erase")),
        carry: Vec::new(),
        key: visit.web.app.nonce(),
        submit: String::new(),
        grave: false,
        back: Href::to(base),
    }
}

/// What a field is called; one that today's schema no longer has keeps its id.
fn label(locale: &Locale, look: &Look, field: &str) -> String {
    if field == REASONS {
        return words::ERASE_REASONS.say(locale);
    }
    let known = look.schema.field(field);
    known.map_or_else(|| field.to_owned(), |field| declared::label(locale, look.schema.kind.id, field))
}

async fn draw(visit: &Visit, view: &View, status: StatusCode) -> Result<Response, Failed> {
    let shell = visit.shell().await?;
    Ok(page_with(status, check::page(&shell, view)))
}

/// Whether the person can mend it on the page.
fn on_form(refusal: &Refusal) -> bool {
    refusal.code == "wrong_password" || refusal.problems.iter().any(|problem| problem.path == "reason")
}

fn problems(refusal: Refusal) -> Vec<Problem> {
    if refusal.code == "wrong_password" {
        return vec![Problem::new("password", refusal.code, refusal.to_string())];
    }
    refusal.problems
}
