//! A row while it is read: every filled cell goes into a draft or on the list.

use crate::links::{in_order, is_many};
use crate::mapping::{Place, target};
use crate::plan::joined;
use crate::planner::{Aim, Planner, Route};
use crate::read::{Note, Read, items};
use crate::{CustomField, Dates, Weight, cell, profile::Profile};
use record::{Body, FieldDef, RecordId, Schema, Shape, Value, fold, limits};
use std::collections::BTreeMap;

/// A row while it is read.
#[derive(Default)]
pub(crate) struct Draft<'s> {
    pub body: Body,
    /// Columns and the fields that they went to.
    pub sources: Vec<(usize, &'static str)>,
    /// Columns, and the records that they name and the row links.
    pub named: Vec<(usize, &'s FieldDef, &'s Schema, String)>,
    /// Columns, and what they say about a record that the row links.
    pub beyond: Vec<(usize, Place<'s>, Beyond)>,
    /// Texts for fields yet to be added.
    pub custom: BTreeMap<String, String>,
    /// The columns of those texts.
    pub custom_columns: Vec<usize>,
}

/// What a row says about the record that it links.
pub(crate) enum Beyond {
    /// A value of one of its fields.
    Value(Value),
    /// The title of a record that it links.
    Title(String),
}

impl<'s> Planner<'s> {
    /// Reads every cell of a row into a draft.
    pub(crate) fn read(&mut self, row: usize) -> Draft<'s> {
        let mut draft = Draft::default();
        let mut routes = std::mem::take(&mut self.routes);
        for route in &mut routes {
            let raw = self.sheet.cell(row, route.column);
            if cell::is_blank(raw) {
                continue;
            }
            let text = cell::plain(raw);
            if cell::is_error(&text) {
                let note = (
                    "spreadsheet_error",
                    format!("The cell holds the error {}; mend it in the spreadsheet.", text.trim()),
                );
                self.list(row, route.column, Weight::Refused, note);
                continue;
            }
            match route.to.clone() {
                Aim::Skip => {
                    let sentence = "The mapping leaves this column out.".to_owned();
                    self.list(row, route.column, Weight::Skipped, ("skipped", sentence));
                }
                Aim::Broken(note) => self.list(row, route.column, Weight::Refused, note),
                Aim::Custom { id, label } => {
                    let field = (id.as_str(), label.as_str(), route.lens.dates());
                    self.read_custom(row, route.column, field, &text, &mut draft);
                }
                Aim::Place(place) => {
                    self.look(row, route.column, &text, &place.field.shape);
                    match place.names {
                        Some(schema) => self.read_names(row, route.column, place, schema, &text, &mut draft),
                        None => self.read_value(row, route, place, &text, &mut draft),
                    }
                }
            }
        }
        self.routes = routes;
        draft
    }

    fn read_custom(
        &mut self,
        row: usize,
        column: usize,
        (id, label, dates): (&str, &str, Dates),
        text: &str,
        draft: &mut Draft<'s>,
    ) {
        if !self.custom.contains_key(id) {
            if self.custom.len() >= self.custom_room {
                let sentence =
                    format!("A kind can have at most {} fields of your own.", limits::CUSTOM_FIELDS);
                return self.list(row, column, Weight::Refused, ("too_many_fields", sentence));
            }
            let heading = self.sheet.headers.get(column).map_or("", String::as_str);
            let profile = Profile::of(self.sheet, column);
            let field =
                CustomField::draft(id, label, heading, &profile, dates).shaped(self.shapes.get(heading));
            self.custom.insert(id.to_owned(), field);
        }
        let kept = match record::clean_prose(text) {
            Ok(kept) => kept,
            Err((code, sentence)) => {
                return self.list(row, column, Weight::Refused, (code, sentence.to_owned()));
            }
        };
        if kept.is_empty() {
            return self.says_nothing(row, column);
        }
        if kept.chars().count() > limits::PROSE_CHARS {
            let sentence = format!("Shorten “{label}” to {} characters.", limits::PROSE_CHARS);
            return self.list(row, column, Weight::Refused, ("too_long", sentence));
        }
        let known = draft.custom.entry(id.to_owned()).or_default();
        let second = !known.is_empty();
        if second {
            known.push('\n');
        }
        known.push_str(&kept);
        if let Some(field) = self.custom.get_mut(id).filter(|_| second) {
            // Several columns go there: only paragraphs hold them all.
            field.shape = "prose";
            field.options.clear();
        }
        draft.custom_columns.push(column);
    }

    /// Titles of other records in a cell.
    fn read_names(
        &mut self,
        row: usize,
        column: usize,
        place: Place<'s>,
        schema: &'s Schema,
        text: &str,
        draft: &mut Draft<'s>,
    ) {
        let titles = items(text);
        if titles.is_empty() {
            return self.says_nothing(row, column);
        }
        let single = !is_many(&place.field.shape);
        for (at, title) in titles.into_iter().enumerate() {
            if single && at > 0 {
                let note = (
                    "one_only",
                    format!("“{}” names one record; the cell names several.", place.field.label),
                );
                self.list(row, column, Weight::Refused, note);
                break;
            }
            match place.via {
                None => draft.named.push((column, place.field, schema, title)),
                Some(_) => draft.beyond.push((column, place, Beyond::Title(title))),
            }
        }
    }

    fn read_value(
        &mut self,
        row: usize,
        route: &mut Route<'s>,
        place: Place<'s>,
        text: &str,
        draft: &mut Draft<'s>,
    ) {
        let read = match place.field.shape {
            Shape::Link(_) | Shape::Links(_) | Shape::Person | Shape::Evidence => {
                self.find_links(place.field, text)
            }
            shape if route.shortened => route.lens.read(&shape, &beginning(text)),
            shape => route.lens.read(&shape, text),
        };
        for note in read.lost {
            self.list(row, route.column, Weight::Refused, note);
        }
        let Some(value) = read.value else {
            if read.says_nothing {
                self.says_nothing(row, route.column);
            }
            return;
        };
        if place.via.is_some() {
            draft.beyond.push((route.column, place, Beyond::Value(value)));
            return;
        }
        let heading = self.sheet.headers.get(route.column).filter(|_| route.headed);
        match combined(place.field, draft.body.get(place.field.id), value, heading) {
            Ok(value) => {
                draft.body.set(place.field.id, value);
                draft.sources.push((route.column, place.field.id));
            }
            Err(note) => self.list(row, route.column, Weight::Refused, note),
        }
    }

    /// Links by id or by the title of a record that exists.
    fn find_links(&self, field: &FieldDef, text: &str) -> Read {
        let kind = target(&field.shape);
        let (mut ids, mut read) = (Vec::new(), Read::default());
        for item in items(text) {
            let line = item.split_whitespace().collect::<Vec<_>>().join(" ");
            let by_title = || kind.and_then(|kind| self.existing.by_title(kind, &fold(&line)));
            let by_reference = || kind.and_then(|kind| self.existing.by_reference(kind, &line));
            match line.parse::<RecordId>().ok().or_else(by_reference).or_else(by_title) {
                Some(id) if !ids.contains(&id) => ids.push(id),
                Some(_) => {}
                None => {
                    let sentence = format!("There is no record “{}” to link to.", cell::excerpt(&line));
                    read.lost.push(("no_such_record", sentence));
                }
            }
        }
        read.says_nothing = ids.is_empty() && read.lost.is_empty();
        read.value = match (is_many(&field.shape), ids.as_slice()) {
            (_, []) => None,
            (true, _) => Some(Value::Links(ids)),
            (false, [id]) => Some(Value::Link(*id)),
            (false, _) => {
                read.lost.push(("one_only", format!("“{}” names one record.", field.label)));
                None
            }
        };
        read
    }

    /// What is odd about a cell that is kept.
    fn look(&mut self, row: usize, column: usize, text: &str, shape: &Shape) {
        if text.contains('\u{FFFD}') {
            let note = ("damaged_text", "The text holds �: it was damaged before it came here.".to_owned());
            self.list(row, column, Weight::Warning, note);
        }
        if matches!(shape, Shape::Line { .. } | Shape::Prose { .. }) && cell::is_formula_like(text) {
            let note =
                ("formula", "The cell looks like a formula; it is kept as text and never run.".to_owned());
            self.list(row, column, Weight::Warning, note);
        }
    }

    fn says_nothing(&mut self, row: usize, column: usize) {
        let note = ("says_nothing", "The cell says nothing that could be kept.".to_owned());
        self.list(row, column, Weight::Skipped, note);
    }
}

/// Characters of a text that a record is called by, at least where there are as many, and at most.
const LEAST: usize = 24;
const BEGINNING: usize = 110;

/// The beginning of a text, to call a record by: its first line, to the end of a sentence or of a word. A point after a few
/// signs ends an abbreviation, not a sentence.
fn beginning(text: &str) -> String {
    let line = text.trim().lines().next().unwrap_or_default().trim();
    let ends = line.match_indices(". ").map(|(at, _)| at);
    let end = ends.into_iter().find(|at| line.get(..*at).is_some_and(|text| text.chars().count() >= LEAST));
    let sentence = end.and_then(|at| line.get(..at)).unwrap_or(line);
    if sentence.chars().count() <= BEGINNING {
        sentence.to_owned()
    } else {
        cell::shortened(sentence, BEGINNING)
    }
}

/// What a field holds once another column has gone to it: paragraphs, options and links add up.
fn combined(
    field: &FieldDef,
    before: Option<&Value>,
    value: Value,
    heading: Option<&String>,
) -> Result<Value, Note> {
    let value = match (value, heading) {
        (Value::Text(text), Some(heading)) => Value::Text(format!("{heading}: {text}")),
        (value, _) => value,
    };
    match (before, value) {
        (None, value) => Ok(value),
        (Some(before), value) if *before == value => Ok(value),
        (Some(Value::Text(before)), Value::Text(text)) if heading.is_some() => {
            Ok(Value::Text(format!("{before}\n\n{text}")))
        }
        (Some(Value::Choices(before)), Value::Choices(more)) => Ok(in_order(&field.shape, before, &more)),
        (before @ Some(Value::Links(_)), Value::Links(more)) => Ok(joined(before, &more)),
        (Some(_), _) => {
            let sentence =
                format!("Another column has already filled “{}” with something else.", field.label);
            Err(("field_taken", sentence))
        }
    }
}
