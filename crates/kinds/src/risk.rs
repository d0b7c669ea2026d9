//! A risk that AI brings for the organisation, for people or for society, its treatment and what remains.

use record::{
    Area, Date, Field, FieldDef, Kind, LifeCycle, Line, Many, Name, One, Opt, Pick, Picks, Prose, Rating,
    Relation, Rows, Sensitivity, choice, choices, date, line, link, links, person, prose, rating, table,
};

use crate::scales::{LIKELIHOOD, SEVERITY};

pub static KIND: Kind = Kind {
    id: "risk",
    reference: "RSK",
    name: Name { one: "AI risk", many: "AI risks" },
    purpose: "What could go wrong or well with AI, for whom, how bad and how likely, what is done and what remains.",
    expected_by: &["6.1.1", "6.1.2", "6.1.3", "8.2", "8.3"],
    area: Area::Plan,
    fields: &[
        NAME.field,
        NATURE.field,
        EVENT.field,
        SOURCE.field,
        SOURCE_NOTE.field,
        CONSEQUENCE.field,
        AFFECTED.field,
        OBJECTIVES.field,
        USES.field,
        SYSTEMS.field,
        SUPPLIERS.field,
        FROM_FINDING.field,
        OWNER.field,
        METHOD.field,
        ASSESSED_ON.field,
        INHERENT_LIKELIHOOD.field,
        INHERENT_IMPACT.field,
        EXISTING.field,
        TREATMENT.field,
        TREATMENT_REASON.field,
        TREATMENTS.field,
        RESIDUAL_LIKELIHOOD.field,
        RESIDUAL_IMPACT.field,
        RESIDUAL_REASON.field,
        ACCEPTED_UNTIL.field,
        NEXT_REVIEW.field,
        EXTERNAL_ID.field,
    ],
    columns: &[
        NAME.field,
        SOURCE.field,
        OWNER.field,
        INHERENT_LIKELIHOOD.field,
        INHERENT_IMPACT.field,
        TREATMENT.field,
        RESIDUAL_LIKELIHOOD.field,
        RESIDUAL_IMPACT.field,
        NEXT_REVIEW.field,
    ],
    life_cycle: LifeCycle::Controlled,
    sensitivity: Sensitivity::Internal,
    version: 1,
    upcasts: &[],
}
.checked();

pub const NAME: Field<Line> = line("name", "Short name").required().max(160);
pub const NATURE: Field<Pick> = choice("nature", "Risk or opportunity", NATURES);
pub const EVENT: Field<Prose> = prose("event", "Event")
    .required()
    .max(4000)
    .hint("What happens, so that one could later say whether it did");
pub const SOURCE: Field<Pick> = choice("source", "Source", SOURCES).required();
pub const SOURCE_NOTE: Field<Prose> = prose("source_note", "Where exactly it comes from").max(4000);
pub const CONSEQUENCE: Field<Prose> = prose("consequence", "Consequence")
    .required()
    .max(4000)
    .hint("For the organisation, for people, for society");
pub const AFFECTED: Field<Picks> = choices("affected", "Who is affected", AFFECTED_SIDES).required();
pub const OBJECTIVES: Field<Picks> = choices("objectives", "Objectives at stake", STAKES)
    .hint("The properties of responsible AI that would suffer");

const WHERE: &str = "Where";
pub const USES: Field<Many> = links("uses", "Uses of AI", "use", "Risks").section(WHERE);
pub const SYSTEMS: Field<Many> = links("systems", "AI systems", "system", "Risks").section(WHERE);
pub const SUPPLIERS: Field<Many> = links("suppliers", "Suppliers", "supplier", "Risks").section(WHERE);
pub const FROM_FINDING: Field<One> =
    link("from_finding", "Found by", "impact_assessment", "Risks taken up").section(WHERE);

const LEVEL: &str = "Assessment";
pub const OWNER: Field<One> = person("owner", "Owner")
    .required()
    .relation(Relation::Owner)
    .section(LEVEL)
    .hint("Somebody with the means to treat it");
pub const METHOD: Field<One> = link("method", "Method", "document", "Applied in risks")
    .section(LEVEL)
    .hint("The method whose scales and criteria were used");
pub const ASSESSED_ON: Field<Date> = date("assessed_on", "Assessed on").section(LEVEL);
pub const INHERENT_LIKELIHOOD: Field<Rating> =
    rating("inherent_likelihood", "Likelihood before treatment", LIKELIHOOD).required().section(LEVEL);
pub const INHERENT_IMPACT: Field<Rating> =
    rating("inherent_impact", "Impact before treatment", SEVERITY).required().section(LEVEL);
pub const EXISTING: Field<Prose> = prose("existing", "What is already in place").max(4000).section(LEVEL);

const TREAT: &str = "Treatment";
pub const TREATMENT: Field<Pick> = choice("treatment", "Option", OPTIONS).required().section(TREAT);
pub const TREATMENT_REASON: Field<Prose> = prose("treatment_reason", "Reason").max(4000).section(TREAT);
pub const TREATMENTS: Field<Rows> = table("treatments", "What is done", TREATMENT_COLUMNS).section(TREAT);
pub const RESIDUAL_LIKELIHOOD: Field<Rating> =
    rating("residual_likelihood", "Likelihood that remains", LIKELIHOOD).section(TREAT);
pub const RESIDUAL_IMPACT: Field<Rating> =
    rating("residual_impact", "Impact that remains", SEVERITY).section(TREAT);
pub const RESIDUAL_REASON: Field<Prose> =
    prose("residual_reason", "Why what remains is acceptable").max(4000).section(TREAT);
pub const ACCEPTED_UNTIL: Field<Date> = date("accepted_until", "Accepted until")
    .deadline()
    .section(TREAT)
    .hint("Approving this record accepts what remains, until this day");
pub const NEXT_REVIEW: Field<Date> = date("next_review", "Next review").deadline().section(TREAT);
pub const EXTERNAL_ID: Field<Line> = line("external_id", "Id elsewhere")
    .max(120)
    .section(TREAT)
    .hint("Like the number in a public list of AI risks");

pub const TREATMENT_COLUMNS: &[FieldDef] = &[
    line("what", "Measure").required().max(400).field,
    line("control", "Control").max(40).hint("Reference like A.6.2.4, or of a control of your own").field,
    person("owner", "Who").field,
    date("due", "Due").field,
    line("effect", "Expected effect")
        .max(400)
        .hint("What will be less likely or less bad, and how it will show")
        .field,
    date("done", "Done on").field,
];

pub const NATURES: &[Opt] = &[Opt::new("threat", "Risk"), Opt::new("opportunity", "Opportunity")];

pub const SOURCES: &[Opt] = &[
    Opt::hinted("environment", "Complexity of the environment", "More situations than anyone could test"),
    Opt::hinted("opacity", "Lack of transparency and explainability", "Nobody can say why"),
    Opt::hinted("automation", "Level of automation", "People are out of the loop or no longer look"),
    Opt::hinted("machine_learning", "Machine learning itself", "Data, drift, bias, attacks on learning"),
    Opt::hinted("hardware", "System hardware", "Faults, capacity, transfer between machines"),
    Opt::hinted("life_cycle", "System life cycle", "Flaws in design, deployment, maintenance, retirement"),
    Opt::hinted("readiness", "Technology readiness", "Too new, or understood by too few"),
    Opt::hinted("supplier", "Supplier", "Change, failure or silence of a third party"),
    Opt::hinted("misuse", "Misuse", "Used otherwise than meant"),
    Opt::hinted("security", "Security", "Attack from outside or inside"),
    Opt::hinted("law", "Law and contracts", "Duties that change or are not met"),
    Opt::hinted("people", "Competence and culture", "Skills, incentives, overconfidence"),
    Opt::new("other", "Other"),
];

pub const AFFECTED_SIDES: &[Opt] = &[
    Opt::new("organisation", "Organisation"),
    Opt::new("individuals", "Individuals"),
    Opt::new("groups", "Groups of individuals"),
    Opt::new("society", "Society"),
];

pub const STAKES: &[Opt] = &[
    Opt::new("accountability", "Accountability"),
    Opt::new("expertise", "AI expertise"),
    Opt::new("data_quality", "Availability and quality of data"),
    Opt::new("environment", "Environmental impact"),
    Opt::new("fairness", "Fairness"),
    Opt::new("maintainability", "Maintainability"),
    Opt::new("privacy", "Privacy"),
    Opt::new("robustness", "Robustness"),
    Opt::new("safety", "Safety"),
    Opt::new("security", "Security"),
    Opt::new("transparency", "Transparency and explainability"),
];

pub const OPTIONS: &[Opt] = &[
    Opt::hinted("modify", "Modify", "Make it less likely or less bad"),
    Opt::hinted("avoid", "Avoid", "Do not do it, or stop"),
    Opt::hinted("share", "Share", "Contract or insurance; what people suffer cannot be shared away"),
    Opt::hinted("retain", "Retain", "Live with it, by decision"),
];
