//! What every page has: headers, one heading, no script of its own; and pages that only have to answer.

use crate::{
    acts::{document, house},
    client::House,
};
use app::Role;
use axum::http::{HeaderMap, StatusCode};
use record::Value;

fn check_headers(path: &str, headers: &HeaderMap) {
    let has = |name: &str, value: &str| {
        let found = headers.get(name).unwrap_or_else(|| panic!("{path} lacks {name}")).to_str().unwrap();
        assert!(found.contains(value), "{path}: {name} is {found}");
    };
    has("x-content-type-options", "nosniff");
    has("referrer-policy", "same-origin");
    has("content-security-policy", "default-src 'none'");
    has("permissions-policy", "camera=()");
    has("cross-origin-opener-policy", "same-origin");
    has("cross-origin-resource-policy", "same-origin");
    assert!(headers.contains_key("cache-control"), "{path} lacks cache-control");
    let policy = headers["content-security-policy"].to_str().unwrap();
    assert!(!policy.contains("unsafe"), "{path}: {policy}");
}

/// Addresses of every page, on things that exist.
async fn addresses(house: &House) -> Vec<String> {
    let mut mara = house.signed_in("mara").await;
    let address = document(&mut mara, "AI policy", "mara").await;
    let reference = address.rsplit('/').next().unwrap();
    web::TABLE
        .iter()
        .filter(|route| route.method == "GET")
        .map(|route| {
            route
                .path
                .replace("{kind}", "document")
                .replace("{reference}", reference)
                .replace("{act}", "submit")
                .replace("{n}", "1")
                .replace("{page}", "list")
                .replace("{sample}", "no-such")
                .replace("{id}", "01900000-0000-7000-8000-000000000000")
                .replace("{sha256}", &"0".repeat(64))
                .replace("{file}", "nothing.css")
                .replace("{requirement}", "6.1.2")
                .replace("{pack}", "iso42001-2023")
        })
        .collect()
}

#[tokio::test]
async fn every_answer_is_hardened_and_no_page_fails() {
    let house = house().await;
    let addresses = addresses(&house).await;
    for who in [None, Some("mara"), Some("ines"), Some("emil"), Some("ola")] {
        let mut browser = match who {
            Some(name) => house.signed_in(name).await,
            None => house.browser(),
        };
        for path in &addresses {
            let answer = browser.get(path).await;
            check_headers(path, &answer.headers);
            assert!(!answer.status.is_server_error(), "{who:?} {path}: {}", answer.text());
            let html = answer
                .headers
                .get("content-type")
                .is_some_and(|media| media.to_str().unwrap().starts_with("text/html"));
            if html {
                let text = answer.text();
                assert!(text.starts_with("<!DOCTYPE html>"), "{path}");
                assert_eq!(text.matches("<h1").count(), 1, "{path} has one heading");
                for inline in [" style=\"", " onclick=", "javascript:", "<script>"] {
                    assert!(!text.contains(inline), "{path} holds {inline}");
                }
            }
        }
    }
}

#[tokio::test]
async fn with_https_cookies_are_bound_and_https_is_asked_for() {
    let house = house().await;
    let config = web::Config { secure: true, ..web::Config::default() };
    let router = web::router(house.test.app.clone(), config);
    let request = axum::http::Request::get("/sign-in").body(axum::body::Body::empty()).unwrap();
    let answer = crate::client::call(&router, request).await;
    assert!(answer.headers["strict-transport-security"].to_str().unwrap().starts_with("max-age="));
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    assert!(
        cookie.starts_with("__Host-plumbline-visitor=")
            && cookie.contains("; Secure")
            && cookie.contains("HttpOnly"),
        "{cookie}"
    );
}

#[tokio::test]
async fn assets_are_kept_for_good_under_a_name_that_changes_with_them() {
    let house = house().await;
    let mut browser = house.browser();
    let page = browser.get("/sign-in").await.text();
    for (mark, media) in [
        ("href=\"/style-", "text/css"),
        ("src=\"/script/", "text/javascript"),
        ("href=\"/icon-", "image/svg+xml"),
    ] {
        let at = page.find(mark).unwrap_or_else(|| panic!("{mark}: {page}"));
        let path = page[at..].split('"').nth(1).unwrap();
        let asset = browser.get(path).await;
        assert_eq!(asset.status, StatusCode::OK, "{path}");
        assert!(asset.headers["content-type"].to_str().unwrap().starts_with(media));
        assert!(asset.headers["cache-control"].to_str().unwrap().contains("immutable"));
    }
}

#[tokio::test]
async fn colours_follow_the_choice() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    assert!(!mara.get("/help").await.text().contains("data-theme"));
    let answer = mara.send("/help", "/theme", &[("theme", "dark"), ("back", "/help")]).await;
    assert_eq!(answer.location(), "/help");
    assert!(mara.get("/help").await.text().contains("data-theme=\"dark\""));
    mara.send("/help", "/theme", &[("theme", "\"><script>"), ("back", "//evil.test")]).await;
    assert!(!mara.get("/help").await.text().contains("data-theme"));
}

#[tokio::test]
async fn a_page_that_is_not_there_has_ways_out() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    for path in ["/nothing", "/r/nothing", "/r/document/DOC-9999", "/a/b/c", "/r/document/%ff"] {
        let answer = mara.get(path).await;
        assert!(
            answer.status == StatusCode::NOT_FOUND || answer.status == StatusCode::BAD_REQUEST,
            "{path} {}",
            answer.status
        );
        let text = answer.text();
        assert!(text.contains("href=\"/search\"") && text.contains("mara"), "{path}: {text}");
    }
    let put = axum::http::Request::put("/help").body(axum::body::Body::empty()).unwrap();
    let refused = mara.run(put).await;
    assert_eq!(refused.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(refused.text().contains("does not take that kind of request"), "{}", refused.text());
}

#[tokio::test]
async fn search_is_a_page_and_a_list_for_scripts() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    document(&mut mara, "AI policy <b>bold</b>", "mara").await;
    let page = mara.get("/search?q=policy").await.text();
    assert!(
        page.contains("data-results") && page.contains("&lt;b&gt;bold") && !page.contains("<b>bold"),
        "{page}"
    );
    let request = axum::http::Request::get("/search?q=policy").header("accept", "application/json");
    let list = mara.run(request.body(axum::body::Body::empty()).unwrap()).await.json();
    assert_eq!(list["items"][0]["reference"], "DOC-0001");
    let straight = mara.get("/search?q=doc-0001").await.text();
    assert!(straight.contains("AI policy"));
}

#[tokio::test]
async fn the_ledger_is_verified_and_its_package_taken_away() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    document(&mut mara, "AI policy", "mara").await;
    let checkpoint = mara.get("/checkpoint").await;
    assert!(checkpoint.text().contains("\n— "), "{}", checkpoint.text());
    document(&mut mara, "Scope", "mara").await;
    let since = checkpoint.text();
    let verified = mara.send("/verify", "/verify", &[("since", &since)]).await;
    assert_eq!(verified.status, StatusCode::OK);
    assert!(verified.text().contains("verdict ok"), "{}", verified.text());
    let forged = since.replacen('1', "2", 1);
    let refused = mara.send("/verify", "/verify", &[("since", &forged)]).await;
    assert!(
        refused.text().contains("verdict bad"),
        "a checkpoint of another history is noticed: {}",
        refused.text()
    );
    let package = mara.get("/package.zip").await;
    assert_eq!(package.status, StatusCode::OK, "{}", package.text());
    assert_eq!(&package.bytes[..4], b"PK\x03\x04");
    let mut emil = house.signed_in("emil").await;
    assert_eq!(emil.get("/package.zip").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_form_offers_first_what_suits_and_then_everything_else() {
    let house = House::with(&[("mara", &[Role::AiManager])]).await;
    let desk = house.test.desk_of("mara").await;
    for (name, kind) in [("Acceptable use", "rules_of_use"), ("How impacts are assessed", "impact_method")] {
        let body = testkit::sample_alone("document")
            .with("name", Value::Text(name.to_owned()))
            .with("doc_type", Value::Choice(kind.to_owned()))
            .with("owner", Value::Link(desk.actor().person));
        desk.create("document", body, None).await.unwrap();
    }
    let page = house.signed_in("mara").await.get("/r/impact_assessment/new").await.text();
    let (_, from) = page.split_once("name=\"method\"").expect("the form asks for the method");
    let place = |name: &str| from.find(name).unwrap_or(usize::MAX);
    assert!(place("How impacts are assessed") < place("Acceptable use"), "{from}");
    assert!(place("Acceptable use") < usize::MAX, "the others can still be chosen");
}
