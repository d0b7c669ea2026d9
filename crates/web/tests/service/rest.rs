//! The interface for programs: tags, keys, refusals, and a document that is true.

use crate::{acts::house, client::House};
use app::{Role, Scope};
use axum::http::{Method, StatusCode, header};
use serde_json::{Value as Json, json};

#[tokio::test]
async fn a_record_is_made_read_and_replaced_by_who_has_seen_it() {
    let house = house().await;
    let program = house.program("mara", Scope::Write).await;
    let body = json!({ "name": "Lending" });
    let made =
        program.call(Method::POST, "/api/v1/unit", &[("idempotency-key", "k1")], Some(body.clone())).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let address = made.location();
    let tag = made.headers[header::ETAG].to_str().unwrap().to_owned();
    assert_eq!(made.json()["position"], tag.trim_matches('"').parse::<u64>().unwrap());
    let again = program.call(Method::POST, "/api/v1/unit", &[("idempotency-key", "k1")], Some(body)).await;
    assert_eq!(again.location(), address, "the same key is the same record");
    let other = program
        .call(Method::POST, "/api/v1/unit", &[("idempotency-key", "k1")], Some(json!({ "name": "X" })))
        .await;
    assert_eq!(other.status, StatusCode::CONFLICT);
    assert_eq!(other.json()["code"], "key_reused");

    let read = program.get(&address).await;
    assert_eq!(read.json()["body"]["name"], "Lending");
    assert_eq!(read.headers[header::ETAG], tag.as_str());
    let same = program.call(Method::GET, &address, &[("if-none-match", &tag)], None).await;
    assert_eq!(same.status, StatusCode::NOT_MODIFIED);

    let new = json!({ "name": "Lending and leasing" });
    let unseen = program.call(Method::PUT, &address, &[], Some(new.clone())).await;
    assert_eq!(unseen.status, StatusCode::PRECONDITION_REQUIRED);
    let any = program.call(Method::PUT, &address, &[("if-match", "*")], Some(new.clone())).await;
    assert_eq!(any.status, StatusCode::PRECONDITION_REQUIRED);
    let written = program.call(Method::PUT, &address, &[("if-match", &tag)], Some(new.clone())).await;
    assert_eq!(written.status, StatusCode::OK, "{}", written.text());
    assert_eq!(written.json()["version"], 2);
    let stale =
        program.call(Method::PUT, &address, &[("if-match", &tag)], Some(json!({ "name": "Third" }))).await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
    assert_eq!(stale.headers[header::CONTENT_TYPE], "application/problem+json");
    assert_eq!(stale.json()["type"], "urn:plumbline:refusal:changed_since");

    let history = program.get(&format!("{address}/history")).await.json();
    let acts: Vec<&str> =
        history["acts"].as_array().unwrap().iter().map(|act| act["act"].as_str().unwrap()).collect();
    assert_eq!(acts, ["revise", "create"]);
    assert_eq!(history["acts"][0]["via"], "api");
}

#[tokio::test]
async fn refusals_are_problem_documents() {
    let house = house().await;
    let reads = house.program("mara", Scope::Read).await;
    let writes = house.program("mara", Scope::Write).await;
    let cases = [
        (
            reads.call(Method::POST, "/api/v1/unit", &[], Some(json!({ "name": "X" }))).await,
            403,
            "token_reads_only",
        ),
        (writes.call(Method::POST, "/api/v1/unit", &[], Some(json!({ "nome": "X" }))).await, 422, "invalid"),
        (writes.call(Method::POST, "/api/v1/unit", &[], Some(json!([1]))).await, 422, "invalid"),
        (writes.call(Method::POST, "/api/v1/nothing", &[], Some(json!({}))).await, 404, "not_found"),
        (writes.get("/api/v1/unit/UNI-0999").await, 404, "not_found"),
        (writes.get("/api/v1/a/b/c/d").await, 404, "not_found"),
        (writes.call(Method::DELETE, "/api/v1/unit/UNI-0001", &[], None).await, 405, "method_not_allowed"),
        (
            writes.call(Method::POST, "/api/v1/unit", &[("content-type", "text/plain")], None).await,
            415,
            "unknown_media",
        ),
    ];
    for (answer, status, code) in cases {
        assert_eq!(answer.status.as_u16(), status, "{}", answer.text());
        assert_eq!(answer.headers[header::CONTENT_TYPE], "application/problem+json");
        let problem = answer.json();
        assert_eq!(problem["code"], code, "{problem}");
        for member in ["type", "title", "status", "detail", "problems"] {
            assert!(!problem[member].is_null(), "{member}: {problem}");
        }
    }
}

#[tokio::test]
async fn a_file_cannot_be_claimed_by_its_hash() {
    let house = house().await;
    let program = house.program("mara", Scope::Write).await;
    let file = json!({ "sha256": "0".repeat(64), "name": "x.pdf", "bytes": 1, "media": "application/pdf" });
    let body = json!({ "name": "Mine", "description": "Mine", "origin": "export", "file": file });
    let claimed = program.call(Method::POST, "/api/v1/evidence", &[], Some(body)).await;
    assert_eq!(claimed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(claimed.json()["problems"][0]["code"], "file_by_form");
}

#[tokio::test]
async fn a_register_answers_the_same_question_as_its_page() {
    let house = house().await;
    let program = house.program("mara", Scope::Write).await;
    for (name, covered) in [("Alpha", true), ("Beta", false), ("Gamma", true)] {
        let body = json!({ "name": name, "in_scope": covered, "scope_reason": if covered { Json::Null } else { "Far".into() } });
        let made = program.call(Method::POST, "/api/v1/unit", &[], Some(body)).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    }
    let titles = |answer: Json| -> Vec<String> {
        answer["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["title"].as_str().unwrap().to_owned())
            .collect()
    };
    let ask = |query: &'static str| {
        let program = program.clone();
        async move { program.get(&format!("/api/v1/unit?{query}")).await.json() }
    };
    assert_eq!(titles(ask("sort=name&dir=desc").await), ["Gamma", "Beta", "Alpha"]);
    assert_eq!(titles(ask("f.in_scope=yes&sort=name").await), ["Alpha", "Gamma"]);
    assert_eq!(titles(ask("q=bet").await), ["Beta"]);
    assert_eq!(titles(ask("f.nothing=1").await), Vec::<String>::new());
    let page = ask("sort=name&per=2&page=2").await;
    assert_eq!(titles(page.clone()), ["Gamma"]);
    assert_eq!(page["total"], json!({ "count": 3, "exact": true }));
    let csv = house.signed_in("mara").await.get("/r/unit/export.csv?f.in_scope=yes&sort=name&col=name").await;
    assert_eq!(
        csv.text().trim_start_matches('\u{FEFF}'),
        "Reference,Name\r\nUNI-0001,Alpha\r\nUNI-0003,Gamma\r\n"
    );
}

#[tokio::test]
async fn the_document_is_openapi_and_every_operation_in_it_answers() {
    let house = house().await;
    let program = house.program("mara", Scope::Write).await;
    let made = program.call(Method::POST, "/api/v1/unit", &[], Some(json!({ "name": "Lending" }))).await;
    assert_eq!(made.status, StatusCode::CREATED);
    let document = program.get("/api/v1/openapi.json").await.json();
    check_openapi(&document);
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let path = path.replace("{reference}", "UNI-0001");
            let body = matches!(method.as_str(), "post" | "put").then(|| json!({}));
            let answer = program.call(method.to_uppercase().parse().unwrap(), &path, &[], body).await;
            let status = answer.status.as_str().to_owned();
            assert!(
                operation["responses"].get(&status).is_some(),
                "{method} {path} answered {status}, which is not documented"
            );
        }
    }
    let record = program.get("/api/v1/unit/UNI-0001").await.json();
    let mut schema = document["components"]["schemas"]["unit.record"].clone();
    schema["components"] = document["components"].clone();
    let validator = jsonschema::validator_for(&schema).unwrap();
    assert!(
        validator.is_valid(&record),
        "{:?}",
        validator.iter_errors(&record).map(|e| e.to_string()).collect::<Vec<_>>()
    );
}

/// Against the schema of OpenAPI 3.1 of the OpenAPI Initiative.
fn check_openapi(document: &Json) {
    let path =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/schemas/openapi/schema-2025-11-23.json");
    let Ok(text) = std::fs::read_to_string(path) else { return };
    let schema: Json = serde_json::from_str(&text).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(document)
        .map(|error| format!("{} at {}", error, error.instance_path()))
        .take(5)
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[tokio::test]
async fn a_locked_account_loses_its_tokens_at_once() {
    let house = House::with(&[("mara", &[Role::AiManager])]).await;
    let program = house.program("mara", Scope::Read).await;
    assert_eq!(program.get("/api/v1/unit").await.status, StatusCode::OK);
    let mut ola = house.signed_in("ola").await;
    let people = ola.get("/people").await;
    let text = people.text();
    let at = text.find("mara@test.example").unwrap();
    let row = &text[..at];
    let id = row[row.rfind("name=\"id\" value=\"").unwrap() + 17..].split('"').next().unwrap().to_owned();
    let token = people.field("_csrf");
    let locked = ola.post("/people", &[("_csrf", &token), ("id", &id), ("act", "lock")]).await;
    assert_eq!(locked.location(), "/people?done=locked", "{}", locked.text());
    assert_eq!(program.get("/api/v1/unit").await.status, StatusCode::UNAUTHORIZED);
}
