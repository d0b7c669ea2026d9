//! The Statement of Applicability: which controls apply, which do not, and why.
//!
//! Whether a control stands as it should is never typed here: it follows from records.

use record::{
    Approval, Area, Date, Field, FieldDef, Kind, LifeCycle, Line, Many, Name, Number, One, Opt, Prose,
    Relation, Rows, Sensitivity, choice, choices, date, line, link, links, number, person, prose, table,
};

pub static KIND: Kind = Kind {
    id: "soa",
    reference: "SOA",
    name: Name { one: "Statement of Applicability", many: "Statements of Applicability" },
    purpose: "Which controls are necessary and which are not, each with its reason and its source; approved by top management, one in force.",
    expected_by: &["6.1.3", "8.3"],
    area: Area::Plan,
    fields: &[
        NAME.field,
        OWNER.field,
        SCOPE.field,
        BOUNDARY.field,
        METHOD.field,
        RISK_METHOD.field,
        CHANGES.field,
        CONTROLS.field,
        NEXT_REVIEW.field,
        REVIEW_EVERY.field,
        RELATED.field,
        EXTERNAL_ID.field,
    ],
    columns: &[NAME.field, OWNER.field, SCOPE.field, NEXT_REVIEW.field],
    life_cycle: LifeCycle::Controlled,
    approval: Approval::TOP_ALONE,
    sensitivity: Sensitivity::Internal,
    version: 1,
    upcasts: &[],
}
.checked();

/// What a statement says of one control, so that it can be asked for by itself: no kind of record, and in no register.
pub static ROW: Kind = Kind {
    id: "soa_control",
    reference: "SOC",
    name: Name { one: "Control of a statement", many: "Controls of a statement" },
    purpose: "What a Statement of Applicability says of one control.",
    expected_by: &["6.1.3"],
    area: Area::Plan,
    fields: CONTROL_COLUMNS,
    columns: &[],
    life_cycle: LifeCycle::Kept,
    approval: Approval::GOVERNING,
    sensitivity: Sensitivity::Internal,
    version: 1,
    upcasts: &[],
}
.checked();

pub const NAME: Field<Line> = line("name", "Title").required().max(200);
pub const OWNER: Field<One> = person("owner", "Owner")
    .required()
    .relation(Relation::Owner)
    .hint("Who keeps it up to date; top management approves it");
pub const SCOPE: Field<One> = link("scope", "Scope statement", "document", "Controls for this scope")
    .suits("doc_type", &["scope_statement"])
    .hint("The scope of the management system that it is made for");
pub const BOUNDARY: Field<Prose> = prose("boundary", "What it covers")
    .max(4000)
    .hint("Units, sites, uses and roles for which the controls were determined");
pub const METHOD: Field<Prose> = prose("method", "How the controls were determined")
    .required()
    .max(4000)
    .hint("From which risks, laws and contracts, compared with Annex A by whom, and how a reason was judged");
pub const RISK_METHOD: Field<One> =
    link("risk_method", "Risk method", "document", "Controls determined with it")
        .suits("doc_type", &["risk_method"]);
pub const CHANGES: Field<Prose> = prose("changes", "What changed since the version before")
    .max(4000)
    .hint("Controls taken in or left out, and what made you do so");

pub const CONTROLS: Field<Rows> = table("controls", "Controls", CONTROL_COLUMNS)
    .required()
    .section("Controls")
    .hint("Every control of Annex A and those of your own");

const REVIEW: &str = "Review";
pub const NEXT_REVIEW: Field<Date> = date("next_review", "Next review").deadline().required().section(REVIEW);
pub const REVIEW_EVERY: Field<Number> =
    number("review_every_months", "Review every").between(1, 60).unit("months").section(REVIEW);
pub const RELATED: Field<Many> =
    links("related", "Related documents", "document", "Named by statements of applicability").section(REVIEW);
pub const EXTERNAL_ID: Field<Line> = line("external_id", "Id elsewhere").max(80).section(REVIEW);

pub const CONTROL_COLUMNS: &[FieldDef] = &[
    line("control", "Control").required().max(40).hint("Reference like A.6.2.4, or one of your own").field,
    line("title", "Title").max(200).hint("Of a control of your own").field,
    choice("applies", "Applicability", APPLICABILITY).required().field,
    prose("reason", "Justification")
        .required()
        .max(2000)
        .hint("Why it is needed here, or why not: what would be false elsewhere")
        .field,
    choices("sources", "Source", SOURCES).required().field,
    line("source_note", "Exactly").max(300).hint("Which law, contract or decision").field,
    person("owner", "Owner").field,
    date("due", "In place by").hint("While it is not").field,
];

pub const APPLICABILITY: &[Opt] = &[
    Opt::hinted("applies", "Applies", "It is necessary, whether it is in place or not yet"),
    Opt::hinted("excluded", "Left out", "It is not necessary here"),
];

pub const SOURCES: &[Opt] = &[
    Opt::hinted("risk", "Risk", "The treatment of a risk needs it, or no risk does"),
    Opt::hinted("law", "Law", "A law asks for it, or exempts from it"),
    Opt::hinted("contract", "Contract", "A customer, supplier or partner has it in writing"),
    Opt::hinted("own", "Own decision", "Policy or a decision of management"),
];
