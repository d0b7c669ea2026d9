//! A control implementation: how a control is carried out here, by whom, on what, and what tests of its effect found.

use record::{
    Approval, Area, Date, Field, FieldDef, Kind, LifeCycle, Line, Many, Name, Number, One, Opt, Prose,
    Relation, Rows, Sensitivity, choice, date, evidence, line, link, links, number, person, prose, table,
};

pub static KIND: Kind = Kind {
    id: "control_implementation",
    reference: "CTL",
    name: Name { one: "Control implementation", many: "Control implementations" },
    purpose: "How each control is carried out, by whom, since when and on what, and what tests of its effectiveness found.",
    expected_by: &["6.1.3", "8.1", "8.3"],
    area: Area::Operate,
    fields: &[
        NAME.field,
        CONTROL.field,
        OWNER.field,
        UNIT.field,
        HOW.field,
        WHY.field,
        SINCE.field,
        PLANNED.field,
        DOCUMENTS.field,
        USES.field,
        SYSTEMS.field,
        SUPPLIERS.field,
        LIMITS.field,
        TEST_METHOD.field,
        TEST_CRITERION.field,
        TEST_EVERY.field,
        TESTS.field,
        NEXT_REVIEW.field,
        EXTERNAL_ID.field,
    ],
    columns: &[NAME.field, CONTROL.field, OWNER.field, SINCE.field, PLANNED.field, NEXT_REVIEW.field],
    life_cycle: LifeCycle::Controlled,
    approval: Approval::GOVERNING,
    sensitivity: Sensitivity::Internal,
    version: 1,
    upcasts: &[],
}
.checked();

pub const NAME: Field<Line> = line("name", "Name").required().max(160);
pub const CONTROL: Field<Line> = line("control", "Control")
    .required()
    .max(40)
    .hint("Reference like A.6.2.4, or of a control of your own as the Statement of Applicability names it");
pub const OWNER: Field<One> = person("owner", "Owner")
    .required()
    .relation(Relation::Owner)
    .hint("Who answers for it being carried out");
pub const UNIT: Field<One> = link("unit", "Unit", "unit", "Control implementations").relation(Relation::Unit);
pub const HOW: Field<Prose> = prose("how", "How it is done")
    .required()
    .max(8000)
    .hint("What happens, who does it, when and with what, so that somebody could watch it");
pub const WHY: Field<Prose> =
    prose("why", "What it is to bring about").max(2000).hint("What becomes less likely or less bad by it");
pub const SINCE: Field<Date> = date("since", "In place since").hint("Empty while it is only planned");
pub const PLANNED: Field<Date> =
    date("planned_for", "Planned for").deadline().hint("When it is to be in place, while it is not");
pub const DOCUMENTS: Field<Many> =
    links("documents", "Procedures and other documents", "document", "Carries out controls");

const WHERE: &str = "Where";
pub const USES: Field<Many> = links("uses", "Uses of AI", "use", "Controls").section(WHERE);
pub const SYSTEMS: Field<Many> = links("systems", "AI systems", "system", "Controls").section(WHERE);
pub const SUPPLIERS: Field<Many> = links("suppliers", "Suppliers", "supplier", "Controls").section(WHERE);
pub const LIMITS: Field<Prose> = prose("limits", "Does not cover")
    .max(2000)
    .section(WHERE)
    .hint("Uses, systems or times for which it is not carried out, and why");

const EFFECT: &str = "Effectiveness";
pub const TEST_METHOD: Field<Prose> = prose("test_method", "How its effectiveness is tested")
    .max(4000)
    .section(EFFECT)
    .hint("What is sampled or measured; that it exists is no effect");
pub const TEST_CRITERION: Field<Line> = line("test_criterion", "Effective when")
    .max(300)
    .section(EFFECT)
    .hint("The result that counts, set before the test");
pub const TEST_EVERY: Field<Number> =
    number("test_every_months", "Tested every").between(1, 60).unit("months").section(EFFECT);
pub const TESTS: Field<Rows> = table("tests", "Tests", TEST_COLUMNS).section(EFFECT);
pub const NEXT_REVIEW: Field<Date> = date("next_review", "Next review").deadline().section(EFFECT);
pub const EXTERNAL_ID: Field<Line> = line("external_id", "Id elsewhere").max(80).section(EFFECT);

pub const TEST_COLUMNS: &[FieldDef] = &[
    date("tested_on", "Tested on").required().field,
    line("how", "How").required().max(400).field,
    person("tester", "By whom").field,
    choice("result", "Result", RESULTS).required().field,
    line("found", "What was found").max(400).field,
    evidence("evidence", "Evidence").field,
    date("next_test", "Next test").field,
];

pub const RESULTS: &[Opt] = &[
    Opt::hinted("effective", "Effective", "It does what it is to bring about"),
    Opt::hinted("partly", "Partly effective", "Somewhere or sometimes it does not"),
    Opt::hinted("not_effective", "Not effective", "It is carried out in vain, or not at all"),
];

/// The code of [`RESULTS`] for a control that works.
pub const EFFECTIVE: &str = "effective";
