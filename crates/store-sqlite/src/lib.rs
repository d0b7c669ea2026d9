//! The store on SQLite: one file an organisation, one writer with group commit, readers inline.
//!
//! What happened (`entry`, `record`, `act`, `content` …) is insert-only by trigger; what is read (`span`, `cell`,
//! `link`, `word`, `tally`) are projections, each change of which is written in the transaction of its act. What
//! holds now lies apart from what held before, so that a register of today costs the same after ten years. Sort keys
//! and words are computed by the caller; this crate never reads a body.

mod accounts;
mod after;
mod apply;
mod blobs;
mod cells;
mod check;
mod condition;
mod database;
mod erase;
mod failure;
mod groups;
mod history;
mod index;
mod layers;
mod list;
mod marks;
mod operational;
mod places;
mod rank;
mod ranked;
mod reader;
mod rows;
mod runs;
mod search;
mod sets;
mod spans;
mod sql;
mod store;
mod tally;
mod tidy;
mod waiting;
mod walk;
mod words;
mod writer;

pub use accounts::SqliteAccounts;
pub use blobs::FileBlobs;
pub use reader::copy;
pub use store::SqliteStore;
