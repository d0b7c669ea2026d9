//! Registers without scripts: conditions added by a form, several orders, groups, and one field of several records changed.

use crate::{
    acts::{act, document, house, person_id},
    client::{Answer, Browser},
};
use axum::http::StatusCode;

/// The titles in the order in which the page has them.
fn titles(page: &Answer) -> Vec<String> {
    let text = page.text();
    let named = text.split("class=\"name\"").skip(1);
    named.map(|rest| rest.split_once('>').unwrap().1.split('<').next().unwrap().to_owned()).collect()
}

/// Follows a form by GET to the address that it leads to.
async fn follow(browser: &mut Browser, address: &str) -> (String, Answer) {
    let led = browser.get(address).await;
    assert_eq!(led.status, StatusCode::SEE_OTHER, "{}", led.text());
    let address = led.location();
    let page = browser.get(&address).await;
    assert_eq!(page.status, StatusCode::OK, "{address}: {}", page.text());
    (address, page)
}

async fn three(browser: &mut Browser) -> [String; 3] {
    [
        document(browser, "AI policy", "mara").await,
        document(browser, "Use rules", "otto").await,
        document(browser, "Policy of data", "otto").await,
    ]
}

#[tokio::test]
async fn a_condition_is_added_by_a_form_and_taken_away_by_its_chip() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let [first, ..] = three(&mut mara).await;
    act(&mut mara, &first, "submit", "").await;

    let asked = mara.get("/r/document?add=name").await.text();
    assert!(asked.contains("Condition on “Title”") || asked.contains("Condition on “Name”"), "{asked}");
    assert!(asked.contains("<option value=\"lacks\">does not contain</option>"), "{asked}");
    let (_, incomplete) = follow(&mut mara, "/r/document?add=name&op=has&v=").await;
    assert!(incomplete.text().contains("Give the value that is asked for."), "{}", incomplete.text());

    let (address, page) = follow(&mut mara, "/r/document?sort=&add=name&op=has&v=policy&v2=&to=").await;
    assert_eq!(address, "/r/document?w1.name.has=policy");
    assert_eq!(titles(&page), ["AI policy", "Policy of data"]);
    assert!(page.text().contains("contains “policy”"), "{}", page.text());

    let (address, page) = follow(&mut mara, &format!("{address}&add=%40state&op=is&v=submitted&to=1")).await;
    assert_eq!(titles(&page), ["AI policy", "Policy of data"], "alternatives at {address}");
    let (address, page) = follow(&mut mara, &format!("{address}&add=owner&op=not&v=PER-0001&to=")).await;
    assert_eq!(titles(&page).len(), 2, "{address}");
    let exchanged = mara.get(&format!("{address}&match=any")).await;
    assert_eq!(titles(&exchanged).len(), 3, "the owner alone lets all three in");
    let without = mara.get("/r/document?w1.%40state.is=submitted").await;
    assert_eq!(titles(&without), ["AI policy"]);

    let none = mara.get("/r/document?add=owner&op=is&v=PER-9999").await;
    assert!(none.text().contains("There is no such record."), "{}", none.text());
}

#[tokio::test]
async fn days_are_told_from_today() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let page = mara.get("/r/document/new").await;
    let owner = person_id(&page.text(), "mara");
    for (name, review) in
        [("Late", "2026-03-01"), ("Today", "2026-03-02"), ("Soon", "2026-03-20"), ("Later", "2026-07-01")]
    {
        let page = mara.get("/r/document/new").await;
        let pairs = [
            ("_csrf", page.field("_csrf")),
            ("_key", page.field("_key")),
            ("name", name.to_owned()),
            ("doc_type", "policy".to_owned()),
            ("owner", owner.clone()),
            ("text", "Text.".to_owned()),
            ("next_review", review.to_owned()),
        ];
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let made = mara.post("/r/document/new", &pairs).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    }
    for (asked, wanted) in [
        ("overdue", vec!["Late"]),
        ("today", vec!["Today"]),
        ("next_30", vec!["Today", "Soon"]),
        ("this_quarter", vec!["Late", "Today", "Soon"]),
        ("next_quarter", vec![]),
        ("soonish", vec![]),
    ] {
        let page = mara.get(&format!("/r/document?w1.next_review.in={asked}")).await;
        assert_eq!(titles(&page), wanted, "{asked}");
    }
    let mine = mara.get("/r/document?w1.owner.is=me&w2.next_review.not=2026-03-01").await;
    assert_eq!(titles(&mine), ["Today", "Soon", "Later"]);
    let mut otto = house.signed_in("otto").await;
    assert!(titles(&otto.get("/r/document?w1.owner.is=me").await).is_empty());
    let csv = mara.get("/r/document/export.csv?w1.next_review.in=overdue&col=next_review").await;
    assert!(csv.text().contains("Late") && !csv.text().contains("Soon"), "{}", csv.text());
    let json = mara.get("/r/document/export.json?w1.owner.is=me&w1.next_review.in=nonsense").await;
    assert!(json.text().contains("Late"), "{}", json.text());
}

#[tokio::test]
async fn rows_are_sorted_by_several_fields_grouped_and_shown_in_the_order_of_columns() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    three(&mut mara).await;
    let (address, page) = follow(&mut mara, "/r/document?q=&sort=owner&sort=-name&group=").await;
    assert_eq!(address, "/r/document?sort=owner&sort=-name");
    let by_owner = titles(&page);
    let other = titles(&mara.get("/r/document?sort=owner&sort=name").await);
    assert_ne!(by_owner, other);
    assert_eq!(by_owner.len(), 3);

    let grouped = mara.get("/r/document?group=owner&sort=-name").await;
    let text = grouped.text();
    assert!(text.contains("scope=\"rowgroup\""), "{text}");
    assert!(text.contains("2 records") && text.contains("1 record<"), "{text}");

    let shown = mara.get("/r/document?col=owner&col=doc_type").await.text();
    let at = |label: &str| shown.find(&format!("data-label=\"{label}\"")).unwrap();
    assert!(at("Owner") < at("Type"), "{shown}");
    let csv = mara.get("/r/document/export.csv?col=owner&col=doc_type").await.text();
    assert!(csv.lines().next().unwrap().contains("Owner,Type"), "{csv}");
}

#[tokio::test]
async fn one_field_of_several_records_is_previewed_and_changed_with_one_reason() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let [first, second, third] = three(&mut mara).await;
    act(&mut mara, &first, "submit", "").await;
    let page = mara.get("/r/document").await;
    let text = page.text();
    let ids: Vec<String> = text
        .split("name=\"id\" value=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect();
    assert_eq!(ids.len(), 3);
    let otto = person_id(&mara.get("/r/document/new").await.text(), "otto");
    let token = page.field("_csrf");
    let mut pairs: Vec<(&str, &str)> = vec![("_csrf", &token)];
    pairs.extend(ids.iter().map(|id| ("id", id.as_str())));

    let asked = mara.post("/r/document/change", &pairs).await;
    assert!(asked.text().contains("Change a field of 3 records"), "{}", asked.text());
    pairs.push(("field", "owner"));
    let value = mara.post("/r/document/change", &pairs).await;
    assert!(value.text().contains("One reason for all of them"), "{}", value.text());
    pairs.push(("reason", "Mara hands over."));
    pairs.push(("_step", "preview"));
    let blank = mara.post("/r/document/change", &pairs).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", blank.text());
    pairs.push(("owner", &otto));
    let preview = mara.post("/r/document/change", &pairs).await;
    // The first waits for approval, so its content stands still; the others are otto's already.
    assert!(preview.text().contains("0 change, 2 stay as they are, 1 are refused."), "{}", preview.text());

    let mine = person_id(&mara.get("/r/document/new").await.text(), "mara");
    let field = pairs.len() - 1;
    pairs[field] = ("owner", &mine);
    let preview = mara.post("/r/document/change", &pairs).await;
    assert!(preview.text().contains("2 change, 0 stay as they are, 1 are refused."), "{}", preview.text());
    let (key, seen) = (preview.field("_key"), preview.text());
    let seen: Vec<String> = seen
        .split("name=\"id\" value=\"")
        .skip(1)
        .take(3)
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect();
    let mut go: Vec<(&str, &str)> =
        vec![("_csrf", &token), ("_key", &key), ("_step", "do"), ("field", "owner")];
    go.extend(seen.iter().map(|id| ("id", id.as_str())));
    go.extend([("owner", mine.as_str()), ("reason", "Mara hands over.")]);
    let done = mara.post("/r/document/change", &go).await;
    assert!(
        done.text().contains("2 were changed, 0 stayed as they were, 1 were refused."),
        "{}",
        done.text()
    );
    let again = mara.post("/r/document/change", &go).await;
    assert!(again.text().contains("2 were changed"), "sent twice is done once: {}", again.text());
    for address in [&second, &third] {
        let history = mara.get(&format!("{address}?tab=history")).await.text();
        assert_eq!(history.matches("Mara hands over.").count(), 1, "{history}");
    }
    let history = mara.get(&format!("{first}?tab=history")).await.text();
    assert!(!history.contains("Mara hands over."), "{history}");
}

#[tokio::test]
async fn who_may_not_change_a_record_changes_none_of_several() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let [first, ..] = three(&mut mara).await;
    let page = mara.get("/r/document").await;
    let id = page.field("id");
    let mut emil = house.signed_in("emil").await;
    let token = emil.get("/").await.field("_csrf");
    let pairs =
        [("_csrf", token.as_str()), ("id", &id), ("field", "name"), ("name", "Mine now"), ("_step", "do")];
    let answer = emil.post("/r/document/change", &pairs).await;
    assert!(
        answer.status == StatusCode::NOT_FOUND || answer.text().contains("1 were refused"),
        "{}",
        answer.text()
    );
    assert!(mara.get(&first).await.text().contains("AI policy"));
    let every = [
        ("_csrf", token.as_str()),
        ("every", "/r/document"),
        ("field", "name"),
        ("name", "Mine"),
        ("_step", "do"),
    ];
    let answer = emil.post("/r/document/change", &every).await;
    assert!(!answer.status.is_redirection(), "{}", answer.status);
}
