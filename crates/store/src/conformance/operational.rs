//! What is no part of the record.

use super::{Author, Body};
use crate::{Commit, Job, JobState, Scratch, Store, StoreError};
use jiff::Timestamp;
use record::RecordId;
use uuid::Uuid;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_760_000_000 + second).unwrap()
}

fn person(n: u128) -> RecordId {
    RecordId(Uuid::from_u128(n))
}

/// Kept for one person under a key until it expires.
pub(super) async fn scratch(store: &dyn Store) {
    let one = Scratch {
        person: person(1),
        key: "draft/1".to_owned(),
        bytes: vec![0, 159, 146, 150],
        expires: at(100),
    };
    store.put_scratch(one.clone()).await.unwrap();
    store
        .put_scratch(Scratch { person: person(2), bytes: vec![2], expires: at(500), ..one.clone() })
        .await
        .unwrap();
    assert_eq!(store.scratch(person(1), "draft/1", at(99)).await.unwrap(), Some(one.clone()));
    let both = store.scratches(&[person(1), person(2), person(3)], "draft/1", at(99)).await.unwrap();
    let mut holders: Vec<RecordId> = both.iter().map(|kept| kept.person).collect();
    holders.sort_unstable();
    assert_eq!(holders, [person(1), person(2)]);
    assert!(both.contains(&one));
    assert_eq!(store.scratch(person(1), "draft/2", at(99)).await.unwrap(), None);
    assert_eq!(store.scratch(person(3), "draft/1", at(99)).await.unwrap(), None);
    assert_eq!(store.scratch(person(1), "draft/1", at(100)).await.unwrap(), None, "gone at that very time");
    assert_eq!(
        store.scratch(person(2), "draft/1", at(100)).await.unwrap().unwrap().bytes,
        [2],
        "another's stays"
    );
    let left = store.scratches(&[person(1), person(2)], "draft/1", at(100)).await.unwrap();
    assert_eq!(left.iter().map(|kept| kept.bytes.as_slice()).collect::<Vec<_>>(), [&[2][..]]);
    assert_eq!(store.scratches(&[person(1)], "draft/2", at(99)).await.unwrap(), []);
    let newer = Scratch { bytes: vec![9; 70_000], expires: at(900), ..one };
    store.put_scratch(newer.clone()).await.unwrap();
    assert_eq!(store.scratch(person(1), "draft/1", at(100)).await.unwrap(), Some(newer));
    store.drop_scratch(person(1), "draft/1").await.unwrap();
    store.drop_scratch(person(1), "draft/1").await.unwrap();
    assert_eq!(store.scratch(person(1), "draft/1", at(100)).await.unwrap(), None);
    assert_eq!(store.head().await.unwrap().size, 0, "nothing of it is in the ledger");
}

/// Jobs are replaced as they go on, and listed newest first.
pub(super) async fn jobs(store: &dyn Store) {
    let job = |n: u128, second: i64| Job {
        id: Uuid::from_u128(n),
        what: "import".to_owned(),
        person: person(1),
        started: at(second),
        state: JobState::Running,
        done: 0,
        total: 1 << 40,
        json: "{\"rows\":[]}".to_owned(),
    };
    for job in [job(2, 20), job(1, 10), job(3, 20)] {
        store.put_job(job).await.unwrap();
    }
    for state in [JobState::Cancelling, JobState::Cancelled, JobState::Failed, JobState::Finished] {
        let later = Job { state, done: 7, ..job(1, 10) };
        store.put_job(later.clone()).await.unwrap();
        assert_eq!(store.job(later.id).await.unwrap(), Some(later.clone()));
        store.note_job(later.id, 8, "{}".to_owned()).await.unwrap();
        let noted = Job { done: 8, json: "{}".to_owned(), ..later };
        assert_eq!(store.job(noted.id).await.unwrap(), Some(noted), "its state stays");
        store.note_job(Uuid::from_u128(9), 1, "{}".to_owned()).await.unwrap();
    }
    let listed: Vec<u128> = store.jobs(9).await.unwrap().iter().map(|job| job.id.as_u128()).collect();
    assert_eq!(listed, [3, 2, 1]);
    assert_eq!(store.jobs(2).await.unwrap().len(), 2);
    assert_eq!(store.job(Uuid::from_u128(9)).await.unwrap(), None);
    // Each is at one pair of hands at a time.
    let held = store.take_job(Uuid::from_u128(1)).await.unwrap();
    assert!(held.is_some());
    assert!(store.take_job(Uuid::from_u128(1)).await.unwrap().is_none(), "somebody is at work on it");
    assert!(store.take_job(Uuid::from_u128(2)).await.unwrap().is_some(), "another one is free");
    drop(held);
    for _ in 0..100 {
        if store.take_job(Uuid::from_u128(1)).await.unwrap().is_some() {
            return;
        }
        // A store that is asked over a network may need a moment to notice.
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    panic!("a job that was let go of cannot be taken");
}

/// An import finds its records again.
pub(super) async fn import_keys(store: &dyn Store) {
    let mut author = Author::new(store.organisation(), 40);
    let (one, two) = (author.create("use", &Body::named("One")), author.create("use", &Body::named("Two")));
    let (a, b) = (one.record, two.record);
    let key = |key: &str, record| ("use".to_owned(), key.to_owned(), record);
    let commit =
        Commit { writes: vec![one, two], import_keys: vec![key("b", b), key("a", a)], ..Commit::default() };
    store.commit(commit).await.unwrap();
    assert_eq!(store.import_key("use", "a").await.unwrap(), Some(a));
    assert_eq!(store.import_key("risk", "a").await.unwrap(), None);
    assert_eq!(store.import_keys("use").await.unwrap(), [("a".to_owned(), a), ("b".to_owned(), b)]);
    let again = Commit { import_keys: vec![key("a", a)], ..Commit::default() };
    store.commit(again).await.unwrap();
    let write = author.create("use", &Body::named("Three"));
    let stolen = Commit { writes: vec![write], import_keys: vec![key("a", b)], ..Commit::default() };
    assert!(matches!(store.commit(stolen).await, Err(StoreError::Conflict)), "a key leads to one record");
    assert_eq!((store.import_key("use", "a").await.unwrap(), store.head().await.unwrap().size), (Some(a), 2));
}
