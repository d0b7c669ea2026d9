use super::*;
use frameworks::Pack;
use jiff::civil::{Date, date};
use kinds::soa as kind;
use record::{Body, RecordId, Value};
use std::{collections::BTreeMap, sync::LazyLock};
use uuid::Uuid;

const TODAY: Date = date(2026, 11, 21);

static PACK: LazyLock<Pack> = LazyLock::new(testkit::packs::iso42001);

fn pack() -> &'static Pack {
    &PACK
}

fn id(number: u128) -> RecordId {
    RecordId(Uuid::from_u128(number))
}

fn row(id: u32, control: &str, applies: Applies, reason: &str) -> record::Row {
    let text = |text: &str| Value::Text(text.to_owned());
    let cells = BTreeMap::from([
        ("control".to_owned(), text(control)),
        ("applies".to_owned(), Value::Choice(applies.code().to_owned())),
        ("reason".to_owned(), text(reason)),
        ("sources".to_owned(), Value::Choices(vec!["risk".to_owned()])),
    ]);
    record::Row { id, cells }
}

/// A statement with every control of the pack and one of its own, without a fault by itself.
fn whole() -> Body {
    let pack = pack();
    let mut rows: Vec<record::Row> = Vec::new();
    for (place, control) in pack.controls.iter().enumerate() {
        let number = u32::try_from(place).unwrap() + 1;
        let word: String = control.sentence.split(' ').rev().take(6).collect::<Vec<_>>().join(" ");
        let reason = format!("Halden {} cannot grant loans without it: {word}", WORDS[place]);
        rows.push(row(number, &control.reference, Applies::Applied, &reason));
    }
    rows.push(row(39, "HM-1", Applies::Applied, "Agreed with the works council after three silent changes"));
    Body::new().with(kind::CONTROLS.field.id, Value::Table(rows))
}

const WORDS: [&str; 38] = [
    "apple", "birch", "cedar", "daisy", "elder", "fennel", "garlic", "hazel", "iris", "jasmine", "kale",
    "lilac", "maple", "nettle", "olive", "poppy", "quince", "rowan", "sage", "thyme", "ulmus", "violet",
    "willow", "xylem", "yarrow", "zinnia", "acorn", "bracken", "clover", "dill", "ebony", "fig", "ginger",
    "heather", "ivy", "juniper", "kelp", "laurel",
];

fn edited(body: &Body, control: &str, edit: impl Fn(&mut record::Row)) -> Body {
    let Some(Value::Table(mut rows)) = body.get("controls").cloned() else { panic!("no controls") };
    let own = Value::Text(control.to_owned());
    rows.iter_mut().filter(|row| row.cells.get("control") == Some(&own)).for_each(edit);
    body.clone().with("controls", Value::Table(rows))
}

fn without(body: &Body, control: &str) -> Body {
    let Some(Value::Table(mut rows)) = body.get("controls").cloned() else { panic!("no controls") };
    let own = Value::Text(control.to_owned());
    rows.retain(|row| row.cells.get("control") != Some(&own));
    body.clone().with("controls", Value::Table(rows))
}

fn exclude(row: &mut record::Row) {
    row.cells.insert("applies".to_owned(), Value::Choice("excluded".to_owned()));
}

fn carried(number: u128, control: &str, tests: Vec<Test>) -> Fact {
    Fact::Implementation(Implementation {
        id: id(number),
        reference: format!("CTL-{number:04}"),
        title: "How it is done".to_owned(),
        control: (control.to_owned(), key(control)),
        owner: Some(id(900)),
        since: Some(date(2026, 1, 5)),
        planned: None,
        every: Some(6),
        tests,
    })
}

fn tested(on: Date, result: TestResult) -> Test {
    Test { on, result, evidence: vec![id(800)], next: None }
}

fn risk(number: u128, control: &str, done: Option<Date>) -> Fact {
    let measure = Measure {
        what: "Weights by age group.".to_owned(),
        control: (control.to_owned(), key(control)),
        done,
    };
    Fact::Risk(RiskFact {
        id: id(number),
        reference: format!("RSK-{number:04}"),
        title: "Older people ranked lower".to_owned(),
        measures: vec![measure],
    })
}

fn high_risk(role: &str) -> Fact {
    Fact::Use(UseFact {
        id: id(700),
        reference: "USE-0001".to_owned(),
        title: "Credit pre-check".to_owned(),
        roles: vec![(role.to_owned(), Some(date(2026, 1, 1)), None)],
    })
}

/// Everything carried out and tested a month ago.
fn carried_out() -> Vec<Fact> {
    let pack = pack();
    let all = pack.controls.iter().map(|control| control.reference.clone()).chain(["hm-1".to_owned()]);
    let test = || vec![tested(date(2026, 10, 20), TestResult::Effective)];
    all.enumerate().map(|(place, control)| carried(1_000 + place as u128, &control, test())).collect()
}

fn against(statement: &Body, facts: &[Fact]) -> Vec<Line> {
    compare(pack(), Some(statement), &Facts::gathered(facts), TODAY)
}

fn codes(lines: &[Line]) -> Vec<(String, Vec<&'static str>)> {
    let wrong = lines.iter().filter(|line| !line.faults.is_empty());
    wrong.map(|line| (line.reference.clone(), line.faults.iter().map(Fault::code).collect())).collect()
}

#[test]
fn the_codes_are_those_of_the_kind() {
    let columns: Vec<&str> = kind::CONTROL_COLUMNS.iter().map(|column| column.id).collect();
    assert_eq!(columns, ["control", "title", "applies", "reason", "sources", "source_note", "owner", "due"]);
    for option in kind::APPLICABILITY {
        assert_eq!(Applies::from_code(option.code).unwrap().code(), option.code);
    }
    for option in kinds::control_implementation::RESULTS {
        assert_eq!(TestResult::from_code(option.code).unwrap().code(), option.code);
    }
    for (known, id) in [
        (&kind::KIND, KIND),
        (&kinds::control_implementation::KIND, IMPLEMENTATION),
        (&kinds::risk::KIND, RISK),
        (&kinds::ai_use::KIND, USE),
        (&kinds::evidence::KIND, EVIDENCE),
        (&kinds::document::KIND, DOCUMENT),
    ] {
        assert_eq!(known.id, id);
    }
    let roles: Vec<&str> = kinds::ai_use::options::OPERATOR_ROLES.iter().map(|role| role.code).collect();
    for control in &pack().controls {
        assert!(
            control.required_of.iter().all(|role| roles.contains(&role.as_str())),
            "{}",
            control.reference
        );
    }
}

#[test]
fn samples_are_read_whole() {
    let body = testkit::sample("control_implementation");
    let Some(Fact::Implementation(known)) = Fact::of(IMPLEMENTATION, id(1), ("CTL-0001", "It"), &body) else {
        panic!("the sample is an implementation")
    };
    assert_eq!((known.control.1.as_str(), known.every, known.tests.len()), ("a.6.2.4", Some(6), 2));
    assert!(known.in_place(TODAY));
    assert_eq!(known.last_test(TODAY).unwrap().result, TestResult::Effective);
    assert_eq!(known.next_test(TODAY), Some(date(2027, 3, 15)));
    let Some(Fact::Risk(risk)) = Fact::of(RISK, id(1), ("RSK-0001", "It"), &testkit::sample("risk")) else {
        panic!("the sample is a risk with measures")
    };
    assert_eq!(risk.measures.len(), 2);
    let said = rows(&testkit::sample("soa"));
    assert_eq!(said.len(), 3);
    assert_eq!(said[1].applies, Some(Applies::Excluded));
    assert_eq!(said[0].sources, ["risk", "law"].map(str::to_owned).to_vec());
}

#[test]
fn a_whole_statement_of_what_is_carried_out_and_tested_has_no_fault() {
    let lines = against(&whole(), &carried_out());
    assert_eq!(codes(&lines), []);
    assert_eq!(lines.len(), 39);
    assert!(lines.iter().all(|line| line.standing == Standing::Effective), "{lines:?}");
    assert!(lines.iter().all(|line| line.evidence.len() == 1));
    let own = lines.last().unwrap();
    assert_eq!(
        (own.reference.as_str(), own.group.as_str()),
        ("HM-1", ""),
        "references are compared as people mean"
    );
    assert_eq!(lines[0].group, "A.2");
}

#[test]
fn without_a_statement_every_control_is_undecided_and_nothing_is_wrong() {
    let facts = carried_out();
    let lines = compare(pack(), None, &Facts::gathered(&facts), TODAY);
    assert!(lines.iter().all(|line| line.standing == Standing::Undecided && line.faults.is_empty()));
    assert_eq!(lines.len(), 39);
}

/// Each fault turns exactly its control and its code.
#[test]
fn every_fault_is_found_where_it_was_planted_and_nowhere_else() {
    use TestResult::{NotEffective, Partly};
    let (body, facts) = (whole(), carried_out());
    let with = |fact: Fact| facts.iter().cloned().chain([fact]).collect::<Vec<_>>();
    let put = |control: &str, tests: Vec<Test>| -> Vec<Fact> {
        let own = key(control);
        let other =
            facts.iter().filter(|fact| !matches!(fact, Fact::Implementation(it) if it.control.1 == own));
        other.cloned().chain([carried(5, control, tests)]).collect()
    };
    let said = |control: &str, cell: &'static str, text: &str| {
        let value = Value::Text(text.to_owned());
        edited(&body, control, |row| drop(row.cells.insert(cell.to_owned(), value.clone())))
    };
    let faults = |body: &Body, facts: &[Fact]| codes(&against(body, facts));
    let one = |control: &str, code: &'static str| vec![(control.to_owned(), vec![code])];
    let excluded = edited(&body, "A.7.4", exclude);
    assert_eq!(faults(&excluded, &facts), [], "an exclusion with a reason contradicts nothing by itself");
    assert_eq!(faults(&without(&body, "A.7.4"), &facts), one("A.7.4", "missing"));
    assert_eq!(faults(&without(&body, "HM-1"), &facts), one("hm-1", "missing"));
    assert_eq!(faults(&excluded, &with(risk(3, " a.7.4", None))), one("A.7.4", "treating_left_out"));
    assert_eq!(
        faults(&body, &with(risk(3, "X-9", None))),
        [("X-9".to_owned(), vec!["missing", "treating_left_out"])]
    );
    assert_eq!(faults(&excluded, &with(high_risk("provider"))), one("A.7.4", "required_by_law"));
    assert_eq!(faults(&excluded, &with(high_risk("deployer"))), [], "Article 10 does not speak to deployers");
    let logs = edited(&body, "A.6.2.8", exclude);
    assert_eq!(faults(&logs, &with(high_risk("deployer"))), one("A.6.2.8", "required_by_law"));
    let undecided = edited(&body, "A.3.3", |row| drop(row.cells.remove("applies")));
    assert_eq!(faults(&undecided, &facts), one("A.3.3", "undecided"));
    assert_eq!(faults(&said("A.3.3", "reason", ""), &facts), one("A.3.3", "no_reason"));
    assert_eq!(
        faults(&said("A.3.3", "reason", "Baseline for all AI systems"), &facts),
        one("A.3.3", "generic")
    );
    let unsourced = edited(&body, "A.3.3", |row| drop(row.cells.remove("sources")));
    assert_eq!(faults(&unsourced, &facts), one("A.3.3", "no_source"));
    let nothing: Vec<Fact> = facts
        .iter()
        .filter(|fact| !matches!(fact, Fact::Implementation(it) if it.control.1 == "a.4.2"))
        .cloned()
        .collect();
    assert_eq!(faults(&body, &nothing), one("A.4.2", "not_implemented"));
    let due =
        |day: Date| edited(&body, "A.4.2", |row| drop(row.cells.insert("due".to_owned(), Value::Date(day))));
    assert_eq!(faults(&due(date(2026, 12, 1)), &nothing), []);
    assert_eq!(faults(&due(date(2026, 11, 1)), &nothing), one("A.4.2", "late"));
    assert_eq!(faults(&body, &put("A.4.2", Vec::new())), one("A.4.2", "untested"));
    for result in [Partly, NotEffective] {
        let later = vec![tested(date(2026, 9, 1), TestResult::Effective), tested(date(2026, 10, 1), result)];
        assert_eq!(faults(&body, &put("A.4.2", later)), one("A.4.2", "test_failed"));
    }
    let old = vec![tested(date(2026, 5, 1), TestResult::Effective)];
    assert_eq!(faults(&body, &put("A.4.2", old.clone())), one("A.4.2", "test_overdue"));
    // Done after the last test that shows anything: on paper.
    let done = |day| with(risk(3, "A.4.2", Some(day)));
    assert_eq!(faults(&body, &done(date(2026, 10, 1))), []);
    assert_eq!(faults(&body, &done(date(2026, 11, 1))), one("A.4.2", "on_paper"));
}

#[test]
fn a_copied_justification_is_found_on_each_copy() {
    let mut body = whole();
    for (control, reason) in [
        ("A.7.2", "Members rely on what the models for A.7.2 tell them"),
        ("A.7.3", "Members rely on what the models for A.7.3 tell them."),
        ("A.7.5", "members rely on what all the models tell them"),
    ] {
        body = edited(&body, control, |row| {
            row.cells.insert("reason".to_owned(), Value::Text(reason.to_owned()));
        });
    }
    let found = codes(&against(&body, &carried_out()));
    let copies = ["A.7.2", "A.7.3", "A.7.5"].map(|control| (control.to_owned(), vec!["copied"]));
    assert_eq!(found, copies);
}

#[test]
fn a_first_draft_says_what_records_say_and_nothing_else() {
    let pack = pack();
    let facts = [
        risk(3, "A.7.4", None),
        carried(4, "A.6.2.8", Vec::new()),
        carried(6, "HM-2", Vec::new()),
        high_risk("provider"),
    ];
    let around = Around { owner: id(900), scope: Some(id(901)), method: None };
    let body = draft(pack, None, &Facts::gathered(&facts), around, TODAY);
    let schema = record::Schema::of(&kind::KIND);
    assert!(record::validate(&schema, &body).is_empty(), "{:?}", record::validate(&schema, &body));
    assert!(!record::missing(&schema, &body).is_empty(), "a person has to decide before it is submitted");
    let said = rows(&body);
    assert_eq!(said.len(), 39);
    let of = |control: &str| said.iter().find(|row| row.control == control).unwrap();
    let treating = of("A.7.4");
    assert_eq!(treating.reason, "Treats RSK-0003 Older people ranked lower: Weights by age group.");
    assert_eq!(treating.applies, Some(Applies::Applied));
    assert_eq!(treating.sources, ["risk", "law"].map(str::to_owned).to_vec());
    assert!(treating.source_note.contains("10(3)-(4)"), "{}", treating.source_note);
    let logs = of("A.6.2.8");
    assert_eq!(logs.reason, "Carried out since 2026-01-05 as CTL-0004 How it is done.");
    assert_eq!(logs.owner, Some(id(900)));
    let own = of("HM-2");
    assert_eq!((own.title.as_str(), own.sources.len()), ("How it is done", 0));
    let bare = of("A.2.3");
    assert_eq!(
        (bare.applies, bare.reason.as_str(), bare.sources.len()),
        (None, "", 0),
        "nothing is invented"
    );
    assert_eq!(bare.title, "Alignment with other organizational policies");
    // What was decided stays, what is new is added, and a second time adds nothing.
    let decided = edited(&without(&body, "A.2.3"), "A.7.4", exclude);
    let again = draft(pack, Some(&decided), &Facts::gathered(&facts), around, TODAY);
    let row = |body: &Body, control: &str| rows(body).into_iter().find(|row| row.control == control).unwrap();
    assert_eq!(row(&again, "A.7.4").applies, Some(Applies::Excluded));
    assert_eq!(row(&again, "A.2.3").id, 40);
    assert_eq!(draft(pack, Some(&again), &Facts::gathered(&facts), around, TODAY), again);
}

#[test]
fn two_versions_differ_in_what_was_decided() {
    let before = whole();
    let mut after = edited(&without(&before, "HM-1"), "A.7.4", exclude);
    after = edited(&after, "A.2.2", |row| {
        row.cells.insert("reason".to_owned(), Value::Text("Asked for by the members".to_owned()));
        row.cells.insert("sources".to_owned(), Value::Choices(vec!["own".to_owned()]));
        row.cells.insert("owner".to_owned(), Value::Link(id(1)));
        row.cells.insert("due".to_owned(), Value::Date(TODAY));
        row.cells.insert("source_note".to_owned(), Value::Text("Assembly of May".to_owned()));
    });
    let Some(Value::Table(mut rows)) = after.get("controls").cloned() else { panic!("no controls") };
    rows.push(row(40, "HM-3", Applies::Excluded, "Nobody asked"));
    after.set("controls", Value::Table(rows));
    let found = changes(&before, &after);
    let of = |control: &str| &found.iter().find(|(known, _)| known == control).unwrap().1;
    assert_eq!(found.len(), 4);
    assert_eq!(*of("A.7.4"), [Change::Decided(Some(Applies::Applied), Some(Applies::Excluded))]);
    assert_eq!(*of("HM-3"), [Change::Added(Some(Applies::Excluded))]);
    assert_eq!(*of("HM-1"), [Change::Removed(Some(Applies::Applied))]);
    assert_eq!(of("A.2.2").len(), 5);
    assert!(of("A.2.2").contains(&Change::Sourced(vec!["own".to_owned()], vec!["risk".to_owned()])));
    assert_eq!(changes(&before, &before), []);
    // A row under another number is the same control.
    let moved = draft(
        pack(),
        Some(&without(&before, "A.2.2")),
        &Facts::default(),
        Around { owner: id(1), scope: None, method: None },
        TODAY,
    );
    assert_eq!(changes(&moved, &moved), []);
}
