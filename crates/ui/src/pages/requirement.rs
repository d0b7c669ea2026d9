//! A requirement: the answer, and for each expectation why, down to the records and acts that were read.

use super::around;
use super::home::Basis;
use crate::components::{
    badge::{Badge, Chip},
    button::Button,
    card,
    checks::{Answer, glyph},
    crumbs::Crumbs,
    leaf::Leaf,
    life::{self, Mark, life},
    meter::Counts,
    way::{self, Way, ways},
};
use crate::words::readiness as w;
use crate::{Link, Locale, Sample, Sentence, Shell};
use jiff::Timestamp;
use maud::{Markup, html};

/// A requirement.
#[derive(Clone, Debug)]
pub struct View {
    /// The way to it.
    pub crumbs: Crumbs,
    /// `6.1.4`.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// What it asks for, in our own words.
    pub sentence: String,
    /// The answer.
    pub answer: Answer,
    /// Counts of its expectations.
    pub counts: Counts,
    /// What they were computed from.
    pub basis: Basis,
    /// What an auditor asks.
    pub asks: Vec<String>,
    /// The expectations.
    pub expectations: Vec<Expectation>,
    /// Documented information that it demands: number and name.
    pub documents: Vec<Chip>,
    /// Where else the same evidence serves; a doubtful mapping has `≈` before its name.
    pub serves: Vec<Chip>,
    /// When its answer turned.
    pub life: Life,
    /// Findings of people, beside the computed answer.
    pub judged: Vec<Sentence>,
    /// Exports, notes.
    pub buttons: Vec<Button>,
}

/// When an answer turned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Life {
    /// From which entry on this is known, and the turns.
    Known(u64, Vec<Mark>),
    /// It is computed for who follows the link.
    Later(Link),
}

/// An expectation.
#[derive(Clone, Debug)]
pub struct Expectation {
    /// The answer over all subjects.
    pub answer: Answer,
    /// What is expected.
    pub sentence: String,
    /// Why, in one line.
    pub why: Sentence,
    /// How many of how many.
    pub measure: String,
    /// What it shows.
    pub shows: Shows,
    /// What would change it, and where.
    pub remedy: Option<(String, Option<Button>)>,
    /// The subjects that count against it first.
    pub subjects: Vec<Subject>,
    /// Where those stand that are not listed.
    pub more: Option<Link>,
    /// Which of the subjects are listed, where an expectation has the page to itself.
    pub leaf: Option<Leaf>,
    /// Records and acts that were read.
    pub read: Vec<Sentence>,
    /// Parameters in force: name and value.
    pub parameters: Vec<(String, String)>,
    /// The next instant at which it changes without any write.
    pub flips_at: Option<Timestamp>,
}

/// What an expectation shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    /// That something is laid down.
    Design,
    /// That it is done.
    Operation,
    /// That it works.
    Effect,
}

/// The verdict on one subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The record.
    pub link: Link,
    /// The answer.
    pub answer: Answer,
    /// Why.
    pub why: Sentence,
    /// What would turn it, the shortest way.
    pub ways: Vec<Way>,
    /// The page of this verdict.
    pub more: Option<Link>,
}

/// The page.
pub fn page(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let status = locale.fill(
        w::CHECKS_OF,
        &[
            ("word", &view.answer.word(locale)),
            ("met", &locale.number(view.counts.met)),
            ("all", &locale.number(view.counts.all())),
        ],
    );
    let body = html! {
        div class="stack" {
            (view.crumbs.draw(locale))
            div class="head" {
                div class="stack" {
                    h1 { (view.reference) " " (view.title) }
                    p class="row" { (Badge::new(view.answer.tone(), status)) }
                }
                div class="row actions" { @for button in &view.buttons { (button) } }
            }
            p class="lede" { (view.sentence) }
        }
        div class="grid" {
            div class="c8 stack" {
                (card::card(&locale.say(w::WHY), &locale.say(w::WHY_NOTE), &expectations(locale, &view.expectations)))
                (turns(locale, &view.life))
                @if !view.judged.is_empty() { (judged(locale, &view.judged)) }
                p class="seal" { (view.basis.line(locale)) }
            }
            div class="c4 stack" { (beside(locale, view)) }
        }
    };
    shell.page(&format!("{} {}", view.reference, view.title), &body)
}

fn turns(locale: &Locale, of: &Life) -> Markup {
    match of {
        Life::Known(from, marks) => card::card(
            &locale.say(w::LIFE),
            &locale.fill(w::LIFE_NOTE, &[("entry", &locale.number(*from))]),
            &life(locale, marks),
        ),
        Life::Later(link) => card::card(
            &locale.say(w::LIFE),
            "",
            &html! { p { (locale.say(w::LIFE_LATER)) } p class="mt" { (link) } },
        ),
    }
}

fn expectations(locale: &Locale, list: &[Expectation]) -> Markup {
    html! {
        @if list.is_empty() { p class="muted" { (locale.say(w::NO_EXPECTATION)) } }
        ul class="checks open" {
            @for expectation in list {
                li {
                    (glyph(locale, expectation.answer))
                    details open[expectation.leaf.is_some()] {
                        summary {
                            span { (expectation.sentence) span class="why" { (expectation.why.words()) } }
                            span class="sm muted nowrap" { (expectation.measure) }
                        }
                        (opened(locale, expectation))
                    }
                }
            }
        }
    }
}

fn opened(locale: &Locale, expectation: &Expectation) -> Markup {
    let shows = match expectation.shows {
        Shows::Design => w::SHOWS_DESIGN,
        Shows::Operation => w::SHOWS_OPERATION,
        Shows::Effect => w::SHOWS_EFFECT,
    };
    html! {
        div class="stack opened" {
            // The line that opens has said it, without its links.
            @if expectation.why.leads() { p class="why" { (expectation.why) } }
            p class="row" {
                (Chip::new("", locale.say(shows)))
                @for (name, value) in &expectation.parameters { (Chip::new(name.as_str(), value.as_str())) }
            }
            @if let Some((sentence, act)) = &expectation.remedy {
                div class="remedy" { p { b { (locale.say(w::REMEDY)) } " " (sentence) } @if let Some(act) = act { (act) } }
            }
            @if !expectation.subjects.is_empty() { (subjects(locale, expectation)) }
            @if !expectation.read.is_empty() {
                div {
                    h3 { (locale.say(w::READ)) }
                    ul class="why" { @for line in &expectation.read { li { (line) } } }
                }
            }
            @if let Some(at) = expectation.flips_at {
                p class="sm muted" { (locale.fill(w::FLIPS, &[("when", &locale.instant_text(at))])) }
            }
        }
    }
}

fn subjects(locale: &Locale, expectation: &Expectation) -> Markup {
    html! {
        div {
            table class="table inner" {
                thead {
                    tr {
                        th scope="col" { (locale.say(w::SUBJECT)) }
                        th scope="col" { (locale.say(w::STATUS)) }
                        th scope="col" { (locale.say(w::REASON)) }
                    }
                }
                tbody {
                    @for subject in &expectation.subjects {
                        tr {
                            th scope="row" { (subject.link) }
                            td { (subject.answer.badge(locale)) }
                            td {
                                (subject.why)
                                (ways(locale, subject.ways.get(..1).unwrap_or_default()))
                                @if let Some(more) = &subject.more { p class="sm" { (more) } }
                            }
                        }
                    }
                }
            }
            @if let Some(more) = &expectation.more { p class="sm mt" { (more) } }
            @if let Some(leaf) = &expectation.leaf { (leaf.draw(locale)) }
        }
    }
}

fn judged(locale: &Locale, findings: &[Sentence]) -> Markup {
    card::card(
        &locale.say(w::JUDGED),
        &locale.say(w::JUDGED_NOTE),
        &html! {
            ul class="plain" { @for finding in findings { li { (finding) } } }
        },
    )
}

fn beside(locale: &Locale, view: &View) -> Markup {
    html! {
        @if !view.asks.is_empty() {
            (card::card(&locale.say(w::AUDITOR_ASKS), "", &html! { ul class="plain" { @for ask in &view.asks { li { (ask) } } } }))
        }
        @if !view.documents.is_empty() {
            (card::card(&locale.say(w::DOCUMENTS), "", &html! { p class="row" { @for chip in &view.documents { (chip) } } }))
        }
        @if !view.serves.is_empty() {
            (card::card(&locale.say(w::SERVES), "", &html! {
                dl class="serves" {
                    @for (name, chips) in by_framework(&view.serves) {
                        dt { (name) }
                        dd class="row" { @for chip in chips { (chip) } }
                    }
                }
                @if view.serves.iter().any(|chip| chip.name.starts_with('≈') || chip.value.starts_with('≈')) {
                    p class="mt sm muted" { (locale.say(w::DOUBTFUL)) }
                }
            }))
        }
    }
}

/// Each framework once, with what it maps to; `≈` moves to what is doubtful.
fn by_framework(serves: &[Chip]) -> Vec<(&str, Vec<Chip>)> {
    let mut groups: Vec<(&str, Vec<Chip>)> = Vec::new();
    for chip in serves {
        let name = chip.name.trim_start_matches(['≈', ' ']);
        let doubtful = chip.name.starts_with('≈');
        let shown = Chip { name: if doubtful { "≈".to_owned() } else { String::new() }, ..chip.clone() };
        match groups.iter_mut().find(|(known, _)| *known == name) {
            Some((_, chips)) => chips.push(shown),
            None => groups.push((name, vec![shown])),
        }
    }
    groups
}

/// Samples: partly met, and a requirement nobody has written an expectation for.
pub fn samples() -> Vec<Sample> {
    let chip = |name: &str, value: &str| Chip::new(name, value);
    let base = Expectation {
        answer: Answer::Met,
        sentence: "The assessment process is documented, approved and current".into(),
        why: Sentence::plain("DOC-0014 v4 approved 2 Sep by top management · review due 2 Sep 2027"),
        measure: "1 of 1".into(),
        shows: Shows::Design,
        remedy: None,
        subjects: Vec::new(),
        more: None,
        leaf: None,
        read: vec![
            Sentence::default().link("DOC-0014 v4", "/r/document/DOC-0014").text(" approved, entry 31,007"),
        ],
        parameters: Vec::new(),
        flips_at: Some(crate::specimen::instant(1_819_843_200)),
    };
    let missing = Expectation {
        answer: Answer::NotMet,
        sentence: "Every use in scope has an approved assessment younger than 12 months".into(),
        why: Sentence::plain("Missing: SYS-0007 (awaiting approval), SYS-0019 (draft) · 22 others hold"),
        measure: "22 of 24".into(),
        shows: Shows::Operation,
        remedy: Some(("Approve the two assessments that wait.".into(), Some(Button::new("Review", "/aia")))),
        subjects: vec![
            Subject {
                link: Link::new("USE-0007 CV screening", "/r/use/USE-0007"),
                answer: Answer::NotMet,
                why: Sentence::plain("AIA-0009 v2 is not approved"),
                ways: way::sample(),
                more: Some(Link::new("What else it turns", "/turn")),
            },
            Subject {
                link: Link::new("USE-0019 Churn score", "/r/use/USE-0019"),
                answer: Answer::NotMet,
                why: Sentence::plain("AIA-0021 is a draft"),
                ways: Vec::new(),
                more: None,
            },
        ],
        more: Some(Link::new("and 22 more", "?of=impact_assessed")),
        leaf: None,
        read: Vec::new(),
        parameters: vec![("Not older than".into(), "12 months".into())],
        flips_at: None,
    };
    let view = View {
        crumbs: Crumbs::new(vec![Link::new("ISO/IEC 42001", "/f/iso42001"), Link::new("6 Planning", "/f/iso42001#c6")], "6.1.4"),
        reference: "6.1.4".into(),
        title: "AI system impact assessment".into(),
        sentence: "Decide how consequences for individuals, groups and society are assessed, carry it out, and let the result inform the risk assessment.".into(),
        answer: Answer::Partly,
        counts: Counts { met: 1, not: 1, ..Counts::default() },
        basis: Basis { entry: 48_213, at: crate::specimen::instant(1_795_254_120), pack: "pack 2023.4".into() },
        asks: vec!["Is there an assessment for each AI system in scope?".into(), "Who is affected, and was the result used in the risk assessment?".into()],
        expectations: vec![base, missing],
        documents: vec![chip("D09", "Impact assessments")],
        serves: vec![chip("A.5.2", "process"), chip("AI Act", "27"), chip("≈ NIST", "MAP 5.1")],
        life: Life::Known(1, life::sample()),
        judged: vec![Sentence::default().link("FND-0003", "/r").text(" internal audit, 12 Oct 2026: minor nonconformity")],
        buttons: vec![Button::new("Download evidence", "/f/iso42001/6.1.4.zip")],
    };
    let unwritten = View {
        answer: Answer::Unknown,
        counts: Counts { unknown: 1, ..Counts::default() },
        expectations: Vec::new(),
        life: Life::Later(Link::new("Show its last turns", "?turns=yes")),
        judged: Vec::new(),
        ..view.clone()
    };
    let sample = |name, view| Sample::new(name, view, |locale, view: &View| page(&around(locale), view));
    vec![sample("partly", view), sample("no-expectation", unwritten)]
}
