//! Exported registers, byte by byte.
#![expect(clippy::unwrap_used, reason = "helpers of tests stop at the first surprise")]

use crate::support::id;
use exchange::{Writing, write_csv, write_rows};
use record::{Body, Value};

fn written(body: &Body, how: &Writing<'_>) -> String {
    let schema = crate::support::uses();
    String::from_utf8(write_csv(&schema, [("USE-0001", body)], how)).unwrap()
}

#[test]
fn labels_values_and_quotation_marks() {
    let body = Body::new()
        .with("name", Value::Text("Chat, \"the\" bot".to_owned()))
        .with("purpose", Value::Text("one\ntwo".to_owned()))
        .with("stage", Value::Choice("development".to_owned()))
        .with("in_scope", Value::Flag(true));
    let fields = ["name", "purpose", "stage", "in_scope", "unit"];
    let text = written(&body, &Writing { fields: &fields, ..Writing::default() });
    assert_eq!(
        text,
        "Reference,Name,Intended purpose,Stage,Covered by the management system,Unit\r\n\
         USE-0001,\"Chat, \"\"the\"\" bot\",\"one\ntwo\",Development or acquisition,Yes,\r\n"
    );
}

#[test]
fn formulas_do_not_run() {
    for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "'=1"] {
        let body = Body::new().with("name", Value::Text(text.to_owned()));
        let csv = written(&body, &Writing { fields: &["name"], ..Writing::default() });
        let cell =
            csv.lines().nth(1).unwrap().strip_prefix("USE-0001,").unwrap().trim_matches('"').to_owned();
        assert_eq!(cell, format!("'{text}"));
    }
}

#[test]
fn plain_rows_are_guarded_and_quoted_like_records() {
    let heads = ["key".to_owned(), "Name".to_owned()];
    let rows =
        [vec!["USE-0001".to_owned(), "=cmd|' /C calc'!A0".to_owned()], vec!["a,b".to_owned(), String::new()]];
    let text = String::from_utf8(write_rows(&heads, rows)).unwrap();
    assert_eq!(text, "\u{feff}key,Name\r\nUSE-0001,'=cmd|' /C calc'!A0\r\n\"a,b\",\r\n");
}

#[test]
fn links_are_named_by_title_where_titles_are_known() {
    let body = Body::new().with("systems", Value::Links(vec![id(1), id(2), id(3)]));
    let titles = |asked| match asked {
        one if one == id(1) => Some("Chat".to_owned()),
        two if two == id(2) => Some("a;b".to_owned()),
        _ => None,
    };
    let how = Writing { fields: &["systems"], mark: true, title_of: Some(&titles) };
    let text = written(&body, &how);
    assert_eq!(text, format!("\u{FEFF}Reference,AI systems\r\nUSE-0001,Chat; {}; {}\r\n", id(2), id(3)));
}

#[test]
fn every_kind_has_different_headings() {
    for schema in crate::support::schemas() {
        let kind = schema.kind;
        let bytes = write_csv(&schema, [], &Writing::default());
        let line = String::from_utf8(bytes).unwrap();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes());
        let headers = reader.records().next().unwrap().unwrap();
        let different: std::collections::HashSet<_> = headers.iter().collect();
        assert_eq!((different.len(), headers.len()), (headers.len(), kind.fields.len() + 1), "{}", kind.id);
    }
}
