//! A file from upload to records, and the same file again.

use crate::{
    acts::house,
    client::{Answer, Browser},
};
use axum::http::StatusCode;

const CSV: &[u8] = b"Name,Short name,Covered by the management system\r\nLending,LEN,yes\r\nHuman resources,HR,yes\r\n=cmd|' /C calc'!A0,EVL,yes\r\n";

async fn bring(browser: &mut Browser, bytes: &[u8]) -> Answer {
    let page = browser.get("/import?kind=unit").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let csrf = page.field("_csrf");
    let uploaded =
        browser.upload("/import?kind=unit", &[("_csrf", &csrf)], ("file", "units.csv", bytes)).await;
    assert_eq!(uploaded.status, StatusCode::SEE_OTHER, "{}", uploaded.text());
    let mapping = browser.get(&uploaded.location()).await;
    assert_eq!(mapping.status, StatusCode::OK, "{}", mapping.text());
    let text = mapping.text();
    let chosen: Vec<(String, String)> = (0..)
        .map_while(|column| {
            let name = format!("column.{column}");
            let at = text.find(&format!("name=\"{name}\""))?;
            let select = text[at..].split("</select>").next().unwrap();
            let value = select
                .split("<option value=\"")
                .skip(1)
                .find(|option| option.split('>').next().unwrap().contains(" selected"))
                .map(|option| option.split('"').next().unwrap().to_owned());
            Some((name, value.unwrap_or_default()))
        })
        .collect();
    assert!(chosen.iter().any(|(_, value)| value == "field:name"), "{chosen:?}");
    let token = mapping.field("_csrf");
    let mut pairs: Vec<(&str, &str)> =
        chosen.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    pairs.push(("_csrf", &token));
    let kept = browser.post(&uploaded.location(), &pairs).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text());
    browser.get(&kept.location()).await
}

async fn start(browser: &mut Browser, dry: &Answer) -> Answer {
    let (token, key) = (dry.field("_csrf"), dry.field("_key"));
    let action = dry.action("/import/");
    let started = browser.post(&action, &[("_csrf", &token), ("_key", &key)]).await;
    assert_eq!(started.status, StatusCode::SEE_OTHER, "{}", started.text());
    let again = browser.post(&action, &[("_csrf", &token), ("_key", &key)]).await;
    let job = |answer: &Answer| answer.location().split('?').next().unwrap().to_owned();
    assert_eq!(job(&started), job(&again), "the same form is the same job");
    for _ in 0..200 {
        let page = browser.get(&job(&started)).await;
        if page.headers.get("refresh").is_none() {
            return page;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the import does not end");
}

#[tokio::test]
async fn a_file_becomes_records_and_changes_nothing_the_second_time() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let dry = bring(&mut mara, CSV).await;
    assert_eq!(dry.status, StatusCode::OK, "{}", dry.text());
    assert!(!mara.get("/r/unit").await.text().contains("Lending"), "a dry run writes nothing");
    let report = start(&mut mara, &dry).await;
    let main = report.text().split("<main").nth(1).unwrap().to_owned();
    assert!(main.contains("Units: 3 made"), "{main}");
    let register = mara.get("/r/unit").await.text();
    assert!(register.contains("Lending") && register.contains("Human resources"));
    let csv = mara.get("/r/unit/export.csv").await.text();
    assert!(!csv.contains("\n=") && !csv.contains(",="), "no cell runs in a spreadsheet: {csv}");

    let dry = bring(&mut mara, CSV).await;
    let (token, key) = (dry.field("_csrf"), dry.field("_key"));
    let again = mara.post(&dry.action("/import/"), &[("_csrf", &token), ("_key", &key)]).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.text());
    assert!(again.text().contains("nothing_to_import"));
}

#[tokio::test]
async fn only_who_may_import_gets_to_it_and_nobody_sees_the_file_of_another() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let mut otto = house.signed_in("otto").await;
    let mut emil = house.signed_in("emil").await;
    assert_eq!(emil.get("/import?kind=unit").await.status, StatusCode::FORBIDDEN);
    let token = mara.get("/import?kind=unit").await.field("_csrf");
    let sent = mara.upload("/import?kind=unit", &[("_csrf", &token)], ("file", "units.csv", CSV)).await;
    let address = sent.location();
    assert_eq!(otto.get(&address).await.status, StatusCode::NOT_FOUND);
    assert_eq!(otto.get(&address.replace("mapping", "dry-run")).await.status, StatusCode::NOT_FOUND);
    let empty = mara.upload("/import?kind=unit", &[("_csrf", &token)], ("file", "x.csv", b"a,\"b\n")).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.text().contains("never closed"), "{}", empty.text());
}
