//! The Statement of Applicability on pages: drafted from records, filtered, exported, compared; without scripts.

use crate::{
    client::{Browser, House},
    risks::act,
};
use app::{At, Role};
use axum::http::StatusCode;

async fn house() -> House {
    House::with(&[
        ("mara", &[Role::AiManager]),
        ("ines", &[Role::TopManagement]),
        ("exa", &[Role::ExternalAuditor]),
        ("emil", &[Role::Employee]),
        ("otto", &[Role::Owner]),
    ])
    .await
}

pub(crate) async fn draft(browser: &mut Browser) -> String {
    let page = browser.get("/soa").await;
    let (token, key) = (page.field("_csrf"), page.field("_key"));
    let drafted = browser.post("/soa", &[("_csrf", &token), ("_key", &key)]).await;
    assert_eq!(drafted.status, StatusCode::SEE_OTHER, "{}", drafted.text());
    assert_eq!(drafted.location(), "/soa?version=newest&done=soa_drafted");
    drafted.location()
}

#[tokio::test]
async fn before_there_is_a_statement_one_act_drafts_it_with_every_control() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let page = mara.get("/soa").await.text();
    assert!(page.contains("No statement yet") && page.contains("Draft the statement"), "{page}");
    assert!(page.contains("A.10.4") && page.contains("Findings appear once"), "{page}");
    let exa = house.signed_in("exa").await.get("/soa").await.text();
    assert!(exa.contains("No statement yet") && !exa.contains("Draft the statement"), "{exa}");
    let drafted = draft(&mut mara).await;
    let page = mara.get(&drafted).await.text();
    assert!(page.contains("SOA-0001, version 1, not in force. Of 38 controls 0 apply"), "{page}");
    assert!(page.contains("Nobody has decided whether it applies."), "{page}");
    assert!(page.contains("/soa/controls/1#f-applies"), "the finding leads to its cell: {page}");
    assert!(page.contains("Overlaps, indicatively: ISO/IEC 27001:2022 A.8.29"), "{page}");
    // It is in the navigation in the place of its register, and leads there.
    assert!(page.contains(r#"href="/soa" aria-current="page""#), "{page}");
    assert!(page.contains("/r/soa/SOA-0001"), "{page}");
    assert!(!page.contains(r#"href="/r/soa""#), "{page}");
}

#[tokio::test]
async fn filters_are_in_the_address_and_files_hold_what_is_shown() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    draft(&mut mara).await;
    let page = mara.get("/soa?group=A.7&q=provenance").await.text();
    assert!(page.contains("A.7.5") && !page.contains(r#"<td class="ref">A.7.4"#), "{page}");
    let none = mara.get("/soa?applies=excluded").await.text();
    assert!(none.contains("No control fits these filters."), "{none}");
    let csv = mara.get("/soa/export.csv?group=A.7").await.text();
    assert_eq!(csv.lines().count(), 6, "{csv}");
    assert!(csv.contains("Data provenance") && csv.contains("Not decided"), "{csv}");
    let xlsx = mara.get("/soa/export.xlsx").await;
    assert_eq!(xlsx.status, StatusCode::OK);
    let mut emil = house.signed_in("emil").await;
    for address in ["/soa", "/soa/changes"] {
        assert_eq!(emil.get(address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
    assert_eq!(emil.get("/soa/export.csv").await.status, StatusCode::FORBIDDEN);
    let home = emil.get("/").await.text();
    assert!(!home.contains(r#"href="/soa""#), "who has no part in it is not led there: {home}");
}

#[tokio::test]
async fn two_versions_differ_in_words_and_the_past_shows_the_past() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    assert_eq!(mara.get("/soa/changes").await.status, StatusCode::NOT_FOUND, "there is nothing to compare");
    draft(&mut mara).await;
    let desk = house.test.desk_of("mara").await;
    let id = desk.find_reference("SOA-0001").await.unwrap();
    let look = desk.look(id, app::At::Now).await.unwrap();
    let Some(record::Value::Table(mut rows)) = look.record.body.get("controls").cloned() else {
        panic!("rows")
    };
    let text = |text: &str| record::Value::Text(text.to_owned());
    rows[0].cells.insert("reason".to_owned(), text("The <members> asked for it"));
    rows[0].cells.insert("applies".to_owned(), record::Value::Choice("excluded".to_owned()));
    let body = look.record.body.clone().with("controls", record::Value::Table(rows));
    desk.revise(id, look.record.position, body, None, None).await.unwrap();
    let page = mara.get("/soa/changes?from=1&to=2").await.text();
    assert!(page.contains("Controls that differ: 1") && page.contains("A.2.2 AI policy"), "{page}");
    assert!(page.contains("Was: Not decided. Is now: Left out."), "{page}");
    assert!(page.contains("The &lt;members&gt; asked for it"), "{page}");
    assert_eq!(mara.get("/soa/changes?from=1&to=9").await.status, StatusCode::NOT_FOUND);
    let past = mara.get(&format!("/soa?as_of={}", look.record.position)).await.text();
    assert!(past.contains("No statement yet") && !past.contains("Draft the statement"), "{past}");
    let then = mara.get(&format!("/soa?as_of={}", look.record.position + 1)).await.text();
    assert!(
        then.contains("left out: 0") && !then.contains("/edit"),
        "nothing is changed in the past: {then}"
    );
}

#[tokio::test]
async fn a_finding_leads_to_a_form_only_who_may_write_in_it() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let desk = house.test.desk_of("mara").await;
    let text = |text: &str| record::Value::Text(text.to_owned());
    let body = record::Body::new()
        .with("name", text("The policy is reviewed each spring"))
        .with("control", text("A.2.2"))
        .with("owner", record::Value::Link(desk.actor().person))
        .with("how", text("Mara reads it with the heads of the units and writes down what changes."))
        .with("since", record::Value::Date(jiff::civil::date(2020, 1, 5)));
    let made = desk.create("control_implementation", body, None).await.unwrap();
    act(&house, "mara", made.record, record::Act::Submit).await;
    act(&house, "ines", made.record, record::Act::Approve).await;
    let carried = made.reference;
    draft(&mut mara).await;
    let id = desk.find_reference("SOA-0001").await.unwrap();
    let look = desk.look(id, app::At::Now).await.unwrap();
    let Some(record::Value::Table(mut rows)) = look.record.body.get("controls").cloned() else {
        panic!("rows")
    };
    rows[0].cells.insert("applies".to_owned(), record::Value::Choice("applies".to_owned()));
    let body = look.record.body.clone().with("controls", record::Value::Table(rows));
    desk.revise(id, look.record.position, body, None, None).await.unwrap();
    let form = format!("/r/control_implementation/{carried}/edit");
    let page = mara.get("/soa").await.text();
    assert!(page.contains(&form), "the AI manager is led there");
    let mut otto = house.signed_in("otto").await;
    assert_eq!(otto.get(&form).await.status, StatusCode::FORBIDDEN, "somebody else owns it");
    let page = otto.get("/soa").await.text();
    assert!(
        page.contains(&carried) && !page.contains(&form),
        "the owner of another one is told, and not led there"
    );
}

#[tokio::test]
async fn a_draft_that_decides_nothing_is_not_submitted_and_leads_to_what_it_lacks() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    draft(&mut mara).await;
    let check = mara.get("/r/soa/SOA-0001/act/submit").await;
    let leads = r#"<a href="/r/soa/SOA-0001/edit#f-next_review">"#;
    let shown = check.text();
    assert!(check.status == StatusCode::OK && shown.contains(leads), "{shown}");
    assert!(!shown.contains(r#"name="_seen""#), "there is nothing to send: {shown}");
    let desk = house.test.desk_of("mara").await;
    let id = desk.find_reference("SOA-0001").await.unwrap();
    let seen = desk.look(id, At::Now).await.unwrap().record.position.to_string();
    let token = mara.get("/account").await.field("_csrf");
    let pairs = [("_csrf", token.as_str()), ("_key", "once"), ("_seen", &seen)];
    let refused = mara.post("/r/soa/SOA-0001/act/submit", &pairs).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
    assert!(refused.text().contains(leads), "{}", refused.text());
}
