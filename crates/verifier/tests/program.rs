//! The program as an auditor runs it: on directories and archives, whole, altered and hostile.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use ledger::{
    Actor, Checkpoint, CheckpointKey, Draft, Entry, Frontier, Hash, Opened, Salt, Subject, origin,
    package::{Memory, MemorySink, Writer},
};
use std::{
    collections::BTreeMap,
    fs,
    io::{Cursor, Write},
    path::{Path, PathBuf},
    process::Command,
};
use uuid::Uuid;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

const ORGANISATION: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001);

fn key() -> CheckpointKey {
    CheckpointKey::from_seed(&origin(ORGANISATION), [42; 32]).unwrap()
}

fn opened(position: u64, text: &str) -> Opened {
    let (record, salt) = (Uuid::from_u128(u128::from(position) + 1), Salt::new(vec![7; 16]).unwrap());
    let (field, value) = ("name".to_owned(), text.into());
    Opened { record, version: 1, position, field, salt: Some(salt), value, erased: false }
}

fn entry(opened: &Opened) -> Entry {
    let draft = Draft {
        organisation: ORGANISATION,
        at: 1_767_225_600_000_000,
        actor: Actor { person: Uuid::from_u128(9), capacity: "owner".to_owned(), via: "web".to_owned() },
        act: "create".to_owned(),
        subject: Subject { kind: "risk".to_owned(), id: opened.record, version: 1 },
        schema: "risk/1".to_owned(),
        state: "draft".to_owned(),
        fields: BTreeMap::from([("name".to_owned(), opened.commitment())]),
        reason: None,
        codes: BTreeMap::new(),
    };
    draft.seal(opened.position, 0).unwrap()
}

fn checkpoint(entries: &[Entry]) -> String {
    let tree: Frontier = entries.iter().map(Entry::leaf_hash).collect();
    key().sign(&Checkpoint::new(origin(ORGANISATION), tree.size(), tree.root())).unwrap()
}

fn history(texts: &[&str]) -> (Vec<Opened>, Vec<Entry>) {
    let fields: Vec<_> = (0..).zip(texts).map(|(position, text)| opened(position, text)).collect();
    let entries: Vec<Entry> = fields.iter().map(entry).collect();
    (fields, entries)
}

fn package(texts: &[&str]) -> Memory {
    let (fields, entries) = history(texts);
    let mut writer =
        Writer::new(MemorySink::default(), &checkpoint(&entries), &key().verifier().unwrap()).unwrap();
    for entry in &entries {
        writer.entry(&entry.bytes(), entry.leaf_hash()).unwrap();
    }
    for opened in &fields {
        writer.field(opened).unwrap();
    }
    writer.finish().unwrap().into_files()
}

/// A folder of this test's own, emptied first.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("verifier").join(name);
    let _absent = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn write_directory(files: &Memory, folder: &Path) {
    for (name, bytes) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

fn zipped(files: &Memory) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        zip.start_file(name.as_str(), options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn run(arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_plumbline-verifier")).args(arguments).output().unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

fn vkey() -> String {
    key().verifier().unwrap().to_string()
}

#[test]
fn a_directory_and_an_archive_give_the_same_report() {
    let (folder, files) = (folder("same"), package(&["A", "B", "C"]));
    write_directory(&files, &folder.join("export"));
    fs::write(folder.join("export.zip"), zipped(&files)).unwrap();
    let directory = run(&["--key", &vkey(), folder.join("export").to_str().unwrap()]);
    let archive = run(&[folder.join("export.zip").to_str().unwrap(), "--key", &vkey()]);
    assert_eq!(directory, archive);
    assert_eq!(directory.0, 0);
    insta::assert_snapshot!("intact", directory.1);
}

#[test]
fn without_a_key_the_reader_is_told_what_that_means() {
    let folder = folder("unpinned");
    write_directory(&package(&["A"]), &folder);
    let (code, text) = run(&[folder.to_str().unwrap()]);
    assert_eq!(code, 0);
    assert!(text.contains("says nothing about who signed"), "{text}");
    assert!(text.contains("not compared with an older checkpoint"), "{text}");
}

#[test]
fn what_was_altered_is_named() {
    let (folder, mut files) = (folder("altered"), package(&["A", "B", "C"]));
    let entries = String::from_utf8(files["entries.jsonl"].clone()).unwrap();
    files.insert("entries.jsonl".to_owned(), entries.replacen("owner", "other", 1).into_bytes());
    files.insert("leaves\u{1b}[2J".to_owned(), Vec::new());
    write_directory(&files, &folder);
    let (code, text) = run(&["--key", &vkey(), folder.to_str().unwrap()]);
    assert_eq!(code, 1);
    assert!(!text.contains('\u{1b}'), "a file name reaches the terminal");
    insta::assert_snapshot!("altered", text);
    let (code, json) = run(&["--json", "--key", &vkey(), folder.to_str().unwrap()]);
    assert_eq!(code, 1);
    insta::assert_snapshot!("altered_json", json);
}

#[test]
fn an_older_checkpoint_shows_a_rewritten_history() {
    let folder = folder("since");
    write_directory(&package(&["A", "B", "C"]), &folder.join("honest"));
    write_directory(&package(&["A", "X", "C"]), &folder.join("rewritten"));
    fs::write(folder.join("old"), checkpoint(&history(&["A", "B"]).1)).unwrap();
    fs::write(folder.join("key"), vkey() + "\n").unwrap();
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let since = |package: &str| run(&["--key", &path("key"), "--since", &path("old"), &path(package)]);
    assert_eq!(run(&["--key", &path("key"), &path("rewritten")]).0, 0, "alone it looks well");
    assert_eq!(since("honest").0, 0);
    let (code, text) = since("rewritten");
    assert_eq!(code, 1);
    assert!(text.contains("history before entry 2 was rewritten"), "{text}");
}

#[test]
fn a_foreign_key_is_noticed() {
    let folder = folder("foreign");
    write_directory(&package(&["A"]), &folder);
    let foreign =
        CheckpointKey::from_seed(&origin(ORGANISATION), [1; 32]).unwrap().verifier().unwrap().to_string();
    let (code, text) = run(&["--key", &foreign, folder.to_str().unwrap()]);
    assert_eq!(code, 1);
    assert!(text.contains("key.differs") && text.contains("checkpoint.unsigned"), "{text}");
}

fn unusable(path: &Path, reason: &str) {
    let (code, text) = run(&[path.to_str().unwrap()]);
    assert_eq!(code, 2, "{text}");
    assert!(text.starts_with("cannot check: ") && text.contains(reason), "{text}");
}

#[test]
fn what_is_no_package_is_said_to_be_unusable() {
    let folder = folder("unusable");
    unusable(&folder.join("absent"), "No such file");
    unusable(&folder, "the file checkpoint is missing");
    fs::write(folder.join("text"), "no archive").unwrap();
    unusable(&folder.join("text"), "not a ZIP archive");
    let mut files = package(&["A"]);
    files.remove("leaves");
    fs::write(folder.join("part.zip"), zipped(&files)).unwrap();
    unusable(&folder.join("part.zip"), "the file leaves is missing");
    let (code, text) = run(&["--json", folder.join("absent").to_str().unwrap()]);
    assert_eq!(code, 2);
    assert!(text.contains("\"verdict\": \"unusable\""), "{text}");
    assert_eq!(run(&[]).0, 2);
    assert_eq!(run(&["--help"]).0, 0);
    assert_eq!(run(&["--key", "nonsense", "x"]).0, 2);
}

#[test]
fn a_damaged_archive_is_unusable() {
    let (folder, files) = (folder("damaged"), package(&["A", "B"]));
    let mut bytes = zipped(&files);
    let place = bytes.windows(8).position(|window| window == b"entries.").unwrap() + 60;
    bytes[place] ^= 1;
    fs::write(folder.join("x.zip"), &bytes).unwrap();
    let (code, text) = run(&[folder.join("x.zip").to_str().unwrap()]);
    assert!(code != 0, "{text}");
    fs::write(folder.join("x.zip"), &bytes[..bytes.len() / 2]).unwrap();
    unusable(&folder.join("x.zip"), "not a ZIP archive");
}

#[test]
fn a_decompression_bomb_is_refused() {
    let (folder, mut files) = (folder("bomb"), package(&["A"]));
    let zeros = vec![0; 40 << 20];
    files.insert(format!("evidence/{}", Hash::of(&zeros)), zeros);
    let bytes = zipped(&files);
    assert!(bytes.len() < 1 << 20, "it is small while packed");
    fs::write(folder.join("bomb.zip"), bytes).unwrap();
    unusable(&folder.join("bomb.zip"), "as a decompression bomb does");
}

#[test]
fn two_files_of_one_name_are_refused() {
    let (folder, mut files) = (folder("twice"), package(&["A"]));
    files.insert("leavez".to_owned(), b"another".to_vec());
    let mut bytes = zipped(&files);
    while let Some(at) = bytes.windows(6).position(|window| window == b"leavez") {
        bytes[at + 5] = b's';
    }
    fs::write(folder.join("twice.zip"), bytes).unwrap();
    unusable(&folder.join("twice.zip"), "two files of one name");
}

#[cfg(unix)]
#[test]
fn links_out_of_the_package_are_refused() {
    let folder = folder("links");
    write_directory(&package(&["A"]), &folder);
    std::os::unix::fs::symlink("../same", folder.join("evidence")).unwrap();
    unusable(&folder, "neither a file nor a folder");
}
