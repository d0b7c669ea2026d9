//! The expectations of the real pack pass the check against the real kinds, and judge what they claim to judge.

use crate::acts::{Story, all, at, day, number, pick, picks, rows, text, to};
use assurance::{Answer, Engine, Plan, Status, Subject, World};
use frameworks::Pack;
use jiff::tz::TimeZone;
use record::{Act, Kind, LifeCycle, Row, Schema, Value};
use std::collections::{BTreeMap, BTreeSet};

pub const NOW: &str = "2026-11-21";
pub const ID: &str = "iso42001-2023";

fn pack() -> Pack {
    testkit::packs::iso42001()
}

fn plan() -> Plan {
    let schemas: Vec<Schema> = kinds::ALL.iter().map(|kind| Schema::of(kind)).collect();
    let (plan, problems) = Plan::compile(&[pack()], &schemas);
    assert!(problems.is_empty(), "{problems:#?}");
    plan
}

pub fn judged(stories: &[Story]) -> (World, Engine) {
    let plan = plan();
    let mut world = World::new(&plan);
    for story in stories {
        world.apply_with_past(&story.told(), &story.past);
    }
    let mut engine = Engine::new(&plan, TimeZone::UTC);
    engine.full(&world, at(NOW));
    (world, engine)
}

/// The answer to an expectation, about a record or about the whole.
fn answer(stories: &[Story], expectation: &str, record: Option<u128>) -> Option<Answer> {
    let (world, engine) = judged(stories);
    let subject = record.map_or(Subject::Organisation, |number| Subject::Record(crate::acts::id(number)));
    engine.answers(&world).find(|(_, id, about, ..)| *id == expectation && *about == subject).map(|it| it.3)
}

fn kind(id: &str) -> &'static Kind {
    kinds::find(id).unwrap()
}

pub fn story(kind_id: &str, number: u128) -> Story {
    Story::of(kind(kind_id), number, 1, "2026-01-01")
}

pub fn long() -> Value {
    text(&"words that say something of substance about the matter ".repeat(6))
}

pub fn document(number: u128, doc_type: &str) -> Story {
    story("document", number)
        .with("doc_type", pick(doc_type))
        .with("text", long())
        .with("owner", to(1))
        .with("next_review", day("2027-01-31"))
}

pub fn person(number: u128) -> Story {
    story("person", number)
}

#[test]
fn every_expectation_passes_the_check() {
    assert_eq!(plan().expectations(), pack().expectations.len());
}

/// Whatever is approved and says nothing meets nothing.
#[test]
fn an_approved_but_blank_record_of_each_kind_meets_nothing() {
    for kind in kinds::ALL {
        // A document says at least of which type it is; each type in turn.
        let types: Vec<Option<&str>> =
            if kind.id == "document" { pack_types().into_iter().map(Some).collect() } else { vec![None] };
        for doc_type in types {
            let mut blank = Story::of(kind, 500, 1, "2026-01-01");
            if let Some(doc_type) = doc_type {
                blank = blank.with("doc_type", pick(doc_type)).approved(2, "2026-02-01");
            } else {
                blank = ended(blank, kind.life_cycle);
            }
            let (world, engine) = judged(&[blank]);
            let met: Vec<(&str, Subject)> =
                engine.answers(&world).filter(|it| it.3 == Answer::Met).map(|it| (it.1, it.2)).collect();
            assert!(met.is_empty(), "a blank {} {doc_type:?} meets {met:?}", kind.id);
        }
    }
}

fn ended(story: Story, life_cycle: LifeCycle) -> Story {
    match life_cycle {
        LifeCycle::Controlled => story.approved(2, "2026-02-01"),
        LifeCycle::Witnessed => story.act(Act::Verify, 2, "2026-02-01", "ai_manager"),
        LifeCycle::Task => {
            story.act(Act::Complete, 1, "2026-02-01", "owner").act(Act::Verify, 2, "2026-03-01", "ai_manager")
        }
        LifeCycle::Kept => story,
    }
}

fn pack_types() -> Vec<&'static str> {
    match kind("document").field("doc_type").unwrap().shape {
        record::Shape::Choice(options) => options.iter().map(|option| option.code).collect(),
        _ => panic!("the type of a document is a choice"),
    }
}

#[test]
fn an_empty_organisation_is_unknown_everywhere_and_a_blank_draft_begins_it() {
    let (world, engine) = judged(&[]);
    assert!(engine.answers(&world).all(|it| it.3 == Answer::Unknown));
    let total = engine.readiness(&world, &BTreeSet::new()).total(ID);
    assert_eq!((total.met, total.partly, total.not_met, total.unknown), (0, 0, 0, 70));
    let policy = engine.explain(&world, ID, "policy", &Subject::Organisation).unwrap();
    assert_eq!(policy.reasons[0].code, "not_begun");
    assert_eq!(policy.reasons[0].sentence(), "There is no document at all yet: nothing was answered.");
    let (world, engine) = judged(&[story("document", 10)]);
    let readiness = engine.readiness(&world, &BTreeSet::new());
    let status = |reference: &str| readiness.of(ID, reference).unwrap().leaf.as_ref().unwrap().status;
    assert_eq!(status("4.4"), Status::NotMet, "there are documents, and no process map");
    assert_eq!(status("A.7.4"), Status::Unknown, "there may be no data sets");
}

#[test]
fn a_policy_needs_words_top_management_and_a_review_ahead() {
    let good = document(10, "policy").approved(2, "2026-02-01");
    assert_eq!(answer(std::slice::from_ref(&good), "policy", None), Some(Answer::Met));
    assert_eq!(answer(&[document(10, "policy")], "policy", None), Some(Answer::NotMet), "a draft");
    let short = document(10, "policy").with("text", text("We love AI.")).approved(2, "2026-02-01");
    assert_eq!(answer(&[short], "policy", None), Some(Answer::NotMet));
    let stale = document(10, "policy").with("next_review", day("2026-11-20")).approved(2, "2026-02-01");
    assert_eq!(answer(&[stale], "policy", None), Some(Answer::NotMet));
    let by_owner = document(10, "policy").act(Act::Submit, 1, "2026-02-01", "contributor").act(
        Act::Approve,
        2,
        "2026-02-01",
        "owner",
    );
    assert_eq!(answer(&[by_owner], "policy", None), Some(Answer::NotMet), "not by top management");
    let told = |on| rows(&[&[("to", text("everyone")), ("how", pick("intranet")), ("date", day(on))]]);
    let passed_on = document(10, "policy").with("communicated", told("2026-02-02")).approved(2, "2026-02-01");
    assert_eq!(answer(&[passed_on], "policy_communicated", Some(10)), Some(Answer::Met));
    let before = document(10, "policy").with("communicated", told("2026-01-31")).approved(2, "2026-02-01");
    assert_eq!(
        answer(&[before], "policy_communicated", Some(10)),
        Some(Answer::NotMet),
        "an earlier version was"
    );
}

pub fn high_use() -> Story {
    story("use", 20)
        .with("stage", pick("operation"))
        .with("in_scope", Value::Flag(true))
        .with("impact_level", pick("high"))
        .with("owner", to(1))
        .approved(2, "2026-02-01")
}

#[test]
fn a_use_of_high_impact_needs_an_assessment_that_is_fresh_full_and_by_two() {
    let assessment = || {
        story("impact_assessment", 21)
            .with("uses", all(&[20]))
            .with("assessed_on", day("2026-05-01"))
            .with("intended_use", long())
            .with("misuse", long())
            .with("assessors", all(&[1, 2]))
            .with("result", pick("acceptable"))
    };
    let of = |assessment: Story| answer(&[high_use(), assessment], "impact_assessed", Some(20));
    assert_eq!(of(assessment().approved(2, "2026-05-02")), Some(Answer::Met));
    assert_eq!(of(assessment()), Some(Answer::NotMet), "a draft");
    assert_eq!(of(assessment().approved(1, "2026-05-02")), Some(Answer::NotMet), "its author approved it");
    assert_eq!(
        of(assessment().with("assessed_on", day("2025-11-20")).approved(2, "2026-05-02")),
        Some(Answer::NotMet)
    );
    assert_eq!(of(assessment().with("misuse", text("")).approved(2, "2026-05-02")), Some(Answer::NotMet));
    assert_eq!(of(assessment().with("uses", all(&[99])).approved(2, "2026-05-02")), Some(Answer::NotMet));
    let low = story("use", 20)
        .with("stage", pick("operation"))
        .with("in_scope", Value::Flag(true))
        .with("impact_level", pick("low"));
    assert_eq!(
        answer(&[low.approved(2, "2026-02-01")], "impact_assessed", Some(20)),
        None,
        "none is expected"
    );
    let untold = story("use", 20)
        .with("stage", pick("operation"))
        .with("in_scope", Value::Flag(true))
        .approved(2, "2026-02-01");
    assert_eq!(
        answer(&[untold], "impact_assessed", Some(20)),
        Some(Answer::Unknown),
        "nobody has said how high"
    );
}

#[test]
fn a_severe_finding_is_taken_up_by_a_risk_in_force() {
    let finding = |risk: Option<u128>| {
        let mut cells =
            vec![("who", pick("groups")), ("what", text("turned down")), ("severity", Value::Rating(4))];
        if let Some(risk) = risk {
            cells.push(("risk", to(risk)));
        }
        story("impact_assessment", 21).with("findings", rows(&[&cells])).approved(2, "2026-05-02")
    };
    let risk = story("risk", 30);
    let of = |stories: &[Story]| answer(stories, "severe_findings_taken_up", Some(21));
    assert_eq!(of(&[finding(Some(30)), risk.clone().approved(2, "2026-05-03")]), Some(Answer::Met));
    assert_eq!(of(&[finding(Some(30)), risk]), Some(Answer::NotMet));
    assert_eq!(of(&[finding(None)]), Some(Answer::NotMet));
}

#[test]
fn a_supplier_counts_only_while_its_system_is_in_use() {
    let supplier = story("supplier", 40)
        .with("last_assessed", day("2026-03-01"))
        .with("assessment", text("questions answered and tests repeated"))
        .with("assessment_result", pick("suitable"));
    let system = |stage| {
        story("system", 41).with("stage", pick(stage)).with("supplier", to(40)).approved(2, "2026-02-01")
    };
    let of = |stories: &[Story]| answer(stories, "suppliers_assessed", Some(40));
    assert_eq!(of(&[supplier.clone(), system("operation")]), Some(Answer::Met));
    assert_eq!(of(&[supplier.clone(), system("idea")]), None);
    let unsuitable = supplier.clone().with("assessment_result", pick("unsuitable"));
    assert_eq!(of(&[unsuitable, system("operation")]), Some(Answer::NotMet));
    let long_ago = supplier.with("last_assessed", day("2025-11-20"));
    assert_eq!(of(&[long_ago, system("operation")]), Some(Answer::NotMet));
}

#[test]
fn a_corrective_action_is_judged_by_its_effect_once_the_check_is_due() {
    let action = || {
        story("action", 50)
            .with("kind", pick("corrective"))
            .with("assignee", to(1))
            .with("due", day("2026-03-01"))
            .with("cause", text("nobody had been told"))
            .with("similar_cases", text("looked at all other uses"))
            .with("effect_measure", text("no repeat"))
            .with("effect_check_days", number(60))
            .act(Act::Complete, 1, "2026-02-20", "owner")
    };
    let effect = |action: Story| answer(&[action], "corrective_effect", Some(50));
    assert_eq!(answer(&[action()], "nonconformities_acted_on", Some(50)), Some(Answer::Met));
    assert_eq!(effect(action()), Some(Answer::NotMet), "the check is long overdue");
    assert_eq!(effect(action().act(Act::Verify, 2, "2026-04-21", "ai_manager")), Some(Answer::Met));
    assert_eq!(
        effect(action().act(Act::Verify, 2, "2026-04-20", "ai_manager")),
        Some(Answer::NotMet),
        "too early"
    );
    assert_eq!(
        effect(action().act(Act::Verify, 1, "2026-04-21", "ai_manager")),
        Some(Answer::NotMet),
        "by himself"
    );
    let late = story("action", 50)
        .with("kind", pick("corrective"))
        .with("due", day("2026-02-01"))
        .with("cause", long());
    let late = late.with("similar_cases", long()).act(Act::Complete, 1, "2026-02-20", "owner");
    assert_eq!(answer(&[late], "nonconformities_acted_on", Some(50)), Some(Answer::NotMet), "past its date");
}

#[test]
fn evidence_is_looked_at_by_somebody_else_and_expires() {
    let evidence = || {
        story("evidence", 60)
            .with("collected_by", to(1))
            .with("link", text("a share"))
            .with("valid_until", day("2026-12-31"))
    };
    let of = |story: Story| answer(&[story], "evidence_verified", Some(60));
    assert_eq!(of(evidence().act(Act::Verify, 2, "2026-02-01", "ai_manager")), Some(Answer::Met));
    assert_eq!(of(evidence()), Some(Answer::NotMet));
    assert_eq!(of(evidence().act(Act::Verify, 1, "2026-02-01", "ai_manager")), Some(Answer::NotMet));
    let expired = evidence().with("valid_until", day("2026-11-20"));
    assert_eq!(of(expired.act(Act::Verify, 2, "2026-02-01", "ai_manager")), Some(Answer::NotMet));
}

#[test]
fn overseers_are_competent_by_somebody_elses_judgement() {
    let overseen = high_use();
    let overseen = overseen.revised("overseers", all(&[3]), 1, "2026-03-01").approved(2, "2026-03-02");
    let shown = |by: u128, level: &str| {
        person(3).with(
            "competences",
            rows(&[&[("competence", text("credit")), ("level", pick(level)), ("judged_by", to(by))]]),
        )
    };
    let of = |overseer: Story| {
        answer(&[overseen.clone(), overseer, person(1), person(2)], "overseers_competent", Some(20))
    };
    assert_eq!(of(shown(2, "expert")), Some(Answer::Met));
    assert_eq!(of(shown(3, "expert")), Some(Answer::NotMet), "judged by the overseer");
    assert_eq!(of(shown(2, "aware")), Some(Answer::NotMet));
    assert_eq!(of(person(3)), Some(Answer::NotMet));
}

#[test]
fn a_statement_that_there_are_no_data_sets_is_heard() {
    let statement = document(70, "none_statement")
        .with("populations", picks(&["dataset"]))
        .with("valid_until", day("2026-12-31"));
    assert_eq!(
        answer(std::slice::from_ref(&statement), "data_known", None),
        Some(Answer::Unknown),
        "a draft"
    );
    assert_eq!(
        answer(&[statement.clone().approved(1, "2026-02-01")], "data_known", None),
        Some(Answer::Unknown),
        "by its author"
    );
    assert_eq!(answer(&[statement.approved(2, "2026-02-01")], "data_known", None), Some(Answer::Met));
}

/// Whatever kind a population is of, a statement that there is none of it is heard, and can be made.
#[test]
fn a_statement_answers_for_every_kind_of_population() {
    let record::Shape::Choices(names) = kind("document").field("populations").unwrap().shape else {
        panic!("a statement names populations")
    };
    let codes: BTreeSet<&str> = names.iter().map(|option| option.code).collect();
    assert!(kinds::ALL.iter().all(|kind| codes.contains(kind.id)));
    let mut about: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for expectation in pack().expectations {
        let frameworks::About::Each { kind, .. } = &expectation.about else { continue };
        if kind != "document" && kind != "requirement" && kind != "control" {
            about
                .entry(expectation.population.unwrap_or_else(|| kind.clone()))
                .or_default()
                .push(expectation.id);
        }
    }
    assert!(about.len() >= 20, "{about:?}");
    let unheard: Vec<&String> =
        about.keys().filter(|population| !codes.contains(population.as_str())).collect();
    assert!(unheard.is_empty(), "no statement can name {unheard:?}");
    for (population, expectations) in about {
        let statement = document(70, "none_statement")
            .with("populations", picks(&[&population]))
            .with("valid_until", day("2026-12-31"));
        let (world, engine) = judged(&[statement.approved(2, "2026-02-01")]);
        for id in expectations {
            let found = engine
                .answers(&world)
                .find(|(_, known, subject, ..)| *known == id && *subject == Subject::Organisation)
                .map(|it| it.3);
            assert_eq!(found, Some(Answer::Met), "{id} about no {population}");
        }
    }
}

/// The sample bodies are what a careful organisation would write: approved by somebody else, most of what is expected of
/// each holds.
#[test]
fn realistic_records_meet_much_of_what_is_expected_of_them() {
    let people: Vec<Story> = (1..=3).map(person).collect();
    let mut stories = people;
    for (place, (kind, body)) in testkit::samples().enumerate() {
        let mut story = Story::of(kind, 1_000 + place as u128, 1, "2026-01-01");
        for (field, value) in &body {
            story = story.with(field, value.clone());
        }
        stories.push(ended(story, kind.life_cycle));
    }
    let (world, engine) = judged(&stories);
    let met = engine.answers(&world).filter(|it| it.3 == Answer::Met).count();
    let all = engine.answers(&world).count();
    assert!(met * 4 >= all, "only {met} of {all} are met");
    for (pack, expectation, subject, answer, _) in engine.answers(&world) {
        let verdict = engine.explain(&world, pack, expectation, &subject).unwrap();
        assert_eq!(verdict.answer, answer, "{expectation}");
        assert!(!verdict.reasons.is_empty(), "{expectation} about {subject:?} gives no reason");
    }
    let acts = engine.next_acts(&world, 5);
    assert_eq!(acts.len(), 5);
    assert!(acts.windows(2).all(|pair| pair[0].moves.len() >= pair[1].moves.len()));
}

/// A row is read as people enter it: an id and cells.
#[test]
fn rows_keep_their_ids_in_reasons() {
    let cells = [("what".to_owned(), text("train staff again"))].into();
    let risk = story("risk", 30)
        .with("treatment", pick("modify"))
        .with("treatments", Value::Table(vec![Row { id: 7, cells }]))
        .approved(2, "2026-02-01");
    let (world, engine) = judged(&[risk]);
    let verdict =
        engine.explain(&world, ID, "treatment_planned", &Subject::Record(crate::acts::id(30))).unwrap();
    assert_eq!(verdict.answer, Answer::NotMet);
    assert!(verdict.reasons.iter().all(|reason| reason.row == Some(7)), "{:#?}", verdict.reasons);
    let blank: Vec<&str> = verdict.reasons.iter().map(|reason| reason.what.as_str()).collect();
    assert_eq!(blank, ["owner", "due"]);
}
