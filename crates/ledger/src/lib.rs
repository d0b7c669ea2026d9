//! Canonical bytes, entries, the Merkle tree, checkpoints, proofs and verification.
//!
//! An organisation's history is one append-only log. Each [`Entry`] states who did what to which record, with ids,
//! codes and salted [`Commitment`]s only. Its canonical bytes (RFC 8785) are a leaf of one Merkle tree (RFC 6962,
//! RFC 9162, SHA-256) whose root and size are signed as a [`Checkpoint`] (C2SP `tlog-checkpoint`). [`Verifier`]
//! recomputes all of it from the raw entries and names the entry at fault; [`package`] is the form in which an
//! auditor carries it away.
//!
//! What this does not do: it proves that history only grew since a checkpoint that somebody else kept. It cannot
//! prove that what was entered is true, and the holder of the signing key can write a second history: only an older
//! checkpoint outside the house shows that.
//!
//! The crate depends on nothing of ours and is pure: time, ids, salts and keys are parameters.

pub mod canonical;
mod chain;
mod checkpoint;
mod commitment;
mod entry;
mod fields;
mod finding;
mod hash;
mod leaves;
pub mod limits;
pub mod note;
pub mod package;
mod parse;
pub mod proof;
mod seen;
mod tree;
mod verify;

pub use checkpoint::{Checkpoint, CheckpointError, CheckpointKey, origin};
pub use commitment::{Commitment, Opened, REASON, Salt, SaltError};
pub use entry::{Actor, Draft, Entry, Facts, Subject};
pub use finding::{Finding, Report};
pub use hash::{Hash, HashError, Pieces, leaf_hash, node_hash};
pub use parse::{EntryError, WAYS};
pub use tree::{Frontier, FrontierError, Node};
pub use verify::Verifier;
