//! An AI system impact assessment: what a use or system means for individuals, groups and society.

use record::{
    Approval, Area, Date, Field, FieldDef, Flag, Kind, LifeCycle, Line, Many, Name, One, Opt, Pick, Prose,
    Questions, Relation, Rows, Sensitivity, Upcast, answers, choice, date, flag, line, link, links, number,
    person, prose, rating, table,
};

use crate::{
    impact_questions::IMPACT,
    scales::{LIKELIHOOD, SEVERITY},
};

pub static KIND: Kind = Kind {
    id: "impact_assessment",
    reference: "AIA",
    name: Name { one: "Impact assessment", many: "Impact assessments" },
    purpose: "What uses of AI mean for individuals, groups and society, also when misused, and what is done about it.",
    expected_by: &["6.1.4", "8.4", "A.5.2", "A.5.3", "A.5.4", "A.5.5"],
    area: Area::Plan,
    fields: &[
        NAME.field,
        USES.field,
        SYSTEMS.field,
        OWNER.field,
        ASSESSORS.field,
        ASSESSED_ON.field,
        TRIGGER.field,
        METHOD.field,
        CRITERIA.field,
        INTENDED_USE.field,
        MISUSE.field,
        TECHNICAL_CONTEXT.field,
        SOCIETAL_CONTEXT.field,
        JURISDICTIONS.field,
        PROCESSES.field,
        PERIOD.field,
        AFFECTED.field,
        VULNERABLE.field,
        CONSULTED.field,
        DATA_QUALITY.field,
        FAIRNESS.field,
        EVALUATIONS.field,
        TRANSPARENCY.field,
        EXPLAINABILITY.field,
        SAFETY.field,
        PRIVACY.field,
        ENVIRONMENT.field,
        ANSWERS.field,
        BENEFITS.field,
        FINDINGS.field,
        REVERSIBILITY.field,
        OVERSIGHT.field,
        OVERSEERS.field,
        COMPLAINTS.field,
        MEASURES.field,
        RESULT.field,
        RESULT_REASON.field,
        CONDITIONS.field,
        SHARED_WITH.field,
        PRIVACY_ASSESSMENT.field,
        RIGHTS_GROUND.field,
        AUTHORITY_TOLD.field,
        NEXT_REVIEW.field,
        REASSESS_WHEN.field,
        DECISIONS.field,
    ],
    columns: &[NAME.field, USES.field, OWNER.field, ASSESSED_ON.field, RESULT.field, NEXT_REVIEW.field],
    life_cycle: LifeCycle::Controlled,
    approval: Approval::GOVERNING,
    sensitivity: Sensitivity::Internal,
    version: 2,
    upcasts: &[STEP_BY_STEP],
}
.checked();

pub const NAME: Field<Line> = line("name", "Name").required().max(200);
pub const USES: Field<Many> = links("uses", "Uses of AI", "use", "Impact assessments");
pub const SYSTEMS: Field<Many> = links("systems", "AI systems", "system", "Impact assessments");
pub const OWNER: Field<One> = person("owner", "Owner").required().relation(Relation::Owner);
pub const ASSESSORS: Field<Many> = links("assessors", "Assessors", "person", "Assessed impacts")
    .required()
    .relation(Relation::Assignee)
    .hint(
        "People who know the technology, and people who know those affected; each of them writes the draft",
    );
pub const ASSESSED_ON: Field<Date> = date("assessed_on", "Assessed on").required();
pub const TRIGGER: Field<Pick> = choice("trigger", "Occasion", TRIGGERS);
pub const METHOD: Field<One> =
    link("method", "Method", "document", "Applied in assessments").suits("doc_type", &["impact_method"]);
pub const CRITERIA: Field<One> = link("criteria", "Judged by", "risk_method", "Judges impacts").hint(
    "The risk method whose scales were used; a newer version of it asks for a decision on assessing again",
);

const SUBJECT: &str = "What is assessed";
pub const INTENDED_USE: Field<Prose> = prose("intended_use", "Intended use").required().section(SUBJECT);
pub const MISUSE: Field<Prose> = prose("misuse", "Foreseeable misuse").required().section(SUBJECT);
pub const TECHNICAL_CONTEXT: Field<Prose> = prose("technical_context", "Technical context")
    .max(8000)
    .section(SUBJECT)
    .hint("Data, models, interfaces, accuracy, known limits");
pub const SOCIETAL_CONTEXT: Field<Prose> = prose("societal_context", "Societal context")
    .max(8000)
    .section(SUBJECT)
    .hint("Who depends on it, what the alternatives are, what people expect");
pub const JURISDICTIONS: Field<Line> =
    line("jurisdictions", "Jurisdictions").max(300).section(SUBJECT).hint("Where its effects are felt");
pub const PROCESSES: Field<Prose> =
    prose("processes", "Processes in which it is used").max(8000).section(SUBJECT);
pub const PERIOD: Field<Line> =
    line("period_and_frequency", "Period and frequency of use").max(300).section(SUBJECT);
pub const AFFECTED: Field<Prose> = prose("affected", "People and groups affected")
    .max(8000)
    .section(SUBJECT)
    .hint("Also indirectly, with rough numbers");
pub const VULNERABLE: Field<Prose> = prose("vulnerable", "Vulnerable people among them")
    .max(4000)
    .section(SUBJECT)
    .hint("Children, patients, people in need or dependent, minorities; say so if there are none");
pub const CONSULTED: Field<Prose> = prose("consulted", "Who was heard")
    .max(4000)
    .section(SUBJECT)
    .hint("Affected people, their representatives, experts");

const PROPERTIES: &str = "Data, fairness, safety";
pub const DATA_QUALITY: Field<Prose> = prose("data_quality", "Data and its quality")
    .max(8000)
    .section(PROPERTIES)
    .hint("Where it comes from, whom it represents and whom not, errors, gaps, age");
pub const FAIRNESS: Field<Prose> = prose("fairness", "Bias and fairness")
    .max(8000)
    .section(PROPERTIES)
    .hint("What was looked for, for which groups, what was found and what it means");
pub const EVALUATIONS: Field<Rows> = table("evaluations", "Evaluations", EVALUATION_COLUMNS)
    .section(PROPERTIES)
    .hint("The figures that support the answer, one row for each group");
pub const TRANSPARENCY: Field<Prose> = prose("transparency", "Transparency")
    .max(8000)
    .section(PROPERTIES)
    .hint("Who is told what, when and how, before and after an outcome");
pub const EXPLAINABILITY: Field<Pick> =
    choice("explainability", "How far outcomes are explained", EXPLAINED).section(PROPERTIES);
pub const SAFETY: Field<Prose> = prose("safety", "Safety and robustness")
    .max(8000)
    .section(PROPERTIES)
    .hint("What happens when it fails, is wrong, is attacked or is not there");
pub const PRIVACY: Field<Prose> = prose("privacy", "Privacy")
    .max(8000)
    .section(PROPERTIES)
    .hint("Which personal data, what is inferred, who sees it, how long it is kept");
pub const ENVIRONMENT: Field<Prose> = prose("environment", "Environment")
    .max(4000)
    .section(PROPERTIES)
    .hint("Energy, water, hardware, and what people do more of because of it");

const EFFECTS: &str = "Effects";
pub const ANSWERS: Field<Questions> = answers("answers", "Questions", &IMPACT).section(EFFECTS);
pub const BENEFITS: Field<Prose> =
    prose("benefits", "Benefits").max(8000).section(EFFECTS).hint("For whom; not only for the organisation");
pub const FINDINGS: Field<Rows> = table("findings", "Findings", FINDING_COLUMNS)
    .section(EFFECTS)
    .hint("One row an effect; take every severe one up as a risk");
pub const REVERSIBILITY: Field<Pick> =
    choice("reversibility", "Can harm be undone", REVERSIBLE).section(EFFECTS);

const DONE: &str = "Oversight and result";
pub const OVERSIGHT: Field<Prose> = prose("oversight", "Human oversight").max(4000).section(DONE);
pub const OVERSEERS: Field<Many> =
    links("overseers", "Overseers", "person", "Named in assessments").section(DONE);
pub const COMPLAINTS: Field<Prose> = prose("complaints", "If harm comes about")
    .max(4000)
    .section(DONE)
    .hint("Who decides, how complaints are handled, how people are compensated");
pub const MEASURES: Field<Rows> = table("measures", "Measures", MEASURE_COLUMNS)
    .section(DONE)
    .hint("What is done so that harm is less likely, less bad or put right");
pub const RESULT: Field<Pick> = choice("result", "Result", RESULTS).required().section(DONE);
pub const RESULT_REASON: Field<Prose> = prose("result_reason", "Reason").max(4000).section(DONE);
pub const CONDITIONS: Field<Prose> = prose("conditions", "Conditions")
    .max(4000)
    .section(DONE)
    .when("result", &["with_measures"])
    .hint("What must hold before it goes on, by when, and who sees to it");
pub const SHARED_WITH: Field<Prose> = prose("shared_with", "Shared with")
    .max(2000)
    .section(DONE)
    .hint("Interested parties who got the result, and when");
pub const PRIVACY_ASSESSMENT: Field<One> =
    link("privacy_assessment", "Data protection impact assessment", "document", "Complements").section(DONE);
pub const RIGHTS_GROUND: Field<Pick> =
    choice("rights_ground", "Ground for a fundamental rights impact assessment", RIGHTS_GROUNDS)
        .section(DONE)
        .hint("Article 27 of the EU AI Act asks it of some deployers of uses listed in Annex III");
pub const AUTHORITY_TOLD: Field<Flag> = flag("authority_told", "Authority notified")
    .section(DONE)
    .hint("For a fundamental rights impact assessment under Article 27 of the EU AI Act");
pub const NEXT_REVIEW: Field<Date> = date("next_review", "Next review").deadline().required().section(DONE);
pub const REASSESS_WHEN: Field<Prose> =
    prose("reassess_when", "Assess again earlier when").max(2000).section(DONE);

pub const DECISIONS: Field<Rows> = table("decisions", "Decisions on assessing again", DECISION_COLUMNS)
    .section(DONE)
    .hint("What changed since it was assessed, and why that calls for a new assessment or does not");

pub const DECISION_COLUMNS: &[FieldDef] = &[
    choice("cause", "Occasion", TRIGGERS).required().field,
    link("about", "What changed", "*", "Led to decisions on assessing again").field,
    date("since", "Since").required().field,
    choice("decision", "Decision", DECIDED).required().field,
    line("reason", "Reason").required().max(400).field,
    person("decided_by", "Decided by").field,
    date("decided_on", "Decided on").required().field,
];

pub const DECIDED: &[Opt] = &[
    Opt::hinted("reassess", "Assess again", "The assessment is written anew"),
    Opt::hinted("not_necessary", "Not necessary", "The change does not bear on what was assessed"),
];

pub const FINDING_COLUMNS: &[FieldDef] = &[
    choice("who", "Who is affected", WHO).required().field,
    line("what", "Effect").required().max(400).field,
    choice("path", "Path", PATHS).field,
    rating("severity", "Severity", SEVERITY).required().field,
    rating("likelihood", "Likelihood", LIKELIHOOD).field,
    choice("scale", "How many", REACHED).field,
    choice("reversible", "Can it be undone", REVERSIBLE).field,
    line("measure", "Measure").max(400).field,
    link("risk", "Risk", "risk", "Findings").field,
];

pub const EVALUATION_COLUMNS: &[FieldDef] = &[
    line("metric", "Metric").required().max(160).field,
    line("group", "Group").max(160).hint("The group of people or cases that it was measured for").field,
    line("data", "Data").max(200).hint("On which data, and how many cases").field,
    link("dataset", "Data set", "dataset", "Evaluated in assessments").field,
    number("threshold", "Threshold").field,
    number("value", "Result").hint("Blank until it has been measured").field,
    choice("outcome", "Outcome", OUTCOMES).field,
    date("measured_on", "Measured on").field,
    record::evidence("evidence", "Evidence").field,
];

pub const MEASURE_COLUMNS: &[FieldDef] = &[
    line("what", "Measure").required().max(400).field,
    line("control", "Control").max(40).hint("Reference like A.9.2, or of a control of your own").field,
    person("owner", "Who").field,
    date("due", "Due").field,
    date("done", "Done on").field,
];

pub const OUTCOMES: &[Opt] = &[
    Opt::new("meets", "Meets the threshold"),
    Opt::new("short", "Falls short"),
    Opt::hinted("not_judged", "Not judged", "No threshold was set beforehand"),
];

pub const EXPLAINED: &[Opt] = &[
    Opt::hinted("none", "Not at all", "People do not learn that AI was used"),
    Opt::hinted("notice", "By a notice", "People learn that AI is used"),
    Opt::hinted("general", "In general", "People learn how it works and what counts"),
    Opt::hinted("outcome", "Each outcome", "People learn why this outcome came about"),
    Opt::hinted("traceable", "Each outcome, step by step", "An expert can follow how it came about"),
];

pub const REACHED: &[Opt] = &[
    Opt::new("single", "Single people"),
    Opt::new("some", "Some of those affected"),
    Opt::new("most", "Most of those affected"),
    Opt::new("beyond", "Also people who are not affected directly"),
];

pub const RIGHTS_GROUNDS: &[Opt] = &[
    Opt::hinted("public_body", "Body governed by public law", "Annex III except point 2"),
    Opt::hinted("public_service", "Private provider of public services", "Annex III except point 2"),
    Opt::hinted("credit_insurance", "Credit, life or health insurance", "Annex III, points 5(b) and 5(c)"),
    Opt::hinted("none", "None of these", "Article 27 does not ask for it"),
];

pub const WHO: &[Opt] = &[
    Opt::new("individuals", "Individuals"),
    Opt::new("groups", "Groups of individuals"),
    Opt::new("society", "Society"),
];

pub const PATHS: &[Opt] = &[
    Opt::hinted("direct", "Direct", "The effect that the output has itself"),
    Opt::hinted("indirect", "Indirect", "What follows from it"),
    Opt::hinted("cumulative", "Cumulative", "What adds up over time or with other systems"),
    Opt::hinted("systemic", "Systemic", "What changes markets, institutions or norms"),
];

pub const TRIGGERS: &[Opt] = &[
    Opt::new("new", "New use or system"),
    Opt::new("interval", "Planned interval"),
    Opt::new("change", "Significant change"),
    Opt::new("incident", "Incident or complaint"),
    Opt::new("law", "New law or duty"),
    Opt::new("monitoring", "Result of monitoring"),
];

pub const REVERSIBLE: &[Opt] = &[
    Opt::new("fully", "Fully"),
    Opt::new("with_effort", "With effort"),
    Opt::new("partly", "Partly"),
    Opt::new("not", "Not at all"),
];

pub const RESULTS: &[Opt] = &[
    Opt::new("acceptable", "Acceptable"),
    Opt::hinted("with_measures", "Acceptable with measures", "Only once the measures are in place"),
    Opt::hinted("not_acceptable", "Not acceptable", "Must not be used like this"),
];

/// What was written before reads as it is: nothing of it is lost, and what is new is empty.
const STEP_BY_STEP: Upcast = Upcast {
    from: 1,
    what: "An assessment can say more of data, fairness with evaluations, transparency, safety, privacy, environment, measures and conditions, by which risk method it judges, and how far each effect reaches.",
    step: |_| {},
};
