//! Typical nonconformities show where their expectations are not met, and nowhere else.

use crate::{
    acts::{Story, at, id, pick, text, to},
    kinds_of_tests, stage,
};
use assurance::{Engine, Finding, Plan, Presence, Subject, World, findings};
use frameworks::{Expectation, Grade, Nonconformity};
use jiff::tz::TimeZone;

const NOW: &str = "2026-11-21";

fn nonconformity(id: &str, rank: u32, shown_by: &[&str]) -> Nonconformity {
    Nonconformity {
        id: id.to_owned(),
        rank,
        grade: Grade::Major,
        title: id.to_owned(),
        sentence: id.to_owned(),
        requirements: vec!["1.1".to_owned()],
        shown_by: shown_by.iter().map(|id| (*id).to_owned()).collect(),
        awaits: shown_by.is_empty().then(|| "Other records.".to_owned()),
    }
}

/// Uses are owned, and say their purpose; systems in operation have a supplier; there is a policy.
fn plan() -> Plan {
    let expectations = [
        ("owned", "use where in force", "filled(owner)"),
        ("purposeful", "use where in force", "words(purpose) >= 3"),
        ("supplied", "system where in force and stage = \"operation\"", "filled(supplier)"),
        ("policy", "organisation", "some document where doc_type = \"policy\" and in force"),
    ];
    let expectations =
        expectations.map(|(id, about, holds)| Expectation::sketch(id, "1.1", about, holds).unwrap());
    let mut pack = stage::pack(expectations.to_vec());
    pack.nonconformities = vec![
        nonconformity("adrift", 1, &["owned", "purposeful"]),
        nonconformity("unsourced", 2, &["supplied"]),
        nonconformity("later", 3, &[]),
        nonconformity("policyless", 4, &["policy"]),
    ];
    let (plan, problems) = Plan::compile(&[pack], &stage::schemas());
    assert!(problems.is_empty(), "{problems:#?}");
    plan
}

fn found(stories: &[Story]) -> Vec<Finding> {
    let plan = plan();
    let mut world = World::new(&plan);
    for story in stories {
        world.apply_with_past(&story.told(), &story.past);
    }
    let mut engine = Engine::new(&plan, TimeZone::UTC);
    engine.full(&world, at(NOW));
    findings(&engine, &world)
}

fn presences(stories: &[Story]) -> Vec<(String, Presence, usize)> {
    found(stories).into_iter().map(|it| (it.nonconformity.id, it.presence, it.count)).collect()
}

fn a_use(number: u128) -> Story {
    Story::of(&kinds_of_tests::USE, number, 1, "2026-01-01")
}

fn good(number: u128) -> Story {
    a_use(number).with("owner", to(1)).with("purpose", text("answers simple questions"))
}

fn told(list: &[(&str, Presence, usize)]) -> Vec<(String, Presence, usize)> {
    list.iter().map(|(id, presence, count)| ((*id).to_owned(), *presence, *count)).collect()
}

#[test]
fn all_are_listed_the_worst_first_whether_they_show_or_not() {
    let nothing = presences(&[]);
    assert_eq!(
        nothing,
        told(&[
            ("adrift", Presence::Unknown, 0),
            ("unsourced", Presence::Unknown, 0),
            ("later", Presence::Waiting, 0),
            ("policyless", Presence::Unknown, 0),
        ])
    );
    let begun = presences(&[Story::of(&kinds_of_tests::DOCUMENT, 9, 1, "2026-01-01")]);
    assert_eq!(begun[3], ("policyless".to_owned(), Presence::Shown, 1), "there are documents, and no policy");
    let policy = Story::of(&kinds_of_tests::DOCUMENT, 9, 1, "2026-01-01").with("doc_type", pick("policy"));
    let kept = presences(&[good(20).approved(2, "2026-02-01"), policy.approved(2, "2026-02-01")]);
    assert_eq!(
        kept,
        told(&[
            ("adrift", Presence::Absent, 0),
            ("unsourced", Presence::Unknown, 0),
            ("later", Presence::Waiting, 0),
            ("policyless", Presence::Absent, 0),
        ])
    );
}

#[test]
fn whoever_shows_it_in_two_ways_counts_once() {
    let bare = a_use(20).approved(2, "2026-02-01");
    let aimless = a_use(21).with("owner", to(1)).approved(2, "2026-02-01");
    let finding = found(&[bare, aimless, good(22).approved(2, "2026-02-01")]).remove(0);
    assert_eq!((finding.presence, finding.count, finding.unknown), (Presence::Shown, 2, 0));
    let traces: Vec<(&str, usize, Vec<Subject>)> = finding
        .traces
        .iter()
        .map(|trace| (trace.expectation.as_str(), trace.count, trace.subjects.clone()))
        .collect();
    let record = |number| Subject::Record(id(number));
    assert_eq!(traces, [("owned", 1, vec![record(20)]), ("purposeful", 2, vec![record(20), record(21)])]);
    assert_eq!(finding.traces[0].remedy.act, "create", "what would end it is at hand");
}

/// A draft is not in force and nobody asks of it; a system whose stage is not told may or may not be meant.
#[test]
fn what_is_not_known_is_counted_and_not_found() {
    let draft = a_use(20);
    let untold = Story::of(&kinds_of_tests::SYSTEM, 30, 1, "2026-01-01").approved(2, "2026-02-01");
    let all = found(&[draft, untold]);
    assert_eq!((all[0].presence, all[0].count), (Presence::Unknown, 0));
    assert_eq!((all[1].presence, all[1].count, all[1].unknown), (Presence::Unknown, 0, 1));
    assert_eq!(all[1].traces[0].count, 0);
}

#[test]
fn subjects_are_listed_up_to_a_limit_and_all_counted() {
    let bare: Vec<Story> = (20..45).map(|number| a_use(number).approved(2, "2026-02-01")).collect();
    let finding = found(&bare).remove(0);
    assert_eq!(finding.count, 25);
    assert_eq!(finding.traces[0].count, 25);
    assert_eq!(finding.traces[0].subjects.len(), assurance::SUBJECTS);
}
