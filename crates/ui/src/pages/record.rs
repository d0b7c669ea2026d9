//! A record: where it stands, what it holds, what it is linked to, what it still needs, what was done with it.

use super::around;
use crate::components::{
    badge::{Badge, Chip},
    button::Button,
    card,
    checks::{self, Answer, Check},
    crumbs::Crumbs,
    facts::Facts,
    gate::{Step, gate, steps},
    history::{self, Past},
    seal::{self, Seal},
    tabs::{Tab, tabs},
    way::{self, Way, ways},
};
use crate::words::{readiness as r, record_page as w};
use crate::{Link, Locale, Sample, Sentence, Shell};
use maud::{Markup, html};
use record::LifeCycle;

/// A record.
#[derive(Clone, Debug)]
pub struct View<'a> {
    /// The way to it.
    pub crumbs: Crumbs,
    /// `SYS-0007`.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// Its state and what else is said in a badge.
    pub badges: Vec<Badge>,
    /// Facts in small: owner, version.
    pub chips: Vec<Chip>,
    /// Its life cycle.
    pub steps: Vec<Step>,
    /// What can be done, the primary one last.
    pub acts: Vec<Button>,
    /// What cannot be done now, each with the reason.
    pub refused: Vec<(String, String)>,
    /// What needs to be said first, such as that an earlier version is in force.
    pub notice: Option<String>,
    /// What a practice says of it.
    pub remarks: Vec<Remark>,
    /// The parts of the page.
    pub tabs: Vec<Tab>,
    /// The part that is shown.
    pub panel: Panel<'a>,
    /// Its place in the ledger.
    pub seal: Option<Seal>,
}

/// What a practice says of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// In two words.
    pub badge: Badge,
    /// In a sentence.
    pub sentence: String,
    /// Where there is more.
    pub more: Option<Link>,
}

/// A part of the page.
#[derive(Clone, Debug)]
pub enum Panel<'a> {
    /// Its content, and the verdicts on it.
    Overview {
        /// The content.
        facts: Facts<'a>,
        /// The verdicts on it.
        needs: Vec<Check>,
    },
    /// Every verdict on it, with what would turn those that are not met.
    Needs(Vec<Need>),
    /// What it leads to and what leads to it.
    Relations(Vec<Relations>),
    /// What supports it.
    Evidence {
        /// The evidence.
        lines: Vec<EvidenceLine>,
        /// Adds some.
        add: Option<Button>,
    },
    /// What was done with it, newest first.
    History(Vec<Past>),
}

/// A verdict on the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// Whether it holds.
    pub answer: Answer,
    /// What is expected.
    pub sentence: String,
    /// What it shows: design, operation or effect.
    pub shows: String,
    /// The requirements on which it bears.
    pub requirements: Vec<Link>,
    /// Why.
    pub why: Sentence,
    /// What would turn it.
    pub ways: Vec<Way>,
    /// What to do in one sentence; empty when it is met.
    pub summary: String,
    /// The page of the verdict.
    pub more: Option<Link>,
}

/// The records behind one relation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relations {
    /// The relation: the field's label, or the inverse words.
    pub name: String,
    /// Whether the other records lead here.
    pub inward: bool,
    /// The records: link and state.
    pub records: Vec<(Link, Badge)>,
}

/// A piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceLine {
    /// The evidence record.
    pub link: Link,
    /// Whether somebody has verified it.
    pub state: Badge,
    /// Origin, collector, validity in words.
    pub note: String,
}

/// The page.
pub fn page(shell: &Shell, view: &View<'_>) -> Markup {
    let locale = &shell.locale;
    let body = html! {
        div class="stack" {
            (view.crumbs.draw(locale))
            div class="head" {
                div class="stack" {
                    h1 { (view.title) }
                    p class="row" { @for badge in &view.badges { (badge) } @for chip in &view.chips { (chip) } }
                }
                div class="row actions" { @for act in &view.acts { (act) } (refused(locale, &view.refused)) }
            }
            @if let Some(notice) = &view.notice { p class="notice" { (notice) } }
            @for remark in &view.remarks {
                p class="notice" { (remark.badge) " " (remark.sentence) @if let Some(more) = &remark.more { " " (more) } }
            }
        }
        @if !view.steps.is_empty() { (gate(locale, &view.steps)) }
        (tabs(locale, &locale.say(w::TABS), &view.tabs))
        (panel(locale, &view.panel))
        @if let Some(seal) = &view.seal { (seal.draw(locale)) }
    };
    shell.page(&format!("{} {}", view.reference, view.title), &body)
}

fn refused(locale: &Locale, refused: &[(String, String)]) -> Markup {
    html! {
        @if !refused.is_empty() {
            details class="menu" {
                summary class="btn quiet" { (locale.say(w::MORE_ACTS)) }
                div class="sheet" {
                    dl class="stack" { @for (act, why) in refused { div { dt { b { (act) } } dd class="muted sm" { (why) } } } }
                }
            }
        }
    }
}

fn panel(locale: &Locale, panel: &Panel<'_>) -> Markup {
    match panel {
        Panel::Overview { facts, needs } => html! {
            div class="grid" {
                div class="c8 stack" { (facts.draw(locale)) }
                div class="c4 stack" { (verdicts(locale, needs)) }
            }
        },
        Panel::Needs(needs) => every_need(locale, needs),
        Panel::Relations(groups) => relations(locale, groups),
        Panel::Evidence { lines, add } => evidence(locale, lines, add.as_ref()),
        Panel::History(acts) => card::card(&locale.say(w::HISTORY), "", &history::history(locale, acts)),
    }
}

fn verdicts(locale: &Locale, needs: &[Check]) -> Markup {
    let met = needs.iter().filter(|check| check.answer == Answer::Met).count();
    let note = locale.fill(w::NEEDS_COUNT, &[("met", &met.to_string()), ("all", &needs.len().to_string())]);
    let heading = locale.say(w::NEEDS);
    if needs.is_empty() {
        return card::card(&heading, "", &html! { p class="muted" { (locale.say(w::NEEDS_NONE)) } });
    }
    card::card(&heading, &note, &checks::checks(locale, needs))
}

/// In groups: not met, unknown, met.
fn every_need(locale: &Locale, needs: &[Need]) -> Markup {
    html! {
        @if needs.is_empty() { p class="card body muted" { (locale.say(w::NEEDS_NONE)) } }
        @for (answer, word) in [(Answer::NotMet, r::NEEDS_NOT), (Answer::Unknown, r::NEEDS_UNKNOWN), (Answer::Met, r::NEEDS_MET)] {
            @let group: Vec<&Need> = needs.iter().filter(|need| need.answer == answer).collect();
            @if !group.is_empty() {
                (card::card(&locale.say(word), &locale.number(u64::try_from(group.len()).unwrap_or(0)), &html! {
                    ul class="checks" { @for need in &group { (one_need(locale, need)) } }
                }))
            }
        }
    }
}

fn one_need(locale: &Locale, need: &Need) -> Markup {
    html! {
        li {
            (checks::glyph(locale, need.answer))
            div class="stack" {
                div {
                    (need.sentence)
                    p class="why" { (need.why) }
                    p class="sm muted" {
                        (need.shows) " · "
                        @for (number, link) in need.requirements.iter().enumerate() { @if number > 0 { ", " } (link) }
                    }
                }
                @if !need.summary.is_empty() { p class="sm" { b { (locale.say(r::REMEDY)) } " " (need.summary) } }
                (ways(locale, need.ways.get(..1).unwrap_or_default()))
            }
            div class="end" { @if let Some(more) = &need.more { span class="sm" { (more) } } }
        }
    }
}

fn relations(locale: &Locale, groups: &[Relations]) -> Markup {
    html! {
        @if groups.is_empty() { p class="card body muted" { (locale.say(w::NO_RELATIONS)) } }
        div class="grid" {
            @for group in groups {
                div class="c6" {
                    (card::card(
                        &group.name,
                        &locale.say(if group.inward { w::LEADS_HERE } else { w::LEADS_TO }),
                        &html! {
                            ul class="next" {
                                @for (link, state) in &group.records { li { span { (link) } (state) } }
                            }
                        },
                    ))
                }
            }
        }
    }
}

fn evidence(locale: &Locale, lines: &[EvidenceLine], add: Option<&Button>) -> Markup {
    let list = html! {
        @if lines.is_empty() { p class="muted" { (locale.say(w::NO_EVIDENCE)) } }
        ul class="next" {
            @for line in lines {
                li { span { (line.link) span class="sub" { (line.note) } } (line.state) }
            }
        }
        @if let Some(add) = add { p class="mt" { (add) } }
    };
    card::card(&locale.say(w::EVIDENCE), "", &list)
}

/// Samples: each part of the page.
pub fn samples() -> Vec<Sample> {
    vec![
        sample("overview", |facts, _| Panel::Overview { facts, needs: checks::sample() }),
        sample("needs", |_, _| Panel::Needs(needs())),
        sample("relations", |_, names| {
            let records = |label: &str| {
                vec![(
                    Link::new(label, "#"),
                    Badge::new(crate::components::badge::Tone::Ok, names.to_owned()),
                )]
            };
            Panel::Relations(vec![
                Relations {
                    name: "AI systems".into(),
                    inward: false,
                    records: records("SYS-0007 CV ranker"),
                },
                Relations { name: "Risks".into(), inward: true, records: records("RSK-0081 Age bias") },
            ])
        }),
        sample("evidence", |_, state| Panel::Evidence {
            lines: vec![EvidenceLine {
                link: Link::new("EVD-0031 Impact ratio, June", "#"),
                state: Badge::new(crate::components::badge::Tone::Ok, state.to_owned()),
                note: "export, collected 30 Jun 2026, valid until 30 Jun 2027".into(),
            }],
            add: Some(Button::new("Add evidence", "#add")),
        }),
        sample("history", |_, _| Panel::History(history::sample())),
    ]
}

/// Verdicts for samples.
fn needs() -> Vec<Need> {
    let need = Need {
        answer: Answer::NotMet,
        sentence: "Every use is owned by a person who is still there".into(),
        shows: "shows design".into(),
        requirements: vec![Link::new("5.3", "/f/5.3")],
        why: Sentence::plain("“Owner” is not filled in."),
        ways: way::sample(),
        summary: "Name an owner who is there.".into(),
        more: Some(Link::new("What else it turns", "/turn")),
    };
    let met =
        Need { answer: Answer::Met, ways: Vec::new(), summary: String::new(), more: None, ..need.clone() };
    vec![Need { answer: Answer::Unknown, ..need.clone() }, need, met]
}

fn sample(name: &'static str, panel: for<'a> fn(Facts<'a>, &str) -> Panel<'a>) -> Sample {
    let (schema, body, names) = crate::specimen::record();
    let parts = (body, names, texts(), seal::sample(), (checks::sample(), history::sample(), needs(), HELD));
    Sample::new(name, parts, move |locale, (body, names, texts, seal, _)| {
        let erased = ["contact".to_owned()];
        let reached = vec![
            ("draft".to_owned(), seal.at),
            ("submitted".to_owned(), seal.at),
            ("effective".to_owned(), seal.at),
        ];
        let facts = Facts { schema: &schema, body, names, erased: &erased };
        let view = View {
            crumbs: Crumbs::new(vec![Link::new("Uses of AI", "/uses")], "USE-0007"),
            reference: "USE-0007".into(),
            title: texts.title.clone(),
            badges: vec![
                Badge::state(locale, "effective"),
                Badge::new(crate::components::badge::Tone::Bad, texts.class.clone()),
            ],
            chips: texts.chips.clone(),
            steps: steps(locale, LifeCycle::Controlled, "effective", &reached),
            acts: texts.acts.clone(),
            refused: texts.refused.clone(),
            notice: Some(texts.notice.clone()),
            remarks: vec![Remark {
                badge: Badge::new(crate::components::badge::Tone::Info, texts.remark.0.clone()),
                sentence: texts.remark.1.clone(),
                more: Some(Link::new(texts.remark.2.clone(), "/library/owasp-llm/llm01")),
            }],
            tabs: texts.tabs.clone(),
            panel: panel(facts, &texts.verified),
            seal: Some(seal.clone()),
        };
        page(&around(locale), &view)
    })
}

/// The words that a sample's server would have sent.
#[derive(Clone, Debug)]
struct Texts {
    title: String,
    class: String,
    verified: String,
    notice: String,
    remark: (String, String, String),
    chips: Vec<Chip>,
    acts: Vec<Button>,
    refused: Vec<(String, String)>,
    tabs: Vec<Tab>,
}

/// Data that the panels hold.
const HELD: [&str; 10] = [
    "USE-0007",
    "Uses of AI",
    "USE-0007 CV screening assistant",
    "AI systems",
    "Risks",
    "SYS-0007 CV ranker",
    "RSK-0081 Age bias",
    "EVD-0031 Impact ratio, June",
    "export, collected 30 Jun 2026, valid until 30 Jun 2027",
    "Add evidence",
];

fn texts() -> Texts {
    Texts {
        title: "CV screening assistant".into(),
        class: "High-risk, Annex III 4(a)".into(),
        verified: "Verified".into(),
        remark: (
            "Newer upstream".into(),
            "It was taken over in version 1; there is version 2.".into(),
            "See what it says now".into(),
        ),
        notice:
            "Version 2 is in force. Version 3 is a draft and is not shown to auditors as the state of things."
                .into(),
        chips: vec![Chip::new("Owner", "Mara Lindqvist"), Chip::new("Version", "2")],
        acts: vec![
            Button::new("Edit", "/r/use/USE-0007/edit"),
            Button::new("Retire", "/r/use/USE-0007/act/retire"),
        ],
        refused: vec![("Approve".into(), "You wrote this version; somebody else has to approve it.".into())],
        tabs: vec![
            Tab::new("Overview", None, "#overview").current(),
            Tab::new("Relations", Some(9), "#relations"),
            Tab::new("Evidence", Some(1), "#evidence"),
            Tab::new("History", Some(4), "#history"),
        ],
    }
}
