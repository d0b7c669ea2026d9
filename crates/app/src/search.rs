//! Search across everything that the person may see.

use crate::{At, Desk, ListAsk, Named, Outcome, Page, SortBy, list::standing};
use record::RecordId;

/// Most hits that one search gives.
const HITS_MAX: u64 = 100;

impl Desk {
    /// Records that hold all of the words, best first; a reference leads straight to its record.
    pub async fn search(&self, text: &str, limit: u64) -> Outcome<Vec<(RecordId, Named)>> {
        let hits = self.search_with_people(text, limit).await?;
        Ok(hits.into_iter().map(|(id, named, _)| (id, named)).collect())
    }

    /// The same with the people who are related to each record: its owner, who is to act, who wrote it.
    pub async fn search_with_people(
        &self,
        text: &str,
        limit: u64,
    ) -> Outcome<Vec<(RecordId, Named, Vec<RecordId>)>> {
        let words = record::words_of(text);
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let reach = self.reach();
        let limit = limit.min(HITS_MAX);
        let mut hits = self.house.store.search(&words, reach.openness.level(), &reach.related, limit).await?;
        if let Ok(id) = self.find_reference(text.trim().to_ascii_uppercase().as_str()).await
            && let Some(name) = self.names(&[id], At::Now).await?.remove(&id)
        {
            let known = hits.iter().position(|hit| hit.id == id).map(|place| hits.remove(place));
            let related = match known {
                Some(hit) => hit.related,
                None => {
                    self.house.store.record(id, At::Now).await?.map(|hit| hit.related).unwrap_or_default()
                }
            };
            let others = hits.into_iter().map(|hit| (hit.id, Named::of(&hit), hit.related));
            return Ok(std::iter::once((id, name, related)).chain(others).collect());
        }
        Ok(hits.into_iter().map(|hit| (hit.id, Named::of(&hit), hit.related)).collect())
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
