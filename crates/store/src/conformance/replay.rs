//! What stood at a size of the ledger, by going through every act again: slow, and hard to get wrong.

use crate::{At, Filter, Order, Query, SortBy, Stored, Test, Write};
use jiff::Timestamp;
use record::{Act, Cell, RecordId, Stamp, words_of};
use std::collections::{BTreeMap, BTreeSet};

/// An act as it was taken.
#[derive(Clone, Debug)]
pub(super) struct Applied {
    pub(super) write: Write,
    pub(super) position: u64,
    pub(super) number: u64,
    pub(super) reference: String,
    pub(super) at: Timestamp,
    pub(super) bytes: Vec<u8>,
}

/// A record at a size.
#[derive(Clone, Debug)]
pub(super) struct Snap {
    pub(super) stored: Stored,
    pub(super) number: u64,
    pub(super) cells: BTreeSet<Cell>,
    pub(super) links: BTreeSet<(String, RecordId)>,
    words: Vec<String>,
}

/// Every record that existed, as it stood.
pub(super) fn replay(acts: &[Applied], at: At) -> BTreeMap<RecordId, Snap> {
    let size = match at {
        At::Now => acts.len(),
        At::Size(size) => usize::try_from(size).unwrap_or(usize::MAX).min(acts.len()),
    };
    let mut snaps: BTreeMap<RecordId, Snap> = BTreeMap::new();
    for act in acts.iter().take(size) {
        let write = &act.write;
        let stamp = Stamp {
            by: RecordId(write.entry.actor.person),
            at: act.at,
            reason: write.reason.clone().map(|(text, _)| text),
        };
        let snap = snaps.entry(write.record).or_insert_with(|| begin(act, &stamp));
        let stored = &mut snap.stored;
        write.state.clone_into(&mut stored.state);
        if write.act != Act::Erase {
            stored.state_stamp = stamp.clone();
        }
        if write.comes_into_force {
            stored.effective = Some((write.version, stamp.clone()));
        }
        stored.changed = stamp;
        stored.authors.clone_from(&write.authors);
        stored.position = act.position;
        if let Some(content) = &write.content {
            if write.act == Act::Create || write.version > stored.version {
                content.schema.clone_into(&mut stored.schema);
                stored.json = serde_json::from_str(&content.json).unwrap();
            }
            content.title.clone_into(&mut stored.title);
            snap.cells = content.cells.iter().cloned().collect();
            snap.links = content.links.iter().cloned().collect();
            snap.words = content.words.split_whitespace().map(str::to_owned).collect();
            snap.words.extend(words_of(&act.reference));
            snap.words.push(words_of(&act.reference).concat());
        }
        stored.version = write.version;
    }
    // Who may read is a matter of today.
    for act in acts {
        if let Some(snap) = snaps.get_mut(&act.write.record) {
            snap.stored.openness = act.write.openness;
            snap.stored.related =
                act.write.related.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
        }
    }
    snaps
}

fn begin(act: &Applied, stamp: &Stamp) -> Snap {
    let write = &act.write;
    Snap {
        number: act.number,
        cells: BTreeSet::new(),
        links: BTreeSet::new(),
        words: Vec::new(),
        stored: Stored {
            id: write.record,
            kind: write.kind.clone(),
            reference: act.reference.clone(),
            title: String::new(),
            state: write.state.clone(),
            state_stamp: stamp.clone(),
            version: 0,
            schema: String::new(),
            json: serde_json::Map::new(),
            effective: None,
            created: stamp.clone(),
            changed: stamp.clone(),
            authors: Vec::new(),
            position: act.position,
            openness: 0,
            related: Vec::new(),
        },
    }
}

impl Snap {
    pub(super) fn visible(&self, openness: u8, related: &[RecordId]) -> bool {
        self.stored.openness <= openness || self.stored.related.iter().any(|id| related.contains(id))
    }

    pub(super) fn has_words(&self, words: &[String]) -> bool {
        let words: Vec<String> = words.iter().flat_map(|word| words_of(word)).collect();
        let Some((last, whole)) = words.split_last() else { return true };
        whole.iter().all(|word| self.words.contains(word))
            && self.words.iter().any(|word| word.starts_with(last.as_str()))
    }

    fn keys(&self, field: &str) -> impl DoubleEndedIterator<Item = &String> {
        self.cells.iter().filter(move |cell| cell.field == field).map(|cell| &cell.key)
    }

    fn meets(&self, Filter { field, test }: &Filter) -> bool {
        match test {
            Test::In(keys) => self.keys(field).any(|key| keys.contains(key)),
            Test::Between(low, high) => self.keys(field).any(|key| {
                low.as_ref().is_none_or(|low| key >= low) && high.as_ref().is_none_or(|high| key < high)
            }),
            Test::Prefix(prefix) => self.keys(field).any(|key| key.starts_with(prefix.as_str())),
            Test::Missing => self.keys(field).next().is_none(),
        }
    }
}

/// The whole answer to a query, not only the page.
pub(super) fn answer(acts: &[Applied], query: &Query) -> Vec<Stored> {
    let mut snaps: Vec<Snap> = replay(acts, query.at)
        .into_values()
        .filter(|snap| snap.stored.kind == query.kind)
        .filter(|snap| snap.visible(query.openness, &query.related))
        .filter(|snap| query.states.is_empty() || query.states.contains(&snap.stored.state))
        .filter(|snap| query.filters.iter().all(|filter| snap.meets(filter)))
        .filter(|snap| snap.has_words(&query.words))
        .collect();
    snaps.sort_by_key(|snap| snap.number);
    let descending = query.order == Order::Descending;
    if descending {
        snaps.reverse();
    }
    match &query.sort {
        SortBy::Number => {}
        SortBy::Changed if descending => snaps.sort_by_key(|snap| std::cmp::Reverse(snap.stored.changed.at)),
        SortBy::Changed => snaps.sort_by_key(|snap| snap.stored.changed.at),
        SortBy::Field(field) => snaps.sort_by(|a, b| {
            let (a, b) = if descending {
                (b.keys(field).next_back(), a.keys(field).next_back())
            } else {
                (a.keys(field).next(), b.keys(field).next())
            };
            match (a, b) {
                (Some(a), Some(b)) => a.cmp(b),
                // Records without the field come last in both directions.
                (a, b) if descending => a.is_some().cmp(&b.is_some()),
                (a, b) => b.is_some().cmp(&a.is_some()),
            }
        }),
    }
    snaps.into_iter().map(|snap| snap.stored).collect()
}
