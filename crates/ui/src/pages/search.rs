//! Search: records by words, with how many of each kind; the palette shows the same results.

use super::around;
use crate::components::badge::Badge;
use crate::components::tabs::{Tab, tabs};
use crate::words::search as w;
use crate::{Href, Link, Locale, Sample, Shell};
use maud::{Markup, html};

/// The results of a search.
#[derive(Clone, Debug)]
pub struct View {
    /// What was searched for; empty at first.
    pub query: String,
    /// Where it is sent, by GET as `q`.
    pub action: Href,
    /// How many records were found.
    pub count: u64,
    /// How many of each kind.
    pub kinds: Vec<Tab>,
    /// By what else the records can be narrowed down: what it is called, and its values, each with how many have it.
    pub facets: Vec<(String, Vec<Tab>)>,
    /// Whether more were found than are shown and counted.
    pub more: bool,
    /// The records, best first.
    pub hits: Vec<Hit>,
    /// Pages whose name holds the words: registers, acts.
    pub places: Vec<Link>,
}

/// A record that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// `SYS-0007`.
    pub reference: String,
    /// Title and page.
    pub link: Link,
    /// What kind of record it is.
    pub kind: String,
    /// Its state.
    pub state: Badge,
    /// The place where the words stand: before, the words, after.
    pub excerpt: Vec<(String, bool)>,
}

/// The page. The part that the palette shows is marked with `data-results`.
pub fn page(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let heading = if view.query.is_empty() {
        locale.say(w::TITLE)
    } else {
        locale.fill(w::TITLE_FOR, &[("query", &view.query)])
    };
    let body = html! {
        h1 { (heading) }
        form class="row" method="get" action=(view.action) role="search" {
            div class="field grow" {
                label for="q" { (locale.say(w::QUERY)) }
                input type="search" id="q" name="q" value=(view.query);
            }
            button class="btn primary end" { (locale.say(w::GO)) }
        }
        @if !view.query.is_empty() {
            (tabs(locale, &locale.say(w::KINDS), &view.kinds))
            @for (name, values) in &view.facets { (facet(locale, name, values)) }
            p class="muted sm" role="status" { (locale.count(w::FOUND_ONE, w::FOUND_MANY, view.count)) @if view.more { " " (locale.say(w::BEST)) } }
            div class="results card body" data-results {
                @if view.hits.is_empty() && view.places.is_empty() {
                    p { b { (locale.say(w::NONE)) } }
                    p class="muted" { (locale.say(w::NONE_REMEDY)) }
                }
                ul class="next" {
                    @for place in &view.places { li { span { (place) } span class="sm muted" { (locale.say(w::ACTS)) } } }
                    @for hit in &view.hits { (line(hit)) }
                }
            }
        }
    };
    shell.page(&heading, &body)
}

fn facet(locale: &Locale, name: &str, values: &[Tab]) -> Markup {
    html! {
        nav class="row sm" aria-label=(name) {
            span class="muted" { (name) }
            @for value in values {
                a class="chip" href=(value.href) aria-current=[value.current.then_some("true")] {
                    (value.label)
                    @if let Some(count) = value.count { " " b { (locale.number(count)) } }
                    @if value.current { " " span aria-hidden="true" { "×" } }
                }
            }
        }
    }
}

fn line(hit: &Hit) -> Markup {
    html! {
        li {
            span {
                (hit.link) " " span class="ref" { (hit.reference) }
                @if !hit.excerpt.is_empty() {
                    span class="sub" { @for (text, found) in &hit.excerpt { @if *found { mark { (text) } } @else { (text) } } }
                }
            }
            span class="row" { span class="sm muted" { (hit.kind) } (hit.state) }
        }
    }
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let view = View {
        query: "screening".into(),
        action: Href::to("/search"),
        count: 2,
        kinds: vec![
            Tab::new("All", Some(2), "?q=screening").current(),
            Tab::new("AI systems", Some(1), "?q=screening&kind=system"),
        ],
        facets: vec![
            (
                "State".into(),
                vec![
                    Tab::new("In force", Some(1), "?q=screening&state=effective"),
                    Tab::new("Draft", Some(1), "?q=screening").current(),
                ],
            ),
            ("Person".into(), vec![Tab::new("Mara Lindqvist", Some(2), "?q=screening&person=PER-0012")]),
        ],
        more: true,
        hits: vec![Hit {
            reference: "SYS-0007".into(),
            link: Link::new("CV screening assistant", "/r/system/SYS-0007"),
            kind: "AI system".into(),
            state: Badge::new(crate::components::badge::Tone::Ok, "In force"),
            excerpt: vec![
                ("Used for the ".into(), false),
                ("screening".into(), true),
                (" of applications".into(), false),
            ],
        }],
        places: vec![Link::new("Uses of AI", "/uses")],
    };
    let none = View {
        query: "zeppelin".into(),
        count: 0,
        kinds: Vec::new(),
        facets: Vec::new(),
        more: false,
        hits: Vec::new(),
        places: Vec::new(),
        ..view.clone()
    };
    let first = View { query: String::new(), ..none.clone() };
    let sample = |name, view| Sample::new(name, view, |locale, view: &View| page(&around(locale), view));
    vec![sample("found", view), sample("nothing", none), sample("first", first)]
}
