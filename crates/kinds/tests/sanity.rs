//! What must hold of all declarations together, beyond what the build checks of each.

use record::{FieldDef, LifeCycle, Opt, Relation, Shape, fold};
use std::collections::{BTreeMap, BTreeSet};

/// Every field and table column, with its path.
fn all_fields() -> Vec<(String, &'static FieldDef)> {
    let mut fields = Vec::new();
    for kind in kinds::ALL {
        for field in kind.fields {
            fields.push((format!("{}.{}", kind.id, field.id), field));
            if let Shape::Table(columns) = field.shape {
                fields.extend(
                    columns.iter().map(|column| (format!("{}.{}.{}", kind.id, field.id, column.id), column)),
                );
            }
            if let Shape::Answers(set) = field.shape {
                fields.extend(set.questions.iter().map(|question| {
                    (format!("{}.{}.{}", kind.id, field.id, question.field.id), &question.field)
                }));
            }
        }
    }
    fields
}

fn options_of(field: &FieldDef) -> &'static [Opt] {
    match field.shape {
        Shape::Choice(options) | Shape::Choices(options) | Shape::Rating(options) => options,
        _ => &[],
    }
}

#[test]
fn every_kind_is_there_once() {
    let ids: BTreeSet<&str> = kinds::ALL.iter().map(|kind| kind.id).collect();
    let wanted = "action agent attestation body control_implementation dataset document evidence gap impact_assessment model person risk risk_method soa supplier system unit use";
    assert_eq!(ids, wanted.split(' ').collect());
    assert_eq!(kinds::ALL.len(), ids.len());
    let references: BTreeSet<&str> = kinds::ALL.iter().map(|kind| kind.reference).collect();
    assert_eq!(references.len(), ids.len());
    assert!(references.iter().all(|r| r.len() == 3 && r.bytes().all(|byte| byte.is_ascii_uppercase())));
}

#[test]
fn life_cycles_are_as_the_practice_needs_them() {
    let expected: &[(LifeCycle, &str)] = &[
        (LifeCycle::Kept, "body gap person supplier unit"),
        (
            LifeCycle::Controlled,
            "agent attestation control_implementation dataset document impact_assessment model risk risk_method soa system use",
        ),
        (LifeCycle::Witnessed, "evidence"),
        (LifeCycle::Task, "action"),
    ];
    for (life_cycle, ids) in expected {
        let mut found: Vec<&str> =
            kinds::ALL.iter().filter(|kind| kind.life_cycle == *life_cycle).map(|kind| kind.id).collect();
        found.sort_unstable();
        assert_eq!(found.join(" "), *ids, "{life_cycle:?}");
    }
}

#[test]
fn every_link_leads_to_a_kind_and_says_how_it_is_called_back() {
    for (path, field) in all_fields() {
        if let Shape::Link(target) | Shape::Links(target) = field.shape {
            assert!(
                // Seals are of the program itself, not of this crate.
                ["*", "seal"].contains(&target.kind) || kinds::find(target.kind).is_some(),
                "{path} leads to {}",
                target.kind
            );
            assert!(!target.inverse.trim().is_empty(), "{path} has no words for the way back");
            assert_ne!(target.kind, "", "{path}");
        }
    }
}

#[test]
fn two_relations_to_a_kind_from_the_same_kind_are_called_differently_back() {
    for kind in kinds::ALL {
        let mut seen: BTreeMap<(&str, &str), &str> = BTreeMap::new();
        for field in kind.fields {
            if let Shape::Link(target) | Shape::Links(target) = field.shape {
                let before = seen.insert((target.kind, target.inverse), field.id);
                assert_eq!(
                    before, None,
                    "{}: {} and {before:?} read alike on the other side",
                    kind.id, field.id
                );
            }
        }
    }
}

#[test]
fn conditions_name_a_choice_or_flag_and_values_that_it_has() {
    for kind in kinds::ALL {
        for field in kind.fields {
            let Some(when) = field.when else { continue };
            let other = kind.field(when.field).unwrap();
            let known: Vec<&str> = match other.shape {
                Shape::Flag => vec!["yes", "no"],
                Shape::Choice(options) | Shape::Choices(options) => options.iter().map(|o| o.code).collect(),
                _ => panic!("{}.{} depends on {}, which is neither", kind.id, field.id, other.id),
            };
            assert!(
                !when.is.is_empty() && when.is.iter().all(|value| known.contains(value)),
                "{}.{}",
                kind.id,
                field.id
            );
            assert!(
                other.when.is_none(),
                "{}.{}: a condition on a conditional field is hard to follow",
                kind.id,
                field.id
            );
        }
    }
}

#[test]
fn columns_of_tables_stand_alone() {
    for kind in kinds::ALL {
        for field in kind.fields {
            let Shape::Table(columns) = field.shape else { continue };
            for column in columns {
                let path = format!("{}.{}.{}", kind.id, field.id, column.id);
                assert!(column.when.is_none(), "{path}: a condition in a row is not read");
                assert!(!matches!(column.id, "row" | "remove"), "{path}: the name is taken by JSON or forms");
            }
            assert!(
                columns.iter().any(|column| column.required),
                "{}.{}: a row may say nothing",
                kind.id,
                field.id
            );
        }
    }
}

#[test]
fn options_can_be_told_apart_by_code_and_by_label() {
    for (path, field) in all_fields() {
        let options = options_of(field);
        let mut names = BTreeMap::new();
        for option in options {
            assert!(!option.code.is_empty() && option.code.len() <= 40, "{path}: {}", option.code);
            assert!(
                option.code.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_')),
                "{path}: {}",
                option.code
            );
            assert!(!option.label.contains(';'), "{path}: {} would be read as two", option.label);
            for name in [fold(option.code), fold(option.label)] {
                let before = names.insert(name, option.code);
                assert!(
                    before.is_none_or(|before| before == option.code),
                    "{path}: {before:?} and {}",
                    option.code
                );
            }
        }
        if matches!(field.shape, Shape::Choice(_) | Shape::Choices(_) | Shape::Rating(_)) {
            assert!((2..=99).contains(&options.len()), "{path}: {} options", options.len());
        }
    }
}

#[test]
fn words_are_fit_to_be_read() {
    for (path, field) in all_fields() {
        assert!(!field.label.is_empty() && field.label.chars().count() <= 80, "{path}: {}", field.label);
        assert!(starts_well(field.label), "{path}: {}", field.label);
        assert!(field.hint.is_empty() || starts_well(field.hint), "{path}: {}", field.hint);
        assert!(!field.hint.ends_with('.') && field.hint.chars().count() <= 160, "{path}: {}", field.hint);
        assert_ne!(fold(field.hint), fold(field.label), "{path}: the hint repeats the label");
        for option in options_of(field) {
            assert!(
                option.hint.is_empty() || fold(option.hint) != fold(option.label),
                "{path}: {}",
                option.code
            );
        }
        for text in [field.label, field.hint] {
            assert!(!text.contains("CAPA") && !text.contains("shall"), "{path}: {text}");
        }
    }
    for kind in kinds::ALL {
        assert!(kind.purpose.ends_with('.') && kind.purpose.len() > 40, "{}", kind.id);
    }
}

fn starts_well(text: &str) -> bool {
    text.chars().next().is_some_and(|first| first.is_uppercase() || first.is_numeric())
}

#[test]
fn a_label_stands_once_in_a_form() {
    for kind in kinds::ALL {
        let mut seen = BTreeSet::new();
        for field in kind.fields {
            assert!(seen.insert(field.label), "{}: “{}” stands twice", kind.id, field.label);
        }
    }
}

#[test]
fn a_section_is_not_left_and_entered_again() {
    for kind in kinds::ALL {
        let mut sections: Vec<&str> = kind.fields.iter().map(|field| field.section).collect();
        sections.dedup();
        // Loose fields may also stand at the very end.
        let named: Vec<&&str> = sections.iter().filter(|section| !section.is_empty()).collect();
        let distinct: BTreeSet<&&&str> = named.iter().collect();
        assert_eq!(named.len(), distinct.len(), "{}: {sections:?}", kind.id);
    }
}

#[test]
fn everything_but_a_person_has_one_person_who_answers_for_it() {
    for kind in kinds::ALL.iter().filter(|kind| !matches!(kind.id, "person")) {
        let owners = kind.fields.iter().filter(|field| field.relation == Some(Relation::Owner)).count();
        assert_eq!(owners, 1, "{} has {owners} owners", kind.id);
    }
}

#[test]
fn relations_stand_on_people_and_units() {
    for (path, field) in all_fields() {
        match (field.relation, field.shape) {
            (None, _) | (Some(Relation::Owner | Relation::Assignee), Shape::Person) => {}
            (Some(Relation::Assignee), Shape::Links(target)) => assert_eq!(target.kind, "person", "{path}"),
            (Some(Relation::Unit), Shape::Link(target)) => assert_eq!(target.kind, "unit", "{path}"),
            (relation, shape) => panic!("{path}: {relation:?} on {shape:?}"),
        }
    }
}

#[test]
fn ways_to_reach_a_person_are_marked_as_personal() {
    for (path, field) in all_fields() {
        let reaches = ["email", "phone", "contact"].contains(&field.id);
        assert!(!reaches || field.personal, "{path} is personal data");
    }
    assert_eq!(kinds::find("person").map(|kind| kind.title().personal), Some(true));
}

#[test]
fn the_statement_of_absence_can_name_every_kind() {
    let named: BTreeSet<&str> = kinds::document::POPULATION.iter().map(|option| option.code).collect();
    let lacking: Vec<&str> = kinds::ALL.iter().map(|kind| kind.id).filter(|id| !named.contains(id)).collect();
    assert!(lacking.is_empty(), "{lacking:?}");
}

#[test]
fn registers_show_a_handful_of_columns_title_first() {
    for kind in kinds::ALL {
        assert!((3..=9).contains(&kind.columns.len()), "{}", kind.id);
        assert_eq!(kind.columns[0].id, kind.fields[0].id, "{}", kind.id);
    }
}

/// References as the project's own notes on the standard list them: `| c4.1 | 4.1 | …` and `| a2.2 | A.2.2 | …`.
#[test]
fn expected_by_names_requirements_that_exist() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/research/facts.md");
    let facts = std::fs::read_to_string(path).expect("the notes on the standard lie beside the repository");
    let known: BTreeSet<&str> = facts
        .lines()
        .filter_map(|line| {
            let mut cells = line.strip_prefix("| ")?.split(" | ");
            let (id, reference) = (cells.next()?, cells.next()?);
            let is_row = id.strip_prefix('c') == Some(reference)
                || (id.starts_with('a') && reference.to_lowercase().replacen('.', "", 1) == id);
            is_row.then_some(reference)
        })
        .collect();
    assert_eq!(known.len(), 36 + 38, "sub-clauses with their parents, and controls: {known:?}");
    for kind in kinds::ALL {
        assert!(!kind.expected_by.is_empty(), "{}", kind.id);
        for reference in kind.expected_by {
            assert!(known.contains(reference), "{}: {reference}", kind.id);
        }
    }
}
