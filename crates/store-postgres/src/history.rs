//! What happened: acts, entries, and what opens them.

use crate::{
    failure::damaged,
    session::{Session, count, get, hash, id, int, small, time, uuids, version},
};
use jiff::Timestamp;
use record::RecordId;
use serde_json::{Map, Value as Json};
use store::{At, LedgerRow, OpenedContent, StoreError, StoredAct, StoredContent};
use tokio_postgres::Row;
use uuid::Uuid;

macro_rules! acts {
    ($rest:literal) => {
        concat!(
            "SELECT a.position, r.id, r.kind, r.reference, a.act, a.person, a.capacity, a.via, a.at, a.version, a.state, w.text
            FROM house.act a JOIN house.record r ON r.rec = a.rec LEFT JOIN house.reason w ON w.position = a.position ",
            $rest
        )
    };
}

/// Acts on a record, oldest first.
pub(crate) async fn acts(
    session: &Session<'_>,
    record: RecordId,
    at: At,
) -> Result<Vec<StoredAct>, StoreError> {
    let size = match at {
        At::Now => i64::MAX,
        At::Size(size) => int(size),
    };
    let sql = acts!("WHERE r.id = $1 AND a.position < $2 ORDER BY a.position");
    session.all(sql, &[&record.0, &size]).await?.iter().map(act).collect()
}

/// Acts on several records, those on each oldest first.
pub(crate) async fn acts_on(
    session: &Session<'_>,
    records: &[RecordId],
    at: At,
) -> Result<Vec<StoredAct>, StoreError> {
    let size = match at {
        At::Now => i64::MAX,
        At::Size(size) => int(size),
    };
    let sql = acts!("WHERE r.id = ANY($1) AND a.position < $2 ORDER BY a.position");
    session.all(sql, &[&uuids(records), &size]).await?.iter().map(act).collect()
}

/// Acts before a position, newest first.
pub(crate) async fn recent(
    session: &Session<'_>,
    before: Option<u64>,
    limit: u64,
) -> Result<Vec<StoredAct>, StoreError> {
    let before = before.map_or(i64::MAX, int);
    let sql = acts!("WHERE a.position < $1 ORDER BY a.position DESC LIMIT $2");
    session.all(sql, &[&before, &int(limit)]).await?.iter().map(act).collect()
}

/// Ledger rows from a position on.
pub(crate) async fn ledger(
    session: &Session<'_>,
    from: u64,
    limit: u64,
) -> Result<Vec<LedgerRow>, StoreError> {
    let sql = "SELECT position, bytes, leaf FROM house.entry WHERE position >= $1 ORDER BY position LIMIT $2";
    let rows = session.all(sql, &[&int(from), &int(limit)]).await?;
    rows.iter()
        .map(|row| Ok(LedgerRow { position: count(row, 0)?, bytes: get(row, 1)?, leaf: hash(row, 2)? }))
        .collect()
}

/// A node of the tree: leaves lie with their entries.
pub(crate) async fn node(
    session: &Session<'_>,
    level: u8,
    index: u64,
) -> Result<Option<[u8; 32]>, StoreError> {
    let row = if level == 0 {
        session.first("SELECT leaf FROM house.entry WHERE position = $1", &[&int(index)]).await?
    } else {
        let sql = "SELECT hash FROM house.node WHERE level = $1 AND idx = $2";
        session.first(sql, &[&i16::from(level), &int(index)]).await?
    };
    row.map(|row| hash(&row, 0)).transpose()
}

/// How many entries have a time up to an instant: times never decrease along positions, so half the rest is left out
/// with each look.
pub(crate) async fn size_at(session: &Session<'_>, instant: Timestamp) -> Result<u64, StoreError> {
    let sql = "WITH RECURSIVE look (low, high) AS (
            SELECT 0::bigint, size FROM house.head
            UNION ALL
            SELECT CASE WHEN a.at <= $1 THEN l.middle + 1 ELSE l.low END, CASE WHEN a.at <= $1 THEN l.high ELSE l.middle END
            FROM (SELECT low, high, low + (high - low) / 2 AS middle FROM look WHERE low < high) l
            JOIN house.act a ON a.position = l.middle
        ) SELECT low FROM look WHERE low = high";
    count(&session.one(sql, &[&instant.as_microsecond()]).await?, 0)
}

/// The content of one version.
pub(crate) async fn content(
    session: &Session<'_>,
    record: RecordId,
    version: u32,
) -> Result<Option<StoredContent>, StoreError> {
    let Ok(version) = i32::try_from(version) else { return Ok(None) };
    let sql = "SELECT c.version, c.schema, c.json, c.salts, r.reference
        FROM house.content c JOIN house.record r USING (rec) WHERE r.id = $1 AND c.version = $2";
    session.first(sql, &[&record.0, &version]).await?.map(|row| read_content(&row)).transpose()
}

/// The contents of several versions.
pub(crate) async fn contents(
    session: &Session<'_>,
    versions: &[(RecordId, u32)],
) -> Result<Vec<(RecordId, StoredContent)>, StoreError> {
    let (records, numbers): (Vec<Uuid>, Vec<i32>) =
        versions.iter().map(|(record, version)| (record.0, small(*version))).unzip();
    let sql = "SELECT c.version, c.schema, c.json, c.salts, r.reference, r.id
        FROM unnest($1::uuid[], $2::int[]) w (id, version) JOIN house.record r USING (id)
            JOIN house.content c ON c.rec = r.rec AND c.version = w.version";
    let rows = session.all(sql, &[&records, &numbers]).await?;
    rows.iter().map(|row| Ok((id(row, 5)?, read_content(row)?))).collect()
}

/// What opens the entries from a position on.
pub(crate) async fn opened(
    session: &Session<'_>,
    from: u64,
    limit: u64,
) -> Result<Vec<OpenedContent>, StoreError> {
    let sql = "SELECT c.version, c.schema, c.json, c.salts, r.reference, a.position, r.id, a.version, w.text, w.salt,
            ARRAY(SELECT DISTINCT e.field FROM house.erased e WHERE e.rec = a.rec ORDER BY e.field)
        FROM house.act a JOIN house.record r ON r.rec = a.rec LEFT JOIN house.content c ON c.position = a.position
            LEFT JOIN house.reason w ON w.position = a.position
        WHERE a.position >= $1 ORDER BY a.position LIMIT $2";
    let rows = session.all(sql, &[&int(from), &int(limit)]).await?;
    rows.iter()
        .map(|row| {
            let content = match get::<Option<i32>>(row, 0)? {
                Some(_) => Some(read_content(row)?),
                None => None,
            };
            let (text, salt): (Option<String>, Option<String>) = (get(row, 8)?, get(row, 9)?);
            Ok(OpenedContent {
                position: count(row, 5)?,
                record: id(row, 6)?,
                version: version(row, 7)?,
                content,
                reason: text.zip(salt),
                erased: get(row, 10)?,
            })
        })
        .collect()
}

fn read_content(row: &Row) -> Result<StoredContent, StoreError> {
    let (number, reference): (u32, &str) = (version(row, 0)?, get(row, 4)?);
    let object = |column: usize, what: &str| {
        serde_json::from_str::<Map<String, Json>>(get(row, column)?)
            .map_err(|_| damaged(format!("{what} of {reference} version {number}")))
    };
    Ok(StoredContent {
        version: number,
        schema: get(row, 1)?,
        json: object(2, "the body")?,
        salts: object(3, "the salts")?,
    })
}

fn act(row: &Row) -> Result<StoredAct, StoreError> {
    Ok(StoredAct {
        position: count(row, 0)?,
        record: id(row, 1)?,
        kind: get(row, 2)?,
        reference: get(row, 3)?,
        act: get(row, 4)?,
        by: id(row, 5)?,
        capacity: get(row, 6)?,
        via: get(row, 7)?,
        at: time(row, 8)?,
        version: version(row, 9)?,
        state: get(row, 10)?,
        reason: get(row, 11)?,
    })
}
