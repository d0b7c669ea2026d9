//! What is remembered of moments of the past, which somebody reads from page to page: how records were called,
//! which of them a page of a register listed, and which packs were in force.

use crate::{House, Named, Outcome, look::audience_of, packs::Held, pages::Pages};
use access::Audience;
use frameworks::adopted;
use jiff::Timestamp;
use record::RecordId;
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};
use store::At;

/// Moments kept at most: of more people than that who read the past at once, some read it anew.
const MOMENTS_MAX: usize = 4;
/// Names kept of each at most, about 300 bytes each; then its memory begins anew.
const NAMES_MAX: usize = 5_000;

/// What is known of one moment: how records were called then, and who may read them now.
#[derive(Debug, Default)]
pub(crate) struct Moment {
    names: BTreeMap<RecordId, (Named, Audience)>,
    pub(crate) pages: Pages,
    held: Option<Held>,
    instant: Option<Timestamp>,
}

/// The moments that were asked for last, by size of the ledger, the latest of them first. What had been recorded by then stays
/// so but for erasures, and who may read it is told by the present: like what is kept of the present, it is filled only while
/// the size of the ledger that was followed is held, and every entry that follows makes its record forgotten.
#[derive(Debug, Default)]
pub(crate) struct Then(Mutex<VecDeque<(u64, Moment)>>);

impl Then {
    fn moments(&self) -> MutexGuard<'_, VecDeque<(u64, Moment)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at what is known of a moment, or adds to it.
    pub(crate) fn of<T>(&self, size: u64, look: impl FnOnce(&mut Moment) -> T) -> T {
        let mut moments = self.moments();
        let place = moments.iter().position(|(known, _)| *known == size);
        let known = place.and_then(|place| moments.remove(place));
        let mut moment = known.map(|(_, moment)| moment).unwrap_or_default();
        let answer = look(&mut moment);
        moments.push_front((size, moment));
        moments.truncate(MOMENTS_MAX);
        answer
    }

    /// Forgets a record that an entry is about.
    pub(crate) fn forget(&self, kind: &str, id: RecordId) {
        for (_, moment) in self.moments().iter_mut() {
            moment.names.remove(&id);
            moment.pages.forget(kind, id, None);
            if kind == adopted::KIND.id {
                moment.held = None;
            }
        }
    }

    /// Forgets everything.
    pub(crate) fn forget_all(&self) {
        self.moments().clear();
    }
}

impl House {
    /// How records were called at a size of the ledger; those that did not exist are left out.
    pub(crate) async fn called_then(
        &self,
        ids: &[RecordId],
        size: u64,
        may: impl Fn(&Named, &Audience) -> bool,
    ) -> Outcome<BTreeMap<RecordId, Named>> {
        let end = self.follow().await?;
        // Held to the end: nobody may follow the ledger between reading a name and keeping it.
        let followed = self.followed.read().await;
        let then = &followed.called.then;
        let mut found = BTreeMap::new();
        let mut missing = ids.to_vec();
        then.of(size, |moment| {
            missing.retain(|id| {
                let Some((named, audience)) = moment.names.get(id) else { return true };
                if may(named, audience) {
                    found.insert(*id, named.clone());
                }
                false
            });
        });
        if missing.is_empty() {
            return Ok(found);
        }
        let stored = self.store.records(&missing, At::Size(size)).await?;
        let called: Vec<(RecordId, (Named, Audience))> =
            stored.iter().map(|stored| (stored.id, (Named::of(stored), audience_of(stored)))).collect();
        let seen = called.iter().filter(|(_, (named, audience))| may(named, audience));
        found.extend(seen.map(|(id, (named, _))| (*id, named.clone())));
        // What is not there yet may still come.
        if size <= end {
            then.of(size, |moment| {
                if moment.names.len() + called.len() > NAMES_MAX {
                    moment.names.clear();
                }
                moment.names.extend(called);
            });
        }
        Ok(found)
    }

    /// The packs that were in force at a size of the ledger.
    pub(crate) async fn held_then(&self, size: u64) -> Outcome<Held> {
        let end = self.follow().await?;
        // Held to the end, as for names.
        let followed = self.followed.read().await;
        let then = &followed.called.then;
        if let Some(held) = then.of(size, |moment| moment.held.clone()) {
            return Ok(held);
        }
        let records = self.all_of(&adopted::KIND, At::Size(size)).await?;
        let held = self.held(records.iter()).await?;
        // A content that cannot be read may be there again later.
        if size <= end && held.unread.is_empty() {
            then.of(size, |moment| moment.held = Some(held.clone()));
        }
        Ok(held)
    }

    /// The recorded time of the last entry within a size of the ledger.
    pub(crate) async fn instant_of(&self, size: u64) -> Outcome<Option<Timestamp>> {
        let Some(last) = size.checked_sub(1) else { return Ok(None) };
        let known = self.followed.read().await.called.then.of(size, |moment| moment.instant);
        if known.is_some() {
            return Ok(known);
        }
        let rows = self.store.ledger(last, 1).await?;
        let entry = rows.first().and_then(|row| ledger::Entry::parse(&row.bytes).ok());
        let instant = entry.and_then(|entry| Timestamp::from_microsecond(entry.at).ok());
        self.followed.read().await.called.then.of(size, |moment| moment.instant = instant);
        Ok(instant)
    }
}
