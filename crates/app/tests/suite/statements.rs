//! The Statement of Applicability: who puts it in force, and that one is.

#![expect(clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use app::{Ask, At, Desk, Made, Outcome, Role, Signature, Trouble};
use record::{Act, RecordId, Value};
use testkit::{PASSWORD, TestApp};

async fn house() -> TestApp {
    let house = TestApp::new().await;
    for (name, roles) in [
        ("ana", &[Role::AiManager][..]),
        ("ben", &[Role::AiManager]),
        ("tom", &[Role::TopManagement]),
        ("both", &[Role::TopManagement, Role::AiManager]),
    ] {
        house.person(name, roles).await;
    }
    house
}

fn code<T: std::fmt::Debug>(outcome: Outcome<T>) -> &'static str {
    match outcome {
        Err(Trouble::Refused(refusal)) => refusal.code,
        other => panic!("{other:?}"),
    }
}

async fn decide(desk: &Desk, id: RecordId, act: Act) -> Outcome<Made> {
    let seen = desk.look(id, At::Now).await?.record.position;
    let signature = match act {
        Act::Approve => Some(desk.sign(PASSWORD).await?),
        _ => None::<Signature>,
    };
    let reason = act.needs_reason().then(|| "For a reason".to_owned());
    desk.decide(Ask { record: id, act, seen, reason, signature, key: None }).await
}

/// A whole statement, written and submitted.
async fn submitted(desk: &Desk) -> RecordId {
    let mut body = testkit::sample_alone("soa");
    let controls = testkit::sample("soa").get("controls").cloned();
    let Some(Value::Table(mut rows)) = controls else { panic!("the sample has controls") };
    for row in &mut rows {
        row.cells.remove("owner");
    }
    body.set("controls", Value::Table(rows));
    body.set("owner", Value::Link(desk.actor().person));
    let made = desk.create("soa", body, None).await.unwrap();
    decide(desk, made.record, Act::Submit).await.unwrap();
    made.record
}

#[tokio::test]
async fn a_statement_is_put_in_force_by_top_management_that_did_not_write_it() {
    let house = house().await;
    let (ana, ben) = (house.desk_of("ana").await, house.desk_of("ben").await);
    let (tom, both) = (house.desk_of("tom").await, house.desk_of("both").await);
    let one = submitted(&ana).await;
    assert_eq!(code(decide(&ben, one, Act::Approve).await), "role_lacks_verb");
    let own = submitted(&both).await;
    assert_eq!(code(decide(&both, own, Act::Approve).await), "approver_is_author");
    decide(&tom, one, Act::Approve).await.unwrap();
    assert_eq!(ana.look(one, At::Now).await.unwrap().record.state.code(), "effective");
}

#[tokio::test]
async fn one_statement_is_in_force_and_a_newer_version_takes_its_place() {
    let house = house().await;
    let (ana, tom) = (house.desk_of("ana").await, house.desk_of("tom").await);
    let (one, other) = (submitted(&ana).await, submitted(&ana).await);
    decide(&tom, one, Act::Approve).await.unwrap();
    assert_eq!(code(decide(&tom, other, Act::Approve).await), "another_in_force");
    let look = ana.look(one, At::Now).await.unwrap();
    let newer = look.record.body.clone().with("changes", Value::Text("Another reason".to_owned()));
    ana.revise(one, look.record.position, newer, None, None).await.unwrap();
    decide(&ana, one, Act::Submit).await.unwrap();
    // A draft of a newer version leaves the older in force.
    assert_eq!(code(decide(&tom, other, Act::Approve).await), "another_in_force");
    decide(&tom, one, Act::Approve).await.unwrap();
    decide(&ana, one, Act::Retire).await.unwrap();
    decide(&tom, other, Act::Approve).await.unwrap();
    assert_eq!(tom.look(other, At::Now).await.unwrap().record.state.code(), "effective");
}

#[tokio::test]
async fn two_statements_approved_at_once_do_not_both_come_into_force() {
    let house = house().await;
    let (ana, tom) = (house.desk_of("ana").await, house.desk_of("tom").await);
    let (one, other) = (submitted(&ana).await, submitted(&ana).await);
    let (first, second) = tokio::join!(decide(&tom, one, Act::Approve), decide(&tom, other, Act::Approve));
    assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
}

/// A risk in force whose measure names a control.
async fn risk(house: &TestApp, control: &str) -> RecordId {
    let (ana, ben) = (house.desk_of("ana").await, house.desk_of("ben").await);
    let Some(Value::Table(mut rows)) = testkit::sample("risk").get("treatments").cloned() else {
        panic!("the sample has measures")
    };
    rows.truncate(1);
    for row in &mut rows {
        row.cells.remove("owner");
        row.cells.remove("done");
        row.cells.insert("control".to_owned(), Value::Text(control.to_owned()));
    }
    let body = testkit::sample_alone("risk")
        .with("treatments", Value::Table(rows))
        .with("owner", Value::Link(ana.actor().person));
    let made = ana.create("risk", body, None).await.unwrap();
    decide(&ana, made.record, Act::Submit).await.unwrap();
    decide(&ben, made.record, Act::Approve).await.unwrap();
    made.record
}

fn line<'a>(found: &'a app::Applicability, reference: &str) -> &'a app::soa_practice::Line {
    found.lines.iter().find(|line| line.reference == reference).unwrap()
}

#[tokio::test]
async fn the_first_draft_has_every_control_and_what_records_say_of_them() {
    let house = house().await;
    house.person("emil", &[Role::Employee]).await;
    house.person("exa", &[Role::ExternalAuditor]).await;
    let treated = risk(&house, "A.7.4").await;
    let ana = house.desk_of("ana").await;
    let before = ana.applicability(At::Now, false).await.unwrap();
    assert!(before.statement.is_none() && before.lines.iter().all(|line| line.faults.is_empty()));
    let emil = house.desk_of("emil").await;
    assert_eq!(code(emil.applicability(At::Now, false).await), "not_found");
    assert_eq!(code(emil.draft_statement(None, None).await), "not_found");
    assert_eq!(code(house.desk_of("exa").await.draft_statement(None, None).await), "role_lacks_verb");
    let made = ana.draft_statement(None, Some("key".to_owned())).await.unwrap();
    assert_eq!(made.reference, "SOA-0001");
    let found = ana.applicability(At::Now, false).await.unwrap();
    let statement = found.statement.as_ref().unwrap();
    assert!(!statement.is_in_force() && !statement.newer);
    assert_eq!(found.lines.len(), 38);
    let data = line(&found, "A.7.4");
    assert_eq!(data.risks.iter().map(|risk| risk.id).collect::<Vec<_>>(), [treated]);
    assert!(data.is_applied() && data.row.as_ref().unwrap().reason.starts_with("Treats RSK-0001 "));
    assert!(line(&found, "A.2.3").row.as_ref().unwrap().applies.is_none());
    // What came since is seen: another risk, and the same draft with the control of one's own that it names.
    risk(&house, "HM-7").await;
    let found = ana.applicability(At::Now, false).await.unwrap();
    assert!(line(&found, "HM-7").row.is_none(), "the facts in memory follow the ledger");
    let again = ana.draft_statement(Some(made.position), None).await.unwrap();
    assert_eq!((again.record, again.version), (made.record, 2));
    let found = ana.applicability(At::Now, false).await.unwrap();
    assert!(line(&found, "HM-7").is_applied());
    assert_eq!(code(ana.draft_statement(Some(made.position), None).await), "changed_meanwhile");
    // And as of then.
    let then = At::Size(before_draft(&ana, made.record).await);
    let past = ana.applicability(then, false).await.unwrap();
    assert!(past.statement.is_none() && past.lines.len() == 38);
    assert_eq!(line(&past, "A.7.4").risks.len(), 1);
    // Asked again and again, it is the same, and not worked out anew.
    let again = ana.applicability(then, false).await.unwrap();
    assert!(std::sync::Arc::ptr_eq(&past.lines, &again.lines));
    let now = ana.applicability(At::Now, false).await.unwrap();
    let again = ana.applicability(At::Now, false).await.unwrap();
    assert!(std::sync::Arc::ptr_eq(&now.lines, &again.lines) && line(&now, "HM-7").is_applied());
    // A risk out of force treats nothing.
    decide(&ana, treated, Act::Retire).await.unwrap();
    let found = ana.applicability(At::Now, false).await.unwrap();
    assert!(line(&found, "A.7.4").risks.is_empty());
}

/// How many entries the ledger had before a record came to be.
async fn before_draft(desk: &Desk, id: RecordId) -> u64 {
    desk.history(id, At::Now).await.unwrap().lines.last().unwrap().act.position
}

#[tokio::test]
async fn a_newer_draft_leaves_the_statement_in_force_on_the_page() {
    let house = house().await;
    let (ana, tom) = (house.desk_of("ana").await, house.desk_of("tom").await);
    let one = submitted(&ana).await;
    decide(&tom, one, Act::Approve).await.unwrap();
    ana.draft_statement(None, None).await.unwrap();
    let in_force = ana.applicability(At::Now, false).await.unwrap();
    let statement = in_force.statement.as_ref().unwrap();
    assert!(statement.is_in_force() && statement.newer && statement.version == 1);
    let missing = in_force.lines.iter().filter(|line| line.row.is_none()).count();
    assert_eq!(missing, 36, "the sample has two of the reference controls");
    assert_eq!(in_force.names[&tom.actor().person].title, "tom");
    let newest = ana.applicability(At::Now, true).await.unwrap();
    let statement = newest.statement.as_ref().unwrap();
    assert_eq!((statement.is_in_force(), statement.version, statement.before), (false, 2, Some(1)));
    assert!(newest.lines.iter().all(|line| line.row.is_some()));
}

#[tokio::test]
async fn two_first_drafts_at_the_same_moment_are_one_statement_and_a_clear_sentence() {
    let house = house().await;
    let (ana, ben) = (house.desk_of("ana").await, house.desk_of("ben").await);
    let (one, other) = tokio::join!(ana.draft_statement(None, None), ben.draft_statement(None, None));
    assert!(one.is_ok() || other.is_ok(), "{one:?} {other:?}");
    for outcome in [one, other] {
        match outcome {
            Ok(made) => assert_eq!(made.reference, "SOA-0001"),
            Err(Trouble::Refused(refusal)) => {
                assert_eq!(refusal.code, "drafted_meanwhile");
                assert!(refusal.sentence.contains("SOA-0001"), "{}", refusal.sentence);
            }
            Err(trouble) => panic!("{trouble:?}"),
        }
    }
    assert_eq!(ana.list("soa", &app::ListAsk::default()).await.unwrap().rows.len(), 1);
}

#[tokio::test]
async fn a_form_that_is_sent_twice_drafts_once() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let first = ana.draft_statement(None, Some("key".to_owned())).await.unwrap();
    let again = house.desk_of("ana").await.draft_statement(None, Some("key".to_owned())).await;
    assert!(again.is_ok_and(|made| made.record == first.record));
    assert_eq!(ana.list("soa", &app::ListAsk::default()).await.unwrap().rows.len(), 1);
}

#[tokio::test]
async fn a_control_that_is_left_out_is_held_against_risks_and_asks_for_a_reason_and_its_source() {
    let house = house().await;
    let treated = risk(&house, "A.7.4").await;
    let (ana, tom) = (house.desk_of("ana").await, house.desk_of("tom").await);
    let made = ana.draft_statement(None, None).await.unwrap();
    let excluded = |cells: &[(&'static str, Value)]| {
        let cells: Vec<(&'static str, Value)> = cells.to_vec();
        let ana = &ana;
        async move {
            let look = ana.look(made.record, At::Now).await.unwrap();
            let Some(Value::Table(mut rows)) = look.record.body.get("controls").cloned() else { panic!() };
            for row in &mut rows {
                let control = match row.cells.get("control") {
                    Some(Value::Text(text)) => text.clone(),
                    _ => String::new(),
                };
                if ["A.7.4", "A.7.6"].contains(&control.as_str()) {
                    row.cells.retain(|column, _| column == "control" || column == "title");
                    row.cells.insert("applies".to_owned(), Value::Choice("excluded".to_owned()));
                    row.cells.extend(cells.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
                }
            }
            let body = look.record.body.clone().with("controls", Value::Table(rows));
            ana.revise(made.record, look.record.position, body, None, None).await.unwrap();
        }
    };
    excluded(&[]).await;
    let found = ana.applicability(At::Now, true).await.unwrap();
    let codes = |reference: &str| {
        line(&found, reference).faults.iter().map(app::soa_practice::Fault::code).collect::<Vec<_>>()
    };
    assert!(line(&found, "A.7.6").is_excluded() && !line(&found, "A.7.6").is_applied());
    assert_eq!(codes("A.7.6"), ["no_reason", "no_source"]);
    assert_eq!(codes("A.7.4"), ["treating_left_out", "no_reason", "no_source"]);
    assert_eq!(line(&found, "A.7.4").risks.iter().map(|risk| risk.id).collect::<Vec<_>>(), [treated]);
    let reason = Value::Text("Officers label no pictures themselves".to_owned());
    excluded(&[("reason", reason), ("sources", Value::Choices(vec!["own".to_owned()]))]).await;
    let found = tom.applicability(At::Now, true).await.unwrap();
    assert!(line(&found, "A.7.6").faults.is_empty(), "{:?}", line(&found, "A.7.6").faults);
    assert_eq!(line(&found, "A.7.6").standing, app::soa_practice::Standing::Excluded);
    let still: Vec<_> = line(&found, "A.7.4").faults.iter().map(app::soa_practice::Fault::code).collect();
    assert_eq!(still, ["treating_left_out"], "a reason does not answer the risk");
}

#[tokio::test]
async fn what_is_drafted_names_the_papers_in_force_where_there_is_one_of_their_type() {
    let house = house().await;
    let (ana, tom) = (house.desk_of("ana").await, house.desk_of("tom").await);
    let paper = async |name: &str, doc_type: &str| {
        let body = testkit::sample_alone("document")
            .with("name", Value::Text(name.to_owned()))
            .with("doc_type", Value::Choice(doc_type.to_owned()))
            .with("owner", Value::Link(ana.actor().person));
        let made = ana.create("document", body, None).await.unwrap();
        decide(&ana, made.record, Act::Submit).await.unwrap();
        decide(&tom, made.record, Act::Approve).await.unwrap();
        made.record
    };
    let scope = paper("Scope", "scope_statement").await;
    let method = paper("How impacts are assessed", "impact_method").await;
    paper("How risks are assessed", "risk_method").await;
    paper("How risks are assessed in laboratories", "risk_method").await;
    let made = ana.draft_statement(None, None).await.unwrap();
    let statement = ana.look(made.record, At::Now).await.unwrap().record;
    assert_eq!(statement.body.get("scope"), Some(&Value::Link(scope)));
    assert_eq!(statement.body.get("risk_method"), None, "of two nobody says which");
    let used = ana.create("use", testkit::sample_alone("use"), None).await.unwrap().record;
    let begun = ana.begin_assessment(used, "Impacts of it", None).await.unwrap();
    let assessment = ana.look(begun.record, At::Now).await.unwrap().record;
    assert_eq!(assessment.body.get("method"), Some(&Value::Link(method)));
}
