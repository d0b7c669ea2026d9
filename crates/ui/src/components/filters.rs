//! The filter bar of a register, drawn from the declared fields; everything travels in the address.
//!
//! Names: `q` for the search, `f.FIELD` for a filter (`f.FIELD.from` and `f.FIELD.to` for dates), `col` for each
//! column that is shown.

use super::badge::Chip;
use super::field::Offers;
use crate::words::{declared, form, list as w};
use crate::{Href, Locale, Sample};
use maud::{Markup, html};
use record::{FieldDef, FormData, Schema, Shape};

/// The filters of a register.
#[derive(Clone, Debug)]
pub struct Filters<'a> {
    /// The schema whose fields they are.
    pub schema: &'a Schema,
    /// The fields that are offered: those of the columns and those filtered by.
    pub fields: Vec<&'a FieldDef>,
    /// The page with every field offered, when more can be filtered by.
    pub every: Option<Href>,
    /// Where the form leads, by GET.
    pub action: Href,
    /// What is in the address now.
    pub query: &'a FormData,
    /// Names of the address that the form must carry on, such as `sort` and `state`.
    pub carry: Vec<(String, String)>,
    /// The people and records that can be filtered by.
    pub offers: &'a Offers,
    /// The filters in force, each with the address without it.
    pub active: Vec<(Chip, Href)>,
    /// The address without any filter.
    pub clear: Href,
    /// The columns that can be shown: id, label, whether it is shown.
    pub columns: Vec<(String, String, bool)>,
}

impl Filters<'_> {
    /// The bar.
    pub fn draw(&self, locale: &Locale) -> Markup {
        let fields: Vec<&FieldDef> =
            self.fields.iter().copied().filter(|field| self.can_filter(field)).collect();
        html! {
            form class="toolbar" method="get" action=(self.action) role="search" {
                @for (name, value) in &self.carry { input type="hidden" name=(name) value=(value); }
                input type="search" name="q" id="q" value=(self.query.first("q").unwrap_or_default())
                    aria-label=(locale.say(w::SEARCH)) placeholder=(locale.say(w::SEARCH));
                button class="btn" { (locale.say(w::SEARCH_BUTTON)) }
                @if !fields.is_empty() {
                    details class="menu" {
                        summary class="btn" {
                            @if self.active.is_empty() { (locale.say(w::FILTER)) } @else {
                                (locale.fill(w::FILTER_COUNT, &[("n", &self.active.len().to_string())]))
                            }
                        }
                        div class="sheet wide" {
                            div class="filters" { @for field in &fields { (self.field(locale, field)) } }
                            p class="row" {
                                button class="btn primary" { (locale.say(w::APPLY)) }
                                @if let Some(every) = &self.every { a href=(every) { (locale.say(w::FILTER_EVERY)) } }
                            }
                        }
                    }
                }
                @if !self.columns.is_empty() {
                    details class="menu" {
                        summary class="btn" { (locale.say(w::COLUMNS)) }
                        div class="sheet" {
                            div class="picks" {
                                @for (id, label, shown) in &self.columns {
                                    label class="pick" {
                                        input type="checkbox" name="col" value=(id) checked[*shown];
                                        span { (label) }
                                    }
                                }
                            }
                            p { button class="btn primary" { (locale.say(w::APPLY)) } }
                        }
                    }
                }
            }
            @if !self.active.is_empty() {
                p class="active row" {
                    span class="sm muted" { (locale.say(w::ACTIVE)) }
                    @for (chip, without) in &self.active {
                        a class="chip" href=(without)
                            aria-label=(locale.fill(w::WITHOUT, &[("filter", &format!("{} {}", chip.name, chip.value))])) {
                            span { (chip.name) } " " b { (chip.value) } " " span aria-hidden="true" { "×" }
                        }
                    }
                    a class="sm" href=(self.clear) { (locale.say(w::CLEAR)) }
                }
            }
        }
    }

    fn can_filter(&self, field: &FieldDef) -> bool {
        match field.shape {
            Shape::Choice(_) | Shape::Choices(_) | Shape::Flag | Shape::Rating(_) | Shape::Date => true,
            Shape::Person | Shape::Link(_) | Shape::Links(_) => self.offers.contains_key(field.id),
            _ => false,
        }
    }

    fn field(&self, locale: &Locale, field: &FieldDef) -> Markup {
        let scope = self.schema.kind.id;
        let label = declared::label(locale, scope, field);
        let name = format!("f.{}", field.id);
        if matches!(field.shape, Shape::Date) {
            return html! {
                @for (end, word) in [("from", w::FROM), ("to", w::UNTIL)] {
                    label {
                        span { (locale.fill(word, &[("field", &label)])) }
                        input type="date" name={ (name) "." (end) }
                            value=(self.query.first(&format!("{name}.{end}")).unwrap_or_default());
                    }
                }
            };
        }
        let now = self.query.first(&name).unwrap_or_default();
        html! {
            label {
                span { (label) }
                select name=(name) {
                    option value="" { (locale.say(w::ANY)) }
                    @for (value, label) in self.values(locale, field) {
                        option value=(value) selected[value == now] { (label) }
                    }
                }
            }
        }
    }

    fn values(&self, locale: &Locale, field: &FieldDef) -> Vec<(String, String)> {
        let scope = self.schema.kind.id;
        let option = |option| declared::option(locale, scope, field, option);
        match field.shape {
            Shape::Choice(options) | Shape::Choices(options) => {
                options.iter().map(|each| (each.code.to_owned(), option(each))).collect()
            }
            Shape::Rating(steps) => (1..)
                .zip(steps)
                .map(|(n, step): (usize, _)| (n.to_string(), format!("{n} {}", option(step))))
                .collect(),
            Shape::Flag => {
                vec![("yes".to_owned(), locale.say(form::YES)), ("no".to_owned(), locale.say(form::NO))]
            }
            _ => self
                .offers
                .get(field.id)
                .map(|offers| offers.iter().map(|offer| (offer.id.clone(), offer.label.clone())).collect())
                .unwrap_or_default(),
        }
    }
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let (schema, _, _) = crate::specimen::record();
    let query = FormData(vec![("q".into(), "cv".into()), ("f.stage".into(), "operation".into())]);
    let active = vec![(Chip::new("Stage", "In operation"), Href::to("/uses?q=cv"))];
    vec![Sample::new(
        "filters",
        (query, active, crate::specimen::typed().offers),
        move |locale, (query, active, offers)| {
            Filters {
                schema: &schema,
                fields: schema.fields().collect(),
                every: Some(Href::to("/uses?filters=every")),
                action: Href::to("/uses"),
                query,
                carry: vec![("sort".into(), "name".into())],
                offers,
                active: active.clone(),
                clear: Href::to("/uses"),
                columns: vec![],
            }
            .draw(locale)
        },
    )]
}
