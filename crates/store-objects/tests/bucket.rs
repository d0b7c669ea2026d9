//! Evidence in a bucket: the suite that every keeper of evidence passes, and a store that fails.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use object_store::memory::InMemory;
use std::{
    error::Error as _,
    sync::Arc,
    time::{Duration, Instant},
};
use store::{Blobs as _, StoreError, conformance::blobs};
use store_objects::{Address, Bucket, Credentials, ObjectBlobs};
use testkit::objects::{Fault, KEY_ID, ObjectServer, REGION, SECRET};
use uuid::Uuid;

const HOUSE: Uuid = Uuid::from_u128(1);

fn keys() -> Credentials {
    Credentials { region: REGION.to_owned(), key_id: KEY_ID.to_owned(), secret: SECRET.to_owned() }
}

fn at(server: &ObjectServer, keys: &Credentials) -> Bucket {
    Bucket::new(&Address::parse(&server.address("plumbline")).unwrap(), keys).unwrap()
}

fn evidence(server: &ObjectServer) -> ObjectBlobs {
    at(server, &keys()).evidence(HOUSE)
}

fn name(bytes: &[u8]) -> String {
    ledger::Hash::of(bytes).to_string()
}

#[tokio::test]
async fn evidence_in_a_bucket_passes_the_suite() {
    blobs(&evidence(&ObjectServer::start())).await;
}

#[tokio::test]
async fn evidence_in_memory_passes_the_suite() {
    let address = Address::parse("https://s3.example/evidence/a/b").unwrap();
    blobs(&Bucket::of(Arc::new(InMemory::new()), &address).evidence(HOUSE)).await;
}

#[tokio::test]
async fn organisations_and_folders_are_apart_and_lists_of_several_pages_are_read_whole() {
    let server = ObjectServer::start();
    let bucket = at(&server, &keys());
    let files: Vec<Vec<u8>> = (0..20_u8).map(|byte| vec![byte; 10]).collect();
    for file in &files {
        bucket.evidence(HOUSE).put(&name(file), file).await.unwrap();
    }
    let mut names: Vec<String> = files.iter().map(|file| name(file)).collect();
    names.sort_unstable();
    assert_eq!(bucket.evidence(HOUSE).list().await.unwrap(), names);
    assert_eq!(bucket.evidence(Uuid::from_u128(2)).list().await.unwrap(), Vec::<String>::new());
    assert_eq!(bucket.evidence(Uuid::from_u128(2)).get(&names[0]).await.unwrap(), None);
    let first = &names[0];
    let folder = format!("plumbline/organisations/{HOUSE}/evidence/{}/{first}/", first.get(..2).unwrap());
    assert_eq!(server.keys().iter().filter(|key| key.starts_with(&folder)).count(), 1);
}

#[tokio::test]
async fn bytes_that_were_changed_in_the_store_are_damage_and_are_mended_by_keeping_the_file_again() {
    let server = ObjectServer::start();
    let evidence = evidence(&server);
    let sha256 = name(b"evidence");
    evidence.put(&sha256, b"evidence").await.unwrap();
    server.write(&server.keys()[0], b"evidenze");
    assert!(matches!(evidence.get(&sha256).await, Err(StoreError::Damaged(what)) if what.contains(&sha256)));
    evidence.put(&sha256, b"evidence").await.unwrap();
    assert_eq!(evidence.get(&sha256).await.unwrap().unwrap(), b"evidence");
    server.remove(&server.keys()[0]);
    assert_eq!(evidence.get(&sha256).await.unwrap(), None);
}

#[tokio::test]
async fn what_fails_for_a_moment_is_asked_again_and_nothing_is_half() {
    let server = ObjectServer::start();
    let evidence = evidence(&server);
    let bytes = vec![7; 300_000];
    let sha256 = name(&bytes);
    let late = Fault::Slow(Duration::from_millis(300));
    for faults in [vec![Fault::Refused], vec![Fault::CutOff], vec![late], vec![Fault::Refused, Fault::CutOff]]
    {
        server.fail(&faults);
        evidence.put(&sha256, &bytes).await.unwrap();
        server.fail(&faults);
        assert_eq!(evidence.get(&sha256).await.unwrap().as_ref(), Some(&bytes), "{faults:?}");
        server.fail(&faults);
        assert_eq!(evidence.list().await.unwrap(), [sha256.as_str()], "{faults:?}");
    }
}

#[tokio::test]
async fn a_store_that_goes_on_failing_is_not_available_and_has_not_kept_anything() {
    let server = ObjectServer::start();
    let evidence = evidence(&server);
    let sha256 = name(b"evidence");
    server.fail(&[Fault::Refused; 50]);
    assert!(matches!(evidence.put(&sha256, b"evidence").await, Err(StoreError::Unavailable(_))));
    assert!(matches!(evidence.get(&sha256).await, Err(StoreError::Unavailable(_))));
    assert!(matches!(evidence.list().await, Err(StoreError::Unavailable(_))));
    server.fail(&[]);
    assert_eq!(evidence.get(&sha256).await.unwrap(), None);
    assert_eq!(server.keys(), Vec::<String>::new());
}

#[tokio::test]
async fn a_store_that_is_not_there_or_whose_key_is_another_is_said_with_its_remedy() {
    let server = ObjectServer::start();
    assert!(at(&server, &keys()).fit().await.is_ok());
    let said = |error: StoreError| error.source().unwrap().to_string();
    let other = Credentials { secret: "another".to_owned(), ..keys() };
    let error = said(at(&server, &other).fit().await.unwrap_err());
    assert!(error.contains("the key may list, read and write") && !error.contains("another"), "{error}");
    let elsewhere = Credentials { region: "elsewhere".to_owned(), ..keys() };
    assert!(at(&server, &elsewhere).fit().await.is_err());
    let address = Address::parse(&server.address("x").replace("/evidence/", "/another-bucket/")).unwrap();
    let error = said(Bucket::new(&address, &keys()).unwrap().fit().await.unwrap_err());
    assert!(error.contains("another-bucket/x cannot be asked"), "{error}");
    let nobody = Address::parse("http://127.0.0.1:1/evidence").unwrap();
    let begun = Instant::now();
    assert!(Bucket::new(&nobody, &keys()).unwrap().fit().await.is_err());
    assert!(begun.elapsed() < Duration::from_secs(30));
    assert!(!format!("{other:?}").contains("another"));
}

fn later() -> jiff::Timestamp {
    jiff::Timestamp::now() + jiff::SignedDuration::from_hours(1)
}

#[tokio::test]
async fn a_file_that_is_kept_again_is_one_object() {
    let server = ObjectServer::start();
    let evidence = evidence(&server);
    let sha256 = name(b"evidence");
    for _ in 0..3 {
        evidence.put(&sha256, b"evidence").await.unwrap();
    }
    assert_eq!(server.keys().len(), 1);
    // Where the older one cannot be removed there are two, which is one file.
    let now = Fault::Slow(Duration::ZERO);
    server.fail(&[now, now, Fault::Refused, Fault::Refused, Fault::Refused, Fault::Refused]);
    evidence.put(&sha256, b"evidence").await.unwrap();
    assert_eq!((server.keys().len(), evidence.list().await.unwrap()), (2, vec![sha256.clone()]));
    // One of them may be damaged.
    server.write(&server.keys()[1], b"evidenze");
    assert_eq!(evidence.get(&sha256).await.unwrap().unwrap(), b"evidence");
    assert!(evidence.remove(&sha256, later()).await.unwrap());
    assert_eq!(server.keys(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_removal_that_comes_late_does_not_reach_what_was_kept_since() {
    let server = ObjectServer::start();
    let evidence = evidence(&server);
    let sha256 = name(b"evidence");
    evidence.put(&sha256, b"evidence").await.unwrap();
    // It has decided what to remove, and its request is long on the way.
    server.fail(&[Fault::Slow(Duration::ZERO), Fault::Slow(Duration::from_millis(600))]);
    let removing = {
        let (evidence, sha256) = (evidence.clone(), sha256.clone());
        tokio::spawn(async move { evidence.remove(&sha256, later()).await })
    };
    while server.asked().last().is_none_or(|asked| !asked.starts_with("DELETE")) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    evidence.put(&sha256, b"evidence").await.unwrap();
    removing.await.unwrap().unwrap();
    assert_eq!(evidence.get(&sha256).await.unwrap().unwrap(), b"evidence");
    assert_eq!(server.keys().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_replaced_while_it_is_being_read_is_read() {
    let server = ObjectServer::start();
    let evidence = evidence(&server);
    let sha256 = name(b"evidence");
    evidence.put(&sha256, b"evidence").await.unwrap();
    // It has been listed, and is long on the way.
    server.fail(&[Fault::Slow(Duration::ZERO), Fault::Slow(Duration::from_millis(600))]);
    let before = server.asked().len();
    let reading = {
        let (evidence, sha256) = (evidence.clone(), sha256.clone());
        tokio::spawn(async move { evidence.get(&sha256).await })
    };
    while server.asked().len() < before + 2 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    evidence.put(&sha256, b"evidence").await.unwrap();
    assert_eq!(reading.await.unwrap().unwrap().unwrap(), b"evidence");
}
