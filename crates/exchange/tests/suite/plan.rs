//! Plans of real and made-up files against the real kinds.
#![expect(clippy::unwrap_used, reason = "helpers of tests stop at the first surprise")]

use crate::support::{Register, id, inventory, schemas, sheet, with_custom};
use exchange::{
    CellProblem, ColumnMapping, Dates, Mapping, Nothing, Order, Plan, To, Verdict, Weight, plan, propose,
};
use record::{Body, Value};

fn mapping(columns: &[(&str, To)]) -> Mapping {
    let columns =
        columns.iter().map(|(column, to)| ColumnMapping { column: (*column).to_owned(), to: to.clone() });
    Mapping {
        name: "test".to_owned(),
        kind: "use".to_owned(),
        columns: columns.collect(),
        ..Mapping::default()
    }
}

fn field(id: &str) -> To {
    To::Field(id.to_owned())
}

fn linked(kind: &str, field: &str) -> To {
    To::Linked { kind: kind.to_owned(), link_field: field.to_owned() }
}

fn planned(csv: &str, mapping: &Mapping) -> Plan {
    plan(&sheet(csv), mapping, &schemas(), &Nothing).unwrap()
}

fn codes(plan: &Plan) -> Vec<(&'static str, &'static str)> {
    plan.problems.iter().map(|problem| (&*problem.column.leak(), problem.code)).collect()
}

fn text<'a>(body: &'a Body, field: &str) -> &'a str {
    body.get(field).and_then(Value::text).unwrap_or_default()
}

#[test]
fn a_whole_inventory_is_planned_and_nothing_is_lost() {
    let sheet = inventory("us-2025-individual.csv");
    let mapping = propose(&sheet, &schemas(), "use").mapping;
    let plan = plan(&sheet, &mapping, &schemas(), &Nothing).unwrap();
    let counts = plan.counts;
    assert_eq!(counts.filled, counts.kept + counts.custom + counts.skipped + counts.refused);
    // One row of the file has no name.
    assert_eq!((counts.create, counts.refused_rows), (3_610, 1));
    let mut by_code = std::collections::BTreeMap::new();
    for CellProblem { column, weight, code, .. } in plan.problems.iter() {
        *by_code.entry(format!("{column} {weight:?} {code}")).or_insert(0) += 1;
    }
    let mut kinds = std::collections::BTreeMap::new();
    for one in &plan.linked {
        *kinds.entry((one.kind, one.inferred)).or_insert(0) += 1;
    }
    insta::assert_snapshot!("us_2025_plan", format!("{counts:#?}\n{by_code:#?}\n{kinds:#?}"));
    let first = &plan.rows[0];
    assert_eq!(
        (first.line, first.key.as_deref(), first.import_key.as_str()),
        (2, Some("CFTC-003"), "id:CFTC-003")
    );
    assert_eq!(text(&first.body, "stage"), "development");
    let mut keys: Vec<_> = plan.rows.iter().map(|row| &row.import_key).collect();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 3_611);
}

#[test]
fn the_same_inventory_again_changes_nothing() {
    let sheet = inventory("us-2025-individual.csv");
    let schemas = schemas();
    let mapping = propose(&sheet, &schemas, "use").mapping;
    let first = plan(&sheet, &mapping, &schemas, &Nothing).unwrap();
    let schemas = with_custom(schemas, &first);
    let mut register = Register::default();
    register.apply(&plan(&sheet, &mapping, &schemas, &Nothing).unwrap(), &schemas);
    let again = plan(&sheet, &mapping, &schemas, &register.known).unwrap();
    let counts = again.counts;
    assert_eq!((counts.create, counts.revise, counts.create_linked, counts.revise_linked), (0, 0, 0, 0));
    assert_eq!((counts.same, counts.refused_rows), (3_610, 1));
}

#[test]
fn rows_reach_systems_and_suppliers() {
    let mut mapping = mapping(&[
        ("name", field("name")),
        ("system", linked("system", "systems")),
        ("vendor", linked("supplier", "systems.supplier")),
        ("how", field("systems.technique")),
    ]);
    mapping.together = Some("systems".to_owned());
    let plan = planned(
        "name,system,vendor,how\nChat,Bot,Acme,Generative AI\nScan,BOT,ACME,Computer vision\nFind,,Acme,\nPlay,Redacted,,\n",
        &mapping,
    );
    let shown: Vec<_> =
        plan.linked.iter().map(|one| (one.kind, one.title.as_str(), one.inferred, one.line)).collect();
    assert_eq!(
        shown,
        [("system", "Bot", false, 2), ("supplier", "Acme", false, 2), ("system", "Find", true, 4),]
    );
    assert_eq!(
        plan.linked[0].body.get("technique"),
        Some(&Value::Choices(vec!["generative".to_owned(), "vision".to_owned()]))
    );
    assert_eq!(plan.linked[0].linked[0].to, 1);
    assert_eq!(plan.linked[1].body, Body::new().with("name", Value::Text("Acme".to_owned())));
    assert_eq!(plan.rows[2].linked[0].to, 2);
    assert_eq!(codes(&plan), [("system", "placeholder")]);
}

#[test]
fn what_a_linked_record_says_stays_and_the_cell_is_listed() {
    let mapping = mapping(&[
        ("name", field("name")),
        ("system", linked("system", "systems")),
        ("version", field("systems.version")),
    ]);
    let plan = planned("name,system,version\nA,Bot,1.0\nB,Bot,2.0\nC,Bot,1.0\n", &mapping);
    assert_eq!(text(&plan.linked[0].body, "version"), "1.0");
    assert_eq!(codes(&plan), [("version", "says_otherwise")]);
    assert_eq!((plan.problems.iter().next().unwrap().line, plan.counts.refused), (3, 1));
}

#[test]
fn offices_with_chatbots_of_the_same_name_do_not_share_one() {
    let mut mapping = mapping(&[("name", field("name")), ("how", field("systems.technique"))]);
    let csv = "name,how\nChatbot,Other\nChatbot,Deep learning\n";
    let lonely = planned(csv, &mapping);
    assert_eq!((codes(&lonely)[0], lonely.linked.len()), (("how", "no_record_named"), 0));
    mapping.together = Some("systems".to_owned());
    let plan = planned(csv, &mapping);
    let titles: Vec<_> = plan.linked.iter().map(|one| one.title.as_str()).collect();
    assert_eq!(titles, ["Chatbot", "Chatbot (2)"]);
}

#[test]
fn cells_that_cannot_be_kept_are_listed_with_the_reason() {
    let mut mapping = mapping(&[
        ("name", field("name")),
        ("stage", field("stage")),
        ("live", field("go_live")),
        ("pii", field("personal_data")),
        ("who", field("owner")),
        ("void", field("no_such_field")),
        ("gone", To::Skip),
    ]);
    let csv = "name,stage,live,pii,who,void,gone,more\n\
               Chat,Someday,03/04/2025,perhaps,Nobody,x,y,z\n\
               ,Pilot,,,,,,\n";
    let wanted = [
        ("stage", "no_such_option"),
        ("live", "date_ambiguous"),
        ("pii", "not_yes_or_no"),
        ("who", "no_such_record"),
        ("void", "no_such_field"),
        ("gone", "skipped"),
        ("more", "not_mapped"),
        ("stage", "row_refused"),
    ];
    let plan = planned(csv, &mapping);
    assert_eq!(codes(&plan), wanted);
    assert!(plan.problems.iter().all(|problem| problem.sentence.ends_with('.') && !problem.value.is_empty()));
    assert!(matches!(plan.rows[1].verdict, Verdict::Refused { .. }));
    assert_eq!(
        (plan.counts.filled, plan.counts.kept, plan.counts.skipped, plan.counts.refused),
        (9, 1, 2, 6)
    );

    mapping.values.insert("stage".to_owned(), [("someday".to_owned(), "idea".to_owned())].into());
    mapping.values.insert("pii".to_owned(), [("Perhaps".to_owned(), String::new())].into());
    mapping.dates.insert("live".to_owned(), Dates { order: Some(Order::DayFirst), first_day: false });
    let plan = planned(csv, &mapping);
    assert_eq!(text(&plan.rows[0].body, "stage"), "idea");
    assert_eq!(plan.rows[0].body.get("go_live"), Some(&Value::Date(jiff::civil::date(2025, 4, 3))));
    assert_eq!(codes(&plan)[0], ("pii", "says_nothing"));
}

#[test]
fn formulas_lists_and_escapes_become_plain_text() {
    let mapping = mapping(&[("name", field("name")), ("why", field("purpose")), ("who", field("affected"))]);
    let csv = "name,why,who\n\
               =cmd|' /C calc'!A0,one_x000D_two,\"['Children', 'k) Patients', 'Martians']\"\n\
               '@Scan,caf\u{FFFD},Employees; Public\n";
    let plan = planned(csv, &mapping);
    let [first, second] = plan.rows.as_slice() else { panic!("two rows") };
    assert_eq!(text(&first.body, "name"), "=cmd|' /C calc'!A0");
    assert_eq!(text(&first.body, "purpose"), "one\ntwo");
    assert_eq!(
        first.body.get("affected"),
        Some(&Value::Choices(vec!["patients".to_owned(), "children".to_owned()]))
    );
    assert_eq!(text(&second.body, "name"), "@Scan");
    assert_eq!(
        codes(&plan),
        [("name", "formula"), ("who", "no_such_option"), ("name", "formula"), ("why", "damaged_text")]
    );
}

#[test]
fn several_columns_share_a_prose_field_under_their_headings() {
    let mapping = mapping(&[
        ("name", field("name")),
        ("Testing", field("safeguard_notes")),
        ("Audit", field("safeguard_notes")),
    ]);
    let plan = planned("name,Testing,Audit\nChat,done,yearly\n", &mapping);
    assert_eq!(text(&plan.rows[0].body, "safeguard_notes"), "Testing: done\n\nAudit: yearly");
}

#[test]
fn a_title_that_is_too_long_is_shortened_and_listed() {
    let long = "word ".repeat(80);
    let plan = planned(&format!("name\n{long}\n"), &mapping(&[("name", field("name"))]));
    assert!(plan.rows[0].title.chars().count() <= 300 && plan.rows[0].title.ends_with('…'));
    assert_eq!(codes(&plan), [("name", "shortened")]);
}

#[test]
fn own_fields_wait_until_they_are_added() {
    let mapping = mapping(&[("name", field("name")), ("zodiac", To::Custom("Zodiac sign".to_owned()))]);
    let csv = "name,zodiac\nChat,Leo\n";
    let first = planned(csv, &mapping);
    assert_eq!(first.rows[0].custom["zodiac_sign"], "Leo");
    assert_eq!((first.custom_fields.len(), first.counts.custom), (1, 1));
    let schemas = with_custom(schemas(), &first);
    let second = plan(&sheet(csv), &mapping, &schemas, &Nothing).unwrap();
    assert_eq!(text(&second.rows[0].body, "zodiac_sign"), "Leo");
    assert_eq!((second.custom_fields.len(), second.counts.kept), (0, 2));
}

#[test]
fn a_changed_row_shows_what_changes_and_an_empty_cell_takes_nothing_away() {
    let mut mapping =
        mapping(&[("id", field("external_id")), ("name", field("name")), ("stage", field("stage"))]);
    mapping.key = Some("id".to_owned());
    let mut register = Register::default();
    register.apply(&planned("id,name,stage\n7,Chat,Pilot\n8,Scan,Idea\n", &mapping), &schemas());
    let again = plan(
        &sheet("id,name,stage\n8,Scan,\n7,Chat,Operation\n9,New,Idea\n"),
        &mapping,
        &schemas(),
        &register.known,
    );
    let again = again.unwrap();
    assert_eq!(again.rows[0].verdict, Verdict::Same { id: id(2) });
    let Verdict::Revise { id: revised, changes } = &again.rows[1].verdict else {
        panic!("{:?}", again.rows[1])
    };
    assert_eq!((*revised, changes.len(), changes[0].field.as_str()), (id(1), 1, "stage"));
    assert_eq!(again.rows[2].verdict, Verdict::Create);
    assert_eq!(text(&again.rows[0].body, "stage"), "idea");
}

#[test]
fn a_key_without_a_column_of_its_own_is_kept_all_the_same() {
    let mut mapping = mapping(&[("name", field("name"))]);
    mapping.key = Some("no".to_owned());
    let plan = planned("no,name\nA-1,Chat\n", &mapping);
    assert_eq!(text(&plan.rows[0].body, "external_id"), "A-1");
}

#[test]
fn a_plan_needs_a_kind_and_a_title() {
    let sheet = sheet("name\nx\n");
    let none = Mapping { kind: "spaceship".to_owned(), ..Mapping::default() };
    assert_eq!(plan(&sheet, &none, &schemas(), &Nothing).unwrap_err().code, "no_such_kind");
    let untitled = mapping(&[("name", field("purpose"))]);
    assert_eq!(plan(&sheet, &untitled, &schemas(), &Nothing).unwrap_err().code, "no_title_column");
}

#[test]
fn a_wrong_mapping_says_what_is_wrong() {
    let mut wrong = mapping(&[
        ("nome", field("name")),
        ("name", linked("unit", "systems")),
        ("x", field("systems.none")),
    ]);
    wrong.key = Some("id".to_owned());
    let codes: Vec<_> =
        wrong.problems(&sheet("name,x\n"), &schemas()).into_iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["no_such_column", "no_such_column", "not_a_link", "no_such_field"]);
}

#[test]
fn skipped_is_lighter_than_refused() {
    assert!(Weight::Warning < Weight::Skipped && Weight::Skipped < Weight::Refused);
}

#[test]
fn a_cell_that_a_field_does_not_allow_leaves_the_rest_of_the_row() {
    let mapping = mapping(&[("name", field("name")), ("mail", field("contact")), ("why", field("purpose"))]);
    let plan = planned(&format!("name,mail,why\nChat,{},to help\n", "x".repeat(255)), &mapping);
    assert_eq!(codes(&plan), [("mail", "too_long")]);
    assert_eq!(
        (plan.rows[0].verdict.clone(), text(&plan.rows[0].body, "purpose")),
        (Verdict::Create, "to help")
    );
}

/// Kinds without approval must be complete from the start; a lamp needs its colour.
mod kept {
    use super::*;
    use record::{Area, Kind, LifeCycle, Name, Schema, Sensitivity, line, link};

    static LAMP: Kind = kind(
        "lamp",
        "LMP",
        &[line("name", "Name").required().field, line("colour", "Colour").required().field],
    );
    static ROOM: Kind = kind(
        "room",
        "RMS",
        &[line("name", "Name").required().field, link("lamp", "Lamp", "lamp", "Hangs in").required().field],
    );

    const fn kind(id: &'static str, reference: &'static str, fields: &'static [record::FieldDef]) -> Kind {
        Kind {
            id,
            reference,
            name: Name { one: id, many: id },
            purpose: "",
            expected_by: &[],
            area: Area::Plan,
            fields,
            columns: &[],
            life_cycle: LifeCycle::Kept,
            approval: record::Approval::GOVERNING,
            sensitivity: Sensitivity::Open,
            version: 1,
            upcasts: &[],
        }
        .checked()
    }

    #[test]
    fn an_incomplete_record_is_not_created_and_its_cells_are_listed() {
        let schemas = [Schema::of(&LAMP), Schema::of(&ROOM)];
        let mut mapping = mapping(&[
            ("name", field("name")),
            ("lamp", linked("lamp", "lamp")),
            ("colour", field("lamp.colour")),
        ]);
        mapping.kind = "room".to_owned();
        let sheet = sheet("name,lamp,colour\nHall,Big,red\nAttic,Small,\nShed,,\n");
        let plan = plan(&sheet, &mapping, &schemas, &Nothing).unwrap();
        let linked: Vec<_> =
            plan.linked.iter().map(|one| (one.title.as_str(), one.refusal().is_some())).collect();
        assert_eq!(linked, [("Big", false), ("Small", true)]);
        assert_eq!(codes(&plan), [("name", "row_refused"), ("lamp", "cannot_create")]);
        assert_eq!((plan.rows[0].linked.len(), plan.rows[1].linked.len()), (1, 0));
        assert!(matches!(plan.rows[2].verdict, Verdict::Refused { .. }));
        let counts = plan.counts;
        assert_eq!((counts.filled, counts.kept, counts.refused, counts.create_linked), (6, 4, 2, 1));
    }
}
