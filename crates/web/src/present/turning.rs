//! What would turn a verdict, in words and links: which record, which field and how, which act and by whom.

use super::{names::address, readiness::Known};
use crate::{
    request::{Query, Visit, query::encode},
    words,
};
use app::{Doing, Entry, Judged, Named, On, RowAt, Step, Subject, Turning, Verdict, Want, Whom};
use record::{Act, Decimal, FieldDef, RecordId, Schema, Shape};
use std::sync::Arc;
use ui::{
    Link, Locale,
    components::{field::element_id, way},
    words::{declared, state},
};

/// A way of a verdict as lines that lead to where each step is taken, as far as the person can take it now; a
/// step that is for others, or later, leads to its record.
pub fn way(visit: &Visit, judged: &Judged, turning: &Turning, names: Known<'_>) -> way::Way {
    let wording = Wording { visit, judged, locale: visit.locale(), names };
    way::Way { steps: turning.steps.iter().map(|step| wording.step(step)).collect() }
}

/// The address of the page of a verdict.
pub fn address_of(visit: &Visit, requirement: &str, verdict: &Verdict, names: Known<'_>) -> Option<String> {
    let about = match &verdict.subject {
        Subject::Record(id) => names.0.get(id)?.reference.clone(),
        Subject::Requirement(reference) => reference.clone(),
        Subject::Organisation => String::new(),
    };
    let path = format!(
        "/framework/{}/{}/turn/{}",
        encode(&verdict.pack),
        encode(requirement),
        encode(&verdict.expectation)
    );
    let query =
        Query::default().with("as_of", visit.query.get("as_of").unwrap_or_default()).with("about", about);
    Some(query.on(&path))
}

struct Wording<'a> {
    visit: &'a Visit,
    judged: &'a Judged,
    locale: Locale,
    names: Known<'a>,
}

impl Wording<'_> {
    fn step(&self, step: &Step) -> way::Step {
        let schema = self.names.1.iter().find(|schema| schema.kind.id == step.kind);
        let Some(schema) = schema else {
            return way::Step { act: Link::new(step.kind, ""), says: Vec::new() };
        };
        let named = match step.on {
            On::Record(id) => self.names.0.get(&id),
            On::New(_) => None,
        };
        let (label, href) = match (&step.doing, named) {
            (Doing::Create(entries), _) => {
                let name = declared::name_one(&self.locale, schema.kind);
                (words::STEP_NEW.fill(&self.locale, &[("kind", &name)]), new_form(schema, entries))
            }
            (Doing::Write(entries), Some(named)) => {
                let parts = [("reference", named.reference.as_str()), ("title", named.title.as_str())];
                let place = entries.first().map(|entry| format!("#{}", anchor(entry))).unwrap_or_default();
                let path = format!("/r/{}/{}/edit{place}", named.kind, named.reference);
                (words::STEP_EDIT.fill(&self.locale, &parts), path)
            }
            (Doing::Write(_), None) => (self.on_new(words::STEP_EDIT_NEW, schema, None), String::new()),
            (Doing::Act { act, .. }, Some(named)) => {
                let verb = self.locale.say(state::act(*act));
                let parts = [("act", verb.as_str()), ("reference", named.reference.as_str())];
                let path = format!("/r/{}/{}/act/{}", named.kind, named.reference, act.code());
                (words::STEP_ACT.fill(&self.locale, &parts), path)
            }
            (Doing::Act { act, .. }, None) => {
                (self.on_new(words::STEP_ACT_NEW, schema, Some(*act)), String::new())
            }
        };
        let open = self.visit.past.is_none() && self.judged.is_open(self.visit.desk(), step, schema);
        let href = match named {
            _ if open => href,
            Some(named) => address(self.visit, &named.kind, &named.reference),
            None => String::new(),
        };
        way::Step { act: Link::new(label, href), says: self.says(step, schema) }
    }

    /// Something about a record that the steps make: there is nothing yet to lead to.
    fn on_new(&self, word: words::Word, schema: &Schema, act: Option<Act>) -> String {
        let verb = act.map(|act| self.locale.say(state::act(act))).unwrap_or_default();
        let name = declared::name_one(&self.locale, schema.kind);
        word.fill(&self.locale, &[("act", &verb), ("kind", &name)])
    }

    fn says(&self, step: &Step, schema: &Schema) -> Vec<String> {
        match &step.doing {
            Doing::Write(entries) if entries.is_empty() => vec![words::WANT_ANYTHING.say(&self.locale)],
            Doing::Create(entries) | Doing::Write(entries) => {
                entries.iter().map(|entry| self.want(schema, entry)).collect()
            }
            Doing::Act { by, .. } => by.iter().map(|whom| self.whom(whom)).collect(),
        }
    }

    fn whom(&self, whom: &Whom) -> String {
        match whom {
            Whom::NotAuthor => words::BY_OTHERS.say(&self.locale),
            Whom::NotWho(act) => {
                words::BY_NOT_WHO.fill(&self.locale, &[("act", &self.locale.say(state::act(*act)))])
            }
            Whom::Capacity(role) => {
                let label =
                    app::Role::from_code(role).map_or_else(|| role.clone(), |role| role.label().to_owned());
                words::BY_ROLE.fill(&self.locale, &[("role", &label)])
            }
        }
    }

    fn want(&self, schema: &Schema, entry: &Entry) -> String {
        let Some(field) = schema.field(entry.field) else { return entry.field.to_owned() };
        let inner = cell_of(field, entry.cell);
        let label = self.label(schema, field, entry);
        let shape = inner.map_or(field.shape, |cell| cell.shape);
        let fill = |word: words::Word, parts: &[(&str, &str)]| {
            let mut all = vec![("label", label.as_str())];
            all.extend_from_slice(parts);
            word.fill(&self.locale, &all)
        };
        let options =
            |codes: &[String]| codes.iter().map(|code| option(&shape, code)).collect::<Vec<_>>().join(", ");
        let number = |number: &Decimal| number.normalize().to_string();
        let day = |day: jiff::civil::Date| self.locale.day_text(day);
        match &entry.want {
            Want::Nothing => fill(words::WANT_NOTHING, &[]),
            Want::Words(least) => fill(words::WANT_WORDS, &[("n", &least.to_string())]),
            Want::Day { from: Some(from), until: Some(until) } => {
                fill(words::WANT_BETWEEN, &[("from", &day(*from)), ("until", &day(*until))])
            }
            Want::Day { from: Some(from), until: None } => fill(words::WANT_FROM, &[("from", &day(*from))]),
            Want::Day { until: Some(until), .. } => fill(words::WANT_UNTIL, &[("until", &day(*until))]),
            Want::Number { least: Some(least), most: Some(most) } if least == most => {
                fill(words::WANT_EXACTLY, &[("n", &number(least))])
            }
            Want::Number { least: Some(least), most: Some(most) } => {
                fill(words::WANT_BETWEEN, &[("from", &number(least)), ("until", &number(most))])
            }
            Want::Number { least: Some(least), .. } => fill(words::WANT_LEAST, &[("n", &number(least))]),
            Want::Number { most: Some(most), .. } => fill(words::WANT_MOST, &[("n", &number(most))]),
            Want::Something | Want::Day { .. } | Want::Number { .. } => fill(words::WANT_SOMETHING, &[]),
            Want::Lower(_) => fill(words::WANT_LOWER, &[]),
            Want::Higher(_) => fill(words::WANT_HIGHER, &[]),
            Want::OneOf(codes) if codes.len() == 1 => fill(words::WANT_IS, &[("option", &options(codes))]),
            Want::OneOf(codes) => fill(words::WANT_ONE_OF, &[("options", &options(codes))]),
            Want::NoneOf(codes) => fill(words::WANT_NONE_OF, &[("options", &options(codes))]),
            Want::Includes(code) => fill(words::WANT_INCLUDES, &[("option", &option(&shape, code))]),
            Want::Flag(true) => fill(words::WANT_YES, &[]),
            Want::Flag(false) => fill(words::WANT_NO, &[]),
            Want::Leads(On::New(_)) => fill(words::WANT_LEADS_NEW, &[]),
            Want::Leads(On::Record(id)) => fill(words::WANT_LEADS, &[("record", &self.called(*id))]),
            Want::OtherThan(id) => fill(words::WANT_OTHER, &[("record", &self.called(*id))]),
            Want::Covers(on) => fill(words::WANT_COVERS, &[("day", &day(*on))]),
        }
    }

    fn label(&self, schema: &Schema, field: &FieldDef, entry: &Entry) -> String {
        let of = declared::label(&self.locale, schema.kind.id, field);
        let Some(cell) = cell_of(field, entry.cell) else { return of };
        let scope = format!("{}.{}", schema.kind.id, field.id);
        let label = declared::label(&self.locale, &scope, cell);
        match entry.row {
            None => label,
            Some(RowAt::New(_)) => words::IN_NEW_ROW.fill(&self.locale, &[("label", &label), ("of", &of)]),
            Some(RowAt::Is(row)) => {
                words::IN_ROW.fill(&self.locale, &[("label", &label), ("of", &of), ("row", &row.to_string())])
            }
        }
    }

    fn called(&self, id: RecordId) -> String {
        let named: Option<&Named> = self.names.0.get(&id);
        named.map_or_else(String::new, |named| format!("{} {}", named.reference, named.title))
    }
}

fn cell_of(field: &FieldDef, cell: Option<&str>) -> Option<&'static FieldDef> {
    match field.shape {
        Shape::Table(columns) => columns.iter().find(|column| Some(column.id) == cell),
        Shape::Answers(set) => set.question(cell?).map(|question| &question.field),
        _ => None,
    }
}

fn option(shape: &Shape, code: &str) -> String {
    match shape {
        Shape::Choice(options) | Shape::Choices(options) => {
            options.iter().find(|option| option.code == code).map_or(code, |option| option.label).to_owned()
        }
        _ => code.to_owned(),
    }
}

/// The element of the form at which an entry is made: the table where its row is not there yet.
fn anchor(entry: &Entry) -> String {
    let name = match (entry.row, entry.cell) {
        (Some(RowAt::Is(row)), Some(cell)) => format!("{}.{row}.{cell}", entry.field),
        (None, Some(cell)) => format!("{}.{cell}", entry.field),
        _ => entry.field.to_owned(),
    };
    element_id(&name)
}

/// The form for a new record with everything filled in that is certain: links and choices.
fn new_form(schema: &Arc<Schema>, entries: &[Entry]) -> String {
    let mut query = Query::default();
    let mut first = None;
    for entry in entries {
        let value = match &entry.want {
            Want::Leads(On::Record(id)) => Some(id.to_string()),
            Want::OneOf(codes) => codes.first().cloned(),
            Want::Includes(code) => Some(code.clone()),
            Want::Flag(flag) => Some(if *flag { "yes" } else { "no" }.to_owned()),
            _ => None,
        };
        let name = match (entry.row, entry.cell) {
            (Some(_), Some(cell)) => format!("{}.1.{cell}", entry.field),
            (None, Some(cell)) => format!("{}.{cell}", entry.field),
            (_, None) => entry.field.to_owned(),
        };
        match value {
            Some(value) => query.0.0.push((name, value)),
            None => first = first.or_else(|| Some(anchor(entry))),
        }
    }
    let place = first.map(|anchor| format!("#{anchor}")).unwrap_or_default();
    format!("{}{place}", query.on(&format!("/r/{}/new", schema.kind.id)))
}

/// Everything that was done, as a line: which act, on what, by whom and when.
pub fn done(
    visit: &Visit,
    names: Known<'_>,
    (record, act, who): (RecordId, &str, RecordId),
) -> Option<ui::Sentence> {
    let locale = visit.locale();
    let about = names.0.get(&record)?;
    let verb = Act::from_code(act).map_or_else(|| act.to_owned(), |act| locale.say(state::act(act)));
    let who = names.0.get(&who).map(|named| named.title.clone()).unwrap_or_default();
    Some(
        ui::Sentence::default()
            .link(about.reference.as_str(), address(visit, &about.kind, &about.reference))
            .text(format!(" · {verb} · {who}")),
    )
}
