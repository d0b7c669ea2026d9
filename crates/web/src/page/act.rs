//! Consequential acts: a check page first, then the act, on one record or on several.

use super::{
    chosen::{chosen, from},
    look,
};
use crate::{
    failure::{Failed, status_of},
    present::{
        act::{Typed, several, view},
        record::named,
    },
    request::{
        Sent, Visit,
        visit::{lead, page, page_with},
    },
};
use app::{Ask, At, Desk, Look, Outcome, Signature, Trouble};
use axum::{extract::Path, http::StatusCode, response::Response};
use record::{Act, Problem, RecordId, Refusal};

/// `GET /r/{kind}/{reference}/act/{act}`.
pub async fn check(
    visit: Visit,
    Path((kind, reference, act)): Path<(String, String, String)>,
) -> Result<Response, Failed> {
    let act = act_of(&act)?;
    let look = look::find_now(&visit, &kind, &reference).await?;
    visit.desk().check_act(&look.schema, &look.record, act)?;
    draw(&visit, &look, act, Typed::default(), StatusCode::OK).await
}

/// `POST /r/{kind}/{reference}/act/{act}`.
pub async fn decide(
    visit: Visit,
    Path((kind, reference, act)): Path<(String, String, String)>,
    sent: Sent,
) -> Result<Response, Failed> {
    let act = act_of(&act)?;
    let look = look::find_now(&visit, &kind, &reference).await?;
    let seen = sent.seen().ok_or_else(|| crate::failure::unreadable("The form is not complete."))?;
    match carry_out(&visit, look.record.id, act, seen, &sent).await {
        Ok(()) => Ok(lead(&format!("/r/{kind}/{reference}"), act.code())),
        Err(Trouble::Refused(refusal)) if on_form(&refusal) => {
            let status = status_of(&Trouble::Refused(refusal.clone()));
            let typed = Typed { reason: sent.text("reason").to_owned(), problems: problems(refusal) };
            draw(&visit, &look, act, typed, status).await
        }
        // What the record lacks stands on the page, with the way to fill it in.
        Err(Trouble::Refused(refusal)) if !Desk::lacking(&look.schema, &look.record, act).is_empty() => {
            draw(&visit, &look, act, Typed::default(), status_of(&Trouble::Refused(refusal))).await
        }
        Err(trouble) => Err(trouble.into()),
    }
}

/// `POST /r/{kind}/act`: from the register to the check page of several records, and from there to the act.
pub async fn bulk(visit: Visit, Path(kind): Path<String>, sent: Sent) -> Result<Response, Failed> {
    let schema = look::schema(&visit, &kind).await?;
    let act = act_of(sent.text("act"))?;
    let chosen = chosen(&visit, &schema, &sent).await?;
    let from = from(&schema, &sent);
    let mut looks = Vec::new();
    for (id, _) in &chosen {
        let look = visit.desk().look(*id, At::Now).await?;
        if look.schema.kind.id != kind {
            return Err(Refusal::not_found().into());
        }
        if look.acts.contains(&act) {
            looks.push(look);
        }
    }
    if looks.is_empty() {
        return Err(none_allows().into());
    }
    let mut typed = Typed { reason: sent.text("reason").to_owned(), problems: Vec::new() };
    if sent.form.first("_do").is_some() {
        match all(&visit, act, &chosen, &sent).await {
            Ok(true) => return Ok(lead(&from, "several")),
            Ok(false) => return Ok(lead(&from, "some")),
            Err(Trouble::Refused(refusal)) if on_form(&refusal) => typed.problems = problems(refusal),
            Err(trouble) => return Err(trouble.into()),
        }
    }
    let status = if typed.problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shell = visit.shell().await?;
    let view = several(&visit, schema.kind, &looks, (act, from), typed);
    Ok(page_with(status, ui::pages::check::page(&shell, &view)))
}

/// Does the act to each record as it was seen. What stops the first for the person's own sake (reason, password) stops
/// all; what a record does not allow any more leaves that record as it is.
async fn all(visit: &Visit, act: Act, chosen: &[(RecordId, Option<u64>)], sent: &Sent) -> Outcome<bool> {
    let mut every = true;
    for (id, seen) in chosen {
        let Some(seen) = seen else { continue };
        match carry_out(visit, *id, act, *seen, sent).await {
            Ok(()) => {}
            Err(Trouble::Refused(refusal)) if !on_form(&refusal) => every = false,
            Err(trouble) => return Err(trouble),
        }
    }
    Ok(every)
}

async fn carry_out(visit: &Visit, record: RecordId, act: Act, seen: u64, sent: &Sent) -> Outcome<()> {
    let signature = sign(visit, act, sent).await?;
    let reason = Some(sent.text("reason").to_owned());
    let key = sent.key().map(|key| format!("{key}/{record}"));
    visit.desk().decide(Ask { record, act, seen, reason, signature, key }).await.map(|_| ())
}

async fn sign(visit: &Visit, act: Act, sent: &Sent) -> Outcome<Option<Signature>> {
    if act.is_signature() { visit.desk().sign(sent.text("password")).await.map(Some) } else { Ok(None) }
}

async fn draw(
    visit: &Visit,
    look: &Look,
    act: Act,
    typed: Typed,
    status: StatusCode,
) -> Result<Response, Failed> {
    let view = view(visit, look, act, typed, &named(visit, look)).await?;
    let shell = visit.shell().await?;
    let drawn = ui::pages::check::page(&shell, &view);
    Ok(if status == StatusCode::OK { page(drawn) } else { page_with(status, drawn) })
}

/// An act that has a check page.
fn act_of(code: &str) -> Result<Act, Refusal> {
    Act::from_code(code)
        .filter(|act| act.is_consequential() && act.is_offered())
        .ok_or_else(Refusal::not_found)
}

/// Whether the person can mend it on the check page.
fn on_form(refusal: &Refusal) -> bool {
    refusal.code == "wrong_password" || refusal.problems.iter().any(|problem| problem.path == "reason")
}

fn problems(refusal: Refusal) -> Vec<Problem> {
    if refusal.code == "wrong_password" {
        return vec![Problem::new("password", refusal.code, refusal.to_string())];
    }
    refusal.problems
}

fn none_allows() -> Refusal {
    Refusal::new(
        record::Class::Conflict,
        "none_allows",
        "None of the selected records allows this now, or not for you.",
        "Open one of them to see what is possible.",
    )
}
