//! Bodies that must not be kept: each is caught, by its code and at its place.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use record::{
    Amount, Answer, Answers, Body, Decimal, FileRef, FormData, Point, RecordId, Row, Schema, TimeSpan,
    Timestamp, Value, limits, missing, parse_form, validate,
};
use serde_json::{Value as Json, json};
use testkit::{SeededIds, id_of, shapes};

fn schema() -> Schema {
    Schema::of(&shapes::KIND)
}

fn titled() -> Body {
    Body::new().with("title", Value::Text("Title".into()))
}

/// What is wrong with a body that holds a title and one value: places and codes.
fn wrong(field: &'static str, value: Value) -> Vec<(String, &'static str)> {
    found(&validate(&schema(), &titled().with(field, value)))
}

fn found(problems: &[record::Problem]) -> Vec<(String, &'static str)> {
    for problem in problems {
        assert!(problem.sentence.ends_with('.') && !problem.code.is_empty(), "{problem:?}");
    }
    problems.iter().map(|problem| (problem.path.clone(), problem.code)).collect()
}

fn at(path: &str, code: &'static str) -> Vec<(String, &'static str)> {
    vec![(path.to_owned(), code)]
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn row(id: u32, column: &str, value: Value) -> Row {
    Row { id, cells: [(column.to_owned(), value)].into() }
}

fn file(name: &str) -> FileRef {
    FileRef { sha256: "0".repeat(64), name: name.into(), bytes: 1, media: "text/csv".into() }
}

fn answers(set: &str, question: &str, value: Value, note: Option<&str>) -> Value {
    let answer = Answer { value, note: note.map(str::to_owned) };
    Value::Answers(Answers { set: set.into(), given: [(question.to_owned(), answer)].into() })
}

fn day(text: &str) -> jiff::civil::Date {
    text.parse().unwrap()
}

#[test]
fn a_body_without_a_title_is_not_kept() {
    assert_eq!(found(&validate(&schema(), &Body::new())), at("title", "missing"));
}

#[test]
fn fields_that_the_kind_does_not_have_are_named() {
    assert_eq!(wrong("password", text("x")), at("password", "unknown_field"));
}

#[test]
fn texts_that_are_too_long_hidden_or_unclean_are_caught() {
    let line = limits::LINE_CHARS;
    let prose = limits::PROSE_CHARS;
    assert_eq!(wrong("title", text(&"ä".repeat(line))), [], "characters are counted, not bytes");
    assert_eq!(wrong("title", text(&"x".repeat(line + 1))), at("title", "too_long"));
    assert_eq!(wrong("prose", text(&"x".repeat(prose + 1))), at("prose", "too_long"));
    assert_eq!(wrong("title", text("nul\0")), at("title", "control_character"));
    assert_eq!(wrong("title", text("invoice\u{202E}fdp.exe")), at("title", "direction_override"));
    assert_eq!(wrong("prose", text("a\u{2066}b")), at("prose", "direction_override"));
    assert_eq!(wrong("prose", text("bell\u{7}")), at("prose", "control_character"));
    assert_eq!(wrong("title", text("two\nlines")), at("title", "not_clean"));
    assert_eq!(wrong("title", text(" ends ")), at("title", "not_clean"));
    assert_eq!(wrong("prose", text("a\r\nb")), at("prose", "not_clean"));
    assert_eq!(wrong("title", text("e\u{301}")), at("title", "not_clean"), "not composed");
}

#[test]
fn numbers_outside_their_bounds_are_caught() {
    for (number, ok) in [("-5", true), ("1000", true), ("-5.01", false), ("1000.0001", false)] {
        let expected = if ok { vec![] } else { at("bounded", "out_of_bounds") };
        assert_eq!(wrong("bounded", Value::Number(number.parse().unwrap())), expected, "{number}");
    }
}

#[test]
fn money_without_a_currency_code_is_caught() {
    for currency in ["", "eur", "EURO", "€", "E1R", "EU "] {
        let money = Value::Money(Amount { amount: Decimal::ONE, currency: currency.into() });
        assert_eq!(wrong("money", money), at("money", "no_currency"), "{currency}");
    }
}

#[test]
fn days_before_the_first_year_are_caught() {
    assert_eq!(wrong("date", Value::Date(day("-000044-03-15"))), at("date", "out_of_bounds"));
    assert_eq!(wrong("date", Value::Date(day("0000-01-01"))), at("date", "out_of_bounds"));
    assert_eq!(wrong("date", Value::Date(day("0001-01-01"))), []);
    let span = TimeSpan { from: day("-000001-01-01"), to: None };
    assert_eq!(wrong("period", Value::Period(span)), at("period", "out_of_bounds"));
}

#[test]
fn a_period_that_ends_before_it_begins_is_caught() {
    let span = TimeSpan { from: day("2026-02-01"), to: Some(day("2026-01-31")) };
    assert_eq!(wrong("period", Value::Period(span)), at("period", "ends_before_it_begins"));
}

#[test]
fn options_and_steps_that_do_not_exist_are_caught() {
    assert_eq!(wrong("choice", Value::Choice("purple".into())), at("choice", "no_such_option"));
    assert_eq!(
        wrong("choice", Value::Choice("Rouge".into())),
        at("choice", "no_such_option"),
        "a label is no code"
    );
    assert_eq!(
        wrong("choices", Value::Choices(vec!["red".into(), "x".into()])),
        at("choices", "no_such_option")
    );
    assert_eq!(wrong("choices", Value::Choices(vec!["red".into(), "red".into()])), at("choices", "twice"));
    for step in [0, 5, u8::MAX] {
        assert_eq!(wrong("rating", Value::Rating(step)), at("rating", "not_on_scale"), "{step}");
    }
}

#[test]
fn too_many_links_and_links_twice_are_caught() {
    let one = id_of("use", 1);
    assert_eq!(wrong("links", Value::Links(vec![one, one])), at("links", "twice"));
    let mut ids = SeededIds::new(1);
    let many: Vec<RecordId> = (0..=limits::LINKS).map(|_| ids.next_id()).collect();
    assert_eq!(wrong("links", Value::Links(many.clone())), at("links", "too_many"));
    assert_eq!(wrong("evidence", Value::Links(many)), at("evidence", "too_many"));
}

#[test]
fn files_with_false_hashes_names_sizes_or_types_are_caught() {
    let wrong_file = |change: fn(&mut FileRef)| {
        let mut file = file("report.csv");
        change(&mut file);
        wrong("file", Value::File(file)).into_iter().map(|(_, code)| code).collect::<Vec<_>>()
    };
    assert_eq!(wrong_file(|_| {}), Vec::<&str>::new());
    assert_eq!(wrong_file(|file| file.sha256 = "0".repeat(63)), ["no_hash"]);
    assert_eq!(wrong_file(|file| file.sha256 = "A".repeat(64)), ["no_hash"]);
    assert_eq!(wrong_file(|file| file.bytes = limits::FILE_BYTES + 1), ["too_large"]);
    for name in ["", "..", "../../etc/passwd", "C:\\boot.ini", "/report.csv"] {
        let mut file = file("x");
        file.name = name.into();
        assert_eq!(wrong("file", Value::File(file)), at("file", "no_file_name"), "{name}");
    }
    assert_eq!(wrong_file(|file| file.name = "x".repeat(1000)), ["no_file_name"]);
    assert_eq!(wrong_file(|file| file.name = "a\r\nSet-Cookie: b".into()), ["not_clean"]);
    assert_eq!(wrong_file(|file| file.name = "nul\0.csv".into()), ["control_character"]);
    assert_eq!(wrong_file(|file| file.name = "gpj\u{202E}.csv".into()), ["direction_override"]);
    assert_eq!(wrong_file(|file| file.media = "text/html\r\nX: y".into()), ["no_media_type"]);
    assert_eq!(wrong_file(|file| file.media = String::new()), ["no_media_type"]);
}

#[test]
fn rows_without_a_number_of_their_own_are_caught() {
    let rows = |ids: &[u32]| Value::Table(ids.iter().map(|id| row(*id, "line", text("x"))).collect());
    assert_eq!(wrong("table", rows(&[1, 2, 9])), []);
    assert_eq!(wrong("table", rows(&[0])), at("table", "row_id"));
    assert_eq!(wrong("table", rows(&[1, 1])), at("table", "row_id"));
    let many: Vec<u32> = (1..).take(limits::ROWS + 1).collect();
    assert_eq!(wrong("table", rows(&many)), at("table", "too_many"));
}

#[test]
fn a_cell_is_checked_like_a_field_and_named_by_row_and_column() {
    let cell = |column: &str, value: Value| wrong("table", Value::Table(vec![row(7, column, value)]));
    assert_eq!(cell("line", text(&"x".repeat(61))), at("table.7.line", "too_long"));
    assert_eq!(cell("choice", Value::Choice("x".into())), at("table.7.choice", "no_such_option"));
    assert_eq!(cell("number", text("12")), at("table.7.number", "malformed"));
    assert_eq!(cell("secret", text("12")), at("table.7.secret", "unknown_field"));
}

#[test]
fn answers_to_other_sets_and_questions_are_caught() {
    let red = || Value::Choice("red".into());
    for set in ["shapes@1", "shapes@3"] {
        assert_eq!(wrong("answers", answers(set, "colour", red(), None)), [], "{set}");
    }
    for set in
        ["", "shapes", "shapes@", "shapes@0", "shapes@4", "shapes@3x", "shapes@@3", "other@1", "shapesx@1"]
    {
        assert_eq!(
            wrong("answers", answers(set, "colour", red(), None)),
            at("answers", "wrong_set"),
            "{set}"
        );
    }
    assert_eq!(
        wrong("answers", answers("shapes@3", "size", red(), None)),
        at("answers.size", "unknown_question")
    );
    let purple = Value::Choice("purple".into());
    assert_eq!(
        wrong("answers", answers("shapes@3", "colour", purple, None)),
        at("answers.colour", "no_such_option")
    );
}

#[test]
fn notes_beside_answers_are_checked_too() {
    let note = |note: &str| wrong("answers", answers("shapes@3", "sure", Value::Flag(true), Some(note)));
    assert_eq!(note("Because.\nAnd so on."), []);
    assert_eq!(note("a\u{202E}b"), at("answers.sure.note", "direction_override"));
    assert_eq!(note("nul\0"), at("answers.sure.note", "control_character"));
    assert_eq!(note(" spaces "), at("answers.sure.note", "not_clean"));
    assert_eq!(note(&"x".repeat(limits::NOTE_CHARS + 1)), at("answers.sure.note", "too_long"));
}

#[test]
fn points_must_follow_each_other_and_be_few_enough() {
    let point = |second: i64| Point { at: Timestamp::from_second(second).unwrap(), value: Decimal::ONE };
    assert_eq!(wrong("series", Value::Series(vec![point(2), point(1)])), at("series", "not_ascending"));
    assert_eq!(wrong("series", Value::Series(vec![point(2), point(2)])), at("series", "not_ascending"));
    let many: Vec<Point> = (0..).map(point).take(limits::POINTS + 1).collect();
    assert_eq!(wrong("series", Value::Series(many)), at("series", "too_many"));
}

#[test]
fn a_value_of_another_type_is_caught_in_every_field() {
    let values = [
        Value::Text("x".into()),
        Value::Number(Decimal::ONE),
        Value::Flag(true),
        Value::Rating(1),
        Value::Link(id_of("use", 1)),
        Value::Links(vec![id_of("use", 1)]),
        Value::File(file("a")),
        Value::Series(vec![Point { at: Timestamp::UNIX_EPOCH, value: Decimal::ONE }]),
    ];
    for field in shapes::KIND.fields.iter().skip(1) {
        let refused = values
            .iter()
            .filter(|value| wrong(field.id, (*value).clone()).contains(&(field.id.to_owned(), "malformed")));
        assert!(refused.count() >= values.len() - 1, "{} takes values of several types", field.id);
    }
}

#[test]
fn a_body_that_is_too_large_as_a_whole_is_caught() {
    let long = "x".repeat(limits::PROSE_CHARS);
    let rows = (1..=30).map(|id| row(id, "prose", text(&long))).collect();
    assert_eq!(wrong("table", Value::Table(rows)), at("", "too_large"));
}

#[test]
fn blanks_do_not_pass_for_content() {
    let sent = json!({
        "title": "Title",
        "choice": "red",
        "asked": "   ",
        "prose": "",
        "choices": [],
        "links": [],
        "table": [{"row": 1, "line": "  ", "prose": "x"}, {"row": 2, "line": ""}],
        "answers": {"set": "shapes@3", "given": {"colour": {"value": ""}, "sure": {"value": true}}},
    });
    let (body, problems) = Body::from_json(&schema(), sent.as_object().unwrap());
    assert_eq!(problems, []);
    let filled: Vec<&str> = body.iter().map(|(id, _)| id).collect();
    assert_eq!(filled, ["answers", "choice", "table", "title"]);
    assert_eq!(
        found(&missing(&schema(), &body)),
        [
            ("table.1.line".to_owned(), "missing"),
            ("answers.colour".to_owned(), "missing"),
            ("asked".to_owned(), "missing")
        ]
    );
}

#[test]
fn a_question_is_missing_only_when_its_condition_holds() {
    let with = |colour: &str| {
        titled().with("answers", answers("shapes@3", "colour", Value::Choice(colour.into()), None))
    };
    assert_eq!(found(&missing(&schema(), &with("red"))), at("answers.why", "missing"));
    assert_eq!(found(&missing(&schema(), &with("green"))), []);
}

#[test]
fn a_field_is_missing_only_when_its_condition_holds() {
    assert_eq!(found(&missing(&schema(), &titled().with("choice", Value::Choice("blue".into())))), []);
    let red = titled().with("choice", Value::Choice("red".into()));
    assert_eq!(found(&missing(&schema(), &red)), at("asked", "missing"));
    assert_eq!(found(&missing(&schema(), &red.with("asked", text("Because")))), []);
}

#[test]
fn json_of_another_type_is_named_and_the_rest_is_read() {
    let sent = json!({
        "title": 7, "prose": ["x"], "number": "twelve", "money": {"amount": "1"}, "date": "02/01/2026", "flag": "yes",
        "choice": 1, "choices": "red", "rating": 300, "period": {"to": "2026-01-01"}, "link": "SYS-0001", "links": {},
        "file": {"name": "a"}, "table": [[]], "answers": {"set": "shapes@3"}, "series": [{"at": "noon", "value": 1}],
        "nobody": 1, "person": id_of("person", 1).to_string(), "evidence": null,
    });
    let (body, problems) = Body::from_json(&schema(), sent.as_object().unwrap());
    assert_eq!(body.iter().map(|(id, _)| id).collect::<Vec<_>>(), ["person"]);
    let mut places: Vec<(String, &str)> = found(&problems);
    places.sort();
    assert_eq!(places.len(), 17);
    assert!(
        places
            .iter()
            .all(|(path, code)| *code == if path == "nobody" { "unknown_field" } else { "malformed" })
    );
}

#[test]
fn numbers_are_never_rounded_unseen() {
    let read = |number: Json| {
        let sent = json!({"number": number});
        Body::from_json(&schema(), sent.as_object().unwrap()).0.get("number").cloned()
    };
    let exact = |text: &str| Some(Value::Number(text.parse().unwrap()));
    assert_eq!(read(json!("0.1")), exact("0.1"));
    assert_eq!(read(json!(0.1)), exact("0.1"));
    assert_eq!(read(json!(0.000_000_1)), exact("0.0000001"));
    assert_eq!(read(json!("0.1234567890123456789012345678")), exact("0.1234567890123456789012345678"));
    assert_eq!(read(json!("0.12345678901234567890123456789")), None);
    assert_eq!(read(json!("99999999999999999999999999999999")), None);
    assert_eq!(read(json!(1e40)), None);
    let form = FormData(vec![("number".into(), "0.12345678901234567890123456789".into())]);
    assert_eq!(found(&parse_form(&schema(), &form, None).1), at("number", "not_a_number"));
}

#[test]
fn a_note_without_an_answer_is_not_dropped_unseen() {
    let form = FormData(vec![("answers.sure.note".into(), "I wonder".into())]);
    let (body, problems) = parse_form(&schema(), &form, None);
    assert_eq!(found(&problems), at("answers.sure", "note_without_answer"));
    assert!(body.is_empty());
}

#[test]
fn a_third_day_in_a_period_is_not_dropped_unseen() {
    let form = FormData(vec![
        ("period.from".into(), "2026-01-01 – 2026-02-01".into()),
        ("period.to".into(), "2026-03-01".into()),
    ]);
    assert_eq!(found(&parse_form(&schema(), &form, None).1), at("period", "not_a_period"));
}

#[test]
fn a_form_with_rows_out_of_number_is_refused_or_ignored_but_never_read_wrongly() {
    let sent = |name: &str| parse_form(&schema(), &FormData(vec![(name.into(), "x".into())]), None).0;
    for name in
        ["table.0.line", "table.-1.line", "table.1", "table..line", "table.99999999999.line", "tables.1.line"]
    {
        assert!(sent(name).is_empty(), "{name}");
    }
    assert_eq!(sent("table.3.line").get("table"), Some(&Value::Table(vec![row(3, "line", text("x"))])));
    let many = (1..=limits::ROWS + 1).map(|id| (format!("table.{id}.line"), "x".to_owned())).collect();
    assert_eq!(found(&parse_form(&schema(), &FormData(many), None).1), at("table", "too_many"));
}
