//! What becomes of a row: checked, matched with what exists, and linked to records of other kinds.

use crate::draft::{Beyond, Draft};
use crate::edition::key_in;
use crate::identity::Identity;
use crate::links::{belongs, is_many};
use crate::mapping::Place;
use crate::matching::Match;
use crate::plan::joined;
use crate::planner::{Landing, Planner, twin};
use crate::read::Note;
use crate::{Answer, CellProblem, LinkTo, PlannedRow, Verdict, Weight, Why, cell};
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
        let mut planned = PlannedRow {
            line: self.sheet.line(row),
            key: identity.given.clone(),
            import_key: key_in(&self.edition.source, &identity.import_key),
            title: self.own.title(&draft.body),
            verdict: Verdict::Create,
            body: Body::new(),
            linked: Vec::new(),
            custom: BTreeMap::new(),
            decided: false,
            ends: None,
            releases: None,
        };
        if let Some(sentence) = self.refusal(&draft, false) {
            return self.refused(row, planned, draft.body, sentence);
        }
        let found = match named {
            Some((id, body)) => {
                planned.import_key = format!("{KNOWN_RECORD}{id}");
                Some((id, body))
            }
            None => match self.decide(row, &identity, &draft, &mut planned) {
                Ok(found) => found,
                Err((verdict, note)) => {
                    return self.drop_row(row, planned, draft.body, (verdict, Weight::Skipped), note);
                }
            },
        };
        if let Some(sentence) = self.refusal(&draft, found.is_none()) {
            return self.refused(row, planned, draft.body, sentence);
        }
        planned.body = overlay(found.as_ref().map(|(_, body)| body), &draft.body);
        for (column, _) in &draft.sources {
            self.land(*column, Landing::Own);
        }
        for column in &draft.custom_columns {
            self.land(*column, Landing::Custom);
        }
        planned.custom = draft.custom;
        let settled = found.as_ref().is_some_and(|(id, _)| self.existing.is_settled(*id));
        planned.ends = self.ending.as_ref().filter(|_| !settled).and_then(|it| it.asked(self.sheet, row));
        if found.is_none() && !planned.decided {
            self.called_alike(row, &identity, &planned.title);
        }
        self.link(row, &mut planned, draft.named, draft.beyond);
        if let Some((id, before)) = found {
            let changes = diff(self.own, &before, &planned.body);
            let same = changes.is_empty() && planned.linked.is_empty() && planned.custom.is_empty();
            planned.verdict = if same { Verdict::Same { id } } else { Verdict::Revise { id, changes } };
        }
        planned
    }

    /// The record that the row is: by its key, or because a person has said so. Where nobody has, the row waits.
    fn decide(
        &mut self,
        row: usize,
        identity: &Identity,
        draft: &Draft<'s>,
        planned: &mut PlannedRow,
    ) -> Result<Option<(RecordId, Body)>, (Verdict, Note)> {
        let (id, body, why) = match self.matches.find(identity, draft) {
            Match::Nothing => return Ok(None),
            Match::Certain { id, body, key } => {
                planned.import_key = key;
                return Ok(Some((id, body)));
            }
            Match::Perhaps { id, body, why } => (id, body, why),
        };
        let after = overlay(Some(&body), &draft.body);
        let line = (self.sheet.line(row), &draft.body);
        let question = self.matches.ask(identity, (id, &body), &after, line, why);
        let called = if question.reference.is_empty() { &question.title } else { &question.reference };
        let waits = format!("The row may be {called}; decide whether it is.");
        let answer = self.edition.answers.get(&question.id).copied();
        self.questions.push(question);
        match answer {
            Some(Answer::Same) => {
                planned.decided = true;
                Ok(Some((id, body)))
            }
            Some(Answer::New) => {
                planned.decided = true;
                self.matches.release(id);
                planned.releases = Some(id).filter(|_| matches!(why, Why::NoKey | Why::OtherThing));
                Ok(None)
            }
            Some(Answer::Leave) => {
                let sentence = "A person has decided to leave the row out.".to_owned();
                Err((Verdict::Left, ("left_out", sentence)))
            }
            _ => Err((Verdict::Waiting { id }, ("waits_for_decision", waits))),
        }
    }

    /// Says of a row without a key that an earlier one is called the same: a list of trainings names its people again and
    /// again.
    fn called_alike(&mut self, row: usize, identity: &Identity, title: &str) {
        let (line, again) = (self.sheet.line(row), identity.occurrence() > 1);
        if !again {
            return;
        }
        let sentence = "An earlier row is called the same, and neither has a key of its own; each becomes a record. Where they \
                        are one, leave one out, or choose a key.";
        self.problems.push(CellProblem {
            line,
            column: String::new(),
            value: cell::excerpt(title),
            weight: Weight::Warning,
            code: "called_alike",
            sentence: sentence.to_owned(),
        });
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
            // Where the whole text has a place of its own as well, nothing is left out.
            let elsewhere = |column: &usize| {
                draft.custom_columns.contains(column)
                    || draft.sources.iter().any(|(from, field)| from == column && *field != title.id)
            };
            let cut: Vec<usize> =
                columns_of(draft, title.id).into_iter().filter(|column| !elsewhere(column)).collect();
            for column in cut {
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

    fn refused(&mut self, row: usize, planned: PlannedRow, body: Body, sentence: String) -> PlannedRow {
        let note = ("row_refused", format!("The row is left out: {sentence}"));
        self.drop_row(row, planned, body, (Verdict::Refused { sentence }, Weight::Refused), note)
    }

    /// Lists every cell of a row of which nothing is brought in.
    fn drop_row(
        &mut self,
        row: usize,
        mut planned: PlannedRow,
        body: Body,
        (verdict, weight): (Verdict, Weight),
        (code, sentence): Note,
    ) -> PlannedRow {
        for column in 0..self.sheet.headers.len() {
            if !cell::is_blank(self.sheet.cell(row, column)) {
                self.list(row, column, weight, (code, sentence.clone()));
            }
        }
        planned.body = body;
        planned.verdict = verdict;
        planned
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
                    self.land(column, Landing::Linked(at));
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
                Ok(at) => self.land(column, Landing::Linked(at)),
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
        let Some((rows, read)) = self.twins.get_mut(&twin(&planned.title)) else {
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
        body.set(field.to_owned(), value);
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
