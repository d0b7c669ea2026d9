//! The hashes of the entries against the stored leaves and the root: which of them is at fault.

use crate::{
    finding::{Finding, Findings},
    hash::{Hash, node_hash},
    limits::MIXTURES_MAX,
    tree::Frontier,
};

/// Two lists of leaves by position: as stored, and as hashed from the entries. Where one is missing it is `None`.
#[derive(Debug, Default)]
pub(crate) struct Leaves {
    pub(crate) stored: Vec<Option<Hash>>,
    pub(crate) hashed: Vec<Option<Hash>>,
}

/// What the root says about the two lists.
enum Judgement {
    /// The entries lead to the root, so a stored leaf that differs is at fault.
    Entries,
    /// The stored leaves at exactly these of the differing positions lead to the root.
    Mixture(Vec<bool>),
    /// Nothing tried leads to the root.
    Neither,
}

impl Leaves {
    /// The leaf hashed from each entry; where the entry is missing, the stored one.
    pub(crate) fn effective(&self) -> Vec<Hash> {
        let length = self.hashed.len().max(self.stored.len());
        (0..length)
            .map(|i| self.hashed.get(i).copied().flatten().or(self.stored.get(i).copied().flatten()))
            .map_while(|leaf| leaf)
            .collect()
    }

    /// Adds a finding for every position where the two differ, blaming the one that does not lead to the root.
    ///
    /// `claim` is the size and root of the checkpoint, none without one; `effective` the leaves of [`Self::effective`]
    /// and `root` the root over them.
    pub(crate) fn judge(
        &self,
        claim: Option<(u64, Hash)>,
        effective: &[Hash],
        root: Hash,
        findings: &mut Findings,
    ) {
        let differing = self.differing();
        let judgement = claim.map(|(size, claimed)| {
            match usize::try_from(size).ok().and_then(|size| effective.get(..size)) {
                None => Judgement::Neither,
                Some(covered) if covered.len() == effective.len() && root == claimed => Judgement::Entries,
                Some(covered) => self.decide(covered, &differing, claimed),
            }
        });
        self.judge_length(claim, effective.len(), findings);
        match judgement {
            Some(Judgement::Entries)
                if self.stored.len() != self.hashed.len() && self.stored.len() < effective.len() =>
            {
                let first = differing.first().copied().unwrap_or(self.stored.len()) as u64;
                let sentence =
                    format!("stored leaves are missing; they differ from the entries from entry {first} on");
                return findings.add(Finding::at(first, "leaf.missing", sentence));
            }
            Some(Judgement::Neither) if claim.is_some_and(|(size, _)| size <= effective.len() as u64) => {
                findings.add(Finding::whole("root.differs", if differing.is_empty() {
                    "the entries do not lead to the root of the checkpoint, though each agrees with its stored leaf: \
                     the history or the checkpoint is another one"
                } else {
                    "neither the entries nor the stored leaves lead to the root of the checkpoint"
                }));
            }
            _ => (),
        }
        for (place, position) in differing.into_iter().enumerate() {
            let position = position as u64;
            findings.add(match &judgement {
                Some(Judgement::Mixture(stored)) if stored.get(place) == Some(&true) => entry_altered(position),
                Some(Judgement::Entries | Judgement::Mixture(_)) => leaf_altered(position),
                Some(Judgement::Neither) | None => Finding::at(
                    position,
                    "entry.or-leaf",
                    format!("entry {position} and its stored leaf differ; which of them was altered cannot be told"),
                ),
            });
        }
    }

    fn judge_length(&self, claim: Option<(u64, Hash)>, length: usize, findings: &mut Findings) {
        let length = length as u64;
        match claim {
            Some((size, _)) if size > length => findings.add(Finding::at(
                length,
                "log.short",
                format!("the checkpoint covers {size} entries, but there are only {length}"),
            )),
            Some((size, _)) if size < length => findings.add(Finding::at(
                size,
                "log.uncovered",
                format!("the checkpoint covers {size} entries; those from {size} on are not covered by it"),
            )),
            _ => (),
        }
        let missing = self.stored.iter().zip(0_u64..).filter(|(leaf, _)| leaf.is_none());
        for (_, position) in missing {
            findings.add(Finding::at(
                position,
                "leaf.unreadable",
                format!("the stored leaf of entry {position} is no hash"),
            ));
        }
    }

    /// Positions where both lists have a leaf and it differs.
    fn differing(&self) -> Vec<usize> {
        let pairs = self.hashed.iter().zip(&self.stored).enumerate();
        pairs
            .filter(|(_, (a, b))| a.is_some() && b.is_some() && a != b)
            .map(|(position, _)| position)
            .collect()
    }

    fn decide(&self, leaves: &[Hash], differing: &[usize], root: Hash) -> Judgement {
        if root_of(leaves, 1) == root {
            return Judgement::Entries;
        }
        let covered: Vec<_> = differing.iter().copied().filter(|position| *position < leaves.len()).collect();
        if covered.is_empty() {
            return Judgement::Neither;
        }
        if covered.len() > MIXTURES_MAX {
            let mut stored = leaves.to_vec();
            for (place, leaf) in stored.iter_mut().zip(&self.stored) {
                *place = leaf.unwrap_or(*place);
            }
            let all = vec![true; covered.len()];
            return if root_of(&stored, 1) == root { Judgement::Mixture(all) } else { Judgement::Neither };
        }
        let roots = self.mixtures(leaves, 0, &covered);
        match roots.into_iter().find(|(hash, _)| *hash == root) {
            Some((_, stored)) => Judgement::Mixture(stored),
            None => Judgement::Neither,
        }
    }

    /// Every root that the range from `begin` can have when each differing leaf is taken from either list, with which
    /// were taken as stored.
    fn mixtures(&self, leaves: &[Hash], begin: usize, differing: &[usize]) -> Vec<(Hash, Vec<bool>)> {
        match (leaves, differing) {
            (_, []) => vec![(root_of(leaves, 1), Vec::new())],
            ([leaf], _) => {
                let stored = self.stored.get(begin).copied().flatten().unwrap_or(*leaf);
                vec![(*leaf, vec![false]), (stored, vec![true])]
            }
            _ => {
                let (left, right) = leaves.split_at(split(leaves.len()));
                let middle = begin + left.len();
                let (before, after) =
                    differing.split_at(differing.partition_point(|position| *position < middle));
                let (left, right) = (self.mixtures(left, begin, before), self.mixtures(right, middle, after));
                let join = |(a, x): &(Hash, Vec<bool>), (b, y): &(Hash, Vec<bool>)| {
                    (node_hash(a, b), x.iter().chain(y).copied().collect())
                };
                left.iter().flat_map(|l| right.iter().map(move |r| join(l, r))).collect()
            }
        }
    }
}

/// The root over some leaves, computed by up to so many threads.
pub(crate) fn root_of(leaves: &[Hash], threads: usize) -> Hash {
    if threads < 2 || leaves.len() < 8192 {
        return leaves.iter().copied().collect::<Frontier>().root();
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    std::thread::scope(|scope| {
        let other = scope.spawn(|| root_of(right, threads / 2));
        let left = root_of(left, threads - threads / 2);
        let right = other.join().unwrap_or_else(|_| root_of(right, 1));
        node_hash(&left, &right)
    })
}

/// The largest power of two smaller than `length`, which is at least 2.
fn split(length: usize) -> usize {
    length.next_power_of_two() / 2
}

fn entry_altered(position: u64) -> Finding {
    let sentence =
        format!("entry {position} was altered; its stored leaf still leads to the root of the checkpoint");
    Finding::at(position, "entry.altered", sentence)
}

fn leaf_altered(position: u64) -> Finding {
    let sentence = format!(
        "the stored leaf of entry {position} was altered; the entry leads to the root of the checkpoint"
    );
    Finding::at(position, "leaf.altered", sentence)
}
