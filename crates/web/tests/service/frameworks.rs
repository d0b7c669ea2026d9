//! Frameworks walked in a browser without scripts: bringing one, hostile ones, writing one's own, composing, adopting.

use crate::client::{Answer, Browser, House, encode};
use app::Role;
use axum::http::StatusCode;
use record::Value;
use testkit::PASSWORD;

const RULES: &[u8] = include_bytes!("../../../../frameworks/example/pack.toml");
const BRING: &str = "/frameworks/bring";

async fn house() -> House {
    let house = House::with(&[
        ("ana", &[Role::AiManager]),
        ("ben", &[Role::TopManagement]),
        ("eva", &[Role::Employee]),
    ])
    .await;
    let ana = house.test.desk_of("ana").await;
    for (name, critical) in [("TalentSort Oy", true), ("Global Labels", false)] {
        let mut body = testkit::sample_alone("supplier").with("name", Value::Text(name.to_owned()));
        body.set("owner", Value::Link(ana.actor().person));
        if !critical {
            body.clear("criticality");
        }
        ana.create("supplier", body, None).await.unwrap();
    }
    house
}

/// Sends a pack by the form.
async fn bring(browser: &mut Browser, name: &str, bytes: &[u8]) -> Answer {
    let token = browser.get(BRING).await.field("_csrf");
    browser.upload(BRING, &[("_csrf", &token), ("signature", "")], ("file", name, bytes)).await
}

/// Proposes what a check page shows, and has it approved by ben.
async fn adopt(house: &House, ana: &mut Browser, check: &str) {
    let page = ana.get(check).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let without = ana.send(check, check, &[("reason", " ")]).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(without.text().contains("Say why."));
    let done = ana.send(check, check, &[("reason", "We agreed on it")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
    let list = ana.get(&done.location()).await.text();
    assert!(list.contains("/frameworks/proposed/FRM-0002"), "{list}");
    let mut ben = house.signed_in("ben").await;
    let seen = ben.get("/frameworks/proposed/FRM-0002").await;
    assert_eq!(seen.status, StatusCode::OK);
    let act = "/r/framework/FRM-0002/act/approve";
    let seen = ben.get(act).await.field("_seen");
    let signed = [("_seen", seen.as_str()), ("password", PASSWORD), ("reason", "")];
    let approved = ben.send(act, act, &signed).await;
    assert_eq!(approved.status, StatusCode::SEE_OTHER, "{}", approved.text());
}

#[tokio::test]
async fn a_pack_is_brought_shown_proposed_and_approved_and_then_stands_everywhere() {
    let house = house().await;
    let mut ana = house.signed_in("ana").await;
    let taken = bring(&mut ana, "rules.toml", RULES).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
    let check = taken.location();
    let shown = ana.get(&check).await.text();
    assert!(shown.contains("Unsigned") && shown.contains("New here"), "{shown}");
    assert!(shown.contains("Each supplier in use has a criticality"), "{shown}");
    assert_eq!(ana.get("/framework/house-rules").await.status, StatusCode::NOT_FOUND, "nothing holds yet");
    adopt(&house, &mut ana, &check).await;
    let home = ana.get("/").await.text();
    assert!(home.contains("/framework/house-rules"), "the navigation leads to it");
    let page = ana.get("/framework/house-rules").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("We know how critical each supplier is"));
    let requirement = ana.get("/framework/house-rules/1.1").await;
    assert_eq!(requirement.status, StatusCode::OK, "{}", requirement.text());
    assert!(requirement.text().contains("Global Labels"), "{}", requirement.text());
    let past = ana.get("/framework/house-rules?as_of=3").await;
    assert_eq!(past.status, StatusCode::NOT_FOUND, "it did not hold then");
    let mut eva = house.signed_in("eva").await;
    for path in ["/frameworks", BRING, &check, "/frameworks/own", "/frameworks/proposed/FRM-0002"] {
        let answer = eva.get(path).await.status;
        assert!(answer.is_client_error(), "{path}: {answer}");
    }
    let mut ben = house.signed_in("ben").await;
    assert_eq!(ben.get(&check).await.status, StatusCode::NOT_FOUND, "what somebody else brought");
}

#[tokio::test]
async fn hostile_packs_end_in_sentences() {
    let house = house().await;
    let mut ana = house.signed_in("ana").await;
    let text = String::from_utf8(RULES.to_vec()).unwrap();
    let holds = |with: &str| text.replace("filled(criticality)\n", &format!("{with}\n"));
    let deep = format!("{}filled(criticality){}", "(".repeat(3_000), ")".repeat(3_000));
    let chain = vec!["1"; 3_900].join("+");
    let calls = format!("{}criticality{} > 1", "max(".repeat(1_500), ")".repeat(1_500));
    let cycle = text.replace("under = \"1\"", "under = \"1.1\"");
    let cases: [(&str, Vec<u8>, &str); 11] = [
        ("python", holds("__import__('os').system('true')").into_bytes(), "means nothing here"),
        ("deep", holds(&deep).into_bytes(), "nests too deep"),
        ("chain", holds(&format!("{chain} > 0")).into_bytes(), "nests too deep"),
        ("calls", holds(&calls).into_bytes(), "nests too deep"),
        ("cycle", cycle.into_bytes(), "not in the pack"),
        ("unknown field", holds("filled(no_such_field)").into_bytes(), "no_such_field"),
        (
            "unknown key",
            text.replace("licence =", "run = \"rm\"\nlicence =").into_bytes(),
            "is not a key here",
        ),
        ("long", holds(&format!("filled({})", "a".repeat(9_000))).into_bytes(), "longer than"),
        ("no text", b"\xff\xfe\x00".to_vec(), "UTF-8"),
        ("archive", b"PK\x03\x04nothing".to_vec(), "no archive"),
        ("nested TOML", format!("a = {}", "[".repeat(50_000)).into_bytes(), "TOML"),
    ];
    for (name, bytes, wanted) in cases {
        let answer = bring(&mut ana, "x.toml", &bytes).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        let page = answer.text();
        assert!(page.contains(wanted), "{name}: {page}");
        assert!(page.len() < 120_000, "{name} makes a page of {} bytes", page.len());
    }
    let huge = vec![b'#'; 4 * 1024 * 1024];
    let answer = bring(&mut ana, "x.toml", &huge).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(!ana.get("/frameworks").await.text().contains("Proposed"));
}

#[tokio::test]
async fn a_framework_is_written_composed_tried_and_adopted_without_scripts() {
    let house = house().await;
    let mut ana = house.signed_in("ana").await;
    let head = [
        ("title", "Rules for suppliers"),
        ("short", "Supplier rules"),
        ("id", "supplier-rules"),
        ("version", "1"),
        ("source", "Our own"),
        ("licence", "Ours"),
    ];
    let bad = ana.send("/frameworks/own", "/frameworks/own", &[("title", "x"), ("id", "Not So/Good")]).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    let started = ana.send("/frameworks/own", "/frameworks/own", &head).await;
    assert_eq!(started.location(), "/frameworks/own/supplier-rules", "{}", started.text());
    let form = "/frameworks/own/supplier-rules/requirement";
    // The catalogue is searched by words; what is chosen is one answer for two frameworks.
    let found = ana.get(&format!("{form}?q={}", encode("policy top management"))).await.text();
    assert!(found.contains("iso42001-2023:policy"), "{found}");
    let requirement = [
        ("ref", "1.1"),
        ("section", "Suppliers"),
        ("title", "We know our suppliers"),
        ("sentence", "Each supplier says how critical it is."),
        ("question", "Which supplier could you not do without?"),
        ("reuse", "iso42001-2023:policy"),
    ];
    let kept = ana.send(form, &format!("{form}?q=policy"), &requirement).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.text());
    let begin = "/frameworks/own/supplier-rules/expectation/new?of=1.1";
    let page = ana.get(begin).await;
    assert_eq!(page.status, StatusCode::OK);
    let action = page.action("/frameworks/own/supplier-rules/expectation/");
    let what = [
        ("do", "what"),
        ("sentence", "Each supplier has a criticality."),
        ("shows", "design"),
        ("kind", "supplier"),
        ("remedy", "Say how critical the supplier is."),
    ];
    let step = ana.send(begin, &action, &what).await;
    assert_eq!(step.status, StatusCode::SEE_OTHER, "{}", step.text());
    let here = step.location();
    // A field, then how: the operators are those of its shape.
    let choosing = ana.get(&format!("{here}?into=holds&on={}", encode("field:criticality"))).await.text();
    assert!(choosing.contains("is one of the options") && choosing.contains("High"), "{choosing}");
    assert!(!choosing.contains("at least so many words"), "{choosing}");
    let incomplete = [("do", "add"), ("into", "holds"), ("on", "field:criticality"), ("how", "one")];
    let refused = ana.send(&here, &here, &incomplete).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let filled = [("do", "add"), ("into", "holds"), ("on", "field:criticality"), ("how", "filled")];
    let step = ana.send(&here, &here, &filled).await;
    assert_eq!(step.status, StatusCode::SEE_OTHER, "{}", step.text());
    let shown = ana.get(&here).await.text();
    assert!(shown.contains("filled(criticality)"), "the expression is shown: {shown}");
    assert!(shown.contains("“Criticality” is filled in"), "and the sentence: {shown}");
    let (pass, fail) = (shown.find("TalentSort Oy").unwrap(), shown.find("Global Labels").unwrap());
    assert!(pass < fail, "who passes stands before who fails");
    let filter = [("do", "add"), ("into", "filter"), ("on", "state:"), ("how", "in_force")];
    assert_eq!(ana.send(&here, &here, &filter).await.status, StatusCode::SEE_OTHER);
    // An expert writes text; what is wrong is said, what has the form of a condition becomes one.
    let wrong = [("do", "text"), ("about", "supplier"), ("holds", "import os; os.remove('x')")];
    let refused = ana.send(&here, &here, &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("line 1, column"), "{}", refused.text());
    let nowhere = [("do", "text"), ("about", "supplier"), ("holds", "filled(nowhere)")];
    ana.send(&here, &here, &nowhere).await;
    assert!(ana.get(&here).await.text().contains("nowhere"), "a field that there is not");
    let holds = "filled(criticality) and words(name) >= 1 and (if filled(owner) then filled(name))";
    let text = [("do", "text"), ("about", "supplier where in force"), ("holds", holds)];
    assert_eq!(ana.send(&here, &here, &text).await.status, StatusCode::SEE_OTHER);
    let shown = ana.get(&here).await.text();
    assert!(
        shown.contains("has at least 1 words") && shown.contains("if filled(owner) then filled(name)"),
        "{shown}"
    );
    let gone = ana.send(&here, &here, &[("do", "remove:2"), ("into", "holds")]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER);
    assert!(!ana.get(&here).await.text().contains("if filled(owner)"));
    // Checked, proposed, approved: it stands like one that the program brought.
    let draft = "/frameworks/own/supplier-rules";
    let checked = ana.send(draft, draft, &[("do", "check")]).await;
    assert_eq!(checked.status, StatusCode::SEE_OTHER, "{}", checked.text());
    adopt(&house, &mut ana, &checked.location()).await;
    let page = ana.get("/framework/supplier-rules/1.1").await.text();
    assert!(page.contains("Each supplier has a criticality.") && page.contains("Global Labels"), "{page}");
    let mut ben = house.signed_in("ben").await;
    assert_eq!(ben.get(draft).await.status, StatusCode::FORBIDDEN, "top management writes no frameworks");
    let discarded = ana.send(draft, draft, &[("do", "discard")]).await;
    assert_eq!(discarded.status, StatusCode::SEE_OTHER);
    assert_eq!(ana.get(draft).await.status, StatusCode::NOT_FOUND);
}
