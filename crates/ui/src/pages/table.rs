//! A table on a page of its own, for what is kept and is no register: jobs, accounts, checkpoints.

use super::around;
use crate::components::{
    button::Button,
    crumbs::Crumbs,
    empty::Empty,
    register::{self, Register},
};
use crate::{Sample, Shell};
use maud::html;

/// A table.
#[derive(Clone, Debug)]
pub struct View {
    /// The way to it.
    pub crumbs: Crumbs,
    /// What it holds.
    pub title: String,
    /// The same in one sentence; may be empty.
    pub purpose: String,
    /// The rows.
    pub register: Register,
    /// Shown instead while there are no rows.
    pub empty: Empty,
    /// What can be done, the primary one last.
    pub buttons: Vec<Button>,
}

/// The page.
pub fn page(shell: &Shell, view: &View) -> maud::Markup {
    let locale = &shell.locale;
    let body = html! {
        (view.crumbs.draw(locale))
        div class="head" {
            div { h1 { (view.title) } @if !view.purpose.is_empty() { p class="lede" { (view.purpose) } } }
            div class="row actions" { @for button in &view.buttons { (button) } }
        }
        section class="card" aria-label=(view.title) {
            @if view.register.rows.is_empty() { (view.empty.draw(locale)) } @else { (view.register.draw(locale)) }
        }
    };
    shell.page(&view.title, &body)
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let view = View {
        crumbs: Crumbs::default(),
        title: "Jobs".into(),
        purpose: "Long work: what runs and what has run.".into(),
        register: Register { select: false, ..register::sample(3) },
        empty: Empty {
            heading: "No jobs yet".into(),
            sentence: "An import of many rows runs as a job.".into(),
            expected_by: Vec::new(),
            act: Some(Button::new("Import", "/import")),
        },
        buttons: vec![Button::new("Import", "/import")],
    };
    let empty = View { register: register::sample(0), ..view.clone() };
    let sample = |name, view| Sample::new(name, view, |locale, view: &View| page(&around(locale), view));
    vec![sample("rows", view), sample("empty", empty)]
}
