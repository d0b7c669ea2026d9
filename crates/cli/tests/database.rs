//! The program on a PostgreSQL database: alone, and several at once.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests fail by panicking"
)]

mod program;

use program::{Load, Server, ask, client, laid_out, plumbline, ran, said};
use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};
use testkit::{TestApp, postgres::Cluster};

#[test]
fn the_demonstration_is_made_in_a_database_once_and_every_command_finds_it_there() {
    let place = tempfile::tempdir().unwrap();
    let database = Cluster::shared().database();
    let first = ran(plumbline(place.path(), &database, &["demo", "--build-only"]));
    assert!(String::from_utf8_lossy(&first.stdout).starts_with("Replayed "));
    let again = ran(plumbline(place.path(), &database, &["demo", "--build-only"]));
    assert!(again.stdout.is_empty(), "what is there is not played a second time");
    let data = place.path().join("demo");
    assert!(!data.join("accounts.db").exists(), "nothing of it lies in files");
    assert!(said(&ran(plumbline(&data, &database, &["verify"]))).contains("intact"));
    let doctor = said(&ran(plumbline(&data, &database, &["doctor", "--rebuild"])));
    assert!(doctor.contains("✓ projections") && doctor.contains("✓ evidence"), "{doctor}");
    assert!(said(&ran(plumbline(&data, &database, &["checkpoint"]))).contains("— "));
    let package = place.path().join("audit.zip");
    ran(plumbline(&data, &database, &["export", package.to_str().unwrap()]));
    assert!(package.metadata().unwrap().len() > 10_000);

    let elsewhere = plumbline(&place.path().join("another"), &database, &["verify"]).output().unwrap();
    assert_eq!(elsewhere.status.code(), Some(3));
    assert!(
        said(&elsewhere).contains("give the data directory that it was made with"),
        "{}",
        said(&elsewhere)
    );
}

#[test]
fn a_database_that_is_not_there_is_said_without_its_password() {
    let place = tempfile::tempdir().unwrap();
    let address = "postgres://somebody:swordfish@127.0.0.1:1/nothing";
    let output = plumbline(place.path(), address, &["verify"]).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(said(&output).contains("the store cannot write at the moment"), "{}", said(&output));
    assert!(!said(&output).contains("swordfish"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_programs_share_one_database_and_killing_one_loses_nothing_acknowledged() {
    const CLIENTS: usize = 6;
    const EACH: usize = 25;
    let house = TestApp::on_postgres().await;
    house.clock.pass(jiff::Timestamp::now().duration_since(house.app.now()));
    house.person("ana", &[app::Role::AiManager]).await;
    let desk = house.desk_of("ana").await;
    let token = desk.make_token("Load", app::Scope::Write, 1).await.unwrap().secret;
    let session = house.session("ana").await;
    let database = house.database().unwrap();
    let place = tempfile::tempdir().unwrap();
    laid_out(&house, place.path());

    let mut servers: Vec<Server> = (0..3).map(|_| Server::start(place.path(), &database, &[])).collect();
    let ports: Vec<u16> = servers.iter().map(|server| server.port).collect();
    for port in &ports {
        let cookie = format!("plumbline={session}");
        let (status, text) = ask(*port, "GET", "/", &[("cookie", &cookie)], "").unwrap();
        assert_eq!(status, 200, "a session holds everywhere: {text}");
    }
    let done = AtomicUsize::new(0);
    let loads: Vec<Load> = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|number| {
                let (ports, token, done) = (&ports, &token, &done);
                scope.spawn(move || client(number, ports, token, EACH, done))
            })
            .collect();
        // In the midst of it one is killed.
        while done.load(Ordering::Relaxed) < CLIENTS * EACH / 3 {
            std::thread::sleep(Duration::from_millis(5));
        }
        servers[1].kill();
        clients.into_iter().map(|client| client.join().unwrap()).collect()
    });
    assert!(loads.iter().map(|load| load.repeated).sum::<usize>() > 0, "the kill was noticed");
    let made: BTreeMap<String, String> = loads.into_iter().flat_map(|load| load.made).collect();
    assert_eq!(made.len(), CLIENTS * EACH, "each was acknowledged in the end");

    // Each acknowledged record is there, at the other programs, under the name that was sent; none is there twice.
    let bearer = format!("Bearer {token}");
    for (key, location) in &made {
        let (status, text) = ask(ports[2], "GET", location, &[("authorization", &bearer)], "").unwrap();
        let name = format!("Unit {}", key.trim_start_matches("client-").replace('-', " "));
        assert!(status == 200 && text.contains(&format!("\"{name}\"")), "{location}: {text}");
    }
    let units = house.desk_of("ana").await.list("unit", &app::ListAsk::default()).await.unwrap();
    assert_eq!(units.total, app::Total::Exact((CLIENTS * EACH) as u64));
    let addresses: std::collections::BTreeSet<&String> = made.values().collect();
    assert_eq!(addresses.len(), CLIENTS * EACH);
    drop(servers);
    assert!(said(&ran(plumbline(place.path(), &database, &["verify"]))).contains("intact"));
    ran(plumbline(place.path(), &database, &["doctor"]));
}
