//! Records in columns by state: a picture of a register, of which the table tells the same.

use super::register::{Cell, Inside};
use crate::words::list as w;
use crate::{Href, Link, Locale, Sample};
use maud::{Markup, html};

/// The columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lanes {
    /// One a state, in the order in which records pass through them.
    pub lanes: Vec<Lane>,
}

/// The records of a state.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    /// Code of the state.
    pub code: String,
    /// Its word.
    pub label: String,
    /// How many records are in it.
    pub count: String,
    /// The table of all of them.
    pub href: Href,
    /// The first of them.
    pub cards: Vec<Card>,
    /// How many others there are, in words.
    pub more: Option<String>,
}

/// A record.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// `SYS-0007`.
    pub reference: String,
    /// Its title and page.
    pub link: Link,
    /// What else is told of it: label and value.
    pub facts: Vec<(String, Cell)>,
    /// What the reader can do with it, each leading to the page before the act.
    pub acts: Vec<Link>,
}

impl Lanes {
    /// The markup.
    pub fn draw(&self, locale: &Locale) -> Markup {
        html! {
            div class="lanes" { @for lane in &self.lanes { (lane.draw(locale)) } }
        }
    }
}

impl Lane {
    fn draw(&self, locale: &Locale) -> Markup {
        let id = format!("lane-{}", self.code);
        html! {
            section class="lane" aria-labelledby=(id) {
                h2 id=(id) { (self.label) " " span class="sm muted" { (self.count) } }
                @if self.cards.is_empty() { p class="sm muted" { (locale.say(w::LANE_EMPTY)) } }
                ul class="plain" { @for card in &self.cards { (card.draw(locale)) } }
                @if let Some(more) = &self.more { p { a class="sm" href=(self.href) { (more) } } }
            }
        }
    }
}

impl Card {
    fn draw(&self, locale: &Locale) -> Markup {
        html! {
            li {
                span class="ref sm" { (self.reference) }
                b { (self.link) }
                @for (label, value) in &self.facts {
                    @if *value != Cell::Blank { span class="sm" { span class="muted" { (label) } " " (Inside { locale, cell: value }) } }
                }
                @if !self.acts.is_empty() {
                    span class="row sm" {
                        @for act in &self.acts {
                            a href=(act.href) aria-label=(locale.fill(w::ACT_ON, &[("act", &act.label), ("reference", &self.reference)])) { (act.label) }
                        }
                    }
                }
            }
        }
    }
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    vec![Sample::new("lanes", sample(), |locale, lanes| lanes.draw(locale))]
}

/// Columns for samples.
pub fn sample() -> Lanes {
    let card = |n: u32, title: &str, acts: &[(&str, &str)]| Card {
        reference: format!("USE-{n:04}"),
        link: Link::new(title, format!("/r/use/USE-{n:04}")),
        facts: vec![
            ("Stage".into(), Cell::Text("In operation".into())),
            ("Owner".into(), Cell::Links(vec![Link::new("Mara Lindqvist", "/r/person/PER-0012")])),
        ],
        acts: acts
            .iter()
            .map(|(label, code)| Link::new(*label, format!("/r/use/USE-{n:04}/act/{code}")))
            .collect(),
    };
    let lane = |code: &str, label: &str, count: &str, cards, more: Option<&str>| Lane {
        code: code.into(),
        label: label.into(),
        count: count.into(),
        href: Href::to(format!("/r/use?state={code}")),
        cards,
        more: more.map(str::to_owned),
    };
    Lanes {
        lanes: vec![
            lane(
                "draft",
                "Draft",
                "2",
                vec![
                    card(7, "CV screening assistant", &[("Submit for approval", "submit")]),
                    card(9, "Churn score", &[]),
                ],
                None,
            ),
            lane("submitted", "Waiting for approval", "0", Vec::new(), None),
            lane(
                "effective",
                "In force",
                "31",
                vec![card(3, "Support copilot", &[("Retire", "retire")])],
                Some("All 31 in the table"),
            ),
        ],
    }
}
