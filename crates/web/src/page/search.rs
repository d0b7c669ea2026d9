//! Search: a page, and JSON for those who ask for it.

use crate::{
    api::shape,
    failure::Failed,
    finish::prefers_json,
    limits::SUGGESTIONS,
    present::names::address,
    request::{Visit, visit::page},
};
use axum::{
    Json,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use record::RecordId;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use ui::{
    Href, Link,
    components::{badge::Badge, tabs::Tab},
    pages::search::{Hit, View},
    words::declared,
};

/// Hits of one search.
const HITS: u64 = 50;

/// `GET /search?q=…&kind=…`.
pub async fn find(visit: Visit, headers: HeaderMap) -> Result<Response, Failed> {
    let text = visit.query.get("q").unwrap_or_default();
    if let Some(kind) = visit.query.get("kind")
        && prefers_json(&headers)
    {
        let found = visit.desk().suggest(kind, text, SUGGESTIONS).await?;
        let items: Vec<Value> = found.iter().map(|(id, named)| shape::named(*id, named)).collect();
        return Ok(Json(json!({ "items": items })).into_response());
    }
    let hits = visit.desk().search(text, HITS).await?;
    if prefers_json(&headers) {
        let items: Vec<Value> = hits.iter().map(|(id, named)| shape::named(*id, named)).collect();
        return Ok(Json(json!({ "items": items })).into_response());
    }
    let view = view(&visit, text, &hits).await;
    let shell = visit.shell().await?;
    Ok(page(ui::pages::search::page(&shell, &view)))
}

async fn view(visit: &Visit, text: &str, hits: &[(RecordId, app::Named)]) -> View {
    let locale = visit.locale();
    let only = visit.query.get("kind");
    let names: BTreeMap<String, (String, String)> = visit
        .desk()
        .schemas()
        .await
        .iter()
        .map(|schema| {
            let kind = schema.kind;
            (kind.id.to_owned(), (declared::name_one(&locale, kind), declared::name_many(&locale, kind)))
        })
        .collect();
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for (_, named) in hits {
        *counts.entry(named.kind.as_str()).or_default() += 1;
    }
    let base = visit.query.without("kind").without("done");
    let kinds = counts
        .iter()
        .map(|(kind, count)| {
            let label = names.get(*kind).map(|(_, many)| many.clone()).unwrap_or_default();
            let tab = Tab::new(label, Some(*count), base.with("kind", *kind).on(&visit.path));
            if only == Some(kind) { tab.current() } else { tab }
        })
        .collect();
    let shown: Vec<Hit> = hits
        .iter()
        .filter(|(_, named)| only.is_none_or(|kind| named.kind == kind))
        .map(|(_, named)| Hit {
            reference: named.reference.clone(),
            link: Link::new(named.title.clone(), address(visit, &named.kind, &named.reference)),
            kind: names.get(&named.kind).map(|(one, _)| one.clone()).unwrap_or_default(),
            state: Badge::state(&locale, &named.state),
            excerpt: Vec::new(),
        })
        .collect();
    View {
        query: text.to_owned(),
        action: Href::to("/search"),
        count: u64::try_from(shown.len()).unwrap_or(0),
        kinds,
        hits: shown,
        places: places(visit, text, &names),
    }
}

/// Registers whose name holds the words.
fn places(visit: &Visit, text: &str, names: &BTreeMap<String, (String, String)>) -> Vec<Link> {
    let wanted = record::fold(text.trim());
    if wanted.is_empty() {
        return Vec::new();
    }
    names
        .iter()
        .filter(|(_, (_, many))| record::fold(many).contains(&wanted))
        .map(|(kind, (_, many))| Link::new(many.clone(), visit.href(&format!("/r/{kind}"))))
        .collect()
}
