//! What a store must do: the traits, the write set, the queries, and the suite that every store passes.
//!
//! A use-case reads, decides, and hands over one [`Commit`]: records, ledger entries and index change together or
//! not at all, and only if what the decision was based on still holds ([`Expect`]). The store gives entries their
//! positions; nothing else writes. There is no interactive transaction: a decision needs no lock while it thinks,
//! and one writer can put many commits into one durable write.

mod accounts;
mod at;
mod blobs;
mod commit;
#[cfg(feature = "conformance")]
pub mod conformance;
mod error;
mod index;
mod operational;
mod query;
mod ranks;
mod store;
mod stored;

pub use accounts::{Account, Accounts, ApiToken, Seat, Session, SignedIn, Tally};
pub use at::At;
pub use blobs::{Blobs, Holding};
pub use commit::{Commit, Content, Expect, Idempotency, Receipt, Sealed, Write};
pub use error::StoreError;
pub use index::Index;
pub use operational::{Job, JobHold, JobHolds, JobState, Scratch};
pub use query::{
    CHANGED, Condition, Filter, Found, Listing, Order, Page, Query, STATE, SortBy, Test, Total, of_time_key,
    time_key,
};
pub use ranks::Ranks;
pub use store::{Head, Store};
pub use stored::{LedgerRow, OpenedContent, Stored, StoredAct, StoredContent};

pub use async_trait::async_trait;
