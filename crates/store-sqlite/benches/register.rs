//! How long a page of a register takes at 100,000 records, and how many acts a second are durable.
//!
//! `cargo bench -p store-sqlite --bench register [-- RECORDS]`
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a program for people who measure")]

use record::{Act, RecordId};
use serde_json::{Value as Json, json};
use std::{
    fs,
    hint::black_box,
    io::Write as _,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};
use store::{
    At, Commit, Condition, Filter, Order, Page, Query, SortBy, Store, Test, Write,
    conformance::{Author, Body, Chance},
};
use store_sqlite::SqliteStore;
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

fn main() {
    let records = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(100_000_u64);
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("register-{}", std::process::id()));
    fs::create_dir_all(&directory).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(measure(&directory.join("house.db"), records));
    fs::remove_dir_all(&directory).unwrap();
}

async fn measure(file: &Path, records: u64) {
    let store = Arc::new(SqliteStore::open(file, HOUSE).unwrap());
    let began = Instant::now();
    load(&store, records).await;
    let acts = store.head().await.unwrap().size;
    println!("{records} records, {acts} acts loaded in {:.1} s", began.elapsed().as_secs_f64());
    println!("file {} MiB, {}, load {}", fs::metadata(file).unwrap().len() >> 20, memory(), load_average());
    pages(&store, records, acts, plain(file, records)).await;
    println!(
        "\n| writing | each second | for each flush that the plain file gets | µs of CPU for an act |\n|---|---:|---:|---:|"
    );
    for clients in [1, 32] {
        let raw = flushed(file);
        println!("| append 4 KiB and fsync, plain file | {raw:.0} | 1 | |");
        writers(&store, clients, raw).await;
    }
    println!("\n{}, load {}", memory(), load_average());
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
async fn load(store: &SqliteStore, records: u64) {
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

async fn flush(store: &SqliteStore, writes: &mut Vec<Write>, write: Write) {
    writes.push(write);
    if writes.len() == 500 {
        store.commit(Commit { writes: std::mem::take(writes), ..Commit::default() }).await.unwrap();
    }
}

/// What a time is compared with: the body of a record by the number of its row, in nothing but SQLite.
fn plain(file: &Path, records: u64) -> Duration {
    let connection = rusqlite::Connection::open(file).unwrap();
    let mut statement = connection.prepare("SELECT json FROM content WHERE position = ?").unwrap();
    let mut chance = Chance::new(3);
    let times = 20_000;
    let began = Instant::now();
    for _ in 0..times {
        let position = i64::try_from(chance.below(records)).unwrap();
        black_box(statement.query_row([position], |row| row.get::<_, String>(0)).unwrap());
    }
    began.elapsed() / times
}

/// Appends to a plain file beside the store's, each flushed to the disk as SQLite does it, in a second.
fn flushed(file: &Path) -> f64 {
    let path = file.with_extension("raw");
    let mut raw = fs::File::create(&path).unwrap();
    let began = Instant::now();
    let mut times = 0_u32;
    while began.elapsed() < Duration::from_secs(2) {
        raw.write_all(&[b'x'; 4096]).unwrap();
        raw.sync_all().unwrap();
        times += 1;
    }
    let each_second = f64::from(times) / began.elapsed().as_secs_f64();
    fs::remove_file(path).unwrap();
    each_second
}

/// What the thread that writes has had of the processors, as Linux tells it.
fn writer_cpu() -> Duration {
    let mut sum = 0;
    for task in fs::read_dir("/proc/self/task").into_iter().flatten().flatten() {
        let read = |what: &str| fs::read_to_string(task.path().join(what)).unwrap_or_default();
        if read("comm").trim() == "store-writer" {
            sum +=
                read("schedstat").split_whitespace().next().and_then(|ns| ns.parse().ok()).unwrap_or(0_u64);
        }
    }
    Duration::from_nanos(sum)
}

/// Questions that join conditions, negate them, look for parts of a text, or sort by several fields.
fn asked_in_full(few: &Condition, live: &Condition, march: &Condition) -> Vec<(&'static str, Query)> {
    let every = Query::every("use");
    let filter = |field: &str, test: Test| Condition::Cell(Filter { field: field.to_owned(), test });
    let field = |field: &str| SortBy::Field(field.to_owned());
    let has = |text: &str| filter("name", Test::Contains(text.to_owned()));
    let either = Condition::Any(vec![few.clone(), march.clone(), has("fraud watch")]);
    let rare = Condition::All(vec![live.clone(), has("77777")]);
    let asked = |filters: Vec<Condition>| Query { filters, sort: field("name"), ..every.clone() };
    let others: Vec<Condition> = ["00.idea", "01.pilot", "02.live"]
        .map(|key| filter("stage", Test::In(vec![key.to_owned()])))
        .to_vec();
    vec![
        ("name contains what is rare, by name", asked(vec![has("77777")])),
        ("name contains what nothing has, by name", asked(vec![has("zeppelin")])),
        ("name contains a word, by name", asked(vec![has("fraud")])),
        ("not live, by name", asked(vec![live.clone().negated()])),
        ("one owner or three days or words, by name", asked(vec![either.clone()])),
        (
            "alternatives of which one is a pair, by name",
            asked(vec![Condition::Any(vec![few.clone(), rare])]),
        ),
        ("neither of three, by name", asked(vec![either.negated()])),
        ("due is empty, by name", asked(vec![filter("due", Test::Missing)])),
        ("stage is empty, which none is, by name", asked(vec![filter("stage", Test::Missing)])),
        ("none of three stages, one is left, by name", asked(vec![Condition::Any(others).negated()])),
        (
            "by stage, then by due date",
            Query { sort: field("stage"), then: vec![(field("due"), Order::Ascending)], ..every.clone() },
        ),
        (
            "by due date, then by score downwards",
            Query { sort: field("due"), then: vec![(field("score"), Order::Descending)], ..every.clone() },
        ),
    ]
}

async fn pages(store: &SqliteStore, records: u64, acts: u64, plain: Duration) {
    let row = |what: &str, time: Duration| {
        println!("| {what} | {:.1} | {:.1} |", micros(time), micros(time) / micros(plain));
    };
    println!("\n| reading | µs, median | plain reads |\n|---|---:|---:|");
    row("body by row number, SQLite alone", plain);
    let every = Query::every("use");
    let filter = |field: &str, test: Test| Condition::Cell(Filter { field: field.to_owned(), test });
    let field = |field: &str| SortBy::Field(field.to_owned());
    let owner = RecordId(Uuid::from_u128(42)).to_string();
    let few = filter("owner", Test::In(vec![owner]));
    let live = filter("stage", Test::In(vec!["02.live".to_owned()]));
    let alpha = filter("tags", Test::In(vec!["00.alpha".to_owned()]));
    let march = filter("due", Test::Between(Some("2026-03-03".to_owned()), Some("2026-03-06".to_owned())));
    let past = At::Size(acts - (acts - records) / 2);
    let asked = asked_in_full(&few, &live, &march);
    for (what, query) in asked.into_iter().chain([
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
    ]) {
        let rows = store.list(&query).await.unwrap();
        let time = timed(200, async || drop(black_box(store.list(&query).await.unwrap()))).await;
        row(&format!("{what}: {} rows of {:?}", rows.rows.len(), rows.total), time);
    }
    for (openness, related) in [(2, vec![]), (0, vec![RecordId(Uuid::from_u128(5))])] {
        let time =
            timed(200, async || drop(black_box(store.counts(openness, &related).await.unwrap()))).await;
        row(&format!("counts for openness {openness}"), time);
    }
    for words in [vec!["fraud", "watch", "77"], vec!["fraud"], vec!["use00123"]] {
        let words: Vec<String> = words.into_iter().map(str::to_owned).collect();
        let time =
            timed(200, async || drop(black_box(store.search(&words, 2, &[], 20).await.unwrap()))).await;
        row(&format!("search for {}", words.join(" ")), time);
    }
    let id = store.by_reference("USE-0007").await.unwrap().unwrap();
    let time = timed(20_000, async || drop(black_box(store.record(id, At::Now).await.unwrap()))).await;
    row("one record", time);
}

/// Each client waits for its act to be durable before it does the next.
async fn writers(store: &Arc<SqliteStore>, clients: u64, raw: f64) {
    let each = if clients == 1 { 1_000 } else { 400 };
    let (began, cpu) = (Instant::now(), writer_cpu());
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
    let cpu = micros(writer_cpu().saturating_sub(cpu)) / acts;
    println!("| act and wait, {clients} at once | {each_second:.0} | {:.2} | {cpu:.0} |", each_second / raw);
}

/// The median time.
async fn timed(times: usize, work: impl AsyncFn()) -> Duration {
    let mut took = Vec::with_capacity(times);
    for _ in 0..times {
        let began = Instant::now();
        work().await;
        took.push(began.elapsed());
    }
    took.sort_unstable();
    took.get(times / 2).copied().unwrap_or_default()
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

/// Resident memory, as Linux tells it.
fn memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    status
        .lines()
        .filter(|line| line.starts_with("VmRSS") || line.starts_with("VmHWM"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Processes that wanted to run in the last minute.
fn load_average() -> String {
    fs::read_to_string("/proc/loadavg").unwrap_or_default().split(' ').next().unwrap_or_default().to_owned()
}
