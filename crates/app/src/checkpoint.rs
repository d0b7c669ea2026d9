//! Checkpoints: signed statements of the size and root of the ledger, made to leave the house.

use crate::{Desk, House, Outcome, Trouble};
use jiff::Timestamp;
use ledger::{Checkpoint, Hash};
use std::sync::PoisonError;

/// The state of the ledger as a page shows it.
#[derive(Clone, Debug)]
pub struct SealLine {
    /// How many entries there are.
    pub size: u64,
    /// The root over them, hexadecimal.
    pub root: String,
    /// Recorded time of the last entry.
    pub at: Option<Timestamp>,
}

impl House {
    /// A signed note on the ledger as it is.
    pub async fn checkpoint(&self) -> Outcome<String> {
        Ok(self.checkpoint_and_size().await?.0)
    }

    /// The same, with the size of the ledger that it states.
    pub(crate) async fn checkpoint_and_size(&self) -> Outcome<(String, u64)> {
        let head = self.store.head().await?;
        let checkpoint = Checkpoint::new(ledger::origin(self.organisation()), head.size, Hash(head.root));
        let signed = self.key.sign(&checkpoint).map_err(|error| Trouble::Broken(error.to_string()))?;
        Ok((signed, head.size))
    }

    /// The public key under which checkpoints of this organisation can be verified.
    pub fn public_key(&self) -> Outcome<String> {
        self.key.verifier().map(|key| key.to_string()).map_err(|error| Trouble::Broken(error.to_string()))
    }
}

impl Desk {
    /// The state of the ledger.
    pub async fn seal_line(&self) -> Outcome<SealLine> {
        let size = self.house.follow().await?;
        let kept = || self.house.seal_line.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(line) = kept().clone().filter(|line| line.size == size) {
            return Ok(line);
        }
        let head = self.house.store.head().await?;
        let line = SealLine { size: head.size, root: crate::chance::hex(&head.root), at: head.at };
        *kept() = Some(line.clone());
        Ok(line)
    }

    /// A signed note on the ledger as it is, for everybody who may see the verify page.
    pub async fn checkpoint(&self) -> Outcome<String> {
        self.house.checkpoint().await
    }

    /// The public key of the organisation's checkpoints.
    pub fn public_key(&self) -> Outcome<String> {
        self.house.public_key()
    }
}
