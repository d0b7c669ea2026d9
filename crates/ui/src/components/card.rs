//! A part of a page with a heading.

use crate::Sample;
use maud::{Markup, html};

/// A card: heading, a small note beside it (may be empty), content.
pub fn card(heading: &str, note: &str, body: &Markup) -> Markup {
    html! {
        section class="card" {
            header { h2 { (heading) } @if !note.is_empty() { small { (note) } } }
            div class="body" { (body) }
        }
    }
}

/// A card whose content reaches its edges, such as a table.
pub fn flush(heading: &str, note: &str, body: &Markup) -> Markup {
    html! {
        section class="card" {
            header { h2 { (heading) } @if !note.is_empty() { small { (note) } } }
            (body)
        }
    }
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    vec![Sample::new("card", ("Level", "computed", "16, above appetite 9"), |_, (heading, note, text)| {
        card(heading, note, &html! { p { (text) } })
    })]
}
