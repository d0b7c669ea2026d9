//! A framework being written as pages show it.

use crate::{request::Visit, words as here};
use app::{
    PackProblem,
    own::{Own, OwnExpectation},
};
use record::{FormData, Problem, Schema};
use std::sync::Arc;
use ui::{
    Href, Link,
    components::{button::Button, crumbs::Crumbs},
    pages::frameworks::own as pages,
    words::{frameworks as f, own_framework as w},
};

pub use super::compose::{compose, condition, set_what};

/// What a framework is asked for.
pub const HEAD: [&str; 6] = ["title", "short", "id", "version", "source", "licence"];
/// What a requirement is asked for.
pub const REQUIREMENT: [&str; 5] = ["ref", "section", "title", "sentence", "question"];

/// What a draft says of itself.
pub fn head_data(own: &Own) -> FormData {
    let values = [&own.title, &own.short, &own.id, &own.version, &own.source, &own.licence];
    FormData(HEAD.iter().zip(values).map(|(name, value)| ((*name).to_owned(), value.clone())).collect())
}

/// The form for what a framework is.
pub fn head(visit: &Visit, known: bool, data: FormData, problems: Vec<Problem>) -> pages::Form {
    let locale = visit.locale();
    let line = |name: &'static str, label, hint: Option<ui::words::Word>, long| pages::Asked {
        name,
        label: locale.say(label),
        hint: hint.map(|hint| locale.say(hint)).unwrap_or_default(),
        long,
        fixed: known && name == "id",
    };
    let [title, short, id, version, source, licence] = HEAD;
    pages::Form {
        crumbs: Crumbs::new(vec![Link::new(locale.say(f::TITLE), "/frameworks")], locale.say(w::NEW)),
        heading: locale.say(if known { w::EDIT_HEAD } else { w::NEW }),
        lede: locale.say(w::LEDE),
        action: Href::to("/frameworks/own"),
        lines: vec![
            line(title, w::TITLE, None, false),
            line(short, w::SHORT, Some(w::SHORT_HINT), false),
            line(id, w::ID, Some(w::ID_HINT), false),
            line(version, w::VERSION, Some(w::VERSION_HINT), false),
            line(source, w::SOURCE, Some(w::SOURCE_HINT), true),
            line(licence, w::LICENCE, Some(w::LICENCE_HINT), false),
        ],
        data,
        problems,
        catalogue: None,
    }
}

/// A draft so far, with what is wrong with it.
pub fn so_far(visit: &Visit, own: &Own, wrong: &[PackProblem]) -> pages::View {
    let locale = visit.locale();
    let base = format!("/frameworks/own/{}", own.id);
    let packs = visit.desk().packs();
    let requirements = own.requirement.iter().map(|it| {
        let composed = own.expectation.iter().filter(|known| known.requirements.contains(&it.reference));
        let link = |known: &OwnExpectation| {
            let label = if known.sentence.is_empty() { known.id.clone() } else { known.sentence.clone() };
            (Link::new(label, format!("{base}/expectation/{}", known.id)), shows(visit, &known.shows))
        };
        let reused = it.expectations.iter().filter_map(|name| {
            let (pack, id) = name.split_once(':')?;
            let pack = packs.iter().find(|known| known.id == pack)?;
            let known = pack.expectations.iter().find(|known| known.id == id)?;
            Some((known.sentence.clone(), pack.short.clone()))
        });
        let of = |word| locale.fill(word, &[("ref", &it.reference)]);
        pages::Line {
            reference: it.reference.clone(),
            title: it.title.clone(),
            own: composed.map(link).collect(),
            reused: reused.collect(),
            acts: vec![
                Link::new(of(w::EDIT_REQUIREMENT), format!("{base}/requirement?ref={}", it.reference)),
                Link::new(of(w::COMPOSE), format!("{base}/expectation/new?of={}", it.reference)),
            ],
        }
    });
    pages::View {
        crumbs: Crumbs::new(vec![Link::new(locale.say(f::TITLE), "/frameworks")], own.short.clone()),
        title: own.title.clone(),
        action: Href::to(base.clone()),
        requirements: requirements.collect(),
        buttons: vec![
            Button::new(locale.say(w::EDIT_HEAD), format!("/frameworks/own?id={}", own.id)),
            Button::new(locale.say(w::ADD_REQUIREMENT), format!("{base}/requirement")).primary(),
        ],
        wrong: wrong.iter().map(|it| (it.place.clone(), it.sentence.clone())).collect(),
    }
}

/// What an expectation shows, in words.
pub fn shows(visit: &Visit, code: &str) -> String {
    visit.locale().say(match code {
        "design" => w::DESIGN,
        "effect" => w::EFFECT,
        _ => w::OPERATION,
    })
}

/// Expectations of the frameworks in force that hold the words looked for: value, sentence, framework.
pub fn found(visit: &Visit) -> Vec<(String, String, String)> {
    let words = record::fold(visit.query.get("q").unwrap_or_default());
    let words: Vec<&str> = words.split_whitespace().collect();
    let mut found = Vec::new();
    for pack in visit.desk().packs() {
        for expectation in &pack.expectations {
            let text =
                record::fold(&format!("{} {}", expectation.sentence, expectation.requirements.join(" ")));
            if words.iter().all(|word| text.contains(word)) {
                let value = format!("{}:{}", pack.id, expectation.id);
                found.push((value, expectation.sentence.clone(), pack.short.clone()));
            }
        }
    }
    found
}

/// The form for a requirement.
pub fn requirement(
    visit: &Visit,
    own: &Own,
    reference: &str,
    typed: Option<FormData>,
    problems: Vec<Problem>,
) -> pages::Form {
    let locale = visit.locale();
    let known = own.requirement.iter().find(|it| it.reference == reference);
    let data = typed.unwrap_or_else(|| known.map_or_else(FormData::default, |it| data_of(own, it)));
    let chosen: Vec<String> = if problems.is_empty() {
        known.map(|it| it.expectations.clone()).unwrap_or_default()
    } else {
        data.every("reuse").map(str::to_owned).collect()
    };
    let line = |name: &'static str, label, hint: Option<ui::words::Word>, long| pages::Asked {
        name,
        label: locale.say(label),
        hint: hint.map(|hint| locale.say(hint)).unwrap_or_default(),
        long,
        fixed: false,
    };
    let base = format!("/frameworks/own/{}", own.id);
    let query = visit.query.get("q").unwrap_or_default().to_owned();
    let here = crate::request::Query::default().with("ref", reference);
    let action = here.clone().with("q", query.clone()).on(&format!("{base}/requirement"));
    let all = visit.desk().packs().iter().map(|pack| pack.expectations.len()).sum::<usize>();
    let found = found(visit).into_iter().map(|(value, sentence, pack)| {
        let taken = chosen.contains(&value);
        (value, sentence, pack, taken)
    });
    let [number, section, title, sentence, question] = REQUIREMENT;
    pages::Form {
        crumbs: crumbs(visit, own, reference),
        heading: match known {
            Some(_) => locale.fill(w::EDIT_REQUIREMENT, &[("ref", reference)]),
            None => locale.say(w::ADD_REQUIREMENT),
        },
        lede: String::new(),
        action: Href::to(action),
        lines: vec![
            line(number, w::REF, Some(w::REF_HINT), false),
            line(section, w::SECTION, Some(w::SECTION_HINT), false),
            line(title, w::REQ_TITLE, None, false),
            line(sentence, w::REQ_SENTENCE, None, true),
            line(question, w::REQ_QUESTION, None, true),
        ],
        data,
        problems,
        catalogue: Some(pages::Catalogue {
            query,
            action: Href::to(here.on(&format!("{base}/requirement"))),
            found: found.collect(),
            all: u64::try_from(all).unwrap_or(0),
        }),
    }
}

fn data_of(own: &Own, requirement: &app::own::OwnRequirement) -> FormData {
    let section = own.clause.iter().find(|section| section.reference == requirement.under);
    let values = [
        requirement.reference.clone(),
        section.map(|section| section.title.clone()).unwrap_or_default(),
        requirement.title.clone(),
        requirement.sentence.clone(),
        requirement.asks.first().cloned().unwrap_or_default(),
    ];
    FormData(REQUIREMENT.iter().map(|name| (*name).to_owned()).zip(values).collect())
}

/// The way to a part of a draft.
pub fn crumbs(visit: &Visit, own: &Own, last: &str) -> Crumbs {
    let locale = visit.locale();
    let way = vec![
        Link::new(locale.say(f::TITLE), "/frameworks"),
        Link::new(own.short.clone(), format!("/frameworks/own/{}", own.id)),
    ];
    let last = if last.is_empty() { locale.say(w::ADD_REQUIREMENT) } else { last.to_owned() };
    Crumbs::new(way, last)
}

/// The schema of a kind.
pub fn schema_of<'s>(schemas: &'s [Arc<Schema>], kind: &str) -> Option<&'s Arc<Schema>> {
    schemas.iter().find(|schema| schema.kind.id == kind)
}

/// The words for a way of saying that something is missing.
pub fn missing(visit: &Visit) -> String {
    here::OWN_MISSING.say(&visit.locale())
}
