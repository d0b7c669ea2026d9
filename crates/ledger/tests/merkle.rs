//! The tree and its proofs against published vectors and against another implementation.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use ct_merkle::{RootHash, mem_backed_tree::MemoryBackedTree};
use ledger::{Frontier, Hash, Node, leaf_hash, proof};
use proptest::prelude::*;
use serde::Deserialize;
use sha2::Sha256;
use std::{collections::HashMap, fs, path::Path};

const VECTORS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/vectors");

/// Complete nodes by level and index, as a store keeps them.
type Nodes = HashMap<(u8, u64), Hash>;

fn grow(leaves: impl IntoIterator<Item = Hash>) -> (Frontier, Nodes) {
    let (mut frontier, mut nodes) = (Frontier::new(), Nodes::new());
    for leaf in leaves {
        for Node { level, index, hash } in frontier.append(leaf) {
            assert!(nodes.insert((level, index), hash).is_none(), "a node is completed once");
        }
    }
    (frontier, nodes)
}

fn lookup(nodes: &Nodes) -> impl Fn(u8, u64) -> Option<Hash> {
    |level, index| nodes.get(&(level, index)).copied()
}

fn cases(folder: &str) -> Vec<(String, Vec<u8>)> {
    let (mut cases, mut folders) = (Vec::new(), vec![Path::new(VECTORS).join("merkle").join(folder)]);
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                cases.push((path.display().to_string(), fs::read(path).unwrap()));
            }
        }
    }
    cases
}

fn hash(base64: &str) -> Option<Hash> {
    Hash::from_base64(base64).ok()
}

fn hashes(base64: Option<&[String]>) -> Option<Vec<Hash>> {
    base64.unwrap_or_default().iter().map(|text| hash(text)).collect()
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Inclusion {
    leaf_idx: u64,
    tree_size: u64,
    root: String,
    leaf_hash: String,
    proof: Option<Vec<String>>,
    want_err: bool,
}

#[test]
fn published_inclusion_verdicts() {
    let (mut accepted, mut refused) = (0, 0);
    for (name, bytes) in cases("inclusion") {
        let case: Inclusion = serde_json::from_slice(&bytes).unwrap();
        let verdict = (|| {
            let (root, leaf, proof) =
                (hash(&case.root)?, hash(&case.leaf_hash)?, hashes(case.proof.as_deref())?);
            proof::verify_inclusion(leaf, case.leaf_idx, case.tree_size, &proof, root).ok()
        })();
        assert_eq!(verdict.is_none(), case.want_err, "{name}");
        if case.want_err { refused += 1 } else { accepted += 1 }
    }
    assert_eq!((accepted, refused), (5, 61));
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Consistency {
    size1: u64,
    size2: u64,
    root1: String,
    root2: String,
    proof: Option<Vec<String>>,
    want_err: bool,
}

#[test]
fn published_consistency_verdicts() {
    let (mut accepted, mut refused) = (0, 0);
    for (name, bytes) in cases("consistency") {
        if name.ends_with("sizes-are-equal-one-and-proof-is-empty.json") {
            continue; // Its roots are placeholders of 12 bytes, which cannot be a hash of ours.
        }
        let case: Consistency = serde_json::from_slice(&bytes).unwrap();
        let verdict = (|| {
            let (old, new, proof) = (hash(&case.root1)?, hash(&case.root2)?, hashes(case.proof.as_deref())?);
            proof::verify_consistency(case.size1, old, case.size2, new, &proof).ok()
        })();
        assert_eq!(verdict.is_none(), case.want_err, "{name}");
        if case.want_err { refused += 1 } else { accepted += 1 }
    }
    assert_eq!((accepted, refused), (4, 56));
}

#[test]
fn the_reference_tree_of_rfc_6962() {
    #[derive(Deserialize)]
    struct Reference {
        #[serde(rename = "leaf_inputs_hex")]
        leaf_inputs: Vec<String>,
        #[serde(rename = "nodes_hex")]
        nodes: Vec<Vec<Hash>>,
        #[serde(rename = "root_by_size_hex")]
        root_by_size: Vec<Hash>,
    }
    let text = fs::read(Path::new(VECTORS).join("merkle/rfc6962-reference-tree.json")).unwrap();
    let reference: Reference = serde_json::from_slice(&text).unwrap();
    let leaves = reference.leaf_inputs.iter().map(|hex| {
        let bytes: Vec<u8> =
            (0..hex.len()).step_by(2).map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap()).collect();
        leaf_hash(&bytes)
    });
    let mut frontier = Frontier::new();
    let mut nodes = Nodes::new();
    assert_eq!(frontier.root(), reference.root_by_size[0]);
    for (leaf, root) in leaves.zip(&reference.root_by_size[1..]) {
        for Node { level, index, hash } in frontier.append(leaf) {
            nodes.insert((level, index), hash);
        }
        assert_eq!(frontier.root(), *root, "size {}", frontier.size());
        assert_eq!(proof::root_at(frontier.size(), &lookup(&nodes)), Ok(*root));
    }
    let mut seen = 0;
    for (level, row) in (0..).zip(&reference.nodes) {
        for (index, hash) in (0..).zip(row) {
            assert_eq!(nodes.get(&(level, index)), Some(hash), "level {level}, index {index}");
            seen += 1;
        }
    }
    assert_eq!(seen, nodes.len());
}

fn theirs(tree: &MemoryBackedTree<Sha256, Vec<u8>>) -> Hash {
    Hash(tree.root().as_bytes().to_owned().into())
}

fn split(bytes: &[u8]) -> Vec<Hash> {
    bytes.chunks_exact(32).map(|chunk| Hash(chunk.try_into().unwrap())).collect()
}

#[test]
fn every_proof_up_to_70_leaves_is_the_oracles() {
    let mut tree = MemoryBackedTree::<Sha256, Vec<u8>>::new();
    let mut roots: Vec<RootHash<Sha256>> = vec![tree.root()];
    let (mut frontier, mut nodes) = (Frontier::new(), Nodes::new());
    for size in 1..=70_u64 {
        let item = size.to_be_bytes().to_vec();
        for Node { level, index, hash } in frontier.append(leaf_hash(&item)) {
            nodes.insert((level, index), hash);
        }
        tree.push(item);
        roots.push(tree.root());
        assert_eq!(frontier.root(), theirs(&tree), "size {size}");
        for index in 0..size {
            let ours = proof::inclusion(index, size, &lookup(&nodes)).unwrap();
            let oracle = tree.prove_inclusion(usize::try_from(index).unwrap());
            assert_eq!(ours, split(oracle.as_bytes()), "leaf {index} of {size}");
            let leaf = leaf_hash(&(index + 1).to_be_bytes());
            assert_eq!(proof::verify_inclusion(leaf, index, size, &ours, frontier.root()), Ok(()));
        }
        for old in 1..=size {
            let ours = proof::consistency(old, size, &lookup(&nodes)).unwrap();
            let oracle = tree.prove_consistency(usize::try_from(size - old).unwrap());
            assert_eq!(ours, split(oracle.as_bytes()), "from {old} to {size}");
            let old_root = Hash(roots[usize::try_from(old).unwrap()].as_bytes().to_owned().into());
            assert_eq!(proof::verify_consistency(old, old_root, size, frontier.root(), &ours), Ok(()));
        }
    }
}

#[test]
fn what_cannot_be_proved_is_refused() {
    let (_, mut nodes) = grow((0..9_u8).map(|i| leaf_hash(&[i])));
    assert_eq!(proof::inclusion(9, 9, &lookup(&nodes)), Err(proof::ProofError::Range));
    assert_eq!(proof::consistency(0, 9, &lookup(&nodes)), Err(proof::ProofError::Range));
    assert_eq!(proof::consistency(10, 9, &lookup(&nodes)), Err(proof::ProofError::Range));
    nodes.remove(&(2, 1));
    assert_eq!(
        proof::inclusion(0, 9, &lookup(&nodes)),
        Err(proof::ProofError::Node { level: 2, index: 1 }),
        "a store that lost a node is told which"
    );
}

#[test]
fn a_stored_frontier_that_does_not_fit_is_refused() {
    let (frontier, _) = grow((0..11_u8).map(|i| leaf_hash(&[i])));
    let kept = serde_json::to_string(&frontier).unwrap();
    assert_eq!(serde_json::from_str::<Frontier>(&kept).unwrap(), frontier);
    assert_eq!(frontier.peaks().len(), 3);
    let error = serde_json::from_str::<Frontier>(&kept.replace("\"size\":11", "\"size\":12")).unwrap_err();
    assert!(error.to_string().contains("does not fit"), "{error}");
    assert!(serde_json::from_str::<Frontier>(&kept.replace("size", "count")).is_err());
}

proptest! {
    #[test]
    fn any_tree_has_the_oracles_root(items in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..300)) {
        let mut tree = MemoryBackedTree::<Sha256, Vec<u8>>::new();
        for item in &items {
            tree.push(item.clone());
        }
        let (frontier, _) = grow(items.iter().map(|item| leaf_hash(item)));
        prop_assert_eq!(frontier.root(), theirs(&tree));
    }

    #[test]
    fn a_frontier_taken_up_again_grows_alike(size in 0_u32..400, more in 0_u32..50) {
        let leaf = |i: u32| leaf_hash(&i.to_be_bytes());
        let first: Frontier = (0..size).map(leaf).collect();
        let mut again = Frontier::from_peaks(first.size(), first.peaks().to_vec()).unwrap();
        again.extend((size..size + more).map(leaf));
        prop_assert_eq!(again, (0..size + more).map(leaf).collect::<Frontier>());
    }

    #[test]
    fn a_changed_proof_does_not_hold(
        size in 2_u64..200, index in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), bit in 0_usize..256,
    ) {
        let (frontier, nodes) = grow((0..size).map(|i| leaf_hash(&i.to_be_bytes())));
        let index = index.index(usize::try_from(size).unwrap()) as u64;
        let leaf = leaf_hash(&index.to_be_bytes());
        let mut proof = proof::inclusion(index, size, &lookup(&nodes)).unwrap();
        let place = at.index(proof.len());
        proof[place].0[bit / 8] ^= 1 << (bit % 8);
        let verdict = proof::verify_inclusion(leaf, index, size, &proof, frontier.root());
        prop_assert_eq!(verdict, Err(proof::ProofError::Root));
        proof.truncate(place);
        prop_assert!(proof::verify_inclusion(leaf, index, size, &proof, frontier.root()).is_err());
    }

    #[test]
    fn large_sizes_neither_overflow_nor_hold(
        index in any::<u64>(), size in any::<u64>(), count in 0_usize..70,
    ) {
        let proof = vec![Hash([1; 32]); count];
        prop_assert!(proof::verify_inclusion(Hash([2; 32]), index, size, &proof, Hash([3; 32])).is_err());
        prop_assert!(proof::verify_consistency(index, Hash([2; 32]), size, Hash([3; 32]), &proof).is_err());
    }
}
