//! Notes, checkpoints and signatures against published logs and the cases of other implementations.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use base64::{Engine, prelude::BASE64_STANDARD};
use ledger::{
    Checkpoint, CheckpointError, CheckpointKey, Frontier, Hash, leaf_hash, node_hash,
    note::{KeyKind, Note, NoteError, VerifierKey, verify},
    proof,
};
use proptest::prelude::*;
use serde_json::Value;
use std::{fs, path::PathBuf};

fn vectors(path: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/vectors")).join(path)
}

fn json(path: &str) -> Value {
    serde_json::from_slice(&fs::read(vectors(path)).unwrap()).unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn key(value: &Value) -> VerifierKey {
    text(value).parse().unwrap()
}

#[test]
fn the_example_of_the_specification() {
    let example = json("checkpoints/c2sp-signed-note-example.json");
    let verdict =
        Note::parse(text(&example["note"]).as_bytes()).unwrap().verify(&[key(&example["vkey"])]).unwrap();
    assert_eq!(verdict.verified, ["example.com/foo"]);
    assert_eq!(key(&example["vkey"]).to_string(), text(&example["vkey"]));
}

#[test]
fn the_cases_of_the_go_implementation() {
    let file = json("checkpoints/go-sumdb-note.json");
    for case in list(&file["verifier_keys"]) {
        assert_eq!(text(&case["vkey"]).parse::<VerifierKey>().is_ok(), case["valid"], "{case}");
    }
    for case in list(&file["cases"]) {
        let known: Vec<_> = list(&case["verifiers"]).iter().map(key).collect();
        let bytes = BASE64_STANDARD.decode(text(&case["message_base64"])).unwrap();
        let verdict = Note::parse(&bytes).and_then(|note| note.verify(&known));
        let name = text(&case["name"]);
        match (text(&case["expect"]), verdict) {
            ("ok", Ok(verdict)) => {
                assert_eq!(serde_json::json!(verdict.verified), case["verified"], "{name}");
                assert_eq!(serde_json::json!(verdict.unknown), case["unverified"], "{name}");
            }
            ("unverified", Err(NoteError::Unverified)) | ("malformed", Err(NoteError::Malformed)) => (),
            ("error", Err(NoteError::Ambiguous { name: key } | NoteError::Signature { name: key })) => {
                assert!(["EnochRoot", "PeterNeumann"].contains(&key.as_str()), "{name}");
            }
            (expected, got) => panic!("{name}: expected {expected}, got {got:?}"),
        }
    }
}

#[test]
fn the_tree_heads_of_the_go_implementation() {
    let file = json("checkpoints/go-sumdb-tree-head.json");
    let valid = Checkpoint::parse_body(text(&file["valid"]["text"])).unwrap();
    assert_eq!(valid.size, file["valid"]["size"]);
    assert_eq!(valid.root.to_base64(), text(&file["valid"]["root_base64"]));
    assert_eq!(valid.root, leaf_hash(b"hello world"));
    for case in list(&file["invalid"]) {
        let accepted = Checkpoint::parse_body(text(case)).is_ok_and(|read| read.origin == valid.origin);
        assert!(!accepted, "{case}");
    }
}

/// The entries of the published log of 15, from its largest bundle: lengths as big-endian u16 before each.
fn published_entries() -> Vec<Vec<u8>> {
    let bundle = fs::read(vectors("checkpoints/tessera-log/tile/entries/000.p/15")).unwrap();
    let (mut rest, mut entries) = (bundle.as_slice(), Vec::new());
    while let Some((length, tail)) = rest.split_first_chunk::<2>() {
        let (entry, tail) = tail.split_at(usize::from(u16::from_be_bytes(*length)));
        entries.push(entry.to_vec());
        rest = tail;
    }
    entries
}

#[test]
fn two_published_logs_over_the_same_entries() {
    let keys = json("checkpoints/keys.json");
    let entries = published_entries();
    let root_at =
        |size: usize| entries[..size].iter().map(|entry| leaf_hash(entry)).collect::<Frontier>().root();
    let mut seen = 0;
    for log in ["tessera-log", "serverless-log"] {
        let known = [key(&keys[log]["vkey"])];
        for size in 0..=15 {
            let Ok(note) = fs::read(vectors(&format!("checkpoints/{log}/checkpoint.{size}"))) else {
                continue;
            };
            let (checkpoint, verdict) = Checkpoint::open(&note, &known).unwrap();
            assert_eq!(checkpoint.size, size as u64, "{log}");
            assert_eq!(checkpoint.origin, text(&keys[log]["origin"]));
            assert_eq!(checkpoint.root, root_at(size), "{log} of {size}");
            assert_eq!(verdict.verified, [known[0].name()]);
            seen += 1;
        }
    }
    assert_eq!(seen, 22);
}

#[test]
fn published_tiles_are_our_nodes() {
    let mut frontier = Frontier::new();
    let leaves: Vec<u8> =
        published_entries().iter().flat_map(|entry| frontier.append(leaf_hash(entry))[0].hash.0).collect();
    for size in [1, 3, 4, 6, 7, 9, 10, 12, 13, 15] {
        let tile = fs::read(vectors(&format!("checkpoints/tessera-log/tile/0/000.p/{size}"))).unwrap();
        assert_eq!(tile, leaves[..size * 32], "{size}");
    }
}

#[test]
fn a_published_log_of_300_under_a_cosignature() {
    let log = "checkpoints/sunlight-mirror-300";
    let cosigner = key(&json(&format!("{log}/mirror.v0.json"))["verifier_keys"][0]);
    assert_eq!(cosigner.kind(), KeyKind::Cosignature);
    let note = fs::read(vectors(&format!("{log}/checkpoint"))).unwrap();
    let (checkpoint, _) = Checkpoint::open(&note, std::slice::from_ref(&cosigner)).unwrap();
    let mut leaves = fs::read(vectors(&format!("{log}/tile/0/000"))).unwrap();
    leaves.extend(fs::read(vectors(&format!("{log}/tile/0/001.p/44"))).unwrap());
    let mut frontier = Frontier::new();
    let mut level_8 = Vec::new();
    for leaf in leaves.chunks_exact(32) {
        let complete = frontier.append(Hash(leaf.try_into().unwrap()));
        level_8.extend(complete.iter().filter(|node| node.level == 8).flat_map(|node| node.hash.0));
    }
    assert_eq!((frontier.size(), frontier.root()), (checkpoint.size, checkpoint.root));
    assert_eq!(level_8, fs::read(vectors(&format!("{log}/tile/1/000.p/1"))).unwrap());

    let later = String::from_utf8(note).unwrap().replace("P7FI7wAAAABpVGeA", "P7FI7wAAAABpVGeB");
    let forged = Checkpoint::open(later.as_bytes(), &[cosigner]);
    assert!(
        matches!(forged, Err(CheckpointError::Note(NoteError::Signature { .. }))),
        "another time: {forged:?}"
    );
}

/// A witness as the requests and answers describe it: it keeps one size and root, and grows only by proof.
#[test]
fn a_witness_following_the_published_requests() {
    let file = json("checkpoints/witness-add-checkpoint-sequence.json");
    let (known, expected_origin) = ([key(&file["log_vkey"])], text(&file["origin"]));
    let mut kept: Option<(u64, Hash)> = None;
    for (step, case) in list(&file["steps"]).iter().enumerate() {
        let (head, note) = text(&case["request"]).split_once("\n\n").unwrap();
        let mut lines = head.lines();
        let old: u64 = lines.next().unwrap().strip_prefix("old ").unwrap().parse().unwrap();
        let proof: Vec<_> = lines.map(|line| Hash::from_base64(line).unwrap()).collect();
        let status = match Checkpoint::open(note.as_bytes(), &known) {
            Err(_) => 403,
            Ok((checkpoint, _)) if checkpoint.origin != expected_origin => 403,
            Ok(_) if old != kept.map_or(0, |(size, _)| size) => 409,
            Ok((checkpoint, _)) => {
                let grows = kept.is_none_or(|(size, root)| {
                    proof::verify_consistency(size, root, checkpoint.size, checkpoint.root, &proof).is_ok()
                });
                if grows {
                    kept = Some((checkpoint.size, checkpoint.root));
                }
                if grows { 200 } else { 422 }
            }
        };
        assert_eq!(status, case["status"], "step {step}: {case}");
    }
    assert_eq!(kept.unwrap().0, 5);
}

#[test]
fn the_inclusion_and_checkpoint_cases_of_sigstore() {
    let file = json("checkpoints/sigstore-conformance.json");
    let (mut accepted, mut refused) = (0, 0);
    for case in list(&file["cases"]) {
        let holds = sigstore_holds(case);
        assert_eq!(holds.is_some(), case["expect"] == "accept", "{}", case["name"]);
        if holds.is_some() { accepted += 1 } else { refused += 1 }
    }
    assert_eq!((accepted, refused), (3, 4));
}

fn sigstore_holds(case: &Value) -> Option<()> {
    let hash = |value: &Value| Hash::from_base64(text(value)).ok();
    let (size, root) = (case["tree_size"].as_u64()?, hash(&case["root_hash_base64"])?);
    let leaf = leaf_hash(&BASE64_STANDARD.decode(text(&case["leaf_base64"])).ok()?);
    let proof: Vec<_> = list(&case["inclusion_proof_base64"]).iter().map(|h| hash(h).unwrap()).collect();
    proof::verify_inclusion(leaf, case["log_index_in_tree"].as_u64()?, size, &proof, root).ok()?;
    let note = Note::parse(text(&case["checkpoint"]).as_bytes()).ok()?;
    let checkpoint = Checkpoint::parse_body(note.text()).ok()?;
    // The name and key id of these logs follow another rule, so the line is looked up here and only its bytes checked.
    let signed = note.signatures().iter().any(|line| {
        case["trusted_logs"].as_array().is_some_and(|logs| {
            logs.iter().filter(|log| log["key_details"] == "PKIX_ED25519").any(|log| {
                let spki = BASE64_STANDARD.decode(text(&log["spki_base64"])).unwrap();
                let id = BASE64_STANDARD.decode(text(&log["log_key_id_base64"])).unwrap();
                let key = ed25519_dalek::VerifyingKey::from_bytes(spki.last_chunk().unwrap()).unwrap();
                id[..4] == line.key_id.to_be_bytes() && verify(&key, note.text().as_bytes(), &line.bytes)
            })
        })
    });
    (signed && checkpoint.size == size && checkpoint.root == root).then_some(())
}

#[test]
fn the_signature_cases_of_wycheproof() {
    let hex = |value: &Value| -> Vec<u8> {
        let digits = text(value);
        (0..digits.len()).step_by(2).map(|i| u8::from_str_radix(&digits[i..i + 2], 16).unwrap()).collect()
    };
    let (mut valid, mut invalid) = (0, 0);
    for group in list(&json("ed25519/wycheproof-ed25519_test.json")["testGroups"]) {
        let key: [u8; 32] = hex(&group["publicKey"]["pk"]).try_into().unwrap();
        let key = ed25519_dalek::VerifyingKey::from_bytes(&key).unwrap();
        for case in list(&group["tests"]) {
            let holds = verify(&key, &hex(&case["msg"]), &hex(&case["sig"]));
            assert_eq!(holds, case["result"] == "valid", "case {}: {}", case["tcId"], case["comment"]);
            if holds { valid += 1 } else { invalid += 1 }
        }
    }
    assert_eq!(valid + invalid, 151);
    assert!(valid > 50 && invalid > 50, "{valid} valid, {invalid} invalid");
}

fn signer(name: &str, seed: u8) -> CheckpointKey {
    CheckpointKey::from_seed(name, [seed; 32]).unwrap()
}

#[test]
fn the_secret_key_is_made_from_the_seed_as_the_rfc_says() {
    // RFC 8032, 7.1, test 1.
    let seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
    let public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    let key = CheckpointKey::from_seed("test", seed.parse::<Hash>().unwrap().0).unwrap();
    let expected = VerifierKey::new("test", KeyKind::Note, &public.parse::<Hash>().unwrap().0).unwrap();
    assert_eq!(key.verifier().unwrap(), expected);
    assert_eq!(format!("{key:?}"), r#"CheckpointKey { name: "test", .. }"#, "the secret is not shown");
}

#[test]
fn a_second_signer_and_an_unknown_one_are_borne() {
    let (ours, witness, stranger) = (signer("log", 1), signer("witness", 2), signer("stranger", 3));
    let checkpoint = Checkpoint::new("log", 3, node_hash(&Hash([1; 32]), &Hash([2; 32])));
    let note = stranger.countersign(&witness.countersign(&ours.sign(&checkpoint).unwrap()).unwrap()).unwrap();
    let known = [witness.verifier().unwrap(), ours.verifier().unwrap()];
    let (read, verdict) = Checkpoint::open(note.as_bytes(), &known).unwrap();
    assert_eq!(read, checkpoint);
    assert_eq!(
        (verdict.verified, verdict.unknown),
        (vec!["log".into(), "witness".into()], vec!["stranger".into()])
    );
    let namesake = [signer("log", 9).verifier().unwrap()];
    let unknown = Checkpoint::open(note.as_bytes(), &namesake);
    assert_eq!(unknown.unwrap_err(), CheckpointError::Note(NoteError::Unverified), "same name, another key");
}

#[test]
fn checkpoints_have_one_spelling() {
    let root = Hash([7; 32]).to_base64();
    assert!(Checkpoint::parse_body(&format!("log\n0\n{root}\n")).is_ok());
    for body in [
        format!("log\n01\n{root}\n"),
        format!("log\n+1\n{root}\n"),
        format!("log\n-1\n{root}\n"),
        format!("log\n18446744073709551616\n{root}\n"),
        format!("\n1\n{root}\n"),
        format!("log\n1\n{root}"),
        format!("log\n1\n{root}\n\n"),
        "log\n1\n".to_owned(),
        String::new(),
    ] {
        assert_eq!(Checkpoint::parse_body(&body), Err(CheckpointError::Body), "{body:?}");
    }
    let broken = Checkpoint::new("two\nlines", 1, Hash([7; 32]));
    assert_eq!(signer("log", 1).sign(&broken), Err(CheckpointError::Body));
    for name in ["", "a b", "a+b", "a\nb"] {
        assert_eq!(CheckpointKey::from_seed(name, [1; 32]).unwrap_err(), CheckpointError::Name);
    }
}

proptest! {
    #[test]
    fn any_checkpoint_comes_back_signed(size in any::<u64>(), root in any::<[u8; 32]>(), seed in any::<[u8; 32]>()) {
        let key = CheckpointKey::from_seed("log", seed).unwrap();
        let checkpoint = Checkpoint::new("log", size, Hash(root));
        let note = key.sign(&checkpoint).unwrap();
        let known = [key.verifier().unwrap().to_string().parse().unwrap()];
        prop_assert_eq!(Checkpoint::open(note.as_bytes(), &known).unwrap().0, checkpoint);
    }

    #[test]
    fn no_flipped_bit_survives(at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let key = signer("log", 4);
        let mut note = key.sign(&Checkpoint::new("log", 12, Hash([9; 32]))).unwrap().into_bytes();
        let place = at.index(note.len());
        note[place] ^= 1 << bit;
        prop_assert!(Checkpoint::open(&note, &[key.verifier().unwrap()]).is_err());
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = Note::parse(&bytes);
    }
}
