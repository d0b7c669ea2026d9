//! A seal: what was frozen, where the ledger stood, and what differs now.

use super::around;
use crate::components::{
    badge::{Badge, Tone},
    button::{Button, menu},
    card,
    crumbs::Crumbs,
    register::{Cell, Column, Register, Row},
    tabs::{Tab, tabs},
};
use crate::words::{list, seal as w};
use crate::{Href, Link, Sample, Shell};
use maud::{Markup, html};

/// A seal.
#[derive(Clone, Debug)]
pub struct View {
    /// The way to it.
    pub crumbs: Crumbs,
    /// What it is called.
    pub title: String,
    /// Where it stands.
    pub state: Badge,
    /// What it is kept for; may be empty.
    pub purpose: String,
    /// Ledger position, root, hash, who decided: what a reader checks it by.
    pub lines: Vec<String>,
    /// The result, and what it is compared with.
    pub tabs: Vec<Tab>,
    /// Heading and note of the table.
    pub heading: (String, String),
    /// What the table says in one sentence; may be empty.
    pub sentence: String,
    /// The rows.
    pub register: Register,
    /// Other seals of the same query, to compare with.
    pub others: Vec<Link>,
    /// What can be done.
    pub buttons: Vec<Button>,
    /// The result as files.
    pub exports: Vec<Link>,
    /// Where it is computed again, by POST.
    pub compute: Href,
    /// The signed checkpoint of this moment, for the printed page.
    pub checkpoint: String,
}

/// The page.
pub fn page(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let say = |word| locale.say(word);
    let body = html! {
        (view.crumbs.draw(locale))
        div class="head" {
            div class="stack" {
                h1 { (view.title) }
                p class="row" { (view.state) }
                @if !view.purpose.is_empty() { p class="lede" { (view.purpose) } }
            }
            div class="row actions" {
                (menu(&say(list::EXPORT), "", &view.exports))
                @for button in &view.buttons { (button) }
            }
        }
        p class="seal" { @for line in &view.lines { span { (line) } } }
        (tabs(locale, &say(list::VIEWS), &view.tabs))
        (card::flush(&view.heading.0, &view.heading.1, &html! {
            @if !view.sentence.is_empty() { p class="body" { (view.sentence) } }
            @if !view.register.rows.is_empty() { (view.register.draw(locale)) }
        }))
        div class="grid" {
            div class="c5" {
                (card::card(&say(w::COMPUTE), "", &html! {
                    p class="sm muted" { (say(w::COMPUTE_LEDE)) }
                    form class="mt actions" method="post" action=(view.compute) {
                        (shell.token())
                        button class="btn" { (say(w::COMPUTE)) }
                    }
                    @if !view.others.is_empty() {
                        ul class="next mt" { @for link in &view.others { li { (link) } } }
                    }
                }))
            }
            div class="c7" {
                (card::card(&say(w::CHECKPOINT), "", &html! {
                    pre class="copy" tabindex="0" aria-label=(say(w::CHECKPOINT)) { (view.checkpoint) }
                    p class="sm muted" { (say(w::CHECKPOINT_LEDE)) }
                }))
            }
        }
    };
    shell.page(&view.title, &body)
}

/// Samples: a result, what differs, nothing.
pub fn samples() -> Vec<Sample> {
    let row = |reference: &str, cells: Vec<Cell>| Row {
        id: reference.into(),
        reference: reference.into(),
        href: Href::to(format!("/framework/iso42001/{reference}?as_of=120")),
        cells,
    };
    let text = |text: &str| Cell::Text(text.into());
    let number = |label: &str| Column { number: true, ..Column::new(label) };
    let result = Register {
        caption: "Readiness at entry 120".into(),
        columns: vec![Column::new("Name"), Column::new("Answer"), number("Checks met")],
        rows: vec![
            row("4.1", vec![text("Context"), Cell::Badge(Badge::new(Tone::Bad, "not met")), text("0 of 4")]),
            row("5.2", vec![text("AI policy"), Cell::Badge(Badge::new(Tone::Ok, "met")), text("2 of 2")]),
        ],
        select: false,
        ..Register::default()
    };
    let differs = Register {
        caption: "What differs".into(),
        columns: vec![Column::new("Name"), Column::new("Change"), Column::new("Then"), Column::new("Now")],
        rows: vec![row(
            "4.1",
            vec![
                text("Context"),
                Cell::Badge(Badge::new(Tone::Warn, "changed")),
                text("not met, 0 of 4"),
                text("partly met, 2 of 4"),
            ],
        )],
        select: false,
        ..Register::default()
    };
    let view = View {
        crumbs: Crumbs::new(vec![Link::new("Seals", "/r/seal")], "SEL-0001"),
        title: "SEL-0001 Baseline of 3 June".into(),
        state: Badge::new(Tone::Ok, "in force"),
        purpose: "Where we stood before the first action.".into(),
        lines: vec![
            "at 120 ledger entries, 3 Jun 2026, 09:10".into(),
            "root 9f2c1d0a6be4f7c85a10c2e97d3b4f60812ae5c7d94b03f6a1e28c57bd0fe771".into(),
            "Approved by Ines Duarte, 4 Jun 2026, 10:00".into(),
        ],
        tabs: vec![
            Tab::new("Result", Some(70), "?").current(),
            Tab::new("Against now", None, "?against=now"),
        ],
        heading: ("Result".into(), "70 rows".into()),
        sentence: String::new(),
        register: result,
        others: vec![Link::new("Against SEL-0004 Baseline of 1 September", "?against=SEL-0004")],
        buttons: vec![Button::new("The seal's record", "/r/seal/SEL-0001")],
        exports: vec![
            Link::new("CSV", "/seals/SEL-0001/result.csv"),
            Link::new("JSON", "/seals/SEL-0001/result.json"),
        ],
        compute: Href::to("/seals/SEL-0001/compute"),
        checkpoint: "aims.example/0190a5b2\n120\nnywdCmvk98haEMLpfTtPYIEq5cfZSwP2oeKMV70P53E=\n".into(),
    };
    let against = View {
        tabs: vec![Tab::new("Result", Some(70), "?"), Tab::new("Against now", Some(1), "?").current()],
        heading: ("Against now".into(), String::new()),
        sentence: "1 row differs between entry 120 and entry 686.".into(),
        register: differs,
        ..view.clone()
    };
    let same = View {
        sentence: "Nothing differs between entry 120 and entry 686.".into(),
        register: Register { rows: Vec::new(), ..against.register.clone() },
        others: Vec::new(),
        ..against.clone()
    };
    let sample = |name, view| Sample::new(name, view, |locale, view: &View| page(&around(locale), view));
    vec![sample("result", view), sample("against", against), sample("same", same)]
}
