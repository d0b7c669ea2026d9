//! An AI system: what is built, bought and run, whatever it is used for.

use record::{
    Approval, Area, Date, Field, FieldDef, Flag, Kind, LifeCycle, Line, Many, Name, Number, One, Opt, Pick,
    Picks, Prose, Relation, Rows, Sensitivity, choice, choices, date, flag, line, link, links, number,
    person, prose, table,
};

pub static KIND: Kind = Kind {
    id: "system",
    reference: "SYS",
    name: Name { one: "AI system", many: "AI systems" },
    purpose: "The AI systems behind the uses: how they are built or bought, from what, at which stage, and how they are watched.",
    expected_by: &[
        "8.1", "A.4.2", "A.4.3", "A.4.4", "A.4.5", "A.6.1.2", "A.6.1.3", "A.6.2.2", "A.6.2.3", "A.6.2.4", "A.6.2.5",
        "A.6.2.6", "A.6.2.7", "A.6.2.8", "A.8.2",
    ],
    area: Area::Operate,
    fields: &[
        NAME.field,
        DESCRIPTION.field,
        STAGE.field,
        OWNER.field,
        UNIT.field,
        SOURCING.field,
        SUPPLIER.field,
        VERSION.field,
        DEPLOYED_ON.field,
        RETIRED_ON.field,
        NEXT_REVIEW.field,
        TECHNIQUE.field,
        AUTONOMY.field,
        LEARNS.field,
        MODELS.field,
        DATASETS.field,
        AGENTS.field,
        DATA_DESCRIPTION.field,
        DATA_URL.field,
        TOOLING.field,
        COMPUTING.field,
        HOSTING.field,
        ENERGY.field,
        HUMAN_INTERFACE.field,
        CUSTOM_CODE.field,
        CODE_URL.field,
        DEVELOPMENT_OBJECTIVES.field,
        REQUIREMENTS.field,
        DESIGN.field,
        VERIFICATION.field,
        TESTS.field,
        DEPLOYMENT.field,
        MONITORING.field,
        MEASURES.field,
        LIMITS.field,
        CYBERSECURITY.field,
        FALLBACK.field,
        CHANGES_FORESEEN.field,
        LOGS.field,
        LOGS_KEPT.field,
        AUTHORISED.field,
        AUTHORISATION.field,
        TECHNICAL_DOCS.field,
        USER_INFORMATION.field,
        EXTERNAL_ID.field,
    ],
    columns: &[
        NAME.field,
        STAGE.field,
        OWNER.field,
        SUPPLIER.field,
        TECHNIQUE.field,
        VERSION.field,
        NEXT_REVIEW.field,
    ],
    life_cycle: LifeCycle::Controlled,
    approval: Approval::GOVERNING,
    sensitivity: Sensitivity::Internal,
    version: 1,
    upcasts: &[],
}
.checked();

pub const NAME: Field<Line> = line("name", "Name").required().max(300);
pub const DESCRIPTION: Field<Prose> =
    prose("description", "What it is").required().hint("In words that an outsider understands");
pub const STAGE: Field<Pick> = choice("stage", "Life-cycle stage", STAGES).required();
pub const OWNER: Field<One> = person("owner", "Owner").required().relation(Relation::Owner);
pub const UNIT: Field<One> = link("unit", "Unit", "unit", "AI systems").relation(Relation::Unit);
pub const SOURCING: Field<Pick> = choice("sourcing", "Bought or built", SOURCES);
pub const SUPPLIER: Field<One> = link("supplier", "Supplier", "supplier", "Supplies")
    .hint("Also for AI hidden in other software")
    .significant();
pub const VERSION: Field<Line> = line("version", "Version").max(80).significant();
pub const DEPLOYED_ON: Field<Date> = date("deployed_on", "Deployed on");
pub const RETIRED_ON: Field<Date> = date("retired_on", "Taken out of service on").when("stage", &["retired"]);
pub const NEXT_REVIEW: Field<Date> = date("next_review", "Next review").deadline();

const MADE_OF: &str = "Technique and resources";
pub const TECHNIQUE: Field<Picks> = choices("technique", "Technique", TECHNIQUES).section(MADE_OF);
pub const AUTONOMY: Field<Pick> = choice("autonomy", "Autonomy", AUTONOMIES).section(MADE_OF).significant();
pub const LEARNS: Field<Flag> = flag("learns", "Keeps learning in operation")
    .section(MADE_OF)
    .hint("Yes when its behaviour changes without a release")
    .significant();
pub const MODELS: Field<Many> = links("models", "Models", "model", "Used by").section(MADE_OF).significant();
pub const DATASETS: Field<Many> =
    links("datasets", "Data sets", "dataset", "Used by").section(MADE_OF).significant();
pub const AGENTS: Field<Many> = links("agents", "Agents", "agent", "Part of").section(MADE_OF);
pub const DATA_DESCRIPTION: Field<Prose> = prose("data_description", "Data used")
    .section(MADE_OF)
    .hint("To train, tune, test and run it; link data sets where they are registered");
pub const DATA_URL: Field<Line> = line("data_url", "Address of published data").max(1000).section(MADE_OF);
pub const TOOLING: Field<Prose> = prose("tooling", "Tools")
    .max(4000)
    .section(MADE_OF)
    .hint("Frameworks, pipelines, labelling, evaluation and tracking");
pub const COMPUTING: Field<Prose> = prose("computing", "Computing resources").max(4000).section(MADE_OF);
pub const HOSTING: Field<Pick> = choice("hosting", "Runs", HOSTINGS).section(MADE_OF);
pub const ENERGY: Field<Number> =
    number("energy_kwh", "Energy in a year").between(0, 1_000_000_000).unit("kWh").section(MADE_OF);
pub const HUMAN_INTERFACE: Field<Prose> = prose("human_interface", "How people meet it")
    .max(4000)
    .section(MADE_OF)
    .hint("What they see, what they can change, and how they stop it");
pub const CUSTOM_CODE: Field<Flag> = flag("custom_code", "Has code of its own").section(MADE_OF);
pub const CODE_URL: Field<Line> = line("code_url", "Address of the code").max(2000).section(MADE_OF);

const LIFE: &str = "Life cycle";
pub const DEVELOPMENT_OBJECTIVES: Field<Prose> =
    prose("development_objectives", "Objectives of responsible development")
        .max(8000)
        .section(LIFE)
        .hint("Each with the measure by which it is judged");
pub const REQUIREMENTS: Field<Prose> = prose("requirements", "Requirements")
    .section(LIFE)
    .hint("What it must do, how well, for whom, and what it must never do");
pub const DESIGN: Field<Prose> = prose("design", "Design and development")
    .section(LIFE)
    .hint("Choices made, the reasons, and what was rejected");
pub const VERIFICATION: Field<Prose> = prose("verification", "Verification and validation")
    .section(LIFE)
    .hint("Measures, thresholds set beforehand, who judged the result");
pub const TESTS: Field<Rows> = table("tests", "Test results", TEST_COLUMNS).section(LIFE);
pub const DEPLOYMENT: Field<Prose> =
    prose("deployment", "Deployment").section(LIFE).hint("Conditions to be met first, steps, way back");
pub const MONITORING: Field<Prose> = prose("monitoring", "Operation and monitoring")
    .section(LIFE)
    .hint("What is watched, how often, by whom, and what happens at the threshold");
pub const MEASURES: Field<Rows> = table("measures", "What is measured", MEASURE_COLUMNS).section(LIFE);
pub const LIMITS: Field<Prose> = prose("limits", "Known limits").section(LIFE);
pub const CYBERSECURITY: Field<Prose> = prose("cybersecurity", "Security")
    .section(LIFE)
    .hint("Poisoning, evasion, extraction, prompt injection, and what stands against them");
pub const FALLBACK: Field<Prose> =
    prose("fallback", "When it fails").max(4000).section(LIFE).hint("How the work goes on without it");
pub const CHANGES_FORESEEN: Field<Prose> =
    prose("changes_foreseen", "Changes decided in advance").max(4000).section(LIFE);
pub const LOGS: Field<Prose> = prose("logs", "Event logs")
    .max(4000)
    .section(LIFE)
    .hint("Which events, in which phases, where they lie and who may read them");
pub const LOGS_KEPT: Field<Number> =
    number("logs_kept_months", "Logs kept for").between(0, 600).unit("months").section(LIFE);
pub const AUTHORISED: Field<Flag> = flag("authorised", "Authorised to operate").section(LIFE);
pub const AUTHORISATION: Field<Line> =
    line("authorisation", "System named in the authorisation").max(300).section(LIFE);
pub const TECHNICAL_DOCS: Field<Many> =
    links("technical_docs", "Technical documentation", "document", "Documents").section(LIFE);
pub const USER_INFORMATION: Field<Many> =
    links("user_information", "Information for users", "document", "Informs users of").section(LIFE);
pub const EXTERNAL_ID: Field<Line> = line("external_id", "Id elsewhere").max(80).section(LIFE);

pub const TEST_COLUMNS: &[FieldDef] = &[
    line("measure", "Measure").required().max(160).field,
    line("group", "Group").max(160).hint("The group of people or cases that it was measured for").field,
    number("value", "Result").required().field,
    number("threshold", "Threshold").field,
    choice("outcome", "Outcome", OUTCOMES).required().field,
    date("tested_on", "Tested on").required().field,
    person("judged_by", "Judged by").field,
    record::evidence("evidence", "Evidence").field,
];

pub const MEASURE_COLUMNS: &[FieldDef] = &[
    line("measure", "Measure").required().max(160).field,
    number("every_days", "Every").between(1, 3650).unit("days").field,
    line("threshold", "Threshold").max(120).field,
    person("watched_by", "Watched by").field,
    line("then", "What happens then").max(300).field,
];

pub const STAGES: &[Opt] = &[
    Opt::new("idea", "Idea"),
    Opt::hinted("development", "Design and development", "Or selection and set-up of a bought one"),
    Opt::new("verification", "Verification and validation"),
    Opt::new("pilot", "Pilot"),
    Opt::hinted("operation", "Operation", "Deployed and watched"),
    Opt::hinted("suspended", "Suspended", "Stopped for now, may come back"),
    Opt::new("retired", "Retired"),
];

pub const SOURCES: &[Opt] = &[
    Opt::new("bought", "Bought"),
    Opt::new("in_house", "Developed in-house"),
    Opt::new("both", "Developed in-house and under contract"),
    Opt::new("open_source", "Taken from open source"),
    Opt::hinted("embedded", "Came with other software", "A feature nobody asked for counts too"),
];

pub const TECHNIQUES: &[Opt] = &[
    Opt::new("classical_ml", "Classical or predictive machine learning"),
    Opt::new("deep_learning", "Deep learning"),
    Opt::new("generative", "Generative AI"),
    Opt::new("language", "Natural language processing"),
    Opt::new("vision", "Computer vision"),
    Opt::new("speech", "Speech and audio"),
    Opt::new("recommender", "Recommendation and ranking"),
    Opt::new("reinforcement", "Reinforcement learning"),
    Opt::new("agentic", "Agentic AI"),
    Opt::new("robotics", "Robotics and control"),
    Opt::new("optimisation", "Search and optimisation"),
    Opt::new("knowledge", "Knowledge and logic based"),
    Opt::new("statistical", "Statistical or Bayesian"),
    Opt::new("biometric", "Biometrics"),
    Opt::new("other", "Other"),
];

pub const AUTONOMIES: &[Opt] = &[
    Opt::hinted("assists", "Assists", "Does nothing without a person"),
    Opt::hinted("proposes", "Proposes", "A person decides each time"),
    Opt::hinted("acts_confirmed", "Acts when confirmed", "Prepares the act, a person releases it"),
    Opt::hinted("acts_supervised", "Acts under supervision", "A person can stop it in time"),
    Opt::hinted("acts_alone", "Acts alone", "Nobody can stop it in time"),
];

pub const HOSTINGS: &[Opt] = &[
    Opt::new("own", "On own machines"),
    Opt::new("private_cloud", "In a private cloud"),
    Opt::new("public_cloud", "In a public cloud"),
    Opt::new("supplier", "At the supplier, as a service"),
    Opt::new("device", "On the device of the user"),
];

pub const OUTCOMES: &[Opt] = &[
    Opt::new("passed", "Passed"),
    Opt::new("passed_with_conditions", "Passed with conditions"),
    Opt::new("failed", "Failed"),
];
