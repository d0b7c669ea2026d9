//! What becomes of a row: checked, matched with what exists, and linked to records of other kinds.

use crate::draft::{Beyond, Draft};
use crate::identity::Identity;
use crate::links::{belongs, is_many};
use crate::mapping::Place;
use crate::plan::joined;
use crate::planner::{Landing, Planner};
use crate::read::Note;
use crate::{CellProblem, LinkTo, PlannedRow, Verdict, Weight, cell};
use record::{Body, FieldDef, LifeCycle, RecordId, Schema, Shape, Value, diff, fold, missing, validate};
use std::collections::BTreeMap;

/// Begins the import key of a row that names its record itself; see [`crate::PlannedRow::import_key`].
pub const KNOWN_RECORD: &str = "record:";

impl<'s> Planner<'s> {
    /// Decides what becomes of a row.
    pub(crate) fn settle(&mut self, row: usize, mut draft: Draft<'s>) -> PlannedRow {
        let identity = self.identities.get(row).cloned().unwrap_or(Identity {
            given: None,
            import_key: String::new(),
            oddity: None,
        });
        self.odd_key(row, &identity);
        if let (Some(field), Some(given)) = (self.key_field, &identity.given) {
            draft.body.set(field.id, Value::Text(given.clone()));
        }
        self.strip(row, &mut draft);
        let named = self.named_by_row(row);
        if let Some((id, now)) = &named {
            self.reconcile(row, *id, now, &mut draft);
        }
        let import_key = named.as_ref().map(|(id, _)| format!("{KNOWN_RECORD}{id}"));
        let found = named.or_else(|| self.existing.by_import_key(self.own.kind.id, &identity.import_key));
        let mut planned = PlannedRow {
            line: self.sheet.line(row),
            key: identity.given,
            import_key: import_key.unwrap_or(identity.import_key),
            title: self.own.title(&draft.body),
            verdict: Verdict::Create,
            body: Body::new(),
            linked: Vec::new(),
            custom: BTreeMap::new(),
        };
        if let Some(sentence) = self.refusal(&draft, found.is_none()) {
            self.refuse(row, &sentence);
            planned.body = draft.body;
            planned.verdict = Verdict::Refused { sentence };
            return planned;
        }
        planned.body = overlay(found.as_ref().map(|(_, body)| body), &draft.body);
        for (column, _) in &draft.sources {
            self.land(row, *column, Landing::Own);
        }
        for column in &draft.custom_columns {
            self.land(row, *column, Landing::Custom);
        }
        planned.custom = draft.custom;
        self.link(row, &mut planned, draft.named, draft.beyond);
        if let Some((id, before)) = found {
            let changes = diff(self.own, &before, &planned.body);
            let same = changes.is_empty() && planned.linked.is_empty() && planned.custom.is_empty();
            planned.verdict = if same { Verdict::Same { id } } else { Verdict::Revise { id, changes } };
        }
        planned
    }

    fn odd_key(&mut self, row: usize, identity: &Identity) {
        let sentence = match identity.oddity {
            Some("empty_key") => "The row has no key; it is known again by its other columns.",
            Some("duplicate_key") => {
                "Other rows have the same key; the row is known again by its other columns as well."
            }
            _ => return,
        };
        let value = identity.given.clone().unwrap_or_default();
        self.problems.push(CellProblem {
            line: self.sheet.line(row),
            column: String::new(),
            value: cell::excerpt(&value),
            weight: Weight::Warning,
            code: identity.oddity.unwrap_or_default(),
            sentence: sentence.to_owned(),
        });
    }

    /// Takes out of a draft what the schema does not allow; a title that is too long is shortened.
    fn strip(&mut self, row: usize, draft: &mut Draft<'s>) {
        let title = self.own.kind.title();
        if let (Shape::Line { max }, Some(Value::Text(text))) = (title.shape, draft.body.get(title.id))
            && text.chars().count() > max
        {
            let short = cell::shortened(text, max);
            draft.body.set(title.id, Value::Text(short));
            let sentence = format!("“{}” is longer than {max} characters; its end is left out.", title.label);
            for column in columns_of(draft, title.id) {
                self.list(row, column, Weight::Refused, ("shortened", sentence.clone()));
            }
        }
        for problem in validate(self.own, &draft.body) {
            let Some(field) = self.own.fields().find(|field| belongs(&problem.path, field.id)) else {
                continue;
            };
            if draft.body.get(field.id).is_none() {
                continue;
            }
            for column in columns_of(draft, field.id) {
                self.list(row, column, Weight::Refused, (problem.code, problem.sentence.clone()));
            }
            draft.body.clear(field.id);
            draft.sources.retain(|(_, from)| *from != field.id);
        }
    }

    fn refusal(&self, draft: &Draft<'s>, new: bool) -> Option<String> {
        let problem = validate(self.own, &draft.body).into_iter().next();
        let lacks = || {
            let complete = !new || self.own.kind.life_cycle != LifeCycle::Kept;
            let named = |field: &str| draft.named.iter().any(|(_, link, ..)| link.id == field);
            missing(self.own, &draft.body).into_iter().find(|problem| !complete && !named(&problem.path))
        };
        problem.or_else(lacks).map(|problem| problem.sentence)
    }

    fn refuse(&mut self, row: usize, sentence: &str) {
        for column in 0..self.sheet.headers.len() {
            if !cell::is_blank(self.sheet.cell(row, column)) {
                let note = ("row_refused", format!("The row is left out: {sentence}"));
                self.list(row, column, Weight::Refused, note);
            }
        }
    }

    /// Names, fills and links the records of other kinds.
    fn link(
        &mut self,
        row: usize,
        planned: &mut PlannedRow,
        named: Vec<(usize, &'s FieldDef, &'s Schema, String)>,
        beyond: Vec<(usize, Place<'s>, Beyond)>,
    ) {
        let mut reached: BTreeMap<&'static str, Vec<usize>> = BTreeMap::new();
        for (column, field, schema, title) in named {
            match self
                .name(planned.line, schema, &title, false)
                .and_then(|at| connect(planned, field, at, self.pool.id(at)).map(|()| at))
            {
                Ok(at) => {
                    self.land(row, column, Landing::Linked(at));
                    reached.entry(field.id).or_default().push(at);
                }
                Err(note) => self.list(row, column, Weight::Refused, note),
            }
        }
        for (column, place, what) in beyond {
            let Some((hop, schema)) = place.via else { continue };
            let outcome = self.reach(planned, hop, schema, &mut reached).and_then(|at| {
                match what {
                    Beyond::Value(value) => self.pool.fill(at, place.field, value)?,
                    Beyond::Title(title) => {
                        let Some(other) = place.names else { return Ok(at) };
                        let to = self.name(planned.line, other, &title, false)?;
                        self.pool.link(at, place.field, to)?;
                        return Ok(to);
                    }
                }
                Ok(at)
            });
            match outcome {
                Ok(at) => self.land(row, column, Landing::Linked(at)),
                Err(note) => self.list(row, column, Weight::Refused, note),
            }
        }
    }

    /// The one record that the row links through `hop`; when it names none and the mapping says so, one that shares its title.
    fn reach(
        &mut self,
        planned: &mut PlannedRow,
        hop: &'s FieldDef,
        schema: &'s Schema,
        reached: &mut BTreeMap<&'static str, Vec<usize>>,
    ) -> Result<usize, Note> {
        match reached.get(hop.id).map_or(&[][..], Vec::as_slice) {
            [one] => Ok(*one),
            [] if self.together.as_deref() != Some(hop.id) => Err((
                "no_record_named",
                format!("The row names no record under “{}” that the cell could belong to.", hop.label),
            )),
            [] => {
                let title = self.title_of_unnamed(planned);
                let at = self.name(planned.line, schema, &title, true)?;
                connect(planned, hop, at, self.pool.id(at))?;
                reached.entry(hop.id).or_default().push(at);
                Ok(at)
            }
            _ => Err((
                "several_records",
                format!(
                    "The row names several records under “{}”; which one is meant is not known.",
                    hop.label
                ),
            )),
        }
    }

    /// The row's own title for a record that no cell names. Rows that share a title are told apart by their key, or
    /// counted, so that two offices' chatbots do not become one.
    fn title_of_unnamed(&mut self, planned: &PlannedRow) -> String {
        let Some((rows, read)) = self.twins.get_mut(&fold(&planned.title)) else {
            return planned.title.clone();
        };
        *read += 1;
        match (&planned.key, *rows, *read) {
            (_, 1, _) | (None, _, 1) => planned.title.clone(),
            (Some(key), _, _) => format!("{} ({key})", planned.title),
            (None, _, count) => format!("{} ({count})", planned.title),
        }
    }

    fn name(&mut self, line: u64, schema: &'s Schema, title: &str, inferred: bool) -> Result<usize, Note> {
        if schema.kind.id != self.own.kind.id {
            return self.pool.name(schema, title, inferred, line);
        }
        // A record of the rows' own kind may be another row, so none is created; it is linked once it exists.
        match self.existing.by_title(schema.kind.id, &fold(title.trim())) {
            Some(_) => self.pool.name(schema, title, inferred, line),
            None => Err((
                "not_yet",
                "The record does not exist yet; import the file once more to link it.".to_owned(),
            )),
        }
    }
}

/// What exists, with what the row says in its place; links are only added.
fn overlay(before: Option<&Body>, draft: &Body) -> Body {
    let mut body = before.cloned().unwrap_or_default();
    for (field, value) in draft {
        let value = match value {
            Value::Links(more) => joined(body.get(field), more),
            other => other.clone(),
        };
        body.set(field.as_str(), value);
    }
    body
}

/// Links the row to a record: at once when it exists, otherwise once it is created.
fn connect(planned: &mut PlannedRow, field: &FieldDef, at: usize, id: Option<RecordId>) -> Result<(), Note> {
    let many = is_many(&field.shape);
    if let Some(id) = id {
        let value = if many { joined(planned.body.get(field.id), &[id]) } else { Value::Link(id) };
        planned.body.set(field.id, value);
        return Ok(());
    }
    let link = LinkTo { field: field.id.to_owned(), to: at, many };
    if planned.linked.contains(&link) {
        return Ok(());
    }
    if !many && planned.linked.iter().any(|other| other.field == field.id) {
        return Err((
            "one_only",
            format!("“{}” names one record, and another column names another.", field.label),
        ));
    }
    planned.linked.push(link);
    Ok(())
}

pub(crate) fn columns_of(draft: &Draft<'_>, field: &str) -> Vec<usize> {
    draft.sources.iter().filter(|(_, from)| *from == field).map(|(column, _)| *column).collect()
}
