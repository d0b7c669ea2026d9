//! How the table of a register is arranged: which columns in which order, by what the rows are sorted and grouped.
//!
//! Names: `col` for each column that is shown, in their order, `size.FIELD` for how wide one is kept, `sort` for each order, `group`
//! for the field that the rows are grouped by. A kind has dozens of fields, and few who read a register arrange it, so the panel is
//! on a page of its own address.

use super::register::Size;
use crate::words::list as w;
use crate::{Href, Locale};
use maud::{Markup, html};

/// How a table is arranged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arrange {
    /// Always alike.
    Fixed,
    /// In the panel of this page.
    Elsewhere(Href),
    /// Here, within the form of the filters.
    Here(Panel),
}

/// The panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panel {
    /// The columns that can be shown; those that are shown come first, in their order.
    pub columns: Vec<Pick>,
    /// Each choice of an order: what it is called, and its options with the one in force.
    pub orders: Vec<Vec<(String, String, bool)>>,
    /// What the rows can be grouped by: id, label, whether they are.
    pub groups: Vec<(String, String, bool)>,
}

/// A column that can be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pick {
    /// Id of the field.
    pub id: String,
    /// What people call it.
    pub label: String,
    /// Whether it is shown.
    pub shown: bool,
    /// How wide it is kept.
    pub size: Option<Size>,
    /// The address with it one place to the left.
    pub earlier: Option<Href>,
    /// The address with it one place to the right.
    pub later: Option<Href>,
}

impl Arrange {
    /// The panel, or the way to it.
    pub fn draw(&self, locale: &Locale) -> Markup {
        match self {
            Self::Fixed => Markup::default(),
            Self::Elsewhere(href) => {
                html! { a class="btn" href=(href) data-arrange { (locale.say(w::ARRANGE)) } }
            }
            Self::Here(panel) => panel.draw(locale),
        }
    }
}

impl Panel {
    fn draw(&self, locale: &Locale) -> Markup {
        html! {
            details class="menu" data-arrange open {
                summary class="btn" { (locale.say(w::ARRANGE)) }
                div class="sheet wide" {
                    div class="filters" {
                        @for (place, options) in self.orders.iter().enumerate() {
                            label {
                                span { (locale.say(if place == 0 { w::SORT_BY } else { w::THEN_BY })) }
                                select name="sort" {
                                    option value="" { (locale.say(w::BY_NUMBER)) }
                                    @for (value, label, now) in options { option value=(value) selected[*now] { (label) } }
                                }
                            }
                        }
                        @if !self.groups.is_empty() {
                            label {
                                span { (locale.say(w::GROUP_BY)) }
                                select name="group" {
                                    option value="" { (locale.say(w::NO_GROUPS)) }
                                    @for (value, label, now) in &self.groups { option value=(value) selected[*now] { (label) } }
                                }
                            }
                        }
                    }
                    fieldset {
                        legend class="sm muted" { (locale.say(w::SHOWN)) }
                        div class="picks" { @for pick in &self.columns { (column(locale, pick)) } }
                    }
                    p { button class="btn primary" { (locale.say(w::APPLY)) } }
                }
            }
        }
    }
}

fn column(locale: &Locale, pick: &Pick) -> Markup {
    html! {
        div class="row choice" {
            label class="pick" {
                input type="checkbox" name="col" value=(pick.id) checked[pick.shown];
                span { (pick.label) }
            }
            @if pick.shown { (size(locale, pick)) }
            @for (href, word, arrow) in [(&pick.earlier, w::EARLIER, "←"), (&pick.later, w::LATER, "→")] {
                @if let Some(href) = href {
                    a class="step" href=(href) aria-label=(locale.fill(word, &[("column", &pick.label)])) { (arrow) }
                }
            }
        }
    }
}

fn size(locale: &Locale, pick: &Pick) -> Markup {
    html! {
        select name={ "size." (pick.id) } aria-label=(locale.fill(w::SIZE, &[("column", &pick.label)])) {
            option value="" { (locale.say(w::SIZE_NEEDED)) }
            @for size in Size::ALL {
                option value=(size.code()) selected[pick.size == Some(size)] {
                    (locale.say(match size { Size::Narrow => w::SIZE_NARROW, Size::Medium => w::SIZE_MEDIUM, Size::Wide => w::SIZE_WIDE }))
                }
            }
        }
    }
}

/// A panel, for samples.
pub fn sample() -> Arrange {
    let pick = |id: &str, label: &str, shown: bool| Pick {
        id: id.into(),
        label: label.into(),
        shown,
        size: (id == "owner").then_some(Size::Narrow),
        earlier: (shown && id != "stage").then(|| Href::to("/uses?col=owner&col=stage&panel=arrange")),
        later: None,
    };
    Arrange::Here(Panel {
        columns: vec![
            pick("stage", "Stage", true),
            pick("owner", "Owner", true),
            pick("people", "People affected a year", false),
        ],
        orders: vec![vec![("name".to_owned(), "Name, upwards".to_owned(), true)], Vec::new()],
        groups: vec![("stage".to_owned(), "Stage".to_owned(), false)],
    })
}
