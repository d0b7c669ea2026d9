//! Composing an expectation from conditions, with those who pass and fail now beside it.

use crate::components::{card, checks::Answer, crumbs::Crumbs, summary::summary};
use crate::pages::{around, set_up::input};
use crate::words::{Word, form as form_words, own_framework as w, shell as s};
use crate::{Href, Link, Locale, Sample, Shell};
use maud::{Markup, html};
use record::Problem;

/// An expectation being composed.
#[derive(Clone, Debug)]
pub struct View {
    /// The way to it.
    pub crumbs: Crumbs,
    /// The heading.
    pub heading: String,
    /// Its address: everything is sent here, by POST, with a verb as `do`.
    pub action: Href,
    /// What is expected.
    pub sentence: String,
    /// What to do when it is not met.
    pub remedy: String,
    /// What it shows: code, words, chosen.
    pub shows: Vec<(String, String, bool)>,
    /// Whom it may be about: code, words, chosen.
    pub about: Vec<(String, String, bool)>,
    /// Conditions on who belongs; none for the organisation.
    pub filter: Option<Group>,
    /// What must hold.
    pub holds: Group,
    /// Population and condition as text.
    pub text: (String, String),
    /// What is wrong.
    pub problems: Vec<Problem>,
    /// How it answers now.
    pub tried: Option<Tried>,
    /// Back to the framework.
    pub back: Href,
}

/// Conditions of which all must hold, or one.
#[derive(Clone, Debug)]
pub struct Group {
    /// `filter` or `holds`.
    pub code: &'static str,
    /// Whether one is enough.
    pub any: bool,
    /// Each condition: in words, and its text where it is only text.
    pub lines: Vec<(String, Option<String>)>,
    /// What a condition can be on: code and words.
    pub on: Vec<(String, String)>,
    /// The condition that is being added.
    pub adding: Option<Adding>,
}

/// A condition being added.
#[derive(Clone, Debug)]
pub struct Adding {
    /// What it is on: code and words.
    pub on: (String, String),
    /// How: code and words.
    pub how: Vec<(String, String)>,
    /// Whether some of the ways ask for a number.
    pub number: bool,
    /// Options to choose from: code and words.
    pub options: Vec<(String, String)>,
}

/// How an expectation answers now.
#[derive(Clone, Debug)]
pub struct Tried {
    /// Answer, how many, and the first of them.
    pub answers: Vec<(Answer, u64, Vec<Of>)>,
    /// Whether records were left out that the person may not read.
    pub partial: bool,
}

/// Somebody with an answer, and why.
pub type Of = (Link, String);

/// The page.
pub fn page(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let body = html! {
        (view.crumbs.draw(locale))
        (summary(locale, &view.problems, |path| ["sentence", "remedy", "about", "holds"].contains(&path)))
        h1 { (view.heading) }
        div class="grid" {
            div class="c8 stack" {
                (what(shell, view))
                @if let Some(filter) = &view.filter { (group(shell, view, filter, w::WHICH, w::EVERYBODY)) }
                (group(shell, view, &view.holds, w::HOLDS, w::NOTHING_YET))
                (text(shell, view))
            }
            div class="c4 stack" { (tried(locale, view)) }
        }
        div class="row mt" { a class="btn" href=(view.back) { (locale.say(w::DONE)) } }
    };
    let title = if view.problems.is_empty() {
        view.heading.clone()
    } else {
        locale.fill(s::TITLE_ERROR, &[("page", &view.heading)])
    };
    shell.page(&title, &body)
}

fn options(list: &[(String, String, bool)]) -> Markup {
    html! { @for (code, words, chosen) in list { option value=(code) selected[*chosen] { (words) } } }
}

fn what(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    card::card(
        &locale.say(w::SENTENCE),
        "",
        &html! {
            form class="stack" method="post" action=(view.action) {
                (shell.token())
                (input(locale, &view.problems, "sentence", &locale.say(w::SENTENCE), "", &html! {
                    textarea id="f-sentence" name="sentence" rows="2" { (view.sentence) }
                }))
                (input(locale, &[], "shows", &locale.say(w::SHOWS), "", &html! { select id="f-shows" name="shows" { (options(&view.shows)) } }))
                (input(locale, &[], "kind", &locale.say(w::ABOUT), "", &html! { select id="f-kind" name="kind" { (options(&view.about)) } }))
                (input(locale, &view.problems, "remedy", &locale.say(w::REMEDY), &locale.say(w::REMEDY_HINT), &html! {
                    input type="text" id="f-remedy" name="remedy" value=(view.remedy) aria-describedby="f-remedy-hint";
                }))
                div class="row" { button class="btn primary" name="do" value="what" { (locale.say(w::KEEP)) } }
            }
        },
    )
}

fn group(shell: &Shell, view: &View, group: &Group, heading: Word, none: Word) -> Markup {
    let locale = &shell.locale;
    let joined = if group.lines.len() < 2 {
        String::new()
    } else {
        locale.say(if group.any { w::JOIN_ANY } else { w::JOIN_ALL })
    };
    card::card(
        &locale.say(heading),
        &joined,
        &html! {
            form class="stack" method="post" action=(view.action) {
                (shell.token())
                input type="hidden" name="into" value=(group.code);
                @if group.lines.is_empty() { p class="muted" { (locale.say(none)) } }
                @else {
                    ul class="next" {
                        @for (place, (says, text)) in group.lines.iter().enumerate() {
                            li {
                                span { (says) @if let Some(text) = text { " " code { (text) } } }
                                button class="btn quiet" name="do" value={ "remove:" (place) }
                                    aria-label=(locale.fill(w::REMOVE_THIS, &[("what", text.as_ref().unwrap_or(says))])) { (locale.say(w::REMOVE)) }
                            }
                        }
                    }
                }
                @if group.lines.len() > 1 {
                    div class="row" {
                        button class="btn quiet" name="do" value="switch" { (locale.say(if group.any { w::SWITCH_ALL } else { w::SWITCH_ANY })) }
                    }
                }
            }
            @match &group.adding {
                Some(adding) => (add(shell, view, group, adding)),
                None => form class="stack mt" method="get" action={ (view.action) "#" (group.code) } id=(group.code) {
                    input type="hidden" name="into" value=(group.code);
                    div class="field" {
                        label for={ "on-" (group.code) } { (locale.say(w::ADD)) }
                        select id={ "on-" (group.code) } name="on" { @for (code, words) in &group.on { option value=(code) { (words) } } }
                    }
                    div class="row" { button class="btn" { (locale.say(w::CHOOSE)) } }
                },
            }
        },
    )
}

fn add(shell: &Shell, view: &View, group: &Group, adding: &Adding) -> Markup {
    let locale = &shell.locale;
    let id = |name: &str| format!("add-{}-{name}", group.code);
    html! {
        form class="stack" method="post" action=(view.action) id=(group.code) {
            (shell.token())
            input type="hidden" name="into" value=(group.code);
            input type="hidden" name="on" value=(adding.on.0);
            h3 { (locale.fill(w::ADD_ON, &[("what", &adding.on.1)])) }
            div class="field" {
                label for=(id("how")) { (locale.say(w::HOW)) }
                select id=(id("how")) name="how" { @for (code, words) in &adding.how { option value=(code) { (words) } } }
            }
            @if adding.number {
                div class="field" {
                    label for=(id("n")) { (locale.say(w::NUMBER)) }
                    input type="text" inputmode="decimal" id=(id("n")) name="n" autocomplete="off";
                }
            }
            @if !adding.options.is_empty() {
                fieldset class="field" {
                    legend { (locale.say(w::OPTIONS)) }
                    @for (place, (code, words)) in adding.options.iter().enumerate() {
                        div { input type="checkbox" id={ (id("o")) (place) } name="code" value=(code); " " label for={ (id("o")) (place) } { (words) } }
                    }
                }
            }
            div class="row" {
                button class="btn primary" name="do" value="add" { (locale.say(w::ADD_IT)) }
                a class="btn quiet" href=(view.action) { (locale.say(form_words::CANCEL)) }
            }
        }
    }
}

fn text(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let area = |name: &str, label: Word, value: &str, rows: &str| {
        input(
            locale,
            &view.problems,
            name,
            &locale.say(label),
            "",
            &html! {
                textarea id={ "f-" (name) } name=(name) rows=(rows) class="ref" spellcheck="false" { (value) }
            },
        )
    };
    card::card(
        &locale.say(w::TEXT),
        "",
        &html! {
            form class="stack" method="post" action=(view.action) {
                (shell.token())
                p class="muted sm" { (locale.say(w::TEXT_LEDE)) }
                (area("about", w::TEXT_ABOUT, &view.text.0, "2"))
                (area("holds", w::TEXT_HOLDS, &view.text.1, "4"))
                div class="row" { button class="btn" name="do" value="text" { (locale.say(w::TAKE_TEXT)) } }
            }
        },
    )
}

fn tried(locale: &Locale, view: &View) -> Markup {
    card::card(
        &locale.say(w::NOW),
        "",
        &html! {
            @if let Some(tried) = &view.tried {
                @for (answer, count, listed) in &tried.answers {
                    h3 { (answer.badge(locale)) " " (locale.number(*count)) }
                    @if !listed.is_empty() {
                        ul class="plain" {
                            @for (link, why) in listed { li { (link) @if !why.is_empty() { p class="why" { (why) } } } }
                            @let more = count.saturating_sub(listed.len() as u64);
                            @if more > 0 { li class="muted sm" { (locale.fill(w::MORE, &[("n", &locale.number(more))])) } }
                        }
                    }
                }
                @if tried.partial { p class="muted sm" { (locale.say(w::PARTIAL)) } }
            } @else { p class="muted" { (locale.say(w::NOW_EMPTY)) } }
        },
    )
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let pair = |code: &str, words: &str| (code.to_owned(), words.to_owned());
    let view = View {
        crumbs: Crumbs::new(
            vec![Link::new("Frameworks", "/frameworks"), Link::new("House rules", "#own")],
            "1.1",
        ),
        heading: "An expectation for 1.1".into(),
        action: Href::to("#here"),
        sentence: "Each supplier in use has a criticality.".into(),
        remedy: "Say how critical the supplier is.".into(),
        shows: vec![
            ("design".into(), "Design: it is arranged for".into(), true),
            ("operation".into(), "Operation: it is done".into(), false),
        ],
        about: vec![
            ("organisation".into(), "The organisation as a whole".into(), false),
            ("supplier".into(), "Each of: Suppliers".into(), true),
        ],
        filter: Some(Group {
            code: "filter",
            any: false,
            lines: vec![("it is in force".into(), None)],
            on: vec![pair("criticality", "Criticality")],
            adding: None,
        }),
        holds: Group {
            code: "holds",
            any: true,
            lines: vec![
                ("“Criticality” is filled in".into(), None),
                ("as written:".into(), Some("every risk via suppliers has filled(owner)".into())),
            ],
            on: Vec::new(),
            adding: Some(Adding {
                on: pair("criticality", "Criticality"),
                how: vec![pair("filled", "is filled in"), pair("one", "is one of the options")],
                number: true,
                options: vec![pair("high", "High"), pair("low", "Low")],
            }),
        },
        text: ("supplier where in force".into(), "filled(criticality)".into()),
        problems: Vec::new(),
        tried: Some(Tried {
            answers: vec![
                (
                    Answer::Met,
                    14,
                    vec![(Link::new("SUP-0001 TalentSort Oy", "#s"), "“criticality” is filled in.".into())],
                ),
                (
                    Answer::NotMet,
                    1,
                    vec![(Link::new("SUP-0002 Global Labels", "#s"), "“criticality” is blank.".into())],
                ),
                (Answer::Unknown, 0, Vec::new()),
            ],
            partial: true,
        }),
        back: Href::to("#own"),
    };
    let wrong = View {
        filter: None,
        tried: None,
        holds: Group {
            lines: Vec::new(),
            adding: None,
            any: false,
            on: vec![pair("x", "X")],
            ..view.holds.clone()
        },
        problems: vec![Problem::new(
            "holds",
            "fault",
            "Line 1, column 8 of the expression: “;” means nothing here.",
        )],
        ..view.clone()
    };
    let all = View { holds: Group { any: false, ..view.holds.clone() }, ..view.clone() };
    let sample = |name, view| Sample::new(name, view, |locale, view: &View| page(&around(locale), view));
    vec![sample("composing", view), sample("wrong", wrong), sample("all", all)]
}
