//! The planner: rows through their mapping into bodies, and a fate for every cell.

use crate::ends::Ending;
use crate::identity::{self, Identity};
use crate::links::Pool;
use crate::mapping::{Place, custom_id, route};
use crate::matching::Matches;
use crate::ours::Columns;
use crate::question::About;
use crate::read::{Lens, Note};
use crate::{
    Answer, CellProblem, Counts, CustomField, Edition, Existing, Mapping, Plan, PlannedLinked, PlannedRow,
    Problems, Question, Sheet, To, Verdict, Weight, cell, identity::check_number,
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
    pub(crate) ending: Option<Ending>,
    /// How many rows have a folded title, and how many of them have been read.
    pub(crate) twins: HashMap<u64, (u32, u32)>,
    pub(crate) problems: Problems,
    /// Where the cells of the row at hand have ended, by column.
    landings: Vec<(usize, Landing)>,
    counts: Counts,
    late: Late,
}

/// What can be counted only once all rows are read: a record that cells name may turn out not to be possible.
#[derive(Default)]
struct Late {
    /// Row, column, and from where on its ends stand.
    cells: Vec<(u32, u32, u32)>,
    ends: Vec<Landing>,
    /// Rows that would change nothing of a record but its links, and where these lead.
    links: Vec<Vec<usize>>,
}

/// A column and where it goes.
pub(crate) struct Route<'s> {
    pub column: usize,
    pub to: Aim<'s>,
    pub lens: Lens,
    /// Several columns go to the same prose field: each text is headed by its column.
    pub headed: bool,
    /// What the rows are called by is the beginning of a text.
    pub shortened: bool,
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
        let mut routes = routes(sheet, mapping, schemas, own);
        let title = own.kind.title().id;
        let named_by = mapping.named_by.as_deref().and_then(|column| sheet.column(column));
        if let Some(column) = named_by.filter(|_| !routes.iter().any(|route| route.is_own(title))) {
            let place = Place { via: None, field: own.kind.title(), names: None };
            routes.push(Route {
                column,
                to: Aim::Place(place),
                lens: Lens::default(),
                headed: false,
                shortened: true,
            });
        }
        let Some(first) = routes.iter().find(|route| route.is_own(title)) else {
            return Err(Refusal::new(
                Class::Invalid,
                "no_title_column",
                format!(
                    "No column goes to “{}”, without which no record can be made.",
                    own.kind.title().label
                ),
                "Let a column go there, or choose the one whose text the rows are to be called by.",
            ));
        };
        let title_column = first.column;
        let identities = identity::of(sheet, mapping, Some(title_column));
        let mut twins: HashMap<u64, (u32, u32)> = HashMap::new();
        for row in 0..sheet.rows.len() {
            twins.entry(twin(sheet.cell(row, first.column).trim())).or_default().0 += 1;
        }
        let mapped = routes.iter().any(|route| route.is_own("external_id"));
        let key_field = own.field("external_id").filter(|_| mapping.key.is_some() && !mapped);
        let ours = Columns::of(sheet, own);
        let named = (0..sheet.rows.len()).filter_map(|row| ours.record(sheet, own, existing, row));
        let titles = |row: usize| sheet.cell(row, title_column);
        let matches = Matches::new(own, existing, edition, &identities, titles, named);
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
            ending: Ending::of(sheet, mapping.ends.as_ref(), own),
            problems: Problems::default(),
            landings: Vec::new(),
            counts: Counts::default(),
            late: Late::default(),
        })
    }

    /// Plans row after row and hands each over.
    pub(crate) fn run(mut self, each: &mut dyn FnMut(PlannedRow)) -> Plan {
        for row in 0..self.sheet.rows.len() {
            self.landings.clear();
            let draft = self.read(row);
            let planned = self.settle(row, draft);
            self.count_row(&planned);
            for column in 0..self.sheet.rows.width(row) {
                if !cell::is_blank(self.sheet.cell(row, column)) {
                    self.count(row, column);
                }
            }
            each(planned);
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

    pub(crate) fn land(&mut self, column: usize, landing: Landing) {
        self.landings.push((column, landing));
    }

    pub(crate) fn list(&mut self, row: usize, column: usize, weight: Weight, (code, sentence): Note) {
        match weight {
            Weight::Warning => {}
            Weight::Skipped => self.land(column, Landing::Skipped),
            Weight::Refused => self.land(column, Landing::Refused),
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

    /// Takes back what cannot be created, and counts what could not be counted before.
    fn finish(mut self) -> Plan {
        let stale_answers = self.close_questions();
        let linked = std::mem::replace(&mut self.pool, Pool::new(self.existing)).finish();
        self.count_late(&linked);
        let mut counts = self.counts;
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
            rows: Vec::new(),
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

    fn count_row(&mut self, row: &PlannedRow) {
        let counts = &mut self.counts;
        counts.ends += usize::from(row.ends.is_some());
        match &row.verdict {
            Verdict::Create => counts.create += 1,
            // What waits for a field changes nothing until the field is there.
            Verdict::Revise { changes, .. } if changes.is_empty() => {
                self.late.links.push(row.linked.iter().map(|link| link.to).collect());
            }
            Verdict::Revise { .. } => counts.revise += 1,
            Verdict::Same { .. } => counts.same += 1,
            Verdict::Waiting { .. } => counts.waiting += 1,
            Verdict::Left => counts.left += 1,
            Verdict::Refused { .. } => counts.refused_rows += 1,
        }
    }

    /// Counts a filled cell of the row at hand, or keeps it for the end.
    fn count(&mut self, row: usize, column: usize) {
        self.counts.filled += 1;
        let ends = self.landings.iter().filter(|(at, _)| *at == column).map(|(_, landing)| *landing);
        let from = self.late.ends.len();
        self.late.ends.extend(ends);
        let these = self.late.ends.get(from..).unwrap_or_default();
        let open =
            |landing: &Landing| matches!(landing, Landing::Linked(at) if self.pool.may_be_refused(*at));
        if these.iter().any(open) {
            let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
            self.late.cells.push((small(row), small(column), small(from)));
            return;
        }
        self.counts.add(these);
        let nowhere = these.is_empty();
        self.late.ends.truncate(from);
        if nowhere {
            let sentence = "The mapping says nothing about this column.".to_owned();
            self.list(row, column, Weight::Skipped, ("not_mapped", sentence));
        }
    }

    /// Counts the cells and rows that name records of which it is known only now whether they can be created.
    fn count_late(&mut self, linked: &[PlannedLinked]) {
        let refusal = |at: usize| linked.get(at).and_then(PlannedLinked::refusal);
        let late = std::mem::take(&mut self.late);
        for to in &late.links {
            let all = to.iter().all(|at| refusal(*at).is_some());
            *if all { &mut self.counts.same } else { &mut self.counts.revise } += 1;
        }
        let wide = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        let until = late.cells.iter().skip(1).map(|(_, _, from)| wide(*from)).chain([late.ends.len()]);
        for ((row, column, from), until) in late.cells.iter().zip(until) {
            let ends = late.ends.get(wide(*from)..until).unwrap_or_default();
            let lost = |landing: &Landing| match landing {
                Landing::Linked(at) => refusal(*at),
                _ => None,
            };
            let mut left: Vec<Landing> =
                ends.iter().filter(|landing| lost(landing).is_none()).copied().collect();
            if let Some(sentence) = ends.iter().find_map(lost) {
                left.push(Landing::Refused);
                let note = ("cannot_create", sentence.to_owned());
                self.list(wide(*row), wide(*column), Weight::Refused, note);
            }
            self.counts.add(&left);
        }
    }
}

impl Counts {
    /// Counts a cell by where it has ended.
    fn add(&mut self, ends: &[Landing]) {
        if ends.iter().any(|landing| matches!(landing, Landing::Own | Landing::Linked(_))) {
            self.kept += 1;
        } else if ends.contains(&Landing::Custom) {
            self.custom += 1;
        } else if ends.contains(&Landing::Refused) {
            self.refused += 1;
        } else {
            self.skipped += 1;
        }
    }
}

/// By what rows with the same title are found: a number of the folded title.
pub(crate) fn twin(title: &str) -> u64 {
    check_number(fold(title).as_bytes())
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
        routes.push(Route {
            column,
            to,
            lens: Lens::of(mapping, &entry.column),
            headed: false,
            shortened: false,
        });
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
