//! The fundamental rights impact assessment of Article 27, read off the answers of an impact assessment.

use super::around;
use crate::components::{
    badge::{Badge, Tone},
    button::Button,
    card,
    crumbs::Crumbs,
    shown,
    shown::Names,
};
use crate::words::impact as w;
use crate::{Link, Sample, Sentence, Shell};
use maud::{Markup, html};
use record::{Body, Schema, Shape};

/// The page.
#[derive(Clone, Debug)]
pub struct View<'a> {
    /// The way to it.
    pub crumbs: Crumbs,
    /// Which assessment, in one sentence.
    pub lede: String,
    /// Whether it is asked for, in a badge and in a sentence.
    pub applies: (Badge, Sentence),
    /// The assessment's fields, what it says, and what linked records are called.
    pub said: (&'a Schema, &'a Body, &'a Names),
    /// The items.
    pub items: Vec<Item>,
    /// Whether the authority was told.
    pub told: (Badge, String),
    /// What can be done.
    pub buttons: Vec<Button>,
}

/// An item.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its article and what it asks for.
    pub heading: String,
    /// Whether it is answered.
    pub badge: Badge,
    /// The answers that serve it: id of the field, and its name with the way to where it is answered.
    pub answers: Vec<(&'static str, Link)>,
}

/// The page.
pub fn page(shell: &Shell, view: &View<'_>) -> Markup {
    let locale = &shell.locale;
    let (schema, body_said, names) = view.said;
    let say = |id: &str| {
        let said = |field| shown::value(locale, schema.kind.id, field, body_said.get(id), names);
        schema.field(id).map(said).unwrap_or_default()
    };
    // What is a table needs the width of the card.
    let is_table = |id: &str| {
        matches!(
            (schema.field(id).map(|field| field.shape), body_said.get(id)),
            (Some(Shape::Table(_)), Some(_))
        )
    };
    let body = html! {
        (view.crumbs.draw(locale))
        div class="head" {
            div class="stack" {
                h1 { (locale.say(w::RIGHTS)) }
                p class="lede" { (view.lede) }
                p class="row" { (view.applies.0) span { (view.applies.1) } }
            }
            div class="row actions" { @for button in &view.buttons { (button) } }
        }
        div class="stack" {
            @for item in &view.items {
                (card::card(&item.heading, "", &html! {
                    p { (item.badge) }
                    @let (wide, short): (Vec<_>, Vec<_>) = item.answers.iter().partition(|(id, _)| is_table(id));
                    dl class="facts" {
                        @for (id, field) in short { div { dt { (field) } dd { (say(id)) } } }
                    }
                    @for (id, field) in wide { h3 { (field) } (say(id)) }
                }))
            }
            (card::card(&locale.say(w::RIGHTS_TELL), "", &html! { p class="row" { (view.told.0) span { (view.told.1) } } }))
        }
    };
    shell.page(&locale.say(w::RIGHTS), &body)
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let (schema, body, names) = crate::specimen::record();
    let texts = [
        "Impact assessments",
        "AIA-0007",
        "Each is served by answers of AIA-0007.",
        "A use is listed in Annex III.",
        "27(1)(a) Processes of the deployer in which it is used",
        "Intended purpose",
        "Owner",
    ];
    vec![Sample::new("rights", (body, names, texts), move |locale, (body, names, texts)| {
        let [many, reference, lede, applies, heading, purpose, owner] = *texts;
        let badge = |tone, word| Badge::new(tone, locale.say(word));
        let item = |badge, id: &'static str, field: &str| Item {
            heading: heading.to_owned(),
            badge,
            answers: vec![(id, Link::new(field, "/impact/AIA-0007/step/purpose#f-processes"))],
        };
        let view = View {
            crumbs: Crumbs::new(vec![Link::new(many, "/r/impact_assessment")], reference),
            lede: lede.to_owned(),
            applies: (badge(Tone::Warn, w::RIGHTS_UNSAID_BADGE), Sentence::plain(applies)),
            said: (&schema, body, names),
            items: vec![
                item(badge(Tone::Ok, w::RIGHTS_SERVED), "purpose", purpose),
                item(badge(Tone::Bad, w::RIGHTS_MISSING), "owner", owner),
            ],
            told: (badge(Tone::Mute, w::RIGHTS_MISSING), locale.say(w::RIGHTS_NOT_TOLD)),
            buttons: vec![Button::new(locale.say(w::BACK), "/impact/AIA-0007")],
        };
        page(&around(locale), &view)
    })]
}
