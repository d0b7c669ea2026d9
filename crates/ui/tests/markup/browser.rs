//! A form is what a browser sends back: what is drawn, read as a browser reads it and sent, is what was typed.

use crate::html::{Node, inside, read, text};
use jiff::{civil::Date, tz::TimeZone};
use proptest::prelude::*;
use record::{Answer, Answers, Body, Decimal, FormData, RecordId, Row, Schema, Shape, TimeSpan, Value};
use std::collections::BTreeMap;
use ui::Locale;
use ui::components::field::{Form, Offer, Offers};

/// What a browser would send of the controls in some markup (HTML Living Standard, constructing the entry list).
fn sent(html: &str) -> FormData {
    let nodes = read(html);
    let mut pairs = Vec::new();
    for (place, node) in nodes.iter().enumerate() {
        let Some(name) = node.get("name").filter(|name| !name.starts_with('_')) else { continue };
        let mut push = |value: &str| pairs.push((name.to_owned(), value.to_owned()));
        if node.is("input") {
            match node.get("type") {
                Some("checkbox" | "radio") if node.get("checked").is_none() => {}
                Some("file" | "submit") => {}
                _ => push(node.get("value").unwrap_or_default()),
            }
        } else if node.is("textarea") {
            let typed = text(inside(&nodes, place));
            // The parser drops one line feed right after the tag.
            push(typed.strip_prefix('\n').unwrap_or(&typed));
        } else if node.is("select") {
            let options: Vec<&Node> =
                inside(&nodes, place).iter().filter(|inner| inner.is("option")).collect();
            let chosen: Vec<&&Node> =
                options.iter().filter(|option| option.get("selected").is_some()).collect();
            match (chosen.as_slice(), node.get("multiple")) {
                ([], None) => {
                    push(options.first().and_then(|option| option.get("value")).unwrap_or_default());
                }
                (chosen, _) => chosen.iter().for_each(|option| push(option.get("value").unwrap_or_default())),
            }
        }
    }
    FormData(pairs)
}

fn drawn(schema: &Schema, data: &FormData, offers: &Offers) -> String {
    let locale = Locale::english(TimeZone::UTC);
    let (files, blanks) = (BTreeMap::new(), BTreeMap::new());
    let form = Form { schema, data, problems: &[], offers, files: &files, blanks: &blanks };
    schema.fields().map(|field| form.field(&locale, field).0).collect()
}

fn schema() -> Schema {
    ui::gallery::specimen()
}

/// So many offers for each field that links, with ids as `id` makes them.
fn offers(count: u128) -> Offers {
    let list: Vec<Offer> = (1..=count)
        .map(|n| Offer { id: id(n).to_string(), label: format!("REC-{n:04} Record {n}") })
        .collect();
    ["owner", "unit", "systems", "evidence", "measures.who"]
        .into_iter()
        .map(|field| (field.to_owned(), list.clone()))
        .collect()
}

fn id(n: u128) -> RecordId {
    format!("0190a5b2-7c31-7d42-9e53-{n:012}").parse().unwrap()
}

/// Bodies of the specimen, with texts that a browser or a careless template would spoil.
fn bodies() -> impl Strategy<Value = Body> {
    let text = prop_oneof![
        Just("<b>\"&amp;'</b>".to_owned()),
        Just("</textarea><script>alert(1)</script>".to_owned()),
        Just("two\n\nparagraphs\nand a line".to_owned()),
        "[a-zA-Zäöü&<>\"' ]{1,40}".prop_map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")),
    ];
    let line = text
        .clone()
        .prop_map(|text| text.replace('\n', " ").split_whitespace().collect::<Vec<_>>().join(" "));
    let links = prop::collection::btree_set(1_u128..=5, 0..4)
        .prop_map(|ids| Value::Links(ids.into_iter().map(id).collect()));
    let day = (2000_i16..2100, 1_i8..=12, 1_i8..=28).prop_map(|(y, m, d)| Date::new(y, m, d).unwrap());
    let row = (1_u32..9, line.clone(), 1_u128..=5, prop::option::of(day.clone()));
    let rows = prop::collection::vec(row, 0..4).prop_map(|rows| {
        let rows: BTreeMap<u32, BTreeMap<String, Value>> = rows
            .into_iter()
            .map(|(n, what, who, due)| {
                let mut cells = BTreeMap::from([("who".to_owned(), Value::Link(id(who)))]);
                if !what.is_empty() {
                    cells.insert("what".to_owned(), Value::Text(what));
                }
                cells.extend(due.map(|due| ("due".to_owned(), Value::Date(due))));
                (n, cells)
            })
            .collect();
        Value::Table(rows.into_iter().map(|(id, cells)| Row { id, cells }).collect())
    });
    (
        (line.clone(), text.clone(), prop::sample::select(vec!["idea", "pilot", "operation"])),
        (prop::option::of(any::<bool>()), links.clone(), links, -9_999_i64..9_999),
        (1_u8..=5, day.clone(), prop::option::of(0_i32..900), rows),
        (prop::option::of(prop::sample::select(vec!["none", "severe"])), text),
    )
        .prop_map(
            |(
                (name, purpose, stage),
                (scope, systems, evidence, people),
                (rating, day, days, rows),
                (fair, note),
            )| {
                let to = days.and_then(|days| day.checked_add(jiff::Span::new().days(days)).ok());
                let mut body = Body::new()
                    .with("name", Value::Text(name))
                    .with("purpose", Value::Text(purpose))
                    .with("stage", Value::Choice(stage.to_owned()))
                    .with("affected", Value::Choices(vec!["applicants".into(), "children".into()]))
                    .with("owner", Value::Link(id(1)))
                    .with("systems", systems)
                    .with("evidence", evidence)
                    .with("people", Value::Number(Decimal::new(people, 1)))
                    .with("likelihood", Value::Rating(rating))
                    .with("go_live", Value::Date(day))
                    .with("contract", Value::Period(TimeSpan { from: day, to }))
                    .with("measures", rows);
                if let Some(scope) = scope {
                    body.set("in_scope", Value::Flag(scope));
                }
                if let Some(fair) = fair {
                    let note = Some(note).filter(|note| !note.trim().is_empty());
                    let answer = Answer { value: Value::Choice(fair.to_owned()), note };
                    let given = BTreeMap::from([("fairness".to_owned(), answer)]);
                    body.set("answers", Value::Answers(Answers { set: "care@1".to_owned(), given }));
                }
                body
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_form_that_is_sent_unchanged_changes_nothing(body in bodies(), count in prop::sample::select(vec![5_u128, 30, 260])) {
        let schema = schema();
        let offers = offers(count);
        let html = drawn(&schema, &record::to_form(&schema, &body), &offers);
        let mut form = sent(&html);
        ui::components::field::resolve(&schema, &mut form, &offers);
        let (again, problems) = record::parse_form(&schema, &form, Some(&body));
        prop_assert!(problems.is_empty(), "{problems:?}");
        for field in schema.fields() {
            prop_assert_eq!(again.get(field.id), body.get(field.id), "{} with {} offers", field.id, count);
        }
    }
}

#[test]
fn a_blank_form_sends_nothing_but_blanks() {
    let schema = schema();
    for count in [0, 5, 30, 260] {
        let form = sent(&drawn(&schema, &FormData::default(), &offers(count)));
        let (body, problems) = record::parse_form(&schema, &form, None);
        assert!(body.is_empty() && problems.is_empty(), "{body:?} {problems:?}");
    }
}

#[test]
fn a_row_that_is_new_never_takes_a_number_that_was_used() {
    let schema = schema();
    let data = FormData(vec![("measures.3.what".to_owned(), "kept".to_owned())]);
    let names: Vec<String> =
        sent(&drawn(&schema, &data, &offers(5))).0.into_iter().map(|(name, _)| name).collect();
    for wanted in ["measures.3.what", "measures.4.what", "measures.5.what"] {
        assert!(names.iter().any(|name| name == wanted), "{wanted}");
    }
    assert!(!names.iter().any(|name| name.starts_with("measures.1.") || name.starts_with("measures.2.")));
}

#[test]
fn wrong_values_are_drawn_as_they_were_typed() {
    let schema = schema();
    let typed = [
        ("people", "<many>"),
        ("go_live", "4 July"),
        ("measures.1.due", "soon"),
        ("cost.amount", "lots"),
        ("cost.currency", "€"),
    ];
    let data = FormData(typed.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec());
    let form = sent(&drawn(&schema, &data, &offers(5)));
    for (name, value) in typed {
        assert_eq!(form.first(name), Some(value), "{name}");
    }
}

#[test]
fn the_specimen_has_every_shape() {
    let schema = schema();
    let shapes: std::collections::BTreeSet<String> = schema
        .fields()
        .map(|field| format!("{:?}", field.shape).split([' ', '(']).next().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(shapes.len(), 18, "{shapes:?}");
    assert!(schema.fields().any(|field| matches!(field.shape, Shape::Series { .. })));
}
