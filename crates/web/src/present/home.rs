//! The parts of home.

use super::{
    findings,
    names::{address, link},
};
use crate::{request::Visit, words};
use app::{Due, Named, NextAct, Subject};
use record::{Act, LifeCycle, RecordId, Schema};
use std::{collections::BTreeMap, sync::Arc};
use ui::{
    Href, Link, Sentence,
    components::{button::Button, tiles::Tile},
    pages::home,
    words::{declared, state},
};

/// Names listed behind an act.
const SUBJECTS: usize = 3;

/// The acts that would move most requirements.
pub fn next(visit: &Visit, (acts, names): &(Vec<NextAct>, BTreeMap<RecordId, Named>)) -> Vec<home::Next> {
    acts.iter()
        .map(|act| {
            let subjects: Vec<&Named> = act
                .subjects
                .iter()
                .filter_map(|subject| match subject {
                    Subject::Record(id) => names.get(id),
                    _ => None,
                })
                .collect();
            let href = first(visit, act, names).unwrap_or_else(|| visit.href(&format!("/r/{}", act.kind)));
            let mut note = subjects
                .iter()
                .take(SUBJECTS)
                .map(|named| format!("{} {}", named.reference, named.title))
                .collect::<Vec<_>>()
                .join(" · ");
            if act.count > SUBJECTS && !note.is_empty() {
                note = words::AND_MORE
                    .fill(&visit.locale(), &[("names", &note), ("n", &(act.count - SUBJECTS).to_string())]);
            }
            home::Next {
                link: Link::new(act.sentence.as_str(), href),
                note,
                gain: u64::try_from(act.moves.len()).unwrap_or(0),
            }
        })
        .collect()
}

/// The page that says what exactly would turn the first of the verdicts.
fn first(visit: &Visit, act: &NextAct, names: &BTreeMap<RecordId, Named>) -> Option<String> {
    let (pack, expectation) = act.expectations.first()?;
    let pack = visit.desk().packs().iter().find(|known| known.id == *pack)?;
    let requirement =
        pack.expectations.iter().find(|known| known.id == *expectation)?.requirements.first()?;
    let of = act.subjects.first()?;
    findings::turn(visit, pack, (requirement, expectation), of, (names, &[]))
}

/// What waits for a decision of the reader: each leads to the page before the act.
pub fn decide(visit: &Visit, waiting: &[Named]) -> Vec<(Link, String)> {
    let approve = visit.locale().say(state::act(Act::Approve));
    let line = |named: &Named| {
        let label = format!("{} {}", named.reference, named.title);
        let href = format!("/r/{}/{}/act/{}", named.kind, named.reference, Act::Approve.code());
        (Link::new(label, href), approve.clone())
    };
    waiting.iter().map(line).collect()
}

/// What is due, with the name of the date.
pub async fn due(visit: &Visit, due: &[Due]) -> Vec<home::Due> {
    let locale = visit.locale();
    let mut lines = Vec::new();
    for item in due {
        let schema = visit.desk().schema(&item.named.kind).await.ok();
        let note = schema
            .as_ref()
            .and_then(|schema| {
                schema.field(item.field).map(|field| declared::label(&locale, schema.kind.id, field))
            })
            .unwrap_or_default();
        lines.push(home::Due { link: link(visit, &item.named), note, on: item.on, overdue: item.overdue });
    }
    lines
}

/// The last acts.
pub fn recent(
    visit: &Visit,
    (acts, names): &(Vec<app::StoredAct>, BTreeMap<RecordId, Named>),
) -> Vec<(jiff::Timestamp, Sentence)> {
    let locale = visit.locale();
    acts.iter()
        .map(|act| {
            let verb =
                Act::from_code(&act.act).map_or_else(|| act.act.clone(), |act| locale.say(state::act(act)));
            let who = names.get(&act.by).map(|named| named.title.clone()).unwrap_or_default();
            let line =
                Sentence::default().link(act.reference.as_str(), address(visit, &act.kind, &act.reference));
            (act.at, line.text(format!(" · {verb} · {who}")))
        })
        .collect()
}

/// A few numbers that hold of every organisation: by life cycle, whatever the kinds are.
pub fn tiles(
    visit: &Visit,
    schemas: &[Arc<Schema>],
    counts: &[(String, String, u64)],
    due: &[Due],
) -> Vec<Tile> {
    let locale = visit.locale();
    let sum = |life_cycle: LifeCycle, state: &str| -> (u64, String) {
        let of = |kind: &str| {
            schemas.iter().any(|schema| schema.kind.id == kind && schema.kind.life_cycle == life_cycle)
        };
        let found: Vec<&(String, String, u64)> =
            counts.iter().filter(|(kind, known, _)| known == state && of(kind)).collect();
        let largest = found
            .iter()
            .max_by_key(|(_, _, count)| *count)
            .map_or_else(|| "/".to_owned(), |(kind, _, _)| format!("/r/{kind}?state={state}"));
        (found.iter().map(|(_, _, count)| count).sum(), largest)
    };
    let tile = |label: words::Word, note: words::Word, (count, href): (u64, String), hot: bool| Tile {
        label: label.say(&locale),
        value: locale.number(count),
        note: note.say(&locale),
        href: Href::to(if visit.past.is_some() { visit.href("/") } else { href }),
        hot: hot && count > 0,
    };
    let overdue = due.iter().filter(|item| item.overdue).count();
    let first = due
        .first()
        .map_or_else(|| "/".to_owned(), |item| address(visit, &item.named.kind, &item.named.reference));
    vec![
        tile(words::TILE_IN_FORCE, words::TILE_IN_FORCE_NOTE, sum(LifeCycle::Controlled, "effective"), false),
        tile(words::TILE_WAITING, words::TILE_WAITING_NOTE, sum(LifeCycle::Controlled, "submitted"), false),
        tile(words::TILE_OPEN, words::TILE_OPEN_NOTE, sum(LifeCycle::Task, "open"), false),
        tile(
            words::TILE_UNVERIFIED,
            words::TILE_UNVERIFIED_NOTE,
            sum(LifeCycle::Witnessed, "recorded"),
            false,
        ),
        tile(
            words::TILE_OVERDUE,
            words::TILE_OVERDUE_NOTE,
            (u64::try_from(overdue).unwrap_or(0), first),
            true,
        ),
    ]
}

/// What one comes here to start.
pub async fn buttons(visit: &Visit) -> Vec<Button> {
    let locale = visit.locale();
    let mut buttons = Vec::new();
    if visit.past.is_none() && visit.desk().check_import().is_ok() {
        buttons.push(Button::new(words::IMPORT.say(&locale), "/import"));
    }
    for schema in visit.desk().schemas().await {
        if visit.past.is_none()
            && Some(schema.kind.id)
                == visit
                    .web
                    .app
                    .kinds()
                    .iter()
                    .find(|kind| kind.life_cycle == LifeCycle::Controlled)
                    .map(|kind| kind.id)
            && visit.desk().check_create(&schema).is_ok()
        {
            let name = declared::name_one(&locale, schema.kind);
            buttons.push(
                Button::new(
                    words::ADD.fill(&locale, &[("name", &name)]),
                    format!("/r/{}/new", schema.kind.id),
                )
                .primary(),
            );
        }
    }
    buttons
}
