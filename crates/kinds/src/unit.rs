//! A part of the organisation: a company, a site, a department, a team.

use record::{
    Approval, Area, Field, Flag, Kind, LifeCycle, Line, Name, Number, One, Opt, Pick, Prose, Sensitivity,
    choice, flag, line, link, number, person, prose,
};

pub static KIND: Kind = Kind {
    id: "unit",
    reference: "UNI",
    name: Name { one: "Unit", many: "Units" },
    purpose: "The companies, sites, departments and teams of the organisation, and whether the management system covers them.",
    expected_by: &["4.3", "5.3"],
    area: Area::Plan,
    fields: &[
        NAME.field,
        SHORT_NAME.field,
        TYPE.field,
        PARENT.field,
        HEAD.field,
        DESCRIPTION.field,
        IN_SCOPE.field,
        SCOPE_REASON.field,
        PEOPLE.field,
        AI_PEOPLE.field,
        ADDRESS.field,
        COUNTRY.field,
        EXTERNAL_ID.field,
    ],
    columns: &[NAME.field, TYPE.field, PARENT.field, HEAD.field, IN_SCOPE.field, AI_PEOPLE.field],
    life_cycle: LifeCycle::Kept,
    approval: Approval::GOVERNING,
    sensitivity: Sensitivity::Open,
    version: 1,
    upcasts: &[],
}
.checked();

pub const NAME: Field<Line> = line("name", "Name").required().max(250);
pub const SHORT_NAME: Field<Line> = line("short_name", "Short name").max(40);
pub const TYPE: Field<Pick> = choice("unit_type", "Type", UNIT_TYPE);
pub const PARENT: Field<One> = link("parent", "Part of", "unit", "Parts").relation(record::Relation::Unit);
pub const HEAD: Field<One> = person("head", "Head").relation(record::Relation::Owner);
pub const DESCRIPTION: Field<Prose> = prose("description", "What it does").max(4000);

const SCOPE: &str = "Scope";
pub const IN_SCOPE: Field<Flag> = flag("in_scope", "Covered by the management system").section(SCOPE);
pub const SCOPE_REASON: Field<Prose> = prose("scope_reason", "Reason for leaving it out")
    .max(2000)
    .section(SCOPE)
    .required()
    .when("in_scope", &["no"])
    .hint("An auditor will hold it against the context and the interested parties");
pub const PEOPLE: Field<Number> = number("people", "People").between(0, 10_000_000).section(SCOPE);
pub const AI_PEOPLE: Field<Number> = number("ai_people", "People who work with AI systems")
    .between(0, 10_000_000)
    .section(SCOPE)
    .hint("Those who develop, provide, run or oversee them; certification bodies base audit time on this number");
pub const ADDRESS: Field<Prose> = prose("address", "Address of the site").max(500).section(SCOPE);
pub const COUNTRY: Field<Line> =
    line("country", "Country").max(2).section(SCOPE).hint("Two letters after ISO 3166, like DE");
pub const EXTERNAL_ID: Field<Line> = line("external_id", "Id elsewhere").max(80);

pub const UNIT_TYPE: &[Opt] = &[
    Opt::new("organisation", "Whole organisation"),
    Opt::new("legal_entity", "Legal entity"),
    Opt::new("site", "Site"),
    Opt::new("division", "Division"),
    Opt::new("department", "Department"),
    Opt::new("team", "Team"),
    Opt::new("project", "Project"),
];
