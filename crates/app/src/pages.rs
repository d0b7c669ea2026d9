//! Pages of registers that somebody has looked at, and their records: whoever asks again while nothing of the kind was written,
//! as after a look at one record, is given the same without its being looked for and counted again. After an act the page is
//! looked for, and only the record that was written is read.

use crate::{House, Outcome};
use record::RecordId;
use std::{
    collections::{HashMap, VecDeque},
    mem,
    sync::Arc,
};
use store::{At, Query, Stored, Total};

/// Pages kept at most, of some fifty ids each.
const PAGES_MAX: usize = 64;
/// Rows of a page that is kept at most: what is larger is read through once, as an export does.
const ROWS_MAX: u64 = 200;
/// Bytes of records kept at most in each of two halves: those that were asked for since the other was full, and the others.
const HALF_BYTES: usize = 3 << 20;
/// What a record takes beside its newest content, about.
const ROW_BYTES: usize = 600;

/// A page of a register as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct Listed {
    /// The records, without what is in force beside the newest content.
    pub(crate) rows: Vec<Arc<Stored>>,
    /// How many there are in all.
    pub(crate) total: Total,
}

/// The pages that were asked for last, the latest of them first: which records, in order, and how many there are in all.
#[derive(Debug, Default)]
pub(crate) struct Pages {
    pages: VecDeque<(Query, Vec<RecordId>, Total)>,
    rows: Rows,
}

impl Pages {
    fn find(&mut self, query: &Query) -> Option<(Vec<RecordId>, Total)> {
        let place = self.pages.iter().position(|(known, ..)| known == query)?;
        let page = self.pages.remove(place)?;
        let found = (page.1.clone(), page.2);
        self.pages.push_front(page);
        Some(found)
    }

    fn keep(&mut self, query: &Query, listed: &Listed) {
        self.pages.retain(|(known, ..)| known != query);
        let ids = listed.rows.iter().map(|row| row.id).collect();
        self.pages.push_front((query.clone(), ids, listed.total));
        self.pages.truncate(PAGES_MAX);
        listed.rows.iter().for_each(|row| self.rows.keep(row));
    }

    /// Forgets a record, and the pages of its kind.
    pub(crate) fn forget(&mut self, kind: &str, id: RecordId) {
        self.pages.retain(|(query, ..)| query.kind != kind);
        self.rows.forget(id);
    }

    /// Forgets all of them.
    pub(crate) fn forget_all(&mut self) {
        *self = Self::default();
    }
}

/// Records that were listed last. When those asked for lately fill one half, they become the other, and what that held goes.
#[derive(Debug, Default)]
struct Rows {
    lately: HashMap<RecordId, Arc<Stored>>,
    before: HashMap<RecordId, Arc<Stored>>,
    bytes: usize,
}

impl Rows {
    fn find(&mut self, id: RecordId) -> Option<Arc<Stored>> {
        if let Some(row) = self.lately.get(&id) {
            return Some(Arc::clone(row));
        }
        let row = self.before.remove(&id)?;
        self.keep(&row);
        Some(row)
    }

    fn keep(&mut self, row: &Arc<Stored>) {
        let bytes = |row: &Stored| row.body.len() + ROW_BYTES;
        self.bytes += bytes(row);
        if let Some(known) = self.lately.insert(row.id, Arc::clone(row)) {
            self.bytes -= bytes(&known);
        }
        if self.bytes > HALF_BYTES {
            self.before = mem::take(&mut self.lately);
            self.bytes = 0;
        }
    }

    fn forget(&mut self, id: RecordId) {
        if let Some(row) = self.lately.remove(&id) {
            self.bytes -= row.body.len() + ROW_BYTES;
        }
        self.before.remove(&id);
    }
}

impl House {
    /// A page of a register: as it was when the ledger had the size that the work at hand has seen, or later.
    pub(crate) async fn listed(&self, query: &Query) -> Outcome<Listed> {
        if query.page.limit > ROWS_MAX {
            return self.listed_anew(query).await;
        }
        let size = self.follow().await?;
        let known = self.followed.read().await.called.with_pages(query.at, |pages| pages.find(query));
        let (ids, total, looked_for) = match known {
            Some((ids, total)) => (ids, total, false),
            None => {
                // Looked for without holding anything back: a page may take long.
                let found = self.store.find(query).await?;
                if found.size != size {
                    return self.listed_anew(query).await;
                }
                (found.ids, found.total, true)
            }
        };
        let Some((rows, read)) = self.rows(query, size, &ids).await? else {
            return self.listed_anew(query).await;
        };
        let listed = Listed { rows, total };
        if looked_for || read {
            let followed = self.followed.read().await;
            // Whoever has followed the ledger meanwhile may have forgotten what this page is made of. Of a moment that is not
            // there yet more may come.
            if followed.is_at(size) && !matches!(query.at, At::Size(then) if then > size) {
                followed.called.with_pages(query.at, |pages| pages.keep(query, &listed));
            }
        }
        Ok(listed)
    }

    /// The same, looked for in any case.
    pub(crate) async fn listed_anew(&self, query: &Query) -> Outcome<Listed> {
        let listing = self.store.list(query).await?;
        Ok(Listed { rows: listing.rows.into_iter().map(Arc::new).collect(), total: listing.total })
    }

    /// The records of a page that was looked for when the ledger had a size, from memory as far as they are there, and whether
    /// others had to be read; none when somebody has written one of those since, and may have taken it from the reader's eyes.
    async fn rows(
        &self,
        query: &Query,
        size: u64,
        ids: &[RecordId],
    ) -> Outcome<Option<(Vec<Arc<Stored>>, bool)>> {
        let followed = self.followed.read().await;
        if !followed.is_at(size) {
            return Ok(None);
        }
        let mut rows: Vec<Option<Arc<Stored>>> =
            followed.called.with_pages(query.at, |pages| ids.iter().map(|id| pages.rows.find(*id)).collect());
        drop(followed);
        let missing: Vec<RecordId> =
            ids.iter().zip(&rows).filter(|(_, row)| row.is_none()).map(|(id, _)| *id).collect();
        if !missing.is_empty() {
            let mut read = self.store.records(&missing, query.at).await?.into_iter();
            for (id, row) in ids.iter().zip(&mut rows).filter(|(_, row)| row.is_none()) {
                *row = read.next().filter(|read| read.id == *id).map(Arc::new);
            }
        }
        let rows: Vec<Arc<Stored>> = rows.into_iter().flatten().collect();
        let all = rows.len() == ids.len() && rows.iter().all(|row| as_listed(query, size, row));
        Ok(all.then_some((rows, !missing.is_empty())))
    }
}

/// Whether a record is as it was when the ledger had a size, and the reader may see it.
fn as_listed(query: &Query, size: u64, row: &Stored) -> bool {
    let seen = row.openness <= query.openness || row.related.iter().any(|id| query.related.contains(id));
    seen && (query.at != At::Now || row.position < size)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;
    use record::Stamp;
    use store::{Order, Page, SortBy};
    use uuid::Uuid;

    fn stored(number: u128, body: usize) -> Arc<Stored> {
        let stamp = Stamp { by: RecordId(Uuid::nil()), at: Timestamp::UNIX_EPOCH, reason: None };
        Arc::new(Stored {
            id: RecordId(Uuid::from_u128(number)),
            kind: "risk".to_owned(),
            reference: format!("RSK-{number:04}"),
            title: String::new(),
            state: "draft".to_owned(),
            state_stamp: stamp.clone(),
            version: 1,
            schema: String::new(),
            body: " ".repeat(body),
            effective: None,
            created: stamp.clone(),
            changed: stamp,
            authors: Vec::new(),
            position: 7,
            openness: 1,
            related: vec![RecordId(Uuid::from_u128(100))],
        })
    }

    fn query(openness: u8, related: Vec<RecordId>, at: At) -> Query {
        Query {
            kind: "risk".to_owned(),
            at,
            openness,
            related,
            states: Vec::new(),
            filters: Vec::new(),
            words: Vec::new(),
            sort: SortBy::Number,
            order: Order::Ascending,
            then: Vec::new(),
            page: Page { offset: 0, limit: 50 },
        }
    }

    #[test]
    fn records_that_nobody_asks_for_go_first_and_memory_is_bounded() {
        let mut rows = Rows::default();
        let asked = stored(1, 10);
        rows.keep(&asked);
        for number in 2..200 {
            rows.keep(&stored(number, 100_000));
            assert!(rows.find(asked.id).is_some(), "it is asked for each time, also when {number} are there");
        }
        let kept = |rows: &Rows| rows.lately.len() + rows.before.len();
        assert!(kept(&rows) < 70, "{}", kept(&rows));
        assert!(rows.find(stored(2, 0).id).is_none(), "nobody asked for it again");
        let held: usize = rows.lately.values().map(|row| row.body.len() + ROW_BYTES).sum();
        assert_eq!(rows.bytes, held);
        rows.keep(&stored(199, 5));
        rows.forget(asked.id);
        assert!(rows.find(asked.id).is_none());
        let held: usize = rows.lately.values().map(|row| row.body.len() + ROW_BYTES).sum();
        assert_eq!(rows.bytes, held);
    }

    #[test]
    fn a_record_that_was_written_since_or_that_the_reader_may_not_see_is_not_as_it_was_listed() {
        let row = stored(1, 10);
        let related = vec![RecordId(Uuid::from_u128(100))];
        assert!(as_listed(&query(1, Vec::new(), At::Now), 8, &row));
        assert!(as_listed(&query(0, related, At::Now), 8, &row));
        assert!(!as_listed(&query(0, Vec::new(), At::Now), 8, &row));
        assert!(!as_listed(&query(1, Vec::new(), At::Now), 7, &row), "written since");
        assert!(as_listed(&query(1, Vec::new(), At::Size(3)), 7, &row), "the past does not change");
    }
}
