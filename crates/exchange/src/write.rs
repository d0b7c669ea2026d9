//! Registers as CSV: what people see, in a file that no spreadsheet program runs.

use crate::cell;
use record::{Body, FieldDef, RecordId, Schema, Value, show};
use std::collections::HashSet;

/// Columns and form of an exported register.
#[derive(Clone, Copy, Default)]
pub struct Writing<'a> {
    /// Ids of the fields to write, in this order; empty for every field.
    pub fields: &'a [&'a str],
    /// Whether the file begins with a byte order mark, which Excel needs to read UTF-8.
    pub mark: bool,
    /// The title by which a linked record is named; without one the file holds ids.
    pub title_of: Option<&'a dyn Fn(RecordId) -> Option<String>>,
}

/// Writes records as CSV after RFC 4180: the reference first, then the fields under their labels. A text that a
/// spreadsheet program would run gets an apostrophe in front, which [`crate::plan`] takes off again.
///
/// Tables, answers and series appear as their number of rows: they have no form in one cell.
pub fn write_csv<'a>(
    schema: &Schema,
    rows: impl IntoIterator<Item = (&'a str, &'a Body)>,
    how: &Writing<'_>,
) -> Vec<u8> {
    let fields: Vec<&FieldDef> = if how.fields.is_empty() {
        schema.fields().collect()
    } else {
        how.fields.iter().filter_map(|id| schema.field(id)).collect()
    };
    let mut text = String::new();
    if how.mark {
        text.push('\u{FEFF}');
    }
    let mut headers = vec!["Reference".to_owned()];
    headers.extend(labels(&fields));
    line(&mut text, headers.iter().map(String::as_str));
    for (reference, body) in rows {
        let mut cells = vec![reference.to_owned()];
        cells.extend(
            fields
                .iter()
                .map(|field| body.get(field.id).map_or_else(String::new, |value| guarded(field, value, how))),
        );
        line(&mut text, cells.iter().map(String::as_str));
    }
    text.into_bytes()
}

/// Writes rows of plain cells as CSV after RFC 4180, the heads first, with a byte order mark. A text that a spreadsheet
/// program would run gets an apostrophe in front.
pub fn write_rows(heads: &[String], rows: impl IntoIterator<Item = Vec<String>>) -> Vec<u8> {
    let mut text = String::from('\u{FEFF}');
    line(&mut text, heads.iter().map(String::as_str));
    for row in rows {
        let guarded: Vec<String> = row.iter().map(|cell| cell::guard(cell).into_owned()).collect();
        line(&mut text, guarded.iter().map(String::as_str));
    }
    text.into_bytes()
}

/// Labels that are all different: where two fields share one, each says its id as well.
pub(crate) fn labels(fields: &[&FieldDef]) -> Vec<String> {
    let mut seen: HashSet<&str> = HashSet::from(["Reference"]);
    let twice: HashSet<&str> =
        fields.iter().map(|field| field.label).filter(|label| !seen.insert(label)).collect();
    let name = |field: &&FieldDef| {
        if twice.contains(field.label) {
            format!("{} ({})", field.label, field.id)
        } else {
            field.label.to_owned()
        }
    };
    fields.iter().map(name).collect()
}

fn guarded(field: &FieldDef, value: &Value, how: &Writing<'_>) -> String {
    let text = text_of(field, value, how);
    if matches!(value, Value::Number(_)) { text } else { cell::guard(&text).into_owned() }
}

/// A value as it stands in a cell.
pub(crate) fn text_of(field: &FieldDef, value: &Value, how: &Writing<'_>) -> String {
    let name = |id: &RecordId| {
        let title = how.title_of.and_then(|title_of| title_of(*id));
        // A title with the sign that separates titles could not be read again.
        title.filter(|title| !title.contains([';', '\n'])).unwrap_or_else(|| id.to_string())
    };
    match value {
        Value::Link(id) => name(id),
        Value::Links(ids) => ids.iter().map(name).collect::<Vec<_>>().join("; "),
        other => show(&field.shape, other),
    }
}

fn line<'a>(text: &mut String, cells: impl Iterator<Item = &'a str>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            text.push(',');
        }
        if cell.contains(['"', ',', '\n', '\r']) || cell.trim() != cell {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(cell);
        }
    }
    text.push_str("\r\n");
}
