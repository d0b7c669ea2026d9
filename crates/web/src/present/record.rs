//! A record as a view: where it stands, what it holds, what it is linked to, what can be done.

use super::{
    history,
    names::{self, address, link},
};
use crate::{request::Visit, words};
use app::{Lived, Look, Named};
use record::{Act, Body, Record, RecordId, Schema, Shape, Value};
use std::collections::BTreeMap;
use ui::{
    Href, Link, Locale,
    components::{
        badge::{Badge, Chip},
        button::Button,
        checks::{Answer, Check},
        crumbs::Crumbs,
        facts::Facts,
        gate::steps,
        shown::Names,
        tabs::Tab,
    },
    pages::record::{EvidenceLine, Need, Panel, Relations, Remark, View},
    words::{declared, duplicates as d, record_page as w, state as states},
};

/// A part of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The content.
    Overview,
    /// What it still needs.
    Needs,
    /// Links both ways.
    Relations,
    /// Evidence.
    Evidence,
    /// The acts.
    History,
}

impl Part {
    /// The part under a code; the overview for anything else.
    pub fn of(code: Option<&str>) -> Self {
        match code {
            Some("needs") => Self::Needs,
            Some("relations") => Self::Relations,
            Some("evidence") => Self::Evidence,
            Some("history") => Self::History,
            _ => Self::Overview,
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Self::Overview => "",
            Self::Needs => "needs",
            Self::Relations => "relations",
            Self::Evidence => "evidence",
            Self::History => "history",
        }
    }
}

/// What the page is drawn from, beside the look.
pub struct Around {
    /// Names with the addresses of files.
    pub names: Names,
    /// What practices say of it.
    pub remarks: Vec<app::Remark>,
    /// Its acts.
    pub lived: Lived,
    /// The other record of acts that are about two, by position of the act.
    pub beside: BTreeMap<u64, (RecordId, Named)>,
    /// What it still needs.
    pub needs: Vec<Check>,
    /// The same with everything that would turn it, when that is what is looked at.
    pub every_need: Vec<Need>,
    /// Acts that the state allows and the person may not do, each with the reason.
    pub refused: Vec<(Act, String)>,
    /// Ids of fields that were erased on purpose.
    pub erased: Vec<String>,
}

/// The page.
pub fn view<'a>(visit: &Visit, look: &'a Look, around: &'a Around, part: Part) -> View<'a> {
    let locale = visit.locale();
    let record = &*look.record;
    let kind = look.schema.kind;
    let register = visit.href(&format!("/r/{}", kind.id));
    View {
        crumbs: Crumbs::new(
            vec![Link::new(declared::name_many(&locale, kind), register)],
            record.reference.clone(),
        ),
        reference: record.reference.clone(),
        title: record.title.clone(),
        badges: vec![Badge::state(&locale, record.state.code())],
        chips: chips(&locale, look),
        steps: steps(&locale, kind.life_cycle, record.state.code(), &reached(&around.lived)),
        acts: acts(visit, &locale, look, merged(visit, &locale, look, around).is_some()),
        refused: around
            .refused
            .iter()
            .map(|(act, why)| (locale.say(states::act(*act)), why.clone()))
            .collect(),
        notice: notice(&locale, record),
        remarks: {
            let mut remarks = super::remark::remarks(visit, look, &around.remarks);
            remarks.extend(merged(visit, &locale, look, around));
            remarks
        },
        tabs: tabs(visit, &locale, look, around, part),
        panel: panel(visit, look, around, part),
        seal: None,
    }
}

/// Names of everything on the page, with the addresses of its files.
pub fn named(visit: &Visit, look: &Look) -> Names {
    let mut names = names::names(visit, &look.names);
    let base = address(visit, look.schema.kind.id, &look.record.reference);
    let base = base.split('?').next().unwrap_or_default().to_owned();
    for (_, value) in &look.record.body {
        if let Value::File(file) = value {
            names.files.insert(file.sha256.clone(), Href::to(format!("{base}/file/{}", file.sha256)));
        }
    }
    names
}

fn chips(locale: &Locale, look: &Look) -> Vec<Chip> {
    let record = &look.record;
    let who = |id: &RecordId| look.names.get(id).map(|named| named.title.clone()).unwrap_or_default();
    let mut chips = vec![Chip::new(words::VERSION.say(locale), record.version.to_string())];
    for field in look.schema.fields().filter(|field| field.relation == Some(record::Relation::Owner)) {
        if let Some(Value::Link(id)) = record.body.get(field.id) {
            chips.push(Chip::new(declared::label(locale, look.schema.kind.id, field), who(id)));
        }
    }
    chips
}

fn reached(lived: &Lived) -> Vec<(String, record::Timestamp)> {
    lived.lines.iter().rev().map(|line| (line.act.state.clone(), line.act.at)).collect()
}

/// Buttons: editing leads to the form, every other act to its check page. The act that moves the record on comes last.
fn acts(visit: &Visit, locale: &Locale, look: &Look, back: bool) -> Vec<Button> {
    let base = format!("/r/{}/{}", look.schema.kind.id, look.record.reference);
    let forward = |act: Act| matches!(act, Act::Submit | Act::Approve | Act::Complete | Act::Verify);
    let mut acts = look.acts.clone();
    acts.sort_by_key(|act| (forward(*act), *act == Act::Revise));
    let last = acts.last().copied();
    let mut buttons: Vec<Button> = Vec::new();
    if look.schema.kind.id == app::seal_kind::KIND.id {
        let result = format!("/seals/{}", look.record.reference);
        buttons.push(Button::new(words::SEAL_OPEN.say(locale), result));
    }
    for act in acts {
        let label = locale.say(states::act(act));
        let href =
            if act == Act::Revise { format!("{base}/edit") } else { format!("{base}/act/{}", act.code()) };
        let button = Button::new(label, href);
        buttons.push(if Some(act) == last && forward(act) { button.primary() } else { button });
    }
    if visit.past.is_none() && visit.desk().check_erase(&look.schema, &look.record).is_ok() {
        buttons.insert(0, Button::new(words::ERASE_BUTTON.say(locale), format!("{base}/erase")));
    }
    if visit.past.is_none() && visit.desk().check_act(&look.schema, &look.record, Act::Reinstate).is_ok() {
        buttons.extend(back.then(|| Button::new(locale.say(d::TAKE_BACK), format!("{base}/unmerge"))));
    }
    let picture = visit.href(&format!("{base}/relations"));
    buttons.insert(0, Button::new(locale.say(ui::words::relations::BUTTON), picture));
    buttons.insert(0, Button::new(locale.say(w::DOCUMENT), visit.href(&format!("{base}/document"))));
    buttons
}

/// Where a record went that was merged into another.
fn merged(visit: &Visit, locale: &Locale, look: &Look, around: &Around) -> Option<Remark> {
    if !look.record.state.is_over() {
        return None;
    }
    let ended = around.lived.lines.iter().find(|line| line.act.act == Act::Retire)?;
    let (_, named) = around.beside.get(&ended.act.position)?;
    let record = format!("{} {}", named.reference, named.title);
    Some(Remark {
        badge: Badge::state(locale, look.record.state.code()),
        sentence: locale.fill(d::MERGED_INTO, &[("record", &record)]),
        more: Some(Link::new(
            locale.fill(d::MERGED_SEE, &[("record", &named.reference)]),
            address(visit, &named.kind, &named.reference),
        )),
    })
}

fn notice(locale: &Locale, record: &Record) -> Option<String> {
    let effective = record.effective.as_ref()?;
    if effective.version == record.version || record.state.is_over() {
        return None;
    }
    Some(words::IN_FORCE_EARLIER.fill(
        locale,
        &[
            ("a", &effective.version.to_string()),
            ("b", &record.version.to_string()),
            ("state", &locale.say(states::state(record.state.code())).to_lowercase()),
        ],
    ))
}

fn tabs(visit: &Visit, locale: &Locale, look: &Look, around: &Around, part: Part) -> Vec<Tab> {
    let lacking = around.needs.iter().filter(|check| check.answer != Answer::Met).count();
    let base = visit.query.without("tab").without("done");
    let count = |count: usize| Some(u64::try_from(count).unwrap_or(0));
    let evidence = evidence_of(look).len();
    let related = record::links_of(&look.schema, &look.record.body).len() + look.backlinks.len();
    [
        (Part::Overview, locale.say(w::OVERVIEW), None),
        (Part::Needs, locale.say(w::NEEDS), count(lacking)),
        (Part::Relations, locale.say(w::RELATIONS), count(related)),
        (Part::Evidence, locale.say(w::EVIDENCE), count(evidence)),
        (Part::History, locale.say(w::HISTORY), None),
    ]
    .into_iter()
    // Nothing is expected of many kinds: then there is nothing to open.
    .filter(|(which, ..)| *which != Part::Needs || !around.needs.is_empty() || part == Part::Needs)
    .map(|(which, label, count)| {
        let path = format!("/r/{}/{}", look.schema.kind.id, look.record.reference);
        let tab = Tab::new(label, count, base.with("tab", which.code()).on(&path));
        if which == part { tab.current() } else { tab }
    })
    .collect()
}

fn panel<'a>(visit: &Visit, look: &'a Look, around: &'a Around, part: Part) -> Panel<'a> {
    let locale = visit.locale();
    match part {
        Part::Overview => Panel::Overview {
            facts: facts(&look.schema, &look.record.body, &around.names, &around.erased),
            needs: around.needs.clone(),
        },
        Part::Needs => Panel::Needs(around.every_need.clone()),
        Part::Relations => Panel::Relations(relations(visit, &locale, look)),
        Part::Evidence => Panel::Evidence {
            lines: evidence_of(look).into_iter().map(|named| evidence_line(visit, &locale, named)).collect(),
            add: visit.past.is_none().then(|| {
                let path = format!("/r/{}/{}/evidence/new", look.schema.kind.id, look.record.reference);
                Button::new(words::ADD_EVIDENCE.say(&locale), path)
            }),
        },
        Part::History => Panel::History(history::acts(visit, &look.record, &around.lived, &around.beside)),
    }
}

/// The content of a body.
pub fn facts<'a>(schema: &'a Schema, body: &'a Body, names: &'a Names, erased: &'a [String]) -> Facts<'a> {
    Facts { schema, body, names, erased }
}

fn relations(visit: &Visit, locale: &Locale, look: &Look) -> Vec<Relations> {
    let mut groups: Vec<Relations> = Vec::new();
    let mut push = |name: String, inward: bool, named: &Named| {
        let entry = (link(visit, named), Badge::state(locale, &named.state));
        match groups.iter_mut().find(|group| group.name == name && group.inward == inward) {
            Some(group) if group.records.contains(&entry) => {}
            Some(group) => group.records.push(entry),
            None => groups.push(Relations { name, inward, records: vec![entry] }),
        }
    };
    for (path, id) in record::links_of(&look.schema, &look.record.body) {
        let Some(named) = look.names.get(&id) else { continue };
        push(relation_name(locale, &look.schema, &path), false, named);
    }
    for back in &look.backlinks {
        push(back.relation.to_owned(), true, &back.named);
    }
    groups
}

fn relation_name(locale: &Locale, schema: &Schema, path: &str) -> String {
    let (field, column) = path.split_once('.').map_or((path, None), |(field, column)| (field, Some(column)));
    let Some(field) = schema.field(field) else { return path.to_owned() };
    match (field.shape, column) {
        (Shape::Table(columns), Some(column)) => columns.iter().find(|known| known.id == column).map_or_else(
            || path.to_owned(),
            |column| declared::label(locale, &format!("{}.{}", schema.kind.id, field.id), column),
        ),
        _ => declared::label(locale, schema.kind.id, field),
    }
}

/// Evidence that the record names and evidence that names the record, each once.
fn evidence_of(look: &Look) -> Vec<&Named> {
    let mut found: BTreeMap<RecordId, &Named> = BTreeMap::new();
    for (path, id) in record::links_of(&look.schema, &look.record.body) {
        let is_evidence =
            look.schema.field(&path).is_some_and(|field| matches!(field.shape, Shape::Evidence));
        if let Some(named) = look.names.get(&id).filter(|_| is_evidence) {
            found.insert(id, named);
        }
    }
    for back in look.backlinks.iter().filter(|back| back.named.kind == EVIDENCE) {
        found.insert(back.record, &back.named);
    }
    found.into_values().collect()
}

/// The kind to which the shape `Evidence` leads.
pub const EVIDENCE: &str = "evidence";

fn evidence_line(visit: &Visit, locale: &Locale, named: &Named) -> EvidenceLine {
    EvidenceLine { link: link(visit, named), state: Badge::state(locale, &named.state), note: String::new() }
}
