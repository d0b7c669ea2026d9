//! The numbered migrations that bring a schema up to date.

use crate::{
    failure::{asking, failed},
    session::{Session, get},
};
use deadpool_postgres::Client;
use store::StoreError;

/// The migrations of an organisation's schema, oldest first; the version of a schema is how many it has had.
pub(crate) const HOUSE: &[&str] = &[
    include_str!("../migrations/house/0001_ledger.sql"),
    include_str!("../migrations/house/0002_register.sql"),
    include_str!("../migrations/house/0003_operational.sql"),
    include_str!("../migrations/house/0004_indexed.sql"),
];

/// The migrations of the schema of accounts.
pub(crate) const ACCOUNTS: &[&str] = &[include_str!("../migrations/accounts/0001_accounts.sql")];

/// Held while a schema is made or changed, so that processes that start together do it one after the other.
const LOCK: i64 = 0x706c_756d_626c_696e;

/// Makes the schema when there is none and runs what it has not had yet: all of it or nothing.
pub(crate) async fn migrate(
    client: &mut Client,
    schema: &str,
    written_for: &str,
    migrations: &[&str],
) -> Result<(), StoreError> {
    let known = u32::try_from(migrations.len()).map_err(failed)?;
    let prefix = format!("{schema}.");
    let session = Session::writing(client, &prefix).await?;
    session.run("SELECT pg_advisory_xact_lock($1)", &[&LOCK]).await?;
    let named = |sql: &str| sql.replace(written_for, &prefix);
    let there = "SELECT to_regclass($1) IS NOT NULL";
    let found = if get(&session.one(there, &[&format!("{prefix}migration")]).await?, 0)? {
        let sql = named("SELECT coalesce(max(version), 0) FROM house.migration");
        let row = session.one(&sql, &[]).await?;
        u32::try_from(get::<i32>(&row, 0)?).map_err(failed)?
    } else {
        let begin = format!(
            "CREATE SCHEMA IF NOT EXISTS {schema};
            CREATE TABLE {schema}.migration (version integer PRIMARY KEY, at timestamptz NOT NULL DEFAULT now())"
        );
        session.batch(&begin).await?;
        0
    };
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    for (version, migration) in (1..=known).zip(migrations).skip(found as usize) {
        session.batch(&named(migration)).await?;
        let note = named(&format!("INSERT INTO house.migration (version) VALUES ({version})"));
        session.batch(&note).await?;
    }
    session.end().await.map_err(asking)
}
