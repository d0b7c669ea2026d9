//! Inclusion and consistency proofs (RFC 6962, 2.1.1 and 2.1.2; RFC 9162, 2.1.3 and 2.1.4).
//!
//! Proofs are made from a lookup of complete nodes, as [`crate::Frontier::append`] hands them out; what is not complete
//! at the right edge is computed. Verifying needs nothing but the proof.

use crate::hash::{Hash, node_hash};

/// The proof that the leaf at `index` is in the tree of `size` leaves, nearest sibling first.
///
/// # Errors
/// [`ProofError::Range`] if the leaf is not in the tree, [`ProofError::Node`] if the lookup lacks a complete node.
pub fn inclusion(
    index: u64,
    size: u64,
    node: &impl Fn(u8, u64) -> Option<Hash>,
) -> Result<Vec<Hash>, ProofError> {
    if index >= size {
        return Err(ProofError::Range);
    }
    let mut proof = Vec::new();
    let (mut begin, mut end) = (0, size);
    while end - begin > 1 {
        let middle = begin + split(end - begin);
        if index < middle {
            proof.push(subtree(middle, end, node)?);
            end = middle;
        } else {
            proof.push(subtree(begin, middle, node)?);
            begin = middle;
        }
    }
    proof.reverse();
    Ok(proof)
}

/// The proof that the tree of `old` leaves is a prefix of the tree of `new` leaves.
///
/// # Errors
/// [`ProofError::Range`] if `old` is 0 (an empty tree proves nothing) or larger than `new`, [`ProofError::Node`] if the
/// lookup lacks a complete node.
pub fn consistency(
    old: u64,
    new: u64,
    node: &impl Fn(u8, u64) -> Option<Hash>,
) -> Result<Vec<Hash>, ProofError> {
    if old == 0 || old > new {
        return Err(ProofError::Range);
    }
    let mut proof = Vec::new();
    let (mut begin, mut end) = (0, new);
    while end != old {
        let middle = begin + split(end - begin);
        if old <= middle {
            proof.push(subtree(middle, end, node)?);
            end = middle;
        } else {
            proof.push(subtree(begin, middle, node)?);
            begin = middle;
        }
    }
    // The verifier holds the old root; it needs this subtree only when that is not the whole old tree.
    if begin > 0 {
        proof.push(subtree(begin, end, node)?);
    }
    proof.reverse();
    Ok(proof)
}

/// The root of the first `size` leaves, from complete nodes.
///
/// # Errors
/// [`ProofError::Node`] if the lookup lacks a complete node.
pub fn root_at(size: u64, node: &impl Fn(u8, u64) -> Option<Hash>) -> Result<Hash, ProofError> {
    if size == 0 { Ok(Hash::of_empty_tree()) } else { subtree(0, size, node) }
}

/// Checks that `leaf` is at `index` in the tree with this size and root (RFC 9162, 2.1.3.2).
///
/// # Errors
/// [`ProofError`] saying in what way the proof fails.
pub fn verify_inclusion(
    leaf: Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: Hash,
) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::Range);
    }
    let (mut place, mut last, mut hash) = (index, size - 1, leaf);
    for sibling in proof {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if place & 1 == 1 || place == last {
            hash = node_hash(sibling, &hash);
            while place & 1 == 0 && place != 0 {
                place >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        place >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(ProofError::Length);
    }
    if hash == root { Ok(()) } else { Err(ProofError::Root) }
}

/// Checks that the tree with the old size and root is a prefix of the tree with the new ones (RFC 9162, 2.1.4.2).
///
/// An old size of 0 is always refused: it would prove nothing.
///
/// # Errors
/// [`ProofError`] saying in what way the proof fails.
pub fn verify_consistency(
    old_size: u64,
    old_root: Hash,
    new_size: u64,
    new_root: Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if old_size == 0 || old_size > new_size {
        return Err(ProofError::Range);
    }
    if old_size == new_size {
        return match (proof.is_empty(), old_root == new_root) {
            (false, _) => Err(ProofError::Length),
            (true, false) => Err(ProofError::Root),
            (true, true) => Ok(()),
        };
    }
    let (first, rest) = if old_size.is_power_of_two() {
        (old_root, proof)
    } else {
        let (first, rest) = proof.split_first().ok_or(ProofError::Length)?;
        (*first, rest)
    };
    let shift = (old_size - 1).trailing_ones();
    let (mut place, mut last) = ((old_size - 1) >> shift, (new_size - 1) >> shift);
    let (mut old_hash, mut new_hash) = (first, first);
    for sibling in rest {
        if last == 0 {
            return Err(ProofError::Length);
        }
        if place & 1 == 1 || place == last {
            old_hash = node_hash(sibling, &old_hash);
            new_hash = node_hash(sibling, &new_hash);
            while place & 1 == 0 && place != 0 {
                place >>= 1;
                last >>= 1;
            }
        } else {
            new_hash = node_hash(&new_hash, sibling);
        }
        place >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(ProofError::Length);
    }
    if old_hash == old_root && new_hash == new_root { Ok(()) } else { Err(ProofError::Root) }
}

/// Why a proof cannot be made or does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The leaf or the older tree is not within the tree.
    #[error("the sizes or the index are out of range")]
    Range,
    /// A complete node is not known to the lookup.
    #[error("the node at level {level}, index {index} is missing")]
    Node {
        /// Its level.
        level: u8,
        /// Its index on that level.
        index: u64,
    },
    /// Too many or too few hashes for a tree of that size.
    #[error("the proof has the wrong number of hashes")]
    Length,
    /// The hashes do not lead to the root.
    #[error("the proof does not lead to the root")]
    Root,
}

/// The hash of the leaves from `begin` to before `end`, where `begin` is a multiple of the next power of two.
fn subtree(begin: u64, end: u64, node: &impl Fn(u8, u64) -> Option<Hash>) -> Result<Hash, ProofError> {
    let width = end - begin;
    if width.is_power_of_two() {
        let level = u8::try_from(width.ilog2()).unwrap_or(u8::MAX);
        let index = begin >> level;
        return node(level, index).ok_or(ProofError::Node { level, index });
    }
    let middle = begin + split(width);
    Ok(node_hash(&subtree(begin, middle, node)?, &subtree(middle, end, node)?))
}

/// The largest power of two smaller than `width`, which is at least 2.
fn split(width: u64) -> u64 {
    1 << (width - 1).ilog2()
}
