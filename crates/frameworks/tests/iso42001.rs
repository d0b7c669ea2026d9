//! The real pack, held against tables that were written independently of it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where something is not as it should be")]

use frameworks::{
    Documented, Grade, Pack, RestsOn, Shows,
    language::{Compare, Expr, Node, What},
};
use std::collections::{BTreeMap, BTreeSet};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../frameworks/iso42001-2023/");
const FACTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/research/facts.md");
/// Names and texts of the files of the pack.
fn texts() -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for part in ["", "expectations/"] {
        for entry in std::fs::read_dir(format!("{FOLDER}{part}")).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if name.strip_suffix(".toml").is_some() {
                let text = std::fs::read_to_string(format!("{FOLDER}{part}{name}")).unwrap();
                texts.push((format!("{part}{name}"), text));
            }
        }
    }
    texts
}

fn pack() -> Pack {
    let texts = texts();
    let files: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let (pack, problems) = Pack::read(&files);
    assert!(problems.is_empty(), "{problems:#?}");
    pack.unwrap()
}

/// The rows of the table under a heading of the facts; nothing where the facts are not at hand.
fn facts(heading: &str) -> Option<Vec<Vec<String>>> {
    let text = std::fs::read_to_string(FACTS).ok()?;
    let start = text.find(heading).unwrap_or_else(|| panic!("the facts have no “{heading}”"));
    let section: Vec<&str> =
        text[start..].lines().skip(1).take_while(|line| !line.starts_with('#')).collect();
    let rows = section
        .iter()
        .filter(|line| line.starts_with('|') && !line.starts_with("|---"))
        .skip(1)
        .map(|line| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect())
        .collect();
    Some(rows)
}

#[test]
fn it_holds_thirty_two_requirements_thirty_eight_controls_and_eighteen_documents() {
    let pack = pack();
    let counts = [
        pack.clauses.len(),
        pack.headings.len(),
        pack.requirements.len(),
        pack.groups.len(),
        pack.objectives.len(),
        pack.controls.len(),
        pack.documents.len(),
    ];
    assert_eq!(counts, [7, 4, 32, 9, 10, 38, 18]);
    assert_eq!(pack.leaves().count(), 70);
    assert_eq!(pack.id, "iso42001-2023");
}

#[test]
fn requirements_bear_the_titles_and_flags_of_the_facts() {
    let Some(rows) = facts("### 1.1 Sub-clauses") else { return };
    let pack = pack();
    let mut seen = 0;
    for row in rows {
        let (reference, title, flag) = (&row[1], &row[2], &row[3]);
        assert_eq!(pack.title_of(reference), Some(title.as_str()), "{reference}");
        if flag == "parent" {
            assert!(pack.headings.iter().any(|heading| heading.reference == *reference));
            continue;
        }
        let requirement = pack.requirements.iter().find(|item| item.reference == *reference).unwrap();
        let documented = match flag.as_str() {
            "Y" => Documented::Yes,
            "(Y)" => Documented::Implied,
            _ => Documented::No,
        };
        assert_eq!(requirement.documented, documented, "{reference}");
        seen += 1;
    }
    assert_eq!(seen, 32);
}

#[test]
fn controls_bear_the_titles_flags_and_groups_of_the_facts() {
    let Some(rows) = facts("### 1.3 Annex A") else { return };
    let pack = pack();
    assert_eq!(rows.len(), 38);
    for row in rows {
        let (reference, group, title, flag) = (&row[1], &row[2], &row[3], &row[4]);
        let control = pack.controls.iter().find(|item| item.reference == *reference).unwrap();
        assert_eq!(control.title, *title, "{reference}");
        assert_eq!(control.documented == Documented::Yes, flag == "Y", "{reference}");
        let objective = pack.objectives.iter().find(|item| item.reference == control.objective).unwrap();
        let numbers: Vec<&str> = group.split(' ').filter(|word| word.starts_with("A.")).collect();
        assert!(
            numbers.contains(&control.objective.as_str()) || numbers.contains(&objective.group.as_str()),
            "{reference}"
        );
    }
}

#[test]
fn documents_are_those_of_the_facts_and_named_by_their_requirements() {
    let Some(rows) = facts("### 1.2 Mandatory") else { return };
    let pack = pack();
    assert_eq!(rows.len(), 18);
    for row in &rows {
        let item = pack.documents.iter().find(|item| item.id == row[0]).unwrap();
        assert_eq!(item.title.to_lowercase(), row[2].to_lowercase());
        for reference in &item.requirements {
            assert!(row[1].contains(reference.as_str()), "{} names {reference}", item.id);
            let requirement = pack.requirements.iter().find(|known| known.reference == *reference).unwrap();
            assert!(requirement.documents.contains(&item.id), "{reference} does not name {}", item.id);
        }
    }
    let named: BTreeSet<&String> = pack.requirements.iter().flat_map(|item| &item.documents).collect();
    assert_eq!(named.len(), 18, "a requirement names a document that is none of the eighteen");
}

#[test]
fn the_crosswalk_of_controls_is_that_of_the_facts() {
    let Some(rows) = facts("### 5.1 Annex A control") else { return };
    let pack = pack();
    for row in rows {
        let control = pack.controls.iter().find(|item| item.reference == row[0]).unwrap();
        let chips: Vec<&str> = control
            .crosswalk
            .iter()
            .filter(|chip| chip.to == "eu-ai-act")
            .map(|chip| chip.reference.as_str())
            .collect();
        assert_eq!(chips.join("; "), row[3], "{}", row[0]);
        let strength = format!("{:?}", control.crosswalk[0].strength).to_lowercase();
        assert_eq!(strength, row[4], "{}", row[0]);
        assert!(
            control.crosswalk.iter().all(|chip| chip.doubtful || strength != "weak"),
            "{}: weak is doubtful",
            row[0]
        );
    }
}

#[test]
fn every_reference_to_the_risk_framework_is_one_of_its_subcategories() {
    let Ok(text) = std::fs::read_to_string(FACTS) else { return };
    let known: BTreeSet<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("| ").and_then(|line| line.split(" |").next()))
        .filter(|id| {
            ["GOVERN ", "MAP ", "MEASURE ", "MANAGE "].iter().any(|function| id.starts_with(function))
        })
        .collect();
    assert_eq!(known.len(), 72);
    let pack = pack();
    let chips = pack.requirements.iter().flat_map(|item| &item.crosswalk);
    let chips = chips.chain(pack.controls.iter().flat_map(|item| &item.crosswalk));
    let used: BTreeSet<&str> =
        chips.filter(|chip| chip.to == "nist-ai-rmf-1.0").map(|chip| chip.reference.as_str()).collect();
    assert_eq!(used, known, "every subcategory is reached, and no other");
}

#[test]
fn parents_lead_up_to_clauses_and_groups() {
    let pack = pack();
    let up = |reference: &str| {
        let mut path = vec![reference.to_owned()];
        while let Some(parent) = pack.parent(path.last().unwrap()) {
            path.push(parent.to_owned());
        }
        path.join(" < ")
    };
    assert_eq!(up("6.1.2"), "6.1.2 < 6.1 < 6");
    assert_eq!(up("10.2"), "10.2 < 10");
    assert_eq!(up("A.6.2.4"), "A.6.2.4 < A.6.2 < A.6");
    assert_eq!(up("A.2.2"), "A.2.2 < A.2");
    let mut under: BTreeMap<&str, usize> = BTreeMap::new();
    for control in &pack.controls {
        let objective = pack.objectives.iter().find(|item| item.reference == control.objective).unwrap();
        *under.entry(objective.group.as_str()).or_default() += 1;
    }
    let wanted = [
        ("A.10", 3),
        ("A.2", 3),
        ("A.3", 2),
        ("A.4", 5),
        ("A.5", 4),
        ("A.6", 9),
        ("A.7", 5),
        ("A.8", 4),
        ("A.9", 3),
    ];
    assert_eq!(under.into_iter().collect::<Vec<_>>(), wanted);
}

#[test]
fn sentences_are_sentences_and_questions_end_like_questions_or_requests() {
    let pack = pack();
    let sentences = pack.requirements.iter().map(|item| &item.sentence);
    let sentences = sentences.chain(pack.controls.iter().map(|item| &item.sentence));
    for sentence in sentences.chain(pack.expectations.iter().map(|item| &item.sentence)) {
        assert!(sentence.ends_with('.') && sentence.starts_with(char::is_uppercase), "{sentence}");
        assert!(!sentence.contains(" shall "), "the standard's own wording is not repeated: {sentence}");
    }
    let asks = pack.requirements.iter().flat_map(|item| &item.asks);
    for ask in asks.chain(pack.controls.iter().flat_map(|item| &item.asks)) {
        assert!(ask.ends_with('?') || ask.ends_with('.'), "{ask}");
    }
}

#[test]
fn expectations_show_design_operation_and_effect_and_each_requirement_has_its_own() {
    let pack = pack();
    assert!(pack.expectations.len() >= 120, "{}", pack.expectations.len());
    let showing = |shows: Shows| pack.expectations.iter().filter(|item| item.shows == shows).count();
    let [design, operation, effect] = Shows::ALL.map(showing);
    assert!(design * 2 < operation + effect * 2 + design, "{design} {operation} {effect}");
    assert!(effect >= 12, "{effect}");
    for reference in pack.leaves() {
        let bearing =
            pack.expectations.iter().filter(|item| item.requirements.iter().any(|it| it == reference));
        assert!(bearing.count() >= 1, "nothing is expected of {reference}");
    }
}

/// Whether a condition asks for nothing but that records of some type are in force and fields are not blank.
fn only_exists(expr: &Expr) -> bool {
    match &expr.node {
        Node::And(parts) | Node::Or(parts) => parts.iter().all(only_exists),
        Node::Not(inner) => only_exists(inner),
        Node::If { when, then } => only_exists(when) && only_exists(then),
        Node::Quantified { filter, body, .. } => {
            [filter, body].into_iter().flatten().all(|part| only_exists(part))
        }
        Node::Is { what: What::InForce, .. } | Node::Filled(_) => true,
        Node::Compare { left, how: Compare::Equal, right } => {
            matches!((&left.node, &right.node), (Node::Path(path), Node::Text(_)) if path.to_string() == "doc_type")
        }
        // That a review lies ahead says little more.
        Node::Compare { left, right, .. } => match (&left.node, &right.node) {
            (Node::Path(path), Node::Today) => path.to_string() == "next_review",
            (Node::Words(path), Node::Number(_)) => path.to_string() == "text",
            _ => false,
        },
        _ => false,
    }
}

#[test]
fn at_most_a_fifth_ask_only_that_something_exists() {
    let pack = pack();
    let only: Vec<&str> = pack
        .expectations
        .iter()
        .filter(|item| only_exists(&item.holds))
        .map(|item| item.id.as_str())
        .collect();
    assert!(only.contains(&"process_map") && !only.contains(&"policy_communicated"), "{only:?}");
    assert!(
        only.len() * 5 <= pack.expectations.len(),
        "{} of {}: {only:?}",
        only.len(),
        pack.expectations.len()
    );
}

#[test]
fn requirements_and_controls_say_what_a_lead_auditor_asks_and_what_they_wait_for() {
    let pack = pack();
    let asks = pack.requirements.iter().map(|item| (&item.reference, &item.asks));
    for (reference, asks) in asks.chain(pack.controls.iter().map(|item| (&item.reference, &item.asks))) {
        assert!(asks.len() >= 2, "{reference}");
        assert_eq!(asks.iter().collect::<BTreeSet<_>>().len(), asks.len(), "{reference}");
    }
    for awaits in pack.leaves().filter_map(|reference| pack.awaits(reference)) {
        assert!(awaits.ends_with('.') && awaits.starts_with(char::is_uppercase), "{awaits}");
    }
    assert!(pack.awaits("6.2").is_some() && pack.awaits("6.1.3").is_none());
    for requirement in &pack.requirements {
        for chip in requirement.crosswalk.iter().filter(|chip| chip.to == "eu-ai-act") {
            assert!(chip.doubtful, "{}: clause and article never match beyond doubt", requirement.reference);
        }
    }
}

#[test]
fn a_remedy_names_an_act_a_kind_and_in_a_sentence_what_to_do() {
    for expectation in pack().expectations {
        let remedy = &expectation.remedy;
        assert!(!remedy.kind.is_empty() && remedy.sentence.ends_with('.'), "{}", expectation.id);
        assert!(remedy.sentence.split_whitespace().count() >= 3, "{}: {}", expectation.id, remedy.sentence);
        let acts_alone = ["retire", "complete"].contains(&remedy.act.as_str());
        assert!(acts_alone || !remedy.fields.is_empty(), "{} names no field", expectation.id);
        assert_eq!(
            expectation.rests_on == RestsOn::Attestation,
            remedy.kind == "attestation",
            "{}",
            expectation.id
        );
    }
}

#[test]
fn twenty_one_nonconformities_are_ranked_the_worst_first() {
    let pack = pack();
    assert_eq!(pack.nonconformities.len(), 21);
    let ranks: Vec<u32> = pack.nonconformities.iter().map(|item| item.rank).collect();
    assert_eq!(ranks, (1..=21).collect::<Vec<u32>>());
    assert!(pack.nonconformities.is_sorted_by_key(|item| item.grade), "a minor one stands above a major one");
    assert!(pack.nonconformities.iter().any(|item| item.grade == Grade::Minor));
    for item in &pack.nonconformities {
        assert!(item.sentence.ends_with('.') && item.sentence.starts_with(char::is_uppercase), "{}", item.id);
        assert!(!item.sentence.contains(" shall "), "{}", item.id);
        if let Some(awaits) = &item.awaits {
            assert!(awaits.ends_with('.') && awaits.starts_with(char::is_uppercase), "{}", item.id);
        }
    }
}

/// What shows a nonconformity bears on a requirement that it would be raised against.
#[test]
fn what_shows_a_nonconformity_bears_on_what_it_is_raised_against() {
    let pack = pack();
    for item in &pack.nonconformities {
        for id in &item.shown_by {
            let expectation = pack.expectations.iter().find(|known| known.id == *id).unwrap();
            assert!(
                expectation.requirements.iter().any(|reference| item.requirements.contains(reference)),
                "{} is shown by {id}, which bears on {:?}",
                item.id,
                expectation.requirements
            );
        }
    }
}

/// So that people who work on different clauses work in different files, and find things again.
#[test]
fn an_expectation_lies_in_the_file_of_the_first_requirement_that_it_names() {
    for expectation in pack().expectations {
        let first = &expectation.requirements[0];
        let mut steps = first.split('.');
        let place = match steps.next() {
            Some("A") => format!("annex-a{}", steps.next().unwrap()),
            clause => format!("clause-{}", clause.unwrap()),
        };
        assert_eq!(expectation.origin.0, format!("expectations/{place}.toml"), "{}", expectation.id);
    }
}
