//! JSON as tables: arrays, objects with arrays in them, objects by key, one object on each line.
#![expect(clippy::unwrap_used, reason = "helpers of tests stop at the first surprise")]

use exchange::{Format, Limits, Reading, Sheet, read};
use proptest::prelude::*;

fn json(text: &str) -> Sheet {
    let sheet = read(text.as_bytes(), &Reading::default()).unwrap();
    assert_eq!(sheet.format, Format::Json);
    sheet
}

fn refused(text: &str, limits: Limits) -> &'static str {
    let how = Reading { name: "x.json".to_owned(), limits, ..Reading::default() };
    let refusal = read(text.as_bytes(), &how).unwrap_err();
    assert!(refusal.sentence.ends_with('.') && !refusal.remedy.is_empty(), "{refusal:?}");
    refusal.code
}

#[test]
fn what_nests_gets_dotted_names_and_what_is_several_becomes_a_list() {
    let sheet = json(
        r#"[{"id": 7, "owner": {"name": "Ana", "unit": {"short": "IT"}}, "tags": ["a", "b \"c\""], "live": true},
            {"id": 8.50, "parts": [{"name": "x"}, {"name": "y", "of": [1, 2]}], "none": null, "empty": []}]"#,
    );
    assert_eq!(
        sheet.headers,
        ["id", "owner.name", "owner.unit.short", "tags", "live", "parts.name", "parts.of"]
    );
    assert_eq!(
        sheet.rows.to_vecs(),
        [
            vec!["7", "Ana", "IT", r#"["a", "b \"c\""]"#, "true"],
            vec!["8.5", "", "", "", "", r#"["x", "y"]"#, r#"["1", "2"]"#],
        ]
    );
    assert_eq!((sheet.line_of_row.as_slice(), sheet.header_line), (&[1, 2][..], 0));
}

#[test]
fn an_object_offers_every_array_of_objects_in_it() {
    let text = r#"{"meta": {"source": "GOV", "n": 2}, "a": {"few": [{"x": 1}]}, "many": [{"x": 1}, {"x": 2}], "plain": [1]}"#;
    let sheet = json(text);
    let names: Vec<_> = sheet.tables.iter().map(|table| (table.name.as_str(), table.rows)).collect();
    assert_eq!(names, [("a.few", 1), ("many", 2)]);
    assert_eq!((sheet.table.as_str(), sheet.rows.len()), ("many", 2));
    assert_eq!(sheet.above[0].1, ["meta.source", "GOV"]);
    let how = Reading { table: Some("a.few".to_owned()), ..Reading::default() };
    assert_eq!(read(text.as_bytes(), &how).unwrap().rows.len(), 1);
    let how = Reading { table: Some("b".to_owned()), ..Reading::default() };
    assert_eq!(read(text.as_bytes(), &how).unwrap_err().code, "no_such_table");
}

#[test]
fn lines_of_objects_and_objects_by_key_are_rows() {
    let lines = json("{\"a\": 1}\n\n{\"a\": 2, \"b\": \"x\"}\n");
    assert_eq!(lines.rows.to_vecs(), [vec!["1"], vec!["2", "x"]]);
    let keyed = json(r#"{"one": {"a": 1}, "two": {"a": 2}}"#);
    assert_eq!(
        (keyed.headers.as_slice(), keyed.cell(1, 0)),
        (&["key".to_owned(), "a".to_owned()][..], "two")
    );
    let single = json(r#"{"a": 1, "b": {"c": "d"}}"#);
    assert_eq!((single.headers.len(), single.rows.len()), (2, 1));
    assert_eq!(json("[1, \"x\"]").headers, ["value"]);
}

#[test]
fn text_in_brackets_is_still_csv() {
    let sheet = read(b"[Agency],Name\n1,x\n", &Reading::default()).unwrap();
    assert_eq!((sheet.format, sheet.headers[0].as_str()), (Format::Csv, "[Agency]"));
}

#[test]
fn broken_and_endless_json_ends_in_a_sentence() {
    let usual = Limits::default();
    for text in ["{\"a\": ", "[{\"a\": 1},", "[1 2]", "{\"a\" 1}", "[tru]"] {
        assert_eq!(refused(text, usual), "unreadable_json", "{text}");
    }
    assert_eq!(refused(&"[".repeat(100_000), usual), "unreadable_json");
    assert_eq!(refused("[]", usual), "empty_file");
    assert_eq!(refused("{}", usual), "empty_file");
    let wide: Vec<String> = (0..600).map(|at| format!("\"{at}\": 1")).collect();
    assert_eq!(refused(&format!("[{{{}}}]", wide.join(",")), usual), "too_many_columns");
    assert_eq!(refused(&format!("[{}1]", "1,".repeat(200_001)), usual), "too_many_rows");
    let small = Limits { cells: 10, ..usual };
    assert_eq!(refused(&format!("[{{\"a\": [{}1]}}]", "1,".repeat(50)), small), "too_many_cells");
    // Rows that are each wider than the last cost a square.
    let stairs: Vec<String> = (0..400).map(|at| format!("{{\"c{at}\": 1}}")).collect();
    assert_eq!(
        refused(&format!("[{}]", stairs.join(",")), Limits { cells: 5_000, ..usual }),
        "too_many_cells"
    );
}

proptest! {
    #[test]
    fn any_json_ends_in_a_sheet_or_a_sentence(text in "[\\[\\]{}\",:a1 \n]{0,60}") {
        if let Err(refusal) = read(text.as_bytes(), &Reading { name: "x.json".to_owned(), ..Reading::default() }) {
            prop_assert!(!refusal.sentence.is_empty());
        }
    }

    #[test]
    fn every_text_of_a_document_is_found_again(rows in proptest::collection::vec(proptest::collection::vec("[a-z\"\\\\\n]{1,8}", 1..4), 1..6)) {
        let text = serde_json::to_string(&rows).unwrap();
        let sheet = json(&text);
        for (at, row) in rows.iter().enumerate() {
            let cell = sheet.cell(at, 0);
            for item in row {
                prop_assert!(cell.contains(&item.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")), "{item:?} in {cell:?}");
            }
        }
    }
}
