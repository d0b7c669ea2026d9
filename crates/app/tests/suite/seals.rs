//! Seals: frozen by the program, approved by somebody else, computed again to the same bytes, read by whom they are for.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

use app::{
    Ask, At, Desk, Freeze, Frozen, ListAsk, Made, Recomputed, Role, SealQuery, Trouble, Turn, seal_kind,
};
use jiff::SignedDuration;
use record::{Act, Approval, Area, Body, Kind, LifeCycle, Name, RecordId, Sensitivity, Value, line};
use testkit::{PASSWORD, TestApp};

const PACK: &str = "iso42001-2023";
const CANARY: &str = "quetzalcoatlus";

async fn house() -> TestApp {
    let house = TestApp::new().await;
    for (name, roles) in [
        ("ana", &[Role::AiManager][..]),
        ("ben", &[Role::AiManager]),
        ("tom", &[Role::TopManagement]),
        ("ivo", &[Role::InternalAuditor]),
        ("otto", &[Role::Owner]),
        ("emil", &[Role::Employee]),
    ] {
        house.person(name, roles).await;
    }
    house
}

fn baseline() -> Freeze {
    Freeze {
        name: "Baseline".to_owned(),
        purpose: "Where we stood when we began".to_owned(),
        query: SealQuery::Readiness { pack: PACK.to_owned() },
        at: At::Now,
        key: None,
    }
}

fn code(trouble: &Trouble) -> &'static str {
    match trouble {
        Trouble::Refused(refusal) => refusal.code,
        other => panic!("{other}"),
    }
}

async fn act(desk: &Desk, id: RecordId, act: Act) -> Result<Made, Trouble> {
    let seen = desk.look(id, At::Now).await?.record.position;
    let signature = if act.is_signature() { Some(desk.sign(PASSWORD).await?) } else { None };
    let reason = act.needs_reason().then(|| "Because".to_owned());
    desk.decide(Ask { record: id, act, seen, reason, signature, key: None }).await
}

/// A hundred acts that turn answers: a policy in force, risks, a field of the organisation's own.
async fn live_on(house: &TestApp) {
    let (ana, ben) = (house.desk_of("ana").await, house.desk_of("tom").await);
    let owner = Value::Link(ana.actor().person);
    let mut policy = testkit::sample_alone("document");
    policy.set("doc_type", Value::Choice("policy".to_owned()));
    policy.set("owner", owner.clone());
    policy.set("text", Value::Text("word ".repeat(40).trim().to_owned()));
    policy.set("next_review", Value::Date(jiff::civil::date(2027, 1, 1)));
    let policy = ana.create("document", policy, None).await.unwrap().record;
    act(&ana, policy, Act::Submit).await.unwrap();
    act(&ben, policy, Act::Approve).await.unwrap();
    let text = |text: &str| Value::Text(text.to_owned());
    let field = Body::new()
        .with("label", text("Colour"))
        .with("kind", text("document"))
        .with("field_id", text("colour"))
        .with("shape", Value::Choice("line".to_owned()));
    let field = ana.create("custom_field", field, None).await.unwrap().record;
    act(&ana, field, Act::Submit).await.unwrap();
    act(&ben, field, Act::Approve).await.unwrap();
    for number in 0..100 {
        house.clock.pass(SignedDuration::from_hours(7));
        let mut risk = testkit::sample_alone("risk");
        risk.set("name", Value::Text(format!("Risk {number}")));
        risk.set("owner", owner.clone());
        house.desk_of("ana").await.create("risk", risk, None).await.unwrap();
    }
}

/// Takes over the same pack in a later version that asks more of a policy.
async fn take_newer_pack_over(house: &TestApp) {
    let text = house.app.packs()[0].text.replace("version = \\\"2023.", "version = \\\"2099.");
    let text = text.replace("words(text) >= 30", "words(text) >= 9000");
    let ana = house.desk_of("ana").await;
    let brought = ana.bring_pack("newer.json", text.as_bytes(), None).await.unwrap();
    assert_eq!(brought.problems, []);
    let made = ana.propose_pack(&brought.sha256, "Newer", None).await.unwrap();
    act(&house.desk_of("tom").await, made.record, Act::Approve).await.unwrap();
}

#[tokio::test]
async fn a_result_is_frozen_by_the_program_and_approved_by_somebody_else() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let before = ana.seal_line().await.unwrap();
    let made = ana.freeze(baseline()).await.unwrap();
    assert!(made.reference.starts_with("SEL-"));
    let sealed = ana.sealed(made.record).await.unwrap();
    assert_eq!((sealed.frozen.size, sealed.frozen.root.as_str()), (before.size, before.root.as_str()));
    let leaves = ana.pack(PACK).unwrap().leaves().count();
    assert_eq!(sealed.frozen.rows.len(), leaves);
    let body = &sealed.look.record.body;
    assert_eq!(seal_kind::ROOT.of(body), Some(before.root.as_str()));
    assert_eq!(seal_kind::ROWS.of(body).unwrap().to_string(), leaves.to_string());
    act(&ana, made.record, Act::Submit).await.unwrap();
    assert_eq!(code(&act(&ana, made.record, Act::Approve).await.unwrap_err()), "approver_is_author");
    let otto = house.desk_of("otto").await;
    assert_eq!(code(&act(&otto, made.record, Act::Approve).await.unwrap_err()), "role_lacks_verb");
    let ben = house.desk_of("ben").await;
    act(&ben, made.record, Act::Approve).await.unwrap();
    assert_eq!(ben.sealed(made.record).await.unwrap().look.record.state.code(), "effective");
    assert!(ben.verify(None).await.unwrap().report.is_intact());
}

#[tokio::test]
async fn nobody_writes_a_seal_by_hand_or_changes_one() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let made = ana.freeze(baseline()).await.unwrap();
    let look = ana.look(made.record, At::Now).await.unwrap();
    assert_eq!(
        code(&ana.create("seal", look.record.body.clone(), None).await.unwrap_err()),
        "seal_is_frozen"
    );
    let other = look.record.body.clone().with("name", Value::Text("Better".to_owned()));
    let revised = ana.revise(made.record, look.record.position, other, None, None).await;
    assert_eq!(code(&revised.unwrap_err()), "seal_is_frozen");
    for name in ["otto", "emil"] {
        let refused = house.desk_of(name).await.freeze(baseline()).await.unwrap_err();
        assert_eq!(code(&refused), "freeze_needs_role", "{name}");
    }
    let nameless = Freeze { name: "  ".to_owned(), ..baseline() };
    assert_eq!(code(&ana.freeze(nameless).await.unwrap_err()), "invalid");
    let nowhere = Freeze { query: SealQuery::Readiness { pack: "nist".to_owned() }, ..baseline() };
    assert_eq!(code(&ana.freeze(nowhere).await.unwrap_err()), "not_found");
}

#[tokio::test]
async fn the_same_form_sent_twice_freezes_once() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let ask = Freeze { key: Some("k-1".to_owned()), ..baseline() };
    let first = ana.freeze(ask.clone()).await.unwrap();
    let second = house.desk_of("ana").await.freeze(ask).await.unwrap();
    assert_eq!(first, second);
    assert_eq!(ana.list("seal", &ListAsk::default()).await.unwrap().rows.len(), 1);
}

#[tokio::test]
async fn a_hundred_acts_another_schema_and_a_newer_pack_later_it_is_computed_to_the_same_bytes() {
    let house = house().await;
    let made = house.desk_of("ana").await.freeze(baseline()).await.unwrap();
    live_on(&house).await;
    let ana = house.desk_of("ana").await;
    let sealed = ana.sealed(made.record).await.unwrap();
    let against = ana.against_now(&sealed).await.unwrap();
    let turned: Vec<&str> = against.rows.iter().map(|row| row.key.as_str()).collect();
    assert!(turned.contains(&"5.2"), "the policy has turned something: {turned:?}");
    assert_eq!(ana.compute_again(made.record).await.unwrap(), Recomputed::Same);
    // What is compared with comes from memory; frozen, it is computed anew: both are the same.
    let fresh = ana.freeze(baseline()).await.unwrap();
    assert_eq!(ana.sealed(fresh.record).await.unwrap().frozen.rows, against.now.rows);

    take_newer_pack_over(&house).await;
    let later = house.reopened();
    let person = ana.actor().person;
    let there = later.desk(house.organisation, person, None, app::Via::Web).await.unwrap();
    assert!(there.pack(PACK).unwrap().version.starts_with("2099."), "it is in force");
    assert_eq!(there.compute_again(made.record).await.unwrap(), Recomputed::Same);
    let (looked_at, findings) =
        later.open_house(house.organisation).await.unwrap().recompute_seals().await.unwrap();
    assert_eq!((looked_at, findings), (2, Vec::new()));
    // The same query under the newer pack is another result: the pack makes a difference at all.
    let again = there.freeze(Freeze { at: At::Now, ..baseline() }).await.unwrap();
    let by_newer = there.sealed(again.record).await.unwrap().frozen;
    assert_ne!(by_newer.rows, against.now.rows);
    assert!(by_newer.packs[0].1.starts_with("2099."), "{:?}", by_newer.packs);
}

#[tokio::test]
async fn freezing_the_past_gives_what_would_have_been_frozen_then() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let now = ana.freeze(baseline()).await.unwrap();
    let then = ana.sealed(now.record).await.unwrap().frozen;
    live_on(&house).await;
    let ana = house.desk_of("ana").await;
    let past = ana.freeze(Freeze { at: At::Size(then.size), ..baseline() }).await.unwrap();
    let past = ana.sealed(past.record).await.unwrap().frozen;
    assert_eq!((past.size, &past.root, &past.rows), (then.size, &then.root, &then.rows));
    let late = ana.freeze(Freeze { at: At::Size(u64::MAX), ..baseline() }).await.unwrap();
    let size = ana.sealed(late.record).await.unwrap().frozen.size;
    assert!(size <= ana.seal_line().await.unwrap().size, "a size to come is the present one");
}

#[tokio::test]
async fn a_population_shows_what_came_what_went_and_what_is_another_version() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let unit = |name: &str| Body::new().with("name", Value::Text(name.to_owned()));
    let first = ana.create("unit", unit("Claims"), None).await.unwrap();
    let second = ana.create("unit", unit("Lending"), None).await.unwrap();
    let query = SealQuery::Register {
        kind: "unit".to_owned(),
        states: vec!["current".to_owned()],
        filters: Vec::new(),
        text: String::new(),
    };
    let made = ana.freeze(Freeze { query, ..baseline() }).await.unwrap();
    let third = ana.create("unit", unit("Pricing"), None).await.unwrap();
    let look = ana.look(first.record, At::Now).await.unwrap();
    ana.revise(first.record, look.record.position, unit("Claims and recovery"), None, None).await.unwrap();
    act(&ana, second.record, Act::Retire).await.unwrap();
    let sealed = ana.sealed(made.record).await.unwrap();
    let against = ana.against_now(&sealed).await.unwrap();
    let found: Vec<(&str, char)> = against
        .rows
        .iter()
        .map(|row| {
            let sign = match row.turn {
                Turn::Added(_) => '+',
                Turn::Gone(_) => '-',
                Turn::Changed(..) => '~',
            };
            (row.key.as_str(), sign)
        })
        .collect();
    assert_eq!(found, [(&*first.reference, '~'), (&*second.reference, '-'), (&*third.reference, '+')]);
    assert_eq!(sealed.names[&first.record].title, "Claims", "as it was called then");
    assert_eq!(ana.compute_again(made.record).await.unwrap(), Recomputed::Same);
}

fn all(kind: &str) -> SealQuery {
    SealQuery::register(kind)
}

#[tokio::test]
async fn a_frozen_result_holds_no_word_of_any_record_and_erasing_wins() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let hostile = format!("{CANARY} <script>alert(1)</script> \u{202e}\" ' --");
    let body = Body::new().with("name", Value::Text(CANARY.to_owned()));
    let unit = ana.create("unit", body, None).await.unwrap();
    let made = ana.freeze(Freeze { query: all("unit"), name: hostile.clone(), ..baseline() }).await;
    // A name with signs that turn the reading direction is refused like that of any record.
    assert_eq!(code(&made.unwrap_err()), "invalid");
    let made = ana.freeze(Freeze { query: all("unit"), ..baseline() }).await.unwrap();
    let file =
        seal_kind::RESULT.of(&ana.look(made.record, At::Now).await.unwrap().record.body).cloned().unwrap();
    let (_, bytes) = ana.file(made.record, &file.sha256).await.unwrap();
    assert!(!String::from_utf8(bytes).unwrap().contains(CANARY));
    assert_eq!(ana.sealed(made.record).await.unwrap().names[&unit.record].title, CANARY);
    let position = ana.look(unit.record, At::Now).await.unwrap().record.position;
    let signature = ana.sign(PASSWORD).await.unwrap();
    ana.erase(unit.record, "name", position, "Asked for", Some(&signature)).await.unwrap();
    let ana = house.desk_of("ana").await;
    assert_eq!(ana.sealed(made.record).await.unwrap().names[&unit.record].title, "");
    assert_eq!(ana.compute_again(made.record).await.unwrap(), Recomputed::Same);
    assert!(ana.verify(None).await.unwrap().report.is_intact());
}

#[tokio::test]
async fn what_was_judged_on_a_field_that_was_erased_since_says_so_instead_of_accusing() {
    let house = house().await;
    live_on(&house).await;
    let ana = house.desk_of("ana").await;
    let made = ana.freeze(baseline()).await.unwrap();
    let policy = ana.list("document", &ListAsk::default()).await.unwrap().rows[0].clone();
    let signature = ana.sign(PASSWORD).await.unwrap();
    ana.erase(policy.id, "text", policy.position, "Asked for", Some(&signature)).await.unwrap();
    let ana = house.desk_of("ana").await;
    assert_eq!(ana.compute_again(made.record).await.unwrap(), Recomputed::Erased(1));
    let found = house.app.open_house(house.organisation).await.unwrap().recompute_seals().await.unwrap();
    assert_eq!(found, (1, Vec::new()));
}

/// A kind that only those who govern and audit may read.
static SECRET: Kind = Kind {
    id: "secret",
    reference: "SEC",
    name: Name { one: "Secret", many: "Secrets" },
    purpose: "What is confined.",
    expected_by: &[],
    area: Area::Operate,
    fields: &[line("name", "Name").required().field],
    columns: &[line("name", "Name").field],
    life_cycle: LifeCycle::Kept,
    approval: Approval::GOVERNING,
    sensitivity: Sensitivity::Confined,
    version: 1,
    upcasts: &[],
}
.checked();

#[tokio::test]
async fn a_seal_shows_nobody_what_she_may_not_read_today() {
    let mut kinds = testkit::kinds::ALL.to_vec();
    kinds.push(&SECRET);
    let house = TestApp::with(kinds).await;
    for (name, roles) in [
        ("ana", &[Role::AiManager][..]),
        ("ivo", &[Role::InternalAuditor]),
        ("otto", &[Role::Owner]),
        ("emil", &[Role::Employee]),
    ] {
        house.person(name, roles).await;
    }
    let ana = house.desk_of("ana").await;
    let secret = Body::new().with("name", Value::Text(CANARY.to_owned()));
    let secret = ana.create("secret", secret, None).await.unwrap();
    let unit =
        ana.create("unit", Body::new().with("name", Value::Text("Claims".to_owned())), None).await.unwrap();
    let confined = ana.freeze(Freeze { query: all("secret"), ..baseline() }).await.unwrap();
    let open = ana.freeze(Freeze { query: all("unit"), ..baseline() }).await.unwrap();
    let of_seals = ana.freeze(Freeze { query: all("seal"), ..baseline() }).await.unwrap();
    let readiness = ana.freeze(baseline()).await.unwrap();
    let ivo = house.desk_of("ivo").await;
    assert_eq!(ivo.sealed(confined.record).await.unwrap().frozen.rows[0].key, secret.reference);

    let otto = house.desk_of("otto").await;
    assert_eq!(otto.sealed(open.record).await.unwrap().frozen.rows[0].key, unit.reference);
    assert!(otto.sealed(readiness.record).await.is_ok());
    for hidden in [confined.record, of_seals.record] {
        assert_eq!(code(&otto.sealed(hidden).await.unwrap_err()), "not_found");
        assert_eq!(code(&otto.look(hidden, At::Now).await.unwrap_err()), "not_found");
        let file = ivo.sealed(hidden).await.unwrap().look.record.body.clone();
        let sha256 = &seal_kind::RESULT.of(&file).unwrap().sha256;
        assert_eq!(code(&otto.file(hidden, sha256).await.unwrap_err()), "not_found");
    }
    let listed = otto.list("seal", &ListAsk::default()).await.unwrap();
    assert_eq!(listed.rows.len(), 2, "neither listed nor counted");
    let emil = house.desk_of("emil").await;
    for seal in [confined.record, open.record, readiness.record] {
        assert_eq!(code(&emil.sealed(seal).await.unwrap_err()), "not_found");
    }
    assert_eq!(emil.list("seal", &ListAsk::default()).await.unwrap().rows.len(), 0);

    // Who froze it and has lost the role since reads it no more than anybody else.
    let ola = house.desk_of("ola").await;
    let held =
        ola.list("membership", &ListAsk { text: "ana".to_owned(), ..ListAsk::default() }).await.unwrap();
    act(&ola, held.rows[0].id, Act::Retire).await.unwrap();
    let ana = house.desk_of("ana").await;
    assert!(ana.actor().roles.is_empty());
    assert_eq!(code(&ana.sealed(confined.record).await.unwrap_err()), "not_found");
}

/// The file of a seal's result.
async fn result_file(house: &TestApp, seal: RecordId) -> std::path::PathBuf {
    let ana = house.desk_of("ana").await;
    let body = ana.look(seal, At::Now).await.unwrap().record.body.clone();
    let sha256 = seal_kind::RESULT.of(&body).unwrap().sha256.clone();
    house.path().join(house.organisation.to_string()).join("evidence").join(&sha256[..2]).join(&sha256)
}

async fn codes(house: &TestApp) -> Vec<String> {
    let app = house.reopened();
    let verified = app.open_house(house.organisation).await.unwrap().verify(None).await.unwrap();
    verified.report.findings.iter().map(|finding| finding.code.to_owned()).collect()
}

#[tokio::test]
async fn a_result_that_was_tampered_with_or_taken_away_is_found() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let made = ana.freeze(baseline()).await.unwrap();
    assert_eq!(codes(&house).await, Vec::<String>::new());
    let path = result_file(&house, made.record).await;
    let bytes = std::fs::read(&path).unwrap();
    let mut permissions = std::fs::metadata(&path).unwrap().permissions();
    #[expect(
        clippy::permissions_set_readonly_false,
        reason = "the test plays somebody with the file in hand"
    )]
    permissions.set_readonly(false);
    std::fs::set_permissions(&path, permissions).unwrap();
    let altered = String::from_utf8(bytes).unwrap().replacen("\"not_met\"", "\"met\"", 1).into_bytes();
    std::fs::write(&path, altered).unwrap();
    let found = codes(&house).await;
    assert!(found.iter().any(|code| code.starts_with("evidence.")), "{found:?}");
    assert_eq!(code(&ana.sealed(made.record).await.unwrap_err()), "seal_damaged");
    std::fs::remove_file(&path).unwrap();
    let found = codes(&house).await;
    assert!(found.iter().any(|code| code == "evidence.missing"), "{found:?}");
}

#[tokio::test]
async fn the_audit_package_holds_the_result_and_the_packs_it_was_judged_by() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let evidence = async || ana.export(ledger::package::MemorySink::default()).await.unwrap().evidence;
    let before = evidence().await;
    ana.freeze(baseline()).await.unwrap();
    assert_eq!(evidence().await, before + 2);
}

#[tokio::test]
async fn a_seal_whose_root_or_result_is_not_its_own_is_found() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let first = ana.freeze(baseline()).await.unwrap();
    ana.freeze(Freeze { query: all("unit"), ..baseline() }).await.unwrap();
    let body = ana.look(first.record, At::Now).await.unwrap().record.body.clone();
    let root = seal_kind::ROOT.of(&body).unwrap().to_owned();
    let connection = rusqlite::Connection::open(house.records()).unwrap();
    let triggers: Vec<String> = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for trigger in triggers {
        connection.execute_batch(&format!("DROP TRIGGER \"{trigger}\"")).unwrap();
    }
    let hit = connection
        .execute("UPDATE content SET json = replace(json, ?1, ?2)", [root.as_str(), &"0".repeat(64)])
        .unwrap();
    assert!(hit > 0);
    let found = codes(&house).await;
    assert!(found.iter().any(|code| code == "seal.root"), "{found:?}");
    assert!(found.iter().any(|code| code == "seal.result"), "{found:?}");
    assert!(
        found.iter().any(|code| code.starts_with("field.") || code.starts_with("commitment")),
        "{found:?}"
    );
}

#[tokio::test]
async fn two_seals_are_compared_only_when_they_are_of_the_same_query() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let first = ana.freeze(baseline()).await.unwrap();
    let units = ana.freeze(Freeze { query: all("unit"), ..baseline() }).await.unwrap();
    live_on(&house).await;
    let ana = house.desk_of("ana").await;
    let second = ana.freeze(baseline()).await.unwrap();
    let sealed = async |id| ana.sealed(id).await.unwrap();
    let (first, second, units) =
        (sealed(first.record).await, sealed(second.record).await, sealed(units.record).await);
    let between = ana.against_seal(&first, &second).await.unwrap();
    assert!(between.rows.iter().any(|row| row.key == "5.2"));
    assert_eq!(code(&ana.against_seal(&first, &units).await.unwrap_err()), "other_query");
    let of_same = ana.seals_of(&first.frozen.query).await.unwrap();
    assert_eq!(of_same.len(), 2, "{of_same:?}");
    let read = Frozen::read(&first.frozen.bytes().unwrap()).unwrap();
    assert_eq!(read, first.frozen);
}
