//! kill -9 while people write: what was acknowledged is there afterwards, and the ledger verifies.
//!
//! The test starts itself again as a child that writes from several tasks and says on standard output what has been
//! acknowledged; the parent kills it at a moment that the seed chooses.

#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use app::{At, Role, Via};
use record::{RecordId, Value};
use std::{
    io::{BufRead, BufReader, Write},
    path::PathBuf,
    process::{Command, Stdio},
    time::{Duration, Instant},
};
use testkit::{SeededIds, TestApp};
use uuid::Uuid;

const WRITERS: usize = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the child of the other tests"]
async fn child_that_writes_until_it_is_killed() {
    let variable = |name: &str| std::env::var(name).unwrap();
    let (path, seed) = (PathBuf::from(variable("KILL_PATH")), variable("KILL_SEED").parse().unwrap());
    let organisation: Uuid = variable("KILL_ORGANISATION").parse().unwrap();
    let person: RecordId = variable("KILL_PERSON").parse().unwrap();
    let app = TestApp::opened_apart(&path, seed);
    let mut writers = Vec::new();
    for writer in 0..WRITERS {
        let app = app.clone();
        writers.push(tokio::spawn(async move {
            for number in 0.. {
                let desk = app.desk(organisation, person, None, Via::Web).await.unwrap();
                let title = format!("Round {seed}, writer {writer}, number {number}");
                let body = testkit::sample_alone("risk")
                    .with("name", Value::Text(title.clone()))
                    .with("owner", Value::Link(person));
                let made = desk.create("risk", body, None).await.unwrap();
                let mut out = std::io::stdout().lock();
                writeln!(out, "ack {} {title}", made.record).unwrap();
                out.flush().unwrap();
            }
        }));
    }
    for writer in writers {
        writer.await.unwrap();
    }
}

async fn kill(rounds: u64, seed: u64, house: TestApp) -> (u64, u64) {
    let ana = house.person("ana", &[Role::AiManager]).await;
    // A database is shared as it is; files are copied away from those who have them open here.
    let data = if house.database().is_some() { house.path().to_owned() } else { house.copied("data") };
    let (mut dice, mut acknowledged, mut lost) = (SeededIds::new(seed), Vec::new(), 0);
    let mut clock = Instant::now();
    for round in seed + 1..=seed + rounds {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "child_that_writes_until_it_is_killed",
                "--ignored",
                "--nocapture",
                "--test-threads=1",
            ])
            .env("KILL_PATH", &data)
            .env("KILL_SEED", round.to_string())
            .env("KILL_ORGANISATION", house.organisation.to_string())
            .env("KILL_PERSON", ana.to_string())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let mut fresh: Vec<String> =
            lines.by_ref().find(|line| line.starts_with("ack ")).into_iter().collect();
        assert!(!fresh.is_empty(), "round {round}: the child wrote nothing");
        std::thread::sleep(Duration::from_millis(dice.draw() % 60));
        child.kill().unwrap();
        child.wait().unwrap();
        fresh.extend(lines.filter(|line| line.starts_with("ack ")));
        let app = TestApp::opened_apart(&data, 1_000_000 + round);
        let desk = app.desk(house.organisation, ana, None, Via::Web).await.unwrap();
        for line in &fresh {
            let (id, title) = line.strip_prefix("ack ").unwrap().split_once(' ').unwrap();
            let Ok(id) = id.parse::<RecordId>() else { continue };
            let found = desk.look(id, At::Now).await.map(|look| look.record.title.clone());
            lost += u64::from(found.ok().as_deref() != Some(title));
        }
        acknowledged.extend(fresh);
        if round % 10 == 0 || round == seed + rounds {
            let verified = desk.verify(None).await.unwrap();
            assert!(verified.report.is_intact(), "round {round}: {:?}", verified.report.findings);
        }
        if clock.elapsed() > Duration::from_mins(1) {
            println!("round {round}: {} acknowledged, {lost} lost", acknowledged.len());
            clock = Instant::now();
        }
    }
    (u64::try_from(acknowledged.len()).unwrap(), lost)
}

#[tokio::test]
async fn what_was_acknowledged_survives_kill_9() {
    let (acknowledged, lost) = kill(4, 0, TestApp::new().await).await;
    assert!(acknowledged >= 4);
    assert_eq!(lost, 0);
}

#[tokio::test]
async fn what_was_acknowledged_survives_kill_9_of_a_program_on_postgres() {
    let (acknowledged, lost) = kill(2, 0, TestApp::on_postgres().await).await;
    assert!(acknowledged >= 2);
    assert_eq!(lost, 0);
}

fn rounds() -> u64 {
    number("ROUNDS", 1_000)
}

/// Rounds are numbered from here on, and what a round writes and when it is killed follows from its number.
fn seed() -> u64 {
    number("SEED", 0)
}

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

#[tokio::test]
#[ignore = "long: run by cargo xtask ci --long"]
async fn long_kill_1000_rounds() {
    let (acknowledged, lost) = kill(rounds(), seed(), TestApp::new().await).await;
    println!("seed {}, {} rounds, {acknowledged} acts acknowledged, {lost} lost", seed(), rounds());
    assert_eq!(lost, 0);
}

#[tokio::test]
#[ignore = "long: run by cargo xtask ci --long"]
async fn long_kill_of_a_program_on_postgres() {
    let (acknowledged, lost) = kill(rounds(), seed(), TestApp::on_postgres().await).await;
    println!(
        "seed {}, {} rounds on PostgreSQL, {acknowledged} acts acknowledged, {lost} lost",
        seed(),
        rounds()
    );
    assert_eq!(lost, 0);
}
