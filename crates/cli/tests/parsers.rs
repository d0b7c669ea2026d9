//! Hostile texts for every reader of the program but those of tables and of requests, which have targets of their own: good ones
//! are changed here and there. None ends in a panic, and what is read is what was written. The short run is part of every
//! landing; `long_fuzz` is the fuzz target of the long set, named by its seed.
#![expect(clippy::unwrap_used, reason = "helpers of tests stop at the first surprise")]

use exchange::{Mapping, Reading, propose, read, read_answers};
use frameworks::{Bundle, Pack, language, own::Own};
use ledger::{
    Actor, Checkpoint, CheckpointKey, Draft, Entry, Frontier, Opened, Salt, Subject, canonical,
    note::Note,
    origin,
    package::{self, Memory, MemorySink, Options, Writer},
};
use record::Schema;
use std::{collections::BTreeMap, ops::RangeInclusive, sync::OnceLock};
use testkit::{Mutator, kinds};
use uuid::Uuid;

const ORGANISATION: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001);
const SNIPPETS: &[&str] = &[
    "{",
    "}",
    "[[",
    "]]",
    "\"",
    "\\u0000",
    "\\ud800",
    "\n",
    "\u{0}",
    "null",
    "1e999",
    "-0",
    "— ",
    "= ",
    "(",
    " and ",
    "..",
    "9223372036854775808",
    "💥",
];

/// A target by its name.
type Target = (&'static str, fn(&mut Mutator));

/// What is tried, each with changes of its own.
const TARGETS: [Target; 8] = [
    ("entries", entries),
    ("notes", notes),
    ("packages", packages),
    ("packs", packs),
    ("expressions", expressions),
    ("frameworks of one's own", own_frameworks),
    ("mappings and answers", mappings),
    ("bodies", bodies),
];

fn key() -> CheckpointKey {
    CheckpointKey::from_seed(&origin(ORGANISATION), [42; 32]).unwrap()
}

fn history() -> (Vec<Opened>, Vec<Entry>) {
    let opened = |position: u64| Opened {
        record: Uuid::from_u128(u128::from(position) + 1),
        version: 1,
        position,
        field: "name".to_owned(),
        salt: Some(Salt::new(vec![7; 16]).unwrap()),
        value: "a \"name\" ü".into(),
        erased: false,
    };
    let entry = |opened: &Opened| {
        let draft = Draft {
            organisation: ORGANISATION,
            at: 1_767_225_600_000_000,
            actor: Actor { person: Uuid::from_u128(9), capacity: "owner".to_owned(), via: "web".to_owned() },
            act: "create".to_owned(),
            subject: Subject { kind: "risk".to_owned(), id: opened.record, version: 1 },
            schema: "risk/1".to_owned(),
            state: "draft".to_owned(),
            fields: BTreeMap::from([("name".to_owned(), opened.commitment())]),
            reason: None,
            codes: BTreeMap::new(),
        };
        draft.seal(opened.position, 0).unwrap()
    };
    let fields: Vec<Opened> = (0..5).map(opened).collect();
    let entries = fields.iter().map(entry).collect();
    (fields, entries)
}

fn note(entries: &[Entry]) -> String {
    let tree: Frontier = entries.iter().map(Entry::leaf_hash).collect();
    key().sign(&Checkpoint::new(origin(ORGANISATION), tree.size(), tree.root())).unwrap()
}

/// An entry, and any canonical text, is read from one row of bytes only.
fn entries(chance: &mut Mutator) {
    let (_, entries) = history();
    let bytes = chance.mutated(&entries.first().unwrap().bytes(), SNIPPETS);
    if let Ok(entry) = Entry::parse(&bytes) {
        assert_eq!(entry.bytes(), bytes);
    }
    if let Ok(value) = canonical::parse_canonical(&bytes) {
        assert_eq!(canonical::to_bytes(&value).unwrap(), bytes);
    }
}

/// What a key has signed is the text that it signed.
fn notes(chance: &mut Mutator) {
    let (_, entries) = history();
    let good = note(&entries);
    let bytes = chance.mutated(good.as_bytes(), SNIPPETS);
    let known = [key().verifier().unwrap()];
    let text = Note::parse(good.as_bytes()).unwrap().text().to_owned();
    if let Ok(read) = Note::parse(&bytes)
        && read.verify(&known).is_ok()
    {
        assert_eq!(read.text(), text);
    }
    if let Ok((checkpoint, _)) = Checkpoint::open(&bytes, &known) {
        assert_eq!(checkpoint.size, 5);
    }
}

/// A package of which a file was changed is found changed, or still tells the same entries.
fn packages(chance: &mut Mutator) {
    let (fields, entries) = history();
    let verifier = key().verifier().unwrap();
    let mut writer = Writer::new(MemorySink::default(), &note(&entries), &verifier).unwrap();
    for entry in &entries {
        writer.entry(&entry.bytes(), entry.leaf_hash()).unwrap();
    }
    for opened in &fields {
        writer.field(opened).unwrap();
    }
    let good: Memory = writer.finish().unwrap().into_files();
    let names: Vec<String> = good.keys().cloned().collect();
    let name = chance.pick(&names).unwrap();
    let mut files = good.clone();
    let changed = chance.mutated(good.get(name).unwrap(), SNIPPETS);
    files.insert(name.clone(), changed);
    let options = Options { key: Some(verifier), since: None, threads: 1 };
    if let Ok(report) = package::verify(&mut files.clone(), &options)
        && report.is_intact()
    {
        let lines = |files: &Memory| -> Vec<Vec<u8>> {
            let entries = files.get(package::ENTRIES).unwrap();
            entries.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).map(<[u8]>::to_vec).collect()
        };
        assert_eq!(lines(&files), lines(&good), "{name} was changed");
    }
}

/// A pack is read, or says what is wrong with it.
fn packs(chance: &mut Mutator) {
    let mut files = testkit::packs::files();
    let at = chance.below(files.len());
    let (_, text) = files.get_mut(at).unwrap();
    *text = String::from_utf8_lossy(&chance.mutated(text.as_bytes(), SNIPPETS)).into_owned();
    let named: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let (pack, problems) = Pack::read(&named);
    assert!(pack.is_some() || !problems.is_empty());
    assert!(problems.iter().all(|problem| !problem.sentence.is_empty() && !problem.file.is_empty()));
    let _known = Bundle::of(named.iter().copied()).read();
}

/// A fault lies within the text.
fn expressions(chance: &mut Mutator) {
    static TEXTS: OnceLock<Vec<String>> = OnceLock::new();
    let texts = TEXTS.get_or_init(|| {
        let files = testkit::packs::files();
        let tables = files.iter().map(|(_, text)| text.parse::<toml::Table>().unwrap());
        let lists = tables.filter_map(|table| table.get("expectation")?.as_array().cloned());
        let holds = lists.flatten().filter_map(|one| Some(one.get("holds")?.as_str()?.to_owned()));
        holds.collect()
    });
    assert!(texts.len() > 50, "the expectations are written otherwise");
    let good = chance.pick(texts).unwrap();
    let text = String::from_utf8_lossy(&chance.mutated(good.as_bytes(), SNIPPETS)).into_owned();
    for fault in [language::parse(&text).err(), language::parse_about(&text).err()].into_iter().flatten() {
        assert!(!fault.sentence.is_empty(), "{text}");
    }
}

fn own_frameworks(chance: &mut Mutator) {
    let (_, text) = testkit::packs::files().into_iter().find(|(name, _)| name == "framework.toml").unwrap();
    let text = String::from_utf8_lossy(&chance.mutated(text.as_bytes(), SNIPPETS)).into_owned();
    if let Err(problem) = Own::read(&text) {
        assert!(!problem.sentence.is_empty());
    }
}

fn schemas() -> Vec<Schema> {
    kinds::ALL.iter().map(|kind| Schema::of(kind)).collect()
}

/// A mapping that is read is the one that is written; answers are read or refused with a sentence.
fn mappings(chance: &mut Mutator) {
    let sheet = read(b"Name;Stage\nA;Pilot\nB;Idea\n", &Reading::default()).unwrap();
    let good = propose(&sheet, &schemas(), "use").mapping.to_json();
    let text = String::from_utf8_lossy(&chance.mutated(good.as_bytes(), SNIPPETS)).into_owned();
    if let Ok(mapping) = Mapping::from_json(&text) {
        assert_eq!(Mapping::from_json(&mapping.to_json()).unwrap(), mapping);
    }
    let good = br#"{"questions": [{"row": 2, "answer": "new"}, {"row": 3, "answer": "USE-0001"}]}"#;
    if let Err(refusal) = read_answers(&chance.mutated(good, SNIPPETS)) {
        assert!(!refusal.sentence.is_empty() && !refusal.remedy.is_empty());
    }
}

/// A stored body gives fields of its kind, and nothing else.
fn bodies(chance: &mut Mutator) {
    let schemas = schemas();
    let schema = chance.pick(&schemas).unwrap();
    let good = serde_json::to_vec(&testkit::sample(schema.kind.id).to_json()).unwrap();
    let text = String::from_utf8_lossy(&chance.mutated(&good, SNIPPETS)).into_owned();
    if let Ok(body) = schema.read_text(&schema.tag, &text, &[]) {
        assert!(body.iter().all(|(field, value)| schema.field(field).is_some() && !value.is_blank()));
    }
}

fn run(seeds: RangeInclusive<u64>, rounds: usize) {
    for seed in seeds {
        for (name, target) in TARGETS {
            let mut chance = Mutator(seed.wrapping_mul(7919).max(1));
            for round in 0..rounds {
                let before = chance.0;
                let tried = std::panic::catch_unwind(|| {
                    let mut chance = Mutator(before);
                    target(&mut chance);
                    chance.0
                });
                let Ok(after) = tried else {
                    unreachable!("{name}: seed {seed}, round {round}, state {before}")
                };
                chance = Mutator(after);
            }
        }
    }
}

#[test]
fn changed_texts_are_read_as_they_stand_or_refused() {
    run(1..=1, 40);
}

#[test]
#[ignore = "takes minutes; part of the long set"]
fn long_fuzz_of_parsers() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let (from, rounds) = (number("SEED").unwrap_or(1_u64), number("ROUNDS").unwrap_or(20));
    run(from..=from + rounds - 1, 1_000);
}
