//! What the operator's own program or the operator could do: each entry sealed, each checkpoint signed.

use crate::{
    drill::{check, found, lines, put},
    sample::{self, EVIDENCE, Log, draft, log, record},
};
use ledger::{
    CheckpointKey, Entry, Hash, Verifier,
    package::{Options, verify},
};
use serde_json::json;

/// The operator changes what was approved, and everything after it, and signs again.
fn rewritten() -> Log {
    let mut other = Log::empty();
    let honest = log();
    other.act(draft(0, "create", (1, 1), "draft"), &[("name", json!("Something harmless"))], &[]);
    for (place, entry) in
        honest.entries.iter().enumerate().skip(1).filter(|(_, entry)| entry.subject.id == record(2))
    {
        let fields: Vec<_> = honest
            .fields
            .iter()
            .filter(|opened| opened.position == place as u64)
            .map(|opened| (opened.field.as_str(), opened.value.clone()))
            .collect();
        let second = i64::try_from(place).unwrap();
        let kept = draft(second, &entry.act, (2, entry.subject.version), &entry.state);
        other.act(kept, &fields, &[]);
    }
    other.act(draft(99, "create", (3, 1), "draft"), &[("name", json!("Padding"))], &[]);
    other
}

#[test]
fn the_holder_of_the_key_can_rewrite_history_and_only_an_older_checkpoint_shows_it() {
    let mut early = log();
    early.entries.truncate(3);
    let kept = early.checkpoint().into_bytes();
    let key = Some(log().key.verifier().unwrap());
    let with = |since: Option<Vec<u8>>, log: &Log| {
        verify(&mut log.package(), &Options { key: key.clone(), since, threads: 2 }).unwrap()
    };
    assert_eq!(found(&with(None, &rewritten())), [], "nothing in the package itself shows it");
    let shown = with(Some(kept.clone()), &rewritten());
    assert_eq!(found(&shown), [("history.rewritten", None)]);
    assert!(shown.findings[0].sentence.contains("before entry 3"), "{}", shown.findings[0].sentence);
    assert_eq!(found(&with(Some(kept.clone()), &log())), [], "honest growth is no finding");

    let mut cut = Log::empty();
    cut.act(draft(0, "create", (1, 1), "draft"), &[], &[]);
    assert_eq!(found(&with(Some(kept.clone()), &cut)), [("history.cut", None)]);

    let mut forged = kept;
    let end = forged.len() - 9;
    forged[end] ^= 1;
    assert_eq!(found(&with(Some(forged), &log())), [("since.unusable", None)], "it must be signed to count");
}

#[test]
fn a_checkpoint_of_another_log_is_refused() {
    let honest = log();
    let stranger = CheckpointKey::from_seed("plumbline/other", [42; 32]).unwrap();
    let tree = honest.frontier();
    let note = stranger.sign(&ledger::Checkpoint::new("plumbline/other", tree.size(), tree.root())).unwrap();
    let mut verifier = Verifier::new(1);
    for entry in &honest.entries {
        verifier.entry(&entry.bytes());
        verifier.leaf(Some(entry.leaf_hash()));
    }
    honest.fields.iter().for_each(|opened| verifier.opened(opened));
    verifier.evidence(&Hash::of(EVIDENCE).to_string(), Hash::of(EVIDENCE));
    verifier.checkpoint(note.as_bytes(), &stranger.verifier().unwrap());
    assert_eq!(found(&verifier.finish()), [("checkpoint.origin", None)]);
}

/// Entries that the operator's own program wrote wrongly: each sealed and signed, so only the rules can tell.
fn faulty(change: impl Fn(&mut Vec<Entry>)) -> Vec<(&'static str, Option<u64>)> {
    let mut log = Log::empty();
    log.act(draft(0, "create", (1, 1), "draft"), &[], &[]);
    log.act(draft(10, "revise", (1, 2), "draft"), &[], &[]);
    log.act(draft(20, "submit", (1, 2), "submitted"), &[], &[]);
    change(&mut log.entries);
    found(&check(&log.package()))
}

#[test]
fn rules_between_entries_hold_even_for_what_the_operator_signed() {
    let put = |entries: &mut Vec<Entry>, place: u64, draft: ledger::Draft| {
        entries[usize::try_from(place).unwrap()] = draft.seal(place, 0).unwrap();
    };
    assert_eq!(faulty(|_| ()), []);
    assert_eq!(faulty(|e| put(e, 2, draft(5, "submit", (1, 2), "submitted"))), [("time.backwards", Some(2))]);
    assert_eq!(faulty(|e| put(e, 2, draft(20, "revise", (1, 1), "draft"))), [("version.backwards", Some(2))]);
    assert_eq!(faulty(|e| put(e, 2, draft(20, "revise", (1, 4), "draft"))), [("version.jumps", Some(2))]);
    assert_eq!(faulty(|e| put(e, 2, draft(20, "create", (1, 2), "draft"))), [("subject.twice", Some(2))]);
    assert_eq!(faulty(|e| put(e, 2, draft(20, "revise", (2, 1), "draft"))), [("subject.unborn", Some(2))]);
    assert_eq!(faulty(|e| put(e, 2, draft(20, "create", (2, 2), "draft"))), [("subject.unborn", Some(2))]);
    assert_eq!(faulty(|e| put(e, 2, draft(20, "export", (2, 0), "done"))), [], "a subject without content");
    let other_kind = |e: &mut Vec<Entry>| {
        let mut draft = draft(20, "submit", (1, 2), "submitted");
        draft.subject.kind = "risk".to_owned();
        put(e, 2, draft);
    };
    assert_eq!(faulty(other_kind), [("subject.kind", Some(2))]);
    let other_organisation = |e: &mut Vec<Entry>| {
        let mut draft = draft(20, "submit", (1, 2), "submitted");
        draft.organisation = record(77);
        put(e, 2, draft);
    };
    assert_eq!(faulty(other_organisation), [("organisation.differs", Some(2))]);
    let wrong_position =
        |e: &mut Vec<Entry>| e[2] = draft(20, "submit", (1, 2), "submitted").seal(7, 0).unwrap();
    assert_eq!(faulty(wrong_position), [("position.wrong", Some(2))]);
}

#[test]
fn an_erased_value_that_is_still_there_is_found() {
    let mut log = log();
    let restored = sample::log().fields.len();
    let value = json!("Anna Öz");
    let salt = ledger::Salt::new([0_u64.to_be_bytes(), 1_u64.to_be_bytes()].concat()).unwrap();
    let kept = log.fields.iter_mut().find(|opened| opened.erased).unwrap();
    (kept.salt, kept.value, kept.erased) = (Some(salt), value, false);
    assert_eq!(log.fields.len(), restored);
    assert_eq!(found(&check(&log.package())), [("erasure.undone", Some(0))]);
}

#[test]
fn a_flood_of_findings_is_counted_and_cut() {
    let mut log = Log::empty();
    for second in 0..1_500 {
        let fields = [("name", json!(second))];
        log.act(draft(second, "create", (u128::try_from(second).unwrap(), 1), "draft"), &fields, &[]);
    }
    log.fields.clear();
    let report = check(&log.package());
    assert_eq!((report.findings.len(), report.findings_total), (1_000, 1_500));
    assert!(!report.is_intact());
}

#[test]
fn more_altered_entries_than_mixtures_are_still_told_from_leaves() {
    let mut log = Log::empty();
    for second in 0..300 {
        log.act(draft(second, "create", (u128::try_from(second).unwrap(), 1), "draft"), &[], &[]);
    }
    let altered: Vec<u64> = (100..120).collect();
    let mut package = log.package();
    let mut all = lines(&package, "entries.jsonl");
    for position in &altered {
        let line = &mut all[usize::try_from(*position).unwrap()];
        *line = line.replace("\"owner\"", "\"author\"");
    }
    put(&mut package, "entries.jsonl", &all);
    let expected: Vec<_> = altered.iter().map(|position| ("entry.altered", Some(*position))).collect();
    assert_eq!(found(&check(&package)), expected);
}
