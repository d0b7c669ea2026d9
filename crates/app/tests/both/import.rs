//! Bringing records in: repeated, interrupted, cancelled, spoilt.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use app::{BringIn, ImportDecision, Incoming, ListAsk, Role, Total, Trouble};
use serde_json::{Map, Value as Json, json};
use std::sync::{Arc, Mutex};
use store::JobState;
use testkit::TestApp;

fn incoming(row: u64, kind: &str, key: &str, body: &Json, refs: &[(&str, &str, &str)]) -> Incoming {
    let body: Map<String, Json> = body.as_object().unwrap().clone();
    let refs = refs
        .iter()
        .map(|(field, kind, key)| ((*field).to_owned(), (*kind).to_owned(), (*key).to_owned()))
        .collect();
    Incoming { row, kind: kind.to_owned(), key: key.to_owned(), body, refs, decided: false, ends: None }
}

fn inventory(rows: u64) -> BringIn {
    let mut records =
        vec![incoming(2, "supplier", "title:northbridge", &json!({"name": "Northbridge AI"}), &[])];
    records.push(incoming(
        2,
        "system",
        "title:scorer",
        &json!({"name": "Scorer"}),
        &[("supplier", "supplier", "title:northbridge")],
    ));
    for row in 0..rows {
        let key = format!("id:USE-{row}");
        records.push(incoming(
            row + 2,
            "use",
            &key,
            &json!({"name": format!("Use {row}"), "external_id": format!("USE-{row}")}),
            &[("systems", "system", "title:scorer")],
        ));
    }
    BringIn { name: "inventory.csv".to_owned(), records, ..BringIn::default() }
}

async fn house() -> TestApp {
    let house = TestApp::new().await;
    house.person("ana", &[Role::AiManager]).await;
    house.person("mei", &[Role::Contributor]).await;
    house
}

#[tokio::test]
async fn importing_twice_changes_nothing_the_second_time() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let id = ana.bring_in(inventory(250)).await.unwrap();
    let first = ana.run_import(id).await.unwrap();
    assert_eq!(first.created.values().sum::<u64>(), 252);
    assert_eq!(first.lost_total, 0);
    let size = ana.seal_line().await.unwrap().size;
    let id = ana.bring_in(inventory(250)).await.unwrap();
    let second = ana.run_import(id).await.unwrap();
    assert_eq!((second.same, second.created.len(), second.revised.len()), (252, 0, 0));
    assert_eq!(ana.seal_line().await.unwrap().size, size);
    let register = ana.list("use", &ListAsk::default()).await.unwrap();
    assert_eq!(register.total, Total::Exact(250));
    let system = register.rows[0].body.get("systems").cloned().unwrap();
    assert!(matches!(system, record::Value::Links(ids) if ids.len() == 1));
}

#[tokio::test]
async fn a_newer_edition_revises_only_what_differs() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let id = ana.bring_in(inventory(3)).await.unwrap();
    ana.run_import(id).await.unwrap();
    let mut newer = inventory(3);
    newer.records[3].body.insert("benefits".to_owned(), json!("Saves time"));
    let id = ana.bring_in(newer).await.unwrap();
    let report = ana.run_import(id).await.unwrap();
    assert_eq!((report.revised.get("use").copied(), report.same), (Some(1), 4));
}

#[tokio::test]
async fn a_row_that_does_not_hold_is_lost_alone_and_named() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let mut ask = inventory(5);
    ask.records[4].body.insert("name".to_owned(), json!("bad\u{202E}name"));
    ask.records[5].refs = vec![("systems".to_owned(), "system".to_owned(), "title:unknown".to_owned())];
    let id = ana.bring_in(ask).await.unwrap();
    let report = ana.run_import(id).await.unwrap();
    assert_eq!((report.created.get("use").copied(), report.lost_total), (Some(3), 2));
    assert!(
        report.lost.iter().any(|lost| lost.row == 4 && lost.sentence.contains("direction")),
        "{:?}",
        report.lost
    );
    assert!(report.lost.iter().any(|lost| lost.sentence.contains("title:unknown")));
}

#[tokio::test]
async fn an_interrupted_import_is_taken_up_again_and_ends_as_if_nothing_had_happened() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let id = ana.bring_in(inventory(450)).await.unwrap();
    let running = tokio::spawn(async move { ana.run_import(id).await });
    tokio::time::sleep(std::time::Duration::from_millis(30)).await;
    running.abort();
    let _ = running.await;
    let desk = house.desk_of("ana").await;
    desk.run_import(id).await.unwrap();
    assert_eq!(desk.job(id).await.unwrap().state, JobState::Finished);
    assert_eq!(desk.list("use", &ListAsk::default()).await.unwrap().total, Total::Exact(450));
    assert_eq!(desk.list("system", &ListAsk::default()).await.unwrap().total, Total::Exact(1));
}

#[tokio::test]
async fn a_cancelled_import_stops_and_what_it_did_stays() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let id = ana.bring_in(inventory(300)).await.unwrap();
    ana.cancel_job(id).await.unwrap();
    ana.run_import(id).await.unwrap();
    assert_eq!(ana.job(id).await.unwrap().state, JobState::Cancelled);
}

#[tokio::test]
async fn only_those_who_may_import_start_or_watch_one() {
    let house = house().await;
    let mei = house.desk_of("mei").await;
    assert!(
        matches!(mei.bring_in(inventory(1)).await, Err(Trouble::Refused(refusal)) if refusal.code == "import_needs_role")
    );
    let id = house.desk_of("ana").await.bring_in(inventory(1)).await.unwrap();
    assert!(matches!(mei.job(id).await, Err(Trouble::Refused(refusal)) if refusal.code == "not_found"));
}

#[tokio::test]
async fn imported_records_are_drafts_in_the_name_of_the_person_who_imported() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let id = ana.bring_in(inventory(1)).await.unwrap();
    ana.run_import(id).await.unwrap();
    let register = ana.list("use", &ListAsk::default()).await.unwrap();
    let lived = ana.history(register.rows[0].id, app::At::Now).await.unwrap();
    assert_eq!((lived.lines[0].via.as_str(), lived.lines[0].act.by), ("import", ana.actor().person));
    assert_eq!(register.rows[0].state.code(), "draft");
}

#[tokio::test]
async fn links_that_come_after_their_record_in_the_same_batch_are_kept() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let records = vec![
        incoming(2, "supplier", "title:northbridge", &json!({"name": "Northbridge AI"}), &[]),
        incoming(2, "system", "title:scorer", &json!({"name": "Scorer"}), &[]),
        incoming(2, "system", "title:scorer", &json!({}), &[("supplier", "supplier", "title:northbridge")]),
    ];
    let id =
        ana.bring_in(BringIn { name: "small.csv".to_owned(), records, ..BringIn::default() }).await.unwrap();
    let report = ana.run_import(id).await.unwrap();
    assert_eq!(
        (report.created.len(), report.revised.get("system").copied(), report.lost_total),
        (2, Some(1), 0)
    );
    let system = ana.list("system", &ListAsk::default()).await.unwrap().rows.remove(0);
    assert!(matches!(system.body.get("supplier"), Some(record::Value::Link(_))));
}

#[tokio::test]
async fn an_import_taken_back_leaves_what_it_made_retired_and_what_it_changed_as_before() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let first = ana.bring_in(inventory(3)).await.unwrap();
    ana.run_import(first).await.unwrap();
    let mut newer = inventory(5);
    newer.records[2].body.insert("benefits".to_owned(), json!("Saves time"));
    newer.records[3].body.insert("benefits".to_owned(), json!("Saves paper"));
    let second = ana.bring_in(newer.clone()).await.unwrap();
    ana.run_import(second).await.unwrap();
    // Somebody works on with one of the changed records.
    let touched = ana.list("use", &ListAsk::default()).await.unwrap().rows.remove(1);
    let body = touched.body.clone().with("decision", record::Value::Text("None".to_owned()));
    let body = if record::validate(&ana.schema("use").await.unwrap(), &body).is_empty() {
        body
    } else {
        touched.body.clone().with("name", record::Value::Text("Use 1, renamed".to_owned()))
    };
    ana.revise(touched.id, touched.position, body, None, None).await.unwrap();
    let undo = ana.undo_import(second, "The wrong file").await.unwrap();
    let report = ana.run_undo(undo).await.unwrap();
    assert_eq!((report.retired.get("use").copied(), report.revised.get("use").copied()), (Some(2), Some(1)));
    assert_eq!(report.lost_total, 1);
    assert!(report.lost[0].sentence.contains("USE-0002"), "{:?}", report.lost);
    let rows = ana.list("use", &ListAsk::default()).await.unwrap().rows;
    assert_eq!(rows[0].body.get("benefits"), None);
    let states: Vec<&str> = rows.iter().map(|row| row.state.code()).collect();
    assert_eq!(states, ["draft", "draft", "draft", "retired", "retired"]);
    let lived = ana.history(rows[4].id, app::At::Now).await.unwrap();
    assert_eq!(lived.lines[0].act.reason.as_deref(), Some("The wrong file"));

    // Once is enough, an undo is not undone, and the same file makes new records again.
    let code = |outcome: app::Outcome<uuid::Uuid>| match outcome {
        Err(Trouble::Refused(refusal)) => refusal.code,
        other => panic!("{other:?}"),
    };
    assert_eq!(code(ana.undo_import(second, "Again").await), "already_undone");
    assert_eq!(code(ana.undo_import(undo, "Again").await), "nothing_to_undo");
    let third = ana.bring_in(newer.clone()).await.unwrap();
    let report = ana.run_import(third).await.unwrap();
    assert_eq!((report.created.get("use").copied(), report.lost_total), (Some(2), 0));
    let fourth = ana.bring_in(newer).await.unwrap();
    assert_eq!(ana.run_import(fourth).await.unwrap().same, 7);
}

/// Actions of a list, the first done, the second given up, the third open.
fn actions(person: record::RecordId) -> BringIn {
    let action = |row: u64, name: &str| {
        let body = json!({
            "name": name, "kind": "task", "assignee": person.to_string(), "due": "2026-01-31", "description": "x",
        });
        incoming(row, "action", &format!("id:{row}"), &body, &[])
    };
    let ends = |row: u64, act: &str| Incoming {
        ends: Some(app::Ending { act: act.to_owned(), reason: "The list says so.".to_owned() }),
        ..incoming(row, "action", &format!("id:{row}"), &json!({}), &[])
    };
    let records = vec![
        action(2, "Write the policy"),
        action(3, "Buy a tool"),
        action(4, "Train the team"),
        ends(2, "complete"),
        ends(3, "cancel"),
    ];
    BringIn { name: "actions.csv".to_owned(), records, ..BringIn::default() }
}

#[tokio::test]
async fn what_a_list_says_is_done_or_given_up_is_so_and_an_undo_takes_it_back() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let person = ana.actor().person;
    let states = async || {
        let desk = house.desk_of("ana").await;
        let mut states = Vec::new();
        // A register tells no reasons; the record does.
        for row in &desk.list("action", &ListAsk::default()).await.unwrap().rows {
            let state = desk.look(row.id, app::At::Now).await.unwrap().record.state.clone();
            states.push((state.code(), state.stamp().reason.clone()));
        }
        states
    };
    let first = ana.bring_in(actions(person)).await.unwrap();
    let report = ana.run_import(first).await.unwrap();
    assert_eq!(
        (report.created.get("action"), report.ended.get("action"), report.lost_total),
        (Some(&3), Some(&2), 0),
        "{report:?}"
    );
    let so = Some("The list says so.".to_owned());
    assert_eq!(states().await, [("done", so.clone()), ("cancelled", so), ("open", None)]);
    // Once more changes nothing.
    let again = ana.bring_in(actions(person)).await.unwrap();
    let report = ana.run_import(again).await.unwrap();
    assert_eq!((report.same, report.ended.len(), report.lost_total), (3, 0, 0), "{report:?}");
    // No act that needs a second pair of eyes comes by a list, and what cannot be ended is named.
    let rows = ana.list("action", &ListAsk::default()).await.unwrap().rows;
    let third = |act: &str| BringIn {
        records: vec![Incoming {
            ends: Some(app::Ending { act: act.to_owned(), reason: "No".to_owned() }),
            ..incoming(4, "action", "id:4", &json!({}), &[])
        }],
        ..BringIn::default()
    };
    for act in ["verify", "reopen", "approve", "erase"] {
        let job = ana.bring_in(third(act)).await.unwrap();
        assert_eq!(ana.run_import(job).await.unwrap().lost_total, 1, "{act}");
    }
    let before = states().await;
    assert_eq!(before.last().unwrap().0, "open");
    // What the import made and retired is over already: taken back, nothing is written, and it is forgotten by its key.
    let only = BringIn {
        records: vec![
            incoming(9, "unit", "id:9", &json!({"name": "Old desk", "in_scope": true}), &[]),
            Incoming {
                ends: Some(app::Ending { act: "retire".to_owned(), reason: "Archived".to_owned() }),
                ..incoming(9, "unit", "id:9", &json!({}), &[])
            },
        ],
        ..BringIn::default()
    };
    let job = ana.bring_in(only).await.unwrap();
    assert_eq!(ana.run_import(job).await.unwrap().ended.get("unit"), Some(&1));
    let undo = ana.undo_import(job, "The wrong list").await.unwrap();
    let report = ana.run_undo(undo).await.unwrap();
    assert_eq!((report.retired.get("unit"), report.lost_total), (Some(&1), 0), "{report:?}");
    let undo = ana.undo_import(first, "The wrong list").await.unwrap();
    let report = ana.run_undo(undo).await.unwrap();
    assert_eq!((report.retired["action"], report.lost_total), (3, 0), "{report:?}");
    assert!(states().await.iter().all(|(state, _)| *state == "cancelled"));
    let lived = ana.history(rows.first().unwrap().id, app::At::Now).await.unwrap();
    let acts: Vec<&str> = lived.lines.iter().map(|line| line.act.act.code()).collect();
    assert_eq!(acts, ["cancel", "reopen", "complete", "create"], "each act is on the record");
    assert!(ana.verify(None).await.unwrap().report.is_intact());
}

#[tokio::test]
async fn what_was_there_before_an_import_that_ended_it_is_left_and_named_by_an_undo() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let mut list = actions(ana.actor().person);
    let endings = list.records.split_off(3);
    let made = ana.bring_in(list).await.unwrap();
    ana.run_import(made).await.unwrap();
    let ended = ana.bring_in(BringIn { records: endings, ..BringIn::default() }).await.unwrap();
    let report = ana.run_import(ended).await.unwrap();
    assert_eq!(report.ended.get("action"), Some(&2), "{report:?}");
    let undo = ana.undo_import(ended, "The wrong list").await.unwrap();
    let report = ana.run_undo(undo).await.unwrap();
    assert_eq!((report.retired.len(), report.revised.len(), report.lost_total), (0, 0, 2), "{report:?}");
    assert!(report.lost.iter().all(|lost| lost.sentence.contains("The import ended")), "{report:?}");
    // An action that a newer edition no longer holds is given up where a person has said so.
    let rows = ana.list("action", &ListAsk::default()).await.unwrap().rows;
    let open = rows.iter().find(|row| row.state.code() == "open").unwrap().id;
    let newer = ana.bring_in(BringIn { retire: vec![open], ..BringIn::default() }).await.unwrap();
    let report = ana.run_import(newer).await.unwrap();
    assert_eq!((report.retired.get("action"), report.lost_total), (Some(&1), 0), "{report:?}");
}

#[tokio::test]
async fn an_undo_that_was_interrupted_goes_on_and_needs_a_reason_and_a_role() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let import = ana.bring_in(inventory(250)).await.unwrap();
    ana.run_import(import).await.unwrap();
    assert!(
        matches!(ana.undo_import(import, "  ").await, Err(Trouble::Refused(refusal)) if refusal.code == "invalid")
    );
    let mei = house.desk_of("mei").await;
    assert!(matches!(mei.undo_import(import, "No").await, Err(Trouble::Refused(_))));
    let undo = ana.undo_import(import, "A test").await.unwrap();
    let running = tokio::spawn(async move { ana.run_undo(undo).await });
    tokio::time::sleep(std::time::Duration::from_millis(60)).await;
    running.abort();
    let _ = running.await;
    let ana = house.desk_of("ana").await;
    let report = ana.run_undo(undo).await.unwrap();
    assert_eq!((report.retired.values().sum::<u64>(), report.lost_total), (252, 0), "{:?}", report.lost);
    assert_eq!(ana.job(undo).await.unwrap().state, JobState::Finished);
}

#[tokio::test]
async fn fields_are_drafted_once_and_wait_for_approval() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let field = |id: &str| {
        record::Body::new()
            .with("label", record::Value::Text("Flux".to_owned()))
            .with("kind", record::Value::Text("use".to_owned()))
            .with("field_id", record::Value::Text(id.to_owned()))
            .with("shape", record::Value::Choice("line".to_owned()))
    };
    let made = ana.draft_fields(vec![field("flux"), field("flux"), field("flow")]).await.unwrap();
    assert_eq!(made.len(), 2);
    assert!(ana.draft_fields(vec![field("flux")]).await.unwrap().is_empty());
    let rows = ana.list("custom_field", &ListAsk::default()).await.unwrap().rows;
    assert!(rows.iter().all(|row| row.state.code() == "submitted"));
    assert!(ana.schema("use").await.unwrap().field("flux").is_none(), "nobody has approved it");
    assert!(house.desk_of("mei").await.draft_fields(vec![field("other")]).await.is_err());
}

fn decision(row: u64, answer: &str) -> ImportDecision {
    ImportDecision {
        row,
        title: "Use 1".to_owned(),
        record: "USE-0002 Use 1".to_owned(),
        answer: answer.to_owned(),
    }
}

/// Every entry of the ledger, as the audit package holds it.
async fn entries(desk: &app::Desk) -> Vec<String> {
    let sink = Entries::default();
    desk.export(sink.clone()).await.unwrap();
    let bytes = sink.bytes.lock().unwrap().clone();
    String::from_utf8(bytes).unwrap().lines().map(str::to_owned).collect()
}

#[derive(Clone, Default)]
struct Entries {
    here: bool,
    bytes: Arc<Mutex<Vec<u8>>>,
}

impl app::PackageSink for Entries {
    fn start(&mut self, name: &str) -> std::io::Result<()> {
        self.here = name.ends_with("entries.jsonl");
        Ok(())
    }
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        if self.here {
            self.bytes.lock().unwrap().extend(bytes);
        }
        Ok(())
    }
}

#[tokio::test]
async fn what_a_person_decided_is_part_of_the_job_and_of_every_entry_and_survives_a_restart() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let first = ana.bring_in(inventory(3)).await.unwrap();
    ana.run_import(first).await.unwrap();
    let rows = ana.list("use", &ListAsk::default()).await.unwrap().rows;
    let mut newer = inventory(3);
    newer.records.remove(3);
    newer.records[2].body.insert("benefits".to_owned(), json!("Saves time"));
    newer.records[2].decided = true;
    newer.source = "inventory".to_owned();
    newer.retire = vec![rows[1].id];
    newer.decisions = vec![decision(2, "same"), decision(0, "retire")];
    let job = ana.bring_in(newer).await.unwrap();
    // Another program takes it up.
    let desk = house.desk_of("ana").await;
    let report = desk.run_import(job).await.unwrap();
    assert_eq!((report.revised.get("use").copied(), report.retired.get("use").copied()), (Some(1), Some(1)));
    let answers: Vec<_> = report.answers.iter().map(|(code, count)| (code.as_str(), *count)).collect();
    assert_eq!((answers, report.source.as_str()), (vec![("retire", 1), ("same", 1)], "inventory"));
    assert_eq!(report.decisions, [decision(2, "same"), decision(0, "retire")]);
    let kept = desk.job(job).await.unwrap();
    assert_eq!((kept.state, kept.done, kept.total), (JobState::Finished, 5, 5));
    let rows = desk.list("use", &ListAsk::default()).await.unwrap().rows;
    assert_eq!(rows[1].state.code(), "retired");
    let lived = desk.history(rows[1].id, app::At::Now).await.unwrap();
    assert_eq!(lived.lines[0].act.reason.as_deref(), Some("Not in “inventory.csv” any more"));
    let entries = entries(&ana).await;
    let decided: Vec<&String> =
        entries.iter().filter(|entry| entry.contains("\"matched\":\"decided\"")).collect();
    assert_eq!(decided.len(), 2, "{decided:?}");
    assert!(decided.iter().all(|entry| entry.contains(&job.to_string())));
    // Run again, nothing is done twice.
    assert_eq!(desk.run_import(job).await.unwrap(), report);

    // Taken back, what it changed is as before; what it retired is named, because that does not come back.
    let undo = desk.undo_import(job, "Wrong edition").await.unwrap();
    let report = desk.run_undo(undo).await.unwrap();
    assert_eq!((report.revised.get("use").copied(), report.lost_total), (Some(1), 1));
    assert!(report.lost[0].sentence.contains("The import ended"), "{:?}", report.lost);
}

#[tokio::test]
async fn what_cannot_be_retired_stays_and_is_named() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let first = ana.bring_in(inventory(2)).await.unwrap();
    ana.run_import(first).await.unwrap();
    let rows = ana.list("use", &ListAsk::default()).await.unwrap().rows;
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let ask = |retire| BringIn { name: "x.csv".to_owned(), retire, ..BringIn::default() };
    let job = ana.bring_in(ask(vec![ids[0]])).await.unwrap();
    ana.run_import(job).await.unwrap();
    let job = ana.bring_in(ask(ids)).await.unwrap();
    let report = ana.run_import(job).await.unwrap();
    assert_eq!((report.retired.get("use").copied(), report.lost_total), (Some(1), 1));
    assert!(report.lost[0].sentence.contains("USE-0001"), "{:?}", report.lost);
}

#[tokio::test]
async fn a_key_that_was_given_up_leads_to_the_next_record() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let first = ana.bring_in(inventory(1)).await.unwrap();
    ana.run_import(first).await.unwrap();
    let id = ana.list("use", &ListAsk::default()).await.unwrap().rows[0].id;
    let key = ("use".to_owned(), "id:USE-0".to_owned(), id);
    ana.know_no_more(vec![key.clone()]).await.unwrap();
    let again = ana.bring_in(inventory(1)).await.unwrap();
    let report = ana.run_import(again).await.unwrap();
    assert_eq!(report.created.get("use").copied(), Some(1));
    let keys = ana.import_keys("use").await.unwrap();
    let now = keys.iter().find(|(known, _)| *known == key.1).unwrap().1;
    assert_ne!(now, id);
    ana.know_no_more(vec![key]).await.unwrap();
    assert_eq!(ana.import_keys("use").await.unwrap().len(), keys.len(), "only its own record gives a key up");
    assert_eq!(ana.made_by_imports(&[id, now]).await.unwrap().len(), 2);
}
