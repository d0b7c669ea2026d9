//! Fields that an organisation adds. Each is itself a record, so it has a history, an approval and a place in the ledger.

use crate::{
    Approval, Area, Body, Field, FieldDef, Interner, Kind, LifeCycle, Line, Name, Opt, Pick, Problem, Prose,
    Rows, Sensitivity, Shape, Value, choice, field, flag, fold, limits, line, prose, table,
};

use std::collections::BTreeMap;

/// The kind of record that declares a custom field.
pub static KIND: Kind = Kind {
    id: "custom_field",
    reference: "FLD",
    name: Name { one: "Custom field", many: "Custom fields" },
    purpose: "Fields that the organisation adds to the kinds of record it keeps.",
    expected_by: &[],
    area: Area::Settings,
    fields: &[
        LABEL.field,
        KIND_ID.field,
        FIELD_ID.field,
        SHAPE.field,
        HINT.field,
        OPTIONS.field,
        REQUIRED.field,
        PERSONAL.field,
    ],
    columns: &[LABEL.field, KIND_ID.field, FIELD_ID.field, SHAPE.field, REQUIRED.field],
    life_cycle: LifeCycle::Controlled,
    approval: Approval::GOVERNING,
    sensitivity: Sensitivity::Open,
    version: 1,
    upcasts: &[],
}
.checked();

/// What people read beside the value.
pub const LABEL: Field<Line> = line("label", "Label").required().max(60);
/// The kind that the field is added to, by id.
pub const KIND_ID: Field<Line> = line("kind", "Kind of record")
    .required()
    .max(40)
    .hint("The id of the kind, as in its address: use, system, risk …");
/// The id of the new field.
pub const FIELD_ID: Field<Line> = line("field_id", "Field id")
    .required()
    .max(36)
    .hint("Lower case letters, digits and underscores. It cannot be changed later.");
/// The shape of the new field.
pub const SHAPE: Field<Pick> = choice("shape", "Shape", SHAPES).required();
/// What to write there.
pub const HINT: Field<Prose> = prose("hint", "Hint").max(300);
/// The options of a choice.
pub const OPTIONS: Field<Rows> = table("options", "Options", &[OPTION_CODE.field, OPTION_LABEL.field])
    .when("shape", &["choice", "choices"]);
/// Code of an option.
pub const OPTION_CODE: Field<Line> = line("code", "Code").required().max(40);
/// Label of an option.
pub const OPTION_LABEL: Field<Line> = line("label", "Label").required().max(80);
const REQUIRED: Field<crate::Flag> = flag("required", "Required");
const PERSONAL: Field<crate::Flag> = flag("personal", "Holds personal data");

const SHAPES: &[Opt] = &[
    Opt::new("line", "One line of text"),
    Opt::new("prose", "Paragraphs of text"),
    Opt::new("number", "Number"),
    Opt::new("money", "Money"),
    Opt::new("date", "Date"),
    Opt::new("flag", "Yes or no"),
    Opt::new("choice", "One of a few"),
    Opt::new("choices", "Several of a few"),
    Opt::new("person", "Person"),
];

/// What is wrong with a custom field's declaration; `declared` are the fields that the kind already has.
pub fn problems(body: &Body, declared: &[FieldDef]) -> Vec<Problem> {
    let mut problems = Vec::new();
    if let Some(id) = FIELD_ID.of(body) {
        if !is_code(id) {
            problems.push(Problem::new(
                FIELD_ID.field.id,
                "not_a_code",
                "Use lower case letters, digits and underscores.",
            ));
        }
        if declared.iter().any(|field| field.id == id) {
            problems.push(Problem::new(
                FIELD_ID.field.id,
                "taken",
                "The kind already has a field with this id.",
            ));
        }
    }
    if matches!(SHAPE.of(body), Some("choice" | "choices")) && options(body).is_empty() {
        problems.push(Problem::new(OPTIONS.field.id, "missing", "Give at least one option."));
    }
    // People and files name an option by code or by label, so neither may stand for two, nor hold the sign that
    // separates several.
    let mut names = BTreeMap::new();
    for (place, (code, label)) in options(body).into_iter().enumerate() {
        if !is_code(&code) || label.contains(';') {
            problems.push(Problem::new(
                OPTIONS.field.id,
                "not_a_code",
                "Use lower case letters, digits and underscores for codes, and no semicolon in labels.",
            ));
        }
        let taken = |name: &str| names.get(name).is_some_and(|other| *other != place);
        if taken(&fold(&code)) || taken(&fold(&label)) {
            problems.push(Problem::new(
                OPTIONS.field.id,
                "twice",
                format!("“{label}” cannot be told from another option."),
            ));
        }
        names.insert(fold(&code), place);
        names.insert(fold(&label), place);
    }
    problems
}

fn is_code(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'))
}

/// The field that an effective record of this kind declares, with the kind that it belongs to. `None` when the body
/// does not hold enough to make one.
pub fn field_of(body: &Body, interner: &mut Interner) -> Option<(String, FieldDef)> {
    let kind = KIND_ID.of(body)?.to_owned();
    let shape = match SHAPE.of(body)? {
        "line" => Shape::Line { max: limits::LINE_CHARS },
        "prose" => Shape::Prose { max: limits::PROSE_CHARS },
        "number" => Shape::Number { min: None, max: None, unit: "" },
        "money" => Shape::Money,
        "date" => Shape::Date,
        "flag" => Shape::Flag,
        "choice" => Shape::Choice(interner.options(&options(body))),
        "choices" => Shape::Choices(interner.options(&options(body))),
        "person" => Shape::Person,
        _ => return None,
    };
    let base = field::line("custom", "Custom").field;
    Some((
        kind,
        FieldDef {
            id: interner.text(FIELD_ID.of(body)?),
            label: interner.text(LABEL.of(body)?),
            hint: HINT.of(body).map_or("", |hint| interner.text(hint)),
            shape,
            required: REQUIRED.of(body) == Some(true),
            personal: PERSONAL.of(body) == Some(true),
            section: "Own fields",
            custom: true,
            ..base
        },
    ))
}

fn options(body: &Body) -> Vec<(String, String)> {
    let rows = OPTIONS.of(body).unwrap_or_default();
    rows.iter()
        .filter_map(|row| {
            let text = |column: &str| row.cells.get(column).and_then(Value::text).map(str::to_owned);
            Some((text(OPTION_CODE.field.id)?, text(OPTION_LABEL.field.id)?))
        })
        .collect()
}
