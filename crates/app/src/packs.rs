//! Which framework packs hold: those that are on the record, and those that counted before any of them was.

use crate::{Desk, House, Outcome, Trouble, look::as_record};
use frameworks::{Bundle, Pack, adopted};
use record::{Record, Refusal, Schema, Value};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use store::At;

/// The packs in force at a moment.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    /// The packs: those with which organisations begin, then others by reference.
    pub(crate) packs: Arc<[Pack]>,
    /// What tells them apart from any other set: ids, versions and hashes.
    pub(crate) tag: Vec<String>,
    /// References of adopted frameworks whose content cannot be read.
    pub(crate) unread: Vec<String>,
}

/// Packs that were read, by the hash of their text: the same text gives the same pack for ever.
pub(crate) type Shelf = BTreeMap<String, Arc<Pack>>;

impl Default for Held {
    fn default() -> Self {
        Self::empty()
    }
}

impl Held {
    /// The same with a pack in force: in the place of the one with its id, or after the others.
    pub(crate) fn with(&self, pack: &Pack) -> Self {
        let mut packs: Vec<Pack> = self.packs.to_vec();
        match packs.iter_mut().find(|known| known.id == pack.id) {
            Some(known) => *known = pack.clone(),
            None => packs.push(pack.clone()),
        }
        Self { packs: packs.into(), tag: Vec::new(), unread: self.unread.clone() }
    }

    /// These packs and no others.
    pub(crate) fn of(packs: Vec<Pack>) -> Self {
        Self { packs: packs.into(), ..Self::empty() }
    }

    /// None at all.
    pub(crate) fn empty() -> Self {
        Self { packs: Arc::from([]), tag: Vec::new(), unread: Vec::new() }
    }
}

impl Desk {
    /// A framework pack in force.
    pub fn pack(&self, id: &str) -> Outcome<&Pack> {
        Ok(self.packs().iter().find(|pack| pack.id == id).ok_or_else(Refusal::not_found)?)
    }

    /// Every framework pack in force.
    pub fn packs(&self) -> &[Pack] {
        &self.held.packs
    }

    /// Every framework pack that was in force at a moment.
    pub async fn packs_at(&self, at: At) -> Outcome<Arc<[Pack]>> {
        match at {
            At::Now => Ok(Arc::clone(&self.held.packs)),
            At::Size(size) => Ok(self.house.held_then(size).await?.packs),
        }
    }

    /// References of adopted frameworks whose content cannot be read, so that they answer nothing.
    pub fn unread_frameworks(&self) -> &[String] {
        &self.held.unread
    }
}

impl House {
    /// The packs that records put in force. A pack with which organisations began before frameworks were on the record
    /// counts until a record about it has come into force; from then on the record alone says what holds.
    pub(crate) async fn held<'r>(&self, records: impl Iterator<Item = &'r Record>) -> Outcome<Held> {
        let mut records: Vec<&Record> = records.filter(|record| record.effective.is_some()).collect();
        records.sort_by(|a, b| (a.reference.len(), &a.reference).cmp(&(b.reference.len(), &b.reference)));
        let known: BTreeSet<&str> = records.iter().filter_map(|record| pack_of(record)).collect();
        let mut held = Held::empty();
        let mut packs: Vec<Pack> = Vec::new();
        for pack in self.founding.iter().filter(|pack| !known.contains(pack.id.as_str())) {
            held.tag.push(format!("{}@{}", pack.id, pack.version));
            packs.push(pack.clone());
        }
        for record in records {
            let Some(body) = record.in_force() else { continue };
            let Some(Value::File(file)) = body.get(adopted::CONTENT.field.id) else {
                held.unread.push(record.reference.clone());
                continue;
            };
            match self.pack_of_file(&file.sha256).await? {
                // Two records about one framework can only come of two that were made at once: the first counts.
                Some(pack) if packs.iter().any(|known| known.id == pack.id) => {
                    held.unread.push(record.reference.clone());
                }
                Some(pack) => {
                    held.tag.push(format!("{}@{} {}", pack.id, pack.version, file.sha256));
                    packs.push((*pack).clone());
                }
                None => held.unread.push(record.reference.clone()),
            }
        }
        // The framework with which organisations begin stays the first, whichever record brings it.
        packs.sort_by_key(|pack| {
            self.founding.iter().position(|first| first.id == pack.id).unwrap_or(usize::MAX)
        });
        held.packs = packs.into();
        Ok(held)
    }

    /// The pack whose text has a hash.
    pub(crate) async fn pack_of_file(&self, sha256: &str) -> Outcome<Option<Arc<Pack>>> {
        let mut known = self.shelf.lock().await;
        if let Some(pack) = known.get(sha256) {
            return Ok(Some(Arc::clone(pack)));
        }
        let Some(bytes) = self.blobs.get(sha256).await? else { return Ok(None) };
        let pack = Bundle::take("content", &bytes).ok().and_then(|bundle| bundle.read().0).map(Arc::new);
        if let Some(pack) = &pack {
            if known.len() >= crate::limits::PACKS_READ {
                known.clear();
            }
            known.insert(sha256.to_owned(), Arc::clone(pack));
        }
        Ok(pack)
    }

    /// Every record of a kind of which there are few, as it was at a moment.
    pub(crate) async fn all_of(&self, kind: &'static record::Kind, at: At) -> Outcome<Vec<Record>> {
        let schema = Schema::of(kind);
        let mut records = Vec::new();
        let mut after = None;
        loop {
            let batch = self.store.scan(kind.id, after, 500, at).await?;
            let Some(last) = batch.last() else { return Ok(records) };
            after = Some(last.id);
            for stored in &batch {
                records.push(as_record(self, &schema, stored).await?);
            }
        }
    }
}

/// Id of the pack that a record is about: it cannot change once the record has been in force.
pub(crate) fn pack_of(record: &Record) -> Option<&str> {
    let effective = record.effective.as_ref().map(|effective| &effective.body);
    effective.and_then(|body| adopted::PACK.of(body)).or_else(|| adopted::PACK.of(&record.body))
}

/// The body of a record by which a pack is adopted.
pub(crate) fn body_of(pack: &Pack, content: record::FileRef, signature: Option<&str>) -> record::Body {
    let text = |text: &str, most: usize| Value::Text(text.chars().take(most).collect());
    let mut body = record::Body::new()
        .with(adopted::TITLE.field.id, text(pack.title.trim(), 200))
        .with(adopted::PACK.field.id, text(&pack.id, 60))
        .with(adopted::VERSION.field.id, text(&pack.version, 60))
        .with(adopted::SOURCE.field.id, text(pack.source.trim(), 4_000))
        .with(adopted::LICENCE.field.id, text(pack.licence.trim(), 4_000))
        .with(adopted::CONTENT.field.id, Value::File(content));
    if let Some(signature) = signature {
        body.set(adopted::SIGNATURE.field.id, text(signature, 4_000));
    }
    body
}

/// The reference to the content of a pack, which is kept under its hash.
pub(crate) async fn keep_content(house: &House, pack: &Pack) -> Outcome<record::FileRef> {
    let bytes = pack.text.as_bytes();
    let sha256 = crate::chance::digest(bytes);
    house.blobs.put(&sha256, bytes).await?;
    Ok(record::FileRef {
        sha256,
        name: format!("{}-{}.json", pack.id, pack.version),
        bytes: u64::try_from(bytes.len())
            .map_err(|_| Trouble::Broken("a pack too large to count".to_owned()))?,
        media: "text/plain".to_owned(),
    })
}
