//! The snapshot that expectations are evaluated over: every record, cut down to what is read.

use crate::{
    code::At,
    keep::{self, Kept, Key, Names, Slots, Stored},
    layout::LinkAt,
    plan::{Checked, Plan},
};
use jiff::Timestamp;
use record::{Act, Dossier, Effective, RecordId};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Every record of an organisation at a position of its ledger, as far as loaded expectations read it.
#[derive(Debug)]
pub struct World {
    pub(crate) plan: Arc<Checked>,
    pub(crate) names: Names,
    records: Vec<Option<Box<Stored>>>,
    kinds: Vec<BTreeSet<u32>>,
    /// Link, target, source: who names a record.
    named: BTreeSet<(u16, u32, u32)>,
    /// Kind, slot, content, record: who holds what in the slots by which records are found. No content stands for what is
    /// blank or not kept as one value.
    keyed: BTreeSet<(u16, u16, Key, u32)>,
    position: u64,
}

impl World {
    /// An empty snapshot for the expectations of a plan.
    pub fn new(plan: &Plan) -> Self {
        let plan = Arc::clone(&plan.0);
        let kinds = plan.layouts.iter().map(|_| BTreeSet::new()).collect();
        Self {
            plan,
            names: Names::default(),
            records: Vec::new(),
            kinds,
            named: BTreeSet::new(),
            keyed: BTreeSet::new(),
            position: 0,
        }
    }

    /// Puts a record in, or in the place of what was known of it. What was in force before is known only as far as
    /// the acts tell: see [`World::apply_with_past`].
    pub fn apply(&mut self, dossier: &Dossier) {
        self.apply_with_past(dossier, &[]);
    }

    /// As [`World::apply`], with the versions that were in force earlier: expectations that ask what a record said
    /// then can be answered instead of unknown. For kinds without approval a version's stamp is that of its revision.
    pub fn apply_with_past(&mut self, dossier: &Dossier, past: &[Effective]) {
        self.position = self.position.max(dossier.record.position);
        let Some(kind) = self.plan.kinds.get(dossier.record.kind).copied() else { return };
        let plan = Arc::clone(&self.plan);
        let Some(layout) = plan.layout(kind) else { return };
        let handle = self.names.handle(dossier.record.id);
        let stored = Stored::of(kind, layout, dossier, past, &mut self.names);
        self.exchange(handle, Some(stored));
    }

    /// Takes a record out; links to it stay and lead to something unknown.
    pub fn remove(&mut self, id: RecordId) {
        let Some(handle) = self.names.known(id) else { return };
        self.exchange(handle, None);
    }

    /// Puts a record as it is kept in the place of what is there, or takes it out.
    pub(crate) fn exchange(&mut self, handle: u32, stored: Option<Stored>) {
        self.unlink(handle);
        if let Some(stored) = stored {
            for (slot, content) in self.keys_of(&stored) {
                self.keyed.insert((stored.kind, slot, content, handle));
            }
            for (link, target) in self.links_from(&stored) {
                self.named.insert((link, target, handle));
            }
            if let Some(members) = self.kinds.get_mut(usize::from(stored.kind)) {
                members.insert(handle);
            }
            let index = handle as usize;
            if self.records.len() <= index {
                self.records.resize_with(index + 1, || None);
            }
            if let Some(place) = self.records.get_mut(index) {
                *place = Some(Box::new(stored));
            }
            return;
        }
        for members in &mut self.kinds {
            members.remove(&handle);
        }
        if let Some(place) = self.records.get_mut(handle as usize) {
            *place = None;
        }
    }

    /// The highest ledger position seen.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// States a ledger position that no record carries, as after an entry about something else.
    pub fn advance(&mut self, position: u64) {
        self.position = self.position.max(position);
    }

    /// Who did the last such act on a record, and when, as far as expectations read it.
    pub fn acted(&self, record: RecordId, act: Act) -> Option<(RecordId, Timestamp)> {
        let stored = self.record(self.names.known(record)?)?;
        let acted = stored.acts.iter().find(|acted| acted.act == act)?;
        Some((self.names.id(acted.by)?, acted.at))
    }

    /// How many records it holds.
    pub fn len(&self) -> usize {
        self.kinds.iter().map(BTreeSet::len).sum()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// States again the position that was the highest before something was tried.
    pub(crate) fn recall(&mut self, position: u64) {
        self.position = position;
    }

    pub(crate) fn record(&self, handle: u32) -> Option<&Stored> {
        self.records.get(handle as usize)?.as_deref()
    }

    pub(crate) fn of_kind(&self, kind: u16) -> impl Iterator<Item = u32> + '_ {
        self.kinds.get(usize::from(kind)).into_iter().flatten().copied()
    }

    /// Records whose link leads to a record, in whichever version.
    pub(crate) fn naming(&self, link: u16, target: u32) -> impl Iterator<Item = u32> + '_ {
        self.named.range((link, target, 0)..=(link, target, u32::MAX)).map(|(_, _, source)| *source)
    }

    /// Records to which a link of a record leads, in whichever version.
    pub(crate) fn named_by(&self, link: u16, source: u32) -> Vec<u32> {
        let Some(stored) = self.record(source) else { return Vec::new() };
        self.links_from(stored)
            .into_iter()
            .filter(|(known, _)| *known == link)
            .map(|(_, target)| target)
            .collect()
    }

    /// Whether a link in the content that counts leads to a record.
    pub(crate) fn leads_to(stored: &Stored, at: LinkAt, target: u32) -> bool {
        match at {
            LinkAt::Slot(slot) => {
                keep::at(&stored.counts, slot).is_some_and(|kept| kept.records().contains(&target))
            }
            _ => targets(stored, &stored.counts, at).contains(&target),
        }
    }

    /// The codes of a choice in the content that counts.
    pub(crate) fn codes_at(&self, handle: u32, at: At) -> Vec<&str> {
        let (Some(stored), At::Slot(slot)) = (self.record(handle), at) else { return Vec::new() };
        let codes = keep::at(&stored.counts, slot).map(Kept::codes).unwrap_or_default();
        codes.iter().map(|code| self.names.text(*code)).collect()
    }

    fn unlink(&mut self, handle: u32) {
        let Some(old) = self.record(handle) else { return };
        let (kind, keys) = (old.kind, self.keys_of(old));
        for (link, target) in self.links_from(old) {
            self.named.remove(&(link, target, handle));
        }
        for (slot, content) in keys {
            self.keyed.remove(&(kind, slot, content, handle));
        }
    }

    fn keys_of(&self, stored: &Stored) -> Vec<(u16, Key)> {
        let slots = self.plan.keyed.range((stored.kind, 0)..=(stored.kind, u16::MAX));
        slots.map(|(_, slot)| (*slot, Key::of(keep::at(&stored.counts, *slot)))).collect()
    }

    /// What a record holds in a slot by which records are found.
    pub(crate) fn key_at(&self, handle: u32, slot: u16) -> Option<Key> {
        Some(Key::of(keep::at(&self.record(handle)?.counts, slot)))
    }

    /// Whether a record holds something in a slot.
    pub(crate) fn has(&self, handle: u32, slot: u16) -> bool {
        self.record(handle).is_some_and(|stored| keep::at(&stored.counts, slot).is_some())
    }

    /// Records of a kind that hold this in a slot by which they are found, or something of which that is not known; with
    /// `blank` also those that hold nothing.
    pub(crate) fn holding(
        &self,
        kind: u16,
        slot: u16,
        content: Option<u32>,
        blank: bool,
    ) -> impl Iterator<Item = u32> + '_ {
        let of = move |key: Key| {
            self.keyed.range((kind, slot, key, 0)..=(kind, slot, key, u32::MAX)).map(|it| it.3)
        };
        let blank = blank.then_some(Key::Blank);
        let keys = blank.into_iter().chain([Key::Unkept]).chain(content.map(Key::Is));
        keys.flat_map(of)
    }

    fn links_from(&self, stored: &Stored) -> Vec<(u16, u32)> {
        let Some(layout) = self.plan.layout(stored.kind) else { return Vec::new() };
        let mut found = Vec::new();
        for link in &layout.links {
            let Some(at) = self.plan.links.get(usize::from(*link)).map(|link| link.at) else { continue };
            for content in std::iter::once(&stored.counts).chain(stored.newest.as_ref()) {
                found.extend(targets(stored, content, at).into_iter().map(|target| (*link, target)));
            }
        }
        found
    }

    /// How many records of each kind it holds, by kind id.
    pub fn census(&self) -> BTreeMap<&'static str, usize> {
        self.plan
            .layouts
            .iter()
            .zip(&self.kinds)
            .map(|(layout, members)| (layout.id, members.len()))
            .collect()
    }
}

fn targets(stored: &Stored, content: &Slots, at: LinkAt) -> Vec<u32> {
    match at {
        LinkAt::Slot(slot) => keep::at(content, slot).map(Kept::records).unwrap_or_default().to_vec(),
        LinkAt::Cell(slot, cell) => match keep::at(content, slot) {
            Some(Kept::Rows(rows)) => rows
                .iter()
                .filter_map(|row| keep::at(&row.cells, cell))
                .flat_map(Kept::records)
                .copied()
                .collect(),
            _ => Vec::new(),
        },
        LinkAt::Act(act) => {
            stored.acts.iter().filter(|acted| acted.act == act).map(|acted| acted.by).collect()
        }
    }
}
