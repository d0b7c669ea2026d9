//! Severe effects that become risks, and what asks to assess again.

use super::*;
use jiff::civil::{Date, date};
use record::{Row, Schema, validate};

fn id(number: u128) -> RecordId {
    RecordId(uuid::Uuid::from_u128(number))
}

#[test]
fn a_severe_effect_is_drafted_as_a_risk_from_what_is_said_and_nothing_else() {
    let mut body = testkit::sample("impact_assessment");
    let severe_ones = severe(&body);
    assert_eq!(severe_ones.iter().map(|it| (it.row, it.risk.is_some())).collect::<Vec<_>>(), [(1, true)]);
    let draft = drafted(id(1), &body, 1, id(2)).unwrap();
    assert!(validate(&Schema::of(&kinds::risk::KIND), &draft).is_empty());
    for (field, value) in [
        ("from_finding", Value::Link(id(1))),
        ("owner", Value::Link(id(2))),
        ("affected", Value::Choices(vec!["groups".to_owned()])),
        ("inherent_impact", Value::Rating(4)),
        ("inherent_likelihood", Value::Rating(4)),
    ] {
        assert_eq!(draft.get(field), Some(&value), "{field}");
    }
    assert_eq!(draft.get("uses"), body.get("uses"));
    for open in ["treatment", "source", "residual_impact"] {
        assert!(draft.get(open).is_none(), "{open} is for a person to judge");
    }
    assert!(drafted(id(1), &body, 2, id(2)).is_none(), "it is not severe");
    assert!(drafted(id(1), &body, 9, id(2)).is_none(), "there is no such row");
    body = taken_up(&body, 1, id(7));
    assert_eq!(severe(&body)[0].risk, Some(id(7)));
}

fn version(from: Date, field: &'static str, said: &str) -> Version {
    Version { from, body: Body::new().with(field, Value::Text(said.to_owned())) }
}

fn system(versions: Vec<Version>) -> Lived {
    Lived { record: id(5), kind: "system", versions }
}

fn assessment() -> Body {
    Body::new()
        .with("assessed_on", Value::Date(date(2026, 2, 1)))
        .with("next_review", Value::Date(date(2027, 2, 1)))
        .with("criteria", Value::Link(id(6)))
}

fn method(versions: &[Date]) -> Lived {
    let at = |day: &Date| {
        let mut body = Body::new().with("reassess_days", Value::Number(20.into()));
        let cells = [("means".to_owned(), Value::Text(day.to_string()))].into();
        body.set("steps", Value::Table(vec![Row { id: 1, cells }]));
        Version { from: *day, body }
    };
    Lived { record: id(6), kind: "risk_method", versions: versions.iter().map(at).collect() }
}

const TODAY: Date = date(2026, 6, 1);

#[test]
fn a_significant_change_after_the_assessment_asks_for_a_decision_within_the_days() {
    let body = assessment();
    let around = [
        system(vec![
            version(date(2026, 1, 1), "version", "1"),
            version(date(2026, 1, 20), "version", "2"),
            version(date(2026, 5, 20), "version", "3"),
        ]),
        method(&[date(2026, 1, 1)]),
    ];
    let found = triggers(&body, &body, &around, TODAY);
    assert_eq!(found.len(), 1, "{found:?}");
    let trigger = &found[0];
    assert_eq!((trigger.cause, trigger.about), (Cause::Change, Some(id(5))));
    assert_eq!(trigger.fields, ["version"]);
    assert_eq!((trigger.since, trigger.until), (date(2026, 5, 20), Some(date(2026, 6, 9))));
    assert!(trigger.is_open() && !trigger.is_late(TODAY) && trigger.is_late(date(2026, 6, 10)));
}

#[test]
fn what_does_not_bear_on_it_and_what_was_there_before_asks_for_nothing() {
    let body = assessment();
    let other = system(vec![
        version(date(2026, 1, 1), "limits", "few"),
        version(date(2026, 5, 20), "limits", "many"),
    ]);
    let before =
        system(vec![version(date(2026, 1, 1), "version", "1"), version(date(2026, 2, 1), "version", "2")]);
    for around in [other, before] {
        assert!(triggers(&body, &body, &[around], TODAY).is_empty());
    }
    assert!(triggers(&Body::new(), &Body::new(), &[], TODAY).is_empty(), "nothing was assessed yet");
}

#[test]
fn a_newer_method_and_a_passed_review_ask_as_well() {
    let mut body = assessment();
    body.set("next_review", Value::Date(date(2026, 5, 31)));
    let found = triggers(&body, &body, &[method(&[date(2026, 1, 1), date(2026, 3, 1)])], TODAY);
    let causes: Vec<Cause> = found.iter().map(|trigger| trigger.cause).collect();
    assert_eq!(causes, [Cause::Method, Cause::Interval]);
    assert_eq!(found[0].fields, ["steps"]);
    body.set("next_review", Value::Date(TODAY));
    assert!(triggers(&body, &body, &[], TODAY).is_empty(), "the day itself is in time");
}

#[test]
fn a_decision_settles_what_came_up_before_it_and_not_what_came_after() {
    let body = assessment();
    let versions = |more: &[Version]| {
        let mut all =
            vec![version(date(2026, 1, 1), "version", "1"), version(date(2026, 5, 20), "version", "2")];
        all.extend(more.iter().cloned());
        [system(all)]
    };
    let open = triggers(&body, &body, &versions(&[]), TODAY);
    let decided =
        Decided { again: false, on: date(2026, 5, 25), by: Some(id(2)), reason: "It only mends".to_owned() };
    let after = with_decision(&body, &open[0], &decided);
    assert!(
        validate(&Schema::of(&ia::KIND), &after.clone().with("name", Value::Text("A".to_owned()))).is_empty()
    );
    let settled = triggers(&body, &after, &versions(&[]), TODAY);
    assert_eq!(settled[0].decided, Some(decided));
    let again = triggers(&body, &after, &versions(&[version(date(2026, 5, 28), "version", "3")]), TODAY);
    assert!(again[0].is_open(), "something new came up");
    let newer = body.with("assessed_on", Value::Date(date(2026, 5, 29)));
    assert!(triggers(&newer, &newer, &versions(&[]), TODAY).is_empty(), "it was assessed again");
}

#[test]
fn what_counts_as_significant_is_what_the_kinds_declare() {
    let declared: Vec<&str> =
        kinds::ALL.iter().filter(|kind| !significant(kind.id).is_empty()).map(|kind| kind.id).collect();
    assert_eq!(declared, ["use", "system", "model", "dataset", "agent", "supplier", "risk_method"]);
    assert!(significant("use").contains(&"impact_level") && !significant("use").contains(&"owner"));
    assert!(significant("nothing").is_empty());
}
