//! The interface for programs as an OpenAPI 3.1 document, made from the table of routes and the organisation's schemas.

use super::{problem, schema};
use crate::{
    failure::Failed,
    request::Visit,
    routes::{Route, TABLE, Who},
};
use axum::{
    Json,
    response::{IntoResponse, Response},
};
use record::Schema;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// With what a reading may be refused: 429 when asked too often, 503 while the store does not answer or too much is asked
/// at once.
const REFUSED_READ: &[&str] = &["400", "401", "404", "422", "429", "503"];
/// With what a writing may be refused.
const REFUSED_WRITE: &[&str] =
    &["400", "401", "403", "404", "409", "412", "413", "415", "422", "428", "429", "503"];

/// `GET /api/v1/openapi.json`.
pub async fn read(visit: Visit) -> Result<Response, Failed> {
    Ok(Json(document(&visit.desk().schemas().await)).into_response())
}

/// The document for these schemas.
pub fn document(schemas: &[Arc<Schema>]) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for route in TABLE.iter().filter(|route| route.who == Who::Token) {
        if route.path.contains("{kind}") {
            for schema in schemas {
                let path = route.path.replace("{kind}", schema.kind.id);
                insert(&mut paths, &path, route, Some(schema.kind.id), schema.kind.name.many);
            }
        } else {
            insert(&mut paths, route.path, route, None, "Service");
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Plumbline",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "The records of an AI management system. Every change is an entry in a ledger.",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "security": [{ "token": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
            "schemas": components(schemas),
        },
    })
}

fn insert(paths: &mut Map<String, Value>, path: &str, route: &Route, kind: Option<&str>, tag: &str) {
    let entry = paths.entry(path).or_insert_with(|| json!({}));
    if let Some(object) = entry.as_object_mut() {
        object.insert(route.method.to_lowercase(), operation(path, route, kind, tag));
    }
}

fn operation(path: &str, route: &Route, kind: Option<&str>, tag: &str) -> Value {
    let writes = matches!(route.method, "POST" | "PUT");
    let one = path.contains("{reference}");
    let mut responses = Map::new();
    let (status, answer) = answer(path, route, kind, one);
    responses.insert(status.to_owned(), answer);
    for status in if writes { REFUSED_WRITE } else { REFUSED_READ } {
        responses.insert(
            (*status).to_owned(),
            json!({
                "description": "Refused: code, sentence and remedy.",
                "content": { problem::MEDIA: { "schema": { "$ref": "#/components/schemas/Problem" } } },
            }),
        );
    }
    let mut operation = json!({
        "operationId": format!("{}{}", route.method.to_lowercase(), path.replace(|sign: char| !sign.is_ascii_alphanumeric(), "_")),
        "summary": route.says,
        "tags": [tag],
        "parameters": parameters(path, route, one),
        "responses": responses,
    });
    if let (true, Some(kind), Some(object)) = (writes, kind, operation.as_object_mut()) {
        object.insert("requestBody".to_owned(), json!({
            "required": true,
            "content": { "application/json": { "schema": { "$ref": format!("#/components/schemas/{kind}") } } },
        }));
    }
    operation
}

fn answer(path: &str, route: &Route, kind: Option<&str>, one: bool) -> (&'static str, Value) {
    let json = |schema: &Value| json!({ "application/json": { "schema": schema } });
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let record = kind.map(|kind| reference(&format!("{kind}.record")));
    if path.ends_with("/history") {
        return (
            "200",
            json!({ "description": "The acts, newest first.", "content": json(&reference("History")) }),
        );
    }
    match (kind, one, route.method) {
        (Some(_), false, "GET") => {
            let page = json!({
                "type": "object",
                "properties": {
                    "items": { "type": "array", "items": record },
                    "total": {
                        "type": "object",
                        "properties": { "count": { "type": "integer" }, "exact": { "type": "boolean" } },
                        "required": ["count", "exact"],
                    },
                    "page": { "type": "integer" },
                    "per": { "type": "integer" },
                },
                "required": ["items", "total", "page", "per"],
            });
            ("200", json!({ "description": "A page of the register.", "content": json(&page) }))
        }
        (Some(_), _, method) => {
            let status = if method == "POST" { "201" } else { "200" };
            let tag = json!({ "ETag": { "description": "Position of the last act.", "schema": { "type": "string" } } });
            (
                status,
                json!({ "description": "The record.", "headers": tag, "content": json(&record.unwrap_or_default()) }),
            )
        }
        _ if path.ends_with("/checkpoint") => (
            "200",
            json!({ "description": "A signed note.", "content": { "text/plain": { "schema": { "type": "string" } } } }),
        ),
        _ if path.ends_with("/search") => {
            ("200", json!({ "description": "Records, best first.", "content": json(&reference("Hits")) }))
        }
        _ => {
            ("200", json!({ "description": "This document.", "content": json(&json!({ "type": "object" })) }))
        }
    }
}

fn parameters(path: &str, route: &Route, one: bool) -> Value {
    let query = |name: &str, says: &str, schema: Value| json!({ "name": name, "in": "query", "description": says, "schema": schema });
    let header = |name: &str, says: &str, required: bool| json!({ "name": name, "in": "header", "description": says, "required": required, "schema": { "type": "string" } });
    let text = || json!({ "type": "string" });
    let number = || json!({ "type": "integer", "minimum": 1 });
    let mut list = Vec::new();
    if one {
        list.push(
            json!({ "name": "reference", "in": "path", "required": true, "schema": { "type": "string" } }),
        );
    }
    let register = !one && route.method == "GET" && route.path.ends_with("{kind}");
    if register {
        list.push(query("q", "Words to find; the last as a beginning.", text()));
        list.push(query("state", "Only records in this state.", text()));
        list.push(json!({
            "name": "f", "in": "query", "style": "form", "explode": true,
            "description": "Conditions on fields, each as f.FIELD=value, f.FIELD.from and f.FIELD.to for dates.",
            "schema": { "type": "object", "additionalProperties": { "type": "string" } },
        }));
        list.push(query("sort", "A field, `changed` or `number`.", text()));
        list.push(query("dir", "`asc` or `desc`.", json!({ "type": "string", "enum": ["asc", "desc"] })));
        list.push(query("page", "Which page, from 1.", number()));
        list.push(query("per", "Records a page.", number()));
    }
    if path.ends_with("/search") {
        list.push(query("q", "Words to find.", text()));
        list.push(query("per", "Most hits.", number()));
    }
    if register || one && route.method == "GET" {
        list.push(query("as_of", "A day or an instant of the past.", text()));
    }
    if matches!(route.method, "POST" | "PUT") {
        list.push(header(
            "Idempotency-Key",
            "The same key with the same content does the same thing once.",
            false,
        ));
    }
    if route.method == "PUT" {
        list.push(header("If-Match", "The ETag of your last reading.", true));
    }
    Value::Array(list)
}

fn components(schemas: &[Arc<Schema>]) -> Value {
    let mut all = Map::new();
    for found in schemas {
        let kind = found.kind.id;
        all.insert(kind.to_owned(), schema::body(found));
        all.insert(format!("{kind}.record"), json!({
            "type": "object",
            "properties": {
                "id": { "type": "string", "format": "uuid" },
                "kind": { "type": "string", "const": kind },
                "reference": { "type": "string" },
                "title": { "type": "string" },
                "state": { "type": "string", "enum": record::State::codes(found.kind.life_cycle) },
                "version": { "type": "integer" },
                "version_in_force": { "type": ["integer", "null"] },
                "position": { "type": "integer" },
                "created": { "$ref": "#/components/schemas/Stamp" },
                "changed": { "$ref": "#/components/schemas/Stamp" },
                "body": { "$ref": format!("#/components/schemas/{kind}") },
            },
            "required": ["id", "kind", "reference", "title", "state", "version", "position", "created", "changed", "body"],
        }));
    }
    let text = json!({ "type": "string" });
    let named = json!({
        "type": "object",
        "properties": { "id": text, "kind": text, "reference": text, "title": text, "state": text },
        "required": ["id", "kind", "reference", "title", "state"],
    });
    all.insert("Stamp".to_owned(), json!({
        "type": "object",
        "properties": { "by": { "type": "string", "format": "uuid" }, "at": { "type": "string", "format": "date-time" } },
        "required": ["by", "at"],
    }));
    all.insert("Hits".to_owned(), json!({ "type": "object", "properties": { "items": { "type": "array", "items": named } }, "required": ["items"] }));
    all.insert("History".to_owned(), json!({
        "type": "object",
        "properties": { "acts": { "type": "array", "items": {
            "type": "object",
            "properties": {
                "position": { "type": "integer" }, "at": { "type": "string", "format": "date-time" }, "act": text, "by": text,
                "by_name": { "type": ["string", "null"] }, "capacity": text, "via": text, "version": { "type": "integer" },
                "state": text, "reason": { "type": ["string", "null"] },
            },
            "required": ["position", "at", "act", "by", "capacity", "via", "version", "state"],
        } } },
        "required": ["acts"],
    }));
    all.insert("Problem".to_owned(), json!({
        "type": "object",
        "description": "A refusal (RFC 9457).",
        "properties": {
            "type": { "type": "string", "format": "uri" }, "title": text, "status": { "type": "integer" }, "detail": text,
            "code": text, "instance": text,
            "problems": { "type": "array", "items": {
                "type": "object",
                "properties": { "path": text, "code": text, "sentence": text },
                "required": ["path", "code", "sentence"],
            } },
        },
        "required": ["type", "title", "status", "detail", "code", "problems"],
    }));
    Value::Object(all)
}
