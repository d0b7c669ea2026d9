//! How fast a log is verified: prints entries a second. Run with `cargo bench -p ledger -- [ENTRIES]`.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench prints its figures and fails by panicking"
)]

use ledger::{
    Actor, Checkpoint, CheckpointKey, Commitment, Draft, Entry, Frontier, Opened, Salt, Subject, Verifier,
    origin,
};
use serde_json::json;
use std::{collections::BTreeMap, thread, time::Instant};
use uuid::Uuid;

const ENTRIES: u64 = 1_000_000;

fn main() {
    let count = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(ENTRIES);
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let bare: Vec<_> = (0..count).map(|position| entry(position, BTreeMap::new())).collect();
    measure("without fields", &bare, &[], threads);

    let opened: Vec<_> = (0..count / 4).map(open).collect();
    let committed: Vec<_> = opened
        .iter()
        .map(|opened| entry(opened.position, [(opened.field.clone(), opened.commitment())].into()))
        .collect();
    measure("with one opened field", &committed, &opened, threads);
}

fn entry(position: u64, fields: BTreeMap<String, Option<Commitment>>) -> Entry {
    let draft = Draft {
        organisation: Uuid::from_u128(1),
        at: 1_767_225_600_000_000,
        actor: Actor { person: Uuid::from_u128(2), capacity: "owner".to_owned(), via: "web".to_owned() },
        act: "create".to_owned(),
        subject: Subject { kind: "risk".to_owned(), id: Uuid::from_u128(u128::from(position)), version: 1 },
        schema: "risk/1".to_owned(),
        state: "draft".to_owned(),
        fields,
        reason: None,
        codes: BTreeMap::new(),
    };
    draft.seal(position, 0).unwrap()
}

fn open(position: u64) -> Opened {
    Opened {
        record: Uuid::from_u128(u128::from(position)),
        version: 1,
        position,
        field: "name".to_owned(),
        salt: Some(Salt::new(vec![7; 16]).unwrap()),
        value: json!(format!("Risk number {position}")),
        erased: false,
    }
}

fn measure(what: &str, entries: &[Entry], opened: &[Opened], threads: usize) {
    let lines: Vec<_> = entries.iter().map(Entry::bytes).collect();
    let leaves: Vec<_> = entries.iter().map(Entry::leaf_hash).collect();
    let key = CheckpointKey::from_seed(&origin(Uuid::from_u128(1)), [3; 32]).unwrap();
    let tree: Frontier = leaves.iter().copied().collect();
    let note = key.sign(&Checkpoint::new(origin(Uuid::from_u128(1)), tree.size(), tree.root())).unwrap();

    let begun = Instant::now();
    let mut verifier = Verifier::new(threads);
    verifier.checkpoint(note.as_bytes(), &key.verifier().unwrap());
    for (line, leaf) in lines.iter().zip(&leaves) {
        verifier.leaf(Some(*leaf));
        verifier.entry(line);
    }
    for field in opened {
        verifier.opened(field);
    }
    let report = verifier.finish();
    let seconds = begun.elapsed().as_secs_f64();
    assert!(report.is_intact(), "{:?}", report.findings.first());
    let bytes: usize = lines.iter().map(Vec::len).sum();
    println!(
        "{what}: {} entries of {} bytes, {threads} threads, {seconds:.2} s, {:.0} entries/s",
        lines.len(),
        bytes / lines.len(),
        f64::from(u32::try_from(lines.len()).unwrap()) / seconds
    );
}
