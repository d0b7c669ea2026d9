//! The question that a register's address asks: words, states, filters, order, page.

use super::Query;
use crate::limits::PAGE_ROWS;
use app::{At, Filter, ListAsk, Order, Page, SortBy, Test};
use jiff::{ToSpan as _, civil::Date};
use record::{Body, FieldDef, Schema, Shape, fold, parse_text};

/// Reads `q`, `state`, `f.FIELD`, `f.FIELD.from`, `f.FIELD.to`, `sort`, `dir`, `page`, `per`.
pub fn ask(schema: &Schema, query: &Query, at: At, rows_max: u64) -> ListAsk {
    let number = |name: &str| query.get(name).and_then(|value| value.parse::<u64>().ok());
    let limit = number("per").unwrap_or(PAGE_ROWS).clamp(1, rows_max);
    let page = number("page").unwrap_or(1).clamp(1, 1_000_000);
    let (sort, order) = sort(schema, query);
    ListAsk {
        at,
        states: query.0.every("state").filter(|state| !state.is_empty()).map(str::to_owned).collect(),
        filters: filters(schema, query),
        text: query.get("q").unwrap_or_default().chars().take(200).collect(),
        sort,
        order,
        page: Page { offset: (page - 1) * limit, limit },
        fields: Vec::new(),
    }
}

/// Which page of how many rows.
pub fn place(ask: &ListAsk) -> (u64, u64) {
    (ask.page.offset / ask.page.limit.max(1) + 1, ask.page.limit)
}

fn sort(schema: &Schema, query: &Query) -> (SortBy, Order) {
    let order = if query.get("dir") == Some("desc") { Order::Descending } else { Order::Ascending };
    match query.get("sort") {
        Some("changed") => (SortBy::Changed, order),
        Some(field) if schema.field(field).is_some() => (SortBy::Field(field.to_owned()), order),
        _ => (SortBy::Number, order),
    }
}

fn filters(schema: &Schema, query: &Query) -> Vec<Filter> {
    let mut filters = Vec::new();
    for field in schema.fields() {
        let name = format!("f.{}", field.id);
        let values: Vec<&str> =
            query.0.every(&name).map(str::trim).filter(|value| !value.is_empty()).collect();
        if !values.is_empty() {
            filters.push(Filter { field: field.id.to_owned(), test: test(schema, field, &values) });
        }
        let day = |end: &str| query.get(&format!("{name}.{end}")).map(|text| text.parse::<Date>().ok());
        if matches!(field.shape, Shape::Date | Shape::Period)
            && (day("from").is_some() || day("to").is_some())
        {
            let test = match (day("from"), day("to")) {
                (Some(None), _) | (_, Some(None)) => Test::In(Vec::new()),
                (from, to) => {
                    let after = to.flatten().and_then(|to| to.checked_add(1.day()).ok());
                    Test::Between(from.flatten().map(|day| day.to_string()), after.map(|day| day.to_string()))
                }
            };
            filters.push(Filter { field: field.id.to_owned(), test });
        }
    }
    let unknown = query.0.0.iter().any(|(name, value)| !value.is_empty() && !is_known(schema, name));
    if unknown {
        filters.push(Filter { field: String::new(), test: Test::In(Vec::new()) });
    }
    filters
}

/// A condition on something that the kind does not have holds for nothing: what is hidden answers like what is not.
fn is_known(schema: &Schema, name: &str) -> bool {
    let Some(rest) = name.strip_prefix("f.") else { return true };
    let field = rest.strip_suffix(".from").or_else(|| rest.strip_suffix(".to")).unwrap_or(rest);
    schema.field(field).is_some()
}

fn test(schema: &Schema, field: &FieldDef, values: &[&str]) -> Test {
    if values == ["-"] {
        return Test::Missing;
    }
    if let (Shape::Line { .. } | Shape::Prose { .. } | Shape::File, [text]) = (field.shape, values) {
        return Test::Prefix(fold(text).split_whitespace().collect::<Vec<_>>().join(" "));
    }
    let keys = values.iter().flat_map(|text| keys(schema, field, text)).collect();
    Test::In(keys)
}

/// The keys under which a store keeps a value that was given as text; none when it is no such value.
fn keys(schema: &Schema, field: &FieldDef, text: &str) -> Vec<String> {
    match parse_text(&field.shape, text) {
        Ok(Some(value)) => {
            let body = Body::new().with(field.id, value);
            record::cells(schema, &body).into_iter().map(|cell| cell.key).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Uri;
    use record::{Area, Kind, LifeCycle, Name, Opt, Sensitivity, choice, date, flag, line};

    const OPTIONS: &[Opt] = &[Opt::new("plan", "Planned"), Opt::new("run", "In operation")];
    static KIND: Kind = Kind {
        id: "thing",
        reference: "THG",
        name: Name { one: "Thing", many: "Things" },
        purpose: "Things.",
        expected_by: &[],
        area: Area::Plan,
        fields: &[
            line("name", "Name").required().field,
            choice("stage", "Stage", OPTIONS).field,
            date("due", "Due").field,
            flag("on", "On").field,
        ],
        columns: &[],
        life_cycle: LifeCycle::Kept,
        sensitivity: Sensitivity::Open,
        version: 1,
        upcasts: &[],
    }
    .checked();

    fn asked(query: &str) -> ListAsk {
        let uri: Uri = format!("/r/thing?{query}").parse().unwrap();
        ask(&Schema::of(&KIND), &Query::of(&uri), At::Now, 200)
    }

    fn only(query: &str) -> Test {
        let mut filters = asked(query).filters;
        assert_eq!(filters.len(), 1, "{query}");
        filters.remove(0).test
    }

    #[test]
    fn filters_become_the_keys_that_stores_keep() {
        assert_eq!(only("f.stage=run&f.stage=plan"), Test::In(vec!["001.run".into(), "000.plan".into()]));
        assert_eq!(only("f.on=yes"), Test::In(vec!["yes".into()]));
        assert_eq!(only("f.name=%C3%84rzte%20%20b"), Test::Prefix("arzte b".into()));
        assert_eq!(only("f.stage=-"), Test::Missing);
        assert_eq!(
            only("f.due.from=2026-01-01&f.due.to=2026-01-31"),
            Test::Between(Some("2026-01-01".into()), Some("2026-02-01".into()))
        );
    }

    #[test]
    fn what_cannot_hold_finds_nothing_instead_of_everything() {
        for query in ["f.stage=gone", "f.due.from=soon", "f.secret=1", "f.on=maybe"] {
            assert_eq!(only(query), Test::In(Vec::new()), "{query}");
        }
        assert!(asked("f.stage=").filters.is_empty());
    }

    #[test]
    fn pages_stay_within_their_limits() {
        assert_eq!(asked("page=0&per=0").page, Page { offset: 0, limit: 1 });
        assert_eq!(asked("page=3&per=25").page, Page { offset: 50, limit: 25 });
        assert_eq!(asked("page=x&per=100000").page, Page { offset: 0, limit: 200 });
        assert_eq!(asked("page=99999999999999999999").page, Page { offset: 0, limit: 50 });
    }
}
