//! A framework: every requirement with its answer, grouped by clause; what is unknown says why.

use super::around;
use super::home::Basis;
use crate::components::{
    button::Button,
    card,
    checks::Answer,
    meter::Counts,
    tabs::{Tab, tabs},
};
use crate::words::{list, readiness as w};
use crate::{Href, Link, Locale, Sample, Shell};
use maud::{Markup, html};

/// A framework.
#[derive(Clone, Debug)]
pub struct View {
    /// Its name and edition.
    pub title: String,
    /// Counts of its requirements.
    pub counts: Counts,
    /// What they were computed from.
    pub basis: Basis,
    /// The two questions of a certification audit, each with its own counts.
    pub stages: Vec<Stage>,
    /// What the list is narrowed down by.
    pub filters: Filters,
    /// Views: all, not met, unknown.
    pub tabs: Vec<Tab>,
    /// Clauses and groups of controls.
    pub groups: Vec<Group>,
    /// Exports.
    pub buttons: Vec<Button>,
}

/// One of the two questions of a certification audit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// The question.
    pub title: String,
    /// What it looks at.
    pub note: String,
    /// Counts of all requirements by this question alone.
    pub counts: Counts,
    /// Each answer with its count, leading to those requirements.
    pub links: Vec<Link>,
}

/// The form above the list, sent by GET.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    /// Where it leads.
    pub action: Href,
    /// Names of the address that the form carries on.
    pub carry: Vec<(String, String)>,
    /// What can be chosen.
    pub choices: Vec<Choice>,
}

/// A choice: name in the address, label, options as code and words, the chosen code.
pub type Choice = (String, String, Vec<(String, String)>, String);

/// A clause or a group of controls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Id for links to this part, letters and digits.
    pub id: String,
    /// Number and title.
    pub title: String,
    /// What the group is for; may be empty.
    pub objective: String,
    /// Counts of its requirements.
    pub counts: Counts,
    /// Its requirements.
    pub requirements: Vec<Line>,
}

/// A requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// `6.1.4` or `A.5.2`.
    pub reference: String,
    /// Title and page.
    pub link: Link,
    /// The answer.
    pub answer: Answer,
    /// How it stands at the first stage and at the second.
    pub stages: [Answer; 2],
    /// Counts of its checks.
    pub checks: Counts,
    /// Why it is not met or not known, in one sentence; may be empty.
    pub why: String,
}

/// The page.
pub fn page(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let number = |n| locale.number(n);
    let counts = view.counts;
    let body = html! {
        div class="head" {
            div {
                h1 { (view.title) }
                p class="lede" {
                    (locale.fill(w::FRAMEWORK_LEDE, &[
                        ("met", &number(counts.met)),
                        ("all", &number(counts.all())),
                        ("partly", &number(counts.partly)),
                        ("not", &number(counts.not)),
                        ("unknown", &number(counts.unknown)),
                    ]))
                }
            }
            div class="row actions" { @for button in &view.buttons { (button) } }
        }
        p class="seal" { (view.basis.line(locale)) }
        div class="stages" { @for stage in &view.stages { (stage_card(locale, stage)) } }
        (filters(locale, &view.filters))
        (tabs(locale, &locale.say(list::VIEWS), &view.tabs))
        @if view.groups.is_empty() { p class="muted" { (locale.say(w::FILTER_NONE)) } }
        @for group in &view.groups { (group_card(locale, group)) }
    };
    shell.page(&view.title, &body)
}

fn stage_card(locale: &Locale, stage: &Stage) -> Markup {
    card::card(
        &stage.title,
        &stage.counts.ratio(locale),
        &html! {
            (stage.counts.meter(locale))
            p class="row" { @for link in &stage.links { (link) } }
            p class="sm muted" { (stage.note) }
        },
    )
}

fn filters(locale: &Locale, filters: &Filters) -> Markup {
    html! {
        @if !filters.choices.is_empty() {
            form class="chosen" method="get" action=(filters.action) {
                @for (name, value) in &filters.carry { input type="hidden" name=(name) value=(value); }
                @for (name, label, options, chosen) in &filters.choices {
                    label {
                        span { (label) }
                        select name=(name) {
                            option value="" { (locale.say(w::FILTER_ALL)) }
                            @for (code, words) in options { option value=(code) selected[code == chosen] { (words) } }
                        }
                    }
                }
                button class="btn" { (locale.say(list::APPLY)) }
            }
        }
    }
}

fn group_card(locale: &Locale, group: &Group) -> Markup {
    html! {
        section class="card" id=(group.id) {
            header {
                h2 { (group.title) }
                span class="measure" { (group.counts.meter(locale)) span class="sm muted" { (group.counts.ratio(locale)) } }
            }
            @if !group.objective.is_empty() { p class="objective muted sm" { (group.objective) } }
            div class="scroll" {
                table class="table cards requirements" {
                    caption class="aloud" { (group.title) }
                    thead {
                        tr {
                            th scope="col" { (locale.say(w::REFERENCE)) }
                            th scope="col" { (locale.say(w::REQUIREMENT)) }
                            th scope="col" { (locale.say(w::STATUS)) }
                            th scope="col" class="stage" { (locale.say(w::STAGE_1)) }
                            th scope="col" class="stage" { (locale.say(w::STAGE_2)) }
                            th scope="col" class="num" { (locale.say(w::CHECKS)) }
                        }
                    }
                    tbody { @for line in &group.requirements { (row(locale, line)) } }
                }
            }
        }
    }
}

fn row(locale: &Locale, line: &Line) -> Markup {
    html! {
        tr {
            td class="ref" { (line.reference) }
            th scope="row" {
                a class="name" href=(line.link.href) { (line.link.label) }
                @if !line.why.is_empty() { span class="sub" { (line.why) } }
            }
            td { (line.answer.badge(locale)) }
            @for (answer, word) in line.stages.into_iter().zip([w::STAGE_1, w::STAGE_2]) {
                td class="stage" data-label=(locale.say(word)) {
                    span class={ "glyph " (answer.tone().class()) } role="img" aria-label=(answer.word(locale)) { (answer.glyph()) }
                }
            }
            td class="num" data-label=(locale.say(w::CHECKS)) { @if line.checks.all() == 0 { "—" } @else { (line.checks.ratio(locale)) } }
        }
    }
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let checks = |met, not, unknown| Counts { met, not, unknown, ..Counts::default() };
    let line = |reference: &str, title: &str, answer, checks, why: &str| Line {
        reference: reference.into(),
        link: Link::new(title, format!("/f/iso42001/{reference}")),
        answer,
        stages: [Answer::Met, answer],
        checks,
        why: why.into(),
    };
    let view = View {
        title: "ISO/IEC 42001:2023".into(),
        counts: Counts { met: 49, partly: 10, not: 7, unknown: 4, not_applicable: 0 },
        basis: Basis {
            entry: 48_213,
            at: crate::specimen::instant(1_795_254_120),
            pack: "pack 2023.4".into(),
        },
        stages: vec![
            Stage {
                title: "Stage 1: is it arranged for?".into(),
                note: "design".into(),
                counts: Counts { met: 61, partly: 4, not: 2, unknown: 3, not_applicable: 0 },
                links: vec![Link::new("61 met", "?stage=design"), Link::new("2 not met", "?stage=design")],
            },
            Stage {
                title: "Stage 2: is it done, and does it work?".into(),
                note: "operation and effect".into(),
                counts: Counts { met: 40, partly: 10, not: 7, unknown: 13, not_applicable: 0 },
                links: vec![Link::new("40 met", "?stage=operation")],
            },
        ],
        filters: Filters {
            action: Href::to("?"),
            carry: vec![("as_of".into(), "300".into())],
            choices: vec![(
                "clause".into(),
                "Clause".into(),
                vec![("6".into(), "6 Planning".into()), ("7".into(), "7 Support".into())],
                "6".into(),
            )],
        },
        tabs: vec![
            Tab::new("All", Some(70), "?").current(),
            Tab::new("Not met", Some(7), "?answer=not"),
            Tab::new("Unknown", Some(4), "?answer=unknown"),
        ],
        groups: vec![
            Group {
                id: "c6".into(),
                title: "6 Planning".into(),
                objective: String::new(),
                counts: Counts { met: 1, partly: 1, not: 0, unknown: 1, not_applicable: 0 },
                requirements: vec![
                    line("6.1.2", "AI risk assessment", Answer::Met, checks(4, 0, 0), ""),
                    line(
                        "6.1.4",
                        "AI system impact assessment",
                        Answer::Partly,
                        checks(2, 2, 0),
                        "2 of 24 uses have no assessment that is approved and younger than 12 months.",
                    ),
                    line(
                        "6.3",
                        "Planning of changes",
                        Answer::Unknown,
                        checks(0, 0, 0),
                        "No expectation is written for it yet.",
                    ),
                ],
            },
            Group {
                id: "a5".into(),
                title: "A.5 Assessing impacts of AI systems".into(),
                objective: "To assess what AI systems do to individuals, groups and society over their life."
                    .into(),
                counts: Counts { met: 0, partly: 0, not: 1, unknown: 0, not_applicable: 0 },
                requirements: vec![line(
                    "A.5.4",
                    "Impact on individuals and groups",
                    Answer::NotMet,
                    checks(0, 1, 0),
                    "SYS-0007 and SYS-0019 are missing.",
                )],
            },
        ],
        buttons: vec![Button::new("Excel", "/f/iso42001.xlsx")],
    };
    vec![Sample::new("framework", view, |locale, view| page(&around(locale), view))]
}
