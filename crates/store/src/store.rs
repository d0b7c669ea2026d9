//! The store of one organisation. A handle is bound to that organisation: no call can reach another.

use crate::{
    At, Commit, Found, Index, Job, JobHold, LedgerRow, Listing, OpenedContent, Query, Receipt, Scratch,
    StoreError, Stored, StoredAct, StoredContent,
};
use async_trait::async_trait;
use jiff::Timestamp;
use record::RecordId;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The end of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// How many entries there are.
    pub size: u64,
    /// The root of the tree over them.
    pub root: [u8; 32],
    /// Recorded time of the last entry.
    pub at: Option<Timestamp>,
}

/// The records, the ledger and the operational tables of one organisation.
#[async_trait]
pub trait Store: Send + Sync {
    /// The organisation that this handle is bound to.
    fn organisation(&self) -> Uuid;

    /// Writes everything or nothing; durable when it returns.
    async fn commit(&self, commit: Commit) -> Result<Receipt, StoreError>;

    /// How many writes of very many one commit should hold: the more they are, the fewer pages are written again and again,
    /// and the longer others wait for their turn.
    fn writes_together(&self) -> usize {
        2_000
    }

    /// The end of the ledger.
    async fn head(&self) -> Result<Head, StoreError>;

    /// How many entries the ledger has: the size of its head, for who does not need the rest.
    async fn size(&self) -> Result<u64, StoreError>;

    /// How many entries had been recorded at an instant (those with a time up to and including it).
    async fn size_at(&self, instant: Timestamp) -> Result<u64, StoreError>;

    /// A record.
    async fn record(&self, id: RecordId, at: At) -> Result<Option<Stored>, StoreError>;

    /// Records in the order asked for; those that do not exist are left out.
    async fn records(&self, ids: &[RecordId], at: At) -> Result<Vec<Stored>, StoreError>;

    /// The record with a reference like `SYS-0007`.
    async fn by_reference(&self, reference: &str) -> Result<Option<RecordId>, StoreError>;

    /// A page of a register. Its records tell who acted and when, but no reasons.
    async fn list(&self, query: &Query) -> Result<Listing, StoreError>;

    /// Which records are on a page of a register, without reading them.
    async fn find(&self, query: &Query) -> Result<Found, StoreError>;

    /// How many records of each kind and state the reader may see: kind, state, number. Exact.
    async fn counts(
        &self,
        openness: u8,
        related: &[RecordId],
    ) -> Result<Vec<(String, String, u64)>, StoreError>;

    /// Records of any kind that hold all of the folded words (the last as a beginning), best first; without reasons.
    async fn search(
        &self,
        words: &[String],
        openness: u8,
        related: &[RecordId],
        limit: u64,
    ) -> Result<Vec<Stored>, StoreError>;

    /// Records that link to `target`: record and field.
    async fn links_to(&self, target: RecordId, at: At) -> Result<Vec<(RecordId, String)>, StoreError>;

    /// Every record of a kind in batches by id, for building views in memory: those after `after`.
    async fn scan(
        &self,
        kind: &str,
        after: Option<RecordId>,
        limit: u64,
        at: At,
    ) -> Result<Vec<Stored>, StoreError>;

    /// The content of one version.
    async fn content(&self, record: RecordId, version: u32) -> Result<Option<StoredContent>, StoreError>;

    /// Acts on a record, oldest first, up to a moment.
    async fn acts(&self, record: RecordId, at: At) -> Result<Vec<StoredAct>, StoreError>;

    /// Acts on several records, those on each oldest first: one question to a store that each question takes a way to.
    async fn acts_on(&self, records: &[RecordId], at: At) -> Result<Vec<StoredAct>, StoreError> {
        let mut acts = Vec::new();
        for record in records {
            acts.extend(self.acts(*record, at).await?);
        }
        Ok(acts)
    }

    /// The contents of several versions, in any order; those that are not there are left out.
    async fn contents(
        &self,
        versions: &[(RecordId, u32)],
    ) -> Result<Vec<(RecordId, StoredContent)>, StoreError> {
        let mut contents = Vec::new();
        for (record, version) in versions {
            contents.extend(self.content(*record, *version).await?.map(|content| (*record, content)));
        }
        Ok(contents)
    }

    /// The last acts before a position, newest first, on any record.
    async fn recent(&self, before: Option<u64>, limit: u64) -> Result<Vec<StoredAct>, StoreError>;

    /// Ledger rows from a position on.
    async fn ledger(&self, from: u64, limit: u64) -> Result<Vec<LedgerRow>, StoreError>;

    /// What opens the entries from a position on.
    async fn opened(&self, from: u64, limit: u64) -> Result<Vec<OpenedContent>, StoreError>;

    /// A node of the tree: level 0 are the leaves; only complete subtrees are kept.
    async fn node(&self, level: u8, index: u64) -> Result<Option<[u8; 32]>, StoreError>;

    /// The record that an import knows under a key.
    async fn import_key(&self, kind: &str, key: &str) -> Result<Option<RecordId>, StoreError>;

    /// Every import key of a kind, by key.
    async fn import_keys(&self, kind: &str) -> Result<Vec<(String, RecordId)>, StoreError>;

    /// Keeps something unledgered for a person until it expires; replaces what was there. May sweep what anybody kept that
    /// had expired at the last recorded time.
    async fn put_scratch(&self, scratch: Scratch) -> Result<(), StoreError>;

    /// What a person kept under a key, unless it has expired.
    async fn scratch(
        &self,
        person: RecordId,
        key: &str,
        now: Timestamp,
    ) -> Result<Option<Scratch>, StoreError>;

    /// What each of several has kept under one key, unless it has expired.
    async fn scratches(
        &self,
        people: &[RecordId],
        key: &str,
        now: Timestamp,
    ) -> Result<Vec<Scratch>, StoreError> {
        let mut kept = Vec::new();
        for person in people {
            kept.extend(self.scratch(*person, key, now).await?);
        }
        Ok(kept)
    }

    /// Removes what a person kept.
    async fn drop_scratch(&self, person: RecordId, key: &str) -> Result<(), StoreError>;

    /// Writes a job as it now stands.
    async fn put_job(&self, job: Job) -> Result<(), StoreError>;

    /// Writes how far a job is and what it has to say. Its state stays, so that whoever asks it to stop meanwhile is heard.
    async fn note_job(&self, id: Uuid, done: u64, json: String) -> Result<(), StoreError>;

    /// A job.
    async fn job(&self, id: Uuid) -> Result<Option<Job>, StoreError>;

    /// Jobs, newest first.
    async fn jobs(&self, limit: u64) -> Result<Vec<Job>, StoreError>;

    /// Takes a job up; none when somebody else is at work on it.
    async fn take_job(&self, id: Uuid) -> Result<Option<JobHold>, StoreError>;

    /// Everything that is wrong with what is kept, in sentences: damage, rows that disagree with the acts, projections that
    /// are not what they should be. Reads everything.
    async fn check(&self) -> Result<Vec<String>, StoreError>;

    /// Makes every projection again that follows from what is kept, without reading bodies.
    async fn rebuild(&self) -> Result<(), StoreError>;

    /// Of which of these records something else is kept.
    async fn differing(&self, indexes: &[Index]) -> Result<Vec<RecordId>, StoreError>;

    /// Keeps this of these records, from the act on that wrote their newest content. What was kept of them before that act
    /// stays as it was.
    async fn reindex(&self, indexes: Vec<Index>) -> Result<(), StoreError>;

    /// By which declarations kinds were indexed last, as [`Store::set_indexed`] was told.
    async fn indexed(&self) -> Result<BTreeMap<String, String>, StoreError>;

    /// States by which declarations kinds are indexed. Others stay as they are.
    async fn set_indexed(&self, basis: BTreeMap<String, String>) -> Result<(), StoreError>;
}
