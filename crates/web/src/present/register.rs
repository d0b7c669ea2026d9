//! A page of a register as a view.

use super::{
    arranging::{Panel, arranging, size, sorts},
    conditions::{self, Known},
    form::target,
    lanes,
    names::{self, address},
};
use crate::{
    limits::{BULK, PAGE_SIZES},
    page::views::{address as view_address, kept},
    request::{
        Query, Visit,
        ask::{self, grouped},
        condition,
        query::encode,
    },
    words,
};
use app::{Condition, Filter, ListAsk, Order, Outcome, Register, SavedView, SortBy, Test, Total};
use record::{FieldDef, Op, Record, Schema, Shape, State, Value, sort_key};
use std::collections::BTreeMap;
use ui::{
    Href, Link, Locale,
    components::{
        arrange::Arrange,
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
    words::{declared, list as lists, state as states, views as saved_words},
};

/// Records that a filter offers to choose from.
const OFFERS_MAX: u64 = 60;

/// The view of a page of a register.
pub fn view<'a>(
    visit: &'a Visit,
    found: &'a Register,
    asked: &ListAsk,
    offers: &'a Offers,
    known: &Known,
    states: &[(&str, u64)],
    (panel, groups, views): (Option<Panel>, Vec<(usize, table::Group)>, &[SavedView]),
) -> list::View<'a> {
    let locale = visit.locale();
    let schema = &found.schema;
    let kind = schema.kind;
    let names = names::names(visit, &found.names);
    let columns = shown(schema, &visit.query);
    let total = total(found.total);
    let all: u64 = states.iter().map(|(_, count)| count).sum();
    list::View {
        title: declared::name_many(&locale, kind),
        purpose: declared::purpose(&locale, kind),
        count: total,
        tabs: {
            let saved = saved(visit, &locale, schema, views);
            let mut tabs = tabs(visit, &locale, schema, states);
            // A view that is shown is the one tab that is shown.
            let whole = saved.iter().any(|tab| tab.current);
            for tab in &mut tabs {
                tab.current &= !whole;
            }
            tabs.extend(saved);
            tabs
        },
        filters: filters(visit, schema, &columns, offers, known, panel),
        register: table::Register {
            caption: declared::name_many(&locale, kind),
            columns: heads(visit, &locale, schema, &columns, asked),
            rows: found.rows.iter().map(|row| line(visit, &locale, schema, &columns, row, &names)).collect(),
            select: visit.past.is_none(),
            groups,
            edit: edits(visit).then(|| encode(&conditions::plain(&visit.query).on(&visit.path))),
        },
        lanes: None,
        leaf: leaf(visit, asked, found),
        buttons: buttons(visit, &locale, schema),
        exports: exports(visit, &locale),
        bulk: bulk(visit, &locale, schema, found),
        empty: Empty {
            heading: words::NO_RECORDS.fill(&locale, &[("name", &declared::name_many(&locale, kind))]),
            sentence: declared::purpose(&locale, kind),
            expected_by: kind.expected_by.iter().map(|clause| (*clause).to_owned()).collect(),
            act: add(visit, &locale, schema),
        },
        is_empty: all == 0 && total == 0 && visit.past.is_none(),
    }
}

/// Whether cells are changed from the page.
fn edits(visit: &Visit) -> bool {
    visit.past.is_none() && visit.query.get("cells") == Some("edit")
}

/// The fields that the page shows: those asked for by `col`, in the order of the address, or those of the declaration. The
/// title always comes first.
pub fn shown<'a>(schema: &'a Schema, query: &Query) -> Vec<&'a FieldDef> {
    let asked: Vec<&str> = query.0.every("col").collect();
    let title = schema.kind.title();
    let rest: Vec<&FieldDef> = if asked.is_empty() {
        schema.kind.columns.iter().filter(|field| field.id != title.id).collect()
    } else {
        let mut rest: Vec<&FieldDef> = Vec::new();
        for field in asked.into_iter().filter_map(|id| schema.field(id)) {
            if field.id != title.id && !rest.iter().any(|known| known.id == field.id) {
                rest.push(field);
            }
        }
        rest
    };
    [title].into_iter().chain(rest).collect()
}

/// The number of a total; counting may have stopped there.
pub const fn total(total: Total) -> u64 {
    match total {
        Total::Exact(count) | Total::AtLeast(count) => count,
    }
}

fn tabs(visit: &Visit, locale: &Locale, schema: &Schema, states: &[(&str, u64)]) -> Vec<Tab> {
    let now = visit.query.get("state");
    let base = visit.query.without("state").without("page").without("done");
    let counted = |count: u64| visit.past.is_none().then_some(count);
    let all = states.iter().map(|(_, count)| count).sum();
    let all = Tab::new(words::ALL_STATES.say(locale), counted(all), base.on(&visit.path));
    let mut tabs = vec![if now.is_none() { all.current() } else { all }];
    for code in State::codes(schema.kind.life_cycle) {
        let count = states.iter().find(|(state, _)| state == code).map_or(0, |(_, count)| *count);
        let tab = Tab::new(
            locale.say(states::state(code)),
            counted(count),
            base.with("state", *code).on(&visit.path),
        );
        tabs.push(if now == Some(code) { tab.current() } else { tab });
    }
    tabs
}

/// The views that are kept, and the page of all of them, which also keeps the present one.
fn saved(visit: &Visit, locale: &Locale, schema: &Schema, views: &[SavedView]) -> Vec<Tab> {
    let now = kept(&visit.query);
    let mut tabs: Vec<Tab> = Vec::new();
    for view in views {
        let tab = Tab::new(view.name.clone(), None, view_address(schema, view));
        tabs.push(if view.question == now { tab.current() } else { tab });
    }
    if visit.past.is_none() {
        let own = tabs.iter().any(|tab| tab.current);
        let word = if now.is_empty() || own { saved_words::VIEWS } else { saved_words::KEEP_THIS };
        let query = Query::default().with("question", now);
        tabs.push(Tab::new(locale.say(word), None, query.on(&format!("{}/views", visit.path))));
    }
    tabs
}

fn filters<'a>(
    visit: &'a Visit,
    schema: &'a Schema,
    columns: &[&FieldDef],
    offers: &'a Offers,
    known: &Known,
    panel: Option<Panel>,
) -> Filters<'a> {
    let locale = &visit.locale();
    let query = conditions::plain(&visit.query);
    let mut active = Vec::new();
    for (name, value) in query.0.0.iter().filter(|(name, value)| name.starts_with("f.") && !value.is_empty())
    {
        let rest = name.strip_prefix("f.").unwrap_or_default();
        let id = rest.split('.').next().unwrap_or_default();
        let Some(field) = schema.field(id) else { continue };
        let label = declared::label(locale, schema.kind.id, field);
        let shown = chip_value(locale, schema, field, value, offers, known);
        let without = query.keep(|given, other| !(given == name && other == value)).on(&visit.path);
        active.push(vec![(Chip::new(label, shown), Href::to(without))]);
    }
    active.extend(conditions::chips(visit, locale, schema, &known.called));
    // What the form has fields of its own for is not carried on beside them.
    let here = panel == Some(Panel::Arrange);
    let own = |name: &str| {
        let arranges = ["sort", "dir", "group", "col"].contains(&name) || name.starts_with("size.");
        name == "q" || name.starts_with("f.") || (here && arranges)
    };
    let every = panel == Some(Panel::Filters);
    let offered = filtered_by(schema, columns, &visit.query, every);
    Filters {
        fields: offered,
        every: (!every).then(|| Panel::Filters.on(&query, visit)),
        open: every,
        carry: query.0.0.iter().filter(|(name, _)| !own(name)).cloned().collect(),
        active,
        any: condition::is_any(&visit.query),
        exchanged: conditions::exchanged(visit, schema),
        clear: Href::to(
            query.keep(|name, _| name == "state" || !condition::is_narrowing(name)).on(&visit.path),
        ),
        conditions: conditions::offered(locale, schema),
        builder: conditions::builder(visit, locale, schema, known),
        arrange: if here {
            Arrange::Here(arranging(visit, schema, columns))
        } else {
            Arrange::Elsewhere(Panel::Arrange.on(&query, visit))
        },
        ..Filters::search(schema, Href::to(visit.path.as_str()), &visit.query.0, offers)
    }
}

/// The groups that the rows of the page are in, each with how many records it has.
pub async fn groups(visit: &Visit, found: &Register, asked: &ListAsk) -> Outcome<Vec<(usize, table::Group)>> {
    let (locale, schema) = (visit.locale(), &found.schema);
    let Some(field) = grouped(schema, &visit.query) else { return Ok(Vec::new()) };
    let names = names::names(visit, &found.names);
    let key = |row: &Record| row.body.get(field.id).and_then(|value| sort_key(field, value));
    let mut groups: Vec<(usize, table::Group)> = Vec::new();
    let mut last = None;
    for (place, row) in found.rows.iter().enumerate() {
        let key = key(row);
        if last.as_ref() == Some(&key) {
            continue;
        }
        let test = key.clone().map_or(Test::Missing, |key| Test::In(vec![key]));
        let mut alone = asked.clone();
        alone.filters.push(Condition::Cell(Filter { field: field.id.to_owned(), test }));
        let count = match visit.desk().how_many(schema.kind.id, &alone).await? {
            Total::Exact(count) => locale.count(lists::RECORDS_ONE, lists::RECORDS_MANY, count),
            Total::AtLeast(count) => {
                let some = locale.fill(lists::OR_MORE, &[("n", &locale.number(count))]);
                locale.fill(lists::RECORDS_MANY, &[("n", &some)])
            }
        };
        groups.push((place, group(visit, &locale, schema, field, row, &names, count)));
        last = Some(key);
    }
    Ok(groups)
}

fn group(
    visit: &Visit,
    locale: &Locale,
    schema: &Schema,
    field: &FieldDef,
    row: &Record,
    names: &Names,
    count: String,
) -> table::Group {
    let value = row.body.get(field.id);
    let label = match table::Cell::of(locale, schema.kind.id, field, value, names) {
        table::Cell::Text(text) | table::Cell::Number(text) => text,
        table::Cell::Links(links) => links
            .first()
            .map_or_else(|| locale.say(ui::words::record_page::UNKNOWN_RECORD), |link| link.label.clone()),
        _ => {
            let label = declared::label(locale, schema.kind.id, field);
            locale.fill(lists::GROUP_EMPTY, &[("field", &label)])
        }
    };
    let (op, value) = match value {
        Some(Value::Choice(code)) => (Op::Is, code.clone()),
        Some(Value::Rating(step)) => (Op::Is, step.to_string()),
        Some(Value::Flag(flag)) => (Op::Is, if *flag { "yes" } else { "no" }.to_owned()),
        Some(Value::Link(id)) => (Op::Is, id.to_string()),
        _ => (Op::Empty, "1".to_owned()),
    };
    let address = conditions::plain(&visit.query).without("group");
    let new = condition::groups(schema, &address).unwrap_or_default().last().map_or(1, |(last, _)| last + 1);
    let href = address.with(&condition::name(new, field.id, op), value).on(&visit.path);
    table::Group { label, count, href: Href::to(href) }
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

fn chip_value(
    locale: &Locale,
    schema: &Schema,
    field: &FieldDef,
    value: &str,
    offers: &Offers,
    known: &Known,
) -> String {
    if let Some(name) = known.called.get(value) {
        return name.clone();
    }
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
    let base = conditions::plain(&visit.query).without("dir").without("sort");
    // The field that the rows are grouped by comes before the order that was asked for.
    let group = grouped(schema, &visit.query);
    let mut orders: Vec<(&SortBy, Order)> = vec![(&asked.sort, asked.order)];
    orders.extend(asked.then.iter().map(|(by, order)| (by, *order)));
    orders.retain(|(by, _)| !matches!(by, SortBy::Field(id) if group.is_some_and(|group| group.id == id)));
    let head = |field: &FieldDef| {
        let of = |(by, _): &&(&SortBy, Order)| matches!(by, SortBy::Field(id) if id == field.id);
        let direction = |order| {
            if order == Order::Descending { table::Order::Descending } else { table::Order::Ascending }
        };
        let first = orders.first().filter(of).map(|(_, order)| direction(*order));
        let then = orders.iter().skip(1).find(of).map(|(_, order)| direction(*order));
        let turned = if first == Some(table::Order::Ascending) {
            format!("-{}", field.id)
        } else {
            field.id.to_owned()
        };
        table::Column {
            sort: sorts(field).then(|| Href::to(base.with("sort", turned).on(&visit.path))),
            sorted: first,
            then,
            size: size(visit, field),
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

fn leaf(visit: &Visit, asked: &ListAsk, found: &Register) -> Leaf {
    let (page, per) = ask::place(asked);
    let (total, rows) = (total(found.total), found.rows.len() as u64);
    // Where counting stopped, a full page may have another behind it, and nobody knows which is the last.
    let more = matches!(found.total, Total::AtLeast(_));
    let base = visit.query.without("done");
    let to = |page: u64| Href::to(base.with("page", page.to_string()).on(&visit.path));
    let last = total.div_ceil(per.max(1)).max(1);
    let from = asked.page.offset + u64::from(rows > 0);
    let has_next = page < last || (more && rows == per);
    Leaf {
        from,
        to: asked.page.offset + rows,
        all: total,
        more,
        first: (page > 1).then(|| to(1)),
        previous: (page > 1).then(|| to(if more { page - 1 } else { (page - 1).min(last) })),
        next: has_next.then(|| to(page + 1)),
        last: (page < last && !more).then(|| to(last)),
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
        let conditions = visit.query.keep(|name, _| condition::is_narrowing(name));
        let asked = conditions.with("query", "register").with("about", schema.kind.id);
        Button::new(words::SEAL_FREEZE.say(locale), asked.on("/seals/new"))
    });
    let (label, cells) = if edits(visit) { (lists::READ_CELLS, "") } else { (lists::EDIT_CELLS, "edit") };
    let cells = visit.desk().check_create(schema).is_ok().then(|| {
        Button::new(locale.say(label), conditions::plain(&visit.query).with("cells", cells).on(&visit.path))
    });
    let twice = visit.desk().check_duplicates(schema).is_ok().then(|| {
        Button::new(locale.say(ui::words::duplicates::TITLE), format!("/r/{}/duplicates", schema.kind.id))
    });
    let plain = conditions::plain(&visit.query);
    let board = if lanes::asked_for(visit) {
        Button::new(locale.say(lists::AS_TABLE), plain.without("as").on(&visit.path))
    } else {
        Button::new(locale.say(lists::AS_BOARD), plain.with("as", "board").on(&visit.path))
    };
    import
        .into_iter()
        .chain(freeze)
        .chain([board])
        .chain(twice)
        .chain(cells)
        .chain(add(visit, locale, schema))
        .collect()
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
    let query = conditions::plain(&visit.query).without("per");
    [(words::EXPORT_CSV, "csv"), (words::EXPORT_XLSX, "xlsx"), (words::EXPORT_JSON, "json")]
        .into_iter()
        .map(|(word, ending)| {
            Link::new(word.say(locale), query.on(&format!("{}/export.{ending}", visit.path)))
        })
        .collect()
}

fn bulk(visit: &Visit, locale: &Locale, schema: &Schema, found: &Register) -> Option<list::Bulk> {
    if visit.past.is_some() {
        return None;
    }
    let acts: Vec<(String, String)> = record::Act::ALL
        .into_iter()
        .filter(|act| act.is_consequential() && act.is_offered())
        .filter(|act| {
            State::codes(schema.kind.life_cycle).iter().any(|code| {
                let stamp =
                    record::Stamp { by: visit.desk().actor().person, at: visit.desk().now(), reason: None };
                State::of(code, stamp).is_some_and(|state| state.acts(schema.kind.life_cycle).contains(act))
            })
        })
        .map(|act| (act.code().to_owned(), locale.say(states::act(act))))
        .collect();
    let kind = schema.kind.id;
    let change = visit.desk().check_create(schema).is_ok().then(|| Href::to(format!("/r/{kind}/change")));
    let every = match found.total {
        Total::Exact(count) if count > found.rows.len() as u64 && count <= BULK as u64 => {
            Some((Href::to(conditions::plain(&visit.query).on(&visit.path)), count))
        }
        _ => None,
    };
    (!acts.is_empty() || change.is_some()).then(|| list::Bulk {
        action: Href::to(format!("/r/{kind}/act")),
        from: Href::to(visit.query.without("done").on(&visit.path)),
        acts,
        change,
        every,
    })
}

/// What filters by link and person can be set to, for the columns that are shown.
pub async fn offers(visit: &Visit, schema: &Schema, panel: Option<Panel>) -> Outcome<Offers> {
    let columns = shown(schema, &visit.query);
    let every = panel == Some(Panel::Filters);
    let mut few: BTreeMap<String, u64> = BTreeMap::new();
    for (kind, _, count) in visit.signed.counts().await? {
        *few.entry(kind.clone()).or_default() += count;
    }
    let fields = filtered_by(schema, &columns, &visit.query, every);
    // A list of hundreds helps nobody to choose: such records are reached from their own pages.
    let fields = fields.into_iter().filter(|field| {
        target(&field.shape).is_some_and(|kind| few.get(kind).is_none_or(|count| *count <= OFFERS_MAX))
    });
    super::form::offers_of(visit, schema.kind.id, fields, OFFERS_MAX).await
}
