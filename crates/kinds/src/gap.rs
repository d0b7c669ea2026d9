//! A gap: what a named person judged of one requirement on the day on which the organisation looked at itself.
//!
//! The judgement stands beside the computed answer and never changes it.

use record::{
    Approval, Area, Date, Field, Kind, LifeCycle, Line, Many, Money, Name, Number, One, Opt, Pick, Prose,
    Relation, Sensitivity, choice, date, line, link, links, money, number, person, prose,
};

pub static KIND: Kind = Kind {
    id: "gap",
    reference: "GAP",
    name: Name { one: "Gap", many: "Gaps" },
    purpose: "What was judged of each requirement on the day of the baseline: by whom, on what grounds, how urgent, at what effort.",
    expected_by: &["4.4", "6.1.1", "9.1"],
    area: Area::Plan,
    fields: &[
        NAME.field,
        JUDGED.field,
        NOTE.field,
        INTERVIEWED.field,
        DOCUMENTS.field,
        JUDGED_BY.field,
        JUDGED_ON.field,
        PRIORITY.field,
        EFFORT.field,
        COST.field,
        OWNER.field,
        DECISION.field,
        DECISION_NOTE.field,
        ACTIONS.field,
        FRAMEWORK.field,
        REQUIREMENT.field,
        BASELINE.field,
    ],
    columns: &[NAME.field, JUDGED.field, PRIORITY.field, EFFORT.field, OWNER.field, DECISION.field],
    life_cycle: LifeCycle::Kept,
    approval: Approval::GOVERNING,
    sensitivity: Sensitivity::Internal,
    version: 1,
    upcasts: &[],
}
.checked();

pub const NAME: Field<Line> = line("name", "Requirement and title").required().max(200);
pub const JUDGED: Field<Pick> = choice("judged", "Judged", JUDGEMENTS).required();
pub const NOTE: Field<Prose> =
    prose("note", "What was found").max(8000).hint("What exists, what is missing, and what showed it");
pub const INTERVIEWED: Field<Many> = links("interviewed", "Who was asked", "person", "Was asked about gaps");
pub const DOCUMENTS: Field<Many> =
    links("documents", "Documents that exist", "document", "Gaps that name it")
        .hint("Existing papers that bear on the requirement, whether they are enough or not");
pub const JUDGED_BY: Field<One> = person("judged_by", "Judged by").required();
pub const JUDGED_ON: Field<Date> = date("judged_on", "Judged on").required();

const CLOSING: &str = "Closing it";
pub const PRIORITY: Field<Pick> = choice("priority", "Priority", PRIORITIES).section(CLOSING);
pub const EFFORT: Field<Number> =
    number("effort_days", "Effort").between(0, 100_000).unit("person-days").section(CLOSING);
pub const COST: Field<Money> =
    money("cost", "Cost").section(CLOSING).hint("What is spent besides the effort");
pub const OWNER: Field<One> = person("owner", "Who closes it").relation(Relation::Owner).section(CLOSING);
pub const DECISION: Field<Pick> = choice("decision", "Decision", DECISIONS).section(CLOSING);
pub const DECISION_NOTE: Field<Prose> = prose("decision_note", "Why it is left")
    .max(2000)
    .required()
    .section(CLOSING)
    .when("decision", &["left"]);
pub const ACTIONS: Field<Many> = links("actions", "Actions", "action", "Closes gaps").section(CLOSING);

const ASSESSED: &str = "Assessed against";
pub const FRAMEWORK: Field<Line> = line("framework", "Framework").required().max(80).section(ASSESSED);
pub const REQUIREMENT: Field<Line> = line("requirement", "Requirement").required().max(80).section(ASSESSED);
pub const BASELINE: Field<One> =
    link("baseline", "Baseline", "seal", "Gaps judged on it").required().section(ASSESSED);

pub const JUDGEMENTS: &[Opt] = &[
    Opt::hinted("absent", "Absent", "Nothing is done about it"),
    Opt::hinted("informal", "Informal", "Somebody does it, nothing is written down"),
    Opt::hinted("documented", "Documented", "It is written down, it is not yet lived"),
    Opt::hinted("operating", "Operating", "It is written down, lived, and that can be shown"),
];

pub const PRIORITIES: &[Opt] = &[
    Opt::hinted("critical", "Critical", "Without it no certificate, or people may be harmed"),
    Opt::new("high", "High"),
    Opt::new("medium", "Medium"),
    Opt::new("low", "Low"),
];

pub const DECISIONS: &[Opt] = &[
    Opt::hinted("none", "No gap", "Nothing needs to be done"),
    Opt::hinted("close", "Close it", "Accepted as a gap; an action is made of it"),
    Opt::hinted("left", "Leave it", "Accepted as it is, for a reason"),
];
