//! Every expectation of the pack has its examples, and answers them as they say.
//!
//! They lie in `frameworks/iso42001-2023/examples`, one file for each file of expectations; `frameworks/README.md`
//! explains them.

use crate::{
    acts::at,
    tale::{Cast, TODAY},
};
use assurance::{Answer, Engine, Plan, Subject, World};
use frameworks::{About, Expectation, Pack};
use jiff::tz::TimeZone;
use record::Schema;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

/// One world, and the answer that is expected of one subject in it.
pub struct Example {
    /// `failing 3`.
    pub name: String,
    /// The records.
    pub cast: Cast,
    /// Whom it is about.
    pub subject: Subject,
    /// The answer; none when the subject does not belong to those meant.
    pub wanted: Option<Answer>,
}

/// The examples of a pack by expectation.
pub type Examples = BTreeMap<String, Vec<Example>>;

/// The parts of an example's entry, with the answer that each wants.
const PARTS: [(&str, Option<Answer>); 6] = [
    ("passing", Some(Answer::Met)),
    ("also", Some(Answer::Met)),
    ("failing", Some(Answer::NotMet)),
    ("shell", Some(Answer::NotMet)),
    ("unknown", Some(Answer::Unknown)),
    ("outside", None),
];

pub fn schemas() -> Vec<Schema> {
    kinds::ALL.iter().map(|kind| Schema::of(kind)).collect()
}

/// Reads every file of examples. What is wrong with them is told all at once.
pub fn read(pack: &Pack) -> (Examples, Vec<String>) {
    let mut wrong = Vec::new();
    let mut found = Examples::new();
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .collect();
    files.sort();
    let shelf = shelf();
    for path in files.iter().filter(|path| !path.ends_with("base.toml")) {
        let table: toml::Table = std::fs::read_to_string(path)
            .unwrap()
            .parse()
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for (id, entry) in table {
            let Some(expectation) = pack.expectations.iter().find(|known| known.id == id) else {
                wrong.push(format!("{}: there is no expectation {id}", path.display()));
                continue;
            };
            if expectation.origin.0.rsplit('/').next() != path.file_name().and_then(|name| name.to_str()) {
                wrong.push(format!("the examples of {id} belong beside {}", expectation.origin.0));
            }
            let examples = of_entry(expectation, entry.as_table().unwrap(), &shelf, &mut wrong);
            found.insert(id, examples);
        }
    }
    (found, wrong)
}

/// The records that examples start from.
pub fn shelf() -> Cast {
    let text = std::fs::read_to_string(folder().join("base.toml")).unwrap();
    let table: toml::Table = text.parse().unwrap();
    let mut shelf = Cast::default();
    for part in ["people", "records"] {
        shelf.tell(table[part].as_str().unwrap(), &Cast::default());
    }
    shelf
}

pub fn people() -> Cast {
    let text = std::fs::read_to_string(folder().join("base.toml")).unwrap();
    let table: toml::Table = text.parse().unwrap();
    let mut people = Cast::default();
    people.tell(table["people"].as_str().unwrap(), &Cast::default());
    people
}

fn of_entry(
    expectation: &Expectation,
    entry: &toml::Table,
    shelf: &Cast,
    wrong: &mut Vec<String>,
) -> Vec<Example> {
    let id = &expectation.id;
    for key in entry.keys() {
        if key != "subject" && !PARTS.iter().any(|(part, _)| part == key) {
            wrong.push(format!("{id}: examples have no part “{key}”"));
        }
    }
    let mut passing = people();
    match entry.get("passing").and_then(toml::Value::as_str) {
        Some(lines) => passing.tell(lines, shelf),
        None => wrong.push(format!("{id} has no passing example")),
    }
    for part in ["failing", "shell"] {
        if texts(entry.get(part)).is_empty() {
            wrong.push(format!("{id} has no {part} example"));
        }
    }
    let mut examples = Vec::new();
    for (part, wanted) in PARTS {
        for (number, edits) in (1..).zip(texts(entry.get(part))) {
            let mut cast = passing.clone();
            if part != "passing" {
                cast.tell(&edits, shelf);
            }
            let subject = subject(expectation, entry.get("subject").and_then(toml::Value::as_str), &cast);
            examples.push(Example { name: format!("{part} {number}"), cast, subject, wanted });
        }
    }
    // The empty organisation needs no telling: nobody has answered anything.
    let subject = match &expectation.about {
        About::Each { kind, .. } if kind == "requirement" || kind == "control" => {
            subject(expectation, entry.get("subject").and_then(toml::Value::as_str), &passing)
        }
        _ => Subject::Organisation,
    };
    examples.push(Example {
        name: "empty organisation".to_owned(),
        cast: Cast::default(),
        subject,
        wanted: Some(Answer::Unknown),
    });
    examples
}

fn subject(expectation: &Expectation, named: Option<&str>, cast: &Cast) -> Subject {
    match &expectation.about {
        About::Organisation => Subject::Organisation,
        About::Each { kind, .. } if kind == "requirement" || kind == "control" => Subject::Requirement(
            named.unwrap_or_else(|| panic!("{} names no subject", expectation.id)).to_owned(),
        ),
        About::Each { .. } => {
            let alias = named.unwrap_or("it");
            let number =
                cast.number(alias).unwrap_or_else(|| panic!("{}: nothing is called {alias}", expectation.id));
            Subject::Record(crate::acts::id(number))
        }
    }
}

/// One text or a list of them.
fn texts(value: Option<&toml::Value>) -> Vec<String> {
    match value {
        Some(toml::Value::String(text)) => vec![text.clone()],
        Some(toml::Value::Array(texts)) => {
            texts.iter().map(|text| text.as_str().unwrap().to_owned()).collect()
        }
        Some(other) => panic!("a text was meant, not {other}"),
        None => Vec::new(),
    }
}

fn folder() -> PathBuf {
    testkit::packs::folder().join("examples")
}

impl Example {
    /// The answers to every expectation of a plan about the subject.
    pub fn judge(&self, plan: &Plan) -> BTreeMap<String, Answer> {
        let mut world = World::new(plan);
        for story in self.cast.stories() {
            world.apply_with_past(&story.told(), &story.past);
        }
        let mut engine = Engine::new(plan, TimeZone::UTC);
        engine.full(&world, at(TODAY));
        engine
            .answers(&world)
            .filter(|(_, _, subject, ..)| *subject == self.subject)
            .map(|(_, id, _, answer, _)| (id.to_owned(), answer))
            .collect()
    }
}

#[test]
fn every_expectation_answers_its_examples() {
    let pack = testkit::packs::iso42001();
    let (plan, problems) = Plan::compile(std::slice::from_ref(&pack), &schemas());
    assert!(problems.is_empty(), "{problems:#?}");
    let (examples, mut wrong) = read(&pack);
    for expectation in &pack.expectations {
        let Some(examples) = examples.get(&expectation.id) else {
            wrong.push(format!("{} ({}) has no examples", expectation.id, expectation.origin.0));
            continue;
        };
        for example in examples {
            let found = example.judge(&plan).get(&expectation.id).copied();
            if found != example.wanted {
                wrong.push(format!(
                    "{}, {}: {} instead of {}",
                    expectation.id,
                    example.name,
                    found.map_or("left out", Answer::code),
                    example.wanted.map_or("left out", Answer::code)
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// A verdict about an example says why.
#[test]
fn every_answer_to_an_example_has_a_reason() {
    let pack = testkit::packs::iso42001();
    let (plan, _) = Plan::compile(std::slice::from_ref(&pack), &schemas());
    let (examples, _) = read(&pack);
    let mut silent = BTreeSet::new();
    for (id, examples) in &examples {
        for example in examples.iter().filter(|example| example.wanted.is_some()) {
            let mut world = World::new(&plan);
            for story in example.cast.stories() {
                world.apply_with_past(&story.told(), &story.past);
            }
            let mut engine = Engine::new(&plan, TimeZone::UTC);
            engine.full(&world, at(TODAY));
            let verdict = engine.explain(&world, &pack.id, id, &example.subject);
            if verdict.is_none_or(|verdict| verdict.reasons.is_empty()) {
                silent.insert(format!("{id}, {}", example.name));
            }
        }
    }
    assert!(silent.is_empty(), "no reason given: {silent:#?}");
}
