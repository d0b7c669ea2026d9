//! A person who has something to do with the management system, with or without an account.

use record::{
    Approval, Area, Date, Field, FieldDef, Flag, Kind, LifeCycle, Line, Name, One, Opt, Picks, Prose,
    Relation, Rows, Sensitivity, choice, choices, date, evidence, flag, line, link, person, prose, table,
};

pub static KIND: Kind = Kind {
    id: "person",
    reference: "PER",
    name: Name { one: "Person", many: "People" },
    purpose: "Who owns, builds, oversees, audits and answers for AI here, what they can do and what they have accepted.",
    expected_by: &["5.3", "7.2", "7.3", "A.3.2", "A.4.6"],
    area: Area::Plan,
    fields: &[
        NAME.field,
        EMAIL.field,
        PHONE.field,
        UNIT.field,
        JOB_TITLE.field,
        REPORTS_TO.field,
        EXTERNAL.field,
        SUPPLIER.field,
        SINCE.field,
        UNTIL.field,
        AI_ROLES.field,
        AUTHORITY.field,
        ROLES_ACCEPTED.field,
        DEPUTY.field,
        COMPETENCES.field,
        TRAINING.field,
        NOTES.field,
    ],
    columns: &[NAME.field, UNIT.field, JOB_TITLE.field, AI_ROLES.field, ROLES_ACCEPTED.field],
    life_cycle: LifeCycle::Kept,
    approval: Approval::GOVERNING,
    sensitivity: Sensitivity::Internal,
    version: 1,
    upcasts: &[],
}
.checked();

pub const NAME: Field<Line> = line("name", "Name").required().max(120).personal();
pub const EMAIL: Field<Line> = line("email", "E-mail address").max(254).personal();
pub const PHONE: Field<Line> = line("phone", "Telephone").max(40).personal();
pub const UNIT: Field<One> = link("unit", "Unit", "unit", "People").relation(Relation::Unit);
pub const JOB_TITLE: Field<Line> = line("job_title", "Job title").max(120);
pub const REPORTS_TO: Field<One> = person("reports_to", "Reports to");
pub const EXTERNAL: Field<Flag> = flag("external", "Works for another organisation")
    .hint("People who work under the organisation's control count for competence and awareness too");
pub const SUPPLIER: Field<One> =
    link("supplier", "Works for", "supplier", "People").when("external", &["yes"]);
pub const SINCE: Field<Date> = date("since", "Here since");
pub const UNTIL: Field<Date> = date("until", "Here until");

const ROLES: &str = "Roles and authority";
pub const AI_ROLES: Field<Picks> = choices("ai_roles", "Roles in the management of AI", AI_ROLE)
    .section(ROLES)
    .hint("Every role that the person holds, not only the main one");
pub const AUTHORITY: Field<Prose> = prose("authority", "Authority")
    .max(4000)
    .section(ROLES)
    .hint("What the person may decide alone: spend, accept a risk, stop a system");
pub const ROLES_ACCEPTED: Field<Date> = date("roles_accepted", "Roles accepted on")
    .section(ROLES)
    .hint("The day on which the person agreed to the roles above");
pub const DEPUTY: Field<One> =
    person("deputy", "Deputy").section(ROLES).hint("Who acts while the person is away");

const COMPETENCE: &str = "Competence and awareness";
pub const COMPETENCES: Field<Rows> = table("competences", "Competences", COMPETENCE_COLUMNS)
    .section(COMPETENCE)
    .hint("What the person is able to do, and what shows it");
pub const TRAINING: Field<Rows> = table("training", "Training and AI literacy", TRAINING_COLUMNS)
    .section(COMPETENCE)
    .hint("Courses, briefings and tests, with their result");
pub const NOTES: Field<Prose> = prose("notes", "Notes").max(4000).personal();

pub const COMPETENCE_COLUMNS: &[FieldDef] = &[
    line("competence", "Competence").required().max(160).field,
    choice("level", "Level", LEVEL).required().field,
    line("shown_by", "Shown by").max(300).hint("Degree, certificate, years of work, result of a test").field,
    evidence("evidence", "Evidence").field,
    date("judged_on", "Judged on").field,
    person("judged_by", "Judged by").field,
    date("valid_until", "Valid until").field,
];

pub const TRAINING_COLUMNS: &[FieldDef] = &[
    line("topic", "Topic").required().max(200).field,
    date("held_on", "Held on").required().field,
    choice("result", "Result", RESULT).field,
    evidence("evidence", "Evidence").field,
    date("repeat_by", "Repeat by").field,
];

pub const AI_ROLE: &[Opt] = &[
    Opt::hinted("top_management", "Top management", "Directs the organisation and answers for its AI"),
    Opt::hinted(
        "aims_manager",
        "Manager of the AI management system",
        "Keeps it conforming and reports to the top",
    ),
    Opt::new("use_owner", "Owner of a use"),
    Opt::new("system_owner", "Owner of a system"),
    Opt::new("risk_owner", "Owner of a risk"),
    Opt::new("data_steward", "Data steward"),
    Opt::new("designer", "Designer of AI systems"),
    Opt::new("developer", "Developer of AI systems"),
    Opt::new("tester", "Tester or validator"),
    Opt::new("operator", "Operator"),
    Opt::hinted("overseer", "Human overseer", "Watches an AI system at work and may stop or override it"),
    Opt::new("impact_assessor", "Impact assessor"),
    Opt::new("procurement", "Procurement"),
    Opt::new("supplier_manager", "Supplier manager"),
    Opt::new("security", "Information security"),
    Opt::new("privacy", "Data protection"),
    Opt::new("legal", "Legal"),
    Opt::new("incident_lead", "Incident lead"),
    Opt::hinted("concern_contact", "Contact for concerns", "Takes concerns about AI in confidence"),
    Opt::new("internal_auditor", "Internal auditor"),
    Opt::new("worker_representative", "Workers' representative"),
    Opt::new("end_user", "End user of AI systems"),
];

pub const LEVEL: &[Opt] = &[
    Opt::hinted("aware", "Aware", "Knows what it is about"),
    Opt::hinted("guided", "With guidance", "Does it under supervision"),
    Opt::hinted("independent", "Independently", "Does it alone"),
    Opt::hinted("expert", "Expert", "Teaches and judges others"),
];

pub const RESULT: &[Opt] =
    &[Opt::new("attended", "Attended"), Opt::new("passed", "Passed"), Opt::new("failed", "Failed")];
