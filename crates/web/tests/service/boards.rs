//! A register as columns by state, columns that are kept narrow or wide, and a search that is narrowed down.

use crate::acts::{act, document, house};
use axum::http::StatusCode;

#[tokio::test]
async fn a_register_is_a_board_by_state_that_its_address_holds() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let first = document(&mut mara, "AI policy", "mara").await;
    document(&mut mara, "Use rules", "otto").await;
    act(&mut mara, &first, "submit", "").await;
    let table = mara.get("/r/document?q=policy").await.text();
    assert!(table.contains("href=\"/r/document?q=policy&amp;as=board\""), "{table}");
    let board = mara.get("/r/document?as=board").await;
    assert_eq!(board.status, StatusCode::OK, "{}", board.text());
    let text = board.text();
    let at = |what: &str| text.find(what).unwrap_or_else(|| panic!("no {what}: {text}"));
    assert!(at("id=\"lane-draft\"") < at("Use rules") && at("Use rules") < at("id=\"lane-submitted\""));
    assert!(
        at("id=\"lane-submitted\"") < at(">AI policy</a>")
            && at(">AI policy</a>") < at("id=\"lane-effective\"")
    );
    assert!(
        text.contains(&format!("href=\"{first}/act/withdraw\"")),
        "acts are reached from the card: {text}"
    );
    assert!(!text.contains(&format!("href=\"{first}/act/approve\"")), "who submitted does not approve");
    let narrowed = mara.get("/r/document?as=board&q=policy&state=submitted").await.text();
    assert!(
        narrowed.contains("AI policy") && !narrowed.contains("Use rules") && !narrowed.contains("lane-draft")
    );
    let kept = mara.get("/r/document/views?question=as%3Dboard").await.text();
    assert!(kept.contains("value=\"as=board\""), "a view keeps it: {kept}");
    let mut emil = house.signed_in("emil").await;
    let hidden = emil.get("/r/document?as=board").await.text();
    assert!(!hidden.contains("AI policy") && !hidden.contains("/act/"), "{hidden}");
}

#[tokio::test]
async fn how_wide_a_column_is_stands_in_the_address() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    document(&mut mara, "AI policy", "mara").await;
    let plain = mara.get("/r/document").await.text();
    assert!(!plain.contains("size-s") && plain.contains("name=\"size.owner\""), "{plain}");
    let sized = mara.get("/r/document?size.owner=narrow&size.name=wide&size.stage=huge").await.text();
    assert!(
        sized.contains("size-s") && sized.contains("size-l") && !sized.contains("huge\" selected"),
        "{sized}"
    );
    let led = mara.get("/r/document?q=&size.owner=narrow&size.name=").await;
    assert_eq!(led.location(), "/r/document?size.owner=narrow", "what is as needed is not said");
}

#[tokio::test]
async fn a_search_is_narrowed_by_kind_state_and_person_without_telling_of_what_is_hidden() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let first = document(&mut mara, "Rules for zebras", "mara").await;
    document(&mut mara, "Zebras at work", "otto").await;
    act(&mut mara, &first, "submit", "").await;
    let all = mara.get("/search?q=zebras").await.text();
    assert!(all.contains("Rules for zebras") && all.contains("Zebras at work"), "{all}");
    assert!(all.contains("state=submitted") && all.contains("person=PER-"), "{all}");
    let waiting = mara.get("/search?q=zebras&state=submitted").await.text();
    assert!(waiting.contains("Rules for zebras") && !waiting.contains("Zebras at work"), "{waiting}");
    assert!(waiting.contains("state=draft"), "the others stay to be chosen: {waiting}");
    let otto = all.split("person=").skip(1).find(|rest| rest.split("</a>").next().unwrap().contains("otto"));
    let otto =
        otto.unwrap_or_else(|| panic!("otto is no one to choose: {all}")).split(['"', '&']).next().unwrap();
    let his = mara.get(&format!("/search?q=zebras&person={otto}")).await.text();
    assert!(!his.contains("Rules for zebras") && his.contains("Zebras at work"), "{his}");
    let none = mara.get("/search?q=zebras&kind=risk").await.text();
    assert!(!none.contains("Rules for zebras"), "{none}");
    let mut emil = house.signed_in("emil").await;
    let hidden = emil.get("/search?q=zebras").await.text();
    assert!(
        !hidden.contains("state=") && !hidden.contains("person=") && hidden.contains("Nothing found"),
        "{hidden}"
    );
}
