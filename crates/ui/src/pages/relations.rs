//! How a record hangs together with others, to be walked: a picture, and the same as lists.

use super::around;
use crate::components::{
    card,
    crumbs::Crumbs,
    graph::{self, Graph},
};
use crate::words::relations as w;
use crate::{Link, Sample, Shell};
use maud::{Markup, html};

/// The page.
#[derive(Clone, Debug)]
pub struct View {
    /// The way to it.
    pub crumbs: Crumbs,
    /// Such as “Relations of SYS-0007 Credit scoring”.
    pub heading: String,
    /// The record itself.
    pub record: Link,
    /// The picture.
    pub graph: Graph,
    /// What leads here: how, and which records.
    pub from: Vec<(String, Vec<Link>)>,
    /// What it leads to: how, and which records.
    pub to: Vec<(String, Vec<Link>)>,
    /// Records that the picture leaves out.
    pub hidden: u64,
}

/// The page.
pub fn page(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let body = html! {
        (view.crumbs.draw(locale))
        h1 { (view.heading) }
        p class="lede" { (locale.say(w::LEDE)) }
        section class="card" aria-label=(locale.say(w::PICTURE)) {
            (view.graph.draw(locale))
            @if view.hidden > 0 { p class="body sm muted" { (locale.fill(w::HIDDEN, &[("n", &locale.number(view.hidden))])) } }
        }
        div class="grid" {
            div class="c6" { (list(shell, &locale.say(w::FROM), &view.from)) }
            div class="c6" { (list(shell, &locale.say(w::TO), &view.to)) }
        }
        p { a class="btn" href=(view.record.href) { (view.record.label) } }
    };
    shell.page(&view.heading, &body)
}

fn list(shell: &Shell, heading: &str, relations: &[(String, Vec<Link>)]) -> Markup {
    card::card(
        heading,
        "",
        &html! {
            @if relations.is_empty() { p class="muted" { (shell.locale.say(w::NONE)) } }
            @for (relation, links) in relations {
                h3 { (relation) }
                ul class="plain" { @for link in links { li { (link) } } }
            }
        },
    )
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let link = |label: &str| Link::new(label, "/r/system/SYS-0007/relations");
    let view = View {
        crumbs: Crumbs::new(vec![Link::new("AI systems", "/r/system"), link("SYS-0007")], "Relations"),
        heading: "Relations of SYS-0007 TalentSort 4".into(),
        record: Link::new("SYS-0007 TalentSort 4", "/r/system/SYS-0007"),
        graph: graph::sample(),
        from: vec![("Used by".into(), vec![link("USE-0007 CV screening assistant")])],
        to: vec![
            ("Models".into(), vec![link("MOD-0003 Ranking model")]),
            ("Supplier".into(), vec![link("SUP-0001 Nordlicht Software")]),
        ],
        hidden: 3,
    };
    let alone = View { from: Vec::new(), to: Vec::new(), hidden: 0, ..view.clone() };
    let sample = |name, view| Sample::new(name, view, |locale, view: &View| page(&around(locale), view));
    vec![sample("relations", view), sample("alone", alone)]
}
