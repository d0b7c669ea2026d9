//! What the check refuses, and with which words.

use crate::{kinds_of_tests as k, stage};
use assurance::Plan;
use frameworks::Expectation;
use record::Schema;

fn refused(about: &str, holds: &str, sentence: &str) {
    let found = stage::problems(about, holds);
    assert!(
        found.iter().any(|problem| problem.contains(sentence)),
        "{holds}: “{sentence}” is not among {found:#?}"
    );
}

fn passes(about: &str, holds: &str) {
    assert_eq!(stage::problems(about, holds), [""; 0], "{holds}");
}

#[test]
fn unknown_names_are_refused() {
    refused("dream", "filled(name)", "there is no kind “dream”");
    refused("use", "filled(dream)", "the kind “use” has no field “dream”");
    refused("use", "filled(owner.dream)", "the kind “person” has no field “dream”");
    refused("use", "some dream where in force", "there is no kind “dream”");
    refused("use", "some risk via dream", "the kind “risk” has no field “dream”");
    refused("use", "some risk via event", "“event” is no link");
    refused("use", "some system via supplier", "“supplier” leads to records of kind supplier, not use");
    refused("use", "stage = \"dream\"", "“dream” is none of idea, operation");
    refused("use", "\"dream\" = stage", "“dream” is none of idea, operation");
    refused("use", "stage in [\"idea\", \"dream\"]", "“dream” is none of idea, operation");
    refused("review", "[\"dream\"] within inputs", "“dream” is none of audit, incidents, objectives");
    refused("use", "acted(approve).capacity = \"dreamer\"", "“dreamer” is none of administrator");
    refused("use", "is verified", "“verified” is none of the states draft, submitted, effective, retired");
    refused("impact", "answers.dream = \"low\"", "the question set questions@1 has no question “dream”");
    refused("impact", "filled(findings.dream)", "the table “findings” has no column “dream”");
    refused("impact", "every row in findings has filled(dream)", "the row has no column “dream”");
    refused("requirement", "dream = \"x\"", "a requirement has ref, title, under and documented");
    refused("organisation", "filled(name)", "the organisation has no fields");
    refused("use", "acted(approve).dream = 1", "an act has by, at and capacity");
    refused("system", "filled(contract.dream)", "has no such part");
}

#[test]
fn types_that_do_not_fit_are_refused() {
    refused("use", "stage = 3", "of different types");
    refused("use", "stage > \"idea\"", "these have no order");
    refused("use", "owner = systems", "may have several values");
    refused("use", "name", "is a value, not a condition");
    refused("use", "filled(name) and 3", "a condition was expected here, not a value");
    refused("use", "systems.stage = \"idea\"", "may have several values");
    refused("use", "owner = 2026-01-01", "of different types");
    refused("use", "go_live + 3 > 4", "these cannot be put together");
    refused("use", "go_live + 3 hours <= go_live", "hours can only be added to the time of an act");
    refused("use", "go_live >= now - 3 hours", "hours can only be compared with the time of an act");
    refused("use", "today >= today", "the present cannot be compared with itself");
    refused("use", "age(go_live) <= 3 hours", "not counted in hours");
    refused("use", "words(go_live) > 3", "only the words of one text can be counted");
    refused("use", "systems within inputs_of", "has no field");
    refused("use", "covers(go_live, today)", "covers takes one period");
    refused("use", "filled(systems.supplier.name.more)", "no such part");
    refused("action", "every thing in about has filled(thing.name)", "may be of any kind");
    refused("use", "some person via unit of systems", "“systems” leads to several records; “of” takes one");
    refused("unit", "filled(head.unit.head.unit.head.unit)", "follows more than 3 links");
    refused("use", "max(systems) = owner", "only numbers and dates have a greatest");
    refused("use", "then(today, stage) = \"idea\"", "the present can only be compared with");
}

#[test]
fn every_problem_of_an_expression_is_told_at_once() {
    let found = stage::problems("use", "filled(one) and (stage = \"dream\" or filled(two))");
    assert_eq!(found.len(), 3, "{found:#?}");
    assert!(found[0].starts_with("at character 8: "), "{found:#?}");
}

#[test]
fn what_is_right_passes() {
    passes("use", "owner = acted(create).by and in_scope or filled(owner)");
    passes("organisation", "count(use) = 0");
    passes("system", "drift.value = 1");
    passes(
        "system",
        "age(drift.at) <= 7 days and contract.from <= today and covers(contract, today - 3 months)",
    );
    passes("action", "some thing in about where thing is a use and thing in force");
    passes("requirement", "some audit where subject.ref in covered.part");
}

#[test]
fn an_expectation_that_does_not_pass_is_left_out_and_the_rest_is_ready() {
    let good = Expectation::sketch("good", "1.1", "use", "filled(owner)").unwrap();
    let bad = Expectation::sketch("bad", "1.1", "use", "filled(dream)").unwrap();
    let (plan, problems) = Plan::compile(&[stage::pack(vec![bad, good])], &stage::schemas());
    assert_eq!(plan.expectations(), 1);
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].file, "sketch");
    assert!(problems[0].place.starts_with("bad"), "{}", problems[0]);
}

#[test]
fn a_field_that_an_organisation_added_can_be_expected() {
    let mut schemas: Vec<Schema> = stage::schemas();
    let place = schemas.iter().position(|schema| schema.kind.id == "use").unwrap();
    let added = record::flag("board_told", "Board told").field;
    schemas[place] = Schema::with(&k::USE, vec![added], 1);
    let expectation = Expectation::sketch("e", "1.1", "use", "board_told").unwrap();
    let (plan, problems) = Plan::compile(&[stage::pack(vec![expectation])], &schemas);
    assert!(problems.is_empty(), "{problems:#?}");
    assert_eq!(plan.expectations(), 1);
}

#[test]
fn the_rule_for_statements_is_checked_too() {
    let mut pack = stage::pack(Vec::new());
    let statement = pack.none_statement.as_mut().unwrap();
    statement.names = "text".to_owned();
    let (_, problems) = Plan::compile(&[pack.clone()], &stage::schemas());
    assert!(problems[0].sentence.contains("“text” is no choice of the kind"), "{problems:#?}");
    let (_, problems) = Plan::compile(&[pack], &[Schema::of(&k::USE)]);
    assert!(problems[0].sentence.contains("there is no kind “document”"), "{problems:#?}");
}

#[test]
fn the_fields_that_a_remedy_names_exist() {
    let of = |kind: &str, fields: &[&str]| {
        let mut expectation = Expectation::sketch("e", "1.1", "use", "filled(name)").unwrap();
        expectation.remedy.kind = kind.to_owned();
        expectation.remedy.fields = fields.iter().map(|field| (*field).to_owned()).collect();
        let (_, problems) = Plan::compile(&[stage::pack(vec![expectation])], &stage::schemas());
        problems.into_iter().map(|problem| problem.sentence).collect::<Vec<_>>()
    };
    assert_eq!(of("use", &["purpose", "roles.role"]), [""; 0]);
    assert_eq!(
        of("use", &["dream", "roles.dream", "purpose.part"]),
        [
            "“dream” is no field of use",
            "“roles.dream” is no field of use",
            "“purpose.part” is no field of use"
        ]
    );
    assert_eq!(of("dream", &[]), ["there is no kind “dream”"]);
}
