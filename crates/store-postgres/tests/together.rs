//! Several handles on one database, as several processes have them, and connections that break.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests fail by panicking")]

use std::{
    collections::BTreeSet,
    io::{Read, Write as _},
    net::{Shutdown, TcpListener, TcpStream},
    os::unix::net::UnixStream,
    sync::{
        Arc,
        atomic::{AtomicU8, AtomicUsize, Ordering},
    },
    time::Duration,
};
use store::{
    Commit, Expect, Idempotency, Store, StoreError,
    conformance::{Author, Body},
};
use store_postgres::{Database, PostgresStore};
use testkit::postgres::{Cluster, name_of};
use uuid::Uuid;

const HOUSE: Uuid = Uuid::from_u128(1);

async fn handle(address: &str) -> Arc<PostgresStore> {
    Arc::new(Database::connect(address).await.unwrap().house(HOUSE).await.unwrap())
}

fn named(author: &mut Author, name: &str) -> Commit {
    Commit { writes: vec![author.create("use", &Body::named(name))], ..Commit::default() }
}

/// Breaks every connection to a database, as a restart of the server or a cut cable would.
fn cut(cluster: &Cluster, address: &str) {
    let name = name_of(address);
    let sql = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    cluster.sql("postgres", &sql);
}

/// Every position once, from 0 on, and the schema sound.
async fn sound(store: &PostgresStore, acts: u64) {
    let rows = store.ledger(0, acts + 9).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.position).collect::<Vec<_>>(), (0..acts).collect::<Vec<_>>());
    assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn handles_that_open_a_new_database_together_all_find_it() {
    let address = Cluster::shared().database();
    let opened: Vec<_> = (0..6)
        .map(|_| {
            let address = address.clone();
            tokio::spawn(async move { handle(&address).await.head().await.unwrap().size })
        })
        .collect();
    for open in opened {
        assert_eq!(open.await.unwrap(), 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn positions_and_numbers_have_no_gaps_whoever_writes() {
    let address = Cluster::shared().database();
    let mut tasks = Vec::new();
    for seed in 0..3 {
        let store = handle(&address).await;
        for part in 0..4 {
            let store = Arc::clone(&store);
            tasks.push(tokio::spawn(async move {
                let mut author = Author::new(HOUSE, 10 + seed * 10 + part);
                let mut got = Vec::new();
                for _ in 0..10 {
                    got.extend(store.commit(named(&mut author, "Many")).await.unwrap().sealed);
                }
                got
            }));
        }
    }
    let mut sealed = Vec::new();
    for task in tasks {
        sealed.extend(task.await.unwrap());
    }
    let references: BTreeSet<_> = sealed.iter().map(|sealed| sealed.reference.clone()).collect();
    assert_eq!(references, (1..=120).map(|n| record::reference("USE", n)).collect());
    let store = handle(&address).await;
    for sealed in &sealed {
        assert_eq!(store.by_reference(&sealed.reference).await.unwrap(), Some(sealed.record));
    }
    sound(&store, 120).await;
}

#[tokio::test]
async fn what_one_handle_decided_on_is_checked_against_what_another_wrote() {
    let address = Cluster::shared().database();
    let (one, two) = (handle(&address).await, handle(&address).await);
    let mut author = Author::new(HOUSE, 1);
    let size = one.head().await.unwrap().size;
    two.commit(named(&mut author, "First")).await.unwrap();
    let late = Commit { expects: vec![Expect::Size(size)], ..named(&mut author, "Late") };
    assert!(matches!(one.commit(late).await, Err(StoreError::Conflict)));
    let sent = Idempotency { person: author.person, key: "form".to_owned(), digest: "d".to_owned() };
    let asked = Commit { idempotency: Some(sent), ..named(&mut author, "Once") };
    let first = one.commit(asked.clone()).await.unwrap();
    let again = two.commit(asked).await.unwrap();
    assert_eq!((again.repeated, &again.sealed), (true, &first.sealed), "the other process knows the key");
    sound(&one, 2).await;
}

#[tokio::test]
async fn a_job_is_at_one_handle_at_a_time_and_free_when_that_one_is_gone() {
    let address = Cluster::shared().database();
    let (one, two) = (handle(&address).await, handle(&address).await);
    let job = Uuid::from_u128(5);
    let held = one.take_job(job).await.unwrap();
    assert!(held.is_some() && two.take_job(job).await.unwrap().is_none());
    // As when the process that has it is killed: nobody lets go, the server notices.
    cut(Cluster::shared(), &address);
    let mut taken = None;
    for _ in 0..50 {
        taken = two.take_job(job).await.unwrap_or_default();
        if taken.is_some() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(taken.is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_and_nothing_is_written_twice_while_connections_break() {
    let cluster = Cluster::start(false);
    let address = cluster.database();
    let store = handle(&address).await;
    let written = Arc::new(AtomicUsize::new(0));
    let writers: Vec<_> = (0..8)
        .map(|seed| {
            let (store, written) = (Arc::clone(&store), Arc::clone(&written));
            tokio::spawn(async move {
                let mut author = Author::new(HOUSE, 100 + seed);
                let mut acknowledged = Vec::new();
                for _ in 0..25 {
                    let receipt = store.commit(named(&mut author, "Through the storm")).await;
                    acknowledged.extend(receipt.unwrap().sealed);
                    written.fetch_add(1, Ordering::Relaxed);
                }
                acknowledged
            })
        })
        .collect();
    // The next storm comes when somebody got something done since the last, however slow the machine is: one that never
    // lets up is an outage, and that is another test.
    let (mut cuts, mut then) = (0, 0);
    while writers.iter().any(|writer| !writer.is_finished()) {
        tokio::time::sleep(Duration::from_millis(40)).await;
        let now = written.load(Ordering::Relaxed);
        if now > then {
            then = now;
            cut(&cluster, &address);
            cuts += 1;
        }
    }
    let mut acknowledged = Vec::new();
    for writer in writers {
        acknowledged.extend(writer.await.unwrap());
    }
    assert!(cuts > 1, "the connections were cut {cuts} times");
    assert_eq!(acknowledged.len(), 200, "each was tried until it was written");
    for sealed in &acknowledged {
        assert_eq!(store.by_reference(&sealed.reference).await.unwrap(), Some(sealed.record));
    }
    sound(&store, 200).await;
}

/// What the proxy does with the next COMMIT.
const LETS_PASS: u8 = 0;
const CUTS_BEFORE: u8 = 1;
const CUTS_AFTER: u8 = 2;
const CUTS_AFTER_AND_CLOSES: u8 = 3;

/// A proxy between a store and its server. Gives the address of the database through it, and its switch.
fn proxy(address: &str) -> (String, Arc<AtomicU8>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let switch = Arc::new(AtomicU8::new(LETS_PASS));
    let shared = Arc::clone(&switch);
    std::thread::spawn(move || {
        for client in listener.incoming().flatten() {
            if shared.load(Ordering::SeqCst) == CUTS_AFTER_AND_CLOSES + 1 {
                continue;
            }
            let server = UnixStream::connect(Cluster::shared().socket()).unwrap();
            let (from, to) = (server.try_clone().unwrap(), client.try_clone().unwrap());
            let watched = Arc::clone(&shared);
            std::thread::spawn(move || to_server(client, server, &watched));
            std::thread::spawn(move || to_client(from, to));
        }
    });
    (format!("postgres://plumbline@127.0.0.1:{port}/{}", name_of(address)), switch)
}

fn to_server(mut client: TcpStream, mut server: UnixStream, switch: &AtomicU8) {
    let mut buffer = vec![0; 65_536];
    while let Ok(got @ 1..) = client.read(&mut buffer) {
        let sent = &buffer[..got];
        let commits = sent.windows(7).any(|bytes| bytes == b"COMMIT\0");
        let order = if commits { switch.load(Ordering::SeqCst) } else { LETS_PASS };
        if order == CUTS_BEFORE {
            switch.store(LETS_PASS, Ordering::SeqCst);
            break;
        }
        if order >= CUTS_AFTER {
            // The store hears no more; the server does what it was told.
            let next = if order == CUTS_AFTER { LETS_PASS } else { order + 1 };
            switch.store(next, Ordering::SeqCst);
            client.shutdown(Shutdown::Both).unwrap();
            server.write_all(sent).unwrap();
            std::thread::sleep(Duration::from_millis(100));
            break;
        }
        server.write_all(sent).unwrap();
    }
    let _ = client.shutdown(Shutdown::Both);
    let _ = server.shutdown(Shutdown::Both);
}

fn to_client(mut server: UnixStream, mut client: TcpStream) {
    let mut buffer = vec![0; 65_536];
    while let Ok(got @ 1..) = server.read(&mut buffer) {
        if client.write_all(&buffer[..got]).is_err() {
            break;
        }
    }
}

#[tokio::test]
async fn a_commit_whose_connection_breaks_before_it_is_sent_is_done_again() {
    let address = Cluster::shared().database();
    let (through, switch) = proxy(&address);
    let store = handle(&through).await;
    let mut author = Author::new(HOUSE, 1);
    store.commit(named(&mut author, "First")).await.unwrap();
    switch.store(CUTS_BEFORE, Ordering::SeqCst);
    let receipt = store.commit(named(&mut author, "Second")).await.unwrap();
    assert_eq!(switch.load(Ordering::SeqCst), LETS_PASS, "the connection was cut");
    assert_eq!(receipt.sealed[0].position, 1);
    sound(&store, 2).await;
}

#[tokio::test]
async fn a_commit_whose_answer_is_lost_is_found_in_the_ledger_and_not_done_again() {
    let address = Cluster::shared().database();
    let (through, switch) = proxy(&address);
    let store = handle(&through).await;
    let mut author = Author::new(HOUSE, 1);
    store.commit(named(&mut author, "First")).await.unwrap();
    switch.store(CUTS_AFTER, Ordering::SeqCst);
    let receipt = store.commit(named(&mut author, "Second")).await.unwrap();
    assert_eq!(switch.load(Ordering::SeqCst), LETS_PASS, "the connection was cut");
    assert_eq!((receipt.sealed[0].position, receipt.repeated), (1, false));
    assert_eq!(receipt.sealed[0].reference, "USE-0002");
    sound(&store, 2).await;
}

#[tokio::test]
async fn a_commit_that_nobody_can_tell_of_is_said_to_be_unsure_and_its_key_gives_the_answer_later() {
    let address = Cluster::shared().database();
    let (through, switch) = proxy(&address);
    let store = Database::connect(&through).await.unwrap().house(HOUSE).await.unwrap();
    let store = store.patient_for(Duration::from_millis(500));
    let mut author = Author::new(HOUSE, 1);
    let sent = Idempotency { person: author.person, key: "form".to_owned(), digest: "d".to_owned() };
    let asked = Commit { idempotency: Some(sent), ..named(&mut author, "Once") };
    switch.store(CUTS_AFTER_AND_CLOSES, Ordering::SeqCst);
    let answer = store.commit(asked.clone()).await;
    assert!(matches!(answer, Err(StoreError::Unsure(_))), "{answer:?}");
    let while_closed = store.commit(named(&mut author, "Other")).await;
    assert!(matches!(while_closed, Err(StoreError::Unavailable(_))), "{while_closed:?}");
    switch.store(LETS_PASS, Ordering::SeqCst);
    let again = store.commit(asked).await.unwrap();
    assert!(again.repeated, "it had been written");
    sound(&store, 1).await;
}

/// Statements go out without waiting for each other. One that a connection has to prepare first once went out after those
/// that need what it writes.
#[tokio::test]
async fn a_connection_that_has_only_changed_records_can_make_one() {
    let address = Cluster::shared().database();
    let mut author = Author::new(HOUSE, 1);
    let one = handle(&address).await;
    let id = one.commit(named(&mut author, "First")).await.unwrap().sealed[0].record;
    let before = one.record(id, store::At::Now).await.unwrap().unwrap();
    let two = handle(&address).await;
    let submit = Commit { writes: vec![author.act(&before, record::Act::Submit)], ..Commit::default() };
    two.commit(submit).await.unwrap();
    let write = author.create("use", &Body::named("Second").with("tags", vec!["alpha"]));
    let write = author.because(write, "It is needed");
    let id = write.record;
    two.commit(Commit { writes: vec![write], ..Commit::default() }).await.unwrap();
    // The smallest tag goes, so the one that stays begins anew: it is taken out and put in under the same key.
    for tags in [vec!["alpha", "beta"], vec!["beta"]] {
        let before = two.record(id, store::At::Now).await.unwrap().unwrap();
        let kept = two.content(id, before.version).await.unwrap().unwrap();
        let body = Body::named("Second").with("tags", tags);
        let revise = author.revise(&before, &kept, &body);
        two.commit(Commit { writes: vec![revise], ..Commit::default() }).await.unwrap();
    }
    sound(&two, 5).await;
}
