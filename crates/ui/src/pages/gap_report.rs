//! Baseline against now: what was computed and judged then, what is computed now, and what moved.

use super::around;
use crate::components::{
    badge::Badge,
    button::{Button, menu},
    card,
    checks::Answer,
    crumbs::Crumbs,
    meter::Counts,
};
use crate::words::{gap as w, list};
use crate::{Link, Sample, Shell};
use maud::{Markup, html};

/// A report.
#[derive(Clone, Debug)]
pub struct View {
    /// The way to it.
    pub crumbs: Crumbs,
    /// What is compared with what.
    pub lede: String,
    /// How requirements stood and stand.
    pub counts: (Counts, Counts),
    /// Ledger positions and roots that a reader checks it by.
    pub seals: Vec<String>,
    /// Clauses with their requirements.
    pub groups: Vec<(String, Vec<Line>)>,
    /// What can be done.
    pub buttons: Vec<Button>,
    /// The report as files.
    pub exports: Vec<Link>,
    /// The signed checkpoint of this moment.
    pub checkpoint: String,
}

/// A requirement.
#[derive(Clone, Debug)]
pub struct Line {
    /// `6.1.4`.
    pub reference: String,
    /// Title and page.
    pub link: Link,
    /// What was judged, and how that contradicts what was computed; may be empty.
    pub judged: (Badge, String),
    /// Computed then, and the page as of then.
    pub then: (Answer, String),
    /// Computed now.
    pub now: (Answer, String),
    /// How it moved: glyph and word.
    pub moved: (&'static str, String),
    /// The actions, and how many are done; may be empty.
    pub actions: (Vec<Link>, String),
}

/// The page.
pub fn page(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let say = |word| locale.say(word);
    let meter = |word, counts: &Counts| {
        html! {
            li {
                span { (say(word)) }
                span class="measure" { (counts.meter(locale)) span class="sm muted" { (counts.ratio(locale)) } }
            }
        }
    };
    let body = html! {
        (view.crumbs.draw(locale))
        div class="head" {
            div { h1 { (say(w::REPORT_TITLE)) } p class="lede" { (view.lede) } }
            div class="row actions" {
                (menu(&say(list::EXPORT), "", &view.exports))
                @for button in &view.buttons { (button) }
            }
        }
        p class="seal" { @for line in &view.seals { span { (line) } } }
        section class="card" aria-label=(say(w::REPORT_TITLE)) {
            div class="body" { ul class="next" { (meter(w::THEN, &view.counts.0)) (meter(w::NOW, &view.counts.1)) } }
        }
        @for (title, lines) in &view.groups { (card::flush(title, "", &table(shell, title, lines))) }
        (card::card(&say(crate::words::seal::CHECKPOINT), "", &html! {
            pre class="copy" tabindex="0" aria-label=(say(crate::words::seal::CHECKPOINT)) { (view.checkpoint) }
            p class="sm muted" { (say(crate::words::seal::CHECKPOINT_LEDE)) }
        }))
    };
    shell.page(&say(w::REPORT_TITLE), &body)
}

fn table(shell: &Shell, title: &str, lines: &[Line]) -> Markup {
    let locale = &shell.locale;
    let heads = [w::REQUIREMENT, w::JUDGED, w::COMPUTED_THEN, w::COMPUTED, w::MOVED, w::ACTIONS];
    html! {
        div class="scroll" {
            table class="table cards" {
                caption class="aloud" { (title) }
                thead {
                    tr {
                        th scope="col" { (locale.say(w::REFERENCE)) }
                        @for head in heads { th scope="col" { (locale.say(head)) } }
                    }
                }
                tbody { @for line in lines { (row(shell, line)) } }
            }
        }
    }
}

fn row(shell: &Shell, line: &Line) -> Markup {
    let locale = &shell.locale;
    html! {
        tr {
            td class="ref" { (line.reference) }
            th scope="row" { a class="name" href=(line.link.href) { (line.link.label) } }
            td data-label=(locale.say(w::JUDGED)) {
                div { (line.judged.0) @if !line.judged.1.is_empty() { span class="sub" { (line.judged.1) } } }
            }
            td data-label=(locale.say(w::COMPUTED_THEN)) { div { (line.then.0.badge(locale)) " " span class="sm" { (line.then.1) } } }
            td data-label=(locale.say(w::COMPUTED)) { div { (line.now.0.badge(locale)) " " span class="sm" { (line.now.1) } } }
            td data-label=(locale.say(w::MOVED)) { div { span aria-hidden="true" { (line.moved.0) " " } span { (line.moved.1) } } }
            @if line.actions.0.is_empty() { td {} } @else {
                td data-label=(locale.say(w::ACTIONS)) {
                    div {
                        @for (place, action) in line.actions.0.iter().enumerate() { @if place > 0 { ", " } (action) }
                        span class="sub" { (line.actions.1) }
                    }
                }
            }
        }
    }
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    use crate::components::badge::Tone;
    let line = |reference: &str, title: &str, then, now, moved: (&'static str, &str)| Line {
        reference: reference.into(),
        link: Link::new(title, format!("/framework/iso42001/{reference}")),
        judged: (Badge::new(Tone::Warn, "Informal"), String::new()),
        then: (then, "0 of 2".into()),
        now: (now, "2 of 2".into()),
        moved: (moved.0, moved.1.into()),
        actions: (vec![Link::new("ACT-0007", "/r/action/ACT-0007")], "1 of 1 done".into()),
    };
    let view = View {
        crumbs: Crumbs::new(vec![Link::new("Gap assessment", "/gaps/iso42001")], "Report"),
        lede: "ISO/IEC 42001: 1 requirement moved up, 0 down.".into(),
        counts: (
            Counts { met: 0, partly: 0, not: 2, unknown: 0, not_applicable: 0 },
            Counts { met: 1, partly: 0, not: 1, unknown: 0, not_applicable: 0 },
        ),
        seals: vec!["SEL-0001 at 120 ledger entries".into()],
        groups: vec![(
            "5 Leadership".into(),
            vec![
                line("5.2", "AI policy", Answer::NotMet, Answer::Met, ("↑", "better")),
                Line {
                    actions: (Vec::new(), String::new()),
                    ..line("5.3", "Roles", Answer::NotMet, Answer::NotMet, ("=", "the same"))
                },
            ],
        )],
        buttons: vec![Button::new("Overview", "/gaps/iso42001")],
        exports: vec![Link::new("CSV", "/gaps/iso42001/report.csv")],
        checkpoint: "aims.example/0190a5b2\n120\nnywdCmvk98haEMLpfTtPYIEq5cfZSwP2oeKMV70P53E=\n".into(),
    };
    vec![Sample::new("report", view, |locale, view| page(&around(locale), view))]
}
