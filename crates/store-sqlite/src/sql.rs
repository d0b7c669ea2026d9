//! Small conversions between rows and values: ids, times, lists of ids.

use jiff::Timestamp;
use record::RecordId;
use rusqlite::{Connection, OptionalExtension, Params, Result, Row, ToSql, types::Type};
use uuid::Uuid;

/// A connection with the verbs that this crate uses: every statement is prepared once.
pub(crate) trait Statements {
    /// Runs a statement; gives the number of changed rows.
    fn run(&self, sql: &str, params: impl Params) -> Result<usize>;
    /// Runs a statement that adds rows, with the values of one after those of the other.
    fn add(&self, sql: &str, values: &[impl ToSql]) -> Result<()>;
    /// The first row, if there is one.
    fn first<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>>;
    /// The one row.
    fn one<T>(&self, sql: &str, params: impl Params, read: impl FnOnce(&Row<'_>) -> Result<T>) -> Result<T>;
    /// Every row.
    fn all<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>>;
}

impl Statements for Connection {
    fn run(&self, sql: &str, params: impl Params) -> Result<usize> {
        self.prepare_cached(sql)?.execute(params)
    }

    fn add(&self, sql: &str, values: &[impl ToSql]) -> Result<()> {
        let mut statement = self.prepare_cached(sql)?;
        for (at, value) in values.iter().enumerate() {
            statement.raw_bind_parameter(at + 1, value)?;
        }
        statement.raw_execute().map(drop)
    }

    fn first<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        self.prepare_cached(sql)?.query_row(params, read).optional()
    }

    fn one<T>(&self, sql: &str, params: impl Params, read: impl FnOnce(&Row<'_>) -> Result<T>) -> Result<T> {
        self.prepare_cached(sql)?.query_row(params, read)
    }

    fn all<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        self.prepare_cached(sql)?.query_map(params, read)?.collect()
    }
}

/// The bytes of an id.
pub(crate) fn bytes(id: RecordId) -> [u8; 16] {
    id.0.into_bytes()
}

/// An id in a column.
pub(crate) fn id_at(row: &Row<'_>, column: usize) -> Result<RecordId> {
    uuid_at(row, column).map(RecordId)
}

/// A UUID in a column.
pub(crate) fn uuid_at(row: &Row<'_>, column: usize) -> Result<Uuid> {
    row.get::<_, [u8; 16]>(column).map(Uuid::from_bytes)
}

/// A time in a column, kept in microseconds.
pub(crate) fn time_at(row: &Row<'_>, column: usize) -> Result<Timestamp> {
    time_of(row.get(column)?)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, Type::Integer, error.into()))
}

/// A time from its microseconds.
pub(crate) fn time_of(microseconds: i64) -> std::result::Result<Timestamp, jiff::Error> {
    Timestamp::from_microsecond(microseconds)
}

/// A position, size or number in a column.
pub(crate) fn count_at(row: &Row<'_>, column: usize) -> Result<u64> {
    let number: i64 = row.get(column)?;
    u64::try_from(number).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, number))
}

/// A position or size as SQLite keeps it.
pub(crate) fn int(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Ids one after the other, 16 bytes each.
pub(crate) fn pack(ids: &[RecordId]) -> Vec<u8> {
    ids.iter().flat_map(|id| id.0.into_bytes()).collect()
}

/// The ids in a column written by [`pack`].
pub(crate) fn ids_at(row: &Row<'_>, column: usize) -> Result<Vec<RecordId>> {
    let blob = row.get_ref(column)?.as_blob()?;
    Ok(blob.chunks_exact(16).filter_map(|id| Uuid::from_slice(id).ok()).map(RecordId).collect())
}

/// `?, ?, ?`: as many places as there are values.
pub(crate) fn places(count: usize) -> String {
    vec!["?"; count].join(", ")
}

/// `column IN (?, ?, ?)`.
pub(crate) fn within(column: &str, count: usize) -> String {
    format!("{column} IN ({})", places(count))
}
