//! The file: what it refuses, and what it survives.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

mod place;

use place::Place;
use record::{Approval, Area, Kind, LifeCycle, Name, Schema, Sensitivity, line};
use rusqlite::Connection;
use std::{
    fs,
    time::{Duration, SystemTime},
};
use store::{
    At, Blobs, Commit, Store, StoreError, Write,
    conformance::{Author, Body},
};
use store_sqlite::{FileBlobs, SqliteAccounts, SqliteStore};
use uuid::Uuid;

/// An hour from now: everything was kept before.
fn later() -> jiff::Timestamp {
    jiff::Timestamp::now() + jiff::SignedDuration::from_hours(1)
}

const HOUSE: Uuid = Uuid::from_u128(1);

/// A kind of records that have a name.
static NAMED: Kind = Kind {
    id: "use",
    reference: "USE",
    name: Name { one: "Use", many: "Uses" },
    purpose: "What has a name.",
    expected_by: &[],
    area: Area::Operate,
    fields: &[line("name", "Name").required().field, line("other", "Other").field],
    columns: &[line("name", "Name").field],
    life_cycle: LifeCycle::Kept,
    approval: Approval::GOVERNING,
    sensitivity: Sensitivity::Open,
    version: 1,
    upcasts: &[],
}
.checked();

async fn put(store: &SqliteStore, write: Write) -> Result<store::Receipt, StoreError> {
    store.commit(Commit { writes: vec![write], ..Commit::default() }).await
}

/// A file with three records, one of them revised, closed in order.
async fn filled(place: &Place) {
    let store = SqliteStore::open(&place.file("house.db"), HOUSE).unwrap();
    let mut author = Author::new(HOUSE, 1);
    for name in ["One", "Two", "Three"] {
        let write = author.create("use", &Body::named(name).with("stage", "idea"));
        let write = author.because(write, "it is to be kept");
        put(&store, write).await.unwrap();
    }
    let id = store.by_reference("USE-0002").await.unwrap().unwrap();
    let before = store.record(id, At::Now).await.unwrap().unwrap();
    let kept = store.content(id, 1).await.unwrap().unwrap();
    put(&store, author.revise(&before, &kept, &Body::named("Two more"))).await.unwrap();
    let before = store.record(id, At::Now).await.unwrap().unwrap();
    put(&store, author.erase(&before, &["stage"], Some(&Body::named("Two more")))).await.unwrap();
}

#[tokio::test]
async fn the_ledger_cannot_be_changed_by_hand() {
    let place = Place::new();
    filled(&place).await;
    let file = Connection::open(place.file("house.db")).unwrap();
    for table in ["house", "entry", "node", "record", "act", "erased", "content", "reason"] {
        let rows: i64 =
            file.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap();
        assert!(rows > 0, "{table} is empty, so this would prove nothing");
        assert!(file.execute(&format!("DELETE FROM {table}"), []).is_err(), "DELETE from {table}");
        let columns: Vec<String> = file
            .prepare(&format!("SELECT name FROM pragma_table_info('{table}')"))
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        for column in columns {
            let update = format!("UPDATE {table} SET {column} = {column}");
            // While the last entry is an erasure, the erased record's content may be rewritten, but not moved.
            let open = matches!((table, column.as_str()), ("content", "json" | "salts"));
            let update = if open { format!("{update} WHERE version = 1 AND rec <> 2") } else { update };
            let update = if table == "reason" { format!("{update} WHERE position <> 1") } else { update };
            assert!(file.execute(&update, []).is_err(), "{update}");
        }
    }
    drop(file);
    let store = SqliteStore::open(&place.file("house.db"), HOUSE).unwrap();
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn content_is_closed_again_after_an_erasure() {
    let place = Place::new();
    filled(&place).await;
    let store = SqliteStore::open(&place.file("house.db"), HOUSE).unwrap();
    put(&store, Author::new(HOUSE, 2).create("use", &Body::named("Later"))).await.unwrap();
    drop(store);
    let file = Connection::open(place.file("house.db")).unwrap();
    for update in [
        "UPDATE content SET json = '{}'",
        "UPDATE content SET salts = '{}' WHERE rec = 2",
        "UPDATE reason SET text = NULL",
    ] {
        assert!(file.execute(update, []).is_err(), "{update}");
    }
}

#[tokio::test]
async fn what_was_erased_is_not_in_the_files() {
    let place = Place::new();
    let store = SqliteStore::open(&place.file("house.db"), HOUSE).unwrap();
    let mut author = Author::new(HOUSE, 1);
    let write = author.create("use", &Body::named("Xylophonia Quastenflosser"));
    let id = write.record;
    put(&store, write).await.unwrap();
    let before = store.record(id, At::Now).await.unwrap().unwrap();
    let kept = store.content(id, 1).await.unwrap().unwrap();
    put(&store, author.revise(&before, &kept, &Body::named("Xylophonia Zwirbel"))).await.unwrap();
    let holds = |word: &str| {
        ["house.db", "house.db-wal"].iter().any(|name| {
            let bytes = fs::read(place.file(name)).unwrap_or_default().to_ascii_lowercase();
            bytes.windows(word.len()).any(|window| window == word.as_bytes())
        })
    };
    assert!(holds("xylophonia") && holds("quastenflosser") && holds("zwirbel"));
    let before = store.record(id, At::Now).await.unwrap().unwrap();
    put(&store, author.erase(&before, &["name"], None)).await.unwrap();
    for word in ["xylophonia", "quastenflosser", "zwirbel"] {
        assert!(!holds(word), "{word} is still there");
    }
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn a_copy_of_the_files_at_any_moment_opens_with_all_that_was_answered() {
    let place = Place::new();
    let store = SqliteStore::open(&place.file("house.db"), HOUSE).unwrap();
    let mut author = Author::new(HOUSE, 1);
    for n in 1..=40_u64 {
        put(&store, author.create("use", &Body::named("Kept"))).await.unwrap();
        if n % 8 != 0 {
            continue;
        }
        // As after a loss of power: the writer was never told to stop.
        let crash = Place::new();
        for name in ["house.db", "house.db-wal"] {
            fs::copy(place.file(name), crash.file(name)).unwrap();
        }
        let again = SqliteStore::open(&crash.file("house.db"), HOUSE).unwrap();
        assert_eq!(again.head().await.unwrap(), store.head().await.unwrap());
        assert_eq!(again.check().unwrap(), Vec::<String>::new());
        let receipt = put(&again, Author::new(HOUSE, 2).create("use", &Body::named("After"))).await.unwrap();
        assert_eq!(receipt.sealed[0].reference, record::reference("USE", n + 1));
    }
}

#[tokio::test]
async fn a_torn_end_of_the_log_loses_whole_commits_only() {
    let place = Place::new();
    let store = SqliteStore::open(&place.file("house.db"), HOUSE).unwrap();
    let mut author = Author::new(HOUSE, 1);
    for _ in 0..12 {
        let writes = (0..3).map(|_| author.create("use", &Body::named("Three at once"))).collect();
        store.commit(Commit { writes, ..Commit::default() }).await.unwrap();
    }
    let log = fs::read(place.file("house.db-wal")).unwrap();
    for part in 1..=10 {
        let crash = Place::new();
        fs::copy(place.file("house.db"), crash.file("house.db")).unwrap();
        fs::write(crash.file("house.db-wal"), &log[..log.len() * part / 10]).unwrap();
        // A file cut before it was made knows no organisation yet; it is whole all the same.
        let again = SqliteStore::open(&crash.file("house.db"), HOUSE).unwrap();
        assert_eq!(again.head().await.unwrap().size % 3, 0);
        assert_eq!(again.check().unwrap(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn two_processes_take_turns() {
    let place = Place::new();
    let open = || SqliteStore::open(&place.file("house.db"), HOUSE).unwrap();
    let (one, two) = (open(), open());
    let (mut first, mut second) = (Author::new(HOUSE, 1), Author::new(HOUSE, 2));
    for n in 0..5 {
        for (store, author, kind) in [(&one, &mut first, "use"), (&two, &mut second, "risk")] {
            put(store, author.create(kind, &Body::named("Turn").with("stage", "idea"))).await.unwrap();
            let stale = Commit {
                writes: vec![author.create(kind, &Body::named("Never"))],
                expects: vec![store::Expect::Size(n * 2)],
                ..Commit::default()
            };
            assert!(matches!(store.commit(stale).await, Err(StoreError::Conflict)));
            assert_eq!(one.head().await.unwrap(), two.head().await.unwrap());
        }
    }
    assert_eq!(one.head().await.unwrap().size, 10);
    assert_eq!(one.check().unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn it_opens_again_as_it_was() {
    let place = Place::new();
    filled(&place).await;
    let first = SqliteStore::open(&place.file("house.db"), HOUSE).unwrap();
    let (head, rows) = (first.head().await.unwrap(), first.scan("use", None, 9, At::Now).await.unwrap());
    first.copy_to(&place.file("copy.db")).unwrap();
    drop(first);
    for name in ["house.db", "copy.db"] {
        let again = SqliteStore::open(&place.file(name), HOUSE).unwrap();
        assert_eq!(again.head().await.unwrap(), head, "{name}");
        assert_eq!(again.scan("use", None, 9, At::Now).await.unwrap(), rows, "{name}");
        assert_eq!(again.check().unwrap(), Vec::<String>::new(), "{name}");
    }
}

#[tokio::test]
async fn files_of_others_are_refused() {
    let place = Place::new();
    filled(&place).await;
    let other = SqliteStore::open(&place.file("house.db"), Uuid::from_u128(2));
    assert!(matches!(other, Err(StoreError::Damaged(_))), "{other:?}");
    let file = Connection::open(place.file("house.db")).unwrap();
    file.pragma_update(None, "user_version", 4_000).unwrap();
    let newer = SqliteStore::open(&place.file("house.db"), HOUSE);
    assert!(matches!(newer, Err(StoreError::Newer { found: 4_000, known }) if known < 4_000), "{newer:?}");
    SqliteAccounts::open(&place.file("accounts.db")).unwrap();
    Connection::open(place.file("accounts.db")).unwrap().pragma_update(None, "user_version", 4_000).unwrap();
    assert!(matches!(
        SqliteAccounts::open(&place.file("accounts.db")),
        Err(StoreError::Newer { found: 4_000, .. })
    ));
    fs::write(place.file("noise.db"), vec![7; 9_000]).unwrap();
    assert!(matches!(SqliteStore::open(&place.file("noise.db"), HOUSE), Err(StoreError::Damaged(_))));
}

#[tokio::test]
async fn a_check_names_what_is_wrong() {
    for (harm, wanted) in [
        ("UPDATE tally SET n = n + 1", "a tally that is wrong: use draft"),
        (
            "UPDATE span SET state = 'effective' WHERE rec = 1",
            "a record that does not stand where its last act put it: USE-0001",
        ),
        (
            "UPDATE span SET reference = 'USE-0009' WHERE rec = 2",
            "a record that stands under another name: USE-0002",
        ),
        ("DELETE FROM span_past", "a past span that is not from one act to the next: USE-0002"),
        ("UPDATE kind_tip SET number = 9", "a kind whose last number or act is wrong: use"),
        (
            "DELETE FROM related; UPDATE span SET related = x'00000000000000000000000000000001'",
            "a relation that is in one place only",
        ),
        (
            "DROP TRIGGER entry_fixed; UPDATE entry SET leaf = zeroblob(32) WHERE position = 1",
            "an entry that is not what its leaf says: 1",
        ),
        (
            "DROP TRIGGER node_fixed; UPDATE node SET hash = zeroblob(32) WHERE level = 2",
            "a node of the tree that is not what its leaves say: 2/0",
        ),
        ("DELETE FROM cell WHERE key = 'draft'", "a cell of the state that is not the state: USE-0001"),
        (
            "UPDATE cell SET key = '0' WHERE slot = (SELECT slot FROM slot WHERE field = '@changed')",
            "a cell of the last act that is not its time: USE-0003",
        ),
    ] {
        let place = Place::new();
        filled(&place).await;
        Connection::open(place.file("house.db")).unwrap().execute_batch(harm).unwrap();
        let found = SqliteStore::open(&place.file("house.db"), HOUSE).unwrap().check().unwrap();
        assert!(found.iter().any(|found| found.starts_with(wanted)), "{harm}: {found:?}");
    }
}

#[tokio::test]
async fn projections_are_made_again() {
    let place = Place::new();
    filled(&place).await;
    Connection::open(place.file("house.db"))
        .unwrap()
        .execute_batch(
            "DELETE FROM tally; UPDATE kind_tip SET number = 9; INSERT INTO related VALUES (zeroblob(16), 'use', 1);
            DELETE FROM cell WHERE slot IN (SELECT slot FROM slot WHERE field LIKE '@%'); DELETE FROM cell_past;
            INSERT INTO word_index (word_index) VALUES ('delete-all')",
        )
        .unwrap();
    let store = SqliteStore::open(&place.file("house.db"), HOUSE).unwrap();
    assert!(store.check().unwrap().len() >= 4);
    store.rebuild().await.unwrap();
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
    assert_eq!(store.search(&["more".to_owned()], 2, &[], 9).await.unwrap().len(), 1);
    assert_eq!(store.counts(2, &[]).await.unwrap(), [("use".to_owned(), "draft".to_owned(), 3)]);
}

#[tokio::test]
async fn a_damaged_body_is_named() {
    let place = Place::new();
    filled(&place).await;
    let file = Connection::open(place.file("house.db")).unwrap();
    file.execute_batch("DROP TRIGGER content_fixed; UPDATE content SET json = '{\"name' WHERE rec = 3")
        .unwrap();
    let store = SqliteStore::open(&place.file("house.db"), HOUSE).unwrap();
    let id = store.by_reference("USE-0003").await.unwrap().unwrap();
    let stored = store.record(id, At::Now).await.unwrap().unwrap();
    for only in [&[] as &[&str], &["name"], &["other"]] {
        let Err(StoreError::Damaged(what)) = stored.read_only(&Schema::of(&NAMED), only) else {
            panic!("it was read")
        };
        assert_eq!(what, "the body of USE-0003 version 1");
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_written_loses_nothing_and_the_store_goes_on() {
    let place = Place::new();
    let store = SqliteStore::open(&place.file("house.db"), HOUSE).unwrap();
    let mut author = Author::new(HOUSE, 1);
    put(&store, author.create("use", &Body::named("Before"))).await.unwrap();
    let head = store.head().await.unwrap();
    // Somebody else holds the file for writing for longer than the store waits.
    let other = Connection::open(place.file("house.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let refused = put(&store, author.create("use", &Body::named("Never"))).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(store.head().await.unwrap(), head);
    let receipt = put(&store, author.create("use", &Body::named("After"))).await.unwrap();
    assert_eq!(receipt.sealed[0].reference, "USE-0002");
    assert_eq!(store.check().unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn damaged_evidence_is_named_and_half_written_evidence_is_removed() {
    let place = Place::new();
    let directory = place.file("evidence");
    let blobs = FileBlobs::open(&directory).unwrap();
    let name = ledger::Hash::of(b"photo").to_string();
    blobs.put(&name, b"photo").await.unwrap();
    let file = directory.join(&name[..2]).join(&name);
    fs::write(&file, b"other").unwrap();
    assert!(matches!(blobs.get(&name).await, Err(StoreError::Damaged(what)) if what.contains(&name)));
    blobs.put(&name, b"photo").await.unwrap();
    assert_eq!(
        blobs.get(&name).await.unwrap().as_deref(),
        Some(b"photo".as_slice()),
        "the same bytes mend it"
    );
    for (left, hours) in [("1-1", 25), ("1-2", 1)] {
        let path = directory.join("unfinished").join(left);
        fs::write(&path, b"half").unwrap();
        let time = SystemTime::now() - Duration::from_hours(hours);
        fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
    }
    let again = FileBlobs::open(&directory).unwrap();
    let left: Vec<_> =
        fs::read_dir(directory.join("unfinished")).unwrap().map(|left| left.unwrap().file_name()).collect();
    assert_eq!(left, ["1-2"]);
    assert_eq!(again.list().await.unwrap(), [name]);
}

#[tokio::test]
async fn evidence_whose_removal_was_cut_short_is_read_and_listed_and_put_back() {
    let place = Place::new();
    let directory = place.file("evidence");
    let blobs = FileBlobs::open(&directory).unwrap();
    let name = ledger::Hash::of(b"photo").to_string();
    let (file, aside) = (directory.join(&name[..2]).join(&name), directory.join("aside"));
    // Killed after it was moved aside: nobody has kept it since, or somebody has.
    for kept_since in [false, true] {
        blobs.put(&name, b"photo").await.unwrap();
        fs::create_dir_all(&aside).unwrap();
        fs::rename(&file, aside.join(format!("{name}.{}", Uuid::now_v7()))).unwrap();
        if kept_since {
            blobs.put(&name, b"photo").await.unwrap();
        }
        assert_eq!(blobs.get(&name).await.unwrap().as_deref(), Some(b"photo".as_slice()));
        assert_eq!(blobs.list().await.unwrap(), [name.as_str()]);
        assert_eq!(blobs.holdings().await.unwrap().len(), 1);
        let again = FileBlobs::open(&directory).unwrap();
        assert!(file.exists());
        assert_eq!(fs::read_dir(&aside).unwrap().count(), 0, "nothing is left aside");
        assert_eq!(again.get(&name).await.unwrap().as_deref(), Some(b"photo".as_slice()));
    }
    assert!(blobs.remove(&name, later()).await.unwrap());
    assert_eq!(blobs.get(&name).await.unwrap(), None);
}

/// What was kept a moment ago is there, however many keep, remove and open at the same time.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn evidence_is_not_removed_under_the_hands_of_who_keeps_it() {
    let old = jiff::SignedDuration::from_millis(60);
    let place = Place::new();
    let directory = place.file("evidence");
    FileBlobs::open(&directory).unwrap();
    let name = ledger::Hash::of(b"contested").to_string();
    let done = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let removing = {
        let (directory, name, done) = (directory.clone(), name.clone(), done.clone());
        tokio::spawn(async move {
            let mut removed = 0;
            while !done.load(std::sync::atomic::Ordering::Relaxed) {
                let blobs = FileBlobs::open(&directory).unwrap();
                removed += u32::from(blobs.remove(&name, jiff::Timestamp::now() - old).await.unwrap());
            }
            removed
        })
    };
    let mut looked = 0;
    for round in 0..150_u64 {
        let blobs = FileBlobs::open(&directory).unwrap();
        tokio::time::sleep(Duration::from_millis(55 + round % 12)).await;
        let begun = jiff::Timestamp::now();
        blobs.put(&name, b"contested").await.unwrap();
        let found = blobs.get(&name).await.unwrap();
        // On a machine that stood still meanwhile it may have become old.
        if jiff::Timestamp::now().duration_since(begun) < old / 2 {
            looked += 1;
            assert_eq!(found.as_deref(), Some(b"contested".as_slice()), "round {round}");
        }
    }
    done.store(true, std::sync::atomic::Ordering::Relaxed);
    let removed = removing.await.unwrap();
    assert!(looked > 20 && removed > 20, "{looked} looked at, {removed} removed: nothing was tried");
}
