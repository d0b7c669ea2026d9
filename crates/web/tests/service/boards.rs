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
    let plain = mara.get("/r/document?panel=arrange").await.text();
    assert!(!plain.contains("size-s") && plain.contains("<select name=\"size.owner\""), "{plain}");
    let sized =
        mara.get("/r/document?size.owner=narrow&size.name=wide&size.stage=huge&panel=arrange").await.text();
    assert!(
        sized.contains("size-s") && sized.contains("size-l") && !sized.contains("huge\" selected"),
        "{sized}"
    );
    let led = mara.get("/r/document?q=&size.owner=narrow&size.name=").await;
    assert_eq!(led.location(), "/r/document?size.owner=narrow", "what is as needed is not said");
}

#[tokio::test]
async fn a_panel_that_offers_every_field_is_a_page_of_its_own_and_no_part_of_what_is_asked() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    document(&mut mara, "AI policy", "mara").await;
    let asked = "/r/document?sort=-name&group=owner&col=owner&col=doc_type&size.owner=narrow";
    let plain = mara.get(asked).await.text();
    let link = format!("href=\"{}&amp;panel=arrange\" data-arrange", asked.replace('&', "&amp;"));
    assert!(plain.contains(&link) && !plain.contains("type=\"checkbox\" name=\"col\""), "{plain}");
    let open = mara.get(&format!("{asked}&panel=arrange")).await.text();
    let carried = ["sort", "group", "col", "size.owner"];
    let hidden = |page: &str, name: &str| page.contains(&format!("type=\"hidden\" name=\"{name}\""));
    // The form that begins a condition stands behind that of the search.
    let search = |page: &str| {
        page.split_once("<form id=\"add-condition\"").map(|(before, _)| before.to_owned()).unwrap()
    };
    assert!(carried.iter().all(|name| hidden(&search(&plain), name)), "a search forgets: {plain}");
    assert!(!carried.iter().any(|name| hidden(&search(&open), name)), "{open}");

    assert!(open.contains("<details class=\"menu\" data-arrange open>"), "{open}");
    assert!(open.contains("name=\"col\" value=\"doc_type\" checked"), "{open}");
    // Columns are moved one place after another; nothing else leads back to the panel.
    let steps = open.matches("class=\"step\"").count();
    assert_eq!((steps, open.matches("panel=arrange").count()), (2, 2), "{open}");
    assert_eq!(open.matches("panel=filters").count(), 1, "{open}");

    let every = mara.get("/r/document?panel=filters").await.text();
    assert!(every.contains("data-filter open>") && !every.contains("panel=filters"), "{every}");
    assert!(every.matches("name=\"f.").count() > plain.matches("name=\"f.").count(), "{every}");
    let odd = mara.get("/r/document?panel=everything").await.text();
    assert!(!odd.contains("data-filter open") && !odd.contains("data-arrange open"), "{odd}");
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
