//! A model: what was trained, by whom, on what, how good it is and where it ends.

use record::{
    Approval, Area, Date, Field, FieldDef, Flag, Kind, LifeCycle, Line, Many, Name, Number, One, Opt, Pick,
    Picks, Prose, Relation, Rows, Sensitivity, choice, choices, date, flag, line, link, links, number,
    person, prose, table,
};

pub static KIND: Kind = Kind {
    id: "model",
    reference: "MOD",
    name: Name { one: "Model", many: "Models" },
    purpose: "The models inside the AI systems, own and foreign, with origin, licence, training data, evaluation and limits.",
    expected_by: &["A.4.2", "A.4.4", "A.6.2.3", "A.6.2.4", "A.6.2.7", "A.10.3"],
    area: Area::Operate,
    fields: &[
        NAME.field,
        VERSION.field,
        DESCRIPTION.field,
        OWNER.field,
        PROVIDER.field,
        BASE_MODEL.field,
        TYPE.field,
        MODALITIES.field,
        PARAMETERS.field,
        ARCHITECTURE.field,
        RELEASED_ON.field,
        SUPPORT_UNTIL.field,
        TRAINING_DATA.field,
        TEST_DATA.field,
        TRAINING.field,
        KNOWLEDGE_UNTIL.field,
        COMPUTE.field,
        ENERGY.field,
        INTENDED_USE.field,
        OUT_OF_SCOPE.field,
        EVALUATION.field,
        LIMITS.field,
        BIAS.field,
        GENERAL_PURPOSE.field,
        SYSTEMIC_RISK.field,
        MODIFIED.field,
        LICENCE.field,
        CARD_URL.field,
        DIGEST.field,
        DOCUMENTS.field,
        NEXT_REVIEW.field,
        EXTERNAL_ID.field,
    ],
    columns: &[NAME.field, VERSION.field, PROVIDER.field, TYPE.field, LICENCE.field, NEXT_REVIEW.field],
    life_cycle: LifeCycle::Controlled,
    approval: Approval::GOVERNING,
    sensitivity: Sensitivity::Internal,
    version: 1,
    upcasts: &[],
}
.checked();

pub const NAME: Field<Line> = line("name", "Name").required().max(200);
pub const VERSION: Field<Line> = line("version", "Version")
    .required()
    .max(120)
    .hint("The exact version that is used, not “latest”; for a service the pinned name")
    .significant();
pub const DESCRIPTION: Field<Prose> = prose("description", "What it is").max(8000);
pub const OWNER: Field<One> = person("owner", "Owner").required().relation(Relation::Owner);
pub const PROVIDER: Field<One> = link("provider", "Provider", "supplier", "Provides models").significant();
pub const BASE_MODEL: Field<One> = link("base_model", "Derived from", "model", "Base of").significant();
pub const TYPE: Field<Pick> = choice("type", "Type", TYPES);
pub const MODALITIES: Field<Picks> = choices("modalities", "Takes in or gives out", MODES);
pub const PARAMETERS: Field<Number> = number("parameters", "Parameters").between(0, 1_000_000_000_000_000);
pub const ARCHITECTURE: Field<Line> = line("architecture", "Architecture").max(200);
pub const RELEASED_ON: Field<Date> = date("released_on", "Released on");
pub const SUPPORT_UNTIL: Field<Date> = date("support_until", "Supported until")
    .hint("The day from which the provider no longer serves or mends it");

const TRAINED: &str = "Training";
pub const TRAINING_DATA: Field<Many> =
    links("training_data", "Training data", "dataset", "Trains").section(TRAINED).significant();
pub const TEST_DATA: Field<Many> = links("test_data", "Test data", "dataset", "Tests").section(TRAINED);
pub const TRAINING: Field<Prose> = prose("training", "How it was trained").max(8000).section(TRAINED);
pub const KNOWLEDGE_UNTIL: Field<Date> = date("knowledge_until", "Knowledge until").section(TRAINED);
pub const COMPUTE: Field<Line> = line("compute", "Training compute")
    .max(80)
    .section(TRAINED)
    .hint("In floating-point operations, like 3.1e23");
pub const ENERGY: Field<Number> =
    number("energy_kwh", "Training energy").between(0, 1_000_000_000_000).unit("kWh").section(TRAINED);

const JUDGED: &str = "Use and evaluation";
pub const INTENDED_USE: Field<Prose> = prose("intended_use", "Intended use").max(8000).section(JUDGED);
pub const OUT_OF_SCOPE: Field<Prose> = prose("out_of_scope", "Not meant for").max(8000).section(JUDGED);
pub const EVALUATION: Field<Rows> = table("evaluation", "Evaluation", EVALUATION_COLUMNS).section(JUDGED);
pub const LIMITS: Field<Prose> = prose("limits", "Known limits").max(8000).section(JUDGED);
pub const BIAS: Field<Prose> = prose("bias", "Known bias")
    .max(8000)
    .section(JUDGED)
    .hint("For which people or cases it is worse, and by how much");

const RIGHTS: &str = "Law and papers";
pub const GENERAL_PURPOSE: Field<Flag> = flag("general_purpose", "General-purpose model").section(RIGHTS);
pub const SYSTEMIC_RISK: Field<Flag> =
    flag("systemic_risk", "With systemic risk").section(RIGHTS).when("general_purpose", &["yes"]);
pub const MODIFIED: Field<Prose> = prose("modified", "What we changed")
    .max(4000)
    .section(RIGHTS)
    .hint("Fine-tuning on a large scale can make the organisation a provider of the model");
pub const LICENCE: Field<Line> =
    line("licence", "Licence").max(160).section(RIGHTS).hint("SPDX identifier where there is one");
pub const CARD_URL: Field<Line> = line("card_url", "Address of the model card").max(1000).section(RIGHTS);
pub const DIGEST: Field<Line> = line("digest", "Digest of the file")
    .max(160)
    .section(RIGHTS)
    .hint("SHA-256 of the weights that are in use");
pub const DOCUMENTS: Field<Many> =
    links("documents", "Documents", "document", "About models").section(RIGHTS);
pub const NEXT_REVIEW: Field<Date> = date("next_review", "Next review").deadline().section(RIGHTS);
pub const EXTERNAL_ID: Field<Line> = line("external_id", "Id elsewhere").max(200).section(RIGHTS);

pub const EVALUATION_COLUMNS: &[FieldDef] = &[
    line("metric", "Metric").required().max(160).field,
    line("group", "Group").max(160).hint("The group of people or cases that it was measured for").field,
    number("value", "Value").required().field,
    number("threshold", "Threshold").field,
    link("dataset", "Data set", "dataset", "Evaluates").field,
    date("date", "Date").field,
    record::evidence("evidence", "Evidence").field,
];

pub const TYPES: &[Opt] = &[
    Opt::new("classifier", "Classifier"),
    Opt::new("regression", "Regression or forecast"),
    Opt::new("ranking", "Ranking or recommendation"),
    Opt::new("clustering", "Clustering or anomaly detection"),
    Opt::new("language_model", "Language model"),
    Opt::new("image_model", "Image or video generator"),
    Opt::new("vision_model", "Vision model"),
    Opt::new("speech_model", "Speech model"),
    Opt::new("embedding", "Embedding"),
    Opt::new("multimodal", "Multimodal model"),
    Opt::new("policy", "Control policy"),
    Opt::new("rules", "Rules or knowledge base"),
    Opt::new("other", "Other"),
];

pub const MODES: &[Opt] = &[
    Opt::new("text", "Text"),
    Opt::new("code", "Code"),
    Opt::new("image", "Images"),
    Opt::new("video", "Video"),
    Opt::new("audio", "Audio"),
    Opt::new("tabular", "Tables"),
    Opt::new("time_series", "Time series"),
    Opt::new("sensor", "Sensor data"),
    Opt::new("action", "Actions"),
];
