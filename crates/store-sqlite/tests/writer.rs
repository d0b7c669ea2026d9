//! The writer: tasks that share a transaction, and what it sweeps away.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

mod place;

use jiff::Timestamp;
use place::Place;
use record::RecordId;
use rusqlite::Connection;
use store::{
    At, Commit, Expect, Idempotency, Scratch, Store, StoreError,
    conformance::{Author, Body, together},
};
use store_sqlite::SqliteStore;
use uuid::Uuid;

const HOUSE: Uuid = Uuid::from_u128(1);

fn once(author: &mut Author, name: &str) -> Commit {
    Commit { writes: vec![author.create("use", &Body::named(name))], ..Commit::default() }
}

/// Commits that are in the queue at once share a transaction; some of them fail, each at another moment.
#[tokio::test]
async fn one_that_fails_midway_harms_no_other() {
    let place = Place::new();
    let store = SqliteStore::open(&place.file("house.db"), HOUSE).unwrap();
    let mut author = Author::new(HOUSE, 1);
    for round in 0..6_u64 {
        let before = store.head().await.unwrap().size;
        let mut commits: Vec<Commit> =
            (0..8).map(|n| once(&mut author, &format!("Kept{round} name{n}"))).collect();
        // Refused before anything is written.
        commits[2].expects.push(Expect::Size(u64::MAX));
        // Refused with one act written and its words on their way.
        let mut bad = author.create("risk", &Body::named("Lost"));
        "Not a code".clone_into(&mut bad.entry.state);
        "Not a code".clone_into(&mut bad.state);
        commits[5].writes.push(bad);
        let answers = together(commits.into_iter().map(|commit| store.commit(commit)).collect()).await;
        for (n, answer) in answers.iter().enumerate() {
            match n {
                2 => assert!(matches!(answer, Err(StoreError::Conflict)), "{answer:?}"),
                5 => assert!(matches!(answer, Err(StoreError::Failed(_))), "{answer:?}"),
                _ => assert!(answer.is_ok(), "{answer:?}"),
            }
        }
        assert_eq!(store.head().await.unwrap().size, before + 6);
        let found = store.search(&[format!("kept{round}"), "name".to_owned()], 2, &[], 20).await.unwrap();
        let mut names: Vec<_> = found.iter().map(|stored| stored.title.clone()).collect();
        names.sort_unstable();
        assert_eq!(names, [0, 1, 3, 4, 6, 7].map(|n| format!("Kept{round} name{n}")));
    }
    let last = store.by_reference("USE-0036").await.unwrap();
    assert!(
        last.is_some() && store.by_reference("USE-0037").await.unwrap().is_none(),
        "no number was used up"
    );
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
}

/// A record that is made, revised, revised again and erased within few transactions is found by its last words alone.
#[tokio::test]
async fn words_of_one_transaction_are_indexed_in_their_order() {
    let place = Place::new();
    let store = SqliteStore::open(&place.file("house.db"), HOUSE).unwrap();
    let mut author = Author::new(HOUSE, 1);
    let found = async |word: &str| store.search(&[word.to_owned()], 2, &[], 9).await.unwrap().len();
    let write = author.create("use", &Body::named("first"));
    let id = write.record;
    store.commit(Commit { writes: vec![write], ..Commit::default() }).await.unwrap();
    let (before, kept) =
        (store.record(id, At::Now).await.unwrap().unwrap(), store.content(id, 1).await.unwrap().unwrap());
    let second = author.revise(&before, &kept, &Body::named("second"));
    let mut middle = before.clone();
    middle.version = 2;
    let third = author.revise(&middle, &kept, &Body::named("third"));
    store.commit(Commit { writes: vec![second, third], ..Commit::default() }).await.unwrap();
    assert_eq!((found("first").await, found("second").await, found("third").await), (0, 0, 1));
    let before = store.record(id, At::Now).await.unwrap().unwrap();
    let kept = store.content(id, 3).await.unwrap().unwrap();
    let fourth = author.revise(&before, &kept, &Body::named("fourth").with("tags", vec!["alpha"]));
    let mut middle = before.clone();
    middle.version = 4;
    let erased = author.erase(&middle, &["name"], Some(&Body::default().with("tags", vec!["alpha"])));
    store.commit(Commit { writes: vec![fourth, erased], ..Commit::default() }).await.unwrap();
    assert_eq!((found("third").await, found("fourth").await, found("alpha").await), (0, 0, 1));
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
}

/// What somebody kept who never came back does not stay for ever.
#[tokio::test]
async fn expired_scratch_of_anybody_is_swept() {
    let place = Place::new();
    let store = SqliteStore::open(&place.file("house.db"), HOUSE).unwrap();
    let mut author = Author::new(HOUSE, 1);
    let scratch = |person: u128, expires: i64| Scratch {
        person: RecordId(Uuid::from_u128(person)),
        key: "draft".to_owned(),
        bytes: vec![1],
        expires: Timestamp::from_microsecond(expires).unwrap(),
    };
    let at = author.now + 1_000;
    for scratch in [scratch(1, at), scratch(2, at + 1)] {
        store.put_scratch(scratch).await.unwrap();
    }
    let receipt = store.commit(once(&mut author, "Now")).await.unwrap();
    assert_eq!(receipt.sealed[0].at.as_microsecond(), at);
    store.put_scratch(scratch(3, at + 2)).await.unwrap();
    let file = Connection::open(place.file("house.db")).unwrap();
    let kept: i64 = file.query_row("SELECT sum(expires) FROM scratch", [], |row| row.get(0)).unwrap();
    assert_eq!(kept, 2 * at + 3, "the one that had expired when the last act was recorded is gone");
}

/// A file of the version before keys expired: they are kept from then on for as long as any other.
#[tokio::test]
async fn keys_from_before_keys_expired_are_still_known() {
    let place = Place::new();
    let mut author = Author::new(HOUSE, 1);
    let mut asked = once(&mut author, "Once");
    asked.idempotency = Some(Idempotency {
        person: RecordId(Uuid::from_u128(1)),
        key: "form".to_owned(),
        digest: "a".to_owned(),
    });
    let store = SqliteStore::open(&place.file("house.db"), HOUSE).unwrap();
    let first = store.commit(asked.clone()).await.unwrap();
    drop(store);
    let former = "CREATE TABLE audience AS SELECT rec, openness, related FROM span; DROP TABLE anew;
        DROP TABLE indexed; DROP INDEX idempotency_at; ALTER TABLE idempotency DROP COLUMN at; PRAGMA user_version = 3";
    Connection::open(place.file("house.db")).unwrap().execute_batch(former).unwrap();
    let store = SqliteStore::open(&place.file("house.db"), HOUSE).unwrap();
    assert_eq!(store.commit(asked).await.unwrap(), store::Receipt { repeated: true, ..first });
    author.now += Idempotency::KEPT_US;
    let mut later = once(&mut author, "Later");
    later.idempotency = Some(Idempotency {
        person: RecordId(Uuid::from_u128(2)),
        key: "form".to_owned(),
        digest: "b".to_owned(),
    });
    store.commit(later).await.unwrap();
    let file = Connection::open(place.file("house.db")).unwrap();
    let kept: i64 = file.query_row("SELECT count(*) FROM idempotency", [], |row| row.get(0)).unwrap();
    assert_eq!(kept, 1, "the first has had its time");
}

/// As when `plumbline import` writes beside a program that serves.
#[tokio::test]
async fn whoever_writes_a_little_beside_very_many_records_has_a_turn_after_each_of_their_commits() {
    const MANY: usize = 16;
    let place = Place::new();
    let importer = SqliteStore::open(&place.file("house.db"), HOUSE).unwrap();
    let other = SqliteStore::open(&place.file("house.db"), HOUSE).unwrap();
    let (mut many, mut few) = (Author::new(HOUSE, 1), Author::new(HOUSE, 2));
    let commits: Vec<Commit> = (0..MANY)
        .map(|_| {
            let writes = (0..1_200).map(|n| many.create("use", &Body::named(&format!("one of many {n}"))));
            Commit { writes: writes.collect(), ..Commit::default() }
        })
        .collect();
    let going_on = std::cell::Cell::new(true);
    let import = async {
        for commit in commits {
            importer.commit(commit).await.unwrap();
        }
        going_on.set(false);
    };
    let saving = async {
        let mut saved = 0;
        while going_on.get() {
            other.commit(once(&mut few, "Saved meanwhile")).await.unwrap();
            saved += 1;
        }
        saved
    };
    let ((), saved) = tokio::join!(import, saving);
    assert!(saved >= MANY, "{saved} beside {MANY}");
    let size = importer.head().await.unwrap().size;
    assert_eq!(size, u64::try_from(MANY * 1_200 + saved).unwrap());
    assert_eq!(other.check().unwrap(), Vec::<String>::new());
}
