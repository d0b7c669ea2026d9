//! The fourth step: the import as it runs, and what it did.

use super::{steps, title};
use crate::components::{card, checks::Answer, crumbs::Crumbs};
use crate::pages::around;
use crate::words::import as w;
use crate::{Href, Link, Sample, Shell};
use maud::{Markup, html};

/// An import as it runs, or that has ended.
#[derive(Clone, Debug)]
pub struct View {
    /// The way to it.
    pub crumbs: Crumbs,
    /// The register's name.
    pub register: String,
    /// The file's name.
    pub file: String,
    /// Rows done.
    pub done: u64,
    /// Rows to do.
    pub all: u64,
    /// How far it is.
    pub stage: Stage,
    /// The register.
    pub open: Href,
    /// Stops it, by POST.
    pub stop: Href,
    /// Takes it back, by POST with a `reason`, where that is possible.
    pub undo: Option<Href>,
    /// Key by which a form that is sent twice is known.
    pub key: String,
    /// What was made of it, one sentence each with links.
    pub report: Vec<crate::Sentence>,
}

/// How far an import is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It runs.
    Running,
    /// It has ended.
    Ended,
    /// It stopped, for this reason.
    Stopped(String),
}

/// The page. While it runs the server also sends `Refresh: 2`, for readers without scripts.
pub fn page(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let heading = title(locale, &view.register);
    let body = html! {
        (view.crumbs.draw(locale))
        h1 { (heading) }
        (steps(locale, 3))
        @match &view.stage {
            Stage::Running => (running(shell, view)),
            Stage::Ended => (ended(shell, view, Answer::Met, &locale.say(w::DONE), "")),
            Stage::Stopped(reason) => (ended(shell, view, Answer::NotMet, &locale.say(w::STOPPED), reason)),
        }
    };
    shell.page(&heading, &body)
}

fn running(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let words =
        locale.fill(w::PROGRESS, &[("done", &locale.number(view.done)), ("all", &locale.number(view.all))]);
    html! {
        section class="card" data-progress {
            header { h2 { (locale.say(w::RUNNING)) } small { (words) } }
            div class="body stack" {
                progress max=(view.all) value=(view.done) aria-label=(locale.say(w::RUNNING)) {}
                p class="muted sm" { (locale.say(w::PROGRESS_NOTE)) }
                form method="post" action=(view.stop) { (shell.token()) button class="btn" { (locale.say(w::CANCEL)) } }
            }
        }
    }
}

fn ended(shell: &Shell, view: &View, answer: Answer, heading: &str, reason: &str) -> Markup {
    let locale = &shell.locale;
    let (done, all) = (locale.number(view.done), locale.number(view.all));
    let lede = locale.fill(w::DONE_LEDE, &[("n", &done), ("all", &all), ("file", &view.file)]);
    html! {
        section class={ "card verdict " (answer.tone().class()) } role="status" {
            span class={ "glyph " (answer.tone().class()) } aria-hidden="true" { (answer.glyph()) }
            div { h2 { (heading) } p { (lede) } @if !reason.is_empty() { p { (reason) } } }
        }
        @if !view.report.is_empty() {
            (card::card(&locale.say(w::DONE), "", &html! { ul class="plain" { @for line in &view.report { li { (line) } } } }))
        }
        p { a class="btn primary" href=(view.open) { (locale.say(w::OPEN)) } }
        @if let Some(undo) = &view.undo {
            details class="card opens" {
                summary { h2 { (locale.say(w::UNDO)) } }
                form class="stack body" method="post" action=(undo) {
                    (shell.token())
                    input type="hidden" name="_key" value=(view.key);
                    p { (locale.say(w::UNDO_NOTE)) }
                    div class="field" {
                        label for="f-reason" { (locale.say(w::UNDO_REASON)) }
                        textarea id="f-reason" name="reason" rows="2" required {}
                    }
                    p { button class="btn" { (locale.say(w::UNDO)) } }
                }
            }
        }
    }
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let view = View {
        crumbs: Crumbs::new(vec![Link::new("Uses of AI", "/uses")], "Import"),
        register: "Uses of AI".into(),
        file: "inventory.xlsx".into(),
        done: 820,
        all: 2_113,
        stage: Stage::Running,
        open: Href::to("/uses"),
        stop: Href::to("/uses/import/7/stop"),
        undo: None,
        key: "k-0190a5b2".into(),
        report: Vec::new(),
    };
    let ended = View {
        done: 2_113,
        stage: Stage::Ended,
        undo: Some(Href::to("/uses/import/7/undo")),
        report: vec![
            crate::Sentence::plain("2,101 records were made and 12 changed, entries 48,214 to 50,326. ")
                .link("Refused rows", "/refused.csv"),
        ],
        ..view.clone()
    };
    let stopped = View { stage: Stage::Stopped("The disk is full.".into()), ..view.clone() };
    let sample = |name, view| Sample::new(name, view, |locale, view: &View| page(&around(locale), view));
    vec![sample("running", view), sample("ended", ended), sample("stopped", stopped)]
}
