//! The five acts of a record without scripts: make, edit, submit, approve, retire. And what must not go through.

use crate::client::{Browser, House};
use app::Role;
use axum::http::StatusCode;
use testkit::PASSWORD;

pub async fn house() -> House {
    House::with(&[
        ("mara", &[Role::AiManager]),
        ("ines", &[Role::TopManagement]),
        ("otto", &[Role::AiManager]),
        ("emil", &[Role::Employee]),
    ])
    .await
}

/// The id that the form offers for a person.
pub fn person_id(page: &str, name: &str) -> String {
    let at = page.find(&format!(" {name}</option>")).unwrap_or_else(|| panic!("{name} is not offered"));
    let before = &page[..at];
    let value = &before[before.rfind("value=\"").unwrap() + 7..];
    value.split('"').next().unwrap().to_owned()
}

/// Makes a document with what it must have, by the form; gives its address.
pub async fn document(browser: &mut Browser, title: &str, owner: &str) -> String {
    let page = browser.get("/r/document/new").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let owner = person_id(&page.text(), owner);
    let pairs = [
        ("_csrf", page.field("_csrf")),
        ("_key", page.field("_key")),
        ("name", title.to_owned()),
        ("doc_type", "policy".to_owned()),
        ("owner", owner),
        ("text", "We use AI with care.".to_owned()),
    ];
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let made = browser.post("/r/document/new", &pairs).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    assert!(made.location().ends_with("?done=created"));
    made.location().split('?').next().unwrap().to_owned()
}

/// Goes through the check page of an act.
pub async fn act(browser: &mut Browser, address: &str, act: &str, reason: &str) -> crate::client::Answer {
    let check = browser.get(&format!("{address}/act/{act}")).await;
    assert_eq!(check.status, StatusCode::OK, "{act}: {}", check.text());
    let (token, key, seen) = (check.field("_csrf"), check.field("_key"), check.field("_seen"));
    let pairs = [
        ("_csrf", token.as_str()),
        ("_key", &key),
        ("_seen", &seen),
        ("reason", reason),
        ("password", PASSWORD),
    ];
    browser.post(&format!("{address}/act/{act}"), &pairs).await
}

#[tokio::test]
async fn a_document_is_made_edited_submitted_approved_and_retired_by_forms_alone() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let mut ines = house.signed_in("ines").await;
    let address = document(&mut mara, "AI policy", "mara").await;

    let page = mara.get(&address).await;
    assert!(page.text().contains("AI policy") && page.text().contains("Draft"), "{}", page.text());

    let form = mara.get(&format!("{address}/edit")).await;
    let action = form.action(&format!("{address}/edit"));
    let owner = person_id(&form.text(), "mara");
    let (token, key) = (form.field("_csrf"), form.field("_key"));
    let pairs = [
        ("_csrf", token.as_str()),
        ("_key", &key),
        ("name", "AI policy"),
        ("doc_type", "policy"),
        ("owner", &owner),
        ("text", "We use AI with more care."),
    ];
    let saved = mara.post(&action, &pairs).await;
    assert_eq!(saved.location(), format!("{address}?done=saved"));
    let again = mara.post(&action, &pairs).await;
    assert_eq!(again.location(), format!("{address}?done=saved"), "the same form sent twice is the same act");

    let submitted = act(&mut mara, &address, "submit", "").await;
    assert_eq!(submitted.location(), format!("{address}?done=submit"), "{}", submitted.text());
    let refused = mara.get(&format!("{address}/act/approve")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.text().contains("approver_is_author"), "{}", refused.text());
    let approved = act(&mut ines, &address, "approve", "").await;
    assert_eq!(approved.location(), format!("{address}?done=approve"), "{}", approved.text());

    let page = mara.get(&format!("{address}?tab=history")).await;
    for word in ["created it", "edited it", "submitted it", "approved it", "as Top management"] {
        assert!(page.text().contains(word), "{word}: {}", page.text());
    }
    let missing = act(&mut mara, &address, "retire", "").await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(missing.text().contains("Say why."), "{}", missing.text());
    let retired = act(&mut mara, &address, "retire", "Replaced").await;
    assert_eq!(retired.location(), format!("{address}?done=retire"));
    assert!(mara.get(&retired.location()).await.text().contains("Retired."), "the flash says what was done");
}

#[tokio::test]
async fn a_wrong_password_signs_nothing_and_keeps_the_reason() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let mut ines = house.signed_in("ines").await;
    let address = document(&mut mara, "AI policy", "mara").await;
    act(&mut mara, &address, "submit", "").await;
    let check = ines.get(&format!("{address}/act/approve")).await;
    let (token, key, seen) = (check.field("_csrf"), check.field("_key"), check.field("_seen"));
    let pairs = [
        ("_csrf", token.as_str()),
        ("_key", &key),
        ("_seen", &seen),
        ("reason", "Read it twice"),
        ("password", "wrong"),
    ];
    let refused = ines.post(&format!("{address}/act/approve"), &pairs).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(
        refused.text().contains("Read it twice") && refused.text().contains("The password is not right.")
    );
    assert!(ines.get(&address).await.text().contains("Waiting for approval"));
}

#[tokio::test]
async fn two_approvals_at_once_give_one() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let address = document(&mut mara, "AI policy", "mara").await;
    act(&mut mara, &address, "submit", "").await;
    let mut asked = Vec::new();
    for name in ["ines", "otto"] {
        let mut browser = house.signed_in(name).await;
        let check = browser.get(&format!("{address}/act/approve")).await;
        asked.push((browser, check.field("_csrf"), check.field("_key"), check.field("_seen")));
    }
    let path = format!("{address}/act/approve");
    let tasks: Vec<_> = asked
        .into_iter()
        .map(|(mut browser, token, key, seen)| {
            let path = path.clone();
            tokio::spawn(async move {
                let pairs =
                    [("_csrf", token.as_str()), ("_key", &key), ("_seen", &seen), ("password", PASSWORD)];
                browser.post(&path, &pairs).await.status
            })
        })
        .collect();
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(task.await.unwrap());
    }
    answers.sort();
    assert_eq!(answers, [StatusCode::SEE_OTHER, StatusCode::CONFLICT]);
    let history = mara.get(&format!("{address}?tab=history")).await.text();
    assert_eq!(history.matches("approved it").count(), 1);
}

#[tokio::test]
async fn a_form_that_was_refused_comes_back_with_everything_that_was_typed() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let page = mara.get("/r/document/new").await;
    let (token, key) = (page.field("_csrf"), page.field("_key"));
    let pairs = [
        ("_csrf", token.as_str()),
        ("_key", &key),
        ("summary", "Half a thought"),
        ("next_review", "soon"),
        ("name", ""),
    ];
    let refused = mara.post("/r/document/new", &pairs).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = refused.text();
    assert!(text.contains("<title>Error: "), "{text}");
    assert!(text.contains("Half a thought") && text.contains("value=\"soon\""), "{text}");
    assert!(text.contains("href=\"#f-next_review\""), "the summary leads to the field");
    assert_eq!(refused.field("_key"), key, "the key stays with the form");
}

#[tokio::test]
async fn several_records_are_submitted_from_the_register() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let one = document(&mut mara, "One", "mara").await;
    let two = document(&mut mara, "Two", "mara").await;
    let register = mara.get("/r/document?sort=name").await;
    let (token, from) = (register.field("_csrf"), register.field("_from"));
    let ids: Vec<String> = ids(&register.text());
    assert_eq!(ids.len(), 2);
    let pairs =
        [("_csrf", token.as_str()), ("act", "submit"), ("_from", &from), ("id", &ids[0]), ("id", &ids[1])];
    let check = mara.post("/r/document/act", &pairs).await;
    assert_eq!(check.status, StatusCode::OK, "{}", check.text());
    let carried: Vec<String> = ids_seen(&check.text());
    assert_eq!(carried.len(), 2, "{}", check.text());
    let (token, key, from) = (check.field("_csrf"), check.field("_key"), check.field("_from"));
    assert!(check.text().contains("href=\"/r/document?sort=name\""), "back leads to where one was");
    let pairs = [
        ("_csrf", token.as_str()),
        ("_key", &key),
        ("_from", &from),
        ("act", "submit"),
        ("_do", "1"),
        ("id", &carried[0]),
        ("id", &carried[1]),
    ];
    let done = mara.post("/r/document/act", &pairs).await;
    assert_eq!(done.location(), "/r/document?sort=name&done=several", "{}", done.text());
    let elsewhere = [
        ("_csrf", token.as_str()),
        ("act", "withdraw"),
        ("_from", "https://elsewhere.example/r/document"),
        ("id", &ids[0]),
    ];
    let check = mara.post("/r/document/act", &elsewhere).await;
    assert_eq!(check.field("_from"), "/r/document", "an address of elsewhere is not gone back to");
    for address in [one, two] {
        assert!(mara.get(&address).await.text().contains("Waiting for approval"));
    }
}

#[tokio::test]
async fn what_is_refused_of_several_records_leads_back_to_the_register_as_it_was() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    document(&mut mara, "One", "mara").await;
    let register = mara.get("/r/document?sort=name").await;
    let (token, from) = (register.field("_csrf"), register.field("_from"));
    let back = "href=\"/r/document?sort=name\"";
    for (address, name, value) in [
        ("/r/document/act", "act", "submit"),
        ("/r/document/change", "field", "name"),
        // Also where something else is refused: no such act.
        ("/r/document/act", "act", "juggle"),
    ] {
        let nothing = [("_csrf", token.as_str()), (name, value), ("_from", &from)];
        let refused = mara.post(address, &nothing).await;
        assert!(refused.status.is_client_error(), "{address}: {}", refused.status);
        let page = refused.text();
        let ways: Vec<&str> = page.split("href=").collect();
        assert!(page.contains(back), "{address}: {page}");
        assert!(ways.len() > 3, "{address}: the other ways out are there too");
    }
    for elsewhere in ["https://elsewhere.example/r/document", "//elsewhere.example", "/\\elsewhere.example"] {
        let nothing = [("_csrf", token.as_str()), ("act", "submit"), ("_from", elsewhere)];
        let page = mara.post("/r/document/act", &nothing).await.text();
        assert!(
            page.contains("No record is selected.") && !page.contains("elsewhere"),
            "{elsewhere}: {page}"
        );
    }
    // Whoever sends no token of hers is told nothing of where she might have been.
    let forged = mara.post("/r/document/act", &[("_csrf", "x"), ("act", "submit"), ("_from", &from)]).await;
    assert!(!forged.text().contains(back), "{}", forged.text());
}

fn ids(page: &str) -> Vec<String> {
    page.split("name=\"id\" value=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect()
}

fn ids_seen(page: &str) -> Vec<String> {
    ids(page).into_iter().filter(|id| id.contains('@')).collect()
}
