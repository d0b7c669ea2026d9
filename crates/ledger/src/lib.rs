//! Canonical bytes, entries, the Merkle tree, checkpoints, proofs and verification.
