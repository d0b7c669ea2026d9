//! What can be chosen in a use of AI: stages, people, oversight, roles, classes in law, safeguards, topics.

use record::Opt;

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
