//! An AI system impact assessment: what a use or system means for individuals, groups and society.

use record::{
    Approval, Area, Date, Field, FieldDef, Flag, Kind, LifeCycle, Line, Many, Name, One, Opt, Pick, Prose,
    Questions, Relation, Rows, Sensitivity, answers, choice, date, flag, line, link, links, person, prose,
    rating, table,
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
        INTENDED_USE.field,
        MISUSE.field,
        TECHNICAL_CONTEXT.field,
        SOCIETAL_CONTEXT.field,
        JURISDICTIONS.field,
        PROCESSES.field,
        PERIOD.field,
        AFFECTED.field,
        CONSULTED.field,
        ANSWERS.field,
        BENEFITS.field,
        FINDINGS.field,
        REVERSIBILITY.field,
        OVERSIGHT.field,
        OVERSEERS.field,
        COMPLAINTS.field,
        RESULT.field,
        RESULT_REASON.field,
        SHARED_WITH.field,
        PRIVACY_ASSESSMENT.field,
        AUTHORITY_TOLD.field,
        NEXT_REVIEW.field,
        REASSESS_WHEN.field,
    ],
    columns: &[NAME.field, USES.field, OWNER.field, ASSESSED_ON.field, RESULT.field, NEXT_REVIEW.field],
    life_cycle: LifeCycle::Controlled,
    approval: Approval::GOVERNING,
    sensitivity: Sensitivity::Internal,
    version: 1,
    upcasts: &[],
}
.checked();

pub const NAME: Field<Line> = line("name", "Name").required().max(200);
pub const USES: Field<Many> = links("uses", "Uses of AI", "use", "Impact assessments");
pub const SYSTEMS: Field<Many> = links("systems", "AI systems", "system", "Impact assessments");
pub const OWNER: Field<One> = person("owner", "Owner").required().relation(Relation::Owner);
pub const ASSESSORS: Field<Many> = links("assessors", "Assessors", "person", "Assessed impacts")
    .required()
    .hint("People who know the technology, and people who know those affected");
pub const ASSESSED_ON: Field<Date> = date("assessed_on", "Assessed on").required();
pub const TRIGGER: Field<Pick> = choice("trigger", "Occasion", TRIGGERS);
pub const METHOD: Field<One> = link("method", "Method", "document", "Applied in assessments");

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
pub const CONSULTED: Field<Prose> = prose("consulted", "Who was heard")
    .max(4000)
    .section(SUBJECT)
    .hint("Affected people, their representatives, experts");

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
pub const RESULT: Field<Pick> = choice("result", "Result", RESULTS).required().section(DONE);
pub const RESULT_REASON: Field<Prose> = prose("result_reason", "Reason").max(4000).section(DONE);
pub const SHARED_WITH: Field<Prose> = prose("shared_with", "Shared with")
    .max(2000)
    .section(DONE)
    .hint("Interested parties who got the result, and when");
pub const PRIVACY_ASSESSMENT: Field<One> =
    link("privacy_assessment", "Data protection impact assessment", "document", "Complements").section(DONE);
pub const AUTHORITY_TOLD: Field<Flag> = flag("authority_told", "Authority notified")
    .section(DONE)
    .hint("For a fundamental rights impact assessment under Article 27 of the EU AI Act");
pub const NEXT_REVIEW: Field<Date> = date("next_review", "Next review").deadline().required().section(DONE);
pub const REASSESS_WHEN: Field<Prose> =
    prose("reassess_when", "Assess again earlier when").max(2000).section(DONE);

pub const FINDING_COLUMNS: &[FieldDef] = &[
    choice("who", "Who is affected", WHO).required().field,
    line("what", "Effect").required().max(400).field,
    choice("path", "Path", PATHS).field,
    rating("severity", "Severity", SEVERITY).required().field,
    rating("likelihood", "Likelihood", LIKELIHOOD).field,
    line("measure", "Measure").max(400).field,
    link("risk", "Risk", "risk", "Findings").field,
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
