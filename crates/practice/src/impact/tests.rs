//! The guide over the sample of an assessment and over records around it.

use super::*;
use record::{Answers, Schema};
use std::collections::BTreeSet;

fn schema() -> Schema {
    Schema::of(&ia::KIND)
}

fn step(id: &str) -> &'static Step {
    STEPS.iter().find(|step| step.id == id).unwrap()
}

#[test]
fn every_field_of_the_kind_is_asked_for_in_exactly_one_step() {
    let schema = schema();
    for field in ia::KIND.fields {
        let asking = STEPS.iter().filter(|step| step.fields(&schema).contains(&field.id)).count();
        let sections = if field.id == ia::ANSWERS.field.id { 3 } else { 1 };
        assert_eq!(asking, sections, "{}", field.id);
    }
    let sections: BTreeSet<&str> = STEPS.iter().filter_map(|step| step.section).collect();
    let asked: BTreeSet<&str> =
        kinds::impact_questions::IMPACT.questions.iter().map(|question| question.section).collect();
    assert_eq!(sections, asked, "every question stands in a step");
}

#[test]
fn a_path_leads_to_its_step() {
    let schema = schema();
    let of = |path: &str| Step::of(&schema, path).map(|step| step.id);
    assert_eq!(of("misuse"), Some("misuse"));
    assert_eq!(of("answers.groups_children"), Some("groups"));
    assert_eq!(of("answers.society_labour"), Some("society"));
    assert_eq!(of("findings.2.severity"), Some("effects"));
    assert_eq!(of("nothing"), None);
}

#[test]
fn progress_is_computed_from_what_is_filled_in() {
    let schema = schema();
    let full = testkit::sample("impact_assessment");
    for step in steps(&schema) {
        assert_eq!(progress(step, &schema, &full), Progress::Complete, "{}", step.id);
        assert_eq!(progress(step, &schema, &Body::new()), Progress::Empty, "{}", step.id);
    }
    let mut some = full.clone();
    some.clear(ia::VULNERABLE.field.id);
    assert_eq!(progress(step("people"), &schema, &some), Progress::Begun);
    assert_eq!(lacking(step("people"), &schema, &some), ["vulnerable"]);
    let Some(Value::Answers(mut answers)) = full.get("answers").cloned() else { panic!() };
    answers.given.remove("groups_children");
    some.set("answers", Value::Answers(answers));
    assert_eq!(lacking(step("groups"), &schema, &some), ["answers.groups_children"]);
    assert_eq!(progress(step("individuals"), &schema, &some), Progress::Complete);
}

#[test]
fn an_evaluation_can_be_planned_and_the_step_waits_for_its_result() {
    let schema = schema();
    let mut body = testkit::sample("impact_assessment");
    let Some(Value::Table(mut rows)) = body.get(ia::EVALUATIONS.field.id).cloned() else { panic!() };
    rows[0].cells.remove("value");
    rows[0].cells.remove("outcome");
    let path = format!("evaluations.{}.value", rows[0].id);
    body.set(ia::EVALUATIONS.field.id, Value::Table(rows));
    assert_eq!(record::validate(&schema, &body), []);
    assert_eq!(lacking(step("fairness"), &schema, &body), [path]);
    assert_eq!(progress(step("fairness"), &schema, &body), Progress::Begun);
}

#[test]
fn conditions_are_needed_only_for_a_result_that_has_them() {
    let schema = schema();
    let mut body = testkit::sample("impact_assessment");
    body.clear("conditions");
    assert_eq!(lacking(step("conclusion"), &schema, &body), ["conditions"]);
    body.set("result", Value::Choice("acceptable".to_owned()));
    assert!(lacking(step("conclusion"), &schema, &body).is_empty());
}

#[test]
fn a_step_changes_what_it_asks_for_and_nothing_else() {
    let schema = schema();
    let before = testkit::sample("impact_assessment");
    let typed =
        Body::new().with("misuse", Value::Text("Other".to_owned())).with("name", Value::Text("X".to_owned()));
    let after = placed(step("misuse"), &schema, &before, &typed);
    assert_eq!(record::changed_fields(&before, &after), ["misuse"]);
    let given = |id: &str, code: &str| {
        let answer = record::Answer { value: Value::Choice(code.to_owned()), note: None };
        (id.to_owned(), answer)
    };
    let answers = Answers {
        set: "impact@1".to_owned(),
        given: [given("groups_children", "severe"), given("society_labour", "severe")].into(),
    };
    let typed = Body::new().with("answers", Value::Answers(answers));
    let after = placed(step("groups"), &schema, &before, &typed);
    let Some(Value::Answers(after)) = after.get("answers") else { panic!() };
    let code = |id: &str| after.given.get(id).and_then(|answer| answer.value.text());
    assert_eq!(code("groups_children"), Some("severe"));
    assert_eq!(code("groups_workers"), None, "it was asked for and left blank");
    assert_eq!(code("society_labour"), Some("none"), "it was not asked for");
}

fn record(kind: &'static str, number: u128, body: Body) -> record::Record {
    let stamp = record::Stamp {
        by: RecordId(uuid::Uuid::from_u128(9)),
        at: "2026-01-01T00:00:00Z".parse().unwrap(),
        reason: None,
    };
    record::Record {
        id: RecordId(uuid::Uuid::from_u128(number)),
        kind,
        reference: format!("{}-{number:04}", kind.to_uppercase()),
        title: String::new(),
        state: record::State::Current(stamp.clone()),
        version: 1,
        body,
        schema: String::new(),
        effective: None,
        created: stamp.clone(),
        changed: stamp,
        authors: Vec::new(),
        position: 0,
    }
}

#[test]
fn what_records_say_is_proposed_word_for_word_for_empty_fields_alone() {
    let schema = schema();
    let (used, system) =
        (record("use", 1, testkit::sample("use")), record("system", 2, testkit::sample("system")));
    let around = [used.clone(), system];
    let found = known(step("misuse"), &around);
    let proposal = proposed(&schema, &Body::new(), &found);
    assert_eq!(proposal.get("misuse"), used.body.get("misuse"));
    assert!(found.iter().any(|known| known.field == "prohibited_uses" && known.reference == "USE-0001"));
    let said = Body::new().with("misuse", Value::Text("Mine".to_owned()));
    assert!(proposed(&schema, &said, &found).is_empty(), "what a person wrote stays");
    let fairness = proposed(&schema, &Body::new(), &known(step("fairness"), &around));
    let Some(Value::Table(rows)) = fairness.get("evaluations") else { panic!("{fairness:?}") };
    assert_eq!(rows.len(), 3, "the tests of the system");
    assert!(rows.iter().all(|row| row.cells.get("data") == Some(&Value::Text("SYSTEM-0002".to_owned()))));
    assert!(record::validate(&schema, &fairness.with("name", Value::Text("A".to_owned()))).is_empty());
}

#[test]
fn every_source_is_a_field_and_fills_a_field_of_its_step() {
    let schema = schema();
    for step in STEPS {
        for kind in kinds::ALL {
            let all = record(kind.id, 1, testkit::sample(kind.id));
            for known in known(step, std::slice::from_ref(&all)) {
                assert!(kind.field(known.field).is_some(), "{} {}", kind.id, known.field);
                let into = known.into.is_none_or(|into| step.fields(&schema).contains(&into));
                assert!(into, "{} fills {:?} outside of {}", known.field, known.into, step.id);
            }
        }
    }
}

#[test]
fn article_27_asks_some_deployers_of_some_uses() {
    let text = |code: &str| Value::Choice(code.to_owned());
    let listed = |point: &str| {
        Body::new().with("act_class", text("high_risk_annex_iii")).with("act_point", text(point))
    };
    let ground = |code: &str| Body::new().with("rights_ground", text(code));
    let of = |assessment: &Body, used: Body| applies(assessment, std::iter::once(&used));
    assert_eq!(of(&Body::new(), listed("4a")), Applies::Unsaid);
    assert_eq!(of(&ground("public_body"), listed("4a")), Applies::Yes);
    assert_eq!(of(&ground("none"), listed("4a")), Applies::No);
    assert_eq!(of(&ground("none"), listed("5b")), Applies::Yes, "any deployer of 5(b)");
    assert_eq!(of(&ground("public_body"), listed("2")), Applies::No, "point 2 is left out");
    assert_eq!(of(&ground("public_body"), Body::new().with("act_class", text("minimal"))), Applies::No);
    let full = testkit::sample("impact_assessment");
    assert!(ITEMS.iter().all(|item| lacks(item, &full).is_empty()));
    assert_eq!(ITEMS.iter().filter(|item| lacks(item, &Body::new()).is_empty()).count(), 0);
    let mut without = full;
    without.clear("complaints");
    assert_eq!(lacks(&ITEMS[5], &without), ["complaints"]);
}
