//! What the ledger proves: verification, tampering, erasure, packages, rewriting by the holder of the key.

#![expect(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use app::{App, At, ListAsk, Role, Trouble};
use jiff::SignedDuration;
use ledger::package::MemorySink;
use record::{Act, Body, RecordId, Value};
use rusqlite::Connection;
use testkit::{PASSWORD, TestApp};

async fn house() -> (TestApp, RecordId) {
    let house = TestApp::new().await;
    house.person("ana", &[Role::AiManager]).await;
    let ana = house.desk_of("ana").await;
    let supplier = |name: &str| Body::new().with("name", Value::Text(name.to_owned()));
    let mut first = None;
    for name in ["Northbridge AI", "Vectorworks", "Lumen Data"] {
        let mut body = testkit::sample_alone("supplier");
        for (field, value) in &supplier(name) {
            body.set(field.to_owned(), value.clone());
        }
        body.set("owner", Value::Link(ana.actor().person));
        house.clock.pass(SignedDuration::from_mins(3));
        let made = ana.create("supplier", body, None).await.unwrap();
        first.get_or_insert(made.record);
    }
    let id = first.unwrap();
    let look = ana.look(id, At::Now).await.unwrap();
    let body = look.record.body.clone().with("name", Value::Text("Northbridge AI Ltd".to_owned()));
    ana.revise(id, look.record.position, body, Some("Renamed in the commercial register".to_owned()), None)
        .await
        .unwrap();
    (house, id)
}

async fn codes(app: &App, since: Option<&str>) -> Vec<(Option<u64>, String)> {
    let organisation = app.organisations().await.unwrap()[0];
    let verified = app.open_house(organisation).await.unwrap().verify(since).await.unwrap();
    verified.report.findings.iter().map(|finding| (finding.position, finding.code.to_owned())).collect()
}

/// Changes the database behind the program's back, triggers or not.
fn tamper(house: &TestApp, sql: &str) {
    assert!(unguarded(house).execute(sql, []).unwrap() > 0, "the change must hit something: {sql}");
}

/// The database as somebody with the file in hand opens it: without triggers and foreign keys.
fn unguarded(house: &TestApp) -> Connection {
    let connection = Connection::open(house.records()).unwrap();
    connection.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    let triggers: Vec<String> = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for trigger in triggers {
        connection.execute_batch(&format!("DROP TRIGGER \"{trigger}\"")).unwrap();
    }
    connection
}

#[tokio::test]
async fn an_untouched_house_is_intact() {
    let (house, _) = house().await;
    assert_eq!(codes(&house.app, None).await, []);
}

#[tokio::test]
async fn every_class_of_byte_in_the_database_is_found_and_located() {
    let drills = [
        (
            "UPDATE entry SET bytes = CAST(replace(CAST(bytes AS TEXT), '\"create\"', '\"revise\"') AS BLOB) WHERE position = 6",
            Some(6),
        ),
        ("UPDATE entry SET leaf = zeroblob(32) WHERE position = 5", Some(5)),
        ("DELETE FROM entry WHERE position = 7", Some(7)),
        (
            "UPDATE content SET json = replace(json, 'Vectorworks', 'Vectorwerks') WHERE json LIKE '%Vectorworks%'",
            None,
        ),
        ("UPDATE reason SET text = 'Because' WHERE text LIKE 'Renamed%'", None),
        ("UPDATE span SET title = 'Somebody else' WHERE title = 'Lumen Data'", None),
        ("UPDATE span SET state = 'retired' WHERE title = 'Lumen Data'", None),
    ];
    for (sql, position) in drills {
        let (house, _) = house().await;
        tamper(&house, sql);
        let found = codes(&house.reopened(), None).await;
        assert!(!found.is_empty(), "not found: {sql}");
        match position {
            Some(position) => {
                assert!(found.iter().any(|(at, _)| *at == Some(position)), "not located: {sql}: {found:?}");
            }
            None => assert!(found.iter().any(|(at, _)| at.is_some()), "not located: {sql}: {found:?}"),
        }
    }
}

/// What cannot be read may name any file.
#[tokio::test]
async fn where_a_value_cannot_be_read_no_file_is_noted_or_removed() {
    let (house, _) = house().await;
    let ana = house.desk_of("ana").await;
    ana.keep_file("left.txt", b"left behind").await.unwrap();
    tamper(&house, "DELETE FROM content WHERE json LIKE '%Vectorworks%'");
    for _ in 0..3 {
        house.clock.pass(SignedDuration::from_hours(24 * 40));
        let swept = house.app.sweep(house.organisation).await.unwrap().unwrap();
        assert!(swept.unreadable > 0);
        assert_eq!([swept.noted, swept.waiting, swept.removed].map(|amount| amount.files), [0, 1, 0]);
    }
}

#[tokio::test]
async fn whoever_holds_the_key_cannot_rewrite_what_an_older_checkpoint_has_seen() {
    let (house, id) = house().await;
    let stolen = house.copied("stolen");
    let revise = async |desk: &app::Desk, name: &str| {
        let look = desk.look(id, At::Now).await.unwrap();
        let body = look.record.body.clone().with("name", Value::Text(name.to_owned()));
        desk.revise(id, look.record.position, body, None, None).await.unwrap();
    };
    let ana = house.desk_of("ana").await;
    revise(&ana, "What really happened").await;
    let kept_elsewhere = ana.checkpoint().await.unwrap();
    // With the database and the key, the attacker goes back and writes another history, just as long and longer.
    let forged = house.opened_at(&stolen);
    let person = ana.actor().person;
    for name in ["What never happened", "Nor did this"] {
        let desk = forged.desk(house.organisation, person, None, app::Via::Web).await.unwrap();
        revise(&desk, name).await;
    }
    assert_eq!(codes(&forged, None).await, [], "alone, the forged history verifies");
    let found = codes(&forged, Some(&kept_elsewhere)).await;
    assert!(found.iter().any(|(_, code)| code == "history.rewritten"), "{found:?}");
    assert_eq!(codes(&house.app, Some(&kept_elsewhere)).await, []);
}

#[tokio::test]
async fn history_that_only_grew_agrees_with_an_older_checkpoint() {
    let (house, _) = house().await;
    let older = house.app.open_house(house.organisation).await.unwrap().checkpoint().await.unwrap();
    house.person("nadia", &[Role::AiManager]).await;
    assert_eq!(codes(&house.app, Some(&older)).await, []);
}

#[tokio::test]
async fn an_erased_field_is_gone_everywhere_and_the_rest_still_verifies() {
    let (house, id) = house().await;
    let ana = house.desk_of("ana").await;
    let look = ana.look(id, At::Now).await.unwrap();
    assert!(look.record.body.get("contact").is_some(), "the sample has a contact");
    let contact = match look.record.body.get("contact") {
        Some(Value::Text(text)) => record::words_of(text)[0].clone(),
        other => panic!("{other:?}"),
    };
    assert!(!ana.search(&contact, 10).await.unwrap().is_empty());
    let signature = ana.sign(PASSWORD).await.unwrap();
    ana.erase(id, "contact", look.record.position, "Asked for by the person", Some(&signature))
        .await
        .unwrap();
    let look = ana.look(id, At::Now).await.unwrap();
    assert_eq!(look.record.body.get("contact"), None);
    assert_eq!(ana.body_of_version(id, 1).await.unwrap().get("contact"), None);
    let hits = ana.search(&contact, 10).await.unwrap();
    assert!(hits.iter().all(|(hit, _)| *hit != id), "the index forgets too");
    assert_eq!(codes(&house.app, None).await, []);
    let raw = std::fs::read(house.records()).unwrap();
    drop(raw);
    let lived = ana.history(id, At::Now).await.unwrap();
    assert_eq!(lived.lines[0].act.act, Act::Erase);
}

#[tokio::test]
async fn the_package_verifies_elsewhere_and_only_those_who_govern_take_it() {
    let (house, _) = house().await;
    house.person("mei", &[Role::Contributor]).await;
    let refused = house.desk_of("mei").await.export(MemorySink::default()).await.unwrap_err();
    assert!(matches!(refused, Trouble::Refused(refusal) if refusal.code == "package_needs_role"));
    let folder = house.path().join("package");
    let sink = Folder { folder: folder.clone(), file: None };
    let package = house.desk_of("ana").await.export(sink).await.unwrap();
    assert!(package.entries > 8);
    let mut source = ledger::package::Memory::new();
    for name in ["README.txt", "checkpoint", "key", "entries.jsonl", "leaves", "fields.jsonl"] {
        source.insert(name.to_owned(), std::fs::read(folder.join(name)).unwrap());
    }
    let mut frameworks = 0;
    for file in std::fs::read_dir(folder.join("evidence")).unwrap().map(Result::unwrap) {
        frameworks += 1;
        let name = format!("evidence/{}", file.file_name().to_str().unwrap());
        source.insert(name, std::fs::read(file.path()).unwrap());
    }
    assert_eq!(frameworks, 1, "the framework that was adopted goes along");
    let report = ledger::package::verify(
        &mut source,
        &ledger::package::Options { key: None, since: None, threads: 1 },
    )
    .unwrap();
    assert!(report.is_intact(), "{:?}", report.findings);
    assert_eq!(report.entries, package.entries);
}

struct Folder {
    folder: std::path::PathBuf,
    file: Option<std::fs::File>,
}

impl ledger::package::Sink for Folder {
    fn start(&mut self, name: &str) -> std::io::Result<()> {
        let path = self.folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap())?;
        self.file = Some(std::fs::File::create(path)?);
        Ok(())
    }
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        std::io::Write::write_all(self.file.as_mut().unwrap(), bytes)
    }
}

#[tokio::test]
async fn what_was_acknowledged_is_there_after_the_program_was_dropped() {
    let (house, id) = house().await;
    let app = house.reopened();
    let desk = app
        .desk(house.organisation, house.desk_of("ana").await.actor().person, None, app::Via::Web)
        .await
        .unwrap();
    assert_eq!(desk.look(id, At::Now).await.unwrap().record.title, "Northbridge AI Ltd");
    assert_eq!(desk.list("supplier", &ListAsk::default()).await.unwrap().rows.len(), 3);
}
