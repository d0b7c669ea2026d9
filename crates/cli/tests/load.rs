//! The program under load: many clients on the largest pages while others write, clients that send and take a byte a second,
//! floods of sign-ins. In short with every run, and long with `long_load`.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "helpers of tests fail by panicking, and figures are for people"
)]

mod program;

use app::{BringIn, Incoming, Role, Scope};
use program::{Load, Server, ask, client, laid_out, plumbline, ran, said};
use std::{
    collections::BTreeMap,
    fs,
    io::{ErrorKind, Read as _, Write as _},
    net::TcpStream,
    path::PathBuf,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    time::{Duration, Instant},
};
use tempfile::TempDir;
use testkit::{PASSWORD, TestApp};

/// Clients that ask for pages at the same time.
const READERS: usize = 56;
/// Clients that write at the same time.
const WRITERS: usize = 8;

/// An organisation with records, and a program that serves it.
struct Place {
    folder: TempDir,
    house: TestApp,
    session: String,
    token: String,
}

impl Place {
    async fn new(house: TestApp, records: usize) -> Self {
        Self::with(house, records, 0).await
    }

    /// With evidence files of 20 KB besides, each of which a record names.
    async fn with(house: TestApp, records: usize, files: usize) -> Self {
        house.clock.pass(jiff::Timestamp::now().duration_since(house.app.now()));
        house.person("ana", &[Role::AiManager, Role::Contributor]).await;
        let desk = house.desk_of("ana").await;
        let records = (0..records).map(incoming).collect();
        let ask = BringIn { name: "load.csv".to_owned(), records, ..BringIn::default() };
        let job = desk.bring_in(ask).await.unwrap();
        assert_eq!(desk.run_import(job).await.unwrap().lost_total, 0);
        let desk = house.desk_of("ana").await;
        for number in 0..files {
            let line =
                format!("Minutes of meeting {number}: what was said about the ranking of applications.\n");
            let file =
                desk.keep_file(&format!("minutes-{number}.txt"), line.repeat(250).as_bytes()).await.unwrap();
            let body = testkit::sample_alone("evidence")
                .with("name", record::Value::Text(format!("Minutes {number}")))
                .with("collected_by", record::Value::Link(desk.actor().person))
                .with("file", record::Value::File(file));
            desk.create("evidence", body, None).await.unwrap();
        }
        let desk = house.desk_of("ana").await;
        let token = desk.make_token("Load", Scope::Write, 1).await.unwrap().secret;
        let session = house.session("ana").await;
        let folder = tempfile::tempdir().unwrap();
        laid_out(&house, folder.path());
        Self { folder, house, session, token }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    fn database(&self) -> String {
        self.house.database().unwrap_or_default()
    }

    fn serve(&self) -> Server {
        Server::start(&self.data(), &self.database(), &["--trust-forwarded", "1"])
    }
}

fn incoming(number: usize) -> Incoming {
    let stage = ["idea", "operation", "retired"][number % 3];
    let body = serde_json::json!({
        "name": format!("Ranking of applications number{number}"),
        "purpose": "Orders incoming applications by how well they match the requirements. It rejects nobody.",
        "stage": stage,
        "context": "About 90 cases a year; every application is opened by a person before an answer is sent.",
        "external_id": format!("EXT-{number}"),
    });
    Incoming {
        row: number as u64 + 2,
        kind: "use".to_owned(),
        key: format!("use {number}"),
        body: body.as_object().cloned().unwrap(),
        refs: Vec::new(),
        decided: false,
        ends: None,
    }
}

/// The greatest memory that a program has had, in MiB.
fn memory(server: &Server) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", server.child.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").trim().parse::<u64>().unwrap() / 1024
}

/// What a client was answered.
#[derive(Default)]
struct Answers {
    waits: Vec<Duration>,
    refused: usize,
}

/// Asks for the largest pages one after the other until it is told to stop. Whatever is not answered is told when to come
/// again.
fn reader(port: u16, number: usize, place: &Place, over: &AtomicBool) -> Answers {
    let (cookie, bearer) = (format!("plumbline={}", place.session), format!("Bearer {}", place.token));
    let pages = [
        ("/r/use?per=200&sort=name", "cookie", &cookie),
        ("/api/v1/use?per=500", "authorization", &bearer),
        ("/", "cookie", &cookie),
        ("/framework/iso42001-2023", "cookie", &cookie),
        ("/search?q=applications", "cookie", &cookie),
        ("/r/use/new", "cookie", &cookie),
    ];
    let mut answers = Answers::default();
    for n in 0.. {
        if over.load(Ordering::Relaxed) {
            break;
        }
        let (path, name, value) = pages[(number + n) % pages.len()];
        let begun = Instant::now();
        let (status, text) = ask(port, "GET", path, &[(name, value.as_str())], "").unwrap();
        answers.waits.push(begun.elapsed());
        match status {
            200 => {}
            503 => {
                assert!(text.to_lowercase().contains("\r\nretry-after: "), "{text}");
                answers.refused += 1;
                std::thread::sleep(Duration::from_millis(100));
            }
            other => panic!("{path}: {other}: {text}"),
        }
    }
    answers
}

/// Everybody at once for a while; then the program is killed, and all that was acknowledged must be there.
async fn loaded(name: &str, house: TestApp, records: usize, time: Duration) {
    let place = Place::new(house, records).await;
    let mut server = place.serve();
    let (port, over, done) = (server.port, AtomicBool::new(false), AtomicUsize::new(0));
    let (answers, loads) = std::thread::scope(|scope| {
        let (place, over, done) = (&place, &over, &done);
        let readers: Vec<_> =
            (0..READERS).map(|number| scope.spawn(move || reader(port, number, place, over))).collect();
        let writers: Vec<_> = (0..WRITERS)
            .map(|number| {
                scope.spawn(move || {
                    let mut loads = Vec::new();
                    for turn in 0.. {
                        if over.load(Ordering::Relaxed) {
                            break;
                        }
                        loads.push(client(number + turn * WRITERS, &[port], &place.token, 5, done));
                    }
                    loads
                })
            })
            .collect();
        std::thread::sleep(time);
        over.store(true, Ordering::Relaxed);
        let answers: Vec<Answers> = readers.into_iter().map(|reader| reader.join().unwrap()).collect();
        let loads: Vec<Load> = writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect();
        (answers, loads)
    });
    let memory = memory(&server);
    server.kill();
    let mut waits: Vec<Duration> = answers.iter().flat_map(|answers| answers.waits.clone()).collect();
    waits.sort_unstable();
    let refused: usize = answers.iter().map(|answers| answers.refused).sum();
    let repeated: usize = loads.iter().map(|load| load.repeated).sum();
    let made: BTreeMap<String, String> = loads.into_iter().flat_map(|load| load.made).collect();
    let longest = *waits.last().unwrap();
    println!(
        "| {name} | {} | {:.2} s | {:.2} s | {refused} | {} | {repeated} | {memory} MiB |",
        waits.len(),
        waits[waits.len() / 2].as_secs_f64(),
        longest.as_secs_f64(),
        made.len()
    );
    assert!(answers.iter().all(|answers| !answers.waits.is_empty()), "nobody is left without an answer");
    assert!(longest < Duration::from_mins(1), "the longest wait: {longest:?}");
    assert!(memory < 1_024, "{memory} MiB");
    assert!(!made.is_empty() && made.len() == done.load(Ordering::Relaxed));

    let server = place.serve();
    let bearer = format!("Bearer {}", place.token);
    for location in made.values() {
        let (status, text) = ask(server.port, "GET", location, &[("authorization", &bearer)], "").unwrap();
        assert_eq!(status, 200, "{location} was acknowledged: {text}");
    }
    drop(server);
    assert!(said(&ran(plumbline(&place.data(), &place.database(), &["verify"]))).contains("intact"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_clients_on_files_starve_nobody_and_lose_nothing() {
    loaded("SQLite", TestApp::new().await, 600, Duration::from_secs(4)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_clients_on_a_database_starve_nobody_and_lose_nothing() {
    loaded("PostgreSQL", TestApp::on_postgres().await, 600, Duration::from_secs(4)).await;
}

/// How many records, and for how many seconds.
fn long() -> (usize, Duration) {
    let of =
        |name: &str, usual: u64| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual);
    (usize::try_from(of("RECORDS", 100_000)).unwrap(), Duration::from_secs(of("SECONDS", 120)))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "minutes"]
async fn long_load_on_files() {
    let (records, time) = long();
    loaded("SQLite", TestApp::new().await, records, time).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "minutes"]
async fn long_load_on_a_database() {
    let (records, time) = long();
    loaded("PostgreSQL", TestApp::on_postgres().await, records, time).await;
}

/// A backup of very much, and what trying it takes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "minutes"]
async fn long_load_of_a_drill() {
    let (records, _) = long();
    let place = Place::with(TestApp::new().await, records, records / 10).await;
    let to = tempfile::tempdir().unwrap();
    let file = to.path().join("load.backup");
    let file = file.to_str().unwrap();
    println!("{}", said(&ran(plumbline(&place.data(), "", &["backup", file]))));
    println!("{}", said(&ran(plumbline(&to.path().join("data"), "", &["restore", file, "--drill"]))));
}

/// Something when the other side has closed the connection, in order or because something was still being sent.
fn is_given_up(mut stream: TcpStream) -> Option<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    match stream.read_to_end(&mut Vec::new()) {
        Err(error) if error.kind() == ErrorKind::WouldBlock => None,
        _ => Some(()),
    }
}

/// So many connections that send a head, and so many that send a form, a byte a second; people are answered meanwhile, and
/// in the end nobody holds a connection any more.
async fn dripped(house: TestApp, each: usize) {
    let place = Place::new(house, 10).await;
    let server = place.serve();
    let form = "POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\n";
    let mut slow: Vec<TcpStream> = Vec::new();
    for number in 0..2 * each {
        let mut stream = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
        stream.write_all(if number % 2 == 0 { b"GET / HTTP/1.1\r\nX: " } else { form.as_bytes() }).unwrap();
        slow.push(stream);
    }
    let cookie = format!("plumbline={}", place.session);
    // The slow ones come from one address, which has only so much room; a person comes from another.
    let heads = [("cookie", cookie.as_str()), ("x-forwarded-for", "192.0.2.7")];
    let (begun, mut longest) = (Instant::now(), Duration::ZERO);
    while begun.elapsed() < Duration::from_secs(16) {
        for stream in &mut slow {
            let _ = stream.write_all(b"a");
        }
        let asked = Instant::now();
        let (status, _) = ask(server.port, "GET", "/", &heads, "").unwrap();
        assert_eq!(status, 200);
        longest = longest.max(asked.elapsed());
        std::thread::sleep(Duration::from_secs(1).saturating_sub(asked.elapsed()));
    }
    let given_up = slow.into_iter().filter_map(is_given_up).count();
    println!(
        "| {} slow clients | longest wait of others {:.2} s | {given_up} given up | {} MiB |",
        2 * each,
        longest.as_secs_f64(),
        memory(&server)
    );
    assert_eq!(given_up, 2 * each, "each was given up");
    assert!(longest < Duration::from_secs(10), "{longest:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn clients_that_send_a_byte_a_second_keep_nobody_waiting_and_are_given_up() {
    dripped(TestApp::new().await, 100).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "hundreds of connections"]
async fn long_load_of_slow_clients() {
    dripped(TestApp::on_postgres().await, 480).await;
}

/// Signs in from an address; the status and the whole answer.
fn sign_in(port: u16, from: &str, email: &str, password: &str) -> Option<(u16, String)> {
    let form = ask(port, "GET", "/sign-in", &[("x-forwarded-for", from)], "")?.1;
    let cookie =
        form.lines().find_map(|line| line.strip_prefix("set-cookie: "))?.split(';').next()?.to_owned();
    let token = form.split("name=\"_csrf\"").nth(1)?.split("value=\"").nth(1)?.split('"').next()?.to_owned();
    let body =
        format!("_csrf={token}&email={}&password={}", email.replace('@', "%40"), password.replace(' ', "+"));
    let heads = [
        ("cookie", cookie.as_str()),
        ("x-forwarded-for", from),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    ask(port, "POST", "/sign-in", &heads, &body)
}

/// Many try wrong passwords from one address, half of them for one account; she herself signs in from another one meanwhile.
async fn flooded(house: TestApp, attackers: usize, time: Duration) {
    let place = Place::new(house, 10).await;
    let server = place.serve();
    let (port, over, tried) = (server.port, AtomicBool::new(false), AtomicUsize::new(0));
    let waits: Vec<Duration> = std::thread::scope(|scope| {
        for number in 0..attackers {
            let (over, tried) = (&over, &tried);
            scope.spawn(move || {
                // Half of them try her account, the others one of their own each.
                let guessed = format!("guess{number}@test.example");
                let email = if number % 2 == 0 { "ana@test.example" } else { guessed.as_str() };
                while !over.load(Ordering::Relaxed) {
                    let Some((status, text)) = sign_in(port, "203.0.113.9", email, "wrong") else {
                        continue;
                    };
                    assert!([401, 429, 503].contains(&status), "{status}: {text}");
                    if status != 401 {
                        assert!(text.to_lowercase().contains("\r\nretry-after: "), "{text}");
                    }
                    tried.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        let (begun, mut waits) = (Instant::now(), Vec::new());
        while begun.elapsed() < time {
            std::thread::sleep(Duration::from_millis(300));
            for (from, who) in [("198.51.100.7", "ana@test.example"), ("198.51.100.8", "ola@test.example")] {
                let asked = Instant::now();
                let (status, text) = sign_in(port, from, who, PASSWORD).unwrap();
                assert_eq!(status, 303, "{who} signs in meanwhile: {text}");
                waits.push(asked.elapsed());
            }
        }
        over.store(true, Ordering::Relaxed);
        waits
    });
    let longest = waits.iter().max().copied().unwrap();
    let tried = tried.load(Ordering::Relaxed);
    println!(
        "| {attackers} attackers | {tried} wrong | {} right | longest {:.2} s | {} MiB |",
        waits.len(),
        longest.as_secs_f64(),
        memory(&server)
    );
    // A password takes 19 MiB to be tried: not all at once.
    assert!(memory(&server) < 300, "{} MiB", memory(&server));
    assert!(tried > attackers && longest < Duration::from_secs(10), "{longest:?}");
    // The address of the flood is told to wait, whoever it tries.
    let (status, _) = sign_in(port, "203.0.113.9", "ola@test.example", PASSWORD).unwrap();
    assert_eq!(status, 429);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_sign_ins_locks_nobody_out_but_its_own_address() {
    flooded(TestApp::new().await, 24, Duration::from_secs(3)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a minute"]
async fn long_load_of_sign_ins() {
    for house in [TestApp::new().await, TestApp::on_postgres().await] {
        flooded(house, 200, Duration::from_secs(30)).await;
    }
}
