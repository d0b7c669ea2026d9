//! Sets of values: what surely belongs, and what may.

use super::{Eval, Frame, term::Datum};
use crate::{
    Answer,
    code::{Part, Set},
    keep::Kept,
};
use jiff::{Timestamp, civil::Date};
use record::Decimal;
use std::collections::BTreeSet;

/// A member of a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Item<'w> {
    Text(&'w str),
    Number(Decimal),
    Day(Date),
    Instant(Timestamp),
    Record(u32),
}

/// A set that may not be known in full.
#[derive(Debug, Default)]
pub(super) struct Bag<'w> {
    pub sure: BTreeSet<Item<'w>>,
    pub maybe: BTreeSet<Item<'w>>,
    /// Something may belong of which nothing is known.
    pub open: bool,
}

impl<'w> Eval<'w> {
    pub(super) fn set(&mut self, set: &'w Set) -> Bag<'w> {
        let mut bag = Bag::default();
        match set {
            Set::Texts(texts) => bag.sure.extend(texts.iter().map(|text| Item::Text(text))),
            Set::Read(reading) => {
                let found = self.read_all(reading);
                bag.open = !found.complete;
                for kept in found.values {
                    self.put(kept, reading.part, &mut bag);
                }
            }
            Set::Records(walk) => {
                let (records, complete) = self.walk(walk);
                bag.open = !complete;
                bag.sure.extend(records.into_iter().map(Item::Record));
            }
            Set::Authors(walk) => match self.one(walk).and_then(|handle| self.world.record(handle)) {
                Some(stored) => bag.sure.extend(stored.authors.iter().map(|author| Item::Record(*author))),
                None => bag.open = true,
            },
            Set::RequiredOf { scope } => match self.frames.get(*scope) {
                Some(Frame::Fact(fact)) => {
                    bag.sure.extend(fact.required_of.iter().map(|role| Item::Text(role)));
                }
                _ => bag.open = true,
            },
            Set::Collect { members, filter, .. } | Set::CollectAll { members, filter, .. } => {
                let found = self.members(members);
                bag.open = !found.complete;
                for frame in found.frames {
                    self.frames.push(frame);
                    let belongs = filter.as_ref().map_or(Answer::Met, |filter| self.cond(filter).answer);
                    if belongs != Answer::NotMet {
                        let part = self.collected(set);
                        bag.take(part, belongs == Answer::Met);
                    }
                    self.frames.pop();
                }
            }
            Set::Without(left, right) => {
                let (left, right) = (self.set(left), self.set(right));
                bag.open = left.open;
                for item in left.sure {
                    if right.maybe.contains(&item) || (right.open && !right.sure.contains(&item)) {
                        bag.maybe.insert(item);
                    } else if !right.sure.contains(&item) {
                        bag.sure.insert(item);
                    }
                }
                bag.maybe.extend(left.maybe.into_iter().filter(|item| !right.sure.contains(item)));
            }
        }
        bag
    }

    fn collected(&mut self, set: &'w Set) -> Bag<'w> {
        match set {
            Set::Collect { what, .. } => {
                let mut bag = Bag::default();
                bag.sure.extend(self.term(what).item());
                bag
            }
            Set::CollectAll { what, .. } => self.set(what),
            _ => Bag::default(),
        }
    }

    fn put(&self, kept: &'w Kept, part: Part, bag: &mut Bag<'w>) {
        let names = &self.world.names;
        match kept {
            Kept::Code(_) | Kept::Codes(_) => {
                bag.sure.extend(kept.codes().iter().map(|code| Item::Text(names.text(*code))));
            }
            Kept::Record(_) | Kept::Two(_) | Kept::Records(_) => {
                bag.sure.extend(kept.records().iter().map(|record| Item::Record(*record)));
            }
            other => bag.sure.extend(self.datum(other, part).item()),
        }
    }

    pub(super) fn extreme(&mut self, set: &'w Set, greatest: bool) -> Datum<'w> {
        let bag = self.set(set);
        if bag.open || !bag.maybe.is_empty() {
            return Datum::Unknown;
        }
        let found = if greatest { bag.sure.last() } else { bag.sure.first() };
        match found {
            Some(Item::Number(number)) => Datum::Number(*number),
            Some(Item::Day(day)) => Datum::Day(*day),
            Some(Item::Instant(at)) => Datum::Instant(*at),
            _ => Datum::Unknown,
        }
    }

    pub(super) fn list(&self, items: &BTreeSet<Item<'_>>) -> String {
        let shown: Vec<String> = items.iter().take(8).filter_map(|item| self.show(item.datum())).collect();
        let more = if items.len() > 8 { " …" } else { "" };
        format!("{}{more}", shown.join(", "))
    }
}

impl Bag<'_> {
    pub(super) fn is_empty(&self) -> Answer {
        if !self.sure.is_empty() {
            return Answer::NotMet;
        }
        if self.open || !self.maybe.is_empty() { Answer::Unknown } else { Answer::Met }
    }

    pub(super) fn has(&self, item: &Item<'_>) -> Answer {
        if self.sure.contains(item) {
            return Answer::Met;
        }
        if self.open || self.maybe.contains(item) { Answer::Unknown } else { Answer::NotMet }
    }

    fn take(&mut self, other: Self, sure: bool) {
        self.open |= other.open;
        if sure {
            self.sure.extend(other.sure);
        } else {
            self.maybe.extend(other.sure);
        }
        self.maybe.extend(other.maybe);
    }
}

impl<'w> Datum<'w> {
    pub(super) fn item(self) -> Option<Item<'w>> {
        match self {
            Self::Text(text) => Some(Item::Text(text)),
            Self::Number(number) => Some(Item::Number(number.normalize())),
            Self::Day(day) => Some(Item::Day(day)),
            Self::Instant(at) => Some(Item::Instant(at)),
            Self::Record(handle) => Some(Item::Record(handle)),
            _ => None,
        }
    }
}

impl<'w> Item<'w> {
    fn datum(&self) -> Datum<'w> {
        match *self {
            Self::Text(text) => Datum::Text(text),
            Self::Number(number) => Datum::Number(number),
            Self::Day(day) => Datum::Day(day),
            Self::Instant(at) => Datum::Instant(at),
            Self::Record(handle) => Datum::Record(handle),
        }
    }
}
