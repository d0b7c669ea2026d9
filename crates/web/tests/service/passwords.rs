//! Passwords that administrators give, and one's own; throttling by caller behind a proxy.

use crate::acts::house;
use crate::client::{Browser, House};
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use testkit::PASSWORD;

/// The id of the account with an address, as the page of accounts has it.
fn account(page: &str, email: &str) -> String {
    let at = page.find(email).unwrap_or_else(|| panic!("{email} is not there: {page}"));
    let row = &page[..at];
    row[row.rfind("name=\"id\" value=\"").unwrap() + 17..].split('"').next().unwrap().to_owned()
}

async fn sign_in(house: &House, email: &str, password: &str) -> (Browser, crate::client::Answer) {
    let mut browser = house.browser();
    let answer = browser.send("/sign-in", "/sign-in", &[("email", email), ("password", password)]).await;
    (browser, answer)
}

#[tokio::test]
async fn an_administrator_gives_a_password_and_the_person_changes_it() {
    let house = house().await;
    let mut ines = house.signed_in("ines").await;
    let mut ola = house.signed_in("ola").await;
    let people = ola.get("/people").await;
    let id = account(&people.text(), "ines@test.example");
    let token = people.field("_csrf");
    let check = ola.post("/people", &[("_csrf", &token), ("act", "reset"), ("id", &id)]).await;
    assert_eq!(check.status, StatusCode::OK, "{}", check.text());
    assert!(check.text().contains("Reset the password of ines@test.example"), "{}", check.text());
    assert_eq!(ines.get("/account").await.status, StatusCode::OK, "nothing happens by looking");
    let wrong = ola.post("/people/reset", &[("_csrf", &token), ("id", &id), ("password", "wrong")]).await;
    assert_eq!(wrong.status, StatusCode::FORBIDDEN);
    let done = ola.post("/people/reset", &[("_csrf", &token), ("id", &id), ("password", PASSWORD)]).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    let text = done.text();
    let mark = "shown only this once: ";
    let at = text.find(mark).unwrap_or_else(|| panic!("no password: {text}")) + mark.len();
    let given: String =
        text[at..].chars().take_while(|sign| sign.is_ascii_hexdigit() || *sign == '-').collect();
    assert!(text.contains("Password given"), "the account waits for its person");

    assert_eq!(ines.get("/account").await.status, StatusCode::SEE_OTHER, "her session has ended");
    let (_, old) = sign_in(&house, "ines@test.example", PASSWORD).await;
    assert_eq!(old.status, StatusCode::UNAUTHORIZED);
    let (mut ines, entered) = sign_in(&house, "ines@test.example", &given).await;
    assert_eq!(entered.location(), "/account", "the first thing to do");
    for path in ["/account", "/", "/r/unit"] {
        assert!(ines.get(path).await.text().contains("An administrator gave you this password."), "{path}");
    }
    let own = "one that she chose herself";
    let pairs = [("old", given.as_str()), ("password", own), ("again", own)];
    let changed = ines.send("/account", "/account/password", &pairs).await;
    assert_eq!(changed.location(), "/account?done=password", "{}", changed.text());
    assert!(!ines.get("/").await.text().contains("An administrator gave you this password."));
    assert_eq!(sign_in(&house, "ines@test.example", own).await.1.location(), "/");
}

#[tokio::test]
async fn nobody_else_resets_a_password_and_nobody_her_own() {
    let house = house().await;
    let mut ola = house.signed_in("ola").await;
    let page = ola.get("/people").await;
    let (mine, hers) = (account(&page.text(), "ola@"), account(&page.text(), "ines@"));
    for name in ["mara", "emil", "ines"] {
        let mut browser = house.signed_in(name).await;
        let token = browser.get("/account").await.field("_csrf");
        for (path, id) in [("/people/reset", &mine), ("/people/reset", &hers), ("/people", &mine)] {
            let pairs = [("_csrf", token.as_str()), ("act", "reset"), ("id", id), ("password", PASSWORD)];
            assert_eq!(browser.post(path, &pairs).await.status, StatusCode::FORBIDDEN, "{name} {path}");
        }
    }
    let token = page.field("_csrf");
    let own = ola.post("/people", &[("_csrf", &token), ("act", "reset"), ("id", &mine)]).await;
    assert_eq!(own.status, StatusCode::CONFLICT);
    let two = [("_csrf", token.as_str()), ("act", "reset"), ("id", &mine), ("id", &hers)];
    assert_eq!(ola.post("/people", &two).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn changing_ones_password_ends_every_other_session() {
    let house = house().await;
    let mut here = house.signed_in("mara").await;
    let mut elsewhere = house.signed_in("mara").await;
    for (old, new, again, status) in [
        ("wrong", "one that she chose herself", "one that she chose herself", StatusCode::FORBIDDEN),
        (PASSWORD, "one that she chose herself", "another", StatusCode::UNPROCESSABLE_ENTITY),
        (PASSWORD, "short", "short", StatusCode::UNPROCESSABLE_ENTITY),
        (PASSWORD, PASSWORD, PASSWORD, StatusCode::UNPROCESSABLE_ENTITY),
        (PASSWORD, "one that she chose herself", "one that she chose herself", StatusCode::SEE_OTHER),
    ] {
        let pairs = [("old", old), ("password", new), ("again", again)];
        let answer = here.send("/account", "/account/password", &pairs).await;
        assert_eq!(answer.status, status, "{old} {new} {again}: {}", answer.text());
    }
    assert_eq!(here.get("/account").await.status, StatusCode::OK);
    assert_eq!(elsewhere.get("/account").await.status, StatusCode::SEE_OTHER);
}

/// Wrong passwords from callers behind one proxy, each said to be `forwarded`, until one is told to wait.
async fn wrong_until_throttled(
    house: &House,
    hops: usize,
    forwarded: impl Fn(usize) -> String,
) -> Option<usize> {
    let config = web::Config { trusted_hops: hops, ..web::Config::default() };
    let router = web::router(house.test.app.clone(), config);
    for at in 0..12 {
        let mut browser = Browser::of(router.clone());
        let token = browser.get("/sign-in").await.field("_csrf");
        let form = format!("_csrf={token}&email=mara%40test.example&password=wrong");
        let request = Request::post("/sign-in")
            .header("host", "aims.test")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("x-forwarded-for", forwarded(at));
        if browser.run(request.body(Body::from(form)).unwrap()).await.status == StatusCode::TOO_MANY_REQUESTS
        {
            return Some(at);
        }
    }
    None
}

#[tokio::test]
async fn a_forged_forwarded_address_does_not_outrun_the_throttle() {
    let fresh = |at: usize| format!("198.51.100.{at}");
    let behind_one = |at: usize| format!("198.51.100.{at}, 203.0.113.7");
    assert_eq!(wrong_until_throttled(&house().await, 0, fresh).await, Some(8), "the header is not looked at");
    assert_eq!(
        wrong_until_throttled(&house().await, 1, behind_one).await,
        Some(8),
        "only the proxy's word counts"
    );
    assert_eq!(
        wrong_until_throttled(&house().await, 1, fresh).await,
        None,
        "different callers are counted apart"
    );
}
