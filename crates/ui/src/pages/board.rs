//! A board: a picture over records, always with the table behind it.

use super::around;
use crate::components::{
    badge::Chip,
    button::Button,
    card,
    matrix::{self, Matrix},
    register::{self, Register},
    tabs::{Tab, tabs},
};
use crate::words::list as w;
use crate::{Locale, Sample, Shell};
use maud::{Markup, html};

/// A board.
#[derive(Clone, Debug)]
pub struct View {
    /// What it shows.
    pub title: String,
    /// How it is to be read, in one sentence.
    pub purpose: String,
    /// Other pictures of the same records.
    pub tabs: Vec<Tab>,
    /// The parameters behind it, such as the method in force.
    pub chips: Vec<Chip>,
    /// Heading and note of the picture.
    pub heading: (String, String),
    /// The picture.
    pub matrix: Matrix,
    /// Heading and note of the table.
    pub below: (String, String),
    /// The records, those that matter most first.
    pub register: Register,
    /// What can be done.
    pub buttons: Vec<Button>,
}

/// The page.
pub fn page(shell: &Shell, view: &View) -> Markup {
    let locale: &Locale = &shell.locale;
    let body = html! {
        div class="head" {
            div { h1 { (view.title) } p class="lede" { (view.purpose) } }
            div class="row actions" { @for button in &view.buttons { (button) } }
        }
        (tabs(locale, &locale.say(w::VIEWS), &view.tabs))
        @if !view.chips.is_empty() { p class="row" { @for chip in &view.chips { (chip) } } }
        div class="grid" {
            div class="c5" { (card::card(&view.heading.0, &view.heading.1, &view.matrix.draw(locale))) }
            div class="c7" { (card::flush(&view.below.0, &view.below.1, &view.register.draw(locale))) }
        }
    };
    shell.page(&view.title, &body)
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let full = register::sample(6);
    let keep = |columns: Vec<register::Column>| columns.into_iter().take(3).collect();
    let rows = full
        .rows
        .into_iter()
        .map(|row| register::Row { cells: row.cells.into_iter().take(3).collect(), ..row });
    let register = Register {
        columns: keep(full.columns),
        rows: rows.collect(),
        select: false,
        caption: "Risks above appetite".into(),
        ..Register::default()
    };
    let view = View {
        title: "Risk matrix".into(),
        purpose: "Residual risks by likelihood and impact; a cell opens the risks in it.".into(),
        tabs: vec![Tab::new("Residual", None, "?").current(), Tab::new("Inherent", None, "?of=inherent")],
        chips: vec![Chip::new("Method", "DOC-0009 v2"), Chip::new("Appetite", "9")],
        heading: ("Residual risk".into(), "83 risks".into()),
        matrix: matrix::sample(),
        below: ("Above appetite".into(), "6 of 83".into()),
        register,
        buttons: vec![Button::new("Add risk", "/risks/new").primary()],
    };
    vec![Sample::new("matrix", view, |locale, view| page(&around(locale), view))]
}
