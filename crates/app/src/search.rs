//! Search across everything that the person may see.

use crate::{Desk, Named, Outcome};
use record::RecordId;

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
}
