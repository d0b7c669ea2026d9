//! The filter bar of a register, drawn from the declared fields; everything travels in the address.
//!
//! Names: `q` for the search, `f.FIELD` for a filter (`f.FIELD.from` and `f.FIELD.to` for dates), those of
//! [`arrange`], and the rows of the builder as the server names them.

use super::arrange::{self, Arrange};
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
    /// The filters in force, each with the address without it; the conditions of a group stand together.
    pub active: Vec<Vec<(Chip, Href)>>,
    /// Whether groups are alternatives, and the conditions of a group must all hold; otherwise the other way round.
    pub any: bool,
    /// The same with “and” and “or” exchanged, when there is anything to exchange.
    pub exchanged: Option<Href>,
    /// The address without any filter.
    pub clear: Href,
    /// What a further condition can be on: id and label.
    pub conditions: Vec<(String, String)>,
    /// The condition that is being added.
    pub builder: Option<Builder>,
    /// How the table is arranged.
    pub arrange: Arrange,
    /// Whether the panel of filters is open, as on the page that offers every field.
    pub open: bool,
}

/// A condition that is being added: sent as `add`, `op`, `v`, `v2` and `to`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Builder {
    /// Id of the field.
    pub field: String,
    /// What people call it.
    pub label: String,
    /// What can be asked: code and words.
    pub ops: Vec<(String, String)>,
    /// By what its value is given.
    pub values: Values,
    /// Where it can be put: code and words.
    pub places: Vec<(String, String)>,
    /// What was chosen before, when something was missing.
    pub typed: FormData,
    /// What was missing.
    pub problem: Option<String>,
    /// The page without the builder.
    pub cancel: Href,
}

/// By what the value of a condition is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Values {
    /// No value is asked for.
    None,
    /// One text.
    Text,
    /// A reference, such as this one.
    Reference(String),
    /// One or two inputs of a type.
    Two(&'static str),
    /// Some of these: value and label.
    Some(Vec<(String, String)>),
}

impl<'a> Filters<'a> {
    /// A bar with nothing but the search.
    pub fn search(schema: &'a Schema, action: Href, query: &'a FormData, offers: &'a Offers) -> Self {
        Self {
            schema,
            fields: Vec::new(),
            every: None,
            clear: action.clone(),
            action,
            query,
            carry: Vec::new(),
            offers,
            active: Vec::new(),
            any: false,
            exchanged: None,
            conditions: Vec::new(),
            builder: None,
            arrange: Arrange::Fixed,
            open: false,
        }
    }
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
                    details class="menu" data-filter open[self.open] {
                        summary class="btn" {
                            @if self.active.is_empty() { (locale.say(w::FILTER)) } @else {
                                (locale.fill(w::FILTER_COUNT, &[("n", &self.active.iter().map(Vec::len).sum::<usize>().to_string())]))
                            }
                        }
                        div class="sheet wide" {
                            div class="filters" { @for field in &fields { (self.field(locale, field)) } }
                            p class="row" {
                                button class="btn primary" { (locale.say(w::APPLY)) }
                                @if let Some(every) = &self.every { a href=(every) { (locale.say(w::FILTER_EVERY)) } }
                            }
                            @if !self.conditions.is_empty() {
                                p class="row further" {
                                    label {
                                        span { (locale.say(w::CONDITION)) }
                                        select name="add" form=(ADD) {
                                            @for (id, label) in &self.conditions { option value=(id) { (label) } }
                                        }
                                    }
                                    button class="btn" form=(ADD) { (locale.say(w::CONDITION_NEXT)) }
                                }
                            }
                        }
                    }
                }
                (self.arrange.draw(locale))
            }
            @if !self.conditions.is_empty() {
                form id=(ADD) method="get" action=(self.action) hidden {
                    @for (name, value) in self.kept() { input type="hidden" name=(name) value=(value); }
                }
            }
            @if let Some(builder) = &self.builder { (self.build(locale, builder)) }
            @if !self.active.is_empty() { (self.chips(locale)) }
        }
    }

    /// The whole question of the address, as a form sends it on.
    fn kept(&self) -> impl Iterator<Item = (&String, &String)> {
        let own = ["add", "op", "v", "v2", "to", "page", "done"];
        let pairs = self.query.0.iter().map(|(name, value)| (name, value));
        pairs.filter(move |(name, value)| !value.is_empty() && !own.contains(&name.as_str()))
    }

    /// The condition that is being added.
    fn build(&self, locale: &Locale, builder: &Builder) -> Markup {
        let typed = |name: &str| builder.typed.first(name).unwrap_or_default();
        html! {
            form class="builder" method="get" action=(self.action) aria-label=(locale.fill(w::CONDITION_ON, &[("field", &builder.label)])) {
                @for (name, value) in self.kept() { input type="hidden" name=(name) value=(value); }
                input type="hidden" name="add" value=(builder.field);
                h2 { (locale.fill(w::CONDITION_ON, &[("field", &builder.label)])) }
                @if let Some(problem) = &builder.problem { p class="error" role="alert" { (problem) } }
                div class="filters" {
                    label {
                        span { (locale.say(w::CONDITION_HOW)) }
                        select name="op" autofocus {
                            @for (code, words) in &builder.ops { option value=(code) selected[code == typed("op")] { (words) } }
                        }
                    }
                    @match &builder.values {
                        Values::None => {}
                        Values::Text => { (input(&locale.say(w::CONDITION_VALUE), "v", "text", typed("v"))) }
                        Values::Reference(example) => {
                            (input(&locale.fill(w::CONDITION_REFERENCE, &[("example", example)]), "v", "text", typed("v")))
                        }
                        Values::Two(kind) => {
                            (input(&locale.say(w::CONDITION_VALUE), "v", kind, typed("v")))
                            (input(&locale.say(w::CONDITION_TO), "v2", kind, typed("v2")))
                        }
                        Values::Some(_) => {}
                    }
                    @if builder.places.len() > 1 {
                        label {
                            span { (locale.say(w::CONDITION_WHERE)) }
                            select name="to" {
                                @for (code, words) in &builder.places { option value=(code) selected[code == typed("to")] { (words) } }
                            }
                        }
                    }
                }
                @if let Values::Some(options) = &builder.values {
                    fieldset {
                        legend class="sm muted" { (locale.say(w::CONDITION_VALUE)) }
                        div class="picks" {
                            @for (value, label) in options {
                                label class="pick" {
                                    input type="checkbox" name="v" value=(value) checked[builder.typed.every("v").any(|given| given == value)];
                                    span { (label) }
                                }
                            }
                        }
                    }
                }
                p class="row" {
                    button class="btn primary" { (locale.say(w::CONDITION_ADD)) }
                    a href=(builder.cancel) { (locale.say(w::CONDITION_CANCEL)) }
                }
            }
        }
    }

    fn chips(&self, locale: &Locale) -> Markup {
        let (within, between) = if self.any { (w::AND, w::OR) } else { (w::OR, w::AND) };
        html! {
            p class="active row" {
                span class="sm muted" { (locale.say(w::ACTIVE)) }
                @for (place, group) in self.active.iter().enumerate() {
                    @if place > 0 { span class="sm muted" { (locale.say(between)) } }
                    span class=[(group.len() > 1).then_some("group row")] {
                        @for (place, (chip, without)) in group.iter().enumerate() {
                            @if place > 0 { span class="sm muted" { (locale.say(within)) } }
                            a class="chip" href=(without)
                                aria-label=(locale.fill(w::WITHOUT, &[("filter", &format!("{} {}", chip.name, chip.value))])) {
                                span { (chip.name) } " " b { (chip.value) } " " span aria-hidden="true" { "×" }
                            }
                        }
                    }
                }
                @if let Some(exchanged) = &self.exchanged { a class="sm" href=(exchanged) { (locale.say(w::MATCH_ANY)) } }
                a class="sm" href=(self.clear) { (locale.say(w::CLEAR)) }
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

/// The form that begins a condition.
const ADD: &str = "add-condition";

fn input(label: &str, name: &str, kind: &str, value: &str) -> Markup {
    html! { label { span { (label) } input type=(kind) name=(name) value=(value) step=[(kind == "number").then_some("any")]; } }
}

/// Samples.
pub fn samples() -> Vec<Sample> {
    let (schema, _, _) = crate::specimen::record();
    let query = FormData(vec![("q".into(), "cv".into()), ("f.stage".into(), "operation".into())]);
    let chip = |name: &str, value: &str| (Chip::new(name, value), Href::to("/uses?q=cv"));
    let active = vec![
        vec![chip("Stage", "In operation")],
        vec![chip("Next review", "overdue"), chip("Owner", "me"), chip("Name", "contains “screening”")],
    ];
    let own = |from: &[(&str, &str)]| {
        from.iter().map(|(code, words)| ((*code).to_owned(), (*words).to_owned())).collect::<Vec<_>>()
    };
    let builder = Builder {
        field: "next_review".into(),
        label: "Next review".into(),
        ops: own(&[("in:overdue", "overdue"), ("from", "is on or after"), ("between", "lies between")]),
        values: Values::Two("date"),
        places: own(&[("", "It must hold as well"), ("2", "Or else: Stage In operation")]),
        typed: FormData::default(),
        problem: Some("Give the value that is asked for.".into()),
        cancel: Href::to("/uses"),
    };
    let conditions = own(&[("stage", "Stage"), ("next_review", "Next review")]);
    vec![Sample::new(
        "filters",
        ((query, active, crate::specimen::typed().offers), (builder, conditions), arrange::sample()),
        move |locale, ((query, active, offers), (builder, conditions), arrange)| {
            Filters {
                fields: schema.fields().collect(),
                every: Some(Href::to("/uses?panel=filters")),
                carry: vec![("state".into(), "draft".into())],
                active: active.clone(),
                exchanged: Some(Href::to("/uses?match=any")),
                conditions: conditions.clone(),
                builder: Some(builder.clone()),
                arrange: arrange.clone(),
                ..Filters::search(&schema, Href::to("/uses"), query, offers)
            }
            .draw(locale)
        },
    )]
}
