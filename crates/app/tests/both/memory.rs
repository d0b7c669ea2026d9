//! What is kept in memory never tells what is no longer so: names after a change, by this process or another, names that
//! somebody may not see, and readiness of the past after an erasure.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use app::{App, At, Desk, Role, Via};
use record::{Body, RecordId, Row, Value};
use std::{collections::BTreeMap, future::poll_fn, pin::pin, task::Poll, time::Duration};
use testkit::TestApp;

fn unit(name: &str) -> Body {
    Body::new().with("name", Value::Text(name.to_owned()))
}

async fn title(desk: &Desk, id: RecordId) -> Option<String> {
    desk.names(&[id], At::Now).await.unwrap().remove(&id).map(|named| named.title)
}

async fn house() -> TestApp {
    let house = TestApp::new().await;
    house.person("ana", &[Role::AiManager]).await;
    house.person("jonas", &[Role::Employee]).await;
    house
}

async fn desk_of(app: &App, house: &TestApp, person: RecordId) -> Desk {
    app.desk(house.organisation, person, None, Via::Web).await.unwrap()
}

#[tokio::test]
async fn a_name_is_the_new_one_after_a_change_also_for_a_desk_that_was_taken_before() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let made = ana.create("unit", unit("Sales"), None).await.unwrap();
    assert_eq!(title(&ana, made.record).await.unwrap(), "Sales");
    assert_eq!(title(&ana, made.record).await.unwrap(), "Sales");
    let seen = ana.look(made.record, At::Now).await.unwrap().record.position;
    ana.revise(made.record, seen, unit("Sales and service"), None, None).await.unwrap();
    assert_eq!(title(&ana, made.record).await.unwrap(), "Sales and service");
    assert_eq!(title(&house.desk_of("ana").await, made.record).await.unwrap(), "Sales and service");
}

#[tokio::test]
async fn a_change_by_another_process_is_followed() {
    let house = house().await;
    let here = house.desk_of("ana").await;
    let made = here.create("unit", unit("Sales"), None).await.unwrap();
    assert_eq!(title(&here, made.record).await.unwrap(), "Sales");
    let other = house.reopened();
    let there = desk_of(&other, &house, here.actor().person).await;
    let seen = there.look(made.record, At::Now).await.unwrap().record.position;
    there.revise(made.record, seen, unit("Trade"), None, None).await.unwrap();
    assert_eq!(title(&here, made.record).await.unwrap(), "Trade");
}

#[tokio::test]
async fn a_name_kept_for_one_person_is_not_told_to_another_who_may_not_see_the_record() {
    let house = house().await;
    let (ana, jonas) = (house.desk_of("ana").await, house.desk_of("jonas").await);
    let body = testkit::sample_alone("risk").with("owner", Value::Link(ana.actor().person));
    let risk = ana.create("risk", body, None).await.unwrap().record;
    assert!(title(&ana, risk).await.is_some());
    assert_eq!(title(&jonas, risk).await, None);
    assert_eq!(title(&jonas, ana.actor().person).await.unwrap(), "ana");
}

async fn offered(desk: &Desk, kind: &str) -> Vec<String> {
    desk.offers(kind, 10).await.unwrap().iter().map(|(_, named)| named.title.clone()).collect()
}

#[tokio::test]
async fn offers_follow_what_is_made_renamed_and_may_be_seen() {
    let house = house().await;
    let (ana, jonas) = (house.desk_of("ana").await, house.desk_of("jonas").await);
    assert!(offered(&ana, "unit").await.is_empty());
    let made = ana.create("unit", unit("Sales"), None).await.unwrap();
    assert_eq!(offered(&ana, "unit").await, ["Sales"]);
    ana.create("unit", unit("Accounts"), None).await.unwrap();
    assert_eq!(offered(&ana, "unit").await, ["Accounts", "Sales"]);
    let seen = ana.look(made.record, At::Now).await.unwrap().record.position;
    ana.revise(made.record, seen, unit("Business"), None, None).await.unwrap();
    assert_eq!(offered(&ana, "unit").await, ["Accounts", "Business"]);
    assert_eq!(ana.offers("unit", 1).await.unwrap().len(), 1);
    let body = testkit::sample_alone("risk").with("owner", Value::Link(ana.actor().person));
    ana.create("risk", body, None).await.unwrap();
    assert_eq!(offered(&ana, "risk").await.len(), 1);
    assert!(offered(&jonas, "risk").await.is_empty());
}

/// A risk that somebody owns.
fn of(name: &str, owner: RecordId) -> Body {
    testkit::sample_alone("risk").with("name", Value::Text(name.to_owned())).with("owner", Value::Link(owner))
}

/// Titles of the risks that speak of answers, as a page of the register shows them.
async fn listed(desk: &Desk, at: At) -> Vec<String> {
    listed_by(desk, at, "name").await
}

async fn listed_by(desk: &Desk, at: At, field: &str) -> Vec<String> {
    let sort = app::SortBy::Field(field.to_owned());
    let ask = app::ListAsk { at, text: "answers".to_owned(), sort, ..app::ListAsk::default() };
    let found = desk.list("risk", &ask).await.unwrap();
    let titles: Vec<String> = found.rows.iter().map(|row| row.title.clone()).collect();
    assert_eq!(found.total, app::Total::Exact(titles.len() as u64));
    titles
}

#[tokio::test]
async fn whoever_was_shown_a_page_sees_it_to_the_end_of_the_request_and_nobody_sees_a_mixture() {
    let house = house().await;
    let (ana, jonas) = (house.desk_of("ana").await, house.desk_of("jonas").await);
    let risk = ana.create("risk", of("Answers made up", jonas.actor().person), None).await.unwrap();
    let past = At::Size(house.desk_of("ana").await.size());
    let there = desk_of(&house.reopened(), &house, ana.actor().person).await;
    // What only reads goes on with the size of the ledger that it has seen.
    app::looking_once(async {
        for at in [At::Now, past] {
            assert_eq!(listed(&ana, at).await, ["Answers made up"]);
            assert_eq!(listed(&jonas, at).await, ["Answers made up"]);
        }
        let given = of("Answers left out", ana.actor().person);
        there.revise(risk.record, risk.position, given, None, None).await.unwrap();
        assert_eq!(listed(&ana, At::Now).await, ["Answers made up"], "as it was when the request began");
        // What was not shown yet is of now, name and reader alike.
        assert_eq!(listed_by(&ana, At::Now, "owner").await, ["Answers left out"]);
        assert!(listed_by(&jonas, At::Now, "owner").await.is_empty(), "neither its new name nor the old one");
        assert!(listed_by(&jonas, past, "owner").await.is_empty());
    })
    .await;
    app::looking_once(async {
        assert_eq!(listed(&ana, At::Now).await, ["Answers left out"]);
        for at in [At::Now, past] {
            assert!(listed(&jonas, at).await.is_empty(), "of whoever asks from now on");
        }
    })
    .await;
}

#[tokio::test]
async fn a_page_that_was_looked_at_before_follows_what_is_written_and_who_asks() {
    let house = house().await;
    let (ana, jonas) = (house.desk_of("ana").await, house.desk_of("jonas").await);
    let first = ana.create("risk", of("Answers made up", jonas.actor().person), None).await.unwrap();
    ana.create("risk", of("Answers left out", ana.actor().person), None).await.unwrap();
    let past = At::Size(house.desk_of("ana").await.size());
    for at in [At::Now, past] {
        for _ in 0..2 {
            assert_eq!(listed(&ana, at).await, ["Answers left out", "Answers made up"]);
            assert_eq!(listed(&jonas, at).await, ["Answers made up"]);
        }
    }
    // Another process gives the one that Jonas owns to Ana, and makes one more.
    let there = desk_of(&house.reopened(), &house, ana.actor().person).await;
    let given = of("Answers in bad words", ana.actor().person);
    there.revise(first.record, first.position, given, None, None).await.unwrap();
    there.create("risk", of("No answers", ana.actor().person), None).await.unwrap();
    assert_eq!(listed(&ana, At::Now).await, ["Answers in bad words", "Answers left out", "No answers"]);
    assert_eq!(listed(&ana, past).await, ["Answers left out", "Answers made up"]);
    assert!(listed(&jonas, At::Now).await.is_empty(), "hers no longer");
    assert!(listed(&jonas, past).await.is_empty(), "not of the past either");
    // Something else that is written leaves it as it is.
    ana.create("unit", unit("Sales"), None).await.unwrap();
    assert_eq!(listed(&ana, At::Now).await.len(), 3);
}

#[tokio::test]
async fn the_past_answers_the_same_from_memory_as_from_the_records() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    ana.create("unit", unit("Sales"), None).await.unwrap();
    let past = At::Size(house.desk_of("ana").await.size());
    let first = ana.readiness(past).await.unwrap();
    ana.create("unit", unit("Service"), None).await.unwrap();
    let again = house.desk_of("ana").await.readiness(past).await.unwrap();
    let anew = desk_of(&house.reopened(), &house, ana.actor().person).await.readiness(past).await.unwrap();
    assert_eq!((first.position, first.at), (again.position, again.at));
    assert_eq!(format!("{:?}", again.standings), format!("{:?}", anew.standings));
    let now = house.desk_of("ana").await.readiness(At::Now).await.unwrap();
    assert!(now.position > again.position);
}

#[tokio::test]
async fn how_records_were_called_then_is_remembered_and_who_may_know_it_is_told_by_the_present() {
    let house = house().await;
    let (ana, jonas) = (house.desk_of("ana").await, house.desk_of("jonas").await);
    let risk = ana.create("risk", of("Answers made up", jonas.actor().person), None).await.unwrap();
    let unit = ana.create("unit", unit("Sales"), None).await.unwrap();
    let past = At::Size(house.desk_of("ana").await.size());
    let then =
        async |desk: &Desk, id| desk.names(&[id], past).await.unwrap().remove(&id).map(|named| named.title);
    for _ in 0..2 {
        assert_eq!(then(&ana, risk.record).await.unwrap(), "Answers made up");
        assert_eq!(then(&jonas, risk.record).await.unwrap(), "Answers made up", "it is hers");
        assert_eq!(then(&ana, unit.record).await.unwrap(), "Sales");
    }
    // By another process, which this one follows.
    let there = desk_of(&house.reopened(), &house, ana.actor().person).await;
    let given = of("Answers left out", ana.actor().person);
    there.revise(risk.record, risk.position, given, None, None).await.unwrap();
    assert_eq!(then(&ana, risk.record).await.unwrap(), "Answers made up", "the past stays");
    assert_eq!(then(&jonas, risk.record).await, None, "hers no longer");
    let signature = ana.sign(testkit::PASSWORD).await.unwrap();
    ana.erase(unit.record, "name", unit.position, "Asked for", Some(&signature)).await.unwrap();
    assert_eq!(then(&ana, unit.record).await.unwrap(), "", "what was erased is gone from the past");
    // What is not there yet is not remembered as missing.
    let later = At::Size(house.desk_of("ana").await.size() + 1);
    let soon = async |id| ana.names(&[id], later).await.unwrap().remove(&id).map(|named| named.title);
    assert_eq!(soon(risk.record).await.unwrap(), "Answers left out");
    let seen = ana.look(risk.record, At::Now).await.unwrap().record.position;
    let renamed = of("Answers without a source", ana.actor().person);
    ana.revise(risk.record, seen, renamed, None, None).await.unwrap();
    assert_eq!(soon(risk.record).await.unwrap(), "Answers without a source");
}

#[tokio::test]
async fn whoever_comes_back_after_very_many_entries_knows_what_has_changed() {
    let house = house().await;
    let (here, jonas) = (house.desk_of("ana").await, house.desk_of("jonas").await);
    let made = here.create("unit", unit("Sales"), None).await.unwrap();
    assert_eq!(title(&here, made.record).await.unwrap(), "Sales");
    assert_eq!(offered(&here, "unit").await, ["Sales"]);
    // Another process renames the unit and gives Jonas a role, before and after more acts than are followed one by one.
    let other = house.reopened();
    let there = desk_of(&other, &house, here.actor().person).await;
    let seen = there.look(made.record, At::Now).await.unwrap().record.position;
    there.revise(made.record, seen, unit("Trade"), None, None).await.unwrap();
    let incoming = |n: u64| app::Incoming {
        row: n,
        kind: "unit".to_owned(),
        key: format!("unit {n}"),
        body: serde_json::json!({ "name": format!("Unit {n}") }).as_object().unwrap().clone(),
        refs: Vec::new(),
        decided: false,
        ends: None,
    };
    let records = (0..2_500).map(incoming).collect();
    let bring = app::BringIn { name: "units.csv".to_owned(), records, ..app::BringIn::default() };
    let job = there.bring_in(bring).await.unwrap();
    assert_eq!(there.run_import(job).await.unwrap().lost_total, 0);
    let held = record::TimeSpan { from: jiff::civil::date(2026, 1, 1), to: None };
    let role = Body::new()
        .with("name", Value::Text("jonas, owner".to_owned()))
        .with("person", Value::Link(jonas.actor().person))
        .with("role", Value::Choice(Role::Owner.code().to_owned()))
        .with("held", Value::Period(held));
    desk_of(&other, &house, house.administrator).await.create("membership", role, None).await.unwrap();
    // Nothing was asked here meanwhile.
    assert_eq!(title(&here, made.record).await.unwrap(), "Trade");
    assert_eq!(offered(&here, "unit").await.first().map(String::as_str), Some("Trade"));
    let again = desk_of(&house.app, &house, jonas.actor().person).await;
    assert!(again.actor().has(Role::Owner) && again.actor().has(Role::Employee));
}

/// Asks a future some times and drops it then, whether or not it has come to its end. Yes when it has.
async fn given_up<T>(future: impl Future<Output = T>, times: usize) -> bool {
    let mut future = pin!(future);
    for _ in 0..times {
        if poll_fn(|context| Poll::Ready(future.as_mut().poll(context).is_ready())).await {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    false
}

#[tokio::test]
async fn who_is_given_up_midway_leaves_nothing_half_known() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let body = testkit::sample_alone("risk").with("owner", Value::Link(ana.actor().person));
    let risk = ana.create("risk", body.clone(), None).await.unwrap().record;
    assert!(ana.risk_standing(risk, At::Now).await.unwrap().is_some());
    ana.readiness(At::Now).await.unwrap();
    let other = house.reopened();
    let there = desk_of(&other, &house, ana.actor().person).await;
    for times in 1..100 {
        let name = format!("Answers made up, {times}");
        let seen = there.look(risk, At::Now).await.unwrap().record.position;
        let made = there
            .revise(risk, seen, body.clone().with("name", Value::Text(name.clone())), None, None)
            .await
            .unwrap();
        let ended = given_up(ana.risk_standing(risk, At::Now), times).await
            & given_up(ana.readiness(At::Now), times).await;
        let known = ana.risk_standing(risk, At::Now).await.unwrap().unwrap();
        assert_eq!(known.risk.title, name, "given up after {times}");
        assert_eq!(ana.readiness(At::Now).await.unwrap().position, made.position, "given up after {times}");
        if ended {
            return;
        }
    }
    panic!("it never ended");
}

#[tokio::test]
async fn what_only_reads_looks_once() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let body = testkit::sample_alone("risk").with("owner", Value::Link(ana.actor().person));
    let named = |name: &str| body.clone().with("name", Value::Text(name.to_owned()));
    let risk = ana.create("risk", named("Answers made up"), None).await.unwrap();
    let other = house.reopened();
    let there = desk_of(&other, &house, ana.actor().person).await;
    let called =
        async || ana.names(&[risk.record], At::Now).await.unwrap().remove(&risk.record).unwrap().title;
    let read = async || ana.look(risk.record, At::Now).await.unwrap().record.title.clone();
    app::looking_once(async {
        assert_eq!(called().await, "Answers made up");
        assert_eq!(read().await, "Answers made up");
        there.revise(risk.record, risk.position, named("Answers left out"), None, None).await.unwrap();
        assert_eq!(called().await, "Answers made up", "another process has written meanwhile");
        assert_eq!(read().await, "Answers made up", "one that was read before");
    })
    .await;
    assert_eq!(called().await, "Answers left out", "whoever comes later sees it");
    assert_eq!(read().await, "Answers left out");
}

#[tokio::test]
async fn a_number_that_a_row_has_had_is_remembered_when_the_row_is_gone() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let person = ana.actor().person;
    let council = |numbers: &[u32]| {
        let cells = [
            ("person", Value::Link(person)),
            ("role", Value::Choice("chair".to_owned())),
            ("from", Value::Date("2026-01-01".parse().unwrap())),
        ];
        let cells: BTreeMap<_, _> = cells.map(|(column, value)| (column.to_owned(), value)).into();
        let row = |id: &u32| Row { id: *id, cells: cells.clone() };
        testkit::sample_alone("body").with("members", Value::Table(numbers.iter().map(row).collect()))
    };
    let highest = async |desk: &Desk, id| desk.row_numbers(id).await.unwrap().get("members").copied();
    let made = ana.create("body", council(&[1, 2]), None).await.unwrap().record;
    let revise = async |desk: &Desk, numbers: &[u32]| {
        let seen = desk.look(made, At::Now).await.unwrap().record.position;
        desk.revise(made, seen, council(numbers), None, None).await.unwrap();
    };
    assert_eq!(highest(&ana, made).await, Some(2));
    revise(&ana, &[1]).await;
    assert_eq!(highest(&ana, made).await, Some(2));
    let other = house.reopened();
    let there = desk_of(&other, &house, person).await;
    revise(&there, &[1, 3]).await;
    revise(&there, &[1]).await;
    assert_eq!(highest(&ana, made).await, Some(3), "of versions that another process wrote since");
    assert_eq!(highest(&there, made).await, Some(3), "of all versions");
    assert!(
        house.desk_of("jonas").await.row_numbers(made).await.is_err(),
        "of a record that somebody may not see whole"
    );
}
