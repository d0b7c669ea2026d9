//! Versions of a record: one as it was, two against each other, and the one that counts as a document.

use super::look;
use crate::{
    failure::Failed,
    present::{
        names,
        record::{facts, named},
    },
    request::{Visit, visit::page},
    words,
};
use app::{At, Look, Outcome};
use axum::{extract::Path, response::Response};
use record::{Body, Refusal, Schema};
use ui::components::{diff, shown::Names};

/// `GET /r/{kind}/{reference}/version/{n}`.
pub async fn one(
    visit: Visit,
    Path((kind, reference, n)): Path<(String, String, u32)>,
) -> Result<Response, Failed> {
    let look = look::find(&visit, &kind, &reference).await?;
    let body = visit.desk().body_of_version(look.record.id, n).await?;
    let names = names_of(&visit, &look, &look.schema, &[&body]).await?;
    let locale = visit.locale();
    let title =
        words::ONE_VERSION.fill(&locale, &[("reference", &look.record.reference), ("n", &n.to_string())]);
    let shell = visit.shell().await?;
    Ok(page(shell.page(&title, &facts(&look.schema, &body, &names).draw(&locale))))
}

/// `GET /r/{kind}/{reference}/compare?from=…&to=…`.
pub async fn compare(
    visit: Visit,
    Path((kind, reference)): Path<(String, String)>,
) -> Result<Response, Failed> {
    let look = look::find(&visit, &kind, &reference).await?;
    let number = |name: &str| visit.query.get(name).and_then(|text| text.parse::<u32>().ok());
    let to = number("to").unwrap_or(look.record.version);
    let from = number("from").unwrap_or(to.saturating_sub(1));
    if to == 0 || to > look.record.version || from > look.record.version {
        return Err(Refusal::not_found().into());
    }
    let (schema, changes) = visit.desk().compare(look.record.id, from, to).await?;
    let after = visit.desk().body_of_version(look.record.id, to).await?;
    let before =
        if from == 0 { None } else { Some(visit.desk().body_of_version(look.record.id, from).await?) };
    let empty = Body::new();
    let bodies = [before.as_deref().unwrap_or(&empty), &*after];
    let names = names_of(&visit, &look, &schema, &bodies).await?;
    let locale = visit.locale();
    let (a, b) = (from.to_string(), to.to_string());
    let title = words::COMPARE.fill(&locale, &[("reference", &look.record.reference), ("a", &a), ("b", &b)]);
    let shell = visit.shell().await?;
    Ok(page(shell.page(&title, &diff::changes(&locale, &schema, &changes, &names, (&a, &b)))))
}

/// `GET /r/{kind}/{reference}/document`.
pub async fn document(
    visit: Visit,
    Path((kind, reference)): Path<(String, String)>,
) -> Result<Response, Failed> {
    let look = look::find(&visit, &kind, &reference).await?;
    let body = look.record.in_force().unwrap_or(&look.record.body);
    let names = names_of(&visit, &look, &look.schema, &[body]).await?;
    let locale = visit.locale();
    let title = format!("{} {}", look.record.reference, look.record.title);
    let shell = visit.shell().await?;
    Ok(page(shell.page(&title, &facts(&look.schema, body, &names).draw(&locale))))
}

/// Names of everything that these bodies mention.
async fn names_of(visit: &Visit, look: &Look, schema: &Schema, bodies: &[&Body]) -> Outcome<Names> {
    let mut all = named(visit, look);
    let ids: Vec<record::RecordId> =
        bodies.iter().flat_map(|body| record::links_of(schema, body)).map(|(_, id)| id).collect();
    all.records.extend(names::names(visit, &visit.desk().names(&ids, At::Now).await?).records);
    Ok(all)
}
