//! The program on a PostgreSQL database: alone, and several at once.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests fail by panicking"
)]

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read, Write as _},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Output, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};
use testkit::{SEED, TestApp, postgres::Cluster};

fn plumbline(data: &Path, database: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plumbline"));
    command.env_remove("PLUMBLINE_DATA").env("PLUMBLINE_DATABASE", database);
    command.arg("--data").arg(data).args(arguments);
    command
}

fn ran(mut command: Command) -> Output {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", said(&output));
    output
}

fn said(output: &Output) -> String {
    [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes)).join("\n")
}

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

/// A program that serves.
struct Server {
    child: Child,
    port: u16,
}

impl Server {
    fn start(data: &Path, database: &str) -> Self {
        let mut command = plumbline(data, database, &["serve", "--port", "0"]);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().rsplit(':').next().unwrap().parse().unwrap();
        Self { child, port }
    }

    /// As `kill -9` does it: nothing is told, nothing is put in order.
    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A request over a connection of its own; status and text, or none when the program is not there or breaks off.
fn ask(port: u16, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Option<(u16, String)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(30))).ok()?;
    let named: String = headers.iter().map(|(name, value)| [*name, ": ", *value, "\r\n"].concat()).collect();
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nconnection: close\r\n{named}content-length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let text = String::from_utf8_lossy(&answer).into_owned();
    let status = text.split(' ').nth(1)?.parse().ok()?;
    Some((status, text))
}

/// What a load of requests was answered: the key of each with the address of its record, and how many were sent again.
struct Load {
    made: BTreeMap<String, String>,
    repeated: usize,
}

/// Each client makes units one after the other, each at the next program, and asks again under the same key until it is
/// acknowledged.
fn client(number: usize, ports: &[u16], token: &str, each: usize, done: &AtomicUsize) -> Load {
    let mut load = Load { made: BTreeMap::new(), repeated: 0 };
    for n in 0..each {
        let key = format!("client-{number}-{n}");
        let body = format!(r#"{{"name":"Unit {number} {n}"}}"#);
        let bearer = format!("Bearer {token}");
        let headers = [
            ("authorization", bearer.as_str()),
            ("idempotency-key", &key),
            ("content-type", "application/json"),
        ];
        let until = Instant::now() + Duration::from_mins(1);
        let mut turn = number + n;
        loop {
            let answer = ask(ports[turn % ports.len()], "POST", "/api/v1/unit", &headers, &body);
            match answer {
                Some((201 | 200, text)) => {
                    let location = text.lines().find_map(|line| line.strip_prefix("location: ")).unwrap();
                    load.made.insert(key, location.trim().to_owned());
                    break;
                }
                Some((503, _)) | None => {}
                Some((status, text)) => panic!("{status}: {text}"),
            }
            assert!(Instant::now() < until, "no program answers");
            load.repeated += 1;
            turn += 1;
            std::thread::sleep(Duration::from_millis(20));
        }
        done.fetch_add(1, Ordering::Relaxed);
    }
    load
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_programs_share_one_database_and_killing_one_loses_nothing_acknowledged() {
    const CLIENTS: usize = 6;
    const EACH: usize = 25;
    let house = TestApp::on_postgres().await;
    // The programs go by the clock of the machine.
    house.clock.pass(jiff::Timestamp::now().duration_since(house.app.now()));
    house.person("ana", &[app::Role::AiManager]).await;
    let desk = house.desk_of("ana").await;
    let token = desk.make_token("Load", app::Scope::Write, 1).await.unwrap().secret;
    let session = house.session("ana").await;
    let database = house.database().unwrap();
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("organisations").join(house.organisation.to_string());
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("ledger.key"), SEED).unwrap();
    let evidence = house.path().join(house.organisation.to_string()).join("evidence");
    assert!(Command::new("cp").arg("-R").args([&evidence, &folder]).status().unwrap().success());

    let mut servers: Vec<Server> = (0..3).map(|_| Server::start(place.path(), &database)).collect();
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
