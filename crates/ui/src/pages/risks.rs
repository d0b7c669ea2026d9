//! Risks together: the heat map and its tables, the risks of one use, what a method would change.

use super::around;
use crate::components::{
    badge::{Badge, Tone},
    button::Button,
    card,
    crumbs::Crumbs,
    empty::Empty,
    matrix::{self, Matrix},
    tiles::{Tile, tiles},
};
use crate::words::Word;
use crate::words::risk as w;
use crate::{Href, Link, Sample, Shell};
use maud::{Markup, html};

/// All risks together.
#[derive(Clone, Debug)]
pub struct View {
    /// A few numbers.
    pub tiles: Vec<Tile>,
    /// By likelihood and impact after treatment, and before.
    pub maps: (Matrix, Matrix),
    /// From class to class.
    pub movement: Table,
    /// What is listed, with what to know of it, and the risks.
    pub listed: (String, String),
    /// The risks that are listed.
    pub top: Vec<Line>,
    /// By who suffers it.
    pub appetite: Table,
    /// By source, use, owner.
    pub by: Vec<Table>,
    /// The methods.
    pub methods: Vec<Method>,
    /// Where a past day is sent, by GET as `then`, and the one that is compared with.
    pub compare: (Href, String),
    /// Classes then and now; none when nothing is compared.
    pub then: Option<Table>,
    /// What can be done.
    pub buttons: Vec<Button>,
    /// Shown above everything while there is no method.
    pub empty: Option<Empty>,
}

/// A table of counts.
#[derive(Clone, Debug)]
pub struct Table {
    /// What it shows.
    pub heading: String,
    /// What to know with it; may be empty.
    pub note: String,
    /// Headings, the first that of the rows.
    pub heads: Vec<String>,
    /// Rows: name, where it leads, counts, each with where it leads.
    pub rows: Vec<Row>,
}

/// A row of counts.
#[derive(Clone, Debug)]
pub struct Row {
    /// What it is.
    pub name: String,
    /// Where it leads.
    pub href: Option<Href>,
    /// What stands in each column, and where it leads.
    pub cells: Vec<(String, Option<Href>)>,
}

/// A risk.
#[derive(Clone, Debug)]
pub struct Line {
    /// `RSK-0004`.
    pub reference: String,
    /// Name and page.
    pub link: Link,
    /// Who owns it.
    pub owner: String,
    /// Class before treatment.
    pub before: Badge,
    /// Class after treatment.
    pub after: Badge,
    /// How its acceptance stands.
    pub standing: Option<Badge>,
    /// What it comes through; only among the risks of a use.
    pub through: Option<Link>,
    /// How it is here, and why; only among the risks of a use.
    pub here: String,
}

/// A method.
#[derive(Clone, Debug)]
pub struct Method {
    /// Its record.
    pub link: Link,
    /// Which version is in force.
    pub version: String,
    /// How many risks are judged by it.
    pub risks: u64,
    /// What its draft would change.
    pub preview: Option<Link>,
}

/// The risks of one use.
#[derive(Clone, Debug)]
pub struct UseView {
    /// The way to it.
    pub crumbs: Crumbs,
    /// The heading.
    pub title: String,
    /// The risks.
    pub lines: Vec<Line>,
}

/// What a method would change.
#[derive(Clone, Debug)]
pub struct PreviewView {
    /// The way to it.
    pub crumbs: Crumbs,
    /// In one sentence.
    pub lede: String,
    /// The ratings: risk, which, class then, class by the draft.
    pub lines: Vec<(Link, String, Badge, Badge)>,
}

/// All risks together.
pub fn page(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let say = |word: Word| locale.say(word);
    let body = html! {
        div class="head" {
            div { h1 { (say(w::TITLE)) } p class="lede" { (say(w::LEDE)) } }
            div class="row actions" { @for button in &view.buttons { (button) } }
        }
        @if let Some(empty) = &view.empty { section class="card" aria-label=(say(w::METHODS)) { (empty.draw(locale)) } }
        (tiles(&view.tiles))
        div class="grid" {
            div class="c6" { (card::card(&say(w::RESIDUAL), &say(w::BY_CELL), &view.maps.0.draw(locale))) }
            div class="c6" { (card::card(&say(w::INHERENT), &say(w::BY_CELL), &view.maps.1.draw(locale))) }
        }
        div class="grid" {
            div class="c6" { (table(&view.movement)) }
            div class="c6" { (table(&view.appetite)) }
        }
        @if let Some(then) = &view.then { (table(then)) }
        section class="card" aria-label=(say(w::COMPARE)) {
            form class="body row" method="get" action=(view.compare.0) {
                div class="field" {
                    label for="then" { (say(w::THEN)) }
                    p class="hint" id="then-hint" { (say(w::THEN_HINT)) }
                    input class="short" type="date" id="then" name="then" value=(view.compare.1) aria-describedby="then-hint";
                }
                button class="btn" { (say(w::COMPARE)) }
            }
        }
        section class="card" id="listed" aria-labelledby="listed-heading" {
            header { h2 id="listed-heading" { (view.listed.0) } small { (view.listed.1) } }
            @if view.top.is_empty() { p class="body muted" { (say(w::NONE)) } } @else { (lines(shell, &view.top, false)) }
        }
        @for by in &view.by { (table(by)) }
        @if !view.methods.is_empty() { (card::flush(&say(w::METHODS), "", &methods(shell, &view.methods))) }
    };
    shell.page(&say(w::TITLE), &body)
}

/// The risks of one use.
pub fn of_use(shell: &Shell, view: &UseView) -> Markup {
    let locale = &shell.locale;
    let body = html! {
        (view.crumbs.draw(locale))
        div { h1 { (view.title) } p class="lede" { (locale.say(w::USE_LEDE)) } }
        @if view.lines.is_empty() {
            section class="card" aria-label=(view.title) { p class="body muted" { (locale.say(w::NO_RISKS)) } }
        } @else { (card::flush(&locale.say(w::RISKS), "", &lines(shell, &view.lines, true))) }
    };
    shell.page(&view.title, &body)
}

/// What a method would change.
pub fn preview(shell: &Shell, view: &PreviewView) -> Markup {
    let locale = &shell.locale;
    let heads = [w::RISK, w::RATING, w::FROM, w::TO];
    let body = html! {
        (view.crumbs.draw(locale))
        div { h1 { (locale.say(w::PREVIEW)) } p class="lede" { (view.lede) } }
        section class="card" aria-label=(locale.say(w::PREVIEW)) {
            @if view.lines.is_empty() { p class="body muted" { (locale.say(w::NOTHING_MOVES)) } } @else {
                div class="scroll" {
                    table class="table cards" {
                        caption class="aloud" { (locale.say(w::PREVIEW)) }
                        thead { tr { @for head in heads { th scope="col" { (locale.say(head)) } } } }
                        tbody {
                            @for (link, rating, then, now) in &view.lines {
                                tr {
                                    th scope="row" { a class="name" href=(link.href) { (link.label) } }
                                    td data-label=(locale.say(w::RATING)) { (rating) }
                                    td data-label=(locale.say(w::FROM)) { (then) }
                                    td data-label=(locale.say(w::TO)) { (now) }
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    shell.page(&locale.say(w::PREVIEW), &body)
}

fn table(table: &Table) -> Markup {
    card::flush(
        &table.heading,
        &table.note,
        &html! {
            div class="scroll" {
                table class="table cards" {
                    caption class="aloud" { (table.heading) }
                    thead {
                        tr {
                            @for (place, head) in table.heads.iter().enumerate() {
                                th scope="col" class=[(place > 0).then_some("num")] { (head) }
                            }
                        }
                    }
                    tbody {
                        @for row in &table.rows {
                            tr {
                                th scope="row" {
                                    @if let Some(href) = &row.href { a class="name" href=(href) { (row.name) } } @else { (row.name) }
                                }
                                @for ((text, href), head) in row.cells.iter().zip(table.heads.iter().skip(1)) {
                                    td class="num" data-label=(head) {
                                        @if let Some(href) = href { a href=(href) { (text) } } @else { (text) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        },
    )
}

fn lines(shell: &Shell, lines: &[Line], of_use: bool) -> Markup {
    let locale = &shell.locale;
    let mut heads = vec![w::RISK, w::OWNER, w::INHERENT, w::RESIDUAL, w::STANDING];
    if of_use {
        heads.extend([w::THROUGH, w::HERE]);
    }
    html! {
        div class="scroll" {
            table class="table cards" {
                caption class="aloud" { (locale.say(w::RISKS)) }
                thead { tr { @for head in heads { th scope="col" { (locale.say(head)) } } } }
                tbody {
                    @for line in lines {
                        tr {
                            th scope="row" { a class="name" href=(line.link.href) { (line.link.label) } span class="sub" { (line.reference) } }
                            td data-label=(locale.say(w::OWNER)) { (line.owner) }
                            td data-label=(locale.say(w::INHERENT)) { (line.before) }
                            td data-label=(locale.say(w::RESIDUAL)) { (line.after) }
                            td data-label=(locale.say(w::STANDING)) {
                                @if let Some(standing) = &line.standing { (standing) } @else { (locale.say(w::NONE)) }
                            }
                            @if of_use {
                                td data-label=(locale.say(w::THROUGH)) {
                                    @if let Some(through) = &line.through { (through) } @else { (locale.say(w::OWN)) }
                                }
                                td data-label=(locale.say(w::HERE)) { (line.here) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn methods(shell: &Shell, methods: &[Method]) -> Markup {
    let locale = &shell.locale;
    html! {
        div class="scroll" {
            table class="table cards" {
                caption class="aloud" { (locale.say(w::METHODS)) }
                thead {
                    tr {
                        th scope="col" { (locale.say(w::METHOD)) }
                        th scope="col" { (locale.say(w::VERSION_IN_FORCE)) }
                        th scope="col" class="num" { (locale.say(w::RISKS)) }
                        th scope="col" { (locale.say(w::PREVIEW)) }
                    }
                }
                tbody {
                    @for method in methods {
                        tr {
                            th scope="row" { a class="name" href=(method.link.href) { (method.link.label) } }
                            td data-label=(locale.say(w::VERSION_IN_FORCE)) { (method.version) }
                            td class="num" data-label=(locale.say(w::RISKS)) { (locale.number(method.risks)) }
                            td data-label=(locale.say(w::PREVIEW)) {
                                @if let Some(preview) = &method.preview { (preview) } @else { (locale.say(w::NONE)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Samples: risks together, before there is a method.
pub fn samples() -> Vec<Sample> {
    let text = |text: &str| (text.to_owned(), Some(Href::to("/r/risk?f.residual_impact=3")));
    let counts = Table {
        heading: "By source".into(),
        note: "after treatment".into(),
        heads: vec!["Source".into(), "Low".into(), "High".into()],
        rows: vec![Row {
            name: "Misuse".into(),
            href: Some(Href::to("/r/risk?f.source=misuse")),
            cells: vec![text("3"), text("1")],
        }],
    };
    let view = View {
        tiles: crate::components::tiles::sample(),
        maps: (matrix::sample(), matrix::sample()),
        movement: counts.clone(),
        listed: ("The gravest".into(), "after treatment".into()),
        top: vec![line()],
        appetite: counts.clone(),
        by: vec![counts.clone()],
        methods: vec![Method {
            link: Link::new("RMT-0001 How AI risks are judged", "/r/risk_method/RMT-0001"),
            version: "Version 2 since 2 March 2026".into(),
            risks: 31,
            preview: Some(Link::new("4 would change", "/risks/method/RMT-0001")),
        }],
        compare: (Href::to("/risks"), "2026-01-01".into()),
        then: Some(counts),
        buttons: vec![Button::new("Find risks in libraries", "/library")],
        empty: None,
    };
    let first = View {
        methods: Vec::new(),
        then: None,
        top: Vec::new(),
        empty: Some(Empty {
            heading: "No risk method yet".into(),
            sentence: "A risk method says what counts.".into(),
            expected_by: vec!["6.1.2".into()],
            act: Some(Button::new("Make a risk method", "/r/risk_method/new").primary()),
        }),
        ..view.clone()
    };
    let sample = |name, view| Sample::new(name, view, |locale, view: &View| page(&around(locale), view));
    vec![sample("board", view), sample("without-method", first)]
}

/// Samples of the risks of a use.
pub fn use_samples() -> Vec<Sample> {
    let crumbs = Crumbs::new(vec![Link::new("USE-0007 Ranking", "/r/use/USE-0007")], "Risks");
    let inherited = Line {
        through: Some(Link::new("MOD-0002 Ranker", "/r/model/MOD-0002")),
        here: "Does not arise: nobody is ranked".into(),
        ..line()
    };
    let view = UseView { crumbs, title: "Risks of Ranking".into(), lines: vec![line(), inherited] };
    let none = UseView { lines: Vec::new(), ..view.clone() };
    let sample = |name, view| Sample::new(name, view, |locale, view: &UseView| of_use(&around(locale), view));
    vec![sample("risks", view), sample("none", none)]
}

/// Samples of what a method would change.
pub fn preview_samples() -> Vec<Sample> {
    let crumbs = Crumbs::new(
        vec![Link::new("RMT-0001 Method", "/r/risk_method/RMT-0001")],
        "What the draft would change",
    );
    let view = PreviewView {
        crumbs,
        lede: "If it counted as it is written, 1 ratings of 31 risks would change their class.".into(),
        lines: vec![(
            Link::new("RSK-0004 Invented sources", "/r/risk/RSK-0004"),
            "After treatment".into(),
            Badge::new(Tone::Info, "Medium"),
            Badge::new(Tone::Warn, "High"),
        )],
    };
    let none = PreviewView { lines: Vec::new(), ..view.clone() };
    let sample =
        |name, view| Sample::new(name, view, |locale, view: &PreviewView| preview(&around(locale), view));
    vec![sample("moves", view), sample("nothing", none)]
}

fn line() -> Line {
    Line {
        reference: "RSK-0004".into(),
        link: Link::new("Invented sources", "/r/risk/RSK-0004"),
        owner: "Ana Reyes".into(),
        before: Badge::new(Tone::Bad, "High"),
        after: Badge::new(Tone::Info, "Medium"),
        standing: Some(Badge::new(Tone::Ok, "Accepted")),
        through: None,
        here: "As there".into(),
    }
}
