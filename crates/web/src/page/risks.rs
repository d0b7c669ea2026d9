//! Risks together: the heat map, the risks of one use, what a method would change.

use super::look;
use crate::{
    failure::Failed,
    present::risks as shown,
    request::{
        Visit,
        visit::{Past, moment, page},
    },
};
use app::{At, risk_practice as risks};
use axum::{extract::Path, response::Response};
use record::Refusal;

/// `GET /risks?only=…&then=…`.
pub async fn board(visit: Visit) -> Result<Response, Failed> {
    let (listed, count) = shown::listed(&visit);
    let board = visit.desk().risk_board(visit.at, listed, count).await?;
    let then = match visit.query.get("then") {
        Some(text) => {
            let at = match moment(text, visit.desk().zone())? {
                Past::Entry(size) => At::Size(size),
                Past::Instant(instant) => visit.desk().at_instant(instant).await?,
            };
            Some(visit.desk().risk_board(at, listed, 0).await?.board)
        }
        None => None,
    };
    let schema = visit.desk().schema(risks::KIND).await?;
    let method = visit.desk().schema(risks::METHOD).await?;
    let may = visit.desk().check_create(&method).is_ok() && visit.past.is_none();
    let shell = visit.shell().await?;
    Ok(page(ui::pages::risks::page(&shell, &shown::board(&visit, &schema, &board, then.as_ref(), may))))
}

/// `GET /risks/use/{reference}`.
pub async fn of_use(visit: Visit, Path(reference): Path<String>) -> Result<Response, Failed> {
    let look = look::find(&visit, "use", &reference).await?;
    let (found, names) = visit.desk().risks_of_use(look.record.id, visit.at).await?;
    let shell = visit.shell().await?;
    Ok(page(ui::pages::risks::of_use(&shell, &shown::of_use(&visit, &look, &found, &names))))
}

/// `GET /risks/method/{reference}`: what the method as it is being written would change.
pub async fn preview(visit: Visit, Path(reference): Path<String>) -> Result<Response, Failed> {
    if let Some(present) = visit.present() {
        return Ok(present);
    }
    let look = look::find(&visit, risks::METHOD, &reference).await?;
    if look.schema.kind.id != risks::METHOD {
        return Err(Refusal::not_found().into());
    }
    let found = visit.desk().method_preview(look.record.id).await?;
    let shell = visit.shell().await?;
    Ok(page(ui::pages::risks::preview(&shell, &shown::preview(&visit, &look, &found))))
}
