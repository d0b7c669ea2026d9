//! What the schema refuses, and what it lets go.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use std::process::Command;
use store::{
    At, Commit, Query, Store, StoreError,
    conformance::{Author, Body},
};
use store_postgres::{Database, PostgresStore};
use testkit::postgres::{Cluster, name_of};
use uuid::Uuid;

const HOUSE: Uuid = Uuid::from_u128(1);
const SCHEMA: &str = "plumbline_00000000000000000000000000000001";

/// A store with a record of two versions, its address, and its author.
async fn made() -> (PostgresStore, String, Author) {
    let address = Cluster::shared().database();
    let store = Database::connect(&address).await.unwrap().house(HOUSE).await.unwrap();
    let mut author = Author::new(HOUSE, 1);
    let write = author.create("use", &Body::named("Mary Miller").with("tags", vec!["alpha"]));
    let id = write.record;
    put(&store, write).await;
    let before = store.record(id, At::Now).await.unwrap().unwrap();
    let kept = store.content(id, 1).await.unwrap().unwrap();
    put(&store, author.revise(&before, &kept, &Body::named("Mary Smith"))).await;
    (store, address, author)
}

async fn put(store: &PostgresStore, write: store::Write) {
    store.commit(Commit { writes: vec![write], ..Commit::default() }).await.unwrap();
}

/// What a statement is answered by somebody who owns every table.
fn refused(address: &str, sql: &str) -> String {
    let cluster = Cluster::shared();
    let socket = cluster.socket();
    let output = Command::new("psql")
        .args(["-X", "-q", "-U", "plumbline", "-v", "ON_ERROR_STOP=1", "-h"])
        .arg(socket.parent().unwrap())
        .args(["-d", name_of(address), "-c", sql])
        .output()
        .unwrap();
    assert!(!output.status.success(), "{sql} was done");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[tokio::test]
async fn what_happened_cannot_be_changed_or_removed() {
    let (_, address, _) = made().await;
    for (table, column) in [
        ("owner", "organisation = organisation"),
        ("entry", "bytes = ''"),
        ("node", "hash = hash"),
        ("record", "number = 9"),
        ("act", "state = 'approved'"),
        ("erased", "field = 'x'"),
    ] {
        for sql in [
            format!("UPDATE {SCHEMA}.{table} SET {column}"),
            format!("DELETE FROM {SCHEMA}.{table}"),
            format!("TRUNCATE {SCHEMA}.{table} CASCADE"),
        ] {
            assert!(refused(&address, &sql).contains("is insert-only"), "{sql}");
        }
    }
    for table in ["content", "reason", "head"] {
        assert!(refused(&address, &format!("DELETE FROM {SCHEMA}.{table}")).contains("is insert-only"));
    }
    let sql = format!("UPDATE {SCHEMA}.content SET json = '{{}}'");
    assert!(refused(&address, &sql).contains("content changes only by an act of erasure"));
}

#[tokio::test]
async fn what_is_erased_is_in_no_table_any_more() {
    let (store, address, mut author) = made().await;
    assert!(Cluster::shared().dump(&address).to_lowercase().contains("miller"));
    let id = store.by_reference("USE-0001").await.unwrap().unwrap();
    let before = store.record(id, At::Now).await.unwrap().unwrap();
    put(&store, author.erase(&before, &["name"], None)).await;
    let dump = Cluster::shared().dump(&address).to_lowercase();
    for word in ["miller", "smith", "'mary'"] {
        assert!(!dump.contains(word), "{word}");
    }
    assert!(dump.contains("alpha"), "what was not erased stays");
    assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn a_schema_of_a_newer_program_is_refused_with_a_sentence() {
    let (_, address, _) = made().await;
    let name = name_of(&address);
    Cluster::shared().sql(name, &format!("INSERT INTO {SCHEMA}.migration (version) VALUES (99)"));
    let database = Database::connect(&address).await.unwrap();
    let error = database.house(HOUSE).await.unwrap_err();
    assert!(matches!(error, StoreError::Newer { found: 99, .. }), "{error}");
    assert!(error.to_string().contains("newer version (99)"), "{error}");
    database.house(Uuid::from_u128(2)).await.unwrap();
    database.accounts().await.unwrap();
    Cluster::shared().sql(name, "INSERT INTO plumbline.migration (version) VALUES (7)");
    assert!(matches!(database.accounts().await, Err(StoreError::Newer { found: 7, .. })));
}

#[tokio::test]
async fn a_schema_belongs_to_one_organisation_whatever_it_is_called() {
    let (_, address, _) = made().await;
    let other = "plumbline_00000000000000000000000000000009";
    Cluster::shared().sql(name_of(&address), &format!("ALTER SCHEMA {SCHEMA} RENAME TO {other}"));
    let database = Database::connect(&address).await.unwrap();
    let error = database.house(Uuid::from_u128(9)).await.unwrap_err();
    assert!(error.to_string().contains(&HOUSE.to_string()), "{error}");
}

#[tokio::test]
async fn nothing_of_one_organisation_is_seen_in_another() {
    let (_, address, _) = made().await;
    let other = Database::connect(&address).await.unwrap().house(Uuid::from_u128(2)).await.unwrap();
    assert_eq!(other.head().await.unwrap().size, 0);
    assert!(other.by_reference("USE-0001").await.unwrap().is_none());
    assert!(other.list(&Query::every("use")).await.unwrap().rows.is_empty());
    assert!(other.search(&["mary".to_owned()], 2, &[], 9).await.unwrap().is_empty());
    assert_eq!(other.counts(2, &[]).await.unwrap(), []);
    put(&other, Author::new(Uuid::from_u128(2), 1).create("use", &Body::named("First of its own"))).await;
    assert_eq!(other.list(&Query::every("use")).await.unwrap().rows[0].reference, "USE-0001");
}

#[tokio::test]
async fn what_somebody_changes_behind_the_triggers_is_found() {
    let (store, address, _) = made().await;
    assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
    for (sql, wanted) in [
        ("UPDATE house.tally SET n = n + 1", "a tally that is wrong: use draft"),
        (
            "UPDATE house.cell SET key = 'retired' WHERE key = 'draft'",
            "a cell that is not the state or the time: USE-0001",
        ),
        (
            "UPDATE house.act SET state = 'effective' WHERE position = 1",
            "a record that does not stand where its last act put it: USE-0001",
        ),
        (
            "UPDATE house.entry SET bytes = '{}' WHERE position = 0",
            "an entry that is not what its leaf says: 0",
        ),
        (
            "UPDATE house.node SET hash = leaf FROM house.entry WHERE position = 0",
            "a node of the tree that is not what its leaves say: 1/0",
        ),
        ("UPDATE house.head SET peaks = ''::bytea, size = 0", "the head is not that of the leaves"),
        ("DELETE FROM house.word", "a record without words: USE-0001"),
        ("DROP TRIGGER kept ON house.act", "the trigger that keeps rows is not in force: act"),
    ] {
        let sql = format!(
            "SET session_replication_role = replica; {}",
            sql.replace("house.", &format!("{SCHEMA}."))
        );
        Cluster::shared().sql(name_of(&address), &sql);
        let found = store.check().await.unwrap();
        assert!(found.iter().any(|finding| finding == wanted), "{wanted}: {found:#?}");
    }
}

#[tokio::test]
async fn what_does_not_fit_is_said_and_nothing_of_it_is_written() {
    let (store, _, mut author) = made().await;
    let size = store.head().await.unwrap().size;
    // PostgreSQL keeps no NUL in a text. No body has one; a title that did must not take others with it.
    let (mut bad, good) =
        (author.create("use", &Body::named("x")), author.create("use", &Body::named("Good")));
    bad.content.as_mut().unwrap().title = "a\0b".to_owned();
    let commit = |write| store.commit(Commit { writes: vec![write], ..Commit::default() });
    let (bad, good) = tokio::join!(commit(bad), commit(good));
    assert!(matches!(bad, Err(StoreError::NoText)), "{bad:?}");
    assert_eq!(good.unwrap().sealed[0].reference, "USE-0002");
    assert_eq!(store.head().await.unwrap().size, size + 1);
    assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
}
