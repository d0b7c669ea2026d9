//! What a person might try who knows the program well: each attempt by its name, and what stops it.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use app::{App, Ask, At, Desk, ListAsk, Made, NewAccount, Role, Trace, Trouble, Via};
use jiff::SignedDuration;
use record::{Act, Body, RecordId, TimeSpan, Value};
use store::{Accounts as _, Condition, Filter, Seat, Test};

/// An id that no record has.
const NOBODY: &str = "00000000-0000-7000-8000-00000000dead";
use testkit::{PASSWORD, TestApp};

async fn house() -> TestApp {
    let house = TestApp::new().await;
    for (name, roles) in [
        ("ana", &[Role::AiManager][..]),
        ("ines", &[Role::TopManagement]),
        ("otto", &[Role::Owner]),
        ("mei", &[Role::Contributor]),
        ("emil", &[Role::Employee]),
    ] {
        house.person(name, roles).await;
    }
    house
}

fn code<T: std::fmt::Debug>(result: Result<T, Trouble>) -> &'static str {
    match result {
        Err(Trouble::Refused(refusal)) => refusal.code,
        other => panic!("{other:?}"),
    }
}

async fn document(desk: &Desk, title: &str) -> Made {
    let mut body = testkit::sample_alone("document");
    body.set("name", Value::Text(title.to_owned()));
    body.set("owner", Value::Link(desk.actor().person));
    desk.create("document", body, None).await.unwrap()
}

async fn act(desk: &Desk, id: RecordId, act: Act) -> Result<Made, Trouble> {
    let seen = desk.look(id, At::Now).await?.record.position;
    let signature = Some(desk.sign(PASSWORD).await?);
    let reason = Some("Because".to_owned());
    desk.decide(Ask { record: id, act, seen, reason, signature, key: None }).await
}

async fn desk_by(app: &App, email: &str) -> Desk {
    let secret = app.sign_in(email, PASSWORD, &Trace::default()).await.unwrap().secret;
    app.desk_of_session(&secret).await.unwrap().unwrap().0
}

#[tokio::test]
async fn a_second_account_of_the_author_approves_nothing() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let made = document(&ana, "Policy").await;
    act(&ana, made.record, Act::Submit).await.unwrap();
    let email = "ana.again@test.example".to_owned();
    let ask = NewAccount { person: ana.actor().person, email: email.clone(), password: PASSWORD.to_owned() };
    house.desk_of("ola").await.make_account(ask).await.unwrap();
    let again = desk_by(&house.app, &email).await;
    assert_eq!(code(act(&again, made.record, Act::Approve).await), "approver_is_author");
}

#[tokio::test]
async fn an_account_is_one_person_in_an_organisation() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let made = document(&ana, "Policy").await;
    act(&ana, made.record, Act::Submit).await.unwrap();
    // Another person record, with the role that approves, on a seat of the same account.
    let twin = house.person("twin", &[Role::TopManagement]).await;
    let accounts = store_sqlite::SqliteAccounts::open(&house.path().join("accounts.db")).unwrap();
    let account = accounts.account_by_email("ana@test.example").await.unwrap().unwrap().id;
    let seat = Seat { account, organisation: house.organisation, person: twin };
    assert!(matches!(accounts.add_seat(seat).await, Err(store::StoreError::Conflict)));
    // And where it sat on both, it would still be the same human.
    let desk = house.app.desk(house.organisation, twin, Some(account), Via::Web).await.unwrap();
    assert!(desk.actor().has(Role::TopManagement));
    assert_eq!(code(act(&desk, made.record, Act::Approve).await), "approver_is_author");
}

#[tokio::test]
async fn no_stage_is_skipped() {
    let house = house().await;
    let (ana, ines) = (house.desk_of("ana").await, house.desk_of("ines").await);
    let made = document(&ana, "Policy").await;
    for skipped in [Act::Approve, Act::RequestChanges, Act::Verify, Act::Complete, Act::Reopen, Act::Cancel] {
        assert!(act(&ines, made.record, skipped).await.is_err(), "{} on a draft", skipped.code());
    }
    act(&ana, made.record, Act::Submit).await.unwrap();
    assert!(act(&ana, made.record, Act::Submit).await.is_err(), "submitted already");
    act(&ana, made.record, Act::Withdraw).await.unwrap();
    assert!(act(&ines, made.record, Act::Approve).await.is_err(), "taken back");
    act(&ana, made.record, Act::Submit).await.unwrap();
    act(&ines, made.record, Act::Approve).await.unwrap();
    assert!(act(&ines, made.record, Act::Approve).await.is_err(), "approved already");
    act(&ana, made.record, Act::Retire).await.unwrap();
    for over in [Act::Submit, Act::Approve, Act::Withdraw, Act::Retire] {
        assert!(act(&ines, made.record, over).await.is_err(), "{} on what is over", over.code());
    }
    let look = ana.look(made.record, At::Now).await.unwrap();
    let revised = ana.revise(made.record, look.record.position, look.record.body.clone(), None, None).await;
    assert!(revised.is_err(), "what is over is not revised");
}

#[tokio::test]
async fn an_approval_of_what_changed_after_it_was_read_is_a_conflict() {
    let house = house().await;
    let (ana, ines) = (house.desk_of("ana").await, house.desk_of("ines").await);
    let made = document(&ana, "Policy").await;
    act(&ana, made.record, Act::Submit).await.unwrap();
    let seen = ines.look(made.record, At::Now).await.unwrap().record.position;
    act(&ana, made.record, Act::Withdraw).await.unwrap();
    let look = ana.look(made.record, At::Now).await.unwrap();
    let body = look.record.body.clone().with("name", Value::Text("Something else".to_owned()));
    ana.revise(made.record, look.record.position, body, None, None).await.unwrap();
    act(&ana, made.record, Act::Submit).await.unwrap();
    let signature = Some(ines.sign(PASSWORD).await.unwrap());
    let ask = Ask { record: made.record, act: Act::Approve, seen, reason: None, signature, key: None };
    assert_eq!(code(ines.decide(ask).await), "changed_meanwhile");
}

#[tokio::test]
async fn a_signature_signs_only_for_the_account_that_gave_it() {
    let house = house().await;
    let (ana, ines) = (house.desk_of("ana").await, house.desk_of("ines").await);
    let made = document(&ana, "Policy").await;
    act(&ana, made.record, Act::Submit).await.unwrap();
    let seen = ines.look(made.record, At::Now).await.unwrap().record.position;
    let foreign = Some(ana.sign(PASSWORD).await.unwrap());
    for signature in [None, foreign] {
        let ask = Ask { record: made.record, act: Act::Approve, seen, reason: None, signature, key: None };
        assert_eq!(code(ines.decide(ask).await), "signature_needed");
    }
}

#[tokio::test]
async fn a_key_of_another_person_neither_answers_nor_blocks() {
    let house = house().await;
    let (ana, otto) = (house.desk_of("ana").await, house.desk_of("otto").await);
    let key = || Some("k-1".to_owned());
    let body = |desk: &Desk, name: &str| {
        let mut body = testkit::sample_alone("document");
        body.set("name", Value::Text(name.to_owned()));
        body.set("owner", Value::Link(desk.actor().person));
        body
    };
    let hers = ana.create("document", body(&ana, "Hers"), key()).await.unwrap();
    let his = otto.create("document", body(&otto, "His"), key()).await.unwrap();
    assert_ne!(hers.record, his.record);
    assert_eq!(code(ana.create("document", body(&ana, "Other"), key()).await), "key_reused");
    // The key of an act on one record is no answer to an act on another.
    let seen = his.position;
    let first = Ask { record: his.record, act: Act::Submit, seen, reason: None, signature: None, key: key() };
    assert_eq!(code(ana.decide(first).await), "key_reused");
}

#[tokio::test]
async fn a_role_begins_and_ends_with_its_days_where_the_organisation_is() {
    let house = house().await;
    let ola = house.desk_of("ola").await;
    let person = house.person("tam", &[]).await;
    let day = jiff::civil::date(2026, 3, 3);
    let body = Body::new()
        .with("name", Value::Text("tam for a day".to_owned()))
        .with("person", Value::Link(person))
        .with("role", Value::Choice("ai_manager".to_owned()))
        .with("held", Value::Period(TimeSpan { from: day, to: Some(day) }));
    ola.create("membership", body, None).await.unwrap();
    let holds = async || {
        let desk = house.app.desk(house.organisation, person, None, Via::Web).await.unwrap();
        desk.actor().has(Role::AiManager)
    };
    // The clock stands at 2 March, 9:00 UTC.
    assert!(!holds().await);
    house.clock.pass(SignedDuration::from_secs(15 * 3_600 - 1));
    assert!(!holds().await, "one second before");
    house.clock.pass(SignedDuration::from_secs(1));
    assert!(holds().await, "midnight");
    house.clock.pass(SignedDuration::from_secs(24 * 3_600 - 1));
    assert!(holds().await, "the last second of the day");
    house.clock.pass(SignedDuration::from_secs(1));
    assert!(!holds().await, "the day after");
    // 4 March, 0:00 UTC is still 3 March in New York, and 3 March 23:00 UTC is already the 4th in Berlin.
    zone(&house, "America/New_York").await;
    assert!(holds().await);
    house.clock.pass(SignedDuration::from_hours(5));
    assert!(!holds().await);
    house.clock.pass(SignedDuration::from_hours(-6));
    zone(&house, "Europe/Berlin").await;
    assert!(!holds().await);
}

async fn zone(house: &TestApp, name: &str) {
    let ola = house.desk_of("ola").await;
    let organisation = ola.list("organisation", &ListAsk::default()).await.unwrap().rows[0].clone();
    let body = organisation.body.clone().with("time_zone", Value::Text(name.to_owned()));
    ola.revise(organisation.id, organisation.position, body, None, None).await.unwrap();
}

#[tokio::test]
async fn a_time_zone_that_does_not_exist_is_not_saved() {
    let house = house().await;
    let ola = house.desk_of("ola").await;
    let organisation = ola.list("organisation", &ListAsk::default()).await.unwrap().rows[0].clone();
    for wrong in ["Berlin", "Europe/Atlantis", "../../etc/passwd", "UTC+25"] {
        let body = organisation.body.clone().with("time_zone", Value::Text(wrong.to_owned()));
        match ola.revise(organisation.id, organisation.position, body, None, None).await {
            Err(Trouble::Refused(refusal)) => assert_eq!(refusal.problems[0].code, "no_such_zone", "{wrong}"),
            other => panic!("{wrong}: {other:?}"),
        }
    }
    zone(&house, "Asia/Kolkata").await;
    assert_eq!(house.desk_of("ola").await.zone().iana_name(), Some("Asia/Kolkata"));
}

#[tokio::test]
async fn a_condition_on_a_hidden_record_finds_no_more_than_one_on_nothing() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let hidden = document(&ana, "A draft that employees do not see").await;
    let mut body = testkit::sample_alone("unit");
    body.set("name", Value::Text("Lending".to_owned()));
    ana.create("unit", body, None).await.unwrap();
    let emil = house.desk_of("emil").await;
    assert_eq!(
        code(emil.look(hidden.record, At::Now).await.map(|look| look.record.title.clone())),
        "not_found"
    );
    for schema in emil.schemas().await {
        for field in schema.fields() {
            let keys = vec![hidden.record.to_string()];
            let filter: Condition = Filter { field: field.id.to_owned(), test: Test::In(keys) }.into();
            // However it is asked, the answer is that for a record that does not exist.
            let nobody = Filter { field: field.id.to_owned(), test: Test::In(vec![NOBODY.to_owned()]) };
            for (asked, known) in [
                (filter.clone(), Condition::Any(Vec::new())),
                (Condition::Any(vec![filter.clone(), nobody.clone().into()]), Condition::Any(Vec::new())),
                (filter.clone().negated().negated(), Condition::Any(Vec::new())),
                (filter.negated(), Condition::from(nobody).negated()),
            ] {
                let totals = [asked, known]
                    .map(|condition| ListAsk { filters: vec![condition], ..ListAsk::default() });
                let hidden = emil.list(schema.kind.id, &totals[0]).await.unwrap().total;
                let absent = emil.list(schema.kind.id, &totals[1]).await.unwrap().total;
                assert_eq!(hidden, absent, "{}.{}", schema.kind.id, field.id);
            }
        }
    }
}

#[tokio::test]
async fn whoever_lost_a_record_cannot_go_back_to_when_she_had_it() {
    let house = house().await;
    let (ana, emil) = (house.desk_of("ana").await, house.desk_of("emil").await);
    let made = document(&ana, "For emil").await;
    let look = ana.look(made.record, At::Now).await.unwrap();
    let mut body = look.record.body.clone();
    body.set("owner", Value::Link(emil.actor().person));
    let his = ana.revise(made.record, look.record.position, body.clone(), None, None).await.unwrap();
    assert!(house.desk_of("emil").await.look(made.record, At::Now).await.is_ok(), "he owns it");
    body.set("owner", Value::Link(ana.actor().person));
    ana.revise(made.record, his.position, body, None, None).await.unwrap();
    let emil = house.desk_of("emil").await;
    for at in [At::Now, At::Size(his.position + 1)] {
        assert_eq!(code(emil.look(made.record, at).await.map(|look| look.record.title.clone())), "not_found");
        let listed = emil.list("document", &ListAsk { at, ..ListAsk::default() }).await.unwrap();
        assert!(listed.rows.iter().all(|row| row.id != made.record), "{at:?}");
    }
    assert_eq!(code(emil.history(made.record, At::Size(his.position + 1)).await), "not_found");
}

/// Passwords that administrators give.
mod passwords {
    use super::*;

    #[tokio::test]
    async fn a_reset_ends_everything_and_the_new_password_signs_nothing_until_it_is_changed() {
        let house = house().await;
        let ines = house.desk_of("ines").await;
        let session = house.session("ines").await;
        let token = ines.make_token("t", app::Scope::Read, 30).await.unwrap().secret;
        let ola = house.desk_of("ola").await;
        let account =
            ola.seats().await.unwrap().into_iter().find(|seat| seat.email.starts_with("ines")).unwrap();
        let given = ola.reset_password(account.account).await.unwrap();
        assert!(given.len() >= 24, "{given}");
        assert!(house.app.desk_of_session(&session).await.unwrap().is_none());
        assert!(house.app.desk_of_token(&token).await.unwrap().is_none());
        let trace = Trace::default();
        let old = house.app.sign_in("ines@test.example", PASSWORD, &trace).await;
        assert_eq!(code(old), "wrong_sign_in");
        let signed = house.app.sign_in("ines@test.example", &given, &trace).await.unwrap();
        assert!(signed.password_given);
        let (desk, session) = house.app.desk_of_session(&signed.secret).await.unwrap().unwrap();
        assert!(desk.password_given());
        assert_eq!(code(desk.sign(&given).await), "password_given");
        assert_eq!(code(desk.sign("wrong").await), "wrong_password");
        assert_eq!(code(desk.change_password(&given, &given, Some(session.id)).await), "invalid");
        desk.change_password(&given, "one that she chose herself", Some(session.id)).await.unwrap();
        let (desk, _) = house.app.desk_of_session(&signed.secret).await.unwrap().unwrap();
        assert!(!desk.password_given());
        desk.sign("one that she chose herself").await.unwrap();
    }

    #[tokio::test]
    async fn only_administrators_reset_and_only_in_their_own_house() {
        let house = house().await;
        let ola = house.desk_of("ola").await;
        let seats = ola.seats().await.unwrap();
        let of = |name: &str| seats.iter().find(|seat| seat.email.starts_with(name)).unwrap().account;
        for name in ["ana", "ines", "otto", "mei", "emil"] {
            let desk = house.desk_of(name).await;
            assert_eq!(code(desk.reset_password(of("ola")).await), "accounts_need_administrator", "{name}");
        }
        assert_eq!(code(ola.reset_password(of("ola")).await), "own_password");
        assert_eq!(code(ola.reset_password(uuid::Uuid::nil()).await), "not_found");
        // Who also belongs elsewhere could be followed there.
        let ask = app::FirstSetUp {
            organisation: "Elsewhere".to_owned(),
            name: "Zoe".to_owned(),
            email: "zoe@test.example".to_owned(),
            password: PASSWORD.to_owned(),
            roles: vec![Role::Administrator],
        };
        let (elsewhere, zoe) = house.app.set_up(ask).await.unwrap();
        let accounts = store_sqlite::SqliteAccounts::open(&house.path().join("accounts.db")).unwrap();
        let foreign = accounts.account_by_email("zoe@test.example").await.unwrap().unwrap().id;
        assert_eq!(code(ola.reset_password(foreign).await), "not_found");
        accounts.add_seat(Seat { account: of("mei"), organisation: elsewhere, person: zoe }).await.unwrap();
        assert_eq!(code(ola.reset_password(of("mei")).await), "account_elsewhere");
    }

    #[tokio::test]
    async fn an_invitation_waits_for_a_password_of_her_own() {
        let house = house().await;
        let ola = house.desk_of("ola").await;
        let body = Body::new().with("name", Value::Text("Ria".to_owned()));
        let person = ola.create("person", body, None).await.unwrap().record;
        let given = ola.invite(person, "Ria@Test.example").await.unwrap();
        let signed = house.app.sign_in("ria@test.example", &given, &Trace::default()).await.unwrap();
        assert!(signed.password_given);
        assert!(
            ola.seats()
                .await
                .unwrap()
                .iter()
                .any(|seat| seat.email.starts_with("ria") && seat.password_given)
        );
        let mara = house.app.sign_in("mei@test.example", PASSWORD, &Trace::default()).await.unwrap();
        assert!(!mara.password_given, "a password that she chose");
    }
}
