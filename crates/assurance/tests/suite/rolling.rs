//! Statements that there is none, roll-up to requirements, and what to do next.

use crate::{
    acts::{Story, at, day, picks, text},
    kinds_of_tests as k,
    stage::{self, PACK, judged},
};
use assurance::{AWAITS, Answer, Change, Counts, Engine, NO_EXPECTATION, Plan, Status, Subject, World};
use frameworks::{Expectation, Remedy, RestsOn, Shows};
use jiff::tz::TimeZone;
use record::Act;
use std::collections::{BTreeMap, BTreeSet};

const NOW: &str = "2026-11-21";

fn statement(populations: &[&str], words: &str) -> Story {
    Story::of(&k::DOCUMENT, 900, 2, "2026-01-01")
        .with("doc_type", crate::acts::pick("none_statement"))
        .with("populations", picks(populations))
        .with("text", text(words))
        .with("valid_until", day("2026-12-31"))
}

#[test]
fn nobody_is_unknown_until_a_signed_statement_says_so_and_again_when_it_expires() {
    let plan = stage::plan(&[
        ("use where in force", "filled(owner)"),
        ("organisation", "every use has filled(owner)"),
    ]);
    let mut world = World::new(&plan);
    let mut engine = Engine::new(&plan, TimeZone::UTC);
    engine.full(&world, at(NOW));
    let both = |engine: &Engine, world: &World| engine.answers(world).map(|it| it.3).collect::<Vec<_>>();
    assert_eq!(both(&engine, &world), [Answer::Unknown; 2]);
    let draft = statement(&["use"], "we use no artificial intelligence");
    engine.apply(&mut world, &[Change::Put(&draft.told(), &[])], at(NOW));
    assert_eq!(both(&engine, &world), [Answer::Unknown; 2], "a draft signs nothing");
    let signed = draft.approved(3, "2026-01-02");
    let turned = engine.apply(&mut world, &[Change::Put(&signed.told(), &[])], at(NOW));
    assert_eq!(turned.len(), 2);
    assert_eq!(both(&engine, &world), [Answer::Met; 2]);
    let verdict = engine.explain(&world, PACK, "e1", &Subject::Organisation).unwrap();
    assert_eq!(verdict.reasons[0].code, "statement");
    assert!(verdict.read.records.contains(&crate::acts::id(900)), "the statement was read");
    engine.tick(&world, at("2027-01-01"));
    assert_eq!(both(&engine, &world), [Answer::Unknown; 2], "the statement has expired");
}

#[test]
fn a_statement_about_something_else_or_without_words_says_nothing() {
    for story in [
        statement(&["risk"], "we know of no risk at all"),
        statement(&["use"], "none"),
        statement(&[], "we use no artificial intelligence"),
    ] {
        let found = stage::answers(
            "use where in force",
            "filled(owner)",
            &[story.approved(3, "2026-01-02")],
            at(NOW),
        );
        assert_eq!(found, [(Subject::Organisation, Answer::Unknown)]);
    }
}

#[test]
fn a_statement_does_not_answer_for_those_who_are_there() {
    let signed = statement(&["use"], "we use no artificial intelligence").approved(3, "2026-01-02");
    let there = Story::of(&k::USE, 1, 2, "2026-01-01").approved(3, "2026-01-02");
    let found = stage::answers("use where in force", "filled(owner)", &[signed, there], at(NOW));
    assert_eq!(found, [(Subject::Record(crate::acts::id(1)), Answer::NotMet)]);
}

fn expectation(id: &str, requirements: &[&str], shows: Shows, about: &str, holds: &str) -> Expectation {
    let mut made = Expectation::sketch(id, "1.1", about, holds).unwrap();
    made.requirements = requirements.iter().map(|it| (*it).to_owned()).collect();
    made.shows = shows;
    made.remedy = Remedy {
        act: "approve".into(),
        kind: "use".into(),
        fields: Vec::new(),
        sentence: format!("Do {id}."),
    };
    made
}

fn engine(expectations: Vec<Expectation>, stories: &[Story]) -> (World, Engine) {
    let (plan, problems) = Plan::compile(&[stage::pack(expectations)], &stage::schemas());
    assert!(problems.is_empty(), "{problems:#?}");
    judged(&plan, stories, at(NOW))
}

#[test]
fn requirements_without_expectations_are_unknown_and_stay_in_the_denominator() {
    let (world, engine) = engine(
        vec![expectation("e", &["1.1"], Shows::Operation, "use where in force", "filled(purpose)")],
        &[Story::of(&k::USE, 1, 2, "2026-01-01").with("purpose", text("to sort")).approved(3, "2026-01-02")],
    );
    let found = engine.readiness(&world, &BTreeSet::new());
    let leaf = |reference: &str| found.of(PACK, reference).unwrap().leaf.clone().unwrap();
    assert_eq!(leaf("1.1").status, Status::Met);
    assert_eq!(leaf("1.1").shown, BTreeSet::from([Shows::Operation]));
    assert_eq!((leaf("1.2").status, leaf("1.2").because), (Status::Unknown, Some(NO_EXPECTATION)));
    let clause = found.of(PACK, "1").unwrap();
    assert_eq!(clause.counts, Counts { met: 1, unknown: 1, ..Counts::default() });
    assert!(clause.leaf.is_none());
    assert_eq!(found.total(PACK).denominator(), 3);
    assert_eq!(found.packs, [("test".to_owned(), "1".to_owned())]);
    assert_eq!((found.at, found.zone.as_str()), (at(NOW), "UTC"));
    assert!(found.position > 0);
}

#[test]
fn some_met_is_partly_and_nothing_met_is_not_met() {
    let good = |number| {
        Story::of(&k::USE, number, 2, "2026-01-01").with("purpose", text("to sort")).approved(3, "2026-01-02")
    };
    let bad = |number| Story::of(&k::USE, number, 2, "2026-01-01").approved(3, "2026-01-02");
    let status = |stories: &[Story], more: Vec<Expectation>| {
        let mut all =
            vec![expectation("e", &["1.1"], Shows::Operation, "use where in force", "filled(purpose)")];
        all.extend(more);
        let (world, engine) = engine(all, stories);
        engine.readiness(&world, &BTreeSet::new()).of(PACK, "1.1").unwrap().leaf.clone().unwrap().status
    };
    let unknown = || vec![expectation("u", &["1.1"], Shows::Design, "risk", "filled(event)")];
    assert_eq!(status(&[good(1), good(2)], vec![]), Status::Met);
    assert_eq!(status(&[good(1), bad(2)], vec![]), Status::Partly);
    assert_eq!(status(&[bad(1), bad(2)], vec![]), Status::NotMet);
    assert_eq!(status(&[], vec![]), Status::Unknown);
    assert_eq!(status(&[good(1)], unknown()), Status::Partly, "what is unknown is not met");
    assert_eq!(status(&[bad(1)], unknown()), Status::NotMet);
}

#[test]
fn an_excluded_control_is_not_applicable_and_leaves_the_denominator() {
    let (world, engine) = engine(vec![], &[]);
    let found = engine.readiness(&world, &BTreeSet::from(["A.1.1".to_owned()]));
    assert_eq!(found.of(PACK, "A.1").unwrap().counts, Counts { not_applicable: 1, ..Counts::default() });
    assert_eq!(found.total(PACK).denominator(), 2);
}

#[test]
fn the_act_that_moves_most_requirements_comes_first() {
    let stories = [Story::of(&k::USE, 1, 2, "2026-01-01").approved(3, "2026-01-02")];
    let (world, engine) = engine(
        vec![
            expectation("one", &["1.1"], Shows::Design, "use", "filled(owner)"),
            expectation("two", &["1.2", "A.1.1"], Shows::Design, "use", "filled(purpose)"),
            expectation("done", &["1.1"], Shows::Design, "use", "in force"),
        ],
        &stories,
    );
    let acts = engine.next_acts(&world, 10);
    let order: Vec<&str> = acts.iter().map(|act| act.sentence.as_str()).collect();
    assert_eq!(order, ["Do two.", "Do one."]);
    assert_eq!(acts[0].moves.len(), 2);
    assert_eq!(acts[0].completes, acts[0].moves);
    assert_eq!(acts[0].subjects, [Subject::Record(crate::acts::id(1))]);
    assert_eq!(engine.next_acts(&world, 1).len(), 1);
}

#[test]
fn the_next_act_foretold_does_what_was_foretold() {
    let expectations = || vec![expectation("one", &["1.1"], Shows::Design, "use", "filled(owner)")];
    let before = Story::of(&k::USE, 1, 2, "2026-01-01");
    let (world, engine_before) = engine(expectations(), std::slice::from_ref(&before));
    let foretold = engine_before.next_acts(&world, 1).remove(0).completes;
    let after = before.revised("owner", crate::acts::to(2), 2, "2026-02-01").act(
        Act::Submit,
        2,
        "2026-02-02",
        "owner",
    );
    let (world, engine_after) = engine(expectations(), &[after]);
    let found = engine_after.readiness(&world, &BTreeSet::new());
    for (pack, reference) in foretold {
        assert_eq!(found.of(&pack, &reference).unwrap().leaf.as_ref().unwrap().status, Status::Met);
    }
}

#[test]
fn the_same_inputs_give_the_same_readiness() {
    let stories = [
        Story::of(&k::USE, 1, 2, "2026-01-01").approved(3, "2026-01-02"),
        statement(&["risk"], "no risk known here"),
    ];
    let made = || {
        let (world, engine) = engine(
            vec![expectation(
                "e",
                &["1.1", "A.1.1"],
                Shows::Effect,
                "use",
                "some risk via uses where in force",
            )],
            &stories,
        );
        engine.readiness(&world, &BTreeSet::new())
    };
    assert_eq!(made(), made());
}

/// What a requirement waits for counts as one unknown answer: nothing weaker makes it met.
#[test]
fn a_requirement_that_waits_for_records_is_never_met() {
    let story =
        Story::of(&k::USE, 1, 2, "2026-01-01").with("purpose", text("to sort")).approved(3, "2026-01-02");
    let leaf = |expectations: Vec<Expectation>, awaits: Option<&str>| {
        let mut pack = stage::pack(expectations);
        pack.requirements[0].awaits = awaits.map(str::to_owned);
        let (plan, _) = Plan::compile(&[pack], &stage::schemas());
        let (world, engine) = judged(&plan, std::slice::from_ref(&story), at(NOW));
        let acts = engine.next_acts(&world, 5);
        assert!(acts.iter().all(|act| awaits.is_none() || act.completes.is_empty()), "nothing completes it");
        engine.readiness(&world, &BTreeSet::new()).of(PACK, "1.1").unwrap().leaf.clone().unwrap()
    };
    let met = || vec![expectation("e", &["1.1"], Shows::Operation, "use where in force", "filled(purpose)")];
    let bad = || vec![expectation("e", &["1.1"], Shows::Operation, "use where in force", "filled(owner)")];
    let audits = Some("the audits themselves");
    assert_eq!((leaf(met(), None).status, leaf(met(), audits).status), (Status::Met, Status::Partly));
    assert_eq!(leaf(met(), audits).answers, (1, 0, 1));
    assert_eq!((leaf(bad(), None).status, leaf(bad(), audits).status), (Status::NotMet, Status::NotMet));
    let waiting = leaf(vec![], audits);
    assert_eq!((waiting.status, waiting.because), (Status::Unknown, Some(AWAITS)));
    assert_eq!(waiting.awaits.as_deref(), audits);
}

#[test]
fn what_is_met_by_statement_says_so_everywhere() {
    let mut attested =
        expectation("e", &["1.1"], Shows::Operation, "organisation", "some use where filled(purpose)");
    attested.rests_on = RestsOn::Attestation;
    let told = |purpose: &str| Story::of(&k::USE, 1, 2, "2026-01-01").with("purpose", text(purpose));
    let leaf = |stories: &[Story]| {
        let (world, engine) = engine(vec![attested.clone()], stories);
        let verdict = engine.explain(&world, PACK, "e", &Subject::Organisation).unwrap();
        assert_eq!(verdict.rests_on, RestsOn::Attestation);
        engine.readiness(&world, &BTreeSet::new()).of(PACK, "1.1").unwrap().leaf.clone().unwrap().rests_on
    };
    assert_eq!(leaf(&[told("we checked")]), BTreeSet::from([RestsOn::Attestation]));
    assert_eq!(leaf(&[told("")]), BTreeSet::new(), "nothing is met, so it rests on nothing");
}

/// The first record of a kind ends the silence, also where the condition is shared and stays as it was.
#[test]
fn the_first_blank_record_turns_unknown_to_not_met() {
    for about in ["organisation", "requirement"] {
        let plan = stage::plan(&[(about, "some risk where in force and filled(event)")]);
        let mut world = World::new(&plan);
        let mut engine = Engine::new(&plan, jiff::tz::TimeZone::UTC);
        engine.full(&world, at(NOW));
        assert!(engine.answers(&world).all(|it| it.3 == Answer::Unknown));
        let draft = Story::of(&k::RISK, 1, 2, "2026-01-01").told();
        let turned = engine.apply(&mut world, &[Change::Put(&draft, &[])], at(NOW));
        assert!(!turned.is_empty() && turned.iter().all(|it| it.after == Some(Answer::NotMet)), "{turned:?}");
        let turned = engine.apply(&mut world, &[Change::Remove(draft.record.id)], at(NOW));
        assert!(!turned.is_empty() && turned.iter().all(|it| it.after == Some(Answer::Unknown)));
    }
}

/// Whoever says that there is nothing of a kind has said it of every part of it; whoever says it of a part has not said
/// it of the kind.
#[test]
fn a_statement_about_a_kind_answers_for_its_parts_and_not_the_other_way_round() {
    let all = expectation("all", &["1.1"], Shows::Operation, "use where in force", "filled(owner)");
    let mut part =
        expectation("part", &["1.1"], Shows::Operation, "use where in force and in_scope", "filled(owner)");
    part.population = Some("action".to_owned());
    let answers = |named: &[&str]| {
        let said = statement(named, "we have looked and found none").approved(3, "2026-01-02");
        let (world, engine) = engine(vec![all.clone(), part.clone()], &[said]);
        engine
            .answers(&world)
            .map(|(_, id, _, answer, _)| (id.to_owned(), answer))
            .collect::<BTreeMap<_, _>>()
    };
    let told = |all, part| BTreeMap::from([("all".to_owned(), all), ("part".to_owned(), part)]);
    assert_eq!(answers(&["use"]), told(Answer::Met, Answer::Met));
    assert_eq!(answers(&["action"]), told(Answer::Unknown, Answer::Met));
    assert_eq!(answers(&["risk"]), told(Answer::Unknown, Answer::Unknown));
}
