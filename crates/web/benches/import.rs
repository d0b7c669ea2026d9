//! What an import of a file costs, from its bytes to records with their entries in the ledger, stage by stage.
//!
//! `cargo bench -p web --bench import [-- ROWS]`: 100,000 rows unless told. Run it alone; it prints the load.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a program for people who measure")]

use app::Role;
use exchange::{Limits, Reading, propose, read};
use record::Schema;
use std::{collections::BTreeMap, fmt::Write as _, time::Instant};
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

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with("--"));
    let rows = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(100_000);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    println!("load before: {}", std::fs::read_to_string("/proc/loadavg").unwrap().trim());
    runtime.block_on(import(rows));
    println!("load after: {}", std::fs::read_to_string("/proc/loadavg").unwrap().trim());
}

/// An inventory as offices keep them: a key, texts of usual length, a stage, a day, a system and its supplier.
fn inventory(rows: u64) -> Vec<u8> {
    let mut csv = String::from(
        "Use Case ID,Use Case Name,Purpose,Stage of Development,AI system,Vendor,Expected benefits,Date,Bureau\n",
    );
    for n in 0..rows {
        let noun = |salt: u64| {
            let mixed = n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> salt;
            NOUNS.get(usize::try_from(mixed % 16).unwrap()).copied().unwrap_or_default()
        };
        let (a, b, c) = (noun(3), noun(9), noun(21));
        writeln!(
            csv,
            "UC-{n:06},{a} {b} of applications {n},\"Supports the {a} of incoming applications, letters and calls by {b}, so that staff spend their time on cases that need them; {c} stays with people. Number {n}.\",{},{c} engine {},Northbridge {} Ltd,\"The median time to a first answer falls from 12 to {} working days.\",2025-{:02}-{:02},Bureau of {b}",
            ["Pilot", "In development", "Operation and Maintenance"].get(usize::try_from(n % 3).unwrap()).unwrap(),
            n % 500,
            n % 60,
            n % 9 + 1,
            n % 12 + 1,
            n % 28 + 1,
        )
        .unwrap();
    }
    csv.into_bytes()
}

async fn import(rows: u64) {
    let house = TestApp::new().await;
    house.person("ana", &[Role::AiManager]).await;
    let desk = house.desk_of("ana").await;
    let bytes = inventory(rows);
    println!("{rows} rows, {} KiB of CSV; before: {}", bytes.len() / 1024, memory());
    println!("| stage | s | rows a second | CPU s | greatest memory |\n|---|---:|---:|---:|---|");
    let mut clock = Clock::start(rows);

    let limits = Limits::default();
    let how = Reading { name: "inventory.csv".to_owned(), limits, ..Reading::default() };
    let sheet = read(&bytes, &how).unwrap();
    drop(bytes);
    clock.told("read");
    let schemas: Vec<Schema> = desk.schemas().await.iter().map(|schema| Schema::clone(schema)).collect();
    let mapping = propose(&sheet, &schemas, "use").mapping;
    clock.told("propose a mapping");
    let name = sheet.name.clone();
    let prepared = web::Preparation::new(&desk, sheet, mapping, schemas, None).await.unwrap();
    let (prepared, plan, rows) = prepared.plan(&desk, BTreeMap::new()).await.unwrap();
    let counts = plan.counts;
    clock.told("plan");
    let source = prepared.source.clone();
    drop(prepared);
    let stages = web::stages(&plan, rows);
    clock.told("order");
    let job = stages.begin(&desk, &name, &source).await.unwrap();
    drop(plan);
    clock.told("keep the job");
    let records = u32::try_from(desk.job(job).await.unwrap().total).unwrap();
    let began = clock.began;
    let report = desk.run_import(job).await.unwrap();
    clock.told("write");
    assert_eq!(report.lost_total, 0, "{:?}", report.lost.first());
    println!(
        "{records} records ({} rows) written, {} of them by the row; {} cells kept, {} wait for fields",
        counts.create,
        report.created.get("use").copied().unwrap_or_default(),
        counts.kept,
        counts.custom
    );
    let seconds = began.elapsed().as_secs_f64();
    println!("write: {:.0} entries a second", f64::from(records) / seconds);
}

struct Clock {
    rows: f64,
    began: Instant,
    cpu: f64,
}

impl Clock {
    fn start(rows: u64) -> Self {
        Self { rows: f64::from(u32::try_from(rows).unwrap()), began: Instant::now(), cpu: cpu() }
    }

    fn told(&mut self, stage: &str) {
        let (seconds, now) = (self.began.elapsed().as_secs_f64(), cpu());
        println!(
            "| {stage} | {seconds:.2} | {:.0} | {:.2} | {} |",
            self.rows / seconds,
            now - self.cpu,
            memory()
        );
        (self.began, self.cpu) = (Instant::now(), now);
    }
}

/// Processor time of all threads, in seconds.
fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
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
