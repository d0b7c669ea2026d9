//! Evidence that nothing names: uploads that were never used, and files of fields that were erased. It is noted, can be read
//! for a month more, and then goes.
//!
//! A file can only come to be named by somebody who kept it a little before, so what was kept long ago and is not named can
//! go; and whoever keeps the same bytes at that very moment keeps them (see [`store::Blobs::remove`]). That it must have been
//! noted a month before is for people, who may have restored an old backup, and for clocks, which may be wrong.

use crate::{
    App, House, Outcome, Trouble,
    evidence::named_files,
    limits::{ORPHAN_HOURS, ORPHANS_NOTED, SCRATCH_HOURS, SWEEP_HOURS},
};
use jiff::{SignedDuration, Timestamp};
use ledger::Entry;
use record::RecordId;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};
use store::{Holding, OpenedContent, Scratch};
use uuid::Uuid;

/// How long what was kept is an upload that may still be used: as long as it can be used, and a day.
const FRESH: SignedDuration = SignedDuration::from_hours(SCRATCH_HOURS + 24);
/// How long a file that nothing names lies there after that was noted.
const NOTED: SignedDuration = SignedDuration::from_hours(ORPHAN_HOURS);
/// How often an organisation is swept.
const EVERY: SignedDuration = SignedDuration::from_hours(SWEEP_HOURS);
/// Clocks of programs and of what keeps evidence are not further apart.
const APART: SignedDuration = SignedDuration::from_hours(24);
/// Entries read from the store at a time.
const BATCH: u64 = 500;
/// The job that one at a time is at work on.
const JOB: Uuid = Uuid::from_u128(0x6576_6964_656e_6365_2073_7765_6570_2121);
/// Under which key the operator keeps what was noted, and for how many hours.
const KEY: &str = "sweep";
const KEY_HOURS: i64 = 24 * 365 * 5;

/// Files and their bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Amount {
    /// How many.
    pub files: u64,
    /// How large together.
    pub bytes: u64,
}

/// What a sweep found and did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Swept {
    /// Named by a version of a record.
    pub named: Amount,
    /// Kept so lately that somebody may be about to use it.
    pub fresh: Amount,
    /// Named by nothing, which was noted now.
    pub noted: Amount,
    /// Named by nothing, which was noted before.
    pub waiting: Amount,
    /// Removed.
    pub removed: Amount,
    /// Values that the ledger commits to and that cannot be read: one of them may name any file, so nothing was noted and
    /// nothing removed.
    pub unreadable: u64,
}

/// What is remembered from one sweep to the next.
#[derive(Debug, Default, Deserialize, Serialize)]
struct Notes {
    /// When the last sweep was.
    at: Option<Timestamp>,
    /// Since when a file is known to be named by nothing.
    since: BTreeMap<String, Timestamp>,
}

impl App {
    /// Sweeps an organisation, whenever that was done last. `None` when somebody is sweeping it.
    pub async fn sweep(&self, organisation: Uuid) -> Outcome<Option<Swept>> {
        self.sweep_after(organisation, SignedDuration::ZERO).await
    }

    /// Sweeps an organisation unless that was done less than so long ago.
    async fn sweep_after(&self, organisation: Uuid, every: SignedDuration) -> Outcome<Option<Swept>> {
        let house = self.house(organisation).await?;
        let Some(_held) = house.store.take_job(JOB).await? else { return Ok(None) };
        let now = self.now();
        let notes = house.notes(now).await?;
        // A time that is still to come was told by a clock that was wrong.
        if notes.at.is_some_and(|last| last <= now && now.duration_since(last) < every) {
            return Ok(None);
        }
        house.sweep(notes, now).await.map(Some)
    }

    /// Sweeps an organisation unless that was done within a day, by this process or another.
    pub async fn sweep_when_due(&self, organisation: Uuid) -> Outcome<Option<Swept>> {
        self.sweep_after(organisation, EVERY).await
    }

    /// Looks again and again for organisations that are to be swept, and sweeps them; `told` is told what came of it. It
    /// never returns.
    pub async fn mind_evidence(
        &self,
        look: Duration,
        told: impl Fn(Uuid, Outcome<Swept>) + Send + Sync + 'static,
    ) {
        loop {
            tokio::time::sleep(look).await;
            // A store that cannot be asked now is asked next time.
            for organisation in self.organisations().await.unwrap_or_default() {
                if let Some(swept) = self.sweep_when_due(organisation).await.transpose() {
                    told(organisation, swept);
                }
            }
        }
    }
}

impl House {
    async fn sweep(&self, mut notes: Notes, now: Timestamp) -> Outcome<Swept> {
        // What is kept is listed first: whatever comes to be named later than this was kept, or kept again, lately.
        let holdings = self.blobs.holdings().await?;
        let (named, unreadable) = self.named().await?;
        let mut swept = Swept { unreadable, ..Swept::default() };
        let mut before = std::mem::take(&mut notes.since);
        for holding in holdings {
            let name = &holding.sha256;
            let since = before.remove(name).filter(|since| *since <= now);
            if named.contains(name) {
                swept.named.add(&holding);
            } else if now.duration_since(holding.kept) < FRESH {
                swept.fresh.add(&holding);
            } else if unreadable > 0 || notes.since.len() >= ORPHANS_NOTED {
                swept.waiting.add(&holding);
                notes.since.extend(since.map(|since| (name.clone(), since)));
            } else if let Some(since) = since.filter(|since| holding.kept < *since - APART) {
                if now.duration_since(since) < NOTED {
                    swept.waiting.add(&holding);
                    notes.since.insert(name.clone(), since);
                } else if self.blobs.remove(name, since - APART).await? {
                    swept.removed.add(&holding);
                } else {
                    swept.fresh.add(&holding);
                }
            } else {
                swept.noted.add(&holding);
                notes.since.insert(name.clone(), now);
            }
        }
        notes.at = Some(now);
        self.keep_notes(&notes, now).await?;
        Ok(swept)
    }

    /// The SHA-256 of every file that some version of some record names, and how many committed values cannot be read.
    async fn named(&self) -> Outcome<(BTreeSet<String>, u64)> {
        let (mut named, mut unreadable, mut from) = (BTreeSet::new(), 0, 0);
        loop {
            let rows = self.store.ledger(from, BATCH).await?;
            if rows.is_empty() {
                return Ok((named, unreadable));
            }
            let opened = self.store.opened(from, BATCH).await?.into_iter();
            let opened: BTreeMap<u64, OpenedContent> =
                opened.map(|opened| (opened.position, opened)).collect();
            for row in rows {
                from = row.position + 1;
                let content = opened.get(&row.position);
                unreadable += Entry::parse(&row.bytes).map_or(1, |entry| missing(&entry, content));
                for value in
                    content.and_then(|opened| opened.content.as_ref()).iter().flat_map(|it| it.json.values())
                {
                    named_files(value, &mut named);
                }
            }
            tokio::task::yield_now().await;
        }
    }

    async fn notes(&self, now: Timestamp) -> Outcome<Notes> {
        let kept = self.store.scratch(RecordId::OPERATOR, KEY, now).await?;
        // Notes that cannot be read are made anew, which only takes longer.
        Ok(kept.and_then(|kept| serde_json::from_slice(&kept.bytes).ok()).unwrap_or_default())
    }

    async fn keep_notes(&self, notes: &Notes, now: Timestamp) -> Outcome<()> {
        let bytes = serde_json::to_vec(notes).map_err(|error| Trouble::Broken(error.to_string()))?;
        let expires = now + SignedDuration::from_hours(KEY_HOURS);
        let scratch = Scratch { person: RecordId::OPERATOR, key: KEY.to_owned(), bytes, expires };
        Ok(self.store.put_scratch(scratch).await?)
    }
}

impl Amount {
    const fn add(&mut self, holding: &Holding) {
        self.files += 1;
        self.bytes += holding.bytes;
    }
}

/// How many values that an entry commits to are neither there nor erased on purpose.
fn missing(entry: &Entry, opened: Option<&OpenedContent>) -> u64 {
    let there = |field: &str| {
        let Some(opened) = opened else { return false };
        let salts = opened.content.as_ref().map(|content| &content.salts);
        salts.and_then(|salts| salts.get(field)).is_some_and(Json::is_string)
            || opened.erased.iter().any(|erased| erased == field)
    };
    let fields = entry.fields.iter().filter(|(_, commitment)| commitment.is_some());
    fields.filter(|(field, _)| !there(field)).count() as u64
}
