//! Views of the same thing, as links.

use crate::{Href, Locale, Sample};
use maud::{Markup, html};

/// One view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    /// What people read.
    pub label: String,
    /// How many it holds.
    pub count: Option<u64>,
    /// Where it leads.
    pub href: Href,
    /// Whether it is the one that is shown.
    pub current: bool,
}

impl Tab {
    /// A tab.
    pub fn new(label: impl Into<String>, count: Option<u64>, href: impl Into<String>) -> Self {
        Self { label: label.into(), count, href: Href::to(href), current: false }
    }

    /// The tab that is shown.
    #[must_use]
    pub const fn current(mut self) -> Self {
        self.current = true;
        self
    }
}

/// The tabs, under a name for readers.
pub fn tabs(locale: &Locale, name: &str, tabs: &[Tab]) -> Markup {
    html! {
        @if !tabs.is_empty() {
            nav class="tabs" aria-label=(name) {
                @for tab in tabs {
                    a href=(tab.href) aria-current=[tab.current.then_some("page")] {
                        (tab.label)
                        @if let Some(count) = tab.count { " " span class="n" { (locale.number(count)) } }
                    }
                }
            }
        }
    }
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let views = vec![
        Tab::new("All", Some(31), "#all").current(),
        Tab::new("Draft", Some(2), "#draft"),
        Tab::new("Mine", None, "#mine"),
    ];
    vec![Sample::new("tabs", ("Views".to_owned(), views), |locale, (name, views)| tabs(locale, name, views))]
}
