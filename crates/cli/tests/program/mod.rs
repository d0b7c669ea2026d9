//! The built program, run as a person runs it.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read, Write as _},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Output, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};
use testkit::{SEED, TestApp};

/// The program on a data directory, and on a database unless its address is empty. `PLUMBLINE_PROGRAM` names another than
/// the one that was built with the tests, to be measured.
pub fn plumbline(data: &Path, database: &str, arguments: &[&str]) -> Command {
    let other = std::env::var("PLUMBLINE_PROGRAM");
    let mut command = Command::new(other.as_deref().unwrap_or(env!("CARGO_BIN_EXE_plumbline")));
    command.env_remove("PLUMBLINE_DATA").env_remove("PLUMBLINE_DATABASE");
    if !database.is_empty() {
        command.env("PLUMBLINE_DATABASE", database);
    }
    command.arg("--data").arg(data).args(arguments);
    command
}

/// What it did, when all went well.
pub fn ran(mut command: Command) -> Output {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", said(&output));
    output
}

/// What it said.
pub fn said(output: &Output) -> String {
    [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes)).join("\n")
}

/// A program that serves.
pub struct Server {
    pub child: Child,
    pub port: u16,
}

impl Server {
    /// Starts it on a free port, with options of its own.
    pub fn start(data: &Path, database: &str, more: &[&str]) -> Self {
        let mut command = plumbline(data, database, &[&["serve", "--port", "0"], more].concat());
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().rsplit(':').next().unwrap().parse().unwrap();
        Self { child, port }
    }

    /// As `kill -9` does it: nothing is told, nothing is put in order.
    pub fn kill(&mut self) {
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
pub fn ask(
    port: u16,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Option<(u16, String)> {
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
pub struct Load {
    pub made: BTreeMap<String, String>,
    pub repeated: usize,
}

/// Each client makes units one after the other, each at the next program, and asks again under the same key until it is
/// acknowledged.
pub fn client(number: usize, ports: &[u16], token: &str, each: usize, done: &AtomicUsize) -> Load {
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

/// Lays an installation of tests out as a data directory of the program: keys, evidence, and its files unless it is on a
/// database.
pub fn laid_out(house: &TestApp, place: &Path) {
    let folder = place.join("organisations").join(house.organisation.to_string());
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("ledger.key"), SEED).unwrap();
    let evidence = house.path().join(house.organisation.to_string()).join("evidence");
    assert!(Command::new("cp").arg("-R").args([&evidence, &folder]).status().unwrap().success());
    if house.database().is_none() {
        store_sqlite::copy(&house.path().join("accounts.db"), &place.join("accounts.db")).unwrap();
        store_sqlite::copy(&house.records(), &folder.join("records.db")).unwrap();
    }
}
