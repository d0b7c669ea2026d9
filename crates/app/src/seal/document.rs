//! The frozen result as a document: rows with cells of codes, numbers and hashes, in canonical bytes.

use super::SealQuery;
use crate::{Outcome, Trouble};
use jiff::Timestamp;
use record::RecordId;
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;

/// How the document names its form.
const FORMAT: &str = "plumbline-seal/1";

/// The result of a query at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frozen {
    /// The query.
    pub query: SealQuery,
    /// How many entries the ledger had.
    pub size: u64,
    /// The root over them, hexadecimal.
    pub root: String,
    /// The instant that was judged at.
    pub at: Timestamp,
    /// Name of the time zone in which days were counted.
    pub zone: String,
    /// Id and version of each framework pack that the result follows from.
    pub packs: Vec<(String, String)>,
    /// The rows, in the order of the query.
    pub rows: Vec<FrozenRow>,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrozenRow {
    /// What it is about, once in a result: `6.1.2`, `USE-0007`.
    pub key: String,
    /// The record that it is about, and the version of it.
    pub record: Option<(RecordId, u32)>,
    /// Code of the column to code, number or hash.
    pub cells: BTreeMap<String, String>,
}

impl Frozen {
    /// The canonical bytes (RFC 8785) under whose SHA-256 the result is kept.
    pub fn bytes(&self) -> Outcome<Vec<u8>> {
        ledger::canonical::to_bytes(&self.to_json()).map_err(|error| Trouble::Broken(error.to_string()))
    }

    fn to_json(&self) -> Json {
        let packs: Vec<Json> =
            self.packs.iter().map(|(id, version)| json!({ "id": id, "version": version })).collect();
        let mut query = Map::new();
        query.insert("name".to_owned(), json!(self.query.code()));
        query.insert("about".to_owned(), json!(self.query.about()));
        if let Some(conditions) = self.query.conditions() {
            query.insert("conditions".to_owned(), conditions);
        }
        json!({
            "format": FORMAT,
            "query": query,
            "ledger": { "size": self.size, "root": self.root },
            "at": self.at.to_string(),
            "zone": self.zone,
            "packs": packs,
            "columns": self.query.columns(),
            "rows": self.rows.iter().map(row_json).collect::<Vec<_>>(),
        })
    }

    /// Reads the bytes of a result.
    ///
    /// # Errors
    /// What does not hold of them, as the message of a broken invariant: the bytes were checked against their hash.
    pub fn read(bytes: &[u8]) -> Outcome<Self> {
        let broken = |what: &str| Trouble::Broken(format!("a frozen result cannot be read: {what}"));
        let json = ledger::canonical::parse_canonical(bytes).map_err(|error| broken(&error.to_string()))?;
        let text = |json: &Json, name: &str| {
            json.get(name).and_then(Json::as_str).map(str::to_owned).ok_or_else(|| broken(name))
        };
        let member = |name: &str| json.get(name).ok_or_else(|| broken(name));
        if text(&json, "format")? != FORMAT {
            return Err(broken("its form is not known to this version"));
        }
        let query = member("query")?;
        let items = |name: &str| json.get(name).and_then(Json::as_array).ok_or_else(|| broken(name));
        Ok(Self {
            query: SealQuery::read(&text(query, "name")?, &text(query, "about")?, query.get("conditions"))?,
            size: member("ledger")?.get("size").and_then(Json::as_u64).ok_or_else(|| broken("size"))?,
            root: text(member("ledger")?, "root")?,
            at: text(&json, "at")?.parse().map_err(|_| broken("at"))?,
            zone: text(&json, "zone")?,
            packs: items("packs")?
                .iter()
                .map(|pack| Ok((text(pack, "id")?, text(pack, "version")?)))
                .collect::<Outcome<_>>()?,
            rows: items("rows")?
                .iter()
                .map(|row| read_row(row).ok_or_else(|| broken("a row")))
                .collect::<Outcome<_>>()?,
        })
    }
}

impl FrozenRow {
    /// A row about no record.
    pub fn new(key: &str, cells: Vec<(&str, String)>) -> Self {
        let cells = cells.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { key: key.to_owned(), record: None, cells }
    }

    /// The same row about a version of a record.
    #[must_use]
    pub fn about(mut self, record: RecordId, version: u32) -> Self {
        self.record = Some((record, version));
        self
    }

    /// A cell, or nothing.
    pub fn cell(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }
}

fn row_json(row: &FrozenRow) -> Json {
    let mut json = Map::new();
    json.insert("key".to_owned(), json!(row.key));
    json.insert("cells".to_owned(), json!(row.cells));
    if let Some((id, version)) = row.record {
        json.insert("record".to_owned(), json!({ "id": id.to_string(), "version": version }));
    }
    Json::Object(json)
}

fn read_row(json: &Json) -> Option<FrozenRow> {
    let record = match json.get("record") {
        Some(record) => Some((
            record.get("id")?.as_str()?.parse().ok()?,
            record.get("version")?.as_u64().and_then(|version| u32::try_from(version).ok())?,
        )),
        None => None,
    };
    let cells = json.get("cells")?.as_object()?;
    let cells = cells
        .iter()
        .map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())))
        .collect::<Option<_>>()?;
    Some(FrozenRow { key: json.get("key")?.as_str()?.to_owned(), record, cells })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frozen() -> Frozen {
        Frozen {
            query: SealQuery::register("use"),
            size: 12,
            root: "ab".repeat(32),
            at: "2026-03-02T09:00:00.000001Z".parse().unwrap(),
            zone: "Europe/Berlin".to_owned(),
            packs: vec![("iso".to_owned(), "2023.1".to_owned())],
            rows: vec![
                FrozenRow::new("USE-0001", vec![("state", "draft".to_owned())])
                    .about(RecordId(uuid::Uuid::from_u128(7)), 3),
                FrozenRow::new("6.1.2 \u{202e}<&\"", vec![("status", "met".to_owned())]),
            ],
        }
    }

    #[test]
    fn a_result_is_read_as_it_was_written_and_written_the_same() {
        let bytes = frozen().bytes().unwrap();
        let read = Frozen::read(&bytes).unwrap();
        assert_eq!(read, frozen());
        assert_eq!(read.bytes().unwrap(), bytes);
    }

    #[test]
    fn bytes_that_are_not_canonical_are_no_result() {
        let text = String::from_utf8(frozen().bytes().unwrap()).unwrap();
        for altered in [
            format!(" {text}"),
            text.replace("\"size\":12", "\"size\":12.0"),
            text.replace("seal/1", "seal/9"),
        ] {
            assert!(Frozen::read(altered.as_bytes()).is_err(), "{altered}");
        }
    }
}
