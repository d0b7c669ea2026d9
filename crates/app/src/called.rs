//! How records are called, kept in memory: pages name hundreds of records, and forms offer hundreds to choose from, of
//! which they show nothing else.

use crate::{House, Named, Outcome, look::audience_of};
use access::{Audience, Reach};
use record::RecordId;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use store::{At, Stored};

/// Names kept at most, about 300 bytes each; then the memory begins anew.
const CALLED_MAX: usize = 20_000;
/// Lists of offers kept at most, of some hundred names each; then the memory begins anew.
const OFFERED_MAX: usize = 64;

/// How records are called as of the size of the ledger that the memory around it has followed. It is filled only while
/// that size is held, and every entry that follows makes its record forgotten: what is kept is never older than the size.
#[derive(Debug, Default)]
pub(crate) struct Called {
    names: Mutex<BTreeMap<RecordId, (Named, Audience)>>,
    offered: Mutex<Vec<(Choice, Offered)>>,
}

/// The first records of a kind that somebody may choose from, by title.
pub(crate) type Offered = Arc<[(RecordId, Named)]>;

/// What a list of offers follows from, beside the records of its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    /// Id of the kind.
    pub(crate) kind: String,
    /// What the person may read.
    pub(crate) reach: Reach,
    /// Records at most.
    pub(crate) limit: u64,
}

impl Called {
    fn names(&self) -> MutexGuard<'_, BTreeMap<RecordId, (Named, Audience)>> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn offered(&self) -> MutexGuard<'_, Vec<(Choice, Offered)>> {
        self.offered.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, stored: &[Stored]) {
        let mut names = self.names();
        if names.len() + stored.len() > CALLED_MAX {
            names.clear();
        }
        names.extend(stored.iter().map(|stored| (stored.id, (Named::of(stored), audience_of(stored)))));
    }

    /// Forgets a record that an entry is about, and the offers of its kind.
    pub(crate) fn forget(&self, kind: &str, id: RecordId) {
        self.names().remove(&id);
        self.offered().retain(|(choice, _)| choice.kind != kind);
    }

    /// Forgets every record.
    pub(crate) fn forget_all(&self) {
        self.names().clear();
        self.offered().clear();
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
}
