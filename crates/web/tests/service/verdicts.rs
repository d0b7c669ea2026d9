//! What the pages of readiness name can be done by following them, and what turned is told afterwards.

use crate::{
    acts::{act, document, house},
    client::{Answer, Browser, House},
};
use axum::http::StatusCode;

const FRAMEWORK: &str = "/framework/iso42001-2023";
const TURN: &str = "/framework/iso42001-2023/5.2/turn/policy";

/// The addresses in the list of steps of a page, in order.
fn steps(page: &str) -> Vec<String> {
    let list = page.split("<ol class=\"way\">").nth(1).unwrap_or_default();
    let list = list.split("</ol>").next().unwrap_or_default();
    list.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap().replace("&amp;", "&")).collect()
}

/// Fills the form at an address of a step with what the page asked for, and sends it.
async fn write(browser: &mut Browser, step: &str, extra: &[(&str, &str)]) -> Answer {
    let path = step.split('#').next().unwrap();
    let form = browser.get(path).await;
    assert_eq!(form.status, StatusCode::OK, "{path}: {}", form.text());
    let anchor = step.split('#').nth(1).unwrap();
    assert!(form.text().contains(&format!("id=\"{anchor}\"")), "the form has no {anchor}");
    let action = form.action(path);
    let (token, key) = (form.field("_csrf"), form.field("_key"));
    let owner = crate::acts::person_id(&form.text(), "mara");
    let mut pairs = vec![("_csrf", token.as_str()), ("_key", &key), ("owner", &owner)];
    pairs.extend_from_slice(extra);
    browser.post(&action, &pairs).await
}

/// A policy in force that says enough and is not to be looked at again: one field is missing.
async fn policy_without_review(house: &House) -> String {
    let mut mara = house.signed_in("mara").await;
    let mut ines = house.signed_in("ines").await;
    let address = document(&mut mara, "AI policy", "mara").await;
    let text = "We use AI with care and say where we do. ".repeat(6);
    let step = format!("{address}/edit#f-text");
    let saved =
        write(&mut mara, &step, &[("name", "AI policy"), ("doc_type", "policy"), ("text", &text)]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    act(&mut mara, &address, "submit", "").await;
    let approved = act(&mut ines, &address, "approve", "").await;
    assert_eq!(approved.location(), format!("{address}?done=approve"), "{}", approved.text());
    address
}

#[tokio::test]
async fn following_the_steps_of_a_verdict_turns_it_and_the_page_of_changes_says_by_which_act() {
    let house = house().await;
    let address = policy_without_review(&house).await;
    let reference = address.rsplit('/').next().unwrap().to_owned();
    let mut mara = house.signed_in("mara").await;
    let size = house.test.desk_of("mara").await.size();

    let page = mara.get(TURN).await.text();
    assert!(page.contains("not met") && page.contains("Next review"), "{page}");
    let steps = steps(&page);
    assert_eq!(
        steps,
        [
            // What waits for a step before it leads to the record.
            format!("{address}/edit#f-next_review"),
            address.clone(),
            address.clone()
        ]
    );
    assert!(page.contains("What that would turn") && page.contains("A.2.2"), "{page}");

    let text = "We use AI with care and say where we do. ".repeat(6);
    let typed = [
        ("name", "AI policy"),
        ("doc_type", "policy"),
        ("text", text.as_str()),
        ("next_review", "2027-02-01"),
    ];
    assert_eq!(write(&mut mara, &steps[0], &typed).await.status, StatusCode::SEE_OTHER);

    let waiting = mara.get(TURN).await.text();
    let submit = format!("{address}/act/submit");
    let left = self::steps(&waiting);
    assert_eq!(left, [submit, address.clone()], "what is written is not asked for again: {waiting}");
    act(&mut mara, &address, "submit", "").await;
    let mut ines = house.signed_in("ines").await;
    let home = ines.get("/").await.text();
    assert!(
        home.contains("Waits for your decision") && home.contains(&format!("{address}/act/approve")),
        "{home}"
    );
    let hers = self::steps(&ines.get(TURN).await.text());
    assert_eq!(hers, [format!("{address}/act/approve")], "a step leads on for who can take it");
    let others = self::steps(&mara.get(TURN).await.text());
    assert_eq!(others, std::slice::from_ref(&address), "and for nobody else");
    act(&mut ines, &address, "approve", "").await;

    let met = mara.get(TURN).await.text();
    assert!(self::steps(&met).is_empty() && met.contains("Who did what it rests on"), "{met}");
    let changes = mara.get(&format!("{FRAMEWORK}/changes?since={size}")).await.text();
    for told in ["5.2 AI policy", "not met", &reference, "Approve · ines"] {
        assert!(changes.contains(told), "{told}: {changes}");
    }
    let requirement = mara.get(&format!("{FRAMEWORK}/A.2.2")).await.text();
    assert!(
        requirement.contains("class=\"strip\"") && requirement.contains("Approve · ines"),
        "{requirement}"
    );
    let then = mara.get(&format!("{TURN}?as_of={size}")).await.text();
    let past = format!("{address}?as_of={size}");
    assert!(
        then.contains("not met") && self::steps(&then).iter().all(|step| *step == past),
        "nothing can be done in the past: {then}"
    );
}

#[tokio::test]
async fn changes_are_told_since_a_checkpoint_of_this_ledger_and_of_no_other() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let kept = mara.get("/checkpoint").await.text();
    policy_without_review(&house).await;
    let path = format!("{FRAMEWORK}/changes");
    let token = mara.get(&path).await.field("_csrf");
    let answer = mara.post(&path, &[("_csrf", &token), ("checkpoint", &kept)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    assert!(answer.location().contains("done=checkpoint_holds"), "{}", answer.location());
    let told = mara.get(&answer.location()).await.text();
    assert!(told.contains("belongs to this ledger") && told.contains("verdicts turned"), "{told}");
    let as_file = mara
        .upload(&path, &[("_csrf", &token), ("checkpoint", "")], ("file", "checkpoint.txt", kept.as_bytes()))
        .await;
    assert_eq!(as_file.location(), answer.location());

    let size = kept.lines().nth(1).unwrap();
    let longer = kept.replacen(size, "900000", 1);
    let root = kept.lines().nth(2).unwrap();
    let other = kept.replacen(root, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", 1);
    for forged in [longer.as_str(), other.as_str(), "no checkpoint", ""] {
        let refused = mara.post(&path, &[("_csrf", &token), ("checkpoint", forged)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{forged}");
        assert!(refused.text().contains("no checkpoint of this organisation"), "{}", refused.text());
    }
}

#[tokio::test]
async fn a_moment_that_is_none_is_said_at_the_field() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let page = mara.get(&format!("{FRAMEWORK}/changes?since=yesterday")).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.text().contains("href=\"#f-since\"") && page.text().contains("value=\"yesterday\""),
        "{}",
        page.text()
    );
    assert_eq!(mara.get(&format!("{FRAMEWORK}/changes?since=2026-01-01")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_two_stages_are_counted_apart_and_the_list_is_narrowed_down() {
    let house = house().await;
    policy_without_review(&house).await;
    let mut mara = house.signed_in("mara").await;
    let all = mara.get(FRAMEWORK).await.text();
    for told in ["Stage 1: is it arranged for?", "Stage 2: is it done, and does it work?", "of 70"] {
        assert!(all.contains(told), "{told}");
    }
    let clause = mara.get(&format!("{FRAMEWORK}?clause=5")).await.text();
    assert!(clause.contains("5.2") && !clause.contains(">6.1.2<"), "{clause}");
    let stage = mara.get(&format!("{FRAMEWORK}?stage=operation&answer=met")).await.text();
    assert!(!stage.contains(">5.2<"), "nothing shows that the policy is lived: {stage}");
    let owners = mara.get("/r/person?q=mara").await.text();
    let at = owners.find("/r/person/PER-").unwrap();
    let person: String = owners[at + 10..].chars().take_while(|sign| *sign != '"' && *sign != '?').collect();
    let hers = mara.get(&format!("{FRAMEWORK}?owner={person}")).await.text();
    assert!(hers.contains(">7.5.3<") && !hers.contains(">9.2.2<"), "{hers}");
}

#[tokio::test]
async fn findings_stand_in_the_order_of_the_pack_and_lead_to_what_would_turn_them() {
    let house = house().await;
    policy_without_review(&house).await;
    let mut ivo = house.signed_in("mara").await;
    let page = ivo.get(&format!("{FRAMEWORK}/findings")).await.text();
    assert!(page.contains("Waiting for their records") && page.contains("Raised against"), "{page}");
    assert!(page.contains("/turn/"), "{page}");
    let turn = page.split("href=\"").find(|rest| rest.contains("/turn/")).unwrap();
    let turn = turn.split('"').next().unwrap().replace("&amp;", "&");
    assert_eq!(ivo.get(&turn).await.status, StatusCode::OK, "{turn}");
}

#[tokio::test]
async fn who_does_not_govern_and_what_is_not_there_answers_not_found() {
    let house = house().await;
    let address = policy_without_review(&house).await;
    let reference = address.rsplit('/').next().unwrap();
    let mut emil = house.signed_in("emil").await;
    let mut mara = house.signed_in("mara").await;
    for path in ["/findings", "/changes", "/changes?since=1", "/5.2/turn/policy", "/5.2"] {
        assert_eq!(emil.get(&format!("{FRAMEWORK}{path}")).await.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(mara.get(&format!("{FRAMEWORK}{path}")).await.status, StatusCode::OK, "{path}");
    }
    let token = emil.get("/").await.field("_csrf");
    let posted = emil.post(&format!("{FRAMEWORK}/changes"), &[("_csrf", &token), ("checkpoint", "x")]).await;
    assert!(posted.status.is_client_error(), "{}", posted.status);
    for path in [
        "/framework/no-such/findings".to_owned(),
        "/framework/no-such/changes?since=1".to_owned(),
        format!("{FRAMEWORK}/5.2/turn/no_such"),
        format!("{FRAMEWORK}/5.2/turn/policy?about=DOC-9999"),
        format!("{FRAMEWORK}/5.2/turn/policy?about={reference}"),
    ] {
        assert_eq!(mara.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}
