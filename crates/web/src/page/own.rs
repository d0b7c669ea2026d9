//! Writing a framework of one's own: what it is, its requirements, its expectations.

use crate::{
    failure::Failed,
    present::own as present,
    request::{
        Sent, Visit,
        visit::{lead, page, page_with},
    },
};
use app::{
    Outcome,
    own::{Own, OwnExpectation, OwnRemedy, OwnRequirement, check_texts},
};
use axum::{extract::Path, http::StatusCode, response::Response};
use record::{FormData, Problem, Refusal};
use ui::pages::frameworks::{compose as composing, own as pages};

/// `GET /frameworks/own?id=…`: the form for what a framework is; with the id of a draft, to change it.
pub async fn head(visit: Visit) -> Result<Response, Failed> {
    visit.desk().check_frameworks()?;
    let known = match visit.query.get("id") {
        Some(id) => Some(visit.desk().own_draft(id).await?),
        None => None,
    };
    let data = known.as_ref().map_or_else(FormData::default, present::head_data);
    let view = present::head(&visit, known.is_some(), data, Vec::new());
    let shell = visit.shell().await?;
    Ok(page(pages::form(&shell, &view)))
}

/// `POST /frameworks/own`: begins or changes a draft.
pub async fn begin(visit: Visit, sent: Sent) -> Result<Response, Failed> {
    visit.desk().check_frameworks()?;
    let (own, problems) = head_of(&visit, &sent).await;
    if problems.is_empty() {
        visit.desk().keep_own_draft(&own).await?;
        return Ok(lead(&format!("/frameworks/own/{}", own.id), ""));
    }
    let view = present::head(&visit, false, sent.form, problems);
    let shell = visit.shell().await?;
    Ok(page_with(StatusCode::UNPROCESSABLE_ENTITY, pages::form(&shell, &view)))
}

async fn head_of(visit: &Visit, sent: &Sent) -> (Own, Vec<Problem>) {
    let text = |name: &str| sent.text(name).trim().to_owned();
    let id = text("id");
    let mut own = visit.desk().own_draft(&id).await.unwrap_or_default();
    own.language = 2;
    (own.id, own.title, own.short) = (id, text("title"), text("short"));
    (own.version, own.source, own.licence) = (text("version"), text("source"), text("licence"));
    own.edition = own.version.clone();
    let mut problems: Vec<Problem> = present::HEAD
        .iter()
        .filter(|name| sent.text(name).trim().is_empty())
        .map(|name| Problem::new(*name, "missing", crate::words::OWN_MISSING.say(&visit.locale())))
        .collect();
    let plain = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '-';
    if !own.id.chars().all(plain) || own.id.len() > 40 {
        problems.push(Problem::new("id", "not_a_code", crate::words::OWN_ID.say(&visit.locale())));
    }
    (own, problems)
}

/// `GET /frameworks/own/{id}`: the draft so far.
pub async fn show(visit: Visit, Path(id): Path<String>) -> Result<Response, Failed> {
    let own = visit.desk().own_draft(&id).await?;
    let shell = visit.shell().await?;
    Ok(page(pages::page(&shell, &present::so_far(&visit, &own, &[]))))
}

/// `POST /frameworks/own/{id}`: checks it, takes a requirement out, or forgets it.
pub async fn act(visit: Visit, Path(id): Path<String>, sent: Sent) -> Result<Response, Failed> {
    let mut own = visit.desk().own_draft(&id).await?;
    match sent.text("do") {
        "discard" => {
            visit.desk().drop_own_draft(&id).await?;
            Ok(lead("/frameworks", ""))
        }
        "check" => check(&visit, &own).await,
        verb => {
            let gone = verb.strip_prefix("remove:").unwrap_or_default();
            own.requirement.retain(|it| it.reference != gone);
            own.tidy();
            visit.desk().keep_own_draft(&own).await?;
            Ok(lead(&format!("/frameworks/own/{id}"), ""))
        }
    }
}

async fn check(visit: &Visit, own: &Own) -> Result<Response, Failed> {
    let brought = visit.desk().bring_pack("pack.toml", own.text().as_bytes(), None).await?;
    if brought.problems.is_empty() && brought.pack.is_some() {
        return Ok(lead(&format!("/frameworks/pack/{}", brought.sha256), ""));
    }
    let shell = visit.shell().await?;
    let view = present::so_far(visit, own, &brought.problems);
    Ok(page_with(StatusCode::UNPROCESSABLE_ENTITY, pages::page(&shell, &view)))
}

/// `GET /frameworks/own/{id}/requirement?ref=…`: the form for a requirement; without a reference, for a new one.
pub async fn requirement(visit: Visit, Path(id): Path<String>) -> Result<Response, Failed> {
    let own = visit.desk().own_draft(&id).await?;
    let reference = visit.query.get("ref").unwrap_or_default();
    let view = present::requirement(&visit, &own, reference, None, Vec::new());
    let shell = visit.shell().await?;
    Ok(page(pages::form(&shell, &view)))
}

/// `POST /frameworks/own/{id}/requirement?ref=…`: keeps it.
pub async fn keep_requirement(visit: Visit, Path(id): Path<String>, sent: Sent) -> Result<Response, Failed> {
    let mut own = visit.desk().own_draft(&id).await?;
    let was = visit.query.get("ref").unwrap_or_default().to_owned();
    let problems = set_requirement(&visit, &mut own, &was, &sent);
    if problems.is_empty() {
        visit.desk().keep_own_draft(&own).await?;
        return Ok(lead(&format!("/frameworks/own/{id}"), ""));
    }
    let view = present::requirement(&visit, &own, &was, Some(sent.form), problems);
    let shell = visit.shell().await?;
    Ok(page_with(StatusCode::UNPROCESSABLE_ENTITY, pages::form(&shell, &view)))
}

fn set_requirement(visit: &Visit, own: &mut Own, was: &str, sent: &Sent) -> Vec<Problem> {
    let text = |name: &str| sent.text(name).trim().to_owned();
    let missing = crate::words::OWN_MISSING.say(&visit.locale());
    let mut problems: Vec<Problem> = present::REQUIREMENT
        .iter()
        .filter(|name| sent.text(name).trim().is_empty())
        .map(|name| Problem::new(*name, "missing", missing.clone()))
        .collect();
    let reference = text("ref");
    let plain = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-' | '_');
    if !reference.chars().all(plain) || reference.len() > 40 {
        problems.push(Problem::new("ref", "not_a_reference", crate::words::OWN_REF.say(&visit.locale())));
    }
    if reference != was && own.requirement.iter().any(|it| it.reference == reference) {
        problems.push(Problem::new("ref", "taken", crate::words::OWN_TAKEN.say(&visit.locale())));
    }
    if !problems.is_empty() {
        return problems;
    }
    let kept = own.requirement.iter().find(|it| it.reference == was).cloned().unwrap_or_default();
    // What the search did not show stays chosen.
    let shown: Vec<String> = present::found(visit).into_iter().map(|(value, ..)| value).collect();
    let mut chosen: Vec<String> = kept.expectations.into_iter().filter(|it| !shown.contains(it)).collect();
    chosen.extend(
        sent.form.every("reuse").filter(|it| shown.iter().any(|value| value == it)).map(str::to_owned),
    );
    let made = OwnRequirement {
        reference: reference.clone(),
        title: text("title"),
        under: own.section(&text("section")),
        sentence: text("sentence"),
        asks: vec![text("question")],
        documented: "no".to_owned(),
        expectations: chosen,
    };
    for expectation in &mut own.expectation {
        for known in expectation.requirements.iter_mut().filter(|known| *known == was) {
            known.clone_from(&reference);
        }
    }
    match own.requirement.iter_mut().find(|it| it.reference == was) {
        Some(known) => *known = made,
        None => own.requirement.push(made),
    }
    own.tidy();
    Vec::new()
}

/// `GET /frameworks/own/{id}/expectation?of=…`: begins an expectation, or shows one being composed.
pub async fn expectation(
    visit: Visit,
    Path((id, expectation)): Path<(String, String)>,
) -> Result<Response, Failed> {
    let mut own = visit.desk().own_draft(&id).await?;
    if expectation == "new" {
        let shell = visit.shell().await?;
        let of = visit.query.get("of").unwrap_or_default().to_owned();
        own.requirement.iter().find(|it| it.reference == of).ok_or_else(Refusal::not_found)?;
        own.expectation.push(blank(&own, &of));
        let id = own.expectation.last().map(|it| it.id.clone()).unwrap_or_default();
        let view = present::compose(&visit, &own, &id, Vec::new()).await?;
        return Ok(page(composing::page(&shell, &view)));
    }
    draw(&visit, &own, &expectation, Vec::new()).await
}

/// `POST /frameworks/own/{id}/expectation/{expectation}`: every step of composing.
pub async fn compose(
    visit: Visit,
    Path((id, expectation)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Failed> {
    let mut own = visit.desk().own_draft(&id).await?;
    if !own.expectation.iter().any(|it| it.id == expectation) {
        let of = visit.query.get("of").unwrap_or_default().to_owned();
        own.requirement.iter().find(|it| it.reference == of).ok_or_else(Refusal::not_found)?;
        let made = blank(&own, &of);
        own.expectation.push(OwnExpectation { id: expectation.clone(), ..made });
    }
    let problems = step(&visit, &mut own, &expectation, &sent).await;
    if problems.is_empty() {
        visit.desk().keep_own_draft(&own).await?;
        return Ok(lead(&format!("/frameworks/own/{id}/expectation/{expectation}"), ""));
    }
    draw(&visit, &own, &expectation, problems).await
}

fn blank(own: &Own, of: &str) -> OwnExpectation {
    OwnExpectation {
        id: own.free_id(),
        requirements: vec![of.to_owned()],
        shows: "operation".to_owned(),
        about: "organisation".to_owned(),
        remedy: OwnRemedy { act: "revise".to_owned(), ..OwnRemedy::default() },
        ..OwnExpectation::default()
    }
}

/// Carries out one step on an expectation of a draft.
async fn step(visit: &Visit, own: &mut Own, id: &str, sent: &Sent) -> Vec<Problem> {
    let schemas = visit.desk().schemas().await;
    let Some(expectation) = own.expectation.iter_mut().find(|it| it.id == id) else { return Vec::new() };
    let filters = sent.text("into") == "filter";
    let mut group = if filters { expectation.filter_group() } else { expectation.holds_group() };
    match sent.text("do") {
        "what" => return present::set_what(visit, expectation, sent, &schemas),
        "text" => {
            let (about, holds) = (sent.text("about"), sent.text("holds"));
            (expectation.about, expectation.holds) = (about.trim().to_owned(), holds.trim().to_owned());
            return match check_texts(about, holds) {
                Ok(()) => Vec::new(),
                Err((part, sentence)) => vec![Problem::new(part, "fault", sentence)],
            };
        }
        "switch" => group.any = !group.any,
        "add" => {
            let Some(condition) = present::condition(sent, expectation.kind(), &schemas) else {
                let sentence = crate::words::OWN_CONDITION.say(&visit.locale());
                return vec![Problem::new("condition", "incomplete", sentence)];
            };
            group.conditions.push(condition);
        }
        verb => {
            let place = verb.strip_prefix("remove:").and_then(|place| place.parse::<usize>().ok());
            if let Some(place) = place.filter(|place| *place < group.conditions.len()) {
                group.conditions.remove(place);
            }
        }
    }
    if filters {
        let kind = expectation.kind().to_owned();
        expectation.set_about(&kind, group.text().as_deref());
    } else {
        expectation.holds = group.text().unwrap_or_default();
    }
    Vec::new()
}

async fn draw(visit: &Visit, own: &Own, id: &str, problems: Vec<Problem>) -> Result<Response, Failed> {
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = present::compose(visit, own, id, problems).await?;
    let shell = visit.shell().await?;
    Ok(page_with(status, composing::page(&shell, &view)))
}

/// The drafts of this person, as links.
pub async fn drafts(visit: &Visit) -> Outcome<Vec<ui::Link>> {
    let drafts = visit.desk().own_drafts().await?;
    let locale = visit.locale();
    let label = |title: &str| locale.fill(ui::words::own_framework::GO_ON, &[("title", title)]);
    Ok(drafts
        .iter()
        .map(|(id, title)| ui::Link::new(label(title), format!("/frameworks/own/{id}")))
        .collect())
}
