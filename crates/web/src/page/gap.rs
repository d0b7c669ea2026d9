//! The gap assessment: the overview, the guide through requirements, gaps accepted, the report.

use crate::{
    failure::Failed,
    page::new::Typed,
    present::{form::Filled, gap},
    request::{
        Query, Sent, Visit,
        visit::{lead, page, page_with},
    },
};
use app::{Assessment, Judge, Outcome, TakeUp, Trouble, gap_practice};
use axum::{
    extract::Path,
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use record::{FormData, Problem, RecordId, Refusal, to_form};
use std::collections::BTreeMap;

/// `GET /gaps/{pack}`; filters in the address.
pub async fn overview(visit: Visit, Path(pack): Path<String>) -> Result<Response, Failed> {
    if let Some(present) = visit.present() {
        return Ok(present);
    }
    let assessment = assessment(&visit, &pack).await?;
    draw(&visit, &assessment, &FormData::default(), Vec::new()).await
}

/// `POST /gaps/{pack}/actions`: accepts the selected gaps.
pub async fn take_up(visit: Visit, Path(pack): Path<String>, sent: Sent) -> Result<Response, Failed> {
    visit.check_now()?;
    let ask = TakeUp {
        gaps: sent.form.every("id").filter_map(selected).collect(),
        assignee: sent.text("assignee").parse().ok(),
        due: sent.text("due").parse().ok(),
        key: sent.key(),
    };
    match visit.desk().take_up(ask).await {
        Ok(_) => Ok(lead(&on(&visit).on(&format!("/gaps/{pack}")), "taken_up")),
        Err(Trouble::Refused(refusal)) if !refusal.problems.is_empty() => {
            let assessment = assessment(&visit, &pack).await?;
            draw(&visit, &assessment, &sent.form, refusal.problems).await
        }
        Err(trouble) => Err(trouble.into()),
    }
}

/// `GET /gaps/{pack}/{requirement}`: the guide at one requirement.
pub async fn guide(
    visit: Visit,
    Path((pack, reference)): Path<(String, String)>,
) -> Result<Response, Failed> {
    visit.check_now()?;
    let assessment = assessment(&visit, &pack).await?;
    if assessment.baseline.is_none() {
        return Ok(lead(&format!("/gaps/{pack}"), ""));
    }
    let data = match gap::line_of(&assessment, &reference)?.gap.as_ref() {
        Some(line) => to_form(&*visit.desk().schema(gap_practice::KIND).await?, &line.record.body),
        None => gap::proposed(&gap::around(&visit, &pack, &reference).await?),
    };
    let key = visit.web.app.nonce();
    ask(&visit, &assessment, &reference, (data, Vec::new(), key)).await
}

/// `POST /gaps/{pack}/{requirement}`: keeps the judgement and goes on.
pub async fn judge(
    visit: Visit,
    Path((pack, reference)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Failed> {
    visit.check_now()?;
    let assessment = assessment(&visit, &pack).await?;
    let line = gap::line_of(&assessment, &reference)?;
    let baseline = assessment.baseline.as_ref().ok_or_else(Refusal::not_found)?;
    let schema = visit.desk().schema(gap_practice::KIND).await?;
    let next = sent.text("_then") == "next";
    let seen = sent.seen();
    let before = line.gap.as_ref().map(|line| &line.record.body);
    let mut typed = Typed::read(&visit, &schema, sent, before).await?;
    let asked: Vec<Problem> = typed.problems.drain(..).filter(gap::is_asked).collect();
    let known = before.cloned().unwrap_or_default();
    let body = gap::merged(&schema, &known, &typed.body);
    let judge = Judge {
        pack: pack.clone(),
        reference: reference.clone(),
        baseline: baseline.id,
        body,
        seen,
        key: typed.key.clone(),
    };
    let problems = if asked.is_empty() {
        match visit.desk().judge(judge).await {
            Ok(_) => return Ok(lead(&gap::after(&visit, &assessment, &reference, next), "judged")),
            Err(Trouble::Refused(refusal)) if !refusal.problems.is_empty() => refusal.problems,
            Err(trouble) => return Err(trouble.into()),
        }
    } else {
        asked
    };
    let key = typed.key.unwrap_or_else(|| visit.web.app.nonce());
    ask(&visit, &assessment, &reference, (typed.data, problems, key)).await
}

/// `GET /gaps/{pack}/report`: baseline against now.
pub async fn report(visit: Visit, Path(pack): Path<String>) -> Result<Response, Failed> {
    if let Some(present) = visit.present() {
        return Ok(present);
    }
    let assessment = assessment(&visit, &pack).await?;
    let seal = visit.desk().seal_line().await?;
    let checkpoint = visit.desk().checkpoint().await?;
    let shell = visit.shell().await?;
    let view = gap::report(&visit, &assessment, &seal, checkpoint)?;
    Ok(page(ui::pages::gap_report::page(&shell, &view)))
}

/// `GET /gaps/{pack}/report.csv`.
pub async fn report_csv(visit: Visit, Path(pack): Path<String>) -> Result<Response, Failed> {
    let assessment = assessment(&visit, &pack).await?;
    let (heads, rows) = gap::sheet(&visit, &assessment);
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(CONTENT_DISPOSITION, super::file::attachment(&format!("gaps-{pack}.csv")));
    Ok((headers, exchange::write_rows(&heads, rows)).into_response())
}

/// The assessment that an address asks for: on the seal under `on`, or the last one.
pub async fn assessment(visit: &Visit, pack: &str) -> Outcome<Assessment> {
    let on = match visit.query.get("on") {
        Some(reference) => Some(visit.desk().baseline(reference).await?),
        None => None,
    };
    visit.desk().assessment(pack, on).await
}

/// The part of an address that says on which seal.
pub fn on(visit: &Visit) -> Query {
    visit.query.keep(|name, _| name == "on")
}

async fn draw(
    visit: &Visit,
    assessment: &Assessment,
    typed: &FormData,
    problems: Vec<Problem>,
) -> Result<Response, Failed> {
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let people = visit.desk().offers("person", crate::limits::OFFERS).await?;
    let people: Vec<(String, String)> =
        people.iter().map(|(id, named)| (id.to_string(), named.title.clone())).collect();
    let shell = visit.shell().await?;
    let view = gap::overview(visit, assessment, people, typed, problems).await?;
    Ok(page_with(status, ui::pages::gaps::page(&shell, &view)))
}

async fn ask(
    visit: &Visit,
    assessment: &Assessment,
    reference: &str,
    (data, problems, key): (FormData, Vec<Problem>, String),
) -> Result<Response, Failed> {
    let schema = visit.desk().schema(gap_practice::KIND).await?;
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut filled = Filled::new(visit, &schema, data, key).await?;
    filled.problems = problems;
    filled.number_rows(&BTreeMap::new());
    let around = gap::around(visit, &assessment.pack, reference).await?;
    let shell = visit.shell().await?;
    let view = gap::guide(visit, assessment, reference, &filled, &around)?;
    Ok(page_with(status, ui::pages::step::page(&shell, &view)))
}

/// A gap as a selection sends it: its record, and the position at which it was seen.
fn selected(text: &str) -> Option<(RecordId, u64)> {
    let (id, seen) = text.split_once('@')?;
    Some((id.parse().ok()?, seen.parse().ok()?))
}
