//! A data set: where data come from, what they may be used for, how good they are and how they were prepared.

use record::{
    Approval, Area, Date, Field, FieldDef, Flag, Kind, LifeCycle, Line, Many, Name, Number, One, Opt, Pick,
    Picks, Prose, Relation, Rows, Sensitivity, Span, choice, choices, date, flag, line, link, links, number,
    period, person, prose, table,
};

use crate::scales::CLASSIFICATION;

pub static KIND: Kind = Kind {
    id: "dataset",
    reference: "DAT",
    name: Name { one: "Data set", many: "Data sets" },
    purpose: "The data with which AI systems are trained, tested and run: origin, rights, quality, preparation and end.",
    expected_by: &["A.4.3", "A.7.2", "A.7.3", "A.7.4", "A.7.5", "A.7.6"],
    area: Area::Operate,
    fields: &[
        NAME.field,
        DESCRIPTION.field,
        VERSION.field,
        PURPOSES.field,
        OWNER.field,
        UNIT.field,
        SUPPLIER.field,
        PROVENANCE.field,
        COLLECTED_FROM.field,
        SOURCE_TYPES.field,
        COLLECTED.field,
        SELECTION.field,
        DERIVED_FROM.field,
        DIGEST.field,
        PERSONAL_DATA.field,
        LEGAL_BASIS.field,
        SPECIAL_CATEGORIES.field,
        SPECIAL_REASON.field,
        LICENCE.field,
        RIGHTS.field,
        CLASSIFIED.field,
        SIZE.field,
        FEATURES.field,
        LABELS.field,
        POPULATION.field,
        GAPS.field,
        BIAS.field,
        QUALITY.field,
        PREPARATION.field,
        LOCATION.field,
        ACCESS.field,
        RETENTION.field,
        DELETE_BY.field,
        NEXT_CHECK.field,
        EXTERNAL_ID.field,
    ],
    columns: &[NAME.field, PURPOSES.field, OWNER.field, PERSONAL_DATA.field, LICENCE.field, NEXT_CHECK.field],
    life_cycle: LifeCycle::Controlled,
    approval: Approval::GOVERNING,
    sensitivity: Sensitivity::Internal,
    version: 1,
    upcasts: &[],
}
.checked();

pub const NAME: Field<Line> = line("name", "Name").required().max(200);
pub const DESCRIPTION: Field<Prose> = prose("description", "What it holds").required().max(8000);
pub const VERSION: Field<Line> = line("version", "Version").max(80).significant();
pub const PURPOSES: Field<Picks> =
    choices("purposes", "Used to", USES).hint("Name every purpose it serves here");
pub const OWNER: Field<One> = person("owner", "Owner").required().relation(Relation::Owner);
pub const UNIT: Field<One> = link("unit", "Unit", "unit", "Data sets").relation(Relation::Unit);
pub const SUPPLIER: Field<One> = link("supplier", "Supplier", "supplier", "Supplies data");

const ORIGIN: &str = "Origin";
pub const PROVENANCE: Field<Prose> = prose("provenance", "Provenance")
    .required()
    .section(ORIGIN)
    .hint("Every step from the first source to here: who created, changed, moved and checked the data")
    .significant();
pub const COLLECTED_FROM: Field<Line> = line("collected_from", "Collected from")
    .max(300)
    .section(ORIGIN)
    .hint("People, systems, places, web addresses");
pub const SOURCE_TYPES: Field<Picks> = choices("source_types", "Kind of source", SOURCES).section(ORIGIN);
pub const COLLECTED: Field<Span> = period("collected", "Collected in").section(ORIGIN);
pub const SELECTION: Field<Prose> = prose("selection", "How it was chosen")
    .max(4000)
    .section(ORIGIN)
    .hint("What was needed, what was looked at, what was left out");
pub const DERIVED_FROM: Field<Many> =
    links("derived_from", "Derived from", "dataset", "Source of").section(ORIGIN);
pub const DIGEST: Field<Line> = line("digest", "Digest")
    .max(160)
    .section(ORIGIN)
    .hint("SHA-256 of the frozen copy, so that a later one can be told apart")
    .significant();

const LAWFUL: &str = "Rights";
pub const PERSONAL_DATA: Field<Flag> =
    flag("personal_data", "Holds personal data").required().section(LAWFUL).significant();
pub const LEGAL_BASIS: Field<Line> =
    line("legal_basis", "Legal basis").max(300).section(LAWFUL).when("personal_data", &["yes"]);
pub const SPECIAL_CATEGORIES: Field<Picks> = choices("special_categories", "Special categories", SPECIAL)
    .section(LAWFUL)
    .when("personal_data", &["yes"]);
pub const SPECIAL_REASON: Field<Prose> = prose("special_reason", "Why they are needed")
    .max(4000)
    .section(LAWFUL)
    .when("personal_data", &["yes"])
    .hint("For special categories: why other data will not do, who has access, when they are deleted");
pub const LICENCE: Field<Line> = line("licence", "Licence").max(160).section(LAWFUL);
pub const RIGHTS: Field<Prose> = prose("rights", "Conditions of use")
    .max(4000)
    .section(LAWFUL)
    .hint("Contract, consent, copyright reservations, limits on passing on");
pub const CLASSIFIED: Field<Pick> =
    choice("classification", "Classification", CLASSIFICATION).section(LAWFUL);

const CONTENT: &str = "Content and quality";
pub const SIZE: Field<Number> =
    number("records", "Size").between(0, 1_000_000_000_000_000).unit("records").section(CONTENT);
pub const FEATURES: Field<Prose> = prose("features", "Features").max(8000).section(CONTENT);
pub const LABELS: Field<Prose> = prose("labels", "Labels")
    .max(4000)
    .section(CONTENT)
    .hint("Who labelled, by which instruction, how far they agreed");
pub const POPULATION: Field<Prose> = prose("population", "Whom or what it represents")
    .max(4000)
    .section(CONTENT)
    .hint("And how that compares with the people the system is used on");
pub const GAPS: Field<Prose> = prose("gaps", "Known gaps").max(4000).section(CONTENT);
pub const BIAS: Field<Prose> = prose("bias", "Examination for bias")
    .max(8000)
    .section(CONTENT)
    .hint("What was looked for, found and done");
pub const QUALITY: Field<Rows> = table("quality", "Quality", QUALITY_COLUMNS).section(CONTENT);
pub const PREPARATION: Field<Prose> = prose("preparation", "Preparation")
    .max(8000)
    .section(CONTENT)
    .hint("Cleaning, filling, scaling, encoding, labelling: the method and the reason for it");

const KEEPING: &str = "Keeping";
pub const LOCATION: Field<Line> = line("location", "Lies at").max(300).section(KEEPING);
pub const ACCESS: Field<Prose> = prose("access", "Who has access").max(2000).section(KEEPING);
pub const RETENTION: Field<Prose> =
    prose("retention", "Retention").max(2000).section(KEEPING).hint("How long, why, and how it ends");
pub const DELETE_BY: Field<Date> = date("delete_by", "Delete by").section(KEEPING);
pub const NEXT_CHECK: Field<Date> = date("next_check", "Next quality check").deadline().section(KEEPING);
pub const EXTERNAL_ID: Field<Line> = line("external_id", "Id elsewhere").max(200).section(KEEPING);

pub const QUALITY_COLUMNS: &[FieldDef] = &[
    line("requirement", "Requirement").required().max(300).field,
    line("measure", "Measure").max(160).hint("Completeness, accuracy, balance, currency …").field,
    line("result", "Result").max(300).field,
    choice("met", "Met", MET).field,
    date("date", "Date").field,
    person("checked_by", "Checked by").field,
    record::evidence("evidence", "Evidence").field,
];

pub const USES: &[Opt] = &[
    Opt::new("training", "Train"),
    Opt::new("tuning", "Tune"),
    Opt::new("validation", "Validate"),
    Opt::new("testing", "Test"),
    Opt::new("retrieval", "Look up while answering"),
    Opt::new("production", "Run in production"),
    Opt::new("monitoring", "Monitor"),
];

pub const SOURCES: &[Opt] = &[
    Opt::new("own_process", "Own process"),
    Opt::new("people", "Asked from people"),
    Opt::new("observed", "Observed or sensed"),
    Opt::new("customers", "Customers"),
    Opt::new("bought", "Bought"),
    Opt::new("open", "Open data"),
    Opt::new("web", "Taken from the web"),
    Opt::new("synthetic", "Synthetic"),
    Opt::new("derived", "Derived from other data"),
];

pub const SPECIAL: &[Opt] = &[
    Opt::new("none", "None"),
    Opt::new("ethnic_origin", "Racial or ethnic origin"),
    Opt::new("political", "Political opinions"),
    Opt::new("beliefs", "Religious or philosophical beliefs"),
    Opt::new("union", "Trade union membership"),
    Opt::new("genetic", "Genetic data"),
    Opt::new("biometric", "Biometric data"),
    Opt::new("health", "Health"),
    Opt::new("sex_life", "Sex life or sexual orientation"),
    Opt::new("criminal", "Criminal convictions and offences"),
];

pub const MET: &[Opt] =
    &[Opt::new("met", "Met"), Opt::new("partly", "Partly met"), Opt::new("not_met", "Not met")];
