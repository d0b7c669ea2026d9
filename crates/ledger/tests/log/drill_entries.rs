//! Changes to entries and stored leaves.

use crate::drill::{Drill, flip_leaf, line_of, lines, put, swap};
use crate::sample::draft;
use ledger::leaf_hash;

pub const DRILLS: &[Drill] = &[
    (
        "a word of an entry",
        |p| swap(p, "entries.jsonl", "\"act\":\"submit\"", "\"act\":\"approve\""),
        &[("entry.altered", Some(3))],
    ),
    (
        "a time far ahead blames only its own entry",
        |p| swap(p, "entries.jsonl", "\"at\":1767225661000000", "\"at\":9007199254740991"),
        &[("entry.altered", Some(2))],
    ),
    (
        "a version blames only its own entry",
        |p| {
            swap(
                p,
                "entries.jsonl",
                "000000010002\",\"kind\":\"ai_system\",\"version\":2",
                "000000010002\",\"kind\":\"ai_system\",\"version\":9",
            );
        },
        &[
            ("entry.altered", Some(5)),
            ("field.subject", Some(5)),
            ("version.jumps", Some(5)),
            ("field.missing", Some(5)),
        ],
    ),
    (
        "a commitment in an entry",
        |p| {
            let line = line_of(p, 2);
            let at = line.find("\"purpose\":\"").unwrap() + 11;
            let changed = format!(
                "{}{}{}",
                &line[..at],
                if &line[at..=at] == "A" { "B" } else { "A" },
                &line[at + 1..]
            );
            swap(p, "entries.jsonl", &line, &changed);
        },
        &[("entry.altered", Some(2)), ("field.altered", Some(2))],
    ),
    (
        "an entry that is no longer readable",
        |p| swap(p, "entries.jsonl", "{\"act\":\"approve\"", "{\"act\"\"approve\""),
        &[("entry.altered", Some(4)), ("entry.unreadable", Some(4)), ("evidence.unnamed", None)],
    ),
    (
        "an entry in another layout",
        |p| swap(p, "entries.jsonl", "{\"act\":\"submit\"", "{\"act\": \"submit\""),
        &[("entry.altered", Some(3)), ("entry.unreadable", Some(3))],
    ),
    (
        "an entry left out",
        |p| {
            let mut all = lines(p, "entries.jsonl");
            all.remove(3);
            put(p, "entries.jsonl", &all);
        },
        &[("entry.missing", Some(3))],
    ),
    (
        "the last entry left out",
        |p| {
            let mut all = lines(p, "entries.jsonl");
            all.pop();
            put(p, "entries.jsonl", &all);
        },
        &[("entry.missing", Some(7)), ("field.uncommitted", Some(7))],
    ),
    (
        "the last entry left out with its leaf",
        |p| {
            for file in ["entries.jsonl", "leaves"] {
                let mut all = lines(p, file);
                all.pop();
                put(p, file, &all);
            }
        },
        &[("field.uncommitted", Some(7)), ("log.short", Some(7))],
    ),
    (
        "an entry twice",
        |p| {
            let mut all = lines(p, "entries.jsonl");
            all.insert(6, all[2].clone());
            put(p, "entries.jsonl", &all);
        },
        &[("entry.repeated", Some(2))],
    ),
    (
        "two entries in the wrong order",
        |p| {
            let mut all = lines(p, "entries.jsonl");
            all.swap(1, 3);
            put(p, "entries.jsonl", &all);
        },
        &[("entry.out-of-order", Some(1)), ("entry.out-of-order", Some(2))],
    ),
    ("a stored leaf", |p| flip_leaf(p, 5), &[("leaf.altered", Some(5))]),
    (
        "a stored leaf that is no hash",
        |p| {
            let mut all = lines(p, "leaves");
            "nonsense".clone_into(&mut all[5]);
            put(p, "leaves", &all);
        },
        &[("leaf.unreadable", Some(5))],
    ),
    (
        "a stored leaf left out",
        |p| {
            let mut all = lines(p, "leaves");
            all.remove(5);
            put(p, "leaves", &all);
        },
        &[("leaf.missing", Some(5))],
    ),
    (
        "one entry and another's leaf are told apart",
        |p| {
            swap(p, "entries.jsonl", "\"act\":\"submit\"", "\"act\":\"approve\"");
            flip_leaf(p, 6);
        },
        &[("entry.altered", Some(3)), ("leaf.altered", Some(6))],
    ),
    (
        "an entry and its own leaf cannot be told apart, and nothing else fits",
        |p| {
            swap(p, "entries.jsonl", "\"act\":\"submit\"", "\"act\":\"approve\"");
            flip_leaf(p, 3);
        },
        &[("root.differs", None), ("entry.or-leaf", Some(3))],
    ),
    (
        "an entry together with its leaf",
        |p| {
            swap(p, "entries.jsonl", "\"act\":\"submit\"", "\"act\":\"approve\"");
            let mut leaves = lines(p, "leaves");
            leaves[3] = leaf_hash(line_of(p, 3).as_bytes()).to_string();
            put(p, "leaves", &leaves);
        },
        &[("root.differs", None)],
    ),
    (
        "an entry added behind the checkpoint",
        |p| {
            let entry = draft(500, "create", (9, 1), "draft").seal(8, 0).unwrap();
            let (mut entries, mut leaves) = (lines(p, "entries.jsonl"), lines(p, "leaves"));
            entries.push(String::from_utf8(entry.bytes()).unwrap());
            leaves.push(entry.leaf_hash().to_string());
            put(p, "entries.jsonl", &entries);
            put(p, "leaves", &leaves);
        },
        &[("log.uncovered", Some(8))],
    ),
];
