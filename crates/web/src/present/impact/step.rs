//! One step of the guide: what is asked left, what records say of it right.

use super::{badge, to_step};
use crate::{
    present::{form::Filled, names::address},
    request::{Query, Visit},
};
use app::{
    Look, Named, Outcome,
    impact_practice::{self as impact, Known, Step},
};
use record::{FieldDef, FormData, Record, RecordId, Shape, Value, show, to_form};
use std::collections::BTreeMap;
use ui::{
    Href, Link, Locale, Sentence,
    components::{badge::Badge, button::Button, crumbs::Crumbs, shown::chosen},
    pages::step::{Aside, View},
    words::{declared, form, impact as w},
};

/// Characters of what a record says that stand beside a step; the record has the rest.
const KNOWN_CHARS: usize = 400;

/// What was typed so far, and for empty fields what records say: the values, and ids of the fields that are proposed.
pub fn prefilled(look: &Look, step: &Step, around: &[Record]) -> (FormData, Vec<String>) {
    let known = impact::known(step, around);
    let proposed = impact::proposed(&look.schema, &look.record.body, &known);
    let mut body = look.record.body.clone();
    for (field, value) in &proposed {
        body.set(field.to_owned(), value.clone());
    }
    (to_form(&look.schema, &body), proposed.iter().map(|(field, _)| field.to_owned()).collect())
}

/// The step.
pub async fn step<'a>(
    visit: &Visit,
    look: &Look,
    step: &'static Step,
    filled: &'a Filled,
    (around, proposed, base): (&[Record], &[String], u32),
) -> Outcome<View<'a>> {
    let locale = visit.locale();
    let schema = &*look.schema;
    let record = &*look.record;
    let all: Vec<&Step> = impact::steps(schema).collect();
    let here = all.iter().position(|known| known.id == step.id).unwrap_or(0);
    let number = [("n", (here + 1).to_string()), ("all", all.len().to_string())];
    let number: Vec<(&str, &str)> = number.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let (title, lede) = w::step(step.id);
    let mut ways = Vec::new();
    for (word, place) in [(w::SKIP, here.checked_add(1)), (w::BEFORE, here.checked_sub(1))] {
        let other = place.and_then(|place| all.get(place));
        ways.extend(other.map(|other| Link::new(locale.say(word), to_step(&record.reference, other.id))));
    }
    let button = |then: &str, word| ("_then".to_owned(), then.to_owned(), locale.say(word));
    let known = impact::known(step, around);
    let action = Query::default().with("base", base.to_string()).on(&to_step(&record.reference, step.id));
    let own = address(visit, schema.kind.id, &record.reference);
    Ok(View {
        crumbs: Crumbs::new(
            vec![
                Link::new(record.reference.clone(), own),
                Link::new(locale.say(w::ASSESSMENT), format!("/impact/{}", record.reference)),
            ],
            locale.fill(w::STEP, &number),
        ),
        heading: locale.say(title),
        badges: vec![
            badge(&locale, impact::progress(step, schema, &record.body)),
            Badge::state(&locale, record.state.code()),
        ],
        lede: locale.say(lede),
        form: filled.form(),
        ask: step.fields(schema),
        section: step.section,
        hidden: vec![("_key".to_owned(), filled.key.clone())],
        action: Href::to(action),
        submit: vec![button("next", w::SAVE_NEXT), button("guide", w::SAVE)],
        ways,
        asides: vec![said(visit, &locale, &known, proposed).await?, contents(&locale, look, &all, step)],
        buttons: vec![Button::new(locale.say(w::BACK), format!("/impact/{}", record.reference))],
    })
}

/// What records say, each with its source.
async fn said(visit: &Visit, locale: &Locale, known: &[Known<'_>], proposed: &[String]) -> Outcome<Aside> {
    let linked: Vec<RecordId> = known
        .iter()
        .flat_map(|known| match known.value {
            Value::Link(id) => vec![*id],
            Value::Links(ids) => ids.clone(),
            _ => Vec::new(),
        })
        .collect();
    let names = visit.desk().names(&linked, app::At::Now).await?;
    let mut lines = Vec::new();
    for known in known {
        let schema = visit.desk().schema(known.kind).await?;
        let Some(field) = schema.field(known.field) else { continue };
        let label = declared::label(locale, known.kind, field);
        let name = locale.fill(w::KNOWN_OF, &[("label", &label), ("reference", known.reference)]);
        let mut text = text(locale, known, field, &names);
        if text.chars().count() > KNOWN_CHARS {
            text = text.chars().take(KNOWN_CHARS).chain(['…']).collect();
        }
        let mut sentence = Sentence::plain(text)
            .text(" ")
            .link(known.reference, address(visit, known.kind, known.reference));
        if known.into.is_some_and(|into| proposed.iter().any(|id| id == into)) {
            sentence = sentence.text(" · ").text(locale.say(w::PROPOSED));
        }
        lines.push((name, sentence));
    }
    let note = if lines.is_empty() { String::new() } else { locale.say(w::KNOWN_NOTE) };
    if lines.is_empty() {
        lines.push((String::new(), Sentence::plain(locale.say(w::NOTHING_KNOWN))));
    }
    Ok(Aside { heading: locale.say(w::WHAT_IS_KNOWN), note, lines })
}

/// A value in words; a table by how many rows it has.
fn text(locale: &Locale, known: &Known<'_>, field: &FieldDef, names: &BTreeMap<RecordId, Named>) -> String {
    let option = |code: &str| match field.shape {
        Shape::Choice(options) | Shape::Choices(options) => chosen(locale, known.kind, field, options, code),
        _ => code.to_owned(),
    };
    let title = |id: &RecordId| names.get(id).map(|named| named.title.clone());
    match known.value {
        Value::Choice(code) => option(code),
        Value::Choices(codes) => codes.iter().map(|code| option(code)).collect::<Vec<_>>().join(", "),
        Value::Link(id) => title(id).unwrap_or_default(),
        Value::Links(ids) => ids.iter().filter_map(title).collect::<Vec<_>>().join(", "),
        Value::Flag(flag) => locale.say(if *flag { form::YES } else { form::NO }),
        Value::Date(day) => locale.day_text(*day),
        Value::Table(rows) => locale.fill(w::KNOWN_ROWS, &[("n", &rows.len().to_string())]),
        value => show(&field.shape, value),
    }
}

/// The steps with how far each has come.
fn contents(locale: &Locale, look: &Look, all: &[&Step], here: &Step) -> Aside {
    let (schema, body) = (&*look.schema, &look.record.body);
    let lines = all.iter().map(|step| {
        let state = badge(locale, impact::progress(step, schema, body)).word;
        let name = locale.say(w::step(step.id).0);
        let line = if step.id == here.id {
            Sentence::plain(name)
        } else {
            Sentence::default().link(name, to_step(&look.record.reference, step.id))
        };
        (state, line)
    });
    Aside { heading: locale.say(w::STEPS), note: String::new(), lines: lines.collect() }
}
