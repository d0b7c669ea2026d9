//! Pages of registers that somebody has looked at: whoever asks again while nothing of the kind was written, as after a look at
//! one record, is given the same records without their being looked for and counted again.

use crate::{House, Outcome};
use record::RecordId;
use std::collections::VecDeque;
use store::{At, Listing, Query, Stored, Total};

/// Pages kept at most, of some fifty ids each.
const PAGES_MAX: usize = 64;
/// Rows of a page that is kept at most: what is larger is read through once, as an export does.
const ROWS_MAX: u64 = 200;

/// The pages that were asked for last, the latest of them first: which records, in order, and how many there are in all.
#[derive(Debug, Default)]
pub(crate) struct Pages(VecDeque<(Query, Vec<RecordId>, Total)>);

impl Pages {
    fn find(&mut self, query: &Query) -> Option<(Vec<RecordId>, Total)> {
        let place = self.0.iter().position(|(known, ..)| known == query)?;
        let page = self.0.remove(place)?;
        let found = (page.1.clone(), page.2);
        self.0.push_front(page);
        Some(found)
    }

    fn keep(&mut self, query: &Query, listing: &Listing) {
        let ids = listing.rows.iter().map(|stored| stored.id).collect();
        self.0.push_front((query.clone(), ids, listing.total));
        self.0.truncate(PAGES_MAX);
    }

    /// Forgets the pages of a kind.
    pub(crate) fn forget(&mut self, kind: &str) {
        self.0.retain(|(query, ..)| query.kind != kind);
    }

    /// Forgets all of them.
    pub(crate) fn forget_all(&mut self) {
        self.0.clear();
    }
}

impl House {
    /// A page of a register.
    pub(crate) async fn listed(&self, query: &Query) -> Outcome<Listing> {
        if query.page.limit > ROWS_MAX {
            return Ok(self.store.list(query).await?);
        }
        let size = self.follow().await?;
        let known = self.followed.read().await.called.with_pages(query.at, |pages| pages.find(query));
        if let Some((ids, total)) = known {
            let rows = self.store.records(&ids, query.at).await?;
            // Somebody may have written one of them since, and may have taken it from the reader's eyes.
            if rows.len() == ids.len() && rows.iter().all(|row| as_listed(query, size, row)) {
                return Ok(Listing { rows, total });
            }
        }
        // Looked for without holding anything back: a page may take long.
        let listing = self.store.list(query).await?;
        let followed = self.followed.read().await;
        // Whoever has followed the ledger meanwhile may have forgotten what this page is made of. Of a moment that is not there
        // yet more may come.
        if followed.is_at(size) && !matches!(query.at, At::Size(then) if then > size) {
            followed.called.with_pages(query.at, |pages| pages.keep(query, &listing));
        }
        Ok(listing)
    }
}

/// Whether a record is as it was when the ledger had a size, and the reader may see it now.
fn as_listed(query: &Query, size: u64, row: &Stored) -> bool {
    let seen = row.openness <= query.openness || row.related.iter().any(|id| query.related.contains(id));
    seen && (query.at != At::Now || row.position < size)
}
