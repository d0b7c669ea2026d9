//! What can go wrong in a store.

use thiserror::Error;

/// A failure of a store.
#[derive(Debug, Error)]
pub enum StoreError {
    /// Something that the decision was based on has changed meanwhile: read again and decide again.
    #[error("a record changed meanwhile")]
    Conflict,
    /// The same idempotency key was used for another request.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// The disk is full or the store cannot write for the moment; nothing was written.
    #[error("the store cannot write at the moment")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The connection broke while the store was asked to make a commit durable, and nobody could be asked since: it may have
    /// been written. The same request under the same idempotency key gives the answer.
    #[error("it is not known whether the commit was written")]
    Unsure(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// What was read does not hold together.
    #[error("stored data is damaged: {0}")]
    Damaged(String),
    /// The data directory was written by a newer program.
    #[error("the data was written by a newer version ({found}) than this program knows ({known})")]
    Newer {
        /// Version found.
        found: u32,
        /// Newest version that this program knows.
        known: u32,
    },
    /// A text holds a sign that this store keeps in no text (U+0000): nothing can be named by it.
    #[error("a text holds a sign that no text can hold")]
    NoText,
    /// Anything else.
    #[error("the store failed")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}
