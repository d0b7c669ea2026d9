//! How long a page of a register takes at 100,000 records, and how many acts a second are durable, on both stores side by
//! side: the same records, the same questions, the same machine, one after the other.
//!
//! `cargo bench -p store-postgres --bench register [-- RECORDS]`
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a program for people who measure")]

use record::{Act, RecordId};
use serde_json::{Value as Json, json};
use std::{
    fs,
    hint::black_box,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};
use store::{
    At, Commit, Condition, Filter, Order, Page, Query, SortBy, Store, Test, Write,
    conformance::{Author, Body, Chance},
};
use store_postgres::Database;
use store_sqlite::SqliteStore;
use testkit::postgres::Cluster;
use uuid::Uuid;

const HOUSE: Uuid = Uuid::from_u128(1);
const STAGES: [&str; 4] = ["idea", "pilot", "live", "retired"];
const TAGS: [&str; 5] = ["alpha", "beta", "gamma", "delta", "epsilon"];
const WORDS: [&str; 24] = [
    "loan",
    "scoring",
    "chat",
    "assistant",
    "fraud",
    "watch",
    "claims",
    "triage",
    "image",
    "search",
    "route",
    "planner",
    "hiring",
    "screen",
    "voice",
    "bot",
    "demand",
    "forecast",
    "price",
    "engine",
    "quality",
    "camera",
    "text",
    "summary",
];

/// Times that a page is read.
const TIMES: u32 = 200;

fn main() {
    let records = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(100_000_u64);
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("register-{}", std::process::id()));
    fs::create_dir_all(&directory).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let cluster = Cluster::start(true);
    runtime.block_on(measure(&directory.join("house.db"), &cluster, records));
    fs::remove_dir_all(&directory).unwrap();
}

async fn measure(file: &Path, cluster: &Cluster, records: u64) {
    let sqlite: Arc<dyn Store> = Arc::new(SqliteStore::open(file, HOUSE).unwrap());
    let address = cluster.database();
    let postgres: Arc<dyn Store> =
        Arc::new(Database::connect(&address).await.unwrap().house(HOUSE).await.unwrap());
    let both = [("SQLite", sqlite), ("PostgreSQL", postgres)];
    for (name, store) in &both {
        let began = Instant::now();
        load(&**store, records).await;
        let acts = store.head().await.unwrap().size;
        println!("{name}: {records} records, {acts} acts loaded in {:.1} s", began.elapsed().as_secs_f64());
    }
    // As the server does by itself after a while.
    cluster.sql(testkit::postgres::name_of(&address), "VACUUM (ANALYZE)");
    println!("load {}", load_average());
    pages(&both, records).await;
    println!(
        "\n| writing | store | each second | µs of CPU in our process for an act |\n|---|---|---:|---:|"
    );
    for clients in [1, 32] {
        for (name, store) in &both {
            writers(name, store, clients).await;
        }
    }
    println!("\nload {}", load_average());
}

fn body(chance: &mut Chance, n: u64) -> Body {
    let name: Vec<&str> = (0..4).map(|_| *chance.pick(&WORDS)).collect();
    let mut body = Body::named(&format!("{} {n}", name.join(" ")))
        .with("stage", *chance.pick(&STAGES))
        .with("tags", json!([chance.pick(&TAGS), chance.pick(&TAGS)]))
        .with("score", chance.below(1_000))
        .with("owner", RecordId(Uuid::from_u128(u128::from(chance.below(2_000)))).to_string());
    if !chance.once_in(3) {
        body = body.with("due", format!("2026-{:02}-{:02}", 1 + chance.below(12), 1 + chance.below(28)));
    }
    let purpose: Vec<Json> = (0..20).map(|_| Json::from(*chance.pick(&WORDS))).collect();
    body.with("purpose", purpose)
}

/// A tenth of the records has ten versions.
async fn load(store: &dyn Store, records: u64) {
    let (mut author, mut chance) = (Author::new(HOUSE, 1), Chance::new(7));
    let mut ids = Vec::new();
    let mut writes = Vec::new();
    for n in 0..records {
        let mut write = author.create("use", &body(&mut chance, n));
        write.openness = u8::try_from(chance.below(3)).unwrap();
        write.related = vec![RecordId(Uuid::from_u128(u128::from(chance.below(2_000))))];
        ids.push(write.record);
        flush(store, &mut writes, write).await;
    }
    store.commit(Commit { writes: std::mem::take(&mut writes), ..Commit::default() }).await.unwrap();
    ids.truncate(usize::try_from(records / 10).unwrap());
    for _ in 0..9 {
        for ids in ids.chunks(500) {
            let mut writes = Vec::new();
            for id in ids {
                let before = store.record(*id, At::Now).await.unwrap().unwrap();
                let kept = store.content(*id, before.version).await.unwrap().unwrap();
                let body = Body(kept.json.clone())
                    .with("score", chance.below(1_000))
                    .with("stage", *chance.pick(&STAGES));
                writes.push(author.revise(&before, &kept, &body));
            }
            store.commit(Commit { writes, ..Commit::default() }).await.unwrap();
        }
    }
}

async fn flush(store: &dyn Store, writes: &mut Vec<Write>, write: Write) {
    writes.push(write);
    if writes.len() == 500 {
        store.commit(Commit { writes: std::mem::take(writes), ..Commit::default() }).await.unwrap();
    }
}

fn questions(records: u64, acts: u64) -> Vec<(&'static str, Query)> {
    let every = Query::every("use");
    let filter = |field: &str, test: Test| Condition::Cell(Filter { field: field.to_owned(), test });
    let field = |field: &str| SortBy::Field(field.to_owned());
    let owner = RecordId(Uuid::from_u128(42)).to_string();
    let few = filter("owner", Test::In(vec![owner]));
    let live = filter("stage", Test::In(vec!["02.live".to_owned()]));
    let alpha = filter("tags", Test::In(vec!["00.alpha".to_owned()]));
    let march = filter("due", Test::Between(Some("2026-03-03".to_owned()), Some("2026-03-06".to_owned())));
    let past = At::Size(acts - (acts - records) / 2);
    vec![
        ("by number", every.clone()),
        (
            "by last change, newest first",
            Query { sort: SortBy::Changed, order: Order::Descending, ..every.clone() },
        ),
        ("by name", Query { sort: field("name"), ..every.clone() }),
        (
            "by due date, latest first",
            Query { sort: field("due"), order: Order::Descending, ..every.clone() },
        ),
        (
            "by name, page in the middle",
            Query { sort: field("name"), page: Page { offset: records / 2, limit: 50 }, ..every.clone() },
        ),
        ("one owner, by name", Query { filters: vec![few.clone()], sort: field("name"), ..every.clone() }),
        (
            "three days of due dates, by score",
            Query { filters: vec![march.clone()], sort: field("score"), ..every.clone() },
        ),
        ("live, by name", Query { filters: vec![live.clone()], sort: field("name"), ..every.clone() }),
        (
            "live and alpha, by due date",
            Query { filters: vec![live.clone(), alpha], sort: field("due"), ..every.clone() },
        ),
        (
            "words: fraud watch 77",
            Query { words: ["fraud", "watch", "77"].map(str::to_owned).to_vec(), ..every.clone() },
        ),
        (
            "word: fraud, by name",
            Query { words: vec!["fraud".to_owned()], sort: field("name"), ..every.clone() },
        ),
        ("reader of openness 1, by name", Query { openness: 1, sort: field("name"), ..every.clone() }),
        (
            "reader of openness 0 with relations, by name",
            Query {
                openness: 0,
                related: vec![RecordId(Uuid::from_u128(5))],
                sort: field("name"),
                ..every.clone()
            },
        ),
        ("state draft, by number", Query { states: vec!["draft".to_owned()], ..every.clone() }),
        ("as of, by number", Query { at: past, ..every.clone() }),
        ("as of, by name", Query { at: past, sort: field("name"), ..every.clone() }),
        ("as of, by score", Query { at: past, sort: field("score"), ..every.clone() }),
        (
            "as of, one owner, by score",
            Query { at: past, filters: vec![few], sort: field("score"), ..every.clone() },
        ),
        (
            "as of, live, by name",
            Query { at: past, filters: vec![live], sort: field("name"), ..every.clone() },
        ),
    ]
}

async fn pages(both: &[(&'static str, Arc<dyn Store>); 2], records: u64) {
    println!(
        "\n| reading | SQLite: µs, median | CPU µs | PostgreSQL: µs, median | CPU µs in our process |\n|---|---:|---:|---:|---:|"
    );
    let acts = both[0].1.head().await.unwrap().size;
    for (what, query) in questions(records, acts) {
        let mut cells = Vec::new();
        let mut said = String::new();
        for (_, store) in both {
            let rows = store.list(&query).await.unwrap();
            said = format!("{what}: {} rows of {:?}", rows.rows.len(), rows.total);
            cells.push(timed(async || drop(black_box(store.list(&query).await.unwrap()))).await);
        }
        row(&said, &cells);
    }
    for (openness, related) in [(2, vec![]), (0, vec![RecordId(Uuid::from_u128(5))])] {
        let mut cells = Vec::new();
        for (_, store) in both {
            cells
                .push(timed(async || drop(black_box(store.counts(openness, &related).await.unwrap()))).await);
        }
        row(&format!("counts for openness {openness}"), &cells);
    }
    for words in [vec!["fraud", "watch", "77"], vec!["fraud"], vec!["use00123"]] {
        let words: Vec<String> = words.into_iter().map(str::to_owned).collect();
        let mut cells = Vec::new();
        for (_, store) in both {
            cells
                .push(timed(async || drop(black_box(store.search(&words, 2, &[], 20).await.unwrap()))).await);
        }
        row(&format!("search for {}", words.join(" ")), &cells);
    }
    let mut cells = Vec::new();
    for (_, store) in both {
        let id = store.by_reference("USE-0007").await.unwrap().unwrap();
        cells.push(timed(async || drop(black_box(store.record(id, At::Now).await.unwrap()))).await);
    }
    row("one record", &cells);
}

fn row(what: &str, cells: &[(Duration, Duration)]) {
    let cells: Vec<String> =
        cells.iter().map(|(wall, cpu)| format!("{:.0} | {:.0}", micros(*wall), micros(*cpu))).collect();
    println!("| {what} | {} |", cells.join(" | "));
}

/// Each client waits for its act to be durable before it does the next.
async fn writers(name: &str, store: &Arc<dyn Store>, clients: u64) {
    let each = if clients == 1 { 500 } else { 100 };
    let (began, cpu) = (Instant::now(), process_cpu());
    let tasks: Vec<_> = (0..clients)
        .map(|client| {
            let store = Arc::clone(store);
            tokio::spawn(async move {
                let (mut author, mut chance) =
                    (Author::new(HOUSE, 1_000 + clients * 100 + client), Chance::new(client));
                for n in 0..each {
                    let write = author.create("risk", &body(&mut chance, n));
                    let id = write.record;
                    store.commit(Commit { writes: vec![write], ..Commit::default() }).await.unwrap();
                    let before = store.record(id, At::Now).await.unwrap().unwrap();
                    let write = author.act(&before, Act::Submit);
                    store.commit(Commit { writes: vec![write], ..Commit::default() }).await.unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let acts = f64::from(u32::try_from(clients * each * 2).unwrap());
    let each_second = acts / began.elapsed().as_secs_f64();
    let cpu = micros(process_cpu().saturating_sub(cpu)) / acts;
    println!("| act and wait, {clients} at once | {name} | {each_second:.0} | {cpu:.0} |");
}

/// The median time, and the processor time of this process for each.
async fn timed(work: impl AsyncFn()) -> (Duration, Duration) {
    let cpu = process_cpu();
    let mut took = Vec::new();
    for _ in 0..TIMES {
        let began = Instant::now();
        work().await;
        took.push(began.elapsed());
    }
    let cpu = process_cpu().saturating_sub(cpu) / TIMES;
    took.sort_unstable();
    (took.get(took.len() / 2).copied().unwrap_or_default(), cpu)
}

/// What every thread of this process has had of the processors, as Linux tells it.
fn process_cpu() -> Duration {
    let mut sum = 0;
    for task in fs::read_dir("/proc/self/task").into_iter().flatten().flatten() {
        let stat = fs::read_to_string(task.path().join("schedstat")).unwrap_or_default();
        sum += stat.split_whitespace().next().and_then(|ns| ns.parse().ok()).unwrap_or(0_u64);
    }
    Duration::from_nanos(sum)
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

/// Processes that wanted to run in the last minute.
fn load_average() -> String {
    fs::read_to_string("/proc/loadavg").unwrap_or_default().split(' ').next().unwrap_or_default().to_owned()
}
