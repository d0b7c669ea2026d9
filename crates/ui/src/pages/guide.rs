//! A guide: one question at a time, each answer saved, then all answers to check.

use super::around;
use crate::components::{card, crumbs::Crumbs, field::Form, summary};
use crate::words::{declared, guide as w, shell as s};
use crate::{Href, Link, Locale, Sample, Shell};
use maud::{Markup, html};
use record::FieldDef;

/// A guide at one question, or at its end.
#[derive(Clone, Debug)]
pub struct View<'a> {
    /// The way to it.
    pub crumbs: Crumbs,
    /// What the guide makes: "Register a use of AI".
    pub heading: String,
    /// The fields, what was typed, what is wrong.
    pub form: Form<'a>,
    /// Id of the field that is asked for; none at the end.
    pub ask: Option<String>,
    /// Number of the question, from 1.
    pub number: usize,
    /// How many there are, as far as the answers tell.
    pub all: usize,
    /// Why it is asked; may be empty.
    pub why: String,
    /// The answers so far: question, answer as drawn, where it is changed.
    pub so_far: Vec<(String, String, Href)>,
    /// Where the answer is sent, by POST; `_later` saves it and leaves.
    pub action: Href,
    /// The question before.
    pub back: Option<Href>,
    /// Key by which a form that is sent twice is known.
    pub key: String,
}

/// The page.
pub fn page(shell: &Shell, view: &View<'_>) -> Markup {
    let locale = &shell.locale;
    let field = view.ask.as_deref().and_then(|id| view.form.schema.field(id));
    let problems = view.form.problems;
    let body = html! {
        (view.crumbs.draw(locale))
        (summary::summary(locale, problems, |path| field.is_some_and(|field| path.starts_with(field.id))))
        h1 { (view.heading) }
        div class="grid" {
            form class="c7 stack" method="post" action=(view.action) novalidate {
                (shell.token())
                input type="hidden" name="_key" value=(view.key);
                @match field {
                    Some(field) => (question(locale, view, field)),
                    None => { h2 { (locale.say(w::DONE)) } p class="lede" { (locale.say(w::DONE_LEDE)) } },
                }
                p class="row" {
                    button class="btn primary" { (locale.say(if field.is_some() { w::NEXT } else { w::CONFIRM })) }
                    @if let Some(back) = &view.back { a class="btn quiet" href=(back) { (locale.say(w::BACK)) } }
                    button class="btn quiet" name="_later" value="yes" { (locale.say(w::LATER)) }
                }
            }
            @if !view.so_far.is_empty() { div class="c5" { (so_far(locale, view)) } }
        }
    };
    let title = field.map_or_else(|| view.heading.clone(), |field| label(locale, view, field));
    let title = if problems.is_empty() { title } else { locale.fill(s::TITLE_ERROR, &[("page", &title)]) };
    shell.page(&title, &body)
}

fn question(locale: &Locale, view: &View<'_>, field: &FieldDef) -> Markup {
    let step = locale.fill(w::STEP, &[("n", &view.number.to_string()), ("all", &view.all.to_string())]);
    html! {
        p class="muted sm" { (step) }
        (view.form.field(locale, field))
        @if !view.why.is_empty() {
            details { summary { span class="link" { (locale.say(w::WHY)) } } p class="hint mt" { (view.why) } }
        }
    }
}

fn so_far(locale: &Locale, view: &View<'_>) -> Markup {
    card::card(
        &locale.say(w::SO_FAR),
        "",
        &html! {
            ul class="next" {
                @for (question, answer, href) in &view.so_far {
                    li {
                        span { span class="sub" { (question) } (answer) }
                        a href=(href) aria-label=(locale.fill(w::CHANGE_OF, &[("question", question)])) { (locale.say(w::CHANGE)) }
                    }
                }
            }
        },
    )
}

fn label(locale: &Locale, view: &View<'_>, field: &FieldDef) -> String {
    declared::label(locale, view.form.schema.kind.id, field)
}

/// Samples: a question, a wrong answer, the end.
pub fn samples() -> Vec<Sample> {
    let sample = |name, ask: Option<&'static str>, wrong: bool| {
        let (schema, _, _) = crate::specimen::record();
        let mut typed = crate::specimen::typed();
        if !wrong {
            typed.problems.clear();
        }
        typed.problems.truncate(1);
        let so_far = vec![("Name".to_owned(), "CV screening assistant".to_owned(), Href::to("?n=1"))];
        let words = ["Uses of AI", "Register a use of AI", "Where it stands decides which checks are due."];
        Sample::new(name, (typed, so_far, words), move |locale, (typed, so_far, [many, heading, why])| {
            let view = View {
                crumbs: Crumbs::new(vec![Link::new(*many, "/uses")], ""),
                heading: (*heading).to_owned(),
                form: typed.form(&schema),
                ask: ask.map(str::to_owned),
                number: 3,
                all: 9,
                why: (*why).to_owned(),
                so_far: so_far.clone(),
                action: Href::to("/guide/use/3"),
                back: Some(Href::to("/guide/use/2")),
                key: "k-0190a5b2".to_owned(),
            };
            page(&around(locale), &view)
        })
    };
    vec![
        sample("question", Some("stage"), false),
        sample("problem", Some("purpose"), true),
        sample("end", None, false),
    ]
}
