//! What a record must be like to belong to those that a filter lets through, as far as the record alone tells and time does
//! not change it. A change of a record that is not like that, before and after, concerns nobody who looks through all of
//! its kind: most look for documents of one type, actions of one source, what is in force.

use crate::{
    code::{At, Cond, Move, Part, Reading, Set, Term, Walk},
    world::World,
};
use frameworks::language::Compare;

/// One thing that a record must be like.
#[derive(Debug)]
pub(crate) enum Trait {
    /// A choice is, or is not, among these.
    Code { at: At, codes: Vec<Box<str>>, among: bool },
    /// There is something in this slot.
    Filled(u16),
    /// It is in force, or not.
    InForce(bool),
    /// It is in this state, or not.
    State(&'static str, bool),
}

/// The traits that a filter asks for of the member in a scope.
pub(crate) fn traits(filter: &Cond, scope: usize) -> Vec<Trait> {
    match filter {
        Cond::And(parts) => parts.iter().flat_map(|part| traits(part, scope)).collect(),
        other => one(other, scope, true).into_iter().collect(),
    }
}

fn one(cond: &Cond, scope: usize, wanted: bool) -> Option<Trait> {
    let own = |record: &crate::code::Walk| record.scope == scope && record.moves.is_empty();
    match cond {
        Cond::Not(inner) => one(inner, scope, !wanted),
        Cond::Filled { reading, .. } if wanted => plain(reading, own(&reading.record)).map(Trait::Filled),
        Cond::InForce { record, .. } if own(record) => Some(Trait::InForce(wanted)),
        Cond::State { record, code, .. } if own(record) => Some(Trait::State(code, wanted)),
        Cond::Compare { left: Term::Read(reading), how, right: Term::Text(text), .. }
        | Cond::Compare { left: Term::Text(text), how, right: Term::Read(reading), .. } => {
            let among = match how {
                Compare::Equal => wanted,
                Compare::Unequal => !wanted,
                _ => return None,
            };
            code(reading, own(&reading.record), vec![text.clone()], among)
        }
        Cond::In { item: Term::Read(reading), set: Set::Texts(texts), .. } => {
            code(reading, own(&reading.record), texts.clone(), wanted)
        }
        _ => None,
    }
}

fn code(reading: &Reading, own: bool, codes: Vec<Box<str>>, among: bool) -> Option<Trait> {
    plain(reading, own).map(|_| Trait::Code { at: reading.at, codes, among })
}

/// The slot of the member itself that is read as it is.
fn plain(reading: &Reading, own: bool) -> Option<u16> {
    match reading.at {
        At::Slot(slot) if own && !reading.newest && reading.part == Part::Whole => Some(slot),
        _ => None,
    }
}

/// Whether a filter lets nobody through in whose slot there is nothing.
pub(crate) fn asks_for(filter: &Cond, scope: usize, slot: u16) -> bool {
    traits(filter, scope).iter().any(|it| matches!(it, Trait::Filled(of) if *of == slot))
}

/// Where a filter holds what is said of the subject against the member in a scope: whom a change of a member concerns is then
/// found by an index.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Join {
    /// A slot of the member says the same as a slot of the subject.
    Same {
        /// Slot of the member.
        slot: u16,
        /// Kind of the subject.
        kind: u16,
        /// Slot of the subject.
        of: u16,
    },
    /// The member is among the records to which a link of the subject leads, by the number of the link.
    Named(u16),
}

/// What of the subject a filter compares with a slot of the member: the slot of the member, and of the subject.
pub(crate) fn same(filter: &Cond, scope: usize) -> Option<(u16, u16)> {
    let (slot, outer) = key(filter, scope)?;
    Some((slot, slot_of(outer, 0)?))
}

/// The slot of the subject whose links name the member, where a filter asks for that.
pub(crate) fn named(filter: &Cond, scope: usize) -> Option<u16> {
    match among(filter, scope)? {
        Set::Read(Reading { record, at: At::Slot(slot), part: Part::Whole, newest: false })
            if record.scope == 0 && record.moves.is_empty() =>
        {
            Some(*slot)
        }
        Set::Records(Walk { scope: 0, moves }) => match moves.as_slice() {
            [Move::Slot(slot)] => Some(*slot),
            _ => None,
        },
        _ => None,
    }
}

/// The set of records, said outside of a scope, among which a filter asks the member in the scope to be: nobody else can
/// pass.
pub(crate) fn among(filter: &Cond, scope: usize) -> Option<&Set> {
    match filter {
        Cond::And(parts) => parts.iter().find_map(|part| among(part, scope)),
        Cond::In { item: Term::Record(Walk { scope: of, moves }), set, .. }
            if *of == scope && moves.is_empty() =>
        {
            let outside = match set {
                Set::Read(reading) => reading.record.scope < scope,
                Set::Records(walk) => walk.scope < scope,
                _ => false,
            };
            outside.then_some(set)
        }
        _ => None,
    }
}

/// Where a filter compares what is in a slot of the member in a scope with what is said outside of that scope: the slot, and
/// what it is compared with, rather something said of the subject than a word. Those who fit are then found by an index
/// instead of looking through all of them.
pub(crate) fn key(filter: &Cond, scope: usize) -> Option<(u16, &Term)> {
    match filter {
        Cond::And(parts) => {
            let mut keys = parts.iter().filter_map(|part| key(part, scope));
            let first = keys.next()?;
            let word = |key: &(u16, &Term)| matches!(key.1, Term::Text(_));
            if word(&first) { keys.find(|key| !word(key)).or(Some(first)) } else { Some(first) }
        }
        Cond::Compare { left, how: Compare::Equal, right, .. } => {
            let slot =
                |inner: &Term, outer: &Term| slot_of(inner, scope).filter(|_| is_outside(outer, scope));
            slot(left, right).map(|slot| (slot, right)).or_else(|| slot(right, left).map(|slot| (slot, left)))
        }
        _ => None,
    }
}

fn slot_of(term: &Term, scope: usize) -> Option<u16> {
    match term {
        Term::Read(Reading { record, at: At::Slot(slot), part: Part::Whole, newest: false })
            if record.scope == scope && record.moves.is_empty() =>
        {
            Some(*slot)
        }
        Term::Record(Walk { scope: of, moves }) if *of == scope => match moves.as_slice() {
            [Move::Slot(slot)] => Some(*slot),
            _ => None,
        },
        _ => None,
    }
}

fn is_outside(term: &Term, scope: usize) -> bool {
    match term {
        Term::Read(reading) => reading.record.scope < scope,
        Term::Record(walk) => walk.scope < scope,
        Term::Text(_) => true,
        _ => false,
    }
}

impl World {
    /// Whether a record may be like that: what is blank may be anything.
    pub(crate) fn may_be(&self, handle: u32, traits: &[Trait]) -> bool {
        traits.iter().all(|it| match it {
            Trait::Code { at, codes, among } => {
                let found = self.codes_at(handle, *at);
                found.is_empty() || found.iter().any(|code| codes.iter().any(|it| **it == **code)) == *among
            }
            Trait::Filled(slot) => self.has(handle, *slot),
            Trait::InForce(wanted) => self.record(handle).is_some_and(|stored| stored.in_force == *wanted),
            Trait::State(code, wanted) => {
                self.record(handle).is_some_and(|stored| (stored.state == *code) == *wanted)
            }
        })
    }
}
