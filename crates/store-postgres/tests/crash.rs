//! A server that is killed while people write, and connections that break at any moment: what was acknowledged is there.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail by panicking"
)]

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};
use store::{
    Commit, Idempotency, Receipt, Sealed, Store, StoreError,
    conformance::{Author, Body},
};
use store_postgres::{Database, PostgresStore};
use testkit::{SeededIds, postgres::Cluster};
use uuid::Uuid;

const HOUSE: Uuid = Uuid::from_u128(1);
const WRITERS: u64 = 4;

/// What writers were told.
#[derive(Debug, Default)]
struct Told {
    acknowledged: Vec<Sealed>,
    unsure: u64,
    unavailable: u64,
}

async fn handle(address: &str) -> PostgresStore {
    let store = Database::connect(address).await.unwrap().house(HOUSE).await.unwrap();
    store.patient_for(Duration::from_secs(2))
}

/// Writes until it is told to stop. What nobody could tell of is asked again under its key.
async fn writer(
    store: Arc<PostgresStore>,
    seed: u64,
    stop: Arc<AtomicBool>,
    written: Arc<AtomicU64>,
) -> Told {
    let mut author = Author::new(HOUSE, seed);
    let mut told = Told::default();
    let mut number = 0;
    while !stop.load(Ordering::SeqCst) {
        number += 1;
        let key = format!("writer {seed} act {number}");
        let sent = Idempotency { person: author.person, key, digest: "d".to_owned() };
        let commit = Commit {
            writes: vec![author.create("use", &Body::named("Crash"))],
            idempotency: Some(sent),
            ..Commit::default()
        };
        if let Some(receipt) = insist(&store, commit, &mut told, &stop).await {
            written.fetch_add(1, Ordering::SeqCst);
            told.acknowledged.extend(receipt.sealed);
        }
    }
    told
}

/// Asks until there is an answer, or the writers are stopped.
async fn insist(
    store: &PostgresStore,
    commit: Commit,
    told: &mut Told,
    stop: &AtomicBool,
) -> Option<Receipt> {
    loop {
        match store.commit(commit.clone()).await {
            Ok(receipt) => return Some(receipt),
            Err(StoreError::Unsure(_)) => told.unsure += 1,
            Err(StoreError::Unavailable(_)) => told.unavailable += 1,
            Err(other) => panic!("{other:?}"),
        }
        if stop.load(Ordering::SeqCst) {
            return None;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Kills the server so often under load.
async fn crashes(rounds: u64, seed: u64) {
    let cluster = Cluster::start(true);
    let address = cluster.database();
    let mut dice = SeededIds::new(seed);
    let (mut acknowledged, mut unsure, mut unavailable) = (Vec::new(), 0, 0);
    for round in 1..=rounds {
        let store = Arc::new(handle(&address).await);
        let (stop, written) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let writers: Vec<_> = (0..WRITERS)
            .map(|n| {
                let seed = round * 100 + n;
                tokio::spawn(writer(Arc::clone(&store), seed, Arc::clone(&stop), Arc::clone(&written)))
            })
            .collect();
        while written.load(Ordering::SeqCst) == 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        tokio::time::sleep(Duration::from_millis(dice.draw() % 60)).await;
        tokio::task::block_in_place(|| cluster.crash());
        tokio::task::block_in_place(|| cluster.start_again());
        // They go on with the server that came back.
        let before = written.load(Ordering::SeqCst);
        let until = std::time::Instant::now() + Duration::from_mins(1);
        while written.load(Ordering::SeqCst) < before + 4 && std::time::Instant::now() < until {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        stop.store(true, Ordering::SeqCst);
        for writer in writers {
            let told = writer.await.unwrap();
            acknowledged.extend(told.acknowledged);
            (unsure, unavailable) = (unsure + told.unsure, unavailable + told.unavailable);
        }
        let fresh = handle(&address).await;
        if round % 10 == 0 || round == rounds {
            assert_eq!(fresh.check().await.unwrap(), Vec::<String>::new(), "round {round}");
        }
        let mut lost = 0;
        for sealed in &acknowledged {
            lost += u64::from(fresh.by_reference(&sealed.reference).await.unwrap() != Some(sealed.record));
        }
        assert_eq!(lost, 0, "round {round} of seed {seed}");
        if round % 50 == 0 || round == rounds {
            println!(
                "round {round}: {} acknowledged, {unsure} unsure, {unavailable} unavailable, {lost} lost",
                acknowledged.len()
            );
        }
    }
    assert!(acknowledged.len() as u64 >= rounds);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_kill_9_of_the_server() {
    crashes(2, 7).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "long: run by cargo xtask ci --long"]
async fn long_kill_of_the_server() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    crashes(number("ROUNDS").unwrap_or(1_000), number("SEED").unwrap_or(7)).await;
}
