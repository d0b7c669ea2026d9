//! The Merkle tree as it grows: an append-only frontier of logarithmic size (RFC 9162, 2.1.2).

use crate::hash::{Hash, node_hash};
use serde::{Deserialize, Serialize};

/// The right edge of a tree: enough to append and to tell the root, not enough to prove.
///
/// Appending hands back every perfect subtree that has become complete; a store that keeps them under
/// (level, index) can answer every proof of [`crate::proof`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct Frontier {
    size: u64,
    /// The perfect subtrees that make up the tree, largest first: one for each one bit of the size.
    peaks: Vec<Hash>,
}

/// A complete perfect subtree: the hash of the leaves from `index << level`, `1 << level` of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Node {
    /// Height above the leaves, 0 for a leaf.
    pub level: u8,
    /// Place among the nodes of its level, from the left, from 0.
    pub index: u64,
    /// Its hash.
    pub hash: Hash,
}

impl Frontier {
    /// The empty tree.
    pub fn new() -> Self {
        Self::default()
    }

    /// A tree of this size with these perfect subtrees, largest first.
    ///
    /// # Errors
    /// [`FrontierError`] if a tree of that size is made up of another number of them.
    pub fn from_peaks(size: u64, peaks: Vec<Hash>) -> Result<Self, FrontierError> {
        if peaks.len() == size.count_ones() as usize { Ok(Self { size, peaks }) } else { Err(FrontierError) }
    }

    /// How many leaves the tree has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The perfect subtrees, largest first.
    pub fn peaks(&self) -> &[Hash] {
        &self.peaks
    }

    /// Appends a leaf and returns the nodes that are complete by it: the leaf itself first, then upwards.
    pub fn append(&mut self, leaf: Hash) -> Vec<Node> {
        let mut complete = Vec::with_capacity(self.size.trailing_ones() as usize + 1);
        self.append_each(leaf, |node| complete.push(node));
        complete
    }

    /// Appends a leaf and shows each node that is complete by it.
    pub fn append_each(&mut self, leaf: Hash, mut complete: impl FnMut(Node)) {
        let mut node = Node { level: 0, index: self.size, hash: leaf };
        complete(node);
        while node.index & 1 == 1 {
            let Some(left) = self.peaks.pop() else { break };
            node = Node { level: node.level + 1, index: node.index >> 1, hash: node_hash(&left, &node.hash) };
            complete(node);
        }
        self.peaks.push(node.hash);
        self.size += 1;
    }

    /// The root of the tree (RFC 9162, 2.1.1); of the empty tree, SHA-256 of nothing.
    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        let Some(last) = peaks.next() else { return Hash::of_empty_tree() };
        peaks.fold(*last, |right, left| node_hash(left, &right))
    }
}

impl Extend<Hash> for Frontier {
    fn extend<I: IntoIterator<Item = Hash>>(&mut self, leaves: I) {
        for leaf in leaves {
            self.append_each(leaf, |_| ());
        }
    }
}

impl FromIterator<Hash> for Frontier {
    fn from_iter<I: IntoIterator<Item = Hash>>(leaves: I) -> Self {
        let mut frontier = Self::new();
        frontier.extend(leaves);
        frontier
    }
}

/// A stored frontier whose size and subtrees do not belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the number of subtrees does not fit the size of the tree")]
pub struct FrontierError;

/// The form in which a frontier is kept.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    size: u64,
    peaks: Vec<Hash>,
}

impl TryFrom<Stored> for Frontier {
    type Error = FrontierError;

    fn try_from(stored: Stored) -> Result<Self, FrontierError> {
        Self::from_peaks(stored.size, stored.peaks)
    }
}

impl From<Frontier> for Stored {
    fn from(frontier: Frontier) -> Self {
        Self { size: frontier.size, peaks: frontier.peaks }
    }
}
