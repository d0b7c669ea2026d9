//! Two people edit the same record.

use crate::acts::{document, house, person_id};
use axum::http::StatusCode;

#[tokio::test]
async fn the_second_sees_both_texts_and_loses_nothing() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let mut otto = house.signed_in("otto").await;
    let address = document(&mut mara, "AI policy", "mara").await;
    let (hers, his) =
        (mara.get(&format!("{address}/edit")).await, otto.get(&format!("{address}/edit")).await);
    let owner = person_id(&hers.text(), "mara");
    let form = |page: &crate::client::Answer, title: &str, text: &str| {
        vec![
            ("_csrf".to_owned(), page.field("_csrf")),
            ("_key".to_owned(), page.field("_key")),
            ("name".to_owned(), title.to_owned()),
            ("doc_type".to_owned(), "policy".to_owned()),
            ("owner".to_owned(), owner.clone()),
            ("text".to_owned(), text.to_owned()),
        ]
    };
    let pairs = |owned: &[(String, String)]| -> Vec<(String, String)> { owned.to_vec() };
    let send = |owned: Vec<(String, String)>| owned;
    let first = send(pairs(&form(&hers, "AI policy of the house", "We use AI with care.")));
    let first: Vec<(&str, &str)> = first.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let saved = mara.post(&hers.action(&format!("{address}/edit")), &first).await;
    assert_eq!(saved.location(), format!("{address}?done=saved"));

    let second = form(&his, "AI policy", "His long and careful text.");
    let second: Vec<(&str, &str)> = second.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let conflict = otto.post(&his.action(&format!("{address}/edit")), &second).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT, "{}", conflict.text());
    let text = conflict.text();
    assert!(
        text.contains("AI policy of the house") || text.contains("of the house"),
        "what stands now is shown"
    );
    assert!(text.contains("His long and careful text."), "what was typed is kept");

    let action = conflict.action(&format!("{address}/edit"));
    let (token, key) = (conflict.field("_csrf"), conflict.field("_key"));
    let mut settled: Vec<(&str, &str)> =
        second.iter().copied().filter(|(name, _)| !name.starts_with('_')).collect();
    settled.extend([
        ("_csrf", token.as_str()),
        ("_key", &key),
        ("_choose.name", "theirs"),
        ("_choose.text", "mine"),
    ]);
    let saved = otto.post(&action, &settled).await;
    assert_eq!(saved.location(), format!("{address}?done=saved"), "{}", saved.text());
    let page = mara.get(&address).await.text();
    assert!(page.contains("AI policy of the house") && page.contains("His long and careful text."), "{page}");
}
