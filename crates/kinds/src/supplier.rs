//! A supplier, partner or other third party who has a part in the life cycle of AI systems.

use record::{
    Approval, Area, Date, Field, FieldDef, Flag, Kind, LifeCycle, Line, Many, Name, One, Opt, Pick, Picks,
    Prose, Relation, Rows, Sensitivity, choice, choices, date, flag, line, link, links, person, prose, table,
};

use crate::country;

pub static KIND: Kind = Kind {
    id: "supplier",
    reference: "SUP",
    name: Name { one: "Supplier", many: "Suppliers" },
    purpose: "Who supplies AI systems, models, data and services, how they were assessed, and who is responsible for what.",
    expected_by: &["8.1", "A.10.2", "A.10.3"],
    area: Area::Operate,
    fields: &[
        NAME.field,
        OWNER.field,
        UNIT.field,
        WEBSITE.field,
        CONTACT.field,
        COUNTRY.field,
        COUNTRY_NOTE.field,
        SERVICES.field,
        SUPPLIES.field,
        CRITICALITY.field,
        SUBCONTRACTORS.field,
        LAST_ASSESSED.field,
        ASSESSMENT_RESULT.field,
        ASSESSMENT.field,
        CERTIFICATES.field,
        CONDITIONS.field,
        NEXT_REVIEW.field,
        RESPONSIBILITIES.field,
        CONTRACT_REF.field,
        CONTRACT_UNTIL.field,
        CHANGE_NOTICE.field,
        CHANGE_NOTICE_HOW.field,
        INCIDENT_NOTICE.field,
        TRAINS_ON_OUR_DATA.field,
        AUDIT_RIGHT.field,
        EXIT.field,
        DOCUMENTS.field,
        EXTERNAL_ID.field,
    ],
    columns: &[
        NAME.field,
        OWNER.field,
        CRITICALITY.field,
        LAST_ASSESSED.field,
        ASSESSMENT_RESULT.field,
        NEXT_REVIEW.field,
    ],
    life_cycle: LifeCycle::Kept,
    approval: Approval::GOVERNING,
    sensitivity: Sensitivity::Internal,
    version: 2,
    upcasts: &[country::CODE_FOR_NAME],
}
.checked();

pub const NAME: Field<Line> = line("name", "Name").required().max(200);
pub const OWNER: Field<One> = person("owner", "Owner")
    .relation(Relation::Owner)
    .hint("Who keeps the relation and answers for the assessment");
pub const UNIT: Field<One> = link("unit", "Unit", "unit", "Suppliers").relation(Relation::Unit);
pub const WEBSITE: Field<Line> = line("website", "Website").max(500);
pub const CONTACT: Field<Line> = line("contact", "Contact").max(300).personal();
pub const COUNTRY: Field<Line> =
    line("country", "Country").max(2).hint("Two letters after ISO 3166, like FI");
pub const COUNTRY_NOTE: Field<Line> = line("country_note", "Note on the country")
    .max(120)
    .hint("Where two letters do not say it: several countries, or a name that is not on the list");
pub const SERVICES: Field<Prose> = prose("services", "What it supplies").max(4000);
pub const SUPPLIES: Field<Picks> = choices("supplies", "Kinds of supply", SUPPLY);
pub const CRITICALITY: Field<Pick> = choice("criticality", "Criticality", CRITICALITIES)
    .hint("How hard it would hit if the supply failed or went wrong");
pub const SUBCONTRACTORS: Field<Prose> = prose("subcontractors", "Who stands behind it")
    .max(2000)
    .hint("Whose models, data and machines the supplier itself depends on")
    .significant();

const JUDGED: &str = "Assessment";
pub const LAST_ASSESSED: Field<Date> = date("last_assessed", "Last assessed").section(JUDGED);
pub const ASSESSMENT_RESULT: Field<Pick> =
    choice("assessment_result", "Result", RESULTS).section(JUDGED).significant();
pub const ASSESSMENT: Field<Prose> = prose("assessment", "What was looked at")
    .section(JUDGED)
    .hint("Questions, answers, documents and own tests, and what was concluded");
pub const CERTIFICATES: Field<Rows> =
    table("certificates", "Certificates", CERTIFICATE_COLUMNS).section(JUDGED);
pub const CONDITIONS: Field<Prose> =
    prose("conditions", "Conditions").max(4000).section(JUDGED).when("assessment_result", &["conditional"]);
pub const NEXT_REVIEW: Field<Date> = date("next_review", "Next review").deadline().section(JUDGED);

const SHARED: &str = "Responsibilities and contract";
pub const RESPONSIBILITIES: Field<Rows> = table("responsibilities", "Who is responsible", DUTY_COLUMNS)
    .section(SHARED)
    .hint("Every duty over the life cycle has one side; “shared” needs a note on who does what");
pub const CONTRACT_REF: Field<Line> = line("contract_ref", "Contract").max(120).section(SHARED);
pub const CONTRACT_UNTIL: Field<Date> = date("contract_until", "Contract until").deadline().section(SHARED);
pub const CHANGE_NOTICE: Field<Flag> = flag("change_notice", "Tells us before models change").section(SHARED);
pub const CHANGE_NOTICE_HOW: Field<Line> = line("change_notice_how", "How and how long before")
    .max(300)
    .section(SHARED)
    .when("change_notice", &["yes"]);
pub const INCIDENT_NOTICE: Field<Flag> = flag("incident_notice", "Tells us of incidents").section(SHARED);
pub const TRAINS_ON_OUR_DATA: Field<Flag> =
    flag("trains_on_our_data", "Trains on our data").section(SHARED).significant();
pub const AUDIT_RIGHT: Field<Flag> = flag("audit_right", "We may audit").section(SHARED);
pub const EXIT: Field<Prose> =
    prose("exit", "Way out").max(2000).section(SHARED).hint("How the work goes on without this supplier");
pub const DOCUMENTS: Field<Many> =
    links("documents", "Contracts and reports", "document", "Concerns supplier").section(SHARED);
pub const EXTERNAL_ID: Field<Line> = line("external_id", "Id elsewhere").max(80).section(SHARED);

pub const CERTIFICATE_COLUMNS: &[FieldDef] = &[
    line("standard", "Standard").required().max(120).field,
    line("issuer", "Issued by").max(160).field,
    line("scope", "Scope").max(300).hint("Does it cover what is supplied to us?").field,
    date("valid_until", "Valid until").field,
    record::evidence("evidence", "Evidence").field,
];

pub const DUTY_COLUMNS: &[FieldDef] = &[
    line("duty", "Duty").required().max(300).field,
    choice("whose", "Whose", SIDES).required().field,
    line("note", "Note").max(400).field,
];

pub const SUPPLY: &[Opt] = &[
    Opt::new("system", "AI systems"),
    Opt::new("software", "Software with AI inside"),
    Opt::new("model", "Models"),
    Opt::new("data", "Data"),
    Opt::new("labelling", "Labelling"),
    Opt::new("compute", "Computing"),
    Opt::new("development", "Development"),
    Opt::new("consulting", "Consulting or audit"),
    Opt::new("other", "Other"),
];

pub const CRITICALITIES: &[Opt] = &[
    Opt::new("low", "Low"),
    Opt::new("medium", "Medium"),
    Opt::new("high", "High"),
    Opt::hinted("critical", "Critical", "Operation or people's safety depend on it"),
];

pub const RESULTS: &[Opt] = &[
    Opt::new("suitable", "Suitable"),
    Opt::hinted("conditional", "Suitable with conditions", "Name them below"),
    Opt::new("unsuitable", "Not suitable"),
];

pub const SIDES: &[Opt] = &[
    Opt::new("ours", "Ours"),
    Opt::new("theirs", "Theirs"),
    Opt::new("shared", "Shared"),
    Opt::new("customer", "The customer's"),
];
