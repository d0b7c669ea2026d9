//! The question that a register's address asks: words, states, filters, order, page.

use super::{Query, condition};
use crate::limits::{CONDITIONS, PAGE_ROWS, SORTS};
use app::{At, Condition, Filter, ListAsk, Order, Page, SortBy, Test};
use jiff::{ToSpan as _, civil::Date, tz::TimeZone};
use record::{Body, Class, FieldDef, RecordId, Refusal, Schema, Shape, fold, parse_text};

/// From where a question is asked.
#[derive(Clone, Debug)]
pub struct Here {
    /// The day that it is there.
    pub today: Date,
    /// Where days begin.
    pub zone: TimeZone,
    /// Who asks.
    pub me: RecordId,
}

/// Reads `q`, `state`, `f.FIELD`, `f.FIELD.from`, `f.FIELD.to`, the rows of [`condition`], `group`, `sort`, `dir`, `page`,
/// `per`.
///
/// # Errors
/// `too_many_conditions`.
pub fn ask(schema: &Schema, query: &Query, at: At, rows_max: u64, here: &Here) -> Result<ListAsk, Refusal> {
    let named = |(name, value): &&(String, String)| {
        !value.is_empty() && (name.starts_with("f.") || condition::is_row(name))
    };
    if query.0.0.iter().filter(named).count() > CONDITIONS {
        return Err(Refusal::new(
            Class::TooLarge,
            "too_many_conditions",
            format!("A register is filtered by at most {CONDITIONS} conditions."),
            "Take some of them away.",
        ));
    }
    let number = |name: &str| query.get(name).and_then(|value| value.parse::<u64>().ok());
    // A page whose cells lead to forms is heavier, so that it has fewer rows unless more are asked for.
    let rows = if query.get("cells").is_some() { PAGE_ROWS / 2 } else { PAGE_ROWS };
    let limit = number("per").unwrap_or(rows).clamp(1, rows_max);
    let page = number("page").unwrap_or(1).clamp(1, 1_000_000);
    let mut orders = orders(schema, query);
    let (sort, order) = orders.next().unwrap_or((SortBy::Number, Order::Ascending));
    let mut filters = filters(schema, query);
    filters.extend(condition::condition(schema, query, here));
    Ok(ListAsk {
        at,
        states: query.0.every("state").filter(|state| !state.is_empty()).map(str::to_owned).collect(),
        filters,
        text: query.get("q").unwrap_or_default().chars().take(200).collect(),
        sort,
        order,
        then: orders.collect(),
        page: Page { offset: (page - 1) * limit, limit },
        fields: Vec::new(),
    })
}

/// Which page of how many rows.
pub fn place(ask: &ListAsk) -> (u64, u64) {
    (ask.page.offset / ask.page.limit.max(1) + 1, ask.page.limit)
}

/// The orders of an address: by the field that it groups by, then by each `sort`, from which `-` in front turns it.
fn orders(schema: &Schema, query: &Query) -> impl Iterator<Item = (SortBy, Order)> {
    let turned = query.get("dir") == Some("desc");
    let group = grouped(schema, query).map(|field| (SortBy::Field(field.id.to_owned()), Order::Ascending));
    let sorts = query.0.every("sort").take(SORTS).enumerate().filter_map(move |(place, text)| {
        let (name, down) = text.strip_prefix('-').map_or((text, false), |name| (name, true));
        let by = match name {
            "changed" => SortBy::Changed,
            "number" => SortBy::Number,
            field if schema.field(field).is_some() => SortBy::Field(field.to_owned()),
            _ => return None,
        };
        let down = down != (turned && place == 0);
        Some((by, if down { Order::Descending } else { Order::Ascending }))
    });
    let mut all: Vec<(SortBy, Order)> = group.into_iter().collect();
    for (by, order) in sorts {
        if !all.iter().any(|(known, _)| *known == by) {
            all.push((by, order));
        }
    }
    all.into_iter()
}

/// The field that the address groups by.
pub fn grouped<'a>(schema: &'a Schema, query: &Query) -> Option<&'a FieldDef> {
    schema.field(query.get("group")?).filter(|field| groups_by(field))
}

/// Whether the records of a register can be put in groups by a field: each has one value of it, out of a few.
pub const fn groups_by(field: &FieldDef) -> bool {
    matches!(field.shape, Shape::Choice(_) | Shape::Rating(_) | Shape::Flag | Shape::Person | Shape::Link(_))
}

fn filters(schema: &Schema, query: &Query) -> Vec<Condition> {
    let mut filters = Vec::new();
    for field in schema.fields() {
        let name = format!("f.{}", field.id);
        let values: Vec<&str> =
            query.0.every(&name).map(str::trim).filter(|value| !value.is_empty()).collect();
        if !values.is_empty() {
            filters.push(Filter { field: field.id.to_owned(), test: test(schema, field, &values) }.into());
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
            filters.push(Filter { field: field.id.to_owned(), test }.into());
        }
    }
    let unknown = query.0.0.iter().any(|(name, value)| !value.is_empty() && !is_known(schema, name));
    if unknown {
        filters.push(Condition::Any(Vec::new()));
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
pub fn keys(schema: &Schema, field: &FieldDef, text: &str) -> Vec<String> {
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
        approval: record::Approval::GOVERNING,
        sensitivity: Sensitivity::Open,
        version: 1,
        upcasts: &[],
    }
    .checked();

    fn try_ask(query: &str) -> Result<ListAsk, Refusal> {
        let uri: Uri = format!("/r/thing?{query}").parse().unwrap();
        let here = Here {
            today: jiff::civil::date(2026, 11, 29),
            zone: TimeZone::UTC,
            me: "0190a5b2-7c31-7d42-9e53-000000000001".parse().unwrap(),
        };
        ask(&Schema::of(&KIND), &Query::of(&uri), At::Now, 200, &here)
    }

    fn asked(query: &str) -> ListAsk {
        try_ask(query).unwrap()
    }

    fn whole(query: &str) -> Condition {
        let mut filters = asked(query).filters;
        assert_eq!(filters.len(), 1, "{query}");
        filters.remove(0)
    }

    fn only(query: &str) -> Test {
        let found = whole(query);
        let [filter] = found.filters()[..] else { panic!("{query}: {found:?}") };
        filter.test.clone()
    }

    fn none() -> Condition {
        Condition::Any(Vec::new())
    }

    fn cell(field: &str, test: Test) -> Condition {
        Condition::Cell(Filter { field: field.to_owned(), test })
    }

    #[test]
    fn rows_of_a_group_are_alternatives_and_groups_must_all_hold() {
        let run = cell("stage", Test::In(vec!["001.run".into()]));
        let late = cell("due", Test::Between(None, Some("2026-11-29".into())));
        let on = cell("on", Test::In(vec!["yes".into()]));
        let address = "w1.stage.is=run&w1.due.in=overdue&w2.on.is=yes";
        assert_eq!(
            whole(address),
            Condition::All(vec![
                Condition::Any(vec![run.clone(), late.clone()]),
                Condition::Any(vec![on.clone()])
            ])
        );
        assert_eq!(
            whole(&format!("{address}&match=any")),
            Condition::Any(vec![Condition::All(vec![run, late]), Condition::All(vec![on])])
        );
    }

    #[test]
    fn each_way_of_asking_becomes_a_test() {
        let between = |from: Option<&str>, before: Option<&str>| {
            Test::Between(from.map(str::to_owned), before.map(str::to_owned))
        };
        for (query, wanted) in [
            ("w1.name.has=%C3%84rzte%20%20B", Test::Contains("arzte b".into())),
            ("w1.name.starts=Screen", Test::Prefix("screen".into())),
            ("w1.stage.is=run&w1.stage.is=plan", Test::In(vec!["001.run".into(), "000.plan".into()])),
            ("w1.due.from=2026-01-01", between(Some("2026-01-01"), None)),
            ("w1.due.to=2026-01-31", between(None, Some("2026-02-01"))),
            ("w1.due.between=2026-01-01..2026-01-31", between(Some("2026-01-01"), Some("2026-02-01"))),
            ("w1.due.in=this_quarter", between(Some("2026-10-01"), Some("2027-01-01"))),
            ("w1.due.empty=1", Test::Missing),
        ] {
            assert_eq!(only(query), wanted, "{query}");
            assert!(!format!("{:?}", whole(query)).contains("Not"), "{query}");
        }
        for query in ["w1.stage.not=run", "w1.name.lacks=x", "w1.due.filled=1"] {
            assert!(format!("{:?}", whole(query)).contains("Not"), "{query}");
        }
    }

    #[test]
    fn a_row_that_cannot_hold_holds_for_nothing_also_when_it_is_negated() {
        for query in ["w1.stage.not=gone", "w1.due.in=soon", "w1.due.between=2026-01-01", "w1.name.lacks=%20"]
        {
            assert_eq!(whole(query), Condition::All(vec![Condition::Any(vec![none()])]), "{query}");
        }
        for query in ["w1.secret.not=1", "w1.stage.has=x", "w1.on.between=1..2", "w1.@secret.is=x"] {
            assert_eq!(whole(query), none(), "{query}");
        }
        let many: Vec<String> = (0..=CONDITIONS).map(|n| format!("w{n}.name.has=x")).collect();
        assert_eq!(try_ask(&many.join("&")).unwrap_err().code, "too_many_conditions");
    }

    #[test]
    fn an_address_sorts_by_several_and_groups_come_first() {
        let by = |query: &str| {
            let asked = asked(query);
            let mut all = vec![(asked.sort, asked.order)];
            all.extend(asked.then);
            all
        };
        let field = |id: &str| SortBy::Field(id.to_owned());
        let (up, down) = (Order::Ascending, Order::Descending);
        assert_eq!(by("sort=due&dir=desc"), [(field("due"), down)]);
        assert_eq!(by("sort=-due&sort=name"), [(field("due"), down), (field("name"), up)]);
        assert_eq!(by("sort=gone&sort=-changed"), [(SortBy::Changed, down)]);
        assert_eq!(by("sort=name&group=stage&sort=-stage"), [(field("stage"), up), (field("name"), up)]);
        assert_eq!(by("group=name"), [(SortBy::Number, up)]);
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
            let found = whole(query);
            assert!(found == none() || only(query) == Test::In(Vec::new()), "{query}");
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
