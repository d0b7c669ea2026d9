//! A form for a record, drawn from its schema: what was typed, what is wrong with it, section by section.

use super::around;
use crate::components::{crumbs::Crumbs, field::Form, field::element_id, summary};
use crate::words::{declared, form as w, shell as s};
use crate::{Href, Link, Locale, Sample, Shell};
use maud::{Markup, html};
use record::{FieldDef, Shape};

/// A form.
#[derive(Clone, Debug)]
pub struct View<'a> {
    /// The way to it.
    pub crumbs: Crumbs,
    /// What is done: "Add use of AI", "Edit SYS-0007".
    pub heading: String,
    /// Fields, what was typed, problems, offers.
    pub form: Form<'a>,
    /// Where it is sent, by POST.
    pub action: Href,
    /// The version that the person started from, sent as `_base`; none for a new record.
    pub base: Option<u32>,
    /// Key by which a form that is sent twice is known, sent as `_key`.
    pub key: String,
    /// Verb of the button.
    pub submit: String,
    /// Where one gets without saving.
    pub cancel: Href,
    /// Id of the one field that is shown; none for all.
    pub only: Option<String>,
    /// Records that may already be what is being made. With any of them the form asks, as `_other`, why it is another.
    pub alike: Vec<Link>,
}

/// The page. With problems its title begins with "Error:".
pub fn page(shell: &Shell, view: &View<'_>) -> Markup {
    let locale = &shell.locale;
    let form = &view.form;
    let sections = sections(form, view.only.as_deref());
    let body = html! {
        (view.crumbs.draw(locale))
        (summary::named(locale, form.problems, |path| form.has(path), |path| form.label(locale, path)))
        h1 { (view.heading) }
        div class="grid" {
            // First in the order of reading, so that a long form can be skipped through by keyboard and on a phone.
            @if sections.len() > 1 { (contents(locale, form, &sections)) }
            form class="c8 form" id="form" method="post" action=(view.action) novalidate
                enctype=[has_file(form).then_some("multipart/form-data")] {
                (shell.token())
                (hidden(view))
                @if !view.alike.is_empty() { (alike(locale, &view.alike)) }
                @for (place, (heading, fields)) in sections.iter().enumerate() {
                    @if view.only.is_none() && (place > 0 || !heading.is_empty()) {
                        h2 id={ "section-" (place) } { (section_name(locale, form, heading)) }
                    }
                    @for field in fields { (form.field(locale, field)) }
                }
                div class="row submit" {
                    button class="btn primary" { (view.submit) }
                    a class="btn quiet" href=(view.cancel) { (locale.say(w::CANCEL)) }
                    @if let Some(base) = view.base {
                        span class="sm muted" { (locale.fill(w::BASED_ON, &[("n", &base.to_string())])) }
                    }
                }
            }
        }
    };
    let title = if form.problems.is_empty() {
        view.heading.clone()
    } else {
        locale.fill(s::TITLE_ERROR, &[("page", &view.heading)])
    };
    shell.page(&title, &body)
}

/// What may be there already.
fn alike(locale: &Locale, links: &[Link]) -> Markup {
    html! {
        section class="notice stack" role="alert" aria-labelledby="alike" {
            h2 id="alike" { (locale.say(w::ALIKE)) }
            ul class="plain" { @for link in links { li { (link) } } }
            div class="field" {
                label for="f-_other" { (locale.say(w::OTHER)) }
                div class="hint" id="f-_other-hint" { p { (locale.say(w::OTHER_HINT)) } }
                input type="text" id="f-_other" name="_other" aria-describedby="f-_other-hint";
            }
        }
    }
}

/// The hidden fields of a form: idempotency key and version.
pub(crate) fn hidden(view: &View<'_>) -> Markup {
    html! {
        input type="hidden" name="_key" value=(view.key);
        @if let Some(base) = view.base { input type="hidden" name="_base" value=(base); }
    }
}

/// Fields by section, in the order in which the sections first appear.
fn sections<'a>(form: &Form<'a>, only: Option<&str>) -> Vec<(&'a str, Vec<&'a FieldDef>)> {
    let mut sections: Vec<(&str, Vec<&FieldDef>)> = Vec::new();
    for field in form.schema.fields().filter(|field| only.is_none_or(|only| field.id == only)) {
        match sections.iter_mut().find(|(heading, _)| *heading == field.section) {
            Some((_, fields)) => fields.push(field),
            None => sections.push((field.section, vec![field])),
        }
    }
    sections
}

fn section_name(locale: &Locale, form: &Form<'_>, heading: &str) -> String {
    if heading.is_empty() {
        locale.say(w::FIRST_SECTION)
    } else {
        declared::section(locale, form.schema.kind.id, heading)
    }
}

fn contents(locale: &Locale, form: &Form<'_>, sections: &[(&str, Vec<&FieldDef>)]) -> Markup {
    html! {
        nav class="c4 contents" aria-labelledby="contents" {
            h2 id="contents" { (locale.say(w::SECTIONS)) }
            ol {
                @for (place, (heading, fields)) in sections.iter().enumerate() {
                    @let target = match fields.first() {
                        Some(field) if place == 0 && heading.is_empty() => element_id(field.id),
                        _ => format!("section-{place}"),
                    };
                    li { a href={ "#" (target) } { (section_name(locale, form, heading)) } }
                }
            }
        }
    }
}

fn has_file(form: &Form<'_>) -> bool {
    form.schema.fields().any(|field| matches!(field.shape, Shape::File))
}

/// Samples: new, and as it came back with problems.
pub fn samples() -> Vec<Sample> {
    let (schema, _, _) = crate::specimen::record();
    let again = schema.clone();
    let typed = crate::specimen::typed();
    let mut fresh = typed.clone();
    fresh.data.0.clear();
    fresh.problems.clear();
    fresh.files.clear();
    let words = ["Uses of AI", "Add use of AI", "New", "Edit USE-0007", "Save version 3"];
    vec![
        Sample::new("new", (fresh, words), move |locale, (typed, words)| {
            let [many, add, new, ..] = words;
            let view = View {
                crumbs: Crumbs::new(vec![Link::new(*many, "/uses")], *new),
                heading: (*add).to_owned(),
                form: typed.form(&schema),
                action: Href::to("/uses/new"),
                base: None,
                key: "k-0190a5b2".to_owned(),
                submit: locale.say(w::SAVE),
                cancel: Href::to("/uses"),
                only: None,
                alike: Vec::new(),
            };
            page(&around(locale), &view)
        }),
        Sample::new("problems", (typed, words), move |locale, (typed, words)| {
            let [many, _, _, edit, save] = words;
            let view = View {
                crumbs: Crumbs::new(vec![Link::new(*many, "/uses")], *edit),
                heading: (*edit).to_owned(),
                form: typed.form(&again),
                action: Href::to("/r/use/USE-0007/edit"),
                base: Some(2),
                key: "k-0190a5b2".to_owned(),
                submit: (*save).to_owned(),
                cancel: Href::to("/r/use/USE-0007"),
                only: None,
                alike: Vec::new(),
            };
            page(&around(locale), &view)
        }),
    ]
}
