//! A value as a reader sees it: one exhaustive match on its shape.

use super::badge::Badge;
use crate::words::{declared, form, record_page as w};
use crate::{Href, Link, Locale};
use maud::{Markup, html};
use record::{Answers, FieldDef, FileRef, Opt, QuestionSet, RecordId, Row, Schema, Shape, Value};
use std::collections::BTreeMap;

/// What ids and hashes are called for this reader, and where they lead.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Records that the reader may see.
    pub records: BTreeMap<RecordId, Link>,
    /// Files by SHA-256.
    pub files: BTreeMap<String, Href>,
}

/// A value in full. Nothing is shown as nothing: a blank says that it is blank.
pub fn value(locale: &Locale, scope: &str, field: &FieldDef, value: Option<&Value>, names: &Names) -> Markup {
    match (field.shape, value) {
        (_, None) => blank(locale),
        (Shape::Table(columns), Some(Value::Table(rows))) => {
            table(locale, scope, field, columns, rows, names)
        }
        (Shape::Answers(set), Some(Value::Answers(given))) => {
            answers(locale, scope, field, set, given, names)
        }
        (Shape::Series { unit }, Some(Value::Series(points))) => html! {
            table class="table inner" {
                thead { tr { th scope="col" { (locale.say(w::AT)) } th scope="col" class="num" { (locale.say(w::VALUE)) } } }
                tbody {
                    @for point in points {
                        tr { td { (locale.instant(point.at)) } td class="num" { (locale.decimal(&point.value.to_string())) " " (unit) } }
                    }
                }
            }
        },
        (_, Some(value)) => simple(locale, scope, field, value, names),
    }
}

/// A value that fits into a cell.
pub fn simple(locale: &Locale, scope: &str, field: &FieldDef, value: &Value, names: &Names) -> Markup {
    match (field.shape, value) {
        (Shape::Choice(options), Value::Choice(code)) => {
            html! { (chosen(locale, scope, field, options, code)) }
        }
        (Shape::Choices(options), Value::Choices(codes)) => html! {
            @for (place, code) in codes.iter().enumerate() {
                @if place > 0 { ", " }
                (chosen(locale, scope, field, options, code))
            }
        },
        (Shape::Rating(steps), Value::Rating(step)) => html! { (rating(locale, scope, field, steps, *step)) },
        (Shape::Number { unit, .. }, Value::Number(number)) => {
            html! { (locale.decimal(&number.normalize().to_string())) @if !unit.is_empty() { " " (declared::unit(locale, scope, field, unit)) } }
        }
        (_, Value::Text(text)) => prose(text),
        (_, Value::Money(money)) => {
            html! { (locale.decimal(&money.amount.to_string())) " " (money.currency) }
        }
        (_, Value::Date(date)) => locale.day(*date),
        (_, Value::Flag(flag)) => html! { (locale.say(if *flag { w::YES } else { w::NO })) },
        (_, Value::Period(span)) => {
            let from = locale.day_text(span.from);
            html! {
                @match span.to {
                    Some(to) => (locale.fill(w::SPAN, &[("from", &from), ("to", &locale.day_text(to))])),
                    None => (locale.fill(w::TO_OPEN_END, &[("from", &from)])),
                }
            }
        }
        (_, Value::Link(id)) => link(locale, *id, names),
        (_, Value::Links(ids)) => html! {
            @for (place, id) in ids.iter().enumerate() { @if place > 0 { ", " } (link(locale, *id, names)) }
        },
        (_, Value::File(file)) => kept_file(locale, file, names),
        (shape, value) => html! { (record::show(&shape, value)) },
    }
}

/// A blank: its word for readers, before which the sign is drawn that is seen instead. A register has hundreds of them.
pub fn blank(locale: &Locale) -> Markup {
    html! { span class="blank" { (locale.say(w::BLANK_ALOUD)) } }
}

/// Text with its paragraphs and line breaks.
pub fn prose(text: &str) -> Markup {
    if !text.contains('\n') {
        return html! { (text) };
    }
    html! {
        @for paragraph in text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
            p { @for (place, line) in paragraph.lines().enumerate() { @if place > 0 { br; } (line) } }
        }
    }
}

/// The label of an option; a code that is no longer an option stays readable as a code.
pub fn chosen(locale: &Locale, scope: &str, field: &FieldDef, options: &[Opt], code: &str) -> String {
    options
        .iter()
        .find(|option| option.code == code)
        .map_or_else(|| code.to_owned(), |option| declared::option(locale, scope, field, option))
}

/// A step of a scale: number and name.
pub fn rating(locale: &Locale, scope: &str, field: &FieldDef, steps: &[Opt], step: u8) -> String {
    let name = usize::from(step).checked_sub(1).and_then(|index| steps.get(index));
    let name = name.map(|opt| declared::option(locale, scope, field, opt)).unwrap_or_default();
    if name.is_empty() {
        step.to_string()
    } else {
        locale.fill(w::STEP, &[("n", &step.to_string()), ("name", &name)])
    }
}

/// A record by its name.
pub fn link(locale: &Locale, id: RecordId, names: &Names) -> Markup {
    html! {
        @if let Some(link) = names.records.get(&id) { (link) } @else {
            span class="muted" { (locale.say(w::UNKNOWN_RECORD)) }
        }
    }
}

/// A state as a badge, for cells.
pub fn state(locale: &Locale, code: &str) -> Badge {
    Badge::state(locale, code)
}

fn kept_file(locale: &Locale, file: &FileRef, names: &Names) -> Markup {
    html! {
        @match names.files.get(&file.sha256) {
            Some(href) => a href=(href) { (file.name) },
            None => span { (file.name) },
        }
        " " span class="muted nowrap" { (locale.bytes(file.bytes)) }
        span class="seal" { (locale.fill(w::FILE_HASH, &[("hash", &file.sha256)])) }
    }
}

fn table(
    locale: &Locale,
    scope: &str,
    field: &FieldDef,
    columns: &[FieldDef],
    rows: &[Row],
    names: &Names,
) -> Markup {
    let inner = format!("{scope}.{}", field.id);
    html! {
        // On a phone it scrolls sideways, which must be possible by keyboard too (WCAG 2.1.1).
        div class="scroll" tabindex="0" role="region" aria-label=(declared::label(locale, scope, field)) {
            table class="table inner" {
                caption class="aloud" { (declared::label(locale, scope, field)) }
                thead {
                    tr {
                        th scope="col" class="num" { (locale.say(w::ROW_NUMBER)) }
                        @for column in columns { th scope="col" { (declared::label(locale, &inner, column)) } }
                    }
                }
                tbody {
                    @for row in rows {
                        tr {
                            th scope="row" class="num" { (row.id) }
                            @for column in columns {
                                td data-label=(declared::label(locale, &inner, column)) {
                                    @match row.cells.get(column.id) {
                                        Some(cell) => (simple(locale, &inner, column, cell, names)),
                                        None => (blank(locale)),
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn answers(
    locale: &Locale,
    scope: &str,
    field: &FieldDef,
    set: &QuestionSet,
    given: &Answers,
    names: &Names,
) -> Markup {
    let inner = format!("{scope}.{}", field.id);
    html! {
        // On a phone it scrolls sideways, which must be possible by keyboard too (WCAG 2.1.1).
        div class="scroll" tabindex="0" role="region" aria-label=(declared::label(locale, scope, field)) {
            table class="table inner" {
                caption class="aloud" { (declared::label(locale, scope, field)) }
                thead {
                    tr {
                        th scope="col" { (locale.say(w::QUESTION)) }
                        th scope="col" { (locale.say(w::ANSWER)) }
                        th scope="col" { (locale.say(w::NOTE)) }
                    }
                }
                tbody {
                    @for question in set.questions {
                        tr {
                            th scope="row" { (declared::label(locale, &inner, &question.field)) }
                            @match given.given.get(question.field.id) {
                                Some(answer) => {
                                    td { (simple(locale, &inner, &question.field, &answer.value, names)) }
                                    td { @if let Some(note) = &answer.note { (prose(note)) } }
                                }
                                None => { td colspan="2" { (locale.say(form::NOT_ANSWERED)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The heading of a field on a record's page.
pub fn label(locale: &Locale, schema: &Schema, field: &FieldDef) -> String {
    declared::label(locale, schema.kind.id, field)
}
