//! An action: something to be done by somebody until a day, and later looked at by somebody else.

use record::{
    Approval, Area, Date, Field, Kind, LifeCycle, Line, Many, Money, Name, Number, One, Opt, Pick, Prose,
    Relation, Sensitivity, choice, date, evidence, line, link, links, money, number, person, prose,
};

pub static KIND: Kind = Kind {
    id: "action",
    reference: "ACT",
    name: Name { one: "Action", many: "Actions" },
    purpose: "Corrections, corrective actions, treatments and improvements: cause, person, day, result and proof of effect.",
    expected_by: &["6.1.1", "8.3", "9.3.3", "10.1", "10.2"],
    area: Area::Improve,
    fields: &[
        NAME.field,
        TYPE.field,
        DESCRIPTION.field,
        SOURCE.field,
        SOURCE_NOTE.field,
        ABOUT.field,
        REQUIREMENT.field,
        PRIORITY.field,
        OWNER.field,
        ASSIGNEE.field,
        UNIT.field,
        DUE.field,
        COST.field,
        GRADE.field,
        NONCONFORMITY.field,
        FOUND_ON.field,
        CONTAINMENT.field,
        CONSEQUENCES.field,
        CAUSE.field,
        CAUSE_METHOD.field,
        SIMILAR_CASES.field,
        SYSTEM_CHANGES.field,
        RESULT.field,
        DONE_ON.field,
        EVIDENCE.field,
        EFFECT_MEASURE.field,
        EFFECT_CHECK_DAYS.field,
        EXTERNAL_ID.field,
    ],
    columns: &[NAME.field, TYPE.field, SOURCE.field, ASSIGNEE.field, PRIORITY.field, DUE.field],
    life_cycle: LifeCycle::Task,
    approval: Approval::GOVERNING,
    sensitivity: Sensitivity::Internal,
    version: 1,
    upcasts: &[],
}
.checked();

pub const NAME: Field<Line> = line("name", "What is to be done").required().max(200);
pub const TYPE: Field<Pick> = choice("kind", "Type", TYPES).required();
pub const DESCRIPTION: Field<Prose> = prose("description", "Description").max(8000);
pub const SOURCE: Field<Pick> = choice("source", "Arose from", SOURCES);
pub const SOURCE_NOTE: Field<Line> =
    line("source_note", "Exactly").max(300).hint("The audit, the meeting, the finding, with its number");
pub const ABOUT: Field<Many> = links("about", "About", "*", "Actions");
pub const REQUIREMENT: Field<Line> =
    line("requirement", "Requirement").max(80).hint("Reference like 9.2.2 or A.6.2.4");
pub const PRIORITY: Field<Pick> = choice("priority", "Priority", PRIORITIES);
pub const OWNER: Field<One> =
    person("owner", "Owner").relation(Relation::Owner).hint("Who wants it done and judges the result");
pub const ASSIGNEE: Field<One> = person("assignee", "Who does it").required().relation(Relation::Assignee);
pub const UNIT: Field<One> = link("unit", "Unit", "unit", "Actions").relation(Relation::Unit);
pub const DUE: Field<Date> = date("due", "Due").deadline().required();
pub const COST: Field<Money> = money("cost", "Cost");

const NONCONFORMING: &str = "Nonconformity";
pub const GRADE: Field<Pick> =
    choice("grade", "Grade", GRADES).section(NONCONFORMING).when("kind", &["correction", "corrective"]);
pub const NONCONFORMITY: Field<Prose> = prose("nonconformity", "What did not conform")
    .max(8000)
    .section(NONCONFORMING)
    .when("kind", &["correction", "corrective"])
    .hint("Requirement, what was found, and what showed it");
pub const FOUND_ON: Field<Date> =
    date("found_on", "Found on").section(NONCONFORMING).when("kind", &["correction", "corrective"]);
pub const CONTAINMENT: Field<Prose> = prose("containment", "Containment")
    .max(4000)
    .section(NONCONFORMING)
    .when("kind", &["correction", "corrective"])
    .hint("What was done at once so that it gets no worse");
pub const CONSEQUENCES: Field<Prose> = prose("consequences", "Consequences dealt with")
    .max(4000)
    .section(NONCONFORMING)
    .when("kind", &["correction", "corrective"]);
pub const CAUSE: Field<Prose> = prose("cause", "Cause")
    .max(8000)
    .required()
    .section(NONCONFORMING)
    .when("kind", &["corrective"])
    .hint("Why it could happen, not who did it; keep asking until a change would prevent it");
pub const CAUSE_METHOD: Field<Line> = line("cause_method", "How the cause was found")
    .max(160)
    .section(NONCONFORMING)
    .when("kind", &["corrective"]);
pub const SIMILAR_CASES: Field<Prose> = prose("similar_cases", "Similar cases")
    .max(4000)
    .section(NONCONFORMING)
    .when("kind", &["corrective"])
    .hint("Where else it exists or could happen, and how you looked");
pub const SYSTEM_CHANGES: Field<Prose> = prose("system_changes", "Changes to the management system")
    .max(4000)
    .section(NONCONFORMING)
    .when("kind", &["corrective", "improvement"]);

const OUTCOME: &str = "Result and effect";
pub const RESULT: Field<Prose> = prose("result", "Result").max(8000).section(OUTCOME);
pub const DONE_ON: Field<Date> = date("done_on", "Done on").section(OUTCOME);
pub const EVIDENCE: Field<Many> = evidence("evidence", "Evidence").section(OUTCOME);
pub const EFFECT_MEASURE: Field<Prose> = prose("effect_measure", "How the effect will show")
    .max(2000)
    .section(OUTCOME)
    .hint("Decide it now: what will be different, and how it is measured");
pub const EFFECT_CHECK_DAYS: Field<Number> = number("effect_check_days", "Check the effect after")
    .between(0, 1095)
    .unit("days")
    .section(OUTCOME)
    .hint("Days after it was done, by somebody else");
pub const EXTERNAL_ID: Field<Line> = line("external_id", "Id elsewhere").max(80).section(OUTCOME);

pub const TYPES: &[Opt] = &[
    Opt::hinted("correction", "Correction", "Puts right what is wrong now"),
    Opt::hinted("corrective", "Corrective action", "Removes the cause, so that it does not come back"),
    Opt::hinted("improvement", "Improvement", "Makes better what is not wrong"),
    Opt::hinted("treatment", "Risk treatment", "Carries out what a risk's treatment plan says"),
    Opt::hinted("task", "Task", "Anything else that must be done"),
];

pub const SOURCES: &[Opt] = &[
    Opt::new("internal_audit", "Internal audit"),
    Opt::new("external_audit", "External audit"),
    Opt::new("management_review", "Management review"),
    Opt::new("risk", "Risk assessment"),
    Opt::new("impact_assessment", "Impact assessment"),
    Opt::new("incident", "Incident"),
    Opt::new("concern", "Concern or complaint"),
    Opt::new("monitoring", "Monitoring"),
    Opt::new("gap_assessment", "Gap assessment"),
    Opt::new("supplier", "Supplier assessment"),
    Opt::new("change", "Planned change"),
    Opt::new("law", "Change of law"),
    Opt::new("idea", "Idea"),
    Opt::new("other", "Other"),
];

pub const PRIORITIES: &[Opt] = &[
    Opt::new("low", "Low"),
    Opt::new("normal", "Normal"),
    Opt::new("high", "High"),
    Opt::new("urgent", "Urgent"),
];

pub const GRADES: &[Opt] = &[
    Opt::hinted("major", "Major nonconformity", "The system cannot be relied on there"),
    Opt::hinted("minor", "Minor nonconformity", "A lapse in something that otherwise works"),
    Opt::new("observation", "Observation"),
];
