//! An attestation: what no record can show, stated by a named person, dated, and valid until a day.

use record::{
    Approval, Area, Date, Field, FieldDef, Kind, LifeCycle, Line, Many, Name, One, Pick, Prose, Relation,
    Rows, Sensitivity, choice, date, evidence, line, link, links, person, prose, table,
};

use crate::person::AI_ROLE;

pub static KIND: Kind = Kind {
    id: "attestation",
    reference: "ATT",
    name: Name { one: "Attestation", many: "Attestations" },
    purpose: "What no record can show: a named person states it, says how she knows, and until when it may be relied on.",
    expected_by: &["4.1", "5.1", "7.1", "7.3", "A.2.3"],
    area: Area::Operate,
    fields: &[
        NAME.field,
        STATEMENT.field,
        REQUIREMENTS.field,
        PERSON.field,
        CAPACITY.field,
        STATED_ON.field,
        VALID_UNTIL.field,
        BASIS.field,
        LIMITS.field,
        ABOUT.field,
        EVIDENCE.field,
        UNIT.field,
    ],
    columns: &[NAME.field, PERSON.field, CAPACITY.field, STATED_ON.field, VALID_UNTIL.field],
    life_cycle: LifeCycle::Controlled,
    approval: Approval::GOVERNING,
    sensitivity: Sensitivity::Internal,
    version: 1,
    upcasts: &[],
}
.checked();

pub const NAME: Field<Line> = line("name", "In a line").required().max(200);
pub const STATEMENT: Field<Prose> = prose("statement", "Statement")
    .required()
    .max(8000)
    .hint("What is so, in words that could turn out to be wrong");
pub const REQUIREMENTS: Field<Rows> = table("requirements", "Answers for", REQUIREMENT_COLUMNS)
    .required()
    .hint("One row a requirement; what is not named here is not answered by this statement");
pub const PERSON: Field<One> = person("person", "Who states it")
    .required()
    .relation(Relation::Owner)
    .hint("Somebody else approves it: approving is the signature beside hers");
pub const CAPACITY: Field<Pick> = choice("capacity", "In which capacity", AI_ROLE).required();
pub const STATED_ON: Field<Date> = date("stated_on", "Stated on").required();
pub const VALID_UNTIL: Field<Date> = date("valid_until", "Relied on until")
    .deadline()
    .required()
    .hint("A year at most is usual; after this day the question is open again");

const GROUNDS: &str = "Grounds";
pub const BASIS: Field<Prose> = prose("basis", "How she knows")
    .required()
    .max(4000)
    .section(GROUNDS)
    .hint("What was seen, asked or compared, when and by whom; not that it is so");
pub const LIMITS: Field<Prose> = prose("limits", "Does not hold for")
    .max(2000)
    .section(GROUNDS)
    .hint("Units, systems or times that the statement leaves out");
pub const ABOUT: Field<Many> = links("about", "About", "*", "Attestations").section(GROUNDS);
pub const EVIDENCE: Field<Many> = evidence("evidence", "Evidence").section(GROUNDS);
pub const UNIT: Field<One> =
    link("unit", "Unit", "unit", "Attestations").relation(Relation::Unit).section(GROUNDS);

pub const REQUIREMENT_COLUMNS: &[FieldDef] = &[
    line("reference", "Requirement").required().max(40).hint("Reference like 5.1 or A.2.3").field,
    line("part", "Which part of it").max(200).field,
];
