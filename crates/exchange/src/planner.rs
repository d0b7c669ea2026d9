//! The planner: rows through their mapping into bodies, and a fate for every cell.

use crate::identity::{self, Identity};
use crate::links::Pool;
use crate::mapping::{Place, custom_id, route};
use crate::matching::Matches;
use crate::ours::Columns;
use crate::question::About;
use crate::read::{Lens, Note};
use crate::{
    Answer, CellProblem, Counts, CustomField, Edition, Existing, Mapping, Plan, PlannedRow, Question, Sheet,
    To, Verdict, Weight, cell,
};
use record::{Class, FieldDef, Refusal, Schema, Shape, fold, limits};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Everything that a plan is made from, and what has come of it so far.
pub(crate) struct Planner<'s> {
    pub(crate) sheet: &'s Sheet,
    pub(crate) own: &'s Schema,
    pub(crate) existing: &'s dyn Existing,
    pub(crate) routes: Vec<Route<'s>>,
    pub(crate) identities: Vec<Identity>,
    pub(crate) key_field: Option<&'s FieldDef>,
    /// Where a file that the program wrote identifies its rows.
    pub(crate) ours: Columns,
    pub(crate) pool: Pool<'s>,
    pub(crate) edition: &'s Edition,
    pub(crate) matches: Matches<'s>,
    pub(crate) questions: Vec<Question>,
    pub(crate) custom: BTreeMap<String, CustomField>,
    pub(crate) custom_room: usize,
    pub(crate) shapes: BTreeMap<String, String>,
    pub(crate) together: Option<String>,
    /// How many rows have a folded title, and how many of them have been read.
    pub(crate) twins: HashMap<String, (usize, usize)>,
    rows: Vec<PlannedRow>,
    pub(crate) problems: Vec<CellProblem>,
    landings: Vec<Vec<(usize, Landing)>>,
}

/// A column and where it goes.
pub(crate) struct Route<'s> {
    pub column: usize,
    pub to: Aim<'s>,
    pub lens: Lens,
    /// Several columns go to the same prose field: each text is headed by its column.
    pub headed: bool,
}

/// What is done with the cells of a column.
#[derive(Clone)]
pub(crate) enum Aim<'s> {
    Place(Place<'s>),
    Custom { id: String, label: String },
    Skip,
    Broken(Note),
}

/// Where a cell has ended.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Landing {
    /// In a field of the row's own record.
    Own,
    /// In a record of another kind, by its place in the pool.
    Linked(usize),
    /// In a field yet to be added.
    Custom,
    /// On the list, because the mapping says so.
    Skipped,
    /// On the list, because it cannot be kept.
    Refused,
}

impl<'s> Planner<'s> {
    pub(crate) fn new(
        sheet: &'s Sheet,
        mapping: &Mapping,
        schemas: &'s [Schema],
        own: &'s Schema,
        existing: &'s dyn Existing,
        edition: &'s Edition,
    ) -> Result<Self, Refusal> {
        let routes = routes(sheet, mapping, schemas, own);
        let title = own.kind.title().id;
        let Some(first) = routes.iter().find(|route| route.is_own(title)) else {
            return Err(Refusal::new(
                Class::Invalid,
                "no_title_column",
                format!(
                    "No column goes to “{}”, without which no record can be made.",
                    own.kind.title().label
                ),
                "Choose the column that names the rows.",
            ));
        };
        let identities = identity::of(sheet, mapping, Some(first.column));
        let mut twins: HashMap<String, (usize, usize)> = HashMap::new();
        for row in 0..sheet.rows.len() {
            twins.entry(fold(sheet.cell(row, first.column).trim())).or_default().0 += 1;
        }
        let mapped = routes.iter().any(|route| route.is_own("external_id"));
        let key_field = own.field("external_id").filter(|_| mapping.key.is_some() && !mapped);
        let ours = Columns::of(sheet, own);
        let named = (0..sheet.rows.len()).filter_map(|row| ours.record(sheet, own, existing, row));
        let matches = Matches::new(own, existing, edition, &identities, named);
        Ok(Self {
            sheet,
            own,
            existing,
            routes,
            identities,
            key_field,
            ours,
            pool: Pool::new(existing),
            edition,
            matches,
            questions: Vec::new(),
            custom: BTreeMap::new(),
            custom_room: limits::CUSTOM_FIELDS.saturating_sub(own.custom.len()),
            shapes: mapping.shapes.clone(),
            twins,
            together: mapping.together.clone(),
            rows: Vec::with_capacity(sheet.rows.len()),
            problems: Vec::new(),
            landings: Vec::with_capacity(sheet.rows.len()),
        })
    }

    pub(crate) fn run(mut self) -> Plan {
        for row in 0..self.sheet.rows.len() {
            self.landings.push(Vec::new());
            let draft = self.read(row);
            let planned = self.settle(row, draft);
            self.rows.push(planned);
        }
        self.finish()
    }

    /// Columns that go to fields of the row's own record.
    pub(crate) fn own_places(&self) -> Vec<(usize, &'s FieldDef)> {
        let own = self.routes.iter().filter_map(|route| match &route.to {
            Aim::Place(place) if place.via.is_none() => Some((route.column, place.field)),
            _ => None,
        });
        own.collect()
    }

    pub(crate) fn land(&mut self, row: usize, column: usize, landing: Landing) {
        if let Some(landings) = self.landings.get_mut(row) {
            landings.push((column, landing));
        }
    }

    pub(crate) fn list(&mut self, row: usize, column: usize, weight: Weight, (code, sentence): Note) {
        match weight {
            Weight::Warning => {}
            Weight::Skipped => self.land(row, column, Landing::Skipped),
            Weight::Refused => self.land(row, column, Landing::Refused),
        }
        self.problems.push(CellProblem {
            line: self.sheet.line(row),
            column: self.sheet.headers.get(column).cloned().unwrap_or_default(),
            value: cell::excerpt(self.sheet.cell(row, column)),
            weight,
            code,
            sentence,
        });
    }

    /// Takes back what cannot be created, gives columns without a mapping their reason, and counts.
    fn finish(mut self) -> Plan {
        let stale_answers = self.close_questions();
        let linked = std::mem::replace(&mut self.pool, Pool::new(self.existing)).finish();
        let refused: Vec<Option<String>> =
            linked.iter().map(|one| one.refusal().map(str::to_owned)).collect();
        let mut counts = Counts::default();
        for row in 0..self.sheet.rows.len() {
            for column in 0..self.sheet.headers.len() {
                if !cell::is_blank(self.sheet.cell(row, column)) {
                    counts.filled += 1;
                    self.count(row, column, &refused, &mut counts);
                }
            }
        }
        for row in &mut self.rows {
            row.linked.retain(|link| refused.get(link.to).is_some_and(Option::is_none));
            match row.verdict {
                Verdict::Create => counts.create += 1,
                // What waits for a field changes nothing until the field is there.
                Verdict::Revise { ref changes, .. } if changes.is_empty() && row.linked.is_empty() => {
                    counts.same += 1;
                }
                Verdict::Revise { .. } => counts.revise += 1,
                Verdict::Same { .. } => counts.same += 1,
                Verdict::Waiting { .. } => counts.waiting += 1,
                Verdict::Left => counts.left += 1,
                Verdict::Refused { .. } => counts.refused_rows += 1,
            }
        }
        let gone = self.questions.iter().filter(|question| question.about == About::Gone);
        for question in gone {
            match question.answer {
                None => counts.gone += 1,
                Some(Answer::Retire) => counts.retire += 1,
                Some(_) => {}
            }
        }
        counts.create_linked = linked.iter().filter(|one| one.verdict == Verdict::Create).count();
        counts.revise_linked =
            linked.iter().filter(|one| matches!(one.verdict, Verdict::Revise { .. })).count();
        Plan {
            kind: self.own.kind.id.to_owned(),
            rows: self.rows,
            linked,
            custom_fields: self.custom.into_values().collect(),
            questions: self.questions,
            stale_answers,
            problems: self.problems,
            counts,
        }
    }

    /// Asks about records whose rows are gone, and gives the answers that fit no question. A file that the program wrote
    /// may hold a part of the register, so what is missing there says nothing.
    fn close_questions(&mut self) -> Vec<String> {
        if !self.ours.identify() {
            self.questions.extend(self.matches.gone());
        }
        for question in &mut self.questions {
            let given = self.edition.answers.get(&question.id);
            question.answer = given.copied().filter(|answer| question.answers().contains(answer));
        }
        let asked: BTreeSet<&str> = self.questions.iter().map(|question| question.id.as_str()).collect();
        let stale = self.edition.answers.keys().filter(|id| !asked.contains(id.as_str()));
        stale.cloned().collect()
    }

    fn count(&mut self, row: usize, column: usize, refused: &[Option<String>], counts: &mut Counts) {
        let landings = self.landings.get(row).into_iter().flatten().filter(|(at, _)| *at == column);
        let mut ends: Vec<Landing> = landings.map(|(_, landing)| *landing).collect();
        let lost = ends.iter().find_map(|landing| match landing {
            Landing::Linked(at) => refused.get(*at).cloned().flatten(),
            _ => None,
        });
        if let Some(sentence) = lost {
            ends.retain(|landing| !matches!(landing, Landing::Linked(at) if refused.get(*at).is_some_and(Option::is_some)));
            ends.push(Landing::Refused);
            self.list(row, column, Weight::Refused, ("cannot_create", sentence));
        }
        if ends.iter().any(|landing| matches!(landing, Landing::Own | Landing::Linked(_))) {
            counts.kept += 1;
        } else if ends.contains(&Landing::Custom) {
            counts.custom += 1;
        } else if ends.contains(&Landing::Refused) {
            counts.refused += 1;
        } else {
            counts.skipped += 1;
            if ends.is_empty() {
                let sentence = "The mapping says nothing about this column.".to_owned();
                self.list(row, column, Weight::Skipped, ("not_mapped", sentence));
            }
        }
    }
}

impl Route<'_> {
    fn is_own(&self, field: &str) -> bool {
        matches!(&self.to, Aim::Place(place) if place.via.is_none() && place.names.is_none() && place.field.id == field)
    }
}

fn routes<'s>(sheet: &Sheet, mapping: &Mapping, schemas: &'s [Schema], own: &'s Schema) -> Vec<Route<'s>> {
    let mut routes: Vec<Route<'s>> = Vec::with_capacity(mapping.columns.len());
    for entry in &mapping.columns {
        let Some(column) = sheet.column(&entry.column) else { continue };
        let to = match (&entry.to, route(schemas, &mapping.kind, &entry.to)) {
            (_, Err(note)) => Aim::Broken(note),
            (_, Ok(Some(place))) => Aim::Place(place),
            (To::Custom(label), Ok(None)) => custom(own, label),
            (_, Ok(None)) => Aim::Skip,
        };
        routes.push(Route { column, to, lens: Lens::of(mapping, &entry.column), headed: false });
    }
    let prose: Vec<Option<&str>> = routes.iter().map(Route::own_prose).collect();
    for (route, field) in routes.iter_mut().zip(&prose) {
        route.headed = field.is_some() && prose.iter().filter(|other| *other == field).count() > 1;
    }
    routes
}

impl<'s> Route<'s> {
    fn own_prose(&self) -> Option<&'s str> {
        match &self.to {
            Aim::Place(place) if place.via.is_none() && matches!(place.field.shape, Shape::Prose { .. }) => {
                Some(place.field.id)
            }
            _ => None,
        }
    }
}

/// A field of the organisation's own: the one that exists by now, or one yet to be added.
fn custom<'s>(own: &'s Schema, label: &str) -> Aim<'s> {
    let mut id = custom_id(label);
    if own.kind.field(&id).is_some() {
        id = format!("own_{id}");
    }
    match own.custom.iter().find(|field| field.id == id || field.label == label) {
        Some(field) => Aim::Place(Place { via: None, field, names: None }),
        None => Aim::Custom { id, label: label.to_owned() },
    }
}
