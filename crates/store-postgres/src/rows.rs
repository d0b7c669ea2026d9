//! Records as they are handed out.

use crate::{
    failure::damaged,
    session::{Session, count, get, id, ids, int, time, uuids, version},
};
use record::{RecordId, Stamp};
use store::{At, StoreError, Stored};
use tokio_postgres::Row;

/// A record of `$wanted` with the span that `$spans` gives, and with the reasons of the four acts that stand with it.
macro_rules! select {
    ($wanted:expr, $spans:expr) => {
        select!(
            $wanted,
            $spans,
            ["ws.text", "wa.text", "wc.text", "wl.text"],
            "LEFT JOIN house.reason ws ON ws.position = s.state_pos LEFT JOIN house.reason wa ON wa.position = s.approved_pos
             LEFT JOIN house.reason wc ON wc.position = r.born LEFT JOIN house.reason wl ON wl.position = s.from_pos"
        )
    };
    ($wanted:expr, $spans:expr, [$state:literal, $approved:literal, $created:literal, $changed:literal], $why:literal) => {
        concat!(
            "SELECT r.id, r.kind, r.reference, s.title, s.state, s.state_by, s.state_at, ", $state, ", s.version, c.schema,
                c.json, s.approved_version, s.approved_by, s.approved_at, ", $approved, ", r.created_by, r.created_at, ", $created,
                ", s.changed_by, s.changed_at, ", $changed, ", s.authors, s.from_pos, a.openness, a.related
            FROM ",
            $wanted,
            " CROSS JOIN LATERAL (",
            $spans,
            ") s JOIN house.content c ON c.position = s.content_pos JOIN house.audience a ON a.rec = r.rec ",
            $why,
            " ORDER BY g.place"
        )
    };
}
/// The same without the reasons.
macro_rules! listed {
    ($wanted:expr, $spans:expr) => {
        select!($wanted, $spans, ["NULL::text", "NULL::text", "NULL::text", "NULL::text"], "")
    };
}
macro_rules! by_rec {
    () => {
        "unnest($1::bigint[]) WITH ORDINALITY g (rec, place) JOIN house.record r ON r.rec = g.rec"
    };
}
macro_rules! by_id {
    () => {
        "unnest($1::uuid[]) WITH ORDINALITY g (id, place) JOIN house.record r ON r.id = g.id"
    };
}
macro_rules! spans {
    ($from:literal) => {
        concat!(
            "SELECT s.from_pos, s.state, s.version, s.content_pos, s.title, s.state_by, s.state_at, s.state_pos, s.changed_by,
                s.changed_at, s.approved_version, s.approved_by, s.approved_at, s.approved_pos, s.authors FROM ",
            $from
        )
    };
}
macro_rules! now {
    () => {
        spans!("house.span s WHERE s.rec = r.rec")
    };
}
macro_rules! then {
    () => {
        concat!(
            spans!("house.span s WHERE s.rec = r.rec AND s.from_pos < $2"),
            " UNION ALL ",
            spans!("house.span_past s WHERE s.rec = r.rec AND s.from_pos < $2 AND s.until_pos >= $2")
        )
    };
}

/// Records by their rows without the reasons of their acts, in order, as the last question of a session; those that did not exist
/// yet are left out.
pub(crate) async fn listed(session: &Session<'_>, recs: &[i64], at: At) -> Result<Vec<Stored>, StoreError> {
    if recs.is_empty() {
        return Ok(Vec::new());
    }
    let rows = match at {
        At::Now => session.last(listed!(by_rec!(), now!()), &[&recs]).await?,
        At::Size(size) => session.last(listed!(by_rec!(), then!()), &[&recs, &int(size)]).await?,
    };
    rows.iter().map(read).collect()
}

/// Records by their rows, in order, as the last question of a session; those that did not exist yet are left out.
async fn by_rows(session: &Session<'_>, recs: &[i64], at: At) -> Result<Vec<Stored>, StoreError> {
    let rows = match at {
        At::Now => session.last(select!(by_rec!(), now!()), &[&recs]).await?,
        At::Size(size) => session.last(select!(by_rec!(), then!()), &[&recs, &int(size)]).await?,
    };
    rows.iter().map(read).collect()
}

/// The ids of records by their rows, in order, as the last question of a session.
pub(crate) async fn ids_of(session: &Session<'_>, recs: &[i64]) -> Result<Vec<RecordId>, StoreError> {
    if recs.is_empty() {
        return Ok(Vec::new());
    }
    let rows = session.last(concat!("SELECT r.id FROM ", by_rec!(), " ORDER BY g.place"), &[&recs]).await?;
    rows.iter().map(|row| id(row, 0)).collect()
}

/// Records by their ids, in order; those that did not exist yet are left out.
pub(crate) async fn by_ids(
    session: &Session<'_>,
    wanted: &[RecordId],
    at: At,
) -> Result<Vec<Stored>, StoreError> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let wanted = uuids(wanted);
    let rows = match at {
        At::Now => session.all(select!(by_id!(), now!()), &[&wanted]).await?,
        At::Size(size) => session.all(select!(by_id!(), then!()), &[&wanted, &int(size)]).await?,
    };
    rows.iter().map(read).collect()
}

/// Records of a kind by id: those after one.
pub(crate) async fn scan(
    session: &Session<'_>,
    kind: &str,
    after: Option<RecordId>,
    limit: u64,
    at: At,
) -> Result<Vec<Stored>, StoreError> {
    let size = match at {
        At::Now => i64::MAX,
        At::Size(size) => int(size),
    };
    let sql = "SELECT rec FROM house.record
        WHERE kind = $1 AND ($2::uuid IS NULL OR id > $2) AND born < $3 ORDER BY id LIMIT $4";
    let rows = session.all(sql, &[&kind, &after.map(|id| id.0), &size, &int(limit)]).await?;
    let recs: Vec<i64> = rows.iter().map(|row| get(row, 0)).collect::<Result<_, _>>()?;
    by_rows(session, &recs, at).await
}

fn read(row: &Row) -> Result<Stored, StoreError> {
    let stamp = |by: usize| {
        Ok::<_, StoreError>(Stamp { by: id(row, by)?, at: time(row, by + 1)?, reason: get(row, by + 2)? })
    };
    let effective = match get::<Option<i32>>(row, 11)? {
        Some(_) => Some((version(row, 11)?, stamp(12)?)),
        None => None,
    };
    Ok(Stored {
        id: id(row, 0)?,
        kind: get(row, 1)?,
        reference: get(row, 2)?,
        title: get(row, 3)?,
        state: get(row, 4)?,
        state_stamp: stamp(5)?,
        version: version(row, 8)?,
        schema: get(row, 9)?,
        body: get(row, 10)?,
        effective,
        created: stamp(15)?,
        changed: stamp(18)?,
        authors: ids(row, 21)?,
        position: count(row, 22)?,
        openness: u8::try_from(get::<i16>(row, 23)?).map_err(|_| damaged("an openness that is none"))?,
        related: ids(row, 24)?,
    })
}
