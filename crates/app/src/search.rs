//! Search across everything that the person may see.

use crate::{Desk, ListAsk, Named, Outcome, Page, SortBy, list::standing};
use record::RecordId;
use std::collections::BTreeMap;

/// Most hits that one search gives.
const HITS_MAX: u64 = 100;

impl Desk {
    /// Records that hold all of the words, best first; a reference leads straight to its record.
    pub async fn search(&self, text: &str, limit: u64) -> Outcome<Vec<(RecordId, Named)>> {
        let words = record::words_of(text);
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let reach = self.reach();
        let limit = limit.min(HITS_MAX);
        let hits = self.house.store.search(&words, reach.openness.level(), &reach.related, limit).await?;
        let mut named: Vec<(RecordId, Named)> =
            hits.iter().map(|stored| (stored.id, Named::of(stored))).collect();
        if let Ok(id) = self.find_reference(text.trim().to_ascii_uppercase().as_str()).await
            && let Some(name) = self.names(&[id], store::At::Now).await?.remove(&id)
        {
            named.retain(|(known, _)| *known != id);
            named.insert(0, (id, name));
        }
        Ok(named)
    }

    /// The same with the people who are related to each record: its owner, who is to act, who wrote it.
    pub async fn search_with_people(
        &self,
        text: &str,
        limit: u64,
    ) -> Outcome<Vec<(RecordId, Named, Vec<RecordId>)>> {
        let hits = self.search(text, limit).await?;
        let ids: Vec<RecordId> = hits.iter().map(|(id, _)| *id).collect();
        let stored = self.house.store.records(&ids, store::At::Now).await?;
        let related: BTreeMap<RecordId, Vec<RecordId>> =
            stored.into_iter().map(|stored| (stored.id, stored.related)).collect();
        let with = |(id, named)| {
            let people = related.get(&id).cloned().unwrap_or_default();
            (id, named, people)
        };
        Ok(hits.into_iter().map(with).collect())
    }

    /// Records of one kind that hold all of the words and are not over, by title: what somebody who is typing a link may
    /// mean.
    pub async fn suggest(&self, kind: &str, text: &str, limit: u64) -> Outcome<Vec<(RecordId, Named)>> {
        let schema = self.schema(kind).await?;
        let ask = ListAsk {
            states: standing(&schema),
            text: text.to_owned(),
            sort: SortBy::Field(schema.kind.title().id.to_owned()),
            page: Page { offset: 0, limit },
            ..ListAsk::default()
        };
        let found = self.listing(&schema, &ask).await?.rows;
        Ok(found.iter().map(|stored| (stored.id, Named::of(stored))).collect())
    }
}
