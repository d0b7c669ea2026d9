//! What follows from an impact assessment on pages: a severe effect becomes a risk in one act, and a change asks for a decision.

use crate::client::House;
use app::{Ask, At, Role};
use axum::http::StatusCode;
use jiff::{SignedDuration, ToSpan};
use record::{Act, Body, RecordId, Value};
use testkit::PASSWORD;

async fn house() -> House {
    House::with(&[
        ("mara", &[Role::AiManager]),
        ("ines", &[Role::TopManagement]),
        ("otto", &[Role::Owner]),
        ("exa", &[Role::ExternalAuditor]),
        ("emil", &[Role::Employee]),
    ])
    .await
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

async fn person(house: &House, name: &str) -> RecordId {
    house.test.desk_of(name).await.actor().person
}

async fn act(house: &House, who: &str, record: RecordId, act: Act) {
    let desk = house.test.desk_of(who).await;
    let seen = desk.look(record, At::Now).await.unwrap().record.position;
    let signature = match act {
        Act::Approve => Some(desk.sign(PASSWORD).await.unwrap()),
        _ => None,
    };
    desk.decide(Ask { record, act, seen, reason: None, signature, key: None }).await.unwrap();
}

/// A record in force: written by otto, approved by ines.
async fn in_force(house: &House, kind: &str, body: Body) -> RecordId {
    let made = house.test.desk_of("otto").await.create(kind, body, None).await.unwrap();
    act(house, "otto", made.record, Act::Submit).await;
    act(house, "ines", made.record, Act::Approve).await;
    made.record
}

/// A system, and an assessment of it in force with a severe effect that no risk takes up.
async fn assessed(house: &House) -> (RecordId, RecordId) {
    let owner = Value::Link(person(house, "otto").await);
    let mut method = testkit::sample("risk_method").with("owner", owner.clone());
    method.clear("documents");
    let method = in_force(house, "risk_method", method).await;
    let system = Body::new()
        .with("name", text("Ranker"))
        .with("description", text("Ranks applications."))
        .with("stage", Value::Choice("operation".to_owned()))
        .with("owner", owner.clone())
        .with("version", text("4.2.1"));
    let system = in_force(house, "system", system).await;
    let today = house.test.desk_of("otto").await.today();
    let mut body = testkit::sample("impact_assessment")
        .with("owner", owner.clone())
        .with("assessors", Value::Links(vec![person(house, "otto").await]))
        .with("systems", Value::Links(vec![system]))
        .with("criteria", Value::Link(method))
        .with("assessed_on", Value::Date(today))
        .with("next_review", Value::Date(today.checked_add(300.days()).unwrap()));
    for field in ["uses", "method", "overseers", "privacy_assessment", "evaluations", "decisions", "measures"]
    {
        body.clear(field);
    }
    let Some(Value::Table(mut rows)) = body.get("findings").cloned() else { panic!() };
    for row in &mut rows {
        row.cells.remove("risk");
    }
    let body = body.with("findings", Value::Table(rows));
    (system, in_force(house, "impact_assessment", body).await)
}

#[tokio::test]
async fn a_severe_effect_becomes_a_risk_in_one_act_and_each_names_the_other() {
    let house = house().await;
    let (system, assessment) = assessed(&house).await;
    let mut otto = house.signed_in("otto").await;
    let page = otto.get("/impact/AIA-0001").await;
    let shown = page.text();
    assert!(
        shown.contains("No risk takes it up yet.") && shown.contains("/impact/AIA-0001/effects/1"),
        "{shown}"
    );
    assert!(!shown.contains("/effects/2"), "the second effect is not severe");
    let (token, key, seen) = (page.field("_csrf"), page.field("_key"), page.field("_seen"));
    let pairs = [("_csrf", token.as_str()), ("_key", &key), ("_seen", &seen)];
    let drafted = otto.post("/impact/AIA-0001/effects/1", &pairs).await;
    assert_eq!(drafted.location(), "/r/risk/RSK-0001/edit?done=risk_drafted", "{}", drafted.text());
    let again = otto.post("/impact/AIA-0001/effects/1", &pairs).await;
    assert_eq!(again.location(), drafted.location(), "sent twice, drafted once");
    let desk = house.test.desk_of("otto").await;
    let risk = desk.find_reference("RSK-0001").await.unwrap();
    let body = desk.look(risk, At::Now).await.unwrap().record.body.clone();
    assert_eq!(body.get("from_finding"), Some(&Value::Link(assessment)));
    assert_eq!(body.get("systems"), Some(&Value::Links(vec![system])));
    assert_eq!(body.get("inherent_impact"), Some(&Value::Rating(4)));
    let after = desk.look(assessment, At::Now).await.unwrap();
    let Some(Value::Table(rows)) = after.record.body.get("findings") else { panic!() };
    assert_eq!(rows[0].cells.get("risk"), Some(&Value::Link(risk)));
    assert_eq!(after.record.state.code(), "draft", "what names the risk waits for approval");
    let shown = otto.get("/impact/AIA-0001").await.text();
    assert!(shown.contains("RSK-0001") && !shown.contains("/effects/1\""), "{shown}");
    let form = otto.get("/r/risk/RSK-0001/edit").await.text();
    assert!(form.contains("Applicants over 50 are ranked lower"), "the form is filled in: {form}");
    let size = desk.seal_line().await.unwrap().size;
    let fresh = otto.get("/impact/AIA-0001").await.field("_csrf");
    for path in ["/impact/AIA-0001/effects/1", "/impact/AIA-0001/effects/2", "/impact/AIA-0001/effects/x"] {
        let refused = otto.post(path, &[("_csrf", &fresh)]).await;
        assert!(refused.status.is_client_error(), "{path}: {}", refused.status);
    }
    for name in ["exa", "emil"] {
        let mut browser = house.signed_in(name).await;
        let token = browser.get("/account").await.field("_csrf");
        for path in ["/impact/AIA-0001/effects/1", "/impact/AIA-0001/again"] {
            let refused =
                browser.post(path, &[("_csrf", &token), ("reason", "x"), ("decision", "reassess")]).await;
            assert!(refused.status.is_client_error(), "{name} {path}: {}", refused.status);
        }
    }
    assert_eq!(desk.seal_line().await.unwrap().size, size, "nothing was written");
}

#[tokio::test]
async fn a_newer_version_of_a_system_asks_for_a_decision_which_a_person_records() {
    let house = house().await;
    let (system, assessment) = assessed(&house).await;
    let mut otto = house.signed_in("otto").await;
    let quiet = otto.get("/impact/AIA-0001").await.text();
    assert!(!quiet.contains("Assess again?"), "nothing has come up: {quiet}");
    house.test.clock.pass(SignedDuration::from_hours(72));
    let desk = house.test.desk_of("otto").await;
    let look = desk.look(system, At::Now).await.unwrap();
    let body = look.record.body.clone().with("version", text("5.0")).with("limits", text("Fewer."));
    desk.revise(system, look.record.position, body, None, None).await.unwrap();
    let drafted = otto.get("/impact/AIA-0001").await.text();
    assert!(!drafted.contains("Assess again?"), "a draft of the system changes nothing yet: {drafted}");
    act(&house, "otto", system, Act::Submit).await;
    act(&house, "ines", system, Act::Approve).await;
    let mut otto = house.signed_in("otto").await;
    let page = otto.get("/impact/AIA-0001").await;
    let shown = page.text();
    assert!(shown.contains("Assess again?") && shown.contains("Ranker"), "{shown}");
    assert!(
        shown.contains(": Version<") && !shown.contains("Known limits"),
        "only what bears on it: {shown}"
    );
    assert!(shown.contains("To be decided by"), "the method gives twenty days: {shown}");
    let record = otto.get("/r/impact_assessment/AIA-0001").await.text();
    assert!(record.contains("something came up that nobody has decided on"), "{record}");
    let (token, key, seen, trigger) =
        (page.field("_csrf"), page.field("_key"), page.field("_seen"), page.field("trigger"));
    let hidden = [("_csrf", token.as_str()), ("_key", &key), ("_seen", &seen), ("trigger", &trigger)];
    let wrong = otto.post("/impact/AIA-0001/again", &[&hidden[..], &[("reason", "A <word>")]].concat()).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("Choose what is decided.") && wrong.text().contains("A &lt;word&gt;"));
    let answer = [("decision", "not_necessary"), ("reason", "The ranking stays as it was")];
    let decided = otto.post("/impact/AIA-0001/again", &[&hidden[..], &answer].concat()).await;
    assert_eq!(decided.location(), "/impact/AIA-0001?done=decided_again", "{}", decided.text());
    let shown = otto.get("/impact/AIA-0001").await.text();
    assert!(shown.contains("Still holds") && shown.contains("The ranking stays as it was"), "{shown}");
    let look = house.test.desk_of("otto").await.look(assessment, At::Now).await.unwrap();
    let Some(Value::Table(rows)) = look.record.body.get("decisions") else { panic!() };
    assert_eq!(rows[0].cells.get("about"), Some(&Value::Link(system)));
    assert_eq!(rows[0].cells.get("decided_by"), Some(&Value::Link(person(&house, "otto").await)));
    house.test.clock.pass(SignedDuration::from_hours(24 * 310));
    let mut otto = house.signed_in("otto").await;
    let late = otto.get("/impact/AIA-0001").await.text();
    assert!(late.contains("The day of the next review has passed"), "{late}");
}
