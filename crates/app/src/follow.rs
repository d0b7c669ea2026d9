//! What is kept in memory of an organisation, brought up to the end of the ledger before it is used: schemas,
//! memberships, derogations, units of persons.

use crate::{House, Outcome, Role, called::Called, look::as_record, moment, packs::Held, schemas::Schemas};
use access::{derogation, membership, organisation};
use jiff::{civil::Date, tz::TimeZone};
use record::{Act, Body, Interner, Record, RecordId, Schema, State, Value};
use std::collections::{BTreeMap, BTreeSet};
use store::At;

/// The kinds that this memory reads.
const READ: [&str; 7] =
    ["custom_field", "membership", "derogation", "organisation", "person", "framework", "trusted_key"];

/// Entries that are followed one by one however little is held in memory.
const FAR_BEHIND: u64 = 1_000;

/// What is kept in memory, up to a size of the ledger.
#[derive(Default)]
pub(crate) struct Followed {
    size: Option<u64>,
    pub(crate) schemas: Schemas,
    interner: Interner,
    custom: BTreeMap<RecordId, Record>,
    edition: u64,
    memberships: BTreeMap<RecordId, Body>,
    derogations: BTreeMap<RecordId, Body>,
    frameworks: BTreeMap<RecordId, Record>,
    /// Public keys in force, by the record that trusts them.
    pub(crate) keys: BTreeMap<RecordId, Body>,
    /// The framework packs in force.
    pub(crate) held: Held,
    units: BTreeMap<RecordId, RecordId>,
    pub(crate) names: BTreeMap<RecordId, String>,
    pub(crate) organisation: Option<Record>,
    pub(crate) called: Called,
    /// How often something was erased since this memory began: what was read of the past before is void.
    pub(crate) erasures: u64,
    zone: Option<TimeZone>,
}

impl Followed {
    /// The time zone in which the organisation counts its days.
    pub(crate) fn zone(&self) -> TimeZone {
        self.zone.clone().unwrap_or(TimeZone::UTC)
    }

    /// Whether the memory is at a size of the ledger.
    pub(crate) fn is_at(&self, size: u64) -> bool {
        self.size == Some(size)
    }

    /// The records by which frameworks are adopted.
    pub(crate) fn frameworks(&self) -> impl Iterator<Item = &Record> {
        self.frameworks.values()
    }

    /// The words that an organisation's own fields have brought.
    pub(crate) fn interner(&mut self) -> &mut Interner {
        &mut self.interner
    }

    /// Roles that a person holds on a day.
    pub(crate) fn roles(&self, person: RecordId, day: Date) -> BTreeSet<Role> {
        self.memberships
            .values()
            .filter(|body| membership::PERSON.of(body) == Some(person))
            .filter_map(|body| membership::role_on(body, day))
            .collect()
    }

    /// Persons who hold a role on a day.
    pub(crate) fn holders(&self, role: Role, day: Date) -> BTreeSet<RecordId> {
        self.memberships
            .values()
            .filter(|body| membership::role_on(body, day) == Some(role))
            .filter_map(|body| membership::PERSON.of(body))
            .collect()
    }

    /// A derogation in force on a day.
    pub(crate) fn derogation(&self, day: Date) -> Option<RecordId> {
        self.derogations.iter().find(|(_, body)| derogation::holds_on(body, day)).map(|(id, _)| *id)
    }

    /// The unit of a person.
    pub(crate) fn unit(&self, person: RecordId) -> Option<RecordId> {
        self.units.get(&person).copied()
    }

    /// Whether so many new entries cost more to read than everything that this memory holds, as after an import. A record is
    /// read in about the time in which two entries are.
    fn is_far_behind(&self, entries: u64) -> bool {
        let held = self.names.len()
            + self.memberships.len()
            + self.derogations.len()
            + self.custom.len()
            + self.frameworks.len()
            + self.keys.len();
        entries > FAR_BEHIND + 2 * u64::try_from(held).unwrap_or(u64::MAX / 4)
    }

    fn take(&mut self, record: Record) {
        let in_force = record.in_force().cloned();
        match record.kind {
            "custom_field" => {
                self.custom.insert(record.id, record);
            }
            "organisation" => {
                let named = organisation::TIME_ZONE.of(&record.body);
                self.zone = named.and_then(|name| TimeZone::get(name).ok());
                self.organisation = Some(record);
            }
            "membership" => keep(&mut self.memberships, record.id, in_force),
            "framework" => {
                self.frameworks.insert(record.id, record);
            }
            "trusted_key" => keep(&mut self.keys, record.id, in_force),
            "derogation" => keep(&mut self.derogations, record.id, in_force),
            "person" => {
                match in_force.as_ref().and_then(|body| body.get("unit")) {
                    Some(Value::Link(unit)) => self.units.insert(record.id, *unit),
                    _ => self.units.remove(&record.id),
                };
                self.names.insert(record.id, record.title);
            }
            _ => {}
        }
    }
}

fn keep(map: &mut BTreeMap<RecordId, Body>, id: RecordId, body: Option<Body>) {
    match body {
        Some(body) => map.insert(id, body),
        None => map.remove(&id),
    };
}

impl House {
    /// Brings the memory up to the end of the ledger and gives its size.
    pub(crate) async fn follow(&self) -> Outcome<u64> {
        let known = self.followed.read().await.size;
        if let Some(size) =
            known.filter(|size| moment::known(self.organisation()).is_some_and(|seen| seen <= *size))
        {
            return Ok(size);
        }
        let end = self.store.size().await?;
        moment::know(self.organisation(), end);
        if known == Some(end) {
            return Ok(end);
        }
        let mut followed = self.followed.write().await;
        match followed.size {
            Some(size) if size >= end => return Ok(size),
            Some(size) if followed.is_far_behind(end - size) => {
                // What happened meanwhile is not looked at one by one: anything may be called otherwise or be erased.
                followed.called.forget_all();
                followed.erasures += 1;
                self.follow_all(&mut followed).await?;
            }
            Some(size) => self.follow_from(&mut followed, size, end).await?,
            None => self.follow_all(&mut followed).await?,
        }
        followed.size = Some(end);
        Ok(end)
    }

    async fn follow_all(&self, followed: &mut Followed) -> Outcome<()> {
        for kind in READ {
            let Some(declared) = self.kinds.iter().find(|known| known.id == kind) else { continue };
            let schema = Schema::of(declared);
            let mut after = None;
            loop {
                let batch = self.store.scan(kind, after, 500, At::Now).await?;
                let Some(last) = batch.last() else { break };
                after = Some(last.id);
                for stored in &batch {
                    followed.take(as_record(self, &schema, stored).await?);
                }
            }
        }
        followed.edition = followed.custom.values().map(|field| field.position + 1).max().unwrap_or(0);
        self.rebuild_schemas(followed);
        followed.held = self.held(followed.frameworks.values()).await?;
        Ok(())
    }

    async fn follow_from(&self, followed: &mut Followed, from: u64, to: u64) -> Outcome<()> {
        let mut position = from;
        let mut changed = BTreeSet::new();
        while position < to {
            let rows = self.store.ledger(position, 500).await?;
            if rows.is_empty() {
                break;
            }
            for row in rows {
                position = row.position + 1;
                let Ok(entry) = ledger::Entry::parse(&row.bytes) else {
                    followed.called.forget_all();
                    followed.erasures += 1;
                    continue;
                };
                let states = self.states_of(&entry);
                followed.called.forget(&entry.subject.kind, RecordId(entry.subject.id), states.as_deref());
                if entry.act == Act::Erase.code() {
                    followed.erasures += 1;
                    followed.called.forget_pages(&entry.subject.kind);
                }
                if READ.contains(&entry.subject.kind.as_str()) {
                    changed.insert((entry.subject.kind.clone(), RecordId(entry.subject.id)));
                }
            }
        }
        let (mut fields_changed, mut frameworks_changed) = (false, false);
        for (kind, id) in changed {
            let Some(declared) = self.kinds.iter().find(|known| known.id == kind) else { continue };
            if let Some(stored) = self.store.record(id, At::Now).await? {
                fields_changed |= kind == "custom_field";
                frameworks_changed |= kind == "framework";
                followed.take(as_record(self, &Schema::of(declared), &stored).await?);
            }
        }
        if fields_changed {
            followed.edition = followed.custom.values().map(|field| field.position + 1).max().unwrap_or(0);
            self.rebuild_schemas(followed);
        }
        if frameworks_changed {
            followed.held = self.held(followed.frameworks.values()).await?;
        }
        Ok(())
    }

    /// The states in which the record of an entry may have been before it and is by it; none where they are not known.
    fn states_of(&self, entry: &ledger::Entry) -> Option<Vec<String>> {
        let kind = self.kinds.iter().find(|known| known.id == entry.subject.kind)?;
        let act = Act::ALL.into_iter().find(|act| act.code() == entry.act)?;
        let before = State::before(kind.life_cycle, act, &entry.state);
        Some(before.map(str::to_owned).chain([entry.state.clone()]).collect())
    }

    fn rebuild_schemas(&self, followed: &mut Followed) {
        let mut fields: Vec<&Record> = followed.custom.values().collect();
        fields.sort_by_key(|field| &field.reference);
        let bodies: Vec<Body> = fields.into_iter().filter_map(|field| field.in_force().cloned()).collect();
        followed.schemas =
            Schemas::build(&self.kinds, bodies.iter(), followed.edition, &mut followed.interner);
    }
}
