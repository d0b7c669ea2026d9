//! A few numbers, each of which opens to why.

use crate::{Href, Sample};
use maud::{Markup, html};

/// One number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile {
    /// What is counted.
    pub label: String,
    /// The number as text; a question mark while it is not known.
    pub value: String,
    /// What to know with it.
    pub note: String,
    /// The records behind it.
    pub href: Href,
    /// Whether it asks for attention.
    pub hot: bool,
}

/// The numbers side by side.
pub fn tiles(tiles: &[Tile]) -> Markup {
    html! {
        @if !tiles.is_empty() {
            div class="tiles" {
                @for tile in tiles {
                    a class={ "tile" @if tile.hot { " hot" } } href=(tile.href) {
                        span { (tile.label) }
                        b { (tile.value) }
                        @if !tile.note.is_empty() { em { (tile.note) } }
                    }
                }
            }
        }
    }
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    vec![Sample::new("tiles", sample(), |_, list| tiles(list))]
}

/// Numbers for samples.
pub fn sample() -> Vec<Tile> {
    let tile = |label: &str, value: &str, note: &str, hot| Tile {
        label: label.into(),
        value: value.into(),
        note: note.into(),
        href: Href::to("/uses?f.in_scope=yes"),
        hot,
    };
    vec![
        tile("Uses in scope", "24", "of 31 known · 2 not decided", false),
        tile("High-risk (EU AI Act)", "5", "1 without impact assessment", false),
        tile("Risks above appetite", "4", "all have an owner", false),
        tile("Overdue", "3", "oldest by 12 days", true),
        tile("Evidence verified", "361", "of 388", false),
    ]
}
