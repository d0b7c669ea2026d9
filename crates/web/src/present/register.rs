//! A page of a register as a view.

use super::{
    form::target,
    names::{self, address},
};
use crate::{
    limits::PAGE_SIZES,
    request::{Query, Visit, ask},
    words,
};
use app::{ListAsk, Order, Outcome, Register, SortBy, Total};
use record::{FieldDef, Record, Schema, Shape, State};
use std::collections::BTreeMap;
use ui::{
    Href, Link, Locale,
    components::{
        badge::{Badge, Chip},
        button::Button,
        empty::Empty,
        field::Offers,
        filters::Filters,
        leaf::Leaf,
        register as table,
        shown::Names,
        tabs::Tab,
    },
    pages::list,
    words::{declared, state as states},
};

/// Records that a filter offers to choose from.
const OFFERS_MAX: u64 = 60;

/// The view of a page of a register.
pub fn view<'a>(
    visit: &'a Visit,
    found: &'a Register,
    asked: &ListAsk,
    offers: &'a Offers,
) -> list::View<'a> {
    let locale = visit.locale();
    let schema = &found.schema;
    let kind = schema.kind;
    let names = names::names(visit, &found.names);
    let columns = shown(schema, &visit.query);
    let total = total(found.total);
    let all: u64 = found.states.iter().map(|(_, count)| count).sum();
    list::View {
        title: declared::name_many(&locale, kind),
        purpose: declared::purpose(&locale, kind),
        count: total,
        tabs: tabs(visit, &locale, found),
        filters: filters(visit, &locale, schema, &columns, offers),
        register: table::Register {
            caption: declared::name_many(&locale, kind),
            columns: heads(visit, &locale, schema, &columns, asked),
            rows: found.rows.iter().map(|row| line(visit, &locale, schema, &columns, row, &names)).collect(),
            select: visit.past.is_none(),
        },
        leaf: leaf(visit, asked, total, found.rows.len()),
        buttons: buttons(visit, &locale, schema),
        exports: exports(visit, &locale),
        bulk: bulk(visit, &locale, schema),
        empty: Empty {
            heading: words::NO_RECORDS.fill(&locale, &[("name", &declared::name_many(&locale, kind))]),
            sentence: declared::purpose(&locale, kind),
            expected_by: kind.expected_by.iter().map(|clause| (*clause).to_owned()).collect(),
            act: add(visit, &locale, schema),
        },
        is_empty: all == 0 && total == 0 && visit.past.is_none(),
    }
}

/// The fields that the page shows: those asked for by `col`, or those of the declaration. The title always comes first.
pub fn shown<'a>(schema: &'a Schema, query: &Query) -> Vec<&'a FieldDef> {
    let asked: Vec<&str> = query.0.every("col").collect();
    let title = schema.kind.title();
    let rest: Vec<&FieldDef> = if asked.is_empty() {
        schema.kind.columns.iter().filter(|field| field.id != title.id).collect()
    } else {
        schema.fields().filter(|field| field.id != title.id && asked.contains(&field.id)).collect()
    };
    [title].into_iter().chain(rest).collect()
}

/// The number of a total; counting may have stopped there.
pub const fn total(total: Total) -> u64 {
    match total {
        Total::Exact(count) | Total::AtLeast(count) => count,
    }
}

fn tabs(visit: &Visit, locale: &Locale, found: &Register) -> Vec<Tab> {
    let now = visit.query.get("state");
    let base = visit.query.without("state").without("page").without("done");
    let counted = |count: u64| visit.past.is_none().then_some(count);
    let all = found.states.iter().map(|(_, count)| count).sum();
    let all = Tab::new(words::ALL_STATES.say(locale), counted(all), base.on(&visit.path));
    let mut tabs = vec![if now.is_none() { all.current() } else { all }];
    for code in State::codes(found.schema.kind.life_cycle) {
        let count = found.states.iter().find(|(state, _)| state == code).map_or(0, |(_, count)| *count);
        let tab = Tab::new(
            locale.say(states::state(code)),
            counted(count),
            base.with("state", *code).on(&visit.path),
        );
        tabs.push(if now == Some(code) { tab.current() } else { tab });
    }
    tabs
}

fn filters<'a>(
    visit: &'a Visit,
    locale: &Locale,
    schema: &'a Schema,
    columns: &[&FieldDef],
    offers: &'a Offers,
) -> Filters<'a> {
    let query = visit.query.without("done").without("page");
    let mut active = Vec::new();
    for (name, value) in query.0.0.iter().filter(|(name, value)| name.starts_with("f.") && !value.is_empty())
    {
        let rest = name.strip_prefix("f.").unwrap_or_default();
        let id = rest.split('.').next().unwrap_or_default();
        let Some(field) = schema.field(id) else { continue };
        let label = declared::label(locale, schema.kind.id, field);
        let shown = chip_value(locale, schema, field, value, offers);
        let without = query.keep(|given, other| !(given == name && other == value)).on(&visit.path);
        active.push((Chip::new(label, shown), Href::to(without)));
    }
    let carried = ["sort", "dir", "state", "per", "as_of"];
    let every = visit.query.get("filters") == Some("every");
    let offered = filtered_by(schema, columns, &visit.query, every);
    Filters {
        schema,
        fields: offered,
        every: (!every).then(|| Href::to(query.with("filters", "every").on(&visit.path))),
        action: Href::to(visit.path.as_str()),
        query: &visit.query.0,
        carry: query.0.0.iter().filter(|(name, _)| carried.contains(&name.as_str())).cloned().collect(),
        offers,
        active,
        clear: Href::to(query.keep(|name, _| carried.contains(&name)).on(&visit.path)),
        columns: schema
            .fields()
            .skip(1)
            .filter(|field| !matches!(field.shape, Shape::Answers(_) | Shape::Series { .. }))
            .map(|field| {
                let label = declared::label(locale, schema.kind.id, field);
                (field.id.to_owned(), label, columns.iter().any(|column| column.id == field.id))
            })
            .collect(),
    }
}

/// The fields that the panel of filters offers: those of the columns and those filtered by, or every one.
pub fn filtered_by<'a>(
    schema: &'a Schema,
    columns: &[&FieldDef],
    query: &Query,
    every: bool,
) -> Vec<&'a FieldDef> {
    let used = |field: &FieldDef| {
        query.0.0.iter().any(|(name, _)| {
            name.strip_prefix("f.").and_then(|rest| rest.split('.').next()) == Some(field.id)
        })
    };
    let offered =
        |field: &&FieldDef| every || used(field) || columns.iter().any(|column| column.id == field.id);
    schema.fields().filter(offered).collect()
}

fn chip_value(locale: &Locale, schema: &Schema, field: &FieldDef, value: &str, offers: &Offers) -> String {
    let offered = offers.get(field.id).and_then(|list| list.iter().find(|offer| offer.id == value));
    if let Some(offer) = offered {
        return offer.label.clone();
    }
    let (Shape::Choice(options) | Shape::Choices(options)) = field.shape else { return value.to_owned() };
    let option = options.iter().find(|option| option.code == value);
    option.map_or_else(|| value.to_owned(), |option| declared::option(locale, schema.kind.id, field, option))
}

fn heads(
    visit: &Visit,
    locale: &Locale,
    schema: &Schema,
    columns: &[&FieldDef],
    asked: &ListAsk,
) -> Vec<table::Column> {
    let base = visit.query.without("page").without("done").without("dir");
    let head = |field: &FieldDef| {
        let now = matches!(&asked.sort, SortBy::Field(id) if id == field.id);
        let down = asked.order == Order::Descending;
        let turned = base.with("sort", field.id).with("dir", if now && !down { "desc" } else { "" });
        let sortable = !matches!(
            field.shape,
            Shape::Choices(_) | Shape::Links(_) | Shape::Evidence | Shape::Answers(_) | Shape::Series { .. }
        );
        table::Column {
            sort: sortable.then(|| Href::to(turned.on(&visit.path))),
            sorted: now.then_some(if down { table::Order::Descending } else { table::Order::Ascending }),
            ..table::Column::of(locale, schema.kind.id, field)
        }
    };
    let mut heads: Vec<table::Column> = columns.iter().map(|field| head(field)).collect();
    heads.push(table::Column::new(words::STATE.say(locale)));
    heads
}

fn line(
    visit: &Visit,
    locale: &Locale,
    schema: &Schema,
    columns: &[&FieldDef],
    row: &Record,
    names: &Names,
) -> table::Row {
    let cell =
        |field: &&FieldDef| table::Cell::of(locale, schema.kind.id, field, row.body.get(field.id), names);
    let mut cells: Vec<table::Cell> = columns.iter().map(cell).collect();
    cells.push(table::Cell::Badge(Badge::state(locale, row.state.code())));
    table::Row {
        id: row.id.to_string(),
        reference: row.reference.clone(),
        href: Href::to(address(visit, schema.kind.id, &row.reference)),
        cells,
    }
}

fn leaf(visit: &Visit, asked: &ListAsk, total: u64, rows: usize) -> Leaf {
    let (page, per) = ask::place(asked);
    let base = visit.query.without("done");
    let to = |page: u64| Href::to(base.with("page", page.to_string()).on(&visit.path));
    let last = total.div_ceil(per.max(1)).max(1);
    let from = asked.page.offset + u64::from(rows > 0);
    Leaf {
        from,
        to: asked.page.offset + u64::try_from(rows).unwrap_or(0),
        all: total,
        first: (page > 1).then(|| to(1)),
        previous: (page > 1).then(|| to((page - 1).min(last))),
        next: (page < last).then(|| to(page + 1)),
        last: (page < last).then(|| to(last)),
        sizes: PAGE_SIZES
            .iter()
            .map(|size| {
                let href = base.without("page").with("per", size.to_string()).on(&visit.path);
                (*size, Href::to(href), u64::from(*size) == per)
            })
            .collect(),
    }
}

fn buttons(visit: &Visit, locale: &Locale, schema: &Schema) -> Vec<Button> {
    if visit.past.is_some() {
        return Vec::new();
    }
    let import = visit.desk().check_import().is_ok() && visit.desk().check_create(schema).is_ok();
    let import = import.then(|| {
        Button::new(words::IMPORT.say(locale), Query::default().with("kind", schema.kind.id).on("/import"))
    });
    let freeze = visit.desk().check_freeze().is_ok().then(|| {
        let conditions = visit.query.keep(|name, _| name.starts_with("f.") || ["q", "state"].contains(&name));
        let asked = conditions.with("query", "register").with("about", schema.kind.id);
        Button::new(words::SEAL_FREEZE.say(locale), asked.on("/seals/new"))
    });
    import.into_iter().chain(freeze).chain(add(visit, locale, schema)).collect()
}

fn add(visit: &Visit, locale: &Locale, schema: &Schema) -> Option<Button> {
    let may = visit.past.is_none() && visit.desk().check_create(schema).is_ok();
    let name = declared::name_one(locale, schema.kind);
    let label = words::ADD.fill(locale, &[("name", &name)]);
    may.then(|| Button::new(label, format!("/r/{}/new", schema.kind.id)).primary())
}

fn exports(visit: &Visit, locale: &Locale) -> Vec<Link> {
    if visit.desk().check_export().is_err() {
        return Vec::new();
    }
    let query = visit.query.without("page").without("per").without("done");
    [(words::EXPORT_CSV, "csv"), (words::EXPORT_XLSX, "xlsx"), (words::EXPORT_JSON, "json")]
        .into_iter()
        .map(|(word, ending)| {
            Link::new(word.say(locale), query.on(&format!("{}/export.{ending}", visit.path)))
        })
        .collect()
}

fn bulk(visit: &Visit, locale: &Locale, schema: &Schema) -> Option<list::Bulk> {
    if visit.past.is_some() {
        return None;
    }
    let acts: Vec<(String, String)> = record::Act::ALL
        .into_iter()
        .filter(|act| act.is_consequential() && *act != record::Act::Erase)
        .filter(|act| {
            State::codes(schema.kind.life_cycle).iter().any(|code| {
                let stamp =
                    record::Stamp { by: visit.desk().actor().person, at: visit.desk().now(), reason: None };
                State::of(code, stamp).is_some_and(|state| state.acts(schema.kind.life_cycle).contains(act))
            })
        })
        .map(|act| (act.code().to_owned(), locale.say(states::act(act))))
        .collect();
    (!acts.is_empty()).then(|| list::Bulk { action: Href::to(format!("/r/{}/act", schema.kind.id)), acts })
}

/// What filters by link and person can be set to, for the columns that are shown.
pub async fn offers(visit: &Visit, schema: &Schema) -> Outcome<Offers> {
    let columns = shown(schema, &visit.query);
    let every = visit.query.get("filters") == Some("every");
    let mut few: BTreeMap<String, u64> = BTreeMap::new();
    for (kind, _, count) in visit.desk().counts().await? {
        *few.entry(kind).or_default() += count;
    }
    let fields = filtered_by(schema, &columns, &visit.query, every);
    // A list of hundreds helps nobody to choose: such records are reached from their own pages.
    let fields = fields.into_iter().filter(|field| {
        target(&field.shape).is_some_and(|kind| few.get(kind).is_none_or(|count| *count <= OFFERS_MAX))
    });
    super::form::offers_of(visit, schema.kind.id, fields, OFFERS_MAX).await
}
