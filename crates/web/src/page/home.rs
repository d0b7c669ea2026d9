//! Home: how ready the organisation is, what to do next, what is due, what was done.

use crate::{
    failure::Failed,
    present::{findings, home, readiness},
    request::{Visit, visit::page},
};
use app::{At, Outcome};
use axum::response::Response;
use ui::pages::home::{Readiness, View};

/// Days ahead that home looks for what is due.
const DAYS_AHEAD: i64 = 30;
/// Lines of each list.
const LINES: usize = 6;

/// `GET /`.
pub async fn show(visit: Visit) -> Result<Response, Failed> {
    let view = view(&visit).await?;
    let shell = visit.shell().await?;
    Ok(page(ui::pages::home::page(&shell, &view)))
}

async fn view(visit: &Visit) -> Outcome<View> {
    let desk = visit.desk();
    let packs = desk.packs_at(visit.at).await?;
    let leading = packs.first();
    // Somebody who does not work with the management system has no readiness to see, and the page says less.
    let found = desk.readiness(visit.at).await.ok();
    let readiness = found.as_ref().zip(leading).map(|(found, pack)| Readiness {
        counts: readiness::totals(found, pack),
        bars: readiness::bars(visit, found, pack),
        stages: readiness::stage_bars(visit, found, pack),
        basis: readiness::basis((found.position, found.at), pack),
    });
    let next = if readiness.is_some() && visit.at == At::Now {
        home::next(visit, &desk.next_acts(LINES).await?)
    } else {
        Vec::new()
    };
    let findings = match leading.filter(|_| readiness.is_some()) {
        Some(pack) => Some(findings::top(visit, &desk.findings(&pack.id, visit.at).await?, pack)),
        None => None,
    };
    // What is due and how many records there are is known of now alone; the past does not show it instead.
    let now = visit.at == At::Now;
    let due = if now { desk.due(DAYS_AHEAD, u64::try_from(LINES).unwrap_or(6)).await? } else { Vec::new() };
    let recent = desk.recent(LINES, visit.at).await?;
    Ok(View {
        readiness,
        tiles: if now {
            home::tiles(visit, &desk.schemas().await, visit.signed.counts().await?, &due)
        } else {
            Vec::new()
        },
        next,
        decide: if now { home::decide(visit, &desk.decisions(LINES).await?) } else { Vec::new() },
        findings,
        due: home::due(visit, &due).await,
        board: None,
        recent: home::recent(visit, &recent),
        buttons: home::buttons(visit).await,
    })
}
