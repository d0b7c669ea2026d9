//! Typical nonconformities as the records show them, the worst first; those that wait for records stand apart.

use super::around;
use super::home::Basis;
use crate::components::{
    badge::{Badge, Tone},
    card,
    checks::{Answer, glyph},
    crumbs::Crumbs,
};
use crate::words::readiness as w;
use crate::{Link, Locale, Sample, Shell};
use maud::{Markup, html};

/// The page.
#[derive(Clone, Debug)]
pub struct View {
    /// The way to it.
    pub crumbs: Crumbs,
    /// What shows, may show, and does not show, in the order of the pack.
    pub findings: Vec<Finding>,
    /// What no record could show yet.
    pub waiting: Vec<Finding>,
    /// What it was computed from.
    pub basis: Basis,
}

/// A typical nonconformity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// A few words.
    pub title: String,
    /// What an auditor would write.
    pub sentence: String,
    /// How it is usually graded: word and how bad that is.
    pub grade: Badge,
    /// Not met where it shows, unknown where it may, met where it does not.
    pub answer: Answer,
    /// By how many records it shows, in a sentence; may be empty.
    pub count: String,
    /// The requirements that it would be raised against.
    pub requirements: Vec<Link>,
    /// What shows it: the expectation, the records, and what to do.
    pub traces: Vec<Trace>,
    /// Which records it waits for; may be empty.
    pub awaits: String,
}

/// What shows a nonconformity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// What is expected.
    pub expectation: String,
    /// What to do.
    pub remedy: String,
    /// The records that show it, each leading to what would turn it.
    pub records: Vec<Link>,
    /// How many are not listed, in a sentence; may be empty.
    pub more: String,
}

/// The page.
pub fn page(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let shown = view.findings.iter().filter(|finding| finding.answer == Answer::NotMet).count();
    let counts = [("n", shown), ("all", view.findings.len()), ("waiting", view.waiting.len())];
    let counts = counts.map(|(name, count)| (name, locale.number(u64::try_from(count).unwrap_or(0))));
    let parts: Vec<(&str, &str)> = counts.iter().map(|(name, count)| (*name, count.as_str())).collect();
    let body = html! {
        div class="stack" {
            (view.crumbs.draw(locale))
            h1 { (locale.say(w::FINDINGS)) }
            p class="lede" { (locale.fill(w::FINDINGS_LEDE, &parts)) }
        }
        (card::card(&locale.say(w::FINDINGS_SHOWN), &locale.say(w::FINDINGS_NOTE), &list(locale, &view.findings)))
        @if !view.waiting.is_empty() {
            (card::card(&locale.say(w::FINDINGS_WAITING), &locale.say(w::FINDINGS_WAITING_NOTE), &list(locale, &view.waiting)))
        }
        p class="seal" { (view.basis.line(locale)) }
    };
    shell.page(&locale.say(w::FINDINGS), &body)
}

fn list(locale: &Locale, findings: &[Finding]) -> Markup {
    html! {
        @if findings.is_empty() { p class="muted" { (locale.say(w::FINDINGS_NONE)) } }
        ul class="checks open" {
            @for finding in findings {
                li {
                    (glyph(locale, finding.answer))
                    details open[finding.answer == Answer::NotMet] {
                        summary {
                            span { b { (finding.title) } span class="why" { (finding.count) } }
                            span class="grade" { (finding.grade) }
                        }
                        (opened(locale, finding))
                    }
                }
            }
        }
    }
}

fn opened(locale: &Locale, finding: &Finding) -> Markup {
    html! {
        div class="stack opened" {
            p { (finding.sentence) }
            p class="sm muted" {
                (locale.say(w::RAISED_AGAINST)) " "
                @for (number, link) in finding.requirements.iter().enumerate() { @if number > 0 { ", " } (link) }
            }
            @if !finding.awaits.is_empty() { p class="why" { (finding.awaits) } }
            @for trace in &finding.traces {
                div {
                    h3 { (trace.expectation) }
                    @if !trace.records.is_empty() {
                        ul class="plain" { @for record in &trace.records { li class="why" { (record) } } }
                    }
                    @if !trace.more.is_empty() { p class="sm muted" { (trace.more) } }
                    div class="remedy mt" { p { b { (locale.say(w::REMEDY)) } " " (trace.remedy) } }
                }
            }
        }
    }
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let finding = Finding {
        title: "Impact assessment missing for a use of high impact".into(),
        sentence: "The assessment of consequences for people was not done before the system went into use."
            .into(),
        grade: Badge::new(Tone::Bad, "Major"),
        answer: Answer::NotMet,
        count: "Shown by 2 records".into(),
        requirements: vec![Link::new("6.1.4", "/f/6.1.4"), Link::new("8.4", "/f/8.4")],
        traces: vec![Trace {
            expectation: "Every use in scope has an approved assessment younger than 12 months".into(),
            remedy: "Assess the impacts of the use and have the assessment approved.".into(),
            records: vec![Link::new("USE-0007 CV screening", "/turn")],
            more: "and 1 more".into(),
        }],
        awaits: String::new(),
    };
    let waiting = Finding {
        title: "Internal audits that audit nothing".into(),
        answer: Answer::Unknown,
        grade: Badge::new(Tone::Warn, "Minor"),
        count: String::new(),
        traces: Vec::new(),
        awaits: "Waits for: audits and their findings".into(),
        ..finding.clone()
    };
    let view = View {
        crumbs: Crumbs::new(vec![Link::new("ISO/IEC 42001", "/f")], "Findings"),
        findings: vec![finding],
        waiting: vec![waiting],
        basis: Basis {
            entry: 48_213,
            at: crate::specimen::instant(1_795_254_120),
            pack: "pack 2023.4".into(),
        },
    };
    vec![Sample::new("findings", view, |locale, view: &View| page(&around(locale), view))]
}
