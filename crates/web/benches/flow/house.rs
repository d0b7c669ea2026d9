//! An organisation with very many risks and assessments in force, and somebody who looks at them.

use app::{App, Ask, At, BringIn, Desk, Incoming, ListAsk, Page, Role, Trace};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use record::{Act, RecordId, Value};
use serde_json::{Map, Value as Json, json};
use std::time::Instant;
use testkit::{PASSWORD, TestApp};
use tower::ServiceExt;

const PEOPLE: u64 = 200;
const SYSTEMS: u64 = 200;
const CARRIED: u64 = 120;
/// Records put in force at a time.
const BATCH: u64 = 500;

/// Fills an installation: everything is imported by mara, and approved by nadia.
pub async fn make(test: &TestApp, risks: u64) {
    test.person("mara", &[Role::AiManager]).await;
    test.person("nadia", &[Role::AiManager, Role::TopManagement]).await;
    let (uses, begun) = (risks / 5, Instant::now());
    let counts = [
        ("person", PEOPLE),
        ("system", SYSTEMS),
        ("risk_method", 1),
        ("use", uses),
        ("risk", risks),
        ("impact_assessment", uses),
        ("control_implementation", CARRIED),
    ];
    for (kind, count) in counts {
        let records: Vec<Incoming> = (0..count).map(|n| one(kind, n, uses)).collect();
        let desk = test.desk_of("mara").await;
        let name = format!("{kind}.csv");
        let job = desk.bring_in(BringIn { name, records, ..BringIn::default() }).await.unwrap();
        let report = desk.run_import(job).await.unwrap();
        assert_eq!(report.lost_total, 0, "{kind}: {:?}", report.lost.first());
        if kind != "person" {
            put_in_force(test, kind).await;
        }
    }
    let desk = test.desk_of("mara").await;
    desk.draft_statement(None, None).await.unwrap();
    let method = desk.find_reference("RMT-0001").await.unwrap();
    let look = desk.look(method, At::Now).await.unwrap();
    let harsher = harsher(look.record.body.clone());
    desk.revise(method, look.record.position, harsher, None, None).await.unwrap();
    println!("{risks} risks, {uses} uses, {uses} assessments in {:.0} s", begun.elapsed().as_secs_f64());
}

/// The method as it is being written: everything severe is critical.
fn harsher(mut body: record::Body) -> record::Body {
    if let Some(Value::Table(mut rows)) = body.get("matrix").cloned() {
        for row in rows.iter_mut().filter(|row| row.cells.get("impact") == Some(&Value::Rating(5))) {
            row.cells.insert("class".to_owned(), Value::Rating(4));
        }
        body.set("matrix", Value::Table(rows));
    }
    body
}

async fn put_in_force(test: &TestApp, kind: &str) {
    loop {
        let (mara, nadia) = (test.desk_of("mara").await, test.desk_of("nadia").await);
        let drafts = ListAsk {
            states: vec!["draft".to_owned()],
            page: Page { offset: 0, limit: BATCH },
            ..ListAsk::default()
        };
        let rows = mara.list(kind, &drafts).await.unwrap().rows;
        if rows.is_empty() {
            return;
        }
        for row in &rows {
            let seen = decide(&mara, row.id, Act::Submit, row.position).await;
            decide(&nadia, row.id, Act::Approve, seen).await;
        }
    }
}

/// Does an act, and gives the position of its entry.
async fn decide(desk: &Desk, record: RecordId, act: Act, seen: u64) -> u64 {
    let signature = match act {
        Act::Approve => Some(desk.sign(PASSWORD).await.unwrap()),
        _ => None,
    };
    desk.decide(Ask { record, act, seen, reason: None, signature, key: None }).await.unwrap().position
}

/// A record of a kind: its sample, with what tells it apart and what it leads to.
fn one(kind: &str, n: u64, uses: u64) -> Incoming {
    let mut body: Map<String, Json> = testkit::sample_alone(kind)
        .iter()
        .map(|(field, value)| (field.to_owned(), value.to_json()))
        .collect();
    body.insert("name".to_owned(), json!(format!("{kind} number {n}")));
    body.remove("external_id");
    let to = |kind: &str, of: u64| format!("{kind} {}", n % of);
    let mut refs: Vec<(&str, &str, String)> = Vec::new();
    if kind == "person" {
        body.insert("email".to_owned(), json!(format!("person{n}@test.example")));
    } else {
        refs.push(("owner", "person", to("person", PEOPLE)));
    }
    match kind {
        "use" => refs.push(("systems", "system", to("system", SYSTEMS))),
        "risk" => {
            let step = |salt: u32| 1 + n.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(salt) % 5;
            for (field, salt) in [
                ("inherent_likelihood", 3),
                ("inherent_impact", 7),
                ("current_likelihood", 11),
                ("current_impact", 13),
                ("residual_likelihood", 17),
                ("residual_impact", 19),
            ] {
                body.insert(field.to_owned(), json!(step(salt)));
            }
            refs.push(("uses", "use", to("use", uses)));
            refs.push(("systems", "system", to("system", SYSTEMS)));
            refs.push(("criteria", "risk_method", "risk_method 0".to_owned()));
        }
        "impact_assessment" => {
            refs.push(("uses", "use", to("use", uses)));
            refs.push(("assessors", "person", to("person", PEOPLE)));
            refs.push(("criteria", "risk_method", "risk_method 0".to_owned()));
        }
        _ => {}
    }
    let refs = refs.into_iter().map(|(field, kind, key)| (field.to_owned(), kind.to_owned(), key)).collect();
    Incoming {
        row: 1,
        kind: kind.to_owned(),
        key: format!("{kind} {n}"),
        body,
        refs,
        decided: false,
        ends: None,
    }
}

/// Mara in a browser, before an installation that has just been opened.
pub struct Visitor {
    router: Router,
    cookie: String,
}

impl Visitor {
    pub async fn of(test: &TestApp) -> Self {
        let app: App = test.reopened();
        let trace = Trace { address: "127.0.0.1".to_owned(), agent: "bench".to_owned() };
        let secret = app.sign_in("mara@test.example", PASSWORD, &trace).await.unwrap().secret;
        Self { router: web::router(app, web::Config::default()), cookie: format!("plumbline={secret}") }
    }

    /// The status of an address, and the bytes of its page when there is one.
    pub async fn get(&self, path: &str) -> (StatusCode, Option<usize>) {
        let request = Request::get(path)
            .header("host", "aims.test")
            .header("accept", "text/html")
            .header(header::COOKIE, &self.cookie)
            .body(Body::empty())
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, status.is_success().then_some(bytes.len()))
    }
}
