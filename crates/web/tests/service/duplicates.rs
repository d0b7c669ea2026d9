//! Records that may be the same thing, without scripts: looked for, compared, merged, told apart, and taken out again.

use crate::{
    acts::{document, house},
    client::{Answer, Browser, House},
};
use app::Role;
use axum::http::StatusCode;

/// Looks through the register and waits for the end.
async fn searched(browser: &mut Browser) -> Answer {
    let begun = browser.send("/r/document/duplicates", "/r/document/duplicates", &[("do", "look")]).await;
    assert_eq!(begun.location(), "/r/document/duplicates", "{}", begun.text());
    for _ in 0..200 {
        let page = browser.get("/r/document/duplicates").await;
        if !page.text().contains("Looking through the register") {
            return page;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the search does not end")
}

async fn two(browser: &mut Browser) {
    document(browser, "Policy on artificial intelligence", "mara").await;
    let page = browser.get("/r/document/new").await;
    let owner = crate::acts::person_id(&page.text(), "mara");
    let (token, key) = (page.field("_csrf"), page.field("_key"));
    let pairs = [
        ("_csrf", token.as_str()),
        ("_key", &key),
        ("name", "Policy on Artificial Intelligence"),
        ("doc_type", "procedure"),
        ("owner", &owner),
        ("text", "Another text."),
        ("_other", "I think so"),
    ];
    let made = browser.post("/r/document/new", &pairs).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
}

#[tokio::test]
async fn duplicates_are_found_compared_merged_and_taken_back() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    two(&mut mara).await;
    assert!(
        mara.get("/r/document").await.text().contains("/r/document/duplicates"),
        "the register leads there"
    );
    let empty = mara.get("/r/document/duplicates").await.text();
    assert!(empty.contains("has not been looked through yet"), "{empty}");
    let found = searched(&mut mara).await.text();
    assert!(
        found.contains("The titles are the same.") && found.contains("/r/document/DOC-0001/merge/DOC-0002"),
        "{found}"
    );
    assert!(mara.get("/jobs").await.text().contains("/r/document/duplicates"), "it is a job among others");

    let address = "/r/document/DOC-0001/merge/DOC-0002";
    let page = mara.get(address).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    assert!(
        page.text().contains("Merge DOC-0002 into DOC-0001") && page.text().contains("Another"),
        "{}",
        page.text()
    );
    let (token, key) = (page.field("_csrf"), page.field("_key"));
    let seen: Vec<String> = page
        .text()
        .split("name=\"seen\" value=\"")
        .skip(1)
        .take(2)
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect();
    let mut pairs = vec![
        ("_csrf", token.as_str()),
        ("_key", &key),
        ("seen", &seen[0]),
        ("seen", &seen[1]),
        ("side.text", "other"),
        ("do", "merge"),
        ("reason", " "),
    ];
    let missing = mara.post(address, &pairs).await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(missing.text().contains("Say why."), "{}", missing.text());
    pairs[6].1 = "Written twice";
    let merged = mara.post(address, &pairs).await;
    assert_eq!(merged.location(), "/r/document/DOC-0001?done=merged", "{}", merged.text());
    let again = mara.post(address, &pairs).await;
    assert_eq!(
        again.location(),
        merged.location(),
        "the same form sent twice is the same act: {}",
        again.text()
    );
    let kept = mara.get("/r/document/DOC-0001?tab=history").await.text();
    assert!(
        kept.contains("merged another record into it") && kept.contains("/r/document/DOC-0002"),
        "{kept}"
    );
    assert!(mara.get("/r/document/DOC-0001").await.text().contains("Another text."));
    let gone = mara.get("/r/document/DOC-0002").await.text();
    assert!(gone.contains("Merged into DOC-0001") && gone.contains("/r/document/DOC-0002/unmerge"), "{gone}");
    assert!(!mara.get("/r/document/duplicates").await.text().contains("/merge/"));

    let mut emil = house.signed_in("emil").await;
    assert_eq!(emil.get("/r/document/DOC-0002/unmerge").await.status, StatusCode::NOT_FOUND);
    let asked = mara.get("/r/document/DOC-0002/unmerge").await;
    assert_eq!(asked.status, StatusCode::OK, "{}", asked.text());
    let (token, key, seen) = (asked.field("_csrf"), asked.field("_key"), asked.field("_seen"));
    let pairs = [("_csrf", token.as_str()), ("_key", &key), ("_seen", &seen), ("reason", "They are two")];
    let back = mara.post("/r/document/DOC-0002/unmerge", &pairs).await;
    assert_eq!(back.location(), "/r/document/DOC-0002?done=unmerged", "{}", back.text());
    assert!(!mara.get("/r/document/DOC-0002").await.text().contains("Merged into"));
    assert!(!mara.get("/r/document/DOC-0001").await.text().contains("Another text."));
    assert_eq!(mara.get("/r/document/DOC-0002/unmerge").await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn what_was_told_apart_is_not_proposed_again() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    two(&mut mara).await;
    let found = searched(&mut mara).await;
    let (one, other) = (found.field("one"), found.field("other"));
    let pairs = [("do", "apart"), ("one", one.as_str()), ("other", &other)];
    let told = mara.send("/r/document/duplicates", "/r/document/duplicates", &pairs).await;
    assert_eq!(told.location(), "/r/document/duplicates?done=apart", "{}", told.text());
    let page = searched(&mut mara).await.text();
    assert!(page.contains("No two records are much alike."), "{page}");
    let history = mara.get("/r/document/DOC-0002?tab=history").await.text();
    assert!(
        history.contains("said that it is not the same as another") && history.contains("DOC-0001"),
        "{history}"
    );
}

#[tokio::test]
async fn who_may_not_see_records_learns_of_no_pair() {
    let house = House::with(&[
        ("mara", &[Role::AiManager]),
        ("emil", &[Role::Employee]),
        ("cora", &[Role::Contributor]),
    ])
    .await;
    let mut mara = house.signed_in("mara").await;
    two(&mut mara).await;
    searched(&mut mara).await;
    let mut emil = house.signed_in("emil").await;
    let page = emil.get("/r/document/duplicates").await.text();
    assert!(!page.contains("DOC-000") && !page.contains("Look again"), "{page}");
    for way in ["/r/document/DOC-0001/merge/DOC-0002", "/r/document/DOC-0002/unmerge"] {
        assert_eq!(emil.get(way).await.status, StatusCode::NOT_FOUND, "{way}");
        let sent = emil
            .send("/r/document/duplicates", way, &[("do", "merge"), ("reason", "x"), ("_seen", "1")])
            .await;
        assert_eq!(sent.status, StatusCode::NOT_FOUND, "{way}: {}", sent.text());
    }
    let looked = emil.send("/r/document/duplicates", "/r/document/duplicates", &[("do", "look")]).await;
    assert_eq!(looked.status, StatusCode::FORBIDDEN);
    let mut cora = house.signed_in("cora").await;
    let page = cora.get("/r/document/DOC-0001/merge/DOC-0002").await.text();
    assert!(page.contains("They cannot be merged as they are"), "she keeps neither: {page}");
    assert_eq!(mara.get("/r/person/duplicates").await.status, StatusCode::CONFLICT);
    assert_eq!(mara.get("/r/document/DOC-0001/merge/DOC-0009").await.status, StatusCode::NOT_FOUND);
    assert_eq!(mara.get("/r/supplier/DOC-0001/merge/DOC-0002").await.status, StatusCode::NOT_FOUND);
}

/// What is proposed of real inventories, for a person who reads it: `-- --ignored --nocapture real_inventories`.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "reads inventories that lie outside of the tree"]
#[expect(clippy::print_stdout, reason = "a person reads it")]
async fn pairs_of_real_inventories() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/inventories/");
    for file in
        std::env::var("INVENTORIES").unwrap_or_else(|_| "us-2025-individual.csv".to_owned()).split(',')
    {
        let house = House::with(&[("mara", &[Role::AiManager])]).await;
        let mara = house.test.desk_of("mara").await;
        let bytes = std::fs::read(format!("{folder}{file}")).unwrap();
        let sheet = exchange::read(
            &bytes,
            &exchange::Reading { name: file.to_owned(), ..exchange::Reading::default() },
        )
        .unwrap();
        let schemas: Vec<record::Schema> =
            mara.schemas().await.iter().map(|schema| record::Schema::clone(schema)).collect();
        let mapping = exchange::propose(&sheet, &schemas, "use").mapping;
        let prepared = web::Preparation::new(&mara, sheet, mapping, schemas, None).await.unwrap();
        let (_, plan, rows) = prepared.plan(&mara, std::collections::BTreeMap::new()).await.unwrap();
        let job = web::stages(&plan, rows).begin(&mara, file, "").await.unwrap();
        mara.run_import(job).await.unwrap();
        for kind in ["use", "system", "supplier"] {
            let desk = house.test.desk_of("mara").await;
            let count = desk.how_many(kind, &app::ListAsk::default()).await.unwrap();
            let begun = std::time::Instant::now();
            let job = desk.look_for_duplicates(kind).await.unwrap();
            desk.run_duplicates(job).await.unwrap();
            let took = begun.elapsed();
            let found = house.test.desk_of("mara").await.duplicates(kind, 0, 1_000).await.unwrap();
            let pairs: Vec<&app::Duplicate> = found.groups.iter().flatten().collect();
            println!(
                "## {file} {kind}: {count:?}, {} pairs in {} groups, {took:?}",
                pairs.len(),
                found.total
            );
            for pair in pairs {
                let named = |id| &found.names[id];
                let (a, b) = (named(&pair.one), named(&pair.other));
                let like = pair.likeness;
                println!(
                    "{} {:?} {:?}\t{} {}\t{} {}",
                    like.score, like.prose, like.leads, a.reference, a.title, b.reference, b.title
                );
            }
        }
    }
}
