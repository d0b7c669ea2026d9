//! Existing papers that an organisation brings along: what each may be and which requirements it may bear on, proposed
//! from its name. A person confirms every proposal; nothing is mapped by itself.

use frameworks::Pack;
use kinds::document;
use record::{Body, FileRef, RecordId, Value, fold};
use std::collections::{BTreeMap, BTreeSet};

/// What a file's name suggests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// A title for the document.
    pub title: String,
    /// Code of its type.
    pub doc_type: &'static str,
    /// References of requirements that it may bear on, the likeliest first.
    pub references: Vec<String>,
}

/// Requirements proposed for one file.
const REFERENCES_MAX: usize = 3;

/// Words that say of a paper what it is, and the type that they stand for; the first that is found counts.
const TYPES: &[(&str, &str)] = &[
    ("minute", "minutes"),
    ("acceptable", "rules_of_use"),
    ("scope", "scope_statement"),
    ("impact", "impact_method"),
    ("risk", "risk_method"),
    ("objective", "objectives"),
    ("communication", "communication_plan"),
    ("audit", "audit_report"),
    ("review", "review"),
    ("policy", "policy"),
    ("contract", "contract"),
    ("procedure", "procedure"),
    ("process", "procedure"),
    ("instruction", "instructions"),
    ("manual", "instructions"),
    ("technical", "technical"),
    ("architecture", "technical"),
    ("context", "context"),
    ("stakeholder", "context"),
    ("statement", "statement"),
    ("report", "report"),
];

/// Everyday words for what frameworks call otherwise.
const ALSO: &[(&str, &[&str])] = &[
    ("training", &["competence", "awareness"]),
    ("literacy", &["competence", "awareness"]),
    ("skill", &["competence"]),
    ("vendor", &["supplier"]),
    ("procurement", &["supplier"]),
    ("outsourcing", &["supplier"]),
    ("stakeholder", &["interested", "party"]),
    ("raci", &["role", "responsibility", "authority"]),
    ("charter", &["role", "responsibility", "authority"]),
    ("soa", &["statement", "applicability"]),
    ("aia", &["impact", "assessment"]),
    ("fria", &["impact", "assessment"]),
    ("dpia", &["impact", "assessment"]),
    ("capa", &["nonconformity", "corrective"]),
    ("whistleblowing", &["concern"]),
    ("complaint", &["concern"]),
    ("logging", &["log", "event"]),
    ("kpi", &["monitoring", "measurement"]),
    ("sdlc", &["development", "design"]),
    ("dataset", &["data"]),
    ("inventory", &["resource", "documentation"]),
];

/// Words that say nothing about the matter.
const EMPTY: &[&str] = &[
    "a", "an", "and", "the", "of", "for", "in", "on", "to", "with", "its", "v", "ver", "version", "draft",
    "final", "copy", "document", "new", "old", "rev", "pdf", "docx", "doc", "xlsx", "txt", "md", "en", "de",
    "fr", "ai", "system", "general",
];

/// What a file's name suggests about a paper, in the words of a framework.
pub fn propose(pack: &Pack, file_name: &str) -> Proposal {
    let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
    let spaced = spaced(stem);
    let words = words(&spaced);
    let doc_type = TYPES.iter().find(|(word, _)| words.contains(*word)).map_or("other", |(_, code)| code);
    let references = likeliest(pack, &words);
    let title: String = spaced.chars().take(200).collect();
    Proposal { title: if title.is_empty() { file_name.to_owned() } else { title }, doc_type, references }
}

/// The references in what a person typed, and what of it is none: separated by spaces, commas, semicolons or lines.
pub fn references(pack: &Pack, typed: &str) -> (Vec<String>, Vec<String>) {
    let leaves: BTreeMap<String, &str> =
        pack.leaves().map(|leaf| (leaf.to_ascii_lowercase(), leaf)).collect();
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    let parts = typed.split(|sign: char| sign.is_whitespace() || matches!(sign, ',' | ';'));
    for part in parts.filter(|part| !part.is_empty()) {
        match leaves.get(&part.trim_end_matches('.').to_ascii_lowercase()) {
            Some(leaf) if known.iter().any(|seen| seen == leaf) => {}
            Some(leaf) => known.push((*leaf).to_owned()),
            None => unknown.push(part.to_owned()),
        }
    }
    (known, unknown)
}

/// The document that is made of a paper.
pub fn document_of(
    title: &str,
    doc_type: &str,
    owner: RecordId,
    file: FileRef,
    references: &[String],
) -> Body {
    let mut body = Body::new()
        .with(document::NAME.field.id, Value::Text(title.trim().to_owned()))
        .with(document::TYPE.field.id, Value::Choice(doc_type.to_owned()))
        .with(document::OWNER.field.id, Value::Link(owner))
        .with(document::FILE.field.id, Value::File(file));
    if !references.is_empty() {
        body.set(document::NAMES_REQUIREMENTS.field.id, Value::Text(references.join("\n")));
    }
    body
}

/// The requirements that a document says it meets, of those that the framework has.
pub fn named_by(pack: &Pack, document: &Body) -> Vec<String> {
    document::NAMES_REQUIREMENTS.of(document).map(|text| references(pack, text).0).unwrap_or_default()
}

/// Id of the kind of record that a paper becomes.
pub const KIND: &str = "document";

/// Code and label of every type that a paper can be.
pub fn types() -> impl Iterator<Item = (&'static str, &'static str)> {
    document::TYPES
        .iter()
        .filter(|option| option.code != "none_statement")
        .map(|option| (option.code, option.label))
}

/// The leaves whose words the name shares, weighed by how rare a word is among them. Words that stand in a third of all
/// leaves weigh nothing; the title weighs more than the documents that a leaf asks for.
fn likeliest(pack: &Pack, words: &BTreeSet<String>) -> Vec<String> {
    let leaves: Vec<(&str, BTreeSet<String>, BTreeSet<String>)> = pack
        .leaves()
        .map(|leaf| {
            let title = self::words(pack.title_of(leaf).unwrap_or_default());
            let papers = pack
                .documents
                .iter()
                .filter(|item| item.requirements.iter().any(|of| of == leaf))
                .flat_map(|item| self::words(&item.title))
                .collect();
            (leaf, title, papers)
        })
        .collect();
    let count = |word: &String| {
        leaves.iter().filter(|(_, title, papers)| title.contains(word) || papers.contains(word)).count()
    };
    let weights: BTreeMap<&String, usize> = words
        .iter()
        .map(|word| (word, count(word)))
        .filter(|(_, count)| *count > 0 && *count * 3 <= leaves.len())
        .map(|(word, count)| (word, 1_000 / count))
        .collect();
    let mut found: Vec<(usize, usize, &str)> = leaves
        .iter()
        .enumerate()
        .filter_map(|(place, (leaf, title, papers))| {
            let score: usize = weights
                .iter()
                .map(|(word, weight)| match (title.contains(*word), papers.contains(*word)) {
                    (true, _) => 2 * weight,
                    (false, true) => *weight,
                    (false, false) => 0,
                })
                .sum();
            (score > 0).then_some((score, place, *leaf))
        })
        .collect();
    found.sort_by_key(|(score, place, _)| (std::cmp::Reverse(*score), *place));
    let best = found.first().map_or(0, |(score, _, _)| *score);
    found
        .into_iter()
        .take_while(|(score, _, _)| score * 2 >= best)
        .take(REFERENCES_MAX)
        .map(|(_, _, leaf)| leaf.to_owned())
        .collect()
}

/// A file's name with its words apart: `AI_RiskMethod-v2` is `AI Risk Method v2`.
fn spaced(stem: &str) -> String {
    let signs: Vec<char> = stem.chars().collect();
    let mut text = String::new();
    for (place, sign) in signs.iter().enumerate() {
        if !sign.is_alphanumeric() {
            if !text.ends_with(' ') {
                text.push(' ');
            }
            continue;
        }
        let before = place.checked_sub(1).and_then(|place| signs.get(place));
        let after = signs.get(place + 1);
        let begins = sign.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase()
                    || before.is_uppercase() && after.is_some_and(|after| after.is_lowercase())
            });
        if begins {
            text.push(' ');
        }
        text.push(*sign);
    }
    text.trim().to_owned()
}

/// The words of a text, folded, in the singular, without those that say nothing, with what frameworks call them.
fn words(text: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for word in fold(text).split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let word = singular(word);
        if EMPTY.contains(&word.as_str()) || word.bytes().all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        if let Some((_, others)) = ALSO.iter().find(|(known, _)| *known == word) {
            words.extend(others.iter().map(|other| (*other).to_owned()));
        }
        words.insert(word);
    }
    words
}

fn singular(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 2) {
        return format!("{stem}y");
    }
    word.strip_suffix('s').filter(|stem| stem.len() > 3 && !stem.ends_with('s')).unwrap_or(word).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pack() -> &'static Pack {
        static PACK: std::sync::LazyLock<Pack> = std::sync::LazyLock::new(read);
        &PACK
    }

    fn read() -> Pack {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../frameworks/iso42001-2023/");
        let names = ["framework.toml", "requirements.toml", "controls.toml", "documents.toml"];
        let texts: Vec<_> = names
            .iter()
            .map(|name| (*name, std::fs::read_to_string(format!("{folder}{name}")).unwrap()))
            .collect();
        let files: Vec<_> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
        Pack::read(&files).0.unwrap()
    }

    #[test]
    fn a_name_proposes_what_a_person_would_look_for_first() {
        let pack = pack();
        for (name, doc_type, reference) in [
            ("AI Policy v3 FINAL.pdf", "policy", "5.2"),
            ("Scope_statement_2026.docx", "scope_statement", "4.3"),
            ("AIRiskAssessment-Method.pdf", "risk_method", "6.1.2"),
            ("impact-assessment-method.docx", "impact_method", "6.1.4"),
            ("Training records Q3.xlsx", "other", "7.2"),
            ("Internal audit programme.pdf", "audit_report", "9.2.2"),
            ("management review minutes 2026-03.docx", "minutes", "9.3.3"),
            ("Statement of Applicability.xlsx", "statement", "6.1.3"),
            ("Vendor due diligence.pdf", "other", "A.10.3"),
            ("CAPA log.xlsx", "other", "10.2"),
        ] {
            let proposal = propose(pack, name);
            assert_eq!(proposal.doc_type, doc_type, "{name}");
            assert!(proposal.references.iter().any(|known| known == reference), "{name}: {proposal:?}");
        }
    }

    #[test]
    fn a_name_that_says_nothing_proposes_nothing() {
        for name in ["scan0001.pdf", "Document (2).docx", "final_final_v7.docx", ".pdf", "", "🙂.png"] {
            let proposal = propose(pack(), name);
            assert_eq!(proposal.references, Vec::<String>::new(), "{name}");
            assert_eq!(proposal.doc_type, "other", "{name}");
        }
    }

    #[test]
    fn typed_references_are_known_in_any_case_and_the_rest_is_named() {
        let (known, unknown) = references(pack(), "5.2, a.2.2;A.2.2\n6.1.2. policy 99.9");
        assert_eq!(known, ["5.2", "A.2.2", "6.1.2"]);
        assert_eq!(unknown, ["policy", "99.9"]);
    }

    #[test]
    fn a_paper_becomes_a_document_that_holds_and_says_which_requirements_it_meets() {
        let file = FileRef {
            sha256: "ab".repeat(32),
            name: "policy.pdf".to_owned(),
            bytes: 3,
            media: "application/pdf".to_owned(),
        };
        let owner = RecordId(uuid::Uuid::from_u128(1));
        let body = document_of("AI policy", "policy", owner, file, &["5.2".to_owned(), "A.2.2".to_owned()]);
        let schema = record::Schema::of(&document::KIND);
        assert!(record::validate(&schema, &body).is_empty() && record::missing(&schema, &body).is_empty());
        assert_eq!(named_by(pack(), &body), ["5.2", "A.2.2"]);
        for (_, code) in TYPES {
            assert!(types().any(|(known, _)| known == *code), "{code}");
        }
    }

    proptest! {
        #[test]
        fn any_name_gives_a_title_and_only_references_that_exist(name in "\\PC{0,60}") {
            let pack = pack();
            let proposal = propose(pack, &name);
            prop_assert!(proposal.title.chars().count() <= 200);
            prop_assert!(proposal.references.iter().all(|known| pack.leaves().any(|leaf| leaf == known)));
        }
    }
}
