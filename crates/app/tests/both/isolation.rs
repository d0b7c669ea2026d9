//! Two organisations in one installation: nothing of one can be reached from the other.

use app::{At, FirstSetUp, ListAsk, Role, Trace, Trouble};
use record::{Body, Value};
use testkit::{PASSWORD, TestApp};

#[tokio::test]
async fn a_member_of_another_organisation_finds_nothing_by_id_reference_link_search_or_count() {
    let house = TestApp::new().await;
    house.person("ana", &[Role::AiManager]).await;
    let ana = house.desk_of("ana").await;
    let body = Body::new().with("name", Value::Text("Canary risk".to_owned()));
    let made = ana.create("risk", body, None).await.unwrap();
    let ask = FirstSetUp {
        organisation: "Neighbour".to_owned(),
        name: "Eve".to_owned(),
        email: "eve@other.example".to_owned(),
        password: PASSWORD.to_owned(),
        roles: vec![Role::AiManager, Role::TopManagement],
    };
    house.app.set_up(ask).await.unwrap();
    let secret = house.app.sign_in("eve@other.example", PASSWORD, &Trace::default()).await.unwrap().secret;
    let (eve, _) = house.app.desk_of_session(&secret).await.unwrap().unwrap();
    assert_ne!(eve.organisation(), ana.organisation());
    let hidden = |result: Result<(), Trouble>| matches!(result, Err(Trouble::Refused(refusal)) if refusal.code == "not_found");
    assert!(hidden(eve.look(made.record, At::Now).await.map(|_| ())));
    assert!(hidden(eve.find_reference(&made.reference).await.map(|_| ())));
    assert!(hidden(eve.history(made.record, At::Now).await.map(|_| ())));
    assert!(hidden(eve.body_of_version(made.record, 1).await.map(|_| ())));
    assert!(hidden(eve.revise(made.record, made.position, Body::new(), None, None).await.map(|_| ())));
    assert!(eve.search("canary", 10).await.unwrap().is_empty());
    assert!(eve.names(&[made.record], At::Now).await.unwrap().is_empty());
    assert!(eve.list("risk", &ListAsk::default()).await.unwrap().rows.is_empty());
    assert!(!eve.counts().await.unwrap().iter().any(|(kind, _, _)| kind == "risk"));
    assert!(!eve.recent(50, At::Now).await.unwrap().0.iter().any(|act| act.record == made.record));
    let linked = Body::new()
        .with("name", Value::Text("Mine".to_owned()))
        .with("from_finding", Value::Link(made.record));
    assert!(
        matches!(eve.create("risk", linked, None).await, Err(Trouble::Refused(refusal)) if refusal.problems[0].code == "no_such_record")
    );
}

#[tokio::test]
async fn a_link_to_what_one_may_not_see_is_refused_like_a_link_to_nothing() {
    let house = TestApp::new().await;
    house.person("ana", &[Role::AiManager]).await;
    house.person("jonas", &[Role::Employee]).await;
    let ana = house.desk_of("ana").await;
    let made =
        ana.create("risk", Body::new().with("name", Value::Text("Hidden".to_owned())), None).await.unwrap();
    let jonas = house.desk_of("jonas").await;
    assert!(jonas.names(&[made.record], At::Now).await.unwrap().is_empty());
    assert!(jonas.look(made.record, At::Now).await.is_err());
    assert!(jonas.search("hidden", 5).await.unwrap().is_empty());
    assert!(jonas.recent(50, At::Now).await.unwrap().0.iter().all(|act| act.record != made.record));
}
