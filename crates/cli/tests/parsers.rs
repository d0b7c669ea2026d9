//! Hostile texts for every reader of the program but those of tables and of requests, which have targets of their own: good ones
//! are changed here and there. None ends in a panic, and what is read is what was written, where it can be written again. Unchanged,
//! each is read. The short run is part of every landing; `long_fuzz` is the fuzz target of the long set, named by its seed.
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

/// A target: its name, how many changes it tries in a round, and what tells whether what it was given was read.
type Target = (&'static str, usize, fn(&mut Changes) -> bool);

/// What is tried, each with changes of its own.
const TARGETS: [Target; 9] = [
    ("entries", 50, entries),
    ("notes", 20, notes),
    ("packages", 5, packages),
    ("packs", 1, packs),
    ("expressions", 50, expressions),
    ("frameworks of one's own", 10, own_frameworks),
    ("mappings", 2, mappings),
    ("answers", 20, answers),
    ("bodies", 2, bodies),
];

/// What changes texts, or leaves them as they are.
#[derive(Clone, Copy)]
struct Changes {
    chance: Mutator,
    none: bool,
}

impl Changes {
    fn of(&mut self, good: &[u8]) -> Vec<u8> {
        if self.none { good.to_vec() } else { self.chance.mutated(good, SNIPPETS) }
    }

    fn of_text(&mut self, good: &str) -> String {
        String::from_utf8_lossy(&self.of(good.as_bytes())).into_owned()
    }
}

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
fn entries(changes: &mut Changes) -> bool {
    let (_, entries) = history();
    let bytes = changes.of(&entries.first().unwrap().bytes());
    if let Ok(value) = canonical::parse_canonical(&bytes) {
        assert_eq!(canonical::to_bytes(&value).unwrap(), bytes);
    }
    let read = Entry::parse(&bytes);
    if let Ok(entry) = &read {
        assert_eq!(entry.bytes(), bytes);
    }
    read.is_ok()
}

/// What a key has signed is the text that it signed.
fn notes(changes: &mut Changes) -> bool {
    let (_, entries) = history();
    let good = note(&entries);
    let bytes = changes.of(good.as_bytes());
    let known = [key().verifier().unwrap()];
    let text = Note::parse(good.as_bytes()).unwrap().text().to_owned();
    if let Ok(read) = Note::parse(&bytes)
        && read.verify(&known).is_ok()
    {
        assert_eq!(read.text(), text);
    }
    let opened = Checkpoint::open(&bytes, &known);
    if let Ok((checkpoint, _)) = &opened {
        assert_eq!(checkpoint.size, 5);
    }
    opened.is_ok()
}

/// A package of which a file was changed is found changed, or still tells the same entries.
fn packages(changes: &mut Changes) -> bool {
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
    let name = changes.chance.pick(&names).unwrap();
    let mut files = good.clone();
    files.insert(name.clone(), changes.of(good.get(name).unwrap()));
    let options = Options { key: Some(verifier), since: None, threads: 1 };
    let intact = package::verify(&mut files, &options).is_ok_and(|report| report.is_intact());
    if intact {
        let lines = |files: &Memory| -> Vec<Vec<u8>> {
            let entries = files.get(package::ENTRIES).unwrap();
            entries.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).map(<[u8]>::to_vec).collect()
        };
        assert_eq!(lines(&files), lines(&good), "{name} was changed");
    }
    intact
}

/// A pack is read, or says what is wrong with it.
fn packs(changes: &mut Changes) -> bool {
    let mut files = testkit::packs::files();
    let at = changes.chance.below(files.len());
    let (_, text) = files.get_mut(at).unwrap();
    *text = changes.of_text(text);
    let named: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let (pack, problems) = Pack::read(&named);
    assert!(pack.is_some() || !problems.is_empty());
    assert!(problems.iter().all(|problem| !problem.sentence.is_empty() && !problem.file.is_empty()));
    let (again, _) = Bundle::of(named.iter().copied()).read();
    assert_eq!(again.is_some(), pack.is_some());
    pack.is_some() && problems.is_empty()
}

/// A fault lies within the text, or at its end.
fn expressions(changes: &mut Changes) -> bool {
    static TEXTS: OnceLock<Vec<String>> = OnceLock::new();
    let texts = TEXTS.get_or_init(|| {
        let files = testkit::packs::files();
        let tables = files.iter().map(|(_, text)| text.parse::<toml::Table>().unwrap());
        let lists = tables.filter_map(|table| table.get("expectation")?.as_array().cloned());
        let holds = lists.flatten().filter_map(|one| Some(one.get("holds")?.as_str()?.to_owned()));
        holds.collect()
    });
    let good = changes.chance.pick(texts).unwrap();
    let text = changes.of_text(good);
    let (read, about) = (language::parse(&text), language::parse_about(&text));
    for fault in [read.as_ref().err(), about.as_ref().err()].into_iter().flatten() {
        assert!(!fault.sentence.is_empty(), "{text}");
        assert!(text.get(fault.span.start..fault.span.end).is_some(), "{fault:?} in {text}");
    }
    read.is_ok()
}

/// A framework that is read is the one that is written.
fn own_frameworks(changes: &mut Changes) -> bool {
    let read = Own::read(&changes.of_text(include_str!("../../../frameworks/example/pack.toml")));
    match &read {
        Ok(own) => assert_eq!(Own::read(&own.text()).as_ref(), Ok(own)),
        Err(problem) => assert!(!problem.sentence.is_empty()),
    }
    read.is_ok()
}

fn schemas() -> Vec<Schema> {
    kinds::ALL.iter().map(|kind| Schema::of(kind)).collect()
}

/// A mapping that is read is the one that is written.
fn mappings(changes: &mut Changes) -> bool {
    let sheet = read(b"Name;Stage\nA;Pilot\nB;Idea\n", &Reading::default()).unwrap();
    let read = Mapping::from_json(&changes.of_text(&propose(&sheet, &schemas(), "use").mapping.to_json()));
    if let Ok(mapping) = &read {
        assert_eq!(Mapping::from_json(&mapping.to_json()).unwrap(), *mapping);
    }
    read.is_ok()
}

/// Answers are read, or refused with a sentence.
fn answers(changes: &mut Changes) -> bool {
    let read = read_answers(&changes.of(b"Answer,Question\nsame,3\nnew,4\nretire,USE-0001~gone\n,5\n"));
    match &read {
        Ok(answers) => assert!(answers.keys().all(|question| !question.is_empty())),
        Err(refusal) => assert!(!refusal.sentence.is_empty() && !refusal.remedy.is_empty()),
    }
    read.is_ok_and(|answers| answers.len() == 3)
}

/// A stored body gives fields of its kind, and nothing else.
fn bodies(changes: &mut Changes) -> bool {
    let schemas = schemas();
    let schema = changes.chance.pick(&schemas).unwrap();
    let good = testkit::sample(schema.kind.id);
    let read = schema.read_text(
        &schema.tag,
        &changes.of_text(&serde_json::to_string(&good.to_json()).unwrap()),
        &[],
    );
    if let Ok(body) = &read {
        assert!(body.iter().all(|(field, value)| schema.field(field).is_some() && !value.is_blank()));
    }
    read.is_ok_and(|body| body == good)
}

fn run(seeds: RangeInclusive<u64>, rounds: usize) {
    for seed in seeds {
        for (name, times, target) in TARGETS {
            assert!(
                target(&mut Changes { chance: Mutator::of(seed), none: true }),
                "{name}: unchanged it is not read"
            );
            let (mut changes, mut read) = (Changes { chance: Mutator::of(seed), none: false }, 0);
            for round in 0..rounds * times {
                let tried = std::panic::catch_unwind(|| {
                    let mut changes = changes;
                    (target(&mut changes), changes)
                });
                let Ok((whole, after)) = tried else {
                    unreachable!("{name}: seed {seed}, round {round}, state {}", changes.chance.0)
                };
                read += usize::from(whole);
                changes = after;
            }
            assert!(read < rounds * times, "{name}: no change is found");
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
    run(Mutator::seeds(), 200);
}
