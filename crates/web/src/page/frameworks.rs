//! Frameworks: which hold, bringing one, and what taking one over would turn.

use crate::{
    failure::{Failed, status_of},
    present::frameworks as present,
    request::{
        Sent, Visit,
        visit::{lead, page, page_with},
    },
};
use app::{Brought, Outcome, Trouble};
use axum::{extract::Path, http::StatusCode, response::Response};
use record::Problem;
use ui::pages::frameworks::{bring, list, takeover};

/// `GET /frameworks`.
pub async fn show(visit: Visit) -> Result<Response, Failed> {
    if let Some(present) = visit.present() {
        return Ok(present);
    }
    let lines = visit.desk().frameworks().await?;
    let drafts = super::own::drafts(&visit).await?;
    let view = present::list(&visit, &lines, drafts);
    let shell = visit.shell().await?;
    Ok(page(list::page(&shell, &view)))
}

/// `GET /frameworks/bring`.
pub async fn form(visit: Visit) -> Result<Response, Failed> {
    visit.desk().check_frameworks()?;
    let shell = visit.shell().await?;
    Ok(page(bring::page(&shell, &present::bring(&visit, String::new(), Vec::new(), None))))
}

/// `POST /frameworks/bring`.
pub async fn take(visit: Visit, sent: Sent) -> Result<Response, Failed> {
    visit.desk().check_frameworks()?;
    let note = sent.text("signature").to_owned();
    let Some(file) = sent.file("file") else {
        let problem = Problem::new("file", "missing", "Choose a file.");
        return Ok(refuse(&visit, note, vec![problem], None).await?);
    };
    let brought = visit.desk().bring_pack(&file.name, &file.bytes, Some(&note)).await?;
    if brought.problems.is_empty() && brought.pack.is_some() {
        return Ok(lead(&format!("/frameworks/pack/{}", brought.sha256), ""));
    }
    let problem = Problem::new("file", "pack_problem", present::how_many(&visit, &brought));
    Ok(refuse(&visit, note, vec![problem], Some(&brought)).await?)
}

/// `GET /frameworks/pack/{sha256}`: what a pack at hand would turn.
pub async fn look(visit: Visit, Path(sha256): Path<String>) -> Result<Response, Failed> {
    Ok(draw(&visit, &sha256, String::new(), Vec::new(), StatusCode::OK).await?)
}

/// `POST /frameworks/pack/{sha256}`: proposes it.
pub async fn propose(visit: Visit, Path(sha256): Path<String>, sent: Sent) -> Result<Response, Failed> {
    let reason = sent.text("reason").to_owned();
    match visit.desk().propose_pack(&sha256, &reason, sent.key()).await {
        Ok(_) => Ok(lead("/frameworks", "framework_proposed")),
        Err(Trouble::Refused(refusal)) if !refusal.problems.is_empty() => {
            let status = status_of(&Trouble::Refused(refusal.clone()));
            Ok(draw(&visit, &sha256, reason, refusal.problems, status).await?)
        }
        Err(trouble) => Err(trouble.into()),
    }
}

/// `GET /frameworks/proposed/{reference}`: what a proposal would turn.
pub async fn proposed(visit: Visit, Path(reference): Path<String>) -> Result<Response, Failed> {
    visit.check_now()?;
    let (pack, note, record) = visit.desk().proposal(&reference).await?;
    let foreseen = visit.desk().foresee(&pack, note.as_deref()).await?;
    let view = present::takeover(&visit, &foreseen, None, Some(&record.reference));
    let shell = visit.shell().await?;
    Ok(page(takeover::page(&shell, &view)))
}

async fn refuse(
    visit: &Visit,
    note: String,
    problems: Vec<Problem>,
    brought: Option<&Brought>,
) -> Outcome<Response> {
    let view = present::bring(visit, note, problems, brought);
    let shell = visit.shell().await?;
    Ok(page_with(StatusCode::UNPROCESSABLE_ENTITY, bring::page(&shell, &view)))
}

async fn draw(
    visit: &Visit,
    sha256: &str,
    typed: String,
    problems: Vec<Problem>,
    status: StatusCode,
) -> Outcome<Response> {
    visit.check_now()?;
    visit.desk().check_governing()?;
    let (pack, note) = visit.desk().pack_at_hand(sha256).await?;
    let foreseen = visit.desk().foresee(&pack, note.as_deref()).await?;
    let form = visit.desk().check_frameworks().is_ok().then(|| takeover::Form {
        action: ui::Href::to(format!("/frameworks/pack/{sha256}")),
        key: visit.web.app.nonce(),
        typed,
        problems,
    });
    let view = present::takeover(visit, &foreseen, form, None);
    let shell = visit.shell().await?;
    Ok(page_with(status, takeover::page(&shell, &view)))
}
