//! Evidence that is as old as the clock of a test says, and whose removal can be held up.

use crate::TestClock;
use app::Clock as _;
use async_trait::async_trait;
use jiff::Timestamp;
use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::Arc,
    time::SystemTime,
};
use store::{Blobs, Holding, StoreError};
use store_sqlite::FileBlobs;
use tokio::sync::watch;

/// What stands between the decision to remove a file and its removal. Open unless somebody closes it.
#[derive(Clone, Debug)]
pub struct Gate {
    closed: Arc<watch::Sender<bool>>,
    waiting: Arc<watch::Sender<usize>>,
}

impl Default for Gate {
    fn default() -> Self {
        Self { closed: Arc::new(watch::Sender::new(false)), waiting: Arc::new(watch::Sender::new(0)) }
    }
}

impl Gate {
    /// Removals wait from now on, or go on.
    pub fn close(&self, closed: bool) {
        self.closed.send_replace(closed);
    }

    /// Resolves when a removal waits.
    pub async fn waited_at(&self) {
        let mut waiting = self.waiting.subscribe();
        let _it_is_never_dropped = waiting.wait_for(|waiting| *waiting > 0).await;
    }

    async fn pass(&self) {
        self.waiting.send_modify(|waiting| *waiting += 1);
        let _out = Waiting(&self.waiting);
        let mut closed = self.closed.subscribe();
        let _it_is_never_dropped = closed.wait_for(|closed| !closed).await;
    }
}

/// A removal that waits, until it goes on or is given up.
struct Waiting<'g>(&'g watch::Sender<usize>);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|waiting| *waiting -= 1);
    }
}

/// Evidence in a directory.
#[derive(Debug)]
pub(crate) struct Dated {
    files: FileBlobs,
    directory: PathBuf,
    clock: TestClock,
    gate: Gate,
}

impl Dated {
    pub(crate) fn open(directory: &Path, clock: &TestClock, gate: &Gate) -> Result<Self, StoreError> {
        Ok(Self {
            files: FileBlobs::open(directory)?,
            directory: directory.to_owned(),
            clock: clock.clone(),
            gate: gate.clone(),
        })
    }
}

#[async_trait]
impl Blobs for Dated {
    async fn put(&self, sha256: &str, bytes: &[u8]) -> Result<(), StoreError> {
        self.files.put(sha256, bytes).await?;
        let file = self.directory.join(sha256.get(..2).unwrap_or_default()).join(sha256);
        let dated = File::open(file).and_then(|file| file.set_modified(SystemTime::from(self.clock.now())));
        dated.map_err(|error| StoreError::Failed(Box::new(error)))
    }

    async fn get(&self, sha256: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.files.get(sha256).await
    }

    async fn list(&self) -> Result<Vec<String>, StoreError> {
        self.files.list().await
    }

    async fn holdings(&self) -> Result<Vec<Holding>, StoreError> {
        self.files.holdings().await
    }

    async fn remove(&self, sha256: &str, before: Timestamp) -> Result<bool, StoreError> {
        self.gate.pass().await;
        self.files.remove(sha256, before).await
    }
}
