//! What is kept up to date act by act and tick by tick equals what is judged anew.

use crate::{
    acts::{Story, all, at, day, id, number, pick, picks, rows, span, text, to},
    kinds_of_tests as k,
    stage::plan,
};
use assurance::{Answer, Change, Engine, Plan, Subject, World};
use jiff::{Span, Timestamp, tz::TimeZone};
use proptest::prelude::*;
use record::{Act, Kind, Value};
use std::collections::BTreeMap;

/// Forward and inverse links up to three hops, scans, statements, rows, answers, acts, earlier versions, dates.
pub const EXPECTATIONS: &[(&str, &str)] = &[
    (
        "use where in force and stage = \"operation\"",
        "some impact via uses where in force and age(assessed_on) <= 12 months",
    ),
    (
        "use where in force",
        "every system in systems has supplier.suitable and age(supplier.assessed) <= 6 months",
    ),
    ("use", "filled(owner) and owner in force and (blank(owner.until) or owner.until >= today)"),
    (
        "use where go_live <= today",
        "not acted(approve).by in authors and acted(approve).capacity = \"top_management\"",
    ),
    ("use where in force", "some held in roles where role = \"deployer\" and from <= today"),
    ("risk where in force", "residual <= then(acted(approve).at, method.appetite)"),
    ("risk", "every use in uses has use in force and some system in systems where supplier in force"),
    ("impact where in force", "no finding in findings where severity >= 3 and not risk in force"),
    ("impact", "answers.rights = \"low\""),
    (
        "supplier",
        "some system via supplier where some use via systems where some risk via uses where in force",
    ),
    ("organisation", "every use where in force has some impact via uses"),
    ("organisation", "count(risk where in force and residual > 3) <= 2"),
    (
        "organisation",
        "all(treatments.control of risk where in force) within all(rows.control of soa where in force)",
    ),
    ("system", "count(use via systems where in force) >= 1 and covers(contract, today)"),
    ("system", "newest(stage) = stage"),
    ("person", "some competence via person where covers(period, today) and \"law\" in skills"),
    ("unit", "head in members or every member in members has no unit via head where subject.head in members"),
    ("action", "every thing in about has (thing is a use or thing is a risk) and thing in force"),
    ("action", "is open or acted(complete).at + 72 hours >= now"),
    ("risk where in force", "some action via about where is done or is verified"),
    (
        "requirement",
        "some document where doc_type = \"policy\" and in force and (next_review >= today or subject.documented = \"no\")",
    ),
    (
        "use where in force",
        "some competence via person of acted(approve).by where covers(period, subject.acted(approve).at)",
    ),
    ("organisation", "cadence(all(assessed_on of impact where in force), 4 months, 12 months)"),
    ("use", "some system in systems where newest(stage) = \"operation\" and drift.value < 3"),
    ("use", "in_force_at(acted(create).at + 240 hours)"),
    // Looked for among all of a kind by what the subject says, and by what they are like.
    (
        "use where in force",
        "no use as other where other.owner = subject.owner and other.go_live > subject.go_live",
    ),
    ("system", "some use as user where user.stage = subject.stage and user in force"),
    (
        "risk",
        "some risk as other where other.method = subject.method and other.residual > 2 and other in force",
    ),
    (
        "use",
        "some document where not is retired and doc_type != \"policy\" and next_review > subject.go_live",
    ),
    ("risk", "some action as late where late is open and late.effect_check_days > subject.residual"),
];

pub const KINDS: &[&Kind] = &[
    &k::USE,
    &k::SYSTEM,
    &k::SUPPLIER,
    &k::IMPACT,
    &k::RISK,
    &k::METHOD,
    &k::PERSON,
    &k::COMPETENCE,
    &k::DOCUMENT,
    &k::SOA,
    &k::ACTION,
    &k::UNIT,
];
const EACH: u128 = 3;

#[derive(Clone, Debug)]
enum Step {
    Write { kind: usize, which: u128, field: usize, seed: u64 },
    Act { kind: usize, which: u128, act: usize, by: u128 },
    Remove { kind: usize, which: u128 },
    Wait { hours: i64 },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (0..KINDS.len(), 0..EACH, 0..12_usize, any::<u64>())
            .prop_map(|(kind, which, field, seed)| Step::Write { kind, which, field, seed }),
        6 => (0..KINDS.len(), 0..EACH, 0..Act::ALL.len(), 0..EACH)
            .prop_map(|(kind, which, act, by)| Step::Act { kind, which, act, by }),
        1 => (0..KINDS.len(), 0..EACH).prop_map(|(kind, which)| Step::Remove { kind, which }),
        3 => prop_oneof![0_i64..100, 500_i64..4_000].prop_map(|hours| Step::Wait { hours }),
    ]
}

fn number_of(kind: &str, which: u128) -> u128 {
    let index = KINDS.iter().position(|known| known.id == kind).unwrap();
    (index as u128 + 1) * 100 + which
}

/// A value for a field, near the dates that matter.
fn value(kind: &Kind, field: usize, seed: u64) -> (&'static str, Value) {
    let field = kind.fields[field % kind.fields.len()];
    let which = |kind: &str| number_of(kind, u128::from(seed % 3));
    let date = || {
        let days = i64::try_from(seed % 900).unwrap() - 400;
        let day: jiff::civil::Date = "2026-11-21".parse().unwrap();
        Value::Date(day.checked_add(Span::new().days(days)).unwrap())
    };
    let made = match field.shape {
        record::Shape::Line { .. } | record::Shape::Prose { .. } => {
            text(["", "a few words here", "x"][seed as usize % 3])
        }
        record::Shape::Number { .. } => number(i64::try_from(seed % 6).unwrap()),
        record::Shape::Date => date(),
        record::Shape::Flag => Value::Flag(seed.is_multiple_of(2)),
        record::Shape::Choice(options) if field.id == "doc_type" => {
            pick(options[usize::from(!seed.is_multiple_of(3))].code)
        }
        record::Shape::Choice(options) => pick(options[seed as usize % options.len()].code),
        record::Shape::Choices(options) => picks(&[options[seed as usize % options.len()].code]),
        record::Shape::Period => {
            span("2026-02-01", if seed.is_multiple_of(2) { None } else { Some("2027-01-31") })
        }
        record::Shape::Person => to(which("person")),
        record::Shape::Link(target) => to(which(target.kind)),
        record::Shape::Links(target) => {
            let kind =
                if target.kind == "*" { ["use", "risk", "person"][seed as usize % 3] } else { target.kind };
            all(&[which(kind), number_of(kind, u128::from(seed / 3 % 3))])
        }
        record::Shape::Table(_) => table(field.id, seed, which),
        record::Shape::Answers(set) => {
            let answer = record::Answer {
                value: pick(if seed.is_multiple_of(2) { "low" } else { "high" }),
                note: None,
            };
            let given = BTreeMap::from([("rights".to_owned(), answer)]);
            Value::Answers(record::Answers { set: set.tag(), given })
        }
        _ => text(""),
    };
    (field.id, made)
}

fn table(field: &str, seed: u64, which: impl Fn(&str) -> u128) -> Value {
    match field {
        "findings" => rows(&[&[
            ("severity", Value::Rating(u8::try_from(seed % 5).unwrap() + 1)),
            ("risk", to(which("risk"))),
        ]]),
        "treatments" | "rows" => rows(&[&[("control", text(["A.1", "A.2", "A.3"][seed as usize % 3]))]]),
        "roles" => rows(&[&[
            ("role", pick(if seed.is_multiple_of(2) { "deployer" } else { "provider" })),
            ("from", day(if seed.is_multiple_of(3) { "2026-12-01" } else { "2026-01-01" })),
        ]]),
        _ => text(""),
    }
}

pub type Answers = BTreeMap<(String, Subject), Answer>;

pub fn all_answers(engine: &Engine, world: &World) -> Answers {
    engine
        .answers(world)
        .map(|(_, expectation, subject, answer, _)| ((expectation.to_owned(), subject), answer))
        .collect()
}

pub fn afresh(plan: &Plan, stories: &BTreeMap<u128, Story>, now: Timestamp) -> (World, Engine) {
    let mut world = World::new(plan);
    for story in stories.values() {
        world.apply_with_past(&story.told(), &story.past);
    }
    let mut engine = Engine::new(plan, zone());
    engine.full(&world, now);
    (world, engine)
}

fn zone() -> TimeZone {
    TimeZone::get("Europe/Helsinki").unwrap()
}

/// A world that is already well filled, so that most expectations have something to judge.
pub fn populated(seeds: &[u64]) -> BTreeMap<u128, Story> {
    let mut stories = BTreeMap::new();
    for (place, seed) in seeds.iter().enumerate().filter(|(_, seed)| !seed.is_multiple_of(5)) {
        let kind = KINDS[place % KINDS.len()];
        let number = number_of(kind.id, (place / KINDS.len()) as u128);
        let mut story = Story::of(kind, number, number_of("person", u128::from(seed % 3)), "2026-01-01");
        for field in 1..kind.fields.len() {
            let mixed =
                seed.wrapping_mul(6_364_136_223_846_793_005).rotate_left(u32::try_from(field).unwrap() * 7);
            if !mixed.is_multiple_of(5) {
                let (field, value) = value(kind, field, mixed);
                story = story.with(field, value);
            }
        }
        let author = number_of("person", u128::from(seed % 3));
        let approver = number_of("person", u128::from(seed / 3 % 3));
        if story.try_act(Act::Submit, author, at("2026-02-01"), "contributor") && seed % 7 != 1 {
            story.try_act(Act::Approve, approver, at("2026-03-01"), "top_management");
        }
        story.try_act(Act::Complete, author, at("2026-11-20"), "contributor");
        stories.insert(number, story);
    }
    stories
}

fn play(seeds: &[u64], steps: &[Step]) -> Result<(), TestCaseError> {
    let plan = plan(EXPECTATIONS);
    let mut stories = populated(seeds);
    let mut now = at("2026-11-21");
    let (mut world, mut engine) = afresh(&plan, &stories, now);
    let mut seen = all_answers(&engine, &world);
    for step in steps {
        let turned = match *step {
            Step::Wait { hours } => {
                now = now.checked_add(Span::new().hours(hours)).unwrap();
                engine.tick(&world, now)
            }
            Step::Remove { kind, which } => {
                let number = number_of(KINDS[kind].id, which);
                stories.remove(&number);
                engine.apply(&mut world, &[Change::Remove(id(number))], now)
            }
            Step::Write { kind, which, field, seed } => {
                let number = number_of(KINDS[kind].id, which);
                let by = number_of("person", u128::from(seed % 3));
                let story =
                    stories.entry(number).or_insert_with(|| Story::of(KINDS[kind], number, by, "2026-01-01"));
                let (field, value) = value(story.kind(), field, seed);
                story.try_revise(field, value, by, now);
                engine.apply(&mut world, &[Change::Put(&story.told(), &story.past)], now)
            }
            Step::Act { kind, which, act, by } => {
                let number = number_of(KINDS[kind].id, which);
                let Some(story) = stories.get_mut(&number) else { continue };
                let capacity = if by == 0 { "top_management" } else { "ai_manager" };
                story.try_act(Act::ALL[act], number_of("person", by), now, capacity);
                engine.apply(&mut world, &[Change::Put(&story.told(), &story.past)], now)
            }
        };
        let kept = all_answers(&engine, &world);
        // An explanation looks at everybody, also at those whom an index passes over.
        for (pack, expectation, subject, answer, _) in engine.answers(&world) {
            let explained = engine.explain(&world, pack, expectation, &subject).map(|verdict| verdict.answer);
            prop_assert_eq!(explained, Some(answer), "{} of {:?} after {:?}", expectation, subject, step);
        }
        let (fresh_world, fresh) = afresh(&plan, &stories, now);
        let wanted = all_answers(&fresh, &fresh_world);
        let differ: Vec<_> = wanted
            .iter()
            .filter(|(key, answer)| kept.get(*key) != Some(*answer))
            .map(|(key, answer)| (key, kept.get(key), answer))
            .collect();
        prop_assert!(differ.is_empty(), "after {step:?} at {now}: kept and fresh differ: {differ:#?}");
        prop_assert_eq!(kept.len(), wanted.len(), "after {:?}: somebody is judged who is not there", step);
        let mut told = seen.clone();
        for turn in turned {
            let key = (turn.expectation.clone(), turn.subject.clone());
            prop_assert_eq!(told.get(&key).copied(), turn.before);
            match turn.after {
                Some(answer) => told.insert(key, answer),
                None => told.remove(&key),
            };
        }
        prop_assert_eq!(&told, &kept, "what turned was not told in full");
        seen = kept;
        holds_until_it_flips(&fresh_world, &mut afresh(&plan, &stories, now).1, &wanted, now)?;
    }
    Ok(())
}

/// No answer changes before the instant that it names.
fn holds_until_it_flips(
    world: &World,
    engine: &mut Engine,
    wanted: &Answers,
    now: Timestamp,
) -> Result<(), TestCaseError> {
    let flips: BTreeMap<(String, Subject), Option<Timestamp>> = engine
        .answers(world)
        .map(|(_, expectation, subject, _, flips)| ((expectation.to_owned(), subject), flips))
        .collect();
    let later = now.checked_add(Span::new().hours(24 * 200)).unwrap();
    engine.full(world, later);
    let then = all_answers(engine, world);
    for (key, answer) in wanted {
        // The population as a whole has no instant of its own: its answer follows from its members.
        if key.1 != Subject::Organisation
            && let Some(flips) = flips.get(key)
            && flips.is_none_or(|flips| flips > later)
        {
            prop_assert_eq!(
                then.get(key),
                Some(answer),
                "{:?} changed without saying when (now {})",
                key,
                now
            );
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 4, max_shrink_iters: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn incremental_equals_full(
        seeds in prop::collection::vec(any::<u64>(), KINDS.len() * 3),
        steps in prop::collection::vec(step(), 1..40),
    ) {
        play(&seeds, &steps)?;
    }
}

#[test]
fn a_clock_that_goes_back_is_obeyed() {
    let plan = plan(&[("document where in force", "next_review >= today")]);
    let document = Story::of(&k::DOCUMENT, 1, 2, "2026-01-01")
        .with("next_review", day("2026-06-30"))
        .approved(3, "2026-01-02");
    let mut world = World::new(&plan);
    let mut engine = Engine::new(&plan, TimeZone::UTC);
    engine.apply(&mut world, &[Change::Put(&document.told(), &[])], at("2026-07-01"));
    assert_eq!(engine.answers(&world).next().unwrap().3, Answer::NotMet);
    engine.tick(&world, at("2026-06-30"));
    assert_eq!(engine.answers(&world).next().unwrap().3, Answer::Met);
}
