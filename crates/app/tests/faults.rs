//! Disks that fail and power that goes: what was acknowledged is there afterwards, or the damage is found.
//!
//! The test starts itself again as a child that writes, under `strace`. By `strace` every call to the disk can be made to
//! fail at a chosen time, without another file system and without code that only tests have. For a loss of power the calls
//! are recorded, and the disk is put together again as it may look when the power goes at a chosen call: what was flushed is
//! there, of what was not any part may be, and of a write any sectors of 512 bytes.

#![cfg(target_os = "linux")]
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

#[path = "faults/disk.rs"]
mod disk;
#[path = "faults/trace.rs"]
mod trace;

use app::{App, At, Role, Via};
use disk::{Disk, Promise};
use record::{RecordId, Value};
use std::{
    collections::BTreeMap,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};
use testkit::{SeededIds, TestApp};
use uuid::Uuid;

/// Writers of a child, and acts of each.
const WRITERS: usize = 3;

/// The calls by which a program changes what lies on a disk.
const CALLS: &str = "trace=pwrite64,write,fsync,fdatasync,ftruncate,openat,rename,unlink";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the child of the other tests"]
async fn child_that_writes_while_the_disk_fails() {
    let variable = |name: &str| std::env::var(name).unwrap();
    let (path, seed) = (PathBuf::from(variable("FAULT_PATH")), variable("FAULT_SEED").parse().unwrap());
    let organisation: Uuid = variable("FAULT_ORGANISATION").parse().unwrap();
    let person: RecordId = variable("FAULT_PERSON").parse().unwrap();
    let each: usize = variable("FAULT_ACTS").parse().unwrap();
    let app = TestApp::opened_apart(&path, seed);
    let mut writers = Vec::new();
    for writer in 0..WRITERS {
        let app = app.clone();
        writers.push(tokio::spawn(async move {
            for number in 0..each {
                let title = format!("Round {seed}, writer {writer}, number {number}");
                let made = write(&app, organisation, person, &title, number % 3 == 2).await;
                let line = match made {
                    Ok(id) => format!("ack {id} {title}\n"),
                    Err(error) => format!("no {error}\n"),
                };
                // One call, so that it stands whole in the record of calls.
                std::io::stdout().write_all(line.as_bytes()).unwrap();
                std::io::stdout().flush().unwrap();
            }
        }));
    }
    for writer in writers {
        writer.await.unwrap();
    }
}

/// A risk, or evidence with a file.
async fn write(
    app: &App,
    organisation: Uuid,
    person: RecordId,
    title: &str,
    with_file: bool,
) -> Result<RecordId, app::Trouble> {
    let desk = app.desk(organisation, person, None, Via::Web).await?;
    let name = Value::Text(title.to_owned());
    let (kind, body) = if with_file {
        let file = desk.keep_file("note.txt", title.repeat(40).as_bytes()).await?;
        let body = testkit::sample_alone("evidence").with("collected_by", Value::Link(person));
        ("evidence", body.with("file", Value::File(file)))
    } else {
        ("risk", testkit::sample_alone("risk").with("owner", Value::Link(person)))
    };
    Ok(desk.create(kind, body.with("name", name), None).await?.record)
}

/// An installation whose data are copied for every try.
struct Base {
    house: TestApp,
    person: RecordId,
    data: PathBuf,
    next: std::cell::Cell<u64>,
}

impl Base {
    async fn new() -> Self {
        let house = TestApp::new().await;
        let person = house.person("ana", &[Role::AiManager]).await;
        let data = house.copied("base");
        Self { house, person, data, next: std::cell::Cell::new(0) }
    }

    /// A copy of the data, of its own.
    fn copy(&self) -> PathBuf {
        self.next.set(self.next.get() + 1);
        let to = self.house.path().join(format!("try-{}", self.next.get()));
        assert!(Command::new("cp").arg("-R").args([&self.data, &to]).status().unwrap().success());
        to
    }

    /// Runs the child under `strace` with these options; gives what it said.
    fn child(&self, data: &Path, seed: u64, acts: usize, strace: &[&str]) -> String {
        let output = Command::new("strace")
            .args(["-f", "-qq"])
            .args(strace)
            .arg(std::env::current_exe().unwrap())
            .args(["--exact", "child_that_writes_while_the_disk_fails", "--ignored", "--nocapture"])
            .env("FAULT_PATH", data)
            .env("FAULT_SEED", seed.to_string())
            .env("FAULT_ORGANISATION", self.house.organisation.to_string())
            .env("FAULT_PERSON", self.person.to_string())
            .env("FAULT_ACTS", acts.to_string())
            .stderr(Stdio::null())
            .output()
            .expect("these tests need strace: as root, run apt-get install -y strace");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Opens the data and compares them with what was acknowledged.
    async fn judge(&self, data: &Path, acknowledged: &[(RecordId, String)]) -> Verdict {
        let seed = 1_000_000 + self.next.get();
        let Ok(app) = std::panic::catch_unwind(|| TestApp::opened_apart(data, seed)) else {
            return Verdict::Found;
        };
        let Ok(desk) = app.desk(self.house.organisation, self.person, None, Via::Web).await else {
            return Verdict::Found;
        };
        let sound = match desk.verify(None).await {
            Ok(verified) => verified.report.is_intact(),
            Err(_) => false,
        };
        let records = data.join(self.house.organisation.to_string()).join("records.db");
        let derived = store_sqlite::SqliteStore::open(&records, self.house.organisation)
            .and_then(|store| store.check())
            .is_ok_and(|findings| findings.is_empty());
        if !sound || !derived {
            return Verdict::Found;
        }
        let mut lost = 0;
        for (id, title) in acknowledged {
            let found = desk.look(*id, At::Now).await;
            let file = match &found {
                Ok(look) => match look.record.body.get("file") {
                    Some(Value::File(file)) => desk.file(*id, &file.sha256).await.is_ok(),
                    _ => true,
                },
                Err(_) => false,
            };
            lost += usize::from(!file || found.ok().is_none_or(|look| look.record.title != *title));
        }
        if lost == 0 { Verdict::Whole } else { Verdict::Lost(lost) }
    }
}

/// What became of the data.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    /// All that was acknowledged is there, and everything verifies.
    Whole,
    /// Everything verifies, and so many acts that were acknowledged are gone.
    Lost(usize),
    /// Something is not as it must be, and is found.
    Found,
}

fn acknowledged(said: &str) -> Vec<(RecordId, String)> {
    let lines = said.lines().filter_map(|line| line.strip_prefix("ack ")?.split_once(' '));
    lines.filter_map(|(id, title)| Some((id.parse().ok()?, title.to_owned()))).collect()
}

/// Kinds of failure: what is told, how `strace` makes it, and at which call of a thread at most.
const CLASSES: &[(&str, &str, u64)] = &[
    ("a write fails (EIO)", "pwrite64:error=EIO", 150),
    ("the disk is full (ENOSPC)", "pwrite64:error=ENOSPC", 150),
    ("a flush fails (EIO)", "fsync:error=EIO", 30),
    ("a flush fails for want of space (ENOSPC)", "fsync:error=ENOSPC", 30),
    ("a file cannot be cut off (EIO)", "ftruncate:error=EIO", 6),
    ("a file cannot be opened (EIO)", "openat:error=EIO", 60),
    ("a read fails (EIO)", "pread64:error=EIO", 400),
    ("a file cannot get its name (EIO)", "rename:error=EIO", 4),
    ("killed in a write", "pwrite64:signal=SIGKILL", 150),
    ("killed in a flush", "fsync:signal=SIGKILL", 30),
];

/// Tries every class so often, at calls that the seed chooses, once or again and again from there.
async fn failing(rounds: u64, seed: u64) {
    let base = Base::new().await;
    let mut dice = SeededIds::new(seed);
    let (mut all, mut refused) = (0, 0);
    for (class, inject, most) in CLASSES {
        let (mut acts, mut noes) = (0, 0);
        for round in 0..rounds {
            let data = base.copy();
            let call = inject.split(':').next().unwrap();
            let first = 1 + dice.draw() % most;
            let again = if dice.draw().is_multiple_of(3) { "+" } else { "" };
            let (trace, inject) = (format!("trace={call}"), format!("inject={inject}:when={first}{again}"));
            let said = base.child(&data, seed + round, 6, &["-o", "/dev/null", "-e", &trace, "-e", &inject]);
            let acknowledged = acknowledged(&said);
            acts += acknowledged.len();
            noes += said.lines().filter(|line| line.starts_with("no ")).count();
            let verdict = base.judge(&data, &acknowledged).await;
            assert_eq!(verdict, Verdict::Whole, "{class}, {inject}, seed {}: {said}", seed + round);
            std::fs::remove_dir_all(data).unwrap();
        }
        println!("| {class} | {rounds} | {acts} | {noes} | 0 |");
        (all, refused) = (all + acts, refused + noes);
    }
    assert!(all > 0 && refused > 0, "{all} acts, {refused} refused: nothing failed");
}

/// Records the calls of a child and lets the power go at calls that the seed chooses.
async fn powerless(recordings: u64, points: u64, seed: u64, promise: Promise) -> BTreeMap<&'static str, u64> {
    let base = Base::new().await;
    let mut dice = SeededIds::new(seed);
    let mut told = BTreeMap::new();
    for recording in 0..recordings {
        let data = base.copy();
        let file = base.house.path().join("calls");
        let options = ["-y", "-xx", "-s", "1000000", "-o", file.to_str().unwrap(), "-e", CALLS];
        base.child(&data, seed + recording, 6, &options);
        let calls = trace::read(&std::fs::read(&file).unwrap(), &data);
        assert!(calls.len() > 50, "{} calls", calls.len());
        for point in 0..points {
            let length = calls.len() as u64;
            let end = usize::try_from(1 + dice.draw() % length).unwrap();
            let state = base.copy();
            let disk = Disk::run(&state, &calls[..end], promise);
            disk.lose_power(&state, &mut || dice.draw());
            let acknowledged = acknowledged(disk.said());
            let verdict = base.judge(&state, &acknowledged).await;
            *told.entry("points").or_default() += 1;
            *told.entry("acknowledged").or_default() += acknowledged.len() as u64;
            match verdict {
                Verdict::Whole => {}
                Verdict::Lost(acts) => *told.entry("lost").or_default() += acts as u64,
                Verdict::Found => *told.entry("found").or_default() += 1,
            }
            if promise == Promise::Kept {
                assert_eq!(verdict, Verdict::Whole, "recording {recording}, point {point}, seed {seed}");
            }
            std::fs::remove_dir_all(state).unwrap();
        }
        std::fs::remove_dir_all(data).unwrap();
    }
    told
}

fn seed() -> u64 {
    std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(7)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "long: run by cargo xtask ci --long"]
async fn long_fault_every_kind_of_failing_call() {
    let rounds = std::env::var("ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(40);
    println!("seed {}", seed());
    println!("| fault | rounds | acknowledged | refused | lost |\n|---|---:|---:|---:|---:|");
    failing(rounds, seed()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "long: run by cargo xtask ci --long"]
async fn long_fault_loss_of_power() {
    let points = std::env::var("ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(100);
    let told = powerless(5, points, seed(), Promise::Kept).await;
    println!("seed {}, power lost: {told:?}", seed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "long: run by cargo xtask ci --long"]
async fn long_fault_loss_of_power_on_a_disk_that_lies_about_flushes() {
    let points = std::env::var("ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(100);
    let told = powerless(5, points, seed(), Promise::Broken).await;
    println!("seed {}, power lost on a lying disk: {told:?}", seed());
}
