//! The gap assessment: judged beside the computed answer, closed by actions, papers mapped.

#![expect(clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use app::{
    Assessment, At, Decision, Desk, Freeze, Judge, Judgement, ListAsk, Made, Paper, Role, SealQuery, TakeUp,
    Trouble, gap_practice, papers,
};
use jiff::civil::{Date, date};
use record::{Body, RecordId, Value};
use testkit::TestApp;

const PACK: &str = "iso42001-2023";

async fn house() -> TestApp {
    let house = TestApp::new().await;
    for (name, roles) in [
        ("ana", &[Role::AiManager][..]),
        ("ben", &[Role::AiManager]),
        ("otto", &[Role::Owner]),
        ("ivo", &[Role::InternalAuditor]),
        ("exa", &[Role::ExternalAuditor]),
        ("emil", &[Role::Employee]),
    ] {
        house.person(name, roles).await;
    }
    house
}

async fn baseline(desk: &Desk) -> RecordId {
    let ask = Freeze {
        name: "Baseline".to_owned(),
        purpose: String::new(),
        query: SealQuery::Readiness { pack: PACK.to_owned() },
        at: At::Now,
        key: None,
    };
    desk.freeze(ask).await.unwrap().record
}

fn judged(judgement: Judgement) -> Body {
    Body::new().with("judged", Value::Choice(judgement.code().to_owned()))
}

fn judge(reference: &str, baseline: RecordId, judgement: Judgement) -> Judge {
    Judge {
        pack: PACK.to_owned(),
        reference: reference.to_owned(),
        baseline,
        body: judged(judgement),
        seen: None,
        key: None,
    }
}

fn code(trouble: &Trouble) -> &'static str {
    match trouble {
        Trouble::Refused(refusal) => refusal.code,
        other => panic!("{other}"),
    }
}

fn due() -> Date {
    date(2026, 9, 30)
}

fn of<'a>(assessment: &'a Assessment, reference: &str) -> &'a app::Assessed {
    assessment.lines.iter().find(|line| line.reference == reference).unwrap()
}

async fn position(desk: &Desk, id: RecordId) -> u64 {
    desk.look(id, At::Now).await.unwrap().record.position
}

#[tokio::test]
async fn a_judgement_stands_beside_the_computed_answer_and_turns_nothing() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    // With a first document on record, a policy that is missing is not met instead of unknown.
    let mut draft = testkit::sample_alone("document");
    draft.set("owner", Value::Link(ana.actor().person));
    ana.create("document", draft, None).await.unwrap();
    let before = ana.assessment(PACK, None).await.unwrap();
    assert!(before.baseline.is_none() && before.lines.iter().all(|line| line.then.is_none()));
    let seal = baseline(&ana).await;
    let statuses = |assessment: &Assessment| -> Vec<_> {
        assessment.lines.iter().map(|line| (line.reference.clone(), line.now)).collect()
    };
    for reference in ["5.2", "6.1.2", "A.6.2.8"] {
        ana.judge(judge(reference, seal, Judgement::Operating)).await.unwrap();
    }
    let after = house.desk_of("ana").await.assessment(PACK, None).await.unwrap();
    assert_eq!(statuses(&after), statuses(&before), "no answer turns by a judgement");
    assert_eq!(after.lines.len(), ana.pack(PACK).unwrap().leaves().count());
    let policy = of(&after, "5.2");
    let gap = &policy.gap.as_ref().unwrap().gap;
    assert_eq!((gap.judged, gap.by, gap.on), (Judgement::Operating, ana.actor().person, ana.today()));
    assert_eq!(policy.then.unwrap(), policy.now);
    let name = &policy.gap.as_ref().unwrap().record.title;
    assert!(name.starts_with("5.2 "), "{name}");
    assert_eq!(gap.judged.against(policy.now.0), Some(gap_practice::Contradiction::JudgedMore));
}

#[tokio::test]
async fn there_is_one_judgement_for_a_requirement_and_a_baseline_whoever_is_first() {
    let house = house().await;
    let (ana, ben) = (house.desk_of("ana").await, house.desk_of("ben").await);
    let first = baseline(&ana).await;
    let (one, two, other) = tokio::join!(
        ana.judge(judge("5.2", first, Judgement::Absent)),
        ben.judge(judge("5.2", first, Judgement::Informal)),
        ben.judge(judge("5.3", first, Judgement::Informal)),
    );
    other.unwrap();
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
    let refused = one.as_ref().err().or(two.as_ref().err()).unwrap();
    assert_eq!(code(refused), "changed_meanwhile");
    let made = one.as_ref().or(two.as_ref()).unwrap();
    let again = Judge { seen: Some(made.position), ..judge("5.2", first, Judgement::Documented) };
    ben.judge(again.clone()).await.unwrap();
    assert_eq!(code(&ana.judge(again).await.unwrap_err()), "changed_meanwhile");
    // On a later baseline it is judged anew, and the first assessment stays as it was.
    let second = baseline(&ana).await;
    ana.judge(judge("5.2", second, Judgement::Operating)).await.unwrap();
    let judged = async |on| {
        let found = ana.assessment(PACK, on).await.unwrap();
        of(&found, "5.2").gap.as_ref().unwrap().gap.judged
    };
    assert_eq!(judged(Some(first)).await, Judgement::Documented);
    assert_eq!(judged(Some(second)).await, Judgement::Operating);
    assert_eq!(judged(None).await, Judgement::Operating, "the last that somebody judged on");
}

#[tokio::test]
async fn the_same_form_sent_twice_judges_once() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let seal = baseline(&ana).await;
    let ask = Judge { key: Some("k".to_owned()), ..judge("5.2", seal, Judgement::Absent) };
    let first = ana.judge(ask.clone()).await.unwrap();
    assert_eq!(ana.judge(ask).await.unwrap(), first);
    assert_eq!(ana.list("gap", &ListAsk::default()).await.unwrap().rows.len(), 1);
}

#[tokio::test]
async fn who_may_judge_and_who_may_read() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let seal = baseline(&ana).await;
    ana.judge(judge("5.2", seal, Judgement::Absent)).await.unwrap();
    for name in ["exa", "ivo"] {
        let desk = house.desk_of(name).await;
        assert!(of(&desk.assessment(PACK, None).await.unwrap(), "5.2").gap.is_some(), "{name}");
        let refused = desk.judge(judge("5.3", seal, Judgement::Absent)).await.unwrap_err();
        assert_eq!(code(&refused), "role_lacks_verb", "{name}");
    }
    let emil = house.desk_of("emil").await;
    assert_eq!(code(&emil.assessment(PACK, None).await.unwrap_err()), "not_found");
    assert_eq!(code(&emil.judge(judge("5.3", seal, Judgement::Absent)).await.unwrap_err()), "not_found");
    let elsewhere = Judge { pack: PACK.to_owned(), ..judge("99.9", seal, Judgement::Absent) };
    assert_eq!(code(&ana.judge(elsewhere).await.unwrap_err()), "not_found");
    let units = Freeze { query: SealQuery::register("unit"), name: "Units".to_owned(), ..freeze_nothing() };
    let units = ana.freeze(units).await.unwrap().record;
    assert_eq!(code(&ana.judge(judge("5.3", units, Judgement::Absent)).await.unwrap_err()), "not_found");
    let blank = Judge { body: Body::new(), ..judge("5.3", seal, Judgement::Absent) };
    let Trouble::Refused(refusal) = ana.judge(blank).await.unwrap_err() else { panic!("a failure") };
    assert_eq!(refusal.problems[0].path, "judged");
}

fn freeze_nothing() -> Freeze {
    Freeze {
        name: "Nothing".to_owned(),
        purpose: String::new(),
        query: SealQuery::register("unit"),
        at: At::Now,
        key: None,
    }
}

async fn two_gaps(ana: &Desk, seal: RecordId) -> (Made, Made) {
    let mut body = judged(Judgement::Absent);
    body.set("priority", Value::Choice("critical".to_owned()));
    body.set("note", Value::Text("Nobody has written it.".to_owned()));
    let first = Judge { body, ..judge("5.2", seal, Judgement::Absent) };
    (ana.judge(first).await.unwrap(), ana.judge(judge("5.3", seal, Judgement::Informal)).await.unwrap())
}

#[tokio::test]
async fn accepted_gaps_become_actions_all_or_none() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let otto = house.desk_of("otto").await.actor().person;
    let seal = baseline(&ana).await;
    let (one, two) = two_gaps(&ana, seal).await;
    let gaps = vec![(one.record, one.position), (two.record, two.position)];
    let ask = TakeUp { gaps, assignee: Some(otto), due: Some(due()), key: Some("k".to_owned()) };
    let ben = house.desk_of("ben").await;
    ben.judge(Judge { seen: Some(two.position), ..judge("5.3", seal, Judgement::Absent) }).await.unwrap();
    assert_eq!(code(&ana.take_up(ask.clone()).await.unwrap_err()), "changed_meanwhile");
    assert_eq!(ana.list("action", &ListAsk::default()).await.unwrap().rows.len(), 0, "none was made");

    let gaps = vec![(one.record, one.position), (two.record, position(&ana, two.record).await)];
    let ask = TakeUp { gaps, key: Some("k2".to_owned()), ..ask };
    assert_eq!(ana.take_up(ask.clone()).await.unwrap(), 2);
    assert_eq!(ana.take_up(ask).await.unwrap(), 2, "sent twice");
    let actions = ana.list("action", &ListAsk::default()).await.unwrap();
    assert_eq!(actions.rows.len(), 2);
    let action = &actions.rows[0].body;
    assert_eq!(action.get("due"), Some(&Value::Date(due())));
    assert_eq!(action.get("priority"), Some(&Value::Choice("urgent".to_owned())));
    assert_eq!(action.get("about"), Some(&Value::Links(vec![one.record])));
    assert_eq!(action.get("requirement"), Some(&Value::Text("5.2".to_owned())));
    let assessment = ana.assessment(PACK, None).await.unwrap();
    let gap = &of(&assessment, "5.2").gap.as_ref().unwrap().gap;
    assert_eq!((gap.decision, gap.owner), (Some(Decision::Close), Some(otto)));
    assert_eq!(gap.actions, [actions.rows[0].id]);
    assert_eq!(assessment.names[&actions.rows[0].id].state, "open");
    assert!(ana.verify(None).await.unwrap().report.is_intact());
}

#[tokio::test]
async fn taking_up_asks_for_gaps_a_person_and_a_day() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let seal = baseline(&ana).await;
    let (one, _) = two_gaps(&ana, seal).await;
    let ask = TakeUp { gaps: vec![(one.record, one.position)], assignee: None, due: Some(due()), key: None };
    let path = async |ask: TakeUp| match ana.take_up(ask).await.unwrap_err() {
        Trouble::Refused(refusal) => refusal.problems.first().map(|problem| problem.path.clone()),
        other => panic!("{other}"),
    };
    assert_eq!(path(ask.clone()).await.unwrap(), "assignee", "the gap names nobody either");
    assert_eq!(path(TakeUp { due: None, ..ask.clone() }).await.unwrap(), "due");
    assert_eq!(path(TakeUp { gaps: Vec::new(), ..ask.clone() }).await.unwrap(), "id");
    let not_a_gap = TakeUp { gaps: vec![(seal, 0)], assignee: Some(ana.actor().person), ..ask.clone() };
    assert_eq!(code(&ana.take_up(not_a_gap).await.unwrap_err()), "not_found");
    let emil = house.desk_of("emil").await;
    let his = TakeUp { assignee: Some(emil.actor().person), ..ask };
    assert_eq!(code(&emil.take_up(his).await.unwrap_err()), "not_found");
}

#[tokio::test]
async fn papers_become_drafts_that_gaps_name_and_only_ones_that_were_uploaded() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let seal = baseline(&ana).await;
    ana.judge(judge("5.2", seal, Judgement::Documented)).await.unwrap();
    let proposal = papers::propose(ana.pack(PACK).unwrap(), "AI Policy v2.pdf");
    assert!(proposal.references.contains(&"5.2".to_owned()), "{proposal:?}");
    let file = ana.keep_file("AI Policy v2.pdf", b"%PDF-1.7 our policy").await.unwrap();
    let paper = Paper {
        file: file.clone(),
        title: proposal.title,
        doc_type: proposal.doc_type.to_owned(),
        references: "5.2 A.2.2".to_owned(),
        key: None,
    };
    let wrong = Paper { references: "5.2 42.42".to_owned(), ..paper.clone() };
    let Trouble::Refused(refusal) = ana.bring_paper(PACK, Some(seal), wrong).await.unwrap_err() else {
        panic!("a failure")
    };
    assert_eq!(refusal.problems[0].code, "no_such_requirement");
    let made = ana.bring_paper(PACK, Some(seal), paper.clone()).await.unwrap();
    let look = ana.look(made.record, At::Now).await.unwrap();
    assert_eq!(look.record.state.code(), "draft");
    assert_eq!(look.record.body.get("file"), Some(&Value::File(file)));
    assert_eq!(papers::named_by(ana.pack(PACK).unwrap(), &look.record.body), ["5.2", "A.2.2"]);
    let assessment = ana.assessment(PACK, None).await.unwrap();
    assert_eq!(of(&assessment, "5.2").gap.as_ref().unwrap().gap.documents, [made.record]);
    // An upload is good for one record, and of one's own.
    let again = ana.bring_paper(PACK, Some(seal), paper.clone()).await.unwrap_err();
    assert_eq!(code(&again), "invalid");
    let otto = house.desk_of("otto").await.bring_paper(PACK, Some(seal), paper).await.unwrap_err();
    assert_eq!(code(&otto), "invalid");
    assert!(ana.verify(None).await.unwrap().report.is_intact());
}
