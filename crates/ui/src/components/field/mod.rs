//! A field of a form, drawn from its declaration: one exhaustive match on its shape.
//!
//! What was typed is drawn as it was typed, right or wrong, because a refused form must lose nothing. Names follow
//! [`record::FormData`]; the id of an element is its name with dots as hyphens and `f-` before it, so that a problem's
//! path leads to the element.

mod picks;
mod questions;
mod relations;
mod rows;
mod text;

use crate::words::{Word, declared, form as w};
use crate::{Locale, Sample};
use maud::{Markup, html};
use record::{FieldDef, FileRef, FormData, Problem, Schema, Shape};
use std::collections::BTreeMap;

pub use relations::{Offer, Offers, resolve};

/// A form: everything that its fields are drawn from.
#[derive(Clone, Copy, Debug)]
pub struct Form<'a> {
    /// The fields.
    pub schema: &'a Schema,
    /// What was typed.
    pub data: &'a FormData,
    /// What is wrong with it.
    pub problems: &'a [Problem],
    /// What links can lead to, by field id or `field.column`.
    pub offers: &'a Offers,
    /// Files that are kept already, by field id.
    pub files: &'a BTreeMap<String, FileRef>,
    /// Rows to offer beside the typed ones, by field id.
    pub blanks: &'a BTreeMap<String, Blanks>,
}

/// Blank rows of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blanks {
    /// The first number that no row of this table has ever had.
    pub next: u32,
    /// How many to offer.
    pub count: u32,
}

/// One field in its place: in the form, in a table's row or as the answer to a question.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ask<'a> {
    pub(crate) locale: &'a Locale,
    pub(crate) form: &'a Form<'a>,
    pub(crate) field: &'a FieldDef,
    /// Scope of its words.
    pub(crate) scope: &'a str,
    /// Its name in the form.
    pub(crate) name: &'a str,
    /// Where its offers lie.
    pub(crate) offers: &'a str,
}

/// The id of the element for a name or a problem's path.
pub fn element_id(name: &str) -> String {
    format!("f-{}", name.replace('.', "-"))
}

impl Form<'_> {
    /// A field of the record.
    pub fn field(&self, locale: &Locale, field: &FieldDef) -> Markup {
        self.part(locale, field, None)
    }

    /// The same; of a set of questions only those of a section, where one is given.
    pub fn part(&self, locale: &Locale, field: &FieldDef, section: Option<&str>) -> Markup {
        let scope = self.schema.kind.id;
        let ask = Ask { locale, form: self, field, scope, name: field.id, offers: field.id };
        match field.shape {
            Shape::Table(columns) => rows::draw(&ask, columns),
            Shape::Answers(set) => questions::draw(&ask, set, section),
            Shape::Flag | Shape::Choice(_) | Shape::Choices(_) | Shape::Rating(_) => picks::draw(&ask),
            Shape::Link(_) | Shape::Links(_) | Shape::Person | Shape::Evidence => relations::draw(&ask),
            Shape::Line { .. }
            | Shape::Prose { .. }
            | Shape::Number { .. }
            | Shape::Money
            | Shape::Date
            | Shape::Period
            | Shape::File
            | Shape::Series { .. } => text::draw(&ask),
        }
    }

    /// Whether a problem's path has an element on this form.
    pub fn has(&self, path: &str) -> bool {
        let mut parts = path.split('.');
        let Some(field) = parts.next().and_then(|id| self.schema.field(id)) else { return false };
        let rest: Vec<&str> = parts.collect();
        match (field.shape, rest.as_slice()) {
            (_, []) => !matches!(field.shape, Shape::Series { .. }),
            (Shape::Answers(set), [question]) => set.question(question).is_some(),
            (Shape::Table(columns), [row, column]) => {
                row.parse().is_ok_and(|row| self.rows(field.id).contains(&row))
                    && columns.iter().any(|known| known.id == *column)
            }
            _ => false,
        }
    }

    /// The label of the field behind a problem's path; in a table the column's, behind a question its own.
    pub fn label(&self, locale: &Locale, path: &str) -> Option<String> {
        let scope = self.schema.kind.id;
        let mut parts = path.split('.');
        let field = self.schema.field(parts.next()?)?;
        let inner = format!("{scope}.{}", field.id);
        let last = parts.next_back();
        Some(match (field.shape, last) {
            (Shape::Table(columns), Some(last)) => {
                declared::label(locale, &inner, columns.iter().find(|column| column.id == last)?)
            }
            (Shape::Answers(set), Some(last)) => declared::label(locale, &inner, &set.question(last)?.field),
            _ => declared::label(locale, scope, field),
        })
    }

    /// The numbers of the rows of a table: typed ones, then blank ones.
    pub(crate) fn rows(&self, table: &str) -> Vec<u32> {
        let mut rows = self.data.rows(table);
        let highest = rows.last().copied().unwrap_or(0);
        let blanks = self.blanks.get(table).copied().unwrap_or(Blanks { next: 1, count: BLANK_ROWS });
        let first = blanks.next.max(highest.saturating_add(1));
        rows.extend(first..first.saturating_add(blanks.count));
        rows
    }
}

/// Blank rows that a table offers unless more were asked for.
pub const BLANK_ROWS: u32 = 2;

impl<'a> Ask<'a> {
    pub(crate) fn say(&self, word: Word) -> String {
        self.locale.say(word)
    }

    pub(crate) fn id(&self) -> String {
        element_id(self.name)
    }

    pub(crate) fn label(&self) -> String {
        declared::label(self.locale, self.scope, self.field)
    }

    /// The value typed under this name.
    pub(crate) fn typed(&self) -> &'a str {
        self.form.data.first(self.name).unwrap_or_default()
    }

    pub(crate) fn problem(&self) -> Option<&'a Problem> {
        self.form.problems.iter().find(|problem| problem.path == self.name)
    }

    /// Ids of hint and message, for `aria-describedby`.
    pub(crate) fn described(&self) -> Option<String> {
        let id = self.id();
        let mut ids = Vec::new();
        if !self.hints().is_empty() {
            ids.push(format!("{id}-hint"));
        }
        if self.problem().is_some() {
            ids.push(format!("{id}-error"));
        }
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    pub(crate) fn invalid(&self) -> Option<&'static str> {
        self.problem().map(|_| "true")
    }

    /// The label's text with the mark of an optional field.
    pub(crate) fn heading(&self) -> Markup {
        html! {
            (self.label())
            @if !self.field.required { " " span class="opt" { (self.say(w::OPTIONAL)) } }
        }
    }

    /// Hint and message, in this order, as GOV.UK has them.
    pub(crate) fn notes(&self) -> Markup {
        let id = self.id();
        let hints = self.hints();
        html! {
            @if !hints.is_empty() {
                div class="hint" id={ (id) "-hint" } { @for hint in &hints { p { (hint) } } }
            }
            @if let Some(problem) = self.problem() {
                p class="msg" id={ (id) "-error" } {
                    span class="aloud" { (self.say(w::ERROR)) } " " (problem.sentence)
                }
            }
        }
    }

    fn hints(&self) -> Vec<String> {
        let mut hints = Vec::new();
        if !self.field.hint.is_empty() {
            hints.push(declared::hint(self.locale, self.scope, self.field));
        }
        if let Some(condition) = self.condition() {
            hints.push(condition);
        }
        if matches!(self.field.shape, Shape::File) {
            let size = self.locale.bytes(record::limits::FILE_BYTES);
            hints.push(self.locale.fill(w::FILE_LIMIT, &[("size", &size)]));
        }
        if self.field.personal {
            hints.push(self.say(w::PERSONAL));
        }
        hints
    }

    /// When the field is asked for, in words: without scripts it is always there.
    fn condition(&self) -> Option<String> {
        let when = self.field.when?;
        let other = self.form.schema.field(when.field)?;
        let options = match other.shape {
            Shape::Choice(options) | Shape::Choices(options) => when
                .is
                .iter()
                .map(|code| super::shown::chosen(self.locale, self.scope, other, options, code))
                .collect::<Vec<_>>(),
            _ => when.is.iter().map(|code| self.say(if *code == "yes" { w::YES } else { w::NO })).collect(),
        };
        let label = declared::label(self.locale, self.scope, other);
        Some(self.locale.fill(w::WHEN, &[("field", &label), ("options", &options.join(", "))]))
    }

    /// A single control under its label.
    pub(crate) fn single(&self, control: &Markup) -> Markup {
        html! {
            div class={ "field" @if self.problem().is_some() { " error" } } data-when=[self.when()] {
                label for=(self.id()) { (self.heading()) }
                (self.notes())
                (control)
            }
        }
    }

    /// Several controls under a legend.
    pub(crate) fn group(&self, controls: &Markup) -> Markup {
        html! {
            fieldset class={ "field" @if self.problem().is_some() { " error" } } data-when=[self.when()]
                aria-describedby=[self.described()] {
                legend { (self.heading()) }
                (self.notes())
                (controls)
            }
        }
    }

    /// `field=code code`, for the script that hides what is not asked for.
    fn when(&self) -> Option<String> {
        self.field.when.map(|when| format!("{}={}", when.field, when.is.join(" ")))
    }
}

/// A control without label and notes, for a cell of a table; `aria` names it.
pub(crate) fn cell(ask: &Ask<'_>, aria: &str) -> Markup {
    match ask.field.shape {
        Shape::Flag | Shape::Choice(_) | Shape::Choices(_) | Shape::Rating(_) => {
            picks::select(ask, Some(aria))
        }
        Shape::Link(_) | Shape::Links(_) | Shape::Person | Shape::Evidence => {
            relations::control(ask, Some(aria))
        }
        _ => text::control(ask, Some(aria)),
    }
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let (schema, _, _) = crate::specimen::record();
    let typed = crate::specimen::typed();
    let fields = typed.clone();
    let other = schema.clone();
    vec![
        Sample::new("blank", typed.offers.clone(), move |locale, offers| {
            let (data, files, blanks) = (FormData::default(), BTreeMap::new(), BTreeMap::new());
            let form =
                Form { schema: &schema, data: &data, problems: &[], offers, files: &files, blanks: &blanks };
            html! { form class="stack" { @for field in schema.fields() { (form.field(locale, field)) } } }
        }),
        Sample::new("typed-with-problems", fields, move |locale, typed| {
            let form = typed.form(&other);
            html! { form class="stack" { @for field in other.fields() { (form.field(locale, field)) } } }
        }),
    ]
}
