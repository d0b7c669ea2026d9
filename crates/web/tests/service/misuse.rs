//! What somebody might try by hand-made requests: each attempt by its name, and that it comes to nothing.

use crate::acts::{act, document, house};
use crate::client::{Browser, Program, call, encode};
use app::Scope;
use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use serde_json::{Value as Json, json};
use std::fmt::Write as _;

#[tokio::test]
async fn a_body_cannot_set_what_only_acts_set() {
    let house = house().await;
    let program = house.program("mara", Scope::Write).await;
    let made = program.call(Method::POST, "/api/v1/unit", &[], Some(json!({ "name": "Lending" }))).await;
    let address = made.location();
    let before = program.get(&address).await.json();
    let extras = [
        ("state", json!("effective")),
        ("authors", json!([])),
        ("id", json!("01900000-0000-7000-8000-000000000000")),
        ("reference", json!("UNI-9999")),
        ("version", json!(9)),
        ("version_in_force", json!(9)),
        ("position", json!(1)),
        ("created", json!({ "by": "01900000-0000-7000-8000-000000000000", "at": "2020-01-01T00:00:00Z" })),
        ("kind", json!("membership")),
        ("body", json!({ "name": "Nested" })),
        ("__proto__", json!({ "state": "effective" })),
    ];
    for (name, value) in extras {
        let mut body = json!({ "name": "Lending" });
        body[name] = value;
        for (method, path, head) in [
            (Method::POST, "/api/v1/unit", &[][..]),
            (Method::PUT, address.as_str(), &[("if-match", made.headers[header::ETAG].to_str().unwrap())]),
        ] {
            let answer = program.call(method, path, head, Some(body.clone())).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: {}", answer.text());
        }
    }
    assert_eq!(program.get(&address).await.json(), before);
}

#[tokio::test]
async fn a_sign_that_no_text_can_hold_is_refused_or_finds_nothing() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    for address in
        ["/r/unit/%00", "/r/unit?q=%00", "/r/unit?f.name=a%00", "/search?q=%00", "/r/%00", "/r/unit?view=%00"]
    {
        let answer = mara.get(address).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{address}: {}", answer.text());
    }
    let nobody = [("email", "ma\0ra@test.example"), ("password", testkit::PASSWORD)];
    let refused = house.browser().send("/sign-in", "/sign-in", &nobody).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text());
    let page = mara.get("/r/unit/new").await;
    let (token, key) = (page.field("_csrf"), page.field("_key"));
    let typed = [("_csrf", token.as_str()), ("_key", &key), ("name", "Len\0ding")];
    let refused = mara.post("/r/unit/new", &typed).await;
    assert!(!refused.status.is_server_error() && !refused.status.is_redirection(), "{}", refused.text());
}

#[tokio::test]
async fn further_fields_of_a_form_change_nothing() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let page = mara.get("/r/unit/new").await;
    let (token, key) = (page.field("_csrf"), page.field("_key"));
    let pairs = [
        ("_csrf", token.as_str()),
        ("_key", &key),
        ("name", "Lending"),
        ("state", "retired"),
        ("authors", "x"),
        ("id", "01900000-0000-7000-8000-000000000000"),
        ("version", "9"),
        ("kind", "membership"),
    ];
    let made = mara.post("/r/unit/new", &pairs).await;
    assert_eq!(made.location(), "/r/unit/UNI-0001?done=created", "{}", made.text());
    let record = house.program("mara", Scope::Read).await.get("/api/v1/unit/UNI-0001").await.json();
    assert_eq!((&record["state"], &record["version"]), (&json!("current"), &json!(1)), "{record}");
    assert_ne!(record["id"], "01900000-0000-7000-8000-000000000000");
}

#[tokio::test]
async fn a_program_neither_decides_nor_erases_nor_manages() {
    let house = house().await;
    let program = house.program("mara", Scope::Write).await;
    program.call(Method::POST, "/api/v1/unit", &[], Some(json!({ "name": "Lending" }))).await;
    for path in ["/r/unit/UNI-0001", "/r/unit/UNI-0001/erase", "/people", "/account", "/package.zip"] {
        let answer = program.get(path).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "a token opens no page: {path}");
    }
    for path in ["/r/unit/UNI-0001/act/retire", "/r/unit/UNI-0001/erase", "/people/reset", "/account/tokens"]
    {
        let answer = program.call(Method::POST, path, &[], Some(json!({}))).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert_eq!(answer.location(), "/sign-in", "{path}");
    }
    // And a session opens nothing for programs.
    let mut mara = house.signed_in("mara").await;
    assert_eq!(mara.get("/api/v1/unit").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_key_of_another_person_gives_nothing_away() {
    let house = house().await;
    let (mara, otto) = (house.program("mara", Scope::Write).await, house.program("otto", Scope::Write).await);
    let make = async |program: &Program, name: &str| {
        let head = [("idempotency-key", "same-key")];
        program.call(Method::POST, "/api/v1/unit", &head, Some(json!({ "name": name }))).await
    };
    let first = make(&mara, "Lending").await;
    let other = make(&otto, "Leasing").await;
    assert_eq!(other.status, StatusCode::CREATED, "{}", other.text());
    assert_ne!(first.location(), other.location());
    assert_eq!(make(&mara, "Lending").await.location(), first.location());
}

#[tokio::test]
async fn links_to_what_is_hidden_show_no_title_anywhere() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let hidden = document(&mut mara, "Quetzalcoatlus draft", "mara").await;
    let reference = hidden.rsplit('/').next().unwrap().to_owned();
    let open = document(&mut mara, "Open policy", "mara").await;
    let program = house.program("mara", Scope::Write).await;
    let id =
        program.get(&format!("/api/v1/document/{reference}")).await.json()["id"].as_str().unwrap().to_owned();
    let schema = house.test.desk_of("mara").await.schema("document").await.unwrap();
    let field = schema
        .fields()
        .find(|field| matches!(field.shape, record::Shape::Links(target) if target.kind == "document" || target.kind == "*"))
        .map(|field| field.id);
    let Some(field) = field else { panic!("no field of a document leads to documents") };
    let path = open.replacen("/r/", "/api/v1/", 1);
    let read = program.get(&path).await;
    let mut body = read.json()["body"].clone();
    body[field] = json!([id]);
    let tag = read.headers[header::ETAG].to_str().unwrap().to_owned();
    let linked = program.call(Method::PUT, &path, &[("if-match", &tag)], Some(body)).await;
    assert_eq!(linked.status, StatusCode::OK, "{}", linked.text());
    act(&mut mara, &open, "submit", "").await;
    let mut ines = house.signed_in("ines").await;
    act(&mut ines, &open, "approve", "").await;

    let mut emil = house.signed_in("emil").await;
    assert_eq!(emil.get(&hidden).await.status, StatusCode::NOT_FOUND);
    for way in [
        open.clone(),
        format!("{open}?tab=relations"),
        format!("{open}/document"),
        format!("{open}?as_of=2030-01-01"),
        format!("/r/document?col={field}"),
        format!("/r/document?f.{field}={id}"),
        format!("/r/document?sort={field}&col={field}"),
    ] {
        let answer = emil.get(&way).await;
        assert_eq!(answer.status, StatusCode::OK, "{way}");
        let text = answer.text();
        assert!(!text.contains("Quetzalcoatlus") && !text.contains(&reference), "{way}: {text}");
    }
    let listed = emil.get(&format!("/r/document?f.{field}={id}")).await.text();
    assert!(!listed.contains(&format!("href=\"{open}\"")), "a condition on what is hidden finds nothing");
    let reads = house.program("emil", Scope::Read).await;
    for way in [path.clone(), "/api/v1/document".to_owned(), format!("{path}/history")] {
        let answer = reads.get(&way).await;
        assert_eq!(answer.status, StatusCode::OK, "{way}");
        assert!(!answer.text().contains("Quetzalcoatlus") && !answer.text().contains(&reference), "{way}");
    }
    let found = reads.get(&format!("/api/v1/document?f.{field}={id}")).await.json();
    assert_eq!(found["total"]["count"], 0, "{found}");
}

#[tokio::test]
async fn sorting_by_what_is_no_field_of_ones_own_reading_orders_by_number() {
    let house = house().await;
    let program = house.program("mara", Scope::Write).await;
    for name in ["B", "A", "C"] {
        program.call(Method::POST, "/api/v1/unit", &[], Some(json!({ "name": name }))).await;
    }
    for sort in ["password", "salts", "authors", "position; --", "openness", "@reason"] {
        let listed = program.get(&format!("/api/v1/unit?sort={}", encode(sort))).await.json();
        let titles: Vec<&Json> =
            listed["items"].as_array().unwrap().iter().map(|item| &item["title"]).collect();
        assert_eq!(titles, ["B", "A", "C"], "{sort}");
    }
}

#[tokio::test]
async fn colours_lead_back_only_to_pages_of_ours() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    let token = mara.get("/account").await.field("_csrf");
    for back in ["//evil.test", "/\\evil.test", "https://evil.test", "/%5cevil.test", "javascript:alert(1)"] {
        let answer = mara.post("/theme", &[("_csrf", &token), ("theme", "dark"), ("back", back)]).await;
        assert_eq!(answer.location(), "/", "{back}");
    }
    let answer = mara.post("/theme", &[("_csrf", &token), ("theme", "dark"), ("back", "/r/unit")]).await;
    assert_eq!(answer.location(), "/r/unit");
}

#[tokio::test]
async fn no_value_breaks_a_head_line() {
    let house = house().await;
    let mut mara = house.signed_in("mara").await;
    for path in [
        "/r/unit/export.csv%0d%0aSet-Cookie:%20x=1",
        "/r/unit%0d%0aX: 1/new",
        "/as-of?back=%2Fr%2Funit%0d%0aSet-Cookie:%20x%3D1&date=2026-03-01",
        "/r/unit?done=%0d%0aSet-Cookie:%20x%3D1",
    ] {
        let Ok(request) =
            Request::get(path.replace(' ', "%20")).header("host", "aims.test").body(Body::empty())
        else {
            continue;
        };
        let answer = mara.run(request).await;
        assert!(answer.headers.get("x").is_none() && !answer.status.is_server_error(), "{path}");
        let cookies = answer.headers.get_all(header::SET_COOKIE).iter();
        assert!(cookies.filter_map(|line| line.to_str().ok()).all(|line| !line.contains("x=1")), "{path}");
    }
}

#[tokio::test]
async fn a_formula_leaves_as_text() {
    let house = house().await;
    let program = house.program("mara", Scope::Write).await;
    for name in ["=HYPERLINK(\"http://evil.test\")", "+1+1", "-2+3", "@SUM(A1)", "\"=1+1"] {
        let made = program.call(Method::POST, "/api/v1/unit", &[], Some(json!({ "name": name }))).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    }
    let csv = house.signed_in("mara").await.get("/r/unit/export.csv?col=name").await.text();
    for line in csv.trim_start_matches('\u{FEFF}').lines().skip(1) {
        let cell = line.split_once(',').unwrap().1;
        let cell = cell.strip_prefix('"').unwrap_or(cell);
        assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{line}");
    }
}

#[tokio::test]
async fn what_is_too_large_is_refused_and_nothing_falls_over() {
    let house = house().await;
    let program = house.program("mara", Scope::Write).await;
    let mut mara = house.signed_in("mara").await;
    let post = async |body: Json| program.call(Method::POST, "/api/v1/unit", &[], Some(body)).await.status;
    assert_eq!(post(json!({ "name": "x".repeat(100_000) })).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(post(json!({ "name": "x".repeat(2_000_000) })).await, StatusCode::PAYLOAD_TOO_LARGE);
    let wide: serde_json::Map<String, Json> = (0..50_000).map(|at| (format!("f{at}"), Json::Null)).collect();
    assert_eq!(post(Json::Object(wide)).await, StatusCode::UNPROCESSABLE_ENTITY);
    let deep = format!("{{\"name\":{}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let request = Request::post("/api/v1/unit")
        .header("host", "aims.test")
        .header("content-type", "application/json")
        .header("authorization", program.authorization())
        .body(Body::from(deep))
        .unwrap();
    let answer = call(&house.router, request).await;
    assert!(answer.status.is_client_error(), "{}", answer.status);
    let long = "k".repeat(101);
    let keyed =
        program.call(Method::POST, "/api/v1/unit", &[("idempotency-key", &long)], Some(json!({}))).await;
    assert_eq!(keyed.json()["code"], "bad_key");

    let address = document(&mut mara, "AI policy", "mara").await;
    let reason = act(&mut mara, &address, "submit", &"why ".repeat(20_000)).await;
    assert_eq!(reason.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reason.text().contains("Shorten the reason"), "{}", reason.status);
    let mut query = "/r/unit?".to_owned();
    for at in 0..3_000 {
        let _ = write!(query, "f.name={at}&");
    }
    for path in
        [query, format!("/r/unit?q={}", "a%20".repeat(10_000)), format!("/search?q={}", "x".repeat(30_000))]
    {
        check_sound(&mut mara, &path).await;
    }
    let token = mara.get("/r/unit").await.field("_csrf");
    let ids: Vec<String> = (0..201).map(|at| format!("01900000-0000-7000-8000-{at:012}@1")).collect();
    let mut pairs = vec![("_csrf", token.as_str()), ("act", "retire")];
    pairs.extend(ids.iter().map(|id| ("id", id.as_str())));
    let bulk = mara.post("/r/unit/act", &pairs).await;
    assert_eq!(bulk.status, StatusCode::PAYLOAD_TOO_LARGE);
    // However a form is written, it has so many fields.
    let many = vec![("name", "x"); 6_001];
    for form in [
        mara.post("/r/unit/new", &many).await,
        mara.upload("/r/evidence/new", &many, ("file", "a.txt", b"a")).await,
    ] {
        assert_eq!(form.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(form.text().contains("more than 6000 fields"), "{}", form.text());
    }
}

async fn check_sound(browser: &mut Browser, path: &str) {
    let answer = browser.get(path).await;
    assert!(!answer.status.is_server_error(), "{}: {}", answer.status, path.get(..60).unwrap_or(path));
}

/// The box for an older checkpoint, and the archive that auditors take.
mod verifying {
    use super::*;

    #[tokio::test]
    async fn an_older_checkpoint_is_compared_and_a_wrong_one_is_said_to_be() {
        let house = house().await;
        let mut mara = house.signed_in("mara").await;
        let page = mara.get("/verify").await.text();
        assert!(page.contains("name=\"since\""), "the box is there");
        let older = mara.get("/checkpoint").await.text();
        document(&mut mara, "Later", "mara").await;
        let grown = mara.send("/verify", "/verify", &[("since", &older)]).await.text();
        assert!(grown.contains("verdict ok"), "{grown}");
        let altered = older.replacen('\n', "\n1", 1);
        for wrong in [altered.as_str(), "nonsense"] {
            let found = mara.send("/verify", "/verify", &[("since", wrong)]).await;
            assert_eq!(found.status, StatusCode::OK);
            assert!(found.text().contains("verdict bad"), "{}", found.text());
        }
    }

    #[tokio::test]
    async fn the_archive_comes_in_pieces_and_verifies() {
        let house = house().await;
        let mut mara = house.signed_in("mara").await;
        document(&mut mara, "AI policy", "mara").await;
        let answer = mara.get("/package.zip").await;
        assert_eq!(answer.headers[header::CONTENT_TYPE], "application/zip");
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&answer.bytes[..])).unwrap();
        let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
        for name in ["checkpoint", "key", "entries.jsonl", "leaves", "fields.jsonl"] {
            assert!(names.iter().any(|known| known == name), "{name}: {names:?}");
        }
        let mut entries = String::new();
        std::io::Read::read_to_string(&mut archive.by_name("entries.jsonl").unwrap(), &mut entries).unwrap();
        let size: usize = answer_size(&mut mara).await;
        assert_eq!(entries.lines().count(), size);
        for name in ["ola", "emil"] {
            assert_eq!(house.signed_in(name).await.get("/package.zip").await.status, StatusCode::FORBIDDEN);
        }
    }

    async fn answer_size(browser: &mut Browser) -> usize {
        let checkpoint = browser.get("/checkpoint").await.text();
        checkpoint.lines().nth(1).unwrap().parse().unwrap()
    }

    #[tokio::test]
    async fn an_upload_that_was_never_used_is_mentioned_and_nothing_more() {
        let house = house().await;
        let mut mara = house.signed_in("mara").await;
        let page = mara.get("/r/evidence/new").await;
        let (token, key) = (page.field("_csrf"), page.field("_key"));
        let pairs = [("_csrf", token.as_str()), ("_key", &key), ("name", "")];
        let refused = mara.upload("/r/evidence/new", &pairs, ("file", "a.txt", b"left behind")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let verified = mara.send("/verify", "/verify", &[]).await.text();
        assert!(verified.contains("verdict ok") && verified.contains("that no record names"), "{verified}");
    }
}

/// Days and instants where the organisation is.
#[tokio::test]
async fn pages_show_the_time_of_the_organisation() {
    let house = house().await;
    let mut ola = house.signed_in("ola").await;
    let found = ola.get("/r/organisation").await.text();
    assert!(found.contains("ORG-0001"), "{found}");
    let form = ola.get("/r/organisation/ORG-0001/edit").await;
    let action = form.action("/r/organisation/ORG-0001/edit");
    let (token, key) = (form.field("_csrf"), form.field("_key"));
    let pairs = [("_csrf", token.as_str()), ("_key", &key), ("name", "Test Organisation")];
    let send = async |browser: &mut Browser, zone: &str| {
        let mut all = pairs.to_vec();
        all.push(("time_zone", zone));
        browser.post(&action, &all).await
    };
    let wrong = send(&mut ola, "Europe/Atlantis").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("IANA name"), "{}", wrong.text());
    let saved = send(&mut ola, "Asia/Tokyo").await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    // The clock stands at 9:00 UTC.
    let history = ola.get("/r/organisation/ORG-0001/history").await.text();
    assert!(history.contains("18:00"), "{history}");
    let back = ola.get("/as-of?back=%2Fr%2Funit").await.text();
    assert!(back.contains("Asia/Tokyo"), "{back}");
}
