//! Seals on pages: frozen by a form, submitted and approved by two people, compared, taken away, hidden from others.

use crate::client::{Browser, House};
use app::{At, Freeze, Role, SealQuery};
use axum::http::StatusCode;
use record::{Approval, Area, Body, Kind, LifeCycle, Name, Sensitivity, Value, line};
use testkit::{PASSWORD, TestApp};

const CANARY: &str = "quetzalcoatlus";
const FRAMEWORK: &str = "/framework/iso42001-2023";

async fn house() -> House {
    House::with(&[
        ("mara", &[Role::AiManager]),
        ("ines", &[Role::TopManagement]),
        ("otto", &[Role::Owner]),
        ("emil", &[Role::Employee]),
    ])
    .await
}

/// Freezes what the address asks for, by the form, and gives the seal's page.
async fn freeze(browser: &mut Browser, address: &str, name: &str) -> String {
    let page = browser.get(address).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let hidden = ["_csrf", "_key", "query", "about", "conditions", "entry"]
        .map(|field| (field, page.field(field).replace("&quot;", "\"")));
    let mut pairs: Vec<(&str, &str)> = hidden.iter().map(|(field, value)| (*field, value.as_str())).collect();
    pairs.push(("name", name));
    pairs.push(("purpose", "To be compared with later"));
    let made = browser.post("/seals/new", &pairs).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    made.location().split('?').next().unwrap().to_owned()
}

async fn act(browser: &mut Browser, seal: &str, act: &str) {
    let path = format!("{}/act/{act}", seal.replace("/seals/", "/r/seal/"));
    let page = browser.get(&path).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let (key, seen) = (page.field("_key"), page.field("_seen"));
    let pairs = [("_key", key.as_str()), ("_seen", &seen), ("password", PASSWORD)];
    let done = browser.send(&path, &path, &pairs).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
}

#[tokio::test]
async fn what_a_page_shows_is_frozen_approved_by_somebody_else_and_compared_with_now() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let page = mara.get(FRAMEWORK).await.text();
    let address = "/seals/new?query=readiness&amp;about=iso42001-2023";
    assert!(page.contains(address), "the framework offers it");
    let seal = freeze(&mut mara, &address.replace("&amp;", "&"), "Baseline").await;
    let shown = mara.get(&seal).await.text();
    assert!(shown.contains("Baseline") && shown.contains("6.1.2") && shown.contains("root "), "{shown}");
    assert!(shown.contains("To be compared with later"));
    act(&mut mara, &seal, "submit").await;
    assert!(!mara.get(&seal).await.text().contains("/act/approve"), "not by herself");
    let mut ines = house.signed_in("ines").await;
    assert!(ines.get(&seal).await.text().contains("/act/approve"));
    act(&mut ines, &seal, "approve").await;
    let same = ines.get(&format!("{seal}?against=now")).await.text();
    assert!(same.contains("Nothing differs") || same.contains("differs between"), "{same}");
    let token = ines.get(&seal).await.field("_csrf");
    let again = ines.post(&format!("{seal}/compute"), &[("_csrf", &token)]).await;
    assert!(again.location().ends_with("done=computed"), "{}", again.location());
    assert!(ines.get(&again.location()).await.text().contains("the same bytes"));
    let past = ines.get(&format!("{seal}?as_of=3")).await;
    assert_eq!(past.location(), seal, "a seal is not read as of then: it is of then");
    let record = ines.get(&seal.replace("/seals/", "/r/seal/")).await.text();
    assert!(record.contains(&format!("href=\"{seal}\"")), "the record leads to its result");
    assert!(!record.contains("/edit\""), "there is nothing to edit");
}

#[tokio::test]
async fn a_register_is_frozen_under_the_conditions_that_it_is_shown_under() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let desk = house.test.desk_of("mara").await;
    let unit = |name: &str| Body::new().with("name", Value::Text(name.to_owned()));
    let claims = desk.create("unit", unit("Claims <b>&\"'"), None).await.unwrap().reference;
    let other = desk.create("unit", unit("Lending"), None).await.unwrap().reference;
    let seal = freeze(&mut mara, "/seals/new?query=register&about=unit&f.name=claims", "Claims").await;
    let shown = mara.get(&seal).await.text();
    assert!(shown.contains(&claims) && !shown.contains(&other), "{shown}");
    assert!(shown.contains("Claims &lt;b&gt;") && !shown.contains("Claims <b>"), "a name is never markup");
    let csv = mara.get(&format!("{seal}/result.csv")).await;
    assert!(csv.text().contains(&claims) && csv.text().contains("current"), "{}", csv.text());
    let json = mara.get(&format!("{seal}/result.json")).await.json();
    assert_eq!(json["rows"][0]["key"], claims.as_str());
    assert!(!json.to_string().contains("Claims"), "no word is frozen");
    // Of two registers the same query is another one.
    let second = freeze(&mut mara, "/seals/new?query=register&about=unit", "All units").await;
    let reference = second.rsplit('/').next().unwrap();
    let refused = mara.get(&format!("{seal}?against={reference}")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_form_that_does_not_hold_comes_back_with_what_was_typed() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let from = "/seals/new?query=readiness&about=iso42001-2023";
    let pairs = [
        ("query", "readiness"),
        ("about", "iso42001-2023"),
        ("name", ""),
        ("purpose", "<script>kept</script>"),
    ];
    let back = mara.send(from, "/seals/new", &pairs).await;
    assert_eq!(back.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = back.text();
    assert!(text.contains("&lt;script&gt;kept") && !text.contains("<script>kept"), "{text}");
    assert!(text.contains("<title>Error:"), "{text}");
    for (query, about) in [("everything", "use"), ("readiness", "nist"), ("register", "nothing"), ("", "")] {
        let pairs = [("query", query), ("about", about), ("name", "Name"), ("purpose", "")];
        let refused = mara.send(from, "/seals/new", &pairs).await;
        assert!(refused.status.is_client_error(), "{query} {about}: {}", refused.status);
    }
}

/// A kind that only those who govern and audit may read.
static SECRET: Kind = Kind {
    id: "secret",
    reference: "SEC",
    name: Name { one: "Secret", many: "Secrets" },
    purpose: "What is confined.",
    expected_by: &[],
    area: Area::Operate,
    fields: &[line("name", "Name").required().field],
    columns: &[line("name", "Name").field],
    life_cycle: LifeCycle::Kept,
    approval: Approval::GOVERNING,
    sensitivity: Sensitivity::Confined,
    version: 1,
    upcasts: &[],
}
.checked();

#[tokio::test]
async fn a_seal_of_what_is_confined_is_hidden_by_every_way() {
    let mut kinds = testkit::kinds::ALL.to_vec();
    kinds.push(&SECRET);
    let test = TestApp::with(kinds).await;
    let people: [(&str, &[Role]); 5] = [
        ("mara", &[Role::AiManager]),
        ("exa", &[Role::ExternalAuditor]),
        ("otto", &[Role::Owner]),
        ("cora", &[Role::Contributor]),
        ("emil", &[Role::Employee]),
    ];
    for (name, roles) in people {
        test.person(name, roles).await;
    }
    let mara = test.desk_of("mara").await;
    let body = Body::new().with("name", Value::Text(format!("The {CANARY}")));
    let secret = mara.create("secret", body, None).await.unwrap().reference;
    let ask = Freeze {
        name: "Seal of the pterosaur".to_owned(),
        purpose: String::new(),
        query: SealQuery::register("secret"),
        at: At::Now,
        key: None,
    };
    let seal = mara.freeze(ask).await.unwrap().reference;
    let router = web::router(test.app.clone(), web::Config::default());
    let house = House { test, router };
    let ways = [
        format!("/seals/{seal}"),
        format!("/seals/{seal}?against=now"),
        format!("/seals/{seal}/result.csv"),
        format!("/seals/{seal}/result.json"),
        format!("/r/seal/{seal}"),
        format!("/r/seal/{seal}/history"),
        format!("/r/seal/{seal}/version/1"),
        format!("/r/seal/{seal}/act/submit"),
    ];
    let told = |text: &str| text.contains(CANARY) || text.contains("pterosaur") || text.contains(&secret);
    let exa = house.signed_in("exa").await.get(&ways[0]).await.text();
    assert!(told(&exa), "an auditor reads it: {exa}");
    for name in ["otto", "cora", "emil", "ola"] {
        let mut browser = house.signed_in(name).await;
        for way in &ways {
            let answer = browser.get(way).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{name} {way}");
            assert!(!told(&answer.text()), "{name} {way}");
        }
        for way in ["/r/seal", "/search?q=pterosa", "/r/seal/export.csv", "/", "/r/seal?q=pterosa", "/verify"]
        {
            let shown = browser.get(way).await.text();
            assert!(!told(&shown), "{name} {way}: {shown}");
        }
        let token = browser.get("/account").await.field("_csrf");
        let computed = browser.post(&ways[0].clone().add("/compute"), &[("_csrf", &token)]).await;
        assert_eq!(computed.status, StatusCode::NOT_FOUND, "{name}");
        let frozen =
            [("_csrf", token.as_str()), ("query", "register"), ("about", "secret"), ("name", "Mine")];
        assert_eq!(browser.post("/seals/new", &frozen).await.status, StatusCode::FORBIDDEN, "{name}");
    }
}

trait Add {
    fn add(self, end: &str) -> String;
}

impl Add for String {
    fn add(self, end: &str) -> String {
        format!("{self}{end}")
    }
}
