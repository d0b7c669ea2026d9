//! Records as they are handed out.

use crate::{
    failure::{failed, reading},
    spans::{WHY_APPROVED, WHY_CHANGED, WHY_CREATED, WHY_STATE},
    sql::{Statements, bytes, count_at, id_at, ids_at, int, time_at},
};
use record::{RecordId, Stamp};
use rusqlite::{Connection, OptionalExtension, Result, Row};
use store::{At, StoreError, Stored};

/// The columns of a span `s`, of the content `c` that was the newest in it, and of `$now`, how the record stands today.
macro_rules! select {
    ($now:literal, $from:literal) => {
        concat!(
            "SELECT ",
            $now,
            ".id, ",
            $now,
            ".kind, ",
            $now,
            ".reference, s.title, s.state, s.state_by, s.state_at, s.state_pos, s.version, c.schema, c.json,
                s.approved_version, s.approved_by, s.approved_at, s.approved_pos, ",
            $now,
            ".created_by, ",
            $now,
            ".created_at, ",
            $now,
            ".born,
                s.changed_by, s.changed_at, s.from_pos, s.authors, ",
            $now,
            ".openness, ",
            $now,
            ".related, s.why
            FROM ",
            $from,
            " CROSS JOIN content c ON c.position = s.content_pos"
        )
    };
}

/// A record that holds now.
const NOW: &str = concat!(select!("s", "span s"), " WHERE s.rec = ?1");
/// Records that hold now, in the order in which they are named.
const NOW_ALL: &str = select!("s", "json_each(?1) j CROSS JOIN span s ON s.rec = j.value");
/// A record whose present span had begun at a size.
const SINCE: &str = concat!(select!("s", "span s"), " WHERE s.rec = ?1 AND s.from_pos < ?2");
/// A record in the span that held at a size.
const PAST: &str = concat!(
    select!("a", "span_past s CROSS JOIN span a ON a.rec = s.rec"),
    " WHERE s.rec = ?1 AND s.until_pos >= ?2 AND s.from_pos < ?2 ORDER BY s.until_pos LIMIT 1"
);

/// A row with the places where its reasons are kept.
struct Raw {
    stored: Stored,
    why: u8,
    state_pos: u64,
    approved_pos: u64,
    born: u64,
}

/// The number of a record's rows, whenever it came to be.
pub(crate) fn rec_of(connection: &Connection, id: RecordId) -> Result<Option<i64>, StoreError> {
    connection.first("SELECT rec FROM record WHERE id = ?", [bytes(id)], |row| row.get(0)).map_err(reading)
}

/// The ids of records by the numbers of their rows, in order.
pub(crate) fn ids_of(connection: &Connection, recs: &[i64]) -> Result<Vec<RecordId>, StoreError> {
    let id = |rec: &i64| connection.one("SELECT id FROM record WHERE rec = ?", [rec], |row| id_at(row, 0));
    recs.iter().map(|rec| id(rec).map_err(reading)).collect()
}

/// A record; none when it did not exist yet.
pub(crate) fn stored(connection: &Connection, rec: i64, at: At) -> Result<Option<Stored>, StoreError> {
    Ok(stored_all(connection, &[rec], at)?.pop())
}

/// Records in order; those that did not exist yet are left out.
pub(crate) fn stored_all(connection: &Connection, recs: &[i64], at: At) -> Result<Vec<Stored>, StoreError> {
    all(connection, recs, at)?.into_iter().map(|raw| finish(connection, raw)).collect()
}

/// The same without the reasons of their acts, as a list has them.
pub(crate) fn listed_all(connection: &Connection, recs: &[i64], at: At) -> Result<Vec<Stored>, StoreError> {
    Ok(all(connection, recs, at)?.into_iter().map(|raw| raw.stored).collect())
}

fn all(connection: &Connection, recs: &[i64], at: At) -> Result<Vec<Raw>, StoreError> {
    let mut all = Vec::with_capacity(recs.len());
    if at == At::Now && recs.len() > 1 {
        let recs = serde_json::to_string(recs).map_err(failed)?;
        let mut statement = connection.prepare_cached(NOW_ALL).map_err(reading)?;
        let mut rows = statement.query([recs]).map_err(reading)?;
        while let Some(row) = rows.next().map_err(reading)? {
            all.push(read(row).map_err(reading)?);
        }
        return Ok(all);
    }
    let mut statement =
        connection.prepare_cached(if at == At::Now { NOW } else { SINCE }).map_err(reading)?;
    for rec in recs {
        let raw = match at {
            At::Now => statement.query_row([rec], read).optional(),
            At::Size(size) => match statement.query_row([*rec, int(size)], read).optional() {
                Ok(None) => connection.first(PAST, [*rec, int(size)], read),
                found => found,
            },
        };
        all.extend(raw.map_err(reading)?);
    }
    Ok(all)
}

fn read(row: &Row<'_>) -> Result<Raw> {
    let stamp = |by: usize, at: usize| {
        Ok::<_, rusqlite::Error>(Stamp { by: id_at(row, by)?, at: time_at(row, at)?, reason: None })
    };
    let effective = match row.get::<_, Option<u32>>(11)? {
        Some(version) => Some((version, stamp(12, 13)?)),
        None => None,
    };
    let stored = Stored {
        id: id_at(row, 0)?,
        kind: row.get(1)?,
        reference: row.get(2)?,
        title: row.get(3)?,
        state: row.get(4)?,
        state_stamp: stamp(5, 6)?,
        version: row.get(8)?,
        schema: row.get(9)?,
        body: row.get(10)?,
        created: stamp(15, 16)?,
        changed: stamp(18, 19)?,
        authors: ids_at(row, 21)?,
        position: count_at(row, 20)?,
        openness: row.get(22)?,
        related: ids_at(row, 23)?,
        effective,
    };
    let approved_pos = if stored.effective.is_some() { count_at(row, 14)? } else { 0 };
    Ok(Raw {
        stored,
        why: row.get(24)?,
        state_pos: count_at(row, 7)?,
        approved_pos,
        born: count_at(row, 17)?,
    })
}

fn finish(connection: &Connection, raw: Raw) -> Result<Stored, StoreError> {
    let Raw { mut stored, why, state_pos, approved_pos, born } = raw;
    let reason =
        |bit: u8, position: u64| if why & bit == 0 { Ok(None) } else { reason(connection, position) };
    stored.created.reason = reason(WHY_CREATED, born)?;
    stored.changed.reason = reason(WHY_CHANGED, stored.position)?;
    stored.state_stamp.reason = reason(WHY_STATE, state_pos)?;
    if let Some((_, approved)) = &mut stored.effective {
        approved.reason = reason(WHY_APPROVED, approved_pos)?;
    }
    Ok(stored)
}

fn reason(connection: &Connection, position: u64) -> Result<Option<String>, StoreError> {
    let found =
        connection.first("SELECT text FROM reason WHERE position = ?", [int(position)], |row| row.get(0));
    Ok(found.map_err(reading)?.flatten())
}
