//! Two versions of a statement, in words.

use super::words::{decision, sources};
use crate::{present::names, request::Visit};
use app::{
    At, Outcome, Statement,
    soa_practice::{Change, KIND, changes as compared},
};
use record::{Body, RecordId, Refusal};
use std::collections::BTreeMap;
use ui::{
    Link, Locale,
    components::{button::Button, crumbs::Crumbs},
    pages::soa_changes::View,
    words::soa as w,
};

/// Version `to` against version `from`.
pub async fn changes(visit: &Visit, statement: &Statement, (from, to): (u32, u32)) -> Outcome<View> {
    let locale = visit.locale();
    let record = &statement.record;
    let known = |version: u32| (1..=record.version).contains(&version);
    if !known(from) || !known(to) {
        return Err(Refusal::not_found().into());
    }
    let before = visit.desk().body_of_version(record.id, from).await?;
    let after = visit.desk().body_of_version(record.id, to).await?;
    let found = compared(&before, &after);
    let people: Vec<RecordId> = found
        .iter()
        .flat_map(|(_, changes)| changes)
        .flat_map(|change| match change {
            Change::Owned(then, now) => [*then, *now],
            _ => [None, None],
        })
        .flatten()
        .collect();
    let people = visit.desk().names(&people, At::Now).await?;
    let people: BTreeMap<RecordId, String> =
        people.into_iter().map(|(id, named)| (id, named.title)).collect();
    let controls = found.iter().map(|(control, changes)| {
        let title = title(visit, &after, control).or_else(|| title(visit, &before, control));
        let heading = format!("{control} {}", title.unwrap_or_default()).trim().to_owned();
        (heading, changes.iter().map(|change| said(&locale, change, &people)).collect())
    });
    let versions = (2..=record.version).rev().take(12).map(|version| {
        Link::new(
            format!("{} → {version}", version - 1),
            format!("/soa/changes?from={}&to={version}", version - 1),
        )
    });
    let parts = [("reference", record.reference.clone()), ("from", from.to_string()), ("to", to.to_string())];
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let fields = format!("{}/compare?from={from}&to={to}", names::address(visit, KIND, &record.reference));
    Ok(View {
        crumbs: Crumbs::new(vec![Link::new(locale.say(w::TITLE), "/soa")], locale.say(w::CHANGED)),
        lede: locale.fill(w::CHANGED_LEDE, &parts),
        controls: controls.collect(),
        versions: versions.collect(),
        buttons: vec![Button::new(locale.say(w::EVERY_FIELD), fields)],
    })
}

fn title(visit: &Visit, body: &Body, control: &str) -> Option<String> {
    let packs = visit.desk().packs();
    let known = packs.iter().flat_map(|pack| &pack.controls).find(|known| known.reference == control);
    let said = || app::soa_practice::rows(body).into_iter().find(|row| row.control == control);
    known.map(|known| known.title.clone()).or_else(|| said().map(|row| row.title))
}

fn said(locale: &Locale, change: &Change, people: &BTreeMap<RecordId, String>) -> String {
    let name = |id: &Option<RecordId>| {
        id.and_then(|id| people.get(&id)).cloned().unwrap_or_else(|| locale.say(w::NOBODY))
    };
    let day = |day: &Option<jiff::civil::Date>| {
        day.map_or_else(|| locale.say(w::NO_DAY), |day| locale.day_text(day))
    };
    match change {
        Change::Added(applies) => locale.fill(w::WAS_ADDED, &[("applies", &decision(locale, *applies))]),
        Change::Removed(applies) => locale.fill(w::WAS_REMOVED, &[("applies", &decision(locale, *applies))]),
        Change::Decided(then, now) => locale
            .fill(w::WAS_DECIDED, &[("then", &decision(locale, *then)), ("now", &decision(locale, *now))]),
        Change::Reasoned(then, now) if then.is_empty() => locale.fill(w::FIRST_REASON, &[("now", now)]),
        Change::Reasoned(then, now) => locale.fill(w::WAS_REASONED, &[("then", then), ("now", now)]),
        Change::Sourced(came, went) => {
            let (now, then) = (sources(locale, came), sources(locale, went));
            let word = match (came.is_empty(), went.is_empty()) {
                (false, true) => w::SOURCE_CAME,
                (true, _) => w::SOURCE_WENT,
                _ => w::WAS_SOURCED,
            };
            locale.fill(word, &[("now", &now), ("then", &then)])
        }
        Change::Noted(then, now) if then.is_empty() => locale.fill(w::FIRST_NOTE, &[("now", now)]),
        Change::Noted(then, now) => locale.fill(w::WAS_NOTED, &[("then", then), ("now", now)]),
        Change::Owned(then, now) => locale.fill(w::WAS_OWNED, &[("then", &name(then)), ("now", &name(now))]),
        Change::Due(then, now) => locale.fill(w::WAS_DUE, &[("then", &day(then)), ("now", &day(now))]),
    }
}
