//! A framework and its requirements: where the organisation stands, why, what would change it, and what has changed.

use crate::{
    failure::Failed,
    present::{
        changes::{self, Asked},
        findings, readiness, verdict,
    },
    request::{
        Sent, Visit,
        visit::{Past, lead, moment, page, page_with},
    },
};
use app::{Alone, Outcome, Pack, Since, Subject, Trouble};
use axum::{extract::Path, http::StatusCode, response::Response};
use record::{Problem, Refusal};
use ui::pages;

/// People offered in the filter by who can move a requirement.
const OWNERS: u64 = 40;

/// `GET /framework/{id}`.
pub async fn show(visit: Visit, Path(id): Path<String>) -> Result<Response, Failed> {
    let found = visit.desk().readiness(visit.at).await?;
    let packs = visit.desk().packs_at(visit.at).await?;
    let narrowed = narrowed(&visit, &id).await?;
    let owners = owners(&visit).await?;
    let view = readiness::framework(&visit, &found, named(&packs, &id)?, &narrowed, &owners);
    let shell = visit.shell().await?;
    Ok(page(pages::framework::page(&shell, &view)))
}

/// `GET /framework/{id}/{requirement}`.
pub async fn requirement(
    visit: Visit,
    Path((id, reference)): Path<(String, String)>,
) -> Result<Response, Failed> {
    let desk = visit.desk();
    let number = readiness::alone_page(&visit.query);
    let alone = visit.query.get(readiness::ALONE).map(|expectation| Alone { expectation, page: number });
    let found = desk.requirement(&id, &reference, visit.at, alone).await?;
    let asked = visit.query.get("turns").is_some();
    let lived = desk.life_of(&id, &reference, visit.at, asked).await?;
    let schemas = desk.schemas().await;
    let life = changes::life(&visit, lived.as_ref(), &schemas);
    let packs = desk.packs_at(visit.at).await?;
    let view = readiness::requirement(&visit, &found, named(&packs, &id)?, life, &schemas);
    let shell = visit.shell().await?;
    Ok(page(pages::requirement::page(&shell, &view)))
}

/// `GET /framework/{id}/{requirement}/turn/{expectation}?about=REFERENCE`: one verdict and what would turn it.
pub async fn turn(
    visit: Visit,
    Path((id, reference, expectation)): Path<(String, String, String)>,
) -> Result<Response, Failed> {
    let packs = visit.desk().packs_at(visit.at).await?;
    let subject = subject(&visit).await?;
    let (judged, names) = visit.desk().turning(&id, &expectation, &subject, visit.at).await?;
    let seen = visit.desk().readiness(visit.at).await.map(|found| (found.position, found.at))?;
    let schemas = visit.desk().schemas().await;
    let place = (named(&packs, &id)?, reference.as_str(), expectation.as_str());
    let view = verdict::page(&visit, &judged, place, seen, (&names, &schemas));
    let shell = visit.shell().await?;
    Ok(page(pages::turn::page(&shell, &view)))
}

/// `GET /framework/{id}/findings`: the typical nonconformities, the worst first.
pub async fn findings(visit: Visit, Path(id): Path<String>) -> Result<Response, Failed> {
    let found = visit.desk().findings(&id, visit.at).await?;
    let packs = visit.desk().packs_at(visit.at).await?;
    let view = findings::page(&visit, &found, named(&packs, &id)?, &visit.desk().schemas().await);
    let shell = visit.shell().await?;
    Ok(page(pages::findings::page(&shell, &view)))
}

/// `GET /framework/{id}/changes?since=MOMENT`: what turned since a day, an instant or a number of entries.
pub async fn changes(visit: Visit, Path(id): Path<String>) -> Result<Response, Failed> {
    let typed = visit.query.get("since").unwrap_or_default().trim().to_owned();
    let mut asked = Asked { since: typed.clone(), pasted: String::new(), problems: Vec::new() };
    let since = match since(&visit, &typed).await {
        Ok(since) => since,
        Err(Trouble::Refused(refusal)) => {
            asked.problems = at("since", &refusal);
            None
        }
        Err(trouble) => return Err(trouble.into()),
    };
    turned(&visit, &id, asked, since).await
}

/// `POST /framework/{id}/changes`: a checkpoint that was kept elsewhere, pasted or as a file.
pub async fn changes_since(visit: Visit, Path(id): Path<String>, sent: Sent) -> Result<Response, Failed> {
    let pasted = match sent.file("file") {
        Some(file) => String::from_utf8_lossy(&file.bytes).into_owned(),
        None => sent.text("checkpoint").to_owned(),
    };
    match visit.desk().since_checkpoint(&pasted).await {
        Ok(since) => {
            let address = visit.query.without("since").with("since", since.size.to_string());
            Ok(lead(&address.on(&format!("/framework/{id}/changes")), "checkpoint_holds"))
        }
        Err(Trouble::Refused(refusal)) => {
            let problems = at("checkpoint", &refusal);
            turned(&visit, &id, Asked { since: String::new(), pasted, problems }, None).await
        }
        Err(trouble) => Err(trouble.into()),
    }
}

async fn turned(visit: &Visit, id: &str, asked: Asked, since: Option<Since>) -> Result<Response, Failed> {
    let status = if asked.problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let desk = visit.desk();
    let now = desk.readiness(visit.at).await?;
    let found = match since {
        Some(since) => Some(desk.changes(id, since, visit.at).await?),
        None => None,
    };
    let told = found.as_ref().map(|found| (found, (now.position, now.at)));
    let packs = desk.packs_at(visit.at).await?;
    let view = changes::page(visit, named(&packs, id)?, asked, told, &desk.schemas().await);
    let shell = visit.shell().await?;
    Ok(page_with(status, pages::changes::page(&shell, &view)))
}

/// The pack with an id, among those that were in force then.
fn named<'p>(packs: &'p [Pack], id: &str) -> Result<&'p Pack, Refusal> {
    packs.iter().find(|pack| pack.id == id).ok_or_else(Refusal::not_found)
}

/// The moment that was typed; none when nothing was.
async fn since(visit: &Visit, typed: &str) -> Outcome<Option<Since>> {
    if typed.is_empty() {
        return Ok(None);
    }
    Ok(Some(match moment(typed, visit.desk().zone())? {
        Past::Entry(size) => visit.desk().since_size(size).await?,
        Past::Instant(instant) => visit.desk().since_instant(instant).await?,
    }))
}

/// What is wrong, at the field where it was typed.
fn at(field: &str, refusal: &Refusal) -> Vec<Problem> {
    let sentence = refusal.problems.first().map_or_else(|| refusal.to_string(), |it| it.sentence.clone());
    vec![Problem::new(field, refusal.code, sentence)]
}

async fn narrowed(visit: &Visit, id: &str) -> Outcome<readiness::Narrowed> {
    let only = match visit.query.get("owner") {
        Some(reference) => {
            let person = visit.desk().find_reference(reference).await?;
            Some(visit.desk().waiting_for(id, person, visit.at).await?)
        }
        None => None,
    };
    Ok(readiness::Narrowed {
        answer: visit.query.get("answer").and_then(readiness::answer_of),
        stage: visit.query.get("stage").and_then(readiness::Question::of),
        clause: visit.query.get("clause").map(str::to_owned),
        only,
    })
}

/// The people by whom the list can be narrowed down: reference and name.
async fn owners(visit: &Visit) -> Outcome<Vec<(String, String)>> {
    let offered = visit.desk().offers("person", OWNERS).await?;
    Ok(offered.iter().map(|(_, named)| (named.reference.clone(), named.title.clone())).collect())
}

/// Whom a verdict is about, by reference: a record, a requirement, or the organisation when none is named.
async fn subject(visit: &Visit) -> Outcome<Subject> {
    let Some(about) = visit.query.get("about") else { return Ok(Subject::Organisation) };
    match visit.desk().find_reference(about).await {
        Ok(id) => Ok(Subject::Record(id)),
        Err(Trouble::Refused(_)) => Ok(Subject::Requirement(about.to_owned())),
        Err(trouble) => Err(trouble),
    }
}
