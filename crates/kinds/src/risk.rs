//! A risk that AI brings for the organisation, for people or for society, its treatment and what remains.

use record::{
    Approval, Area, Date, Field, FieldDef, Kind, LifeCycle, Line, Many, Name, One, Opt, Pick, Picks, Prose,
    Rating, Relation, Rows, Sensitivity, Upcast, choice, choices, date, line, link, links, money, person,
    prose, rating, table,
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
        MODELS.field,
        DATASETS.field,
        AGENTS.field,
        SUPPLIERS.field,
        EXCEPTIONS.field,
        FROM_FINDING.field,
        OWNER.field,
        METHOD.field,
        CRITERIA.field,
        ASSESSED_ON.field,
        INHERENT_LIKELIHOOD.field,
        INHERENT_IMPACT.field,
        EXISTING.field,
        CURRENT_LIKELIHOOD.field,
        CURRENT_IMPACT.field,
        TREATMENT.field,
        TREATMENT_REASON.field,
        TREATMENTS.field,
        RESIDUAL_LIKELIHOOD.field,
        RESIDUAL_IMPACT.field,
        RESIDUAL_REASON.field,
        ACCEPTED_UNTIL.field,
        NEXT_REVIEW.field,
        EXTERNAL_ID.field,
        ORIGIN_LIBRARY.field,
        ORIGIN_VERSION.field,
        ORIGIN_ENTRY.field,
        ORIGIN_RIGHTS.field,
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
    approval: Approval::GOVERNING,
    sensitivity: Sensitivity::Internal,
    version: 3,
    upcasts: &[ORIGIN_AND_CURRENT, CRITERIA_AND_REACH],
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
pub const MODELS: Field<Many> = links("models", "Models", "model", "Risks").section(WHERE);
pub const DATASETS: Field<Many> = links("datasets", "Data sets", "dataset", "Risks").section(WHERE);
pub const AGENTS: Field<Many> = links("agents", "Agents", "agent", "Risks").section(WHERE);
pub const SUPPLIERS: Field<Many> = links("suppliers", "Suppliers", "supplier", "Risks").section(WHERE);
pub const EXCEPTIONS: Field<Rows> = table("exceptions", "Uses where it is otherwise", EXCEPTION_COLUMNS)
    .section(WHERE)
    .hint("A risk of a system, model, data set, agent or supplier is one of every use that depends on it, unless it says here why not");
pub const FROM_FINDING: Field<One> =
    link("from_finding", "Found by", "impact_assessment", "Risks taken up").section(WHERE);

const LEVEL: &str = "Assessment";
pub const OWNER: Field<One> = person("owner", "Owner")
    .required()
    .relation(Relation::Owner)
    .section(LEVEL)
    .hint("Somebody with the means to treat it");
pub const METHOD: Field<One> = link("method", "Method", "document", "Applied in risks")
    .suits("doc_type", &["risk_method"])
    .section(LEVEL)
    .hint("The method whose scales and criteria were used");
pub const CRITERIA: Field<One> = link("criteria", "Judged by", "risk_method", "Judges")
    .section(LEVEL)
    .hint("The risk method whose scales, matrix, appetite and authorities count");
pub const ASSESSED_ON: Field<Date> = date("assessed_on", "Assessed on").section(LEVEL);
pub const INHERENT_LIKELIHOOD: Field<Rating> =
    rating("inherent_likelihood", "Likelihood before treatment", LIKELIHOOD).required().section(LEVEL);
pub const INHERENT_IMPACT: Field<Rating> =
    rating("inherent_impact", "Impact before treatment", SEVERITY).required().section(LEVEL);
pub const EXISTING: Field<Prose> = prose("existing", "What is already in place").max(4000).section(LEVEL);
pub const CURRENT_LIKELIHOOD: Field<Rating> = rating("current_likelihood", "Likelihood today", LIKELIHOOD)
    .section(LEVEL)
    .hint("With what is already in place");
pub const CURRENT_IMPACT: Field<Rating> =
    rating("current_impact", "Impact today", SEVERITY).section(LEVEL).hint("With what is already in place");

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
    .hint("Like the number of the risk in another register");

const ORIGIN: &str = "Origin";
pub const ORIGIN_LIBRARY: Field<Line> = line("origin_library", "Library")
    .max(80)
    .section(ORIGIN)
    .hint("The public list from which it was taken over");
pub const ORIGIN_VERSION: Field<Line> =
    line("origin_version", "Version of the library").max(40).section(ORIGIN);
pub const ORIGIN_ENTRY: Field<Line> = line("origin_entry", "Entry in the library").max(120).section(ORIGIN);
pub const ORIGIN_RIGHTS: Field<Line> = line("origin_rights", "Licence and attribution")
    .max(500)
    .section(ORIGIN)
    .hint("Goes along wherever its texts are passed on");

pub const TREATMENT_COLUMNS: &[FieldDef] = &[
    line("what", "Measure").required().max(400).field,
    line("control", "Control").max(40).hint("Reference like A.6.2.4, or of a control of your own").field,
    person("owner", "Who").field,
    date("due", "Due").field,
    line("effect", "Expected effect")
        .max(400)
        .hint("What will be less likely or less bad, and how it will show")
        .field,
    money("cost", "Cost").field,
    date("done", "Done on").field,
];

/// What was written before reads as it is: nothing of it is lost, and what is new is empty.
const ORIGIN_AND_CURRENT: Upcast = Upcast {
    from: 1,
    what: "A risk can say what is likely and bad today, what each measure costs, and from which library it was taken over.",
    step: |_| {},
};

pub const EXCEPTION_COLUMNS: &[FieldDef] = &[
    link("use", "Use of AI", "use", "Excepted from").required().field,
    choice("how", "There", EXCEPTION_KINDS).required().field,
    line("reason", "Reason").required().max(400).field,
];

pub const EXCEPTION_KINDS: &[Opt] =
    &[Opt::new("not_there", "It does not arise"), Opt::new("otherwise", "It is treated otherwise")];

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

/// What was written before reads as it is.
const CRITERIA_AND_REACH: Upcast = Upcast {
    from: 2,
    what: "A risk can name the risk method it is judged by, models, data sets and agents it comes from, and uses where it is otherwise.",
    step: |_| {},
};
