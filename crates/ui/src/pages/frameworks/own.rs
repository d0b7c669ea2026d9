//! Writing a framework of one's own: what it is, its requirements, and what stands in it so far.

use crate::components::{button::Button, crumbs::Crumbs, summary::summary};
use crate::pages::{around, set_up::input};
use crate::words::{own_framework as w, shell as s};
use crate::{Href, Link, Locale, Sample, Shell};
use maud::{Markup, html};
use record::{FormData, Problem};

/// A form with lines of text.
#[derive(Clone, Debug)]
pub struct Form {
    /// The way to it.
    pub crumbs: Crumbs,
    /// The heading.
    pub heading: String,
    /// What stands under it; may be empty.
    pub lede: String,
    /// Where it is sent, by POST.
    pub action: Href,
    /// The lines: name, label, hint, whether it has several lines, whether it cannot be changed.
    pub lines: Vec<Asked>,
    /// What was typed.
    pub data: FormData,
    /// What is wrong.
    pub problems: Vec<Problem>,
    /// Expectations to choose from.
    pub catalogue: Option<Catalogue>,
}

/// A line that is asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Its name.
    pub name: &'static str,
    /// Its label.
    pub label: String,
    /// What to write there; may be empty.
    pub hint: String,
    /// Whether it may have several lines.
    pub long: bool,
    /// Whether it can no longer be changed.
    pub fixed: bool,
}

/// Expectations to choose from.
#[derive(Clone, Debug)]
pub struct Catalogue {
    /// The words that were looked for.
    pub query: String,
    /// Where the search goes, by GET as `q`.
    pub action: Href,
    /// Value, sentence, the framework that it is from, and whether it is chosen.
    pub found: Vec<(String, String, String, bool)>,
    /// How many there are in all.
    pub all: u64,
}

/// A framework so far.
#[derive(Clone, Debug)]
pub struct View {
    /// The way to it.
    pub crumbs: Crumbs,
    /// Its title.
    pub title: String,
    /// Its address, to which its verbs are sent as `do`.
    pub action: Href,
    /// Its requirements.
    pub requirements: Vec<Line>,
    /// What can be done.
    pub buttons: Vec<Button>,
    /// What is wrong with it: place and sentence.
    pub wrong: Vec<(String, String)>,
}

/// A requirement so far.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its number.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// Its expectations: the composed lead to where they are composed.
    pub own: Vec<(Link, String)>,
    /// The chosen ones: sentence and framework.
    pub reused: Vec<(String, String)>,
    /// What can be done.
    pub acts: Vec<Link>,
}

/// The page of a form.
pub fn form(shell: &Shell, view: &Form) -> Markup {
    let locale = &shell.locale;
    let known = |path: &str| view.lines.iter().any(|line| line.name == path);
    let body = html! {
        (view.crumbs.draw(locale))
        (summary(locale, &view.problems, known))
        h1 { (view.heading) }
        @if !view.lede.is_empty() { p class="lede" { (view.lede) } }
        @if let Some(catalogue) = &view.catalogue { (search(locale, catalogue)) }
        form class="stack" method="post" action=(view.action) {
            (shell.token())
            @for line in &view.lines { (asked(locale, view, line)) }
            @if let Some(catalogue) = &view.catalogue { (chosen(locale, catalogue)) }
            div class="row submit" { button class="btn primary" { (locale.say(w::KEEP)) } }
        }
    };
    let title = if view.problems.is_empty() {
        view.heading.clone()
    } else {
        locale.fill(s::TITLE_ERROR, &[("page", &view.heading)])
    };
    shell.page(&title, &body)
}

fn asked(locale: &Locale, view: &Form, line: &Asked) -> Markup {
    let value = view.data.first(line.name).unwrap_or_default();
    let id = format!("f-{}", line.name);
    let described = (!line.hint.is_empty()).then(|| format!("{id}-hint"));
    input(
        locale,
        &view.problems,
        line.name,
        &line.label,
        &line.hint,
        &html! {
            @if line.long {
                textarea id=(id) name=(line.name) rows="3" aria-describedby=[described] { (value) }
            } @else {
                input type="text" id=(id) name=(line.name) value=(value) readonly[line.fixed] autocomplete="off" aria-describedby=[described];
            }
        },
    )
}

fn search(locale: &Locale, catalogue: &Catalogue) -> Markup {
    html! {
        form class="row" method="get" action=(catalogue.action) role="search" {
            label for="f-q" { (locale.say(w::FIND)) }
            input type="search" id="f-q" name="q" value=(catalogue.query);
            button class="btn" { (locale.say(w::SEARCH)) }
        }
    }
}

fn chosen(locale: &Locale, catalogue: &Catalogue) -> Markup {
    let found = locale.fill(
        w::FOUND,
        &[("n", &locale.number(catalogue.found.len() as u64)), ("all", &locale.number(catalogue.all))],
    );
    html! {
        fieldset class="field" {
            legend { (locale.say(w::CATALOGUE)) " " span class="opt" { (found) } }
            p class="hint" { (locale.say(w::CATALOGUE_LEDE)) }
            @for (place, (value, sentence, pack, taken)) in catalogue.found.iter().enumerate() {
                div {
                    input type="checkbox" id={ "c-" (place) } name="reuse" value=(value) checked[*taken];
                    " "
                    label for={ "c-" (place) } { (sentence) " " span class="muted sm" { (locale.fill(w::REUSED, &[("pack", pack)])) } }
                }
            }
        }
    }
}

/// The page of a framework so far.
pub fn page(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let verb = |code: &str, label: String, class: &str| {
        html! {
            form method="post" action=(view.action) {
                (shell.token())
                button class=(class) name="do" value=(code) { (label) }
            }
        }
    };
    let body = html! {
        (view.crumbs.draw(locale))
        div class="head" {
            h1 { (view.title) }
            div class="row" { @for button in &view.buttons { (button) } }
        }
        (super::problems(locale, &view.wrong, 0))
        @if view.requirements.is_empty() { p class="muted" { (locale.say(w::NO_REQUIREMENTS)) } }
        @for line in &view.requirements {
            section class="card" {
                header { h2 { span class="ref" { (line.reference) } " " (line.title) } }
                div class="body stack" {
                    @if line.own.is_empty() && line.reused.is_empty() { p class="muted" { (locale.say(w::NO_EXPECTATIONS)) } }
                    ul class="plain" {
                        @for (link, shows) in &line.own { li { (link) " " span class="muted sm" { (shows) } } }
                        @for (sentence, pack) in &line.reused { li { (sentence) " " span class="muted sm" { (locale.fill(w::REUSED, &[("pack", pack)])) } } }
                    }
                    div class="row" {
                        @for act in &line.acts { (act) }
                        (verb(&format!("remove:{}", line.reference), locale.fill(w::REMOVE_REQUIREMENT, &[("ref", &line.reference)]), "btn quiet"))
                    }
                }
            }
        }
        div class="row submit" {
            @if !view.requirements.is_empty() { (verb("check", locale.say(w::STANDS), "btn primary")) }
            (verb("discard", locale.say(w::DISCARD), "btn quiet"))
        }
    };
    shell.page(&view.title, &body)
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let crumbs = Crumbs::new(vec![Link::new("Frameworks", "/frameworks")], "House rules");
    let line = |name, label: &str, hint: &str, long| Asked {
        name,
        label: label.into(),
        hint: hint.into(),
        long,
        fixed: false,
    };
    let requirement = Form {
        crumbs: crumbs.clone(),
        heading: "Edit requirement 1.1".into(),
        lede: String::new(),
        action: Href::to("#"),
        lines: vec![
            line("ref", "Reference", "Its number, like 1.1.", false),
            line("sentence", "What it asks for", "", true),
        ],
        data: FormData(vec![("ref".into(), "1.1".into())]),
        problems: vec![Problem::new("sentence", "missing", "Say what it asks for.")],
        catalogue: Some(Catalogue {
            query: "policy".into(),
            action: Href::to("#"),
            found: vec![(
                "iso:policy".into(),
                "An AI policy is in force.".into(),
                "ISO/IEC 42001".into(),
                true,
            )],
            all: 151,
        }),
    };
    let view = View {
        crumbs,
        title: "House rules".into(),
        action: Href::to("#"),
        requirements: vec![
            Line {
                reference: "1.1".into(),
                title: "Suppliers".into(),
                own: vec![(
                    Link::new("Each supplier has a criticality.", "#e1"),
                    "Design: it is arranged for".into(),
                )],
                reused: vec![("An AI policy is in force.".into(), "ISO/IEC 42001".into())],
                acts: vec![
                    Link::new("Edit requirement 1.1", "#edit"),
                    Link::new("Compose an expectation for 1.1", "#compose"),
                ],
            },
            Line {
                reference: "1.2".into(),
                title: "People".into(),
                own: Vec::new(),
                reused: Vec::new(),
                acts: Vec::new(),
            },
        ],
        buttons: vec![Button::new("Add a requirement", "#add").primary()],
        wrong: vec![("pack.toml, line 9".into(), "“holds” is blank".into())],
    };
    let empty = View { requirements: Vec::new(), wrong: Vec::new(), ..view.clone() };
    vec![
        Sample::new("requirement", requirement, |locale, view| form(&around(locale), view)),
        Sample::new("so-far", view, |locale, view| page(&around(locale), view)),
        Sample::new("empty", empty, |locale, view| page(&around(locale), view)),
    ]
}
