//! The tamper drill: every kind of change to a package is found, and found where it is.

use crate::sample::{EVIDENCE, Log, ORGANISATION, draft, log, record};
use crate::{drill_entries, drill_fields, drill_files};
use ledger::{
    Finding, Hash, Report, Verifier, origin,
    package::{Memory, Options, PackageError, verify},
};
use proptest::prelude::*;

pub fn check(package: &Memory) -> Report {
    let key = Some(log().key.verifier().unwrap());
    verify(&mut package.clone(), &Options { key, since: None, threads: 2 }).unwrap()
}

pub fn found(report: &Report) -> Vec<(&'static str, Option<u64>)> {
    report.findings.iter().map(|finding| (finding.code, finding.position)).collect()
}

/// Changes the first occurrence of some text in a file, which must be there.
pub fn swap(package: &mut Memory, file: &str, from: &str, to: &str) {
    let text = String::from_utf8(package[file].clone()).unwrap();
    let changed = text.replacen(from, to, 1);
    assert_ne!(changed, text, "{from} is in {file}");
    package.insert(file.to_owned(), changed.into_bytes());
}

pub fn lines(package: &Memory, file: &str) -> Vec<String> {
    String::from_utf8(package[file].clone()).unwrap().lines().map(str::to_owned).collect()
}

pub fn put(package: &mut Memory, file: &str, lines: &[String]) {
    package.insert(file.to_owned(), (lines.join("\n") + "\n").into_bytes());
}

pub fn flip_leaf(package: &mut Memory, position: usize) {
    let mut leaves = lines(package, "leaves");
    let last = if leaves[position].ends_with('0') { "1" } else { "0" };
    leaves[position].replace_range(63.., last);
    put(package, "leaves", &leaves);
}

pub fn line_of(package: &Memory, position: usize) -> String {
    lines(package, "entries.jsonl")[position].clone()
}

#[test]
fn an_untouched_package_is_intact() {
    let report = check(&log().package());
    assert_eq!(found(&report), []);
    assert!(report.is_intact());
    assert_eq!((report.entries, report.size), (8, Some(8)));
    assert_eq!((report.opened, report.erased, report.evidence), (10, 1, 1));
    assert_eq!(report.root, log().frontier().root());
    assert_eq!(report.signers, [origin(ORGANISATION)]);
    assert!(report.key_pinned);
}

#[test]
fn an_empty_log_is_intact() {
    assert_eq!(found(&check(&Log::empty().package())), []);
}

/// What is changed, how, and the findings by code and position.
pub type Drill = (&'static str, Change, Expected);
type Change = fn(&mut Memory);
type Expected = &'static [(&'static str, Option<u64>)];

#[test]
fn every_kind_of_change_is_located() {
    for (name, change, expected) in
        [drill_entries::DRILLS, drill_fields::DRILLS, drill_files::DRILLS].concat()
    {
        let mut package = log().package();
        change(&mut package);
        let mut got = found(&check(&package));
        let mut expected = expected.to_vec();
        got.sort_unstable();
        expected.sort_unstable();
        assert_eq!(got, expected, "{name}");
    }
}

#[test]
fn a_finding_names_record_field_and_file() {
    let mut package = log().package();
    swap(&mut package, "fields.jsonl", "Sort invoices", "Burn invoices");
    let expected = Finding {
        position: Some(2),
        subject: Some(record(1)),
        field: Some("purpose".to_owned()),
        code: "field.altered",
        sentence: "the value or salt of purpose is not what entry 2 committed to".to_owned(),
    };
    assert_eq!(check(&package).findings, [expected]);
    let mut package = log().package();
    package.insert(format!("evidence/{}", Hash::of(EVIDENCE)), b"other".to_vec());
    assert_eq!(check(&package).findings[0].field, Some(Hash::of(EVIDENCE).to_string()));
}

#[test]
fn what_is_no_package_is_an_error_not_a_finding() {
    for file in ["checkpoint", "entries.jsonl", "leaves", "key"] {
        let mut package = log().package();
        package.remove(file);
        let error = verify(&mut package, &Options { key: None, since: None, threads: 1 }).unwrap_err();
        assert!(matches!(error, PackageError::Missing { name } if name == file), "{file}: {error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Whatever single byte of a package is changed, something is found, and only where something depends on it.
    #[test]
    fn no_changed_byte_goes_unseen(file in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let mut package = log().package();
        package.remove("README.txt");
        let name = package.keys().nth(file.index(package.len())).unwrap().clone();
        let bytes = package.get_mut(&name).unwrap();
        let place = at.index(bytes.len());
        bytes[place] ^= 1 << bit;
        prop_assert!(!check(&package).is_intact(), "byte {} of {}", place, name);
    }

    #[test]
    fn any_altered_entry_of_a_longer_log_is_named(size in 1_u64..400, at in any::<prop::sample::Index>(), threads in 1_usize..4) {
        let mut verifier = Verifier::new(threads);
        let mut log = Log::empty();
        for second in 0..size {
            log.act(draft(i64::try_from(second).unwrap(), "create", (u128::from(second), 1), "draft"), &[], &[]);
        }
        let altered = at.index(log.entries.len());
        for (place, entry) in log.entries.iter().enumerate() {
            let text = String::from_utf8(entry.bytes()).unwrap();
            let text = if place == altered { text.replace("create", "created") } else { text };
            verifier.leaf(Some(entry.leaf_hash()));
            verifier.entry(text.as_bytes());
        }
        verifier.checkpoint(log.checkpoint().as_bytes(), &log.key.verifier().unwrap());
        let report = verifier.finish();
        prop_assert!(report.findings.iter().all(|finding| finding.position == Some(altered as u64)), "{:?}", report.findings);
        prop_assert!(report.findings.iter().any(|finding| finding.code == "entry.altered"));
    }
}
