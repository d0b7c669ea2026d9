//! When answers turned, and by which act: the ledger's last entries played again, one after the other.
//!
//! Every verdict is computed as it was after each entry, at the recorded time of that entry, and what turned between two
//! entries by the passing of time alone is told apart. It is kept up to the size that it was computed to and continued
//! from there, so that the next page costs nothing.

use crate::{
    Desk, House, Outcome,
    watch::{Basis, Watch},
};
use assurance::{Change, Status, Turned};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use record::RecordId;
use std::collections::{BTreeMap, BTreeSet};
use store::At;

/// Entries played again at most.
pub(crate) const ENTRIES_MAX: u64 = 5_000;
/// Moments kept at most; then the oldest are forgotten.
const MOMENTS_MAX: usize = 20_000;
/// How long the engine that plays is kept to go on from where it is.
const ENGINE_KEPT: SignedDuration = SignedDuration::from_mins(10);
/// Entries read at a time.
const BATCH: u64 = 500;

/// A moment at which answers turned.
#[derive(Clone, Debug)]
pub struct Moment {
    /// When.
    pub at: Timestamp,
    /// The entry that did it; none where time alone did.
    pub by: Option<Entry>,
    /// The answers.
    pub turned: Vec<Turned>,
    /// Requirements whose status turned: pack, reference, before, after.
    pub statuses: Vec<(String, String, Status, Status)>,
}

/// An entry of the ledger, as far as it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its position.
    pub position: u64,
    /// The record.
    pub record: RecordId,
    /// Code of the act.
    pub act: String,
    /// Who did it.
    pub who: RecordId,
}

/// What has been played.
pub(crate) struct Chronicle {
    from: u64,
    to: u64,
    until: Timestamp,
    key: Key,
    moments: Vec<Moment>,
    statuses: BTreeMap<(String, String), Status>,
    watch: Option<Watch>,
    asked: Timestamp,
}

/// What it was played with: with anything else, other answers would have turned.
#[derive(PartialEq)]
struct Key {
    tags: Vec<String>,
    packs: Vec<String>,
    zone: TimeZone,
    erasures: u64,
}

impl Key {
    fn of(basis: &Basis, erasures: u64) -> Self {
        let tags = basis.schemas.iter().map(|schema| schema.tag.clone()).collect();
        Self { tags, packs: basis.held.tag.clone(), zone: basis.zone.clone(), erasures }
    }
}

/// A part of what has been played.
pub(crate) struct Played {
    /// The size from which on everything is known.
    pub from: u64,
    pub moments: Vec<Moment>,
}

impl Desk {
    /// The moments of the last entries that a page asks for, oldest first. `None` when nothing is played yet and the
    /// ledger is too long to do it while somebody waits, unless that is what she asks for.
    pub(crate) async fn played(
        &self,
        ask: bool,
        wanted: impl Fn(&Moment) -> bool,
    ) -> Outcome<Option<Played>> {
        self.house.played(self.now, ask, wanted).await
    }
}

impl House {
    async fn played(
        &self,
        now: Timestamp,
        ask: bool,
        wanted: impl Fn(&Moment) -> bool,
    ) -> Outcome<Option<Played>> {
        let size = self.follow().await?;
        let mut kept = self.chronicle.lock().await;
        let key = Key::of(&self.basis().await, self.followed.read().await.erasures);
        kept.take_if(|known| known.key != key || known.to > size);
        if kept.is_none() && size > ENTRIES_MAX && !ask {
            return Ok(None);
        }
        let mut chronicle = match kept.take() {
            Some(known) => known,
            None => self.begin(size.saturating_sub(ENTRIES_MAX), now, key).await?,
        };
        self.go_on(&mut chronicle, size, now).await?;
        let moments = chronicle.moments.iter().filter(|moment| wanted(moment)).cloned().collect();
        let played = Played { from: chronicle.from, moments };
        chronicle.asked = now;
        *kept = Some(chronicle);
        Ok(Some(played))
    }

    async fn begin(&self, from: u64, now: Timestamp, key: Key) -> Outcome<Chronicle> {
        let until = self.instant_of(from).await?.unwrap_or(Timestamp::UNIX_EPOCH);
        let mut watch = self.watch_at(self.basis().await, At::Size(from), from, until).await?;
        let mut statuses = BTreeMap::new();
        for standing in watch.readiness().standings.iter() {
            if let Some(leaf) = &standing.leaf {
                statuses.insert((standing.pack.clone(), standing.reference.clone()), leaf.status);
            }
        }
        let (moments, watch) = (Vec::new(), Some(watch));
        Ok(Chronicle { from, to: from, until, key, moments, statuses, watch, asked: now })
    }

    /// Plays what has come since, and lets time pass until now.
    async fn go_on(&self, chronicle: &mut Chronicle, size: u64, now: Timestamp) -> Outcome<()> {
        let nothing_due = |watch: &Watch| watch.engine.next_tick().is_none_or(|at| at > now);
        if chronicle.to == size && chronicle.watch.as_ref().is_none_or(nothing_due) && chronicle.until >= now
        {
            return Ok(());
        }
        let mut watch = match chronicle.watch.take() {
            Some(watch) => watch,
            None if chronicle.to == size => return Ok(()),
            None => {
                let at = At::Size(chronicle.to);
                self.watch_at(self.basis().await, at, chronicle.to, chronicle.until).await?
            }
        };
        while chronicle.to < size {
            let rows = self.store.ledger(chronicle.to, BATCH.min(size - chronicle.to)).await?;
            if rows.is_empty() {
                break;
            }
            for row in rows {
                chronicle.to = row.position + 1;
                let Ok(entry) = ledger::Entry::parse(&row.bytes) else { continue };
                let at = Timestamp::from_microsecond(entry.at).unwrap_or(chronicle.until);
                chronicle.let_pass(&mut watch, at);
                let id = RecordId(entry.subject.id);
                let by = Entry {
                    position: row.position,
                    record: id,
                    act: entry.act.clone(),
                    who: RecordId(entry.actor.person),
                };
                let Some(stored) = self.store.record(id, At::Size(chronicle.to)).await? else { continue };
                let Some(schema) = self.schema(&stored.kind).await else { continue };
                let (dossier, past) = self.dossier_of(&schema, &stored, At::Size(chronicle.to)).await?;
                watch.heed(&dossier);
                let turned = watch.engine.apply(&mut watch.world, &[Change::Put(&dossier, &past)], at);
                chronicle.note(&watch, at, Some(by), turned);
            }
        }
        chronicle.let_pass(&mut watch, now);
        chronicle.watch = Some(watch);
        Ok(())
    }
}

impl Chronicle {
    /// Gives the memory of the engine back when nobody has asked for a while; what was told stays.
    pub(crate) fn rest(&mut self, now: Timestamp) {
        if now > self.asked + ENGINE_KEPT {
            self.watch = None;
        }
    }

    /// Lets time pass: what turns with no write turns at its instant.
    fn let_pass(&mut self, watch: &mut Watch, until: Timestamp) {
        while let Some(at) = watch.engine.next_tick().filter(|at| *at <= until) {
            let turned = watch.engine.tick(&watch.world, at);
            self.note(watch, at, None, turned);
            if watch.engine.next_tick() == Some(at) {
                break;
            }
        }
        self.until = self.until.max(until);
    }

    fn note(&mut self, watch: &Watch, at: Timestamp, by: Option<Entry>, turned: Vec<Turned>) {
        if turned.is_empty() {
            return;
        }
        let touched: BTreeSet<(String, String)> =
            turned.iter().flat_map(|turn| watch.engine.answered_by(&turn.pack, &turn.expectation)).collect();
        let mut statuses = Vec::new();
        for (pack, reference) in touched {
            let Some(after) = watch.engine.status(&pack, &reference, &watch.excluded()) else { continue };
            let key = (pack, reference);
            let before = self.statuses.insert(key.clone(), after).unwrap_or(Status::Unknown);
            if before != after {
                statuses.push((key.0, key.1, before, after));
            }
        }
        self.moments.push(Moment { at, by, turned, statuses });
        if self.moments.len() > MOMENTS_MAX {
            self.moments.drain(..MOMENTS_MAX / 10);
            self.from =
                self.moments.iter().find_map(|moment| Some(moment.by.as_ref()?.position)).unwrap_or(self.to);
        }
    }
}
