//! One verdict: why, who did what it rests on, the ways to turn it, and what else they would turn.

use super::around;
use super::home::Basis;
use crate::components::{
    card,
    checks::Answer,
    crumbs::Crumbs,
    way::{self, Way, ways},
};
use crate::words::readiness as w;
use crate::{Link, Locale, Sample, Sentence, Shell};
use maud::{Markup, html};

/// A verdict.
#[derive(Clone, Debug)]
pub struct View {
    /// The way to it.
    pub crumbs: Crumbs,
    /// What is expected.
    pub sentence: String,
    /// Of whom.
    pub subject: Link,
    /// The answer.
    pub answer: Answer,
    /// Why: every reason.
    pub why: Vec<Sentence>,
    /// Acts that it rests on: which, on what, by whom, when.
    pub who: Vec<Sentence>,
    /// The ways to turn it, each with what else it would turn.
    pub ways: Vec<(Way, Vec<Turns>)>,
    /// What to do in one sentence, as the framework pack says it.
    pub summary: String,
    /// What it was computed from.
    pub basis: Basis,
}

/// A verdict that would turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turns {
    /// The expectation.
    pub sentence: String,
    /// Of whom.
    pub subject: Sentence,
    /// The answer then; none when it would no longer be asked.
    pub after: Option<Answer>,
    /// The requirements on which it bears.
    pub requirements: Vec<Link>,
}

/// The page.
pub fn page(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let body = html! {
        div class="stack" {
            (view.crumbs.draw(locale))
            div class="head" {
                div class="stack" {
                    h1 { (view.sentence) }
                    p class="row" { (view.answer.badge(locale)) (view.subject) }
                }
            }
            p class="lede" { (view.summary) }
        }
        div class="grid" {
            div class="c8 stack" { (what_would_turn(locale, view)) }
            div class="c4 stack" {
                (card::card(&locale.say(w::WHY), "", &html! {
                    @if view.why.is_empty() { p class="muted" { (locale.say(w::TURN_NO_REASON)) } }
                    ul class="plain" { @for reason in &view.why { li class="why" { (reason) } } }
                }))
                @if !view.who.is_empty() {
                    (card::card(&locale.say(w::WHO), "", &html! { ul class="plain" { @for line in &view.who { li class="why" { (line) } } } }))
                }
            }
        }
        p class="seal" { (view.basis.line(locale)) }
    };
    shell.page(&view.sentence, &body)
}

fn what_would_turn(locale: &Locale, view: &View) -> Markup {
    html! {
        @if view.ways.is_empty() && view.answer != Answer::Met {
            (card::card(&locale.say(w::REMEDY), "", &html! { p { (locale.say(w::TURN_NOTHING)) } }))
        }
        @for (way, turns) in &view.ways {
            (card::card(&locale.say(w::REMEDY), &locale.say(w::TURN_NOTE), &ways(locale, std::slice::from_ref(way))))
            (card::flush(&locale.say(w::TURNS), &locale.say(w::TURNS_NOTE), &html! {
                div class="scroll" {
                    table class="table cards turns" {
                        thead { tr {
                            th scope="col" { (locale.say(w::EXPECTATION)) }
                            th scope="col" { (locale.say(w::SUBJECT)) }
                            th scope="col" { (locale.say(w::STATUS)) }
                        } }
                        tbody {
                            @for turn in turns {
                                tr {
                                    th scope="row" {
                                        (turn.sentence)
                                        span class="sub" { @for (n, link) in turn.requirements.iter().enumerate() { @if n > 0 { ", " } (link) } }
                                    }
                                    td data-label=(locale.say(w::SUBJECT)) { (turn.subject) }
                                    td { @match turn.after { Some(answer) => (answer.badge(locale)), None => (locale.say(w::NOT_ASKED)), } }
                                }
                            }
                        }
                    }
                }
            }))
        }
    }
}

/// Samples: a verdict that can be turned, and one that cannot.
pub fn samples() -> Vec<Sample> {
    let view = View {
        crumbs: Crumbs::new(
            vec![Link::new("ISO/IEC 42001", "/f"), Link::new("5.2 AI policy", "/f/5.2")],
            "DOC-0001",
        ),
        sentence: "Every document in force is not past its review.".into(),
        subject: Link::new("DOC-0001 AI policy", "/r/document/DOC-0001"),
        answer: Answer::NotMet,
        why: vec![Sentence::plain("“Next review” was 30 Jun 2026.")],
        who: vec![
            Sentence::default()
                .link("DOC-0001", "/r/document/DOC-0001")
                .text(" · Approve · Sofia Lind · 2 Sep 2025"),
        ],
        ways: vec![(
            way::sample().remove(0),
            vec![Turns {
                sentence: "A policy is in force and not past its review.".into(),
                subject: Sentence::plain("The organisation as a whole"),
                after: Some(Answer::Met),
                requirements: vec![Link::new("5.2", "/f/5.2"), Link::new("A.2.2", "/f/A.2.2")],
            }],
        )],
        summary: "Review the document and have it approved by somebody else.".into(),
        basis: Basis {
            entry: 48_213,
            at: crate::specimen::instant(1_795_254_120),
            pack: "pack 2023.4".into(),
        },
    };
    let late = View { ways: Vec::new(), ..view.clone() };
    let sample = |name, view| Sample::new(name, view, |locale, view: &View| page(&around(locale), view));
    vec![sample("turnable", view), sample("late", late)]
}
