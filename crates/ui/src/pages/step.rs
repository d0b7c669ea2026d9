//! A few fields of a record on a page that knows the rest: what is asked stands left, what bears on it right.

use super::around;
use crate::components::{badge::Badge, button::Button, card, crumbs::Crumbs, field::Form, summary};
use crate::words::shell as s;
use crate::{Href, Link, Sample, Sentence, Shell};
use maud::{Markup, html};

/// A step.
#[derive(Clone, Debug)]
pub struct View<'a> {
    /// The way to it.
    pub crumbs: Crumbs,
    /// What is done.
    pub heading: String,
    /// How it stands now, beside the heading; none where nothing stands yet.
    pub badges: Vec<Badge>,
    /// What is asked, in one sentence.
    pub lede: String,
    /// Fields, what was typed, what is wrong.
    pub form: Form<'a>,
    /// Ids of the fields that are asked for.
    pub ask: Vec<&'a str>,
    /// Of a set of questions, the section that is asked for; none for all.
    pub section: Option<&'a str>,
    /// What travels along unseen: name and value.
    pub hidden: Vec<(String, String)>,
    /// Where it is sent, by POST.
    pub action: Href,
    /// Name, value and label of each button; the first is the primary one.
    pub submit: Vec<(String, String, String)>,
    /// Ways on without saving.
    pub ways: Vec<Link>,
    /// What bears on it.
    pub asides: Vec<Aside>,
    /// What can be done elsewhere.
    pub buttons: Vec<Button>,
}

/// What bears on a step.
#[derive(Clone, Debug)]
pub struct Aside {
    /// Its heading.
    pub heading: String,
    /// In small, beside it.
    pub note: String,
    /// Its lines; with a name first where one is given.
    pub lines: Vec<(String, Sentence)>,
}

/// The page. With problems its title begins with "Error:".
pub fn page(shell: &Shell, view: &View<'_>) -> Markup {
    let locale = &shell.locale;
    let form = &view.form;
    let asked = |path: &str| view.ask.iter().any(|id| path.split('.').next() == Some(*id));
    let fields = view.ask.iter().filter_map(|id| form.schema.field(id));
    let body = html! {
        (view.crumbs.draw(locale))
        (summary::named(locale, form.problems, asked, |path| form.label(locale, path)))
        div class="head" {
            div class="stack" {
                h1 { (view.heading) }
                @if !view.badges.is_empty() { p class="row" { @for badge in &view.badges { (badge) } } }
                @if !view.lede.is_empty() { p class="lede" { (view.lede) } }
            }
            div class="row actions" { @for button in &view.buttons { (button) } }
        }
        div class="grid" {
            form class={ @if view.asides.is_empty() { "c8 form" } @else { "c7 form" } } method="post" action=(view.action) novalidate {
                (shell.token())
                @for (name, value) in &view.hidden { input type="hidden" name=(name) value=(value); }
                @for field in fields { (form.part(locale, field, view.section)) }
                div class="row submit" {
                    @for (place, (name, value, label)) in view.submit.iter().enumerate() {
                        button class={ "btn" @if place == 0 { " primary" } } name=[(!name.is_empty()).then_some(name)]
                            value=[(!name.is_empty()).then_some(value)] { (label) }
                    }
                    @for way in &view.ways { a class="btn quiet" href=(way.href) { (way.label) } }
                }
            }
            @if !view.asides.is_empty() { div class="c5 stack" { @for aside in &view.asides { (draw(aside)) } } }
        }
    };
    let title = if form.problems.is_empty() {
        view.heading.clone()
    } else {
        locale.fill(s::TITLE_ERROR, &[("page", &view.heading)])
    };
    shell.page(&title, &body)
}

fn draw(aside: &Aside) -> Markup {
    card::card(
        &aside.heading,
        &aside.note,
        &html! {
            ul class="next" {
                @for (name, line) in &aside.lines {
                    li { span class="why" { @if !name.is_empty() { span class="sub" { (name) } } (line) } }
                }
            }
        },
    )
}

/// Samples: asked, and with a problem.
pub fn samples() -> Vec<Sample> {
    let sample = |name, wrong: bool| {
        let (schema, _, _) = crate::specimen::record();
        let mut typed = crate::specimen::typed();
        typed.problems.retain(|problem| wrong && problem.path == "purpose");
        let words = [
            "6.1.4 AI system impact assessment",
            "Is there a way to assess what AI systems do to people?",
            "What an auditor asks",
            "Which AI systems need an impact assessment, and by which rule?",
            "Save and next",
            "Back",
        ];
        Sample::new(
            name,
            (typed, words),
            move |locale, (typed, [heading, lede, asks, question, next, back])| {
                let view = View {
                    crumbs: Crumbs::new(vec![Link::new("Uses", "/uses")], ""),
                    heading: (*heading).to_owned(),
                    badges: vec![crate::components::checks::Answer::NotMet.badge(locale)],
                    lede: (*lede).to_owned(),
                    form: typed.form(&schema),
                    ask: vec!["stage", "purpose"],
                    section: None,
                    hidden: vec![("_key".to_owned(), "k-0190a5b2".to_owned())],
                    action: Href::to("/gaps/iso42001/6.1.4"),
                    submit: vec![("_then".to_owned(), "next".to_owned(), (*next).to_owned())],
                    ways: vec![Link::new(*back, "/gaps/iso42001/6.1.3")],
                    asides: vec![Aside {
                        heading: (*asks).to_owned(),
                        note: String::new(),
                        lines: vec![(String::new(), Sentence::plain(*question))],
                    }],
                    buttons: Vec::new(),
                };
                page(&around(locale), &view)
            },
        )
    };
    vec![sample("asked", false), sample("problem", true)]
}
