//! A register: what it holds, views of it, filters, the table, pages, and what can be done with several rows.

use super::around;
use crate::components::{
    arrange::Arrange,
    button::{Button, menu},
    empty::Empty,
    filters::Filters,
    lanes::{self, Lanes},
    leaf::{self, Leaf},
    register::{self, Register},
    tabs::{Tab, tabs},
};
use crate::words::{change, list as w};
use crate::{Href, Link, Sample, Shell};
use maud::{Markup, html};
use record::FormData;

/// A register.
#[derive(Clone, Debug)]
pub struct View<'a> {
    /// What the records are called, several of them.
    pub title: String,
    /// What the register holds, in one sentence.
    pub purpose: String,
    /// How many records answer the filters.
    pub count: u64,
    /// Views of it: states, saved views.
    pub tabs: Vec<Tab>,
    /// The filter bar.
    pub filters: Filters<'a>,
    /// The table.
    pub register: Register,
    /// The records in columns by state, instead of the table.
    pub lanes: Option<Lanes>,
    /// Where the reader stands.
    pub leaf: Leaf,
    /// Import, add; the primary one last.
    pub buttons: Vec<Button>,
    /// The same rows and columns as files.
    pub exports: Vec<Link>,
    /// What can be done with the selected rows.
    pub bulk: Option<Bulk>,
    /// Shown instead of the table while the register has no records at all.
    pub empty: Empty,
    /// Whether the register has no records at all, rather than none that answer the filters.
    pub is_empty: bool,
}

impl View<'_> {
    /// Whether there is no record to show.
    const fn has_none(&self) -> bool {
        if self.lanes.is_some() { self.count == 0 } else { self.register.rows.is_empty() }
    }
}

/// What can be done with several records at once. Sent as `id`, several times, and `act`.
#[derive(Clone, Debug)]
pub struct Bulk {
    /// Where the form leads, by POST; a check page follows.
    pub action: Href,
    /// The address that is shown, sent as `_from`: whoever is done comes back to it.
    pub from: Href,
    /// Codes and labels of the acts.
    pub acts: Vec<(String, String)>,
    /// Where one field of the selected records is changed, by POST.
    pub change: Option<Href>,
    /// The address whose records are all meant when it is sent as `every`, with how many they are.
    pub every: Option<(Href, u64)>,
}

/// The page.
pub fn page(shell: &Shell, view: &View<'_>) -> Markup {
    let locale = &shell.locale;
    let body = html! {
        div class="head" {
            div {
                h1 { (view.title) }
                p class="lede" { (view.purpose) }
            }
            div class="row actions" {
                (menu(&locale.say(w::EXPORT), &locale.say(w::EXPORT_AS), &view.exports))
                @for button in &view.buttons { (button) }
            }
        }
        (tabs(locale, &locale.say(w::VIEWS), &view.tabs))
        section class="card" aria-label=(view.title) {
            @if view.is_empty { (view.empty.draw(locale)) } @else {
                (view.filters.draw(locale))
                @if view.has_none() {
                    div class="empty" {
                        h2 { (locale.say(w::NOTHING_FOUND)) }
                        p { (locale.say(w::NOTHING_FOUND_REMEDY)) }
                        p { a class="btn" href=(view.filters.clear) { (locale.say(w::CLEAR)) } }
                    }
                } @else if let Some(lanes) = &view.lanes {
                    (lanes.draw(locale))
                } @else {
                    (table(shell, view))
                    (view.leaf.draw(locale))
                }
            }
        }
    };
    shell.page(&view.title, &body)
}

fn table(shell: &Shell, view: &View<'_>) -> Markup {
    let locale = &shell.locale;
    let count = if view.leaf.more {
        let some = locale.fill(w::OR_MORE, &[("n", &locale.number(view.count))]);
        locale.fill(w::RECORDS_MANY, &[("n", &some)])
    } else {
        locale.count(w::RECORDS_ONE, w::RECORDS_MANY, view.count)
    };
    html! {
        @match &view.bulk {
            Some(bulk) if view.register.select => {
                form method="post" action=(bulk.action) {
                    (shell.token())
                    input type="hidden" name="_from" value=(bulk.from);
                    (view.register.draw(locale))
                    div class="bulk row" data-keys="do" {
                        span class="sm muted" { (locale.say(w::SELECTED)) }
                        @if let Some(change) = &bulk.change { button class="btn" formaction=(change) { (locale.say(change::BUTTON)) } }
                        @for (code, label) in &bulk.acts { button class="btn" name="act" value=(code) { (label) } }
                        @if let Some((every, count)) = &bulk.every {
                            label class="pick" {
                                input type="checkbox" name="every" value=(every);
                                span { (locale.fill(change::EVERY, &[("n", &locale.number(*count))])) }
                            }
                        }
                        span class="sm muted count" { (count) }
                    }
                }
            }
            _ => {
                (view.register.draw(locale))
                p class="bulk sm muted" { (count) }
            }
        }
    }
}

/// Samples: a page of rows, nothing found, nothing there.
pub fn samples() -> Vec<Sample> {
    let sample = |name, rows: usize, is_empty: bool| {
        let query =
            FormData(if rows == 0 && !is_empty { vec![("q".into(), "zeppelin".into())] } else { Vec::new() });
        let offers = super::super::components::field::Offers::from([(
            "owner".to_owned(),
            vec![super::super::components::field::Offer {
                id: "0190a5b2".into(),
                label: "Mara Lindqvist".into(),
            }],
        )]);
        let (schema, _, _) = crate::specimen::record();
        let parts = (query, offers, register::sample(rows), leaf::sample(), texts(name == "board"));
        Sample::new(name, parts, move |locale, (query, offers, register, leaf, texts)| {
            let view = View {
                title: texts.title.clone(),
                purpose: texts.purpose.clone(),
                count: register.rows.len() as u64,
                tabs: texts.tabs.clone(),
                filters: Filters {
                    fields: schema.fields().collect(),
                    carry: vec![("state".into(), "draft".into())],
                    arrange: texts.arrange.clone(),
                    ..Filters::search(&schema, Href::to("/uses"), query, offers)
                },
                register: register.clone(),
                lanes: texts.lanes.clone(),
                leaf: leaf.clone(),
                buttons: texts.buttons.clone(),
                exports: texts.exports.clone(),
                bulk: Some(Bulk {
                    action: Href::to("/uses/bulk"),
                    from: Href::to("/uses?state=draft"),
                    acts: texts.acts.clone(),
                    change: Some(Href::to("/uses/change")),
                    every: Some((Href::to("/uses?state=draft"), 140)),
                }),
                empty: texts.empty.clone(),
                is_empty,
            };
            page(&around(locale), &view)
        })
    };
    vec![
        sample("rows", 8, false),
        sample("nothing-found", 0, false),
        sample("empty", 0, true),
        sample("board", 8, false),
        sample("fifty-rows", 50, false),
    ]
}

/// The words that a sample's server would have sent.
#[derive(Clone, Debug)]
struct Texts {
    title: String,
    purpose: String,
    tabs: Vec<Tab>,
    arrange: Arrange,
    buttons: Vec<Button>,
    exports: Vec<Link>,
    acts: Vec<(String, String)>,
    empty: Empty,
    lanes: Option<Lanes>,
}

fn texts(board: bool) -> Texts {
    Texts {
        lanes: board.then(lanes::sample),
        title: "Uses of AI".into(),
        purpose: "Every purpose for which the organisation uses AI, in its context.".into(),
        tabs: vec![
            Tab::new("All", Some(31), "/uses").current(),
            Tab::new("Draft", Some(4), "/uses?state=draft"),
            Tab::new("Waiting for approval", Some(2), "/uses?state=submitted"),
            Tab::new("In force", Some(24), "/uses?state=effective"),
            Tab::new("Retired", Some(1), "/uses?state=retired"),
        ],
        arrange: Arrange::Elsewhere(Href::to("/uses?panel=arrange")),
        buttons: vec![
            Button::new("Import", "/uses/import"),
            Button::new("Add use of AI", "/uses/new").primary(),
        ],
        exports: vec![Link::new("CSV", "/uses.csv"), Link::new("Excel", "/uses.xlsx")],
        acts: vec![("submit".into(), "Submit for approval".into()), ("retire".into(), "Retire".into())],
        empty: Empty {
            heading: "No uses of AI yet".into(),
            sentence: "Every purpose for which the organisation uses AI, in its context.".into(),
            expected_by: vec!["4.3".into(), "A.9.4".into()],
            act: Some(Button::new("Add use of AI", "/uses/new").primary()),
        },
    }
}
