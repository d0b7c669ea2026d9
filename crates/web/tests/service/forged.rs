//! Requests that another site makes a browser send; sessions and their end; addresses that lead out of the house.

use crate::{acts::house, client::House};
use axum::http::StatusCode;
use testkit::PASSWORD;

#[tokio::test]
async fn no_form_is_taken_without_the_token_of_its_session() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let mut otto = house.signed_in("otto").await;
    let foreign = otto.get("/r/unit/new").await.field("_csrf");
    let own = mara.get("/r/unit/new").await.field("_csrf");
    assert_ne!(foreign, own);
    for token in [None, Some(""), Some("0"), Some(foreign.as_str())] {
        for path in posts() {
            let mut pairs = vec![("name", "Planted")];
            pairs.extend(token.map(|token| ("_csrf", token)));
            let answer = mara.post(&path, &pairs).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} {token:?}");
            assert!(answer.text().contains("forged_request"), "{path}: {}", answer.text());
        }
    }
    assert!(!mara.get("/r/unit").await.text().contains("Planted"));
}

/// Every address that takes a form from a signed-in person, on things that do or do not exist.
fn posts() -> Vec<String> {
    web::TABLE
        .iter()
        .filter(|route| route.method == "POST" && route.who == web::Who::Session)
        .map(|route| {
            route
                .path
                .replace("{kind}", "unit")
                .replace("{reference}", "UNI-0001")
                .replace("{act}", "retire")
                .replace("{id}", "01900000-0000-7000-8000-000000000000")
        })
        .collect()
}

#[tokio::test]
async fn a_token_does_not_help_a_request_from_another_site() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let token = mara.get("/r/unit/new").await.field("_csrf");
    let pairs = [("_csrf", token.as_str()), ("name", "Planted")];
    for head in [
        ("origin", "https://evil.test"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        let answer = mara.post_from("/r/unit/new", &pairs, &[head]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{head:?}");
    }
    let answer = mara
        .post_from(
            "/r/unit/new",
            &pairs,
            &[("origin", "http://aims.test"), ("sec-fetch-site", "same-origin")],
        )
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
}

#[tokio::test]
async fn signing_in_is_bound_to_the_page_as_well() {
    let house = house().await;
    let mut browser = house.browser();
    let answer = browser.post("/sign-in", &[("email", "mara@test.example"), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(browser.cookie("plumbline").is_none());
}

#[tokio::test]
async fn signing_in_leads_only_to_pages_of_ours() {
    let house = house().await;
    for next in [
        "//evil.test",
        "/\\evil.test",
        "https://evil.test",
        "/%5cevil.test",
        "/%5Cevil.test",
        "\\\\evil.test",
        "/\t/evil.test",
    ] {
        let mut browser = house.browser();
        let answer = browser
            .send(
                "/sign-in",
                "/sign-in",
                &[("email", "mara@test.example"), ("password", PASSWORD), ("next", next)],
            )
            .await;
        assert_eq!(answer.location(), "/", "{next:?}");
        let page = house.browser().get(&format!("/sign-in?next={}", crate::client::encode(next))).await;
        assert_eq!(page.field("next"), "/", "{next:?}");
        let back = browser.get(&format!("/as-of?date=2026-03-01&back={}", crate::client::encode(next))).await;
        assert_eq!(back.location(), "/?as_of=2026-03-01", "{next:?}");
    }
    let mut browser = house.browser();
    let asked = browser.get("/r/use?q=a%20b").await;
    assert_eq!(asked.location(), "/sign-in?next=%2Fr%2Fuse%3Fq%3Da%2520b");
    let page = browser.get(&asked.location()).await;
    assert_eq!(page.field("next"), "/r/use?q=a%20b");
}

#[tokio::test]
async fn a_wrong_sign_in_says_the_same_for_known_and_unknown_addresses() {
    let house = house().await;
    let mut texts = Vec::new();
    for email in ["mara@test.example", "nobody@test.example"] {
        let mut browser = house.browser();
        let answer = browser.send("/sign-in", "/sign-in", &[("email", email), ("password", "wrong")]).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        let token = answer.field("_csrf");
        texts.push(answer.text().replace(email, "EMAIL").replace(&token, "TOKEN"));
    }
    assert_eq!(texts[0], texts[1]);
}

#[tokio::test]
async fn a_session_ends_for_good_and_is_never_the_one_that_was_planted() {
    let house = house().await;
    let mut browser = house.browser();
    browser.get("/sign-in").await;
    let mut mara = house.signed_in("mara").await;
    let first = mara.cookie("plumbline").unwrap().to_owned();
    let mut copy = mara.clone();
    let out = mara.send("/account", "/sign-out", &[]).await;
    assert_eq!(out.location(), "/sign-in?done=signed_out");
    assert_eq!(
        copy.get("/account").await.status,
        StatusCode::SEE_OTHER,
        "a copied cookie is worth nothing afterwards"
    );
    let again = house.signed_in("mara").await;
    assert_ne!(again.cookie("plumbline").unwrap(), first);
}

#[tokio::test]
async fn a_changed_password_ends_every_other_session() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let mut stolen = house.signed_in("mara").await;
    let new = "another long and level one";
    let pairs = [("old", PASSWORD), ("password", new), ("again", new)];
    let changed = mara.send("/account", "/account/password", &pairs).await;
    assert_eq!(changed.location(), "/account?done=password", "{}", changed.text());
    assert_eq!(mara.get("/account").await.status, StatusCode::OK);
    assert_eq!(stolen.get("/account").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn sessions_and_tokens_of_others_cannot_be_ended() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let otto = house.test.desk_of("otto").await;
    let session = otto.sessions().await.unwrap()[0].id.to_string();
    otto.make_token("mine", app::Scope::Read, 10).await.unwrap();
    let token = otto.tokens().await.unwrap()[0].id.to_string();
    let ended = mara.send("/account", "/account/sessions", &[("session", &session)]).await;
    assert_eq!(ended.status, StatusCode::NOT_FOUND);
    let ended = mara.send("/account", "/account/tokens", &[("revoke", &token)]).await;
    assert_eq!(ended.status, StatusCode::NOT_FOUND);
    assert_eq!(otto.tokens().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_token_is_shown_once_and_opens_no_page() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let pairs = [("name", "Reporting"), ("scope", "read"), ("until", "2026-04-01")];
    let made = mara.send("/account", "/account/tokens", &pairs).await;
    assert_eq!(made.status, StatusCode::OK);
    let text = made.text();
    let secret = &text[text.find("plb_").expect("the token is shown")..][..68];
    assert!(!mara.get("/account").await.text().contains(secret));
    let request = axum::http::Request::get("/account").header("authorization", format!("Bearer {secret}"));
    let page = crate::client::call(&house.router, request.body(axum::body::Body::empty()).unwrap()).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let cookie = format!("plumbline={}", mara.cookie("plumbline").unwrap());
    let request = axum::http::Request::get("/api/v1/unit").header("cookie", cookie);
    let api = crate::client::call(&house.router, request.body(axum::body::Body::empty()).unwrap()).await;
    assert_eq!(api.status, StatusCode::UNAUTHORIZED, "a cookie opens nothing for programs");
    let _: &House = &house;
}

#[tokio::test]
async fn guessing_is_slowed_down_and_the_innocent_are_not_locked_out() {
    let house = house().await;
    let mut guesser = house.browser();
    let mut last = StatusCode::OK;
    for _ in 0..10 {
        let pairs = [("email", "mara@test.example"), ("password", "guess")];
        last = guesser.send("/sign-in", "/sign-in", &pairs).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    let otto = house.signed_in("otto").await;
    assert!(otto.cookie("plumbline").is_some(), "another account from the same address still gets in");
}
