//! How large and how quick pages are with many records, in a debug build on any machine: bounds, not measurements.

use crate::client::House;
use app::{BringIn, Desk, Incoming, Role};
use serde_json::{Map, json};
use std::{collections::BTreeSet, time::Instant};

async fn bring_units(desk: &Desk, count: u64) {
    let records = (0..count)
        .map(|n| {
            let mut body = Map::new();
            body.insert("name".to_owned(), json!(format!("Unit {n} with a name of a usual length")));
            body.insert("description".to_owned(), json!("What it does. ".repeat(40).trim_end()));
            Incoming {
                row: n,
                kind: "unit".to_owned(),
                key: format!("k{n}"),
                body,
                refs: Vec::new(),
                decided: false,
                ends: None,
            }
        })
        .collect();
    let job =
        desk.bring_in(BringIn { name: "units.csv".to_owned(), records, ..BringIn::default() }).await.unwrap();
    let report = desk.run_import(job).await.unwrap();
    assert_eq!(report.created.get("unit"), Some(&count), "{:?}", report.lost.first());
}

/// Under a filter that very many records meet they are not counted to the end, and the page says so.
#[tokio::test]
async fn whoever_pages_on_under_a_broad_filter_comes_to_its_last_record() {
    let house = House::with(&[("mara", &[Role::AiManager])]).await;
    bring_units(&house.test.desk_of("mara").await, 2_120).await;
    let mut mara = house.signed_in("mara").await;
    let begin = "/r/unit?q=usual&per=200&sort=name";
    let (mut path, mut seen, mut said) = (begin.to_owned(), BTreeSet::new(), Vec::new());
    loop {
        let page = mara.get(&path).await;
        let text = page.text();
        let rows = text.split("href=\"/r/unit/UNI-").skip(1).filter_map(|rest| rest.get(..4));
        seen.extend(rows.map(str::to_owned));
        let Some((_, leaf)) = text.split_once("<nav class=\"leaf\"") else { panic!("{path}: {text}") };
        let range = leaf.split_once("muted\">").and_then(|(_, rest)| rest.split_once('<')).unwrap().0;
        said.push(range.to_owned());
        assert!(!leaf.contains(">Last<"), "{range}");
        let Some((before, _)) = leaf.split_once("\" rel=\"next\"") else { break };
        path = before.rsplit_once("href=\"").unwrap().1.replace("&amp;", "&");
    }
    assert_eq!(seen.len(), 2_120);
    assert_eq!(said.first().unwrap(), "1–200 of 2,000 or more");
    assert_eq!(said.last().unwrap(), "2,001–2,120 of 2,120");
}

#[tokio::test]
async fn a_page_of_fifty_rows_stays_small_and_does_not_grow_with_the_register() {
    let house = House::with(&[("mara", &[Role::AiManager])]).await;
    let desk = house.test.desk_of("mara").await;
    bring_units(&desk, 2_000).await;
    let mut mara = house.signed_in("mara").await;
    for path in
        ["/r/unit", "/r/unit?sort=name&dir=desc&page=20", "/r/unit?q=unit%2019", "/r/unit?as_of=2030-01-01"]
    {
        let begun = Instant::now();
        let page = mara.get(path).await;
        let took = begun.elapsed();
        assert!(page.status.is_success(), "{path}: {}", page.text());
        assert!(page.bytes.len() < 60 * 1024, "{path} has {} bytes", page.bytes.len());
        assert!(took.as_millis() < 2_000, "{path} took {took:?}");
    }
    let form = mara.get("/r/unit/new").await;
    assert!(form.bytes.len() < 120 * 1024, "the form has {} bytes", form.bytes.len());
}
