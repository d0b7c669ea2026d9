//! One organisation: its store, its evidence, its key, and what is kept in memory of it.

use crate::{
    SealLine,
    chronicle::Chronicle,
    follow::Followed,
    packs::Shelf,
    risks::{PastRisks, RiskBook},
    row_numbers::RowNumbers,
    soa::Kept,
    watch::{Past, Watch},
};
use frameworks::Pack;
use ledger::CheckpointKey;
use record::{Kind, Schema};
use std::sync::Arc;
use store::{Blobs, Store};
use tokio::sync::{Mutex, RwLock};
use uuid::Uuid;

/// An organisation. What it keeps in memory follows the positions of the ledger, so several processes can serve one
/// organisation.
pub struct House {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) blobs: Arc<dyn Blobs>,
    pub(crate) key: CheckpointKey,
    pub(crate) kinds: Vec<&'static Kind>,
    pub(crate) followed: RwLock<Followed>,
    /// Packs that counted before frameworks were on the record.
    pub(crate) founding: Arc<[Pack]>,
    pub(crate) shelf: Mutex<Shelf>,
    pub(crate) watch: Mutex<Option<Watch>>,
    pub(crate) past: Mutex<Option<Past>>,
    pub(crate) chronicle: Mutex<Option<Chronicle>>,
    pub(crate) facts: Mutex<Kept>,
    pub(crate) risks: Mutex<Option<RiskBook>>,
    pub(crate) past_risks: Mutex<Option<PastRisks>>,
    pub(crate) row_numbers: RowNumbers,
    /// The state of the ledger as it was last asked for.
    pub(crate) seal_line: std::sync::Mutex<Option<SealLine>>,
}

impl House {
    pub(crate) fn new(
        store: Arc<dyn Store>,
        blobs: Arc<dyn Blobs>,
        key: CheckpointKey,
        kinds: Vec<&'static Kind>,
        founding: &[Pack],
    ) -> Self {
        Self {
            store,
            blobs,
            key,
            kinds,
            followed: RwLock::default(),
            founding: founding.into(),
            shelf: Mutex::default(),
            watch: Mutex::default(),
            past: Mutex::default(),
            chronicle: Mutex::default(),
            facts: Mutex::default(),
            risks: Mutex::default(),
            past_risks: Mutex::default(),
            row_numbers: RowNumbers::default(),
            seal_line: std::sync::Mutex::default(),
        }
    }

    /// Its id.
    pub fn organisation(&self) -> Uuid {
        self.store.organisation()
    }

    /// The schema of a kind as it is now. `None` for what is no kind.
    pub async fn schema(&self, kind: &str) -> Option<Arc<Schema>> {
        self.followed.read().await.schemas.get(kind)
    }

    /// Every schema as it is now.
    pub async fn schemas(&self) -> Vec<Arc<Schema>> {
        self.followed.read().await.schemas.all().cloned().collect()
    }
}
