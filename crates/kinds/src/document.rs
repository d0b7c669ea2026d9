//! Documented information under control: policies, methods, procedures, minutes, statements, documents from outside.

use record::{
    Approval, Area, Date, Field, FieldDef, File, Flag, Kind, LifeCycle, Line, Many, Name, Number, One, Opt,
    Pick, Picks, Prose, Relation, Rows, Sensitivity, choice, choices, date, file, flag, line, link, links,
    number, person, prose, table,
};

use crate::scales::CLASSIFICATION;

pub static KIND: Kind = Kind {
    id: "document",
    reference: "DOC",
    name: Name { one: "Document", many: "Documents" },
    purpose: "Policies, methods, procedures, minutes and statements: approved, in force, reviewed, known to those concerned.",
    expected_by: &["4.3", "4.4", "5.2", "6.1.2", "6.1.3", "6.1.4", "6.2", "7.5.1", "7.5.2", "7.5.3", "A.2.2", "A.2.3", "A.2.4"],
    area: Area::Operate,
    fields: &[
        NAME.field,
        TYPE.field,
        OWNER.field,
        UNIT.field,
        SUMMARY.field,
        TEXT.field,
        FILE.field,
        LANGUAGE.field,
        CLASSIFIED.field,
        POPULATIONS.field,
        SETTLES.field,
        VALID_FROM.field,
        VALID_UNTIL.field,
        NEXT_REVIEW.field,
        REVIEW_EVERY.field,
        NAMES_REQUIREMENTS.field,
        RELATED.field,
        REPLACES.field,
        EXTERNAL_ORIGIN.field,
        ORIGIN.field,
        HELD_ON.field,
        BODY.field,
        PRESENT.field,
        DECISIONS.field,
        AUDIENCE.field,
        COMMUNICATED.field,
        RETENTION_YEARS.field,
        DISPOSAL.field,
        LOCATION.field,
        EXTERNAL_ID.field,
    ],
    columns: &[NAME.field, TYPE.field, OWNER.field, CLASSIFIED.field, VALID_UNTIL.field, NEXT_REVIEW.field],
    life_cycle: LifeCycle::Controlled,
    approval: Approval::GOVERNING,
    sensitivity: Sensitivity::Open,
    version: 1,
    upcasts: &[],
}
.checked();

pub const NAME: Field<Line> = line("name", "Title").required().max(200);
pub const TYPE: Field<Pick> = choice("doc_type", "Type", TYPES).required();
pub const OWNER: Field<One> = person("owner", "Owner").required().relation(Relation::Owner);
pub const UNIT: Field<One> = link("unit", "Unit", "unit", "Documents").relation(Relation::Unit);
pub const SUMMARY: Field<Prose> = prose("summary", "Summary").max(2000);
pub const TEXT: Field<Prose> = prose("text", "Text")
    .max(100_000)
    .hint("Written here it can be searched, compared and read as of any day; otherwise attach a file");
pub const FILE: Field<File> = file("file", "File");
pub const LANGUAGE: Field<Line> = line("language", "Language").max(35).hint("Code like en or de-AT");
pub const CLASSIFIED: Field<Pick> = choice("classification", "Classification", CLASSIFICATION);
pub const POPULATIONS: Field<Picks> = choices("populations", "There are none of", POPULATION)
    .required()
    .when("doc_type", &["none_statement"])
    .hint("What does not exist here, so that a rule about all of them can be answered");
pub const SETTLES: Field<Picks> = choices("settles", "What it settles", MATTERS)
    .when("doc_type", &["procedure"])
    .hint("Every matter for which it says who does what; one procedure may settle several");

const VALIDITY: &str = "Validity and review";
pub const VALID_FROM: Field<Date> = date("valid_from", "Valid from").section(VALIDITY);
pub const VALID_UNTIL: Field<Date> = date("valid_until", "Valid until").deadline().section(VALIDITY);
pub const NEXT_REVIEW: Field<Date> = date("next_review", "Next review").deadline().section(VALIDITY);
pub const REVIEW_EVERY: Field<Number> =
    number("review_every_months", "Review every").between(1, 120).unit("months").section(VALIDITY);
pub const NAMES_REQUIREMENTS: Field<Prose> = prose("names_requirements", "Requirements it meets")
    .max(2000)
    .section(VALIDITY)
    .hint("References, one a line, like 5.2 or A.2.2");
pub const RELATED: Field<Many> =
    links("related", "Related documents", "document", "Related to").section(VALIDITY);
pub const REPLACES: Field<One> = link("replaces", "Replaces", "document", "Replaced by").section(VALIDITY);
pub const EXTERNAL_ORIGIN: Field<Flag> = flag("external_origin", "Comes from outside").section(VALIDITY);
pub const ORIGIN: Field<Line> = line("origin", "Issued by")
    .max(300)
    .section(VALIDITY)
    .required()
    .when("external_origin", &["yes"])
    .hint("Issuer and edition, and where a newer one would appear");

const MEETING: &str = "Meeting";
pub const HELD_ON: Field<Date> =
    date("held_on", "Held on").section(MEETING).when("doc_type", &["minutes", "review"]);
pub const BODY: Field<One> =
    link("body", "Body", "body", "Minutes").section(MEETING).when("doc_type", &["minutes", "review"]);
pub const PRESENT: Field<Many> = links("present", "Present", "person", "Was present")
    .section(MEETING)
    .when("doc_type", &["minutes", "review"]);
pub const DECISIONS: Field<Rows> = table("decisions", "Decisions", DECISION_COLUMNS)
    .section(MEETING)
    .when("doc_type", &["minutes", "review"]);

const PASSING: &str = "Communication and keeping";
pub const AUDIENCE: Field<Prose> = prose("audience", "Who must know it").max(2000).section(PASSING);
pub const COMMUNICATED: Field<Rows> =
    table("communicated", "Communicated", COMMUNICATION_COLUMNS).section(PASSING);
pub const RETENTION_YEARS: Field<Number> =
    number("retention_years", "Kept for").between(0, 100).unit("years").section(PASSING);
pub const DISPOSAL: Field<Line> = line("disposal", "How it is disposed of").max(200).section(PASSING);
pub const LOCATION: Field<Line> = line("location", "Also lies at")
    .max(500)
    .section(PASSING)
    .hint("Address of the original, where it is kept elsewhere");
pub const EXTERNAL_ID: Field<Line> = line("external_id", "Id elsewhere").max(80).section(PASSING);

pub const COMMUNICATION_COLUMNS: &[FieldDef] = &[
    line("to", "To whom").required().max(200).field,
    choice("how", "How", CHANNELS).required().field,
    date("date", "Date").required().field,
    record::evidence("evidence", "Evidence").field,
];

pub const DECISION_COLUMNS: &[FieldDef] = &[
    line("decision", "Decision").required().max(400).field,
    person("owner", "Who").field,
    date("due", "Due").field,
    link("action", "Action", "action", "Decided in").field,
];

pub const TYPES: &[Opt] = &[
    Opt::new("policy", "AI policy"),
    Opt::new("related_policy", "Other policy that touches AI"),
    Opt::new("scope_statement", "Scope statement"),
    Opt::new("context", "Context and interested parties"),
    Opt::new("process_map", "Map of processes"),
    Opt::new("risk_method", "Risk method and criteria"),
    Opt::new("impact_method", "Impact assessment method"),
    Opt::new("objectives", "AI objectives and plans"),
    Opt::new("communication_plan", "Communication plan"),
    Opt::new("procedure", "Procedure"),
    Opt::new("rules_of_use", "Rules of acceptable use"),
    Opt::new("technical", "Technical documentation"),
    Opt::new("instructions", "Instructions for use"),
    Opt::new("contract", "Contract"),
    Opt::new("minutes", "Minutes"),
    Opt::new("review", "Management review"),
    Opt::new("audit_report", "Audit report"),
    Opt::new("report", "Report"),
    Opt::hinted("statement", "Statement", "Somebody declares something and signs by approving"),
    Opt::hinted(
        "none_statement",
        "Statement that there are none",
        "Dated and signed by approving; it expires",
    ),
    Opt::new("external", "Document from outside"),
    Opt::new("other", "Other"),
];

/// The matters for which somebody looks for a procedure.
pub const MATTERS: &[Opt] = &[
    Opt::new("development", "Design and development of AI systems"),
    Opt::new("data", "Data for AI systems"),
    Opt::new("use", "Use and oversight of AI systems"),
    Opt::new("change", "Changes to AI systems and to the management system"),
    Opt::new("supplier", "Suppliers and other third parties"),
    Opt::new("customer", "Customers and their expectations"),
    Opt::hinted("concern", "Concerns", "How people here raise a concern about AI, also in confidence"),
    Opt::hinted("outside_report", "Reports from outside", "How others report an adverse effect"),
    Opt::hinted("incident", "Incidents", "Who is told of an incident, by whom and by when"),
    Opt::hinted("duty_to_report", "Duties to report", "To authorities, customers and others"),
    Opt::new("competence", "Competence and training"),
    Opt::new("documents", "Documents and evidence"),
    Opt::new("audit", "Internal audit"),
    Opt::new("improvement", "Nonconformities and corrective action"),
    Opt::new("other", "Other"),
];

/// What a statement of absence can name: ids of kinds, then parts of them that an expectation is about.
pub const POPULATION: &[Opt] = &[
    Opt::new("use", "Uses of AI"),
    Opt::new("system", "AI systems"),
    Opt::new("model", "Models"),
    Opt::new("dataset", "Data sets"),
    Opt::new("agent", "Agents"),
    Opt::new("supplier", "Suppliers"),
    Opt::new("risk", "AI risks"),
    Opt::new("risk_method", "Risk methods"),
    Opt::new("impact_assessment", "Impact assessments"),
    Opt::new("soa", "Statements of Applicability"),
    Opt::new("control_implementation", "Control implementations"),
    Opt::new("gap", "Gaps"),
    Opt::new("document", "Documents"),
    Opt::new("evidence", "Evidence"),
    Opt::new("attestation", "Attestations"),
    Opt::new("action", "Actions"),
    Opt::new("person", "People"),
    Opt::new("unit", "Units"),
    Opt::new("body", "Bodies"),
    Opt::new("use_in_service", "Uses in pilot or operation"),
    Opt::new("use_of_bought_system", "Uses of bought systems"),
    Opt::new("use_for_customers", "Uses that customers meet"),
    Opt::new("system_in_service", "AI systems in pilot or operation"),
    Opt::new("own_system", "AI systems built here"),
    Opt::new("model_in_service", "Models in service"),
    Opt::new("own_model", "Models built here"),
    Opt::new("conditional_supplier", "Suppliers found suitable with conditions"),
    Opt::new("special_data", "Data sets with special categories"),
    Opt::new("bought_data", "Bought data sets"),
    Opt::new("derived_data", "Derived data sets"),
    Opt::new("risk_to_modify", "Risks that are to be modified"),
    Opt::new("finding_as_risk", "Risks that an impact assessment found"),
    Opt::new("social_effect", "Effects on society that are not minor"),
    Opt::new("use_of_high_impact", "Uses of high impact"),
    Opt::new("pilot", "Pilots"),
    Opt::new("document_from_outside", "Documents from outside"),
    Opt::new("replaced_document", "Documents that replaced another"),
    Opt::new("failed_training", "Failed trainings"),
    Opt::new("high_risk", "Risks of a high level"),
    Opt::new("restricted_use", "Uses that an impact assessment restricted"),
    Opt::new("planned_change", "Planned changes of the management system"),
    Opt::new("nonconformity", "Nonconformities"),
    Opt::new("major_nonconformity", "Major nonconformities"),
    Opt::new("old_idea", "Ideas older than six months"),
    Opt::new("due_decision", "Decisions of a review whose day has come"),
    Opt::new("failed_test", "Failed tests of systems in service"),
    Opt::new("supplier_in_service", "Suppliers of AI systems in service"),
    Opt::new("export", "Exports among the evidence"),
    Opt::new("done_treatment", "Treatments that are done"),
    Opt::new("control_in_place", "Control implementations in place"),
    Opt::new("done_measure", "Risks of which a measure is done"),
];

pub const CHANNELS: &[Opt] = &[
    Opt::new("training", "Training or briefing"),
    Opt::new("message", "Message"),
    Opt::new("meeting", "Meeting"),
    Opt::new("intranet", "Intranet"),
    Opt::new("website", "Website"),
    Opt::new("contract", "With a contract"),
    Opt::new("acknowledged", "Read and acknowledged"),
];
