//! An organisation with very many uses, and those who visit it.

use app::{App, Ask, At, BringIn, Desk, Incoming, ListAsk, Order, Page, Role, Scope, SortBy, Trace, Via};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use record::{Act, RecordId};
use serde_json::{Map, Value as Json, json};
use std::{fs, path::Path, time::Instant};
use testkit::{
    PASSWORD, TestApp,
    postgres::{Cluster, name_of},
};
use tower::ServiceExt;
use uuid::Uuid;

/// Uses that are approved.
const APPROVED: u64 = 500;
const PEOPLE: u64 = 300;
const SYSTEMS: u64 = 200;
const STAGES: [&str; 4] = ["idea", "operation", "operation", "retired"];
const TOPICS: [&str; 3] = ["human_resources", "health", "other"];
const LEVELS: [&str; 3] = ["low", "limited", "high"];
/// The first words of the names of uses.
pub const NOUNS: [&str; 16] = [
    "loan", "claims", "image", "route", "hiring", "voice", "demand", "price", "quality", "text", "fraud",
    "search", "chat", "energy", "stock", "visit",
];

/// The organisation and the places of it that are looked at.
pub struct House {
    pub app: App,
    router: Router,
    organisation: Uuid,
    mara: RecordId,
    /// How many uses there are.
    pub records: u64,
    /// The size of the ledger in the middle of the versions of a tenth of the uses.
    pub size_before_versions: u64,
    /// The reference of a use with ten versions.
    pub versioned: String,
    /// The id of a person who owns some.
    pub person: String,
    /// The ids of some hundred people who own some.
    pub people: Vec<RecordId>,
    /// The reference of a system that many uses name.
    pub system: String,
}

/// Somebody with a cookie or a token.
pub struct Visitor {
    router: Router,
    head: (header::HeaderName, String),
}

/// Fills an installation and says where what is looked at can be found.
pub async fn make(test: &TestApp, records: u64) -> String {
    let mara = test.person("mara", &[Role::AiManager, Role::Administrator, Role::Contributor]).await;
    test.person("nadia", &[Role::AiManager]).await;
    let desk = test.desk_of("mara").await;
    let begun = Instant::now();
    bring(&desk, rest()).await;
    let count = bring(&desk, (0..records).map(|n| use_of(n, 0)).collect()).await;
    let took = begun.elapsed().as_secs_f64();
    println!(
        "import: {count} uses and {} others in {took:.1} s: {:.0} uses/s",
        rest().len(),
        rate(count, took)
    );
    let begun = Instant::now();
    let mut size = 0;
    for version in 1..10 {
        bring(&desk, (0..records / 10).map(|n| use_of(n, version)).collect()).await;
        if version == 5 {
            size = test.desk_of("mara").await.size();
        }
    }
    println!("ten versions of a tenth of them in {:.1} s", begun.elapsed().as_secs_f64());
    let begun = Instant::now();
    approve(test, APPROVED.min(records / 10)).await;
    println!("some of them submitted and approved in {:.1} s", begun.elapsed().as_secs_f64());
    let desk = test.desk_of("mara").await;
    let person = desk.list("person", &ListAsk::default()).await.unwrap().rows[7].id;
    let system = desk.list("system", &ListAsk::default()).await.unwrap().rows[7].reference.clone();
    println!("{} entries, {} MiB", desk.size(), size_of(test) >> 20);
    [
        test.path().display().to_string(),
        test.organisation.to_string(),
        mara.to_string(),
        size.to_string(),
        person.to_string(),
        system,
    ]
    .join("\n")
}

/// How many bytes the file of the records has, or the database.
fn size_of(test: &TestApp) -> u64 {
    let Some(address) = test.database() else { return fs::metadata(test.records()).unwrap().len() };
    let sql = format!("SELECT pg_database_size('{}')", name_of(&address));
    Cluster::shared().sql("postgres", &sql).parse().unwrap()
}

/// Submits the newest uses as mara and approves them as nadia.
async fn approve(test: &TestApp, count: u64) {
    let (mara, nadia) = (test.desk_of("mara").await, test.desk_of("nadia").await);
    let newest = ListAsk {
        sort: SortBy::Number,
        order: Order::Descending,
        page: Page { offset: 0, limit: count },
        ..ListAsk::default()
    };
    for row in mara.list("use", &newest).await.unwrap().rows {
        let ask =
            |act, seen, signature| Ask { record: row.id, act, seen, reason: None, signature, key: None };
        mara.decide(ask(Act::Submit, row.position, None)).await.unwrap();
        let seen = nadia.look(row.id, At::Now).await.unwrap().record.position;
        let signature = nadia.sign(PASSWORD).await.unwrap();
        nadia.decide(ask(Act::Approve, seen, Some(signature))).await.unwrap();
    }
}

/// So many a second.
#[expect(clippy::cast_precision_loss, reason = "a rate")]
pub fn rate(count: u64, seconds: f64) -> f64 {
    count as f64 / seconds
}

impl House {
    /// The organisation in a process of its own.
    pub fn visited(records: u64, places: &str) -> Self {
        let places: Vec<&str> = places.lines().collect();
        let [path, organisation, mara, size, person, system] = places[..] else {
            panic!("no places: {places:?}")
        };
        let app = TestApp::opened_apart(Path::new(path), u64::from(std::process::id()));
        Self {
            router: web::router(app.clone(), web::Config::default()),
            app,
            organisation: organisation.parse().unwrap(),
            mara: mara.parse().unwrap(),
            records,
            size_before_versions: size.parse().unwrap(),
            versioned: "USE-0008".to_owned(),
            person: person.to_owned(),
            people: Vec::new(),
            system: system.to_owned(),
        }
    }

    /// The desk of mara.
    pub async fn mara(&self) -> Desk {
        self.app.desk(self.organisation, self.mara, None, Via::Web).await.unwrap()
    }

    /// Looks up who owns uses.
    pub async fn find_people(&mut self) {
        let all = ListAsk { page: Page { offset: 0, limit: PEOPLE }, ..ListAsk::default() };
        self.people =
            self.mara().await.list("person", &all).await.unwrap().rows.iter().map(|row| row.id).collect();
    }

    /// Writes one use anew.
    pub async fn touch(&self) {
        let desk = self.mara().await;
        let id = desk.find_reference("USE-0009").await.unwrap();
        let look = desk.look(id, At::Now).await.unwrap();
        let name = format!("A use that is written at {}", look.record.position);
        let body = look.record.body.clone().with("name", record::Value::Text(name));
        desk.revise(id, look.record.position, body, None, None).await.unwrap();
    }

    /// Mara in a browser, and a program with a token of hers.
    pub async fn visitors(&self) -> (Visitor, Visitor) {
        let trace = Trace { address: "127.0.0.1".to_owned(), agent: "bench".to_owned() };
        let secret = self.app.sign_in("mara@test.example", PASSWORD, &trace).await.unwrap().secret;
        let (desk, _) = self.app.desk_of_session(&secret).await.unwrap().unwrap();
        let token = desk.make_token("bench", Scope::Read, 30).await.unwrap();
        let with = |name, line| Visitor { router: self.router.clone(), head: (name, line) };
        (
            with(header::COOKIE, format!("plumbline={secret}")),
            with(header::AUTHORIZATION, format!("Bearer {}", token.secret)),
        )
    }
}

impl Visitor {
    /// The status of an address, and the bytes of its page when there is one.
    pub async fn get(&self, path: &str) -> (StatusCode, Option<usize>) {
        let request = Request::get(path)
            .header("host", "aims.test")
            .header("accept", "text/html")
            .header(&self.head.0, &self.head.1)
            .body(Body::empty())
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, status.is_success().then_some(bytes.len()))
    }
}

/// Brings records in and says how many there were.
pub async fn bring(desk: &Desk, records: Vec<Incoming>) -> u64 {
    let count = records.len() as u64;
    let job =
        desk.bring_in(BringIn { name: "bench.csv".to_owned(), records, ..BringIn::default() }).await.unwrap();
    let report = desk.run_import(job).await.unwrap();
    assert_eq!(report.lost_total, 0, "{:?}", report.lost.first());
    count
}

fn incoming(kind: &str, key: String, body: &Json, refs: &[(&str, &str, String)]) -> Incoming {
    let body: Map<String, Json> = body.as_object().cloned().unwrap_or_default();
    let refs = refs
        .iter()
        .map(|(field, kind, key)| ((*field).to_owned(), (*kind).to_owned(), key.clone()))
        .collect();
    Incoming { row: 1, kind: kind.to_owned(), key, body, refs, decided: false, ends: None }
}

/// People, units, systems, risks and documents, some hundreds of each.
fn rest() -> Vec<Incoming> {
    let person = |n: u64| format!("person {}", n % PEOPLE);
    let system = |n: u64| format!("system {}", n % SYSTEMS);
    let mut all = Vec::new();
    for n in 0..PEOPLE {
        let body = json!({"name": format!("Person Number{n}"), "email": format!("person{n}@test.example")});
        all.push(incoming("person", person(n), &body, &[]));
    }
    for (kind, count) in
        [("unit", 40), ("supplier", 60), ("system", SYSTEMS), ("document", 300), ("risk", 400)]
    {
        let sample: Map<String, Json> = serde_json::from_value(
            testkit::sample_alone(kind)
                .iter()
                .map(|(field, value)| (field.to_owned(), value.to_json()))
                .collect(),
        )
        .unwrap();
        for n in 0..count {
            let mut body = sample.clone();
            body.insert(
                "name".to_owned(),
                json!(format!("{} {kind} {n}", NOUNS[usize::try_from(n % 16).unwrap()])),
            );
            let refs: &[(&str, &str, String)] = match kind {
                "risk" => &[("owner", "person", person(n)), ("systems", "system", system(n))],
                "system" | "document" => &[("owner", "person", person(n))],
                _ => &[],
            };
            all.push(incoming(kind, format!("{kind} {n}"), &Json::Object(body), refs));
        }
    }
    all
}

/// A use with some fifteen fields of usual length.
pub fn use_of(n: u64, version: u64) -> Incoming {
    let pick = |salt: u64, of: u64| {
        usize::try_from(n.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(u32::try_from(salt).unwrap()) % of)
            .unwrap()
    };
    let noun = NOUNS[pick(3, 16)];
    let (month, day) = (1 + pick(7, 12), 1 + pick(9, 28));
    let benefits = format!("Median time to a first answer falls from 12 to {} working days.", 5 + version);
    let body = json!({
        "name": format!("{noun} {} of applications number{n}", NOUNS[pick(5, 16)]),
        "purpose": "Orders incoming applications by how well they match the requirements, so that the best are read first. It rejects nobody.",
        "stage": STAGES[pick(11, 4)],
        "topic": TOPICS[pick(13, 3)],
        "context": "About 90 cases a year. The ranking is shown in the tool; every application is opened by a person before an answer is sent.",
        "benefits": benefits,
        "go_live": format!("2025-{month:02}-{day:02}"),
        "next_review": format!("2026-{month:02}-{day:02}"),
        "affected": ["employees", "applicants"],
        "decisions": "In which order people read.",
        "decision_effect": "recommends",
        "in_scope": true,
        "personal_data": n.is_multiple_of(2),
        "oversight": "in_the_loop",
        "impact_level": LEVELS[pick(17, 3)],
        "act_class": "high_risk_annex_iii",
        "external_id": format!("EXT-{n}"),
    });
    let refs = [
        ("owner", "person", format!("person {}", pick(19, PEOPLE))),
        ("unit", "unit", format!("unit {}", pick(21, 40))),
        ("systems", "system", format!("system {}", pick(23, SYSTEMS))),
    ];
    incoming("use", format!("use {n}"), &body, &refs)
}
