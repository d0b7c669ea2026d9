//! Proposed mappings of real inventories to the real kinds, as golden files.

use crate::support::{inventory, schemas, sheet, shown};
use exchange::{Mapping, To, propose};

#[test]
fn us_2025_individual() {
    let sheet = inventory("us-2025-individual.csv");
    let proposed = propose(&sheet, &schemas(), "use");
    insta::assert_snapshot!("us_2025_individual", shown(&proposed));
    assert_eq!(Mapping::from_json(&proposed.mapping.to_json()).unwrap(), proposed.mapping);
    assert_eq!(proposed.mapping.problems(&sheet, &schemas()), []);
}

#[test]
fn an_agency_that_asks_in_questions() {
    let proposed = propose(&inventory("agency-2025-hhs.csv"), &schemas(), "use");
    insta::assert_snapshot!("agency_2025_hhs", shown(&proposed));
}

#[test]
fn us_2023() {
    insta::assert_snapshot!("us_2023", shown(&propose(&inventory("us-2023.csv"), &schemas(), "use")));
}

#[test]
fn uk_transparency_records() {
    insta::assert_snapshot!("uk_atrs", shown(&propose(&inventory("uk-atrs-records.csv"), &schemas(), "use")));
}

#[test]
fn suppliers() {
    let csv = "Vendor,Web site,E-mail,Country,Last assessment,Criticality\n\
               Acme,https://acme.example,info@acme.example,France,21/11/2025,High\n\
               Bolt,https://bolt.example,hi@bolt.example,Spain,3/4/2025,b) low\n";
    let proposed = propose(&sheet(csv), &schemas(), "supplier");
    insta::assert_snapshot!("suppliers", shown(&proposed));
}

#[test]
fn a_column_without_a_home_is_kept_as_a_field_of_its_own() {
    let proposed = propose(&sheet("name,zodiac_sign,void\nChat,Leo,\n"), &schemas(), "use");
    let to: Vec<_> = proposed.mapping.columns.iter().map(|column| column.to.clone()).collect();
    assert_eq!(to, [To::Field("name".to_owned()), To::Custom("Zodiac sign".to_owned()), To::Skip]);
}

#[test]
fn an_unknown_kind_keeps_everything_as_own_fields() {
    let proposed = propose(&sheet("name\nChat\n"), &schemas(), "spaceship");
    assert_eq!(proposed.mapping.columns[0].to, To::Custom("Name".to_owned()));
}

#[test]
fn every_proposed_column_has_samples_and_coverage() {
    let proposed = propose(&inventory("us-2025-cots.csv"), &schemas(), "use");
    let flag = &proposed.columns[2];
    assert_eq!((flag.coverage_percent, flag.samples.as_slice()), (98, &["N".to_owned(), "Y".to_owned()][..]));
}

/// Where each column of a file goes.
fn places(csv: &str, kind: &str) -> Vec<String> {
    let proposed = propose(&sheet(csv), &schemas(), kind);
    let place = |to: &To| match to {
        To::Field(field) => field.clone(),
        To::Linked { kind, link_field } => format!("{link_field} → {kind}"),
        To::Custom(label) => format!("“{label}”"),
        To::Skip => String::new(),
    };
    proposed.mapping.columns.iter().map(|column| place(&column.to)).collect()
}

#[test]
fn headings_that_programs_write_as_one_word_are_understood() {
    let risks = "RiskID,RiskName,Category,Impact,Likelihood,Status\n\
                 RSK-001,Ransomware attack,Cyber,5,4,Open\n\
                 RSK-004,Prompt injection,AI security,4,3,Monitoring\n";
    let apart = risks.replace("RiskID,RiskName", "Risk ID,Risk name");
    assert_eq!(places(risks, "risk"), places(&apart, "risk"));
    assert_eq!(places(risks, "risk")[..2], ["external_id", "name"]);
    let uses = "useCaseName,intendedPurpose,developmentStage,expectedBenefits\n\
                Triage,Sorts what comes in,Pilot,Faster answers\n\
                Summaries,Sums up calls,Im Einsatz,Less typing\n";
    assert_eq!(places(uses, "use"), ["name", "purpose", "stage", "benefits"]);
    let stages = propose(&sheet(uses), &schemas(), "use").mapping.values;
    assert_eq!(stages["developmentStage"]["Im Einsatz"], "operation");
}

#[test]
fn a_cell_with_several_options_is_read_option_by_option_also_where_each_is_said_twice() {
    let csv = "Název,Typ umělé inteligence\n\
               Mamografie,\"Počítačové vidění (Computer Vision)\nHluboké učení (Deep Learning)\"\n\
               Asistent,\"LLM\nZpracování přirozeného jazyka (NLP)\"\n";
    let proposed = propose(&sheet(csv), &schemas(), "system");
    assert_eq!(proposed.mapping.columns[1].to, To::Field("technique".to_owned()));
    let values = &proposed.mapping.values["Typ umělé inteligence"];
    let meant: Vec<(&str, &str)> = values.iter().map(|(text, code)| (text.as_str(), code.as_str())).collect();
    assert_eq!(
        meant,
        [
            ("Hluboké učení (Deep Learning)", "deep_learning"),
            ("LLM", "generative"),
            ("Počítačové vidění (Computer Vision)", "vision"),
            ("Zpracování přirozeného jazyka (NLP)", "language"),
        ]
    );
}
