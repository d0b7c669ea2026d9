//! The part of an organisation that a transaction touches, in memory: as it was read, and as it has become.

use crate::{
    session::time_of,
    sheet::{Mark, Sheet},
    standing::Standing,
};
use ledger::Frontier;
use record::RecordId;
use serde_json::{Value as Json, json};
use std::collections::HashMap;
use store::{Commit, Expect, Idempotency, Receipt, Sealed, StoreError};
use uuid::Uuid;

/// What the transaction knows. Nothing is known of records, kinds and keys that no commit at hand names.
#[derive(Debug)]
pub(crate) struct Book {
    pub(crate) tip: Tip,
    /// As they are in the database.
    pub(crate) before: HashMap<Uuid, Standing>,
    /// As they have become.
    pub(crate) now: HashMap<Uuid, Standing>,
    pub(crate) kinds: HashMap<String, Kind>,
    pub(crate) import_keys: HashMap<(String, String), Uuid>,
    pub(crate) receipts: HashMap<(Uuid, String), Kept>,
    pub(crate) sheet: Sheet,
}

/// The end of the ledger.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tip {
    pub(crate) frontier: Frontier,
    /// How many records there are.
    pub(crate) records: i64,
    /// Recorded time of the last entry, in microseconds.
    pub(crate) last_at: Option<i64>,
}

/// The last number given and the last act of a kind.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Kind {
    pub(crate) number: i64,
    pub(crate) position: i64,
    /// Whether that is by this transaction.
    pub(crate) new: bool,
}

/// The answer to an earlier request.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    digest: String,
    receipt: String,
    at: i64,
    /// Whether that was in this transaction.
    pub(crate) new: bool,
}

/// What a commit may change in a book, as it was before.
struct Before {
    tip: Tip,
    now: Vec<(Uuid, Option<Standing>)>,
    kinds: Vec<(String, Option<Kind>)>,
    mark: Mark,
}

impl Book {
    /// Writes a commit into the book, or refuses it and leaves the book as it was.
    pub(crate) fn apply(&mut self, commit: &Commit) -> Result<Receipt, StoreError> {
        if let Some(receipt) = self.admit(commit)? {
            return Ok(receipt);
        }
        let before = self.before(commit);
        let mut sealed = Vec::with_capacity(commit.writes.len());
        for write in &commit.writes {
            match self.write(write) {
                Ok(entry) => sealed.push(entry),
                Err(error) => {
                    self.take_back(before);
                    return Err(error);
                }
            }
        }
        Ok(self.finish(commit, sealed))
    }

    /// Whether what the commit rests on still holds; the receipt of the first time when it is a repetition.
    pub(crate) fn admit(&self, commit: &Commit) -> Result<Option<Receipt>, StoreError> {
        if let Some(idempotency) = &commit.idempotency
            && let Some(receipt) = self.earlier(idempotency, self.expired(commit))?
        {
            return Ok(Some(receipt));
        }
        let taken = |(kind, key, record): &(String, String, RecordId)| {
            self.import_keys.get(&(kind.clone(), key.clone())).is_some_and(|known| *known != record.0)
        };
        let holds = commit.expects.iter().all(|expect| self.holds(*expect));
        if holds && !commit.import_keys.iter().any(taken) { Ok(None) } else { Err(StoreError::Conflict) }
    }

    /// What comes after the last write of a commit.
    pub(crate) fn finish(&mut self, commit: &Commit, sealed: Vec<Sealed>) -> Receipt {
        for (kind, key, record) in &commit.import_keys {
            self.import_keys.insert((kind.clone(), key.clone()), record.0);
            self.sheet.import_keys.push((kind.clone(), key.clone(), record.0));
        }
        let receipt = Receipt { sealed, repeated: false };
        if let Some(idempotency) = &commit.idempotency {
            let kept = Kept {
                digest: idempotency.digest.clone(),
                receipt: written(&receipt),
                at: self.tip.last_at.unwrap_or(i64::MIN),
                new: true,
            };
            self.receipts.insert((idempotency.person.0, idempotency.key.clone()), kept);
        }
        receipt
    }

    /// Keys used up to this time, in microseconds, are forgotten.
    fn expired(&self, commit: &Commit) -> i64 {
        let begins = commit.writes.first().map_or(i64::MIN, |write| write.entry.at);
        self.tip.last_at.unwrap_or(i64::MIN).max(begins).saturating_sub(Idempotency::KEPT_US)
    }

    fn earlier(&self, idempotency: &Idempotency, expired: i64) -> Result<Option<Receipt>, StoreError> {
        let kept = self.receipts.get(&(idempotency.person.0, idempotency.key.clone()));
        match kept.filter(|kept| kept.at > expired) {
            None => Ok(None),
            Some(kept) if kept.digest != idempotency.digest => Err(StoreError::KeyReused),
            Some(kept) => read(&kept.receipt)
                .map(|sealed| Some(Receipt { sealed, repeated: true }))
                .ok_or_else(|| StoreError::Damaged("a kept receipt".to_owned())),
        }
    }

    fn holds(&self, expect: Expect) -> bool {
        let last = |record: RecordId| self.now.get(&record.0).map(|standing| standing.span.from);
        match expect {
            Expect::Size(size) => self.tip.frontier.size() == size,
            Expect::Absent(record) => last(record).is_none(),
            Expect::Unchanged { record, position } => {
                last(record).and_then(|last| u64::try_from(last).ok()) == Some(position)
            }
            Expect::KindUnchanged { kind, since } => self
                .kinds
                .get(kind)
                .is_none_or(|last| u64::try_from(last.position).is_ok_and(|position| position < since)),
        }
    }

    fn before(&self, commit: &Commit) -> Before {
        let writes = &commit.writes;
        Before {
            tip: self.tip.clone(),
            now: writes.iter().map(|w| (w.record.0, self.now.get(&w.record.0).cloned())).collect(),
            kinds: writes.iter().map(|w| (w.kind.clone(), self.kinds.get(&w.kind).copied())).collect(),
            mark: self.sheet.mark(),
        }
    }

    fn take_back(&mut self, before: Before) {
        self.tip = before.tip;
        restore(&mut self.now, before.now);
        restore(&mut self.kinds, before.kinds);
        self.sheet.take_back(before.mark);
    }
}

impl Kept {
    /// As it was read: digest, receipt, time.
    pub(crate) fn new(digest: String, receipt: String, at: i64) -> Self {
        Self { digest, receipt, at, new: false }
    }

    /// As it is written: digest, receipt, time.
    pub(crate) fn row(&self) -> (&str, &str, i64) {
        (&self.digest, &self.receipt, self.at)
    }
}

fn restore<K: std::hash::Hash + Eq, V>(map: &mut HashMap<K, V>, before: Vec<(K, Option<V>)>) {
    for (key, value) in before {
        match value {
            Some(value) => map.insert(key, value),
            None => map.remove(&key),
        };
    }
}

fn written(receipt: &Receipt) -> String {
    let row = |sealed: &Sealed| {
        json!([
            sealed.record.to_string(),
            sealed.reference,
            sealed.kind,
            sealed.position,
            sealed.at.as_microsecond(),
            sealed.version
        ])
    };
    Json::Array(receipt.sealed.iter().map(row).collect()).to_string()
}

fn read(text: &str) -> Option<Vec<Sealed>> {
    let sealed: Vec<(RecordId, String, String, u64, i64, u32)> = serde_json::from_str(text).ok()?;
    sealed
        .into_iter()
        .map(|(record, reference, kind, position, at, version)| {
            Some(Sealed { record, reference, kind, position, at: time_of(at).ok()?, version })
        })
        .collect()
}
