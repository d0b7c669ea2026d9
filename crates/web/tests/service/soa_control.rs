//! The controls of the statement one at a time, on pages: asked beside what records say, kept row by row; without scripts.

use crate::{
    client::{Answer, Browser, House},
    risks::act,
    soa::draft,
};
use app::{At, Role};
use axum::http::StatusCode;
use record::{Act, Body, Value};

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

async fn keep(browser: &mut Browser, opened: &Answer, row: u32, pairs: &[(&str, &str)]) -> Answer {
    let token = opened.field("_csrf");
    let action = opened.action(&format!("/soa/controls/{row}"));
    let mut all = vec![("_csrf", token.as_str())];
    all.extend_from_slice(pairs);
    browser.post(&action, &all).await
}

async fn row(house: &House, number: u32) -> Body {
    let desk = house.test.desk_of("mara").await;
    let id = desk.find_reference("SOA-0001").await.unwrap();
    let body = desk.look(id, At::Now).await.unwrap().record.body.clone();
    app::soa_practice::said(&body, number).unwrap()
}

#[tokio::test]
async fn a_control_is_answered_by_itself_and_the_next_one_follows() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    draft(&mut mara).await;
    let list = mara.get("/soa").await.text();
    assert!(list.contains("/soa/controls/1#f-applies"), "the finding leads to it: {list}");
    let page = mara.get("/soa/controls/1").await;
    let shown = page.text();
    assert_eq!(page.status, StatusCode::OK, "{shown}");
    assert!(shown.len() < 40_000, "{} bytes", shown.len());
    for part in [
        "A.2.2 AI policy",
        "Control 1 of 38",
        "Nobody has decided whether it applies.",
        "No risk in force names it in its treatment.",
        "No implementation in force says how.",
        "Not decided yet: 38 of 38.",
        "/soa/controls/2",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let pairs = [
        ("applies", "excluded"),
        ("reason", "The <members> decide on it, not we"),
        ("sources", "contract"),
        ("source_note", "Statute, section 4"),
        ("_then", "next"),
    ];
    let kept = keep(&mut mara, &page, 1, &pairs).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text());
    assert_eq!(kept.location(), "/soa/controls/2?done=soa_control");
    let said = row(&house, 1).await;
    assert_eq!(said.get("applies"), Some(&Value::Choice("excluded".to_owned())));
    assert_eq!(said.get("control"), Some(&Value::Text("A.2.2".to_owned())), "it is still that control");
    let again = mara.get("/soa/controls/1").await.text();
    assert!(again.contains("The &lt;members&gt; decide") && again.contains("Left out"), "{again}");
    assert!(again.contains("Not decided yet: 37 of 38."), "{again}");
    let final_one = mara.get("/soa/controls/38").await;
    let kept = keep(&mut mara, &final_one, 38, &[("applies", "applies"), ("_then", "next")]).await;
    assert_eq!(kept.location(), "/soa?version=newest&done=soa_control", "after the last comes the whole");
}

#[tokio::test]
async fn two_people_on_two_controls_lose_nothing_and_on_one_see_both_answers() {
    let house = house().await;
    let (mut mara, mut twin) = (house.signed_in("mara").await, house.signed_in("mara").await);
    draft(&mut mara).await;
    let (first, second) = (mara.get("/soa/controls/3").await, twin.get("/soa/controls/4").await);
    let same = twin.get("/soa/controls/3").await;
    let one = keep(&mut mara, &first, 3, &[("applies", "applies"), ("reason", "Hers")]).await;
    let other = keep(&mut twin, &second, 4, &[("applies", "applies"), ("reason", "Another's")]).await;
    assert_eq!((one.status, other.status), (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER));
    assert_eq!(row(&house, 3).await.get("reason"), Some(&Value::Text("Hers".to_owned())));
    assert_eq!(row(&house, 4).await.get("reason"), Some(&Value::Text("Another's".to_owned())));
    let clash = keep(&mut twin, &same, 3, &[("applies", "excluded"), ("reason", "Mine instead")]).await;
    assert_eq!(clash.status, StatusCode::CONFLICT);
    let shown = clash.text();
    assert!(shown.contains("Meanwhile somebody else wrote") && shown.contains("Hers"), "{shown}");
    assert!(shown.contains("Mine instead"), "what was typed is kept: {shown}");
    assert_eq!(row(&house, 3).await.get("reason"), Some(&Value::Text("Hers".to_owned())));
    let pairs = [("applies", "excluded"), ("reason", "Mine instead")];
    let settled = keep(&mut twin, &clash, 3, &pairs).await;
    assert_eq!(settled.status, StatusCode::SEE_OTHER, "{}", settled.text());
    assert_eq!(row(&house, 3).await.get("reason"), Some(&Value::Text("Mine instead".to_owned())));
}

#[tokio::test]
async fn what_cannot_be_read_comes_back_with_its_problem() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    draft(&mut mara).await;
    let page = mara.get("/soa/controls/5").await;
    let long = "x".repeat(2001);
    let wrong = keep(&mut mara, &page, 5, &[("reason", &long), ("due", "soon")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let shown = wrong.text();
    assert!(shown.contains("Error:") && shown.contains("value=\"soon\""), "{shown}");
    let wrong = keep(&mut mara, &page, 5, &[("reason", &long)]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("href=\"#f-reason\""), "the problem leads to its field: {}", wrong.text());
    assert!(row(&house, 5).await.get("reason").is_none());
}

#[tokio::test]
async fn a_statement_in_force_stays_so_while_its_controls_are_answered_anew() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let desk = house.test.desk_of("mara").await;
    let Some(Value::Table(mut rows)) = testkit::sample("soa").get("controls").cloned() else { panic!() };
    for row in &mut rows {
        row.cells.remove("owner");
    }
    let body = testkit::sample_alone("soa")
        .with("controls", Value::Table(rows))
        .with("owner", Value::Link(desk.actor().person));
    let made = desk.create("soa", body, None).await.unwrap();
    act(&house, "mara", made.record, Act::Submit).await;
    act(&house, "ines", made.record, Act::Approve).await;
    let page = mara.get("/soa/controls/1").await;
    assert!(page.text().contains("Version 1 is in force. What you save begins version 2"), "{}", page.text());
    let kept = keep(&mut mara, &page, 1, &[("applies", "applies"), ("reason", "Another reason")]).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text());
    let look = desk.look(made.record, At::Now).await.unwrap();
    assert_eq!((look.record.state.code(), look.record.version), ("draft", 2));
    assert_eq!(look.record.effective.as_ref().map(|effective| effective.version), Some(1));
}

#[tokio::test]
async fn who_may_not_write_the_statement_is_not_asked() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    assert_eq!(mara.get("/soa/controls/1").await.status, StatusCode::NOT_FOUND, "there is no statement");
    draft(&mut mara).await;
    let size = house.test.desk_of("mara").await.seal_line().await.unwrap().size;
    for (name, status) in
        [("emil", StatusCode::NOT_FOUND), ("exa", StatusCode::FORBIDDEN), ("otto", StatusCode::FORBIDDEN)]
    {
        let mut browser = house.signed_in(name).await;
        assert_eq!(browser.get("/soa/controls/1").await.status, status, "{name}");
        let token = browser.get("/account").await.field("_csrf");
        let sent = browser.post("/soa/controls/1?base=1", &[("_csrf", &token), ("reason", "x")]).await;
        assert_eq!(sent.status, status, "{name}");
        let list = browser.get("/soa").await.text();
        assert!(!list.contains("/soa/controls/"), "{name} is not led there: {list}");
    }
    for path in ["/soa/controls/39", "/soa/controls/0", "/soa/controls/first"] {
        assert_eq!(mara.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let after = house.test.desk_of("mara").await.seal_line().await.unwrap().size;
    assert_eq!(size, after, "nothing was written");
}

#[tokio::test]
async fn a_control_that_treats_many_risks_names_some_and_leads_to_all() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let desk = house.test.desk_of("mara").await;
    let Some(Value::Table(mut rows)) = testkit::sample("risk").get("treatments").cloned() else { panic!() };
    rows.truncate(1);
    for row in &mut rows {
        row.cells.remove("owner");
        row.cells.insert("control".to_owned(), Value::Text("A.2.2".to_owned()));
    }
    for _ in 0..14 {
        let body = testkit::sample_alone("risk")
            .with("treatments", Value::Table(rows.clone()))
            .with("owner", Value::Link(desk.actor().person));
        let made = desk.create("risk", body, None).await.unwrap();
        act(&house, "mara", made.record, Act::Submit).await;
        act(&house, "ines", made.record, Act::Approve).await;
    }
    draft(&mut mara).await;
    let page = mara.get("/soa/controls/1").await.text();
    let led = |reference: &str| page.contains(&format!("/r/risk/{reference}\""));
    assert!(led("RSK-0012") && !led("RSK-0013"), "{page}");
    assert!(page.contains("and 2 more"), "{page}");
    let sheet = "/soa/export.xlsx?version=newest&amp;q=A.2.2";
    assert!(page.contains(sheet), "{page}");
    let all = mara.get("/soa/export.csv?version=newest&q=A.2.2").await.text();
    assert!(all.contains("RSK-0013") && all.contains("RSK-0014"), "{all}");
    let other = mara.get("/soa/controls/2").await.text();
    assert!(!other.contains(" more"), "{other}");
}
