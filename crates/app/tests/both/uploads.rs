//! Files come in by uploading them, and what was uploaded and never used does not count against the ledger.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use app::{App, At, BringIn, Desk, Incoming, Made, PackageSink, Role, Trouble};
use record::{Body, FileRef, RecordId, Value};
use std::{
    collections::BTreeMap,
    io,
    sync::{Arc, Mutex},
};
use testkit::{PASSWORD, TestApp};

async fn house() -> TestApp {
    let house = TestApp::new().await;
    house.person("ana", &[Role::AiManager]).await;
    house.person("mei", &[Role::Contributor]).await;
    house
}

fn evidence(desk: &Desk, name: &str, file: &FileRef) -> Body {
    let mut body = testkit::sample_alone("evidence");
    body.set("name", Value::Text(name.to_owned()));
    body.set("collected_by", Value::Link(desk.actor().person));
    body.set("file", Value::File(file.clone()));
    body
}

fn codes(result: Result<Made, Trouble>) -> Vec<&'static str> {
    match result {
        Err(Trouble::Refused(refusal)) => refusal.problems.iter().map(|problem| problem.code).collect(),
        Err(other) => panic!("{other}"),
        Ok(made) => panic!("{} was made", made.reference),
    }
}

async fn verified(app: &App) -> (Vec<&'static str>, Vec<String>) {
    let organisation = app.organisations().await.unwrap()[0];
    let verified = app.open_house(organisation).await.unwrap().verify(None).await.unwrap();
    (verified.report.findings.iter().map(|finding| finding.code).collect(), verified.unreferenced)
}

#[tokio::test]
async fn the_hash_of_somebody_elses_file_opens_nothing() {
    let house = house().await;
    let (ana, mei) = (house.desk_of("ana").await, house.desk_of("mei").await);
    let file = ana.keep_file("board.pdf", b"%PDF- what the board said").await.unwrap();
    assert_eq!(
        codes(mei.create("evidence", evidence(&mei, "Mine", &file), None).await),
        ["file_not_uploaded"]
    );
    let made = ana.create("evidence", evidence(&ana, "Hers", &file), None).await.unwrap();
    // Also not once a record refers to it, and not by a later version of a record of one's own.
    assert_eq!(
        codes(mei.create("evidence", evidence(&mei, "Mine", &file), None).await),
        ["file_not_uploaded"]
    );
    let own = mei.keep_file("own.txt", b"own").await.unwrap();
    let mine = mei.create("evidence", evidence(&mei, "Mine", &own), None).await.unwrap();
    let changed = mei.revise(mine.record, mine.position, evidence(&mei, "Mine", &file), None, None).await;
    assert_eq!(codes(changed), ["file_not_uploaded"]);
    assert!(ana.file(made.record, &file.sha256).await.is_ok());
    assert!(mei.file(mine.record, &file.sha256).await.is_err());
}

#[tokio::test]
async fn a_made_up_reference_is_no_upload() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let file = ana.keep_file("a.txt", b"two bytes or so").await.unwrap();
    for wrong in [
        FileRef { sha256: "0".repeat(64), ..file.clone() },
        FileRef { bytes: 1, ..file.clone() },
        FileRef { media: "application/pdf".to_owned(), ..file.clone() },
    ] {
        assert_eq!(
            codes(ana.create("evidence", evidence(&ana, "X", &wrong), None).await),
            ["file_not_uploaded"]
        );
    }
    ana.create("evidence", evidence(&ana, "X", &file), None).await.unwrap();
}

#[tokio::test]
async fn an_upload_is_used_once_but_the_same_form_sent_twice_is_one_act() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let file = ana.keep_file("a.txt", b"one").await.unwrap();
    let key = Some("form-1".to_owned());
    let first = ana.create("evidence", evidence(&ana, "One", &file), key.clone()).await.unwrap();
    let again = ana.create("evidence", evidence(&ana, "One", &file), key.clone()).await.unwrap();
    assert_eq!(first, again);
    assert_eq!(codes(ana.create("evidence", evidence(&ana, "Two", &file), key).await), ["file_not_uploaded"]);
    assert_eq!(
        codes(ana.create("evidence", evidence(&ana, "Two", &file), None).await),
        ["file_not_uploaded"]
    );
}

#[tokio::test]
async fn a_record_keeps_and_takes_back_the_files_of_its_own_history() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let old = ana.keep_file("a.txt", b"old").await.unwrap();
    let made = ana.create("evidence", evidence(&ana, "One", &old), None).await.unwrap();
    let same =
        ana.revise(made.record, made.position, evidence(&ana, "Renamed", &old), None, None).await.unwrap();
    let new = ana.keep_file("b.txt", b"new").await.unwrap();
    let other =
        ana.revise(made.record, same.position, evidence(&ana, "New", &new), None, None).await.unwrap();
    let back =
        ana.revise(made.record, other.position, evidence(&ana, "Back", &old), None, None).await.unwrap();
    assert_eq!(back.version, 4);
    assert_eq!(verified(&house.app).await, (vec![], vec![]));
}

#[tokio::test]
async fn an_import_claims_no_file_by_its_hash() {
    let house = house().await;
    let (ana, mei) = (house.desk_of("ana").await, house.desk_of("mei").await);
    let file = mei.keep_file("a.txt", b"hers").await.unwrap();
    let incoming = Incoming {
        row: 2,
        kind: "evidence".to_owned(),
        key: "a".to_owned(),
        body: evidence(&ana, "Taken", &file).to_json(),
        refs: Vec::new(),
        decided: false,
        ends: None,
    };
    let job = ana
        .bring_in(BringIn { name: "x.csv".to_owned(), records: vec![incoming], ..BringIn::default() })
        .await
        .unwrap();
    let report = ana.run_import(job).await.unwrap();
    assert_eq!((report.created.len(), report.lost_total), (0, 1), "{report:?}");
}

#[tokio::test]
async fn an_upload_that_was_never_used_is_reported_apart_and_stays_in_the_house() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let used = ana.keep_file("used.txt", b"used").await.unwrap();
    let left = ana.keep_file("left.txt", b"left behind").await.unwrap();
    ana.create("evidence", evidence(&ana, "Used", &used), None).await.unwrap();
    assert_eq!(verified(&house.app).await, (vec![], vec![left.sha256.clone()]));
    let sink = Files::default();
    let package = ana.export(sink.clone()).await.unwrap();
    assert_eq!(package.evidence, 2, "the file of the record, and the framework that was adopted");
    let names: Vec<String> = sink.0.lock().unwrap().keys().cloned().collect();
    assert!(names.iter().any(|name| name.contains(&used.sha256)), "{names:?}");
    assert!(!names.iter().any(|name| name.contains(&left.sha256)), "{names:?}");
    // A file that a record names is never among them, whoever leaves it out.
    std::fs::remove_file(evidence_path(&house, &used.sha256)).unwrap();
    assert_eq!(verified(&house.app).await, (vec!["evidence.missing"], vec![left.sha256.clone()]));
    // And damage is found also where nobody refers to the file.
    std::fs::write(evidence_path(&house, &left.sha256), b"something else").unwrap();
    assert!(verified(&house.app).await.0.contains(&"evidence.damaged"));
}

fn evidence_path(house: &TestApp, sha256: &str) -> std::path::PathBuf {
    house.path().join(house.organisation.to_string()).join("evidence").join(&sha256[..2]).join(sha256)
}

#[derive(Clone, Default)]
struct Files(Arc<Mutex<BTreeMap<String, Vec<u8>>>>);

impl PackageSink for Files {
    fn start(&mut self, name: &str) -> io::Result<()> {
        self.0.lock().unwrap().insert(name.to_owned(), Vec::new());
        Ok(())
    }
    fn write(&mut self, _: &[u8]) -> io::Result<()> {
        Ok(())
    }
}

/// Erasing: what is gone, what is said of it, and that the rest still verifies.
mod erasing {
    use super::*;

    async fn erase(desk: &Desk, id: RecordId, field: &str) {
        let position = desk.look(id, At::Now).await.unwrap().record.position;
        let signature = desk.sign(PASSWORD).await.unwrap();
        desk.erase(id, field, position, "Asked for by the person", Some(&signature)).await.unwrap();
    }

    #[tokio::test]
    async fn reasons_can_be_erased_and_later_ones_stay() {
        let house = house().await;
        let ana = house.desk_of("ana").await;
        let mut body = testkit::sample_alone("supplier");
        body.set("owner", Value::Link(ana.actor().person));
        let made = ana.create("supplier", body.clone(), None).await.unwrap();
        body.set("name", Value::Text("Renamed".to_owned()));
        let why = Some("Mr Miller of the supplier asked".to_owned());
        ana.revise(made.record, made.position, body.clone(), why, None).await.unwrap();
        let offered = ana.erasable(made.record).await.unwrap();
        assert_eq!(offered.last().unwrap().0, app::REASONS);
        erase(&ana, made.record, app::REASONS).await;
        let lived = ana.history(made.record, At::Now).await.unwrap();
        let told: Vec<_> =
            lived.lines.iter().map(|line| (line.act.reason.as_deref(), line.reason_erased)).collect();
        assert_eq!(told, [(Some("Asked for by the person"), false), (None, true), (None, false)]);
        assert_eq!(verified(&house.app).await, (vec![], vec![]), "an erased reason is presented as erased");
        let look = ana.look(made.record, At::Now).await.unwrap();
        assert_eq!(look.record.title, "Renamed", "nothing else went");
        assert_eq!(ana.erased(&look.record, 2).await.unwrap(), [app::REASONS]);
        let signature = ana.sign(PASSWORD).await.unwrap();
        let nothing =
            ana.erase(made.record, "contact_person_of_nobody", look.record.position, "x", Some(&signature));
        assert_eq!(codes(nothing.await), ["never_filled"]);
    }

    #[tokio::test]
    async fn a_field_is_erased_in_the_versions_that_had_it_until_it_is_filled_again() {
        let house = house().await;
        let ana = house.desk_of("ana").await;
        let mut body = testkit::sample_alone("supplier");
        body.set("owner", Value::Link(ana.actor().person));
        let contact = body.get("contact").cloned().unwrap();
        body.clear("contact");
        let made = ana.create("supplier", body.clone(), None).await.unwrap();
        body.set("contact", contact);
        ana.revise(made.record, made.position, body.clone(), None, None).await.unwrap();
        let offered = ana.erasable(made.record).await.unwrap();
        assert!(offered.contains(&("contact".to_owned(), vec![2])), "{offered:?}");
        erase(&ana, made.record, "contact").await;
        let look = ana.look(made.record, At::Now).await.unwrap();
        assert_eq!(ana.erased(&look.record, 1).await.unwrap(), Vec::<String>::new(), "it never had it");
        assert_eq!(ana.erased(&look.record, 2).await.unwrap(), ["contact"]);
        let again = look.record.body.clone().with("contact", Value::Text("new@test.example".to_owned()));
        ana.revise(made.record, look.record.position, again, None, None).await.unwrap();
        let look = ana.look(made.record, At::Now).await.unwrap();
        assert_eq!(ana.erased(&look.record, 3).await.unwrap(), Vec::<String>::new());
        assert_eq!(ana.erased(&look.record, 2).await.unwrap(), ["contact"]);
        assert_eq!(verified(&house.app).await, (vec![], vec![]));
    }

    #[tokio::test]
    async fn the_title_itself_and_a_file_can_be_erased() {
        let house = house().await;
        let ana = house.desk_of("ana").await;
        let file = ana.keep_file("cv.txt", b"the life of somebody").await.unwrap();
        let made = ana.create("evidence", evidence(&ana, "Life of Jo Miller", &file), None).await.unwrap();
        erase(&ana, made.record, "file").await;
        erase(&ana, made.record, "name").await;
        assert!(ana.search("Miller", 10).await.unwrap().is_empty());
        assert!(ana.file(made.record, &file.sha256).await.is_err());
        let (findings, unreferenced) = verified(&house.app).await;
        assert_eq!(findings, Vec::<&str>::new());
        assert_eq!(unreferenced, [file.sha256], "its bytes are named by nothing any more");
    }
}

#[tokio::test]
async fn what_is_large_is_kept_in_pieces_for_one_person_and_whole_or_not_at_all() {
    let house = house().await;
    let (ana, mei) = (house.desk_of("ana").await, house.desk_of("mei").await);
    let bytes: Vec<u8> =
        (0..9_000_001_u32).map(|n| n.to_le_bytes()[usize::try_from(n % 3).unwrap()]).collect();
    ana.keep_large("a file", &bytes).await.unwrap();
    assert!(ana.large("a file").await.unwrap().is_some_and(|kept| kept == bytes));
    assert_eq!(mei.large("a file").await.unwrap(), None, "hers alone");
    assert_eq!(ana.large("another").await.unwrap(), None);
    // A shorter one in its place, and nothing at all.
    ana.keep_large("a file", b"short").await.unwrap();
    assert_eq!(ana.large("a file").await.unwrap().unwrap(), b"short");
    ana.keep_large("empty", b"").await.unwrap();
    assert_eq!(ana.large("empty").await.unwrap().unwrap(), b"");
    // A piece that is gone, as after a time.
    ana.keep_large("a file", &bytes).await.unwrap();
    ana.drop_scratch("a file/1").await.unwrap();
    assert_eq!(ana.large("a file").await.unwrap(), None);
}
