//! The guide: every step with how far it has come, and what is missing.

use super::{Typed, again, badge, effects, to_step};
use crate::{
    present::names::{address, link},
    request::Visit,
};
use app::{
    Look, Outcome,
    impact_practice::{self as impact, Progress, Step},
};
use record::{Act, Body, FieldDef, Schema, Shape, Value};
use ui::{
    Href, Link, Locale,
    components::{badge::Badge, button::Button, crumbs::Crumbs, field::element_id},
    pages::assessment::{self as drawn, BeginView, View},
    words::{declared, form, impact as w},
};

/// Fields named behind a step; the rest is left to the step itself.
const LACKS_NAMED: usize = 3;

/// The guide.
pub async fn guide(visit: &Visit, look: &Look, typed: Typed) -> Outcome<View> {
    let locale = visit.locale();
    let (schema, record) = (&*look.schema, &*look.record);
    let body = &record.body;
    let steps: Vec<(&Step, Progress)> =
        impact::steps(schema).map(|step| (step, impact::progress(step, schema, body))).collect();
    let complete = steps.iter().filter(|(_, progress)| *progress == Progress::Complete).count();
    let (complete, all) = (complete.to_string(), steps.len().to_string());
    let missing = record::missing(schema, body);
    let lacks = |step: &Step| impact::lacking(step, schema, body);
    let refused: Vec<&str> = missing.iter().map(|problem| problem.path.as_str()).collect();
    let open: Vec<Link> = steps
        .iter()
        .flat_map(|(step, _)| lacks(step))
        .filter(|path| !refused.contains(&path.as_str()))
        .map(|path| to_field(&locale, schema, &record.reference, &path, &sentence(&locale, schema, &path)))
        .collect();
    let lines = steps.iter().map(|(step, progress)| {
        let label = locale.say(w::step(step.id).0);
        let lacking = lacks(step);
        let names: Vec<String> =
            lacking.iter().take(LACKS_NAMED).map(|path| name_of(&locale, schema, path)).collect();
        let mut fields = names.join(", ");
        if lacking.len() > LACKS_NAMED {
            fields.push_str(", …");
        }
        let note =
            if lacking.is_empty() { String::new() } else { locale.fill(w::LACKS, &[("fields", &fields)]) };
        let link = Link::new(label, to_step(&record.reference, step.id));
        drawn::Step { link, note, badge: badge(&locale, *progress) }
    });
    let found = visit.desk().reassessment(&look.record, visit.at).await?;
    Ok(View {
        crumbs: crumbs(visit, &locale, look),
        heading: locale.fill(w::GUIDE, &[("reference", &record.reference)]),
        title: record.title.clone(),
        badges: vec![Badge::state(&locale, record.state.code())],
        lede: locale.fill(w::LEDE, &[("complete", &complete), ("all", &all)]),
        steps: lines.collect(),
        missing: missing
            .iter()
            .map(|problem| to_field(&locale, schema, &record.reference, &problem.path, &problem.sentence))
            .collect(),
        open,
        effects: effects(visit, look).await?,
        again: again(visit, look, &found, typed).await?,
        versions: versions(&locale, schema, body),
        buttons: buttons(visit, &locale, look, &steps, missing.is_empty()),
    })
}

/// The way to the pages of an assessment.
pub(super) fn crumbs(visit: &Visit, locale: &Locale, look: &Look) -> Crumbs {
    let kind = look.schema.kind;
    let record = &look.record;
    Crumbs::new(
        vec![
            Link::new(declared::name_many(locale, kind), visit.href(&format!("/r/{}", kind.id))),
            Link::new(record.reference.clone(), address(visit, kind.id, &record.reference)),
        ],
        locale.say(w::ASSESSMENT),
    )
}

/// The page before an assessment of a use begins.
pub fn begin(visit: &Visit, look: &Look, key: String) -> BeginView {
    let locale = visit.locale();
    let record = &look.record;
    let own = address(visit, look.schema.kind.id, &record.reference);
    let parts = [("reference", record.reference.as_str()), ("title", record.title.as_str())];
    let earlier = look.backlinks.iter().filter(|back| back.named.kind == impact::KIND);
    BeginView {
        crumbs: Crumbs::new(
            vec![
                Link::new(
                    declared::name_many(&locale, look.schema.kind),
                    visit.href(&format!("/r/{}", look.schema.kind.id)),
                ),
                Link::new(record.reference.clone(), own.clone()),
            ],
            locale.say(w::BEGIN),
        ),
        lede: locale.fill(w::BEGIN_LEDE, &parts),
        earlier: earlier
            .map(|back| (link(visit, &back.named), Badge::state(&locale, &back.named.state)))
            .collect(),
        key,
        action: Href::to(format!("/impact/use/{}", record.reference)),
        cancel: Href::to(own),
    }
}

/// The first step after this one that is not complete, else the guide itself.
pub fn next(schema: &Schema, reference: &str, body: &Body, after: &Step) -> String {
    let rest = impact::steps(schema).skip_while(|step| step.id != after.id).skip(1);
    let mut open = rest.filter(|step| impact::progress(step, schema, body) != Progress::Complete);
    open.next().map_or_else(|| format!("/impact/{reference}"), |step| to_step(reference, step.id))
}

fn buttons(
    visit: &Visit,
    locale: &Locale,
    look: &Look,
    steps: &[(&Step, Progress)],
    complete: bool,
) -> Vec<Button> {
    let record = &look.record;
    let own = address(visit, look.schema.kind.id, &record.reference);
    let mut buttons = vec![
        Button::new(locale.say(w::RECORD), own.clone()),
        Button::new(locale.say(w::RIGHTS), visit.href(&format!("/impact/{}/rights", record.reference))),
    ];
    let may = |act| visit.past.is_none() && look.acts.contains(&act);
    let first = steps.iter().find(|(_, progress)| *progress != Progress::Complete);
    if let Some((step, _)) = first.filter(|_| may(Act::Revise)) {
        let label = locale.fill(w::GO_ON, &[("step", &locale.say(w::step(step.id).0))]);
        let button = Button::new(label, to_step(&record.reference, step.id));
        buttons.push(if complete && may(Act::Submit) { button } else { button.primary() });
    }
    if complete && may(Act::Submit) {
        let href = format!("/r/{}/{}/act/{}", look.schema.kind.id, record.reference, Act::Submit.code());
        buttons.push(Button::new(locale.say(w::SUBMIT), href).primary());
    }
    buttons
}

/// A sentence on a field, leading to the field in its step.
fn to_field(locale: &Locale, schema: &Schema, reference: &str, path: &str, sentence: &str) -> Link {
    let name = name_of(locale, schema, path);
    let label = if sentence.contains(&name) {
        sentence.to_owned()
    } else {
        locale.fill(form::PROBLEM_OF, &[("field", &name), ("sentence", sentence)])
    };
    let step = Step::of(schema, path).map_or("", |step| step.id);
    Link::new(label, format!("{}#{}", to_step(reference, step), element_id(path)))
}

fn sentence(locale: &Locale, schema: &Schema, path: &str) -> String {
    crate::words::WANT_SOMETHING.fill(locale, &[("label", &name_of(locale, schema, path))])
}

/// What a field is called, or a question or column within it.
pub(super) fn name_of(locale: &Locale, schema: &Schema, path: &str) -> String {
    let scope = schema.kind.id;
    let mut parts = path.split('.');
    let Some(field) = parts.next().and_then(|id| schema.field(id)) else { return path.to_owned() };
    let inner = format!("{scope}.{}", field.id);
    let of = |field: Option<&FieldDef>| field.map(|field| declared::label(locale, &inner, field));
    let found = match (field.shape, parts.next_back()) {
        (Shape::Answers(set), Some(last)) => of(set.question(last).map(|question| &question.field)),
        (Shape::Table(columns), Some(last)) => of(columns.iter().find(|column| column.id == last)),
        _ => None,
    };
    found.unwrap_or_else(|| declared::label(locale, scope, field))
}

/// Under which versions of form and questions it is answered.
fn versions(locale: &Locale, schema: &Schema, body: &Body) -> String {
    let answered = body.iter().find_map(|(_, value)| match value {
        Value::Answers(answers) => answers.set.split_once('@').map(|(_, version)| version.to_owned()),
        _ => None,
    });
    let today = schema.fields().find_map(|field| match field.shape {
        Shape::Answers(set) => Some(set.version.to_string()),
        _ => None,
    });
    let set = answered.or(today).unwrap_or_default();
    locale.fill(w::QUESTIONS, &[("kind", &schema.kind.version.to_string()), ("set", &set)])
}
