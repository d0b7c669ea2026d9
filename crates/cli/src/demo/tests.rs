//! The script holds without a store: what it says is legal, complete, and shows what it was written to show.

use super::{rehearsal::Rehearsal, scenario::Scenario};
use jiff::Timestamp;
use record::{Record, State, Value};
use std::collections::{BTreeMap, BTreeSet};

/// A Saturday, a Monday and the first day of a year: the script must not lean on the day on which it is played.
const DAYS: [&str; 3] = ["2026-11-21T10:00:00Z", "2026-11-23T06:00:00Z", "2027-01-01T23:00:00Z"];

fn today() -> Timestamp {
    DAYS[0].parse().unwrap()
}

fn played() -> Rehearsal {
    Rehearsal::of(&Scenario::built_in().unwrap(), today())
}

fn of_kind<'a>(played: &'a Rehearsal, kind: &str) -> Vec<(&'a String, &'a Record)> {
    played.records.iter().filter(|(_, record)| record.kind == kind).collect()
}

fn text<'a>(record: &'a Record, field: &str) -> &'a str {
    record.body.get(field).and_then(Value::text).unwrap_or_default()
}

#[test]
fn every_act_is_legal_and_every_body_holds_whatever_day_it_is() {
    let scenario = Scenario::built_in().unwrap();
    for day in DAYS {
        let played = Rehearsal::of(&scenario, day.parse().unwrap());
        assert!(played.problems.is_empty(), "{day}:\n{}", played.problems.join("\n"));
    }
}

#[test]
fn an_illegal_script_is_found_out() {
    let head = "organisation = \"A\"\npassword = \"b\"\ndays = 9\n";
    let person = |alias: &str, role: &str| {
        format!(
            "[[people]]\nalias = \"{alias}\"\nname = \"{alias}\"\nemail = \"{alias}@a.example\"\nroles = [\"{role}\"]\n"
        )
    };
    let people = person("ola", "administrator") + &person("ana", "ai_manager") + &person("jo", "employee");
    let body = "[act.body]\nname = \"n\"\ndescription = \"d\"\nstage = \"idea\"\nowner = \"@ana\"\n";
    let create = |by: &str, then: &str| {
        format!("[[act]]\nday = 1\nby = \"{by}\"\non = \"s\"\nkind = \"system\"\nthen = [{then}]\n{body}")
    };
    for (act, sentence) in [
        (create("jo", ""), "role does not allow"),
        (create("ana", "\"2 submit ana\", \"3 approve ana\""), "you cannot approve it"),
        (create("ana", "\"2 complete ana: done\""), "not possible"),
        (create("ana", "\"2 retire ana\""), "needs a reason"),
        (create("bob", ""), "nobody"),
        (create("ana", "").replace("idea", "thought"), "options"),
        (create("ana", "\"2 submit ana\"").replace("description = \"d\"\n", ""), "Fill in"),
        (create("ana", "").replace("@ana\"", "@ana/ai_manager\""), "leads to"),
    ] {
        let scenario = Scenario::read(&format!("{head}{people}{act}")).unwrap();
        let problems = Rehearsal::of(&scenario, today()).problems.join("\n");
        assert!(problems.contains(sentence), "{sentence}: {problems}");
    }
}

#[test]
fn the_registers_are_as_full_as_those_of_a_real_organisation() {
    let played = played();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for record in played.records.values() {
        *counts.entry(format!("{} {}", record.kind, record.state.code())).or_default() += 1;
    }
    let lines: Vec<_> = counts.iter().map(|(what, count)| format!("{what} {count}")).collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn every_kind_is_shown_and_so_is_every_state_and_every_act_but_erasure() {
    let scenario = Scenario::built_in().unwrap();
    let played = played();
    for kind in kinds::ALL {
        let shown = of_kind(&played, kind.id);
        // Of some only one is in force at a time.
        let least = if kind.approval.alone { 1 } else { 3 };
        assert!(shown.len() >= least, "{}", kind.id);
    }
    let states: BTreeSet<_> = played.records.values().map(|record| record.state.code()).collect();
    for code in [
        "current",
        "draft",
        "submitted",
        "effective",
        "retired",
        "open",
        "done",
        "verified",
        "cancelled",
        "recorded",
    ] {
        assert!(states.contains(code), "{code}");
    }
    let acts: BTreeSet<_> = scenario.act.iter().map(|act| act.code.as_str()).collect();
    for act in record::Act::ALL.into_iter().filter(|act| act.is_offered()) {
        assert!(acts.contains(act.code()), "{}", act.code());
    }
}

#[test]
fn the_gaps_that_an_auditor_should_find_are_there() {
    let played = played();
    let today = jiff::civil::date(2026, 11, 21);
    let past = |record: &Record, field: &str| matches!(record.body.get(field), Some(Value::Date(date)) if *date < today);
    let assessed: BTreeSet<_> = of_kind(&played, "impact_assessment")
        .into_iter()
        .filter(|(_, record)| matches!(record.state, State::Effective(_)))
        .filter_map(|(_, record)| match record.body.get("uses") {
            Some(Value::Links(ids)) => Some(ids.clone()),
            _ => None,
        })
        .flatten()
        .collect();
    let high = |record: &Record| {
        text(record, "impact_level") == "high"
            && text(record, "stage") == "operation"
            && !record.state.is_over()
    };
    let uses = of_kind(&played, "use");
    let (with, without): (Vec<_>, Vec<_>) = uses
        .iter()
        .copied()
        .filter(|(_, record)| high(record))
        .partition(|(_, record)| assessed.contains(&record.id));
    assert!(
        with.len() >= 4 && (1..=3).contains(&without.len()),
        "{} with, {} without",
        with.len(),
        without.len()
    );

    let gone = played.records["viktor"].id;
    assert!(uses.iter().any(
        |(_, record)| record.body.get("owner") == Some(&Value::Link(gone)) && record.in_force().is_some()
    ));
    for (kind, field) in [
        ("document", "next_review"),
        ("use", "next_review"),
        ("impact_assessment", "next_review"),
        ("supplier", "next_review"),
        ("evidence", "valid_until"),
    ] {
        let late = of_kind(&played, kind).into_iter().filter(|(_, record)| past(record, field)).count();
        assert!((1..=6).contains(&late), "{kind}: {late}");
    }
    let overdue = of_kind(&played, "action")
        .into_iter()
        .filter(|(_, record)| record.state.code() == "open" && past(record, "due"));
    assert!(overdue.count() >= 1);
    let derogation = &played.records["alone"];
    assert!(
        access::derogation::TIME.of(&derogation.body).unwrap().to.unwrap() < today,
        "the derogation has ended"
    );
}

#[test]
fn a_severe_finding_that_no_risk_takes_up_stands_beside_one_that_is() {
    let played = played();
    let taken: BTreeSet<_> = of_kind(&played, "risk")
        .into_iter()
        .filter_map(|(_, record)| record.body.get("from_finding").cloned())
        .map(|value| format!("{value:?}"))
        .collect();
    let severe = |record: &Record| match record.body.get("findings") {
        Some(Value::Table(rows)) => {
            rows.iter().any(|row| row.cells.get("severity") == Some(&Value::Rating(5)))
        }
        _ => false,
    };
    let (up, not): (Vec<_>, Vec<_>) = of_kind(&played, "impact_assessment")
        .into_iter()
        .filter(|(_, record)| severe(record))
        .partition(|(_, record)| taken.contains(&format!("{:?}", Value::Link(record.id))));
    assert!(up.len() >= 2 && !not.is_empty(), "{} taken up, {} not", up.len(), not.len());
}

#[test]
fn the_custom_field_is_filled_in() {
    let played = played();
    let filled =
        of_kind(&played, "use").into_iter().filter(|(_, record)| record.body.get("cost_centre").is_some());
    assert!(filled.count() >= 12);
}

#[test]
fn nothing_is_dated_after_today_but_plans() {
    let played = played();
    let today = jiff::civil::date(2026, 11, 21);
    for (alias, record) in &played.records {
        for field in [
            "assessed_on",
            "collected_at",
            "deployed_on",
            "go_live",
            "retired_on",
            "valid_from",
            "held_on",
            "found_on",
            "last_assessed",
            "stop_tested",
            "released_on",
            "roles_accepted",
        ] {
            if let Some(Value::Date(date)) = record.body.get(field) {
                assert!(*date <= today, "{alias}.{field}: {date}");
            }
        }
    }
}
