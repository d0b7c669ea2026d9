//! Cells that name a part of an organisation where a person is expected: owners are often departments.

use crate::choices::key;

/// Words that a part of an organisation is called by.
const PARTS: &[&str] = &[
    "department",
    "departments",
    "dept",
    "division",
    "directorate",
    "team",
    "teams",
    "office",
    "bureau",
    "unit",
    "section",
    "branch",
    "group",
    "committee",
    "board",
    "council",
    "services",
    "operations",
    "abteilung",
    "bereich",
    "fachbereich",
    "referat",
    "dezernat",
    "stabsstelle",
    "direction",
    "service",
    "departement",
    "departamento",
    "area",
    "ufficio",
    "reparto",
    "afdeling",
    "oddeleni",
    "odbor",
    "dzial",
    "osztaly",
    "birimi",
];

/// What parts of organisations do, when that is all that a cell says.
const FUNCTIONS: &[&str] = &[
    "accounting",
    "audit",
    "communications",
    "compliance",
    "customer service",
    "customer support",
    "data protection",
    "data science",
    "engineering",
    "facilities",
    "finance",
    "hr",
    "human resources",
    "ict",
    "information security",
    "information technology",
    "internal audit",
    "it",
    "it security",
    "legal",
    "logistics",
    "marketing",
    "procurement",
    "production",
    "public relations",
    "purchasing",
    "quality",
    "quality assurance",
    "r d",
    "research",
    "research and development",
    "risk",
    "risk management",
    "sales",
    "security",
    "supply chain",
    "einkauf",
    "finanzen",
    "personal",
    "personalwesen",
    "recht",
    "vertrieb",
    "ressources humaines",
    "recursos humanos",
    "risorse umane",
];

/// Words of what one person is, however her part of the organisation is called.
const ROLES: &[&str] = &[
    "analyst",
    "assistant",
    "ceo",
    "cfo",
    "chair",
    "chief",
    "cio",
    "ciso",
    "coo",
    "coordinator",
    "cto",
    "director",
    "dpo",
    "engineer",
    "head",
    "lead",
    "leader",
    "manager",
    "member",
    "officer",
    "owner",
    "president",
    "secretary",
    "specialist",
    "supervisor",
    "leiter",
    "leiterin",
    "beauftragter",
    "beauftragte",
    "chef",
    "directeur",
    "directrice",
    "direttore",
    "responsable",
    "responsabile",
];

/// Whether a text names a part of an organisation and not a person, by its words alone.
pub(crate) fn is_unit(text: &str) -> bool {
    let key = key(text);
    let has = |words: &[&str]| key.split(' ').any(|word| words.contains(&word));
    !has(ROLES) && (has(PARTS) || FUNCTIONS.contains(&key.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn departments_are_told_from_people_and_from_what_people_are() {
        for text in [
            "IT Department",
            "HR",
            "Human Resources",
            "Legal Dept.",
            "Data Science Team",
            "R&D",
            "Abteilung Einkauf",
        ] {
            assert!(is_unit(text), "{text}");
        }
        for text in [
            "Ana Ruiz",
            "Head of HR",
            "Chief Risk Officer",
            "CISO",
            "J. Team-Smith Manager",
            "Personalis",
            "Legall",
        ] {
            assert!(!is_unit(text), "{text}");
        }
    }
}
