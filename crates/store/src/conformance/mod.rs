//! The suite that every store passes, with a naive store in memory as its oracle.
//!
//! [`suite`] goes through what the traits promise, one promise at a time. [`agree`] does random commands on a store and
//! on the [`Model`] and compares every answer; it names the seed and the step at which they part. Both panic at the
//! first broken promise: they are for tests.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "a suite of tests fails by panicking"
)]

mod accounts;
mod agree;
mod blobs;
mod chance;
mod erasure;
mod history;
mod index;
mod model;
mod operational;
mod records;
mod registers;
mod replay;
mod sample;
mod together;

pub use accounts::accounts;
pub use agree::agree;
pub use blobs::blobs;
pub use chance::Chance;
pub use model::Model;
pub use sample::{Author, Body};
pub use together::together;

use crate::Store;

/// Everything that a store of records must do. `fresh` gives a new, empty store each time.
pub async fn suite<S: Store + 'static>(fresh: impl AsyncFn() -> S) {
    records::chain(&fresh().await).await;
    records::references(&fresh().await).await;
    records::expects(&fresh().await).await;
    records::idempotency(&fresh().await).await;
    records::idempotency_expires(&fresh().await).await;
    records::all_or_nothing(&fresh().await).await;
    records::stamps(&fresh().await).await;
    registers::tests(&fresh().await).await;
    registers::sorts(&fresh().await).await;
    registers::sorts_by_several(&fresh().await).await;
    registers::pages(&fresh().await).await;
    registers::going_on(&fresh().await).await;
    registers::as_of(&fresh().await).await;
    registers::readers(&fresh().await).await;
    registers::words(&fresh().await).await;
    registers::links(&fresh().await).await;
    history::acts(&fresh().await).await;
    history::ledger(&fresh().await).await;
    history::proofs(&fresh().await).await;
    history::openings(&fresh().await).await;
    history::times(&fresh().await).await;
    erasure::fields(&fresh().await).await;
    erasure::reasons(&fresh().await).await;
    operational::scratch(&fresh().await).await;
    operational::jobs(&fresh().await).await;
    operational::import_keys(&fresh().await).await;
    index::anew(&fresh().await).await;
    index::before(&fresh().await).await;
    index::moved_on(&fresh().await).await;
    index::basis(&fresh().await).await;
}
