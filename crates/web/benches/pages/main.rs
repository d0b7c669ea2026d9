//! What a page costs at 100,000 records, and what acts, imports, readiness and verification cost through the use-cases.
//!
//! `cargo bench -p web --bench pages [-- RECORDS [PAGE]]`: with a part of a page's name only such pages. The data are made
//! in one process and visited in another, whose memory is that of a program that has just been started on them. With
//! `keep` in place of a page the data stay, and what is printed last can be handed over as a third argument to visit them.
//! With `postgres` among the arguments they are on a database of a server that is started for them; what the server costs is
//! not in the figures.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a program for people who measure"
)]

mod cost;
mod house;
mod verbs;

use cost::{Cost, Machine};
use house::{House, Visitor};
use testkit::TestApp;

/// Fields by which registers are sorted.
const COLUMNS: [&str; 6] = ["name", "stage", "owner", "impact_level", "act_class", "next_review"];

/// The allocator that the program has.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let (stores, others): (Vec<String>, Vec<String>) = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .partition(|argument| argument == "postgres");
    let on_postgres = !stores.is_empty();
    let mut arguments = others.into_iter();
    let records = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(100_000);
    let only = arguments.next().unwrap_or_default();
    // One thread runs everything but the writer of the store, so its CPU time is the time of the request.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    if let Some(places) = arguments.next() {
        return runtime.block_on(visit(House::visited(records, &places), &only));
    }
    println!("{}", Machine::read());
    let (test, places) = runtime.block_on(async {
        let test = if on_postgres { TestApp::on_postgres().await } else { TestApp::new().await };
        let places = house::make(&test, records).await;
        (test, places)
    });
    println!("after making the data: {}", cost::memory());
    if only == "keep" {
        println!("{places}");
        std::mem::forget(test);
        return;
    }
    let mut visitor = std::process::Command::new(std::env::current_exe().unwrap());
    let ended = visitor.args([&records.to_string(), &only, &places]).status().unwrap();
    drop(test);
    assert!(ended.success());
}

async fn visit(mut house: House, only: &str) {
    house.find_people().await;
    house.mara().await.list("use", &app::ListAsk::default()).await.unwrap();
    println!("started: {}", cost::memory());
    pages(&house, only).await;
    println!("after the pages: {}", cost::memory());
    if only.is_empty() {
        verbs::measure(&house).await;
    }
    println!("at the end: {}", cost::memory());
}

async fn pages(house: &House, only: &str) {
    let (mara, program) = house.visitors().await;
    println!("| page | CPU median µs | CPU p99 µs | wall median µs | bytes |");
    println!("|---|---:|---:|---:|---:|");
    let asked = addresses(house).into_iter().filter(|(name, _)| name.contains(only));
    let (past, present): (Vec<_>, Vec<_>) = asked.partition(|(_, path)| path.contains("as_of="));
    for (name, path) in present {
        let visitor = if path.starts_with("/api/") { &program } else { &mara };
        row(visitor, &name, &path).await;
    }
    anew(house, &mara, only).await;
    println!("after the pages of the present: {}", cost::memory());
    for (name, path) in past {
        row(&mara, &name, &path).await;
    }
    // What was kept of registers is forgotten with every act on a record of theirs.
    for (name, path) in addresses(house).into_iter().filter(|(name, _)| name.starts_with("register")) {
        if name.contains(only) && !path.contains("as_of=") {
            let cost = Cost::after(
                async || house.touch().await,
                async || {
                    assert!(mara.get(&path).await.1.is_some());
                },
            );
            let cost = cost.await;
            println!("| {name}, after an act | {} | {} | {} | |", cost.median, cost.p99, cost.wall);
        }
    }
}

/// A way of asking for another page each time: its name and the address of the nth.
type Way = (&'static str, Box<dyn Fn(u64) -> String>);

/// Pages of which each is asked for once: nothing of them is remembered, though perhaps of the page before.
async fn anew(house: &House, visitor: &Visitor, only: &str) {
    for (name, nth) in ways(house).into_iter().filter(|(name, _)| name.contains(only)) {
        let mut asked = 0;
        let cost = Cost::of(async || {
            asked += 1;
            let path = nth(asked);
            assert!(visitor.get(&path).await.1.is_some(), "{path}");
        });
        let cost = cost.await;
        println!("| register, {name} | {} | {} | {} | |", cost.median, cost.p99, cost.wall);
    }
}

fn ways(house: &House) -> Vec<Way> {
    let last = house.records / 50;
    let people = house.people.clone();
    // Far more pages than are remembered.
    let following = |from: u64, how: &'static str| -> Box<dyn Fn(u64) -> String> {
        Box::new(move |n| format!("/r/use?page={}&{how}", from + n % 190))
    };
    vec![
        ("page after page from the first, by name", following(2, "sort=name")),
        ("page after page in the middle, by name", following(last / 2, "sort=name")),
        ("page after page at the end, by name", following(last - 200, "sort=name")),
        (
            "page after page far behind, broad filter by name",
            following(last / 4, "f.stage=operation&sort=name"),
        ),
        ("page after page by number", following(last / 2, "dir=asc")),
        (
            "first page by one of six fields, each time of another length",
            Box::new(|n| format!("/r/use?per={}&{}", 40 + n / 12 % 20, order_of(n))),
        ),
        (
            "first page by three fields, each time of another length",
            Box::new(|n| format!("/r/use?per={}&sort=stage&sort=-impact_level&sort=name", 30 + n % 70)),
        ),
        ("page after page by three fields", following(2, "sort=stage&sort=-impact_level&sort=name")),
        ("page after page in the middle by two fields", following(last / 2, "sort=owner&sort=-next_review")),
        (
            "page anywhere by one of six fields",
            Box::new(move |n| format!("/r/use?page={}&{}", 1 + n * 787 % (last - 1), order_of(n))),
        ),
        (
            "first page by name, each time of another owner",
            Box::new(move |n| {
                let place = usize::try_from(n).unwrap() % people.len();
                format!("/r/use?f.owner={}&sort=name", people[place])
            }),
        ),
        (
            "first page by name, each time another two words",
            Box::new(|n| {
                let noun = |n: u64| house::NOUNS[usize::try_from(n % 16).unwrap()];
                format!("/r/use?q={}%20{}&sort=name", noun(n), noun(n / 16 + n))
            }),
        ),
        (
            "first page by name, two broad words, each time of another length",
            Box::new(|n| format!("/r/use?q=applications%20ranking&sort=name&per={}", 30 + n % 70)),
        ),
    ]
}

/// The nth of the orders of six fields in both directions.
fn order_of(n: u64) -> String {
    let field = COLUMNS[usize::try_from(n % 6).unwrap()];
    let turned = if (n / 6).is_multiple_of(2) { "asc" } else { "desc" };
    format!("sort={field}&dir={turned}")
}

async fn row(visitor: &Visitor, name: &str, path: &str) {
    let (first, bytes) = visitor.get(path).await;
    let Some(bytes) = bytes else {
        println!("| {name} | {first} at {path} | | | |");
        return;
    };
    let cost = Cost::of(async || assert!(visitor.get(path).await.1.is_some())).await;
    println!("| {name} | {} | {} | {} | {bytes} |", cost.median, cost.p99, cost.wall);
}

/// What is looked at: the name of a page and its address.
fn addresses(house: &House) -> Vec<(String, String)> {
    let register = "/r/use";
    let sorted = COLUMNS.iter().flat_map(|column| {
        [
            (format!("register by {column}"), format!("{register}?sort={column}")),
            (format!("register by {column}, turned"), format!("{register}?sort={column}&dir=desc")),
        ]
    });
    let (last, past, versioned) = (house.records / 50, house.size_before_versions, &house.versioned);
    let others = [
        ("register, broad filter", format!("{register}?f.stage=operation")),
        (
            "register, two broad filters by name",
            format!("{register}?f.stage=operation&f.topic=human_resources&sort=name"),
        ),
        ("register, selective filter", format!("{register}?f.external_id=EXT-4242")),
        ("register, one owner", format!("{register}?f.owner={}", house.person)),
        ("register, one state", format!("{register}?state=draft")),
        ("register, search box, rare word", format!("{register}?q=number4242")),
        ("register, search box, broad words", format!("{register}?q=applications%20ranking")),
        ("register, last page", format!("{register}?page={last}")),
        ("register, page in the middle by name", format!("{register}?page={}&sort=name", last / 2)),
        ("register, last page by name", format!("{register}?page={last}&sort=name")),
        (
            "register, broad filter, far behind by name",
            format!("{register}?f.stage=operation&page={}&sort=name", last / 4),
        ),
        ("register, grouped by stage", format!("{register}?group=stage")),
        ("register, grouped by owner", format!("{register}?group=owner")),
        ("register, a group of an owner", format!("{register}?group=owner&f.stage=operation&page=40")),
        ("register, by three fields", format!("{register}?sort=stage&sort=-impact_level&sort=name")),
        ("register, as a board", format!("{register}?as=board")),
        ("register, cells to be changed", format!("{register}?cells=edit")),
        ("register, every filter", format!("{register}?panel=filters")),
        ("register, to be arranged", format!("{register}?panel=arrange")),
        ("register as of, first page", format!("{register}?as_of={past}")),
        ("register as of, by name", format!("{register}?as_of={past}&sort=name")),
        ("register as of, filtered", format!("{register}?as_of={past}&f.stage=operation")),
        ("record with 10 versions", format!("{register}/{versioned}")),
        ("record, history", format!("{register}/{versioned}/history")),
        ("record, as of", format!("{register}/{versioned}?as_of={past}")),
        ("record that many link to", format!("/r/system/{}", house.system)),
        ("relations of a record", format!("{register}/{versioned}/relations")),
        ("relations of a record that many link to", format!("/r/system/{}/relations", house.system)),
        ("form, one cell", format!("{register}/{versioned}/edit?only=stage")),
        ("views of a register", format!("{register}/views")),
        ("form, new", format!("{register}/new")),
        ("form, edit", format!("{register}/{versioned}/edit")),
        ("document", format!("{register}/{versioned}/document")),
        ("small register", "/r/risk".to_owned()),
        ("requirement", "/framework/iso42001-2023/8.2".to_owned()),
        ("control about uses", "/framework/iso42001-2023/A.9.2".to_owned()),
        ("framework", "/framework/iso42001-2023".to_owned()),
        ("home", "/".to_owned()),
        ("search, rare word", "/search?q=number4242".to_owned()),
        ("search, broad word", "/search?q=applications".to_owned()),
        ("REST, list of 50", "/api/v1/use?per=50".to_owned()),
        ("REST, record", format!("/api/v1/use/{versioned}")),
    ];
    let first = ("register, first page".to_owned(), register.to_owned());
    let others = others.into_iter().map(|(name, path)| (name.to_owned(), path));
    std::iter::once(first).chain(sorted).chain(others).collect()
}
