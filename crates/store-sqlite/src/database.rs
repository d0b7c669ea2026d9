//! A database file: how it is opened, and the numbered migrations that bring it up to date.

use crate::failure::{failed, reading};
use rusqlite::{Connection, OpenFlags, Result, config::DbConfig};
use std::path::Path;
use store::StoreError;

/// The migrations of an organisation's file, oldest first; the version of a file is how many it has had.
pub(crate) const HOUSE: &[&str] = &[
    include_str!("../migrations/house/0001_ledger.sql"),
    include_str!("../migrations/house/0002_register.sql"),
    include_str!("../migrations/house/0003_operational.sql"),
    include_str!("../migrations/house/0004_expiry.sql"),
];

/// The migrations of the file of accounts.
pub(crate) const ACCOUNTS: &[&str] = &[include_str!("../migrations/accounts/0001_accounts.sql")];

/// How many prepared statements a connection keeps.
const STATEMENTS: usize = 256;

/// Memory for pages of the connection that writes, in KiB: the ends of the indexes that every act touches.
const WRITER_CACHE_KIB: i64 = 16 * 1024;

/// Memory for pages of a connection that reads, in KiB. What is not there lies in the memory of the operating system.
const READER_CACHE_KIB: i64 = 16 * 1024;

/// Opens a file for writing, makes it when it is new, and brings it up to date.
pub(crate) fn open_writer(path: &Path, migrations: &[&str]) -> Result<Connection, StoreError> {
    let mut connection = Connection::open(path).map_err(reading)?;
    settle(&connection, WRITER_CACHE_KIB).map_err(reading)?;
    migrate(&mut connection, migrations)?;
    Ok(connection)
}

/// Opens a file for reading only.
pub(crate) fn open_reader(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(reading)?;
    settle(&connection, READER_CACHE_KIB).map_err(reading)?;
    connection.pragma_update(None, "query_only", true).map_err(reading)?;
    Ok(connection)
}

fn settle(connection: &Connection, cache_kib: i64) -> Result<()> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // Plans do not hang on bound values: otherwise a statement is prepared again whenever it is bound.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "busy_timeout", 10_000)?;
    connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // Pages. Pages that many commits change are written to the file once.
    connection.query_row("PRAGMA wal_autocheckpoint = 8000", [], |_| Ok(()))?;
    // What is erased is overwritten.
    connection.query_row("PRAGMA secure_delete = ON", [], |_| Ok(()))?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    // Negative: KiB.
    connection.pragma_update(None, "cache_size", -cache_kib)?;
    // Every connection would map the file for itself, and pages of the log come without a map anyway.
    connection.pragma_update(None, "mmap_size", 0)?;
    Ok(())
}

fn migrate(connection: &mut Connection, migrations: &[&str]) -> Result<(), StoreError> {
    let found: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(reading)?;
    let known = u32::try_from(migrations.len()).map_err(failed)?;
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    for (version, migration) in (1..=known).zip(migrations).skip(found as usize) {
        let transaction = connection.transaction().map_err(reading)?;
        transaction.execute_batch(migration).map_err(reading)?;
        transaction.pragma_update(None, "user_version", version).map_err(reading)?;
        transaction.commit().map_err(reading)?;
    }
    Ok(())
}
