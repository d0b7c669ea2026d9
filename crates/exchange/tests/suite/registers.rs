//! Registers as small organisations keep them: no column called a title, levels in words, other languages.

use crate::support::{Register, schemas, sheet};
use exchange::{Edition, Mapping, To, Verdict, Why, plan_edition, propose};
use std::collections::BTreeMap;

/// Where the columns of a file go: the path of a field, `own` or `skip`.
fn places(csv: &str, kind: &str) -> (BTreeMap<String, String>, Mapping) {
    let mapping = propose(&sheet(csv), &schemas(), kind).mapping;
    let place = |to: &To| match to {
        To::Field(path) | To::Linked { link_field: path, .. } => path.clone(),
        To::Custom(_) => "own".to_owned(),
        To::Skip => "skip".to_owned(),
    };
    (mapping.columns.iter().map(|entry| (entry.column.clone(), place(&entry.to))).collect(), mapping)
}

fn expect(csv: &str, kind: &str, wanted: &[(&str, &str)]) -> Mapping {
    let (found, mapping) = places(csv, kind);
    for (column, place) in wanted {
        assert_eq!(found.get(*column).map(String::as_str), Some(*place), "{column} in {found:#?}");
    }
    mapping
}

const RISKS: &str = "Risk ID,Risk Category,Risk Description,Likelihood,Impact,Risk Rating,Existing Controls,Recommended Treatment,Risk Owner,Last Review Date,Next Review\n\
    R01,Privacy,The chatbot repeats personal data that a customer has told it to another customer. It has done so in a test.,Low,High,Medium,Filter,Stop keeping what was said,Mei Tan,2025-03-01,2026-03-01\n\
    R02,Safety,Scores of the triage model drift and urgent cases wait.,Medium,Very High,High,None,Watch the scores,Jonas Berg,2025-03-01,2026-03-01\n\
    R03,Privacy,Letters are read by a supplier abroad.,High,Medium,High,Contract,Move it,Mei Tan,2025-03-01,2026-03-01\n";

#[test]
fn a_risk_register_without_titles_and_with_levels_in_words() {
    let mapping = expect(
        RISKS,
        "risk",
        &[
            ("Risk ID", "external_id"),
            ("Risk Description", "event"),
            ("Likelihood", "inherent_likelihood"),
            ("Impact", "inherent_impact"),
            ("Risk Rating", "own"),
            ("Existing Controls", "existing"),
            ("Recommended Treatment", "treatment_reason"),
            ("Risk Owner", "owner"),
            ("Last Review Date", "assessed_on"),
            ("Next Review", "next_review"),
        ],
    );
    assert_eq!(mapping.named_by.as_deref(), Some("Risk Description"));
    assert_eq!(mapping.key.as_deref(), Some("Risk ID"));
    let code = |column: &str, text: &str| mapping.values.get(column)?.get(text).cloned();
    assert_eq!(code("Likelihood", "Low").as_deref(), Some("unlikely"));
    assert_eq!(code("Impact", "Very High").as_deref(), Some("severe"));
    let known = Register::default().known;
    let plan = plan_edition(&sheet(RISKS), &mapping, &schemas(), &known, &Edition::of("risks")).unwrap();
    let titles: Vec<&str> = plan.rows.iter().map(|row| row.title.as_str()).collect();
    assert_eq!(
        titles.first().copied(),
        Some("The chatbot repeats personal data that a customer has told it to another customer")
    );
    assert_eq!(plan.rows.len(), 3);
    assert!(plan.rows.iter().all(|row| row.verdict == Verdict::Create));
    assert!(plan.linked.iter().all(|one| one.kind == "person"), "nobody named another record");
    let level = |row: usize, field: &str| plan.rows.get(row).and_then(|row| row.body.get(field).cloned());
    assert_eq!(level(1, "inherent_impact"), Some(record::Value::Rating(5)));
    assert_eq!(level(2, "inherent_likelihood"), Some(record::Value::Rating(4)));
}

#[test]
fn departments_that_own_something_are_its_units_and_no_people() {
    let csv = |owners: [&str; 4]| {
        let row = |(n, owner): (usize, &&str)| format!("Assistant {n},{owner},In use\n");
        let rows: String = owners.iter().enumerate().map(row).collect();
        format!("Use case,Owner,Stage\n{rows}")
    };
    let departments = csv(["HR", "Legal Department", "Data Science Team", "Customer Service"]);
    let mapping = expect(&departments, "use", &[("Owner", "unit")]);
    let known = Register::default().known;
    let plan =
        plan_edition(&sheet(&departments), &mapping, &schemas(), &known, &Edition::of("uses")).unwrap();
    let made: Vec<(&str, &str)> = plan.linked.iter().map(|one| (one.kind, one.title.as_str())).collect();
    assert_eq!(
        made,
        [
            ("unit", "HR"),
            ("unit", "Legal Department"),
            ("unit", "Data Science Team"),
            ("unit", "Customer Service")
        ]
    );
    let people = csv(["Ana Ruiz", "Head of HR", "Chief Data Officer", "IT Department"]);
    expect(&people, "use", &[("Owner", "owner")]);
    // Where there is a column for the unit, it stays with what names it.
    let both = "Use case,Department,Owner\nA,Sales,IT Department\nB,Claims,Data Team\n";
    expect(both, "use", &[("Department", "unit"), ("Owner", "own")]);
    // A risk has no unit: the text is kept as it stands.
    expect(
        "Risk,Risk owner,Impact\nDrift,IT Department,High\nLeak,HR,Low\n",
        "risk",
        &[("Risk owner", "own")],
    );
}

#[test]
fn rows_that_say_so_are_done_given_up_or_out_of_use() {
    let csv = "No,Action,Responsible,Due,Status\n\
        1,Write the policy,Mei Tan,2026-03-01,Closed\n\
        2,Train the team,Jonas Berg,2026-04-01,In progress\n\
        3,Buy a tool,Mei Tan,2026-05-01,Cancelled\n\
        4,Ask the board,Jonas Berg,2026-06-01,Open\n";
    let mapping = expect(csv, "action", &[("Status", "own")]);
    let ends = mapping.ends.clone().unwrap();
    assert_eq!(ends.column, "Status");
    let said: Vec<(&str, &str)> =
        ends.values.iter().map(|(text, act)| (text.as_str(), act.as_str())).collect();
    assert_eq!(said, [("Cancelled", "cancel"), ("Closed", "complete")]);
    let again = Mapping::from_json(&mapping.to_json()).unwrap();
    assert_eq!(again, mapping, "it is a part of the mapping that is kept");
    let mut known = Register::default().known;
    let planned = |known: &exchange::Known, mapping: &Mapping| {
        let plan = plan_edition(&sheet(csv), mapping, &schemas(), known, &Edition::of("actions")).unwrap();
        let acts =
            plan.rows.iter().map(|row| row.ends.as_ref().map(|(act, said)| (act.code(), said.clone())));
        assert_eq!(plan.counts.ends, acts.clone().flatten().count());
        (acts.collect::<Vec<_>>(), plan)
    };
    let (acts, plan) = planned(&known, &mapping);
    let says = |act: &'static str, said: &str| Some((act, said.to_owned()));
    assert_eq!(acts, [says("complete", "Closed"), None, says("cancel", "Cancelled"), None]);
    // Of a record that is done already nothing is asked.
    let first = plan.rows.first().unwrap();
    let id = record::RecordId(uuid::Uuid::from_u128(7));
    known.insert("action", id, &first.title, Some(&first.import_key), first.body.clone());
    assert_eq!(planned(&known, &mapping).0.first().unwrap(), &says("complete", "Closed"));
    known.settle(id);
    assert_eq!(planned(&known, &mapping).0.first().unwrap(), &None);
    // What the form chooses holds, and what a life cycle has no act for is nothing.
    let mut other = mapping.clone();
    let values =
        [("Open", "cancel"), ("Closed", "approve")].map(|(text, act)| (text.to_owned(), act.to_owned()));
    other.ends = Some(exchange::Ends { column: "Status".to_owned(), values: values.into() });
    assert_eq!(planned(&Register::default().known, &other).0, [None, None, None, says("cancel", "Open")]);
    let problems: Vec<String> =
        other.problems(&sheet(csv), &schemas()).into_iter().map(|problem| problem.sentence).collect();
    assert_eq!(problems, ["“Closed” is to “approve” a record; by a list it can be: complete, cancel."]);
    assert!(mapping.problems(&sheet(csv), &schemas()).is_empty());
    // A field that takes the words is enough, and "closed" retires nothing.
    let uses = "Use case,Stage\nA,Retired\nB,In operation\n";
    assert_eq!(propose(&sheet(uses), &schemas(), "use").mapping.ends, None);
    let risks = "Risk,Status\nDrift,Closed\nLeak,Obsolete\n";
    let ends = propose(&sheet(risks), &schemas(), "risk").mapping.ends.unwrap();
    assert_eq!(ends.values.into_iter().collect::<Vec<_>>(), [("Obsolete".to_owned(), "retire".to_owned())]);
}

#[test]
fn a_point_in_an_abbreviation_ends_no_title() {
    let csv = "Risk ID,Risk Description\nR1,Dr. Byron's model leaks letters. It did so twice.\nR2,A drift e.g. of scores\n";
    let mapping = propose(&sheet(csv), &schemas(), "risk").mapping;
    let known = Register::default().known;
    let plan = plan_edition(&sheet(csv), &mapping, &schemas(), &known, &Edition::of("risks")).unwrap();
    let titles: Vec<&str> = plan.rows.iter().map(|row| row.title.as_str()).collect();
    assert_eq!(titles, ["Dr. Byron's model leaks letters", "A drift e.g. of scores"]);
}

#[test]
fn registers_in_other_languages() {
    expect(
        "ID,Risiko,Eintrittswahrscheinlichkeit,Auswirkung,Maßnahme,Verantwortlich,Auswirkung nach\n\
         1,Fehlende Daten,3,4,Prüfung vor dem Einsatz,Fachbereich,2\n2,Drift des Modells,2,5,Überwachung,Technik,3\n",
        "risk",
        &[
            ("ID", "external_id"),
            ("Risiko", "name"),
            ("Eintrittswahrscheinlichkeit", "inherent_likelihood"),
            ("Auswirkung", "inherent_impact"),
            ("Maßnahme", "treatment_reason"),
            ("Verantwortlich", "owner"),
            ("Auswirkung nach", "residual_impact"),
        ],
    );
    expect(
        "ID,Riesgo,Descripción,Probabilidad,Impacto,Responsable\n\
         1,Sesgo,El modelo trata peor a un grupo,alta,media,Dirección\n2,Fuga,Datos que salen,baja,muy alta,Sistemas\n",
        "risk",
        &[
            ("Riesgo", "name"),
            ("Descripción", "event"),
            ("Probabilidad", "inherent_likelihood"),
            ("Impacto", "inherent_impact"),
            ("Responsable", "owner"),
        ],
    );
    expect(
        "Numéro,Fournisseur,Pays,Criticité,Fin de contrat\n1,Nord SA,France,faible,2026-12-31\n2,Sud SARL,Belgique,forte,2027-01-31\n",
        "supplier",
        &[
            ("Numéro", "external_id"),
            ("Fournisseur", "name"),
            ("Pays", "country"),
            ("Fin de contrat", "contract_until"),
        ],
    );
}

#[test]
fn no_record_is_made_of_what_only_measures_or_describes() {
    let (found, mapping) = places(
        "System Name,Department ID,Vendor Type,Purpose,Potential Impact,Recommended Action\n\
         Scan,D1,Third-Party,Reads letters,High,Somebody should look at what it reads before it is used by anybody else\n\
         Rank,D1,Internal,Sorts applications,Low,Somebody should look at how it sorts before it is used by anybody else\n",
        "system",
    );
    assert_eq!(found.get("System Name").map(String::as_str), Some("name"));
    assert_eq!(found.get("Purpose").map(String::as_str), Some("description"));
    for (column, place) in &found {
        assert!(!place.contains('.') && place != "supplier" && place != "owner", "{column} goes to {place}");
    }
    assert_eq!(mapping.together, None);
}

#[test]
fn the_last_is_not_the_next_and_an_event_is_no_review() {
    let csv = "Name,Last review,Event date,Contract start\nNord,2025-01-01,2025-02-01,2024-01-01\nSud,2025-01-02,2025-02-02,2024-01-02\n";
    expect(
        csv,
        "supplier",
        &[("Last review", "last_assessed"), ("Event date", "own"), ("Contract start", "own")],
    );
}

#[test]
fn one_column_tells_how_the_others_write_their_dates() {
    let csv = "Action,Deadline,Completion date,Date seen\nA look,03/04/2026,16/07/2026,01/02/2026\nA talk,05/06/2026,,02/03/2026\n";
    let mapping =
        expect(csv, "action", &[("Action", "name"), ("Deadline", "due"), ("Completion date", "done_on")]);
    let days = mapping.dates.values().filter(|dates| dates.order == Some(exchange::Order::DayFirst)).count();
    assert_eq!(days, 2, "the third says it itself");
    let known = Register::default().known;
    let plan = plan_edition(&sheet(csv), &mapping, &schemas(), &known, &Edition::of("actions")).unwrap();
    let shapes: Vec<_> = plan.custom_fields.iter().map(|field| (field.label.as_str(), field.shape)).collect();
    assert_eq!(shapes, [("Date seen", "date")]);
    assert_eq!(plan.counts.refused, 0);
}

#[test]
fn another_list_with_the_same_name_and_numbers_is_asked_about() {
    let mut register = Register::default();
    let mapping = propose(&sheet(RISKS), &schemas(), "risk").mapping;
    let plan =
        plan_edition(&sheet(RISKS), &mapping, &schemas(), &register.known, &Edition::of("risks")).unwrap();
    register.apply(&plan, &schemas());
    let other = "Risk ID,Title,Likelihood,Impact\nR01,Flooded cellar,1,2\nR02,Stolen laptop,5,4\n";
    let mapping = propose(&sheet(other), &schemas(), "risk").mapping;
    let plan =
        plan_edition(&sheet(other), &mapping, &schemas(), &register.known, &Edition::of("risks")).unwrap();
    let why: Vec<_> = plan
        .questions
        .iter()
        .filter_map(|question| match question.about {
            exchange::About::Row { why, .. } => Some(why),
            exchange::About::Gone => None,
        })
        .collect();
    assert_eq!(why, [Why::OtherThing, Why::OtherThing]);
    assert!(plan.rows.iter().all(|row| matches!(row.verdict, Verdict::Waiting { .. })));
}

#[test]
fn a_second_run_changes_nothing_where_rows_have_no_key_and_a_link_leads_nowhere() {
    let csv = "Department Name,Part of\nNorth,Head office\nSouth,Head office\n";
    let mut register = Register::default();
    let mapping = expect(csv, "unit", &[("Department Name", "name"), ("Part of", "parent")]);
    let plan = |register: &Register| {
        plan_edition(&sheet(csv), &mapping, &schemas(), &register.known, &Edition::of("units")).unwrap()
    };
    let first = plan(&register);
    register.apply(&first, &schemas());
    let second = plan(&register);
    assert!(second.questions.is_empty(), "{:?}", second.questions);
    assert!(second.rows.iter().all(|row| matches!(row.verdict, Verdict::Same { .. })));
}

#[test]
fn who_is_named_again_and_again_without_a_key_is_pointed_out() {
    let csv = "Employee name,Department\nAda Byron,Research\nAda Byron,Research\nAda Byron,Sales\n";
    let mapping = expect(csv, "person", &[("Employee name", "name"), ("Department", "unit")]);
    let known = Register::default().known;
    let plan = plan_edition(&sheet(csv), &mapping, &schemas(), &known, &Edition::of("trained")).unwrap();
    let told: Vec<_> = plan.problems.iter().map(|problem| (problem.line, problem.code)).collect();
    assert_eq!(told, [(3, "called_alike")]);
}
