//! Hostile files: good ones of every format are mutated, archive and parts alike; each ends in a sheet or in one
//! sentence. The short run is part of every landing; `long_fuzz` is the fuzz target of the long set. What once went wrong
//! is kept in `tests/corpus` and tried first.
#![expect(clippy::unwrap_used, reason = "helpers of tests stop at the first surprise")]

use crate::support::{
    book::{Book, Tab},
    schemas,
};
use exchange::{Nothing, Reading, Sheet, plan, propose, read};
use record::Schema;
use std::path::Path;
use testkit::Mutator;

const ROWS: &str = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c><c r="B1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>Go-live</t></is></c></row>
<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2"><v>7</v></c><c r="C2" s="1"><v>45859</v></c></row>
<row r="3"><c r="A3" t="str"><f>A2&amp;A3</f><v>loop</v></c><c r="B3" t="e"><v>#REF!</v></c><c r="C3" t="b"><v>1</v></c></row>"#;
const STRINGS: &str = "<si><t>Stage</t></si><si><r><t>Two</t></r><rPh><t>no</t></rPh></si>";

/// The parts of a workbook that are mutated before they are packed, so that the archive stays whole.
const SNIPPETS: &[&str] = &[
    "<row r=\"1048576\">",
    "<c r=\"XFD1\"><v>1</v></c>",
    "<c r=\"A1\" t=\"s\"><v>4294967296</v></c>",
    "<c s=\"99999999\"><v>1e308</v></c>",
    "</c>",
    "<v>",
    "&#x110000;",
    "&lol;",
    "<!DOCTYPE x [<!ENTITY lol \"lol\">]>",
    "<mergeCell ref=\"A1:XFD1048576\"/>",
    "<![CDATA[",
    "<t>",
    "\u{0}",
    "_x0000_",
    "r=\"",
];

fn seeds() -> Vec<Vec<u8>> {
    let tab = Tab { merges: "A1:A3 B2:C9", ..Tab::new("One", ROWS) };
    vec![
        Book::new(&[tab]).strings(STRINGS).bytes(),
        b"Name;Stage;Note\nA;Pilot;\"two\nlines\"\nB;['x', \"y\"];=1+1\n".to_vec(),
        br#"{"meta": 1, "rows": [{"Name": "A", "parts": [{"x": 1}, [2, [3]]]}, {"Name": "B", "deep": {"a": {"b": null}}}]}"#.to_vec(),
        b"{\"Name\": \"A\"}\n{\"Name\": \"B\", \"n\": 1.50}\n".to_vec(),
        [&[0xFF, 0xFE][..], &"Name\tStage\nÄ\tß\n".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()].concat(),
    ]
}

/// A workbook whose sheet or strings are mutated inside a whole archive.
fn within(chance: &mut Mutator) -> Vec<u8> {
    let strange = |text: &str, chance: &mut Mutator| {
        let bytes = chance.mutated(text.as_bytes(), SNIPPETS);
        String::from_utf8_lossy(&bytes).into_owned()
    };
    let rows = strange(ROWS, chance);
    let strings = if chance.below(3) == 0 { strange(STRINGS, chance) } else { STRINGS.to_owned() };
    Book::new(&[Tab { merges: "A1:A3", ..Tab::new("One", &rows) }]).strings(&strings).bytes()
}

/// Reads, maps and plans; what cannot be read ends in a sentence.
fn tried(bytes: &[u8], schemas: &[Schema]) -> Option<Sheet> {
    let sheet = match read(bytes, &Reading { name: "x.json".to_owned(), ..Reading::default() }) {
        Ok(sheet) => sheet,
        Err(refusal) => {
            assert!(refusal.sentence.ends_with(['.', '…']) && !refusal.remedy.is_empty(), "{refusal:?}");
            return None;
        }
    };
    assert_eq!(sheet.rows.len(), sheet.line_of_row.len());
    assert!((0..sheet.rows.len()).all(|row| sheet.rows.width(row) <= sheet.headers.len()));
    if sheet.rows.len() <= 1_000 && sheet.headers.len() <= 60 {
        let mapping = propose(&sheet, schemas, "use").mapping;
        if let Ok(plan) = plan(&sheet, &mapping, schemas, &Nothing) {
            let counts = plan.counts;
            assert_eq!(counts.filled, counts.kept + counts.custom + counts.skipped + counts.refused);
        }
    }
    Some(sheet)
}

fn run(mut chance: Mutator, rounds: usize) {
    let (schemas, seeds) = (schemas(), seeds());
    let mut read = 0;
    for round in 0..rounds {
        let state = chance.0;
        let bytes = if round % 2 == 0 {
            within(&mut chance)
        } else {
            let at = chance.below(seeds.len());
            chance.mutated(seeds.get(at).unwrap(), SNIPPETS)
        };
        let outcome = std::panic::catch_unwind(|| tried(&bytes, &schemas));
        if let Ok(sheet) = outcome {
            read += usize::from(sheet.is_some());
            continue;
        }
        let path = std::env::temp_dir().join(format!("exchange-fuzz-{state}.bin"));
        std::fs::write(&path, &bytes).unwrap();
        unreachable!("state {state}, round {round}: {}; put it into tests/corpus", path.display());
    }
    assert!(read * 10 > rounds, "only {read} of {rounds} files could be read: the mutations are too coarse");
}

#[test]
fn what_once_went_wrong_goes_right() {
    let schemas = schemas();
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut files = 0;
    for entry in std::fs::read_dir(corpus).unwrap() {
        let path = entry.unwrap().path();
        tried(&std::fs::read(&path).unwrap(), &schemas);
        files += 1;
    }
    assert!(files >= 3, "the corpus is gone");
}

#[test]
fn mutated_files_end_in_a_sheet_or_a_sentence() {
    run(Mutator(0x5EED), 400);
}

#[test]
#[ignore = "takes minutes; part of the long set"]
fn long_fuzz_of_imported_files() {
    for seed in Mutator::seeds() {
        run(Mutator::of(seed), 10_000);
    }
}

#[test]
fn claims_bombs_and_endless_texts_end_in_a_sentence() {
    let code = |bytes: &[u8]| read(bytes, &Reading::default()).unwrap_err().code;
    let row = |cells: &str| format!("<row>{cells}</row>");
    // One text of 20 MB, packed to a thousandth.
    let endless = format!("<row><c t=\"inlineStr\"><is><t>{}</t></is></c></row>", "a".repeat(20_000_000));
    assert_eq!(code(&Book::new(&[Tab::new("One", &endless)]).bytes()), "workbook_too_large");
    // A cell far to the right, and a merged range over the whole sheet.
    let wide = row("<c r=\"XFD1\"><v>1</v></c>");
    assert_eq!(code(&Book::new(&[Tab::new("One", &wide)]).bytes()), "too_many_columns");
    let few = row("<c><v>1</v></c>").repeat(3);
    let merged = Tab { merges: "A1:XFD1048576", ..Tab::new("One", &few) };
    assert!(read(&Book::new(&[merged]).bytes(), &Reading::default()).is_ok());
    // A million rows of one cell.
    let rows = row("<c><v>1</v></c>").repeat(1_000_000);
    assert_eq!(code(&Book::new(&[Tab::new("One", &rows)]).bytes()), "too_many_rows");
    // One long text, shared by very many cells, takes no more memory than once.
    let strings = format!("<si><t>{}</t></si>", "long ".repeat(6_000));
    let shared = row(&"<c t=\"s\"><v>0</v></c>".repeat(20)).repeat(200);
    let sheet =
        read(&Book::new(&[Tab::new("One", &shared)]).strings(&strings).bytes(), &Reading::default()).unwrap();
    assert_eq!((sheet.rows.len(), sheet.cell(198, 19).len()), (199, 30_000));
    // Relations that lead around in a circle, or out of the archive, are no sheets.
    let out = br#"<Relationships><Relationship Id="r0" Type="x/worksheet" Target="../../../etc/passwd"/></Relationships>"#;
    let lost = Book::new(&[Tab::new("One", "")]).part("xl/_rels/workbook.xml.rels", out);
    assert_eq!(code(&lost.bytes()), "workbook_damaged");
}
