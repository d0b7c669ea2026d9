//! Random acts of random people, from a printed seed: what was acknowledged is there, the ledger verifies, readiness
//! computed step by step is readiness computed anew, and readings as of then stay as they were.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

use app::{Ask, At, Desk, ListAsk, Role, Trouble};
use jiff::SignedDuration;
use record::{Act, Body, RecordId, Value};
use testkit::{PASSWORD, SeededIds, TestApp};

const KINDS: [&str; 6] = ["risk", "supplier", "action", "evidence", "document", "use"];
const PEOPLE: [(&str, &[Role]); 4] = [
    ("ana", &[Role::AiManager]),
    ("ruth", &[Role::TopManagement]),
    ("tomas", &[Role::Owner]),
    ("mei", &[Role::Contributor]),
];

/// What the test remembers by itself: each record's title and state after each acknowledged act.
#[derive(Default)]
struct Model {
    records: Vec<(&'static str, RecordId)>,
    past: Vec<(u64, RecordId, String, &'static str)>,
}

struct Dice(SeededIds);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.0.draw() % u64::try_from(bound.max(1)).unwrap()).unwrap()
    }
}

async fn step(house: &TestApp, dice: &mut Dice, model: &mut Model) -> Result<(), Trouble> {
    let seconds = [1, 60, 3_600, 86_400, 40 * 86_400, -7_200][dice.below(6)];
    house.clock.pass(SignedDuration::from_secs(seconds));
    let (name, _) = PEOPLE[dice.below(PEOPLE.len())];
    let desk = house.desk_of(name).await;
    if model.records.is_empty() || dice.below(4) == 0 {
        let kind = KINDS[dice.below(KINDS.len())];
        let title = format!("{kind} {}", dice.below(1_000_000));
        let made = desk.create(kind, body(kind, &title, &desk), None).await?;
        model.records.push((kind, made.record));
        return remember(&desk, made.record, made.position, model).await;
    }
    let (_, id) = model.records[dice.below(model.records.len())];
    let look = desk.look(id, At::Now).await?;
    let acts: Vec<Act> = Act::ALL.into_iter().filter(|act| *act != Act::Create && act.is_offered()).collect();
    let act = acts[dice.below(acts.len())];
    let seen = look.record.position;
    let made = if act == Act::Revise {
        let title = format!("{} {}", look.record.kind, dice.below(1_000_000));
        desk.revise(
            id,
            seen,
            look.record.body.clone().with("name", Value::Text(title)),
            Some("Corrected".to_owned()),
            None,
        )
        .await?
    } else {
        let signature = if act.is_signature() { Some(desk.sign(PASSWORD).await?) } else { None };
        desk.decide(Ask { record: id, act, seen, reason: Some("Decided".to_owned()), signature, key: None })
            .await?
    };
    remember(&desk, id, made.position, model).await
}

fn body(kind: &str, title: &str, desk: &Desk) -> Body {
    let mut body = testkit::sample_alone(kind).with("name", Value::Text(title.to_owned()));
    for field in ["owner", "assignee", "collected_by"] {
        body.set(field, Value::Link(desk.actor().person));
    }
    let known = testkit::kinds::ALL.iter().find(|known| known.id == kind).unwrap();
    let unknown: Vec<String> = body
        .iter()
        .filter(|(field, _)| known.field(field).is_none())
        .map(|(field, _)| field.to_owned())
        .collect();
    for field in &unknown {
        body.clear(field);
    }
    body
}

async fn remember(desk: &Desk, id: RecordId, position: u64, model: &mut Model) -> Result<(), Trouble> {
    let look = desk.look(id, At::Now).await?;
    model.past.push((position + 1, id, look.record.title.clone(), look.record.state.code()));
    Ok(())
}

async fn check(house: &TestApp, model: &Model) {
    let ana = house.desk_of("ana").await;
    let verified = ana.verify(None).await.unwrap();
    assert!(verified.report.is_intact(), "{:?}", verified.report.findings);
    let incremental = ana.readiness(At::Now).await.unwrap();
    let anew =
        house.reopened().desk(house.organisation, ana.actor().person, None, app::Via::Web).await.unwrap();
    let full = anew.readiness(At::Now).await.unwrap();
    for (one, other) in incremental.standings.iter().zip(full.standings.iter()) {
        assert_eq!(one, other);
    }
    assert_eq!(incremental.standings.len(), full.standings.len());
    for (size, id, title, state) in &model.past {
        let look = anew.look(*id, At::Size(*size)).await.unwrap();
        assert_eq!((&look.record.title, look.record.state.code()), (title, *state), "as of {size}");
    }
    for kind in KINDS {
        let rows = ana
            .list(kind, &ListAsk { page: app::Page { offset: 0, limit: 1_000 }, ..ListAsk::default() })
            .await
            .unwrap()
            .rows;
        assert_eq!(rows.len(), model.records.iter().filter(|(of, _)| *of == kind).count(), "{kind}");
    }
}

async fn simulate(seed: u64, steps: usize) {
    println!("seed {seed}");
    let house = TestApp::new().await;
    for (name, roles) in PEOPLE {
        house.person(name, roles).await;
    }
    let (mut dice, mut model) = (Dice(SeededIds::new(seed)), Model::default());
    let mut done = 0;
    for number in 1..=steps {
        match step(&house, &mut dice, &mut model).await {
            Ok(()) => done += 1,
            Err(Trouble::Refused(_)) => {}
            Err(other) => panic!("step {number} of seed {seed}: {other:?}"),
        }
        if number % 60 == 0 {
            check(&house, &model).await;
        }
    }
    assert!(done > steps / 5, "only {done} of {steps} acts were accepted: the simulation tries nothing");
    check(&house, &model).await;
}

#[tokio::test]
async fn random_acts_leave_everything_as_it_must_be() {
    simulate(42, 180).await;
}

#[tokio::test]
#[ignore = "long: run by cargo xtask ci --long"]
async fn long_simulation_of_random_acts() {
    let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(7);
    for round in 0..10 {
        simulate(seed + round, 1_000).await;
    }
}
