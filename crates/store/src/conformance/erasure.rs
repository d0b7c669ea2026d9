//! What is erased is gone from every version and from everything derived, and the ledger still verifies.

use super::{
    Author, Body,
    records::{get, made, put, revised},
};
use crate::{At, Filter, Query, Store, Test, Total};
use ledger::{Opened, Salt, Verifier};
use record::RecordId;
use serde_json::{Value as Json, json};
use uuid::Uuid;

/// A field of one record, in all its versions.
pub(super) async fn fields(store: &dyn Store) {
    let mut author = Author::new(store.organisation(), 30);
    let owner = RecordId(Uuid::from_u128(5));
    let body = Body::named("Mary Miller")
        .with("tags", json!(["alpha"]))
        .with("due", "2026-01-01")
        .with("owner", owner.to_string());
    let first = made(store, &mut author, "use", &body).await;
    let second = revised(
        store,
        &mut author,
        &first,
        &body.clone().with("name", "Mary Smith").with("parts", json!([owner.to_string()])),
    )
    .await;
    let other = made(store, &mut author, "use", &Body::named("Mary Other")).await;
    put(store, author.erase(&second, &["name", "owner", "parts"], None)).await;
    for version in 1..=2 {
        let content = store.content(first.id, version).await.unwrap().unwrap();
        assert!(
            ["name", "owner", "parts"]
                .iter()
                .all(|field| content.json.get(*field).is_none() && content.salts.get(*field).is_none())
        );
        assert_eq!((&content.json["due"], content.salts.contains_key("due")), (&json!("2026-01-01"), true));
    }
    for at in [At::Now, At::Size(1), At::Size(2)] {
        let stored = store.record(first.id, at).await.unwrap().unwrap();
        assert_eq!((stored.title.as_str(), stored.body.contains("\"name\"")), ("", false), "{at:?}");
        assert_eq!(store.links_to(owner, at).await.unwrap(), [], "{at:?}");
        let named = |word: &str| Query { at, words: vec![word.to_owned()], ..Query::every("use") };
        for word in ["miller", "smith"] {
            assert_eq!(store.list(&named(word)).await.unwrap().total, Total::Exact(0), "{word} {at:?}");
        }
        assert_eq!(
            store.list(&named("use0001")).await.unwrap().total,
            Total::Exact(1),
            "by its reference {at:?}"
        );
        for (field, test, wanted) in [
            ("name", Test::Prefix("mary m".to_owned()), 0),
            ("name", Test::Prefix("mary s".to_owned()), 0),
            ("owner", Test::Between(None, None), 0),
            ("due", Test::In(vec!["2026-01-01".to_owned()]), 1),
        ] {
            let filters = vec![Filter { field: field.to_owned(), test }.into()];
            let query = Query { at, filters, ..Query::every("use") };
            assert_eq!(store.list(&query).await.unwrap().total, Total::Exact(wanted), "{query:?}");
        }
    }
    assert_eq!(get(store, other.id).await.title, "Mary Other");
    assert_eq!(store.search(&["mary".to_owned()], 2, &[], 9).await.unwrap().len(), 1);
    let opened = store.opened(0, 99).await.unwrap();
    assert_eq!(opened[0].erased, ["name", "owner", "parts"]);
    assert!(opened[2].erased.is_empty());
    let again = get(store, first.id).await;
    assert_eq!(
        (again.version, again.state_stamp.at),
        (2, second.state_stamp.at),
        "an erasure changes neither version nor state"
    );
    verifies(store).await;
    // The field may be given again, and that stays.
    let third = revised(store, &mut author, &again, &body.with("name", "M.")).await;
    assert_eq!(third.title, "M.");
    verifies(store).await;
}

/// The reasons given for earlier acts on one record.
pub(super) async fn reasons(store: &dyn Store) {
    let mut author = Author::new(store.organisation(), 31);
    let write = author.create("use", &Body::named("First"));
    let id = write.record;
    put(store, author.because(write, "for Mary")).await;
    let write = author.create("use", &Body::named("Second"));
    put(store, author.because(write, "for Paul")).await;
    let before = get(store, id).await;
    let erase = author.erase(&before, &["@reason"], None);
    put(store, author.because(erase, "she asked for it")).await;
    let now = get(store, id).await;
    assert_eq!(
        (now.created.reason.as_deref(), now.changed.reason.as_deref()),
        (None, Some("she asked for it"))
    );
    assert_eq!(now.title, "First");
    let reasons: Vec<_> = store.recent(None, 9).await.unwrap().into_iter().map(|act| act.reason).collect();
    assert_eq!(reasons, [Some("she asked for it".to_owned()), Some("for Paul".to_owned()), None]);
    assert_eq!(store.opened(0, 1).await.unwrap()[0].reason, None);
}

/// The independent verifier finds nothing: what is opened fits, what is erased was erased by an act.
async fn verifies(store: &dyn Store) {
    let mut verifier = Verifier::new(1);
    let rows = store.ledger(0, 999).await.unwrap();
    for row in &rows {
        verifier.leaf(Some(ledger::Hash(row.leaf)));
        verifier.entry(&row.bytes);
    }
    for (row, opened) in rows.iter().zip(store.opened(0, 999).await.unwrap()) {
        let entry = ledger::Entry::parse(&row.bytes).unwrap();
        for (field, _) in entry.fields.iter().filter(|(_, commitment)| commitment.is_some()) {
            let content = opened.content.as_ref().unwrap();
            let salt = content
                .salts
                .get(field)
                .and_then(Json::as_str)
                .map(|salt| Salt::try_from(salt.to_owned()).unwrap());
            let erased = salt.is_none();
            assert!(
                !erased || opened.erased.contains(field),
                "{field} of {} is gone without an act",
                row.position
            );
            verifier.opened(&Opened {
                record: entry.subject.id,
                version: entry.subject.version,
                position: entry.position,
                field: field.clone(),
                salt,
                value: content.json.get(field).cloned().unwrap_or(Json::Null),
                erased,
            });
        }
    }
    let report = verifier.finish();
    assert!(report.findings.is_empty(), "{:?}", report.findings);
    assert_eq!(report.root.0, store.head().await.unwrap().root);
}
