//! A store in memory that keeps the acts and nothing else: every answer is computed from them again.

use super::replay::{Applied, answer, replay};
use crate::{
    At, Commit, Content, Expect, Found, Head, Idempotency, Index, Job, JobHold, JobHolds, LedgerRow, Listing,
    OpenedContent, Query, Receipt, Scratch, Sealed, Store, StoreError, Stored, StoredAct, StoredContent,
    Total, Write, async_trait,
};
use jiff::Timestamp;
use ledger::{Hash, REASON, leaf_hash, node_hash};
use record::{Act, RecordId, reference, words_of};
use serde_json::{Map, Value as Json};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard},
};
use uuid::Uuid;

/// A store in memory. It forgets everything when it is dropped.
#[derive(Debug)]
pub struct Model {
    organisation: Uuid,
    held: Mutex<Held>,
    holds: JobHolds,
}

#[derive(Clone, Debug, Default)]
struct Held {
    acts: Vec<Applied>,
    erased: BTreeMap<RecordId, BTreeSet<String>>,
    /// By person and key: what was sent, what was answered, and the recorded time.
    receipts: BTreeMap<(RecordId, String), (String, Receipt, i64)>,
    import_keys: BTreeMap<(String, String), RecordId>,
    scratch: BTreeMap<(RecordId, String), Scratch>,
    jobs: BTreeMap<Uuid, Job>,
    indexed: BTreeMap<String, String>,
}

impl Model {
    /// An empty store of an organisation.
    pub fn new(organisation: Uuid) -> Self {
        Self { organisation, held: Mutex::default(), holds: JobHolds::default() }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap()
    }
}

impl Held {
    fn commit(&mut self, commit: Commit) -> Result<Receipt, StoreError> {
        let last_at = |held: &Self| held.acts.last().map_or(i64::MIN, |act| act.at.as_microsecond());
        let now = commit.writes.first().map_or(i64::MIN, |write| write.entry.at).max(last_at(self));
        self.receipts.retain(|_, (_, _, at)| *at > now.saturating_sub(Idempotency::KEPT_US));
        if let Some(idempotency) = &commit.idempotency
            && let Some((digest, receipt, _)) =
                self.receipts.get(&(idempotency.person, idempotency.key.clone()))
        {
            let repeated = Receipt { repeated: true, ..receipt.clone() };
            return if *digest == idempotency.digest { Ok(repeated) } else { Err(StoreError::KeyReused) };
        }
        if !commit.expects.iter().all(|expect| self.holds(*expect)) {
            return Err(StoreError::Conflict);
        }
        let taken = |kind: &String, key: &String, record: RecordId| {
            self.import_keys.get(&(kind.clone(), key.clone())).is_some_and(|known| *known != record)
        };
        if commit.import_keys.iter().any(|(kind, key, record)| taken(kind, key, *record)) {
            return Err(StoreError::Conflict);
        }
        let mut sealed = Vec::new();
        for write in commit.writes {
            sealed.push(self.write(write)?);
        }
        for (kind, key, record) in commit.import_keys {
            self.import_keys.insert((kind, key), record);
        }
        let receipt = Receipt { sealed, repeated: false };
        if let Some(idempotency) = commit.idempotency {
            self.receipts.insert(
                (idempotency.person, idempotency.key),
                (idempotency.digest, receipt.clone(), last_at(self)),
            );
        }
        Ok(receipt)
    }

    fn holds(&self, expect: Expect) -> bool {
        let last = |of: &dyn Fn(&Applied) -> bool| {
            self.acts.iter().rev().find(|act| of(act)).map(|act| act.position)
        };
        match expect {
            Expect::Size(size) => self.acts.len() as u64 == size,
            Expect::Absent(record) => last(&|act| act.write.record == record).is_none(),
            Expect::Unchanged { record, position } => {
                last(&|act| act.write.record == record) == Some(position)
            }
            Expect::KindUnchanged { kind, since } => {
                last(&|act| act.write.kind == kind).is_none_or(|last| last < since)
            }
        }
    }

    fn write(&mut self, write: Write) -> Result<Sealed, StoreError> {
        let position = self.acts.len() as u64;
        let known = self.acts.iter().rev().find(|act| act.write.record == write.record);
        if known.is_some() == (write.act == Act::Create) {
            return Err(StoreError::Conflict);
        }
        let mut draft = write.entry.clone();
        let (number, reference) = if let Some(known) = known {
            (known.number, known.reference.clone())
        } else {
            let others =
                self.acts.iter().filter(|act| act.write.act == Act::Create && act.write.kind == write.kind);
            let number = others.count() as u64 + 1;
            let reference = reference(&write.prefix, number);
            draft.codes.insert("reference".to_owned(), reference.to_lowercase());
            (number, reference)
        };
        let floor = self.acts.last().map_or(i64::MIN, |act| act.at.as_microsecond());
        let entry = draft.seal(position, floor).map_err(|error| StoreError::Failed(error.into()))?;
        let at = Timestamp::from_microsecond(entry.at).unwrap();
        let sealed = Sealed {
            record: write.record,
            reference: reference.clone(),
            kind: write.kind.clone(),
            position,
            at,
            version: write.version,
        };
        let (record, erase) = (write.record, write.erase.clone());
        self.acts.push(Applied { write, position, number, reference, at, bytes: entry.bytes() });
        if !erase.is_empty() {
            self.erase(record, &erase);
        }
        Ok(sealed)
    }

    /// Takes the fields out of every earlier act, as if they had never been there.
    fn erase(&mut self, record: RecordId, fields: &[String]) {
        self.erased.entry(record).or_default().extend(fields.iter().cloned());
        let reasons_alone = fields.iter().all(|field| field == REASON);
        let (last, earlier) = self.acts.split_last_mut().unwrap();
        let mut gone = Vec::new();
        let mut title = String::new();
        let mut newest = Map::new();
        for act in earlier.iter_mut().filter(|act| act.write.record == record) {
            if fields.iter().any(|field| field == REASON) {
                act.write.reason = None;
            }
            let Some(content) = act.write.content.as_mut().filter(|_| !reasons_alone) else { continue };
            for field in fields {
                content.cells.retain(|cell| cell.field != *field);
                content.links.retain(|(path, _)| path != field && !path.starts_with(&format!("{field}.")));
            }
            content.words.clear();
            if !content.json.is_empty() {
                newest = strip(&mut content.json, fields, &mut gone);
                strip(&mut content.salts, fields, &mut Vec::new());
            }
        }
        for act in earlier.iter_mut().filter(|act| act.write.record == record) {
            if let Some(content) = &mut act.write.content {
                if gone.contains(&content.title) {
                    content.title.clear();
                }
                content.title.clone_into(&mut title);
            }
        }
        // Without an index of what is left, it is made from every text that is left.
        if last.write.content.is_none() && !reasons_alone {
            let before = earlier
                .iter()
                .rev()
                .filter(|act| act.write.record == record)
                .find_map(|act| act.write.content.clone())
                .unwrap();
            let mut words = Vec::new();
            texts(&Json::Object(newest), &mut words);
            last.write.content = Some(Content {
                json: String::new(),
                salts: String::new(),
                title,
                words: words.join(" "),
                ..before
            });
        }
    }

    /// Whether something else is kept of a record, unless it has moved on.
    fn differs(&self, index: &Index) -> bool {
        let snaps = replay(&self.acts, At::Now);
        let Some(snap) = snaps.get(&index.record) else { return false };
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<BTreeSet<_>>();
        let named = words_of(&snap.stored.reference);
        let mut wanted = words(&index.words);
        wanted.extend(named.iter().cloned());
        wanted.insert(named.concat());
        snap.stored.position == index.position
            && (snap.stored.title != index.title
                || snap.cells != index.cells.iter().cloned().collect()
                || snap.links != index.links.iter().cloned().collect()
                || snap.stored.openness != index.openness
                || snap.stored.related
                    != index.related.iter().copied().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>()
                || snap.words() != wanted)
    }

    /// As if the act that wrote the newest content had brought this.
    fn reindex(&mut self, index: Index) {
        let mut acts = self.acts.iter_mut().rev().filter(|act| act.write.record == index.record).peekable();
        let Some(last) = acts.peek_mut().filter(|act| act.position == index.position) else { return };
        last.write.openness = index.openness;
        last.write.related = index.related;
        if let Some(content) = acts.find_map(|act| act.write.content.as_mut()) {
            content.title = index.title;
            content.cells = index.cells;
            content.links = index.links;
            content.words = index.words;
        }
    }

    fn act(act: &Applied) -> StoredAct {
        let write = &act.write;
        StoredAct {
            position: act.position,
            record: write.record,
            kind: write.kind.clone(),
            reference: act.reference.clone(),
            act: write.act.code().to_owned(),
            by: RecordId(write.entry.actor.person),
            capacity: write.entry.actor.capacity.clone(),
            via: write.entry.actor.via.clone(),
            at: act.at,
            version: write.version,
            state: write.state.clone(),
            reason: write.reason.clone().map(|(text, _)| text),
        }
    }

    /// The root of the leaves from `begin` to before `end`, by the definition (RFC 9162, 2.1.1).
    fn root(&self, begin: usize, end: usize) -> Hash {
        match end - begin {
            0 => Hash::of_empty_tree(),
            1 => leaf_hash(&self.acts[begin].bytes),
            width => {
                // The largest power of two below the width.
                let middle = begin + (1 << (width - 1).ilog2());
                node_hash(&self.root(begin, middle), &self.root(middle, end))
            }
        }
    }
}

/// Removes fields from a JSON object as text; gives what is left, and notes the texts that went.
fn strip(text: &mut String, fields: &[String], gone: &mut Vec<String>) -> Map<String, Json> {
    let mut json: Map<String, Json> = serde_json::from_str(text).unwrap();
    for field in fields {
        if let Some(Json::String(text)) = json.remove(field) {
            gone.push(text);
        }
    }
    *text = Json::Object(json.clone()).to_string();
    json
}

fn texts(json: &Json, words: &mut Vec<String>) {
    match json {
        Json::String(text) => words.extend(words_of(text)),
        Json::Array(items) => items.iter().for_each(|item| texts(item, words)),
        Json::Object(members) => members.values().for_each(|member| texts(member, words)),
        _ => {}
    }
}

fn stored_content(version: u32, content: &Content) -> StoredContent {
    StoredContent {
        version,
        schema: content.schema.clone(),
        json: serde_json::from_str(&content.json).unwrap(),
        salts: serde_json::from_str(&content.salts).unwrap(),
    }
}

#[async_trait]
impl Store for Model {
    fn organisation(&self) -> Uuid {
        self.organisation
    }

    async fn commit(&self, commit: Commit) -> Result<Receipt, StoreError> {
        let mut held = self.held();
        let mut after = held.clone();
        let receipt = after.commit(commit)?;
        *held = after;
        Ok(receipt)
    }

    async fn head(&self) -> Result<Head, StoreError> {
        let held = self.held();
        Ok(Head {
            size: held.acts.len() as u64,
            root: held.root(0, held.acts.len()).0,
            at: held.acts.last().map(|act| act.at),
        })
    }

    async fn size(&self) -> Result<u64, StoreError> {
        Ok(self.held().acts.len() as u64)
    }

    async fn size_at(&self, instant: Timestamp) -> Result<u64, StoreError> {
        Ok(self.held().acts.iter().filter(|act| act.at <= instant).count() as u64)
    }

    async fn record(&self, id: RecordId, at: At) -> Result<Option<Stored>, StoreError> {
        Ok(replay(&self.held().acts, at).remove(&id).map(|snap| snap.stored))
    }

    async fn records(&self, ids: &[RecordId], at: At) -> Result<Vec<Stored>, StoreError> {
        let snaps = replay(&self.held().acts, at);
        Ok(ids.iter().filter_map(|id| snaps.get(id)).map(|snap| snap.stored.clone()).collect())
    }

    async fn by_reference(&self, reference: &str) -> Result<Option<RecordId>, StoreError> {
        Ok(self.held().acts.iter().find(|act| act.reference == reference).map(|act| act.write.record))
    }

    async fn list(&self, query: &Query) -> Result<Listing, StoreError> {
        let all = answer(&self.held().acts, query);
        let total = Total::Exact(all.len() as u64);
        let offset = usize::try_from(query.page.offset).unwrap_or(usize::MAX);
        let limit = usize::try_from(query.page.limit.min(1_000)).unwrap();
        let rows: Vec<Stored> =
            all.into_iter().skip(offset).take(limit).map(Stored::without_reasons).collect();
        let total = if query.after.is_some() { Total::AtLeast(rows.len() as u64) } else { total };
        Ok(Listing { rows, total, size: self.size().await? })
    }

    async fn find(&self, query: &Query) -> Result<Found, StoreError> {
        let listing = self.list(query).await?;
        let ids = listing.rows.iter().map(|row| row.id).collect();
        Ok(Found { ids, total: listing.total, size: listing.size })
    }

    async fn counts(
        &self,
        openness: u8,
        related: &[RecordId],
    ) -> Result<Vec<(String, String, u64)>, StoreError> {
        let mut counts = BTreeMap::new();
        for snap in
            replay(&self.held().acts, At::Now).into_values().filter(|snap| snap.visible(openness, related))
        {
            *counts.entry((snap.stored.kind, snap.stored.state)).or_default() += 1;
        }
        Ok(counts.into_iter().map(|((kind, state), count)| (kind, state, count)).collect())
    }

    async fn search(
        &self,
        words: &[String],
        openness: u8,
        related: &[RecordId],
        limit: u64,
    ) -> Result<Vec<Stored>, StoreError> {
        let found = replay(&self.held().acts, At::Now).into_values();
        let found = found.filter(|snap| snap.visible(openness, related) && snap.has_words(words));
        let found = found.map(|snap| snap.stored.without_reasons());
        Ok(found.take(usize::try_from(limit).unwrap()).collect())
    }

    async fn links_to(&self, target: RecordId, at: At) -> Result<Vec<(RecordId, String)>, StoreError> {
        let snaps = replay(&self.held().acts, at);
        let links = snaps.iter().flat_map(|(id, snap)| snap.links.iter().map(move |link| (*id, link)));
        Ok(links.filter(|(_, link)| link.1 == target).map(|(id, link)| (id, link.0.clone())).collect())
    }

    async fn scan(
        &self,
        kind: &str,
        after: Option<RecordId>,
        limit: u64,
        at: At,
    ) -> Result<Vec<Stored>, StoreError> {
        let snaps = replay(&self.held().acts, at).into_values().map(|snap| snap.stored);
        let snaps = snaps.filter(|stored| stored.kind == kind && after.is_none_or(|after| stored.id > after));
        Ok(snaps.take(usize::try_from(limit).unwrap()).collect())
    }

    async fn content(&self, record: RecordId, version: u32) -> Result<Option<StoredContent>, StoreError> {
        let held = self.held();
        let mut contents =
            held.acts.iter().filter(|act| act.write.record == record && act.write.version == version);
        Ok(contents
            .find_map(|act| act.write.content.as_ref())
            .map(|content| stored_content(version, content)))
    }

    async fn acts(&self, record: RecordId, at: At) -> Result<Vec<StoredAct>, StoreError> {
        let held = self.held();
        let acts = held.acts.iter().filter(|act| act.write.record == record);
        let acts = acts.filter(|act| !matches!(at, At::Size(size) if act.position >= size));
        Ok(acts.map(Held::act).collect())
    }

    async fn recent(&self, before: Option<u64>, limit: u64) -> Result<Vec<StoredAct>, StoreError> {
        let held = self.held();
        let acts = held.acts.iter().rev().filter(|act| before.is_none_or(|before| act.position < before));
        Ok(acts.take(usize::try_from(limit).unwrap()).map(Held::act).collect())
    }

    async fn ledger(&self, from: u64, limit: u64) -> Result<Vec<LedgerRow>, StoreError> {
        let held = self.held();
        let acts = held.acts.iter().filter(|act| act.position >= from).take(usize::try_from(limit).unwrap());
        Ok(acts
            .map(|act| LedgerRow {
                position: act.position,
                bytes: act.bytes.clone(),
                leaf: leaf_hash(&act.bytes).0,
            })
            .collect())
    }

    async fn opened(&self, from: u64, limit: u64) -> Result<Vec<OpenedContent>, StoreError> {
        let held = self.held();
        let acts = held.acts.iter().filter(|act| act.position >= from).take(usize::try_from(limit).unwrap());
        Ok(acts
            .map(|act| {
                let write = &act.write;
                let content = write.content.as_ref().filter(|content| !content.json.is_empty());
                OpenedContent {
                    position: act.position,
                    record: write.record,
                    version: write.version,
                    content: content.map(|content| stored_content(write.version, content)),
                    reason: write.reason.clone(),
                    erased: held.erased.get(&write.record).into_iter().flatten().cloned().collect(),
                }
            })
            .collect())
    }

    async fn node(&self, level: u8, index: u64) -> Result<Option<[u8; 32]>, StoreError> {
        let held = self.held();
        let begin = usize::try_from(index)
            .ok()
            .and_then(|index| index.checked_shl(level.into()))
            .unwrap_or(usize::MAX);
        let end = begin.saturating_add(1_usize.checked_shl(level.into()).unwrap_or(usize::MAX));
        Ok((end <= held.acts.len()).then(|| held.root(begin, end).0))
    }

    async fn import_key(&self, kind: &str, key: &str) -> Result<Option<RecordId>, StoreError> {
        Ok(self.held().import_keys.get(&(kind.to_owned(), key.to_owned())).copied())
    }

    async fn import_keys(&self, kind: &str) -> Result<Vec<(String, RecordId)>, StoreError> {
        let held = self.held();
        let keys = held.import_keys.iter().filter(|((of, _), _)| of == kind);
        Ok(keys.map(|((_, key), record)| (key.clone(), *record)).collect())
    }

    async fn put_scratch(&self, scratch: Scratch) -> Result<(), StoreError> {
        self.held().scratch.insert((scratch.person, scratch.key.clone()), scratch);
        Ok(())
    }

    async fn scratch(
        &self,
        person: RecordId,
        key: &str,
        now: Timestamp,
    ) -> Result<Option<Scratch>, StoreError> {
        Ok(self
            .held()
            .scratch
            .get(&(person, key.to_owned()))
            .filter(|scratch| scratch.expires > now)
            .cloned())
    }

    async fn drop_scratch(&self, person: RecordId, key: &str) -> Result<(), StoreError> {
        self.held().scratch.remove(&(person, key.to_owned()));
        Ok(())
    }

    async fn note_job(&self, id: Uuid, done: u64, json: String) -> Result<(), StoreError> {
        if let Some(job) = self.held().jobs.get_mut(&id) {
            (job.done, job.json) = (done, json);
        }
        Ok(())
    }

    async fn put_job(&self, job: Job) -> Result<(), StoreError> {
        self.held().jobs.insert(job.id, job);
        Ok(())
    }

    async fn job(&self, id: Uuid) -> Result<Option<Job>, StoreError> {
        Ok(self.held().jobs.get(&id).cloned())
    }

    async fn jobs(&self, limit: u64) -> Result<Vec<Job>, StoreError> {
        let mut jobs: Vec<Job> = self.held().jobs.values().cloned().collect();
        jobs.sort_by_key(|job| std::cmp::Reverse((job.started, job.id)));
        jobs.truncate(usize::try_from(limit).unwrap());
        Ok(jobs)
    }

    async fn take_job(&self, id: Uuid) -> Result<Option<JobHold>, StoreError> {
        Ok(self.holds.take(id))
    }

    async fn check(&self) -> Result<Vec<String>, StoreError> {
        Ok(Vec::new())
    }

    async fn rebuild(&self) -> Result<(), StoreError> {
        Ok(())
    }

    async fn differing(&self, indexes: &[Index]) -> Result<Vec<RecordId>, StoreError> {
        let held = self.held();
        Ok(indexes.iter().filter(|index| held.differs(index)).map(|index| index.record).collect())
    }

    async fn reindex(&self, indexes: Vec<Index>) -> Result<(), StoreError> {
        let mut held = self.held();
        for index in indexes {
            held.reindex(index);
        }
        Ok(())
    }

    async fn indexed(&self) -> Result<BTreeMap<String, String>, StoreError> {
        Ok(self.held().indexed.clone())
    }

    async fn set_indexed(&self, basis: BTreeMap<String, String>) -> Result<(), StoreError> {
        self.held().indexed.extend(basis);
        Ok(())
    }
}
