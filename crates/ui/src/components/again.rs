//! What asks to assess again: each trigger with what changed and since when, and the decision, made or to be made.

use super::{
    badge::{Badge, Tone},
    card,
    field::element_id,
    summary,
};
use crate::words::impact as w;
use crate::{Href, Locale, Sample, Sentence};
use maud::{Markup, html};
use record::Problem;

/// The triggers of an assessment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Again {
    /// The triggers.
    pub lines: Vec<Trigger>,
    /// Where a decision is sent, by POST; none where the person may not decide.
    pub action: Option<Href>,
    /// What travels along unseen: name and value.
    pub hidden: Vec<(String, String)>,
    /// What is wrong with the decision that was sent.
    pub problems: Vec<Problem>,
}

/// A trigger.
#[derive(Clone, Debug, PartialEq)]
pub struct Trigger {
    /// Its name in the form.
    pub key: String,
    /// Which record, which fields, since when.
    pub sentence: Sentence,
    /// How it stands.
    pub badge: Badge,
    /// What was decided, by whom and why; empty while it is open.
    pub decided: String,
    /// Whether nobody has decided.
    pub open: bool,
    /// What was typed as the reason, and the code of what was chosen.
    pub typed: (String, String),
}

impl Again {
    /// The card; nothing when nothing came up. `token` guards the forms.
    pub fn draw(&self, locale: &Locale, token: &Markup) -> Markup {
        html! {
            @if !self.lines.is_empty() {
                div id="again" {
                    (summary::summary(locale, &self.problems, |path| matches!(path, "decision" | "reason")))
                    (card::card(&locale.say(w::AGAIN), &locale.say(w::AGAIN_NOTE), &html! {
                        ul class="next" {
                            @for (place, line) in self.lines.iter().enumerate() {
                                li {
                                    div class="stack" {
                                        p { (line.sentence) }
                                        @if !line.decided.is_empty() { p class="sm muted" { (line.decided) } }
                                        @if let Some(action) = self.action.as_ref().filter(|_| line.open) {
                                            (self.form(locale, place, line, action, token))
                                        }
                                    }
                                    (line.badge)
                                }
                            }
                        }
                    }))
                }
            }
        }
    }

    fn form(&self, locale: &Locale, place: usize, line: &Trigger, action: &Href, token: &Markup) -> Markup {
        let (chosen, reason) = (&line.typed.1, &line.typed.0);
        // The first form with problems is where the summary leads.
        let problem = |path: &str| {
            self.problems.iter().find(|it| {
                it.path == path && (!chosen.is_empty() || !reason.is_empty() || self.lines.len() == 1)
            })
        };
        let id = |name: &str| {
            if problem(name).is_some() { element_id(name) } else { format!("f-{name}-{place}") }
        };
        html! {
            form class="stack" method="post" action=(action) {
                (token)
                input type="hidden" name="trigger" value=(line.key);
                @for (name, value) in &self.hidden { input type="hidden" name=(name) value=(value); }
                fieldset class={ "field" @if problem("decision").is_some() { " error" } } id=(id("decision")) {
                    legend { (locale.say(w::AGAIN_DECISION)) }
                    @if let Some(problem) = problem("decision") { p class="msg" { (problem.sentence) } }
                    @for (code, word) in [("reassess", w::AGAIN_YES), ("not_necessary", w::AGAIN_NO)] {
                        label class="pick" {
                            input type="radio" name="decision" value=(code) checked[chosen == code];
                            span { (locale.say(word)) }
                        }
                    }
                }
                div class={ "field" @if problem("reason").is_some() { " error" } } {
                    label for=(id("reason")) { (locale.say(w::AGAIN_REASON)) }
                    @if let Some(problem) = problem("reason") { p class="msg" { (problem.sentence) } }
                    input type="text" name="reason" id=(id("reason")) maxlength="400" value=(reason);
                }
                p { button class="btn" { (locale.say(w::AGAIN_RECORD)) } }
            }
        }
    }
}

/// Samples: open with a problem, and decided.
pub fn samples() -> Vec<Sample> {
    let texts = [
        "“Version” of SYS-0007 changed",
        "Decided by Mara Lindqvist: it only mends the export",
        "Say why.",
        "Model was exchanged",
        "change:0190a5b2",
    ];
    vec![Sample::new("again", texts, |locale, [changed, decided, problem, reason, key]| {
        let line = |open: bool| Trigger {
            key: (*key).to_owned(),
            sentence: Sentence::plain(*changed),
            badge: Badge::new(
                if open { Tone::Warn } else { Tone::Ok },
                locale.say(if open { w::AGAIN_OPEN } else { w::AGAIN_HOLDS }),
            ),
            decided: if open { String::new() } else { (*decided).to_owned() },
            open,
            typed: (if open { (*reason).to_owned() } else { String::new() }, String::new()),
        };
        Again {
            lines: vec![line(true), line(false)],
            action: Some(Href::to("/impact/AIA-0007/again")),
            hidden: vec![("_key".to_owned(), (*key).to_owned())],
            problems: vec![Problem::new("reason", "missing", *problem)],
        }
        .draw(locale, &html! {})
    })]
}
