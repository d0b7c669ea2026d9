//! The controls of the statement, one at a time: what it says of each is asked beside what records say.

use super::new::Typed;
use crate::{
    failure::Failed,
    present::{
        form::Filled,
        soa::control::{self as shown, Found, Meanwhile},
    },
    request::{
        Sent, Visit,
        visit::{lead, page, page_with},
    },
};
use app::{
    Applicability, At, Kept, Trouble,
    soa_practice::{self as soa, KIND},
};
use axum::{extract::Path, http::StatusCode, response::Response};
use record::{Act, Problem, Refusal, to_form};
use std::sync::Arc;
use ui::pages::step as drawn;

/// `GET /soa/controls/{row}`.
pub async fn show(visit: Visit, Path(row): Path<String>) -> Result<Response, Failed> {
    if let Some(present) = visit.present() {
        return Ok(present);
    }
    let (all, row) = opened(&visit, &row).await?;
    let found = Found::of(&all, row)?;
    let said = soa::said(&found.statement.body, row).ok_or_else(Refusal::not_found)?;
    let schema = Arc::new(soa::row_schema());
    let filled = Filled::new(&visit, &schema, to_form(&schema, &said), visit.web.app.nonce()).await?;
    let shell = visit.shell().await?;
    let view = shown::page(&visit, found, &filled, found.statement.record.version, None).await?;
    Ok(page(drawn::page(&shell, &view)))
}

/// `POST /soa/controls/{row}?base=VERSION`: keeps what is said of it, joined with what others wrote since.
pub async fn keep(visit: Visit, Path(row): Path<String>, sent: Sent) -> Result<Response, Failed> {
    visit.check_now()?;
    let (all, row) = opened(&visit, &row).await?;
    let found = Found::of(&all, row)?;
    let record = &found.statement.record;
    let base = visit.query.get("base").and_then(|base| base.parse().ok()).unwrap_or(record.version);
    let begun = visit.desk().body_of_version(record.id, base).await?;
    let next = found.beside(true).filter(|_| sent.text("_then") != "statement");
    let schema = Arc::new(soa::row_schema());
    let said = soa::said(&begun, row);
    let mut typed = Typed::read(&visit, &schema, sent, said.as_ref()).await?;
    let mut theirs = None;
    if typed.problems.is_empty() {
        let mine = soa::answered(&begun, row, found.is_own(), &typed.body).ok_or_else(Refusal::not_found)?;
        match visit.desk().keep_part(record.id, base, &mine).await {
            Ok(Kept::Made(_)) => {
                let way = next.map_or_else(|| "/soa?version=newest".to_owned(), shown::address);
                return Ok(lead(&way, "soa_control"));
            }
            Ok(Kept::Clash(clash)) => {
                let said = soa::said(&clash.record.body, row).unwrap_or_default();
                theirs = Some(Meanwhile { said, version: clash.record.version });
            }
            Err(Trouble::Refused(refusal)) if !refusal.problems.is_empty() => {
                typed.problems = refusal.problems.into_iter().map(|problem| here(problem, row)).collect();
            }
            Err(trouble) => return Err(trouble.into()),
        }
    }
    let base = theirs.as_ref().map_or(base, |theirs| theirs.version);
    let status = if theirs.is_some() { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    let filled = typed.again(&visit, &schema, &std::collections::BTreeMap::new()).await?;
    let shell = visit.shell().await?;
    let view = shown::page(&visit, found, &filled, base, theirs.as_ref()).await?;
    Ok(page_with(status, drawn::page(&shell, &view)))
}

/// The newest statement, for who may write it, and the row that an address names.
async fn opened(visit: &Visit, row: &str) -> Result<(Applicability, u32), Failed> {
    let row = row.parse().map_err(|_| Refusal::not_found())?;
    let all = visit.desk().applicability(At::Now, true).await?;
    let statement = all.statement.as_ref().ok_or_else(Refusal::not_found)?;
    let schema = visit.desk().schema(KIND).await?;
    visit.desk().check_act(&schema, &statement.record, Act::Revise)?;
    Ok((all, row))
}

/// A problem of the statement as the page of a row names it.
fn here(problem: Problem, row: u32) -> Problem {
    match soa::within(&problem.path, row).map(str::to_owned) {
        Some(path) => Problem { path, ..problem },
        None => problem,
    }
}
