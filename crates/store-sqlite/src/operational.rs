//! Scratch, jobs and the keys of imports.

use crate::{
    failure::{reading, writing},
    sql::{Statements, bytes, count_at, id_at, int, time_at, uuid_at},
};
use jiff::Timestamp;
use record::RecordId;
use rusqlite::{Connection, Row, params, types::Type};
use store::{Job, JobState, Scratch, StoreError};
use uuid::Uuid;

const JOB: &str = "SELECT id, what, person, started, state, done, total, json FROM job WHERE id = ?";
const JOBS: &str = "SELECT id, what, person, started, state, done, total, json FROM job ORDER BY started DESC, id DESC LIMIT ?";

/// What had expired when the last act was recorded has expired.
const SWEEP: &str =
    "DELETE FROM scratch WHERE expires <= (SELECT at FROM act ORDER BY position DESC LIMIT 1)";

/// Keeps something, and removes what has expired, of everybody: those who never come back leave nothing behind.
pub(crate) fn put_scratch(connection: &Connection, scratch: &Scratch) -> Result<(), StoreError> {
    let sql = "INSERT OR REPLACE INTO scratch (person, key, bytes, expires) VALUES (?, ?, ?, ?)";
    let Scratch { person, key, bytes: kept, expires } = scratch;
    connection.run(SWEEP, []).map_err(writing)?;
    connection
        .run(sql, params![bytes(*person), key, kept, expires.as_microsecond()])
        .map(drop)
        .map_err(writing)
}

/// What a person kept, expired or not.
pub(crate) fn scratch(
    connection: &Connection,
    person: RecordId,
    key: &str,
) -> Result<Option<Scratch>, StoreError> {
    let sql = "SELECT bytes, expires FROM scratch WHERE person = ? AND key = ?";
    connection
        .first(sql, params![bytes(person), key], |row| {
            Ok(Scratch { person, key: key.to_owned(), bytes: row.get(0)?, expires: time_at(row, 1)? })
        })
        .map_err(reading)
}

pub(crate) fn drop_scratch(connection: &Connection, person: RecordId, key: &str) -> Result<(), StoreError> {
    let sql = "DELETE FROM scratch WHERE person = ? AND key = ?";
    connection.run(sql, params![bytes(person), key]).map(drop).map_err(writing)
}

/// Removes what has expired, of everybody.
pub(crate) fn sweep_scratch(connection: &Connection, now: Timestamp) -> Result<(), StoreError> {
    connection
        .run("DELETE FROM scratch WHERE expires <= ?", [now.as_microsecond()])
        .map(drop)
        .map_err(writing)
}

pub(crate) fn put_job(connection: &Connection, job: &Job) -> Result<(), StoreError> {
    let sql = "INSERT OR REPLACE INTO job (id, what, person, started, state, done, total, json) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    let params = params![
        job.id.into_bytes(),
        job.what,
        bytes(job.person),
        job.started.as_microsecond(),
        job.state.code(),
        int(job.done),
        int(job.total),
        job.json
    ];
    connection.run(sql, params).map(drop).map_err(writing)
}

pub(crate) fn note_job(connection: &Connection, id: Uuid, done: u64, json: &str) -> Result<(), StoreError> {
    let sql = "UPDATE job SET done = ?, json = ? WHERE id = ?";
    connection.run(sql, params![int(done), json, id.into_bytes()]).map(drop).map_err(writing)
}

pub(crate) fn job(connection: &Connection, id: Uuid) -> Result<Option<Job>, StoreError> {
    connection.first(JOB, [id.into_bytes()], read_job).map_err(reading)
}

pub(crate) fn jobs(connection: &Connection, limit: u64) -> Result<Vec<Job>, StoreError> {
    connection.all(JOBS, [int(limit)], read_job).map_err(reading)
}

pub(crate) fn import_key(
    connection: &Connection,
    kind: &str,
    key: &str,
) -> Result<Option<RecordId>, StoreError> {
    let sql = "SELECT record FROM import_key WHERE kind = ? AND key = ?";
    connection.first(sql, [kind, key], |row| id_at(row, 0)).map_err(reading)
}

pub(crate) fn import_keys(
    connection: &Connection,
    kind: &str,
) -> Result<Vec<(String, RecordId)>, StoreError> {
    let sql = "SELECT key, record FROM import_key WHERE kind = ? ORDER BY key";
    connection.all(sql, [kind], |row| Ok((row.get(0)?, id_at(row, 1)?))).map_err(reading)
}

fn read_job(row: &Row<'_>) -> rusqlite::Result<Job> {
    let state: String = row.get(4)?;
    let state = JobState::from_code(&state).ok_or_else(|| {
        rusqlite::Error::FromSqlConversionFailure(4, Type::Text, "no state of a job".into())
    })?;
    Ok(Job {
        id: uuid_at(row, 0)?,
        what: row.get(1)?,
        person: id_at(row, 2)?,
        started: time_at(row, 3)?,
        state,
        done: count_at(row, 5)?,
        total: count_at(row, 6)?,
        json: row.get(7)?,
    })
}
