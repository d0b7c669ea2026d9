//! Days begin where the organisation is, spans end when people say they do, and verdicts say when they turn.

use crate::{
    acts::{Story, at, day, number, span},
    kinds_of_tests as k,
    stage::{PACK, answer, judged, plan, verdict},
};
use assurance::{Answer, Change, Engine, World};
use jiff::{Timestamp, tz::TimeZone};
use record::Act;

fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn document(review: &str) -> Story {
    Story::of(&k::DOCUMENT, 1, 2, "2026-01-01").with("next_review", day(review)).approved(3, "2026-01-02")
}

/// Judged in a zone at an instant: the answer, and when it turns.
fn in_zone(zone: &str, holds: &str, story: &Story, now: Timestamp) -> (Answer, Option<Timestamp>) {
    let about = if story.kind().id == "document" { "document" } else { story.kind().id };
    let plan = plan(&[(about, holds)]);
    let mut world = World::new(&plan);
    world.apply(&story.told());
    let mut engine = Engine::new(&plan, TimeZone::get(zone).unwrap());
    engine.full(&world, now);
    let (_, _, _, answer, flips) = engine.answers(&world).next().unwrap();
    (answer, flips)
}

#[test]
fn a_day_ends_at_midnight_where_the_organisation_is() {
    let story = document("2026-11-21");
    let holds = "next_review >= today";
    let end_in_helsinki = instant("2026-11-21T22:00:00Z");
    let just_before = instant("2026-11-21T21:59:59Z");
    assert_eq!(in_zone("Europe/Helsinki", holds, &story, just_before), (Answer::Met, Some(end_in_helsinki)));
    assert_eq!(in_zone("Europe/Helsinki", holds, &story, end_in_helsinki), (Answer::NotMet, None));
    assert_eq!(in_zone("America/Los_Angeles", holds, &story, end_in_helsinki).0, Answer::Met);
}

#[test]
fn months_end_where_the_calendar_says() {
    for (start, last_good) in
        [("2025-02-28", "2026-02-28"), ("2024-02-29", "2025-02-28"), ("2025-08-31", "2026-08-31")]
    {
        let story = Story::of(&k::IMPACT, 1, 2, "2024-01-01")
            .with("assessed_on", day(start))
            .approved(3, "2024-01-02");
        let stories = [story];
        let good = at(last_good);
        let bad = good.checked_add(jiff::Span::new().hours(24)).unwrap();
        assert_eq!(answer("impact", "age(assessed_on) <= 12 months", &stories, good), Answer::Met, "{start}");
        assert_eq!(
            answer("impact", "age(assessed_on) <= 12 months", &stories, bad),
            Answer::NotMet,
            "{start}"
        );
        assert_eq!(answer("impact", "12 months >= age(assessed_on)", &stories, good), Answer::Met, "{start}");
        assert_eq!(answer("impact", "age(assessed_on) > 12 months", &stories, bad), Answer::Met, "{start}");
    }
    // One month after the 31st of January is the 28th of February.
    let story = Story::of(&k::IMPACT, 1, 2, "2026-01-01")
        .with("assessed_on", day("2026-01-31"))
        .approved(3, "2026-01-02");
    assert_eq!(
        answer("impact", "age(assessed_on) <= 1 month", std::slice::from_ref(&story), at("2026-02-28")),
        Answer::Met
    );
    assert_eq!(answer("impact", "age(assessed_on) <= 1 month", &[story], at("2026-03-01")), Answer::NotMet);
}

#[test]
fn hours_are_hours_of_the_clock() {
    let done = Story::of(&k::ACTION, 1, 2, "2026-11-18").act(Act::Complete, 2, "2026-11-18", "owner");
    let holds = "acted(complete).at + 72 hours >= now";
    let turn = instant("2026-11-21T12:00:00.000000001Z");
    assert_eq!(
        in_zone("Europe/Helsinki", holds, &done, instant("2026-11-20T12:00:00Z")),
        (Answer::Met, Some(turn))
    );
    assert_eq!(
        in_zone("Europe/Helsinki", holds, &done, instant("2026-11-21T12:00:00Z")),
        (Answer::Met, Some(turn))
    );
    assert_eq!(in_zone("Europe/Helsinki", holds, &done, turn), (Answer::NotMet, None));
}

#[test]
fn what_turns_is_the_part_that_decides() {
    let holds = "next_review >= today and valid_until >= today";
    let story = document("2026-12-31").with("valid_until", day("2026-12-01")).approved_again();
    let (answer, flips) = in_zone("UTC", holds, &story, at("2026-11-21"));
    assert_eq!(
        (answer, flips),
        (Answer::Met, Some(instant("2026-12-02T00:00:00Z"))),
        "the first of two dates"
    );
    let (answer, flips) =
        in_zone("UTC", "next_review >= today or valid_until >= today", &story, at("2026-11-21"));
    assert_eq!(
        (answer, flips),
        (Answer::Met, Some(instant("2027-01-01T00:00:00Z"))),
        "the part that was found to hold"
    );
    let (answer, flips) = in_zone("UTC", holds, &story, at("2026-12-02"));
    assert_eq!((answer, flips), (Answer::NotMet, None), "what is over stays over");
}

impl Story {
    /// A new version in force with what was added since.
    fn approved_again(self) -> Self {
        let text = crate::acts::text("more words than before");
        self.revised("text", text, 2, "2026-01-03").approved(3, "2026-01-04")
    }
}

#[test]
fn a_tick_turns_what_is_due_and_nothing_else() {
    let plan = plan(&[("document where in force", "next_review >= today")]);
    let mut world = World::new(&plan);
    let mut engine = Engine::new(&plan, TimeZone::UTC);
    let (soon, late) = (document("2026-11-30"), Story::of(&k::DOCUMENT, 9, 2, "2026-01-01"));
    let late = late.with("next_review", day("2027-05-01")).approved(3, "2026-01-02");
    engine.apply(
        &mut world,
        &[Change::Put(&soon.told(), &[]), Change::Put(&late.told(), &[])],
        at("2026-11-21"),
    );
    assert_eq!(engine.next_tick(), Some(instant("2026-12-01T00:00:00Z")));
    assert!(engine.tick(&world, instant("2026-11-30T23:59:59Z")).is_empty());
    let turned = engine.tick(&world, instant("2026-12-01T00:00:00Z"));
    assert_eq!(turned.len(), 1);
    assert_eq!((turned[0].before, turned[0].after), (Some(Answer::Met), Some(Answer::NotMet)));
    assert_eq!(engine.next_tick(), Some(instant("2027-05-02T00:00:00Z")));
}

#[test]
fn subjects_come_with_time() {
    let plan = plan(&[("use where go_live <= today", "filled(purpose)")]);
    let story =
        Story::of(&k::USE, 1, 2, "2026-01-01").with("go_live", day("2026-12-24")).approved(3, "2026-01-02");
    let (world, mut engine) = judged(&plan, &[story], at("2026-11-21"));
    assert_eq!(engine.answers(&world).map(|it| it.3).collect::<Vec<_>>(), [Answer::Unknown], "nobody yet");
    let turned = engine.tick(&world, instant("2026-12-24T00:00:00Z"));
    assert_eq!(
        turned.len(),
        2,
        "the population is no longer empty, and its first member is judged: {turned:#?}"
    );
    assert_eq!(engine.answers(&world).map(|it| it.3).collect::<Vec<_>>(), [Answer::NotMet]);
}

#[test]
fn a_cadence_has_no_gap_longer_than_allowed() {
    let on = |number: u128, on: &str| {
        Story::of(&k::IMPACT, number, 2, "2024-01-01").with("assessed_on", day(on)).approved(3, "2024-01-02")
    };
    let holds = "cadence(all(assessed_on of impact where in force), 4 months, 12 months)";
    let quarterly = [on(1, "2026-02-01"), on(2, "2026-05-20"), on(3, "2026-09-01")];
    assert_eq!(answer("organisation", holds, &quarterly, at("2026-11-21")), Answer::Met);
    let gap = [on(1, "2026-02-01"), on(3, "2026-09-01")];
    assert_eq!(answer("organisation", holds, &gap, at("2026-11-21")), Answer::NotMet);
    let stopped = [on(1, "2026-02-01"), on(2, "2026-05-20")];
    assert_eq!(answer("organisation", holds, &stopped, at("2026-11-21")), Answer::NotMet);
    let found = verdict("organisation", holds, &quarterly, at("2026-11-21"));
    assert_eq!(
        found.flips_at,
        Some(instant("2027-01-02T00:00:00Z")),
        "four months after the last, and a day"
    );
}

#[test]
fn a_period_covers_its_first_and_last_day() {
    let story = |until| Story::of(&k::SYSTEM, 1, 2, "2026-01-01").with("contract", span("2026-03-01", until));
    for (on, wanted) in [
        ("2026-02-28", Answer::NotMet),
        ("2026-03-01", Answer::Met),
        ("2026-06-30", Answer::Met),
        ("2026-07-01", Answer::NotMet),
    ] {
        assert_eq!(
            answer("system", "covers(contract, today)", &[story(Some("2026-06-30"))], at(on)),
            wanted,
            "{on}"
        );
    }
    assert_eq!(answer("system", "covers(contract, today)", &[story(None)], at("2036-01-01")), Answer::Met);
    assert_eq!(answer("system", "filled(contract.to)", &[story(None)], at("2036-01-01")), Answer::NotMet);
}

#[test]
fn a_verdict_carries_when_it_turns() {
    let plan = plan(&[("document", "next_review >= today")]);
    let (world, engine) = judged(&plan, &[document("2026-12-01")], at("2026-11-21"));
    let subject = engine.answers(&world).next().unwrap().2;
    let found = engine.explain(&world, PACK, "e1", &subject).unwrap();
    assert_eq!(found.flips_at, Some(instant("2026-12-02T00:00:00Z")));
    assert_eq!(found.reasons[0].sentence(), "“next_review >= today” holds 2026-12-01 against 2026-11-21.");
}

#[test]
fn then_reads_what_was_in_force_then() {
    let method = Story::of(&k::METHOD, 1, 2, "2026-01-01")
        .with("appetite", number(10))
        .approved(3, "2026-01-10")
        .revised("appetite", number(3), 2, "2026-03-20")
        .approved(3, "2026-04-01")
        .act(Act::Retire, 3, "2026-06-01", "ai_manager");
    for (on, wanted) in [
        ("2026-01-09", Answer::Unknown),
        ("2026-01-10", Answer::NotMet),
        ("2026-03-31", Answer::NotMet),
        ("2026-04-01", Answer::Met),
        ("2026-05-31", Answer::Met),
        ("2026-06-01", Answer::Unknown),
    ] {
        let holds = format!("then({on}, appetite) = 3");
        assert_eq!(answer("method", &holds, std::slice::from_ref(&method), at("2026-11-21")), wanted, "{on}");
        let in_force = format!("in_force_at({on})");
        let wanted = Answer::from(!matches!(wanted, Answer::Unknown));
        assert_eq!(
            answer("method", &in_force, std::slice::from_ref(&method), at("2026-11-21")),
            wanted,
            "{on}"
        );
    }
}
