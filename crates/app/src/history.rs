//! What has happened: to one record, and to all of them.

use crate::{Desk, Named, Outcome, Seen, look::dossier};
use record::{Act, ActSeen, Body, FieldChange, RecordId, Refusal, Schema, diff};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use store::{At, StoredAct};

/// The life of a record.
#[derive(Debug)]
pub struct Lived {
    /// The acts, newest first.
    pub lines: Vec<VersionLine>,
    /// Names of the people who acted.
    pub names: BTreeMap<RecordId, Named>,
}

/// An act in the life of a record.
#[derive(Debug)]
pub struct VersionLine {
    /// The act.
    pub act: ActSeen,
    /// By which way it came in.
    pub via: String,
    /// Whether it had a reason that was erased on purpose.
    pub reason_erased: bool,
}

impl Desk {
    /// The acts on a record, newest first.
    pub async fn history(&self, id: RecordId, at: At) -> Outcome<Lived> {
        let (_, record) = self.load(id, at).await?;
        let mut stored = self.house.store.acts(id, at).await?;
        if self.load_whole(id).await.is_err() {
            // Who sees only what is in force sees how it came into force, and nothing of what is being written.
            stored.retain(|act| {
                record.effective.as_ref().is_none_or(|effective| act.at <= effective.approved.at)
            });
            for act in &mut stored {
                act.reason = None;
            }
        }
        let erased = self.reasons_erased(id, &stored).await?;
        let vias: Vec<String> = stored.iter().map(|act| act.via.clone()).collect();
        let people: Vec<RecordId> = stored.iter().map(|act| act.by).collect();
        let acts = dossier((*record).clone(), stored).acts;
        let names = self.names(&people, At::Now).await?;
        let mut lines: Vec<VersionLine> = acts
            .into_iter()
            .zip(vias)
            .map(|(act, via)| {
                let reason_erased = erased.contains(&act.position);
                VersionLine { act, via, reason_erased }
            })
            .collect();
        lines.reverse();
        Ok(Lived { lines, names })
    }

    /// Positions of the acts whose reason was erased.
    async fn reasons_erased(&self, id: RecordId, acts: &[StoredAct]) -> Outcome<BTreeSet<u64>> {
        let mut gone = BTreeSet::new();
        if self.load_whole(id).await.is_err() || !acts.iter().any(|act| act.act == Act::Erase.code()) {
            return Ok(gone);
        }
        for act in acts.iter().filter(|act| act.reason.is_none()) {
            let rows = self.house.store.ledger(act.position, 1).await?;
            let entry = rows.first().and_then(|row| ledger::Entry::parse(&row.bytes).ok());
            if entry.is_some_and(|entry| entry.reason.is_some()) {
                gone.insert(act.position);
            }
        }
        Ok(gone)
    }

    /// What changed between two versions of a record.
    pub async fn compare(
        &self,
        id: RecordId,
        from: u32,
        to: u32,
    ) -> Outcome<(Arc<Schema>, Vec<FieldChange>)> {
        let (schema, _) = self.load_whole(id).await?;
        let before = if from == 0 { Body::new() } else { self.version(&schema, id, from).await? };
        let after = self.version(&schema, id, to).await?;
        let changes = diff(&schema, &before, &after);
        Ok((schema, changes))
    }

    /// The content of a past version of a record that the person may see.
    pub async fn body_of_version(&self, id: RecordId, version: u32) -> Outcome<Seen<Body>> {
        let (schema, _) = self.load_whole(id).await?;
        Ok(Seen::checked(self.version(&schema, id, version).await?))
    }

    async fn version(&self, schema: &Schema, id: RecordId, version: u32) -> Outcome<Body> {
        let content = self.house.store.content(id, version).await?.ok_or_else(Refusal::not_found)?;
        Ok(schema.read(&content.schema, content.json))
    }

    /// The last acts on records that the person may see, newest first, with the names of records and people.
    pub async fn recent(&self, limit: usize, at: At) -> Outcome<(Vec<StoredAct>, BTreeMap<RecordId, Named>)> {
        let mut seen = Vec::new();
        let mut before = match at {
            At::Now => None,
            At::Size(size) => Some(size),
        };
        let mut names = BTreeMap::new();
        for _ in 0..4 {
            let acts = self.house.store.recent(before, 100).await?;
            let Some(last) = acts.last() else { break };
            before = Some(last.position);
            let ids: Vec<RecordId> = acts.iter().flat_map(|act| [act.record, act.by]).collect();
            names.extend(self.names(&ids, at).await?);
            seen.extend(acts.into_iter().filter(|act| names.contains_key(&act.record)));
            if seen.len() >= limit {
                break;
            }
        }
        seen.truncate(limit);
        Ok((seen, names))
    }

    /// The size of the ledger at an instant, for reading as of then.
    pub async fn at_instant(&self, instant: jiff::Timestamp) -> Outcome<At> {
        Ok(At::Size(self.house.store.size_at(instant).await?))
    }
}
