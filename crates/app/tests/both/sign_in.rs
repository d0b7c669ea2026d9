//! Signing in and out, sessions, passwords, tokens.

#![expect(clippy::panic, reason = "a test that cannot go on has failed")]

use app::{Role, Scope, Trace, Trouble};
use jiff::SignedDuration;
use record::Class;
use testkit::{PASSWORD, TestApp};

fn from(address: &str) -> Trace {
    Trace { address: address.to_owned(), agent: "test".to_owned() }
}

fn refused(trouble: &Trouble) -> (&'static str, Class) {
    match trouble {
        Trouble::Refused(refusal) => (refusal.code, refusal.class),
        other => panic!("a failure, not a refusal: {other:?}"),
    }
}

#[tokio::test]
async fn an_unknown_address_a_wrong_password_and_a_locked_account_answer_alike() {
    let house = TestApp::new().await;
    house.person("ana", &[Role::AiManager]).await;
    let ola = house.desk_of("ola").await;
    let wrong =
        refused(&house.app.sign_in("ana@test.example", "wrong", &from("10.0.0.1")).await.unwrap_err());
    let unknown =
        refused(&house.app.sign_in("nobody@test.example", "wrong", &from("10.0.0.1")).await.unwrap_err());
    let account =
        ola.seats().await.unwrap().into_iter().find(|seat| seat.email == "ana@test.example").unwrap().account;
    ola.lock_account(account, true).await.unwrap();
    let locked =
        refused(&house.app.sign_in("ana@test.example", PASSWORD, &from("10.0.0.1")).await.unwrap_err());
    assert_eq!(wrong, ("wrong_sign_in", Class::Unknown));
    assert_eq!((unknown, locked), (wrong, wrong));
}

#[tokio::test]
async fn guessing_is_slowed_down_where_it_comes_from_and_the_innocent_still_come_in() {
    let house = TestApp::new().await;
    house.person("ana", &[Role::AiManager]).await;
    for _ in 0..8 {
        house.app.sign_in("ana@test.example", "guess", &from("203.0.113.9")).await.unwrap_err();
    }
    let blocked = house.app.sign_in("ana@test.example", PASSWORD, &from("203.0.113.9")).await.unwrap_err();
    assert_eq!(refused(&blocked), ("too_many_attempts", Class::TooMany));
    house.app.sign_in("ana@test.example", PASSWORD, &from("198.51.100.1")).await.unwrap();
    house.clock.pass(SignedDuration::from_mins(16));
    house.app.sign_in("ana@test.example", PASSWORD, &from("203.0.113.9")).await.unwrap();
}

#[tokio::test]
async fn a_session_ends_unused_after_an_hour_and_in_any_case_after_twelve() {
    let house = TestApp::new().await;
    let secret = house.session("ola").await;
    house.clock.pass(SignedDuration::from_mins(59));
    assert!(house.app.desk_of_session(&secret).await.unwrap().is_some());
    house.clock.pass(SignedDuration::from_mins(61));
    assert!(house.app.desk_of_session(&secret).await.unwrap().is_none());
    let busy = house.session("ola").await;
    for _ in 0..13 {
        house.clock.pass(SignedDuration::from_mins(55));
        let _ = house.app.desk_of_session(&busy).await.unwrap();
    }
    house.clock.pass(SignedDuration::from_mins(10));
    assert!(house.app.desk_of_session(&busy).await.unwrap().is_none());
}

#[tokio::test]
async fn changing_the_password_ends_every_other_session() {
    let house = TestApp::new().await;
    let (stolen, own) = (house.session("ola").await, house.session("ola").await);
    let (desk, session) = house.app.desk_of_session(&own).await.unwrap().unwrap();
    assert_eq!(
        refused(&desk.change_password("wrong", "a new and long one", Some(session.id)).await.unwrap_err()).0,
        "wrong_password"
    );
    assert_eq!(
        refused(&desk.change_password(PASSWORD, "short", Some(session.id)).await.unwrap_err()).0,
        "invalid"
    );
    desk.change_password(PASSWORD, "a new and long one", Some(session.id)).await.unwrap();
    assert!(house.app.desk_of_session(&stolen).await.unwrap().is_none());
    assert!(house.app.desk_of_session(&own).await.unwrap().is_some());
    house.app.sign_in("ola@test.example", PASSWORD, &from("10.0.0.1")).await.unwrap_err();
    house.app.sign_in("ola@test.example", "a new and long one", &from("10.0.0.1")).await.unwrap();
}

#[tokio::test]
async fn nobody_ends_the_session_or_token_of_somebody_else() {
    let house = TestApp::new().await;
    house.person("ana", &[Role::AiManager]).await;
    let (ola, ana) = (house.desk_of("ola").await, house.desk_of("ana").await);
    let sessions = ola.sessions().await.unwrap();
    assert_eq!(refused(&ana.end_session(sessions[0].id).await.unwrap_err()).0, "not_found");
    ola.make_token("ci", Scope::Read, 30).await.unwrap();
    let token = ola.tokens().await.unwrap()[0].id;
    assert_eq!(refused(&ana.end_token(token).await.unwrap_err()).0, "not_found");
    ola.end_token(token).await.unwrap();
}

#[tokio::test]
async fn a_token_reads_within_its_scope_until_it_ends_and_makes_no_other_token() {
    let house = TestApp::new().await;
    house.person("ana", &[Role::AiManager]).await;
    let ana = house.desk_of("ana").await;
    let token = ana.make_token("ci", Scope::Read, 2).await.unwrap();
    let desk = house.app.desk_of_token(&token.secret).await.unwrap().unwrap();
    let body = record::Body::new().with("name", record::Value::Text("From a token".to_owned()));
    assert_eq!(refused(&desk.create("risk", body, None).await.unwrap_err()).0, "token_reads_only");
    assert_eq!(
        refused(&desk.make_token("more", Scope::Write, 2).await.unwrap_err()).0,
        "token_needs_session"
    );
    assert!(house.app.desk_of_token("plb_0000").await.unwrap().is_none());
    house.clock.pass(SignedDuration::from_hours(49));
    assert!(house.app.desk_of_token(&token.secret).await.unwrap().is_none());
}

#[tokio::test]
async fn a_guessable_password_is_refused() {
    let house = TestApp::new().await;
    let (ola, person) = (house.desk_of("ola").await, house.person("ana", &[]).await);
    for password in ["short", "aaaaaaaaaaaaaaaa", "my Password is long", "second-second-1"] {
        let ask = app::NewAccount {
            person,
            email: "second@test.example".to_owned(),
            password: password.to_owned(),
        };
        assert_eq!(refused(&ola.make_account(ask).await.unwrap_err()).0, "invalid", "{password}");
    }
}

#[tokio::test]
async fn the_last_administrator_stays_and_nobody_gives_herself_a_role() {
    let house = TestApp::new().await;
    house.person("second", &[Role::Administrator]).await;
    let ola = house.desk_of("ola").await;
    let body = |person| {
        record::Body::new()
            .with("name", record::Value::Text("More power".to_owned()))
            .with("person", record::Value::Link(person))
            .with("role", record::Value::Choice("top_management".to_owned()))
            .with(
                "held",
                record::Value::Period(record::TimeSpan { from: jiff::civil::date(2026, 1, 1), to: None }),
            )
    };
    assert_eq!(
        refused(&ola.create("membership", body(house.administrator), None).await.unwrap_err()).0,
        "own_membership"
    );
    let second = house.desk_of("second").await;
    let list = second.list("membership", &app::ListAsk::default()).await.unwrap();
    let of_ola = list
        .rows
        .iter()
        .find(|row| row.body.get("person") == Some(&record::Value::Link(house.administrator)))
        .unwrap();
    let retire = app::Ask {
        record: of_ola.id,
        act: record::Act::Retire,
        seen: of_ola.position,
        reason: Some("Left".to_owned()),
        signature: None,
        key: None,
    };
    second.decide(retire).await.unwrap();
    let own = list
        .rows
        .iter()
        .find(|row| row.body.get("person") != Some(&record::Value::Link(house.administrator)))
        .unwrap();
    let retire = app::Ask {
        record: own.id,
        act: record::Act::Retire,
        seen: own.position,
        reason: Some("Left".to_owned()),
        signature: None,
        key: None,
    };
    let code = refused(&second.decide(retire).await.unwrap_err()).0;
    assert_eq!(code, "own_membership");
}
