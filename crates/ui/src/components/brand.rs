//! The mark: a plumb line.

use maud::{Markup, html};

/// The mark as an image without words; the name stands beside it.
pub fn mark() -> Markup {
    html! {
        svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" {
            path d="M10 1v9" stroke="currentColor" stroke-width="1.6" {}
            path d="M6.2 10h7.6L10 19z" fill="currentColor" {}
        }
    }
}

/// The same mark as a file, for the browser's tab.
pub const ICON: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 20 20\"><path d=\"M10 1v9\" \
    stroke=\"#0b5d57\" stroke-width=\"1.6\"/><path d=\"M6.2 10h7.6L10 19z\" fill=\"#0b5d57\"/></svg>\n";
