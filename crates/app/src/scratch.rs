//! What is being prepared and is not yet an act: uploads, mappings, forms half filled. Per person, unledgered, expiring.

use crate::{Desk, Outcome, limits::SCRATCH_HOURS};
use jiff::SignedDuration;
use store::Scratch;

impl Desk {
    /// Keeps something for this person.
    pub async fn keep_scratch(&self, key: &str, bytes: Vec<u8>) -> Outcome<()> {
        let scratch = Scratch {
            person: self.actor.person,
            key: key.to_owned(),
            bytes,
            expires: self.now + SignedDuration::from_hours(SCRATCH_HOURS),
        };
        Ok(self.house.store.put_scratch(scratch).await?)
    }

    /// What this person kept under a key.
    pub async fn scratch(&self, key: &str) -> Outcome<Option<Vec<u8>>> {
        Ok(self.house.store.scratch(self.actor.person, key, self.now).await?.map(|scratch| scratch.bytes))
    }

    /// Removes what this person kept under a key.
    pub async fn drop_scratch(&self, key: &str) -> Outcome<()> {
        Ok(self.house.store.drop_scratch(self.actor.person, key).await?)
    }
}
