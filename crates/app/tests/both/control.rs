//! Draft, submit, approve by somebody else, effective, retire: the life of a controlled record.

#![expect(clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use app::{Ask, At, Desk, Made, Role, Trouble};
use jiff::SignedDuration;
use record::{Act, Body, State, Value};
use testkit::{PASSWORD, TestApp};

fn code(trouble: &Trouble) -> &'static str {
    match trouble {
        Trouble::Refused(refusal) => refusal.code,
        other => panic!("a failure, not a refusal: {other:?}"),
    }
}

async fn house() -> TestApp {
    let house = TestApp::new().await;
    house.person("ana", &[Role::AiManager]).await;
    house.person("nadia", &[Role::AiManager]).await;
    house.person("tomas", &[Role::Owner]).await;
    house.person("jonas", &[Role::Employee]).await;
    house
}

fn risk(name: &str) -> Body {
    testkit::sample_alone("risk").with("name", Value::Text(name.to_owned()))
}

async fn ask(desk: &Desk, made: &Made, act: Act, reason: Option<&str>) -> Result<Made, Trouble> {
    let look = desk.look(made.record, At::Now).await?;
    let signature = if act.is_signature() { Some(desk.sign(PASSWORD).await?) } else { None };
    desk.decide(Ask {
        record: made.record,
        act,
        seen: look.record.position,
        reason: reason.map(str::to_owned),
        signature,
        key: None,
    })
    .await
}

/// A risk with an owner, written by tomas.
async fn draft(house: &TestApp) -> (Desk, Made) {
    let tomas = house.desk_of("tomas").await;
    let body = risk("Older applicants are ranked lower").with("owner", Value::Link(tomas.actor().person));
    let made = tomas.create("risk", body, None).await.unwrap();
    (tomas, made)
}

#[tokio::test]
async fn a_record_comes_into_force_only_by_somebody_elses_approval() {
    let house = house().await;
    let (tomas, made) = draft(&house).await;
    assert_eq!(made.reference, "RSK-0001");
    ask(&tomas, &made, Act::Submit, None).await.unwrap();
    assert_eq!(code(&ask(&tomas, &made, Act::Approve, None).await.unwrap_err()), "role_lacks_verb");
    let ana = house.desk_of("ana").await;
    ask(&ana, &made, Act::Approve, Some("Complete and plausible")).await.unwrap();
    let look = ana.look(made.record, At::Now).await.unwrap();
    assert!(matches!(look.record.state, State::Effective(_)));
    assert_eq!(look.record.effective.as_ref().unwrap().approved.by, ana.actor().person);
    ask(&ana, &made, Act::Retire, Some("The use has ended")).await.unwrap();
    assert!(ana.look(made.record, At::Now).await.unwrap().acts.is_empty());
}

#[tokio::test]
async fn an_approver_who_wrote_part_of_it_cannot_approve() {
    let house = house().await;
    let (tomas, made) = draft(&house).await;
    let ana = house.desk_of("ana").await;
    let look = ana.look(made.record, At::Now).await.unwrap();
    let body =
        look.record.body.clone().with("name", Value::Text("Applicants over 50 are ranked lower".to_owned()));
    ana.revise(made.record, look.record.position, body, None, None).await.unwrap();
    ask(&tomas, &made, Act::Submit, None).await.unwrap();
    assert_eq!(code(&ask(&ana, &made, Act::Approve, None).await.unwrap_err()), "approver_is_author");
    let nadia = house.desk_of("nadia").await;
    ask(&nadia, &made, Act::Approve, None).await.unwrap();
}

#[tokio::test]
async fn approval_is_a_signature() {
    let house = house().await;
    let (tomas, made) = draft(&house).await;
    ask(&tomas, &made, Act::Submit, None).await.unwrap();
    let ana = house.desk_of("ana").await;
    let seen = ana.look(made.record, At::Now).await.unwrap().record.position;
    let unsigned =
        Ask { record: made.record, act: Act::Approve, seen, reason: None, signature: None, key: None };
    assert_eq!(code(&ana.decide(unsigned).await.unwrap_err()), "signature_needed");
    assert_eq!(code(&ana.sign("not the password").await.unwrap_err()), "wrong_password");
    let foreign = house.desk_of("nadia").await.sign(PASSWORD).await.unwrap();
    let borrowed = Ask {
        record: made.record,
        act: Act::Approve,
        seen,
        reason: None,
        signature: Some(foreign),
        key: None,
    };
    assert_eq!(code(&ana.decide(borrowed).await.unwrap_err()), "signature_needed");
}

#[tokio::test]
async fn two_people_who_approve_at_once_yield_one_approval() {
    let house = house().await;
    let (tomas, made) = draft(&house).await;
    ask(&tomas, &made, Act::Submit, None).await.unwrap();
    let (ana, nadia) = (house.desk_of("ana").await, house.desk_of("nadia").await);
    let (first, second) =
        tokio::join!(ask(&ana, &made, Act::Approve, None), ask(&nadia, &made, Act::Approve, None));
    assert_eq!(usize::from(first.is_ok()) + usize::from(second.is_ok()), 1);
    let refused = first.err().or(second.err()).unwrap();
    assert!(matches!(code(&refused), "changed_meanwhile" | "state_forbids"), "{refused:?}");
    let acts = ana.history(made.record, At::Now).await.unwrap().lines;
    assert_eq!(acts.iter().filter(|line| line.act.act == Act::Approve).count(), 1);
}

#[tokio::test]
async fn changes_are_requested_with_a_reason_and_a_submission_can_be_withdrawn() {
    let house = house().await;
    let (tomas, made) = draft(&house).await;
    ask(&tomas, &made, Act::Submit, None).await.unwrap();
    ask(&tomas, &made, Act::Withdraw, None).await.unwrap();
    ask(&tomas, &made, Act::Submit, None).await.unwrap();
    let ana = house.desk_of("ana").await;
    assert_eq!(code(&ask(&ana, &made, Act::RequestChanges, None).await.unwrap_err()), "invalid");
    ask(&ana, &made, Act::RequestChanges, Some("Name the source")).await.unwrap();
    let lived = tomas.history(made.record, At::Now).await.unwrap();
    assert_eq!(lived.lines[0].act.reason.as_deref(), Some("Name the source"));
    assert!(matches!(tomas.look(made.record, At::Now).await.unwrap().record.state, State::Draft(_)));
}

#[tokio::test]
async fn an_incomplete_record_is_not_submitted_and_the_refusal_names_what_is_missing() {
    let house = house().await;
    let tomas = house.desk_of("tomas").await;
    let body = Body::new()
        .with("name", Value::Text("Nearly empty".to_owned()))
        .with("owner", Value::Link(tomas.actor().person));
    let made = tomas.create("risk", body, None).await.unwrap();
    let Trouble::Refused(refusal) = ask(&tomas, &made, Act::Submit, None).await.unwrap_err() else {
        panic!()
    };
    assert!(
        refusal.problems.iter().any(|problem| problem.path == "event" && problem.code == "missing"),
        "{refusal:?}"
    );
}

#[tokio::test]
async fn a_draft_of_what_is_in_force_is_hidden_from_employees_but_the_version_in_force_is_not() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let body = testkit::sample_alone("document");
    let body = body
        .with("name", Value::Text("AI policy".to_owned()))
        .with("owner", Value::Link(ana.actor().person))
        .with("text", Value::Text("We use AI with care.".to_owned()));
    let made = ana.create("document", body.clone(), None).await.unwrap();
    ask(&ana, &made, Act::Submit, None).await.unwrap();
    let nadia = house.desk_of("nadia").await;
    ask(&nadia, &made, Act::Approve, None).await.unwrap();
    let jonas = house.desk_of("jonas").await;
    assert_eq!(jonas.search("care", 10).await.unwrap().len(), 1);
    let seen = ana.look(made.record, At::Now).await.unwrap().record.position;
    ana.revise(made.record, seen, body.with("text", Value::Text("Secret wording".to_owned())), None, None)
        .await
        .unwrap();
    assert!(jonas.search("secret", 10).await.unwrap().is_empty());
    let look = jonas.look(made.record, At::Now).await.unwrap();
    assert_eq!(look.record.body.get("text"), Some(&Value::Text("We use AI with care.".to_owned())));
    assert!(jonas.list("document", &app::ListAsk::default()).await.unwrap().rows.is_empty());
    assert_eq!(code(&jonas.compare(made.record, 1, 2).await.unwrap_err()), "not_found");
}

#[tokio::test]
async fn a_reading_as_of_then_shows_what_was_recorded_then() {
    let house = house().await;
    let (tomas, made) = draft(&house).await;
    let before = tomas.at_instant(tomas.now()).await.unwrap();
    house.clock.pass(SignedDuration::from_hours(2));
    let tomas = house.desk_of("tomas").await;
    let look = tomas.look(made.record, At::Now).await.unwrap();
    let body = look.record.body.clone().with("name", Value::Text("Renamed".to_owned()));
    tomas.revise(made.record, look.record.position, body, Some("Clearer".to_owned()), None).await.unwrap();
    assert_eq!(tomas.look(made.record, At::Now).await.unwrap().record.title, "Renamed");
    assert_eq!(
        tomas.look(made.record, before).await.unwrap().record.title,
        "Older applicants are ranked lower"
    );
    let then = app::ListAsk { at: before, ..app::ListAsk::default() };
    assert_eq!(tomas.list("risk", &then).await.unwrap().rows[0].title, "Older applicants are ranked lower");
}

#[tokio::test]
async fn the_same_form_sent_twice_makes_one_record() {
    let house = house().await;
    let tomas = house.desk_of("tomas").await;
    let body = risk("Once").with("owner", Value::Link(tomas.actor().person));
    let first = tomas.create("risk", body.clone(), Some("key-1".to_owned())).await.unwrap();
    let second = tomas.create("risk", body, Some("key-1".to_owned())).await.unwrap();
    assert_eq!(first, second);
    let other = risk("Other").with("owner", Value::Link(tomas.actor().person));
    assert_eq!(code(&tomas.create("risk", other, Some("key-1".to_owned())).await.unwrap_err()), "key_reused");
}
