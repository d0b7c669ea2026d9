//! How large and how quick pages are with many records, in a debug build on any machine: bounds, not measurements.

use crate::client::House;
use app::{BringIn, Incoming, Role};
use serde_json::{Map, json};
use std::time::Instant;

#[tokio::test]
async fn a_page_of_fifty_rows_stays_small_and_does_not_grow_with_the_register() {
    let house = House::with(&[("mara", &[Role::AiManager])]).await;
    let desk = house.test.desk_of("mara").await;
    let records = (0..2_000)
        .map(|n| {
            let mut body = Map::new();
            body.insert("name".to_owned(), json!(format!("Unit {n} with a name of a usual length")));
            body.insert("description".to_owned(), json!("What it does. ".repeat(40)));
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
    desk.run_import(job).await.unwrap();
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
