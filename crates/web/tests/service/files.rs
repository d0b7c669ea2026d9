//! Evidence files: kept under their hash, never shown as a page of ours, bounded, hostile names harmless.

use crate::acts::house;
use crate::client::{Answer, Browser};
use axum::http::{StatusCode, header};

async fn evidence(browser: &mut Browser, name: &str, bytes: &[u8]) -> Answer {
    let page = browser.get("/r/evidence/new").await;
    let (token, key) = (page.field("_csrf"), page.field("_key"));
    let collector = crate::acts::person_id(&page.text(), "mara");
    let pairs = [
        ("collected_by", collector.as_str()),
        ("collected_at", "2026-03-01"),
        ("_csrf", token.as_str()),
        ("_key", &key),
        ("name", "Export"),
        ("description", "What was exported"),
        ("origin", "export"),
    ];
    browser.upload("/r/evidence/new", &pairs, ("file", name, bytes)).await
}

fn file_address(page: &str) -> String {
    let at = page.find("/file/").unwrap_or_else(|| panic!("the record leads to no file: {page}"));
    let start = page[..at].rfind('"').unwrap() + 1;
    page[start..].split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_page_that_was_uploaded_never_runs() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    for (name, bytes) in [
        ("x.html", b"<script>alert(1)</script>".as_slice()),
        ("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("../../etc/passwd", b"root"),
        ("a%0d%0aSet-Cookie: x=1", b"two"),
    ] {
        let made = evidence(&mut mara, name, bytes).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
        let page = mara.get(&made.location()).await.text();
        let file = mara.get(&file_address(&page)).await;
        assert_eq!(file.status, StatusCode::OK);
        assert_eq!(&file.bytes[..], bytes);
        let head = |name: header::HeaderName| file.headers.get(name).unwrap().to_str().unwrap().to_owned();
        assert_eq!(head(header::CONTENT_TYPE), "text/plain");
        assert!(head(header::CONTENT_DISPOSITION).starts_with("attachment; filename=\""));
        assert!(!head(header::CONTENT_DISPOSITION).contains(".."), "{}", head(header::CONTENT_DISPOSITION));
        assert_eq!(head(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
        assert!(head(header::CONTENT_SECURITY_POLICY).contains("sandbox"));
    }
}

#[tokio::test]
async fn a_file_is_found_only_under_the_record_that_has_it() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let made = evidence(&mut mara, "a.txt", b"one").await;
    let other = evidence(&mut mara, "b.txt", b"two").await;
    let page = mara.get(&made.location()).await.text();
    let address = file_address(&page);
    let hash = address.rsplit('/').next().unwrap();
    let there = other.location().split('?').next().unwrap().to_owned();
    assert_eq!(mara.get(&format!("{there}/file/{hash}")).await.status, StatusCode::NOT_FOUND);
    let mut emil = house.signed_in("emil").await;
    assert_eq!(emil.get(&address).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn more_than_the_limit_is_refused_as_a_page() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let token = mara.get("/r/evidence/new").await.field("_csrf");
    let big = vec![b'x'; 27 * 1024 * 1024];
    let refused = mara.upload("/r/evidence/new", &[("_csrf", &token)], ("file", "big.txt", &big)).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE, "{}", refused.text());
    assert!(refused.text().contains("too_large"));
    let form = "x".repeat(2 * 1024 * 1024);
    let refused = mara.post("/r/unit/act", &[("_csrf", &token), ("reason", &form)]).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
    let many: Vec<(&str, &str)> = std::iter::repeat_n(("a", "b"), 7_000).collect();
    let refused = mara.post("/r/unit/new", &many).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(refused.text().contains("too_many_fields"), "{}", refused.text());
}
