//! Changing one field of several records: each by an act of its own, with one reason.

use super::{
    chosen::{chosen, from},
    look,
    new::Typed,
};
use crate::{
    failure::Failed,
    limits::FORM_PAIRS,
    present::{
        form::Filled,
        names::{self, address},
    },
    request::{
        FROM, Sent, Visit,
        visit::{lead, page, page_with},
    },
};
use app::{At, Look, Outcome, Trouble};
use axum::{extract::Path, http::StatusCode, response::Response};
use record::{Body, FieldDef, FormData, Problem, RecordId, Refusal, Schema, Shape, Value};
use std::sync::Arc;
use ui::{
    Href, Link, Locale,
    components::{crumbs::Crumbs, shown},
    pages::change::{self, Line, Step, View},
    words::{change as w, declared},
};

/// What is done with the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Set,
    Add,
    Take,
    Blank,
}

/// `POST /r/{kind}/change`: which field, which value, what would happen, and the change itself.
pub async fn change(visit: Visit, Path(kind): Path<String>, sent: Sent) -> Result<Response, Failed> {
    let schema = look::schema(&visit, &kind).await?;
    visit.check_now()?;
    let chosen = chosen(&visit, &schema, &sent).await?;
    let mut looks = Vec::with_capacity(chosen.len());
    for (id, seen) in &chosen {
        let look = visit.desk().look(*id, At::Now).await?;
        if look.schema.kind.id != kind {
            return Err(Refusal::not_found().into());
        }
        let seen = seen.unwrap_or(look.record.position);
        looks.push((look, seen));
    }
    let bulk = Bulk { visit: &visit, schema: &schema, looks, from: from(&schema, &sent) };
    let Some(field) = sent.form.first("field") else { return Ok(bulk.ask_field().await?) };
    let field = schema.field(field).filter(|field| can_change(field)).ok_or_else(Refusal::not_found)?;
    let step = sent.text("_step").to_owned();
    if step != "preview" && step != "do" {
        return Ok(bulk.ask_value(field, sent.form, Vec::new()).await?);
    }
    let given = sent.form.clone();
    let reason = sent.text("reason").trim().to_owned();
    let key = sent.key();
    let way = Way::of(sent.text("how"));
    let typed = only(&visit, &schema, field, sent).await?;
    let mut problems: Vec<Problem> = typed.problems;
    let value = typed.body.get(field.id).cloned();
    if value.is_none() && way != Way::Blank && problems.is_empty() {
        problems.push(Problem::new(field.id, "missing", visit.locale().say(w::NO_VALUE)));
    }
    problems.extend(reason_problem(&reason));
    if !problems.is_empty() {
        return Ok(bulk.ask_value(field, given, problems).await?);
    }
    let after = |body: &Body| changed(body, field, way, value.as_ref());
    if step == "preview" {
        return Ok(bulk.preview(field, given, &after).await?);
    }
    let reason = Some(reason).filter(|reason| !reason.is_empty());
    Ok(bulk.carry_out(field, &after, reason, key).await?)
}

/// A reason that every record would refuse is refused once, on the form.
fn reason_problem(reason: &str) -> Option<Problem> {
    let most = record::limits::REASON_CHARS;
    if reason.chars().count() > most {
        let sentence = format!("Shorten the reason to {most} characters.");
        return Some(Problem::new("reason", "too_long", sentence));
    }
    record::clean_prose(reason).err().map(|(code, sentence)| Problem::new("reason", code, sentence))
}

/// The records with the position at which each was seen.
struct Bulk<'a> {
    visit: &'a Visit,
    schema: &'a Arc<Schema>,
    looks: Vec<(Look, u64)>,
    /// Where the reader came from and goes back to.
    from: String,
}

impl Bulk<'_> {
    async fn ask_field(&self) -> Outcome<Response> {
        let locale = self.visit.locale();
        let fields = self.schema.fields().filter(|field| can_change(field));
        let fields = fields
            .map(|field| (field.id.to_owned(), declared::label(&locale, self.schema.kind.id, field)))
            .collect();
        let view = self.view(&locale, self.ids(), String::new(), Step::Field(fields));
        let shell = self.visit.shell().await?;
        Ok(page(change::page(&shell, &view)))
    }

    async fn ask_value(&self, field: &FieldDef, data: FormData, problems: Vec<Problem>) -> Outcome<Response> {
        let locale = self.visit.locale();
        let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        let mut filled = Filled::new(self.visit, self.schema, data, String::new()).await?;
        filled.problems = problems;
        let reason = filled.data.first("reason").unwrap_or_default().to_owned();
        let ways = Way::of_field(field).into_iter();
        let ways = ways.map(|way| (way.code().to_owned(), locale.say(way.word()))).collect();
        let mut carry = self.ids();
        carry.push(("field".to_owned(), field.id.to_owned()));
        let step = Step::Value { field, form: filled.form(), ways, reason };
        let view = self.view(&locale, carry, String::new(), step);
        let shell = self.visit.shell().await?;
        Ok(page_with(status, change::page(&shell, &view)))
    }

    async fn preview(
        &self,
        field: &FieldDef,
        given: FormData,
        after: &impl Fn(&Body) -> Body,
    ) -> Outcome<Response> {
        let locale = self.visit.locale();
        let mut outcomes = Vec::with_capacity(self.looks.len());
        for (look, seen) in &self.looks {
            let body = after(&look.record.body);
            outcomes.push(told(self.visit.desk().would_revise(look.record.id, *seen, body).await)?);
        }
        let lines = self.lines(&locale, field, after, outcomes).await?;
        let mut carry = self.ids();
        let kept = given
            .0
            .into_iter()
            .filter(|(name, _)| !matches!(name.as_str(), "id" | "every" | "_step" | "_key" | FROM));
        carry.extend(kept.take(FORM_PAIRS));
        let step = Step::Preview { lines, again: carry.clone() };
        let view = self.view(&locale, carry, self.visit.web.app.nonce(), step);
        let shell = self.visit.shell().await?;
        Ok(page(change::page(&shell, &view)))
    }

    /// One act a record. What one refuses leaves that one as it is, and is told.
    async fn carry_out(
        &self,
        field: &FieldDef,
        after: &impl Fn(&Body) -> Body,
        reason: Option<String>,
        key: Option<String>,
    ) -> Outcome<Response> {
        let locale = self.visit.locale();
        let mut outcomes = Vec::with_capacity(self.looks.len());
        for (look, seen) in &self.looks {
            let id = look.record.id;
            let body = after(&look.record.body);
            let key = key.as_ref().map(|key| format!("{key}/{id}"));
            let made = self.visit.desk().revise(id, *seen, body, reason.clone(), key).await;
            outcomes.push(told(made.map(|made| made.position != *seen))?);
        }
        if !outcomes.iter().any(|outcome| matches!(outcome, change::Outcome::Refused(..))) {
            return Ok(lead(&self.from, "several"));
        }
        let lines = self.lines(&locale, field, after, outcomes).await?;
        let view = self.view(&locale, Vec::new(), String::new(), Step::Done(lines));
        let shell = self.visit.shell().await?;
        Ok(page(change::page(&shell, &view)))
    }

    async fn lines(
        &self,
        locale: &Locale,
        field: &FieldDef,
        after: &impl Fn(&Body) -> Body,
        outcomes: Vec<change::Outcome>,
    ) -> Outcome<Vec<Line>> {
        let scope = self.schema.kind.id;
        let bodies: Vec<Body> = self.looks.iter().map(|(look, _)| after(&look.record.body)).collect();
        let every = self.looks.iter().map(|(look, _)| &look.record.body).chain(&bodies);
        let ids: Vec<RecordId> = every.flat_map(|body| links_in(field, body)).collect();
        let names = names::names(self.visit, &self.visit.desk().names(&ids, At::Now).await?);
        let shown = |body: &Body| shown::value(locale, scope, field, body.get(field.id), &names);
        let lines = self.looks.iter().zip(&bodies).zip(outcomes).map(|(((look, _), after), outcome)| Line {
            record: Link::new(
                format!("{} {}", look.record.reference, look.record.title),
                address(self.visit, scope, &look.record.reference),
            ),
            before: shown(&look.record.body),
            after: shown(after),
            outcome,
        });
        Ok(lines.collect())
    }

    fn ids(&self) -> Vec<(String, String)> {
        let id = |(look, seen): &(Look, u64)| ("id".to_owned(), format!("{}@{seen}", look.record.id));
        let from = (FROM.to_owned(), self.from.clone());
        self.looks.iter().map(id).chain(std::iter::once(from)).collect()
    }

    fn view<'v>(
        &self,
        locale: &Locale,
        carry: Vec<(String, String)>,
        key: String,
        step: Step<'v>,
    ) -> View<'v> {
        let kind = self.schema.kind;
        let register = format!("/r/{}", kind.id);
        let heading =
            locale.count(w::HEADING_ONE, w::HEADING_MANY, u64::try_from(self.looks.len()).unwrap_or(0));
        let up = vec![Link::new(declared::name_many(locale, kind), self.from.clone())];
        View {
            crumbs: Crumbs::new(up, locale.say(w::BUTTON)),
            heading,
            action: Href::to(format!("{register}/change")),
            carry,
            key,
            step,
            back: Href::to(self.from.clone()),
        }
    }
}

impl Way {
    const ALL: [Self; 4] = [Self::Set, Self::Add, Self::Take, Self::Blank];

    fn of(code: &str) -> Self {
        Self::ALL.into_iter().find(|way| way.code() == code).unwrap_or(Self::Set)
    }

    /// What can be done with a field: what has several values is added to, what may be blank can be left blank.
    fn of_field(field: &FieldDef) -> Vec<Self> {
        let several = matches!(field.shape, Shape::Choices(_) | Shape::Links(_) | Shape::Evidence);
        let can = |way: &Self| match way {
            Self::Set => true,
            Self::Add | Self::Take => several,
            Self::Blank => !field.required,
        };
        Self::ALL.into_iter().filter(can).collect()
    }

    const fn code(self) -> &'static str {
        match self {
            Self::Set => "set",
            Self::Add => "add",
            Self::Take => "take",
            Self::Blank => "blank",
        }
    }

    const fn word(self) -> ui::words::Word {
        match self {
            Self::Set => w::SET,
            Self::Add => w::ADD,
            Self::Take => w::TAKE,
            Self::Blank => w::BLANK,
        }
    }
}

/// The one field of a form that was sent, read as the form of a record reads it.
async fn only(visit: &Visit, schema: &Arc<Schema>, field: &FieldDef, sent: Sent) -> Outcome<Typed> {
    let own =
        |name: &str| name.strip_prefix(field.id).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    let form = FormData(sent.form.0.into_iter().filter(|(name, _)| own(name)).collect());
    let mut typed = Typed::read(visit, schema, Sent { form, files: Vec::new() }, None).await?;
    typed.problems.retain(|problem| own(&problem.path));
    Ok(typed)
}

/// Fields with a value that can be given once for several records: not what a record owns in rows, answers or files.
const fn can_change(field: &FieldDef) -> bool {
    !matches!(field.shape, Shape::Table(_) | Shape::Answers(_) | Shape::Series { .. } | Shape::File)
}

fn changed(body: &Body, field: &FieldDef, way: Way, value: Option<&Value>) -> Body {
    let mut body = body.clone();
    let after = match (way, value, body.get(field.id)) {
        (Way::Blank, _, _) | (Way::Set, None, _) => None,
        (Way::Set, Some(value), _) | (Way::Add, Some(value), None) => Some(value.clone()),
        (Way::Add, Some(Value::Choices(more)), Some(Value::Choices(known))) => {
            let options = if let Shape::Choices(options) = field.shape { options } else { &[] };
            let has = |code: &str| known.iter().chain(more).any(|other| other == code);
            let codes = options.iter().filter(|option| has(option.code));
            Some(Value::Choices(codes.map(|option| option.code.to_owned()).collect()))
        }
        (Way::Add, Some(Value::Links(more)), Some(Value::Links(known))) => {
            let new = more.iter().filter(|id| !known.contains(id));
            Some(Value::Links(known.iter().chain(new).copied().collect()))
        }
        (Way::Take, Some(Value::Choices(less)), Some(Value::Choices(known))) => {
            let left: Vec<String> = known.iter().filter(|code| !less.contains(code)).cloned().collect();
            (!left.is_empty()).then_some(Value::Choices(left))
        }
        (Way::Take, Some(Value::Links(less)), Some(Value::Links(known))) => {
            let left: Vec<RecordId> = known.iter().filter(|id| !less.contains(id)).copied().collect();
            (!left.is_empty()).then_some(Value::Links(left))
        }
        (_, _, known) => known.cloned(),
    };
    match after {
        Some(value) => body.set(field.id, value),
        None => body.clear(field.id),
    }
    body
}

fn links_in(field: &FieldDef, body: &Body) -> Vec<RecordId> {
    match body.get(field.id) {
        Some(Value::Link(id)) => vec![*id],
        Some(Value::Links(ids)) => ids.clone(),
        _ => Vec::new(),
    }
}

/// What came of a record; failures that are no refusal of the record end all.
fn told(outcome: Outcome<bool>) -> Outcome<change::Outcome> {
    match outcome {
        Ok(true) => Ok(change::Outcome::Changes),
        Ok(false) => Ok(change::Outcome::Same),
        Err(Trouble::Refused(refusal)) => {
            let first = refusal.problems.first().map(|problem| problem.sentence.clone());
            Ok(change::Outcome::Refused(first.unwrap_or(refusal.sentence), refusal.remedy))
        }
        Err(trouble) => Err(trouble),
    }
}
