//! A table of rows within a form: the typed rows, a few blank ones, and a button that asks for more.

use super::{Ask, cell, relations};
use crate::words::{declared, form as w};
use maud::{Markup, html};
use record::FieldDef;

/// The field. A row that is left blank is not kept; a row is removed by its checkbox.
pub(super) fn draw(ask: &Ask<'_>, columns: &[FieldDef]) -> Markup {
    let scope = format!("{}.{}", ask.scope, ask.field.id);
    let typed = ask.form.data.rows(ask.field.id);
    let more = ask.locale.fill(w::ROW_ADD_TO, &[("field", &ask.label())]);
    ask.group(&html! {
        div class="rows" id=(ask.id()) tabindex="-1" {
            @for row in ask.form.rows(ask.field.id) {
                (one(ask, &scope, columns, row, typed.contains(&row)))
            }
        }
        @for column in columns {
            @let offers = format!("{}.{}", ask.field.id, column.id);
            @let inner = Ask { field: column, scope: &scope, offers: &offers, ..*ask };
            @if relations::is_typed(&inner, true) { (relations::suggestions(&inner)) }
        }
        p {
            button class="btn" name="_more" value=(ask.field.id) formnovalidate aria-label=(more) { (ask.say(w::ROW_ADD)) }
        }
    })
}

fn one(ask: &Ask<'_>, scope: &str, columns: &[FieldDef], row: u32, kept: bool) -> Markup {
    let number = row.to_string();
    let heading = if kept { ask.locale.fill(w::ROW, &[("n", &number)]) } else { ask.say(w::ROW_NEW) };
    html! {
        fieldset class="rowset" {
            legend { (heading) }
            div class="cells" {
                @for column in columns {
                    @let name = format!("{}.{row}.{}", ask.field.id, column.id);
                    @let offers = format!("{}.{}", ask.field.id, column.id);
                    @let inner = Ask { field: column, scope, name: &name, offers: &offers, ..*ask };
                    @let label = declared::label(ask.locale, scope, column);
                    div class={ "cell" @if inner.problem().is_some() { " error" } } {
                        span class="sm" aria-hidden="true" { (label) }
                        @if let Some(problem) = inner.problem() { p class="msg" { (problem.sentence) } }
                        (cell(&inner, &label))
                    }
                }
                @if kept {
                    label class="pick" {
                        input type="checkbox" name={ (ask.field.id) "." (row) ".remove" } value="yes";
                        span { (ask.locale.fill(w::ROW_REMOVE, &[("n", &number)])) }
                    }
                }
            }
        }
    }
}
