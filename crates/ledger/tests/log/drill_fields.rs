//! Changes to opened fields.

use crate::drill::{Drill, lines, put, swap};
use serde_json::{Value, json};

pub const DRILLS: &[Drill] = &[
    (
        "the value of a field",
        |p| swap(p, "fields.jsonl", "Sort invoices", "Burn invoices"),
        &[("field.altered", Some(2))],
    ),
    (
        "the salt of a field",
        |p| swap(p, "fields.jsonl", "\"AAAAAAAAAAIAAAAAAAAAAA\"", "\"AAAAAAAAAAMAAAAAAAAAAA\""),
        &[("field.altered", Some(2))],
    ),
    (
        "a salt that is too short",
        |p| swap(p, "fields.jsonl", "\"AAAAAAAAAAIAAAAAAAAAAA\"", "\"AAAA\""),
        &[("field.unreadable", None), ("field.missing", Some(2))],
    ),
    (
        "a field opened under another name",
        |p| swap(p, "fields.jsonl", "\"purpose\"", "\"purposes\""),
        &[("field.uncommitted", Some(2)), ("field.missing", Some(2))],
    ),
    (
        "a field opened for another record",
        |p| {
            swap(
                p,
                "fields.jsonl",
                "\"record\":\"01900000-0000-7000-8000-000000010001\"",
                "\"record\":\"01900000-0000-7000-8000-000000010002\"",
            );
        },
        &[("field.subject", Some(0)), ("field.missing", Some(0))],
    ),
    (
        "a field left out",
        |p| {
            let all: Vec<_> =
                lines(p, "fields.jsonl").into_iter().filter(|line| !line.contains("purpose")).collect();
            put(p, "fields.jsonl", &all);
        },
        &[("field.missing", Some(2))],
    ),
    (
        "a field twice",
        |p| {
            let mut all = lines(p, "fields.jsonl");
            all.push(all[3].clone());
            put(p, "fields.jsonl", &all);
        },
        &[("field.uncommitted", Some(1))],
    ),
    (
        "a field hidden as erased",
        |p| {
            let (hidden, mut all) = ("\"erased\":true", lines(p, "fields.jsonl"));
            let line = all.iter_mut().find(|line| line.contains("purpose")).unwrap();
            let mut opened: Value = serde_json::from_str(line).unwrap();
            opened["salt"] = Value::Null;
            opened["value"] = Value::Null;
            opened["erased"] = json!(true);
            *line = String::from_utf8(ledger::canonical::to_bytes(&opened).unwrap()).unwrap();
            assert!(line.contains(hidden));
            put(p, "fields.jsonl", &all);
        },
        &[("erasure.unlogged", Some(2))],
    ),
    (
        "a field marked erased that is still there",
        |p| swap(p, "fields.jsonl", "\"salt\":null,\"value\":null", "\"salt\":null,\"value\":\"Anna\""),
        &[("erasure.incomplete", Some(0))],
    ),
];
