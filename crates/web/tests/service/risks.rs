//! Risks together: the heat map, classes by the method, who may accept what, what a use inherits, what a method changes.

use crate::client::House;
use app::{Ask, Made, Role};
use axum::http::StatusCode;
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

pub(crate) async fn act(house: &House, who: &str, record: RecordId, act: Act) {
    let desk = house.test.desk_of(who).await;
    let seen = desk.look(record, app::At::Now).await.unwrap().record.position;
    let signature = match act {
        Act::Approve => Some(desk.sign(PASSWORD).await.unwrap()),
        _ => None,
    };
    desk.decide(Ask { record, act, seen, reason: None, signature, key: None }).await.unwrap();
}

/// A record whose links all lead to what is there, submitted by otto and approved by somebody.
async fn made(house: &House, kind: &str, body: Body, approver: Option<&str>) -> Made {
    let otto = house.test.desk_of("otto").await;
    let made = otto.create(kind, body, None).await.unwrap();
    if let Some(approver) = approver {
        act(house, "otto", made.record, Act::Submit).await;
        act(house, approver, made.record, Act::Approve).await;
    }
    made
}

async fn person(house: &House, name: &str) -> RecordId {
    house.test.desk_of(name).await.actor().person
}

async fn method(house: &House, approver: Option<&str>) -> Made {
    let mut body = testkit::sample("risk_method");
    body.set("owner", Value::Link(person(house, "otto").await));
    body.clear("documents");
    made(house, "risk_method", body, approver).await
}

async fn risk(house: &House, method: &Made, name: &str, until: Option<jiff::civil::Date>) -> Body {
    let today = house.test.desk_of("otto").await.today();
    let text = |text: &str| Value::Text(text.to_owned());
    let mut body = Body::new()
        .with("name", text(name))
        .with("event", text("Somebody is treated worse than others."))
        .with("consequence", text("A chance is lost."))
        .with("source", Value::Choice("machine_learning".to_owned()))
        .with("affected", Value::Choices(vec!["individuals".to_owned()]))
        .with("owner", Value::Link(person(house, "otto").await))
        .with("criteria", Value::Link(method.record))
        .with("assessed_on", Value::Date(today))
        .with("inherent_likelihood", Value::Rating(5))
        .with("inherent_impact", Value::Rating(4))
        .with("treatment", Value::Choice("modify".to_owned()))
        .with("residual_likelihood", Value::Rating(3))
        .with("residual_impact", Value::Rating(4));
    if let Some(until) = until {
        body.set("accepted_until", Value::Date(until));
    }
    body
}

#[tokio::test]
async fn before_there_is_a_method_the_page_says_what_one_is_and_offers_it_to_who_may_make_it() {
    let house = house().await;
    let page = house.signed_in("mara").await.get("/risks").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    assert!(page.text().contains("No risk method yet") && page.text().contains("/r/risk_method/new"));
    let exa = house.signed_in("exa").await.get("/risks").await.text();
    assert!(exa.contains("No risk method yet") && !exa.contains("/r/risk_method/new"), "{exa}");
    assert_eq!(house.signed_in("emil").await.get("/risks").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_class_is_the_methods_and_only_who_has_the_authority_accepts_for_so_long() {
    use jiff::ToSpan as _;
    let house = house().await;
    let method = method(&house, Some("ines")).await;
    let today = house.test.desk_of("otto").await.today();
    let soon = today.checked_add(3.months()).unwrap();
    let late = today.checked_add(9.months()).unwrap();
    let mut told = Vec::new();
    for (name, until, approver) in [
        ("By her who may", Some(soon), Some("ines")),
        ("By her who may not", Some(soon), Some("mara")),
        ("For too long", Some(late), Some("ines")),
        ("By nobody", None, None),
    ] {
        let body = risk(&house, &method, name, until).await;
        told.push(made(&house, "risk", body, approver).await.reference);
    }
    let mut exa = house.signed_in("exa").await;
    for (reference, says) in
        told.iter().zip(["Accepted", "Accepted without authority", "Accepted for too long", "Not accepted"])
    {
        let page = exa.get(&format!("/r/risk/{reference}")).await.text();
        assert!(page.contains(says), "{reference} {says}: {page}");
        assert!(page.contains("Critical before treatment, High after"), "{reference}: {page}");
    }
    let page = exa.get("/risks").await.text();
    let cell = "/r/risk?f.residual_likelihood=3&amp;f.residual_impact=4&amp;w9.nature.not=opportunity";
    assert!(page.contains(cell), "{page}");
    let register =
        exa.get(&format!("{}&state=draft&state=submitted&state=effective", cell.replace("&amp;", "&"))).await;
    for reference in &told {
        assert!(register.text().contains(reference), "{}", register.text());
    }
    let unaccepted = exa.get("/risks?only=unaccepted").await.text();
    let listed = unaccepted.split("id=\"listed\"").nth(1).unwrap_or_default();
    assert!(!listed.contains("By her who may<") && listed.contains("By her who may not<"), "{listed}");
    let compared = exa.get("/risks?then=2020-01-01").await.text();
    assert!(compared.contains("Then and now"), "{compared}");
    assert_eq!(exa.get("/risks?then=soon").await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_method_being_written_shows_what_it_would_change_and_an_old_one_says_so() {
    let house = house().await;
    let method = method(&house, Some("ines")).await;
    let body = risk(&house, &method, "Worse than others", None).await;
    let made = made(&house, "risk", body, None).await;
    let mut mara = house.signed_in("mara").await;
    let record = format!("/r/risk_method/{}", method.reference);
    assert!(!mara.get(&record).await.text().contains("/risks/method/"), "nothing is being written");
    let desk = house.test.desk_of("mara").await;
    let look = desk.look(method.record, app::At::Now).await.unwrap();
    let mut stricter = look.record.body.clone();
    let Some(Value::Table(rows)) = stricter.get("matrix").cloned() else { panic!("no matrix") };
    let rows = rows.into_iter().map(|mut row| {
        row.cells.insert("class".to_owned(), Value::Rating(4));
        row
    });
    stricter.set("matrix", Value::Table(rows.collect()));
    desk.revise(method.record, look.record.position, stricter, None, None).await.unwrap();
    let page = mara.get(&record).await.text();
    assert!(page.contains("1 ratings of 1 risks would change"), "{page}");
    let preview = mara.get(&format!("/risks/method/{}", method.reference)).await.text();
    assert!(preview.contains(&made.reference) && preview.contains("Critical"), "{preview}");
    assert_eq!(mara.get(&format!("/risks/method/{}", made.reference)).await.status, StatusCode::NOT_FOUND);
    assert!(mara.get(&format!("/r/risk/{}", made.reference)).await.text().contains("High after"));
}

#[tokio::test]
async fn a_use_inherits_the_risks_of_what_it_depends_on_unless_a_reason_says_why_not() {
    let house = house().await;
    let method = method(&house, None).await;
    let text = |text: &str| Value::Text(text.to_owned());
    let owner = Value::Link(person(&house, "otto").await);
    let model = Body::new().with("name", text("Ranker")).with("owner", owner.clone());
    let model = made(&house, "model", model, None).await;
    let system = Body::new()
        .with("name", text("Sorter"))
        .with("owner", owner.clone())
        .with("models", Value::Links(vec![model.record]));
    let system = made(&house, "system", system, None).await;
    let used = |name: &str| {
        Body::new()
            .with("name", text(name))
            .with("owner", owner.clone())
            .with("systems", Value::Links(vec![system.record]))
    };
    let (here, there) =
        (made(&house, "use", used("Here"), None).await, made(&house, "use", used("There"), None).await);
    let body =
        risk(&house, &method, "Ranks by age", None).await.with("models", Value::Links(vec![model.record]));
    let exception = record::Row {
        id: 1,
        cells: [
            ("use".to_owned(), Value::Link(there.record)),
            ("how".to_owned(), Value::Choice("not_there".to_owned())),
            ("reason".to_owned(), text("Ages are unknown")),
        ]
        .into(),
    };
    made(&house, "risk", body.with("exceptions", Value::Table(vec![exception])), None).await;
    let mut mara = house.signed_in("mara").await;
    let page = mara.get(&format!("/risks/use/{}", here.reference)).await.text();
    assert!(
        page.contains("Ranks by age") && page.contains(&model.reference) && page.contains("As there"),
        "{page}"
    );
    let other = mara.get(&format!("/risks/use/{}", there.reference)).await.text();
    assert!(other.contains("Does not arise: Ages are unknown"), "{other}");
    let record = mara.get(&format!("/r/use/{}", here.reference)).await.text();
    assert!(
        record.contains("1 risks bear on this use, 0 of them") && record.contains("/risks/use/"),
        "{record}"
    );
    assert_eq!(mara.get("/risks/use/USE-0999").await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        house.signed_in("emil").await.get(&format!("/risks/use/{}", here.reference)).await.status,
        StatusCode::NOT_FOUND
    );
}
