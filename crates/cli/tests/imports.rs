//! Files that would be too much for memory, and hostile ones, brought in by the program as it runs: within its limits they
//! come in whole, beyond them they end in a sentence, and either way in bounded memory.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "helpers of tests fail by panicking, and figures are for people"
)]

#[expect(dead_code, reason = "only what runs a command is needed here; the rest serves")]
mod program;

use app::Role;
use program::{laid_out, plumbline, said};
use rusqlite::Connection;
use std::{
    fmt::Write as _,
    fs::{self, File},
    io::{Cursor, Write as _},
    path::PathBuf,
    process::{Output, Stdio},
    time::{Duration, Instant},
};
use tempfile::TempDir;
use testkit::{PASSWORD, TestApp};
use zip::{ZipWriter, write::SimpleFileOptions};

/// What an import may take, in MiB.
const MEMORY: u64 = 200;

/// What a newer edition of a hundred thousand rows may take, in MiB, all of which are there already: more than is meant.
const MEMORY_AGAIN: u64 = 240;

/// A data directory of the program.
struct Place {
    folder: TempDir,
    house: TestApp,
}

/// What the program did with a file.
struct Done {
    output: Output,
    /// The greatest memory that it had, in MiB.
    memory: u64,
    took: Duration,
}

impl Place {
    async fn new() -> Self {
        let house = TestApp::new().await;
        house.clock.pass(jiff::Timestamp::now().duration_since(house.app.now()));
        house.person("ana", &[Role::AiManager]).await;
        let folder = tempfile::tempdir().unwrap();
        laid_out(&house, folder.path());
        Self { folder, house }
    }

    fn records(&self) -> PathBuf {
        let organisation = self.house.organisation.to_string();
        self.folder.path().join("organisations").join(organisation).join("records.db")
    }

    /// Everything that an import could leave behind: entries, records, scratch, jobs, keys.
    fn trace(&self) -> Vec<i64> {
        if self.house.database().is_some() {
            return Vec::new();
        }
        let file = Connection::open(self.records()).unwrap();
        let count =
            |table: &str| file.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0));
        ["entry", "record", "scratch", "job", "import_key"].map(|table| count(table).unwrap()).to_vec()
    }

    fn import(&self, name: &str, more: &[&str]) -> Done {
        let path = self.folder.path().join(name);
        let file = path.to_str().unwrap();
        let arguments = [&["import", file, "--into", "use", "--as", "ana@test.example"], more].concat();
        let database = self.house.database().unwrap_or_default();
        let mut command = plumbline(self.folder.path(), &database, &arguments);
        command.env("PLUMBLINE_PASSWORD", PASSWORD);
        let began = Instant::now();
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let read = |pipe: &mut dyn std::io::Read| {
            let mut bytes = Vec::new();
            pipe.read_to_end(&mut bytes).unwrap();
            bytes
        };
        let (stdout, stderr, memory, status) = std::thread::scope(|scope| {
            let out = scope.spawn(move || read(&mut out));
            let err = scope.spawn(move || read(&mut err));
            let mut memory = 0;
            let status = loop {
                memory = memory.max(greatest(child.id()));
                match child.try_wait().unwrap() {
                    Some(status) => break status,
                    None => std::thread::sleep(Duration::from_millis(2)),
                }
            };
            (out.join().unwrap(), err.join().unwrap(), memory, status)
        });
        Done { output: Output { status, stdout, stderr }, memory, took: began.elapsed() }
    }

    fn keep(&self, name: &str, bytes: &[u8]) {
        fs::write(self.folder.path().join(name), bytes).unwrap();
    }
}

/// The greatest memory of a process so far, in MiB; nothing when it has ended.
fn greatest(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0");
    line.trim().trim_end_matches(" kB").trim().parse::<u64>().unwrap_or(0) / 1024
}

/// A workbook of these parts; a sheet alone is put into a plain one.
fn workbook(parts: &[(&str, &str)]) -> Vec<u8> {
    const KINDS: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
    const ROOT: &str = r#"<Relationships><Relationship Id="r1" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    const BOOK: &str = r#"<workbook><sheets><sheet name="One" sheetId="1" r:id="s1"/></sheets></workbook>"#;
    const SHEETS: &str = r#"<Relationships><Relationship Id="s1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="s2" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
    let usual = [
        ("[Content_Types].xml", KINDS),
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", SHEETS),
    ];
    let given = |name: &str| parts.iter().any(|(given, _)| *given == name);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in usual.iter().filter(|(name, _)| !given(name)).chain(parts) {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn sheet(rows: &str) -> Vec<u8> {
    workbook(&[(
        "xl/worksheets/sheet1.xml",
        &format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"),
    )])
}

fn text(cell: &str) -> String {
    format!(r#"<c t="inlineStr"><is><t>{cell}</t></is></c>"#)
}

/// Files that end in a sentence: name and bytes.
fn refused() -> Vec<(&'static str, Vec<u8>)> {
    let head = format!("<row>{}{}</row>", text("Name"), text("Purpose"));
    let many = "<row><c><v>1</v></c><c><v>2</v></c></row>".repeat(1_000_000);
    let wide = format!("<row>{}</row>", "<c><v>1</v></c>".repeat(16_384));
    let mut distinct = String::from("<sst>");
    for n in 0..1_500_000 {
        let _ = write!(distinct, "<si><t>{n:048}</t></si>");
    }
    distinct.push_str("</sst>");
    let shared =
        format!("<worksheet><sheetData>{head}<row><c t=\"s\"><v>0</v></c></row></sheetData></worksheet>");
    let circle =
        r#"<Relationships><Relationship Id="s1" Type="x/worksheet" Target="workbook.xml"/></Relationships>"#;
    let outside = r#"<Relationships><Relationship Id="s1" Type="x/worksheet" Target="http://198.51.100.7/sheet.xml" TargetMode="External"/></Relationships>"#;
    let entities = r#"<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet><sheetData><row><c t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>"#;
    let mut cut = sheet(&head.repeat(400));
    cut.truncate(cut.len() / 2);
    let utf16: Vec<u8> =
        "Name\tPurpose\n\"never closed\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    vec![
        ("rows.csv", [b"Name,Purpose\n".to_vec(), b"x,y\n".repeat(1_000_000)].concat()),
        (
            "wide.csv",
            format!("{}\n{}\n", vec!["x"; 16_384].join(","), vec!["y"; 16_384].join(",")).into_bytes(),
        ),
        ("cells.csv", format!("{}x\n", ",".repeat(499)).repeat(11_000).into_bytes()),
        ("quote.csv", format!("Name,Purpose\n\"{}", "never closed, ".repeat(2_000_000)).into_bytes()),
        ("cell.csv", format!("Name,Purpose\n{},y\n", "x".repeat(30_000_000)).into_bytes()),
        ("utf16.csv", [vec![0xFF, 0xFE], utf16].concat()),
        ("binary.csv", (0..2_000_000_u32).flat_map(|n| [n.to_le_bytes()[0], 0, 0, 7]).collect()),
        ("empty.csv", b",,,\n".repeat(1_000_000)),
        ("deep.json", format!("{}{}", "[".repeat(2_000_000), "]".repeat(2_000_000)).into_bytes()),
        ("open.json", format!("[{}", r#"{"name":"x"},"#.repeat(1_000_000)).into_bytes()),
        ("rows.json", format!("[{}{{}}]", r#"{"name":"x"},"#.repeat(1_000_000)).into_bytes()),
        ("keys.json", {
            let keys: Vec<String> = (0..100_000).map(|n| format!(r#""key {n}":1"#)).collect();
            format!("[{{{}}}]", keys.join(",")).into_bytes()
        }),
        ("rows.xlsx", sheet(&format!("{head}{many}"))),
        ("wide.xlsx", sheet(&format!("{head}{wide}"))),
        ("bomb.xlsx", sheet(&format!("<row>{}</row>", text(&"a".repeat(40_000_000))))),
        ("blank.xlsx", sheet(&" ".repeat(100_000_000))),
        (
            "strings.xlsx",
            workbook(&[("xl/worksheets/sheet1.xml", &shared), ("xl/sharedStrings.xml", &distinct)]),
        ),
        ("circle.xlsx", workbook(&[("xl/_rels/workbook.xml.rels", circle)])),
        ("outside.xlsx", workbook(&[("xl/_rels/workbook.xml.rels", outside)])),
        ("entities.xlsx", workbook(&[("xl/worksheets/sheet1.xml", entities)])),
        ("cut.xlsx", cut),
        ("archive.xlsx", workbook(&[("xl/workbook.xml", "<nothing/>")])),
    ]
}

#[tokio::test]
async fn hostile_files_end_in_a_sentence_in_bounded_memory_and_leave_no_trace() {
    let place = Place::new().await;
    let before = place.trace();
    // Too large to be fetched at all: two gigabytes of nothing, which take no room on the disk.
    File::create(place.folder.path().join("huge.csv")).unwrap().set_len(2 << 30).unwrap();
    let files = refused();
    for (name, bytes) in &files {
        place.keep(name, bytes);
    }
    let names: Vec<&str> = files.iter().map(|(name, _)| *name).chain(["huge.csv"]).collect();
    drop(files);
    for name in names {
        let done = place.import(name, &[]);
        let said = said(&done.output);
        println!("{name}: {} MiB, {:?}, {}", done.memory, done.took, said.trim());
        assert_eq!(done.output.status.code(), Some(2), "{name}: {said}");
        assert!(!said.contains("panicked") && said.trim().ends_with(['.', ':', '”']), "{name}: {said}");
        assert!(done.memory <= MEMORY, "{name}: {} MiB", done.memory);
        assert_eq!(place.trace(), before, "{name} leaves a trace");
    }
}

#[tokio::test]
async fn macros_links_to_other_files_and_circles_of_formulas_are_left_alone() {
    let place = Place::new().await;
    let rows = format!(
        "<row>{}{}</row><row>{}<c t=\"str\"><f>B2</f><v>around</v></c></row>",
        text("Name"),
        text("Purpose"),
        text("=cmd|' /C calc'!A0")
    );
    let bytes = workbook(&[
        ("xl/worksheets/sheet1.xml", &format!("<worksheet><sheetData>{rows}</sheetData></worksheet>")),
        ("xl/vbaProject.bin", "macros"),
        ("xl/externalLinks/externalLink1.xml", "<externalLink/>"),
    ]);
    place.keep("macros.xlsm", &bytes);
    let done = place.import("macros.xlsm", &["--json"]);
    let report: serde_json::Value = serde_json::from_slice(&done.output.stdout).unwrap();
    let odd: Vec<&str> =
        report["oddities"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert_eq!((odd, report["counts"]["create"].as_u64()), (vec!["macros", "external_links"], Some(1)));
}

/// An inventory as offices keep them, of some 380 bytes a row.
fn inventory(rows: usize, systems: usize) -> Vec<u8> {
    let mut csv = String::from(
        "Use Case ID,Use Case Name,Purpose,Stage of Development,AI system,Vendor,Expected benefits,Date,Bureau\n",
    );
    for n in 0..rows {
        let stage = ["Pilot", "In development", "Operation and Maintenance"][n % 3];
        let (system, vendor) = (n % systems, n % systems.min(60));
        let _ = writeln!(
            csv,
            "UC-{n:06},Routing of applications {n},\"Supports the routing of incoming applications, letters and calls, so that staff spend their time on cases that need them; every answer is read by a person before it is sent. Number {n}.\",{stage},Engine {system},Northbridge {vendor} Ltd,\"The median time to a first answer falls from 12 to {} working days.\",2025-{:02}-{:02},Bureau {}",
            n % 9 + 1,
            n % 12 + 1,
            n % 28 + 1,
            n % 40,
        );
    }
    csv.into_bytes()
}

fn brought(place: &Place, name: &str, rows: usize) -> Done {
    let done = place.import(name, &["--json"]);
    let report: serde_json::Value =
        serde_json::from_slice(&done.output.stdout).unwrap_or_else(|_| panic!("{}", said(&done.output)));
    println!("{name}: {} MiB, {:?}, {}", done.memory, done.took, report["outcome"]);
    assert_eq!(report["rows"].as_u64(), Some(rows as u64));
    assert_eq!(report["outcome"]["lost_total"].as_u64(), Some(0));
    assert!(done.memory <= MEMORY, "{name}: {} MiB", done.memory);
    done
}

#[tokio::test]
async fn an_import_and_its_next_edition_take_little_memory() {
    let place = Place::new().await;
    let first = inventory(1_500, 500);
    place.keep("inventory.csv", &first);
    brought(&place, "inventory.csv", 1_500);
    let newer = String::from_utf8(first).unwrap().replace("every answer", "each answer");
    place.keep("inventory.csv", newer.as_bytes());
    brought(&place, "inventory.csv", 1_500);
}

#[tokio::test]
#[ignore = "takes minutes; part of the long set"]
async fn long_load_of_an_import_in_bounded_memory() {
    let place = Place::new().await;
    let first = inventory(100_000, 500);
    place.keep("inventory.csv", &first);
    place.import("inventory.csv", &["--dry-run"]);
    let done = brought(&place, "inventory.csv", 100_000);
    println!("{:.0} rows a second", 100_000.0 / done.took.as_secs_f64());
    // A newer edition that changes every record is compared with all that is there.
    let newer = String::from_utf8(first).unwrap().replace("every answer", "each answer");
    place.keep("inventory.csv", newer.as_bytes());
    drop(newer);
    let done = place.import("inventory.csv", &["--dry-run"]);
    println!("second edition, tried out: {} MiB, {:?}", done.memory, done.took);
    assert!(done.output.status.success() && done.memory <= MEMORY_AGAIN, "{} MiB", done.memory);
    // Nearly every row names a system of its own, as many as a file may name.
    let other = Place::new().await;
    other.keep("systems.csv", &inventory(100_000, 99_000));
    brought(&other, "systems.csv", 100_000);
}
