//! Editions of a list: what is certain, what a person is asked, and what her answers do.
#![expect(clippy::unwrap_used, reason = "helpers of tests stop at the first surprise")]

use crate::support::{Register, schemas, sheet, uses};
use exchange::{
    About, Answer, ColumnMapping, Edition, Mapping, Plan, To, Verdict, Why, check_answers, key_in,
    plan_edition, read_answers, row_keys, write_questions,
};
use std::collections::BTreeMap;

fn mapping(key: bool) -> Mapping {
    let to = |(column, field): (&str, &str)| ColumnMapping {
        column: column.to_owned(),
        to: To::Field(field.to_owned()),
    };
    Mapping {
        kind: "use".to_owned(),
        columns: [("name", "name"), ("why", "purpose"), ("stage", "stage")].map(to).to_vec(),
        key: key.then(|| "no".to_owned()),
        ..Mapping::default()
    }
}

fn planned(register: &Register, source: &str, csv: &str, key: bool, answers: &[(&str, Answer)]) -> Plan {
    let answers: BTreeMap<String, Answer> =
        answers.iter().map(|(id, answer)| ((*id).to_owned(), *answer)).collect();
    let edition = Edition { answers, ..Edition::of(source) };
    plan_edition(&sheet(csv), &mapping(key), &schemas(), &register.known, &edition).unwrap()
}

fn imported(register: &mut Register, source: &str, csv: &str, key: bool) {
    let plan = planned(register, source, csv, key, &[]);
    assert!(plan.questions.is_empty(), "{:?}", plan.questions);
    register.apply(&plan, &schemas());
}

fn verdicts(plan: &Plan) -> Vec<&'static str> {
    let word = |verdict: &Verdict| match verdict {
        Verdict::Create => "create",
        Verdict::Revise { .. } => "revise",
        Verdict::Same { .. } => "same",
        Verdict::Waiting { .. } => "waits",
        Verdict::Left => "left",
        Verdict::Refused { .. } => "refused",
    };
    plan.rows.iter().map(|row| word(&row.verdict)).collect()
}

fn asked(plan: &Plan) -> Vec<(String, Option<Why>)> {
    let why = |about: &About| match about {
        About::Row { why, .. } => Some(*why),
        About::Gone => None,
    };
    plan.questions.iter().map(|question| (question.title.clone(), why(&question.about))).collect()
}

const FIRST: &str = "no,name,why,stage\n1,Chat,Answers callers of the office,Pilot\n2,Scan,Reads letters that come in,Pilot\n3,Rank,Sorts applications by fit,Pilot\n";

#[test]
fn rows_with_a_key_are_certain_and_nothing_is_asked() {
    let mut register = Register::default();
    imported(&mut register, "office", FIRST, true);
    let again = planned(&register, "office", FIRST, true, &[]);
    assert_eq!((verdicts(&again), asked(&again)), (vec!["same"; 3], vec![]));
    let newer = FIRST.replace("Chat,Answers callers of the office,Pilot", "Talk,Answers everybody,Idea");
    assert_eq!(verdicts(&planned(&register, "office", &newer, true, &[])), ["revise", "same", "same"]);
}

#[test]
fn a_row_without_a_key_that_would_change_a_record_waits_until_a_person_has_decided() {
    let mut register = Register::default();
    imported(&mut register, "office", FIRST, false);
    let again = planned(&register, "office", FIRST, false, &[]);
    assert_eq!(
        (verdicts(&again), asked(&again)),
        (vec!["same"; 3], vec![]),
        "nothing differs, so nothing is asked"
    );

    let newer = FIRST.replace("letters that come in,Pilot", "letters that come in,Idea");
    let plan = planned(&register, "office", &newer, false, &[]);
    assert_eq!(verdicts(&plan), ["same", "waits", "same"]);
    assert_eq!(asked(&plan), [("Scan".to_owned(), Some(Why::NoKey))]);
    let question = plan.questions[0].clone();
    let About::Row { line, agrees, changes, .. } = &question.about else { panic!("a row") };
    assert_eq!((*line, agrees.as_slice()), (3, &["name".to_owned(), "purpose".to_owned()][..]));
    assert_eq!(changes.iter().map(|change| change.field.as_str()).collect::<Vec<_>>(), ["stage"]);
    let counts = plan.counts;
    assert_eq!((counts.waiting, counts.revise, counts.create), (1, 0, 0));
    assert_eq!(counts.filled, counts.kept + counts.custom + counts.skipped + counts.refused);
    let listed = plan.problems.iter().filter(|problem| problem.code == "waits_for_decision").count();
    assert_eq!(listed, 4, "every cell of the row is listed");

    let answered = |answer| planned(&register, "office", &newer, false, &[(question.id.as_str(), answer)]);
    let same = answered(Answer::Same);
    assert_eq!(verdicts(&same), ["same", "revise", "same"]);
    assert!(same.rows[1].decided && same.rows[1].releases.is_none());
    let new = answered(Answer::New);
    assert_eq!(verdicts(&new), ["same", "create", "same"]);
    assert_eq!(new.rows[1].releases, Some(question.record), "the key is given up by the record that it was");
    assert_eq!(asked(&new), [("Scan".to_owned(), Some(Why::NoKey)), ("Scan".to_owned(), None)]);
    assert_eq!(verdicts(&answered(Answer::Leave)), ["same", "left", "same"]);
    assert_eq!(
        verdicts(&answered(Answer::Retire)),
        ["same", "waits", "same"],
        "an answer to another question"
    );
}

#[test]
fn a_record_whose_row_is_gone_is_asked_about_only_in_its_own_list() {
    let mut register = Register::default();
    imported(&mut register, "office", FIRST, true);
    let shorter = "no,name,why,stage\n1,Chat,Answers callers of the office,Pilot\n3,Rank,Sorts applications by fit,Pilot\n";
    let plan = planned(&register, "office", shorter, true, &[]);
    assert_eq!(asked(&plan), [("Scan".to_owned(), None)]);
    assert_eq!((plan.counts.gone, plan.counts.retire), (1, 0));
    let id = plan.questions[0].id.clone();
    let retire = planned(&register, "office", shorter, true, &[(id.as_str(), Answer::Retire)]);
    assert_eq!((retire.counts.gone, retire.counts.retire), (0, 1));
    let keep = planned(&register, "office", shorter, true, &[(id.as_str(), Answer::Keep)]);
    assert_eq!((keep.counts.gone, keep.counts.retire), (0, 0));
    assert!(
        !asked(&planned(
            &register,
            "annex",
            "no,name,why,stage\n9,Play,Plays games all day,Idea\n",
            true,
            &[]
        ))
        .iter()
        .any(|(_, why)| why.is_none())
    );
    // What another list knows as well is not this list's to end.
    let scan = register.known.clone();
    let mut shared = Register { known: scan, count: register.count };
    let id = plan.questions[0].record;
    shared.known.know_as("use", id, &key_in("annex", "id:2"));
    assert_eq!(asked(&planned(&shared, "office", shorter, true, &[])), []);
    // What is over already is not asked about.
    register.known.end(id);
    assert_eq!(asked(&planned(&register, "office", shorter, true, &[])), []);
}

#[test]
fn two_lists_may_number_their_rows_alike() {
    let mut register = Register::default();
    imported(&mut register, "office", FIRST, true);
    let other =
        "no,name,why,stage\n1,Map,Finds the shortest way,Pilot\n2,Scan,Looks at pictures of skin,Pilot\n";
    let plan = planned(&register, "clinic", other, true, &[]);
    assert_eq!(verdicts(&plan), ["create", "waits"]);
    assert_eq!(asked(&plan), [("Scan".to_owned(), Some(Why::OtherList))]);
    assert_eq!(plan.rows[0].import_key, key_in("clinic", "id:1"));
}

#[test]
fn a_row_whose_key_has_changed_is_known_by_what_has_not() {
    let mut register = Register::default();
    imported(&mut register, "office", FIRST, true);
    let renumbered = FIRST.replace("\n2,Scan,", "\n22,Scanner,");
    let plan = planned(&register, "office", &renumbered, true, &[]);
    assert_eq!(verdicts(&plan), ["same", "waits", "same"]);
    assert_eq!(asked(&plan), [("Scan".to_owned(), Some(Why::KeyChanged))]);
    let id = plan.questions[0].id.clone();
    let same = planned(&register, "office", &renumbered, true, &[(id.as_str(), Answer::Same)]);
    assert_eq!((verdicts(&same)[1], same.rows[1].import_key.as_str()), ("revise", "office␟id:22"));
    register.apply(&same, &schemas());
    assert_eq!(
        asked(&planned(&register, "office", &renumbered, true, &[])),
        [],
        "it is known by its new key"
    );
}

#[test]
fn a_row_that_no_list_knows_is_held_against_what_people_wrote() {
    let mut register = Register::default();
    let schema = uses();
    let body = record::Body::new()
        .with("name", record::Value::Text("Scan".to_owned()))
        .with("stage", record::Value::Choice("idea".to_owned()));
    register.known.insert("use", crate::support::id(900), &schema.title(&body), None, body);
    let plan = planned(&register, "office", FIRST, false, &[]);
    assert_eq!(
        (verdicts(&plan), asked(&plan)),
        (vec!["create", "waits", "create"], vec![("Scan".to_owned(), Some(Why::Alike))])
    );
    // With a key of its own it is a new record: lists may well have uses of one name.
    assert_eq!(verdicts(&planned(&register, "office", FIRST, true, &[])), ["create"; 3]);
}

#[test]
fn two_rows_never_become_one_record() {
    let mut register = Register::default();
    let twins = "no,name,why,stage\n,Chat,Answers callers,Pilot\n,Chat,Answers letters,Pilot\n";
    imported(&mut register, "office", twins, false);
    assert_eq!(register.count, 2);
    let again = planned(&register, "office", twins, false, &[]);
    assert_eq!(verdicts(&again), ["same", "same"]);
    let swapped = "no,name,why,stage\n,Chat,Answers letters,Pilot\n,Chat,Answers callers,Pilot\n,Chat,Answers faxes,Pilot\n";
    let plan = planned(&register, "office", swapped, false, &[]);
    let mut records: Vec<_> = plan.questions.iter().map(|question| question.record).collect();
    records.sort_unstable();
    records.dedup();
    assert_eq!(records.len(), plan.questions.len(), "each record is asked about once: {:?}", asked(&plan));
}

#[test]
fn empty_and_duplicate_keys_are_listed() {
    let csv = "no,name,why,stage\n1,Chat,a,Pilot\n1,Scan,b,Pilot\n,Rank,c,Pilot\n";
    let plan = planned(&Register::default(), "office", csv, true, &[]);
    let odd = plan.problems.iter().filter(|problem| problem.column.is_empty());
    let odd: Vec<_> = odd.map(|problem| (problem.line, problem.code)).collect();
    assert_eq!(odd, [(2, "duplicate_key"), (3, "duplicate_key"), (4, "empty_key")]);
    assert_eq!(row_keys(&sheet(csv), &mapping(true), &uses()), []);
}

#[test]
fn questions_go_out_as_a_sheet_and_come_back_answered() {
    let mut register = Register::default();
    imported(&mut register, "office", FIRST, false);
    let newer = "no,name,why,stage\n1,Chat,Answers callers of the office,Idea\n2,Scan,Reads letters that come in,Pilot\n";
    let plan = planned(&register, "office", newer, false, &[]);
    let text = String::from_utf8(write_questions(&plan, &uses())).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 3, "{text}");
    assert!(lines[1].contains("same | new | leave") && lines[2].contains("retire | keep"), "{text}");
    lines[1].insert_str(0, "Same");
    let answers = read_answers(lines.join("\n").as_bytes()).unwrap();
    assert_eq!(answers.into_values().collect::<Vec<_>>(), [Answer::Same]);
    lines[2].insert_str(0, "same");
    let refusal = read_answers(lines.join("\n").as_bytes()).unwrap_err();
    assert!(
        refusal.problems[0].sentence.contains("Line 3")
            && refusal.problems[0].sentence.contains("retire, keep")
    );
    assert_eq!(read_answers(b"a,b\n1,2\n").unwrap_err().code, "no_answers");
    let stale = planned(&register, "office", newer, false, &[("nothing~asked", Answer::Same)]);
    assert_eq!(check_answers(&stale).unwrap_err().code, "stale_answers");
    assert!(check_answers(&plan).is_ok());
}
