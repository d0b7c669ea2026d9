//! The questions of an AI system impact assessment: individuals, groups, society; each with a severity and a note.

use record::{Opt, Question, QuestionSet, choice};

/// The set of questions in its present version. A changed question is a new version; earlier answers keep theirs.
pub static IMPACT: QuestionSet = QuestionSet {
    id: "impact",
    version: 1,
    questions: &[
        INDIVIDUALS_RIGHTS,
        INDIVIDUALS_FAIRNESS,
        INDIVIDUALS_SAFETY,
        INDIVIDUALS_HEALTH,
        INDIVIDUALS_PRIVACY,
        INDIVIDUALS_AUTONOMY,
        INDIVIDUALS_TRANSPARENCY,
        INDIVIDUALS_ACCESSIBILITY,
        INDIVIDUALS_FINANCE,
        INDIVIDUALS_REDRESS,
        GROUPS_DISCRIMINATION,
        GROUPS_CHILDREN,
        GROUPS_VULNERABLE,
        GROUPS_WORKERS,
        GROUPS_CUMULATIVE,
        SOCIETY_ENVIRONMENT,
        SOCIETY_LABOUR,
        SOCIETY_DEMOCRACY,
        SOCIETY_CULTURE,
        SOCIETY_RULE_OF_LAW,
        SOCIETY_ECONOMY,
        SOCIETY_SECURITY,
    ],
};

/// How severe an effect is, at the worst that can be foreseen.
pub const EFFECT: &[Opt] = &[
    Opt::hinted("none", "None", "Looked at, and no effect found"),
    Opt::hinted("minor", "Minor", "Noticed, and easily put right"),
    Opt::hinted("moderate", "Moderate", "Real harm that can be put right"),
    Opt::hinted("severe", "Severe", "Lasting harm, or harm to many"),
];

const fn ask(
    section: &'static str,
    id: &'static str,
    question: &'static str,
    hint: &'static str,
) -> Question {
    Question { field: choice(id, question, EFFECT).required().hint(hint).field, section }
}

const INDIVIDUALS: &str = "Individuals";
const INDIVIDUALS_RIGHTS: Question = ask(
    INDIVIDUALS,
    "individuals_rights",
    "Could it limit a person's fundamental rights?",
    "Dignity, freedom, equality, access to justice, presumption of innocence",
);
const INDIVIDUALS_FAIRNESS: Question = ask(
    INDIVIDUALS,
    "individuals_fairness",
    "Could it treat a person unfairly?",
    "Decisions that somebody in the same position would not get",
);
const INDIVIDUALS_SAFETY: Question = ask(
    INDIVIDUALS,
    "individuals_safety",
    "Could it put a person in physical danger?",
    "By acting, by failing to act, or by wrong advice",
);
const INDIVIDUALS_HEALTH: Question = ask(
    INDIVIDUALS,
    "individuals_health",
    "Could it harm physical or mental health?",
    "Also stress, dependence and delayed care",
);
const INDIVIDUALS_PRIVACY: Question = ask(
    INDIVIDUALS,
    "individuals_privacy",
    "Could it intrude on privacy?",
    "Collecting, inferring or revealing what a person would keep to themselves",
);
const INDIVIDUALS_AUTONOMY: Question = ask(
    INDIVIDUALS,
    "individuals_autonomy",
    "Could it steer a person without their knowing?",
    "Manipulation, loss of choice, overreliance",
);
const INDIVIDUALS_TRANSPARENCY: Question = ask(
    INDIVIDUALS,
    "individuals_transparency",
    "Could a person be left without an explanation?",
    "Not knowing that AI was used, or why an outcome came about",
);
const INDIVIDUALS_ACCESSIBILITY: Question = ask(
    INDIVIDUALS,
    "individuals_accessibility",
    "Could it shut out a person with a disability?",
    "Interfaces, speech, movement, appearance that differ from what it learnt",
);
const INDIVIDUALS_FINANCE: Question = ask(
    INDIVIDUALS,
    "individuals_finance",
    "Could it cost a person money, work or a service?",
    "Credit, benefits, employment, housing, insurance, education",
);
const INDIVIDUALS_REDRESS: Question = ask(
    INDIVIDUALS,
    "individuals_redress",
    "Could a person be unable to contest an outcome?",
    "No contact, no time, no human who may change it",
);

const GROUPS: &str = "Groups of individuals";
const GROUPS_DISCRIMINATION: Question = ask(
    GROUPS,
    "groups_discrimination",
    "Could it work worse for some groups?",
    "Compare results by sex, age, origin, language, disability and where they cross",
);
const GROUPS_CHILDREN: Question =
    ask(GROUPS, "groups_children", "Could it harm children?", "Even if it is not meant for them");
const GROUPS_VULNERABLE: Question = ask(
    GROUPS,
    "groups_vulnerable",
    "Could it harm people in a weak position?",
    "Patients, migrants, people in need, older people",
);
const GROUPS_WORKERS: Question = ask(
    GROUPS,
    "groups_workers",
    "Could it worsen the position of workers?",
    "Surveillance, pace, deskilling, dismissal",
);
const GROUPS_CUMULATIVE: Question = ask(
    GROUPS,
    "groups_cumulative",
    "Could small effects add up for a group?",
    "The same people turned down again and again by several systems",
);

const SOCIETY: &str = "Society";
const SOCIETY_ENVIRONMENT: Question = ask(
    SOCIETY,
    "society_environment",
    "Could it burden the environment?",
    "Energy, water, material, and what people do more of because of it",
);
const SOCIETY_LABOUR: Question = ask(
    SOCIETY,
    "society_labour",
    "Could it displace work on a large scale?",
    "In the organisation, in its trade, among its suppliers",
);
const SOCIETY_DEMOCRACY: Question = ask(
    SOCIETY,
    "society_democracy",
    "Could it distort public debate or elections?",
    "Misinformation, targeting, imitation of people",
);
const SOCIETY_CULTURE: Question = ask(
    SOCIETY,
    "society_culture",
    "Could it push aside culture, language or norms?",
    "Uniform content, lost traditions, stereotypes",
);
const SOCIETY_RULE_OF_LAW: Question = ask(
    SOCIETY,
    "society_rule_of_law",
    "Could it weaken the rule of law or public services?",
    "Decisions nobody can account for",
);
const SOCIETY_ECONOMY: Question = ask(
    SOCIETY,
    "society_economy",
    "Could it distort markets or access to credit and goods?",
    "Concentration, exclusion, systems that all fail alike",
);
const SOCIETY_SECURITY: Question = ask(
    SOCIETY,
    "society_security",
    "Could it help crime or endanger security?",
    "Fraud, attacks, dangerous knowledge, critical services",
);
