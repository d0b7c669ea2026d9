//! Seals: the result of a named query, frozen at a ledger position with its root, approved by somebody else, compared
//! with now. One mechanism for baselines, audit populations and every version that is approved as a whole.
//!
//! What is frozen holds ids, codes, answers and hashes, never words: whoever reads a seal sees names as she may see them
//! today, and what was erased stays erased. See `docs/adr` on seals.

mod compute;
mod differ;
mod document;
mod freeze;
mod open;
mod query;
mod run;

pub use compute::Recomputed;
pub use differ::{CellChange, RowDiff, Turn};
pub use document::{Frozen, FrozenRow};
pub use freeze::Freeze;
pub use open::{Against, Sealed};
pub use query::SealQuery;
