//! Changing one field of several records: which field, which value and why, what would happen to each, what did.

use super::around;
use crate::components::{
    badge::{Badge, Tone},
    card,
    crumbs::Crumbs,
    field::Form,
    summary,
};
use crate::words::{change as w, form as forms};
use crate::{Href, Link, Locale, Sample, Shell};
use maud::{Markup, html};
use record::{FieldDef, FormData};

/// The page at one of its steps.
#[derive(Clone, Debug)]
pub struct View<'a> {
    /// The way to it.
    pub crumbs: Crumbs,
    /// "Change a field of 40 records".
    pub heading: String,
    /// Where it is sent, by POST: `field`, `how`, the field itself, `reason`, and what `carry` holds.
    pub action: Href,
    /// Hidden names and values: the records, each with the position at which it was seen, and what was given before.
    pub carry: Vec<(String, String)>,
    /// Key by which a form that is sent twice is known.
    pub key: String,
    /// The step.
    pub step: Step<'a>,
    /// Back to the register.
    pub back: Href,
}

/// A step.
#[derive(Clone, Debug)]
pub enum Step<'a> {
    /// Which field: id and label of each that can be changed.
    Field(Vec<(String, String)>),
    /// Which value, and why.
    Value {
        /// The field.
        field: &'a FieldDef,
        /// What was typed, and what is wrong with it.
        form: Form<'a>,
        /// What can be done with the field: code and words.
        ways: Vec<(String, String)>,
        /// What was typed as the reason.
        reason: String,
    },
    /// What would happen to each record.
    Preview {
        /// The records.
        lines: Vec<Line>,
        /// The same step before, with what was given.
        again: Vec<(String, String)>,
    },
    /// What happened to each record.
    Done(Vec<Line>),
}

/// What happens to a record.
#[derive(Clone, Debug)]
pub struct Line {
    /// The record.
    pub record: Link,
    /// The field as it is.
    pub before: Markup,
    /// The field as it would be.
    pub after: Markup,
    /// What happens.
    pub outcome: Outcome,
}

/// What happens to a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It changes.
    Changes,
    /// It has this value already.
    Same,
    /// It is refused: sentence and remedy.
    Refused(String, String),
}

/// The page.
pub fn page(shell: &Shell, view: &View<'_>) -> Markup {
    let locale = &shell.locale;
    let inside = match &view.step {
        Step::Field(fields) => html! {
            div class="field" {
                label for="f-field" { (locale.say(w::FIELD)) }
                select id="f-field" name="field" { @for (id, label) in fields { option value=(id) { (label) } } }
            }
            (buttons(&locale.say(w::NEXT), "value", view, locale))
        },
        Step::Value { field, form, ways, reason } => html! {
            (form.field(locale, field))
            @if ways.len() > 1 {
                div class="field" {
                    label for="f-how" { (locale.say(w::HOW)) }
                    select id="f-how" name="how" {
                        @for (code, words) in ways { option value=(code) selected[form.data.first("how") == Some(code)] { (words) } }
                    }
                }
            }
            (why(locale, form, reason))
            (buttons(&locale.say(w::PREVIEW), "preview", view, locale))
        },
        Step::Preview { lines, .. } => {
            let count = tally(lines).0;
            html! {
                (table(locale, lines, false))
                @if count == 0 { p { (locale.say(w::NONE)) } }
                @else {
                    p class="sm muted" { (locale.say(w::EACH)) }
                    (buttons(&locale.count(w::DO_ONE, w::DO_MANY, count), "do", view, locale))
                }
            }
        }
        Step::Done(lines) => html! {
            (table(locale, lines, true))
            p { a class="btn primary" href=(view.back) { (locale.say(w::BACK)) } }
        },
    };
    let problems = if let Step::Value { form, .. } = &view.step { form.problems } else { &[] };
    let body = html! {
        (view.crumbs.draw(locale))
        (summary::summary(locale, problems, |_| true))
        h1 { (view.heading) }
        form class="stack" method="post" action=(view.action) novalidate {
            (shell.token())
            input type="hidden" name="_key" value=(view.key);
            @for (name, value) in &view.carry { input type="hidden" name=(name) value=(value); }
            (inside)
        }
        @if let Step::Preview { again, .. } = &view.step {
            form method="post" action=(view.action) class="row" {
                (shell.token())
                @for (name, value) in again { input type="hidden" name=(name) value=(value); }
                button class="btn" name="_step" value="value" { (locale.say(w::ANOTHER)) }
                a class="btn quiet" href=(view.back) { (locale.say(w::BACK)) }
            }
        }
    };
    shell.page(&view.heading, &body)
}

fn buttons(label: &str, step: &str, view: &View<'_>, locale: &Locale) -> Markup {
    html! {
        div class="row submit" data-keys="do" {
            button class="btn primary" name="_step" value=(step) { (label) }
            @if step != "do" { a class="btn quiet" href=(view.back) { (locale.say(w::BACK)) } }
        }
    }
}

fn why(locale: &Locale, form: &Form<'_>, reason: &str) -> Markup {
    let problem = form.problems.iter().find(|problem| problem.path == "reason");
    html! {
        div class={ "field" @if problem.is_some() { " error" } } {
            label for="f-reason" { (locale.say(w::REASON)) " " span class="opt" { (locale.say(forms::OPTIONAL)) } }
            div class="hint" id="f-reason-hint" {
                p { (locale.say(w::REASON_HINT)) }
                @if let Some(problem) = problem { p class="msg" { span class="aloud" { (locale.say(forms::ERROR)) } " " (problem.sentence) } }
            }
            textarea id="f-reason" name="reason" rows="3" aria-describedby="f-reason-hint" { (reason) }
        }
    }
}

fn tally(lines: &[Line]) -> (u64, u64, u64) {
    lines.iter().fold((0, 0, 0), |(changes, same, refused), line| match line.outcome {
        Outcome::Changes => (changes + 1, same, refused),
        Outcome::Same => (changes, same + 1, refused),
        Outcome::Refused(..) => (changes, same, refused + 1),
    })
}

fn table(locale: &Locale, lines: &[Line], done: bool) -> Markup {
    let (changes, same, refused) = tally(lines);
    let (word, does) = if done { (w::TALLY_DONE, w::CHANGED) } else { (w::TALLY, w::CHANGES) };
    let parts = [changes, same, refused].map(|count| locale.number(count));
    let told = locale.fill(word, &[("changes", &parts[0]), ("same", &parts[1]), ("refused", &parts[2])]);
    let heads = [w::RECORD, w::BEFORE, w::AFTER, w::OUTCOME].map(|word| locale.say(word));
    let inside = html! {
        div class="scroll" {
            table class="table cards" {
                caption class="aloud" { (told) }
                thead { tr { @for head in &heads { th scope="col" { (head) } } } }
                tbody {
                    @for line in lines {
                        tr {
                            th scope="row" { (line.record) }
                            td data-label=(heads[1]) { (line.before) }
                            td data-label=(heads[2]) { (line.after) }
                            td data-label=(heads[3]) {
                                @match &line.outcome {
                                    Outcome::Changes => (Badge::new(if done { Tone::Ok } else { Tone::Info }, locale.say(does))),
                                    Outcome::Same => (Badge::new(Tone::Mute, locale.say(w::SAME))),
                                    Outcome::Refused(sentence, remedy) => {
                                        span class="refused" { "✕ " (locale.fill(w::REFUSED, &[("sentence", sentence), ("remedy", remedy)])) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    card::flush(&told, "", &inside)
}

/// Samples: the four steps.
pub fn samples() -> Vec<Sample> {
    let line = |reference: &str, before: &str, outcome| Line {
        record: Link::new(format!("{reference} CV screening assistant"), "#"),
        before: html! { (before) },
        after: html! { "Mara Lindqvist" },
        outcome,
    };
    let refused = Outcome::Refused(
        "A record that is retired cannot be changed.".into(),
        "Make a new one instead.".into(),
    );
    let lines = vec![
        line("USE-0007", "Jonas Weber", Outcome::Changes),
        line("USE-0008", "Mara Lindqvist", Outcome::Same),
        line("USE-0009", "Jonas Weber", refused),
    ];
    let fields = vec![("owner".to_owned(), "Owner".to_owned()), ("stage".to_owned(), "Stage".to_owned())];
    let again = vec![("field".to_owned(), "owner".to_owned())];
    let steps = [
        ("field", Step::Field(fields)),
        ("preview", Step::Preview { lines: lines.clone(), again }),
        ("done", Step::Done(lines)),
    ];
    let mut samples: Vec<Sample> = steps
        .into_iter()
        .map(|(name, step)| {
            Sample::new(name, (step, TEXTS), |locale, (step, _): &(Step<'static>, _)| {
                page(&around(locale), &sample(step.clone()))
            })
        })
        .collect();
    let (schema, _, _) = crate::specimen::record();
    samples.push(Sample::new("value", (crate::specimen::typed(), TEXTS), move |locale, (typed, _)| {
        let data = FormData::default();
        let form = Form {
            schema: &schema,
            data: &data,
            problems: &[],
            offers: &typed.offers,
            files: &typed.files,
            blanks: &typed.blanks,
        };
        let ways = vec![("set".into(), locale.say(w::SET)), ("blank".into(), locale.say(w::BLANK))];
        let field = schema.kind.title();
        page(&around(locale), &sample(Step::Value { field, form, ways, reason: String::new() }))
    }));
    samples
}

/// What a sample's server would have sent.
const TEXTS: [&str; 3] = ["Uses of AI", "Change a field", "Change a field of 3 records"];

fn sample(step: Step<'_>) -> View<'_> {
    let [register, button, heading] = TEXTS;
    View {
        crumbs: Crumbs::new(vec![Link::new(register, "/r/use")], button),
        heading: heading.into(),
        action: Href::to("/r/use/change"),
        carry: vec![("id".into(), "0190a5b2@7".into())],
        key: "k".into(),
        step,
        back: Href::to("/r/use"),
    }
}
