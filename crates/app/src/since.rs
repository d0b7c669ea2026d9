//! A moment from which changes are told: by date, by position, or by a checkpoint that was kept elsewhere.

use crate::{Desk, Outcome, Trouble};
use jiff::Timestamp;
use ledger::{Checkpoint, Hash, proof::root_at};
use record::{Class, Refusal};
use std::collections::BTreeMap;

/// A size of this ledger, and how it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Since {
    /// How many entries there were.
    pub size: u64,
    /// Recorded time of the last of them.
    pub at: Timestamp,
    /// Whether a signed checkpoint was given, and found to be of this ledger as it is today.
    pub proven: bool,
}

impl Desk {
    /// The ledger at a size.
    pub async fn since_size(&self, size: u64) -> Outcome<Since> {
        self.check_governing()?;
        let size = size.min(self.house.store.size().await?);
        Ok(Since { size, at: self.instant_of(size).await?, proven: false })
    }

    /// The ledger at an instant.
    pub async fn since_instant(&self, instant: Timestamp) -> Outcome<Since> {
        self.since_size(self.house.store.size_at(instant).await?).await
    }

    /// The ledger as a signed checkpoint states it: signed by this organisation's key, not longer than the ledger is
    /// today, and with the root that today's ledger has over as many entries.
    pub async fn since_checkpoint(&self, note: &str) -> Outcome<Since> {
        self.check_governing()?;
        let note = format!("{}\n", note.replace("\r\n", "\n").trim());
        let key = self.house.key.verifier().map_err(|error| Trouble::Broken(error.to_string()))?;
        let origin = ledger::origin(self.house.organisation());
        let opened = Checkpoint::open(note.as_bytes(), std::slice::from_ref(&key));
        let (checkpoint, _) = opened.map_err(|_| not_of_this_ledger())?;
        let head = self.house.store.head().await?;
        if checkpoint.origin != origin || checkpoint.size > head.size {
            return Err(not_of_this_ledger().into());
        }
        if self.root_at(checkpoint.size).await? != Some(checkpoint.root) {
            return Err(not_of_this_ledger().into());
        }
        Ok(Since { proven: true, ..self.since_size(checkpoint.size).await? })
    }

    /// The root over the first entries, from the complete parts of the tree.
    async fn root_at(&self, size: u64) -> Outcome<Option<Hash>> {
        let mut nodes = BTreeMap::new();
        let mut begin = 0_u64;
        for level in (0..u64::BITS).rev().filter(|level| size >> level & 1 == 1) {
            let (Ok(level), index) = (u8::try_from(level), begin >> level) else { continue };
            if let Some(node) = self.house.store.node(level, index).await? {
                nodes.insert((level, index), Hash(node));
            }
            begin += 1 << level;
        }
        Ok(root_at(size, &|level, index| nodes.get(&(level, index)).copied()).ok())
    }
}

fn not_of_this_ledger() -> Refusal {
    Refusal::new(
        Class::Invalid,
        "not_of_this_ledger",
        "This is no checkpoint of this organisation's ledger as it is today.",
        "Paste the whole text of a checkpoint that was downloaded here, with its signature; if you did, verify the ledger.",
    )
}
