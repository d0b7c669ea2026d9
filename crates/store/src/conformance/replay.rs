//! What stood at a size of the ledger, by going through every act again: slow, and hard to get wrong.

use crate::{
    At, CHANGED, Condition, Filter, Order, Query, Ranks, STATE, SortBy, Stored, Test, Write, time_key,
};
use jiff::Timestamp;
use record::{Act, Cell, RecordId, Stamp, words_of};
use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
};

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
        if !write.act.is_apart() {
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
                content.json.clone_into(&mut stored.body);
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
            body: String::new(),
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
    /// The words by which it is found.
    pub(super) fn words(&self) -> BTreeSet<String> {
        self.words.iter().cloned().collect()
    }

    pub(super) fn visible(&self, openness: u8, related: &[RecordId]) -> bool {
        self.stored.openness <= openness || self.stored.related.iter().any(|id| related.contains(id))
    }

    pub(super) fn has_words(&self, words: &[String]) -> bool {
        let words: Vec<String> = words.iter().flat_map(|word| words_of(word)).collect();
        let Some((last, whole)) = words.split_last() else { return true };
        whole.iter().all(|word| self.words.contains(word))
            && self.words.iter().any(|word| word.starts_with(last.as_str()))
    }

    fn keys(&self, field: &str) -> Vec<String> {
        match field {
            STATE => vec![self.stored.state.clone()],
            CHANGED => vec![time_key(self.stored.changed.at.as_microsecond())],
            _ => self.cells.iter().filter(|cell| cell.field == field).map(|cell| cell.key.clone()).collect(),
        }
    }

    fn meets(&self, condition: &Condition) -> bool {
        match condition {
            Condition::Cell(filter) => self.has(filter),
            Condition::All(inner) => inner.iter().all(|condition| self.meets(condition)),
            Condition::Any(inner) => inner.iter().any(|condition| self.meets(condition)),
            Condition::Not(inner) => !self.meets(inner),
        }
    }

    fn has(&self, Filter { field, test }: &Filter) -> bool {
        let mut keys = self.keys(field).into_iter();
        match test {
            Test::In(wanted) => keys.any(|key| wanted.contains(&key)),
            Test::Between(low, high) => keys.any(|key| {
                low.as_ref().is_none_or(|low| key >= *low) && high.as_ref().is_none_or(|high| key < *high)
            }),
            Test::Prefix(prefix) => keys.any(|key| key.starts_with(prefix.as_str())),
            Test::Contains(text) => keys.any(|key| key.contains(text.as_str())),
            Test::Missing => keys.next().is_none(),
        }
    }

    /// Which of two comes first in one sort key; those without a key come last in both directions.
    fn order(&self, other: &Self, by: &SortBy, order: Order) -> Ordering {
        let field = match by {
            SortBy::Number => {
                let order_of = self.number.cmp(&other.number);
                return if order == Order::Descending { order_of.reverse() } else { order_of };
            }
            SortBy::Changed => CHANGED,
            SortBy::Field(field) | SortBy::Ranked(field, _) => field,
        };
        let keys = |snap: &Self| {
            let mut keys = snap.keys(field);
            if let SortBy::Ranked(_, ranks) = by {
                keys = ranks
                    .keys()
                    .iter()
                    .enumerate()
                    .filter(|(_, key)| keys.contains(key))
                    .map(|(place, _)| Ranks::key_of(place))
                    .collect();
            }
            keys.into_iter()
        };
        let (mut mine, mut theirs) = (keys(self), keys(other));
        let (mine, theirs) = match order {
            Order::Ascending => (mine.next(), theirs.next()),
            Order::Descending => (mine.next_back(), theirs.next_back()),
        };
        match (mine, theirs) {
            (Some(mine), Some(theirs)) if order == Order::Descending => theirs.cmp(&mine),
            (Some(mine), Some(theirs)) => mine.cmp(&theirs),
            (mine, theirs) => theirs.is_some().cmp(&mine.is_some()),
        }
    }
}

/// The whole answer to a query, not only the page.
pub(super) fn answer(acts: &[Applied], query: &Query) -> Vec<Stored> {
    let all = replay(acts, query.at);
    let first = [(query.sort.clone(), query.order)];
    let last = [(SortBy::Number, query.order)];
    let keys: Vec<&(SortBy, Order)> = first.iter().chain(&query.then).chain(&last).collect();
    let order = |a: &Snap, b: &Snap| {
        let mut orders = keys.iter().map(|(by, order)| a.order(b, by, *order));
        orders.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    };
    let from = query.after.map(|id| all.get(&id).filter(|snap| snap.stored.kind == query.kind));
    let comes_after = |snap: &Snap| match from {
        None => true,
        Some(from) => from.is_some_and(|from| order(snap, from).is_gt()),
    };
    let mut snaps: Vec<&Snap> = all
        .values()
        .filter(|snap| snap.stored.kind == query.kind)
        .filter(|snap| query.among.is_empty() || query.among.contains(&snap.stored.id))
        .filter(|snap| snap.visible(query.openness, &query.related))
        .filter(|snap| query.states.is_empty() || query.states.contains(&snap.stored.state))
        .filter(|snap| query.filters.iter().all(|condition| snap.meets(condition)))
        .filter(|snap| snap.has_words(&query.words))
        .filter(|snap| comes_after(snap))
        .collect();
    snaps.sort_by(|a, b| order(a, b));
    snaps.into_iter().map(|snap| snap.stored.clone()).collect()
}
