//! A use of AI: one intended purpose, in one context, of one or more AI systems.

use record::{
    Area, Date, Field, FieldDef, Flag, Kind, LifeCycle, Line, Many, Name, One, Opt, Pick, Picks, Prose,
    Relation, Rows, Sensitivity, choice, choices, date, flag, line, link, links, person, prose, table,
};

use crate::scales::PROGRESS;

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
    sensitivity: Sensitivity::Open,
    version: 1,
    upcasts: &[],
}
.checked();

pub const NAME: Field<Line> = line("name", "Name").required().max(300);
pub const PURPOSE: Field<Prose> = prose("purpose", "Intended purpose")
    .required()
    .hint("Which problem it solves, for whom, and where it ends");
pub const STAGE: Field<Pick> = choice("stage", "Stage", STAGES).required();
pub const OWNER: Field<One> = person("owner", "Owner")
    .required()
    .relation(Relation::Owner)
    .hint("One person who answers for this use, also when the system is bought");
pub const UNIT: Field<One> = link("unit", "Unit", "unit", "Uses of AI").relation(Relation::Unit);
pub const ORGANISATION: Field<Line> =
    line("organisation", "Legal entity").max(160).hint("Only where one register serves several entities");
pub const SYSTEMS: Field<Many> = links("systems", "AI systems", "system", "Used in");
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
pub const NEXT_REVIEW: Field<Date> = date("next_review", "Next review");

const PEOPLE: &str = "People and decisions";
pub const AFFECTED: Field<Picks> = choices("affected", "People affected", AFFECTED_PEOPLE)
    .required()
    .section(PEOPLE)
    .hint("Also those who never see the system but are judged or served by it");
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
    choice("decision_effect", "Part in the decision", EFFECTS).section(PEOPLE);
pub const MISUSE: Field<Prose> = prose("misuse", "Foreseeable misuse")
    .section(PEOPLE)
    .hint("How people could use it otherwise than meant, without bad will or with it");
pub const PROHIBITED_USES: Field<Prose> =
    prose("prohibited_uses", "What it must not be used for").max(4000).section(PEOPLE);
pub const PERSONAL_DATA: Field<Flag> = flag("personal_data", "Uses personal data").section(PEOPLE);
pub const PRIVACY_URL: Field<Line> = line("privacy_url", "Address of the privacy impact assessment")
    .max(1000)
    .section(PEOPLE)
    .when("personal_data", &["yes"]);
pub const DEMOGRAPHICS: Field<Picks> = choices("demographics", "Demographic features used", DEMOGRAPHIC)
    .section(PEOPLE)
    .hint("Personal traits that the system takes as input, openly or through a stand-in");

const OVERSEEING: &str = "Oversight and information";
pub const OVERSIGHT: Field<Pick> = choice("oversight", "Human oversight", OVERSIGHTS).section(OVERSEEING);
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
    .hint("Where it is offered or its output is used, as two letters after ISO 3166, like DE, FR");
pub const IN_SCOPE: Field<Flag> =
    flag("in_scope", "Covered by the management system").required().section(ROLE);
pub const SCOPE_REASON: Field<Prose> = prose("scope_reason", "Reason for leaving it out")
    .required()
    .max(2000)
    .section(ROLE)
    .when("in_scope", &["no"]);
pub const IMPACT_LEVEL: Field<Pick> =
    choice("impact_level", "Impact level", IMPACT_LEVELS).required().section(ROLE).hint(
        "The organisation's own triage; it decides how deep the assessments go and is not the class in law",
    );
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

pub const STAGES: &[Opt] = &[
    Opt::hinted("idea", "Idea", "Proposed, not decided"),
    Opt::hinted("development", "Development or acquisition", "Being built, bought or set up"),
    Opt::hinted("pilot", "Pilot", "Used by few, for a limited time"),
    Opt::hinted("operation", "Operation", "In regular use"),
    Opt::hinted("retired", "Retired", "No longer used"),
];

pub const AFFECTED_PEOPLE: &[Opt] = &[
    Opt::new("employees", "Employees"),
    Opt::new("applicants", "Applicants"),
    Opt::new("contractors", "Contractors"),
    Opt::new("customers", "Customers"),
    Opt::new("consumers", "Consumers"),
    Opt::new("patients", "Patients"),
    Opt::new("students", "Students and pupils"),
    Opt::new("citizens", "Citizens and residents"),
    Opt::new("benefit_claimants", "People who claim benefits"),
    Opt::new("migrants", "Migrants and asylum seekers"),
    Opt::new("suspects", "Suspects, accused and prisoners"),
    Opt::new("children", "Children"),
    Opt::new("older_people", "Older people"),
    Opt::new("disabled_people", "People with disabilities"),
    Opt::new("road_users", "Road users and passengers"),
    Opt::new("public", "General public"),
    Opt::new("other", "Others"),
    Opt::hinted("none", "Nobody", "No person is judged, served or put at risk"),
];

pub const NUMBERS: &[Opt] = &[
    Opt::new("under_100", "Fewer than 100"),
    Opt::new("under_1000", "100 to 999"),
    Opt::new("under_10000", "1,000 to 9,999"),
    Opt::new("under_100000", "10,000 to 99,999"),
    Opt::new("under_1000000", "100,000 to 999,999"),
    Opt::new("more", "A million or more"),
    Opt::new("not_known", "Not known"),
];

pub const EFFECTS: &[Opt] = &[
    Opt::new("no_decision", "No decision about people"),
    Opt::hinted("informs", "Informs", "One of several things a person looks at"),
    Opt::hinted("recommends", "Recommends", "A person decides, and usually follows it"),
    Opt::hinted("decides_reviewed", "Decides, with review", "A person may change it afterwards"),
    Opt::hinted("decides", "Decides alone", "Takes effect without a person"),
];

pub const DEMOGRAPHIC: &[Opt] = &[
    Opt::new("race_ethnicity", "Race or ethnicity"),
    Opt::new("sex", "Sex"),
    Opt::new("gender_identity", "Gender identity or sexual orientation"),
    Opt::new("age", "Age"),
    Opt::new("religion", "Religious affiliation"),
    Opt::new("political_opinion", "Political opinion or union membership"),
    Opt::new("health", "Health"),
    Opt::new("ability", "Ability status"),
    Opt::new("socioeconomic", "Socioeconomic status"),
    Opt::new("residency", "Residency status"),
    Opt::new("nationality", "Nationality or language"),
    Opt::new("marital", "Marital status"),
    Opt::new("income", "Income"),
    Opt::new("employment", "Employment status"),
    Opt::new("none", "None of these"),
    Opt::new("other", "Other"),
];

pub const OVERSIGHTS: &[Opt] = &[
    Opt::hinted("in_the_loop", "In the loop", "Nothing takes effect before a person agrees"),
    Opt::hinted("on_the_loop", "On the loop", "A person watches and can step in"),
    Opt::hinted("afterwards", "Afterwards", "Outcomes are looked at later, all or a sample"),
    Opt::hinted("two_persons", "Two persons", "Two competent people confirm, each on their own"),
    Opt::hinted("none", "None", "Nobody looks"),
];

pub const OPERATOR_ROLES: &[Opt] = &[
    Opt::hinted("provider", "Provider", "Develops it or has it developed, and offers it under its own name"),
    Opt::hinted("deployer", "Deployer", "Uses it under its own authority"),
    Opt::hinted("developer", "Developer", "Designs, builds or tests it for somebody"),
    Opt::hinted("importer", "Importer", "Brings a system from outside the Union onto its market"),
    Opt::hinted("distributor", "Distributor", "Makes it available without being provider or importer"),
    Opt::hinted(
        "product_manufacturer",
        "Product manufacturer",
        "Sells it as part of a product under its own name",
    ),
    Opt::hinted(
        "authorised_representative",
        "Authorised representative",
        "Acts in the Union for a provider outside it",
    ),
    Opt::hinted("data_provider", "Data provider", "Supplies data for it"),
    Opt::hinted("integrator", "Integrator", "Builds it into a larger system"),
    Opt::hinted(
        "gpai_provider",
        "Provider of a general-purpose model",
        "Places the model itself on the market",
    ),
];

pub const IMPACT_LEVELS: &[Opt] = &[
    Opt::hinted("low", "Low", "Hardly any effect on people"),
    Opt::hinted("limited", "Limited", "Some effect, easily put right"),
    Opt::hinted("high", "High", "Touches health, safety, rights, livelihood or access to services"),
    Opt::hinted("unacceptable", "Unacceptable", "Must not be used"),
];

pub const OMB_CLASSES: &[Opt] = &[
    Opt::new("high_impact", "High-impact"),
    Opt::new("presumed_not", "Presumed high-impact, but determined not high-impact"),
    Opt::new("not_high_impact", "Not high-impact"),
];

pub const ACT_CLASSES: &[Opt] = &[
    Opt::new("not_assessed", "Not assessed"),
    Opt::hinted("prohibited", "Prohibited", "A practice of Article 5"),
    Opt::hinted("high_risk_annex_i", "High-risk, Annex I", "A product or its safety component, Article 6(1)"),
    Opt::hinted("high_risk_annex_iii", "High-risk, Annex III", "A listed use, Article 6(2)"),
    Opt::hinted("transparency", "Transparency duties", "A case of Article 50, otherwise not high-risk"),
    Opt::hinted("minimal", "Minimal", "No duties beyond AI literacy"),
    Opt::hinted("out_of_scope", "Out of scope", "Not an AI system, or excluded by Article 2"),
];

pub const ANNEX_III: &[Opt] = &[
    Opt::new("1a", "1(a) Remote biometric identification"),
    Opt::new("1b", "1(b) Biometric categorisation by sensitive traits"),
    Opt::new("1c", "1(c) Emotion recognition"),
    Opt::new("2", "2 Safety of critical infrastructure, traffic and supply"),
    Opt::new("3a", "3(a) Access to education or training"),
    Opt::new("3b", "3(b) Evaluating learning outcomes"),
    Opt::new("3c", "3(c) Level of education a person can reach"),
    Opt::new("3d", "3(d) Prohibited behaviour in tests"),
    Opt::new("4a", "4(a) Recruitment and selection"),
    Opt::new("4b", "4(b) Terms of work, promotion, tasks, monitoring"),
    Opt::new("5a", "5(a) Public benefits and services"),
    Opt::new("5b", "5(b) Creditworthiness"),
    Opt::new("5c", "5(c) Risk and price in life and health insurance"),
    Opt::new("5d", "5(d) Emergency calls and triage"),
    Opt::new("6a", "6(a) Law enforcement: risk of becoming a victim"),
    Opt::new("6b", "6(b) Law enforcement: polygraphs and the like"),
    Opt::new("6c", "6(c) Law enforcement: reliability of evidence"),
    Opt::new("6d", "6(d) Law enforcement: risk of offending"),
    Opt::new("6e", "6(e) Law enforcement: profiling"),
    Opt::new("7a", "7(a) Migration: polygraphs and the like"),
    Opt::new("7b", "7(b) Migration: risk posed by a person"),
    Opt::new("7c", "7(c) Migration: applications and complaints"),
    Opt::new("7d", "7(d) Migration: identifying persons"),
    Opt::new("8a", "8(a) Justice and dispute resolution"),
    Opt::new("8b", "8(b) Elections and voting behaviour"),
];

pub const DEROGATIONS: &[Opt] = &[
    Opt::new("none", "None claimed"),
    Opt::new("narrow_task", "(a) Narrow procedural task"),
    Opt::new("improves", "(b) Improves finished human work"),
    Opt::new("detects_patterns", "(c) Detects patterns without replacing human judgement"),
    Opt::new("preparatory", "(d) Preparatory task"),
];

pub const TRANSPARENCY: &[Opt] = &[
    Opt::new("interaction", "(1) Talks to people"),
    Opt::new("synthetic", "(2) Produces synthetic content"),
    Opt::new("emotion_biometric", "(3) Recognises emotions or categorises by biometrics"),
    Opt::new("deep_fake", "(4) Deep fake"),
    Opt::new("public_text", "(4) Text on matters of public interest"),
    Opt::new("none", "None applies"),
];

pub const REVIEWS: &[Opt] = &[
    Opt::new("office", "Done, by somebody not involved in development"),
    Opt::new("board", "Done, by an oversight board"),
    Opt::new("officer", "Done, by the officer responsible for AI"),
    Opt::new("external", "Done, by an outside party"),
    Opt::new("in_progress", "In progress"),
    Opt::new("not_begun", "Not begun"),
    Opt::new("waived", "Waived"),
];

pub const CONSULTATIONS: &[Opt] = &[
    Opt::new("usability", "Direct usability testing"),
    Opt::new("comments", "Call for comments from the public"),
    Opt::new("hearings", "Public hearings or meetings"),
    Opt::new("workers", "Workers' representatives heard"),
    Opt::new("affected", "Affected people or their organisations heard"),
    Opt::new("other", "Other"),
    Opt::new("in_progress", "In progress"),
    Opt::new("waived", "Waived"),
    Opt::new("none", "None"),
];

pub const PUBLICATIONS: &[Opt] = &[
    Opt::new("published", "Published"),
    Opt::new("not_published", "Not published"),
    Opt::new("withheld_risk", "Withheld, disclosure would harm"),
    Opt::new("withheld_law", "Withheld, disclosure is prohibited by law"),
    Opt::new("withheld_other", "Withheld for another reason"),
];

pub const TOPICS: &[Opt] = &[
    Opt::new("administration", "Administrative functions"),
    Opt::new("communication", "Communication and public affairs"),
    Opt::new("customer_service", "Customer service"),
    Opt::new("cybersecurity", "Cybersecurity"),
    Opt::new("education", "Education and training"),
    Opt::new("emergency", "Emergency management"),
    Opt::new("energy_environment", "Energy and the environment"),
    Opt::new("finance", "Financial services and insurance"),
    Opt::new("benefits", "Government benefits processing"),
    Opt::new("health", "Health and medical"),
    Opt::new("human_resources", "Human resources"),
    Opt::new("information_technology", "Information technology"),
    Opt::new("international", "International affairs"),
    Opt::new("law_enforcement", "Law enforcement"),
    Opt::new("legal", "Legal and justice"),
    Opt::new("manufacturing", "Manufacturing and quality"),
    Opt::new("sales", "Marketing and sales"),
    Opt::new("procurement_finance", "Procurement and financial management"),
    Opt::new("research", "Research and development"),
    Opt::new("science", "Science"),
    Opt::new("security", "Safety and physical security"),
    Opt::new("service_delivery", "Service delivery"),
    Opt::new("transport", "Transportation"),
    Opt::new("other", "Other"),
];
