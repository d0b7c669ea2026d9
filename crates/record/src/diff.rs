//! What changed between two bodies, field by field and row by row.

use crate::{Body, FieldDef, Row, Schema, Shape, Value};

/// A field that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldChange {
    /// The field's id.
    pub field: String,
    /// The value before.
    pub before: Option<Value>,
    /// The value after.
    pub after: Option<Value>,
    /// For a table: the rows that differ, by row id.
    pub rows: Vec<RowChange>,
}

/// A row that was added, removed or changed.
#[derive(Clone, Debug, PartialEq)]
pub struct RowChange {
    /// The row's number.
    pub row: u32,
    /// The cells that differ: column, before, after.
    pub cells: Vec<(String, Option<Value>, Option<Value>)>,
    /// Whether the row is there before and after.
    pub kept: (bool, bool),
}

/// Ids of the fields whose values differ, in the order of ids.
pub fn changed_fields(before: &Body, after: &Body) -> Vec<String> {
    let mut ids: Vec<&str> = before.iter().chain(after.iter()).map(|(id, _)| id).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter().filter(|id| before.get(id) != after.get(id)).map(str::to_owned).collect()
}

/// What changed, in the order of the form.
pub fn diff(schema: &Schema, before: &Body, after: &Body) -> Vec<FieldChange> {
    schema
        .fields()
        .filter(|field| before.get(field.id) != after.get(field.id))
        .map(|field| FieldChange {
            field: field.id.to_owned(),
            before: before.get(field.id).cloned(),
            after: after.get(field.id).cloned(),
            rows: rows_of(field, before.get(field.id), after.get(field.id)),
        })
        .collect()
}

fn rows_of(field: &FieldDef, before: Option<&Value>, after: Option<&Value>) -> Vec<RowChange> {
    let Shape::Table(columns) = field.shape else { return Vec::new() };
    let rows = |value: Option<&Value>| match value {
        Some(Value::Table(rows)) => rows.clone(),
        _ => Vec::new(),
    };
    let (old, new) = (rows(before), rows(after));
    let mut ids: Vec<u32> = old.iter().chain(&new).map(|row| row.id).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.into_iter()
        .filter_map(|id| {
            let (was, is) = (find(&old, id), find(&new, id));
            let cells: Vec<_> = columns
                .iter()
                .map(|column| (column.id.to_owned(), cell(was, column), cell(is, column)))
                .filter(|(_, before, after)| before != after)
                .collect();
            (!cells.is_empty() || was.is_some() != is.is_some()).then_some(RowChange {
                row: id,
                cells,
                kept: (was.is_some(), is.is_some()),
            })
        })
        .collect()
}

fn find(rows: &[Row], id: u32) -> Option<&Row> {
    rows.iter().find(|row| row.id == id)
}

fn cell(row: Option<&Row>, column: &FieldDef) -> Option<Value> {
    row.and_then(|row| row.cells.get(column.id)).cloned()
}
