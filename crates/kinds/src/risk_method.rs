//! A risk method: scales in the organisation's own words, matrix, appetite, who may accept what, when to look again.

use record::{
    Approval, Area, Date, Field, FieldDef, Kind, LifeCycle, Line, Many, Name, Number, One, Opt, Prose,
    Relation, Rows, Sensitivity, Upcast, choice, date, line, links, number, person, prose, rating, table,
};

use crate::{
    risk::AFFECTED_SIDES,
    scales::{LIKELIHOOD, SEVERITY},
};

pub static KIND: Kind = Kind {
    id: "risk_method",
    reference: "RMT",
    name: Name { one: "Risk method", many: "Risk methods" },
    purpose: "How AI risks are judged: scales in one's own words, matrix, appetite, who may accept what and for how long.",
    expected_by: &["6.1.1", "6.1.2", "6.1.3"],
    area: Area::Plan,
    fields: &[
        NAME.field,
        OWNER.field,
        APPLIES.field,
        PERIOD.field,
        STEPS.field,
        MATRIX.field,
        APPETITE.field,
        AUTHORITY.field,
        TRIGGERS.field,
        REASSESS_DAYS.field,
        DOCUMENTS.field,
        NEXT_REVIEW.field,
    ],
    columns: &[NAME.field, OWNER.field, NEXT_REVIEW.field],
    life_cycle: LifeCycle::Controlled,
    approval: Approval::TOP,
    sensitivity: Sensitivity::Open,
    version: 2,
    upcasts: &[DAYS],
}
.checked();

pub const NAME: Field<Line> = line("name", "Name").required().max(160);
pub const OWNER: Field<One> = person("owner", "Owner").required().relation(Relation::Owner);
pub const APPLIES: Field<Prose> =
    prose("applies", "Applies to").max(2000).hint("Which risks are judged by it, and which are not");
pub const PERIOD: Field<Line> =
    line("period", "Period").max(120).hint("Within which likelihood is judged, like: within twelve months");

const SCALES: &str = "Scales";
pub const STEPS: Field<Rows> =
    table("steps", "What each step means", STEP_COLUMNS).section(SCALES).significant();

const MATRIX_AND_APPETITE: &str = "Matrix and appetite";
pub const MATRIX: Field<Rows> = table("matrix", "Matrix", MATRIX_COLUMNS)
    .required()
    .section(MATRIX_AND_APPETITE)
    .hint("The class of every pair of likelihood and impact that is used; a smaller matrix has fewer rows")
    .significant();
pub const APPETITE: Field<Rows> = table("appetite", "Appetite", APPETITE_COLUMNS)
    .required()
    .section(MATRIX_AND_APPETITE)
    .hint("The highest class that may remain without anybody accepting it, for whoever suffers it")
    .significant();
pub const AUTHORITY: Field<Rows> = table("authority", "Who may accept", AUTHORITY_COLUMNS)
    .required()
    .section(MATRIX_AND_APPETITE)
    .hint("A row for each class and each role; what has no row is accepted by nobody");

const AGAIN: &str = "Looking again";
pub const TRIGGERS: Field<Prose> =
    prose("triggers", "What makes a risk be judged again").max(4000).section(AGAIN);
pub const REASSESS_DAYS: Field<Number> =
    number("reassess_days", "Decided within").between(1, 365).unit("days").section(AGAIN).hint(
        "After a significant change somebody decides within so many days whether impacts are assessed again",
    );
pub const DOCUMENTS: Field<Many> =
    links("documents", "Written down in", "document", "Risk methods").section(AGAIN);
pub const NEXT_REVIEW: Field<Date> = date("next_review", "Next review").deadline().section(AGAIN);

pub const STEP_COLUMNS: &[FieldDef] = &[
    choice("scale", "Scale", STEP_SCALES).required().field,
    number("step", "Step").between(1, 5).required().field,
    line("means", "Means").required().max(400).field,
];

pub const MATRIX_COLUMNS: &[FieldDef] = &[
    rating("likelihood", "Likelihood", LIKELIHOOD).required().field,
    rating("impact", "Impact", SEVERITY).required().field,
    rating("class", "Class", CLASSES).required().field,
];

pub const APPETITE_COLUMNS: &[FieldDef] = &[
    choice("side", "Who suffers it", AFFECTED_SIDES).required().field,
    rating("class", "Highest class within appetite", CLASSES).required().field,
];

pub const AUTHORITY_COLUMNS: &[FieldDef] = &[
    rating("class", "Class", CLASSES).required().field,
    choice("role", "Role", ROLES).required().field,
    number("months", "For at most").between(1, 60).unit("months").required().field,
    number("review_months", "Looked at again every").between(1, 60).unit("months").field,
];

/// What a scale tells apart; a scale without steps is worded as everywhere in the program.
pub const STEP_SCALES: &[Opt] = &[
    Opt::new("likelihood", "Likelihood"),
    Opt::new("organisation", "Impact on the organisation"),
    Opt::new("individuals", "Impact on individuals"),
    Opt::new("groups", "Impact on groups"),
    Opt::new("society", "Impact on society"),
];

/// The classes of risks, from the least.
pub const CLASSES: &[Opt] = &[
    Opt::new("low", "Low"),
    Opt::new("medium", "Medium"),
    Opt::new("high", "High"),
    Opt::new("critical", "Critical"),
];

/// Roles that approve, and so can accept.
pub const ROLES: &[Opt] =
    &[Opt::new("ai_manager", "AI manager"), Opt::new("top_management", "Top management")];

/// What was written before reads as it is.
const DAYS: Upcast = Upcast {
    from: 1,
    what: "A risk method can say within how many days it is decided whether impacts are assessed again.",
    step: |_| {},
};
