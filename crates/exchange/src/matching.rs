//! Which record a row may be: certain by a key of its own, otherwise a question for a person.

use crate::draft::Draft;
use crate::edition::{Edition, key_in};
use crate::identity::{Identity, check_number};
use crate::{
    Existing, Question, Why, choices,
    question::About,
    similar::{alike_texts, words},
    vocabulary,
};
use record::{Body, RecordId, Schema, Value, diff, fold};
use std::collections::HashSet;

/// Characters from which a text tells records apart: codes and single words agree by chance.
const TELLING_CHARS: usize = 16;
/// Rows whose titles are compared with those of the records under their keys.
const LOOKED_AT: usize = 400;
/// Records that may share a text before it tells nothing.
const SHARED_MAX: usize = 20;

/// What a row is matched with.
pub(crate) enum Match {
    /// The record that an earlier import knows under the row's own key.
    Certain { id: RecordId, body: Body, key: String },
    /// A record that the row may be; a person decides.
    Perhaps { id: RecordId, body: Body, why: Why },
    /// Nothing that is here.
    Nothing,
}

/// The records that rows are matched with, each with one row at most.
pub(crate) struct Matches<'s> {
    schema: &'s Schema,
    existing: &'s dyn Existing,
    source: String,
    /// Records that a row names by its key, or that a row may be.
    claimed: HashSet<RecordId>,
    /// Records that earlier editions of the list brought.
    own: HashSet<RecordId>,
    index: Option<Index>,
    own_index: Option<Index>,
    /// Most of the keys that the list knows are those of records which are called otherwise than the rows: many lists number
    /// their rows from one, and have the same name.
    doubtful: bool,
}

impl<'s> Matches<'s> {
    pub(crate) fn new(
        schema: &'s Schema,
        existing: &'s dyn Existing,
        edition: &Edition,
        identities: &[Identity],
        titles: impl Fn(usize) -> &'s str,
        named: impl Iterator<Item = RecordId>,
    ) -> Self {
        let kind = schema.kind.id;
        let source = edition.source.clone();
        let own: HashSet<RecordId> = existing.of_source(kind, &source).into_iter().collect();
        let keys = identities.iter().map(|identity| identity.import_key.as_str());
        let known = keys.filter_map(|key| known(existing, kind, &source, key)).map(|(id, _)| id);
        let claimed = known.chain(named).collect();
        let rows = identities.iter().enumerate().filter(|(_, identity)| identity.is_certain());
        let known = rows.filter_map(|(row, identity)| {
            Some((titles(row), self::known(existing, kind, &source, &identity.import_key)?.0))
        });
        let (mut looked, mut other) = (0, 0);
        for (title, id) in known.take(LOOKED_AT) {
            looked += 1;
            other += usize::from(!alike_texts(title, &existing.called(id).1));
        }
        let doubtful = other * 2 > looked;
        Self { schema, existing, source, claimed, own, index: None, own_index: None, doubtful }
    }

    /// What the row is matched with.
    pub(crate) fn find(&mut self, identity: &Identity, draft: &Draft<'_>) -> Match {
        let kind = self.schema.kind.id;
        let keyed = identity.is_certain();
        if let Some((id, key)) = known(self.existing, kind, &self.source, &identity.import_key)
            && let Some(body) = self.existing.body(id)
        {
            return match (keyed, self.says_nothing_new(draft, &body)) {
                (true, false) if self.doubtful && self.is_another(draft, &body) => {
                    Match::Perhaps { id, body, why: Why::OtherThing }
                }
                (true, _) | (false, true) => Match::Certain { id, body, key },
                (false, false) => Match::Perhaps { id, body, why: Why::NoKey },
            };
        }
        let title = fold(&self.schema.title(&draft.body));
        let found = if keyed {
            let elsewhere = self.existing.elsewhere(kind, &self.source, &identity.import_key);
            let twin = elsewhere.into_iter().find(|id| {
                !self.claimed.contains(id)
                    && self.existing.body(*id).is_some_and(|body| fold(&self.schema.title(&body)) == title)
            });
            let changed = || self.alike(draft, &title, true).map(|id| (id, Why::KeyChanged));
            twin.map(|id| (id, Why::OtherList)).or_else(changed)
        } else {
            self.alike(draft, &title, false).map(|id| (id, Why::Alike))
        };
        let Some((id, why)) = found else { return Match::Nothing };
        let Some(body) = self.existing.body(id) else { return Match::Nothing };
        self.claimed.insert(id);
        if self.own.contains(&id) && !keyed && self.says_nothing_new(draft, &body) {
            // The same row of the same list in another place of the file.
            let key = key_in(&self.source, &identity.import_key);
            return Match::Certain { id, body, key };
        }
        Match::Perhaps { id, body, why }
    }

    /// The record was not the row, so another row may be it.
    pub(crate) fn release(&mut self, id: RecordId) {
        self.claimed.remove(&id);
    }

    /// The question whether a row is a record.
    pub(crate) fn ask(
        &self,
        identity: &Identity,
        (id, before): (RecordId, &Body),
        after: &Body,
        row: (u64, &Body),
        why: Why,
    ) -> Question {
        let agrees = self
            .schema
            .fields()
            .map(|field| field.id)
            .filter(|field| row.1.get(field).is_some_and(|value| Some(value) == before.get(field)));
        let (reference, title) = self.existing.called(id);
        Question {
            id: format!("{id}~{:016x}", check_number(identity.import_key.as_bytes())),
            record: id,
            reference,
            title,
            about: About::Row {
                line: row.0,
                title: self.schema.title(row.1),
                why,
                agrees: agrees.map(str::to_owned).collect(),
                changes: diff(self.schema, before, after),
            },
            answer: None,
        }
    }

    /// Questions about records of earlier editions that no row is about. What is over already is not asked about.
    pub(crate) fn gone(&self) -> Vec<Question> {
        if self.own.is_empty() {
            return Vec::new();
        }
        let live = self.existing.live(self.schema.kind.id).into_iter();
        live.filter(|id| self.own.contains(id) && !self.claimed.contains(id))
            .map(|id| {
                let (reference, title) = self.existing.called(id);
                Question {
                    id: format!("{id}~gone"),
                    record: id,
                    reference,
                    title,
                    about: About::Gone,
                    answer: None,
                }
            })
            .collect()
    }

    /// Whether a row is about another thing than the record under its key: their titles have no word in common, and more
    /// of what both say differs than agrees. Numbers from one on are given in every list.
    fn is_another(&self, draft: &Draft<'_>, body: &Body) -> bool {
        let (new, old) = (words(&self.schema.title(&draft.body)), words(&self.schema.title(body)));
        if new.iter().any(|word| old.contains(word)) {
            return false;
        }
        let title = self.schema.kind.title().id;
        let others = draft.body.iter().filter(|(field, _)| *field != title && *field != "external_id");
        let both = others.filter_map(|(field, value)| Some((value, body.get(field)?)));
        let (agree, differ) =
            both.fold(
                (0, 0),
                |(agree, differ), (new, old)| {
                    if new == old { (agree + 1, differ) } else { (agree, differ + 1) }
                },
            );
        agree <= differ
    }

    /// Whether the record already says everything that the row does about it.
    fn says_nothing_new(&self, draft: &Draft<'_>, body: &Body) -> bool {
        // A field that the organisation has added since had no place for what the row said all along.
        let added = |field: &str| self.schema.custom.iter().any(|one| one.id == field);
        let within = |field: &str, value: &Value| match (value, body.get(field)) {
            (_, None) if added(field) => true,
            (Value::Links(new), Some(Value::Links(old))) => new.iter().all(|id| old.contains(id)),
            (value, known) => Some(value) == known,
        };
        let linked = |field: &str, id: RecordId| match body.get(field) {
            Some(Value::Links(ids)) => ids.contains(&id),
            Some(Value::Link(known)) => *known == id,
            _ => false,
        };
        draft.body.iter().all(|(field, value)| within(field, value))
            && draft.named.iter().all(|(_, field, schema, title)| {
                if vocabulary::is_placeholder(&choices::key(title)) {
                    return true;
                }
                let kind = schema.kind.id;
                let by_reference = || self.existing.by_reference(kind, title.trim());
                let id = title.trim().parse::<RecordId>().ok().or_else(by_reference);
                let id = id.or_else(|| self.existing.by_title(kind, &fold(&one_line(title))));
                // A record of the row's own kind that is not there cannot be linked, so it says nothing either.
                id.map_or(kind == self.schema.kind.id, |id| linked(field.id, id))
            })
    }

    /// The record that agrees best with a row: the same title, or a telling text and no fewer fields that agree than differ.
    fn alike(&mut self, draft: &Draft<'_>, title: &str, own_only: bool) -> Option<RecordId> {
        if own_only && self.own.is_empty() {
            return None;
        }
        let slot = if own_only { &mut self.own_index } else { &mut self.index };
        let index = slot.get_or_insert_with(|| {
            let live = self.existing.live(self.schema.kind.id).into_iter();
            Index::of(self.schema, self.existing, live.filter(|id| !own_only || self.own.contains(id)))
        });
        let mut best: Option<((bool, usize), RecordId)> = None;
        let mut seen = HashSet::new();
        for id in index.candidates(title, &draft.body) {
            if self.claimed.contains(&id) || !seen.insert(id) {
                continue;
            }
            let Some(body) = self.existing.body(id) else { continue };
            let same_title = fold(&self.schema.title(&body)) == title;
            let both = draft.body.iter().filter_map(|(field, value)| Some((value, body.get(field)?)));
            let (agree, differ) =
                both.fold(
                    (0, 0),
                    |(agree, differ), (new, old)| {
                        if new == old { (agree + 1, differ) } else { (agree, differ + 1) }
                    },
                );
            let score = (same_title, agree);
            if (same_title || agree >= differ) && best.is_none_or(|(known, _)| score > known) {
                best = Some((score, id));
            }
        }
        best.map(|(_, id)| id)
    }
}

/// The record that an import knows under a key of the list, or under a key that stands for itself; and that key.
fn known(existing: &dyn Existing, kind: &str, source: &str, key: &str) -> Option<(RecordId, String)> {
    let own = key_in(source, key);
    let by = |key: String| Some((existing.known_as(kind, &key)?, key));
    by(own).or_else(|| by(key.to_owned()))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Records by title and by their telling texts.
struct Index {
    records: Vec<RecordId>,
    /// Check numbers of title or field and text, ascending, with the place of the record.
    texts: Vec<(u64, u32)>,
}

impl Index {
    fn of(schema: &Schema, existing: &dyn Existing, ids: impl Iterator<Item = RecordId>) -> Self {
        let mut index = Self { records: Vec::new(), texts: Vec::new() };
        for id in ids {
            let Some(body) = existing.body(id) else { continue };
            let place = u32::try_from(index.records.len()).unwrap_or(u32::MAX);
            index.records.push(id);
            index.texts.push((number("", &fold(&schema.title(&body))), place));
            index.texts.extend(telling(&body).map(|(field, text)| (number(field, text), place)));
        }
        index.texts.sort_unstable();
        index
    }

    fn candidates(&self, title: &str, body: &Body) -> Vec<RecordId> {
        let mut found = self.under(number("", title), SHARED_MAX);
        for (field, text) in telling(body) {
            let shared = self.under(number(field, text), SHARED_MAX + 1);
            if shared.len() <= SHARED_MAX {
                found.extend(shared);
            }
        }
        found
    }

    fn under(&self, number: u64, limit: usize) -> Vec<RecordId> {
        let from = self.texts.partition_point(|(known, _)| *known < number);
        let these = self.texts.iter().skip(from).take_while(|(known, _)| *known == number).take(limit);
        these.filter_map(|(_, place)| self.records.get(usize::try_from(*place).ok()?)).copied().collect()
    }
}

/// Texts that are long enough to tell records apart.
fn telling(body: &Body) -> impl Iterator<Item = (&str, &str)> {
    body.iter().filter_map(|(field, value)| match value {
        Value::Text(text) if text.len() >= TELLING_CHARS => Some((field, text.as_str())),
        _ => None,
    })
}

fn number(field: &str, text: &str) -> u64 {
    check_number(field.as_bytes()) ^ check_number(text.as_bytes()).rotate_left(1)
}
