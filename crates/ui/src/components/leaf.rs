//! Turning the pages of a register.

use crate::words::list as w;
use crate::{Href, Locale, Sample};
use maud::{Markup, html};

/// Where the reader stands among the rows, and where else one can go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Leaf {
    /// Number of the first row shown, from 1.
    pub from: u64,
    /// Number of the last row shown.
    pub to: u64,
    /// How many rows there are, as far as they were counted.
    pub all: u64,
    /// Whether there may be more.
    pub more: bool,
    /// The first page, unless this is it.
    pub first: Option<Href>,
    /// The page before.
    pub previous: Option<Href>,
    /// The page after.
    pub next: Option<Href>,
    /// The last page, unless this is it.
    pub last: Option<Href>,
    /// Rows a page: number, address, whether it is the one in force.
    pub sizes: Vec<(u32, Href, bool)>,
}

impl Leaf {
    /// The markup.
    pub fn draw(&self, locale: &Locale) -> Markup {
        let number = |n| locale.number(n);
        let mut all = number(self.all);
        if self.more {
            all = locale.fill(w::OR_MORE, &[("n", &all)]);
        }
        let range =
            locale.fill(w::RANGE, &[("from", &number(self.from)), ("to", &number(self.to)), ("all", &all)]);
        html! {
            nav class="leaf" aria-label=(locale.say(w::PAGES)) {
                span class="sm muted" { (range) }
                @for (href, word, rel) in [
                    (&self.first, w::FIRST, None),
                    (&self.previous, w::PREVIOUS, Some("prev")),
                    (&self.next, w::NEXT, Some("next")),
                    (&self.last, w::LAST, None),
                ] {
                    @if let Some(href) = href { a href=(href) rel=[rel] { (locale.say(word)) } }
                }
                @if !self.sizes.is_empty() {
                    span class="sizes sm muted" {
                        (locale.say(w::PER_PAGE))
                        @for (size, href, now) in &self.sizes {
                            " " a href=(href) aria-current=[now.then_some("true")] { (size) }
                        }
                    }
                }
            }
        }
    }
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let counted = Leaf { all: 2_000, more: true, last: None, ..sample() };
    vec![
        Sample::new("leaf", sample(), |locale, leaf| leaf.draw(locale)),
        Sample::new("counted", counted, |locale, leaf| leaf.draw(locale)),
    ]
}

/// A place in the middle, for samples.
pub fn sample() -> Leaf {
    let to = |page: &str| Some(Href::to(format!("/uses?page={page}")));
    Leaf {
        from: 51,
        to: 100,
        all: 100_000,
        more: false,
        first: to("1"),
        previous: to("1"),
        next: to("3"),
        last: to("2000"),
        sizes: vec![
            (25, Href::to("?size=25"), false),
            (50, Href::to("?size=50"), true),
            (200, Href::to("?size=200"), false),
        ],
    }
}
