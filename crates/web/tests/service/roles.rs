//! Every address as every role: nothing fails, and what a role lacks is refused or does not exist.

use crate::client::House;
use app::Role;
use axum::http::StatusCode;
use web::{TABLE, Who};

const ROLES: [(&str, Role); 8] = [
    ("ola", Role::Administrator),
    ("mara", Role::AiManager),
    ("ines", Role::TopManagement),
    ("otto", Role::Owner),
    ("cora", Role::Contributor),
    ("ivo", Role::InternalAuditor),
    ("exa", Role::ExternalAuditor),
    ("emil", Role::Employee),
];

/// Those who work with the management system.
const WORKING: &[Role] = &[
    Role::Administrator,
    Role::AiManager,
    Role::TopManagement,
    Role::Owner,
    Role::Contributor,
    Role::InternalAuditor,
    Role::ExternalAuditor,
];

/// Addresses that a role may not open although she is signed in, with who may.
const NARROW: &[(&str, &[Role])] = &[
    ("/people", &[Role::Administrator]),
    ("/people/new", &[Role::Administrator]),
    ("/import", &[Role::AiManager, Role::Owner]),
    ("/r/{kind}/export.csv", WORKING),
    ("/r/{kind}/new", &[Role::Administrator, Role::AiManager, Role::Owner, Role::Contributor]),
    ("/seals/new", &[Role::AiManager, Role::TopManagement, Role::InternalAuditor]),
    ("/soa", WORKING),
    ("/soa/controls/{row}", &[]),
    ("/soa/changes", &[]),
    ("/soa/export.csv", WORKING),
    ("/soa/export.xlsx", WORKING),
    ("/risks", WORKING),
    ("/gaps/{pack}", WORKING),
    ("/gaps/{pack}/{requirement}", WORKING),
    ("/gaps/{pack}/documents", &[Role::AiManager, Role::Owner, Role::Contributor]),
    ("/package.zip", &[Role::AiManager, Role::TopManagement, Role::InternalAuditor, Role::ExternalAuditor]),
];

#[tokio::test]
async fn every_page_is_open_to_the_roles_that_it_is_for_and_to_no_other() {
    let people: Vec<(&str, &[Role])> =
        ROLES.iter().skip(1).map(|(name, role)| (*name, std::slice::from_ref(role))).collect();
    let house = House::with(&people).await;
    let mara = house.test.desk_of("mara").await;
    let body = record::Body::new().with("name", record::Value::Text("Lending".into()));
    let unit = mara.create("unit", body, None).await.unwrap().reference;
    for (name, role) in ROLES {
        let mut browser = house.signed_in(name).await;
        for route in TABLE.iter().filter(|route| route.who == Who::Session && route.method == "GET") {
            let path = route
                .path
                .replace("{kind}", "unit")
                .replace("{reference}", &unit)
                .replace("{act}", "retire")
                .replace("{n}", "1")
                .replace("{pack}", "iso42001-2023")
                .replace("{requirement}", "6.1.2")
                .replace("{id}", if route.path.starts_with("/framework") { "iso42001-2023" } else { "0" });
            let answer = browser.get(&path).await;
            assert!(!answer.status.is_server_error(), "{name} {path}: {}", answer.text());
            if let Some((_, may)) = NARROW.iter().find(|(narrow, _)| *narrow == route.path) {
                let open = !matches!(answer.status, StatusCode::FORBIDDEN | StatusCode::NOT_FOUND);
                assert_eq!(open, may.contains(&role), "{name} {path} {}", answer.status);
            }
        }
    }
}

#[tokio::test]
async fn an_employee_sees_no_readiness_and_no_draft() {
    let house = House::with(&[("mara", &[Role::AiManager]), ("emil", &[Role::Employee])]).await;
    let mut mara = house.signed_in("mara").await;
    let draft = crate::acts::document(&mut mara, "Half a policy", "mara").await;
    let mut emil = house.signed_in("emil").await;
    assert_eq!(emil.get("/framework/iso42001-2023").await.status, StatusCode::NOT_FOUND);
    assert_eq!(emil.get(&draft).await.status, StatusCode::NOT_FOUND);
    for path in ["/", "/r/document", "/search?q=policy", "/r/document?q=half"] {
        assert!(!emil.get(path).await.text().contains("Half a policy"), "{path}");
    }
    assert!(mara.get("/framework/iso42001-2023/6.1.2").await.text().contains("6.1.2"));
}
