//! The suite that every store passes.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use std::sync::atomic::{AtomicU64, Ordering};
use store::{
    Store,
    conformance::{accounts, agree, suite},
};
use store_postgres::{Database, PostgresStore};
use testkit::postgres::Cluster;
use uuid::Uuid;

static HOUSE: AtomicU64 = AtomicU64::new(1);

/// A store of a new organisation.
async fn fresh(database: &Database, broad_from: u64) -> PostgresStore {
    let house = Uuid::from_u128(HOUSE.fetch_add(1, Ordering::Relaxed).into());
    database.house(house).await.unwrap().broad_from(broad_from)
}

async fn random(seeds: std::ops::Range<u64>, broad_from: u64) {
    let database = Database::connect(&Cluster::shared().database()).await.unwrap();
    for seed in seeds {
        let store = fresh(&database, broad_from).await;
        agree(&store, seed, 64).await;
        assert_eq!(store.check().await.unwrap(), Vec::<String>::new(), "seed {seed}");
        // What can be made again is as it was.
        store.rebuild().await.unwrap();
        assert_eq!(store.check().await.unwrap(), Vec::<String>::new(), "seed {seed}, made again");
    }
}

#[tokio::test]
async fn it_passes_the_suite() {
    let database = Database::connect(&Cluster::shared().database()).await.unwrap();
    suite(async || fresh(&database, 2_000).await).await;
}

#[tokio::test]
async fn it_agrees_with_the_model_when_conditions_are_narrow() {
    random(0..2, 2_000).await;
}

#[tokio::test]
async fn it_agrees_with_the_model_when_conditions_are_broad() {
    random(100..102, 0).await;
}

#[tokio::test]
async fn it_agrees_with_the_model_when_conditions_are_of_both_sorts() {
    random(200..202, 4).await;
}

#[tokio::test]
async fn accounts_pass_the_suite() {
    let database = Database::connect(&Cluster::shared().database()).await.unwrap();
    accounts(&database.accounts().await.unwrap()).await;
}
