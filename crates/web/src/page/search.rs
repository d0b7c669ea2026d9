//! Search: a page, and JSON for those who ask for it.

use crate::{
    api::shape,
    failure::Failed,
    finish::prefers_json,
    limits::SUGGESTIONS,
    present::names::address,
    request::{Visit, visit::page},
};
use app::{At, Outcome};
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
    words::{declared, search as w, state as states},
};

/// Hits of one search, for programs and for the palette.
const HITS: u64 = 50;
/// Hits that the page counts and narrows down.
const COUNTED: u64 = 100;
/// People that the page offers to narrow down by.
const PEOPLE: usize = 8;

/// A record that was found, and who is related to it.
type Found = (RecordId, app::Named, Vec<RecordId>);

/// `GET /search?q=…&kind=…&state=…&person=…`.
pub async fn find(visit: Visit, headers: HeaderMap) -> Result<Response, Failed> {
    let text = visit.query.get("q").unwrap_or_default();
    if let Some(kind) = visit.query.get("kind")
        && prefers_json(&headers)
    {
        let found = visit.desk().suggest(kind, text, SUGGESTIONS).await?;
        let items: Vec<Value> = found.iter().map(|(id, named)| shape::named(*id, named)).collect();
        return Ok(Json(json!({ "items": items })).into_response());
    }
    if prefers_json(&headers) {
        let hits = visit.desk().search(text, HITS).await?;
        let items: Vec<Value> = hits.iter().map(|(id, named)| shape::named(*id, named)).collect();
        return Ok(Json(json!({ "items": items })).into_response());
    }
    let hits = visit.desk().search_with_people(text, COUNTED).await?;
    let view = view(&visit, text, &hits).await?;
    let shell = visit.shell().await?;
    Ok(page(ui::pages::search::page(&shell, &view)))
}

/// What the address narrows the hits down to.
#[derive(Clone, Copy)]
struct Narrow<'a> {
    kind: Option<&'a str>,
    state: Option<&'a str>,
    person: Option<&'a str>,
}

impl Narrow<'_> {
    /// Whether a hit is within, `but` for one of the three: the values of each are counted under the other two.
    fn holds(
        &self,
        (_, named, people): &Found,
        people_of: &BTreeMap<RecordId, app::Named>,
        but: &str,
    ) -> bool {
        let person = |wanted: &str| {
            people.iter().filter_map(|id| people_of.get(id)).any(|named| named.reference == wanted)
        };
        (but == "kind" || self.kind.is_none_or(|kind| named.kind == kind))
            && (but == "state" || self.state.is_none_or(|state| named.state == state))
            && (but == "person" || self.person.is_none_or(person))
    }
}

async fn view(visit: &Visit, text: &str, hits: &[Found]) -> Outcome<View> {
    let locale = visit.locale();
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
    let ids: Vec<RecordId> = hits.iter().flat_map(|(_, _, people)| people.iter().copied()).collect();
    let mut people = visit.desk().names(&ids, At::Now).await?;
    people.retain(|_, named| named.kind == "person");
    let get = |name: &str| visit.query.get(name).filter(|value| !value.is_empty());
    let narrow = Narrow { kind: get("kind"), state: get("state"), person: get("person") };
    let people = &people;
    let within = |but: &'static str| hits.iter().filter(move |hit| narrow.holds(hit, people, but));
    let base = visit.query.without("done");
    // What is chosen is taken away by choosing it again.
    let value = |name: &str, code: &str, label: String, count: u64, chosen: Option<&str>| {
        let now = chosen == Some(code);
        let address = if now { base.without(name) } else { base.with(name, code) };
        let tab = Tab::new(label, Some(count), address.on(&visit.path));
        if now { tab.current() } else { tab }
    };
    let mut kinds: BTreeMap<&str, u64> = BTreeMap::new();
    within("kind").for_each(|(_, named, _)| *kinds.entry(named.kind.as_str()).or_default() += 1);
    let kinds = kinds.into_iter().map(|(kind, count)| {
        let label = names.get(kind).map(|(_, many)| many.clone()).unwrap_or_default();
        value("kind", kind, label, count, narrow.kind)
    });
    let mut states: BTreeMap<&str, u64> = BTreeMap::new();
    within("state").for_each(|(_, named, _)| *states.entry(named.state.as_str()).or_default() += 1);
    let states = states
        .into_iter()
        .map(|(code, count)| value("state", code, locale.say(states::state(code)), count, narrow.state));
    let mut related: BTreeMap<&RecordId, u64> = BTreeMap::new();
    within("person").for_each(|(_, _, of)| {
        of.iter().filter(|id| people.contains_key(id)).for_each(|id| *related.entry(id).or_default() += 1);
    });
    let mut related: Vec<(&app::Named, u64)> =
        related.into_iter().filter_map(|(id, count)| Some((people.get(id)?, count))).collect();
    let first = |named: &app::Named| narrow.person == Some(named.reference.as_str());
    related.sort_by_key(|(named, count)| (!first(named), std::cmp::Reverse(*count), named.title.clone()));
    let related = related
        .into_iter()
        .take(PEOPLE)
        .map(|(named, count)| value("person", &named.reference, named.title.clone(), count, narrow.person));
    let facets =
        [(locale.say(w::STATE), states.collect::<Vec<_>>()), (locale.say(w::PERSON), related.collect())];
    let shown: Vec<Hit> = within("")
        .map(|(_, named, _)| Hit {
            reference: named.reference.clone(),
            link: Link::new(named.title.clone(), address(visit, &named.kind, &named.reference)),
            kind: names.get(&named.kind).map(|(one, _)| one.clone()).unwrap_or_default(),
            state: Badge::state(&locale, &named.state),
            excerpt: Vec::new(),
        })
        .collect();
    Ok(View {
        query: text.to_owned(),
        action: Href::to("/search"),
        count: u64::try_from(shown.len()).unwrap_or(0),
        kinds: kinds.collect(),
        facets: facets.into_iter().filter(|(_, values)| !values.is_empty()).collect(),
        more: hits.len() as u64 >= COUNTED,
        hits: shown,
        places: places(visit, text, &names),
    })
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
