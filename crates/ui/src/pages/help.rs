//! Help: the keyboard, how the program thinks, and where to read more.

use super::around;
use crate::components::card;
use crate::words::{Word, search as w};
use crate::{Link, Sample, Shell};
use maud::{Markup, html};

/// Help.
#[derive(Clone, Debug)]
pub struct View {
    /// Where to read more.
    pub links: Vec<Link>,
}

const KEYS: [(&str, Word); 14] = [
    ("/", w::K_SEARCH),
    ("?", w::K_HELP),
    ("j", w::K_NEXT),
    ("k", w::K_BEFORE),
    ("x", w::K_SELECT),
    ("u", w::K_UNDO),
    ("a", w::K_ALL),
    ("d", w::K_DO),
    ("e", w::K_EDIT),
    ("s", w::K_WORDS),
    ("f", w::K_FILTER),
    ("c", w::K_ARRANGE),
    ("↵", w::K_OPEN),
    ("Esc", w::K_CLOSE),
];

/// The page.
pub fn page(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let body = html! {
        h1 { (locale.say(w::HELP)) }
        div class="grid" {
            div class="c6" {
                (card::flush(&locale.say(w::KEYS), "", &html! {
                    table class="table" {
                        thead { tr { th scope="col" { (locale.say(w::KEY)) } th scope="col" { (locale.say(w::DOES)) } } }
                        tbody {
                            @for (key, word) in KEYS {
                                tr {
                                    th scope="row" { kbd { (key) } @if key == "/" { " " kbd { "⌘K" } } }
                                    td { (locale.say(word)) }
                                }
                            }
                        }
                    }
                    p class="body sm muted" { (locale.say(w::SCRIPTS)) }
                }))
            }
            div class="c6 stack" {
                (card::card(&locale.say(w::HOW), "", &html! {
                    ul class="plain" { @for word in [w::HOW_1, w::HOW_2, w::HOW_3, w::HOW_4] { li { (locale.say(word)) } } }
                }))
                @if !view.links.is_empty() { p class="row" { @for link in &view.links { a class="btn" href=(link.href) { (link.label) } } } }
            }
        }
    };
    shell.page(&locale.say(w::HELP), &body)
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let view = View { links: vec![Link::new("What is proven", "/verify")] };
    vec![Sample::new("help", (view, ["Esc", "⌘K", "j", "k", "x"]), |locale, (view, _)| {
        page(&around(locale), view)
    })]
}
