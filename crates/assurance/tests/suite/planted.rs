//! Every typical nonconformity that present records can show is planted into an organisation where all that can be met is
//! met: exactly the requirements that are named turn, and a decoy that only looks like the fault turns nothing.
//!
//! The organisation and the faults are data, in `tests/planted`.

use crate::{
    acts::at,
    examples,
    tale::{Cast, TODAY},
};
use assurance::{Answer, Engine, Finding, Plan, Presence, World, findings};
use frameworks::Pack;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};

/// The organisation, in which faults can be told.
struct Ground {
    pack: Pack,
    plan: Plan,
    shelf: Cast,
    cast: Cast,
}

/// What is not as it should be: expectations with an answer that is not met or unknown, and findings.
#[derive(Debug, PartialEq)]
struct State {
    /// Expectation to requirements, where an answer is not met.
    failed: BTreeMap<String, Vec<String>>,
    /// Expectation to requirements, where an answer is unknown.
    unknown: BTreeMap<String, Vec<String>>,
    /// Expectations without any answer.
    silent: BTreeSet<String>,
    findings: Vec<Finding>,
}

impl Ground {
    fn laid() -> Self {
        let pack = testkit::packs::iso42001();
        let (plan, problems) = Plan::compile(std::slice::from_ref(&pack), &examples::schemas());
        assert!(problems.is_empty(), "{problems:#?}");
        let (shelf, mut cast) = (examples::shelf(), examples::people());
        cast.tell(text(&told("organisation.toml"), "records"), &shelf);
        Self { pack, plan, shelf, cast }
    }

    /// The state of the organisation after edits.
    fn after(&self, edits: &str) -> State {
        let mut cast = self.cast.clone();
        cast.tell(edits, &self.shelf);
        let mut world = World::new(&self.plan);
        for story in cast.stories() {
            world.apply_with_past(&story.told(), &story.past);
        }
        let mut engine = Engine::new(&self.plan, TimeZone::UTC);
        engine.full(&world, at(TODAY));
        let mut state = State {
            failed: BTreeMap::new(),
            unknown: BTreeMap::new(),
            silent: self.pack.expectations.iter().map(|it| it.id.clone()).collect(),
            findings: findings(&engine, &world),
        };
        for (_, id, _, answer, _) in engine.answers(&world) {
            state.silent.remove(id);
            let expectation = self.pack.expectations.iter().find(|known| known.id == id).unwrap();
            let lost = match answer {
                Answer::Met => continue,
                Answer::NotMet => &mut state.failed,
                Answer::Unknown => &mut state.unknown,
            };
            lost.insert(id.to_owned(), expectation.requirements.clone());
        }
        state
    }
}

fn told(file: &str) -> toml::Table {
    let path = format!("{}/tests/planted/{file}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap().parse().unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn text<'t>(table: &'t toml::Table, key: &str) -> &'t str {
    table[key].as_str().unwrap_or_else(|| panic!("{key} is no text"))
}

fn texts(table: &toml::Table, key: &str) -> BTreeSet<String> {
    table
        .get(key)
        .and_then(toml::Value::as_array)
        .into_iter()
        .flatten()
        .map(|text| text.as_str().unwrap().to_owned())
        .collect()
}

/// The plants or decoys of a nonconformity.
fn parts<'t>(faults: &'t toml::Table, id: &str, part: &str) -> Vec<&'t toml::Table> {
    let entry = faults.get(id).and_then(toml::Value::as_table);
    let listed = entry.and_then(|entry| entry.get(part)).and_then(toml::Value::as_array);
    listed.into_iter().flatten().map(|it| it.as_table().unwrap()).collect()
}

fn presence(state: &State, id: &str) -> Presence {
    state.findings.iter().find(|finding| finding.nonconformity.id == id).unwrap().presence
}

#[test]
fn in_the_organisation_all_that_can_be_met_is_met() {
    let state = Ground::laid().after("");
    assert!(state.failed.is_empty(), "not met: {:#?}", state.failed);
    assert!(state.unknown.is_empty(), "unknown: {:#?}", state.unknown);
    assert!(state.silent.is_empty(), "no answer: {:#?}", state.silent);
    for finding in &state.findings {
        let wanted = if finding.nonconformity.waits() { Presence::Waiting } else { Presence::Absent };
        assert_eq!(finding.presence, wanted, "{}", finding.nonconformity.id);
    }
}

#[test]
fn a_planted_fault_turns_exactly_what_it_must() {
    let (ground, faults) = (Ground::laid(), told("faults.toml"));
    let mut wrong = Vec::new();
    for nonconformity in ground.pack.nonconformities.iter().filter(|it| !it.waits()) {
        let id = &nonconformity.id;
        let mut planted: BTreeSet<String> = BTreeSet::new();
        let plants = parts(&faults, id, "plants");
        if plants.is_empty() {
            wrong.push(format!("{id} is never planted"));
        }
        for plant in plants {
            let what = text(plant, "what");
            let state = ground.after(text(plant, "tell"));
            let lost = state.failed.values().chain(state.unknown.values());
            let turned: BTreeSet<String> = lost.flatten().cloned().collect();
            let by: BTreeSet<String> = state.failed.keys().chain(state.unknown.keys()).cloned().collect();
            if turned != texts(plant, "turns") || by != texts(plant, "by") {
                wrong.push(format!("{id}, {what}: turns {turned:?} by {by:?}"));
            }
            if presence(&state, id) != Presence::Shown {
                wrong.push(format!("{id}, {what}: is not found"));
            }
            planted.extend(state.failed.into_keys());
        }
        let missed: Vec<&String> =
            nonconformity.shown_by.iter().filter(|by| !planted.contains(*by)).collect();
        if !missed.is_empty() {
            wrong.push(format!("{id}: no plant is shown by {missed:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_decoy_turns_nothing() {
    let (ground, faults) = (Ground::laid(), told("faults.toml"));
    let sound = ground.after("");
    let mut wrong = Vec::new();
    for nonconformity in ground.pack.nonconformities.iter().filter(|it| !it.waits()) {
        let decoys = parts(&faults, &nonconformity.id, "decoys");
        if decoys.is_empty() {
            wrong.push(format!("{} has no decoy", nonconformity.id));
        }
        for decoy in decoys {
            let state = ground.after(text(decoy, "tell"));
            if state != sound {
                let (what, id) = (text(decoy, "what"), &nonconformity.id);
                wrong.push(format!("{id}, {what}: {:?}, unknown {:?}", state.failed, state.unknown));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What cannot be shown is listed with the kinds of record that would show it; once there is such a kind, it can.
#[test]
fn the_rest_waits_for_records_that_are_not_kept_yet() {
    let faults = told("faults.toml");
    let pack = testkit::packs::iso42001();
    for (id, entry) in &faults {
        let nonconformity = pack.nonconformities.iter().find(|known| known.id == *id);
        let nonconformity = nonconformity.unwrap_or_else(|| panic!("there is no nonconformity {id}"));
        let waits = entry.as_table().unwrap().contains_key("waits_for");
        assert_eq!(waits, nonconformity.waits(), "{id}");
    }
    for nonconformity in pack.nonconformities.iter().filter(|it| it.waits()) {
        let kinds = texts(faults[&nonconformity.id].as_table().unwrap(), "waits_for");
        assert!(!kinds.is_empty() && nonconformity.awaits.is_some());
        for kind in kinds {
            assert!(
                kinds::find(&kind).is_none(),
                "{} waits for {kind}, which exists: write down by which expectation it shows",
                nonconformity.id
            );
        }
    }
}
