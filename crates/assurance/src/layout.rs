//! What of each kind the loaded expectations read: the snapshot keeps that and nothing else.

use record::{Act, LifeCycle};
use std::collections::BTreeSet;

/// A kind as far as expectations read it.
#[derive(Debug)]
pub(crate) struct Layout {
    pub id: &'static str,
    pub life_cycle: LifeCycle,
    /// Fields read, by slot.
    pub slots: Vec<Slot>,
    /// Acts read: the last of each is kept.
    pub acts: BTreeSet<Act>,
    /// Whether the authors of what is in force are read.
    pub authors: bool,
    /// Whether it is read when a record was in force.
    pub history: bool,
    /// Whether what it said then is read.
    pub versions: bool,
    /// Fields of which is read since when they say what they say: of each record one instant is kept.
    pub significant: Vec<&'static str>,
    /// Links read in either direction, as indices into the plan's links.
    pub links: Vec<u16>,
}

/// A field, column or question that is read.
#[derive(Debug)]
pub(crate) struct Slot {
    pub field: &'static str,
    /// Whether text is kept; otherwise only how many words it has.
    pub content: bool,
    /// Columns of a table that are read, or questions of a set.
    pub cells: Vec<Slot>,
}

/// A link that is read: from a kind, at a place, towards records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    pub kind: u16,
    pub at: LinkAt,
}

/// Where in a record a link stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LinkAt {
    Slot(u16),
    Cell(u16, u16),
    Act(Act),
}

impl Slot {
    pub(crate) fn of(slots: &mut Vec<Self>, field: &'static str, content: bool) -> u16 {
        let index = slots.iter().position(|slot| slot.field == field).unwrap_or_else(|| {
            slots.push(Self { field, content: false, cells: Vec::new() });
            slots.len() - 1
        });
        if let Some(slot) = slots.get_mut(index) {
            slot.content |= content;
        }
        u16::try_from(index).unwrap_or(u16::MAX)
    }
}
