//! A made-up kind with every shape of field, and a record of it, for samples. No real kind is named in this crate.

use crate::Link;
use crate::components::field::{Blanks, Form, Offer, Offers};
use crate::components::shown::Names;
use jiff::{Timestamp, civil::date};
use record::{
    Amount, Answer, Answers, Approval, Area, Body, Decimal, FieldDef, FileRef, FormData, Kind, LifeCycle,
    Name, Opt, Point, Problem, Question, QuestionSet, RecordId, Relation, Row, Schema, Sensitivity, TimeSpan,
    Value,
};
use std::collections::BTreeMap;

static KIND: Kind = Kind {
    id: "specimen",
    reference: "SPC",
    name: Name { one: "use of AI", many: "Uses of AI" },
    purpose: "Every purpose for which the organisation uses AI, in its context.",
    expected_by: &["4.3", "6.1.4", "A.9.4"],
    area: Area::Operate,
    fields: &[
        record::line("name", "Name").required().max(120).field,
        record::prose("purpose", "Intended purpose")
            .required()
            .hint("What it is for, for whom, and what it must not be used for.")
            .field,
        record::choice("stage", "Stage", STAGES).required().field,
        record::choices("affected", "Who is affected", AFFECTED).field,
        record::flag("in_scope", "Inside the scope of the management system").field,
        record::prose("scope_reason", "Why it is outside").when("in_scope", &["no"]).field,
        record::person("owner", "Owner").required().relation(Relation::Owner).field,
        record::link("unit", "Business unit", "unit", "Uses").field,
        record::links("systems", "AI systems", "system", "Used in").section("Technology").field,
        record::number("people", "People affected a year").unit("people").section("Technology").field,
        record::money("cost", "Cost a year").section("Technology").field,
        record::file("card", "Model card").section("Technology").field,
        record::series("hours", "Hours of use", "h").section("Technology").field,
        record::rating("likelihood", "Likelihood of harm", SCALE).section("Care").field,
        record::table("measures", "Measures", MEASURES)
            .section("Care")
            .hint("What is done so that no harm comes of it.")
            .field,
        record::answers("answers", "Questions on impact", &QUESTIONS).section("Care").field,
        record::evidence("evidence", "Evidence").section("Care").field,
        record::line("contact", "Contact").personal().section("Dates").field,
        record::date("go_live", "In use since").section("Dates").field,
        record::period("contract", "Contract").section("Dates").field,
    ],
    columns: &[],
    life_cycle: LifeCycle::Controlled,
    approval: Approval::GOVERNING,
    sensitivity: Sensitivity::Open,
    version: 1,
    upcasts: &[],
}
.checked();

const STAGES: &[Opt] = &[
    Opt::hinted("idea", "Idea", "Nobody uses it yet"),
    Opt::new("pilot", "Pilot"),
    Opt::new("operation", "In operation"),
    Opt::new("retired", "Retired"),
];
const AFFECTED: &[Opt] = &[
    Opt::new("employees", "Employees"),
    Opt::new("applicants", "Applicants"),
    Opt::new("customers", "Customers"),
    Opt::new("children", "Children"),
];
const SCALE: &[Opt] = &[
    Opt::hinted("rare", "Rare", "less than once in 5 years"),
    Opt::hinted("unlikely", "Unlikely", "once in years"),
    Opt::hinted("possible", "Possible", "yearly"),
    Opt::hinted("likely", "Likely", "monthly"),
    Opt::hinted("certain", "Almost certain", "weekly"),
];
const MEASURES: &[FieldDef] = &[
    record::line("what", "What").required().field,
    record::person("who", "Owner").field,
    record::date("due", "Due").field,
    record::choice("state", "How far", &[Opt::new("planned", "Planned"), Opt::new("done", "Done")]).field,
];
static QUESTIONS: QuestionSet = QuestionSet {
    id: "care",
    version: 1,
    questions: &[
        Question {
            field: record::choice("fairness", "Could it treat some people worse than others?", SEVERITY)
                .required()
                .field,
            section: "Individuals",
        },
        Question {
            field: record::flag("recourse", "Can a person ask for a human decision?").field,
            section: "Individuals",
        },
        Question {
            field: record::choice("labour", "Does it change how people work?", SEVERITY).field,
            section: "Society",
        },
    ],
};
const SEVERITY: &[Opt] =
    &[Opt::new("none", "No"), Opt::new("minor", "A little"), Opt::new("severe", "Severely")];

/// The schema, a record's content and the names of what it links to.
pub fn record() -> (Schema, Body, Names) {
    let custom = vec![FieldDef {
        section: "Own fields",
        custom: true,
        ..record::line("cost_centre", "Cost centre").field
    }];
    let text = |text: &str| Value::Text(text.to_owned());
    let body = Body::new()
        .with("name", text("CV screening assistant"))
        .with("purpose", text("Ranks applications so that recruiters read the likeliest first.\nIt must not reject anybody by itself.\n\nUsed for office jobs in the EU only."))
        .with("stage", Value::Choice("operation".into()))
        .with("affected", Value::Choices(vec!["applicants".into()]))
        .with("in_scope", Value::Flag(true))
        .with("owner", Value::Link(id(1)))
        .with("systems", Value::Links(vec![id(2), id(3), id(9)]))
        .with("people", Value::Number(Decimal::from(40_000)))
        .with("cost", Value::Money(Amount { amount: Decimal::new(1_250_000, 2), currency: "EUR".into() }))
        .with("card", Value::File(file()))
        .with("hours", Value::Series(vec![
            Point { at: instant(1_793_000_000), value: Decimal::from(120) },
            Point { at: instant(1_793_604_800), value: Decimal::new(1_185, 1) },
        ]))
        .with("likelihood", Value::Rating(3))
        .with("measures", Value::Table(vec![row(1, "Weekly check of the impact ratio", "done"), row(4, "Train the recruiters", "planned")]))
        .with("answers", Value::Answers(Answers {
            set: QUESTIONS.tag(),
            given: BTreeMap::from([
                ("fairness".to_owned(), Answer { value: Value::Choice("severe".into()), note: Some("Age and sex, see the tests of June.".into()) }),
                ("recourse".to_owned(), Answer { value: Value::Flag(true), note: None }),
            ]),
        }))
        .with("contact", text("erased@example.org"))
        .with("go_live", Value::Date(date(2026, 7, 4)))
        .with("contract", Value::Period(TimeSpan { from: date(2026, 7, 1), to: None }))
        .with("cost_centre", text("HR-4410"));
    (Schema::with(&KIND, custom, 1), body, names())
}

/// The same record one version later.
pub fn revised() -> Body {
    let (_, body, _) = record();
    body.with("purpose", Value::Text("Ranks applications so that recruiters read the likeliest first.\nIt must never reject anybody by itself.\n\nUsed for office jobs in the EU only.".into()))
        .with("likelihood", Value::Rating(4))
        .with("measures", Value::Table(vec![row(1, "Daily check of the impact ratio", "done"), row(5, "Let people appeal", "planned")]))
        .with("contract", Value::Period(TimeSpan { from: date(2026, 7, 1), to: Some(date(2027, 6, 30)) }))
        .with("affected", Value::Choices(vec!["employees".into(), "applicants".into()]))
}

/// A form as it came back with problems.
#[derive(Clone, Debug)]
pub struct Typed {
    /// What was typed.
    pub data: FormData,
    /// What is wrong.
    pub problems: Vec<Problem>,
    /// What can be chosen.
    pub offers: Offers,
    /// Files kept.
    pub files: BTreeMap<String, FileRef>,
    /// Blank rows.
    pub blanks: BTreeMap<String, Blanks>,
}

impl Typed {
    /// The form to draw.
    pub fn form<'a>(&'a self, schema: &'a Schema) -> Form<'a> {
        Form {
            schema,
            data: &self.data,
            problems: &self.problems,
            offers: &self.offers,
            files: &self.files,
            blanks: &self.blanks,
        }
    }
}

/// A form as it came back with problems.
pub fn typed() -> Typed {
    let (schema, body, _) = record();
    let mut data = record::to_form(&schema, &body);
    data.0.retain(|(name, _)| name != "purpose");
    for (name, value) in &mut data.0 {
        match name.as_str() {
            "go_live" => "4 July".clone_into(value),
            "people" => "<script>alert(1)</script>".clone_into(value),
            "measures.4.due" => "soon".clone_into(value),
            _ => {}
        }
    }
    let problems = vec![
        Problem::new("purpose", "missing", "Fill in “Intended purpose”."),
        Problem::new("people", "not_a_number", "Write a number, like 12 or 12.5."),
        Problem::new("measures.4.due", "not_a_date", "Write the date as year-month-day, like 2026-11-21."),
        Problem::new("answers.labour", "missing", "Answer “Does it change how people work?”."),
        Problem::new("go_live", "not_a_date", "Write the date as year-month-day, like 2026-11-21."),
    ];
    let offer = |n, label: &str| Offer { id: id(n).to_string(), label: label.to_owned() };
    let people = vec![offer(1, "PER-0012 Mara Lindqvist"), offer(5, "PER-0013 Jonas Weber")];
    let many = (100..400).map(|n| offer(n, &format!("EVD-{n:04} Export of {n}"))).collect();
    Typed {
        data,
        problems,
        offers: Offers::from([
            ("owner".to_owned(), people.clone()),
            ("measures.who".to_owned(), people),
            ("systems".to_owned(), vec![offer(2, "SYS-0007 CV ranker"), offer(3, "SYS-0008 CV parser")]),
            ("evidence".to_owned(), many),
        ]),
        files: BTreeMap::from([("card".to_owned(), file())]),
        blanks: BTreeMap::from([("measures".to_owned(), Blanks { next: 7, count: 2 })]),
    }
}

fn names() -> Names {
    Names {
        records: BTreeMap::from([
            (id(1), Link::new("Mara Lindqvist", "/r/person/PER-0012")),
            (id(2), Link::new("SYS-0007 CV ranker", "/r/system/SYS-0007")),
            (id(3), Link::new("SYS-0008 CV parser", "/r/system/SYS-0008")),
        ]),
        files: BTreeMap::from([(file().sha256, crate::Href::to("/files/9f2c"))]),
    }
}

fn row(id: u32, what: &str, state: &str) -> Row {
    Row {
        id,
        cells: BTreeMap::from([
            ("what".to_owned(), Value::Text(what.to_owned())),
            ("state".to_owned(), Value::Choice(state.to_owned())),
            ("due".to_owned(), Value::Date(date(2026, 12, 1))),
        ]),
    }
}

fn file() -> FileRef {
    FileRef {
        sha256: "9f2c".repeat(16),
        name: "model-card.pdf".into(),
        bytes: 182_044,
        media: "application/pdf".into(),
    }
}

#[expect(
    clippy::default_trait_access,
    reason = "the type of the id inside is not a dependency of this crate"
)]
fn id(n: u128) -> RecordId {
    format!("0190a5b2-7c31-7d42-9e53-{n:012}").parse().unwrap_or(RecordId(Default::default()))
}

/// An instant by its seconds.
pub fn instant(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap_or_default()
}
