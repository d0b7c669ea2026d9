//! Scratch, jobs and the keys of imports.

use crate::{
    failure::damaged,
    session::{Session, count, get, id, int, time, uuids},
};
use jiff::Timestamp;
use record::RecordId;
use store::{Job, JobState, Scratch, StoreError};
use tokio_postgres::Row;
use uuid::Uuid;

/// Keeps something, and removes what had expired when the last act was recorded, of everybody: those who never come back
/// leave nothing behind.
pub(crate) async fn put_scratch(session: &Session<'_>, scratch: &Scratch) -> Result<(), StoreError> {
    let sweep = "DELETE FROM house.scratch WHERE expires <= (SELECT last_at FROM house.head)";
    session.run(sweep, &[]).await?;
    let sql = "INSERT INTO house.scratch (person, key, bytes, expires) VALUES ($1, $2, $3, $4)
        ON CONFLICT (person, key) DO UPDATE SET bytes = excluded.bytes, expires = excluded.expires";
    let Scratch { person, key, bytes, expires } = scratch;
    session.run(sql, &[&person.0, key, bytes, &expires.as_microsecond()]).await.map(drop)
}

/// What a person kept, unless it has expired.
pub(crate) async fn scratch(
    session: &Session<'_>,
    person: RecordId,
    key: &str,
    now: Timestamp,
) -> Result<Option<Scratch>, StoreError> {
    let sql = "SELECT bytes, expires FROM house.scratch WHERE person = $1 AND key = $2 AND expires > $3";
    let row = session.first(sql, &[&person.0, &key, &now.as_microsecond()]).await?;
    row.map(|row| Ok(Scratch { person, key: key.to_owned(), bytes: get(&row, 0)?, expires: time(&row, 1)? }))
        .transpose()
}

pub(crate) async fn scratches(
    session: &Session<'_>,
    people: &[RecordId],
    key: &str,
    now: Timestamp,
) -> Result<Vec<Scratch>, StoreError> {
    let sql = "SELECT person, bytes, expires FROM house.scratch WHERE person = ANY($1) AND key = $2 AND expires > $3";
    let rows = session.all(sql, &[&uuids(people), &key, &now.as_microsecond()]).await?;
    let kept = |row: &Row| {
        Ok(Scratch { person: id(row, 0)?, key: key.to_owned(), bytes: get(row, 1)?, expires: time(row, 2)? })
    };
    rows.iter().map(kept).collect()
}

pub(crate) async fn drop_scratch(
    session: &Session<'_>,
    person: RecordId,
    key: &str,
) -> Result<(), StoreError> {
    let sql = "DELETE FROM house.scratch WHERE person = $1 AND key = $2";
    session.run(sql, &[&person.0, &key]).await.map(drop)
}

pub(crate) async fn put_job(session: &Session<'_>, job: &Job) -> Result<(), StoreError> {
    let sql = "INSERT INTO house.job (id, what, person, started, state, done, total, json) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (id) DO UPDATE SET what = excluded.what, person = excluded.person, started = excluded.started,
            state = excluded.state, done = excluded.done, total = excluded.total, json = excluded.json";
    let (started, state) = (job.started.as_microsecond(), job.state.code());
    let (done, total) = (int(job.done), int(job.total));
    session
        .run(sql, &[&job.id, &job.what, &job.person.0, &started, &state, &done, &total, &job.json])
        .await
        .map(drop)
}

pub(crate) async fn note_job(
    session: &Session<'_>,
    id: Uuid,
    done: u64,
    json: &str,
) -> Result<(), StoreError> {
    let sql = "UPDATE house.job SET done = $2, json = $3 WHERE id = $1";
    session.run(sql, &[&id, &int(done), &json]).await.map(drop)
}

pub(crate) async fn job(session: &Session<'_>, id: Uuid) -> Result<Option<Job>, StoreError> {
    let sql = "SELECT id, what, person, started, state, done, total, json FROM house.job WHERE id = $1";
    session.first(sql, &[&id]).await?.map(|row| read_job(&row)).transpose()
}

pub(crate) async fn jobs(session: &Session<'_>, limit: u64) -> Result<Vec<Job>, StoreError> {
    let sql = "SELECT id, what, person, started, state, done, total, json FROM house.job ORDER BY started DESC, id DESC LIMIT $1";
    session.all(sql, &[&int(limit)]).await?.iter().map(read_job).collect()
}

pub(crate) async fn import_key(
    session: &Session<'_>,
    kind: &str,
    key: &str,
) -> Result<Option<RecordId>, StoreError> {
    let sql = "SELECT record FROM house.import_key WHERE kind = $1 AND key = $2";
    session.first(sql, &[&kind, &key]).await?.map(|row| id(&row, 0)).transpose()
}

pub(crate) async fn import_keys(
    session: &Session<'_>,
    kind: &str,
) -> Result<Vec<(String, RecordId)>, StoreError> {
    let sql = "SELECT key, record FROM house.import_key WHERE kind = $1 ORDER BY key";
    let rows = session.all(sql, &[&kind]).await?;
    rows.iter().map(|row| Ok((get(row, 0)?, id(row, 1)?))).collect()
}

fn read_job(row: &Row) -> Result<Job, StoreError> {
    let state: &str = get(row, 4)?;
    Ok(Job {
        id: get(row, 0)?,
        what: get(row, 1)?,
        person: id(row, 2)?,
        started: time(row, 3)?,
        state: JobState::from_code(state).ok_or_else(|| damaged(format!("the state {state} of a job")))?,
        done: count(row, 5)?,
        total: count(row, 6)?,
        json: get(row, 7)?,
    })
}
