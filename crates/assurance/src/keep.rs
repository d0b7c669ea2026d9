//! A record as the snapshot keeps it: the values that are read, made small.

use crate::layout::{Layout, Slot};
use jiff::{Timestamp, civil::Date};
use record::{Act, ActSeen, Body, Decimal, Dossier, Effective, LifeCycle, RecordId, Value};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex},
};

/// A record, as far as it is read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stored {
    pub kind: u16,
    /// Code of the state.
    pub state: &'static str,
    pub in_force: bool,
    /// The content that counts: in force if anything is, otherwise the newest.
    pub counts: Slots,
    /// The newest content, where it differs: what would count once it is approved.
    pub newest: Option<Slots>,
    /// The last act of each code that is read.
    pub acts: Box<[Acted]>,
    /// Who wrote what is in force, or what waits to be.
    pub authors: Box<[u32]>,
    /// Earlier times in force, where they are read.
    pub past: Box<[Era]>,
    pub significant: Significant,
}

/// The significant fields of a record, where they are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Significant {
    /// Since when they say what they say; none where an earlier version that matters is not known.
    pub since: Option<Timestamp>,
    /// Whether the newest content says something else in them than what counts.
    pub drafted: bool,
}

/// Slot to value, ascending.
pub(crate) type Slots = Box<[(u16, Kept)]>;

/// An act, as far as it is read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Acted {
    pub act: Act,
    pub by: u32,
    pub at: Timestamp,
    pub capacity: u32,
}

/// A span of time in which one version was in force. Without content, the version then is not known.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Era {
    pub from: Timestamp,
    pub until: Option<Timestamp>,
    pub content: Option<Slots>,
}

/// A value in sixteen bytes: texts and codes are numbers of the snapshot's words, records its handles; what is rare or
/// large lies in a box of its own.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::box_collection, reason = "a thin pointer holds every value at sixteen bytes")]
pub(crate) enum Kept {
    /// Number of the text, or [`UNKEPT`] where only its words are counted.
    Text {
        word: u32,
        words: u32,
    },
    Whole(i32),
    Number(Box<Decimal>),
    Money(Box<(Decimal, u32)>),
    Day(Date),
    Flag(bool),
    Code(u32),
    Codes(Box<Vec<u32>>),
    Period(Box<(Date, Option<Date>)>),
    Record(u32),
    Two([u32; 2]),
    Records(Box<Vec<u32>>),
    Rows(Box<Vec<RowKept>>),
    Answers(Box<Slots>),
    /// The last point of a series.
    Last(Box<(Timestamp, Decimal)>),
    /// Something that is only asked whether it is there.
    There,
}

/// Stands for a text that is not kept.
pub(crate) const UNKEPT: u32 = u32::MAX;

/// What a slot holds by which records are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    /// Nothing.
    Blank,
    /// Something that is not kept as one number, so that it may be equal to anything.
    Unkept,
    /// What equal values have in common.
    Is(u32),
}

impl Key {
    pub(crate) fn of(kept: Option<&Kept>) -> Self {
        match kept {
            None => Self::Blank,
            Some(Kept::Text { word, .. }) if *word != UNKEPT => Self::Is(*word),
            Some(Kept::Code(number) | Kept::Record(number)) => Self::Is(*number),
            Some(_) => Self::Unkept,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RowKept {
    pub id: u32,
    pub cells: Slots,
}

/// Texts, each kept once, and the handles of records.
#[derive(Debug, Default)]
pub(crate) struct Names {
    words: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, u32>,
    ids: Vec<RecordId>,
    handles: HashMap<RecordId, u32>,
    telling: Mutex<Telling>,
}

/// The words that tell of texts that were held against others, as ascending numbers.
#[derive(Debug, Default)]
struct Telling {
    numbers: HashMap<String, u32>,
    texts: HashMap<u32, Arc<[u32]>>,
}

impl Telling {
    fn of(&mut self, number: u32, text: &str) -> Arc<[u32]> {
        if let Some(known) = self.texts.get(&number) {
            return Arc::clone(known);
        }
        let words = record::telling_words(text).into_iter();
        let mut words: Vec<u32> = words
            .map(|word| {
                let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
                *self.numbers.entry(word).or_insert(next)
            })
            .collect();
        words.sort_unstable();
        let words: Arc<[u32]> = words.into();
        self.texts.insert(number, Arc::clone(&words));
        words
    }
}

impl Names {
    pub(crate) fn word(&mut self, text: &str) -> u32 {
        if let Some(known) = self.numbers.get(text) {
            return *known;
        }
        let number = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        let text: Arc<str> = text.into();
        self.words.push(Arc::clone(&text));
        self.numbers.insert(text, number);
        number
    }

    /// The number of a text that is known.
    pub(crate) fn number(&self, text: &str) -> Option<u32> {
        self.numbers.get(text).copied()
    }

    pub(crate) fn text(&self, word: u32) -> &str {
        self.words.get(word as usize).map_or("", |text| text)
    }

    /// Whether two texts say the same in nearly the same words ([`record::alike`]); each is looked at once.
    pub(crate) fn alike(&self, one: u32, other: u32) -> bool {
        let Ok(mut telling) = self.telling.lock() else { return false };
        let (one, other) = (telling.of(one, self.text(one)), telling.of(other, self.text(other)));
        let shared = one.iter().filter(|word| other.binary_search(word).is_ok()).count();
        record::nearly_same(shared, one.len(), other.len())
    }

    pub(crate) fn handle(&mut self, id: RecordId) -> u32 {
        if let Some(known) = self.handles.get(&id) {
            return *known;
        }
        let handle = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        self.ids.push(id);
        self.handles.insert(id, handle);
        handle
    }

    pub(crate) fn known(&self, id: RecordId) -> Option<u32> {
        self.handles.get(&id).copied()
    }

    pub(crate) fn id(&self, handle: u32) -> Option<RecordId> {
        self.ids.get(handle as usize).copied()
    }
}

impl Stored {
    /// What the layout asks of a record, its acts and its earlier versions.
    pub(crate) fn of(
        kind: u16,
        layout: &Layout,
        dossier: &Dossier,
        past: &[Effective],
        names: &mut Names,
    ) -> Self {
        let record = &dossier.record;
        let counted = record.effective.as_ref().map_or(&record.body, |effective| &effective.body);
        let counts = slots(&layout.slots, counted, names);
        let newest = (*counted != record.body).then(|| slots(&layout.slots, &record.body, names));
        let acts = layout
            .acts
            .iter()
            .filter_map(|act| dossier.acts.iter().rev().find(|seen| seen.act == *act))
            .map(|seen| Acted {
                act: seen.act,
                by: names.handle(seen.by),
                at: seen.at,
                capacity: names.word(&seen.capacity),
            })
            .collect();
        let authors = if layout.authors { authors(&dossier.acts, names) } else { Box::default() };
        let significant = Significant {
            since: unchanged_since(layout, dossier, past),
            drafted: !same(&layout.significant, counted, &record.body),
        };
        let past = if layout.history { eras(layout, dossier, past, names) } else { Box::default() };
        Self {
            kind,
            state: record.state.code(),
            in_force: record.in_force().is_some(),
            counts,
            newest,
            acts,
            authors,
            past,
            significant,
        }
    }
}

impl Kept {
    /// The records that a link leads to.
    pub(crate) fn records(&self) -> &[u32] {
        match self {
            Self::Record(record) => std::slice::from_ref(record),
            Self::Two(records) => records,
            Self::Records(records) => records,
            _ => &[],
        }
    }

    /// The codes of a choice.
    pub(crate) fn codes(&self) -> &[u32] {
        match self {
            Self::Code(code) => std::slice::from_ref(code),
            Self::Codes(codes) => codes,
            _ => &[],
        }
    }
}

/// The value in a slot.
pub(crate) fn at(slots: &Slots, slot: u16) -> Option<&Kept> {
    slots
        .binary_search_by_key(&slot, |(known, _)| *known)
        .ok()
        .and_then(|index| slots.get(index))
        .map(|(_, kept)| kept)
}

fn slots(wanted: &[Slot], body: &Body, names: &mut Names) -> Slots {
    (0_u16..)
        .zip(wanted)
        .filter_map(|(index, slot)| {
            body.get(slot.field).and_then(|value| keep(slot, value, names)).map(|kept| (index, kept))
        })
        .collect()
}

fn cells(wanted: &[Slot], values: &BTreeMap<String, Value>, names: &mut Names) -> Slots {
    (0_u16..)
        .zip(wanted)
        .filter_map(|(index, slot)| {
            values.get(slot.field).and_then(|value| keep(slot, value, names)).map(|kept| (index, kept))
        })
        .collect()
}

/// A blank value is not kept: it says nothing.
pub(crate) fn keep(slot: &Slot, value: &Value, names: &mut Names) -> Option<Kept> {
    if value.is_blank() {
        return None;
    }
    Some(match value {
        Value::Text(text) => {
            let words =
                text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
            if words == 0 {
                return None;
            }
            let words = u32::try_from(words).unwrap_or(u32::MAX);
            let word = if slot.content { names.word(text.trim()) } else { UNKEPT };
            Kept::Text { word, words }
        }
        Value::Number(number) => match i32::try_from(*number) {
            Ok(whole) if number.fract().is_zero() => Kept::Whole(whole),
            _ => Kept::Number(Box::new(*number)),
        },
        Value::Money(amount) => Kept::Money(Box::new((amount.amount, names.word(&amount.currency)))),
        Value::Date(day) => Kept::Day(*day),
        Value::Flag(flag) => Kept::Flag(*flag),
        Value::Choice(code) => Kept::Code(names.word(code)),
        Value::Choices(codes) => match codes.as_slice() {
            [code] => Kept::Code(names.word(code)),
            codes => Kept::Codes(Box::new(codes.iter().map(|code| names.word(code)).collect())),
        },
        Value::Rating(step) => Kept::Whole(i32::from(*step)),
        Value::Period(span) => Kept::Period(Box::new((span.from, span.to))),
        Value::Link(id) => Kept::Record(names.handle(*id)),
        Value::Links(ids) => match ids.as_slice() {
            [id] => Kept::Record(names.handle(*id)),
            [one, two] => Kept::Two([names.handle(*one), names.handle(*two)]),
            ids => Kept::Records(Box::new(ids.iter().map(|id| names.handle(*id)).collect())),
        },
        Value::File(_) => Kept::There,
        Value::Table(rows) => Kept::Rows(Box::new(
            rows.iter()
                .filter(|row| !row.cells.values().all(Value::is_blank))
                .map(|row| RowKept { id: row.id, cells: cells(&slot.cells, &row.cells, names) })
                .collect(),
        )),
        Value::Answers(answers) => Kept::Answers(Box::new(
            (0_u16..)
                .zip(&slot.cells)
                .filter_map(|(index, cell)| {
                    let answer = answers.given.get(cell.field)?;
                    keep(cell, &answer.value, names).map(|kept| (index, kept))
                })
                .collect(),
        )),
        Value::Series(points) => {
            let last = points.last()?;
            Kept::Last(Box::new((last.at, last.value)))
        }
    })
}

/// Those who wrote the version approved last; before any approval, those who wrote the newest.
fn authors(acts: &[ActSeen], names: &mut Names) -> Box<[u32]> {
    let approvals: Vec<u64> =
        acts.iter().filter(|seen| seen.act == Act::Approve).map(|seen| seen.position).collect();
    let until = approvals.last().copied();
    let from = approvals.len().checked_sub(2).and_then(|index| approvals.get(index)).copied();
    let mut authors: Vec<u32> = acts
        .iter()
        .filter(|seen| matches!(seen.act, Act::Create | Act::Revise))
        .filter(|seen| from.is_none_or(|from| seen.position > from))
        .filter(|seen| until.is_none_or(|until| seen.position < until))
        .map(|seen| names.handle(seen.by))
        .collect();
    authors.sort_unstable();
    authors.dedup();
    authors.into()
}

/// A span of time in which one version was in force, and its content as far as it is known.
struct Lived<'d> {
    from: Timestamp,
    until: Option<Timestamp>,
    body: Option<&'d Body>,
}

/// The spans of time in which a version was in force, oldest first.
fn lived<'d>(cycle: LifeCycle, dossier: &'d Dossier, past: &'d [Effective]) -> Vec<Lived<'d>> {
    let record = &dossier.record;
    let (starts, ends): (&[Act], &[Act]) = match cycle {
        LifeCycle::Controlled => (&[Act::Approve], &[Act::Retire]),
        LifeCycle::Task => (&[Act::Create, Act::Revise, Act::Reopen], &[Act::Cancel]),
        LifeCycle::Kept | LifeCycle::Witnessed => (&[Act::Create, Act::Revise], &[Act::Retire]),
    };
    let mut spans: Vec<Lived<'_>> = Vec::new();
    for seen in &dossier.acts {
        let starts = starts.contains(&seen.act);
        if !starts && !ends.contains(&seen.act) {
            continue;
        }
        if let Some(open) = spans.last_mut().filter(|span| span.until.is_none()) {
            open.until = Some(seen.at);
        }
        if starts {
            let body = match (&record.effective, cycle) {
                (Some(now), _) if now.version == seen.version => Some(&now.body),
                (_, LifeCycle::Controlled) => None,
                _ if record.version == seen.version => Some(&record.body),
                _ => None,
            };
            let earlier = || past.iter().find(|era| era.version == seen.version).map(|era| &era.body);
            spans.push(Lived { from: seen.at, until: None, body: body.or_else(earlier) });
        }
    }
    spans
}

/// Those spans as they are kept. Where nobody asks what a record said then, spans that follow each other are one.
fn eras(layout: &Layout, dossier: &Dossier, past: &[Effective], names: &mut Names) -> Box<[Era]> {
    let mut eras: Vec<Era> = Vec::new();
    for span in lived(layout.life_cycle, dossier, past) {
        let follows = |last: &&mut Era| !layout.versions && last.until == Some(span.from);
        if let Some(last) = eras.last_mut().filter(follows) {
            last.until = span.until;
        } else {
            let body = span.body.filter(|_| layout.versions);
            let content = body.map(|body| slots(&layout.slots, body, names));
            eras.push(Era { from: span.from, until: span.until, content });
        }
    }
    eras.into()
}

/// Since when the significant fields say what they say in the version that was in force last.
fn unchanged_since(layout: &Layout, dossier: &Dossier, past: &[Effective]) -> Option<Timestamp> {
    if layout.significant.is_empty() {
        return None;
    }
    let mut since = None;
    let mut later: Option<&Body> = None;
    for span in lived(layout.life_cycle, dossier, past).iter().rev() {
        let body = span.body?;
        if !later.is_none_or(|later| same(&layout.significant, later, body)) {
            break;
        }
        (since, later) = (Some(span.from), Some(body));
    }
    since
}

/// Whether two contents say the same in these fields.
fn same(fields: &[&str], one: &Body, other: &Body) -> bool {
    fields.iter().all(|field| one.get(field) == other.get(field))
}
