//! A use of AI: one intended purpose, in one context, of one or more AI systems.

use record::{
    Approval, Area, Date, Field, FieldDef, Flag, Kind, LifeCycle, Line, Many, Name, One, Pick, Picks, Prose,
    Relation, Rows, Sensitivity, choice, choices, date, flag, line, link, links, person, prose, table,
};

use crate::scales::PROGRESS;
use options::{
    ACT_CLASSES, AFFECTED_PEOPLE, ANNEX_III, CONSULTATIONS, DEMOGRAPHIC, DEROGATIONS, EFFECTS, IMPACT_LEVELS,
    NUMBERS, OMB_CLASSES, OPERATOR_ROLES, OVERSIGHTS, PUBLICATIONS, REVIEWS, STAGES, TOPICS, TRANSPARENCY,
};

pub mod options;

pub static KIND: Kind = Kind {
    id: "use",
    reference: "USE",
    name: Name { one: "Use of AI", many: "Uses of AI" },
    purpose: "Everything the organisation uses or provides AI for: purpose, people affected, decisions, oversight and class.",
    expected_by: &["4.1", "4.3", "8.1", "A.9.2", "A.9.3", "A.9.4"],
    area: Area::Operate,
    fields: &[
        NAME.field,
        PURPOSE.field,
        STAGE.field,
        OWNER.field,
        UNIT.field,
        ORGANISATION.field,
        SYSTEMS.field,
        TOPIC.field,
        CONTEXT.field,
        BENEFITS.field,
        OUTPUTS.field,
        OBJECTIVES.field,
        GO_LIVE.field,
        RETIRED_ON.field,
        NEXT_REVIEW.field,
        AFFECTED.field,
        AFFECTED_NUMBER.field,
        VULNERABLE.field,
        DECISIONS.field,
        DECISION_EFFECT.field,
        MISUSE.field,
        PROHIBITED_USES.field,
        PERSONAL_DATA.field,
        PRIVACY_URL.field,
        DEMOGRAPHICS.field,
        OVERSIGHT.field,
        OVERSEERS.field,
        OVERSIGHT_HOW.field,
        INFORMED.field,
        APPEAL.field,
        CONTACT.field,
        ROLES.field,
        JURISDICTIONS.field,
        IN_SCOPE.field,
        SCOPE_REASON.field,
        IMPACT_LEVEL.field,
        IMPACT_REASON.field,
        HIGH_IMPACT.field,
        ACT_CLASS.field,
        ACT_REASON.field,
        ACT_POINT.field,
        ACT_PROFILING.field,
        ACT_DEROGATION.field,
        ACT_TRANSPARENCY.field,
        ACT_REGISTRATION.field,
        TESTING.field,
        ASSESSED.field,
        POTENTIAL_IMPACTS.field,
        INDEPENDENT_REVIEW.field,
        MONITORING.field,
        TRAINING.field,
        FAILSAFE.field,
        CONSULTATION.field,
        SAFEGUARD_NOTES.field,
        RULES.field,
        PUBLICATION.field,
        EXTERNAL_ID.field,
    ],
    columns: &[
        NAME.field,
        STAGE.field,
        OWNER.field,
        SYSTEMS.field,
        IMPACT_LEVEL.field,
        ACT_CLASS.field,
        NEXT_REVIEW.field,
    ],
    life_cycle: LifeCycle::Controlled,
    approval: Approval::GOVERNING,
    sensitivity: Sensitivity::Open,
    version: 1,
    upcasts: &[],
}
.checked();

pub const NAME: Field<Line> = line("name", "Name").required().max(300);
pub const PURPOSE: Field<Prose> = prose("purpose", "Intended purpose")
    .required()
    .hint("Which problem it solves, for whom, and where it ends")
    .significant();
pub const STAGE: Field<Pick> = choice("stage", "Stage", STAGES).required();
pub const OWNER: Field<One> = person("owner", "Owner")
    .required()
    .relation(Relation::Owner)
    .hint("One person who answers for this use, also when the system is bought");
pub const UNIT: Field<One> = link("unit", "Unit", "unit", "Uses of AI").relation(Relation::Unit);
pub const ORGANISATION: Field<Line> =
    line("organisation", "Legal entity").max(160).hint("Only where one register serves several entities");
pub const SYSTEMS: Field<Many> = links("systems", "AI systems", "system", "Used in").significant();
pub const TOPIC: Field<Pick> = choice("topic", "Topic area", TOPICS);
pub const CONTEXT: Field<Prose> = prose("context", "Context of use")
    .hint("Process, place, frequency, and what happens before and after the system is used");
pub const BENEFITS: Field<Prose> =
    prose("benefits", "Expected benefits").hint("For whom, and how it will be seen");
pub const OUTPUTS: Field<Prose> =
    prose("outputs", "Outputs").hint("Scores, labels, texts, images, actions: what the system hands over");
pub const OBJECTIVES: Field<Prose> = prose("objectives", "Objectives for responsible use")
    .max(4000)
    .hint("Fairness, accessibility, reliability … with the figure by which each is judged");
pub const GO_LIVE: Field<Date> = date("go_live", "In use since or from").hint("For a pilot, its first day");
pub const RETIRED_ON: Field<Date> = date("retired_on", "Ended on").when("stage", &["retired"]);
pub const NEXT_REVIEW: Field<Date> = date("next_review", "Next review").deadline();

const PEOPLE: &str = "People and decisions";
pub const AFFECTED: Field<Picks> = choices("affected", "People affected", AFFECTED_PEOPLE)
    .required()
    .section(PEOPLE)
    .hint("Also those who never see the system but are judged or served by it")
    .significant();
pub const AFFECTED_NUMBER: Field<Pick> =
    choice("affected_number", "How many in a year", NUMBERS).section(PEOPLE);
pub const VULNERABLE: Field<Prose> = prose("vulnerable", "Vulnerable groups among them")
    .max(4000)
    .section(PEOPLE)
    .hint("Minors, patients, people in need or dependent, minorities");
pub const DECISIONS: Field<Prose> = prose("decisions", "Decisions influenced")
    .section(PEOPLE)
    .hint("Which decision, about whom, and how much weight the output has in it");
pub const DECISION_EFFECT: Field<Pick> =
    choice("decision_effect", "Part in the decision", EFFECTS).section(PEOPLE).significant();
pub const MISUSE: Field<Prose> = prose("misuse", "Foreseeable misuse")
    .section(PEOPLE)
    .hint("How people could use it otherwise than meant, without bad will or with it");
pub const PROHIBITED_USES: Field<Prose> =
    prose("prohibited_uses", "What it must not be used for").max(4000).section(PEOPLE);
pub const PERSONAL_DATA: Field<Flag> =
    flag("personal_data", "Uses personal data").section(PEOPLE).significant();
pub const PRIVACY_URL: Field<Line> = line("privacy_url", "Address of the privacy impact assessment")
    .max(1000)
    .section(PEOPLE)
    .when("personal_data", &["yes"]);
pub const DEMOGRAPHICS: Field<Picks> = choices("demographics", "Demographic features used", DEMOGRAPHIC)
    .section(PEOPLE)
    .hint("Personal traits that the system takes as input, openly or through a stand-in");

const OVERSEEING: &str = "Oversight and information";
pub const OVERSIGHT: Field<Pick> =
    choice("oversight", "Human oversight", OVERSIGHTS).section(OVERSEEING).significant();
pub const OVERSEERS: Field<Many> = links("overseers", "Overseers", "person", "Oversees")
    .section(OVERSEEING)
    .hint("People by name, trained for it and allowed to stop the system");
pub const OVERSIGHT_HOW: Field<Prose> = prose("oversight_how", "How oversight works")
    .max(4000)
    .section(OVERSEEING)
    .hint("What is shown, when someone steps in, how to override and stop, where it is written down");
pub const INFORMED: Field<Prose> = prose("informed", "How affected people are told")
    .max(4000)
    .section(OVERSEEING)
    .hint("Notice, place and time; for workers also their representatives");
pub const APPEAL: Field<Pick> = choice("appeal", "Way to contest an outcome", PROGRESS).section(OVERSEEING);
pub const CONTACT: Field<Line> = line("contact", "Contact for questions")
    .max(254)
    .personal()
    .section(OVERSEEING)
    .hint("An e-mail address that somebody reads");

const ROLE: &str = "Role, scope and class";
pub const ROLES: Field<Rows> = table("roles", "Roles of the organisation", ROLE_COLUMNS)
    .section(ROLE)
    .hint("Several at once are usual; a new name or a new purpose can make a deployer a provider");
pub const ROLE_COLUMNS: &[FieldDef] = &[
    choice("role", "Role", OPERATOR_ROLES).required().field,
    date("from", "From").required().field,
    date("until", "Until").field,
    line("reason", "Reason").max(400).field,
];
pub const JURISDICTIONS: Field<Line> = line("jurisdictions", "Countries")
    .max(300)
    .section(ROLE)
    .hint("Where it is offered or its output is used, as two letters after ISO 3166, like DE, FR")
    .significant();
pub const IN_SCOPE: Field<Flag> =
    flag("in_scope", "Covered by the management system").required().section(ROLE);
pub const SCOPE_REASON: Field<Prose> = prose("scope_reason", "Reason for leaving it out")
    .required()
    .max(2000)
    .section(ROLE)
    .when("in_scope", &["no"]);
pub const IMPACT_LEVEL: Field<Pick> = choice("impact_level", "Impact level", IMPACT_LEVELS)
    .required()
    .section(ROLE)
    .hint("The organisation's own triage; it decides how deep the assessments go and is not the class in law")
    .significant();
pub const IMPACT_REASON: Field<Prose> =
    prose("impact_reason", "Reason for the level").max(4000).section(ROLE);

const LAW: &str = "Class in law";
pub const HIGH_IMPACT: Field<Pick> =
    choice("high_impact", "High-impact (United States, OMB M-25-21)", OMB_CLASSES)
        .section(LAW)
        .hint("Only for agencies of the United States government");
pub const ACT_CLASS: Field<Pick> = choice("act_class", "EU AI Act class", ACT_CLASSES).section(LAW);
pub const ACT_REASON: Field<Prose> = prose("act_reason", "Reason for the class")
    .max(8000)
    .section(LAW)
    .hint("Facts and the article they lead to, so that somebody else would come to the same class");
pub const ACT_POINT: Field<Pick> = choice("act_point", "Point of Annex III", ANNEX_III)
    .section(LAW)
    .when("act_class", &["high_risk_annex_iii", "transparency", "minimal"]);
pub const ACT_PROFILING: Field<Flag> = flag("act_profiling", "Profiles natural persons")
    .section(LAW)
    .hint("If it does, the exception of Article 6(3) is closed");
pub const ACT_DEROGATION: Field<Pick> =
    choice("act_derogation", "Exception of Article 6(3) claimed", DEROGATIONS)
        .section(LAW)
        .hint("The assessment must be written before the system is placed on the market and registered");
pub const ACT_TRANSPARENCY: Field<Picks> =
    choices("act_transparency", "Transparency cases of Article 50", TRANSPARENCY).section(LAW);
pub const ACT_REGISTRATION: Field<Line> =
    line("act_registration", "Number in the EU database").max(80).section(LAW);

const SAFEGUARDS: &str = "Safeguards";
pub const TESTING: Field<Pick> = choice("testing", "Tested before use", PROGRESS).section(SAFEGUARDS);
pub const ASSESSED: Field<Pick> = choice("assessed", "Impact assessed, as declared", PROGRESS)
    .section(SAFEGUARDS)
    .hint("What an imported inventory says; it counts for nothing until the assessment itself is linked");
pub const POTENTIAL_IMPACTS: Field<Prose> =
    prose("potential_impacts", "Potential impacts").section(SAFEGUARDS).hint("And how they were found");
pub const INDEPENDENT_REVIEW: Field<Pick> =
    choice("independent_review", "Independent review", REVIEWS).section(SAFEGUARDS);
pub const MONITORING: Field<Pick> = choice("monitoring", "Ongoing monitoring", PROGRESS).section(SAFEGUARDS);
pub const TRAINING: Field<Pick> = choice("training", "Training of operators", PROGRESS).section(SAFEGUARDS);
pub const FAILSAFE: Field<Pick> = choice("failsafe", "Fail-safe", PROGRESS)
    .section(SAFEGUARDS)
    .hint("What keeps harm small when the system fails");
pub const CONSULTATION: Field<Picks> =
    choices("consultation", "Consultation of users and the public", CONSULTATIONS).section(SAFEGUARDS);
pub const SAFEGUARD_NOTES: Field<Prose> =
    prose("safeguard_notes", "Notes on safeguards").max(8000).section(SAFEGUARDS);
pub const RULES: Field<Many> = links("rules", "Instructions and rules of use", "document", "Rules for")
    .section(SAFEGUARDS)
    .hint("The supplier's instructions and the organisation's own rules");

const REGISTER: &str = "Register";
pub const PUBLICATION: Field<Pick> =
    choice("publication", "In the public register", PUBLICATIONS).section(REGISTER);
pub const EXTERNAL_ID: Field<Line> = line("external_id", "Id elsewhere")
    .max(80)
    .section(REGISTER)
    .hint("The number in another inventory; an import finds the use by it");
