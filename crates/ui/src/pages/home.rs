//! Home: how ready the organisation is, what to do next, what is due, what was done.

use super::around;
use crate::components::{
    badge::{Badge, Tone},
    button::Button,
    card,
    matrix::{self, Matrix},
    meter::{self, Bar, Counts, bars},
    tiles::{self, Tile, tiles},
};
use crate::words::readiness as w;
use crate::{Link, Locale, Sample, Sentence, Shell};
use jiff::{Timestamp, civil::Date};
use maud::{Markup, html};

/// Home.
#[derive(Clone, Debug)]
pub struct View {
    /// The leading framework; none while no pack is loaded.
    pub readiness: Option<Readiness>,
    /// A few numbers.
    pub tiles: Vec<Tile>,
    /// The acts that would move most.
    pub next: Vec<Next>,
    /// What waits for a decision of the reader: the record, and what she is asked for.
    pub decide: Vec<(Link, String)>,
    /// The worst findings, and where all of them stand; none without a framework.
    pub findings: Option<(Vec<(Link, Badge)>, Link)>,
    /// What is due or overdue, the oldest first.
    pub due: Vec<Due>,
    /// A picture over records, with its heading and note.
    pub board: Option<(String, String, Matrix)>,
    /// The last acts, newest first.
    pub recent: Vec<(Timestamp, Sentence)>,
    /// What one comes here to start, the primary one last.
    pub buttons: Vec<Button>,
}

/// Counts of a framework and what they were computed from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readiness {
    /// Requirements.
    pub counts: Counts,
    /// A line a clause.
    pub bars: Vec<Bar>,
    /// The two questions of a certification audit, a line each.
    pub stages: Vec<Bar>,
    /// What it was computed from.
    pub basis: Basis,
}

/// What an answer was computed from: with these it can be computed again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    /// Position of the ledger.
    pub entry: u64,
    /// The instant.
    pub at: Timestamp,
    /// Name and version of the framework pack.
    pub pack: String,
}

/// An act that would move requirements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// The act.
    pub link: Link,
    /// On what, and why it waits.
    pub note: String,
    /// How many requirements it would move.
    pub gain: u64,
}

/// Something due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The record.
    pub link: Link,
    /// What is due.
    pub note: String,
    /// When.
    pub on: Date,
    /// Whether the day has passed.
    pub overdue: bool,
}

impl Basis {
    /// The basis in one line.
    pub fn line(&self, locale: &Locale) -> String {
        locale.fill(
            w::BASIS,
            &[
                ("entry", &locale.number(self.entry)),
                ("when", &locale.instant_text(self.at)),
                ("pack", &self.pack),
            ],
        )
    }
}

/// The page.
pub fn page(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let body = html! {
        div class="head" {
            div { (headline(locale, view.readiness.as_ref())) }
            div class="row actions" { @for button in &view.buttons { (button) } }
        }
        @if shell.as_of.is_none() { (tiles(&view.tiles)) (columns(locale, view)) } @else { (readiness(locale, view)) }
    };
    shell.page(&locale.say(w::HOME), &body)
}

/// How ready the organisation was. Of a past moment nothing else is shown: what is due and what to do next are of now.
fn readiness(locale: &Locale, view: &View) -> Markup {
    html! {
        @if let Some(readiness) = &view.readiness {
            (card::card(&locale.say(w::BY_CLAUSE), &readiness.basis.line(locale), &html! {
                (bars(locale, &readiness.bars))
                div class="bars mt" { @for bar in &readiness.stages { (meter::line(locale, bar)) } }
            }))
        }
    }
}

/// With a board three cards stand below; without one the cards stand in two columns, each as high as it needs to be.
fn columns(locale: &Locale, view: &View) -> Markup {
    let readiness = readiness(locale, view);
    let (next, due, recent) =
        (next(locale, &view.next), due(locale, &view.due), recent(locale, &view.recent));
    let Some((heading, note, matrix)) = &view.board else {
        return html! {
            div class="grid" {
                div class="c7 stack" { (readiness) (findings(locale, view)) (due) }
                div class="c5 stack" { (decide(locale, &view.decide)) (next) (recent) }
            }
        };
    };
    html! {
        div class="grid" {
            div class="c7" { (readiness) }
            div class="c5 stack" { (decide(locale, &view.decide)) (next) (findings(locale, view)) }
            div class="c5" { (card::card(heading, note, &matrix.draw(locale))) }
            div class="c4" { (due) }
            div class="c3" { (recent) }
        }
    }
}

fn headline(locale: &Locale, readiness: Option<&Readiness>) -> Markup {
    let Some(readiness) = readiness else { return html! { h1 { (locale.say(w::HEADLINE_NONE)) } } };
    let counts = readiness.counts;
    let number = |n| locale.number(n);
    html! {
        h1 { (locale.fill(w::HEADLINE, &[("met", &number(counts.met)), ("all", &number(counts.all()))])) }
        p class="lede" {
            (locale.fill(w::LEDE, &[
                ("partly", &number(counts.partly)),
                ("not", &number(counts.not)),
                ("unknown", &number(counts.unknown)),
            ]))
        }
    }
}

fn next(locale: &Locale, list: &[Next]) -> Markup {
    card::card(
        &locale.say(w::NEXT),
        &locale.say(w::NEXT_NOTE),
        &html! {
            @if list.is_empty() { p class="muted" { (locale.say(w::NEXT_NONE)) } }
            ul class="next" {
                @for item in list {
                    @let gain = locale.number(item.gain);
                    li {
                        span { (item.link) span class="sub" { (item.note) } }
                        span class="gain" {
                            span aria-hidden="true" { (locale.fill(w::GAIN, &[("n", &gain)])) }
                            span class="aloud" { (locale.fill(w::GAIN_ALOUD, &[("n", &gain)])) }
                        }
                    }
                }
            }
        },
    )
}

/// What somebody with five minutes has to know first: what nobody else can do for her.
fn decide(locale: &Locale, list: &[(Link, String)]) -> Markup {
    html! {
        @if !list.is_empty() {
            (card::card(&locale.say(w::DECIDE), "", &html! {
                ul class="next" { @for (link, note) in list { li { span { (link) span class="sub" { (note) } } } } }
            }))
        }
    }
}

fn findings(locale: &Locale, view: &View) -> Markup {
    html! {
        @if let Some((findings, all)) = &view.findings {
            (card::card(&locale.say(w::FINDINGS_TOP), "", &html! {
                @if findings.is_empty() { p class="muted" { (locale.say(w::FINDINGS_TOP_NONE)) } }
                ul class="next" { @for (link, grade) in findings { li { span { (link) } (grade) } } }
                p class="mt sm" { (all) }
            }))
        }
    }
}

fn due(locale: &Locale, list: &[Due]) -> Markup {
    card::card(
        &locale.say(w::DUE),
        "",
        &html! {
            @if list.is_empty() { p class="muted" { (locale.say(w::DUE_NONE)) } }
            ul class="checks" {
                @for item in list {
                    @let tone = if item.overdue { Tone::Bad } else { Tone::Mute };
                    @let word = if item.overdue { w::OVERDUE } else { w::DUE_ON };
                    li {
                        span class={ "glyph " (tone.class()) } aria-hidden="true" { (if item.overdue { "!" } else { tone.glyph() }) }
                        div {
                            (item.link)
                            p class="why" { (item.note) }
                        }
                        span class="sm muted nowrap" { (locale.fill(word, &[("when", &locale.day_text(item.on))])) }
                    }
                }
            }
        },
    )
}

fn recent(locale: &Locale, list: &[(Timestamp, Sentence)]) -> Markup {
    card::card(
        &locale.say(w::RECENT),
        "",
        &html! {
            @if list.is_empty() { p class="muted" { (locale.say(w::RECENT_NONE)) } }
            ul class="recent" { @for (at, sentence) in list { li { (locale.instant(*at)) p { (sentence) } } } }
        },
    )
}

/// Samples: a house at work, and one that has just begun.
pub fn samples() -> Vec<Sample> {
    let at = |second| crate::specimen::instant(second);
    let full = View {
        readiness: Some(Readiness {
            counts: Counts { met: 49, partly: 10, not: 7, unknown: 4, not_applicable: 0 },
            bars: meter::sample(),
            stages: meter::sample().split_off(6),
            basis: Basis { entry: 48_213, at: at(1_795_254_120), pack: "ISO/IEC 42001, pack 2023.4".into() },
        }),
        tiles: tiles::sample(),
        next: vec![
            Next {
                link: Link::new("Approve 2 impact assessments", "/aia"),
                note: "SYS-0007 CV screening · SYS-0019 Churn score".into(),
                gain: 4,
            },
            Next {
                link: Link::new("Name an owner of 3 systems", "/systems"),
                note: "SYS-0011, SYS-0022, SYS-0028".into(),
                gain: 3,
            },
            Next {
                link: Link::new("Sign the AI policy, version 3", "/doc"),
                note: "waits for top management since 14 Nov".into(),
                gain: 2,
            },
        ],
        decide: vec![(Link::new("DOC-0007 AI policy", "/doc"), "Approve".into())],
        findings: Some((
            vec![(Link::new("Impact assessment missing", "/findings"), Badge::new(Tone::Bad, "Major"))],
            Link::new("All findings", "/findings"),
        )),
        due: vec![
            Due {
                link: Link::new("ACT-0031 Retrain reviewers", "/act"),
                note: "effectiveness check".into(),
                on: jiff::civil::date(2026, 11, 9),
                overdue: true,
            },
            Due {
                link: Link::new("DOC-0001 AI policy", "/doc"),
                note: "review".into(),
                on: jiff::civil::date(2026, 12, 18),
                overdue: false,
            },
        ],
        board: Some(("Residual risk".into(), "83 risks · open a cell".into(), matrix::sample())),
        recent: vec![
            (at(1_795_254_120), Sentence::default().link("RSK-0086", "/r").text(" residual lowered to 6")),
            (at(1_795_252_500), Sentence::plain("31 systems imported from inventory.xlsx")),
        ],
        buttons: vec![Button::new("Verify", "/verify"), Button::new("Add use of AI", "/uses/new").primary()],
    };
    let first = View {
        readiness: None,
        tiles: Vec::new(),
        next: Vec::new(),
        decide: Vec::new(),
        findings: None,
        due: Vec::new(),
        board: None,
        recent: Vec::new(),
        buttons: vec![Button::new("Add use of AI", "/uses/new").primary()],
    };
    let sample = |name, view| Sample::new(name, view, |locale, view: &View| page(&around(locale), view));
    vec![sample("at-work", full), sample("first-day", first)]
}
