//! The samples hold under today's declarations, are complete, and refer to kinds that exist.

use record::{Schema, Shape, Value, links_of, missing, validate};
use std::collections::BTreeSet;

#[test]
fn every_kind_has_a_sample_without_problems() {
    for (kind, body) in testkit::samples() {
        let schema = Schema::of(kind);
        assert_eq!(validate(&schema, &body), [], "{}", kind.id);
        assert_eq!(missing(&schema, &body), [], "{}", kind.id);
    }
}

#[test]
fn samples_fill_in_every_field_that_is_asked() {
    for (kind, body) in testkit::samples() {
        let schema = Schema::of(kind);
        let blank: Vec<&str> = schema
            .fields()
            .filter(|field| schema.applies(field, &body) && body.get(field.id).is_none())
            .map(|field| field.id)
            .collect();
        let allowed: &[&str] = match kind.id {
            // She has not left.
            "person" => &["until"],
            _ => &[],
        };
        assert_eq!(blank, allowed, "{}", kind.id);
    }
}

#[test]
fn samples_fill_in_every_column_of_their_tables_somewhere() {
    let mut blank = Vec::new();
    for (kind, body) in testkit::samples() {
        for field in kind.fields {
            let (Shape::Table(columns), Some(Value::Table(rows))) = (field.shape, body.get(field.id)) else {
                continue;
            };
            let used: BTreeSet<&str> =
                rows.iter().flat_map(|row| row.cells.keys()).map(String::as_str).collect();
            let unused = columns.iter().filter(|column| !used.contains(column.id));
            blank.extend(unused.map(|column| format!("{}.{}.{}", kind.id, field.id, column.id)));
        }
    }
    assert_eq!(blank, Vec::<String>::new());
}

#[test]
fn samples_link_to_ids_of_the_kinds_that_the_fields_name() {
    for (kind, body) in testkit::samples() {
        for (path, id) in links_of(&Schema::of(kind), &body) {
            let field = kind.fields.iter().find(|field| path.split('.').next() == Some(field.id)).unwrap();
            let shape = match (field.shape, path.split_once('.')) {
                (Shape::Table(columns), Some((_, column))) => {
                    columns.iter().find(|cell| cell.id == column).unwrap().shape
                }
                (shape, _) => shape,
            };
            let target = match shape {
                Shape::Link(target) | Shape::Links(target) => target.kind,
                Shape::Person => "person",
                Shape::Evidence => "evidence",
                other => panic!("{path} is no link: {other:?}"),
            };
            let wanted =
                if target == "*" { kinds::ALL.iter().map(|kind| kind.id).collect() } else { vec![target] };
            let known = wanted.iter().any(|kind| (1..=20).any(|number| testkit::id_of(kind, number) == id));
            assert!(known, "{}.{path} links to something that is not a {target}", kind.id);
        }
    }
}
