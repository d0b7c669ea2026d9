//! What is written as form, JSON or text is read back as it was: over bodies of every kind and every shape.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::{prelude::*, test_runner::TestRunner};
use record::{
    Body, FieldDef, Schema, Shape, Value, changed_fields, parse_form, parse_text, show, to_form, validate,
};
use testkit::{
    bodies::{body_of, value_of},
    shapes,
};

/// Runs a property over bodies of the kind that has every shape, and a few of every real kind.
fn over_bodies(property: impl Fn(&Schema, Body) -> Result<(), TestCaseError>) {
    run(&Schema::of(&shapes::KIND), 96, &property);
    for kind in testkit::kinds::ALL {
        run(&Schema::of(kind), 4, &property);
    }
}

fn run(schema: &Schema, cases: u32, property: &impl Fn(&Schema, Body) -> Result<(), TestCaseError>) {
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let result = TestRunner::new(config).run(&body_of(schema), |body| property(schema, body));
    result.map_err(|failure| format!("{}: {failure}", schema.kind.id)).unwrap();
}

/// Every field and column of the kind that has every shape.
fn all_fields() -> Vec<FieldDef> {
    shapes::KIND.fields.iter().chain(shapes::COLUMNS).copied().collect()
}

fn over_values(field: &FieldDef, property: impl Fn(Value) -> Result<(), TestCaseError>) {
    let config = ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() };
    let result = TestRunner::new(config).run(&value_of(field), property);
    result.map_err(|failure| format!("{}: {failure}", field.id)).unwrap();
}

#[test]
fn generated_bodies_hold() {
    over_bodies(|schema, body| {
        prop_assert_eq!(validate(schema, &body), []);
        Ok(())
    });
}

#[test]
fn a_body_comes_back_from_json() {
    over_bodies(|schema, body| {
        let (read, problems) = Body::from_json(schema, &body.to_json());
        prop_assert_eq!(problems, []);
        prop_assert_eq!(read, body);
        Ok(())
    });
}

#[test]
fn a_body_comes_back_from_json_written_as_text() {
    over_bodies(|schema, body| {
        let text = serde_json::to_string(&body.to_json()).unwrap();
        let (read, problems) = Body::from_json(schema, &serde_json::from_str(&text).unwrap());
        prop_assert_eq!(problems, []);
        prop_assert_eq!(serde_json::to_string(&read.to_json()).unwrap(), text);
        Ok(())
    });
}

#[test]
fn a_stored_body_is_read_from_its_text_whole_or_in_part() {
    over_bodies(|schema, body| {
        let text = serde_json::to_string(&body.to_json()).unwrap();
        prop_assert_eq!(&schema.read_text(&schema.tag, &text, &[]).unwrap(), &body);
        // Every other field, and one that nobody declared.
        let only: Vec<&str> = schema.fields().map(|field| field.id).step_by(2).chain(["nothing"]).collect();
        let part = schema.read_text(&schema.tag, &text, &only).unwrap();
        for field in schema.fields() {
            let wanted = body.get(field.id).filter(|_| only.contains(&field.id));
            prop_assert_eq!(part.get(field.id), wanted, "{}", field.id);
        }
        // What can no longer be read as its field is left out, as it is when read from JSON.
        let mut odd = body.to_json();
        for (number, (_, value)) in odd.iter_mut().enumerate() {
            if number % 2 == 0 {
                *value = serde_json::json!({ "odd": [null] });
            }
        }
        odd.insert("gone".to_owned(), serde_json::json!("x"));
        let text = serde_json::to_string(&odd).unwrap();
        prop_assert_eq!(schema.read_text(&schema.tag, &text, &[]).unwrap(), schema.read(&schema.tag, odd));
        Ok(())
    });
}

#[test]
fn text_that_is_no_object_is_no_body() {
    let schema = Schema::of(&shapes::KIND);
    for text in ["", "[]", "null", "\"a\"", "{\"name\"", "{} {}", "{\"name\": }"] {
        assert!(schema.read_text(&schema.tag, text, &[]).is_err(), "{text}");
        assert!(schema.read_text(&schema.tag, text, &["name"]).is_err(), "{text}");
    }
}

#[test]
fn a_body_comes_back_from_a_form() {
    over_bodies(|schema, body| {
        let (read, problems) = parse_form(schema, &to_form(schema, &body), Some(&body));
        prop_assert_eq!(problems, []);
        prop_assert_eq!(changed_fields(&body, &read), Vec::<String>::new());
        prop_assert_eq!(read, body);
        Ok(())
    });
}

#[test]
fn without_a_base_a_form_loses_files_and_series_only() {
    over_bodies(|schema, body| {
        let (read, problems) = parse_form(schema, &to_form(schema, &body), None);
        prop_assert_eq!(problems, []);
        for id in changed_fields(&body, &read) {
            let shape = schema.field(&id).map(|field| field.shape);
            prop_assert!(matches!(shape, Some(Shape::File | Shape::Series { .. })), "lost {}", id);
        }
        Ok(())
    });
}

#[test]
fn a_form_with_lines_as_browsers_send_them_reads_the_same() {
    over_bodies(|schema, body| {
        let mut form = to_form(schema, &body);
        for (_, value) in &mut form.0 {
            *value = format!(" {} ", value.replace('\n', "\r\n"));
        }
        let (read, problems) = parse_form(schema, &form, Some(&body));
        prop_assert_eq!(problems, []);
        prop_assert_eq!(read, body);
        Ok(())
    });
}

#[test]
fn a_value_comes_back_from_the_text_that_shows_it() {
    for field in all_fields() {
        over_values(&field, |value| {
            let text = show(&field.shape, &value);
            match (parse_text(&field.shape, &text), field.shape) {
                (read, Shape::File | Shape::Table(_) | Shape::Answers(_) | Shape::Series { .. }) => {
                    prop_assert_eq!(read.map_err(|problem| problem.0), Err("not_text"));
                }
                (read, _) => prop_assert_eq!(read, Ok(Some(value)), "shown as {:?}", text),
            }
            Ok(())
        });
    }
}

#[test]
fn text_that_shows_a_value_shows_it_the_same_after_a_round() {
    for field in all_fields() {
        over_values(&field, |value| {
            let text = show(&field.shape, &value);
            if let Ok(Some(read)) = parse_text(&field.shape, &text) {
                prop_assert_eq!(show(&field.shape, &read), text);
            }
            Ok(())
        });
    }
}

#[test]
fn any_text_is_read_or_refused_with_a_sentence() {
    let config = ProptestConfig { cases: 800, failure_persistence: None, ..ProptestConfig::default() };
    let text = prop_oneof![any::<String>(), "[-+0-9.,eE_ /–T:;]{0,40}", "[a-z0-9 ;]{0,20}"];
    TestRunner::new(config)
        .run(&text, |text| {
            for field in all_fields() {
                match parse_text(&field.shape, &text) {
                    Ok(None) => prop_assert!(text.trim().is_empty()),
                    Ok(Some(value)) => {
                        let again = parse_text(&field.shape, &show(&field.shape, &value));
                        if !value.is_blank() {
                            prop_assert_eq!(again, Ok(Some(value)), "{} from {:?}", field.id, text);
                        }
                    }
                    Err((code, sentence)) => prop_assert!(!code.is_empty() && sentence.ends_with('.')),
                }
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn equal_bodies_are_the_same_bytes() {
    over_bodies(|schema, body| {
        let bytes = serde_json::to_string(&body.to_json()).unwrap();
        let reordered: Body = body
            .iter()
            .map(|(id, value)| (id.to_owned(), value.clone()))
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect();
        prop_assert_eq!(&reordered, &body);
        prop_assert_eq!(serde_json::to_string(&reordered.to_json()).unwrap(), bytes.as_str());
        // The same amounts, written with more digits after the point.
        let padded: Body = body.iter().map(|(id, value)| (id.to_owned(), padded(value))).collect();
        prop_assert_eq!(&padded, &body);
        prop_assert_eq!(serde_json::to_string(&padded.to_json()).unwrap(), bytes, "{}", schema.tag);
        Ok(())
    });
}

/// The same value with zeros after the last digit, where there is room for them.
fn padded(value: &Value) -> Value {
    let pad = |mut number: record::Decimal| {
        number.rescale(number.scale() + 1);
        number
    };
    match value.clone() {
        Value::Number(number) => Value::Number(pad(number)),
        Value::Money(mut money) => {
            money.amount = pad(money.amount);
            Value::Money(money)
        }
        other => other,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn clean_text_stays_as_it_is(text in any::<String>()) {
        for clean in [record::clean_line, record::clean_prose] {
            if let Ok(once) = clean(&text) {
                prop_assert_eq!(clean(&once), Ok(once));
            }
        }
    }

    #[test]
    fn any_json_is_read_or_refused_with_a_sentence(text in "[\\[\\]{}\",:0-9a-z. -]{0,60}") {
        let Ok(json) = serde_json::from_str::<serde_json::Value>(&text) else { return Ok(()) };
        for field in all_fields() {
            if let Err(sentence) = Value::from_json(&field.shape, &json) {
                prop_assert!(sentence.ends_with('.'), "{}", sentence);
            }
        }
    }
}
