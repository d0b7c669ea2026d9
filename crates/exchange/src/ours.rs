//! Files that the program wrote itself and people edited: known by their headings, matched by what identifies a record.

use crate::{CellProblem, Weight, cell};
use crate::{
    ColumnMapping, Existing, Mapping, Sheet, To, draft::Draft, mapping::target, planner::Planner,
    settle::columns_of,
};
use record::{Body, FieldDef, RecordId, Schema, Shape, show};

/// The hidden column that names the record of a row.
pub const RECORD_COLUMN: &str = "_record";
/// The hidden column that says which version of it was exported.
pub const VERSION_COLUMN: &str = "_version";
/// The column of references.
pub(crate) const REFERENCE_COLUMN: &str = "Reference";

/// Whether every heading is one that an export of this kind writes.
pub(crate) fn is_ours(sheet: &Sheet, schema: &Schema) -> bool {
    let identifies = sheet.column(RECORD_COLUMN).or_else(|| sheet.column(REFERENCE_COLUMN)).is_some();
    identifies && sheet.headers.iter().all(|header| is_hidden(header) || field(schema, header).is_some())
}

/// The mapping of such a file: every heading to its field; what has no form in one cell is left alone.
pub(crate) fn mapping(sheet: &Sheet, schema: &Schema) -> Mapping {
    let to = |header: &String| match field(schema, header) {
        Some(field) => match (target(&field.shape), field.shape) {
            (Some(kind), _) => To::Linked { kind: kind.to_owned(), link_field: field.id.to_owned() },
            (
                None,
                Shape::File
                | Shape::Table(_)
                | Shape::Answers(_)
                | Shape::Series { .. }
                | Shape::Evidence
                | Shape::Link(_)
                | Shape::Links(_),
            ) => To::Skip,
            _ => To::Field(field.id.to_owned()),
        },
        None => To::Skip,
    };
    let columns = sheet.headers.iter().map(|header| ColumnMapping { column: header.clone(), to: to(header) });
    Mapping {
        name: sheet.name.clone(),
        kind: schema.kind.id.to_owned(),
        columns: columns.collect(),
        ..Mapping::default()
    }
}

fn is_hidden(header: &str) -> bool {
    [RECORD_COLUMN, VERSION_COLUMN, REFERENCE_COLUMN].contains(&header)
}

fn field<'s>(schema: &'s Schema, header: &str) -> Option<&'s FieldDef> {
    if is_hidden(header) {
        return None;
    }
    let longer = |field: &&FieldDef| header == format!("{} ({})", field.label, field.id);
    schema.fields().find(|field| field.label == header).or_else(|| schema.fields().find(longer))
}

/// Where a file of ours identifies its rows.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Columns {
    record: Option<usize>,
    version: Option<usize>,
    reference: Option<usize>,
}

impl Columns {
    pub(crate) fn of(sheet: &Sheet, schema: &Schema) -> Self {
        if !is_ours(sheet, schema) {
            return Self::default();
        }
        Self {
            record: sheet.column(RECORD_COLUMN),
            version: sheet.column(VERSION_COLUMN),
            reference: sheet.column(REFERENCE_COLUMN),
        }
    }
}

impl Columns {
    /// Whether rows of the file can name their records themselves.
    pub(crate) const fn identify(&self) -> bool {
        self.record.is_some() || self.reference.is_some()
    }

    /// The record that a row names.
    pub(crate) fn record(
        &self,
        sheet: &Sheet,
        own: &Schema,
        existing: &dyn Existing,
        row: usize,
    ) -> Option<RecordId> {
        let text = |column: Option<usize>| column.map(|column| sheet.cell(row, column).trim());
        let by_id = text(self.record).and_then(|text| text.parse::<RecordId>().ok());
        let by_reference = || text(self.reference).and_then(|text| existing.by_reference(own.kind.id, text));
        by_id.or_else(by_reference)
    }
}

impl<'s> Planner<'s> {
    /// The record that a row of such a file names, with its newest content.
    pub(crate) fn named_by_row(&self, row: usize) -> Option<(RecordId, Body)> {
        let id = self.ours.record(self.sheet, self.own, self.existing, row)?;
        Some((id, self.existing.body(id)?))
    }

    /// Takes out of a draft what stands against a newer version: what the file left as it was exported stays as it is
    /// now, and what both changed is named and left to people.
    pub(crate) fn reconcile(&mut self, row: usize, id: RecordId, now: &Body, draft: &mut Draft<'s>) {
        let seen =
            self.ours.version.and_then(|column| self.sheet.cell(row, column).trim().parse::<u32>().ok());
        let newest = self.existing.version(id);
        let base = seen.filter(|_| seen != newest).and_then(|seen| self.existing.at_version(id, seen));
        self.emptied(row, base.as_ref().unwrap_or(now));
        let Some(base) = base else { return };
        for (field, value) in &draft.body.clone() {
            let (before, meanwhile) = (base.get(field), now.get(field));
            if before == meanwhile || Some(value) == meanwhile {
                continue;
            }
            if Some(value) != before {
                let said = |body: &Body| {
                    let value = body.get(field).zip(self.own.field(field));
                    value.map_or_else(
                        || "nothing".to_owned(),
                        |(value, field)| cell::excerpt(&show(&field.shape, value)),
                    )
                };
                let sentence = format!(
                    "Since the export somebody changed this from “{}” to “{}”; the file says otherwise, so it stays.",
                    said(&base),
                    said(now)
                );
                for column in columns_of(draft, field) {
                    self.list(row, column, Weight::Refused, ("changed_since_export", sentence.clone()));
                }
                draft.sources.retain(|(_, from)| *from != field);
            }
            draft.body.clear(field);
        }
    }

    /// Names cells that were emptied: an import takes nothing away.
    fn emptied(&mut self, row: usize, before: &Body) {
        let emptied: Vec<(usize, String)> = self
            .own_places()
            .into_iter()
            .filter(|(column, field)| {
                cell::is_blank(self.sheet.cell(row, *column)) && before.get(field.id).is_some()
            })
            .map(|(column, field)| (column, field.label.to_owned()))
            .collect();
        for (column, label) in emptied {
            self.problems.push(CellProblem {
                line: self.sheet.line(row),
                column: self.sheet.headers.get(column).cloned().unwrap_or_default(),
                value: String::new(),
                weight: Weight::Warning,
                code: "emptied",
                sentence: format!(
                    "The cell was emptied; an import takes nothing away, so clear “{label}” in the record."
                ),
            });
        }
    }
}
