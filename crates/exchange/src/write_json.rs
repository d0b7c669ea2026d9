//! Registers as JSON: the bodies as the interfaces of the program have them, with reference, state and version.

use record::{Body, RecordId};
use serde_json::{Value as Json, json};

/// Writes records as one JSON array. Links are ids beside the titles of what they lead to, choices are codes.
pub fn write_json<'a>(
    kind: &str,
    rows: impl IntoIterator<Item = (RecordId, &'a str, u32, &'a str, &'a Body)>,
    title_of: &dyn Fn(RecordId) -> Option<String>,
) -> Vec<u8> {
    let mut names = serde_json::Map::new();
    let mut records = Vec::new();
    for (id, reference, version, state, body) in rows {
        for (_, value) in body {
            let ids: &[RecordId] = match value {
                record::Value::Link(id) => std::slice::from_ref(id),
                record::Value::Links(ids) => ids,
                _ => &[],
            };
            for id in ids {
                if let Some(title) = title_of(*id) {
                    names.insert(id.to_string(), Json::from(title));
                }
            }
        }
        records.push(json!({
            "id": id.to_string(),
            "reference": reference,
            "version": version,
            "state": state,
            "body": body.to_json(),
        }));
    }
    let whole = json!({ "kind": kind, "records": records, "names": names });
    serde_json::to_vec_pretty(&whole).unwrap_or_default()
}
