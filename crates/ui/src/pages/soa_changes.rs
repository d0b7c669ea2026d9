//! Two versions of the Statement of Applicability, control by control, in words.

use super::around;
use crate::components::{button::Button, card, crumbs::Crumbs};
use crate::words::soa as w;
use crate::{Link, Sample, Shell};
use maud::{Markup, html};

/// What differs.
#[derive(Clone, Debug)]
pub struct View {
    /// The way to it.
    pub crumbs: Crumbs,
    /// Which versions.
    pub lede: String,
    /// Each control that differs: reference and title, and how.
    pub controls: Vec<(String, Vec<String>)>,
    /// Other versions that it can be compared with.
    pub versions: Vec<Link>,
    /// What else can be looked at.
    pub buttons: Vec<Button>,
}

/// The page.
pub fn page(shell: &Shell, view: &View) -> Markup {
    let locale = &shell.locale;
    let count = u64::try_from(view.controls.len()).unwrap_or(0);
    let heading = locale.fill(w::CHANGED_CONTROLS, &[("n", &locale.number(count))]);
    let body = html! {
        (view.crumbs.draw(locale))
        div class="head" {
            div { h1 { (locale.say(w::CHANGED)) } p class="lede" { (view.lede) } }
            div class="row actions" { @for button in &view.buttons { (button) } }
        }
        @if !view.versions.is_empty() {
            ul class="row sm" { @for version in &view.versions { li { (version) } } }
        }
        (card::card(&heading, "", &html! {
            @if view.controls.is_empty() { p class="muted" { (locale.say(w::CHANGED_NOTHING)) } }
            @for (control, changes) in &view.controls {
                h3 class="mt" { (control) }
                ul class="plain" { @for change in changes { li { (change) } } }
            }
        }))
    };
    shell.page(&locale.say(w::CHANGED), &body)
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let view = View {
        crumbs: Crumbs::new(vec![Link::new("Statement of Applicability", "/soa")], "What changed"),
        lede: "SOA-0001: version 3 against version 2, control by control.".into(),
        controls: vec![
            ("A.7.3 Acquisition of data".into(), vec!["Was: Left out. Is now: Applies.".into()]),
            (
                "HW-1 Works council sees each change of prompts".into(),
                vec!["Taken into the statement: Applies.".into()],
            ),
        ],
        versions: vec![Link::new("1 to 2", "/soa/changes?from=1&to=2")],
        buttons: vec![Button::new("Compare every field", "/r/soa/SOA-0001/compare?from=2&to=3")],
    };
    let same = View { controls: Vec::new(), ..view.clone() };
    vec![
        Sample::new("changes", view, |locale, view| page(&around(locale), view)),
        Sample::new("nothing", same, |locale, view| page(&around(locale), view)),
    ]
}
