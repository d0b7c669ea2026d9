//! An organisation with very many uses, and those who visit it.

use app::{App, BringIn, Incoming, Role, Scope, Via};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use serde_json::{Map, Value as Json, json};
use std::{fs, time::Instant};
use testkit::TestApp;
use tower::ServiceExt;

const PEOPLE: u64 = 300;
const SYSTEMS: u64 = 200;
const STAGES: [&str; 4] = ["idea", "operation", "operation", "retired"];
const TOPICS: [&str; 3] = ["human_resources", "health", "other"];
const LEVELS: [&str; 3] = ["low", "limited", "high"];
const NOUNS: [&str; 16] = [
    "loan", "claims", "image", "route", "hiring", "voice", "demand", "price", "quality", "text", "fraud",
    "search", "chat", "energy", "stock", "visit",
];

/// The organisation and the places of it that are looked at.
pub struct House {
    pub test: TestApp,
    router: Router,
    /// How many uses there are.
    pub records: u64,
    /// The size of the ledger in the middle of the versions of a tenth of the uses.
    pub size_before_versions: u64,
    /// The reference of a use with ten versions.
    pub versioned: String,
    /// The id of a person who owns some.
    pub person: String,
    /// The reference of a system that many uses name.
    pub system: String,
}

/// Somebody with a cookie or a token.
pub struct Visitor {
    router: Router,
    head: (header::HeaderName, String),
}

impl House {
    /// Makes the organisation.
    pub async fn open(records: u64) -> Self {
        let test = TestApp::new().await;
        test.person("mara", &[Role::AiManager, Role::Administrator, Role::Contributor]).await;
        let begun = Instant::now();
        bring(&test.app, &test, rest()).await;
        let count = bring(&test.app, &test, (0..records).map(|n| use_of(n, 0)).collect()).await;
        let took = begun.elapsed().as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "a rate")]
        let rate = count as f64 / took;
        println!("import: {count} rows and {} others in {took:.1} s: {rate:.0} rows/s", rest().len());
        let begun = Instant::now();
        let mut size = 0;
        for version in 1..10 {
            bring(&test.app, &test, (0..records / 10).map(|n| use_of(n, version)).collect()).await;
            if version == 5 {
                size = test.desk_of("mara").await.size();
            }
        }
        println!("ten versions of a tenth of them in {:.1} s", begun.elapsed().as_secs_f64());
        let desk = test.desk_of("mara").await;
        let person = desk.list("person", &app::ListAsk::default()).await.unwrap().rows[7].id.to_string();
        let system = desk.list("system", &app::ListAsk::default()).await.unwrap().rows[7].reference.clone();
        let router = web::router(test.app.clone(), web::Config::default());
        let bytes = fs::metadata(test.records()).unwrap().len() >> 20;
        println!("{} entries, file {bytes} MiB", desk.size());
        Self {
            router,
            records,
            size_before_versions: size,
            versioned: "USE-0008".to_owned(),
            person,
            system,
            test,
        }
    }

    /// A session of mara's.
    pub async fn sign_in(&self) -> Visitor {
        let secret = self.test.session("mara").await;
        Visitor { router: self.router.clone(), head: (header::COOKIE, format!("plumbline={secret}")) }
    }

    /// A program with a token of mara's.
    pub async fn program(&self) -> Visitor {
        let token = self.test.desk_of("mara").await.make_token("bench", Scope::Read, 30).await.unwrap();
        Visitor {
            router: self.router.clone(),
            head: (header::AUTHORIZATION, format!("Bearer {}", token.secret)),
        }
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

/// Brings records in as mara and says how many there were.
pub async fn bring(app: &App, test: &TestApp, records: Vec<Incoming>) -> u64 {
    let mara = test.desk_of("mara").await.actor().person;
    let account = None;
    let desk = app.desk(test.organisation, mara, account, Via::Web).await.unwrap();
    let count = records.len() as u64;
    let job = desk.bring_in(BringIn { name: "bench.csv".to_owned(), records }).await.unwrap();
    let report = desk.run_import(job).await.unwrap();
    assert_eq!(report.lost_total, 0, "{:?}", report.lost.first());
    count
}

fn incoming(kind: &str, key: String, body: Json, refs: &[(&str, &str, String)]) -> Incoming {
    let body: Map<String, Json> = body.as_object().cloned().unwrap_or_default();
    let refs = refs
        .iter()
        .map(|(field, kind, key)| ((*field).to_owned(), (*kind).to_owned(), key.clone()))
        .collect();
    Incoming { row: 1, kind: kind.to_owned(), key, body, refs }
}

/// People, units, systems, risks and documents, some hundreds of each.
fn rest() -> Vec<Incoming> {
    let person = |n: u64| format!("person {}", n % PEOPLE);
    let system = |n: u64| format!("system {}", n % SYSTEMS);
    let mut all = Vec::new();
    for n in 0..PEOPLE {
        let body = json!({"name": format!("Person Number{n}"), "email": format!("person{n}@test.example")});
        all.push(incoming("person", person(n), body, &[]));
    }
    for (kind, count) in
        [("unit", 40), ("supplier", 60), ("system", SYSTEMS), ("document", 300), ("risk", 400)]
    {
        let sample: Map<String, Json> = serde_json::from_value(
            testkit::sample_alone(kind)
                .iter()
                .map(|(field, value)| (field.clone(), value.to_json()))
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
            all.push(incoming(kind, format!("{kind} {n}"), Json::Object(body), refs));
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
    incoming("use", format!("use {n}"), body, &refs)
}
