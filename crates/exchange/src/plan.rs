//! What an import would do, row by row and cell by cell, before anything is written.

use crate::{
    About, Answer, CustomField, Edition, Existing, Mapping, Problems, Question, Sheet, To, identity,
    planner::Planner,
};
use record::{Act, Body, Class, FieldChange, RecordId, Refusal, Schema, Value};
use std::collections::BTreeMap;

/// What an import would do.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Id of the kind that rows become.
    pub kind: String,
    /// Rows in the order of the file; none where each was handed over as it was planned, see [`plan_each`].
    pub rows: Vec<PlannedRow>,
    /// Records of other kinds that rows name, each once. A record comes after those that it links to only by chance:
    /// create all of them first, then set their links.
    pub linked: Vec<PlannedLinked>,
    /// Fields that the organisation has to add before the import; plan again once it has.
    pub custom_fields: Vec<CustomField>,
    /// What a person has to decide, and what she has answered: rows in the order of the file, then records whose rows
    /// are gone.
    pub questions: Vec<Question>,
    /// Answers that fit no question: the file or the register has changed since.
    pub stale_answers: Vec<String>,
    /// Every cell that is not kept as it stands, and what is odd about cells that are.
    pub problems: Problems,
    /// How many of each.
    pub counts: Counts,
}

/// A row as it would be imported.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedRow {
    /// Line of the file, from 1.
    pub line: u64,
    /// The file's own key of the row.
    pub key: Option<String>,
    /// The key under which the row is known again; different for every row of a file. Keep it beside the record.
    pub import_key: String,
    /// The title of the record.
    pub title: String,
    /// What happens to it.
    pub verdict: Verdict,
    /// The whole content after the import, but for links to records that do not exist yet.
    pub body: Body,
    /// Links to records that the import creates.
    pub linked: Vec<LinkTo>,
    /// Texts for fields that the organisation has yet to add, by field id.
    pub custom: BTreeMap<String, String>,
    /// A person has decided that the row is its record, or that it is a new one.
    pub decided: bool,
    /// The act by which the record is over or done after the import, and what the cell says that asks for it.
    pub ends: Option<(Act, String)>,
    /// The record under whose key the row was known, and which is another: the key is to be forgotten first.
    pub releases: Option<RecordId>,
}

/// What happens to a row or to a record that it names.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// A new record.
    Create,
    /// A record that exists gets new content.
    Revise {
        /// The record.
        id: RecordId,
        /// What changes, in the order of the form; new links to records yet to be created come on top.
        changes: Vec<FieldChange>,
    },
    /// The record exists and says the same.
    Same {
        /// The record.
        id: RecordId,
    },
    /// Nothing is imported of it until a person has decided whether it is this record; see [`Plan::questions`].
    Waiting {
        /// The record that it may be.
        id: RecordId,
    },
    /// A person has decided to leave it out.
    Left,
    /// Nothing is imported of it.
    Refused {
        /// Why, and what to do.
        sentence: String,
    },
}

/// A link to a record that the import creates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkTo {
    /// Id of the link field.
    pub field: String,
    /// Index in [`Plan::linked`].
    pub to: usize,
    /// Whether the field holds several links.
    pub many: bool,
}

/// A record of another kind that rows name by its title.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedLinked {
    /// Id of its kind.
    pub kind: &'static str,
    /// Its title.
    pub title: String,
    /// What happens to it.
    pub verdict: Verdict,
    /// Its whole content after the import, but for links to records that do not exist yet.
    pub body: Body,
    /// Links to records that the import creates.
    pub linked: Vec<LinkTo>,
    /// No cell names it: rows that say something about such a record and do not name it share their title with it.
    pub inferred: bool,
    /// Line of the first row that names it.
    pub line: u64,
}

impl PlannedLinked {
    /// Why it cannot be created.
    pub fn refusal(&self) -> Option<&str> {
        match &self.verdict {
            Verdict::Refused { sentence } => Some(sentence),
            _ => None,
        }
    }
}

/// Something about a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellProblem {
    /// Line of the file in which the row begins.
    pub line: u64,
    /// Heading of the column; empty when it is about the row.
    pub column: String,
    /// The beginning of what the cell says.
    pub value: String,
    /// How much it weighs.
    pub weight: Weight,
    /// Stable code.
    pub code: &'static str,
    /// One sentence for people.
    pub sentence: String,
}

/// How much a problem weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// It is kept; look at it.
    Warning,
    /// Left out: the mapping says so, or a person, or nobody has decided yet.
    Skipped,
    /// It cannot be kept, or not all of it.
    Refused,
}

impl Plan {
    /// Takes back questions that need not be asked.
    pub fn drop_questions(&mut self, unneeded: impl Fn(&Question) -> bool) {
        self.questions.retain(|question| !unneeded(question));
        let gone = |answer: Option<Answer>| {
            let these = self.questions.iter().filter(|question| question.about == About::Gone);
            these.filter(|question| question.answer == answer).count()
        };
        (self.counts.gone, self.counts.retire) = (gone(None), gone(Some(Answer::Retire)));
    }
}

/// How many of each. Every filled cell is counted once: `filled = kept + custom + skipped + refused`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// New records of the kind.
    pub create: usize,
    /// Records of the kind that change.
    pub revise: usize,
    /// Records of the kind that stay as they are.
    pub same: usize,
    /// Records of the kind that are over or done afterwards, and were not before.
    pub ends: usize,
    /// Rows of which nothing is imported.
    pub refused_rows: usize,
    /// Rows that wait for a person's decision.
    pub waiting: usize,
    /// Rows that a person leaves out.
    pub left: usize,
    /// Records whose rows are gone, and of which nobody has decided whether they are over.
    pub gone: usize,
    /// Records that are retired.
    pub retire: usize,
    /// New records of other kinds.
    pub create_linked: usize,
    /// Records of other kinds that change.
    pub revise_linked: usize,
    /// Cells that say something.
    pub filled: usize,
    /// Cells that end, at least in part, in a field.
    pub kept: usize,
    /// Cells that end in a field yet to be added.
    pub custom: usize,
    /// Cells left out: the mapping says so, or a person, or nobody has decided yet.
    pub skipped: usize,
    /// Cells that cannot be kept.
    pub refused: usize,
}

/// Plans an import: nothing is written, and planning against the result of an import finds every row the same.
///
/// An empty cell leaves the field of an existing record as it is, and links are only added: a file that knows less than
/// the register takes nothing away. What another register already says about a linked record stays, and the cell that
/// says otherwise is listed.
///
/// # Errors
/// A refusal when `schemas` do not hold the kind, or when no column goes to its title.
pub fn plan(
    sheet: &Sheet,
    mapping: &Mapping,
    schemas: &[Schema],
    existing: &dyn Existing,
) -> Result<Plan, Refusal> {
    plan_edition(sheet, mapping, schemas, existing, &Edition::default())
}

/// Plans the import of an edition of a list: as [`plan`], with the answers that a person has given, and questions about
/// records of earlier editions that this one no longer holds.
///
/// A row with a key of its own is the record that an earlier edition knows under it. Any other row that would change or
/// join a record that exists is a question, and nothing is brought in of it until it is answered.
///
/// # Errors
/// As [`plan`].
pub fn plan_edition(
    sheet: &Sheet,
    mapping: &Mapping,
    schemas: &[Schema],
    existing: &dyn Existing,
    edition: &Edition,
) -> Result<Plan, Refusal> {
    let mut rows = Vec::with_capacity(sheet.rows.len());
    let mut plan = plan_each(sheet, mapping, schemas, existing, edition, &mut |row| rows.push(row))?;
    for row in &mut rows {
        row.linked.retain(|link| plan.linked.get(link.to).is_some_and(|to| to.refusal().is_none()));
    }
    plan.rows = rows;
    Ok(plan)
}

/// As [`plan_edition`], but each row is handed over once it is planned, and the plan holds none: a large file has more of
/// them than fit into memory. Whether a record that a row links to can be created is known only at the end: a link leads
/// nowhere when its place in [`Plan::linked`] is refused.
///
/// # Errors
/// As [`plan`].
pub fn plan_each(
    sheet: &Sheet,
    mapping: &Mapping,
    schemas: &[Schema],
    existing: &dyn Existing,
    edition: &Edition,
    each: &mut dyn FnMut(PlannedRow),
) -> Result<Plan, Refusal> {
    let Some(own) = crate::mapping::schema_of(schemas, &mapping.kind) else {
        return Err(Refusal::new(
            Class::Invalid,
            "no_such_kind",
            format!("There is no kind of record “{}”.", mapping.kind),
            "Choose what the rows of the file are.",
        ));
    };
    Ok(Planner::new(sheet, mapping, schemas, own, existing, edition)?.run(each))
}

/// The keys of the rows that have one which no other row of the file has, each with what the row is called.
pub fn row_keys(sheet: &Sheet, mapping: &Mapping, own: &Schema) -> Vec<(String, String)> {
    let identities = identity::of(sheet, mapping, None);
    let titled = |to: &To| matches!(to, To::Field(id) if id == own.kind.title().id);
    let column = mapping.columns.iter().find(|entry| titled(&entry.to)).map(|entry| &entry.column);
    let column = column.or(mapping.named_by.as_ref()).and_then(|column| sheet.column(column));
    let title = |row: usize| column.map(|column| sheet.cell(row, column).to_owned()).unwrap_or_default();
    let rows = identities.into_iter().enumerate().filter(|(_, one)| one.is_certain());
    rows.map(|(row, one)| (one.import_key, title(row))).collect()
}

/// The body with the links to records that have been created meanwhile; `ids` are those of [`Plan::linked`], in order.
/// A link whose record has no id is left out.
#[must_use]
pub fn with_links(body: &Body, links: &[LinkTo], ids: &[Option<RecordId>]) -> Body {
    let mut body = body.clone();
    for link in links {
        let Some(id) = ids.get(link.to).copied().flatten() else { continue };
        let value = if link.many { joined(body.get(&link.field), &[id]) } else { Value::Link(id) };
        body.set(link.field.clone(), value);
    }
    body
}

/// Links and more links, each once, in the order in which they came.
pub(crate) fn joined(before: Option<&Value>, more: &[RecordId]) -> Value {
    let mut ids = match before {
        Some(Value::Links(ids)) => ids.clone(),
        _ => Vec::new(),
    };
    for id in more {
        if !ids.contains(id) {
            ids.push(*id);
        }
    }
    Value::Links(ids)
}
