//! Imports against a real store: real files, twice, corrected, and by somebody who may not.

use super::*;
use app::{ListAsk, Role, Total, Trouble};
use exchange::Reading;
use std::path::PathBuf;
use testkit::TestApp;

fn sheet(name: &str, bytes: impl AsRef<[u8]>) -> Sheet {
    let how = Reading { name: name.to_owned(), ..Reading::default() };
    read(bytes.as_ref(), &how).unwrap()
}

fn inventory(name: &str) -> Sheet {
    let path = format!("{}/../../../shared/data/inventories/{name}", env!("CARGO_MANIFEST_DIR"));
    sheet(name, fs::read(path).unwrap())
}

fn options() -> Import {
    Import {
        file: PathBuf::from("inventory.csv"),
        into: None,
        sheet: None,
        header_row: None,
        mapping: None,
        save_mapping: None,
        list: None,
        questions: None,
        answers: None,
        add_fields: false,
        account: "ana@test.example".to_owned(),
        dry_run: false,
        json: false,
    }
}

async fn house() -> (TestApp, Desk) {
    let house = TestApp::new().await;
    house.person("ana", &[Role::AiManager]).await;
    let desk = house.desk_of("ana").await;
    (house, desk)
}

fn json(report: &Report) -> serde_json::Value {
    let mut written = Vec::new();
    report.write_json(&mut written).unwrap();
    serde_json::from_slice(&written).unwrap()
}

async fn total(desk: &Desk, kind: &str) -> Total {
    desk.list(kind, &ListAsk::default()).await.unwrap().total
}

const SMALL: &str = "Use case,AI system,Vendor,Purpose\n\
    Sorting letters,LetterBot,Acme Ltd,Routes post\n\
    Answering calls,VoiceBot,Acme Ltd,Answers callers\n\
    Summaries,LetterBot,,Shortens letters\n";

#[tokio::test]
async fn rows_systems_and_suppliers_come_in_linked_and_a_second_time_nothing_happens() {
    let (_house, desk) = house().await;
    let sheet = sheet("small.csv", SMALL);
    let first = import(&desk, sheet.clone(), &options()).await.unwrap();
    assert!(first.is_all_in(), "{}", first.text());
    let kinds = ["use", "system", "supplier"];
    let mut totals = Vec::new();
    for kind in kinds {
        totals.push(total(&desk, kind).await);
    }
    assert_eq!(totals, [Total::Exact(3), Total::Exact(2), Total::Exact(1)], "{}", first.text());
    // Also the links between records that the same few rows made: they are written in one batch.
    let supplier = desk.list("supplier", &ListAsk::default()).await.unwrap().rows[0].id;
    let systems = desk.list("system", &ListAsk::default()).await.unwrap();
    assert!(systems.rows.iter().all(|row| row.body.get("supplier") == Some(&record::Value::Link(supplier))));
    let uses = desk.list("use", &ListAsk::default()).await.unwrap();
    let of = |at: usize| uses.rows[at].body.get("systems").cloned();
    assert_eq!(of(0), of(2));
    assert_ne!(of(0), of(1));
    let size = desk.seal_line().await.unwrap().size;
    let second = import(&desk, sheet.clone(), &options()).await.unwrap();
    assert_eq!(json(&second)["counts"]["same"], 3);
    assert_eq!(desk.seal_line().await.unwrap().size, size);
}

#[tokio::test]
async fn a_real_inventory_comes_in_whole_and_planning_again_finds_every_row_the_same() {
    let (_house, desk) = house().await;
    let sheet = inventory("agency-2025-hhs.csv");
    let first = json(&import(&desk, sheet.clone(), &options()).await.unwrap());
    let rows = u64::try_from(sheet.rows.len()).unwrap();
    assert_eq!(first["outcome"]["lost_total"], 0, "{}", first["outcome"]["lost"]);
    assert_eq!(first["outcome"]["created"]["use"], rows);
    assert_eq!(total(&desk, "use").await, Total::Exact(rows));
    let second = json(&import(&desk, sheet.clone(), &Import { dry_run: true, ..options() }).await.unwrap());
    // Rows with texts for fields that nobody has added yet stay open, so they are not the same.
    let open = &second["counts"];
    assert_eq!(
        (&open["create"], &open["create_linked"], &open["revise_linked"]),
        (&0.into(), &0.into(), &0.into())
    );
    let size = desk.seal_line().await.unwrap().size;
    let third = json(&import(&desk, sheet.clone(), &options()).await.unwrap());
    assert_eq!(third["outcome"]["created"], serde_json::json!({}));
    assert_eq!(third["outcome"]["revised"], serde_json::json!({}));
    assert_eq!(desk.seal_line().await.unwrap().size, size);
}

#[tokio::test]
async fn a_dry_run_writes_nothing_and_says_so() {
    let (_house, desk) = house().await;
    let before = desk.seal_line().await.unwrap().size;
    let sheet = sheet("small.csv", SMALL);
    let report = import(&desk, sheet.clone(), &Import { dry_run: true, ..options() }).await.unwrap();
    assert!(report.text().ends_with("Nothing was written.\n"), "{}", report.text());
    assert!(json(&report)["outcome"].is_null());
    assert_eq!(desk.seal_line().await.unwrap().size, before);
}

#[tokio::test]
async fn rows_without_a_title_are_called_by_a_text_and_the_report_says_which() {
    let (_house, desk) = house().await;
    let csv = "Risk ID,Risk Description,Likelihood\nR1,Letters are read aloud,Low\nR2,Scores drift,High\n";
    let into = Import { into: Some("risk".to_owned()), ..options() };
    let report = import(&desk, sheet("risks.csv", csv), &into).await.unwrap();
    assert!(report.text().contains("Titles  the beginning of “Risk Description”"), "{}", report.text());
    assert_eq!(json(&report)["called_by"], "Risk Description");
    let list = desk.list("risk", &ListAsk::default()).await.unwrap();
    let mut titles: Vec<&str> = list.rows.iter().map(|row| row.title.as_str()).collect();
    titles.sort_unstable();
    assert_eq!(titles, ["Letters are read aloud", "Scores drift"]);
    let named = import(&desk, sheet("small.csv", SMALL), &options()).await.unwrap();
    assert!(json(&named)["called_by"].is_null());
}

#[tokio::test]
async fn a_file_is_an_edition_of_a_list_only_if_its_rows_are_called_the_same() {
    let (_house, desk) = house().await;
    let csv = "ID,Name\nR1,Letters read aloud\nR2,Scores drift\n";
    let into = Import { into: Some("risk".to_owned()), ..options() };
    import(&desk, sheet("office.csv", csv), &into).await.unwrap();
    let newer = import(&desk, sheet("office in may.csv", csv), &into).await.unwrap();
    assert_eq!((&json(&newer)["list"], &json(&newer)["counts"]["same"]), (&"office".into(), &2.into()));
    let other = "ID,Name\nR1,Flooded cellar\nR2,Stolen laptop\n";
    let other = import(&desk, sheet("cellar.csv", other), &into).await.unwrap();
    assert_eq!((&json(&other)["list"], &json(&other)["counts"]["create"]), (&"cellar".into(), &2.into()));
}

#[tokio::test]
async fn a_renamed_record_is_linked_under_the_title_of_the_file_and_keeps_its_new_one() {
    let (_house, desk) = house().await;
    let sheet = sheet("small.csv", SMALL);
    import(&desk, sheet.clone(), &options()).await.unwrap();
    let list = desk.list("supplier", &ListAsk::default()).await.unwrap();
    let body = list.rows[0].body.clone().with("name", record::Value::Text("Acme Holding".to_owned()));
    desk.revise(list.rows[0].id, list.rows[0].position, body, None, None).await.unwrap();
    let again = import(&desk, sheet.clone(), &options()).await.unwrap();
    assert_eq!(json(&again)["counts"]["create_linked"], 0, "{}", again.text());
    let list = desk.list("supplier", &ListAsk::default()).await.unwrap();
    assert_eq!((list.total, list.rows[0].title.as_str()), (Total::Exact(1), "Acme Holding"));
}

#[tokio::test]
async fn a_saved_mapping_can_be_given_back_and_one_of_another_kind_is_named() {
    let (house, desk) = house().await;
    let sheet = sheet("small.csv", SMALL);
    let file = house.path().join("mapping.json");
    let save = Import { save_mapping: Some(file.clone()), dry_run: true, ..options() };
    let proposed = json(&import(&desk, sheet.clone(), &save).await.unwrap());
    let give = Import { mapping: Some(file.clone()), dry_run: true, ..options() };
    let given = json(&import(&desk, sheet.clone(), &give).await.unwrap());
    assert_eq!((&given["mapping"], &given["counts"]), (&"given".into(), &proposed["counts"]));
    let other = Import { into: Some("risk".to_owned()), ..give };
    let failure = import(&desk, sheet.clone(), &other).await.unwrap_err();
    assert!(matches!(failure, Failure::Usage(sentence) if sentence.contains("“use”")));
}

#[tokio::test]
async fn what_does_not_exist_is_refused_before_anything_is_read() {
    let (house, desk) = house().await;
    let sheet = sheet("small.csv", SMALL);
    let unknown = Import { into: Some("gadget".to_owned()), ..options() };
    let failure = import(&desk, sheet.clone(), &unknown).await.unwrap_err();
    assert!(
        matches!(failure, Failure::Usage(sentence) if sentence.contains("gadget") && sentence.contains("supplier"))
    );
    house.person("mei", &[Role::Contributor]).await;
    let failure = import(&house.desk_of("mei").await, sheet.clone(), &options()).await.unwrap_err();
    assert!(
        matches!(failure, Failure::App(Trouble::Refused(refusal)) if refusal.code == "import_needs_role")
    );
}

#[tokio::test]
async fn cells_without_a_field_are_named_and_the_import_is_not_called_complete() {
    let (_house, desk) = house().await;
    let sheet = sheet("odd.csv", "Use case,Flux capacity of the widget\nSorting letters,seven\n");
    let report = import(&desk, sheet.clone(), &options()).await.unwrap();
    assert!(!report.is_all_in());
    assert!(report.text().contains("“Flux capacity of the widget”"), "{}", report.text());
    assert_eq!(json(&report)["counts"]["without_field"], 1);
}

#[tokio::test]
async fn questions_go_out_to_a_file_and_nothing_happens_until_they_come_back_answered() {
    let (house, desk) = house().await;
    import(&desk, sheet("small.csv", SMALL), &options()).await.unwrap();
    let newer = "Use case,AI system,Vendor,Purpose\n\
        Sorting letters,LetterBot,Acme Ltd,Routes every letter\n\
        Answering calls,VoiceBot,Acme Ltd,Answers callers\n";
    let file = house.path().join("questions.csv");
    let ask = Import { questions: Some(file.clone()), ..options() };
    let size = desk.seal_line().await.unwrap().size;
    let open = import(&desk, sheet("small.csv", newer), &ask).await.unwrap();
    assert!(!open.is_all_in());
    assert!(open.text().contains("1 rows that may be records, 1 records that the list no longer holds"));
    assert_eq!(desk.seal_line().await.unwrap().size, size, "{}", open.text());
    let shown = json(&open);
    assert_eq!((&shown["list"], &shown["questions"][0]["why"]), (&"small".into(), &"no_key".into()));

    let text = fs::read_to_string(&file).unwrap();
    let answered: Vec<String> = text
        .lines()
        .map(|line| match line {
            row if row.contains("same | new") => format!("same{row}"),
            gone if gone.contains("retire | keep") => format!("retire{gone}"),
            head => head.to_owned(),
        })
        .collect();
    fs::write(&file, answered.join("\n")).unwrap();
    let answer = Import { answers: Some(file.clone()), ..options() };
    let done = import(&desk, sheet("small.csv", newer), &answer).await.unwrap();
    assert!(done.is_all_in(), "{}", done.text());
    let shown = json(&done);
    assert_eq!(shown["outcome"]["revised"]["use"], 1, "{}", done.text());
    assert_eq!(shown["outcome"]["retired"]["use"], 1, "{}", done.text());
    assert_eq!(shown["outcome"]["answers"], serde_json::json!({"retire": 1, "same": 1}));
    // The answers were to questions that are no longer asked.
    let failure = import(&desk, sheet("small.csv", newer), &answer).await.unwrap_err();
    assert!(matches!(failure, Failure::App(Trouble::Refused(refusal)) if refusal.code == "stale_answers"));
}

#[tokio::test]
async fn an_import_is_taken_back_by_the_job_that_its_report_names() {
    let (_house, desk) = house().await;
    let report = import(&desk, sheet("small.csv", SMALL), &options()).await.unwrap();
    let job = json(&report)["job"].as_str().unwrap().parse().unwrap();
    let undo = crate::argument::UndoImport {
        job,
        reason: "The wrong file".to_owned(),
        account: String::new(),
        json: false,
    };
    let (_, back) = crate::command::undo_import::undo(&desk, &undo).await.unwrap();
    assert_eq!((back.retired.values().sum::<u64>(), back.lost_total), (6, 0));
    let again = crate::command::undo_import::undo(&desk, &undo).await.unwrap_err();
    assert!(matches!(again, Failure::App(Trouble::Refused(refusal)) if refusal.code == "already_undone"));
}

#[tokio::test]
async fn a_mapping_joins_and_splits_columns_and_its_fields_are_drafted_in_the_shape_it_says() {
    let (house, desk) = house().await;
    let csv =
        "Name,Part,What,Flux\nSorting,letters,LetterBot / Routes post,7\nFinding,words,FindBot / Finds,8\n";
    let mapping = house.path().join("mapping.json");
    let text = r#"{"name": "office", "kind": "use", "reshapes": [
        {"join": {"columns": ["Name", "Part"], "by": " ", "into": "Title"}},
        {"split": {"column": "What", "by": " / ", "into": ["System", "Purpose"]}}],
        "columns": [{"column": "Title", "to": {"field": "name"}}, {"column": "Purpose", "to": {"field": "purpose"}},
        {"column": "System", "to": {"linked": {"kind": "system", "link_field": "systems"}}},
        {"column": "Flux", "to": {"custom": "Flux"}}], "shapes": {"Flux": "line"}}"#;
    fs::write(&mapping, text).unwrap();
    let with = Import { mapping: Some(mapping), add_fields: true, ..options() };
    let report = import(&desk, sheet("office.csv", csv), &with).await.unwrap();
    let uses = desk.list("use", &ListAsk::default()).await.unwrap();
    let titles: Vec<&str> = uses.rows.iter().map(|row| row.title.as_str()).collect();
    assert_eq!(titles, ["Sorting letters", "Finding words"], "{}", report.text());
    assert_eq!(total(&desk, "system").await, Total::Exact(2));
    assert_eq!(json(&report)["drafted_fields"], serde_json::json!(["FLD-0001"]));
    let field = desk.list("custom_field", &ListAsk::default()).await.unwrap().rows.remove(0);
    let shape = field.body.get("shape").and_then(record::Value::text);
    assert_eq!((field.state.code(), shape), ("submitted", Some("line")));
}
