//! A register goes out as a workbook, people edit it, and it comes back.
#![expect(clippy::unwrap_used, reason = "helpers of tests stop at the first surprise")]

use crate::support::{id, schemas, uses};
use exchange::{
    Existing as _, Exported, Known, Plan, RECORD_COLUMN, Reading, Sheet, VERSION_COLUMN, Verdict, Weight,
    Writing, plan, propose, read, write_csv, write_json, write_xlsx,
};
use record::{Body, Schema, Value};

fn bodies() -> Vec<Body> {
    let text = |text: &str| Value::Text(text.to_owned());
    let first = Body::new()
        .with("name", text("=cmd|' /C calc'!A0"))
        .with("purpose", text("First line\nsecond line; third"))
        .with("stage", Value::Choice("pilot".to_owned()))
        .with("affected", Value::Choices(vec!["patients".to_owned(), "children".to_owned()]))
        .with("go_live", Value::Date(jiff::civil::date(2026, 3, 4)))
        .with("in_scope", Value::Flag(false));
    vec![first, Body::new().with("name", text("Scan")).with("stage", Value::Choice("retired".to_owned()))]
}

fn workbook(bodies: &[Body], versions: &[u32]) -> Vec<u8> {
    let references: Vec<String> = (1..=bodies.len()).map(|at| format!("USE-{at:04}")).collect();
    let rows =
        bodies.iter().zip(&references).zip(versions).zip(1..).map(|(((body, reference), version), at)| {
            Exported { id: id(at), version: *version, reference, body }
        });
    write_xlsx(&uses(), rows, &Writing::default()).unwrap()
}

fn open(bytes: &[u8]) -> Sheet {
    read(bytes, &Reading::default()).unwrap()
}

fn known(bodies: &[Body], versions: &[u32]) -> Known {
    let schema = uses();
    let mut known = Known::default();
    for ((body, version), at) in bodies.iter().zip(versions).zip(1..) {
        known.insert("use", id(at), &schema.title(body), None, body.clone());
        known.refer("use", id(at), &format!("USE-{at:04}"), *version);
    }
    known
}

/// The sheet with some cells typed over.
fn edited(bytes: &[u8], edits: &[(usize, &str, &str)]) -> Sheet {
    let sheet = open(bytes);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&sheet.headers).unwrap();
    for row in 0..sheet.rows.len() {
        let mut cells: Vec<String> =
            (0..sheet.headers.len()).map(|column| sheet.cell(row, column).to_owned()).collect();
        for (_, header, text) in edits.iter().filter(|(at, ..)| *at == row) {
            (*text).clone_into(cells.get_mut(sheet.column(header).unwrap()).unwrap());
        }
        writer.write_record(&cells).unwrap();
    }
    let how = Reading { delimiter: Some(','), header_row: Some(0), ..Reading::default() };
    read(&writer.into_inner().unwrap(), &how).unwrap()
}

fn planned(sheet: &Sheet, known: &Known) -> Plan {
    let schemas: Vec<Schema> = schemas();
    let mapping = propose(sheet, &schemas, "use").mapping;
    plan(sheet, &mapping, &schemas, known).unwrap()
}

fn refused(plan: &Plan) -> Vec<(&'static str, &'static str)> {
    let refused = plan.problems.iter().filter(|problem| problem.weight == Weight::Refused);
    refused.map(|problem| (&*problem.column.leak(), problem.code)).collect()
}

#[test]
fn a_workbook_hides_its_keys_and_offers_the_options() {
    let bytes = workbook(&bodies(), &[1, 1]);
    let sheet = open(&bytes);
    assert_eq!(sheet.headers[..3], [RECORD_COLUMN, VERSION_COLUMN, "Reference"]);
    assert_eq!(sheet.cell(0, sheet.column("Name").unwrap()), "=cmd|' /C calc'!A0");
    assert!(sheet.tables[1].hidden);
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).unwrap();
    let mut xml = String::new();
    std::io::Read::read_to_string(&mut zip.by_name("xl/worksheets/sheet1.xml").unwrap(), &mut xml).unwrap();
    assert!(xml.contains("hidden=\"1\"") && xml.contains("Options!$A$2:"), "{xml}");
    assert!(!xml.contains("<f>"), "a text has become a formula");
}

#[test]
fn what_comes_back_untouched_changes_nothing() {
    let (bodies, versions) = (bodies(), [3, 1]);
    let known = known(&bodies, &versions);
    let sheet = open(&workbook(&bodies, &versions));
    let plan = planned(&sheet, &known);
    assert_eq!(
        (plan.counts.same, plan.counts.refused_rows, refused(&plan)),
        (2, 0, Vec::new()),
        "{:#?}",
        plan.rows
    );
    assert!(plan.custom_fields.is_empty(), "{:?}", plan.custom_fields);
    let csv = write_csv(&uses(), [("USE-0001", &bodies[0]), ("USE-0002", &bodies[1])], &Writing::default());
    let plan = planned(&open(&csv), &known);
    assert_eq!((plan.counts.same, refused(&plan)), (2, Vec::new()));
}

#[test]
fn an_edited_cell_changes_its_record_and_no_other() {
    let (bodies, versions) = (bodies(), [3, 1]);
    let sheet = edited(&workbook(&bodies, &versions), &[(1, "Name", "Scan of letters"), (0, "Stage", "")]);
    let plan = planned(&sheet, &known(&bodies, &versions));
    let Verdict::Revise { id: changed, changes } = &plan.rows[1].verdict else {
        panic!("{:?}", plan.rows[1])
    };
    assert_eq!((*changed, changes.len(), changes[0].field.as_str()), (id(2), 1, "name"));
    assert_eq!(plan.rows[1].import_key, format!("record:{}", id(2)));
    assert!(plan.problems.iter().any(|problem| problem.code == "emptied"));
    assert!(matches!(plan.rows[0].verdict, Verdict::Same { .. }));
}

#[test]
fn what_both_have_changed_is_named_and_stays() {
    let base = bodies();
    let bytes = workbook(&base, &[3, 1]);
    let text = |text: &str| Value::Text(text.to_owned());
    let now = vec![
        base[0].clone().with("purpose", text("Changed here")).with("in_scope", Value::Flag(true)),
        base[1].clone(),
    ];
    let mut known = known(&now, &[4, 1]);
    known.keep_version(id(1), 3, base[0].clone());
    assert_eq!((known.version(id(1)), known.at_version(id(1), 3)), (Some(4), Some(base[0].clone())));
    let label = |field: &str| uses().field(field).unwrap().label;
    let sheet = edited(&bytes, &[(0, label("purpose"), "Changed there"), (0, label("name"), "New name")]);
    let plan = planned(&sheet, &known);
    assert_eq!(refused(&plan), [(label("purpose"), "changed_since_export")]);
    let Verdict::Revise { changes, .. } = &plan.rows[0].verdict else { panic!("{:?}", plan.rows[0]) };
    let changed: Vec<&str> = changes.iter().map(|change| change.field.as_str()).collect();
    assert_eq!(changed, ["name"], "what only we changed stays, what only the file changed comes in");
}

#[test]
fn json_holds_codes_and_the_names_of_what_is_linked() {
    let body = Body::new()
        .with("systems", Value::Links(vec![id(7)]))
        .with("stage", Value::Choice("pilot".to_owned()));
    let bytes = write_json("use", [(id(1), "USE-0001", 2, "draft", &body)], &|_| Some("Bot".to_owned()));
    let json: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(json["records"][0]["body"]["stage"], "pilot");
    assert_eq!(json["names"][id(7).to_string()], "Bot");
}
