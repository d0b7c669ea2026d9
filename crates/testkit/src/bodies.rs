//! Bodies that hold under their schema, drawn at random: strategies for `proptest`.

use proptest::{
    collection::{btree_map, btree_set, vec},
    option,
    prelude::*,
    sample::{select, subsequence},
};
use record::{
    Amount, Answer, Answers, Body, Decimal, FieldDef, FileRef, Opt, Point, QuestionSet, RecordId, Row,
    Schema, Shape, TimeSpan, Timestamp, Value, clean_line, clean_prose, limits,
};
use uuid::Uuid;

/// Bodies of a schema for which `validate` finds nothing: the title always filled in, every other field sometimes.
pub fn body_of(schema: &Schema) -> BoxedStrategy<Body> {
    let title = schema.kind.title().id;
    let fields: Vec<BoxedStrategy<(String, Option<Value>)>> = schema
        .fields()
        .map(|field| {
            let (id, value) = (field.id.to_owned(), value_of(field));
            let value =
                if field.id == title { value.prop_map(Some).boxed() } else { option::of(value).boxed() };
            value.prop_map(move |value| (id.clone(), value)).boxed()
        })
        .collect();
    fields.prop_map(|pairs| pairs.into_iter().filter_map(|(id, value)| Some((id, value?))).collect()).boxed()
}

/// Values that a field may hold.
pub fn value_of(field: &FieldDef) -> BoxedStrategy<Value> {
    match field.shape {
        Shape::Line { max } => text(max, clean_line).prop_map(Value::Text).boxed(),
        Shape::Prose { max } => text(max, clean_prose).prop_map(Value::Text).boxed(),
        Shape::Number { min, max, .. } => number(min, max).prop_map(Value::Number).boxed(),
        Shape::Money => (number(None, None), "[A-Z]{3}")
            .prop_map(|(amount, currency)| Value::Money(Amount { amount, currency }))
            .boxed(),
        Shape::Date => date().prop_map(Value::Date).boxed(),
        Shape::Flag => any::<bool>().prop_map(Value::Flag).boxed(),
        Shape::Choice(options) => select(codes(options)).prop_map(Value::Choice).boxed(),
        Shape::Choices(options) => {
            let codes = codes(options);
            let all = codes.len();
            subsequence(codes, 1..=all).prop_map(Value::Choices).boxed()
        }
        Shape::Rating(steps) => {
            (1..=u8::try_from(steps.len()).unwrap_or(u8::MAX)).prop_map(Value::Rating).boxed()
        }
        Shape::Period => (date(), option::of(date()))
            .prop_map(|(one, other)| {
                let from = other.map_or(one, |other| other.min(one));
                Value::Period(TimeSpan { from, to: other.map(|other| other.max(one)) })
            })
            .boxed(),
        Shape::Link(_) | Shape::Person => id().prop_map(Value::Link).boxed(),
        Shape::Links(_) | Shape::Evidence => btree_set(id(), 1..5)
            .prop_map(|ids| ids.into_iter().collect::<Vec<_>>())
            .prop_shuffle()
            .prop_map(Value::Links)
            .boxed(),
        Shape::File => file().prop_map(Value::File).boxed(),
        Shape::Table(columns) => table(columns).prop_map(Value::Table).boxed(),
        Shape::Answers(set) => answers(set).prop_map(Value::Answers).boxed(),
        Shape::Series { .. } => btree_map(timestamp(), number(None, None), 1..6)
            .prop_map(|points| {
                Value::Series(points.into_iter().map(|(at, value)| Point { at, value }).collect())
            })
            .boxed(),
    }
}

/// Text of many scripts and signs, cleaned as a form would, now and then as long as the field allows.
fn text(
    max: usize,
    clean: fn(&str) -> Result<String, (&'static str, &'static str)>,
) -> impl Strategy<Value = String> {
    let sign = prop_oneof![
        6 => proptest::char::range(' ', '~'),
        2 => select(vec!['é', 'ß', 'ﬁ', 'İ', 'ǆ', '①', 'Ω', 'я', '漢', 'ש', '\u{200F}', '\u{301}', '😀', '\u{2028}']),
        1 => select(vec!['\n', '\t', '\u{a0}', ';', ',', '–', '/', '"', '\'', '=', '+', '@', '-', '<', '&', '\\']),
        1 => any::<char>().prop_filter("a sign that can be kept", |sign| clean_prose(&sign.to_string()).is_ok()),
    ];
    let many = prop_oneof![9 => 1..40_usize, 1 => Just(max.min(limits::LINE_CHARS))];
    many.prop_flat_map(move |length| vec(sign.clone(), length)).prop_filter_map("blank", move |signs| {
        let cleaned = clean(&signs.into_iter().collect::<String>()).ok()?;
        let short: String = cleaned.chars().take(max).collect();
        clean(&short).ok().filter(|text| !text.trim().is_empty())
    })
}

fn number(min: Option<i64>, max: Option<i64>) -> BoxedStrategy<Decimal> {
    match (min, max) {
        (None, None) => prop_oneof![
            4 => (any::<i32>(), 0..6_u32).prop_map(|(digits, scale)| Decimal::new(i64::from(digits), scale)),
            1 => (any::<i64>(), 0..28_u32).prop_map(|(digits, scale)| Decimal::new(digits, scale)),
            1 => select(vec![Decimal::ZERO, Decimal::MAX, Decimal::MIN, Decimal::new(-1, 28)]),
        ]
        .boxed(),
        (min, max) => (min.unwrap_or(i64::MIN)..=max.unwrap_or(i64::MAX)).prop_map(Decimal::from).boxed(),
    }
}

fn date() -> impl Strategy<Value = jiff::civil::Date> {
    let year = prop_oneof![5 => 1990..2060_i16, 1 => 1..=9999_i16];
    (year, 1..=12_i8, 1..=31_i8).prop_filter_map("a day of the calendar", |(year, month, day)| {
        jiff::civil::Date::new(year, month, day).ok()
    })
}

fn timestamp() -> impl Strategy<Value = Timestamp> {
    (0..4_000_000_000_i64, 0..1_000_000_000_i32)
        .prop_filter_map("a moment", |(second, nanosecond)| Timestamp::new(second, nanosecond).ok())
}

fn id() -> impl Strategy<Value = RecordId> {
    any::<u128>().prop_map(|bits| RecordId(Uuid::from_u128(bits)))
}

fn file() -> impl Strategy<Value = FileRef> {
    // Names that a folder has are no names of files.
    let plain = |name: String| if matches!(name.as_str(), "." | "..") { "_".to_owned() } else { name };
    let name = text(120, clean_line).prop_map(move |name| plain(name.replace(['/', '\\'], "_")));
    let media = select(vec!["application/pdf", "text/csv", "image/png"]);
    ("[0-9a-f]{64}", name, 0..=limits::FILE_BYTES, media).prop_map(|(sha256, name, bytes, media)| FileRef {
        sha256,
        name,
        bytes,
        media: media.to_owned(),
    })
}

fn table(columns: &'static [FieldDef]) -> impl Strategy<Value = Vec<Row>> {
    let cells: Vec<BoxedStrategy<Option<(String, Value)>>> = columns
        .iter()
        .map(|column| {
            let id = column.id.to_owned();
            let value = value_of(column);
            option::of(value).prop_map(move |value| Some((id.clone(), value?))).boxed()
        })
        .collect();
    let filled = cells.prop_map(|cells| cells.into_iter().flatten().collect());
    let filled = filled
        .prop_filter("a row says something", |cells: &std::collections::BTreeMap<_, _>| !cells.is_empty());
    btree_map(1..500_u32, filled, 1..4)
        .prop_map(|rows| rows.into_iter().map(|(id, cells)| Row { id, cells }).collect())
}

fn answers(set: &'static QuestionSet) -> impl Strategy<Value = Answers> {
    let given: Vec<BoxedStrategy<Option<(String, Answer)>>> = set
        .questions
        .iter()
        .map(|question| {
            let id = question.field.id.to_owned();
            option::of((value_of(&question.field), option::of(text(200, clean_prose))))
                .prop_map(move |answer| answer.map(|(value, note)| (id.clone(), Answer { value, note })))
                .boxed()
        })
        .collect();
    given
        .prop_map(|given| Answers { set: set.tag(), given: given.into_iter().flatten().collect() })
        .prop_filter("something was answered", |answers| !answers.given.is_empty())
}

fn codes(options: &[Opt]) -> Vec<String> {
    options.iter().map(|option| option.code.to_owned()).collect()
}
