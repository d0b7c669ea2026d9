//! How records are called, kept in memory: pages name hundreds of records, and forms offer hundreds to choose from, of
//! which they show nothing else.

use crate::{Due, House, Named, Outcome, look::audience_of, pages::Pages, then::Then};
use access::{Audience, Reach};
use jiff::civil::Date;
use record::{RecordId, When};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use store::{At, Ranks, Stored};

/// Names kept at most, about 300 bytes each; then the memory begins anew.
const CALLED_MAX: usize = 20_000;
/// Lists of offers kept at most, of some hundred names each; then the memory begins anew.
const OFFERED_MAX: usize = 64;

/// Orders by name kept at most, of some thousand ids each; then the memory begins anew.
const RANKED_MAX: usize = 16;

/// Lists of dates kept at most, of a few names each; then the memory begins anew.
const DUE_MAX: usize = 512;

/// Tally kept at most, of some fifty numbers each; then the memory begins anew.
const COUNTS_MAX: usize = 512;

/// How records are called as of the size of the ledger that the memory around it has followed. It is filled only while
/// that size is held, and every entry that follows makes its record forgotten: what is kept is never older than the size.
#[derive(Debug, Default)]
pub(crate) struct Called {
    names: Mutex<BTreeMap<RecordId, (Named, Audience)>>,
    offered: Mutex<Vec<(Choice, Offered)>>,
    ranked: Mutex<Vec<(ByName, Option<Arc<Ranks>>)>>,
    due: Mutex<Vec<(Deadlines, Arc<[Due]>)>>,
    counts: Mutex<Vec<(Reach, Tally)>>,
    pages: Mutex<Pages>,
    /// The same of moments of the past.
    pub(crate) then: Then,
}

/// How many records there are by kind and state, of those that somebody may read.
pub type Tally = Arc<[(String, String, u64)]>;

/// The first records of a kind that somebody may choose from, by title.
pub(crate) type Offered = Arc<[(RecordId, Named)]>;

/// What a list of offers follows from, beside the records of its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    /// Id of the kind.
    pub(crate) kind: String,
    /// Only those that suit.
    pub(crate) suits: Option<When>,
    /// What the person may read.
    pub(crate) reach: Reach,
    /// Records at most.
    pub(crate) limit: u64,
}

/// What the order of the records of a kind by name follows from, beside them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ByName {
    /// Id of the kind.
    pub(crate) kind: String,
    /// What the person may read.
    pub(crate) reach: Reach,
}

/// What the dates of a kind that are due follow from, beside its records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Deadlines {
    /// Id of the kind.
    pub(crate) kind: String,
    /// Its schema, with the organisation's own dates.
    pub(crate) tag: String,
    /// What the person may read.
    pub(crate) reach: Reach,
    /// The day that it is, and the last day looked at.
    pub(crate) days: (Date, Date),
    /// Dates at most.
    pub(crate) limit: u64,
}

impl Called {
    fn due(&self) -> MutexGuard<'_, Vec<(Deadlines, Arc<[Due]>)>> {
        self.due.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn counts(&self) -> MutexGuard<'_, Vec<(Reach, Tally)>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn names(&self) -> MutexGuard<'_, BTreeMap<RecordId, (Named, Audience)>> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn offered(&self) -> MutexGuard<'_, Vec<(Choice, Offered)>> {
        self.offered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ranked(&self) -> MutexGuard<'_, Vec<(ByName, Option<Arc<Ranks>>)>> {
        self.ranked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at the pages of registers that are known of a moment, or adds to them.
    pub(crate) fn with_pages<T>(&self, at: At, look: impl FnOnce(&mut Pages) -> T) -> T {
        match at {
            At::Now => look(&mut self.pages()),
            At::Size(size) => self.then.of(size, |moment| look(&mut moment.pages)),
        }
    }

    fn keep(&self, stored: &[Stored]) {
        let mut names = self.names();
        if names.len() + stored.len() > CALLED_MAX {
            names.clear();
        }
        names.extend(stored.iter().map(|stored| (stored.id, (Named::of(stored), audience_of(stored)))));
    }

    /// Forgets a record that an entry is about, the offers and pages of its kind, and all counts; of the pages only those of
    /// the states in which it was and is, where these are known.
    pub(crate) fn forget(&self, kind: &str, id: RecordId, states: Option<&[String]>) {
        self.names().remove(&id);
        self.offered().retain(|(choice, _)| choice.kind != kind);
        self.ranked().retain(|(order, _)| order.kind != kind);
        self.due().retain(|(asked, _)| asked.kind != kind);
        self.counts().clear();
        self.pages().forget(kind, id, states);
        self.then.forget(kind, id);
    }

    /// Forgets the pages of a kind: what was erased of a record is gone from the past as well, so they cannot be mended by it.
    pub(crate) fn forget_pages(&self, kind: &str) {
        self.pages().forget_pages(kind);
    }

    /// Forgets every record.
    pub(crate) fn forget_all(&self) {
        self.names().clear();
        self.offered().clear();
        self.ranked().clear();
        self.due().clear();
        self.counts().clear();
        self.pages().forget_all();
        self.then.forget_all();
    }
}

impl House {
    /// How records are called now, and who may read them; those that do not exist are left out.
    pub(crate) async fn called(
        &self,
        ids: &[RecordId],
        may: impl Fn(&Named, &Audience) -> bool,
    ) -> Outcome<BTreeMap<RecordId, Named>> {
        self.follow().await?;
        // Held to the end: nobody may follow the ledger between reading a name and keeping it.
        let followed = self.followed.read().await;
        let mut found = BTreeMap::new();
        let mut missing = Vec::new();
        {
            let known = followed.called.names();
            for id in ids {
                match known.get(id) {
                    Some((named, audience)) if may(named, audience) => {
                        found.insert(*id, named.clone());
                    }
                    Some(_) => {}
                    None => missing.push(*id),
                }
            }
        }
        if !missing.is_empty() {
            let stored = self.store.records(&missing, At::Now).await?;
            followed.called.keep(&stored);
            for stored in &stored {
                let named = Named::of(stored);
                if may(&named, &audience_of(stored)) {
                    found.insert(stored.id, named);
                }
            }
        }
        Ok(found)
    }

    /// What a choice offers now; `list` reads it when it is not known.
    pub(crate) async fn offered(
        &self,
        choice: Choice,
        list: impl Future<Output = Outcome<Vec<Stored>>>,
    ) -> Outcome<Offered> {
        self.follow().await?;
        // Held to the end, as for names.
        let followed = self.followed.read().await;
        let known = followed.called.offered().iter().find(|(known, _)| *known == choice).cloned();
        if let Some((_, offered)) = known {
            return Ok(offered);
        }
        let offered: Offered = list.await?.iter().map(|stored| (stored.id, Named::of(stored))).collect();
        let mut kept = followed.called.offered();
        if kept.len() >= OFFERED_MAX {
            kept.clear();
        }
        kept.push((choice, Arc::clone(&offered)));
        Ok(offered)
    }

    /// The order of a kind by name now; `list` reads it when it is not known.
    pub(crate) async fn ranked(
        &self,
        order: ByName,
        list: impl Future<Output = Outcome<Option<Arc<Ranks>>>>,
    ) -> Outcome<Option<Arc<Ranks>>> {
        self.follow().await?;
        // Held to the end, as for names.
        let followed = self.followed.read().await;
        let known = followed.called.ranked().iter().find(|(known, _)| *known == order).cloned();
        if let Some((_, ranks)) = known {
            return Ok(ranks);
        }
        let ranks = list.await?;
        let mut kept = followed.called.ranked();
        if kept.len() >= RANKED_MAX {
            kept.clear();
        }
        kept.push((order, ranks.clone()));
        Ok(ranks)
    }

    /// How many records there are now; `count` counts them when that is not known.
    pub(crate) async fn counted(
        &self,
        reach: Reach,
        count: impl Future<Output = Outcome<Vec<(String, String, u64)>>>,
    ) -> Outcome<Tally> {
        self.follow().await?;
        // Held to the end, as for names.
        let followed = self.followed.read().await;
        let known = followed.called.counts().iter().find(|(known, _)| *known == reach).cloned();
        if let Some((_, counts)) = known {
            return Ok(counts);
        }
        let counts: Tally = count.await?.into();
        let mut kept = followed.called.counts();
        if kept.len() >= COUNTS_MAX {
            kept.clear();
        }
        kept.push((reach, Arc::clone(&counts)));
        Ok(counts)
    }

    /// The dates of a kind that are due now; `list` reads them when they are not known.
    pub(crate) async fn deadlines(
        &self,
        asked: Deadlines,
        list: impl Future<Output = Outcome<Vec<Due>>>,
    ) -> Outcome<Arc<[Due]>> {
        self.follow().await?;
        // Held to the end, as for names.
        let followed = self.followed.read().await;
        let known = followed.called.due().iter().find(|(known, _)| *known == asked).cloned();
        if let Some((_, due)) = known {
            return Ok(due);
        }
        let due: Arc<[Due]> = list.await?.into();
        let mut kept = followed.called.due();
        if kept.len() >= DUE_MAX {
            kept.clear();
        }
        kept.push((asked, Arc::clone(&due)));
        Ok(due)
    }
}
