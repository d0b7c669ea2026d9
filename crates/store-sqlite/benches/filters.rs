//! What it costs to filter a register of 100,000 records by every field, in every way that can be asked, and which is dearest.
//!
//! `cargo bench --workspace --bench filters [-- RECORDS]`. Figures are processor time, the median of seven.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a program for people who measure")]

use record::RecordId;
use std::{fs, hint::black_box, path::Path};
use store::{
    At, CHANGED, Commit, Condition, Filter, Query, STATE, SortBy, Store, Test, Write,
    conformance::{Author, Body, Chance},
};
use store_sqlite::SqliteStore;
use uuid::Uuid;

const HOUSE: Uuid = Uuid::from_u128(1);
const WORDS: [&str; 12] = [
    "loan", "scoring", "chat", "fraud", "claims", "triage", "image", "route", "hiring", "voice", "demand",
    "price",
];
/// Records of which one lacks what all others have, or has what all others lack.
const RARE: u64 = 5_000;
/// What a filter may cost, in microseconds.
const GOAL_US: u64 = 20_000;

fn main() {
    let records = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(100_000_u64);
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("filters-{}", std::process::id()));
    fs::create_dir_all(&directory).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(measure(&directory.join("house.db"), records));
    fs::remove_dir_all(&directory).unwrap();
}

async fn measure(file: &Path, records: u64) {
    let store = SqliteStore::open(file, HOUSE).unwrap();
    let (mut author, mut chance) = (Author::new(HOUSE, 1), Chance::new(7));
    for from in (0..records).step_by(2_000) {
        let make = |n| made(&mut author, &mut chance, n);
        let writes = (from..records.min(from + 2_000)).map(make).collect();
        store.commit(Commit { writes, ..Commit::default() }).await.unwrap();
    }
    let size = At::Size(store.head().await.unwrap().size);
    let mut found = Vec::new();
    for (what, condition) in ways() {
        for (sort, by) in [("by number", SortBy::Number), ("by name", SortBy::Field("name".to_owned()))] {
            for (when, at) in [("now", At::Now), ("as of", size)] {
                let filters = vec![condition.clone()];
                let query = Query { at, filters, sort: by.clone(), ..Query::every("use") };
                let listing = store.list(&query).await.unwrap();
                let cost = cost(async || drop(black_box(store.list(&query).await.unwrap()))).await;
                found.push((
                    cost,
                    format!("{what}, {sort}, {when}: {} rows of {:?}", listing.rows.len(), listing.total),
                ));
            }
        }
    }
    found.sort_unstable_by(|a, b| b.cmp(a));
    let over = found.iter().filter(|(cost, _)| *cost > GOAL_US).count();
    println!(
        "{records} records, {} filters, {over} above {GOAL_US} µs, load {}\n\n| filter | µs of CPU |\n|---|---:|",
        found.len(),
        fs::read_to_string("/proc/loadavg").unwrap_or_default().split(' ').next().unwrap_or_default()
    );
    for (cost, what) in found.iter().take(40) {
        println!("| {what} | {cost} |");
    }
}

fn made(author: &mut Author, chance: &mut Chance, n: u64) -> Write {
    let name: Vec<&str> = (0..4).map(|_| *chance.pick(&WORDS)).collect();
    let person = RecordId(Uuid::from_u128(u128::from(chance.below(300)))).to_string();
    let stage = if n % RARE == 7 { "retired" } else { *chance.pick(&["idea", "pilot", "live"]) };
    let mut body = Body::named(&format!("{} {n}", name.join(" "))).with("stage", stage);
    // Rare, in some, in nearly all.
    if n % RARE == 8 {
        body = body.with("owner", person);
    }
    if !chance.once_in(3) {
        body = body.with("due", format!("2026-{:02}-{:02}", 1 + chance.below(12), 1 + chance.below(28)));
    }
    if n % RARE != 9 {
        body = body
            .with("score", chance.below(1_000))
            .with("tags", vec![*chance.pick(&["alpha", "beta", "gamma"])]);
    }
    author.create("use", &body)
}

/// Every test that can be asked of each field, with values that few, many, all and no records have, and what is not so.
fn ways() -> Vec<(String, Condition)> {
    let between = |low: Option<&str>, high: Option<&str>| {
        Test::Between(low.map(str::to_owned), high.map(str::to_owned))
    };
    let is = |keys: &[&str]| Test::In(keys.iter().map(|key| (*key).to_owned()).collect());
    let has = |part: &str| Test::Contains(part.to_owned());
    let starts = |part: &str| Test::Prefix(part.to_owned());
    let owner = RecordId(Uuid::from_u128(42)).to_string();
    let tests = [
        (
            "name",
            vec![
                has("fraud"),
                has("77777"),
                has("zeppelin"),
                has("a"),
                starts("loan"),
                starts("loan chat fraud"),
                starts("x"),
                is(&["x"]),
            ],
        ),
        (
            "stage",
            vec![
                is(&["00.idea"]),
                is(&["03.retired"]),
                is(&["00.idea", "01.pilot", "02.live"]),
                is(&["99.x"]),
            ],
        ),
        ("tags", vec![is(&["00.alpha"]), is(&["00.alpha", "01.beta", "02.gamma"]), is(&["04.epsilon"])]),
        (
            "due",
            vec![
                between(Some("2026-03-03"), Some("2026-03-06")),
                between(None, Some("2026-06-01")),
                between(Some("2027"), None),
                is(&["2026-01-01"]),
            ],
        ),
        (
            "score",
            vec![
                between(Some("00000500"), None),
                between(Some("00000999"), Some("00000999~")),
                is(&["00000001"]),
                between(Some("1"), None),
            ],
        ),
        ("owner", vec![is(&[owner.as_str()]), is(&["x"])]),
        (STATE, vec![is(&["draft"]), is(&["retired"])]),
        (CHANGED, vec![between(Some("0"), None), between(Some("9"), None)]),
    ];
    let mut all = Vec::new();
    for (field, tests) in tests {
        for test in tests.into_iter().chain([Test::Missing]) {
            let condition = Condition::Cell(Filter { field: field.to_owned(), test: test.clone() });
            all.push((format!("{field} {test:?}"), condition.clone()));
            all.push((format!("{field} not {test:?}"), condition.negated()));
        }
    }
    all
}

async fn cost(work: impl AsyncFn()) -> u64 {
    let mut took = Vec::new();
    for _ in 0..7 {
        let before = spent();
        work().await;
        took.push(spent() - before);
    }
    took.sort_unstable();
    took.get(3).copied().unwrap_or_default() / 1_000
}

/// Nanoseconds that this thread has had of the processors, as Linux tells it.
fn spent() -> u64 {
    let told = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    told.split_whitespace().next().and_then(|ns| ns.parse().ok()).unwrap_or(0)
}
