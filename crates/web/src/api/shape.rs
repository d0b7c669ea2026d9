//! Records and acts as JSON.

use app::{Lived, Named};
use record::{Record, Stamp};
use serde_json::{Value as Json, json};

/// A record with its content. `position` is what a change must name in `If-Match`.
pub fn record(record: &Record) -> Json {
    json!({
        "id": record.id.to_string(),
        "kind": record.kind,
        "reference": record.reference,
        "title": record.title,
        "state": record.state.code(),
        "version": record.version,
        "version_in_force": record.effective.as_ref().map(|effective| effective.version),
        "position": record.position,
        "created": stamp(&record.created),
        "changed": stamp(&record.changed),
        "body": record.body.to_json(),
    })
}

/// A record by name.
pub fn named(id: record::RecordId, named: &Named) -> Json {
    json!({
        "id": id.to_string(),
        "kind": named.kind,
        "reference": named.reference,
        "title": named.title,
        "state": named.state,
    })
}

/// The acts on a record, newest first.
pub fn acts(lived: &Lived) -> Json {
    let acts: Vec<Json> = lived
        .lines
        .iter()
        .map(|line| {
            json!({
                "position": line.act.position,
                "at": line.act.at.to_string(),
                "act": line.act.act.code(),
                "by": line.act.by.to_string(),
                "by_name": lived.names.get(&line.act.by).map(|named| named.title.clone()),
                "capacity": line.act.capacity,
                "via": line.via,
                "version": line.act.version,
                "state": line.act.state,
                "reason": line.act.reason,
            })
        })
        .collect();
    json!({ "acts": acts })
}

fn stamp(stamp: &Stamp) -> Json {
    json!({ "by": stamp.by.to_string(), "at": stamp.at.to_string() })
}
