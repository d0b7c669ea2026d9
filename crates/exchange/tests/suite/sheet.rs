//! The reader against real files, whose numbers of rows, columns and oddities were counted with Python's csv module.
#![expect(clippy::unwrap_used, reason = "helpers of tests stop at the first surprise")]

use exchange::{Encoding, Reading, Sheet, read_csv};

fn inventory(name: &str) -> Sheet {
    let path = format!("{}/../../../shared/data/inventories/{name}", env!("CARGO_MANIFEST_DIR"));
    let bytes = std::fs::read(path).unwrap();
    read_csv(&bytes, &Reading { name: name.to_owned(), ..Reading::default() }).unwrap()
}

fn text(csv: &str) -> Sheet {
    read_csv(csv.as_bytes(), &Reading::default()).unwrap()
}

fn codes(sheet: &Sheet) -> Vec<&'static str> {
    sheet.warnings.iter().map(|warning| warning.code).collect()
}

#[test]
fn us_2025_individual() {
    let sheet = inventory("us-2025-individual.csv");
    assert_eq!((sheet.rows.len(), sheet.headers.len()), (3_611, 36));
    assert_eq!((sheet.delimiter, sheet.header_line), (Some(','), 1));
    assert_eq!(sheet.cell(0, 3), "Stress Testing Scenarios with Deep Learning");
    assert_eq!(sheet.cell(3_610, 0), "VA");
    let filled = |column: &str| {
        let column = sheet.column(column).unwrap();
        (0..sheet.rows.len()).filter(|row| !sheet.cell(*row, column).trim().is_empty()).count()
    };
    assert_eq!(filled("id"), 2_907);
    assert_eq!(filled("vendor_name"), 790);
    assert_eq!(filled("hi_public_consultation"), 3_611);
}

#[test]
fn windows_1252_with_headings_over_several_lines() {
    let sheet = inventory("agency-2025-hhs.csv");
    assert_eq!(sheet.encoding, Encoding::Windows1252);
    assert_eq!((sheet.rows.len(), sheet.headers.len()), (447, 33));
    assert_eq!(sheet.headers[11], "Describe the AI system’s outputs.");
    assert!(!codes(&sheet).contains(&"damaged_text"));
}

#[test]
fn a_banner_above_the_headings_is_left_out_and_shown() {
    let sheet = inventory("agency-2025-treasury.csv");
    assert_eq!((sheet.rows.len(), sheet.headers.len()), (129, 34));
    assert_eq!(sheet.headers[0], "Use Case ID");
    assert_eq!(sheet.above.len(), 1);
    assert!(sheet.above[0].1[0].starts_with("SECTION 1"));
    assert_eq!(sheet.encoding, Encoding::Utf8Marked);
}

#[test]
fn damaged_text_is_kept_and_named() {
    let sheet = inventory("us-2023.csv");
    assert_eq!((sheet.rows.len(), sheet.headers.len()), (710, 10));
    let damaged = sheet.rows.iter().flatten().map(|cell| cell.matches('\u{FFFD}').count()).sum::<usize>();
    assert_eq!(damaged, 21);
    assert!(codes(&sheet).contains(&"damaged_text"));
}

#[test]
fn marked_utf8_and_lines_that_end_in_crlf() {
    let sheet = inventory("us-2025-cots.csv");
    assert_eq!((sheet.rows.len(), sheet.headers.len()), (900, 5));
    assert_eq!(sheet.encoding, Encoding::Utf8Marked);
    assert_eq!(sheet.headers[0], "Agency");
    let uk = inventory("uk-atrs-records.csv");
    assert_eq!((uk.rows.len(), uk.headers.len()), (136, 4));
}

#[test]
fn comments_above_tab_separated_headings() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/risks/nexus/ibm2owasp.tsv");
    let sheet = read_csv(&std::fs::read(path).unwrap(), &Reading::default()).unwrap();
    assert_eq!(sheet.delimiter, Some('\t'));
    assert!(sheet.headers.contains(&"subject_id".to_owned()), "{:?}", sheet.headers);
    assert!(sheet.above.iter().all(|(_, row)| row[0].starts_with('#')));
}

#[test]
fn headings_without_a_name_get_one() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/risks/nist-ai-600-1-actions.csv");
    let sheet = read_csv(&std::fs::read(path).unwrap(), &Reading::default()).unwrap();
    assert_eq!(sheet.rows.len(), 212);
    let mut names = sheet.headers.clone();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), sheet.headers.len());
}

#[test]
fn lines_are_those_of_the_file() {
    let sheet = text("name,note\r\n\r\na,\"one\r\ntwo\"\r\n\r\nb,x\r\n");
    assert_eq!(sheet.line_of_row, [3, 6]);
    let old = text("name,note\ra,1\rb,2\r");
    assert_eq!(old.line_of_row, [2, 3]);
}

#[test]
fn separators_are_guessed_by_agreement() {
    for (csv, separator) in [
        ("a;b;c\n1,5;2,5;3\n4,1;5,2;6\n", ';'),
        ("a\tb\nx, y\tz\n", '\t'),
        ("a|b\n1|2\n", '|'),
        ("a\nb\n", ','),
        ("sep=;\na;b\n1;2\n", ';'),
        ("name,\"x;y;z\"\n\"a;b\",c\n", ','),
    ] {
        assert_eq!(text(csv).delimiter, Some(separator), "{csv}");
    }
    assert_eq!(text("sep=;\na;b\n1;2\n").line_of_row, [3]);
}

#[test]
fn ragged_rows_lose_nothing() {
    let sheet = text("a,b,c\n1\n1,2,3,4\n,,\n");
    assert_eq!(sheet.headers, ["a", "b", "c", "Column 4"]);
    assert_eq!(sheet.rows.to_vecs(), [vec!["1"], vec!["1", "2", "3", "4"]]);
    assert_eq!(sheet.cell(0, 3), "");
    assert!(codes(&sheet).contains(&"ragged"));
}

#[test]
fn repeated_headings_are_told_apart() {
    let sheet = text("Name,Name, ,Name (2)\n1,2,3,4\n");
    assert_eq!(sheet.headers, ["Name", "Name (2)", "Column 3", "Name (2) (2)"]);
    assert_eq!(codes(&sheet), ["duplicate_header", "empty_header", "duplicate_header"]);
}

#[test]
fn utf_16_by_its_mark_and_without_one() {
    let words = "name,note\nÄ,ß\n";
    let little: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(words.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let big: Vec<u8> =
        [0xFE, 0xFF].into_iter().chain(words.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    let bare = |bytes: &[u8]| bytes[2..].to_vec();
    for (bytes, encoding) in [
        (bare(&little), Encoding::Utf16Le),
        (bare(&big), Encoding::Utf16Be),
        (little, Encoding::Utf16Le),
        (big, Encoding::Utf16Be),
    ] {
        let sheet = read_csv(&bytes, &Reading::default()).unwrap();
        assert_eq!(sheet.encoding, encoding);
        assert_eq!(sheet.rows.to_vecs(), [["Ä", "ß"]]);
    }
}

#[test]
fn one_broken_byte_does_not_spoil_the_rest() {
    let mut bytes = "name\nZürich Genève Malmö Łódź Kraków\nb".as_bytes().to_vec();
    bytes.push(0xE4);
    let sheet = read_csv(&bytes, &Reading::default()).unwrap();
    assert_eq!(sheet.encoding, Encoding::Utf8);
    assert!(sheet.rows.iter().flatten().any(|cell| cell.contains("Zürich")));
    assert!(codes(&sheet).contains(&"damaged_text"));
}

#[test]
fn the_header_row_can_be_chosen() {
    let how = Reading { header_row: Some(0), ..Reading::default() };
    let sheet = read_csv(b"Title\na,b\n1,2\n", &how).unwrap();
    assert_eq!(sheet.headers, ["Title", "Column 2"]);
    let how = Reading { header_row: Some(9), ..Reading::default() };
    assert_eq!(read_csv(b"a,b\n", &how).unwrap_err().code, "no_header");
}
