//! The suite that every store passes.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

mod place;

use place::Place;
use std::cell::RefCell;
use store::conformance::{accounts, agree, blobs, suite};
use store_sqlite::{FileBlobs, SqliteAccounts, SqliteStore};
use uuid::Uuid;

const HOUSE: Uuid = Uuid::from_u128(1);

async fn all(broad_from: usize) {
    let places = RefCell::new(Vec::new());
    suite(async || {
        let place = Place::new();
        let store = SqliteStore::open(&place.file("house.db"), HOUSE).unwrap().broad_from(broad_from);
        places.borrow_mut().push(place);
        store
    })
    .await;
}

async fn random(seeds: std::ops::Range<u64>, broad_from: usize) {
    for seed in seeds {
        let place = Place::new();
        let store = SqliteStore::open(&place.file("house.db"), HOUSE).unwrap().broad_from(broad_from);
        agree(&store, seed, 96).await;
        assert_eq!(store.check().unwrap(), Vec::<String>::new(), "seed {seed}");
        // What can be made again is as it was.
        store.rebuild().await.unwrap();
        assert_eq!(store.check().unwrap(), Vec::<String>::new(), "seed {seed}, made again");
    }
}

#[tokio::test]
async fn it_passes_the_suite() {
    all(2_000).await;
}

#[tokio::test]
async fn it_agrees_with_the_model_when_conditions_are_narrow() {
    random(0..4, 2_000).await;
}

#[tokio::test]
async fn it_agrees_with_the_model_when_conditions_are_broad() {
    random(100..104, 0).await;
}

#[tokio::test]
async fn it_agrees_with_the_model_when_conditions_are_of_both_sorts() {
    random(200..204, 4).await;
}

#[tokio::test]
async fn accounts_pass_the_suite() {
    let place = Place::new();
    accounts(&SqliteAccounts::open(&place.file("accounts.db")).unwrap()).await;
}

#[tokio::test]
async fn evidence_passes_the_suite() {
    let place = Place::new();
    blobs(&FileBlobs::open(&place.file("evidence")).unwrap()).await;
}
