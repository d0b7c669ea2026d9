//! What is being prepared and is not yet an act: uploads, mappings, forms half filled. Per person, unledgered, expiring.

use crate::{Desk, Outcome, limits::SCRATCH_HOURS};
use jiff::SignedDuration;
use store::Scratch;

/// Bytes of something large that are kept together.
const PIECE: usize = 4 << 20;

impl Desk {
    /// Keeps something for this person.
    pub async fn keep_scratch(&self, key: &str, bytes: Vec<u8>) -> Outcome<()> {
        Ok(self.house.store.put_scratch(self.scratch_of(key, bytes)).await?)
    }

    /// Something as it is kept for this person.
    pub(crate) fn scratch_of(&self, key: &str, bytes: Vec<u8>) -> Scratch {
        Scratch {
            person: self.actor.person,
            key: key.to_owned(),
            bytes,
            expires: self.now + SignedDuration::from_hours(SCRATCH_HOURS),
        }
    }

    /// What this person kept under a key.
    pub async fn scratch(&self, key: &str) -> Outcome<Option<Vec<u8>>> {
        Ok(self.house.store.scratch(self.actor.person, key, self.now).await?.map(|scratch| scratch.bytes))
    }

    /// Keeps something large for this person: in pieces, so that the store need not hold all of it at once. What was kept in
    /// pieces is there only when the last of them is.
    pub async fn keep_large(&self, key: &str, bytes: &[u8]) -> Outcome<()> {
        for (place, piece) in bytes.chunks(PIECE).enumerate() {
            self.keep_scratch(&format!("{key}/{place}"), piece.to_vec()).await?;
        }
        self.keep_scratch(&format!("{key}/size"), bytes.len().to_string().into_bytes()).await
    }

    /// What this person kept in pieces under a key.
    pub async fn large(&self, key: &str) -> Outcome<Option<Vec<u8>>> {
        let size = self.scratch(&format!("{key}/size")).await?;
        let size = size.and_then(|size| std::str::from_utf8(&size).ok()?.parse::<usize>().ok());
        let Some(size) = size else { return Ok(None) };
        let mut bytes = Vec::with_capacity(size);
        for place in 0..size.div_ceil(PIECE) {
            let Some(piece) = self.scratch(&format!("{key}/{place}")).await? else { return Ok(None) };
            bytes.extend(piece);
        }
        Ok((bytes.len() == size).then_some(bytes))
    }

    /// Removes what this person kept under a key.
    pub async fn drop_scratch(&self, key: &str) -> Outcome<()> {
        Ok(self.house.store.drop_scratch(self.actor.person, key).await?)
    }
}
