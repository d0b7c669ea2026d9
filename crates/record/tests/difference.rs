//! What changed between two bodies: everything that did, nothing that did not.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::{prelude::*, test_runner::TestRunner};
use record::{Body, FieldChange, Row, Schema, Value, changed_fields, diff};
use std::collections::BTreeMap;
use testkit::{bodies::body_of, sample, shapes};

fn over_pairs(property: impl Fn(&Schema, Body, Body) -> Result<(), TestCaseError>) {
    let schema = Schema::of(&shapes::KIND);
    let config = ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() };
    TestRunner::new(config)
        .run(&(body_of(&schema), body_of(&schema)), |(before, after)| property(&schema, before, after))
        .unwrap();
}

/// The body after the changes.
fn apply(body: &Body, changes: &[FieldChange]) -> Body {
    let mut body = body.clone();
    for change in changes {
        match &change.after {
            Some(value) => body.set(change.field.clone(), value.clone()),
            None => body.clear(&change.field),
        }
    }
    body
}

/// The rows after the changes to single cells, in the order of their numbers.
fn apply_rows(before: Option<&Value>, change: &FieldChange) -> Vec<Row> {
    let mut rows: BTreeMap<u32, Row> = match before {
        Some(Value::Table(rows)) => rows.iter().map(|row| (row.id, row.clone())).collect(),
        _ => BTreeMap::default(),
    };
    for changed in &change.rows {
        if !changed.kept.1 {
            rows.remove(&changed.row);
            continue;
        }
        let row =
            rows.entry(changed.row).or_insert_with(|| Row { id: changed.row, cells: BTreeMap::default() });
        for (column, _, after) in &changed.cells {
            match after {
                Some(value) => row.cells.insert(column.clone(), value.clone()),
                None => row.cells.remove(column),
            };
        }
    }
    rows.into_values().collect()
}

#[test]
fn a_body_does_not_differ_from_itself() {
    over_pairs(|schema, body, _| {
        prop_assert_eq!(diff(schema, &body, &body), []);
        prop_assert_eq!(changed_fields(&body, &body), Vec::<String>::new());
        Ok(())
    });
}

#[test]
fn the_changes_lead_from_one_body_to_the_other_and_back() {
    over_pairs(|schema, before, after| {
        prop_assert_eq!(apply(&before, &diff(schema, &before, &after)), after.clone());
        prop_assert_eq!(apply(&after, &diff(schema, &after, &before)), before);
        Ok(())
    });
}

#[test]
fn the_changes_of_rows_lead_from_one_table_to_the_other() {
    over_pairs(|schema, before, after| {
        for change in diff(schema, &before, &after).iter().filter(|change| change.field == "table") {
            let rows = match after.get("table") {
                Some(Value::Table(rows)) => rows.clone(),
                _ => Vec::new(),
            };
            prop_assert_eq!(apply_rows(before.get("table"), change), rows);
        }
        Ok(())
    });
}

#[test]
fn both_lists_of_changes_name_the_same_fields() {
    over_pairs(|schema, before, after| {
        let mut named: Vec<String> =
            diff(schema, &before, &after).into_iter().map(|change| change.field).collect();
        named.sort();
        prop_assert_eq!(named, changed_fields(&before, &after));
        Ok(())
    });
}

#[test]
fn a_changed_cell_is_named_by_row_and_column() {
    let schema = Schema::of(testkit::kinds::find("risk").unwrap());
    let before = sample("risk");
    let Some(Value::Table(mut rows)) = before.get("treatments").cloned() else { panic!("a table") };
    rows.retain(|row| row.id != 1);
    for row in &mut rows {
        row.cells.insert("due".into(), Value::Date(jiff::civil::date(2027, 1, 31)));
    }
    rows.push(Row { id: 3, cells: [("what".to_owned(), Value::Text("Stop".into()))].into() });
    let after = before.clone().with("treatments", Value::Table(rows));

    let changes = diff(&schema, &before, &after);
    assert_eq!(changes.len(), 1);
    let seen: Vec<(u32, (bool, bool), Vec<&str>)> = changes
        .iter()
        .flat_map(|change| &change.rows)
        .map(|row| (row.row, row.kept, row.cells.iter().map(|(column, ..)| column.as_str()).collect()))
        .collect();
    assert_eq!(
        seen,
        [
            (1, (true, false), vec!["what", "control", "owner", "due", "effect", "cost", "done"]),
            (2, (true, true), vec!["due"]),
            (3, (false, true), vec!["what"]),
        ]
    );
}
