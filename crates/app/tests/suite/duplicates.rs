//! Records that are the same thing twice: found by a job, told apart for good, merged as one act, taken out again.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use app::{At, Desk, ListAsk, Merge, MergeSide, Outcome, Role, Trouble};
use record::{Act, Body, RecordId, Value};
use std::collections::BTreeMap;
use testkit::TestApp;

async fn house() -> TestApp {
    let house = TestApp::new().await;
    house.person("ana", &[Role::AiManager]).await;
    house.person("ines", &[Role::TopManagement]).await;
    house.person("mei", &[Role::Contributor]).await;
    house.person("emil", &[Role::Employee]).await;
    house
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

async fn made(desk: &Desk, kind: &str, body: Body) -> RecordId {
    desk.create(kind, body, None).await.unwrap().record
}

async fn supplier(desk: &Desk, name: &str, services: &str) -> RecordId {
    made(desk, "supplier", Body::new().with("name", text(name)).with("services", text(services))).await
}

async fn system(desk: &Desk, name: &str, supplier: RecordId) -> RecordId {
    made(desk, "system", Body::new().with("name", text(name)).with("supplier", Value::Link(supplier))).await
}

async fn searched(desk: &Desk, kind: &str) {
    let job = desk.look_for_duplicates(kind).await.unwrap();
    desk.run_duplicates(job).await.unwrap();
}

async fn pairs(desk: &Desk, kind: &str) -> Vec<(RecordId, RecordId)> {
    let found = desk.duplicates(kind, 0, 50).await.unwrap();
    found.groups.iter().flatten().map(|pair| (pair.one, pair.other)).collect()
}

async fn position(desk: &Desk, id: RecordId) -> u64 {
    desk.look(id, At::Now).await.unwrap().record.position
}

async fn body(desk: &Desk, id: RecordId) -> Body {
    desk.look(id, At::Now).await.unwrap().record.body.clone()
}

async fn merge(
    desk: &Desk,
    kind: &str,
    kept: RecordId,
    other: RecordId,
    sides: &[(&str, MergeSide)],
) -> Outcome<app::Made> {
    let ask = Merge {
        kind: kind.to_owned(),
        kept: (kept, position(desk, kept).await),
        other: (other, position(desk, other).await),
        sides: sides.iter().map(|(field, side)| ((*field).to_owned(), *side)).collect(),
        reason: "The same company".to_owned(),
        key: None,
    };
    desk.merge_records(ask).await
}

fn code<T: std::fmt::Debug>(outcome: Outcome<T>) -> String {
    match outcome.unwrap_err() {
        Trouble::Refused(refusal) => refusal.code.to_owned(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_is_alike_is_proposed_until_it_is_told_apart() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let one = supplier(&ana, "Northbridge AI", "Scores").await;
    let two = supplier(&ana, "northbridge ai", "Ranking of applications").await;
    let near = supplier(&ana, "Northbridge AI Labs", "Scores").await;
    supplier(&ana, "Sable Cloud", "Hosting").await;
    assert!(pairs(&ana, "supplier").await.is_empty(), "nobody has looked yet");
    searched(&ana, "supplier").await;
    let ana = house.desk_of("ana").await;
    let found = pairs(&ana, "supplier").await;
    assert!(found.contains(&(one, two)) && found.contains(&(one, near)), "{found:?}");
    assert_eq!(ana.duplicates("supplier", 0, 9).await.unwrap().total, 1, "they hang together");

    ana.tell_apart("supplier", one, two, Some("Another company of that name"), None).await.unwrap();
    let ana = house.desk_of("ana").await;
    assert!(!pairs(&ana, "supplier").await.contains(&(one, two)));
    searched(&ana, "supplier").await;
    assert!(!pairs(&house.desk_of("ana").await, "supplier").await.contains(&(one, two)), "nor ever again");
    let lived = ana.history(two, At::Now).await.unwrap();
    assert_eq!((lived.lines[0].act.act, lived.lines[0].act.by), (Act::TellApart, ana.actor().person));
    assert_eq!(lived.lines[0].act.reason.as_deref(), Some("Another company of that name"));
    let beside = ana.beside(&lived).await.unwrap();
    assert_eq!(beside.values().next().unwrap().0, one);
    // What was told is read off the ledger again when the findings are lost.
    assert!(ana.verify(None).await.unwrap().report.is_intact());
}

#[tokio::test]
async fn a_merge_is_one_act_and_is_taken_back_as_one() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let kept = supplier(&ana, "Northbridge AI", "Scores").await;
    let other = supplier(&ana, "Northbridge AI Ltd", "Ranking of applications").await;
    let scorer = system(&ana, "Scorer", other).await;
    let over = system(&ana, "Old scorer", other).await;
    retire(&ana, over).await;
    let size = ana.seal_line().await.unwrap().size;

    let ana = house.desk_of("ana").await;
    let merging = ana.merging("supplier", kept, other).await.unwrap();
    assert_eq!(merging.moved.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [scorer]);
    assert_eq!(merging.stay.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [over]);
    assert!(merging.refused.is_empty());

    let made = merge(&ana, "supplier", kept, other, &[("services", MergeSide::Other)]).await.unwrap();
    assert_eq!(made.record, kept);
    let ana = house.desk_of("ana").await;
    assert_eq!(body(&ana, kept).await.get("services"), Some(&text("Ranking of applications")));
    assert_eq!(body(&ana, kept).await.get("name"), Some(&text("Northbridge AI")));
    assert_eq!(body(&ana, scorer).await.get("supplier"), Some(&Value::Link(kept)));
    assert_eq!(body(&ana, over).await.get("supplier"), Some(&Value::Link(other)), "what is over stays");
    assert_eq!(ana.look(other, At::Now).await.unwrap().record.state.code(), "retired");
    assert_eq!(ana.merged_into(other).await.unwrap().0, kept);
    let lived = ana.history(kept, At::Now).await.unwrap();
    assert_eq!(lived.lines[0].act.act, Act::TakeIn);
    assert_eq!(ana.beside(&lived).await.unwrap().values().next().unwrap().0, other);
    let after = ana.seal_line().await.unwrap().size;
    assert_eq!(after - size, 4, "the kept one twice, the system, the other");

    let back = ana.take_merge_back(other, position(&ana, other).await, "They are two after all", None).await;
    assert_eq!(back.unwrap().record, other);
    let ana = house.desk_of("ana").await;
    assert_eq!(body(&ana, kept).await.get("services"), Some(&text("Scores")));
    assert_eq!(body(&ana, scorer).await.get("supplier"), Some(&Value::Link(other)));
    assert_eq!(ana.look(other, At::Now).await.unwrap().record.state.code(), "current");
    assert_eq!(
        code(ana.take_merge_back(other, position(&ana, other).await, "Again", None).await),
        "not_merged"
    );
    assert!(ana.verify(None).await.unwrap().report.is_intact());
}

#[tokio::test]
async fn a_merge_stays_when_something_of_it_was_changed_since() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let kept = supplier(&ana, "Northbridge AI", "Scores").await;
    let other = supplier(&ana, "Northbridge AI Ltd", "Scores").await;
    let scorer = system(&ana, "Scorer", other).await;
    merge(&ana, "supplier", kept, other, &[]).await.unwrap();
    let ana = house.desk_of("ana").await;
    let changed = body(&ana, scorer).await.with("name", text("Scorer 2"));
    ana.revise(scorer, position(&ana, scorer).await, changed, None, None).await.unwrap();
    let ana = house.desk_of("ana").await;
    let refused = ana.take_merge_back(other, position(&ana, other).await, "Why not", None).await;
    let Err(Trouble::Refused(refusal)) = refused else { panic!("taken back") };
    assert_eq!(refusal.code, "changed_since_merge");
    assert!(refusal.sentence.contains("Scorer 2"), "{}", refusal.sentence);
    assert_eq!(ana.look(other, At::Now).await.unwrap().record.state.code(), "retired");
}

#[tokio::test]
async fn nobody_merges_further_than_she_may() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let kept = supplier(&ana, "Northbridge AI", "Scores").await;
    let other = supplier(&ana, "Northbridge AI Ltd", "Scores").await;
    let scorer = system(&ana, "Scorer", other).await;
    let mei = house.desk_of("mei").await;
    assert_eq!(code(merge(&mei, "supplier", kept, other, &[]).await), "role_lacks_verb");
    let emil = house.desk_of("emil").await;
    assert_eq!(code(emil.look_for_duplicates("supplier").await), "role_lacks_verb");
    assert_eq!(code(emil.tell_apart("supplier", kept, other, None, None).await), "not_found", "out of sight");
    assert_eq!(code(ana.look_for_duplicates("person").await), "kind_is_not_merged");
    assert_eq!(code(ana.merging("system", kept, other).await), "not_found", "of another kind");
    assert_eq!(code(ana.merging("supplier", kept, kept).await), "not_found", "with itself");

    // A record that waits for a decision cannot be changed, so nothing is.
    let full = full(&ana, scorer).await;
    ana.revise(scorer, position(&ana, scorer).await, full, None, None).await.unwrap();
    let ana = house.desk_of("ana").await;
    act(&ana, scorer, Act::Submit, None).await;
    let ana = house.desk_of("ana").await;
    let merging = ana.merging("supplier", kept, other).await.unwrap();
    assert!(merging.refused[0].sentence.contains("Scorer"), "{:?}", merging.refused);
    let before = ana.seal_line().await.unwrap().size;
    assert_eq!(code(merge(&ana, "supplier", kept, other, &[]).await), "state_forbids");
    assert_eq!(ana.seal_line().await.unwrap().size, before);
    let ask = |reason: &str, seen: u64| Merge {
        kind: "supplier".to_owned(),
        kept: (kept, seen),
        other: (other, 1),
        sides: BTreeMap::new(),
        reason: reason.to_owned(),
        key: None,
    };
    assert_eq!(code(ana.merge_records(ask(" ", 1)).await), "invalid");
    assert_eq!(code(ana.merge_records(ask("Same", 99_999)).await), "changed_meanwhile");
    assert!(ana.list("supplier", &ListAsk::default()).await.unwrap().rows.len() == 2);
}

#[tokio::test]
async fn what_both_have_is_united_and_a_link_to_itself_goes() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let document = |name: &str, related: Vec<RecordId>| {
        let body = Body::new().with("name", text(name)).with("doc_type", Value::Choice("policy".to_owned()));
        body.with("related", Value::Links(related))
    };
    let a = made(&ana, "document", document("One", vec![])).await;
    let b = made(&ana, "document", document("Two", vec![])).await;
    let other = made(&ana, "document", document("Use rules", vec![b])).await;
    let kept = made(&ana, "document", document("Rules of use", vec![a, other])).await;
    merge(&ana, "document", kept, other, &[("related", MergeSide::Both)]).await.unwrap();
    let ana = house.desk_of("ana").await;
    let Some(Value::Links(mut links)) = body(&ana, kept).await.get("related").cloned() else {
        panic!("no links")
    };
    links.sort_unstable();
    let mut wanted = vec![a, b];
    wanted.sort_unstable();
    assert_eq!(links, wanted);
}

async fn full(desk: &Desk, id: RecordId) -> Body {
    let schema = desk.schema("system").await.unwrap();
    let mut body = body(desk, id).await;
    let sample = testkit::sample("system");
    let me = desk.actor().person;
    for field in
        schema.fields().filter(|field| field.required && body.get(field.id).is_none()).collect::<Vec<_>>()
    {
        let value = match field.shape {
            record::Shape::Person => Value::Link(me),
            _ => sample.get(field.id).unwrap().clone(),
        };
        body.set(field.id, value);
    }
    body
}

async fn act(desk: &Desk, id: RecordId, act: Act, reason: Option<&str>) {
    let ask = app::Ask {
        record: id,
        act,
        seen: position(desk, id).await,
        reason: reason.map(str::to_owned),
        signature: None,
        key: None,
    };
    desk.decide(ask).await.unwrap();
}

async fn retire(desk: &Desk, id: RecordId) {
    act(desk, id, Act::Retire, Some("Replaced")).await;
}

/// How long it takes to look through a hundred thousand records, for a person who watches: `-- --ignored --nocapture`.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement"]
#[expect(clippy::print_stdout, reason = "a person reads it")]
async fn long_load_of_a_search_for_duplicates() {
    let house = house().await;
    let ana = house.desk_of("ana").await;
    let words =
        ["alpha", "beacon", "cinder", "delta", "ember", "fjord", "garnet", "harbour", "indigo", "juniper"];
    let records = (0..100_000_u64).map(|n| {
        let pick = |shift: u64| {
            words[usize::try_from((n / 10_u64.pow(u32::try_from(shift).unwrap())) % 10).unwrap()]
        };
        let name = format!("{} {} {} {n}", pick(0), pick(1), pick(2));
        let json = serde_json::json!({ "name": name, "description": "What it does for whom. ".repeat(10).trim_end() });
        app::Incoming {
            row: n,
            kind: "unit".to_owned(),
            key: format!("k{n}"),
            body: json.as_object().unwrap().clone(),
            refs: Vec::new(),
            decided: false,
            ends: None,
        }
    });
    let ask =
        app::BringIn { name: "units.csv".to_owned(), records: records.collect(), ..app::BringIn::default() };
    let job = ana.bring_in(ask).await.unwrap();
    let report = ana.run_import(job).await.unwrap();
    assert_eq!(
        (report.lost_total, report.created.get("unit")),
        (0, Some(&100_000)),
        "{:?}",
        report.lost.first()
    );
    let begun = std::time::Instant::now();
    searched(&ana, "unit").await;
    println!("looked through in {:?}", begun.elapsed());
    let begun = std::time::Instant::now();
    let found = ana.duplicates("unit", 0, 10).await.unwrap();
    println!("{} groups, a page in {:?}", found.total, begun.elapsed());
}
