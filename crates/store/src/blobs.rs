//! Evidence files, known by the SHA-256 of their bytes.

use crate::StoreError;
use async_trait::async_trait;

/// Where the bytes of evidence lie. Written before they are referenced, checked whenever they are read.
#[async_trait]
pub trait Blobs: Send + Sync {
    /// Keeps bytes durably under their SHA-256 (64 lower-case hex digits), which the caller has computed.
    async fn put(&self, sha256: &str, bytes: &[u8]) -> Result<(), StoreError>;
    /// The bytes; `Damaged` when they no longer match their name.
    async fn get(&self, sha256: &str) -> Result<Option<Vec<u8>>, StoreError>;
    /// Every name that is kept, ascending.
    async fn list(&self) -> Result<Vec<String>, StoreError>;
}
