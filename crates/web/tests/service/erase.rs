//! Erasing a field by forms alone: the choice, the page that says what will happen, the act, and what is seen afterwards.

use crate::acts::{document, house};
use crate::client::{Answer, Browser};
use axum::http::StatusCode;
use testkit::PASSWORD;

/// Goes from the choice to the check page.
async fn choose(browser: &mut Browser, address: &str, field: &str) -> Answer {
    let page = browser.get(&format!("{address}/erase")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let token = page.field("_csrf");
    browser.post(&format!("{address}/erase"), &[("_csrf", &token), ("field", field)]).await
}

/// Sends the check page.
async fn send(browser: &mut Browser, address: &str, check: &Answer, reason: &str, password: &str) -> Answer {
    let names = ["_csrf", "_key", "_seen", "_do", "field"].map(|name| (name, check.field(name)));
    let mut pairs: Vec<(&str, &str)> = names.iter().map(|(name, value)| (*name, value.as_str())).collect();
    pairs.extend([("reason", reason), ("password", password)]);
    browser.post(&format!("{address}/erase"), &pairs).await
}

#[tokio::test]
async fn a_field_is_erased_by_forms_alone() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let address = document(&mut mara, "AI policy", "mara").await;
    assert!(mara.get(&address).await.text().contains(&format!("href=\"{address}/erase\"")));
    let nothing = choose(&mut mara, &address, "").await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.text().contains("Choose what is to be erased."), "{}", nothing.text());

    let check = choose(&mut mara, &address, "text").await;
    assert_eq!(check.status, StatusCode::OK);
    assert!(check.text().contains("is taken out of version 1,"), "{}", check.text());
    assert!(mara.get(&address).await.text().contains("We use AI with care."), "nothing is erased by looking");
    let refused = send(&mut mara, &address, &check, "", PASSWORD).await;
    assert!(refused.text().contains("Say why."), "{}", refused.text());
    let refused = send(&mut mara, &address, &check, "She asked for it", "wrong").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.text().contains("She asked for it"), "what was typed stays");
    let done = send(&mut mara, &address, &check, "She asked for it", PASSWORD).await;
    assert_eq!(done.location(), format!("{address}?done=erase"), "{}", done.text());

    let page = mara.get(&done.location()).await.text();
    assert!(page.contains("Erased in every version."), "{page}");
    let erased = ui::Locale::english(jiff::tz::TimeZone::UTC).say(ui::words::record_page::ERASED);
    for path in ["", "/version/1", "/document", "?as_of=2030-01-01"] {
        let page = mara.get(&format!("{address}{path}")).await.text();
        let said = page.contains(&erased) || page.contains("Erased on purpose since: Text.");
        assert!(said && !page.contains("We use AI with care."), "{path}: {page}");
    }
    let history = mara.get(&format!("{address}/history")).await.text();
    assert!(history.contains("erased a field") && history.contains("She asked for it"), "{history}");
    assert!(!mara.get("/search?q=care").await.text().contains("AI policy"));
    let verified = mara.send("/verify", "/verify", &[]).await.text();
    assert!(verified.contains("verdict ok"), "{verified}");
}

#[tokio::test]
async fn the_second_form_does_not_erase_what_changed_after_it_was_shown() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let address = document(&mut mara, "AI policy", "mara").await;
    let check = choose(&mut mara, &address, "text").await;
    crate::acts::act(&mut mara, &address, "submit", "").await;
    let late = send(&mut mara, &address, &check, "She asked for it", PASSWORD).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text().contains("changed_meanwhile"));
}

#[tokio::test]
async fn reasons_are_erased_and_the_history_says_so() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let address = document(&mut mara, "AI policy", "mara").await;
    crate::acts::act(&mut mara, &address, "submit", "Because Jo Miller asked").await;
    let check = choose(&mut mara, &address, "@reason").await;
    assert!(check.text().contains("The reasons given at entry"), "{}", check.text());
    let done = send(&mut mara, &address, &check, "Named a person", PASSWORD).await;
    assert_eq!(done.location(), format!("{address}?done=erase"), "{}", done.text());
    let history = mara.get(&format!("{address}/history")).await.text();
    assert!(history.contains("erased on purpose") && !history.contains("Miller"), "{history}");
    assert!(mara.send("/verify", "/verify", &[]).await.text().contains("verdict ok"));
}

#[tokio::test]
async fn nobody_erases_who_may_not() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let address = document(&mut mara, "AI policy", "mara").await;
    crate::acts::act(&mut mara, &address, "submit", "").await;
    let mut ines = house.signed_in("ines").await;
    crate::acts::act(&mut ines, &address, "approve", "").await;
    for name in ["ines", "emil"] {
        let mut browser = house.signed_in(name).await;
        assert!(!browser.get(&address).await.text().contains(&format!("{address}/erase")), "{name}");
        assert_eq!(browser.get(&format!("{address}/erase")).await.status, StatusCode::FORBIDDEN, "{name}");
        let token = browser.get("/account").await.field("_csrf");
        let pairs = [
            ("_csrf", token.as_str()),
            ("field", "text"),
            ("_do", "1"),
            ("_seen", "1"),
            ("reason", "Mine"),
            ("password", PASSWORD),
        ];
        let refused = browser.post(&format!("{address}/erase"), &pairs).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{name}");
    }
    assert_eq!(mara.get(&format!("{address}/erase?as_of=2030-01-01")).await.status, StatusCode::CONFLICT);
}
