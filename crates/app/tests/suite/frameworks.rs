//! Which frameworks hold is on the record: adopted, taken over, foreseen, and the past computed as it was.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use app::{
    Answer, Ask, At, Brought, Desk, Made, Role, SignedPack, Status, Subject, Trouble, Via, adopted,
    signed_text, trusted_key,
};
use jiff::SignedDuration;
use record::{
    Act, Approval, Area, Body, Field, Kind, LifeCycle, Line, Name, RecordId, Sensitivity, Value, line,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};
use testkit::{PASSWORD, TestApp};

const OWN: &str = r#"id = "house-rules"
title = "Our own rules"
short = "House rules"
edition = "1"
version = "1"
source = "Written here"
licence = "Ours"

[[clause]]
ref = "1"
title = "Suppliers"

[[requirement]]
ref = "1.1"
title = "Suppliers are critical or not"
under = "1"
sentence = "Each supplier says how critical it is."
asks = ["How critical is each supplier?"]
documented = "no"
expectations = ["iso42001-2023:policy"]

[[expectation]]
id = "criticality"
requirements = ["1.1"]
sentence = "Each supplier has a criticality."
shows = "design"
about = 'supplier'
holds = 'filled(criticality)'
remedy = { act = "revise", kind = "supplier", sentence = "Say how critical the supplier is." }
"#;

async fn house() -> TestApp {
    let house = TestApp::new().await;
    house.person("ana", &[Role::AiManager]).await;
    house.person("ben", &[Role::TopManagement]).await;
    house.person("mei", &[Role::Contributor]).await;
    house
}

async fn bring(desk: &Desk, text: &str) -> Brought {
    desk.bring_pack("rules.toml", text.as_bytes(), None).await.unwrap()
}

async fn approve(house: &TestApp, made: &Made) -> Result<Made, Trouble> {
    let ben = house.desk_of("ben").await;
    let signature = ben.sign(PASSWORD).await.unwrap();
    let seen = ben.look(made.record, At::Now).await.unwrap().record.position;
    let ask = Ask {
        record: made.record,
        act: Act::Approve,
        seen,
        reason: None,
        signature: Some(signature),
        key: None,
    };
    ben.decide(ask).await
}

/// Brings a pack, proposes and approves it.
async fn adopt(house: &TestApp, text: &str) -> Made {
    let ana = house.desk_of("ana").await;
    let brought = bring(&ana, text).await;
    assert_eq!(brought.problems, []);
    let made = ana.propose_pack(&brought.sha256, "We decided so", None).await.unwrap();
    approve(house, &made).await.unwrap()
}

async fn supplier(house: &TestApp, name: &str, critical: bool) -> RecordId {
    let ana = house.desk_of("ana").await;
    let mut body = testkit::sample_alone("supplier").with("name", Value::Text(name.to_owned()));
    body.set("owner", Value::Link(ana.actor().person));
    if !critical {
        body.clear("criticality");
    }
    ana.create("supplier", body, None).await.unwrap().record
}

async fn status(desk: &Desk, pack: &str, reference: &str, at: At) -> Option<(Status, (usize, usize, usize))> {
    let found = desk.readiness(at).await.unwrap();
    let standing = found.standings.iter().find(|it| it.pack == pack && it.reference == reference)?;
    standing.leaf.as_ref().map(|leaf| (leaf.status, leaf.answers))
}

/// Everything that is said at a moment: position, instant, zone, packs, standings, and each verdict with its reasons.
async fn said(desk: &Desk, at: At) -> String {
    let found = desk.readiness(at).await.unwrap();
    let mut text =
        format!("{} {} {} {:?}\n{:#?}\n", found.position, found.at, found.zone, found.packs, found.standings);
    for standing in found.standings.iter().filter(|standing| standing.leaf.is_some()) {
        let view = desk.requirement(&standing.pack, &standing.reference, at, None).await.unwrap();
        writeln!(text, "{:#?} {:?}", view.expectations, view.seen).unwrap();
    }
    text
}

#[tokio::test]
async fn a_new_organisation_adopts_what_the_program_offers_on_the_record() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let lines = ana.frameworks().await.unwrap();
    assert_eq!(lines.len(), 1);
    let record = lines[0].record.as_ref().unwrap();
    assert_eq!((record.reference.as_str(), record.state.code()), ("FRM-0001", "effective"));
    let lived = ana.history(record.id, At::Now).await.unwrap();
    let acts: Vec<(Act, &str)> = lived.lines.iter().map(|line| (line.act.act, line.via.as_str())).collect();
    assert_eq!(acts, [(Act::Approve, "system"), (Act::Submit, "system"), (Act::Create, "system")]);
    assert_eq!(ana.packs()[0].text, house.app.packs()[0].text);
    assert!(lines[0].offered.is_none(), "it has what is offered");
    assert!(ana.verify(None).await.unwrap().report.is_intact());
}

#[tokio::test]
async fn an_own_framework_holds_from_its_approval_on_and_one_answer_serves_both() {
    let house = house().await;
    supplier(&house, "Known", true).await;
    supplier(&house, "Unknown", false).await;
    let ana = house.desk_of("ana").await;
    let brought = bring(&ana, OWN).await;
    let proposed = ana.propose_pack(&brought.sha256, "Customers ask for it", None).await.unwrap();
    let again = ana.propose_pack(&brought.sha256, "Customers ask for it", None).await.unwrap();
    assert_eq!(again.record, proposed.record, "sent twice, proposed once");
    assert_eq!(status(&ana, "house-rules", "1.1", At::Now).await, None, "a proposal holds nothing");
    let signature = ana.sign(PASSWORD).await.unwrap();
    let seen = ana.look(proposed.record, At::Now).await.unwrap().record.position;
    let own = Ask {
        record: proposed.record,
        act: Act::Approve,
        seen,
        reason: None,
        signature: Some(signature),
        key: None,
    };
    assert!(
        matches!(ana.decide(own).await, Err(Trouble::Refused(refusal)) if refusal.code == "approver_is_author")
    );
    approve(&house, &proposed).await.unwrap();
    let ana = house.desk_of("ana").await;
    let names: Vec<&str> = ana.packs().iter().map(|pack| pack.id.as_str()).collect();
    assert_eq!(names, ["iso42001-2023", "house-rules"]);
    let (now, answers) = status(&ana, "house-rules", "1.1", At::Now).await.unwrap();
    let (_, policy) = status(&ana, "iso42001-2023", "5.2", At::Now).await.unwrap();
    assert_eq!(now, Status::Partly);
    let view = ana.requirement("house-rules", "1.1", At::Now, None).await.unwrap();
    let bearing: Vec<(&str, &str)> =
        view.expectations.iter().map(|it| (it.pack.as_str(), it.id.as_str())).collect();
    assert_eq!(bearing, [("house-rules", "criticality"), ("iso42001-2023", "policy")]);
    assert_eq!(view.expectations[0].counts, (1, 1, 0));
    assert_eq!(answers.0 + answers.1 + answers.2, 3);
    assert!(policy.0 + policy.1 + policy.2 >= 1);
    // Retired, it holds nothing any more; what it said is kept.
    let ben = house.desk_of("ana").await;
    let seen = ben.look(proposed.record, At::Now).await.unwrap().record.position;
    let size = ben.seal_line().await.unwrap().size;
    let reason = Some("No longer asked for".to_owned());
    let retire = Ask { record: proposed.record, act: Act::Retire, seen, reason, signature: None, key: None };
    ben.decide(retire).await.unwrap();
    let ana = house.desk_of("ana").await;
    assert_eq!(status(&ana, "house-rules", "1.1", At::Now).await, None);
    assert_eq!(status(&ana, "house-rules", "1.1", At::Size(size)).await.unwrap().0, Status::Partly);
}

#[tokio::test]
async fn what_is_foreseen_is_what_comes_and_nothing_else() {
    let house = house().await;
    for name in ["One", "Two", "Three"] {
        supplier(&house, name, name != "Two").await;
    }
    adopt(&house, OWN).await;
    let newer = OWN
        .replace("version = \"1\"", "version = \"2\"")
        .replace("holds = 'filled(criticality)'", "holds = 'filled(criticality) and words(name) >= 2'")
        + r#"
[[expectation]]
id = "services"
requirements = ["1.1"]
sentence = "Each supplier says what it supplies."
shows = "design"
about = 'supplier'
holds = 'filled(services)'
remedy = { act = "revise", kind = "supplier", sentence = "Say what it supplies." }
"#;
    let ana = house.desk_of("ana").await;
    let before = ana.readiness(At::Now).await.unwrap();
    let brought = bring(&ana, &newer).await;
    assert_eq!(brought.problems, []);
    let foreseen = ana.foresee(brought.pack.as_ref().unwrap(), None).await.unwrap();
    assert_eq!(foreseen.replaces.as_deref(), Some("1"));
    assert_eq!(foreseen.signed, SignedPack::Unsigned);
    let turned: Vec<_> = foreseen.turned.iter().map(|it| (it.before, it.after)).collect();
    assert_eq!(turned, [(Some(Answer::Met), Some(Answer::NotMet)); 2]);
    assert_eq!(
        foreseen.come.iter().map(|it| (it.id.as_str(), it.counts)).collect::<Vec<_>>(),
        [("services", (3, 0, 0))]
    );
    assert_eq!(foreseen.gone, []);
    assert_eq!(ana.readiness(At::Now).await.unwrap().standings, before.standings, "looking changes nothing");
    adopt(&house, &newer).await;
    let ana = house.desk_of("ana").await;
    let after = ana.readiness(At::Now).await.unwrap();
    let statuses = |found: &app::Readiness| -> BTreeMap<(String, String), Status> {
        let leaf = |it: &app::Standing| it.leaf.as_ref().map(|leaf| leaf.status);
        found
            .standings
            .iter()
            .filter_map(|it| Some(((it.pack.clone(), it.reference.clone()), leaf(it)?)))
            .collect()
    };
    let (before, after) = (statuses(&before), statuses(&after));
    for (key, status) in &after {
        let moved = foreseen.requirements.iter().find(|it| (&it.pack, &it.reference) == (&key.0, &key.1));
        let expected = moved.map_or(before.get(key).copied(), |it| it.after);
        assert_eq!(Some(*status), expected, "{key:?}");
    }
    let view = ana.requirement("house-rules", "1.1", At::Now, None).await.unwrap();
    for turned in &foreseen.turned {
        let expectation = view.expectations.iter().find(|it| it.id == turned.expectation).unwrap();
        let judged = expectation.verdicts.iter().find(|it| it.verdict.subject == turned.subject).unwrap();
        assert_eq!(Some(judged.verdict.answer), turned.after);
        assert!(matches!(judged.verdict.subject, Subject::Record(_)));
    }
    // The other way round what comes is gone.
    let back = ana.bring_pack("rules.toml", OWN.as_bytes(), None).await.unwrap();
    let foreseen = ana.foresee(back.pack.as_ref().unwrap(), None).await.unwrap();
    assert_eq!(foreseen.gone.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(), ["services"]);
}

#[tokio::test]
async fn a_requirement_lists_the_worst_first_and_its_pages_everybody_once() {
    let house = house().await;
    adopt(&house, OWN).await;
    let mut open = BTreeSet::new();
    for number in 0..57 {
        let critical = number % 5 != 0;
        let made = supplier(&house, &format!("Supplier {number}"), critical).await;
        if !critical {
            open.insert(made);
        }
    }
    let ana = house.desk_of("ana").await;
    let subjects = |view: &app::ExpectationView| -> Vec<RecordId> {
        let of = |judged: &app::Judged| match &judged.verdict.subject {
            Subject::Record(id) => *id,
            other => panic!("{other:?}"),
        };
        view.verdicts.iter().map(of).collect()
    };
    let whole = ana.requirement("house-rules", "1.1", At::Now, None).await.unwrap();
    assert!(whole.expectations.len() > 1, "what is reused stands beside its own");
    let first = whole.expectations.iter().find(|it| it.id == "criticality").unwrap();
    assert_eq!(first.counts, (45, open.len(), 0));
    assert_eq!(subjects(first).len(), 10);
    assert!(subjects(first).iter().all(|id| open.contains(id)), "those not met come first");
    let mut seen = Vec::new();
    for page in 1..=first.pages {
        let alone = app::Alone { expectation: "criticality", page };
        let view = ana.requirement("house-rules", "1.1", At::Now, Some(alone)).await.unwrap();
        assert_eq!(view.expectations.len(), 1);
        assert!(view.expectations[0].verdicts.len() <= app::VERDICTS_PAGE);
        seen.extend(subjects(&view.expectations[0]));
    }
    let other = app::Alone { expectation: "policy_communicated", page: 1 };
    let refused = ana.requirement("house-rules", "1.1", At::Now, Some(other)).await;
    assert!(matches!(refused, Err(Trouble::Refused(refusal)) if refusal.code == "not_found"));
    assert_eq!(first.pages, 2);
    assert_eq!(seen[..open.len()].iter().copied().collect::<BTreeSet<_>>(), open);
    assert_eq!(seen.len(), 57);
    assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 57, "nobody twice");
}

#[tokio::test]
async fn a_past_answer_is_the_same_after_a_hundred_acts_other_fields_another_zone_and_a_newer_pack() {
    let house = house().await;
    for name in ["One", "Two"] {
        supplier(&house, name, name == "One").await;
    }
    let field = Body::new()
        .with("label", Value::Text("Audited".to_owned()))
        .with("kind", Value::Text("supplier".to_owned()))
        .with("field_id", Value::Text("audited".to_owned()))
        .with("shape", Value::Choice("flag".to_owned()));
    let ana = house.desk_of("ana").await;
    let field = ana.create("custom_field", field, None).await.unwrap();
    let ask = |record, act, seen| Ask {
        record,
        act,
        seen,
        reason: Some("As decided".to_owned()),
        signature: None,
        key: None,
    };
    let submitted = ana.decide(ask(field.record, Act::Submit, field.position)).await.unwrap();
    approve(&house, &submitted).await.unwrap();
    // The own framework reads the organisation's own field and a day that depends on the time zone.
    let own = OWN.replace(
        "holds = 'filled(criticality)'",
        "holds = 'filled(criticality) and not audited and acted(create).at <= today + 1 days'",
    );
    let ana = house.desk_of("ana").await;
    let known = ana.look(supplier(&house, "Three", true).await, At::Now).await.unwrap();
    let body = known.record.body.clone().with("audited", Value::Flag(false));
    ana.revise(known.record.id, known.record.position, body, None, None).await.unwrap();
    let adopted = adopt(&house, &own).await;
    let ana = house.desk_of("ana").await;
    let size = ana.seal_line().await.unwrap().size;
    let then = said(&ana, At::Size(size)).await;
    assert!(then.contains("house-rules") && then.contains("NotMet"), "the moment says something");
    assert_eq!(
        status(&ana, "house-rules", "1.1", At::Size(size)).await,
        status(&ana, "house-rules", "1.1", At::Now).await
    );

    // A hundred later acts, on other records and on the same.
    for round in 0..50 {
        house.clock.pass(SignedDuration::from_hours(7));
        let ana = house.desk_of("ana").await;
        supplier(&house, &format!("Later {round}"), round % 2 == 0).await;
        let look = ana.look(known.record.id, At::Now).await.unwrap();
        let mut body = look.record.body.clone().with("services", Value::Text(format!("Round {round}")));
        if round % 3 == 0 {
            body.clear("criticality");
        } else {
            body.set("criticality", Value::Choice("low".to_owned()));
        }
        ana.revise(known.record.id, look.record.position, body, None, None).await.unwrap();
    }
    // The schema changes: the own field that the framework reads is given up.
    let ana = house.desk_of("ana").await;
    let seen = ana.look(field.record, At::Now).await.unwrap().record.position;
    ana.decide(ask(field.record, Act::Retire, seen)).await.unwrap();
    // The organisation moves to another time zone.
    let ola = house.desk_of("ola").await;
    let organisation = ola.list("organisation", &app::ListAsk::default()).await.unwrap().rows[0].id;
    let look = ola.look(organisation, At::Now).await.unwrap();
    let body = look.record.body.clone().with("time_zone", Value::Text("Pacific/Kiritimati".to_owned()));
    ola.revise(organisation, look.record.position, body, None, None).await.unwrap();
    // What cannot be judged any more is unknown now, and the framework still stands.
    let ana = house.desk_of("ana").await;
    let (now, answers) = status(&ana, "house-rules", "1.1", At::Now).await.unwrap();
    assert_ne!(now, Status::Met);
    assert_eq!(
        answers,
        (0, 0, 2),
        "the expectation that reads the field given up counts, and the policy is not known"
    );
    // A newer pack, without it.
    adopt(&house, &OWN.replace("version = \"1\"", "version = \"2\"")).await;
    let ana = house.desk_of("ana").await;
    assert_eq!(ana.packs()[1].version, "2");
    assert!(ana.seal_line().await.unwrap().size > size + 100);
    let again = said(&ana, At::Size(size)).await;
    assert!(then == again, "the past says something else: {}", difference(&then, &again));
    // And by a program that starts anew.
    let fresh = house.reopened();
    let desk = fresh.desk(house.organisation, ana.actor().person, None, Via::Web).await.unwrap();
    let reopened = said(&desk, At::Size(size)).await;
    assert!(then == reopened, "the past says something else: {}", difference(&then, &reopened));
    assert_eq!(desk.packs_at(At::Size(size)).await.unwrap()[1].version, "1");
    assert!(adopted.position < size);
}

fn difference(a: &str, b: &str) -> String {
    let lines = a.lines().zip(b.lines()).filter(|(a, b)| a != b).take(8);
    lines.flat_map(|(a, b)| ["\n- ", a, "\n+ ", b]).collect()
}

#[tokio::test]
async fn a_signature_is_believed_only_by_a_key_that_is_trusted() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let brought = bring(&ana, OWN).await;
    let pack = brought.pack.unwrap();
    let key = ledger::CheckpointKey::from_seed("packs.example", [3; 32]).unwrap();
    let note = note(&key, &signed_text(&pack, &brought.sha256));
    let signed = ana.foresee(&pack, Some(&note)).await.unwrap().signed;
    assert_eq!(signed, SignedPack::Unknown(vec!["packs.example".to_owned()]));
    let body = Body::new()
        .with("name", Value::Text("Packs of Example".to_owned()))
        .with("key", Value::Text(key.verifier().unwrap().to_string()))
        .with("learnt", Value::Text("Read out by telephone".to_owned()));
    let wrong = body.clone().with("key", Value::Text("packs.example+1+x".to_owned()));
    let refused = ana.create(trusted_key::KIND.id, wrong, None).await;
    assert!(matches!(refused, Err(Trouble::Refused(refusal)) if refusal.problems[0].code == "no_key"));
    let made = ana.create(trusted_key::KIND.id, body, None).await.unwrap();
    let ask = Ask {
        record: made.record,
        act: Act::Submit,
        seen: made.position,
        reason: None,
        signature: None,
        key: None,
    };
    let made = ana.decide(ask).await.unwrap();
    assert!(matches!(ana.foresee(&pack, Some(&note)).await.unwrap().signed, SignedPack::Unknown(_)));
    approve(&house, &made).await.unwrap();
    let ana = house.desk_of("ana").await;
    let signed = ana.foresee(&pack, Some(&note)).await.unwrap().signed;
    assert_eq!(signed, SignedPack::Trusted { name: "packs.example".to_owned(), key: made.record });
    // A signature over something else is no signature, and nothing is adopted with it.
    let other = OWN.replace("Our own rules", "Others' rules");
    let brought = ana.bring_pack("rules.toml", other.as_bytes(), Some(&note)).await.unwrap();
    let pack = brought.pack.unwrap();
    assert_eq!(ana.foresee(&pack, Some(&note)).await.unwrap().signed, SignedPack::Wrong);
    let refused = ana.propose_pack(&brought.sha256, "Try it", None).await;
    assert!(
        matches!(refused, Err(Trouble::Refused(refusal)) if refusal.problems[0].code == "signature_wrong")
    );
    // The good one goes all the way, and the record says who signed.
    let brought = ana.bring_pack("rules.toml", OWN.as_bytes(), Some(&note)).await.unwrap();
    let made = ana.propose_pack(&brought.sha256, "From Example", None).await.unwrap();
    approve(&house, &made).await.unwrap();
    let lines = house.desk_of("ana").await.frameworks().await.unwrap();
    let line = lines.iter().find(|line| line.record.as_ref().is_some_and(|it| it.id == made.record)).unwrap();
    assert!(matches!(&line.signed, SignedPack::Trusted { name, .. } if name == "packs.example"));
}

/// A note over a text with one signature.
fn note(key: &ledger::CheckpointKey, text: &str) -> String {
    // The key signs notes that it is shown; a signature by nobody makes the text such a note.
    let shown = format!("{text}\n— nobody AAAAAAAA\n");
    let signed = key.countersign(&shown).unwrap();
    let last = signed.lines().last().unwrap();
    format!("{text}\n{last}\n")
}

#[tokio::test]
async fn a_version_is_one_content_and_a_framework_one_record() {
    let house = house().await;
    let made = adopt(&house, OWN).await;
    let ana = house.desk_of("ana").await;
    let changed = bring(&ana, &OWN.replace("Each supplier has", "Every supplier has")).await;
    let refused = ana.propose_pack(&changed.sha256, "Reworded", None).await;
    assert!(matches!(refused, Err(Trouble::Refused(refusal)) if refusal.problems[0].code == "version_taken"));
    // By hand the same holds: a second record, a record that says something else than its pack, a file that is none.
    let file = ana.keep_file("pack.json", b"print('hello')").await.unwrap();
    let body = Body::new()
        .with(adopted::TITLE.field.id, Value::Text("Own".to_owned()))
        .with(adopted::PACK.field.id, Value::Text("x".to_owned()))
        .with(adopted::VERSION.field.id, Value::Text("1".to_owned()))
        .with(adopted::CONTENT.field.id, Value::File(file));
    let refused = ana.create(adopted::KIND.id, body.clone(), None).await;
    assert!(
        matches!(refused, Err(Trouble::Refused(refusal)) if refusal.problems.iter().all(|it| it.code == "pack_problem"))
    );
    let newer = bring(&ana, &OWN.replace("version = \"1\"", "version = \"2\"")).await.pack.unwrap();
    let file = ana.keep_file("pack.json", newer.text.as_bytes()).await.unwrap();
    let refused =
        ana.create(adopted::KIND.id, body.with(adopted::CONTENT.field.id, Value::File(file)), None).await;
    let Err(Trouble::Refused(refusal)) = refused else { panic!("it was taken") };
    let codes: Vec<&str> = refusal.problems.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["not_the_packs", "not_the_packs", "taken"]);
    assert_eq!(ana.look(made.record, At::Now).await.unwrap().record.version, 1);
}

#[tokio::test]
async fn who_does_not_keep_frameworks_neither_brings_nor_proposes_nor_learns_of_what_another_brought() {
    let house = house().await;
    let brought = bring(&house.desk_of("ana").await, OWN).await;
    let mei = house.desk_of("mei").await;
    assert!(
        matches!(mei.bring_pack("x.toml", OWN.as_bytes(), None).await, Err(Trouble::Refused(it)) if it.code == "forbidden_create" || it.class == record::Class::Forbidden)
    );
    assert!(mei.propose_pack(&brought.sha256, "Mine", None).await.is_err());
    assert!(
        matches!(mei.pack_at_hand(&brought.sha256).await, Err(Trouble::Refused(it)) if it.code == "not_found")
    );
    house.person("eva", &[Role::Employee]).await;
    let eva = house.desk_of("eva").await;
    assert!(matches!(eva.frameworks().await, Err(Trouble::Refused(it)) if it.code == "not_found"));
    let pack = brought.pack.unwrap();
    assert!(matches!(eva.foresee(&pack, None).await, Err(Trouble::Refused(it)) if it.code == "not_found"));
}

static SECRET: Kind = Kind {
    id: "secret",
    reference: "SEC",
    name: Name { one: "Secret", many: "Secrets" },
    purpose: "What only those who govern may read.",
    expected_by: &[],
    area: Area::Improve,
    fields: &[WORD.field],
    columns: &[WORD.field],
    life_cycle: LifeCycle::Kept,
    approval: Approval::GOVERNING,
    sensitivity: Sensitivity::Confined,
    version: 1,
    upcasts: &[],
}
.checked();

const WORD: Field<Line> = line("name", "Word").required();

#[tokio::test]
async fn a_pack_that_asks_about_what_one_may_not_read_learns_nothing() {
    let house = TestApp::with(testkit::kinds::ALL.iter().copied().chain([&SECRET]).collect()).await;
    house.person("ana", &[Role::AiManager]).await;
    let ana = house.desk_of("ana").await;
    let body = Body::new().with("name", Value::Text("canary".to_owned()));
    ana.create("secret", body, None).await.unwrap();
    let guess = OWN
        .replace("about = 'supplier'", "about = 'organisation'")
        .replace("holds = 'filled(criticality)'", "holds = 'some secret where name = \"canary\"'");
    assert_eq!(counted(&ana, &guess).await, ((1, 0, 0), false));
    // An administrator keeps frameworks and does not govern: her guess is not answered.
    let (counts, partial) = counted(&house.desk_of("ola").await, &guess).await;
    assert!(partial);
    assert_eq!(counts.0, 0, "she learns that there is one");
    let wrong = guess.replace("canary", "nothing");
    assert_eq!(
        counted(&house.desk_of("ola").await, &wrong).await.0,
        counts,
        "the answer tells a right guess from a wrong one"
    );
}

async fn counted(desk: &Desk, text: &str) -> ((usize, usize, usize), bool) {
    let brought = bring(desk, text).await;
    assert_eq!(brought.problems, []);
    let foreseen = desk.foresee(brought.pack.as_ref().unwrap(), None).await.unwrap();
    (foreseen.come.first().unwrap().counts, foreseen.partial)
}
