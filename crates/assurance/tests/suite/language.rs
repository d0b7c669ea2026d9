//! Each form of the language, evaluated: true, false and unknown.

use crate::{
    acts::{Story, all, at, day, number, picks, rows, text, to},
    kinds_of_tests as k,
    stage::{PACK, answer, judged, plan, verdict},
};
use assurance::{Answer, Subject};
use record::{Act, Value};

const NOW: &str = "2026-11-21";

fn use_with(fields: &[(&str, Value)]) -> Story {
    let mut story = Story::of(&k::USE, 1, 2, "2026-01-01");
    for (field, value) in fields {
        story = story.with(field, value.clone());
    }
    story
}

fn of(stories: &[Story], holds: &str) -> Answer {
    answer("use", holds, stories, at(NOW))
}

#[test]
fn kleenes_tables_hold() {
    // in_scope is yes, “blank(name)” no, class unknown.
    let story = [use_with(&[("in_scope", Value::Flag(true))])];
    let (yes, no, unknown) = ("in_scope", "blank(name)", "class = \"high\"");
    for (a, b, and, or) in [
        (yes, yes, Answer::Met, Answer::Met),
        (yes, no, Answer::NotMet, Answer::Met),
        (yes, unknown, Answer::Unknown, Answer::Met),
        (no, no, Answer::NotMet, Answer::NotMet),
        (no, unknown, Answer::NotMet, Answer::Unknown),
        (unknown, unknown, Answer::Unknown, Answer::Unknown),
    ] {
        for (a, b) in [(a, b), (b, a)] {
            assert_eq!(of(&story, &format!("{a} and {b}")), and, "{a} and {b}");
            assert_eq!(of(&story, &format!("{a} or {b}")), or, "{a} or {b}");
        }
    }
    assert_eq!(of(&story, "not class = \"high\""), Answer::Unknown);
    assert_eq!(of(&story, "if blank(name) then class = \"high\""), Answer::Met);
    assert_eq!(of(&story, "if in_scope then class = \"high\""), Answer::Unknown);
}

#[test]
fn blank_fields_are_unknown_in_comparisons_and_known_when_asked() {
    let empty = [use_with(&[("purpose", text(" - … ")), ("roles", rows(&[&[("role", text(""))]]))])];
    for (holds, wanted) in [
        ("filled(purpose)", Answer::NotMet),
        ("words(purpose) = 0", Answer::Met),
        ("filled(roles)", Answer::NotMet),
        ("blank(owner)", Answer::Met),
        ("owner in force", Answer::Unknown),
        ("go_live <= today", Answer::Unknown),
        ("in_scope", Answer::Unknown),
        ("every held in roles has filled(role)", Answer::Unknown),
        ("some held in roles where filled(role)", Answer::NotMet),
        ("no held in roles where filled(role)", Answer::Unknown),
        ("acted(approve)", Answer::NotMet),
        ("acted(approve).by = acted(create).by", Answer::Unknown),
    ] {
        assert_eq!(of(&empty, holds), wanted, "{holds}");
    }
}

#[test]
fn a_link_to_nothing_known_is_unknown() {
    let dangling = [use_with(&[("owner", to(77)), ("systems", all(&[78]))])];
    assert_eq!(of(&dangling, "owner in force"), Answer::Unknown);
    assert_eq!(of(&dangling, "filled(owner)"), Answer::Met);
    assert_eq!(of(&dangling, "some system in systems where in force"), Answer::Unknown);
    assert_eq!(of(&dangling, "every system in systems has in force"), Answer::Unknown);
    assert_eq!(of(&dangling, "systems.supplier within systems.supplier"), Answer::Unknown);
}

#[test]
fn drafts_do_not_count_where_something_is_in_force() {
    let story = Story::of(&k::USE, 1, 2, "2026-01-01")
        .with("purpose", text("to sort mail"))
        .approved(3, "2026-01-02");
    let redrafted = story.clone().revised("purpose", text("to judge people by their mail"), 2, "2026-02-01");
    assert_eq!(of(std::slice::from_ref(&redrafted), "words(purpose) = 3"), Answer::Met);
    assert_eq!(of(std::slice::from_ref(&redrafted), "newest(purpose) = purpose"), Answer::NotMet);
    assert_eq!(of(std::slice::from_ref(&story), "newest(purpose) = purpose"), Answer::Met);
    assert_eq!(of(std::slice::from_ref(&redrafted), "in force and is draft"), Answer::Met);
    assert_eq!(
        of(&[story.act(Act::Retire, 3, "2026-03-01", "owner")], "in force or is draft"),
        Answer::NotMet
    );
}

#[test]
fn authors_are_those_who_wrote_what_is_in_force() {
    let first = Story::of(&k::USE, 1, 2, "2026-01-01").approved(3, "2026-01-02");
    assert_eq!(of(std::slice::from_ref(&first), "not acted(approve).by in authors"), Answer::Met);
    let second = first.revised("purpose", text("more"), 3, "2026-02-01").approved(2, "2026-02-02");
    assert_eq!(
        of(std::slice::from_ref(&second), "not acted(approve).by in authors"),
        Answer::Met,
        "2 wrote the first version only"
    );
    let own = second.revised("purpose", text("yet more"), 4, "2026-03-01").approved(4, "2026-03-02");
    assert_eq!(of(&[own], "not acted(approve).by in authors"), Answer::NotMet);
}

#[test]
fn sets_are_compared_member_by_member() {
    let review = |inputs: &[&str]| [Story::of(&k::REVIEW, 1, 2, "2026-01-01").with("inputs", picks(inputs))];
    let of = |inputs: &[&str], holds: &str| answer("review", holds, &review(inputs), at(NOW));
    assert_eq!(of(&["audit"], "inputs within [\"audit\", \"incidents\"]"), Answer::Met);
    assert_eq!(of(&["audit"], "[\"audit\", \"incidents\"] within inputs"), Answer::NotMet);
    assert_eq!(of(&[], "inputs within [\"audit\"]"), Answer::Unknown, "of nothing it is unknown");
    assert_eq!(of(&["audit"], "inputs meets [\"audit\", \"incidents\"]"), Answer::Met);
    assert_eq!(of(&["audit"], "inputs meets [\"incidents\"]"), Answer::NotMet);
    assert_eq!(of(&["audit"], "\"audit\" in inputs"), Answer::Met);
    assert_eq!(of(&["audit", "incidents"], "inputs minus [\"audit\"] is empty"), Answer::NotMet);
    assert_eq!(of(&["audit"], "inputs minus [\"audit\"] is empty"), Answer::Met);
    assert_eq!(of(&[], "inputs is empty"), Answer::Met);
}

#[test]
fn counts_that_are_not_known_exactly_decide_what_they_can() {
    let risk = |number: u128, residual: Option<i64>| {
        let story = Story::of(&k::RISK, number, 2, "2026-01-01").with("uses", all(&[1]));
        match residual {
            Some(residual) => story.with("residual", crate::acts::number(residual)),
            None => story,
        }
    };
    let world = [use_with(&[]), risk(10, Some(5)), risk(11, Some(1)), risk(12, None)];
    for (holds, wanted) in [
        ("count(risk via uses where residual > 3) >= 1", Answer::Met),
        ("count(risk via uses where residual > 3) >= 2", Answer::Unknown),
        ("count(risk via uses where residual > 3) >= 3", Answer::NotMet),
        ("count(risk via uses where residual > 3) = 3", Answer::NotMet),
        ("count(risk via uses where residual > 3) != 0", Answer::Met),
        ("2 >= count(risk via uses where residual > 3)", Answer::Met),
        ("count(risk via uses) = 3", Answer::Met),
        ("max(all(residual of risk via uses)) = 5", Answer::Met),
        ("min(all(residual of risk via uses)) = 1", Answer::Met),
        ("max(all(residual of risk via uses where residual < 9)) = 5", Answer::Met),
        ("no risk via uses where residual > 5", Answer::Unknown),
        ("no risk via uses where residual > 4", Answer::NotMet),
        ("every risk via uses where residual > 3 has filled(residual)", Answer::Unknown),
    ] {
        assert_eq!(of(&world, holds), wanted, "{holds}");
    }
}

#[test]
fn three_links_are_followed_forwards_and_backwards() {
    let supplier = Story::of(&k::SUPPLIER, 20, 2, "2026-01-01").with("suitable", Value::Flag(true));
    let system = Story::of(&k::SYSTEM, 21, 2, "2026-01-01").with("supplier", to(20));
    let user = use_with(&[("systems", all(&[21]))]);
    let risk = Story::of(&k::RISK, 22, 2, "2026-01-01").with("uses", all(&[1]));
    let world = [supplier, system, user, risk];
    assert_eq!(answer("risk", "every s in uses.systems.supplier has suitable", &world, at(NOW)), Answer::Met);
    let back = "some system via supplier where some use via systems where some risk via uses";
    assert_eq!(answer("supplier", back, &world, at(NOW)), Answer::Met);
    assert_eq!(answer("supplier", back, &world[..3], at(NOW)), Answer::NotMet);
    let by_table = "some impact via findings.risk where in force";
    assert_eq!(answer("risk", by_table, &world, at(NOW)), Answer::NotMet);
    let impact = Story::of(&k::IMPACT, 23, 2, "2026-01-01")
        .with("findings", rows(&[&[("risk", to(22))]]))
        .approved(3, "2026-01-02");
    let world: Vec<Story> = world.into_iter().chain([impact]).collect();
    assert_eq!(answer("risk", by_table, &world, at(NOW)), Answer::Met);
}

#[test]
fn reasons_name_the_records_that_offend_and_what_was_read() {
    let user = use_with(&[]).approved(3, "2026-01-02");
    let impact = |number: u128, on: &str| {
        Story::of(&k::IMPACT, number, 2, "2026-01-01")
            .with("uses", all(&[1]))
            .with("assessed_on", day(on))
            .approved(3, "2026-01-02")
    };
    let found = verdict(
        "use",
        "every impact via uses has in force and age(assessed_on) <= 12 months",
        &[user, impact(30, "2026-01-01"), impact(31, "2025-01-01")],
        at(NOW),
    );
    assert_eq!(found.answer, Answer::NotMet);
    assert_eq!(found.reasons.len(), 1, "{:#?}", found.reasons);
    let reason = &found.reasons[0];
    assert_eq!(reason.record, Some(crate::acts::id(31)));
    assert_eq!((reason.code, reason.answer), ("compared", Answer::NotMet));
    assert!(
        found.read.records.contains(&crate::acts::id(30))
            && found.read.records.contains(&crate::acts::id(31))
    );
}

#[test]
fn reads_name_acts_and_parameters() {
    let method =
        Story::of(&k::METHOD, 40, 2, "2026-01-01").with("appetite", number(4)).approved(3, "2026-01-02");
    let risk = Story::of(&k::RISK, 41, 2, "2026-01-01")
        .with("method", to(40))
        .with("residual", number(5))
        .approved(3, "2026-02-01");
    let found =
        verdict("risk", "residual <= then(acted(approve).at, method.appetite)", &[method, risk], at(NOW));
    assert_eq!(found.answer, Answer::NotMet);
    assert!(found.read.acts.contains(&(crate::acts::id(41), Act::Approve)));
    assert!(found.read.parameters.contains(&(crate::acts::id(40), "method.appetite".to_owned())));
    assert_eq!(found.reasons[0].sentence(), "“residual <= method.appetite then” holds 5 against 4.");
}

#[test]
fn the_explained_answer_is_the_kept_answer() {
    let plan = plan(&[
        ("use", "some risk via uses where in force and residual < 3"),
        ("use", "no risk via uses where residual > 3 or is draft"),
        ("organisation", "every use has filled(owner) or in_scope"),
        ("requirement", "some audit where subject.ref in covered.part"),
    ]);
    let stories = [
        use_with(&[("in_scope", Value::Flag(false))]),
        Story::of(&k::RISK, 50, 2, "2026-01-01").with("uses", all(&[1])).with("residual", number(2)),
    ];
    let (world, engine) = judged(&plan, &stories, at(NOW));
    let mut seen = 0;
    for (pack, expectation, subject, answer, flips) in engine.answers(&world) {
        let explained = engine.explain(&world, pack, expectation, &subject).unwrap();
        assert_eq!((explained.answer, explained.flips_at), (answer, flips));
        assert!(!explained.reasons.is_empty(), "{expectation} {subject:?} gives no reason");
        assert!(explained.reasons.iter().all(|reason| !reason.sentence().is_empty()));
        seen += 1;
    }
    assert_eq!(seen, 5);
    assert!(engine.explain(&world, PACK, "e1", &Subject::Organisation).is_none());
    assert!(engine.explain(&world, PACK, "none", &Subject::Organisation).is_none());
}
