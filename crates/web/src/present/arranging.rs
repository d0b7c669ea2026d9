//! How the table of a register can be arranged, and which of its panels is open.

use super::conditions;
use crate::request::{
    Query, Visit,
    ask::{grouped, groups_by},
};
use record::{FieldDef, Schema, Shape};
use ui::{
    Href, Locale,
    components::{
        arrange::{self, Pick},
        register as table,
    },
    words::{declared, list as lists},
};

/// A panel of a register that has a page of its own, since it offers every field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    /// Filters by every field.
    Filters,
    /// Columns, orders and groups.
    Arrange,
}

impl Panel {
    /// Takes the panel out of an address, which means the same without it.
    pub fn taken_from(query: &mut Query) -> Option<Self> {
        let panel = match query.get("panel") {
            Some("filters") => Some(Self::Filters),
            Some("arrange") => Some(Self::Arrange),
            _ => None,
        };
        *query = query.without("panel");
        panel
    }

    const fn code(self) -> &'static str {
        match self {
            Self::Filters => "filters",
            Self::Arrange => "arrange",
        }
    }

    /// The page of an address with it.
    pub(super) fn on(self, query: &Query, visit: &Visit) -> Href {
        Href::to(query.with("panel", self.code()).on(&visit.path))
    }
}

/// How the table can be arranged.
pub(super) fn arranging(visit: &Visit, schema: &Schema, columns: &[&FieldDef]) -> arrange::Panel {
    let locale = visit.locale();
    let now = grouped(schema, &visit.query).map(|field| field.id);
    let group = |field: &FieldDef| {
        let label = declared::label(&locale, schema.kind.id, field);
        (field.id.to_owned(), label, now == Some(field.id))
    };
    arrange::Panel {
        columns: picks(visit, &locale, schema, columns),
        orders: orders(visit, &locale, schema, columns),
        groups: schema.fields().filter(|field| groups_by(field)).map(group).collect(),
    }
}

/// The columns that can be shown; those that are shown first, each with the way to its neighbours' places.
fn picks(visit: &Visit, locale: &Locale, schema: &Schema, columns: &[&FieldDef]) -> Vec<Pick> {
    let base = conditions::plain(&visit.query).without("col");
    let shown: Vec<&str> = columns.iter().skip(1).map(|field| field.id).collect();
    let swapped = |a: usize, b: usize| {
        let mut ids = shown.clone();
        ids.swap(a, b);
        let mut address = base.clone();
        address.0.0.extend(ids.into_iter().map(|id| ("col".to_owned(), id.to_owned())));
        Panel::Arrange.on(&address, visit)
    };
    let can_be = |field: &&FieldDef| !matches!(field.shape, Shape::Answers(_) | Shape::Series { .. });
    let rest = schema.fields().skip(1).filter(|field| !shown.contains(&field.id));
    let in_order = columns.iter().copied().skip(1).chain(rest).filter(can_be).enumerate();
    in_order
        .map(|(place, field)| Pick {
            id: field.id.to_owned(),
            label: declared::label(locale, schema.kind.id, field),
            shown: place < shown.len(),
            size: size(visit, field),
            earlier: (place > 0 && place < shown.len()).then(|| swapped(place, place - 1)),
            later: (place + 1 < shown.len()).then(|| swapped(place, place + 1)),
        })
        .collect()
}

/// How wide the address keeps a column.
pub(super) fn size(visit: &Visit, field: &FieldDef) -> Option<table::Size> {
    table::Size::of(visit.query.get(&format!("size.{}", field.id))?)
}

/// The choices of an order: those of the address, and one more.
fn orders(
    visit: &Visit,
    locale: &Locale,
    schema: &Schema,
    columns: &[&FieldDef],
) -> Vec<Vec<(String, String, bool)>> {
    let turned = visit.query.get("dir") == Some("desc");
    let mut now: Vec<String> =
        visit.query.0.every("sort").filter(|sort| !sort.is_empty()).map(str::to_owned).collect();
    if let Some(first) = now.first_mut().filter(|first| turned && !first.starts_with('-')) {
        first.insert(0, '-');
    }
    // Every field of a rich kind, twice in each choice, would be most of the page.
    let offered = |field: &&FieldDef| {
        columns.iter().any(|column| column.id == field.id)
            || now.iter().any(|sort| sort.trim_start_matches('-') == field.id)
    };
    let mut options = vec![("changed".to_owned(), locale.say(lists::BY_CHANGED))];
    options.extend(
        schema
            .fields()
            .filter(|field| sorts(field) && offered(field))
            .map(|field| (field.id.to_owned(), declared::label(locale, schema.kind.id, field))),
    );
    let choices = (now.len() + 1).clamp(2, crate::limits::SORTS);
    let choice = |place: usize| {
        let chosen = now.get(place).map(String::as_str);
        let each = options.iter().flat_map(|(id, label)| {
            let up = (id.clone(), locale.fill(lists::UPWARDS, &[("field", label)]));
            let down = (format!("-{id}"), locale.fill(lists::DOWNWARDS, &[("field", label)]));
            [up, down]
        });
        each.map(|(id, label)| {
            let now = chosen == Some(id.as_str());
            (id, label, now)
        })
        .collect()
    };
    (0..choices).map(choice).collect()
}

/// Whether rows can be sorted by a field.
pub(super) const fn sorts(field: &FieldDef) -> bool {
    !matches!(
        field.shape,
        Shape::Choices(_) | Shape::Links(_) | Shape::Evidence | Shape::Answers(_) | Shape::Series { .. }
    )
}
