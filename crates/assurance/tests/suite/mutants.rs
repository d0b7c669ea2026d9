//! Whether the examples would notice if an expectation said something else: each predicate negated, each condition
//! dropped or turned, each limit moved by one.
//!
//! `cargo xtask mutate-expectations` runs it. A mutant that no example kills is either a case that nobody has thought of,
//! and gets an example, or shows that the expectation says something twice.

use crate::{
    examples::{self, Example},
    mutate::mutants,
};
use assurance::Plan;
use frameworks::{About, Expectation, Pack};
use record::Schema;

/// Mutants that mean the same as what they were made from, and why: expectation, mutant, reason.
const EQUIVALENT: &[(&str, &str, &str)] = &[(
    "system_verified",
    "without (outcome != \"failed\")",
    "a later test that failed is itself asked for a later one, so the last of them never is a failed one",
)];

/// An expectation with a changed population or a changed condition.
fn changed(expectation: &Expectation, source: &Source) -> Vec<(String, Expectation)> {
    let mut all = Vec::new();
    for mutant in mutants(&expectation.holds, &source.holds) {
        let mutated = Expectation { holds: mutant.expr, ..expectation.clone() };
        all.push((mutant.what, mutated));
    }
    if let About::Each { kind, filter: Some(filter) } = &expectation.about {
        let about = |filter| About::Each { kind: kind.clone(), filter };
        let everyone = Expectation { about: about(None), ..expectation.clone() };
        all.push(("about everyone".to_owned(), everyone));
        for mutant in mutants(filter, &source.about) {
            let mutated = Expectation { about: about(Some(Box::new(mutant.expr))), ..expectation.clone() };
            all.push((format!("about: {}", mutant.what), mutated));
        }
    }
    all
}

/// What an expectation was written as.
struct Source {
    about: String,
    holds: String,
}

fn source(expectation: &Expectation) -> Source {
    let (_, text) =
        testkit::packs::files().into_iter().find(|(name, _)| *name == expectation.origin.0).unwrap();
    let table: toml::Table = text.parse().unwrap();
    let all = table["expectation"].as_array().unwrap();
    let entry = all.iter().find(|entry| entry["id"].as_str() == Some(&expectation.id)).unwrap();
    let text = |key: &str| entry[key].as_str().unwrap().to_owned();
    Source { about: text("about"), holds: text("holds") }
}

/// The mutants of an expectation that no example kills, and how many there were.
fn survivors(
    pack: &Pack,
    schemas: &[Schema],
    expectation: &Expectation,
    examples: &[Example],
) -> (usize, Vec<String>) {
    let all = changed(expectation, &source(expectation));
    let named = |index: usize| format!("mutant_{index}");
    let expectations = all
        .iter()
        .enumerate()
        .map(|(index, (_, mutant))| Expectation { id: named(index), ..mutant.clone() })
        .collect();
    let pack = Pack { expectations, ..pack.clone() };
    // A mutant that does not pass the check could not have been written.
    let (plan, _) = Plan::compile(&[pack], schemas);
    let mut alive: Vec<bool> = (0..all.len()).map(|index| plan.has(&named(index))).collect();
    let born = alive.iter().filter(|alive| **alive).count();
    for example in examples {
        let answers = example.judge(&plan);
        for (index, alive) in alive.iter_mut().enumerate() {
            *alive &= answers.get(&named(index)).copied() == example.wanted;
        }
    }
    let left = all
        .into_iter()
        .zip(alive)
        .filter(|(_, alive)| *alive)
        .map(|((what, _), _)| what)
        .filter(|what| !EQUIVALENT.iter().any(|(id, mutant, _)| *id == expectation.id && mutant == what))
        .collect();
    (born, left)
}

#[test]
#[expect(clippy::print_stdout, reason = "how many there were is what somebody who runs it wants to know")]
#[ignore = "run by `cargo xtask mutate-expectations`"]
fn every_mutant_of_an_expectation_is_killed_by_an_example() {
    let began = std::time::Instant::now();
    let pack = testkit::packs::iso42001();
    let schemas = examples::schemas();
    let (examples, _) = examples::read(&pack);
    let only = std::env::var("EXPECTATION").ok();
    let (mut total, mut told) = (0, 0);
    let mut alive = Vec::new();
    for expectation in &pack.expectations {
        if only.as_ref().is_some_and(|only| !expectation.origin.0.contains(only) && expectation.id != *only) {
            continue;
        }
        let Some(examples) = examples.get(&expectation.id) else { continue };
        let (born, left) = survivors(&pack, &schemas, expectation, examples);
        total += born;
        told += examples.len();
        alive.extend(left.into_iter().map(|what| format!("{}: {what}", expectation.id)));
    }
    println!(
        "{total} mutants of {} expectations against {told} examples in {:.1} s",
        pack.expectations.len(),
        began.elapsed().as_secs_f64()
    );
    assert!(alive.is_empty(), "{} survive:\n{}", alive.len(), alive.join("\n"));
}

/// The list of exceptions names nothing that is gone.
#[test]
fn what_is_said_to_be_equivalent_still_exists() {
    let pack = testkit::packs::iso42001();
    for (id, mutant, reason) in EQUIVALENT {
        let expectation = pack.expectations.iter().find(|known| known.id == *id).unwrap();
        let all = changed(expectation, &source(expectation));
        assert!(all.iter().any(|(what, _)| what == mutant), "{id} has no mutant {mutant}");
        assert!(reason.len() > 20, "{id}: a reason that convinces");
    }
}
