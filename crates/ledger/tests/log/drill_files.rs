//! Changes to evidence, checkpoint and key.

use crate::drill::{Drill, swap};
use crate::sample::ORGANISATION;
use ledger::package::EVIDENCE;
use ledger::{CheckpointKey, Hash, origin};

pub const DRILLS: &[Drill] = &[
    (
        "the content of evidence",
        |p| {
            let name = p.keys().find(|name| name.starts_with(EVIDENCE)).unwrap().clone();
            p.get_mut(&name).unwrap()[9] ^= 1;
        },
        &[("evidence.altered", Some(4))],
    ),
    (
        "evidence left out",
        |p| p.retain(|name, _| !name.starts_with(EVIDENCE)),
        &[("evidence.missing", Some(4))],
    ),
    (
        "evidence that nothing names",
        |p| {
            p.insert(format!("{EVIDENCE}{}", Hash::of(b"x")), b"x".to_vec());
        },
        &[("evidence.unnamed", None)],
    ),
    (
        "evidence under a name of words",
        |p| {
            p.insert("evidence/minutes.pdf".to_owned(), b"x".to_vec());
        },
        &[("evidence.name", None)],
    ),
    (
        "a file that does not belong",
        |p| {
            p.insert("notes.txt".to_owned(), b"x".to_vec());
        },
        &[("package.unknown-file", None)],
    ),
    (
        "the size in the checkpoint",
        |p| swap(p, "checkpoint", "\n8\n", "\n7\n"),
        &[("checkpoint.signature", None), ("root.differs", None), ("log.uncovered", Some(7))],
    ),
    ("the signature", |p| p.get_mut("checkpoint").unwrap()[200] ^= 1, &[("checkpoint.signature", None)]),
    (
        "the name of the signer",
        |p| swap(p, "checkpoint", "— plumbline/0", "— plumbline/1"),
        &[("checkpoint.unsigned", None)],
    ),
    ("a checkpoint that is none", |p| swap(p, "checkpoint", "—", "-"), &[("checkpoint.unreadable", None)]),
    ("the key", |p| swap(p, "key", "+A", "+B"), &[("key.unreadable", None)]),
    (
        "another key",
        |p| {
            let other = CheckpointKey::from_seed(&origin(ORGANISATION), [7; 32]).unwrap().verifier().unwrap();
            p.insert("key".to_owned(), format!("{other}\n").into_bytes());
        },
        &[("key.differs", None)],
    ),
];
