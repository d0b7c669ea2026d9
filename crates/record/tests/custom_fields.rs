//! Fields that an organisation adds: declared by records, and from then on like any other.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::{prelude::*, test_runner::TestRunner};
use record::{
    Body, FieldDef, Interner, Row, Schema, Shape, Value, changed_fields, custom, limits, missing, parse_form,
    to_form, validate,
};
use testkit::{bodies::body_of, shapes};

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn declaration(id: &str, shape: &str) -> Body {
    Body::new()
        .with("label", text("Budget code"))
        .with("kind", text("every_shape"))
        .with("field_id", text(id))
        .with("shape", Value::Choice(shape.to_owned()))
}

fn with_options(options: &[(&str, &str)]) -> Body {
    let rows = (1..).zip(options).map(|(id, (code, label))| Row {
        id,
        cells: [("code".to_owned(), text(code)), ("label".to_owned(), text(label))].into(),
    });
    declaration("extra", "choices").with("options", Value::Table(rows.collect()))
}

fn codes(body: &Body) -> Vec<&'static str> {
    custom::problems(body, shapes::KIND.fields).iter().map(|problem| problem.code).collect()
}

const SHAPES: &[&str] = &["line", "prose", "number", "money", "date", "flag", "choice", "choices", "person"];

/// The made-up kind with a custom field of every shape that one can have.
fn schema() -> Schema {
    let mut interner = Interner::default();
    let fields: Vec<FieldDef> = SHAPES
        .iter()
        .map(|shape| {
            let mut body = with_options(&[("a", "First"), ("b", "Second")]);
            body.set("field_id", text(&format!("own_{shape}")));
            body.set("shape", Value::Choice((*shape).to_owned()));
            custom::field_of(&body, &mut interner).unwrap().1
        })
        .collect();
    Schema::with(&shapes::KIND, fields, 4)
}

#[test]
fn every_shape_that_the_form_offers_makes_a_field() {
    let schema = schema();
    let Shape::Choice(offered) = custom::SHAPE.field.shape else { panic!("a choice") };
    assert_eq!(offered.iter().map(|option| option.code).collect::<Vec<_>>(), SHAPES);
    assert_eq!(schema.custom.len(), SHAPES.len());
    assert!(schema.custom.iter().all(|field| field.custom && field.section == "Own fields"));
    assert_eq!(schema.tag, "every_shape/1+4");
}

#[test]
fn custom_fields_travel_like_declared_ones() {
    let schema = schema();
    let config = ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() };
    TestRunner::new(config)
        .run(&body_of(&schema), |body| {
            prop_assert_eq!(validate(&schema, &body), []);
            let (read, problems) = Body::from_json(&schema, &body.to_json());
            prop_assert_eq!(problems, []);
            prop_assert_eq!(&read, &body);
            let (read, problems) = parse_form(&schema, &to_form(&schema, &body), Some(&body));
            prop_assert_eq!(problems, []);
            prop_assert_eq!(changed_fields(&read, &body), Vec::<String>::new());
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_required_custom_field_is_missing_until_it_is_filled_in() {
    let mut interner = Interner::default();
    let body =
        declaration("own", "line").with("required", Value::Flag(true)).with("personal", Value::Flag(true));
    let (kind, field) = custom::field_of(&body, &mut interner).unwrap();
    assert_eq!((kind.as_str(), field.required, field.personal), ("every_shape", true, true));
    let schema = Schema::with(&shapes::KIND, vec![field], 1);
    let title = Body::new().with("title", text("Title"));
    assert_eq!(
        missing(&schema, &title).iter().map(|problem| problem.path.as_str()).collect::<Vec<_>>(),
        ["own"]
    );
    assert_eq!(missing(&schema, &title.with("own", text("x"))), []);
}

#[test]
fn ids_that_are_no_codes_or_are_taken_are_named() {
    assert_eq!(codes(&declaration("budget_code", "line")), Vec::<&str>::new());
    assert_eq!(codes(&declaration("Budget", "line")), ["not_a_code"]);
    assert_eq!(codes(&declaration("a.b", "line")), ["not_a_code"]);
    assert_eq!(codes(&declaration("title", "line")), ["taken"]);
    assert_eq!(codes(&declaration("extra", "choice")), ["missing"], "a choice without options");
}

#[test]
fn options_that_cannot_be_told_apart_or_written_down_are_named() {
    assert_eq!(codes(&with_options(&[("a", "First"), ("b", "Second")])), Vec::<&str>::new());
    assert_eq!(codes(&with_options(&[("a", "A")])), Vec::<&str>::new(), "a label may repeat its own code");
    assert_eq!(codes(&with_options(&[("a", "First"), ("a", "Second")])), ["twice"]);
    assert_eq!(codes(&with_options(&[("a", "First"), ("b", "FIRST")])), ["twice"]);
    assert_eq!(
        codes(&with_options(&[("a", "B"), ("b", "Second")])),
        ["twice"],
        "one option's label is another's code"
    );
    assert_eq!(codes(&with_options(&[("a;b", "First")])), ["not_a_code"]);
    assert_eq!(codes(&with_options(&[("a", "First; second")])), ["not_a_code"]);
}

#[test]
fn one_kind_takes_a_limited_number_of_custom_fields() {
    let field = schema().custom[0];
    let schema = Schema::with(&shapes::KIND, vec![field; limits::CUSTOM_FIELDS + 1], 1);
    assert_eq!(schema.custom.len(), limits::CUSTOM_FIELDS);
}

#[test]
fn words_are_kept_once() {
    let mut interner = Interner::default();
    let (one, other) = (interner.text("budget"), interner.text(&String::from("budget")));
    assert!(std::ptr::eq(one, other));
    let options = [("a".to_owned(), "First".to_owned())];
    assert!(std::ptr::eq(interner.options(&options), interner.options(&options)));
}
