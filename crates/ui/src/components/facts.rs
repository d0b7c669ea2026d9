//! A record's content, section by section: one line a field, tables and answers below their own heading.

use super::{card, shown, shown::Names};
use crate::words::{declared, form, record_page as w};
use crate::{Locale, Sample};
use maud::{Markup, html};
use record::{Body, FieldDef, Schema, Shape};

/// The content of a record.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// Fields in order, with the organisation's own.
    pub schema: &'a Schema,
    /// What is filled in.
    pub body: &'a Body,
    /// What linked records are called.
    pub names: &'a Names,
    /// Ids of fields that were erased on purpose.
    pub erased: &'a [String],
}

impl<'a> Facts<'a> {
    /// One card a section.
    pub fn draw(&self, locale: &Locale) -> Markup {
        html! {
            @for (heading, fields) in self.sections() {
                @let name = if heading.is_empty() { locale.say(form::FIRST_SECTION) } else {
                    declared::section(locale, self.schema.kind.id, heading)
                };
                (card::card(&name, "", &self.section(locale, &fields)))
            }
        }
    }

    /// The sections in the order in which they first appear, with the fields that are asked for or filled in.
    pub fn sections(&self) -> Vec<(&'a str, Vec<&'a FieldDef>)> {
        let mut sections: Vec<(&str, Vec<&FieldDef>)> = Vec::new();
        for field in self.schema.fields().skip(1) {
            if !self.schema.applies(field, self.body) && self.body.get(field.id).is_none() {
                continue;
            }
            match sections.iter_mut().find(|(heading, _)| *heading == field.section) {
                Some((_, fields)) => fields.push(field),
                None => sections.push((field.section, vec![field])),
            }
        }
        sections
    }

    fn section(&self, locale: &Locale, fields: &[&FieldDef]) -> Markup {
        let (wide, short): (Vec<&FieldDef>, Vec<&FieldDef>) = fields.iter().partition(|field| {
            matches!(field.shape, Shape::Table(_) | Shape::Answers(_) | Shape::Series { .. })
        });
        let (blank, filled): (Vec<&FieldDef>, Vec<&FieldDef>) =
            short.into_iter().partition(|field| self.is_blank(field));
        let (none, wide): (Vec<&FieldDef>, Vec<&FieldDef>) =
            wide.into_iter().partition(|field| self.is_blank(field));
        html! {
            @if !filled.is_empty() {
                dl class="facts" {
                    @for field in filled {
                        div {
                            dt { (shown::label(locale, self.schema, field)) }
                            dd { (self.value(locale, field)) }
                        }
                    }
                }
            }
            @for field in wide {
                h3 { (shown::label(locale, self.schema, field)) }
                (self.value(locale, field))
            }
            (self.blanks(locale, &[blank, none].concat()))
        }
    }

    /// What is not filled in, in one line: it is said, and does not push apart what is.
    pub fn blanks(&self, locale: &Locale, fields: &[&FieldDef]) -> Markup {
        html! {
            @if !fields.is_empty() {
                dl class="facts blanks" {
                    div {
                        dt { (locale.say(w::BLANKS)) }
                        dd { ul { @for field in fields { li { (shown::label(locale, self.schema, field)) } } } }
                    }
                }
            }
        }
    }

    /// Whether nothing is filled in; what was erased is not blank.
    pub fn is_blank(&self, field: &FieldDef) -> bool {
        self.body.get(field.id).is_none() && !self.erased.iter().any(|id| id == field.id)
    }

    fn value(&self, locale: &Locale, field: &FieldDef) -> Markup {
        if self.erased.iter().any(|id| id == field.id) {
            return html! { span class="muted" { (locale.say(w::ERASED)) } };
        }
        shown::value(locale, self.schema.kind.id, field, self.body.get(field.id), self.names)
    }
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let (schema, body, names) = crate::specimen::record();
    vec![Sample::new("facts", (body, names), move |locale, (body, names)| {
        Facts { schema: &schema, body, names, erased: &["contact".to_owned()] }.draw(locale)
    })]
}
