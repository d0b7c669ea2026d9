//! A data directory of a former version is brought up to date and kept as it was; one of a newer version is refused.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use rusqlite::Connection;
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// The directory of a former version, laid out as the program has it: the folder of its organisation lay at the top.
fn former() -> (tempfile::TempDir, PathBuf) {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/tests/former/supplier-1");
    let place = tempfile::tempdir().unwrap();
    fs::copy(from.join("accounts.db"), place.path().join("accounts.db")).unwrap();
    let folder = fs::read_dir(&from).unwrap().flatten().find(|entry| entry.path().is_dir()).unwrap();
    let to = place.path().join("organisations").join(folder.file_name());
    fs::create_dir_all(&to).unwrap();
    fs::copy(folder.path().join("records.db"), to.join("records.db")).unwrap();
    fs::write(to.join("ledger.key"), testkit::SEED).unwrap();
    (place, to.join("records.db"))
}

fn run(data: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plumbline"));
    command.env_remove("PLUMBLINE_DATABASE").arg("--data").arg(data).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes)).join("\n")
}

fn version(path: &Path) -> u32 {
    Connection::open(path).unwrap().query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap()
}

#[test]
fn a_directory_of_a_former_version_is_brought_up_to_date_and_kept_as_it_was() {
    let (place, records) = former();
    let before = version(&records);
    let verified = run(place.path(), &["verify"]);
    assert!(verified.status.success() && said(&verified).contains("intact"), "{}", said(&verified));
    assert!(version(&records) > before, "it was of a former version");
    let kept = records.with_file_name(format!("records.db.version-{before}"));
    assert_eq!(version(&kept), before);
    let doctor = run(place.path(), &["doctor", "--rebuild"]);
    assert!(doctor.status.success(), "{}", said(&doctor));
}

#[test]
fn a_backup_of_a_former_version_holds_it_as_it_was_and_is_restored_by_this_one() {
    let (place, records) = former();
    let before = version(&records);
    let file = place.path().join("a.backup");
    let made = run(place.path(), &["backup", file.to_str().unwrap()]);
    assert!(made.status.success(), "{}", said(&made));
    assert_eq!(version(&records), before, "a backup changes nothing");
    let back = place.path().join("back");
    let restored = run(&back, &["restore", file.to_str().unwrap()]);
    assert!(restored.status.success(), "{}", said(&restored));
    assert!(run(&back, &["doctor"]).status.success());
}

#[test]
fn a_directory_of_a_newer_version_is_refused_with_a_remedy() {
    let (place, records) = former();
    Connection::open(&records).unwrap().pragma_update(None, "user_version", 4_000).unwrap();
    for command in [&["serve", "--port", "0"][..], &["verify"]] {
        let refused = run(place.path(), command);
        assert_eq!(refused.status.code(), Some(2), "{}", said(&refused));
        assert!(said(&refused).contains("newer version (4000)"), "{}", said(&refused));
        assert!(said(&refused).contains("Run the newer program again"), "{}", said(&refused));
    }
    assert_eq!(version(&records), 4_000);
}
