//! Kinds declared for tests: they include kinds that the product does not have yet.

use record::{
    Approval, Area, FieldDef, Kind, LifeCycle, Name, Opt, Question, QuestionSet, Sensitivity, choice,
    choices, date, flag, line, link, links, number, period, person, prose, rating, series, table,
};

macro_rules! kinds {
    ($($name:ident $id:literal $cycle:ident [$($field:expr),* $(,)?])*) => {
        $(
            pub static $name: Kind = Kind {
                id: $id,
                reference: "TST",
                name: Name { one: $id, many: $id },
                purpose: "For tests.",
                expected_by: &[],
                area: Area::Plan,
                fields: &[line("name", "Name").required().field, $($field.field),*],
                columns: &[],
                life_cycle: LifeCycle::$cycle,
                approval: Approval::GOVERNING,
                sensitivity: Sensitivity::Open,
                version: 1,
                upcasts: &[],
            }
            .checked();
        )*
        pub static ALL: &[&Kind] = &[$(&$name),*];
    };
}

const LEVELS: &[Opt] = &[Opt::new("low", "Low"), Opt::new("high", "High")];
const STAGES: &[Opt] = &[Opt::new("idea", "Idea"), Opt::new("operation", "Operation")];
const ROLES: &[Opt] = &[Opt::new("provider", "Provider"), Opt::new("deployer", "Deployer")];
const SKILLS: &[Opt] =
    &[Opt::new("law", "Law"), Opt::new("statistics", "Statistics"), Opt::new("ethics", "Ethics")];
const INPUTS: &[Opt] =
    &[Opt::new("audit", "Audit"), Opt::new("incidents", "Incidents"), Opt::new("objectives", "Objectives")];
const TYPES: &[Opt] = &[Opt::new("policy", "Policy"), Opt::new("none_statement", "None")];
const POPULATIONS: &[Opt] = &[Opt::new("use", "Uses"), Opt::new("risk", "Risks")];
const STEPS: &[Opt] =
    &[Opt::new("1", "1"), Opt::new("2", "2"), Opt::new("3", "3"), Opt::new("4", "4"), Opt::new("5", "5")];

static QUESTIONS: QuestionSet = QuestionSet {
    id: "questions",
    version: 1,
    questions: &[Question { field: choice("rights", "Rights?", LEVELS).field, section: "" }],
};

const FINDINGS: &[FieldDef] = &[
    line("what", "What").field,
    rating("severity", "Severity", STEPS).field,
    link("risk", "Risk", "risk", "Findings").field,
];
const TREATMENTS: &[FieldDef] = &[
    line("control", "Control").field,
    person("who", "Who").field,
    date("due", "Due").field,
    date("done", "Done").field,
];
const HELD: &[FieldDef] = &[choice("role", "Role", ROLES).field, date("from", "From").field];
const CONTROLS: &[FieldDef] = &[line("control", "Control").field, flag("applies", "Applies").field];
const COVERED: &[FieldDef] = &[line("part", "Part").field];

kinds! {
    PERSON "person" Kept [date("until", "Until"), link("unit", "Unit", "unit", "People")]
    UNIT "unit" Kept [person("head", "Head"), links("members", "Members", "person", "Member of")]
    SITE "site" Kept [choice("risk", "Risk", LEVELS)]
    USE "use" Controlled [
        choice("stage", "Stage", STAGES), choice("class", "Class", LEVELS), person("owner", "Owner"),
        links("systems", "Systems", "system", "Used in"), table("roles", "Roles", HELD), flag("in_scope", "In scope"),
        prose("purpose", "Purpose"), date("go_live", "Go-live"),
    ]
    SYSTEM "system" Controlled [link("supplier", "Supplier", "supplier", "Supplies"), choice("stage", "Stage", STAGES),
        series("drift", "Drift", "%"), period("contract", "Contract")]
    SUPPLIER "supplier" Kept [date("assessed", "Assessed"), flag("suitable", "Suitable")]
    SCOPE "scope" Controlled [links("uses", "Uses", "use", "In scope by")]
    IMPACT "impact" Controlled [
        links("uses", "Uses", "use", "Impact assessments"), date("assessed_on", "Assessed on"),
        table("findings", "Findings", FINDINGS), record::answers("answers", "Answers", &QUESTIONS),
    ]
    RISK "risk" Controlled [
        links("uses", "Uses", "use", "Risks"), number("residual", "Residual"), link("method", "Method", "method", "Risks"),
        table("treatments", "Treatments", TREATMENTS), prose("event", "Event"),
    ]
    METHOD "method" Controlled [number("appetite", "Appetite")]
    AUTHORITY "authority" Kept [person("person", "Person"), number("limit", "Limit"), period("period", "Period")]
    COMPETENCE "competence" Kept [
        person("person", "Person"), choices("skills", "Skills", SKILLS), period("period", "Period"),
    ]
    JOB "job" Task [choices("needed", "Needed", SKILLS)]
    TRIGGER "trigger" Kept [date("happened", "Happened"), number("within", "Within").unit("days"), date("decided", "Decided")]
    MEASURE "measure" Controlled [number("every_months", "Every"), date("last_done", "Last done")]
    SOA "soa" Controlled [table("rows", "Rows", CONTROLS)]
    ACTION "action" Task [number("effect_check_days", "Check after"), links("about", "About", "*", "Actions")]
    AUDIT "audit" Controlled [
        links("auditors", "Auditors", "person", "Audits"), links("audited", "Audited", "unit", "Audits"),
        links("sites", "Sites", "site", "Audits"), table("covered", "Covered", COVERED), date("held_on", "Held on"),
    ]
    REVIEW "review" Controlled [choices("inputs", "Inputs", INPUTS), links("papers", "Papers", "*", "Looked at in")]
    DOCUMENT "document" Controlled [
        choice("doc_type", "Type", TYPES), prose("text", "Text"), date("next_review", "Next review"),
        choices("populations", "None of", POPULATIONS), date("valid_until", "Valid until"),
    ]
}
