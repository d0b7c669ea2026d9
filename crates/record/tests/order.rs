//! Sort keys and search words: what a store compares as bytes is the order that people expect.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::prelude::*;
use record::{
    Decimal, Field, FieldDef, Opt, RecordId, Schema, Value, cells, choice, date, fold, line, links_of, money,
    number, rating, search_text, sort_key, words_of,
};
use testkit::{bodies::value_of, id_of, sample, shapes};

const NUMBER: FieldDef = number("number", "Number").field;
const DATE: FieldDef = date("date", "Date").field;
const LINE: FieldDef = line("line", "Line").field;

fn decimal(text: &str) -> Value {
    Value::Number(text.parse().unwrap())
}

fn key(field: &FieldDef, value: &Value) -> String {
    sort_key(field, value).unwrap()
}

#[test]
fn numbers_sort_by_size_not_by_digits() {
    let sorted = [
        "-79228162514264337593543950335",
        "-1000000000000000000",
        "-10",
        "-9",
        "-0.5",
        "-0.000001",
        "0",
        "0.000001",
        "0.5",
        "9",
        "10",
        "10.5",
        "100",
        "1000000000000000000",
        "79228162514264337593543950335",
    ];
    let keys: Vec<String> = sorted.iter().map(|text| key(&NUMBER, &decimal(text))).collect();
    assert!(keys.windows(2).all(|pair| pair[0] < pair[1]), "{keys:#?}");
}

#[test]
fn dates_sort_by_time() {
    let sorted =
        ["0001-01-01", "0999-12-31", "1999-12-31", "2000-01-01", "2026-02-09", "2026-11-01", "9999-12-31"];
    let keys: Vec<String> =
        sorted.iter().map(|text| key(&DATE, &Value::Date(text.parse().unwrap()))).collect();
    assert!(keys.windows(2).all(|pair| pair[0] < pair[1]), "{keys:#?}");
}

#[test]
fn texts_sort_without_regard_to_case_and_accents() {
    let sorted = ["apple", "Äpfel", "banana", "Éclair", "eclipse", "Zebra"];
    let keys: Vec<String> = sorted.iter().map(|text| key(&LINE, &Value::Text((*text).into()))).collect();
    // “Äpfel” folds to “apfel”, which comes before “apple”.
    let mut expected = keys.clone();
    expected.sort();
    assert_eq!(expected, ["apfel", "apple", "banana", "eclair", "eclipse", "zebra"]);
}

#[test]
fn options_sort_as_declared_also_when_there_are_many() {
    let codes: Vec<Opt> =
        (0..120).map(|n| Opt::new(Box::leak(format!("c{n}").into_boxed_str()), "Label")).collect();
    let many: FieldDef = choice("many", "Many", Box::leak(codes.clone().into_boxed_slice())).field;
    let keys: Vec<String> =
        codes.iter().map(|option| key(&many, &Value::Choice(option.code.into()))).collect();
    assert!(keys.windows(2).all(|pair| pair[0] < pair[1]), "{keys:#?}");
    let unknown = key(&many, &Value::Choice("gone".into()));
    assert!(keys.iter().all(|key| *key < unknown), "a code that is no more comes last");
}

#[test]
fn steps_sort_by_number() {
    let field = rating("rating", "Rating", shapes::STEPS).field;
    let keys: Vec<String> = (1..=4).map(|step| key(&field, &Value::Rating(step))).collect();
    assert!(keys.windows(2).all(|pair| pair[0] < pair[1]), "{keys:#?}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_keys_is_the_order_of_numbers(one in value_of(&NUMBER), other in value_of(&NUMBER)) {
        let (Value::Number(a), Value::Number(b)) = (&one, &other) else { unreachable!() };
        let (a_key, b_key) = (key(&NUMBER, &one), key(&NUMBER, &other));
        // What differs only beyond the sixth decimal place may have the same key, but never the other order.
        if a.checked_sub(*b).is_none_or(|difference| difference.abs() >= Decimal::new(1, 6)) {
            prop_assert_eq!(a.cmp(b), a_key.cmp(&b_key));
        } else {
            prop_assert!(a_key == b_key || a.cmp(b) == a_key.cmp(&b_key));
        }
    }

    #[test]
    fn the_order_of_keys_is_the_order_of_dates(one in value_of(&DATE), other in value_of(&DATE)) {
        let (Value::Date(a), Value::Date(b)) = (&one, &other) else { unreachable!() };
        prop_assert_eq!(a.cmp(b), key(&DATE, &one).cmp(&key(&DATE, &other)));
    }

    #[test]
    fn any_number_has_a_key(digits in any::<i128>(), scale in 0..=28_u32) {
        if let Ok(amount) = Decimal::try_from_i128_with_scale(digits >> 32, scale) {
            prop_assert_eq!(key(&NUMBER, &Value::Number(amount)).len(), key(&NUMBER, &decimal("0")).len());
        }
    }

    #[test]
    fn a_folded_text_folds_to_itself(text in any::<String>()) {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once);
    }

    #[test]
    fn the_words_of_a_text_are_found_in_any_case(text in "[a-zA-ZäöüÄÖÜéÉ]{1,20}") {
        prop_assert_eq!(words_of(&text), words_of(&text.to_uppercase()));
        prop_assert_eq!(words_of(&text).len(), 1);
    }

    #[test]
    fn a_key_is_short_whatever_the_text(text in value_of(&LINE)) {
        prop_assert!(key(&LINE, &text).chars().count() <= record::limits::SORT_LINE_CHARS);
    }
}

#[test]
fn money_sorts_by_amount() {
    let field = money("money", "Money").field;
    let of = |amount: &str| {
        key(&field, &Value::Money(record::Amount { amount: amount.parse().unwrap(), currency: "EUR".into() }))
    };
    assert!(of("9.99") < of("10.00"));
    assert_eq!(of("10"), of("10.00"));
}

#[test]
fn the_cells_of_a_sample_hold_one_key_for_each_of_several_values() {
    let schema = Schema::of(testkit::kinds::find("use").unwrap());
    let cells = cells(&schema, &sample("use"));
    let of = |field: &str| -> Vec<&str> {
        cells.iter().filter(|cell| cell.field == field).map(|cell| cell.key.as_str()).collect()
    };
    assert_eq!(of("affected").len(), 2);
    assert_eq!(of("owner"), [id_of("person", 1).to_string()]);
    assert_eq!(of("in_scope"), ["yes"]);
    assert_eq!(of("go_live"), ["2026-03-02"]);
    assert_eq!(of("overseers").len(), 2);
}

#[test]
fn links_are_found_in_fields_lists_and_rows() {
    let schema = Schema::of(testkit::kinds::find("impact_assessment").unwrap());
    let links = links_of(&schema, &sample("impact_assessment"));
    let has = |field: &str, id: RecordId| links.contains(&(field.to_owned(), id));
    assert!(has("uses", id_of("use", 1)));
    assert!(has("owner", id_of("person", 1)));
    assert!(has("assessors", id_of("person", 5)));
    assert!(has("findings.risk", id_of("risk", 1)));
    assert_eq!(links.len(), 17);
}

#[test]
fn a_record_is_found_by_title_option_row_note_and_file() {
    let found = |kind: &str, wanted: &str| {
        let text = search_text(&Schema::of(testkit::kinds::find(kind).unwrap()), &sample(kind));
        let words: Vec<&str> = text.split(' ').collect();
        words_of(wanted).iter().all(|word| words.contains(&word.as_str()))
    };
    assert!(found("use", "JOB applications"));
    assert!(found("use", "Human resources"), "the label of an option");
    assert!(found("impact_assessment", "unusual layouts"), "the text of a row");
    assert!(found("impact_assessment", "apprenticeships"), "the note of an answer");
    assert!(found("document", "signed"), "the name of a file");
    assert!(!found("use", "zebra"));
}

#[test]
fn typed_fields_read_what_bodies_hold() {
    let body = sample("use");
    let name: Field<record::Line> = testkit::kinds::ai_use::NAME;
    assert_eq!(name.of(&body), Some("Pre-sorting of job applications"));
    assert_eq!(testkit::kinds::ai_use::IN_SCOPE.of(&body), Some(true));
    assert_eq!(testkit::kinds::ai_use::OWNER.of(&body), Some(id_of("person", 1)));
    assert_eq!(testkit::kinds::ai_use::GO_LIVE.of(&body), Some(jiff::civil::date(2026, 3, 2)));
    assert_eq!(testkit::kinds::ai_use::ROLES.of(&body).map(<[_]>::len), Some(2));
    assert_eq!(testkit::kinds::ai_use::RETIRED_ON.of(&body), None);
}
