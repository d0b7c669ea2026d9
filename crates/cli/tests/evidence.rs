//! The program with evidence in a bucket: kept, checked, backed up, restored into another one, and never looked for in the
//! wrong place.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panicking")]

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Command, Output, Stdio},
    sync::mpsc::channel,
    time::Duration,
};
use tempfile::TempDir;
use testkit::objects::{Fault, KEY_ID, ObjectServer, REGION, SECRET};

/// The program, on a data directory alone or with evidence in a folder of the bucket.
fn plumbline(place: &TempDir, data: &str, bucket: Option<&str>, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plumbline"));
    command.env_remove("PLUMBLINE_DATA").env_remove("PLUMBLINE_DATABASE");
    if let Some(bucket) = bucket {
        let key = place.path().join("evidence.key");
        fs::write(&key, format!("{SECRET}\n")).unwrap();
        command.env("PLUMBLINE_EVIDENCE", bucket).env("PLUMBLINE_EVIDENCE_REGION", REGION);
        command.env("PLUMBLINE_EVIDENCE_KEY_ID", KEY_ID).env("PLUMBLINE_EVIDENCE_KEY_FILE", &key);
    }
    command.arg("--data").arg(place.path().join(data)).args(arguments);
    command
}

fn run(mut command: Command) -> (i32, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    (
        status.code().unwrap(),
        [stdout, stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).join("\n"),
    )
}

fn organisation(data: &Path) -> std::path::PathBuf {
    fs::read_dir(data.join("organisations")).unwrap().next().unwrap().unwrap().path()
}

#[test]
fn evidence_in_a_bucket_is_kept_checked_backed_up_and_restored_into_another_folder() {
    let server = ObjectServer::start();
    let place = tempfile::tempdir().unwrap();
    let (first, second) = (server.address("first"), server.address("second"));
    let at = |data: &str, arguments: &[&str]| run(plumbline(&place, data, Some(&first), arguments));

    // The demonstration keeps evidence, and seals with their results.
    let (code, said) = at("", &["demo", "--build-only"]);
    assert_eq!(code, 0, "{said}");
    let kept = server.keys();
    assert!(kept.len() > 3 && kept.iter().all(|key| key.starts_with("first/organisations/")), "{kept:?}");
    let folder = organisation(&place.path().join("demo"));
    assert!(!folder.join("evidence").exists(), "nothing of it lies here");
    let (code, said) = at("demo", &["doctor"]);
    assert!(code == 0 && said.contains(&format!("✓ evidence     {} files", kept.len())), "{said}");

    // What is changed or lost in the bucket is found, by name.
    let before = place.path().join("before.backup");
    assert_eq!(at("demo", &["backup", before.to_str().unwrap()]).0, 0);
    server.write(&kept[0], b"something else");
    server.remove(&kept[1]);
    let (code, said) = at("demo", &["doctor"]);
    assert!(code == 1 && said.contains("✕ evidence"), "{said}");
    let (code, said) = at("demo", &["backup", place.path().join("after.backup").to_str().unwrap()]);
    assert!(code == 1 && said.contains("✕ evidence"), "it is made, and says so: {said}");

    // A backup holds the evidence, is tried without a bucket, and brings it into the one that is given.
    let drill = ["restore", before.to_str().unwrap(), "--drill"];
    let (code, said) = run(plumbline(&place, "nothing", None, &drill));
    assert!(code == 0 && said.contains("This backup can be restored."), "{said}");
    let back = plumbline(&place, "back", Some(&second), &["restore", before.to_str().unwrap()]);
    let (code, said) = run(back);
    assert_eq!(code, 0, "{said}");
    let again: Vec<String> = server.keys().into_iter().filter(|key| key.starts_with("second/")).collect();
    let folders = |keys: &[String]| -> Vec<String> {
        keys.iter().map(|key| key.split_once('/').unwrap().1.rsplit_once('/').unwrap().0.to_owned()).collect()
    };
    assert_eq!(folders(&again), folders(&kept));
    assert!(!organisation(&place.path().join("back")).join("evidence").exists());
    let (code, said) = run(plumbline(&place, "back", Some(&second), &["doctor"]));
    assert_eq!(code, 0, "{said}");
}

#[test]
fn what_no_record_names_is_swept_by_a_program_that_serves_and_by_the_doctor() {
    let server = ObjectServer::start();
    let place = tempfile::tempdir().unwrap();
    let bucket = server.address("swept");
    let at = |arguments: &[&str]| plumbline(&place, "demo", Some(&bucket), arguments);
    assert_eq!(run(plumbline(&place, "", Some(&bucket), &["demo", "--build-only"])).0, 0);
    let named = server.keys();
    server.set_off(jiff::SignedDuration::from_hours(-24 * 9));
    let sha256 = ledger::Hash::of(b"left behind").to_string();
    let folder = folder_of_keys(&named[0]);
    server.write(&format!("{folder}/{}/{sha256}/1", &sha256[..2]), b"left behind");

    // Whoever serves does it without being asked, and says what was found.
    let mut serving = at(&["serve", "--port", "0"]);
    let mut serving = serving.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let (sender, said) = channel();
    let mut output = BufReader::new(serving.stderr.take().unwrap());
    std::thread::spawn(move || {
        let mut line = String::new();
        output.read_line(&mut line).map(|_| sender.send(line))
    });
    let line = said.recv_timeout(Duration::from_mins(1));
    serving.kill().unwrap();
    serving.wait().unwrap();
    let line = line.unwrap();
    let told = [
        "\"what\":\"evidence\"".to_owned(),
        format!("files named by records: {} (", named.len()),
        "named by nothing and noted now: 1 (11 bytes); noted before: 0 (0 bytes); removed: 0 (0 bytes)"
            .to_owned(),
    ];
    assert!(told.iter().all(|part| line.contains(part)), "{line}");

    // The doctor does it whenever he is asked, unless something is not as it must be.
    let (code, said) = run(at(&["doctor", "--sweep"]));
    assert!(code == 0 && said.contains("✓ sweep") && said.contains("noted before: 1 (11 bytes)"), "{said}");
    server.write(&named[0], b"something else");
    let (code, said) = run(at(&["doctor", "--sweep"]));
    assert!(code == 1 && said.contains("nothing was swept"), "{said}");
    assert_eq!(server.keys().len(), named.len() + 1);
}

/// The folder of evidence in which an object lies.
fn folder_of_keys(key: &str) -> &str {
    key.split_once("/evidence/").map(|(before, _)| &key[..before.len() + "/evidence".len()]).unwrap()
}

#[test]
fn evidence_is_never_looked_for_in_the_wrong_place() {
    let server = ObjectServer::start();
    let place = tempfile::tempdir().unwrap();
    let bucket = server.address("a/b");
    assert_eq!(run(plumbline(&place, "", Some(&bucket), &["demo", "--build-only"])).0, 0);
    let (code, said) = run(plumbline(&place, "demo", None, &["verify"]));
    assert!(
        code == 3 && said.contains(&bucket) && said.contains("give its address with --evidence"),
        "{said}"
    );

    let other = tempfile::tempdir().unwrap();
    assert_eq!(run(plumbline(&other, "", None, &["demo", "--build-only"])).0, 0);
    let (code, said) = run(plumbline(&other, "demo", Some(&bucket), &["verify"]));
    assert!(code == 3 && said.contains("make a backup and restore it with --evidence"), "{said}");
}

#[test]
fn a_bucket_that_cannot_be_asked_is_said_with_its_remedy() {
    let server = ObjectServer::start();
    let place = tempfile::tempdir().unwrap();
    let bucket = server.address("a");
    for (variable, value, code, sentence) in [
        ("PLUMBLINE_EVIDENCE", "s3://bucket", 2, "write it as https://HOST/BUCKET"),
        ("PLUMBLINE_EVIDENCE_KEY_FILE", "/nowhere/at.all", 2, "/nowhere/at.all cannot be read"),
        ("PLUMBLINE_EVIDENCE_KEY_ID", "another", 3, "the key may list, read and write in it"),
    ] {
        let mut command = plumbline(&place, "data", Some(&bucket), &["serve", "--port", "0"]);
        command.env(variable, value);
        let (ended, said) = run(command);
        assert!(ended == code && said.contains(sentence), "{variable}: {ended}: {said}");
        assert!(!said.contains(SECRET));
    }
    let mut command = plumbline(&place, "data", Some(&bucket), &["verify"]);
    command.env_remove("PLUMBLINE_EVIDENCE_KEY_ID");
    let (code, said) = run(command);
    assert!(code == 2 && said.contains("name it with --evidence-key-id"), "{said}");
    server.fail(&[Fault::Refused; 50]);
    let (code, said) = run(plumbline(&place, "data", Some(&bucket), &["verify"]));
    assert!(code == 3 && said.contains("cannot be asked"), "{said}");
}
