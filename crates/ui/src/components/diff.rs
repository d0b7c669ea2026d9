//! What differs between two versions, field by field and row by row.

use super::{shown, shown::Names, word_diff};
use crate::words::{declared, record_page as w};
use crate::{Locale, Sample};
use maud::{Markup, html};
use record::{FieldChange, FieldDef, RowChange, Schema, Shape, Value};

/// The changes as a table: field, before, after. Version numbers name the two columns.
pub fn changes(
    locale: &Locale,
    schema: &Schema,
    changes: &[FieldChange],
    names: &Names,
    (a, b): (&str, &str),
) -> Markup {
    if changes.is_empty() {
        return html! { p class="body" { (locale.say(w::DIFF_NONE)) } };
    }
    html! {
        div class="scroll" {
            table class="table cards diff" {
                thead {
                    tr {
                        th scope="col" { (locale.say(w::DIFF_FIELD)) }
                        th scope="col" { (a) }
                        th scope="col" { (b) }
                    }
                }
                tbody {
                    @for change in changes {
                        @if let Some(field) = schema.field(&change.field) { (field_rows(locale, schema, field, change, names, (a, b))) }
                    }
                }
            }
        }
    }
}

fn field_rows(
    locale: &Locale,
    schema: &Schema,
    field: &FieldDef,
    change: &FieldChange,
    names: &Names,
    (a, b): (&str, &str),
) -> Markup {
    let scope = schema.kind.id;
    let label = declared::label(locale, scope, field);
    html! {
        @match field.shape {
            Shape::Table(columns) => {
                @for row in &change.rows {
                    tr {
                        th scope="row" { (label) span class="sub" { (row_word(locale, row)) } }
                        td data-label=(a) { (cells(locale, &format!("{scope}.{}", field.id), columns, row, names, false)) }
                        td data-label=(b) { (cells(locale, &format!("{scope}.{}", field.id), columns, row, names, true)) }
                    }
                }
            }
            _ => tr {
                th scope="row" { (label) }
                (both(locale, scope, field, change, names, (a, b)))
            }
        }
    }
}

/// Two cells; for text the words that differ are marked.
fn both(
    locale: &Locale,
    scope: &str,
    field: &FieldDef,
    change: &FieldChange,
    names: &Names,
    (a, b): (&str, &str),
) -> Markup {
    let (before, after) = (change.before.as_ref(), change.after.as_ref());
    if let (Some(Value::Text(before)), Some(Value::Text(after))) = (before, after) {
        let (before, after) = word_diff::mark(before, after);
        return html! { td data-label=(a) { div { (before) } } td data-label=(b) { div { (after) } } };
    }
    html! {
        td data-label=(a) {
            @if before.is_some() { del { (shown::value(locale, scope, field, before, names)) } } @else { (shown::blank(locale)) }
        }
        td data-label=(b) {
            @if after.is_some() { ins { (shown::value(locale, scope, field, after, names)) } } @else { (shown::blank(locale)) }
        }
    }
}

fn row_word(locale: &Locale, row: &RowChange) -> String {
    let word = match row.kept {
        (false, _) => w::DIFF_ADDED,
        (true, false) => w::DIFF_REMOVED,
        (true, true) => w::DIFF_CHANGED,
    };
    locale.fill(word, &[("n", &row.row.to_string())])
}

fn cells(
    locale: &Locale,
    scope: &str,
    columns: &[FieldDef],
    row: &RowChange,
    names: &Names,
    after: bool,
) -> Markup {
    html! {
        dl class="facts" {
            @for (id, was, is) in &row.cells {
                @if let Some(column) = columns.iter().find(|column| column.id == id) {
                    div {
                        dt { (declared::label(locale, scope, column)) }
                        dd { (shown::value(locale, scope, column, if after { is.as_ref() } else { was.as_ref() }, names)) }
                    }
                }
            }
        }
    }
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let (schema, body, names) = crate::specimen::record();
    let after = crate::specimen::revised();
    let list = record::diff(&schema, &body, &after);
    vec![Sample::new(
        "changes",
        (list, names, ["Version 1", "Version 2"]),
        move |locale, (list, names, [a, b])| changes(locale, &schema, list, names, (a, b)),
    )]
}
