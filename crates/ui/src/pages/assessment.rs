//! The guide through an impact assessment: its steps with how far each has come, and what is still missing. And the page
//! before one begins.

use super::around;
use crate::components::{
    again::Again,
    badge::{Badge, Tone},
    button::Button,
    card,
    crumbs::Crumbs,
    effects::Effects,
};
use crate::words::impact as w;
use crate::{Href, Link, Sample, Shell};
use maud::{Markup, html};

/// The guide.
#[derive(Clone, Debug)]
pub struct View {
    /// The way to it.
    pub crumbs: Crumbs,
    /// "Guide through AIA-0007".
    pub heading: String,
    /// What the assessment is called.
    pub title: String,
    /// Its state.
    pub badges: Vec<Badge>,
    /// How many steps are complete.
    pub lede: String,
    /// The steps.
    pub steps: Vec<Step>,
    /// What it lacks to be submitted, each leading to where it is filled in.
    pub missing: Vec<Link>,
    /// What the guide still asks for.
    pub open: Vec<Link>,
    /// Severe effects.
    pub effects: Effects,
    /// What asks to assess again.
    pub again: Again,
    /// Versions of form and questions.
    pub versions: String,
    /// What can be done.
    pub buttons: Vec<Button>,
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its name, leading to it.
    pub link: Link,
    /// What it still lacks; may be empty.
    pub note: String,
    /// How far it has come.
    pub badge: Badge,
}

/// The page before an assessment begins.
#[derive(Clone, Debug)]
pub struct BeginView {
    /// The way to it.
    pub crumbs: Crumbs,
    /// What will happen.
    pub lede: String,
    /// Assessments that name the use already, with their states.
    pub earlier: Vec<(Link, Badge)>,
    /// Key by which a form that is sent twice is known.
    pub key: String,
    /// Where it is sent, by POST.
    pub action: Href,
    /// Where one gets without doing it.
    pub cancel: Href,
}

/// The guide.
pub fn page(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let links = |links: &[Link], none: String| {
        html! {
            @if links.is_empty() { p class="muted" { (none) } }
            ul class="next" { @for link in links { li { (link) } } }
        }
    };
    let body = html! {
        (view.crumbs.draw(locale))
        div class="head" {
            div class="stack" {
                h1 { (view.heading) }
                p class="row" { b { (view.title) } @for badge in &view.badges { (badge) } }
                p class="lede" { (view.lede) }
            }
            div class="row actions" { @for button in &view.buttons { (button) } }
        }
        div class="grid" {
            div class="c7" {
                (card::card(&locale.say(w::STEPS), &view.versions, &html! {
                    ul class="next" {
                        @for step in &view.steps {
                            li {
                                span { (step.link) @if !step.note.is_empty() { span class="sub" { (step.note) } } }
                                (step.badge)
                            }
                        }
                    }
                }))
            }
            div class="c5 stack" {
                (view.again.draw(locale, &shell.token()))
                (view.effects.draw(locale, &shell.token()))
                (card::card(&locale.say(w::BEFORE_SUBMIT), &locale.say(w::BEFORE_SUBMIT_NOTE),
                    &links(&view.missing, locale.say(w::NOTHING_MISSING))))
                (card::card(&locale.say(w::STILL_OPEN), &locale.say(w::STILL_OPEN_NOTE),
                    &links(&view.open, locale.say(w::NOTHING_OPEN))))
            }
        }
    };
    shell.page(&view.heading, &body)
}

/// The page before an assessment begins.
pub fn begin(shell: &Shell, view: &BeginView) -> Markup {
    let locale = &shell.locale;
    let body = html! {
        (view.crumbs.draw(locale))
        h1 { (locale.say(w::BEGIN)) }
        p class="lede" { (view.lede) }
        @if !view.earlier.is_empty() {
            (card::card(&locale.say(w::EARLIER), "", &html! {
                ul class="next" { @for (link, state) in &view.earlier { li { span { (link) } (state) } } }
            }))
        }
        form class="row mt" method="post" action=(view.action) {
            (shell.token())
            input type="hidden" name="_key" value=(view.key);
            button class="btn primary" { (locale.say(w::BEGIN_ACT)) }
            a class="btn quiet" href=(view.cancel) { (locale.say(w::BEGIN_CANCEL)) }
        }
    };
    shell.page(&locale.say(w::BEGIN), &body)
}

/// Samples: the guide, the same when nothing is missing, the page before it begins.
pub fn samples() -> Vec<Sample> {
    let sample = |name, open: bool| {
        let links = vec![Link::new("Fill in “Foreseeable misuse”.", "/impact/AIA-0007/misuse#f-misuse")];
        let texts = [
            "Impact assessments",
            "AIA-0007",
            "Guide through AIA-0007",
            "Impact of pre-sorting applications",
            "12 of 19 steps are complete.",
            "Foreseeable misuse",
            "Not filled in: Foreseeable misuse",
            "Version 2 of the form, version 1 of the questions.",
        ];
        Sample::new(name, (links, texts), move |locale, (links, texts)| {
            let [many, reference, heading, title, lede, step, note, versions] = *texts;
            let badge = |tone, word| Badge::new(tone, locale.say(word));
            let line = |note: &str, badge| Step {
                link: Link::new(step, "/impact/AIA-0007/misuse"),
                note: note.to_owned(),
                badge,
            };
            let view = View {
                crumbs: Crumbs::new(vec![Link::new(many, "/r/impact_assessment")], reference),
                heading: heading.to_owned(),
                title: title.to_owned(),
                badges: vec![Badge::state(locale, "draft")],
                lede: lede.to_owned(),
                steps: vec![
                    line("", badge(Tone::Ok, w::COMPLETE)),
                    line(note, badge(Tone::Warn, w::BEGUN)),
                    line(note, badge(Tone::Mute, w::EMPTY)),
                ],
                missing: if open { links.clone() } else { Vec::new() },
                open: if open { links.clone() } else { Vec::new() },
                effects: Effects::default(),
                again: Again::default(),
                versions: versions.to_owned(),
                buttons: vec![Button::new(locale.say(w::SUBMIT), "#submit").primary()],
            };
            page(&around(locale), &view)
        })
    };
    let texts = ["Uses of AI", "USE-0007", "A draft is made for USE-0007 CV screening.", "AIA-0003 Pilot"];
    let begins = Sample::new("begin", texts, |locale, [many, reference, lede, earlier]| {
        let view = BeginView {
            crumbs: Crumbs::new(vec![Link::new(*many, "/r/use")], *reference),
            lede: (*lede).to_owned(),
            earlier: vec![(
                Link::new(*earlier, "/r/impact_assessment/AIA-0003"),
                Badge::state(locale, "effective"),
            )],
            key: "k-0190a5b2".to_owned(),
            action: Href::to("/impact/use/USE-0007"),
            cancel: Href::to("/r/use/USE-0007"),
        };
        begin(&around(locale), &view)
    });
    vec![sample("open", true), sample("ready", false), begins]
}
