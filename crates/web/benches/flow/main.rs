//! What the pages of risk, impact assessment and applicability cost with 10,000 risks, 2,000 uses and 2,000 assessments in force.
//!
//! `cargo bench -p web --bench flow [-- RISKS]`: a fifth as many uses and assessments. The data are made through the use-cases,
//! then visited by an installation that has just been opened on them: the first visit, which reads the ledger, and those after it.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a program for people who measure"
)]

#[path = "../pages/cost.rs"]
mod cost;
mod house;

use cost::{Cost, Machine, memory};
use house::Visitor;
use std::time::Instant;
use testkit::TestApp;

/// The allocator that the program has.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What is looked at: name, address, and the milliseconds that it may cost.
const PAGES: [(&str, &str, u64); 9] = [
    ("heat map", "/risks", 5),
    ("heat map, one cell", "/risks?only=class:4", 5),
    ("statement of applicability", "/soa", 5),
    ("statement, one group", "/soa?group=A.7", 5),
    ("a control of the statement", "/soa/controls/19", 5),
    ("risks, first page", "/r/risk", 1),
    ("risks by name", "/r/risk?sort=name", 1),
    ("impact assessments, first page", "/r/impact_assessment", 1),
    ("preview of a change of method", "/risks/method/RMT-0001", 200),
];

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with("--"));
    let risks = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(10_000);
    // One thread runs everything but the writer of the store, so its CPU time is the time of the request.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    println!("{}", Machine::read());
    runtime.block_on(async {
        let test = TestApp::new().await;
        house::make(&test, risks).await;
        println!("after making the data: {}", memory());
        let visitor = Visitor::of(&test).await;
        println!(
            "| page | goal ms | first visit wall ms | CPU median µs | CPU p99 µs | wall median µs | bytes |"
        );
        println!("|---|---:|---:|---:|---:|---:|---:|");
        for (name, path, goal) in PAGES {
            let begun = Instant::now();
            let (status, bytes) = visitor.get(path).await;
            let first = begun.elapsed().as_millis();
            let Some(bytes) = bytes else {
                println!("| {name} | {goal} | {status} at {path} | | | | |");
                continue;
            };
            let cost = Cost::of(async || assert!(visitor.get(path).await.1.is_some())).await;
            println!(
                "| {name} | {goal} | {first} | {} | {} | {} | {bytes} |",
                cost.median, cost.p99, cost.wall
            );
        }
        println!("at the end: {}", memory());
    });
}
