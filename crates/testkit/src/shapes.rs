//! A made-up kind that has a field of every shape, so that a test on it has seen them all.

use record::{
    Approval, Area, FieldDef, Kind, LifeCycle, Name, Opt, Question, QuestionSet, Sensitivity, answers,
    choice, choices, date, evidence, file, flag, line, link, links, money, number, period, person, prose,
    rating, series, table,
};

/// A kind with a field of every shape, and a table with a column of every shape that a cell can have.
pub static KIND: Kind = Kind {
    id: "every_shape",
    reference: "SHP",
    name: Name { one: "Every shape", many: "Every shape" },
    purpose: "A field of every shape.",
    expected_by: &[],
    area: Area::Operate,
    fields: &[
        line("title", "Title").required().field,
        prose("prose", "Prose").field,
        number("number", "Number").field,
        number("bounded", "Bounded").between(-5, 1000).unit("days").field,
        money("money", "Money").field,
        date("date", "Date").field,
        flag("flag", "Flag").field,
        choice("choice", "Choice", COLOURS).field,
        choices("choices", "Choices", COLOURS).field,
        rating("rating", "Rating", STEPS).field,
        period("period", "Period").field,
        link("link", "Link", "every_shape", "Linked by").field,
        links("links", "Links", "every_shape", "Listed by").field,
        person("person", "Person").personal().field,
        evidence("evidence", "Evidence").field,
        file("file", "File").field,
        table("table", "Table", COLUMNS).field,
        answers("answers", "Answers", &QUESTIONS).field,
        series("series", "Series", "ms").field,
        line("asked", "Asked when red").required().when("choice", &["red"]).field,
    ],
    columns: &[line("title", "Title").field, date("date", "Date").field],
    life_cycle: LifeCycle::Controlled,
    approval: Approval::GOVERNING,
    sensitivity: Sensitivity::Open,
    version: 1,
    upcasts: &[],
}
.checked();

/// The columns of its table.
pub const COLUMNS: &[FieldDef] = &[
    line("line", "Line").required().max(60).field,
    prose("prose", "Prose").field,
    number("number", "Number").field,
    money("money", "Money").field,
    date("date", "Date").field,
    flag("flag", "Flag").field,
    choice("choice", "Choice", COLOURS).field,
    choices("choices", "Choices", COLOURS).field,
    rating("rating", "Rating", STEPS).field,
    period("period", "Period").field,
    link("link", "Link", "every_shape", "Linked by row").field,
    links("links", "Links", "every_shape", "Listed by row").field,
    person("person", "Person").field,
    evidence("evidence", "Evidence").field,
];

/// Options whose codes and labels differ, in an order that is not the alphabet's.
pub const COLOURS: &[Opt] = &[
    Opt::new("red", "Rouge"),
    Opt::new("green", "Vert foncé"),
    Opt::new("blue", "Bleu"),
    Opt::new("amber", "Ambre"),
];

/// Steps of a scale.
pub const STEPS: &[Opt] = &[
    Opt::new("low", "Low"),
    Opt::new("middle", "Middle"),
    Opt::new("high", "High"),
    Opt::new("top", "At the top"),
];

/// Questions of several shapes, one of them asked only after a certain answer.
pub static QUESTIONS: QuestionSet = QuestionSet {
    id: "shapes",
    version: 3,
    questions: &[
        Question { field: choice("colour", "Which colour?", COLOURS).required().field, section: "First" },
        Question { field: flag("sure", "Are you sure?").field, section: "First" },
        Question {
            field: prose("why", "Why red?").required().when("colour", &["red"]).field,
            section: "Then",
        },
        Question { field: rating("how", "How much?", STEPS).field, section: "Then" },
    ],
};
