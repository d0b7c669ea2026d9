//! What writing many records costs, each with its entry in the ledger: from records as an import holds them to rows of the
//! store. What comes before, from the bytes of a file, is measured in the room of pages.
//!
//! `cargo bench --workspace --bench writing [-- ROWS]`: 100,000 rows unless told. Run it alone; it prints the load.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a program for people who measure")]

use app::{BringIn, Incoming, Role};
use serde_json::{Value, json};
use std::time::Instant;
use testkit::TestApp;

/// The allocator that the program has.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const NOUNS: [&str; 16] = [
    "triage",
    "routing",
    "summary",
    "search",
    "forecast",
    "scoring",
    "matching",
    "review",
    "translation",
    "control",
    "planning",
    "inspection",
    "pricing",
    "screening",
    "assistance",
    "detection",
];
/// Systems that the rows name.
const SYSTEMS: u64 = 8_000;
/// Suppliers that the systems name.
const SUPPLIERS: u64 = 76;

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with("--"));
    let rows = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(100_000);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    println!("load before: {}", std::fs::read_to_string("/proc/loadavg").unwrap().trim());
    runtime.block_on(write(rows));
    println!("load after: {}", std::fs::read_to_string("/proc/loadavg").unwrap().trim());
}

async fn write(rows: u64) {
    let house = TestApp::new().await;
    house.person("ana", &[Role::AiManager]).await;
    let desk = house.desk_of("ana").await;
    let suppliers = (0..SUPPLIERS).map(supplier);
    let systems = (0..SYSTEMS.min(rows)).map(system);
    let records: Vec<Incoming> = suppliers.chain(systems).chain((0..rows).map(a_use)).collect();
    let all = records.len();
    let job =
        desk.bring_in(BringIn { name: "inventory.csv".to_owned(), records, ..BringIn::default() }).await;
    let job = job.unwrap();
    // The clock of tests stands still unless it is moved; ids and entries carry the time.
    let clock = house.clock.clone();
    tokio::spawn(async move {
        loop {
            let before = Instant::now();
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            clock.pass(before.elapsed().try_into().unwrap());
        }
    });
    let (began, before) = (Instant::now(), cpu());
    let report = desk.run_import(job).await.unwrap();
    let (seconds, spent) = (began.elapsed().as_secs_f64(), cpu() - before);
    assert_eq!(report.lost_total, 0, "{:?}", report.lost.first());
    let all = f64::from(u32::try_from(all).unwrap());
    println!(
        "{all} records in {seconds:.2} s: {:.0} a second; {spent:.2} s of processor time, {:.0} µs a record; {}",
        all / seconds,
        spent * 1e6 / all,
        memory()
    );
    for (name, seconds) in threads() {
        println!("  {name}: {seconds:.2} s, {:.0} µs a record", seconds * 1e6 / all);
    }
}

fn incoming(row: u64, kind: &str, key: String, body: &Value, refs: &[(&str, &str, String)]) -> Incoming {
    Incoming {
        row,
        kind: kind.to_owned(),
        key,
        body: body.as_object().unwrap().clone(),
        refs: refs
            .iter()
            .map(|(field, kind, key)| ((*field).to_owned(), (*kind).to_owned(), key.clone()))
            .collect(),
        decided: false,
        ends: None,
    }
}

fn supplier(n: u64) -> Incoming {
    let name = format!("Northbridge {n} Ltd");
    incoming(0, "supplier", format!("title:{}", name.to_lowercase()), &json!({ "name": name }), &[])
}

fn system(n: u64) -> Incoming {
    let name = format!("{} engine {n}", noun(n, 21));
    let of = format!("title:northbridge {} ltd", n % SUPPLIERS);
    let key = format!("title:system {n}");
    incoming(0, "system", key, &json!({ "name": name }), &[("supplier", "supplier", of)])
}

/// A use as offices describe them: texts of usual length, a stage, a day, a system.
fn a_use(n: u64) -> Incoming {
    let (a, b, c) = (noun(n, 3), noun(n, 9), noun(n, 21));
    let stages = ["pilot", "development", "operation"];
    let body = json!({
        "name": format!("{a} {b} of applications {n}"),
        "purpose": format!("Supports the {a} of incoming applications, letters and calls by {b}, so that staff spend their time on cases that need them; {c} stays with people. Number {n}."),
        "stage": stages.get(usize::try_from(n % 3).unwrap()).unwrap(),
        "benefits": format!("The median time to a first answer falls from 12 to {} working days.", n % 9 + 1),
        "go_live": format!("2025-{:02}-{:02}", n % 12 + 1, n % 28 + 1),
        "organisation": format!("Bureau of {b}"),
        "external_id": format!("UC-{n:06}"),
    });
    let system = format!("title:system {}", n % SYSTEMS);
    incoming(n + 2, "use", format!("inventory␟id:UC-{n:06}"), &body, &[("systems", "system", system)])
}

fn noun(n: u64, salt: u64) -> &'static str {
    let mixed = n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> salt;
    NOUNS.get(usize::try_from(mixed % 16).unwrap()).copied().unwrap_or_default()
}

/// Processor time of all threads, in seconds.
fn cpu() -> f64 {
    spent(&std::fs::read_to_string("/proc/self/stat").unwrap())
}

/// Processor time of each thread, by name.
fn threads() -> Vec<(String, f64)> {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    let stats = tasks.filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("stat")).ok());
    let named = |stat: String| {
        let name = stat.split(['(', ')']).nth(1).unwrap_or_default().to_owned();
        (name, spent(&stat))
    };
    stats.map(named).filter(|(_, seconds)| *seconds > 0.05).collect()
}

fn spent(stat: &str) -> f64 {
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap().split(' ').collect();
    // User and system time in ticks of a hundredth of a second, as Linux has them on every usual machine.
    [11, 12].iter().filter_map(|at| fields.get(*at)?.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// The greatest memory so far.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    let kib: u64 =
        line.and_then(|line| line.split_whitespace().nth(1)).and_then(|kib| kib.parse().ok()).unwrap();
    format!("{} MiB", kib / 1024)
}
