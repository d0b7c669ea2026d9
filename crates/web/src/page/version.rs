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
use ui::{
    Flash, Href, Link,
    components::{
        badge::{Badge, Tone},
        crumbs::Crumbs,
        seal::Seal,
        shown::Names,
    },
    pages::{diff, document},
    words::declared,
};

/// `GET /r/{kind}/{reference}/version/{n}`.
pub async fn one(
    visit: Visit,
    Path((kind, reference, n)): Path<(String, String, u32)>,
) -> Result<Response, Failed> {
    let look = look::find(&visit, &kind, &reference).await?;
    check(&look, n)?;
    let body = visit.desk().body_of_version(look.record.id, n).await?;
    draw(&visit, &look, n, &body).await
}

/// `GET /r/{kind}/{reference}/document`: what is in force, or else the newest.
pub async fn document(
    visit: Visit,
    Path((kind, reference)): Path<(String, String)>,
) -> Result<Response, Failed> {
    let look = look::find(&visit, &kind, &reference).await?;
    let record = &look.record;
    match record.effective.as_ref().filter(|_| record.in_force().is_some()) {
        Some(effective) => draw(&visit, &look, effective.version, &effective.body).await,
        None => draw(&visit, &look, record.version, &record.body).await,
    }
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
    check(&look, to)?;
    let before = if from == 0 {
        Body::new()
    } else {
        check(&look, from)?;
        Body::clone(&*visit.desk().body_of_version(look.record.id, from).await?)
    };
    let after = visit.desk().body_of_version(look.record.id, to).await?;
    let (schema, changes) = visit.desk().compare(look.record.id, from, to).await?;
    let names = names_of(&visit, &look, &schema, &[&before, &after]).await?;
    let locale = visit.locale();
    let (a, b) = (from.to_string(), to.to_string());
    let here = words::COMPARE.fill(&locale, &[("reference", &look.record.reference), ("a", &a), ("b", &b)]);
    let view = diff::View {
        crumbs: crumbs(&visit, &look, here),
        a: from,
        b: to,
        schema: &schema,
        changes: &changes,
        names: &names,
        notes: Vec::new(),
        others: Vec::new(),
    };
    let shell = visit.shell().await?;
    Ok(page(diff::page(&shell, &view)))
}

async fn draw(visit: &Visit, look: &Look, version: u32, body: &Body) -> Result<Response, Failed> {
    let record = &look.record;
    let names = names_of(visit, look, &look.schema, &[body]).await?;
    let erased = visit.desk().erased(record, version).await?;
    let locale = visit.locale();
    let in_force = match (record.in_force(), &record.effective) {
        (None, _) => false,
        (Some(_), Some(effective)) => effective.version == version,
        (Some(_), None) => record.version == version,
    };
    let here =
        words::ONE_VERSION.fill(&locale, &[("reference", &record.reference), ("n", &version.to_string())]);
    let view = document::View {
        crumbs: crumbs(visit, look, here),
        reference: record.reference.clone(),
        title: look.schema.title(body),
        version,
        state: Badge::state(&locale, record.state.code()),
        in_force,
        facts: facts(&look.schema, body, &names, &erased),
        seal: seal(visit, look).await?,
        files: Vec::new(),
        back: Href::to(names::address(visit, look.schema.kind.id, &record.reference)),
    };
    let mut shell = visit.shell().await?;
    let labels: Vec<String> = view
        .facts
        .erased
        .iter()
        .filter_map(|id| Some(declared::label(&locale, look.schema.kind.id, look.schema.field(id)?)))
        .collect();
    if !labels.is_empty() {
        let sentence = words::ERASED_SINCE.fill(&locale, &[("labels", &labels.join(", "))]);
        shell.flash = Some(Flash { tone: Tone::Info, sentence });
    }
    Ok(page(document::page(&shell, &view)))
}

/// Where the last act on a record stands in the ledger.
pub async fn seal(visit: &Visit, look: &Look) -> Outcome<Seal> {
    let leaf = visit.desk().leaf_of(&look.record).await?;
    Ok(Seal { position: look.record.position, leaf, at: look.record.changed.at, proof: None })
}

fn crumbs(visit: &Visit, look: &Look, here: String) -> Crumbs {
    let locale = visit.locale();
    let kind = look.schema.kind;
    let register = Link::new(declared::name_many(&locale, kind), visit.href(&format!("/r/{}", kind.id)));
    let record =
        Link::new(look.record.reference.clone(), names::address(visit, kind.id, &look.record.reference));
    Crumbs::new(vec![register, record], here)
}

/// A version that the record has, at the moment of the page.
fn check(look: &Look, version: u32) -> Result<(), Refusal> {
    if (1..=look.record.version).contains(&version) { Ok(()) } else { Err(Refusal::not_found()) }
}

/// Names of everything that these bodies mention.
async fn names_of(visit: &Visit, look: &Look, schema: &Schema, bodies: &[&Body]) -> Outcome<Names> {
    let mut all = named(visit, look);
    let ids: Vec<record::RecordId> =
        bodies.iter().flat_map(|body| record::links_of(schema, body)).map(|(_, id)| id).collect();
    all.records.extend(names::names(visit, &visit.desk().names(&ids, At::Now).await?).records);
    Ok(all)
}
