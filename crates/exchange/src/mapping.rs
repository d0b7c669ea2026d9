//! Where each column of a file goes. A mapping is saved, exported and used again on the next file.

use crate::{Dates, Ends, Reshape, Sheet, ending_acts};
use record::{FieldDef, Problem, Schema, Shape};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where each column of a file goes, and how its cells are to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// What people call it.
    pub name: String,
    /// Id of the kind that each row becomes.
    pub kind: String,
    /// Columns of the file that are joined or split first; everything below names the columns that come of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reshapes: Vec<Reshape>,
    /// Columns in the order of the file; a column may appear twice to go to two places.
    pub columns: Vec<ColumnMapping>,
    /// The column that holds the file's own key of each row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The columns that together identify a row without a key; empty for the column of the title.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identity: Vec<String>,
    /// The column whose text, shortened, the records are called by when no column goes to their title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub named_by: Option<String>,
    /// A link field such as `systems`: a row that says something about a record there and names none gets one under its
    /// own title, so that a use and its system can be kept in one line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub together: Option<String>,
    /// By column: what a cell, or an item of a list in it, means: the code of an option, `yes` or `no`; empty for
    /// "says nothing".
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, BTreeMap<String, String>>,
    /// By column: how its dates are written.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub dates: BTreeMap<String, Dates>,
    /// By column that becomes a field of the organisation's own: the shape that a person has given it instead of the
    /// drafted one.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub shapes: BTreeMap<String, String>,
    /// The column that says which rows are done, given up or out of use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<Ends>,
}

/// One column and its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnMapping {
    /// The heading.
    pub column: String,
    /// Where its cells go.
    pub to: To,
}

/// Where the cells of a column go.
///
/// Fields are named by path. `stage` is a field of the row's own record; `systems.technique` is the field `technique` of
/// the record that the row links through `systems`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum To {
    /// Into a field.
    Field(String),
    /// Nowhere; every filled cell is listed as skipped.
    Skip,
    /// The title of a record of another kind, which is created unless it exists, and linked.
    Linked {
        /// Id of the other kind.
        kind: String,
        /// The link field: `systems`, or `systems.supplier` for the supplier of the row's system.
        link_field: String,
    },
    /// Into a field that the organisation adds under this label.
    Custom(String),
}

impl Mapping {
    /// Reads a saved mapping.
    ///
    /// # Errors
    /// What is wrong with the JSON.
    pub fn from_json(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }

    /// The mapping as it is saved and exported.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// The column whose text records of this kind are called by, since no column goes to their title.
    pub fn called_by(&self, own: &Schema) -> Option<&str> {
        let title = own.kind.title().id;
        let titled = self.columns.iter().any(|entry| matches!(&entry.to, To::Field(id) if id == title));
        self.named_by.as_deref().filter(|_| !titled)
    }

    /// This mapping for a file that has other columns, or lacks some: what it says of columns that are there holds, of
    /// the others what is proposed.
    #[must_use]
    pub fn fitted(&self, sheet: &Sheet, proposed: Self) -> Self {
        let there = |column: &String| sheet.headers.contains(column);
        let known = |column: &String| self.columns.iter().any(|own| own.column == *column);
        let mut columns: Vec<ColumnMapping> =
            self.columns.iter().filter(|own| there(&own.column)).cloned().collect();
        columns.extend(proposed.columns.into_iter().filter(|other| !known(&other.column)));
        columns.sort_by_key(|own| sheet.headers.iter().position(|header| *header == own.column));
        let whole = !self.identity.is_empty() && self.identity.iter().all(there);
        Self {
            name: self.name.clone(),
            kind: self.kind.clone(),
            reshapes: self.reshapes.clone(),
            columns,
            key: self.key.clone().filter(|key| there(key)).or(proposed.key),
            identity: if whole { self.identity.clone() } else { proposed.identity },
            named_by: self.named_by.clone().filter(|column| there(column)).or(proposed.named_by),
            together: self.together.clone().or(proposed.together),
            values: both(&self.values, proposed.values, known, there),
            dates: both(&self.dates, proposed.dates, known, there),
            shapes: both(&self.shapes, proposed.shapes, known, there),
            ends: self.ends.clone().filter(|ends| there(&ends.column)).or(proposed.ends),
        }
    }

    /// What does not hold of this mapping for a sheet and today's schemas: columns, fields and codes that do not exist.
    /// The path of a problem is the column.
    pub fn problems(&self, sheet: &Sheet, schemas: &[Schema]) -> Vec<Problem> {
        let mut problems = Vec::new();
        let named = self.columns.iter().map(|column| column.column.as_str());
        let others = self.key.iter().chain(&self.identity).chain(&self.named_by).map(String::as_str);
        let others = others.chain(self.ends.iter().map(|ends| ends.column.as_str()));
        for column in named.chain(others).filter(|column| sheet.column(column).is_none()) {
            let sentence = format!("The file has no column “{column}”.");
            problems.push(Problem::new(column, "no_such_column", sentence));
        }
        for column in &self.columns {
            if let Err((code, sentence)) = route(schemas, &self.kind, &column.to) {
                problems.push(Problem::new(column.column.as_str(), code, sentence));
            }
        }
        let own = schema_of(schemas, &self.kind);
        if let (Some(ends), Some(own)) = (&self.ends, own) {
            let acts: Vec<&str> = ending_acts(own.kind.life_cycle).iter().map(|act| act.code()).collect();
            for (value, code) in ends.unknown(own) {
                let acts = acts.join(", ");
                let sentence = format!("“{value}” is to “{code}” a record; by a list it can be: {acts}.");
                problems.push(Problem::new(ends.column.as_str(), "no_such_end", sentence));
            }
        }
        problems
    }
}

/// What a mapping says of columns that are there, and of others what is proposed.
fn both<V: Clone>(
    own: &BTreeMap<String, V>,
    others: BTreeMap<String, V>,
    known: impl Fn(&String) -> bool,
    there: impl Fn(&String) -> bool,
) -> BTreeMap<String, V> {
    let own = own.iter().filter(|(column, _)| there(column));
    let others = others.into_iter().filter(|(column, _)| !known(column));
    own.map(|(column, value)| (column.clone(), value.clone())).chain(others).collect()
}

/// A place that has been found in the schemas.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'s> {
    /// The link field and schema through which another record is reached, when the path has two parts.
    pub via: Option<(&'s FieldDef, &'s Schema)>,
    /// The field.
    pub field: &'s FieldDef,
    /// For [`To::Linked`]: the schema of the record that the cell names.
    pub names: Option<&'s Schema>,
}

/// The schema of a kind.
pub(crate) fn schema_of<'s>(schemas: &'s [Schema], kind: &str) -> Option<&'s Schema> {
    schemas.iter().find(|schema| schema.kind.id == kind)
}

/// The place that a column goes to; `None` for columns that are skipped or become a field of the organisation's own.
pub(crate) fn route<'s>(
    schemas: &'s [Schema],
    kind: &str,
    to: &To,
) -> Result<Option<Place<'s>>, (&'static str, String)> {
    match to {
        To::Skip | To::Custom(_) => Ok(None),
        To::Field(path) => find(schemas, kind, path).map(Some),
        To::Linked { kind: other, link_field } => {
            let place = find(schemas, kind, link_field)?;
            let names = schema_of(schemas, other)
                .ok_or_else(|| ("no_such_kind", format!("There is no kind of record “{other}”.")))?;
            if target(&place.field.shape) != Some(other.as_str()) {
                let sentence =
                    format!("“{}” does not link to records of the kind “{other}”.", place.field.label);
                return Err(("not_a_link", sentence));
            }
            Ok(Some(Place { names: Some(names), ..place }))
        }
    }
}

fn find<'s>(schemas: &'s [Schema], kind: &str, path: &str) -> Result<Place<'s>, (&'static str, String)> {
    let missing = || ("no_such_field", format!("There is no field “{path}” in the kind “{kind}”."));
    let own = schema_of(schemas, kind).ok_or_else(missing)?;
    let Some((hop, rest)) = path.split_once('.') else {
        let field = own.field(path).ok_or_else(missing)?;
        return Ok(Place { via: None, field, names: None });
    };
    let link = own.field(hop).ok_or_else(missing)?;
    let other = target(&link.shape).and_then(|kind| schema_of(schemas, kind)).ok_or_else(missing)?;
    let field = other.field(rest).ok_or_else(missing)?;
    Ok(Place { via: Some((link, other)), field, names: None })
}

/// The kind that a field links to, when it is one.
pub(crate) fn target(shape: &Shape) -> Option<&'static str> {
    match shape {
        Shape::Link(target) | Shape::Links(target) if target.kind != "*" => Some(target.kind),
        Shape::Person => Some("person"),
        _ => None,
    }
}

/// The id of the field that an organisation adds under this label: its folded words, at most 36 characters.
pub fn custom_id(label: &str) -> String {
    let mut id = String::new();
    for word in record::words_of(label) {
        let plain: String = word.chars().filter(char::is_ascii_alphanumeric).collect();
        if plain.is_empty() || id.len() + plain.len() + 1 > 36 {
            continue;
        }
        if !id.is_empty() {
            id.push('_');
        }
        id.push_str(&plain);
    }
    if id.is_empty() { "own_field".to_owned() } else { id }
}
