//! Evidence files, known by the SHA-256 of their bytes.

use crate::StoreError;
use async_trait::async_trait;
use jiff::Timestamp;

/// A file that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    /// Its name.
    pub sha256: String,
    /// Its length.
    pub bytes: u64,
    /// When somebody kept it last, by the clock of what keeps it.
    pub kept: Timestamp,
}

/// Where the bytes of evidence lie. Written before they are referenced, checked whenever they are read.
#[async_trait]
pub trait Blobs: Send + Sync {
    /// Keeps bytes durably under their SHA-256 (64 lower-case hex digits), which the caller has computed. They are kept from
    /// this moment on, also when they lay there before.
    async fn put(&self, sha256: &str, bytes: &[u8]) -> Result<(), StoreError>;
    /// The bytes; `Damaged` when they no longer match their name.
    async fn get(&self, sha256: &str) -> Result<Option<Vec<u8>>, StoreError>;
    /// Every name that is kept, ascending.
    async fn list(&self) -> Result<Vec<String>, StoreError>;
    /// Everything that is kept, ascending by name.
    async fn holdings(&self) -> Result<Vec<Holding>, StoreError>;
    /// Removes bytes that were kept before an instant, and says whether they are gone. What somebody has kept at that
    /// instant or later stays, also when that happens at the same time, in another process, or between the decision to
    /// remove and the removal, however long that takes.
    async fn remove(&self, sha256: &str, before: Timestamp) -> Result<bool, StoreError>;
}
