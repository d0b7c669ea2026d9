//! A connection with the verbs that this crate uses: every statement is prepared once and knows its schema.

use crate::failure::{asking, damaged};
use deadpool_postgres::{Client, Transaction};
use futures_util::{FutureExt as _, poll};
use jiff::Timestamp;
use record::RecordId;
use std::{
    pin::pin,
    sync::atomic::{AtomicBool, Ordering},
    task::Poll,
};
use store::StoreError;
use tokio_postgres::{
    IsolationLevel, Row, Statement,
    types::{FromSql, ToSql},
};
use uuid::Uuid;

/// Values of a statement.
pub(crate) type Params<'a> = &'a [&'a (dyn ToSql + Sync)];

/// How much a session sees.
enum Way<'a> {
    /// Each statement the moment at which it runs.
    Plain(&'a Client),
    /// Every statement the same moment.
    Moment(Moment<'a>),
    /// Every statement what the transaction has written.
    Within(Transaction<'a>),
}

/// A transaction that only reads. Nobody waits for its beginning and its end: each goes out on the connection before what is
/// said next, and there is nothing in it that could be lost.
struct Moment<'a> {
    client: &'a Client,
    ended: AtomicBool,
}

impl<'a> Moment<'a> {
    fn begin(client: &'a Client) -> Self {
        say(client, "START TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        Self { client, ended: AtomicBool::new(false) }
    }

    fn end(&self) {
        if !self.ended.swap(true, Ordering::Relaxed) {
            say(self.client, "COMMIT");
        }
    }
}

impl Drop for Moment<'_> {
    fn drop(&mut self) {
        self.end();
    }
}

/// Says something on a connection without waiting for the answer: it is sent when the future is first looked at. Where the
/// connection is gone, the next question is told so.
fn say(client: &Client, sql: &str) {
    drop(client.batch_execute(sql).now_or_never());
}

/// Questions to one schema.
pub(crate) struct Session<'a> {
    way: Way<'a>,
    prefix: &'a str,
}

impl<'a> Session<'a> {
    /// For one statement.
    pub(crate) fn plain(client: &'a Client, prefix: &'a str) -> Self {
        Self { way: Way::Plain(client), prefix }
    }

    /// For several statements that see the same moment.
    pub(crate) fn snapshot(client: &'a mut Client, prefix: &'a str) -> Self {
        Self { way: Way::Moment(Moment::begin(client)), prefix }
    }

    /// For writing: each statement sees what was committed before it, so that whoever waited for a lock sees what the
    /// one before her wrote.
    pub(crate) async fn writing(client: &'a mut Client, prefix: &'a str) -> Result<Self, StoreError> {
        let begin = client.build_transaction().isolation_level(IsolationLevel::ReadCommitted);
        Ok(Self { way: Way::Within(begin.start().await.map_err(asking)?), prefix })
    }

    /// Ends the transaction; what it wrote is durable.
    pub(crate) async fn end(self) -> Result<(), tokio_postgres::Error> {
        match self.way {
            Way::Plain(_) | Way::Moment(_) => Ok(()),
            Way::Within(transaction) => transaction.commit().await,
        }
    }

    /// Every row.
    pub(crate) async fn all(&self, sql: &str, params: Params<'_>) -> Result<Vec<Row>, StoreError> {
        let statement = self.prepared(sql).await?;
        match &self.way {
            Way::Plain(client) | Way::Moment(Moment { client, .. }) => client.query(&statement, params).await,
            Way::Within(transaction) => transaction.query(&statement, params).await,
        }
        .map_err(asking)
    }

    /// Every row of the last question of a session. The end of what only reads goes out with it, so that both are answered
    /// at once; whatever were asked afterwards would see a moment of its own.
    pub(crate) async fn last(&self, sql: &str, params: Params<'_>) -> Result<Vec<Row>, StoreError> {
        let Way::Moment(moment) = &self.way else { return self.all(sql, params).await };
        let statement = self.prepared(sql).await?;
        let mut asked = pin!(moment.client.query(&statement, params));
        // Looked at once, it is sent.
        let answered = poll!(asked.as_mut());
        moment.end();
        match answered {
            Poll::Ready(rows) => rows,
            Poll::Pending => asked.await,
        }
        .map_err(asking)
    }

    /// The first row, if there is one.
    pub(crate) async fn first(&self, sql: &str, params: Params<'_>) -> Result<Option<Row>, StoreError> {
        Ok(self.all(sql, params).await?.into_iter().next())
    }

    /// The one row.
    pub(crate) async fn one(&self, sql: &str, params: Params<'_>) -> Result<Row, StoreError> {
        self.first(sql, params).await?.ok_or_else(|| damaged("a question without the row that answers it"))
    }

    /// Runs a statement; gives the number of changed rows.
    pub(crate) async fn run(&self, sql: &str, params: Params<'_>) -> Result<u64, StoreError> {
        let statement = self.prepared(sql).await?;
        self.send(&statement, params).await
    }

    /// Runs a prepared statement: it is sent when the future is first looked at.
    pub(crate) async fn send(&self, statement: &Statement, params: Params<'_>) -> Result<u64, StoreError> {
        match &self.way {
            Way::Plain(client) | Way::Moment(Moment { client, .. }) => {
                client.execute(statement, params).await
            }
            Way::Within(transaction) => transaction.execute(statement, params).await,
        }
        .map_err(asking)
    }

    /// Runs several statements without values.
    pub(crate) async fn batch(&self, sql: &str) -> Result<(), StoreError> {
        let sql = self.named(sql);
        match &self.way {
            Way::Plain(client) | Way::Moment(Moment { client, .. }) => client.batch_execute(&sql).await,
            Way::Within(transaction) => transaction.batch_execute(&sql).await,
        }
        .map_err(asking)
    }

    /// A statement that this connection has prepared, now or before.
    pub(crate) async fn prepared(&self, sql: &str) -> Result<Statement, StoreError> {
        let sql = self.named(sql);
        match &self.way {
            Way::Plain(client) | Way::Moment(Moment { client, .. }) => client.prepare_cached(&sql).await,
            Way::Within(transaction) => transaction.prepare_cached(&sql).await,
        }
        .map_err(asking)
    }

    /// Statements are written for a schema `house`; here they get the name of the one that this session is bound to.
    fn named(&self, sql: &str) -> String {
        sql.replace("house.", self.prefix)
    }
}

/// A value in a column.
pub(crate) fn get<'a, T: FromSql<'a>>(row: &'a Row, column: usize) -> Result<T, StoreError> {
    row.try_get(column).map_err(asking)
}

/// An id in a column.
pub(crate) fn id(row: &Row, column: usize) -> Result<RecordId, StoreError> {
    get::<Uuid>(row, column).map(RecordId)
}

/// Ids in a column.
pub(crate) fn ids(row: &Row, column: usize) -> Result<Vec<RecordId>, StoreError> {
    Ok(get::<Vec<Uuid>>(row, column)?.into_iter().map(RecordId).collect())
}

/// A time in a column, kept in microseconds.
pub(crate) fn time(row: &Row, column: usize) -> Result<Timestamp, StoreError> {
    time_of(get(row, column)?)
}

/// A time from its microseconds.
pub(crate) fn time_of(microseconds: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(microseconds).map_err(|error| damaged(error.to_string()))
}

/// A position, size or number in a column.
pub(crate) fn count(row: &Row, column: usize) -> Result<u64, StoreError> {
    let number: i64 = get(row, column)?;
    u64::try_from(number).map_err(|_| damaged(format!("a negative number: {number}")))
}

/// A version in a column.
pub(crate) fn version(row: &Row, column: usize) -> Result<u32, StoreError> {
    let number: i32 = get(row, column)?;
    u32::try_from(number).map_err(|_| damaged(format!("a negative version: {number}")))
}

/// A hash in a column.
pub(crate) fn hash(row: &Row, column: usize) -> Result<[u8; 32], StoreError> {
    get::<&[u8]>(row, column)?.try_into().map_err(|_| damaged("a hash that has not 32 bytes"))
}

/// A position or size as PostgreSQL keeps it.
pub(crate) fn int(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A version as PostgreSQL keeps it.
pub(crate) fn small(version: u32) -> i32 {
    i32::try_from(version).unwrap_or(i32::MAX)
}

/// Ids as PostgreSQL takes them.
pub(crate) fn uuids(ids: &[RecordId]) -> Vec<Uuid> {
    ids.iter().map(|id| id.0).collect()
}
