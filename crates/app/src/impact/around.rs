//! The records around an assessment: its uses and systems, and what they depend on.

use crate::{At, Desk, Outcome, Seen, Trouble, limits::AROUND};
use practice::{impact, risk};
use record::{Body, Class, Record, RecordId};
use std::collections::BTreeSet;

impl Desk {
    /// The uses and systems that an assessment names and what they depend on, the nearest first; those that the person may
    /// not see are left out, and so is what lies beyond the limit of how many are looked at.
    pub async fn around_assessment(&self, body: &Body, at: At) -> Outcome<Vec<Seen<Record>>> {
        let mut open: Vec<RecordId> = impact::about(body);
        let mut asked: BTreeSet<RecordId> = open.iter().copied().collect();
        let mut found = Vec::new();
        let mut next = 0;
        while let Some(id) = open.get(next).copied()
            && found.len() < AROUND
        {
            next += 1;
            let record = match self.load(id, at).await {
                Ok((_, record)) => record,
                Err(Trouble::Refused(refusal)) if refusal.class == Class::Hidden => continue,
                Err(trouble) => return Err(trouble),
            };
            let said = record.in_force().unwrap_or(&record.body);
            open.extend(risk::needs(record.kind, said).into_iter().filter(|id| asked.insert(*id)));
            found.push(record);
        }
        Ok(found)
    }
}
