//! Pages of the past: what they show, that every link keeps the moment, that nothing can be done there.

use crate::acts::{act, document, house};
use axum::http::StatusCode;
use jiff::SignedDuration;

#[tokio::test]
async fn the_past_is_read_and_not_changed() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let mut ines = house.signed_in("ines").await;
    let address = document(&mut mara, "First words", "mara").await;
    house.test.clock.pass(SignedDuration::from_mins(20));
    let then = house.test.app.now();
    house.test.clock.pass(SignedDuration::from_mins(20));
    document(&mut mara, "Later words", "mara").await;
    act(&mut mara, &address, "submit", "").await;
    act(&mut ines, &address, "approve", "").await;

    let moment = crate::client::encode(&then.to_string());
    let register = mara.get(&format!("/r/document?as_of={moment}")).await;
    let text = register.text();
    assert_eq!(register.status, StatusCode::OK, "{text}");
    assert!(text.contains("First words") && !text.contains("Later words"));
    assert!(text.contains("You are reading the records as of"), "the banner says so");
    assert!(
        !text.contains("/r/document/new") && !text.contains("name=\"id\""),
        "nothing can be made or selected"
    );
    for link in text.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        if link.starts_with("/r/") {
            assert!(link.contains("as_of=") || link == "/r/document", "{link} loses the moment");
        }
    }
    let record = mara.get(&format!("{address}?as_of={moment}")).await.text();
    assert!(record.contains("Draft") && !record.contains("/act/"), "{record}");
    assert!(mara.get(&address).await.text().contains("In force"));
    for path in ["/", "/framework/iso42001-2023", "/framework/iso42001-2023/5.2"] {
        let page = mara.get(&format!("{path}?as_of={moment}")).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text());
        assert!(page.text().contains("You are reading the records as of"), "{path}");
    }
    let edit = mara.get(&format!("{address}/edit?as_of={moment}")).await;
    assert_eq!(edit.status, StatusCode::CONFLICT);
    let before = mara.get(&format!("{address}?as_of=2025-01-01")).await;
    assert_eq!(before.status, StatusCode::NOT_FOUND, "it did not exist yet");
    let wrong = mara.get("/r/document?as_of=yesterday").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("Give the moment as a date"));
}

#[tokio::test]
async fn the_picker_leads_back_to_the_page_at_that_moment() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let picker = mara.get("/as-of?back=%2Fr%2Fdocument%3Fq%3Dpolicy").await;
    assert_eq!(picker.status, StatusCode::OK);
    let there = mara.get("/as-of?back=%2Fr%2Fdocument%3Fq%3Dpolicy&date=2026-03-01&time=10%3A30").await;
    assert_eq!(there.location(), "/r/document?q=policy&as_of=2026-03-01T10%3A30%3A59Z");
    let entry = mara.get("/as-of?back=%2Fr%2Fdocument&entry=3").await;
    assert_eq!(entry.location(), "/r/document?as_of=3");
    assert_eq!(mara.get(&entry.location()).await.status, StatusCode::OK);
    let wrong = mara.get("/as-of?back=%2F&date=tomorrow").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
}
