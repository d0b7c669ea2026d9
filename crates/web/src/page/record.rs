//! A record's page.

use super::{look, version::seal};
use crate::{
    failure::Failed,
    present::{
        readiness,
        record::{Around, Part, named, view},
        verdict::need,
    },
    request::{Visit, visit::page},
};
use app::{At, Look, Outcome};
use axum::{extract::Path, response::Response};
use record::Act;

/// `GET /r/{kind}/{reference}`.
pub async fn show(visit: Visit, Path((kind, reference)): Path<(String, String)>) -> Result<Response, Failed> {
    let part = Part::of(visit.query.get("tab"));
    draw(&visit, &kind, &reference, part).await
}

/// `GET /r/{kind}/{reference}/history`.
pub async fn history(
    visit: Visit,
    Path((kind, reference)): Path<(String, String)>,
) -> Result<Response, Failed> {
    draw(&visit, &kind, &reference, Part::History).await
}

async fn draw(visit: &Visit, kind: &str, reference: &str, part: Part) -> Result<Response, Failed> {
    let look = look::find(visit, kind, reference).await?;
    let around = around(visit, &look, part).await?;
    let mut view = view(visit, &look, &around, part);
    view.seal = Some(seal(visit, &look).await?);
    let shell = visit.shell().await?;
    Ok(page(ui::pages::record::page(&shell, &view)))
}

async fn around(visit: &Visit, look: &Look, part: Part) -> Outcome<Around> {
    let lived = visit.desk().history(look.record.id, visit.at).await?;
    let refused = if visit.at == At::Now { refused(visit, look) } else { Vec::new() };
    let every = part == Part::Needs;
    let (found, names) = visit.desk().needs(look.record.id, visit.at, every).await?;
    let schemas = visit.desk().schemas().await;
    let needs = readiness::needs(visit, &found, (&names, &schemas));
    let every_need =
        if every { found.iter().map(|it| need(visit, it, (&names, &schemas))).collect() } else { Vec::new() };
    let erased = visit.desk().erased(&look.record, look.record.version).await?;
    let beside = visit.desk().beside(&lived).await?;
    let remarks = visit.desk().remarks(look, visit.at).await?;
    Ok(Around { names: named(visit, look), remarks, lived, beside, needs, every_need, refused, erased })
}

/// The acts that the state allows and the person may not do: each with the reason that she would be given.
fn refused(visit: &Visit, look: &Look) -> Vec<(Act, String)> {
    let possible = look.record.state.acts(look.schema.kind.life_cycle);
    possible
        .into_iter()
        .filter(|act| act.is_offered() && !look.acts.contains(act))
        .filter_map(|act| {
            let refusal = visit.desk().check_act(&look.schema, &look.record, act).err()?;
            Some((act, refusal.to_string()))
        })
        .collect()
}
