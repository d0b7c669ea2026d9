//! How records are called, kept in memory: pages name hundreds of records of which they show nothing else.

use crate::{House, Named, Outcome, look::audience_of};
use access::Audience;
use record::RecordId;
use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};
use store::{At, Stored};

/// Names kept at most, about 300 bytes each; then the memory begins anew.
const CALLED_MAX: usize = 20_000;

/// How records are called as of the size of the ledger that the memory around it has followed. It is filled only while
/// that size is held, and every entry that follows makes its record forgotten: what is kept is never older than the size.
#[derive(Debug, Default)]
pub(crate) struct Called(Mutex<BTreeMap<RecordId, (Named, Audience)>>);

impl Called {
    fn names(&self) -> MutexGuard<'_, BTreeMap<RecordId, (Named, Audience)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, stored: &[Stored]) {
        let mut names = self.names();
        if names.len() + stored.len() > CALLED_MAX {
            names.clear();
        }
        names.extend(stored.iter().map(|stored| (stored.id, (Named::of(stored), audience_of(stored)))));
    }

    /// Forgets a record that an entry is about.
    pub(crate) fn forget(&self, id: RecordId) {
        self.names().remove(&id);
    }

    /// Forgets every record.
    pub(crate) fn forget_all(&self) {
        self.names().clear();
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
}
