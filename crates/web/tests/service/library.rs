//! Risk libraries: found by plain words, with whose they are; taken over as a draft that keeps where it came from.

use crate::client::House;
use app::Role;
use axum::http::StatusCode;
use record::{Body, Value};

const ENTRY: &str = "/library/ibm-risk-atlas/atlas-hallucination";

async fn house() -> House {
    House::with(&[
        ("mara", &[Role::AiManager]),
        ("exa", &[Role::ExternalAuditor]),
        ("emil", &[Role::Employee]),
    ])
    .await
}

#[tokio::test]
async fn plain_words_find_entries_with_licence_and_facets() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let page = mara.get("/library?q=hallucination").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let page = page.text();
    assert!(page.contains(ENTRY) && page.contains("Apache-2.0") && page.contains("CC-BY-4.0"), "{page}");
    assert!(page.contains("MIT AI Risk Repository ("), "each library says how many fit: {page}");
    let narrow = mara
        .get("/library?q=attack&library=ibm-risk-atlas&category=ibm-risk-atlas-robustness-prompt-attacks")
        .await
        .text();
    assert!(narrow.contains("name=\"category\"") && !narrow.contains("/library/mitre-atlas/AML"), "{narrow}");
    let none = mara.get("/library?q=zeppelin").await.text();
    assert!(none.contains("Nothing fits these words"), "{none}");
    let second = mara.get("/library?library=mit-ai-risk-repository&page=2").await.text();
    assert!(second.contains("page=3"), "{second}");
    assert_eq!(mara.get("/library?q=%E2%80%AE&page=999999999999").await.status, StatusCode::OK);
    assert_eq!(mara.get("/library?q=%00").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn an_entry_says_whose_it_is_and_what_says_the_same_elsewhere() {
    let house = house().await;
    let mut exa = house.signed_in("exa").await;
    let page = exa.get(ENTRY).await.text();
    for said in
        ["© IBM Corporation", "Apache License 2.0", "/library/nist-ai-600-1/nist-confabulation", "Robustness"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(!page.contains("/take\""), "who makes no risks is offered none: {page}");
    assert_eq!(exa.get(&format!("{ENTRY}/take")).await.status, StatusCode::FORBIDDEN);
    assert_eq!(exa.get("/library/ibm-risk-atlas/nothing").await.status, StatusCode::NOT_FOUND);
    assert_eq!(exa.get("/library/nothing/nothing/take").await.status, StatusCode::NOT_FOUND);
    let sheet = exa.get("/library.csv?q=hallucination").await.text();
    assert!(sheet.contains("Licence") && sheet.contains("airisk.mit.edu"), "{sheet}");
    let mut emil = house.signed_in("emil").await;
    assert_eq!(emil.get("/library.csv").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_entry_is_taken_over_as_a_draft_that_keeps_its_origin() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let form = mara.get(&format!("{ENTRY}/take")).await;
    assert_eq!(form.field("origin_entry"), "atlas-hallucination");
    assert_eq!(form.field("name"), "Hallucination");
    assert!(form.field("origin_rights").starts_with("Apache-2.0: IBM AI Risk Atlas"), "{}", form.text());
    let names = ["name", "origin_library", "origin_version", "origin_entry", "origin_rights"];
    let values: Vec<(&str, String)> = names.iter().map(|name| (*name, form.field(name))).collect();
    let (token, key) = (form.field("_csrf"), form.field("_key"));
    let mut pairs = vec![("_csrf", token.as_str()), ("_key", &key), ("event", "It invents sources.")];
    pairs.extend(values.iter().map(|(name, value)| (*name, value.as_str())));
    let made = mara.post("/r/risk/new", &pairs).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    let record = made.location().split('?').next().unwrap_or_default().to_owned();
    let page = mara.get(&record).await.text();
    assert!(page.contains("© IBM Corporation") && !page.contains("Newer upstream"), "{page}");
    assert!(mara.get(ENTRY).await.text().contains(&record), "the entry names the risks taken from it");
    let other = mara.get("/library/ibm-risk-atlas/atlas-jailbreaking").await.text();
    assert!(!other.contains("Taken over already"), "{other}");
}

#[tokio::test]
async fn a_risk_from_an_older_version_says_that_there_is_a_newer() {
    let house = house().await;
    let desk = house.test.desk_of("mara").await;
    let text = |text: &str| Value::Text(text.to_owned());
    let body = Body::new()
        .with("name", text("Invented sources"))
        .with("origin_library", text("ibm-risk-atlas"))
        .with("origin_version", text("2024-03-06"))
        .with("origin_entry", text("atlas-hallucination"));
    let made = desk.create("risk", body, None).await.unwrap();
    let mut mara = house.signed_in("mara").await;
    let page = mara.get(&format!("/r/risk/{}", made.reference)).await.text();
    assert!(page.contains("Newer upstream") && page.contains("2024-03-06") && page.contains(ENTRY), "{page}");
}
