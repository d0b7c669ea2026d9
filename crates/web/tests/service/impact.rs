//! The guide through an impact assessment on pages: begun from a use, filled in by two people, held against Article 27; without
//! scripts.

use crate::client::{Answer, Browser, House};
use app::{At, Role};
use axum::http::StatusCode;
use record::{Body, Value};

async fn house() -> House {
    House::with(&[
        ("mara", &[Role::AiManager]),
        ("otto", &[Role::Owner]),
        ("cora", &[Role::Contributor]),
        ("exa", &[Role::ExternalAuditor]),
        ("emil", &[Role::Employee]),
    ])
    .await
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// A use with a system behind it, and what the answer to an address led to.
async fn used(house: &House) -> String {
    let desk = house.test.desk_of("mara").await;
    let system = Body::new().with("name", text("Ranker")).with("limits", text("Weak on careers in trades."));
    let system = desk.create("system", system, None).await.unwrap();
    let body = Body::new()
        .with("name", text("Pre-sorting"))
        .with("purpose", text("Puts applications in an order of <reading>."))
        .with("misuse", text("Rejecting by score alone."))
        .with("systems", Value::Links(vec![system.record]))
        .with("act_class", Value::Choice("high_risk_annex_iii".to_owned()))
        .with("act_point", Value::Choice("4a".to_owned()));
    desk.create("use", body, None).await.unwrap().reference
}

async fn begin(house: &House, browser: &mut Browser) -> String {
    let reference = used(house).await;
    let page = browser.get(&format!("/impact/use/{reference}")).await;
    let (token, key) = (page.field("_csrf"), page.field("_key"));
    let pairs = [("_csrf", token.as_str()), ("_key", &key)];
    let begun = browser.post(&format!("/impact/use/{reference}"), &pairs).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text());
    assert_eq!(begun.location(), "/impact/AIA-0001?done=begun");
    let again = browser.post(&format!("/impact/use/{reference}"), &pairs).await;
    assert_eq!(again.location(), begun.location(), "sent twice, made once");
    "/impact/AIA-0001".to_owned()
}

/// Fills a step in as it was opened, and sends it.
async fn keep(browser: &mut Browser, opened: &Answer, step: &str, pairs: &[(&str, &str)]) -> Answer {
    let token = opened.field("_csrf");
    let action = opened.action(&format!("/impact/AIA-0001/step/{step}"));
    let mut all = vec![("_csrf", token.as_str()), ("_then", "next")];
    all.extend_from_slice(pairs);
    browser.post(&action, &all).await
}

async fn body_of(house: &House) -> Body {
    let desk = house.test.desk_of("mara").await;
    let id = desk.find_reference("AIA-0001").await.unwrap();
    desk.look(id, At::Now).await.unwrap().record.body.clone()
}

#[tokio::test]
async fn an_assessment_begins_at_the_use_and_goes_step_by_step() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let guide = begin(&house, &mut mara).await;
    let page = mara.get(&guide).await.text();
    assert!(page.contains("Impacts of Pre-sorting") && page.contains("0 of 19 steps are complete"), "{page}");
    assert!(page.contains("Before it can be submitted") && page.contains("/step/misuse#f-misuse"), "{page}");
    let step = mara.get("/impact/AIA-0001/step/purpose").await;
    let shown = step.text();
    assert!(shown.contains("Puts applications in an order of &lt;reading&gt;."), "{shown}");
    assert!(shown.contains("Intended purpose, USE-0001") && shown.contains("word for word"), "{shown}");
    assert!(body_of(&house).await.get("intended_use").is_none(), "what is proposed counts once it is saved");
    let pairs = [("intended_use", "An order of reading"), ("processes", "Recruiting")];
    let saved = keep(&mut mara, &step, "purpose", &pairs).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    assert_eq!(saved.location(), "/impact/AIA-0001/step/context?done=step");
    let page = mara.get(&guide).await.text();
    assert!(page.contains("Begun") && page.contains("Not filled in: Period and frequency of use"), "{page}");
    let again = mara.get("/impact/AIA-0001/step/purpose").await.text();
    assert!(again.contains("An order of reading") && !again.contains("word for word</"), "{again}");
    let step = mara.get("/impact/AIA-0001/step/groups").await;
    let shown = step.text();
    assert!(shown.contains("Could it harm children?") && !shown.contains("fundamental rights?"), "{shown}");
    let pairs = [("answers.groups_children", "severe"), ("answers.groups_children.note", "Toys")];
    assert_eq!(keep(&mut mara, &step, "groups", &pairs).await.status, StatusCode::SEE_OTHER);
    let step = mara.get("/impact/AIA-0001/step/society").await;
    let pairs = [("answers.society_labour", "minor")];
    assert_eq!(keep(&mut mara, &step, "society", &pairs).await.status, StatusCode::SEE_OTHER);
    let Some(Value::Answers(answers)) = body_of(&house).await.get("answers").cloned() else { panic!() };
    assert_eq!(answers.given.len(), 2, "a section leaves the others alone");
    assert_eq!(answers.given["groups_children"].note.as_deref(), Some("Toys"));
    let record = mara.get("/r/impact_assessment/AIA-0001").await.text();
    assert!(record.contains("of 19 steps of the guide are complete"), "{record}");
}

#[tokio::test]
async fn two_people_on_different_parts_lose_nothing_and_the_same_field_is_shown_from_both_sides() {
    let house = house().await;
    let (mut mara, mut otto) = (house.signed_in("mara").await, house.signed_in("otto").await);
    begin(&house, &mut otto).await;
    let (hers, his) =
        (mara.get("/impact/AIA-0001/step/people").await, otto.get("/impact/AIA-0001/step/people").await);
    let other = otto.get("/impact/AIA-0001/step/benefits").await;
    assert_eq!(
        keep(&mut mara, &hers, "people", &[("affected", "Applicants")]).await.status,
        StatusCode::SEE_OTHER
    );
    let kept = keep(&mut otto, &other, "benefits", &[("benefits", "Sooner answers")]).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "another step: {}", kept.text());
    // He never touched whom it affects, and says who was heard on the same page.
    let kept = keep(&mut otto, &his, "people", &[("consulted", "The works council")]).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "another field: {}", kept.text());
    let body = body_of(&house).await;
    for (field, said) in
        [("affected", "Applicants"), ("benefits", "Sooner answers"), ("consulted", "The works council")]
    {
        assert_eq!(body.get(field), Some(&text(said)), "{field}");
    }
    let clash =
        keep(&mut otto, &his, "people", &[("affected", "Recruiters"), ("consulted", "The works council")])
            .await;
    assert_eq!(clash.status, StatusCode::CONFLICT, "{}", clash.text());
    let shown = clash.text();
    assert!(shown.contains("_choose.affected") && !shown.contains("_choose.consulted"), "{shown}");
    assert!(shown.contains("Recruiters") && shown.contains("Applicants"), "nothing is lost: {shown}");
    let pairs =
        [("affected", "Recruiters"), ("consulted", "The works council"), ("_choose.affected", "mine")];
    let settled = keep(&mut otto, &clash, "people", &pairs).await;
    assert_eq!(settled.status, StatusCode::SEE_OTHER, "{}", settled.text());
    assert_eq!(body_of(&house).await.get("affected"), Some(&text("Recruiters")));
    let theirs = keep(&mut mara, &hers, "people", &[("affected", "Everybody")]).await;
    let pairs =
        [("affected", "Everybody"), ("consulted", "The works council"), ("_choose.affected", "theirs")];
    assert_eq!(keep(&mut mara, &theirs, "people", &pairs).await.status, StatusCode::SEE_OTHER);
    assert_eq!(body_of(&house).await.get("affected"), Some(&text("Recruiters")));
}

#[tokio::test]
async fn what_was_typed_comes_back_with_the_problem_and_rows_are_added_without_scripts() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    begin(&house, &mut mara).await;
    let step = mara.get("/impact/AIA-0001/step/team").await;
    let wrong = keep(&mut mara, &step, "team", &[("name", "Impacts"), ("assessed_on", "soon")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("Error:") && wrong.text().contains("value=\"soon\""), "{}", wrong.text());
    let step = mara.get("/impact/AIA-0001/step/effects").await;
    let pairs = [("findings.1.what", "Older people are ranked lower"), ("_more", "findings")];
    let more = keep(&mut mara, &step, "effects", &pairs).await;
    assert_eq!(more.status, StatusCode::OK);
    assert!(
        more.text().contains("findings.6.what") && more.text().contains("ranked lower"),
        "{}",
        more.text()
    );
    let pairs = [
        ("findings.1.who", "groups"),
        ("findings.1.what", "Older people are ranked lower"),
        ("findings.1.path", "cumulative"),
        ("findings.1.scale", "some"),
        ("findings.1.reversible", "partly"),
    ];
    assert_eq!(keep(&mut mara, &step, "effects", &pairs).await.status, StatusCode::SEE_OTHER);
    let page = mara.get("/impact/AIA-0001").await.text();
    assert!(page.contains("/step/effects#f-findings-1-severity"), "a row is not complete: {page}");
}

#[tokio::test]
async fn article_27_is_answered_by_the_same_answers() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    begin(&house, &mut mara).await;
    let page = mara.get("/impact/AIA-0001/rights").await.text();
    assert!(page.contains("Ground not given") && page.contains("27(1)(f)"), "{page}");
    assert_eq!(page.matches(">Not answered<").count(), 7, "six items and the notification: {page}");
    let step = mara.get("/impact/AIA-0001/step/measures").await;
    keep(&mut mara, &step, "measures", &[("complaints", "The head of <recruiting> answers.")]).await;
    let step = mara.get("/impact/AIA-0001/step/conclusion").await;
    keep(&mut mara, &step, "conclusion", &[("rights_ground", "public_body")]).await;
    let page = mara.get("/impact/AIA-0001/rights").await.text();
    assert!(page.contains("The head of &lt;recruiting&gt; answers."), "{page}");
    assert!(page.contains("Asked for") && page.matches(">Not answered<").count() == 6, "{page}");
    assert!(page.contains("/step/purpose#f-processes"), "what is missing leads to where it is said: {page}");
}

#[tokio::test]
async fn who_may_not_read_or_write_it_finds_nothing_or_a_reason() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    begin(&house, &mut mara).await;
    let size = house.test.desk_of("mara").await.seal_line().await.unwrap().size;
    let mut emil = house.signed_in("emil").await;
    for path in ["", "/rights", "/step/misuse"] {
        let path = format!("/impact/AIA-0001{path}");
        assert_eq!(emil.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(
        [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN]
            .contains(&emil.get("/impact/use/USE-0001").await.status)
    );
    let mut exa = house.signed_in("exa").await;
    let page = exa.get("/impact/AIA-0001").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text().contains("Go on at"), "who may not write is not asked to: {}", page.text());
    assert_eq!(exa.get("/impact/AIA-0001/step/misuse").await.status, StatusCode::FORBIDDEN);
    let token = exa.get("/account").await.field("_csrf");
    for path in ["/impact/AIA-0001/step/misuse?base=1", "/impact/use/USE-0001"] {
        let sent = exa.post(path, &[("_csrf", &token), ("misuse", "x")]).await;
        assert_eq!(sent.status, StatusCode::FORBIDDEN, "{path}");
    }
    for path in ["/impact/AIA-0009", "/impact/USE-0001", "/impact/AIA-0001/step/nowhere"] {
        assert_eq!(mara.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let past = mara.get(&format!("/impact/AIA-0001?as_of={size}")).await.text();
    assert!(past.contains("0 of 19 steps") && !past.contains("Go on at"), "{past}");
    assert_eq!(
        mara.get(&format!("/impact/AIA-0001/step/misuse?as_of={size}")).await.status,
        StatusCode::CONFLICT
    );
    let after = house.test.desk_of("mara").await.seal_line().await.unwrap().size;
    assert_eq!(size, after, "nothing was written");
}
