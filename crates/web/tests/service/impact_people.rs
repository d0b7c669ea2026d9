//! People who are asked to assess write the draft, whatever else they do in the organisation, and nothing more than that.

use crate::{
    client::{Browser, House},
    risks::act,
};
use app::{At, Desk, Role, Scope};
use axum::http::StatusCode;
use record::{Act, Body, RecordId, Value};

async fn house() -> House {
    House::with(&[
        ("mara", &[Role::AiManager]),
        ("ines", &[Role::TopManagement]),
        ("otto", &[Role::Owner]),
        ("cora", &[Role::Contributor]),
        ("emil", &[Role::Employee]),
        ("edda", &[Role::Employee]),
        ("exa", &[Role::ExternalAuditor]),
    ])
    .await
}

async fn person(house: &House, name: &str) -> RecordId {
    house.test.desk_of(name).await.actor().person
}

/// An assessment of otto's that asks these people to take part.
async fn asked(house: &House, names: &[&str]) -> RecordId {
    let otto = house.test.desk_of("otto").await;
    let body = testkit::sample_alone("impact_assessment")
        .with("owner", Value::Link(otto.actor().person))
        .with("assessors", people(house, names).await);
    otto.create("impact_assessment", body, None).await.unwrap().record
}

async fn people(house: &House, names: &[&str]) -> Value {
    let mut all = Vec::new();
    for name in names {
        all.push(person(house, name).await);
    }
    Value::Links(all)
}

async fn rewrite(desk: &Desk, id: RecordId, change: impl FnOnce(Body) -> Body) -> Result<(), &'static str> {
    let look = desk.look(id, At::Now).await.map_err(|_| "hidden")?;
    let body = change(look.record.body.clone());
    match desk.revise(id, look.record.position, body, None, None).await {
        Ok(_) => Ok(()),
        Err(app::Trouble::Refused(refusal)) => {
            Err(refusal.problems.first().map_or(refusal.code, |problem| problem.code))
        }
        Err(trouble) => panic!("{trouble:?}"),
    }
}

fn said(field: &'static str, text: &'static str) -> impl FnOnce(Body) -> Body {
    move |body| body.with(field, Value::Text(text.to_owned()))
}

/// Opens a step, fills it in and sends it.
async fn keep(browser: &mut Browser, step: &str, pairs: &[(&str, &str)]) -> crate::client::Answer {
    let opened = browser.get(&format!("/impact/AIA-0001/step/{step}")).await;
    assert_eq!(opened.status, StatusCode::OK, "{}", opened.text());
    let token = opened.field("_csrf");
    let action = opened.action(&format!("/impact/AIA-0001/step/{step}"));
    let mut all = vec![("_csrf", token.as_str()), ("_then", "guide")];
    all.extend_from_slice(pairs);
    browser.post(&action, &all).await
}

#[tokio::test]
async fn assessors_without_another_role_write_the_draft_on_pages() {
    let house = house().await;
    let id = asked(&house, &["emil", "cora"]).await;
    let (mut emil, mut cora) = (house.signed_in("emil").await, house.signed_in("cora").await);
    let guide = emil.get("/impact/AIA-0001").await;
    assert!(guide.status == StatusCode::OK && guide.text().contains("/step/misuse"), "{}", guide.text());
    for (browser, step, field) in [(&mut emil, "misuse", "misuse"), (&mut cora, "benefits", "benefits")] {
        let kept = keep(browser, step, &[(field, "Said by one of them")]).await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{step}: {}", kept.text());
    }
    let otto = house.test.desk_of("otto").await;
    let body = otto.look(id, At::Now).await.unwrap().record.body.clone();
    for field in ["misuse", "benefits"] {
        assert_eq!(body.get(field), Some(&Value::Text("Said by one of them".to_owned())), "{field}");
    }
    // Nobody else among the employees, and no auditor from outside, even when somebody names her.
    let mut edda = house.signed_in("edda").await;
    assert_eq!(edda.get("/impact/AIA-0001").await.status, StatusCode::NOT_FOUND);
    assert_eq!(edda.get("/impact/AIA-0001/step/misuse").await.status, StatusCode::NOT_FOUND);
    let named = people(&house, &["emil", "exa"]).await;
    rewrite(&otto, id, |body| body.with("assessors", named)).await.unwrap();
    let exa = house.test.desk_of("exa").await;
    assert_eq!(rewrite(&exa, id, said("misuse", "Mine")).await, Err("role_lacks_verb"));
}

#[tokio::test]
async fn who_takes_part_and_what_is_decided_is_not_theirs() {
    let house = house().await;
    let id = asked(&house, &["emil", "edda"]).await;
    let emil = house.test.desk_of("emil").await;
    let named = people(&house, &["emil", "edda", "cora"]).await;
    assert_eq!(rewrite(&emil, id, |body| body.with("assessors", named)).await, Err("for_the_owner_to_say"));
    let me = Value::Link(emil.actor().person);
    assert_eq!(rewrite(&emil, id, |body| body.with("owner", me)).await, Err("for_the_owner_to_say"));
    rewrite(&emil, id, said("misuse", "Rejecting by score alone")).await.unwrap();
    let look = emil.look(id, At::Now).await.unwrap();
    for forbidden in [Act::Submit, Act::Approve, Act::Retire, Act::Withdraw, Act::Erase] {
        assert!(emil.check_act(&look.schema, &look.record, forbidden).is_err(), "{}", forbidden.code());
    }
    // On the page what she typed stays, with the reason beside it.
    let mut browser = house.signed_in("emil").await;
    let step = browser.get("/impact/AIA-0001/step/team").await.text();
    assert!(step.contains("Assessors"), "{step}");
    let refused = keep(&mut browser, "team", &[("name", "Typed by Emil"), ("assessors", "")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
    assert!(refused.text().contains("is for the owner to say"), "{}", refused.text());
    assert!(refused.text().contains("Typed by Emil"), "{}", refused.text());
    // A program with a token of hers writes no more than she does.
    let program = house.program("emil", Scope::Write).await;
    let read = program.get("/api/v1/impact_assessment/AIA-0001").await;
    assert_eq!(read.status, StatusCode::OK, "{}", read.text());
}

#[tokio::test]
async fn it_ends_with_the_draft_and_with_being_asked() {
    let house = house().await;
    let id = asked(&house, &["emil", "edda"]).await;
    let (emil, edda) = (house.test.desk_of("emil").await, house.test.desk_of("edda").await);
    rewrite(&emil, id, said("misuse", "Rejecting by score alone")).await.unwrap();
    act(&house, "otto", id, Act::Submit).await;
    assert_eq!(rewrite(&edda, id, said("misuse", "Later")).await, Err("role_lacks_verb"), "it is submitted");
    act(&house, "mara", id, Act::Approve).await;
    assert_eq!(rewrite(&edda, id, said("misuse", "Later")).await, Err("role_lacks_verb"), "it is in force");
    // The owner writes a newer version, and asks one of them no more.
    let otto = house.test.desk_of("otto").await;
    let named = people(&house, &["emil"]).await;
    rewrite(&otto, id, |body| body.with("assessors", named)).await.unwrap();
    assert_eq!(
        rewrite(&edda, id, said("misuse", "Later")).await,
        Err("role_lacks_verb"),
        "she took part in what is in force, and in nothing newer"
    );
    rewrite(&emil, id, said("misuse", "Rejecting by score alone, and ranking by age")).await.unwrap();
}
