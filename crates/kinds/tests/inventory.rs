//! Every column of a real public inventory of uses has a home, wide enough for what stands in it.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use record::{FieldDef, Shape, parse_text};
use std::collections::BTreeMap;

/// Column of the United States inventory of 2025, and the kind and field in which it belongs.
const HOMES: &[(&str, &str, &str)] = &[
    ("agency", "unit", "short_name"),
    ("agency_name", "use", "organisation"),
    ("id", "use", "external_id"),
    ("use_case_name", "use", "name"),
    ("agency_bureau", "unit", "name"),
    ("contact_email", "use", "contact"),
    ("is_withheld", "use", "publication"),
    ("development_stage", "use", "stage"),
    ("is_high_impact", "use", "high_impact"),
    ("HI_justification", "use", "impact_reason"),
    ("topic_area", "use", "topic"),
    ("classification", "system", "technique"),
    ("problem_solved", "use", "purpose"),
    ("benefits", "use", "benefits"),
    ("system_outputs", "use", "outputs"),
    ("operational_date", "use", "go_live"),
    ("contracting_usage", "system", "sourcing"),
    ("vendor_name", "supplier", "name"),
    ("have_ato", "system", "authorised"),
    ("system_name_ato", "system", "name"),
    ("data_description", "system", "data_description"),
    ("link_to_data", "system", "data_url"),
    ("has_pii", "use", "personal_data"),
    ("pia_url", "use", "privacy_url"),
    ("demographic_features", "use", "demographics"),
    ("has_custom_code", "system", "custom_code"),
    ("code_url", "system", "code_url"),
    ("hi_testing_conducted", "use", "testing"),
    ("hi_assessment_completed", "use", "assessed"),
    ("hi_potential_impacts", "use", "potential_impacts"),
    ("hi_independent_review", "use", "independent_review"),
    ("hi_ongoing_monitoring", "use", "monitoring"),
    ("hi_training_established", "use", "training"),
    ("hi_failsafe_presence", "use", "failsafe"),
    ("hi_appeal_process", "use", "appeal"),
    ("hi_public_consultation", "use", "consultation"),
];

fn home(column: &str) -> &'static FieldDef {
    let (_, kind, field) =
        HOMES.iter().find(|(name, ..)| *name == column).unwrap_or_else(|| panic!("{column}"));
    let kind = kinds::find(kind).unwrap();
    kind.field(field).unwrap_or_else(|| panic!("{} has no field {field}", kind.id))
}

/// Values by column, for as many rows as there are.
fn inventory() -> BTreeMap<String, Vec<String>> {
    let path =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/inventories/us-2025-individual.csv");
    let mut reader = csv::Reader::from_path(path).unwrap();
    let headers: Vec<String> = reader
        .headers()
        .unwrap()
        .iter()
        .map(|header| header.trim_start_matches('\u{feff}').to_owned())
        .collect();
    let mut columns: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in reader.records() {
        for (header, cell) in headers.iter().zip(&row.unwrap()) {
            columns.entry(header.clone()).or_default().push(cell.to_owned());
        }
    }
    columns
}

#[test]
fn every_column_has_a_home() {
    let inventory = inventory();
    assert_eq!(inventory.len(), 36);
    for column in inventory.keys() {
        home(column);
    }
    assert_eq!(HOMES.len(), inventory.len());
}

#[test]
fn what_stands_in_text_columns_fits() {
    for (column, cells) in inventory() {
        let field = home(&column);
        let (Shape::Line { max } | Shape::Prose { max }) = field.shape else { continue };
        let longest = cells.iter().map(|cell| cell.chars().count()).max().unwrap();
        assert!(longest <= max, "{column}: {longest} characters, {} holds {max}", field.id);
    }
}

#[test]
fn yes_and_no_are_read_in_flags() {
    for (column, cells) in inventory() {
        let field = home(&column);
        if matches!(field.shape, Shape::Flag) {
            for cell in cells {
                assert!(parse_text(&field.shape, &cell).is_ok(), "{column}: {cell}");
            }
        }
    }
}

/// What the agencies may choose, as the inventory's own dictionary of data lists it, next to our code for it.
#[test]
fn there_is_an_option_for_everything_that_agencies_may_choose() {
    let path =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/inventories/us-2025-data-dictionary.json");
    let dictionary: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let expected: &[(&str, &[&str])] = &[
        ("is_withheld", &["published", "withheld_risk", "withheld_law", "withheld_other"]),
        ("development_stage", &["development", "pilot", "operation", "retired"]),
        ("is_high_impact", &["high_impact", "presumed_not", "not_high_impact"]),
        (
            "topic_area",
            &[
                "administration",
                "cybersecurity",
                "emergency",
                "energy_environment",
                "benefits",
                "health",
                "human_resources",
                "information_technology",
                "international",
                "law_enforcement",
                "other",
                "procurement_finance",
                "science",
                "service_delivery",
                "transport",
            ],
        ),
        ("classification", &["agentic", "classical_ml", "vision", "generative", "language", "reinforcement"]),
        ("contracting_usage", &["bought", "in_house", "both"]),
        (
            "demographic_features",
            &[
                "race_ethnicity",
                "sex",
                "age",
                "religion",
                "socioeconomic",
                "ability",
                "residency",
                "marital",
                "income",
                "employment",
                "none",
                "other",
            ],
        ),
        ("hi_testing_conducted", &["done", "in_progress", "waived"]),
        ("hi_assessment_completed", &["done", "in_progress", "waived"]),
        ("hi_independent_review", &["office", "board", "officer", "in_progress", "waived"]),
        ("hi_ongoing_monitoring", &["done", "in_progress", "waived"]),
        ("hi_training_established", &["done", "in_progress", "waived"]),
        ("hi_failsafe_presence", &["done", "not_applicable", "in_progress", "waived"]),
        ("hi_appeal_process", &["done", "not_applicable", "in_progress", "precluded", "waived"]),
        ("hi_public_consultation", &["usability", "comments", "hearings", "other", "in_progress", "waived"]),
    ];
    for (column, codes) in expected {
        let selections = dictionary[column]["valid_selections"].as_array().unwrap();
        assert_eq!(selections.len(), codes.len(), "{column}: {selections:#?}");
        let (Shape::Choice(options) | Shape::Choices(options)) = home(column).shape else {
            panic!("{column}")
        };
        for code in *codes {
            assert!(options.iter().any(|option| option.code == *code), "{column}: {code}");
        }
    }
    let listed = HOMES.iter().filter(|(column, ..)| {
        dictionary[column]["valid_selections"].is_array() && !matches!(home(column).shape, Shape::Flag)
    });
    assert_eq!(listed.count(), expected.len());
}
