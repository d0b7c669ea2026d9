//! What one change costs at 100,000 records and some 300 expectations, and what the snapshot weighs.
//!
//! Run with `cargo bench -p assurance --bench change`. The target is 10 ms of processor time a change on average, and
//! 60 MB for the snapshot.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "a measurement prints what it found and stops where something is not as it should be"
)]

use assurance::{Change, Engine, Plan, World};
use jiff::{Span, Timestamp, tz::TimeZone};
use record::{
    Act, ActSeen, Body, Dossier, Effective, Kind, LifeCycle, Record, RecordId, Schema, Shape, Stamp, State,
    Value,
};
use rustix::time::{ClockId, clock_gettime};
use std::time::Duration;
use uuid::Uuid;

/// Kind and how many of it: 100,000 in all.
const CENSUS: [(&str, u64); 14] = [
    ("use", 15_000),
    ("system", 15_000),
    ("model", 5_000),
    ("dataset", 10_000),
    ("agent", 2_000),
    ("supplier", 2_000),
    ("risk", 20_000),
    ("impact_assessment", 10_000),
    ("document", 5_000),
    ("evidence", 8_000),
    ("action", 6_000),
    ("person", 1_800),
    ("unit", 190),
    ("body", 10),
];
/// The pack has fewer, so that some are there twice.
const EXPECTATIONS: usize = 300;
const CHANGES: usize = 140;
/// Types of documents, the first so many, of which an organisation has one or a few: policy, scope, context, methods.
const STEERING: usize = 9;

fn main() {
    let plan = plan();
    let now: Timestamp = "2026-11-21T12:00:00Z".parse().unwrap();
    let mut chance = Chance(42);
    let filled = |chance: &mut Chance| {
        let mut world = World::new(&plan);
        for (kind, count) in CENSUS {
            for number in 0..count {
                world.apply(&dossier(kinds::find(kind).unwrap(), number, chance, now));
            }
        }
        world
    };
    // The first world leaves behind what making the records needed for a moment; the second shows what a world weighs.
    let mut world = filled(&mut chance);
    let before = resident();
    let second = filled(&mut chance);
    let weight = resident() - before;
    assert_eq!(second.len(), world.len());
    println!(
        "{} records, {} expectations, snapshot {:.1} MB",
        world.len(),
        plan.expectations(),
        weight as f64 / 1e6
    );
    let mut engine = Engine::new(&plan, TimeZone::get("Europe/Berlin").unwrap());
    let started = Spent::now();
    engine.full(&world, now);
    println!(
        "full: {:.2} s, {} answers, engine {:.1} MB",
        started.elapsed().as_secs_f64(),
        engine.answers(&world).count(),
        (resident() - before - weight) as f64 / 1e6
    );
    let mut took: Vec<(Duration, &str, usize)> = Vec::with_capacity(CHANGES);
    for _ in 0..CHANGES {
        let place = chance.below(100_000);
        let (kind, number) = of_place(place);
        let dossier = dossier(kinds::find(kind).unwrap(), number, &mut chance, now);
        let started = Spent::now();
        let turned = engine.apply(&mut world, &[Change::Put(&dossier, &[])], now).len();
        took.push((started.elapsed(), kind, turned));
    }
    took.sort();
    let total: Duration = took.iter().map(|(took, ..)| *took).sum();
    let at = |part: usize| took[(took.len() * part / 1000).min(took.len() - 1)].0.as_secs_f64() * 1e3;
    println!(
        "one change: mean {:.3} ms, median {:.3} ms, p99 {:.3} ms, most {:.3} ms ({})",
        total.as_secs_f64() * 1e3 / CHANGES as f64,
        at(500),
        at(990),
        at(1000),
        took.last().unwrap().1,
    );
    for (kind, _) in CENSUS {
        let of: Vec<f64> =
            took.iter().filter(|(_, known, _)| *known == kind).map(|it| it.0.as_secs_f64() * 1e3).collect();
        println!(
            "  {kind:18} mean {:8.3} ms over {}",
            of.iter().sum::<f64>() / of.len().max(1) as f64,
            of.len()
        );
    }
    let started = Spent::now();
    let turned = engine.tick(&world, now.checked_add(Span::new().hours(24)).unwrap()).len();
    println!("a day passes: {:.1} ms, {turned} answers turned", started.elapsed().as_secs_f64() * 1e3);
    let started = Spent::now();
    let readiness = engine.readiness(&world, &std::collections::BTreeSet::new());
    println!(
        "readiness: {:.2} ms, {} lines",
        started.elapsed().as_secs_f64() * 1e3,
        readiness.standings.len()
    );
    let started = Spent::now();
    let acts = engine.next_acts(&world, 10);
    println!("next acts: {:.1} ms, {} acts", started.elapsed().as_secs_f64() * 1e3, acts.len());
}

/// The real pack, each expectation several times over.
fn plan() -> Plan {
    let mut pack = testkit::packs::iso42001();
    let originals = pack.expectations.clone();
    let copies = originals.iter().cycle().take(EXPECTATIONS.saturating_sub(originals.len()));
    pack.expectations.extend(copies.enumerate().map(|(number, expectation)| {
        let mut copy = expectation.clone();
        copy.id = format!("{}_{number}", copy.id);
        copy
    }));
    let schemas: Vec<Schema> = kinds::ALL.iter().map(|kind| Schema::of(kind)).collect();
    Plan::compile(&[pack], &schemas).0
}

fn of_place(place: u64) -> (&'static str, u64) {
    let mut left = place;
    for (kind, count) in CENSUS {
        if left < count {
            return (kind, left);
        }
        left -= count;
    }
    ("use", 0)
}

fn id_of(kind: &str, number: u64) -> RecordId {
    let index = CENSUS.iter().position(|(known, _)| *known == kind).unwrap_or(0) as u128;
    RecordId(Uuid::from_u128((index + 1) << 64 | u128::from(number)))
}

/// A record with what its form asks for and most other fields filled, approved by somebody, at a random age.
fn dossier(kind: &'static Kind, number: u64, chance: &mut Chance, now: Timestamp) -> Dossier {
    let mut body = Body::new();
    for field in kind.fields {
        if (field.required || chance.below(10) < 8)
            && let Some(value) = value(field, chance)
        {
            body.set(field.id, value);
        }
    }
    let id = id_of(kind.id, number);
    let mut acts = Vec::new();
    let mut stamp = Stamp { by: id, at: now, reason: None };
    let steps: &[Act] = match kind.life_cycle {
        LifeCycle::Kept => &[Act::Create, Act::Revise],
        LifeCycle::Controlled => &[Act::Create, Act::Revise, Act::Submit, Act::Approve],
        LifeCycle::Task => &[Act::Create, Act::Complete, Act::Verify],
        LifeCycle::Witnessed => &[Act::Create, Act::Verify],
    };
    let mut state = State::initial(kind.life_cycle, stamp.clone());
    let age = i64::try_from(chance.below(600)).unwrap();
    for (position, act) in (number * 4..).zip(steps) {
        let at = now.checked_sub(Span::new().hours(24 * age)).unwrap();
        stamp = Stamp { by: id_of("person", chance.below(1_800)), at, reason: None };
        if *act != Act::Create {
            state = state.after(kind.life_cycle, *act, stamp.clone()).unwrap();
        }
        let code = state.code().to_owned();
        let capacity = "top_management".to_owned();
        acts.push(ActSeen {
            act: *act,
            by: stamp.by,
            capacity,
            at,
            version: 1,
            position,
            reason: None,
            state: code,
        });
    }
    let effective = (kind.life_cycle == LifeCycle::Controlled).then(|| Effective {
        version: 1,
        body: body.clone(),
        approved: stamp.clone(),
    });
    let record = Record {
        id,
        kind: kind.id,
        reference: format!("{}-{number:06}", kind.reference),
        title: "A record".to_owned(),
        state,
        version: 1,
        body,
        schema: format!("{}/1+0", kind.id),
        effective,
        created: stamp.clone(),
        changed: stamp,
        authors: Vec::new(),
        position: number,
    };
    Dossier { record, acts }
}

fn value(field: &record::FieldDef, chance: &mut Chance) -> Option<Value> {
    let target = |kind: &str, chance: &mut Chance| {
        let kind = if kind == "*" { "risk" } else { kind };
        let count = CENSUS.iter().find(|(known, _)| *known == kind).map_or(1, |(_, count)| *count);
        id_of(kind, chance.below(count))
    };
    Some(match field.shape {
        Shape::Line { .. } => Value::Text(format!("{} {}", field.label, chance.below(1_000_000))),
        Shape::Prose { .. } => Value::Text("Some words of prose as people write it. ".repeat(8)),
        Shape::Number { .. } => Value::Number((i64::try_from(chance.below(24)).unwrap() + 1).into()),
        Shape::Date => Value::Date(
            "2025-11-21"
                .parse::<jiff::civil::Date>()
                .unwrap()
                .checked_add(Span::new().days(i64::try_from(chance.below(800)).unwrap()))
                .unwrap(),
        ),
        Shape::Flag => Value::Flag(chance.below(10) > 0),
        // Of what steers the management system an organisation has one or a few in force; most documents are others.
        Shape::Choice(options) if field.id == "doc_type" => {
            let (few, many) = options.split_at(STEERING);
            let among = if chance.below(50) == 0 { few } else { many };
            Value::Choice(among[chance.below(among.len() as u64) as usize].code.to_owned())
        }
        Shape::Choice(options) => {
            Value::Choice(options[chance.below(options.len() as u64) as usize].code.to_owned())
        }
        Shape::Choices(options) => {
            Value::Choices(vec![options[chance.below(options.len() as u64) as usize].code.to_owned()])
        }
        Shape::Rating(_) => Value::Rating(u8::try_from(chance.below(5)).unwrap() + 1),
        Shape::Link(to) => Value::Link(target(to.kind, chance)),
        Shape::Person => Value::Link(target("person", chance)),
        Shape::Links(to) => Value::Links(vec![target(to.kind, chance), target(to.kind, chance)]),
        Shape::Evidence => Value::Links(vec![target("evidence", chance)]),
        Shape::Table(columns) => Value::Table(
            (1..=2)
                .map(|id| record::Row {
                    id,
                    cells: columns
                        .iter()
                        .filter_map(|column| value(column, chance).map(|value| (column.id.to_owned(), value)))
                        .collect(),
                })
                .collect(),
        ),
        Shape::Answers(set) => Value::Answers(record::Answers {
            set: set.tag(),
            given: set
                .questions
                .iter()
                .filter_map(|question| {
                    let value = value(&question.field, chance)?;
                    Some((question.field.id.to_owned(), record::Answer { value, note: None }))
                })
                .collect(),
        }),
        _ => return None,
    })
}

/// A plain linear congruential generator: the same world on every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound.max(1)
    }
}

/// Bytes of memory in use, as Linux tells; elsewhere nothing is known.
fn resident() -> usize {
    std::fs::read_to_string("/proc/self/statm")
        .ok()
        .and_then(|text| text.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok()))
        .map_or(0, |pages| pages * 4096)
}

/// Processor time of this thread since a moment: what others do on the machine meanwhile does not count.
struct Spent(Duration);

impl Spent {
    fn now() -> Self {
        let now = clock_gettime(ClockId::ThreadCPUTime);
        Self(Duration::new(u64::try_from(now.tv_sec).unwrap(), u32::try_from(now.tv_nsec).unwrap()))
    }

    fn elapsed(&self) -> Duration {
        Self::now().0.saturating_sub(self.0)
    }
}
