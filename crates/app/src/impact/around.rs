//! The records around an assessment: its uses and systems, and what they depend on.

use crate::{At, Desk, Outcome, Seen, limits::AROUND};
use practice::{impact, risk};
use record::{Body, Record, RecordId};
use std::collections::BTreeSet;

impl Desk {
    /// The uses and systems that an assessment names and what they depend on, the nearest first; those that the person may
    /// not see are left out, and so is what lies beyond the limit of how many are looked at.
    pub async fn around_assessment(&self, body: &Body, at: At) -> Outcome<Vec<Seen<Record>>> {
        let mut wave: Vec<RecordId> = impact::about(body);
        let mut asked: BTreeSet<RecordId> = wave.iter().copied().collect();
        let mut found = Vec::new();
        while !wave.is_empty() && found.len() < AROUND {
            let mut loaded = self.load_all(&wave, at).await?;
            let mut next = Vec::new();
            for (_, record) in wave.iter().filter_map(|id| loaded.remove(id)).take(AROUND - found.len()) {
                let said = record.in_force().unwrap_or(&record.body);
                next.extend(risk::needs(record.kind, said).into_iter().filter(|id| asked.insert(*id)));
                found.push(record);
            }
            wave = next;
        }
        Ok(found)
    }
}
