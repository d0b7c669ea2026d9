//! Hostile and broken files end in one sentence, or are read with nothing lost.
#![expect(clippy::unwrap_used, reason = "helpers of tests stop at the first surprise")]

use exchange::{Limits, Reading, read_csv};
use proptest::prelude::*;

fn refused(bytes: &[u8]) -> &'static str {
    let refusal = read_csv(bytes, &Reading::default()).unwrap_err();
    assert!(refusal.sentence.ends_with('.') && !refusal.remedy.is_empty(), "{refusal:?}");
    refusal.code
}

#[test]
fn what_is_no_csv_is_named() {
    assert_eq!(refused(b"PK\x03\x04rest"), "not_csv");
    assert_eq!(refused(b"%PDF-1.7"), "not_csv");
    assert_eq!(refused(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1]), "not_csv");
    assert_eq!(refused(b"a\0\0\0\0b\0\0\0c\0\0\0\0\0\0d"), "not_text");
    for empty in [&b""[..], b"\n\n\n", b"\xEF\xBB\xBF", b",,,\n,,\n", b"\xFF\xFE"] {
        assert_eq!(refused(empty), "empty_file");
    }
}

#[test]
fn bombs_are_refused() {
    let wide = vec!["x"; 16_384].join(",");
    assert_eq!(refused(wide.as_bytes()), "too_many_columns");
    assert_eq!(refused(&vec![b'a'; 50 * 1024 * 1024 + 1]), "file_too_large");
    assert_eq!(refused("x\n".repeat(200_002).as_bytes()), "too_many_rows");
    let long = format!("a,b\n{},c\n", "x".repeat(100 * 1024 + 1));
    assert_eq!(refused(long.as_bytes()), "cell_too_large");
    let row = format!("{}x\n", ",".repeat(400));
    assert_eq!(refused(row.repeat(13_000).as_bytes()), "too_many_cells");
}

#[test]
fn a_file_of_separators_alone_costs_nothing() {
    let row = format!("{}\n", ",".repeat(16_383));
    assert_eq!(refused(row.repeat(200).as_bytes()), "empty_file");
}

#[test]
fn the_largest_allowed_file_is_read() {
    let sheet = read_csv("x\n".repeat(200_001).as_bytes(), &Reading::default()).unwrap();
    assert_eq!(sheet.rows.len(), 200_000);
    let wide = vec!["x"; 500].join(",");
    assert_eq!(read_csv(wide.as_bytes(), &Reading::default()).unwrap().headers.len(), 500);
}

#[test]
fn an_open_quotation_mark_is_found_where_it_opens() {
    let refusal = read_csv(b"a,b\n1,2\n3,\"open\n4,5\n6,7\n", &Reading::default()).unwrap_err();
    assert_eq!(refusal.code, "unclosed_quote");
    assert!(refusal.sentence.contains("line 3"), "{}", refusal.sentence);
    let fine = read_csv(b"a,b\n5\" pipe,\"x \"\" y\"\n", &Reading::default()).unwrap();
    assert_eq!(fine.rows.to_vecs(), [["5\" pipe", "x \" y"]]);
}

#[test]
fn nul_is_kept_as_a_sign_that_can_be_seen() {
    let sheet = read_csv(b"a,b\nx\0y,2\n", &Reading::default()).unwrap();
    assert_eq!(sheet.rows.to_vecs(), [["x␀y", "2"]]);
    assert_eq!(
        (sheet.warnings[0].code, sheet.warnings[0].line, sheet.warnings[0].column),
        ("nul", 2, Some(0))
    );
}

#[test]
fn warnings_are_bounded() {
    let text = format!("a\n{}", "\u{FFFD}\n".repeat(5_000));
    let how = Reading { limits: Limits { warnings: 10, ..Limits::default() }, ..Reading::default() };
    let sheet = read_csv(text.as_bytes(), &how).unwrap();
    assert_eq!((sheet.warnings.len(), sheet.warnings_left_out), (10, 4_990));
}

proptest! {
    #[test]
    fn any_bytes_end_in_a_sheet_or_a_sentence(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        match read_csv(&bytes, &Reading::default()) {
            Ok(sheet) => {
                prop_assert_eq!(sheet.rows.len(), sheet.line_of_row.len());
                prop_assert!(sheet.rows.iter().all(|row| row.len() <= sheet.headers.len()));
                prop_assert!(sheet.line_of_row.is_sorted());
            }
            Err(refusal) => prop_assert!(!refusal.sentence.is_empty()),
        }
    }

    #[test]
    fn a_written_table_is_read_as_it_was(
        rows in proptest::collection::vec(proptest::collection::vec("[a-z,;\"\n é|]{0,8}[a-z]", 3), 1..8),
    ) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["one", "two", "three"]).unwrap();
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let bytes = writer.into_inner().unwrap();
        let how = Reading { delimiter: Some(','), header_row: Some(0), ..Reading::default() };
        prop_assert_eq!(read_csv(&bytes, &how).unwrap().rows.to_vecs(), rows);
    }
}
