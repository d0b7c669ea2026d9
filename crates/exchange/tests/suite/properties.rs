//! What must hold of every plan, over made-up files and mappings.
#![expect(clippy::indexing_slicing, reason = "helpers of tests stop at the first surprise")]

use crate::support::{Register, schemas, sheet, with_custom};
use exchange::{
    ColumnMapping, Mapping, Nothing, Plan, Reading, Sheet, To, Verdict, Weight, Writing, is_blank, plan,
    propose, read_csv, write_csv,
};
use proptest::prelude::*;
use record::{Body, Value};

/// Cells as real files have them: good, odd and hostile.
fn cells() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[a-c]{0,2}",
        1 => Just("Pilot".to_owned()),
        1 => Just("deployed".to_owned()),
        1 => Just("Yes".to_owned()),
        1 => Just("2025-07-21".to_owned()),
        1 => Just("3/4/2025".to_owned()),
        1 => Just("['Children', 'x']".to_owned()),
        1 => Just("Employees; Children".to_owned()),
        1 => Just("[]".to_owned()),
        1 => Just("; ;".to_owned()),
        1 => Just("_x000D_".to_owned()),
        1 => Just("=1+1".to_owned()),
        1 => Just("'=1+1".to_owned()),
        1 => Just("n/a".to_owned()),
        1 => Just("\u{202E}abc".to_owned()),
        1 => Just("a\u{7}b".to_owned()),
        1 => Just("\u{FEFF}".to_owned()),
        1 => Just("w".repeat(400)),
        2 => "\\PC{0,12}",
    ]
}

fn places() -> impl Strategy<Value = To> {
    let fields = [
        "name",
        "purpose",
        "stage",
        "affected",
        "go_live",
        "personal_data",
        "owner",
        "unit",
        "systems",
        "contact",
        "context",
        "external_id",
        "roles",
        "systems.technique",
        "systems.version",
        "systems.description",
        "unit.head",
        "nothing",
        "systems.nothing",
        "rules",
    ];
    let linked = [
        ("system", "systems"),
        ("unit", "unit"),
        ("supplier", "systems.supplier"),
        ("person", "owner"),
        ("person", "overseers"),
        ("unit", "systems"),
        ("unit", "unit.parent"),
    ];
    prop_oneof![
        6 => proptest::sample::select(fields.to_vec()).prop_map(|id| To::Field(id.to_owned())),
        3 => proptest::sample::select(linked.to_vec())
            .prop_map(|(kind, field)| To::Linked { kind: kind.to_owned(), link_field: field.to_owned() }),
        1 => Just(To::Skip),
        1 => proptest::sample::select(&["Zodiac sign", "Name", "名"][..]).prop_map(|label| To::Custom(label.to_owned())),
    ]
}

const COLUMNS: [&str; 6] = ["one", "two", "three", "four", "five", "six"];

fn files() -> impl Strategy<Value = (Sheet, Mapping)> {
    let rows = proptest::collection::vec(proptest::collection::vec(cells(), COLUMNS.len()), 1..8);
    let places = proptest::collection::vec((0..COLUMNS.len(), places()), 0..8);
    let key = proptest::option::of(proptest::sample::select(&COLUMNS[..]));
    (rows, places, key, any::<bool>()).prop_filter_map("no filled rows", |(rows, places, key, together)| {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(COLUMNS).ok()?;
        rows.iter().try_for_each(|row| writer.write_record(row)).ok()?;
        let how = Reading { delimiter: Some(','), header_row: Some(0), ..Reading::default() };
        let sheet = read_csv(&writer.into_inner().ok()?, &how).ok()?;
        let title = ColumnMapping { column: "one".to_owned(), to: To::Field("name".to_owned()) };
        let others = places.into_iter().map(|(at, to)| ColumnMapping { column: COLUMNS[at].to_owned(), to });
        let mapping = Mapping {
            kind: "use".to_owned(),
            columns: std::iter::once(title).chain(others).collect(),
            key: key.map(str::to_owned),
            together: together.then(|| "systems".to_owned()),
            ..Mapping::default()
        };
        Some((sheet, mapping))
    })
}

/// Whether a cell is found again, looked for without the planner's own counts: in its field, in a linked record, among
/// the fields yet to be added, or on the list.
fn is_accounted_for(plan: &Plan, mapping: &Mapping, row: usize, header: &str) -> bool {
    let planned = &plan.rows[row];
    let listed = plan.problems.iter().any(|problem| {
        problem.line == planned.line && problem.column == header && problem.weight > Weight::Warning
    });
    let landed = mapping.columns.iter().filter(|entry| entry.column == header).any(|entry| match &entry.to {
        To::Field(path) | To::Linked { link_field: path, .. } => match path.split_once('.') {
            None => planned.body.get(path).is_some() || planned.linked.iter().any(|link| link.field == *path),
            Some((hop, rest)) => planned.linked.iter().filter(|link| link.field == hop).any(|link| {
                let other = &plan.linked[link.to];
                other.body.get(rest).is_some() || other.linked.iter().any(|link| link.field == rest)
            }),
        },
        To::Custom(_) => !planned.custom.is_empty(),
        To::Skip => false,
    });
    listed || (landed && !matches!(planned.verdict, Verdict::Refused { .. }))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn every_filled_cell_is_kept_or_listed((sheet, mapping) in files()) {
        let plan = plan(&sheet, &mapping, &schemas(), &Nothing).unwrap();
        let mut filled = 0;
        for row in 0..sheet.rows.len() {
            for (column, header) in sheet.headers.iter().enumerate() {
                if !is_blank(sheet.cell(row, column)) {
                    filled += 1;
                    prop_assert!(
                        is_accounted_for(&plan, &mapping, row, header),
                        "{:?} in {header} of line {} is lost", sheet.cell(row, column), sheet.line(row)
                    );
                }
            }
        }
        let mapped = |header: &str| mapping.columns.iter().any(|entry| entry.column == header);
        let mut unmapped = plan.problems.iter().filter(|problem| problem.code == "not_mapped");
        prop_assert!(unmapped.all(|problem| !mapped(&problem.column)), "a mapped cell went astray");
        let counts = plan.counts;
        prop_assert_eq!(filled, counts.filled);
        prop_assert_eq!(counts.filled, counts.kept + counts.custom + counts.skipped + counts.refused);
        prop_assert_eq!(plan.rows.len(), counts.create + counts.revise + counts.same + counts.refused_rows);
    }

    #[test]
    fn every_planned_body_holds((sheet, mapping) in files()) {
        let schemas = schemas();
        let plan = plan(&sheet, &mapping, &schemas, &Nothing).unwrap();
        let schema = |kind: &str| schemas.iter().find(|schema| schema.kind.id == kind).unwrap();
        for row in plan.rows.iter().filter(|row| !matches!(row.verdict, Verdict::Refused { .. })) {
            prop_assert_eq!(record::validate(schema("use"), &row.body), []);
        }
        for one in &plan.linked {
            prop_assert_eq!(record::validate(schema(one.kind), &one.body), []);
            prop_assert!(one.linked.iter().all(|link| link.to < plan.linked.len()));
        }
    }

    #[test]
    fn importing_the_same_file_again_changes_nothing((sheet, mapping) in files()) {
        let schemas = schemas();
        let first = plan(&sheet, &mapping, &schemas, &Nothing).unwrap();
        let schemas = with_custom(schemas, &first);
        let mut register = Register::default();
        register.apply(&plan(&sheet, &mapping, &schemas, &Nothing).unwrap(), &schemas);
        // What links to records of the same file by title finds them the second time.
        register.apply(&plan(&sheet, &mapping, &schemas, &register.known).unwrap(), &schemas);
        let again = plan(&sheet, &mapping, &schemas, &register.known).unwrap();
        let counts = again.counts;
        prop_assert_eq!((counts.create, counts.revise, counts.create_linked, counts.revise_linked), (0, 0, 0, 0));
    }

    #[test]
    fn a_mapping_survives_its_json((_, mapping) in files()) {
        prop_assert_eq!(Mapping::from_json(&mapping.to_json()).unwrap(), mapping);
    }

    #[test]
    fn proposals_hold_for_any_file((sheet, _) in files()) {
        let schemas = schemas();
        for kind in ["use", "system", "supplier", "risk", "person"] {
            let mapping = propose(&sheet, &schemas, kind).mapping;
            prop_assert_eq!(mapping.problems(&sheet, &schemas), []);
            prop_assert_eq!(mapping.columns.len(), sheet.headers.len());
        }
    }

    #[test]
    fn an_exported_register_comes_back_as_it_was(
        texts in proptest::collection::vec(("[ -~é\n]{0,20}[a-z]", "['=+@-]{0,3}[a-z\"',;\n]{0,9}[a-z]"), 1..6),
        mark in any::<bool>(),
    ) {
        let schema = crate::support::uses();
        let clean = |text: &str| record::clean_prose(text).unwrap();
        let bodies: Vec<Body> = texts.iter().map(|(name, purpose)| Body::new()
            .with("name", Value::Text(record::clean_line(name).unwrap()))
            .with("purpose", Value::Text(clean(purpose)))
            .with("stage", Value::Choice("pilot".to_owned()))
            .with("affected", Value::Choices(vec!["patients".to_owned(), "children".to_owned()]))
            .with("go_live", Value::Date(jiff::civil::date(2026, 3, 4)))
            .with("in_scope", Value::Flag(false))).collect();
        let fields = ["name", "purpose", "stage", "affected", "go_live", "in_scope"];
        let how = Writing { fields: &fields, mark, title_of: None };
        let bytes = write_csv(&schema, bodies.iter().map(|body| ("USE-0001", body)), &how);
        let reading = Reading { header_row: Some(0), ..Reading::default() };
        let sheet = read_csv(&bytes, &reading).unwrap();
        let columns = sheet.headers.iter().skip(1).zip(fields);
        let mapping = Mapping {
            kind: "use".to_owned(),
            columns: columns
                .map(|(column, id)| ColumnMapping { column: column.clone(), to: To::Field(id.to_owned()) })
                .collect(),
            ..Mapping::default()
        };
        let plan = plan(&sheet, &mapping, &[schema], &Nothing).unwrap();
        let back: Vec<Body> = plan.rows.into_iter().map(|row| row.body).collect();
        prop_assert_eq!(back, bodies);
    }
}

#[test]
fn planning_takes_time_in_proportion_to_the_rows() {
    let file = |rows: usize| {
        let lines: Vec<String> =
            (0..rows).map(|row| format!("{row},use {row},system {},Pilot", row % 97)).collect();
        sheet(&format!("id,name,system name,stage\n{}\n", lines.join("\n")))
    };
    let schemas = schemas();
    let time = |sheet: &Sheet| {
        let mapping = propose(sheet, &schemas, "use").mapping;
        let start = std::time::Instant::now();
        plan(sheet, &mapping, &schemas, &Nothing).unwrap();
        start.elapsed()
    };
    let (small, large) = (time(&file(1_000)), time(&file(8_000)));
    assert!(
        large < small * 30 + std::time::Duration::from_millis(200),
        "{small:?} for 1,000 rows, {large:?} for 8,000"
    );
}
