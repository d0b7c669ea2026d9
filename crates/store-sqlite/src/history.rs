//! What happened: acts, entries, and what opens them.

use crate::{
    failure::reading,
    sql::{Statements, bytes, count_at, id_at, int, time_at},
};
use jiff::Timestamp;
use record::RecordId;
use rusqlite::{Connection, Row, params};
use serde_json::{Map, Value as Json};
use store::{At, LedgerRow, OpenedContent, StoreError, StoredAct, StoredContent};

macro_rules! acts {
    ($rest:literal) => {
        concat!(
            "SELECT a.position, r.id, r.kind, r.reference, a.act, a.by, a.capacity, a.via, a.at, a.version, a.state, w.text
            FROM act a CROSS JOIN record r ON r.rec = a.rec LEFT JOIN reason w ON w.position = a.position ",
            $rest
        )
    };
}

/// Acts on a record, oldest first.
pub(crate) fn acts(connection: &Connection, rec: i64, at: At) -> Result<Vec<StoredAct>, StoreError> {
    let size = match at {
        At::Now => i64::MAX,
        At::Size(size) => int(size),
    };
    connection
        .all(acts!("WHERE a.rec = ? AND a.position < ? ORDER BY a.position"), [rec, size], act)
        .map_err(reading)
}

/// Acts before a position, newest first.
pub(crate) fn recent(
    connection: &Connection,
    before: Option<u64>,
    limit: u64,
) -> Result<Vec<StoredAct>, StoreError> {
    let before = before.map_or(i64::MAX, int);
    connection
        .all(acts!("WHERE a.position < ? ORDER BY a.position DESC LIMIT ?"), [before, int(limit)], act)
        .map_err(reading)
}

/// Ledger rows from a position on.
pub(crate) fn ledger(connection: &Connection, from: u64, limit: u64) -> Result<Vec<LedgerRow>, StoreError> {
    let sql = "SELECT position, bytes, leaf FROM entry WHERE position >= ? ORDER BY position LIMIT ?";
    connection
        .all(sql, [int(from), int(limit)], |row| {
            Ok(LedgerRow { position: count_at(row, 0)?, bytes: row.get(1)?, leaf: row.get(2)? })
        })
        .map_err(reading)
}

/// How many entries have a time up to an instant: times never decrease along positions, so half the rest is left out
/// with each look.
pub(crate) fn size_at(connection: &Connection, instant: Timestamp) -> Result<u64, StoreError> {
    let end = connection
        .one("SELECT coalesce(max(position) + 1, 0) FROM entry", [], |row| count_at(row, 0))
        .map_err(reading)?;
    let (mut low, mut high) = (0, end);
    while low < high {
        let middle = low + (high - low) / 2;
        let at = connection
            .one("SELECT at FROM act WHERE position = ?", [int(middle)], |row| time_at(row, 0))
            .map_err(reading)?;
        if at <= instant { low = middle + 1 } else { high = middle }
    }
    Ok(low)
}

/// The content of one version.
pub(crate) fn content(
    connection: &Connection,
    record: RecordId,
    version: u32,
) -> Result<Option<StoredContent>, StoreError> {
    let sql = "SELECT c.version, c.schema, c.json, c.salts, r.reference FROM content c JOIN record r USING (rec) WHERE r.id = ? AND c.version = ?";
    let raw = connection.first(sql, params![bytes(record), version], raw_content).map_err(reading)?;
    raw.map(read_content).transpose()
}

/// What opens the entries from a position on.
pub(crate) fn opened(
    connection: &Connection,
    from: u64,
    limit: u64,
) -> Result<Vec<OpenedContent>, StoreError> {
    let sql = "SELECT c.version, c.schema, c.json, c.salts, r.reference, a.position, r.id, a.version, w.text, w.salt,
            (SELECT json_group_array(field) FROM (SELECT DISTINCT field FROM erased WHERE rec = a.rec ORDER BY field))
        FROM act a CROSS JOIN record r ON r.rec = a.rec LEFT JOIN content c ON c.position = a.position
            LEFT JOIN reason w ON w.position = a.position
        WHERE a.position >= ? ORDER BY a.position LIMIT ?";
    let rows = connection
        .all(sql, [int(from), int(limit)], |row| {
            let content =
                if row.get::<_, Option<u32>>(0)?.is_some() { Some(raw_content(row)?) } else { None };
            let reason: Option<(Option<String>, Option<String>)> = Some((row.get(8)?, row.get(9)?));
            let opened = OpenedContent {
                position: count_at(row, 5)?,
                record: id_at(row, 6)?,
                version: row.get(7)?,
                content: None,
                reason: reason.and_then(|(text, salt)| text.zip(salt)),
                erased: Vec::new(),
            };
            Ok((opened, content, row.get::<_, String>(10)?))
        })
        .map_err(reading)?;
    rows.into_iter()
        .map(|(mut opened, content, erased)| {
            opened.content = content.map(read_content).transpose()?;
            opened.erased =
                serde_json::from_str(&erased).map_err(|error| StoreError::Damaged(error.to_string()))?;
            Ok(opened)
        })
        .collect()
}

/// A content as columns: version, schema, body, salts, reference of its record.
type RawContent = (u32, String, String, String, String);

fn raw_content(row: &Row<'_>) -> rusqlite::Result<RawContent> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
}

fn read_content((version, schema, json, salts, reference): RawContent) -> Result<StoredContent, StoreError> {
    let damaged = |what: &str| StoreError::Damaged(format!("{what} of {reference} version {version}"));
    let object =
        |text: &str, what: &str| serde_json::from_str::<Map<String, Json>>(text).map_err(|_| damaged(what));
    Ok(StoredContent {
        version,
        json: object(&json, "the body")?,
        salts: object(&salts, "the salts")?,
        schema,
    })
}

fn act(row: &Row<'_>) -> rusqlite::Result<StoredAct> {
    Ok(StoredAct {
        position: count_at(row, 0)?,
        record: id_at(row, 1)?,
        kind: row.get(2)?,
        reference: row.get(3)?,
        act: row.get(4)?,
        by: id_at(row, 5)?,
        capacity: row.get(6)?,
        via: row.get(7)?,
        at: time_at(row, 8)?,
        version: row.get(9)?,
        state: row.get(10)?,
        reason: row.get(11)?,
    })
}
