//! The walk of authorisation: what one may not read can be neither opened, listed, searched, filtered, sorted, counted,
//! exported, offered nor guessed from a refusal: by no role, from no other organisation, by no way in.

use crate::client::{Answer, Browser, House, encode};
use app::{FirstSetUp, Role, Scope};
use axum::http::{Method, StatusCode};
use record::{Approval, Area, Body, Kind, LifeCycle, Name, Sensitivity, Value, line, person, prose};
use testkit::{PASSWORD, TestApp};

/// A word that stands in one record alone.
const CANARY: &str = "quetzalcoatlus";

/// A kind that only those who govern and audit may read.
static SECRET: Kind = Kind {
    id: "secret",
    reference: "SEC",
    name: Name { one: "Secret", many: "Secrets" },
    purpose: "What is confined.",
    expected_by: &[],
    area: Area::Operate,
    fields: &[
        line("name", "Name").required().field,
        prose("text", "Text").field,
        person("keeper", "Keeper").relation(record::Relation::Owner).field,
        record::links("near", "Near", "*", "Near it").field,
        record::file("file", "File").field,
    ],
    columns: &[line("name", "Name").field],
    life_cycle: LifeCycle::Kept,
    approval: Approval::GOVERNING,
    sensitivity: Sensitivity::Confined,
    version: 1,
    upcasts: &[],
}
.checked();

/// Who is there, and whether she may read what is confined to those who govern and audit.
const PEOPLE: &[(&str, &[Role], bool)] = &[
    ("mara", &[Role::AiManager], true),
    ("ines", &[Role::TopManagement], true),
    ("ivo", &[Role::InternalAuditor], true),
    ("exa", &[Role::ExternalAuditor], true),
    ("otto", &[Role::Owner], false),
    ("cora", &[Role::Contributor], false),
    ("emil", &[Role::Employee], false),
    ("nina", &[], false),
    ("ola", &[Role::Administrator], false),
];

async fn house() -> (House, String, String) {
    let mut kinds = testkit::kinds::ALL.to_vec();
    kinds.push(&SECRET);
    let test = TestApp::with(kinds).await;
    for (name, roles, _) in PEOPLE.iter().filter(|(name, _, _)| *name != "ola") {
        test.person(name, roles).await;
    }
    let desk = test.desk_of("mara").await;
    let body = Body::new()
        .with("name", Value::Text(format!("The {CANARY}")))
        .with("text", Value::Text(format!("It is a {CANARY}.")));
    let made = desk.create("secret", body, None).await.unwrap();
    let ask = FirstSetUp {
        organisation: "Elsewhere".to_owned(),
        name: "Zoe".to_owned(),
        email: "zoe@test.example".to_owned(),
        password: PASSWORD.to_owned(),
        roles: vec![Role::AiManager, Role::TopManagement],
    };
    test.app.set_up(ask).await.unwrap();
    let router = web::router(test.app.clone(), web::Config::default());
    (House { test, router }, made.reference, made.record.to_string())
}

/// Every way by which a browser could get at the record.
fn ways(reference: &str, id: &str) -> Vec<String> {
    let record = format!("/r/secret/{reference}");
    let past = "as_of=2030-01-01";
    vec![
        record.clone(),
        format!("{record}?tab=relations"),
        format!("{record}?tab=evidence"),
        format!("{record}?tab=history"),
        format!("{record}?{past}"),
        format!("{record}/history"),
        format!("{record}/edit"),
        format!("{record}/act/retire"),
        format!("{record}/document"),
        format!("{record}/version/1"),
        format!("{record}/compare?from=0&to=1"),
        format!("{record}/evidence/new"),
        format!("{record}/unmerge"),
        format!("{record}/merge/{reference}"),
        "/r/secret/duplicates".to_owned(),
        "/r/secret".to_owned(),
        format!("/r/secret?{past}"),
        format!("/r/secret?q={CANARY}"),
        format!("/r/secret?q={}", &CANARY[..6]),
        format!("/r/secret?f.name={}", &CANARY[..0]),
        "/r/secret?f.name=the".to_owned(),
        "/r/secret?sort=name&dir=desc".to_owned(),
        "/r/secret?state=current".to_owned(),
        "/r/secret?col=name&col=text".to_owned(),
        "/r/secret/export.csv".to_owned(),
        format!("/r/secret/export.csv?q={CANARY}&col=text"),
        format!("/search?q={CANARY}"),
        format!("/search?q={}", &CANARY[..6]),
        format!("/search?q={reference}"),
        format!("/r/evidence/new?supports={id}"),
        format!("/r/secret/new?near={id}"),
        format!("/r/document/new?related={id}"),
        "/".to_owned(),
        "/verify".to_owned(),
        "/jobs".to_owned(),
        "/as-of?back=%2F".to_owned(),
    ]
}

/// An answer without what differs from request to request.
fn plain(answer: &Answer) -> String {
    let mut text = answer.text();
    for name in ["_csrf", "_key"] {
        let value = answer.field(name);
        if !value.is_empty() {
            text = text.replace(&value, "…");
        }
    }
    text
}

async fn check_hidden(browser: &mut Browser, who: &str, reference: &str, id: &str) {
    for path in ways(reference, id) {
        let answer = browser.get(&path).await;
        assert!(!answer.status.is_server_error(), "{who} {path}: {}", answer.text());
        // What was asked for stands on the page again; nothing else may.
        let text =
            answer.text().replace(&format!("value=\"{CANARY}\""), "").replace(&format!("“{CANARY}”"), "");
        let told = text.replace(&path, "").replace(&encode(&path), "");
        let told: String = told.lines().map(|line| line.replace(&format!("q={CANARY}"), "")).collect();
        assert!(
            !told.contains(&format!("The {CANARY}")) && !told.contains(&format!("a {CANARY}.")),
            "{who} reads it at {path}: {told}"
        );
        if path.starts_with(&format!("/r/secret/{reference}")) {
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{who} {path}");
            let nowhere = browser.get(&path.replace(reference, "SEC-0999")).await;
            assert_eq!(
                plain(&nowhere).replace("SEC-0999", reference),
                plain(&answer),
                "{who} can tell {path} from what is not"
            );
        }
    }
}

#[tokio::test]
async fn what_is_confined_is_hidden_from_every_role_that_may_not_read_it() {
    let (house, reference, id) = house().await;
    for (name, _, may) in PEOPLE {
        let mut browser = house.signed_in(name).await;
        if *may {
            assert!(browser.get(&format!("/r/secret/{reference}")).await.text().contains(CANARY), "{name}");
            assert!(browser.get("/r/secret").await.text().contains(CANARY), "{name}");
            assert!(browser.get(&format!("/search?q={CANARY}")).await.text().contains(&reference), "{name}");
        } else {
            check_hidden(&mut browser, name, &reference, &id).await;
        }
    }
}

#[tokio::test]
async fn another_organisation_learns_nothing_by_any_way() {
    let (house, reference, id) = house().await;
    let mut zoe = house.signed_in("zoe").await;
    check_hidden(&mut zoe, "zoe", &reference, &id).await;
    let people = zoe.get("/r/person").await.text();
    assert!(people.contains("Zoe") && !people.contains("mara"), "{people}");
    assert!(!zoe.get("/people").await.text().contains("mara@test.example"));
    let checkpoints =
        (zoe.get("/checkpoint").await.text(), house.signed_in("mara").await.get("/checkpoint").await.text());
    assert_ne!(
        checkpoints.0.lines().next(),
        checkpoints.1.lines().next(),
        "each organisation has a log of its own"
    );
}

#[tokio::test]
async fn an_id_of_another_organisation_cannot_be_linked_or_acted_on() {
    let (house, _, id) = house().await;
    let mut zoe = house.signed_in("zoe").await;
    let page = zoe.get("/r/secret/new").await;
    let (token, key) = (page.field("_csrf"), page.field("_key"));
    let pairs = [("_csrf", token.as_str()), ("_key", &key), ("name", "Mine"), ("near", id.as_str())];
    let made = zoe.post("/r/secret/new", &pairs).await;
    assert_eq!(made.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", made.text());
    let bulk = zoe.post("/r/secret/act", &[("_csrf", &token), ("act", "retire"), ("id", &id)]).await;
    assert_eq!(bulk.status, StatusCode::NOT_FOUND);
    let account =
        zoe.post("/people/new", &[("_csrf", &token), ("person", &id), ("email", "x@test.example")]).await;
    assert_eq!(account.status, StatusCode::NOT_FOUND);
    let mara = house.test.desk_of("mara").await;
    let job =
        mara.bring_in(app::BringIn { name: "x.csv".to_owned(), ..app::BringIn::default() }).await.unwrap();
    assert_eq!(zoe.get(&format!("/import/job/{job}")).await.status, StatusCode::NOT_FOUND);
    let cancel = zoe.post(&format!("/import/job/{job}/cancel"), &[("_csrf", &token)]).await;
    assert_eq!(cancel.status, StatusCode::NOT_FOUND);
    let undo = zoe.post(&format!("/import/job/{job}/undo"), &[("_csrf", &token), ("reason", "x")]).await;
    assert!([StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&undo.status), "{}", undo.status);
}

#[tokio::test]
async fn programs_see_no_more_than_their_person() {
    let (house, reference, id) = house().await;
    let paths = [
        format!("/api/v1/secret/{reference}"),
        format!("/api/v1/secret/{reference}/history"),
        format!("/api/v1/secret/{reference}?as_of=2030-01-01"),
    ];
    for (name, scope) in
        [("cora", Scope::Write), ("emil", Scope::Write), ("ola", Scope::Write), ("zoe", Scope::Write)]
    {
        let program = house.program(name, scope).await;
        for path in &paths {
            let hidden = program.get(path).await;
            let nowhere = program.get(&path.replace(&reference, "SEC-0999")).await;
            assert_eq!(hidden.status, StatusCode::NOT_FOUND, "{name} {path}");
            assert_eq!(hidden.text(), nowhere.text(), "{name} {path}");
        }
        for query in ["", "?q=quetzal", "?f.name=the", "?sort=name", "?as_of=2030-01-01"] {
            let list = program.get(&format!("/api/v1/secret{query}")).await.json();
            assert_eq!(list["total"]["count"], 0, "{name} counts it: {list}");
        }
        assert_eq!(
            program.get(&format!("/api/v1/search?q={CANARY}")).await.json()["items"]
                .as_array()
                .unwrap()
                .len(),
            0
        );
        let put = serde_json::json!({ "name": "Taken" });
        let head = [("if-match", "\"1\"")];
        let taken = program.call(Method::PUT, &format!("/api/v1/secret/{reference}"), &head, Some(put)).await;
        assert_eq!(taken.status, StatusCode::NOT_FOUND, "{name}");
        let link = serde_json::json!({ "name": "Mine", "near": [id] });
        let linked = program.call(Method::POST, "/api/v1/secret", &[], Some(link)).await;
        assert!(linked.status.is_client_error(), "{name}: {}", linked.text());
        assert!(!linked.text().contains(CANARY));
    }
}

#[tokio::test]
async fn nobody_gives_herself_a_role_or_an_account() {
    let (house, _, _) = house().await;
    for name in ["mara", "otto", "cora", "emil", "nina"] {
        let mut browser = house.signed_in(name).await;
        for path in ["/people", "/people/new", "/r/membership/new"] {
            assert_eq!(browser.get(path).await.status, StatusCode::FORBIDDEN, "{name} {path}");
        }
        let token = browser.get("/account").await.field("_csrf");
        let pairs = [
            ("_csrf", token.as_str()),
            ("name", "Mine"),
            ("role", "administrator"),
            ("held.from", "2026-01-01"),
        ];
        assert_eq!(browser.post("/r/membership/new", &pairs).await.status, StatusCode::FORBIDDEN, "{name}");
        assert_eq!(
            browser.post("/people", &[("_csrf", &token), ("act", "lock"), ("id", "x")]).await.status,
            StatusCode::FORBIDDEN
        );
    }
}
