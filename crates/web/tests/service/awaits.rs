//! What a requirement waits for, what rests on a statement, and what has not begun, as the pages say it.

use crate::acts::{document, house};

#[tokio::test]
async fn pages_say_what_is_not_on_record_yet() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let audits = mara.get("/framework/iso42001-2023/9.2.1").await.text();
    assert!(
        audits.contains("Unknown, because this is not on record yet: Audits as records of their own"),
        "{audits}"
    );
    let list = mara.get("/framework/iso42001-2023").await.text();
    assert!(list.contains("Unknown, because this is not on record yet: The audit programme"), "{list}");
    let scope = mara.get("/framework/iso42001-2023/4.3").await.text();
    assert!(!scope.contains("not on record yet:"), "it waits for nothing: {scope}");
}

#[tokio::test]
async fn what_rests_on_a_statement_is_marked() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let leadership = mara.get("/framework/iso42001-2023/5.1").await.text();
    assert!(leadership.contains("the statement of a named person"), "{leadership}");
    let policy = mara.get("/framework/iso42001-2023/5.2").await.text();
    assert!(!policy.contains("the statement of a named person"), "{policy}");
}

#[tokio::test]
async fn what_has_not_begun_turns_with_the_first_draft() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let page = mara.get("/framework/iso42001-2023/4.4").await.text().to_lowercase();
    assert!(page.contains("there is no document at all yet, so nothing was answered"), "{page}");
    document(&mut mara, "Half a policy", "mara").await;
    let page = mara.get("/framework/iso42001-2023/4.4").await.text().to_lowercase();
    assert!(!page.contains("at all yet, so nothing was answered</") && page.contains("not met"), "{page}");
}
