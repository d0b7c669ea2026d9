//! What turned in a framework since a moment: by date, by position, or by a checkpoint kept elsewhere.

use super::around;
use super::home::Basis;
use crate::components::{card, checks::Answer, crumbs::Crumbs, summary::summary};
use crate::words::{form, readiness as w, shell as s};
use crate::{Href, Link, Locale, Sample, Sentence, Shell};
use jiff::Timestamp;
use maud::{Markup, html};
use record::Problem;

/// The page.
#[derive(Clone, Debug)]
pub struct View {
    /// The way to it.
    pub crumbs: Crumbs,
    /// Where the form leads: by GET a date or position, by POST a checkpoint.
    pub action: Href,
    /// What was typed as a moment.
    pub since: String,
    /// What was pasted as a checkpoint.
    pub pasted: String,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// What turned; none before a moment is chosen.
    pub found: Option<Found>,
}

/// What turned.
#[derive(Clone, Debug)]
pub struct Found {
    /// From which entry on, and when that was.
    pub since: (u64, Timestamp),
    /// Requirements: reference and title, before, after, by what.
    pub requirements: Vec<Turn>,
    /// Verdicts: expectation, of whom, before, after, by what.
    pub verdicts: Vec<Turn>,
    /// Verdicts that are not listed.
    pub more: u64,
    /// Whether it is known by which entries.
    pub told_by: bool,
    /// What it was computed from.
    pub basis: Basis,
}

/// Something that turned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// What.
    pub what: Link,
    /// Of whom; may be empty.
    pub subject: Sentence,
    /// The answer then; none when it was not asked.
    pub before: Option<Answer>,
    /// The answer now; none when it is not asked any more.
    pub after: Option<Answer>,
    /// By what; may be empty.
    pub by: Sentence,
}

impl Turn {
    /// Whether it is better than before.
    fn rose(&self) -> bool {
        let rank = |answer: Option<Answer>| match answer {
            Some(Answer::Met) => 3,
            Some(Answer::Partly) => 2,
            Some(Answer::NotMet) => 0,
            Some(Answer::Unknown | Answer::NotApplicable) | None => 1,
        };
        rank(self.after) > rank(self.before)
    }
}

/// The page.
pub fn page(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let body = html! {
        div class="stack" {
            (view.crumbs.draw(locale))
            h1 { (locale.say(w::CHANGES)) }
            p class="lede" { (locale.say(w::CHANGES_LEDE)) }
        }
        (summary(locale, &view.problems, |path| matches!(path, "since" | "checkpoint")))
        (forms(shell, view))
        @if let Some(found) = &view.found { (result(locale, found)) }
    };
    let title = locale.say(w::CHANGES);
    let title =
        if view.problems.is_empty() { title } else { locale.fill(s::TITLE_ERROR, &[("page", &title)]) };
    shell.page(&title, &body)
}

fn forms(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    html! {
        div class="grid actions" {
            div class="c6" {
                (card::card(&locale.say(w::SINCE_WHEN), "", &html! {
                    form class="stack" method="get" action=(view.action) {
                        div class="field" {
                            label for="f-since" { (locale.say(w::SINCE_MOMENT)) }
                            p class="hint" id="f-since-hint" { (locale.say(w::SINCE_MOMENT_HINT)) }
                            input type="text" class="short" id="f-since" name="since" value=(view.since) aria-describedby="f-since-hint" autocomplete="off";
                        }
                        p { button class="btn primary" { (locale.say(w::SHOW_CHANGES)) } }
                    }
                }))
            }
            div class="c6" {
                (card::card(&locale.say(w::SINCE_CHECKPOINT), "", &html! {
                    form class="stack" method="post" action=(view.action) enctype="multipart/form-data" {
                        (shell.token())
                        div class="field" {
                            label for="f-checkpoint" { (locale.say(w::SINCE_PASTE)) }
                            p class="hint" id="f-checkpoint-hint" { (locale.say(w::SINCE_PASTE_HINT)) }
                            textarea id="f-checkpoint" name="checkpoint" rows="4" aria-describedby="f-checkpoint-hint" spellcheck="false" { (view.pasted) }
                        }
                        div class="field" {
                            label for="f-file" { (locale.say(w::SINCE_FILE)) " " span class="opt" { (locale.say(form::OPTIONAL)) } }
                            input type="file" id="f-file" name="file" accept="text/plain,.txt";
                        }
                        p { button class="btn" { (locale.say(w::SHOW_CHANGES)) } }
                    }
                }))
            }
        }
    }
}

fn result(locale: &Locale, found: &Found) -> Markup {
    let number = |count: usize| locale.number(u64::try_from(count).unwrap_or(0));
    let rose = found.requirements.iter().filter(|turn| turn.rose()).count();
    let sentence = locale.fill(
        w::CHANGED,
        &[
            ("entry", &locale.number(found.since.0)),
            ("when", &locale.instant_text(found.since.1)),
            ("rose", &number(rose)),
            ("fell", &number(found.requirements.len() - rose)),
            ("verdicts", &locale.number(u64::try_from(found.verdicts.len()).unwrap_or(0) + found.more)),
        ],
    );
    html! {
        section class="stack" {
            h2 { (sentence) }
            @if !found.told_by { p class="notice" { (locale.say(w::NOT_TOLD_BY)) } }
        }
        (card::flush(&locale.say(w::REQUIREMENTS), "", &table(locale, &found.requirements, w::REQUIREMENT)))
        (card::flush(&locale.say(w::VERDICTS), "", &table(locale, &found.verdicts, w::EXPECTATION)))
        @if found.more > 0 { p class="sm muted" { (locale.fill(w::SUBJECTS_MORE, &[("n", &locale.number(found.more))])) } }
        p class="seal" { (found.basis.line(locale)) }
    }
}

fn table(locale: &Locale, turns: &[Turn], what: crate::words::Word) -> Markup {
    let badge = |answer: Option<Answer>| {
        html! {
            @if let Some(answer) = answer { (answer.badge(locale)) }
            @else { span class="sm muted" { (locale.say(w::NOT_ASKED)) } }
        }
    };
    if turns.is_empty() {
        return html! { div class="body" { p class="muted" { (locale.say(w::NOTHING_TURNED)) } } };
    }
    html! {
        div class="scroll" {
            table class="table cards turns" {
                thead { tr {
                    th scope="col" { (locale.say(what)) }
                    th scope="col" { (locale.say(w::THEN_WAS)) }
                    th scope="col" { (locale.say(w::NOW_IS)) }
                    th scope="col" { (locale.say(w::BY_WHAT)) }
                } }
                tbody {
                    @for turn in turns {
                        tr {
                            th scope="row" { (turn.what) @if !turn.subject.is_empty() { span class="sub" { (turn.subject) } } }
                            td data-label=(locale.say(w::THEN_WAS)) { (badge(turn.before)) }
                            td data-label=(locale.say(w::NOW_IS)) { (badge(turn.after)) }
                            td data-label=(locale.say(w::BY_WHAT)) { span class="why" { (turn.by) } }
                        }
                    }
                }
            }
        }
    }
}

/// Samples: before a moment is chosen, and what turned since.
pub fn samples() -> Vec<Sample> {
    let turn = |what: &str, before, after| Turn {
        what: Link::new(what, "/f/6.1.4"),
        subject: Sentence::default().link("USE-0007 CV screening", "/r/use/USE-0007"),
        before,
        after,
        by: Sentence::plain("entry 40,112 · Approve · ")
            .link("AIA-0009", "/r/aia/AIA-0009")
            .text(" · Sofia Lind"),
    };
    let at = crate::specimen::instant(1_790_000_000);
    let view = View {
        crumbs: Crumbs::new(vec![Link::new("ISO/IEC 42001", "/f")], "Changes"),
        action: Href::to("/f/changes"),
        since: "2026-09-01".into(),
        pasted: String::new(),
        problems: Vec::new(),
        found: Some(Found {
            since: (31_000, at),
            requirements: vec![Turn {
                subject: Sentence::default(),
                ..turn("6.1.4 AI system impact assessment", Some(Answer::NotMet), Some(Answer::Partly))
            }],
            verdicts: vec![
                turn("Every use has an assessment in force", Some(Answer::NotMet), Some(Answer::Met)),
                turn("Every use is owned", None, Some(Answer::Unknown)),
            ],
            more: 3,
            told_by: true,
            basis: Basis {
                entry: 48_213,
                at: crate::specimen::instant(1_795_254_120),
                pack: "pack 2023.4".into(),
            },
        }),
    };
    let nothing = View {
        since: String::new(),
        pasted: "not a checkpoint".into(),
        problems: vec![Problem::new(
            "checkpoint",
            "not_of_this_ledger",
            "This is no checkpoint of this ledger.",
        )],
        found: None,
        ..view.clone()
    };
    let sample = |name, view| Sample::new(name, view, |locale, view: &View| page(&around(locale), view));
    vec![sample("since", view), sample("refused", nothing)]
}
