//! Views that are kept, shared and followed; relations that are walked; and what may be there already.

use crate::{
    acts::{document, house, person_id},
    client::Browser,
};
use axum::http::StatusCode;

async fn send(browser: &mut Browser, pairs: &[(&str, &str)]) -> crate::client::Answer {
    browser.send("/r/document/views?question=q%3Dx", "/r/document/views", pairs).await
}

#[tokio::test]
async fn a_view_is_kept_shared_followed_and_removed() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    document(&mut mara, "AI policy", "mara").await;
    let page = mara.get("/r/document?w1.name.has=policy").await.text();
    assert!(page.contains("/r/document/views?question=w1.name.has%3Dpolicy"), "{page}");

    let nameless =
        send(&mut mara, &[("question", "w1.name.has=policy"), ("name", " "), ("do", "keep")]).await;
    assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
    let kept =
        send(&mut mara, &[("question", "w1.name.has=policy&page=3"), ("name", "Zebra"), ("do", "keep")])
            .await;
    assert_eq!(kept.location(), "/r/document/views?done=view", "{}", kept.text());
    let page = mara.get("/r/document").await.text();
    assert!(page.contains("href=\"/r/document?w1.name.has=policy\""), "without the page one was on: {page}");
    let mut otto = house.signed_in("otto").await;
    assert!(
        !otto.get("/r/document").await.text().contains("Zebra"),
        "what is one's own is not shown to others"
    );

    send(&mut mara, &[("name", "Zebra"), ("do", "follow")]).await;
    let quiet = mara.get("/r/document/views").await.text();
    assert!(quiet.contains("Nothing came in or left since"), "{quiet}");
    let second = document(&mut mara, "Second policy", "mara").await;
    let moved = mara.get("/r/document/views").await.text();
    assert!(moved.contains("Came in since") && moved.contains("Second policy"), "{moved}");
    send(&mut mara, &[("name", "Zebra"), ("do", "follow")]).await;
    let form = mara.get(&format!("{second}/edit")).await;
    let owner = person_id(&form.text(), "mara");
    let (token, key) = (form.field("_csrf"), form.field("_key"));
    let pairs = [
        ("_csrf", token.as_str()),
        ("_key", &key),
        ("name", "Second rules"),
        ("doc_type", "policy"),
        ("owner", &owner),
        ("text", "We use AI with care."),
    ];
    mara.post(&form.action(&format!("{second}/edit")), &pairs).await;
    let moved = mara.get("/r/document/views").await.text();
    assert!(moved.contains("Left since") && !moved.contains("Came in since"), "{moved}");

    send(&mut mara, &[("question", "w1.name.has=policy"), ("name", "Zebra"), ("do", "share")]).await;
    assert!(otto.get("/r/document").await.text().contains("Zebra"));
    let mut emil = house.signed_in("emil").await;
    let refused = send(&mut emil, &[("question", "q=x"), ("name", "Mine"), ("do", "share")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text());
    let refused = send(&mut emil, &[("name", "Zebra"), ("do", "unshare")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text());
    send(&mut mara, &[("name", "Zebra"), ("do", "unshare")]).await;
    assert!(!otto.get("/r/document").await.text().contains("Zebra"));
    send(&mut mara, &[("name", "Zebra"), ("do", "drop")]).await;
    assert!(!mara.get("/r/document").await.text().contains("Zebra"));
}

#[tokio::test]
async fn what_may_be_there_already_is_joined_or_told_apart() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    document(&mut mara, "Policy on artificial intelligence", "mara").await;
    let page = mara.get("/r/document/new").await;
    let owner = person_id(&page.text(), "mara");
    let (token, key) = (page.field("_csrf"), page.field("_key"));
    let mut pairs = vec![
        ("_csrf", token.as_str()),
        ("_key", &key),
        ("name", "policy on Artificial  Intelligence"),
        ("doc_type", "policy"),
        ("owner", &owner),
        ("text", "Another one."),
    ];
    let asked = mara.post("/r/document/new", &pairs).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        asked.text().contains("Is it one of these?") && asked.text().contains("DOC-0001"),
        "{}",
        asked.text()
    );
    assert!(asked.text().contains("Another one."), "nothing that was typed is lost");
    pairs.push(("_other", "It holds for the subsidiary alone."));
    let made = mara.post("/r/document/new", &pairs).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    let address = made.location();
    let address = address.split('?').next().unwrap();
    let history = mara.get(&format!("{address}?tab=history")).await.text();
    assert!(history.contains("It holds for the subsidiary alone."), "{history}");
}

#[tokio::test]
async fn relations_are_walked_from_record_to_record() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let first = document(&mut mara, "AI policy", "mara").await;
    let page = mara.get(&format!("{first}/relations")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.text().contains("<svg") && page.text().contains("Relations of DOC-0001 AI policy"),
        "{}",
        page.text()
    );
    let none = mara.get("/r/document/DOC-0009/relations").await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}
