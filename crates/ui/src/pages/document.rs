//! A record read as a document: its text on a printable page, with how it is controlled.

use super::around;
use crate::components::{
    badge::Badge,
    crumbs::Crumbs,
    facts::Facts,
    seal::{self, Seal},
    shown,
};
use crate::words::record_page as w;
use crate::{Href, Link, Sample, Shell};
use maud::{Markup, html};
use record::{FieldDef, Shape};

/// A document.
#[derive(Clone, Debug)]
pub struct View<'a> {
    /// The way to it.
    pub crumbs: Crumbs,
    /// `DOC-0014`.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// Which version is read.
    pub version: u32,
    /// Its state as a badge.
    pub state: Badge,
    /// Whether this version is in force.
    pub in_force: bool,
    /// Its content.
    pub facts: Facts<'a>,
    /// Its place in the ledger, printed with it.
    pub seal: Seal,
    /// The same as PDF or Word, when there is one.
    pub files: Vec<Link>,
    /// Back to the record.
    pub back: Href,
}

/// The page. Prose stands as text, the rest as the control of the document behind it.
pub fn page(shell: &Shell, view: &View<'_>) -> Markup {
    let locale = &shell.locale;
    let scope = view.facts.schema.kind.id;
    let prose: Vec<&FieldDef> = view
        .facts
        .schema
        .fields()
        .filter(|field| matches!(field.shape, Shape::Prose { .. }) && view.facts.body.get(field.id).is_some())
        .collect();
    let body = html! {
        div class="actions row between" {
            (view.crumbs.draw(locale))
            div class="row" { @for link in &view.files { a class="btn" href=(link.href) { (link.label) } } }
        }
        article class="document" {
            header class="stack" {
                p class="ref" { (view.reference) }
                h1 { (view.title) }
                p class="row" {
                    (view.state)
                    span class="sm muted" { (locale.fill(w::VERSION, &[("n", &view.version.to_string())])) }
                }
                @if !view.in_force { p class="notice" { (locale.say(w::DOC_NOT_IN_FORCE)) } }
            }
            @for field in prose {
                section {
                    h2 { (shown::label(locale, view.facts.schema, field)) }
                    div class="prose" { (shown::value(locale, scope, field, view.facts.body.get(field.id), view.facts.names)) }
                }
            }
            section {
                h2 { (locale.say(w::DOC_FACTS)) }
                dl class="facts" {
                    @for (_, fields) in view.facts.sections() {
                        @for field in fields.into_iter().filter(|field| is_short(field) && !view.facts.is_blank(field)) {
                            div {
                                dt { (shown::label(locale, view.facts.schema, field)) }
                                dd { (shown::value(locale, scope, field, view.facts.body.get(field.id), view.facts.names)) }
                            }
                        }
                    }
                }
                (view.facts.blanks(locale, &blanks(view)))
                @for (_, fields) in view.facts.sections() {
                    @for field in fields.into_iter().filter(|field| is_wide(field) && view.facts.body.get(field.id).is_some()) {
                        h3 { (shown::label(locale, view.facts.schema, field)) }
                        (shown::value(locale, scope, field, view.facts.body.get(field.id), view.facts.names))
                    }
                }
            }
            footer { (view.seal.draw(locale)) }
        }
    };
    shell.page(&format!("{} {}", view.reference, view.title), &body)
}

/// What is asked for in a line and not filled in.
fn blanks<'a>(view: &View<'a>) -> Vec<&'a FieldDef> {
    let fields = view.facts.sections().into_iter().flat_map(|(_, fields)| fields);
    fields.filter(|field| is_short(field) && view.facts.is_blank(field)).collect()
}

fn is_wide(field: &FieldDef) -> bool {
    matches!(field.shape, Shape::Table(_) | Shape::Answers(_) | Shape::Series { .. })
}

fn is_short(field: &FieldDef) -> bool {
    !is_wide(field) && !matches!(field.shape, Shape::Prose { .. })
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let (schema, body, names) = crate::specimen::record();
    let words = [
        "Documents",
        "DOC-0014",
        "Process of impact assessment",
        "DOC-0014 Process of impact assessment",
        "PDF",
    ];
    vec![Sample::new(
        "document",
        (body, names, seal::sample(), words),
        move |locale, (body, names, seal, words)| {
            let [many, reference, title, _, pdf] = words;
            let view = View {
                crumbs: Crumbs::new(vec![Link::new(*many, "/documents")], *reference),
                reference: (*reference).to_owned(),
                title: (*title).to_owned(),
                version: 3,
                state: Badge::state(locale, "draft"),
                in_force: false,
                facts: Facts { schema: &schema, body, names, erased: &[] },
                seal: seal.clone(),
                files: vec![Link::new(*pdf, "/r/document/DOC-0014.pdf")],
                back: Href::to("/r/document/DOC-0014"),
            };
            page(&around(locale), &view)
        },
    )]
}
