//! A framework and its requirements: where the organisation stands, and why.

use crate::{
    failure::Failed,
    present::readiness,
    request::{Visit, visit::page},
};
use axum::{extract::Path, response::Response};
use record::Refusal;

/// `GET /framework/{id}`.
pub async fn show(visit: Visit, Path(id): Path<String>) -> Result<Response, Failed> {
    let found = visit.desk().readiness(visit.at).await?;
    let packs = visit.desk().packs_at(visit.at).await?;
    let pack = packs.iter().find(|pack| pack.id == id).ok_or_else(Refusal::not_found)?;
    let only = visit.query.get("answer").and_then(readiness::answer_of);
    let view = readiness::framework(&visit, &found, pack, only);
    let shell = visit.shell().await?;
    Ok(page(ui::pages::framework::page(&shell, &view)))
}

/// `GET /framework/{id}/{requirement}`.
pub async fn requirement(
    visit: Visit,
    Path((id, reference)): Path<(String, String)>,
) -> Result<Response, Failed> {
    let found = visit.desk().requirement(&id, &reference, visit.at).await?;
    let packs = visit.desk().packs_at(visit.at).await?;
    let pack = packs.iter().find(|pack| pack.id == id).ok_or_else(Refusal::not_found)?;
    let view = readiness::requirement(&visit, &found, pack, &visit.desk().schemas().await);
    let shell = visit.shell().await?;
    Ok(page(ui::pages::requirement::page(&shell, &view)))
}
