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
    ended(browser, &job(&started)).await
}

async fn ended(browser: &mut Browser, job: &str) -> Answer {
    for _ in 0..200 {
        let page = browser.get(job).await;
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
async fn rows_that_say_so_are_ended_and_people_choose_which_column_and_values_say_it() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let csv: &[u8] = b"Name,Covered,Status,Remark\nLending,yes,Active,kept\nOld desk,yes,Archived,gone\nDepot,yes,Shut,gone\n";
    let token = mara.get("/import?kind=unit").await.field("_csrf");
    let sent = mara.upload("/import?kind=unit", &[("_csrf", &token)], ("file", "units.csv", csv)).await;
    let here = sent.location();
    let page = mara.get(&here).await.text();
    assert!(page.contains("What “Status” says of a record"), "{page}");
    let columns = [
        ("column.0", "field:name"),
        ("column.1", "field:in_scope"),
        ("column.2", "custom:"),
        ("column.3", ""),
    ];
    let ends = async |mara: &mut Browser, chosen: &[(&str, &str)]| {
        let mut pairs = vec![("_csrf", token.as_str())];
        pairs.extend(columns.iter().chain(chosen));
        let kept = mara.post(&here, &pairs).await;
        let dry = mara.get(&kept.location()).await;
        let mapping = mara.get(&here.replace("mapping", "mapping.json")).await.text();
        let mapping: serde_json::Value = serde_json::from_str(&mapping).unwrap();
        (mapping["ends"].clone(), dry)
    };
    // The values in the order of the page: what is likely meant first, then the commonest.
    let (kept, _) = ends(&mut mara, &[("ends", ""), ("end.0", "retire")]).await;
    assert!(kept.is_null(), "no column says it: {kept}");
    let (kept, _) = ends(&mut mara, &[("ends", "Remark")]).await;
    assert_eq!(kept, serde_json::json!({"column": "Remark", "values": {}}), "none of its words is known");
    let (kept, dry) = ends(&mut mara, &[("ends", "Remark"), ("end.0", "retire"), ("end.1", "approve")]).await;
    assert_eq!(kept["values"], serde_json::json!({"gone": "retire"}), "the commonest is first");
    assert!(dry.text().contains("Of these, 2 are done"), "{}", dry.text());
    let (kept, dry) = ends(&mut mara, &[("ends", "Status")]).await;
    assert_eq!(
        kept["values"],
        serde_json::json!({"Archived": "retire"}),
        "another column begins with what is likely"
    );
    let main = start(&mut mara, &dry).await.text().split("<main").nth(1).unwrap().to_owned();
    assert!(
        main.contains("Units: 3 made") && main.contains("Units: 1 done, given up or out of use"),
        "{main}"
    );
    let retired = mara.get("/r/unit?state=retired").await.text();
    assert!(retired.contains(">Old desk</a>") && !retired.contains(">Depot</a>"), "{retired}");
}

#[tokio::test]
async fn sheet_and_row_of_headings_can_be_chosen() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let mut otto = house.signed_in("otto").await;
    let token = mara.get("/import?kind=unit").await.field("_csrf");
    let json: &[u8] = br#"{"units": [{"Name": "Lending"}, {"Name": "Risk"}], "old": [{"Name": "Archive"}]}"#;
    let sent = mara.upload("/import?kind=unit", &[("_csrf", &token)], ("file", "units.json", json)).await;
    let page = mara.get(&sent.location()).await;
    assert!(page.text().contains("Lending") && page.text().contains("old, 1 rows"), "{}", page.text());
    let address = sent.location().replace("mapping", "reading");
    let other = [("_csrf", page.field("_csrf")), ("table", "old".to_owned()), ("shown", "units".to_owned())];
    let pairs: Vec<(&str, &str)> = other.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let again = mara.post(&address, &pairs).await;
    assert_eq!(again.location(), sent.location());
    assert!(mara.get(&sent.location()).await.text().contains("Archive"));
    let foreign = [("_csrf", otto.get("/import?kind=unit").await.field("_csrf"))];
    assert_eq!(otto.post(&address, &[("_csrf", &foreign[0].1)]).await.status, StatusCode::NOT_FOUND);

    let banner: &[u8] = b"Units,of,the,group\nName,Short name,,\nLending,LEN,,\n";
    let sent = mara.upload("/import?kind=unit", &[("_csrf", &token)], ("file", "units.csv", banner)).await;
    let page = mara.get(&sent.location()).await;
    assert!(page.text().contains("UTF-8, separated by"), "{}", page.text());
    assert!(!page.text().contains("Field for the column “Name”"), "the banner is taken for headings");
    let address = sent.location().replace("mapping", "reading");
    let token = page.field("_csrf");
    mara.post(&address, &[("_csrf", &token), ("header", "2"), ("table", ""), ("shown", "")]).await;
    assert!(mara.get(&sent.location()).await.text().contains("Field for the column “Name”"));
    let wrong =
        mara.post(&address, &[("_csrf", &token), ("header", "99"), ("table", ""), ("shown", "")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(mara.get(&sent.location()).await.text().contains("Field for the column “Name”"));
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

#[tokio::test]
async fn columns_without_a_field_propose_one_and_an_import_can_be_taken_back() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let csv = b"Name,Short name,Floor of the house\r\nLending,LEN,third floor\r\nRisk,RSK,cellar\r\n";
    let dry = bring(&mut mara, csv).await;
    assert!(dry.text().contains("Floor of the house") && dry.text().contains("2 cells"), "{}", dry.text());
    let (token, key) = (dry.field("_csrf"), dry.field("_key"));
    let pairs = [("_csrf", token.as_str()), ("_key", key.as_str()), ("fields", "on")];
    let started = mara.post(&dry.action("/import/"), &pairs).await;
    let job = started.location().split('?').next().unwrap().to_owned();
    let report = ended(&mut mara, &job).await;
    assert!(report.text().contains("Cells that wait for the fields FLD-0001: 2."), "{}", report.text());
    assert!(mara.get("/r/custom_field").await.text().contains("Floor of the house"));

    let token = report.field("_csrf");
    let none = mara.post(&format!("{job}/undo"), &[("_csrf", &token), ("reason", "")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let undone = mara.post(&format!("{job}/undo"), &[("_csrf", &token), ("reason", "Wrong file")]).await;
    let undo = undone.location().split('?').next().unwrap().to_owned();
    let report = ended(&mut mara, &undo).await;
    assert!(report.text().contains("Units: 2 retired"), "{}", report.text());
    assert!(mara.get(&job).await.text().contains("was taken back"));
    let twice = mara.post(&format!("{job}/undo"), &[("_csrf", &token), ("reason", "Wrong file")]).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_register_goes_out_as_a_workbook_and_comes_back_with_its_edits() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let dry = bring(&mut mara, CSV).await;
    start(&mut mara, &dry).await;
    let book = mara.get("/r/unit/export.xlsx").await;
    assert_eq!(book.status, StatusCode::OK);
    let json: serde_json::Value =
        serde_json::from_str(&mara.get("/r/unit/export.json").await.text()).unwrap();
    assert_eq!(json["records"].as_array().unwrap().len(), 3);
    let token = mara.get("/import?kind=unit").await.field("_csrf");
    let sent =
        mara.upload("/import?kind=unit", &[("_csrf", &token)], ("file", "unit.xlsx", &book.bytes)).await;
    let same = mara.get(&sent.location().replace("mapping", "dry-run")).await;
    assert!(!same.text().contains("What changes"), "{}", same.text());

    // The same rows as text, with one cell typed over and a link filled in.
    let sheet = exchange::read(&book.bytes, &exchange::Reading::default()).unwrap();
    let mut text = sheet.headers.join(",") + "\n";
    let (name, part_of) =
        ["Name", "Part of"].map(|head| sheet.headers.iter().position(|it| it == head).unwrap()).into();
    for row in 0..sheet.rows.len() {
        let lending = sheet.cell(row, name) == "Lending";
        let cells: Vec<String> = (0..sheet.headers.len())
            .map(|column| match column {
                column if column == part_of && lending => "\"Human resources\"".to_owned(),
                _ => format!("\"{}\"", sheet.cell(row, column).replace("LEN", "LND")),
            })
            .collect();
        text.push_str(&(cells.join(",") + "\n"));
    }
    let sent =
        mara.upload("/import?kind=unit", &[("_csrf", &token)], ("file", "unit.csv", text.as_bytes())).await;
    let dry = mara.get(&sent.location().replace("mapping", "dry-run")).await;
    assert!(dry.text().contains("What changes") && dry.text().contains("LND"), "{}", dry.text());
    assert!(dry.text().contains("UNI-0002 Human resources"), "a link is shown by its name: {}", dry.text());
    let report = start(&mut mara, &dry).await;
    assert!(report.text().contains("Units: 1 changed"), "{}", report.text());
    let json = mara.get("/r/unit/export.json").await.text();
    assert!(json.contains("LND") && !json.contains("\"LEN\""), "{json}");

    let mut emil = house.signed_in("emil").await;
    for ending in ["csv", "xlsx", "json"] {
        let out = emil.get(&format!("/r/unit/export.{ending}")).await;
        assert_eq!(out.status, StatusCode::FORBIDDEN, "{ending}");
    }
}

/// The names of the questions' choices on a page.
fn asked(page: &str) -> Vec<String> {
    let mut names: Vec<String> = page
        .split("name=\"answer.")
        .skip(1)
        .map(|rest| format!("answer.{}", rest.split('"').next().unwrap()))
        .collect();
    names.dedup();
    names
}

#[tokio::test]
async fn what_is_not_certain_is_decided_by_a_person_and_stands_in_the_report() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let mut otto = house.signed_in("otto").await;
    let dry = bring(&mut mara, CSV).await;
    start(&mut mara, &dry).await;

    // The next edition: one row changed, one is gone.
    let newer: &[u8] =
        b"Name,Short name,Covered by the management system\r\nLending,LND,yes\r\n=cmd|' /C calc'!A0,EVL,yes\r\n";
    let dry = bring(&mut mara, newer).await;
    let text = dry.text();
    assert!(
        text.contains("1 rows may be records that are here, and 1 records are no longer in the list"),
        "{text}"
    );
    let import = dry.action("/import/").replace("/start", "");
    let address = format!("{import}/questions");
    assert_eq!(otto.get(&address).await.status, StatusCode::NOT_FOUND, "another person's import");
    let page = mara.get(&address).await;
    let names = asked(&page.text());
    assert_eq!(names.len(), 2, "{}", page.text());
    assert!(page.text().contains("Row 2, “Lending”: is it this record?"), "{}", page.text());
    assert!(page.text().contains("Human resources"), "{}", page.text());
    let csv = mara.get(&format!("{address}.csv")).await.text();
    assert!(csv.contains("same | new | leave") && csv.contains("retire | keep"), "{csv}");

    // Undecided, nothing happens to either.
    let (token, key) = (dry.field("_csrf"), dry.field("_key"));
    let none = mara.post(&dry.action("/import/"), &[("_csrf", &token), ("_key", &key)]).await;
    assert!(none.text().contains("nothing_to_import"), "{}", none.text());

    let token = page.field("_csrf");
    let foreign = otto.get("/import?kind=unit").await.field("_csrf");
    let refused = otto.post(&address, &[("_csrf", &foreign), ("rest.row", "same")]).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    let sent = mara.post(&address, &[("_csrf", &token), (&names[0], "same"), ("rest.gone", "retire")]).await;
    assert_eq!(sent.location(), format!("{import}/dry-run"), "everything is answered");
    let dry = mara.get(&sent.location()).await;
    assert!(
        dry.text().contains("2 questions are answered") && dry.text().contains("1 records will be retired")
    );
    let report = start(&mut mara, &dry).await.text();
    for part in
        ["Units: 1 changed", "Units: 1 retired", "decided: 1 × It is this record", "decided: 1 × Retire it"]
    {
        assert!(report.contains(part), "{part}: {report}");
    }
    assert!(report.contains("no longer in the list: Retire it"), "{report}");
    let record = mara.get("/r/unit/UNI-0001").await.text();
    assert!(record.contains("LND") && !record.contains(">LEN<"), "{record}");

    // The same edition again asks nothing.
    let again = bring(&mut mara, newer).await;
    assert!(!again.text().contains("To decide"), "{}", again.text());
}

#[tokio::test]
async fn columns_are_joined_and_split_and_the_mapping_is_kept_and_taken_again() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let token = mara.get("/import?kind=unit").await.field("_csrf");
    let apart: &[u8] = b"First,Last,Place\nLen,ding,Oslo / Bergen\nHu,man,Rome / Bari\n";
    let sent = mara.upload("/import?kind=unit", &[("_csrf", &token)], ("file", "units.csv", apart)).await;
    let here = sent.location();
    let to = |part: &str| here.replace("mapping", part);
    let token = mara.get(&here).await.field("_csrf");
    let joined = [
        ("_csrf", token.as_str()),
        ("do", "join"),
        ("join", "First"),
        ("join", "Last"),
        ("join", ""),
        ("with", ""),
        ("into", "Name"),
    ];
    let done = mara.post(&to("columns"), &joined).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    let page = mara.get(&here).await.text();
    assert!(page.contains("Lending") && page.contains("Field for the column “Name”"), "{page}");
    let split = [
        ("_csrf", token.as_str()),
        ("do", "split"),
        ("split", "Place"),
        ("at", " / "),
        ("part", "City"),
        ("part", "Second city"),
    ];
    mara.post(&to("columns"), &split).await;
    assert!(mara.get(&here).await.text().contains("Field for the column “Second city”"));
    let wrong = mara.post(&to("columns"), &split).await;
    assert!(wrong.status.is_client_error(), "the column is not there any more: {}", wrong.status);
    let undone = mara.post(&to("columns"), &[("_csrf", &token), ("do", "undo")]).await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER);
    assert!(!mara.get(&here).await.text().contains("Second city"));

    let kept =
        [("_csrf", token.as_str()), ("do", "share"), ("keep_as", "Two names"), ("column.0", "field:name")];
    let done = mara.post(&here, &kept).await;
    assert_eq!(done.location(), format!("{here}?done=mapping_kept"), "{}", done.text());
    let file = mara.get(&to("mapping.json")).await.text();
    assert!(file.contains("\"join\"") && file.contains("\"Name\""), "{file}");

    // Another person, a newer edition with one column more.
    let mut nora = house.signed_in("mara").await;
    let token = nora.get("/import?kind=unit").await.field("_csrf");
    let newer: &[u8] = b"First,Last,Short name\nRi,sk,RSK\n";
    let sent = nora.upload("/import?kind=unit", &[("_csrf", &token)], ("file", "newer.csv", newer)).await;
    let there = sent.location();
    let page = nora.get(&there).await;
    assert!(page.text().contains("Two names (shared)"), "{}", page.text());
    let used = [("_csrf", token.as_str()), ("do", "use"), ("kept", "shared/Two names")];
    let done = nora.post(&there.replace("mapping", "mappings"), &used).await;
    assert_eq!(done.location(), format!("{there}?done=mapping_taken"), "{}", done.text());
    let page = nora.get(&there).await.text();
    assert!(page.contains("Risk") && page.contains("Field for the column “Short name”"), "{page}");
    let no = nora
        .upload(
            &there.replace("mapping", "mappings"),
            &[("_csrf", &token), ("do", "file")],
            ("file", "m.json", b"{"),
        )
        .await;
    assert!(no.status.is_client_error() && no.text().contains("This is no mapping"), "{}", no.text());
    let gone = [("_csrf", token.as_str()), ("do", "drop"), ("kept", "shared/Two names")];
    nora.post(&there.replace("mapping", "mappings"), &gone).await;
    assert!(!nora.get(&there).await.text().contains("Two names"));
}
