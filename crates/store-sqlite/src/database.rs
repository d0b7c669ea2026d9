//! A database file: how it is opened, and the numbered migrations that bring it up to date.

use crate::{
    failure::{failed, reading, unwritable, writing},
    marks::Marks,
    rank,
    reader::copy,
    tidy::merge_later,
};
use rusqlite::{Connection, OpenFlags, Result, TransactionBehavior, config::DbConfig};
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};
use store::StoreError;

/// The migrations of an organisation's file, oldest first; the version of a file is how many it has had.
pub(crate) const HOUSE: &[&str] = &[
    include_str!("../migrations/house/0001_ledger.sql"),
    include_str!("../migrations/house/0002_register.sql"),
    include_str!("../migrations/house/0003_operational.sql"),
    include_str!("../migrations/house/0004_expiry.sql"),
    include_str!("../migrations/house/0005_indexed.sql"),
    include_str!("../migrations/house/0006_stands.sql"),
];

/// The migrations of the file of accounts.
pub(crate) const ACCOUNTS: &[&str] = &[include_str!("../migrations/accounts/0001_accounts.sql")];

/// For how long who waits for another process does not look, and how often it looks: ten seconds in all.
const MOMENT: Duration = Duration::from_millis(1);
const LOOKS: i32 = 10_000;

/// How many prepared statements a connection keeps.
const STATEMENTS: usize = 256;

/// Memory for pages of the connection that writes, in KiB: the ends of the indexes that every act touches.
const WRITER_CACHE_KIB: i64 = 16 * 1024;

/// The same while many records are written together, whose names and links lie all over the indexes: with less, pages are
/// written before the commit ends, and read again.
const ROOMY_CACHE_KIB: i64 = 40 * 1024;

/// Pages of the log from which on they are copied into the file. Pages that many commits change are written to it once.
const LOG_PAGES: u32 = 8_000;

/// The same while many records are written together: one such commit changes nearly as many pages as that, and mostly those
/// of the commit before.
const LONG_LOG_PAGES: u32 = 3 * LOG_PAGES;

/// Bytes of the disk that the log keeps when it begins anew.
const LOG_BYTES_KEPT: u32 = 64 * 1024 * 1024;

/// Memory for pages of a connection that reads, in KiB. What is not there lies in the memory of the operating system.
const READER_CACHE_KIB: i64 = 16 * 1024;

/// Opens a file for writing, makes it when it is new, and brings it up to date.
pub(crate) fn open_writer(path: &Path, migrations: &[&str]) -> Result<Connection, StoreError> {
    let mut connection = Connection::open(path).map_err(reading)?;
    settle(&mut connection, WRITER_CACHE_KIB).map_err(reading)?;
    migrate(&mut connection, path, migrations)?;
    Ok(connection)
}

/// Opens a file for reading only.
pub(crate) fn open_reader(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(reading)?;
    settle(&mut connection, READER_CACHE_KIB).map_err(reading)?;
    Marks::teach(&connection).map_err(reading)?;
    rank::teach(&connection).map_err(reading)?;
    connection.pragma_update(None, "query_only", true).map_err(reading)?;
    Ok(connection)
}

/// Gives the connection that writes the memory, the log and the way with indexes that it needs for many records, or for few.
pub(crate) fn make_room(connection: &Connection, many: bool) -> Result<()> {
    let (cache_kib, pages) =
        if many { (ROOMY_CACHE_KIB, LONG_LOG_PAGES) } else { (WRITER_CACHE_KIB, LOG_PAGES) };
    // The one that another process may keep from being done comes first.
    merge_later(connection, many)?;
    connection.pragma_update(None, "cache_size", -cache_kib)?;
    copied_from(connection, pages)
}

/// Waits a moment for another process that writes to the file, and tells whether to look again. SQLite's own way looks ten times
/// a second, and whoever writes very many records leaves the file alone for a few thousandths only.
fn look_again(times: i32) -> bool {
    std::thread::sleep(MOMENT);
    times < LOOKS
}

fn copied_from(connection: &Connection, pages: u32) -> Result<()> {
    connection.query_row(&format!("PRAGMA wal_autocheckpoint = {pages}"), [], |_| Ok(()))
}

fn settle(connection: &mut Connection, cache_kib: i64) -> Result<()> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // Plans do not hang on bound values: otherwise a statement is prepared again whenever it is bound.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.busy_handler(Some(look_again))?;
    connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    copied_from(connection, LOG_PAGES)?;
    connection.query_row(&format!("PRAGMA journal_size_limit = {LOG_BYTES_KEPT}"), [], |_| Ok(()))?;
    // What is erased is overwritten.
    connection.query_row("PRAGMA secure_delete = ON", [], |_| Ok(()))?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    // Negative: KiB.
    connection.pragma_update(None, "cache_size", -cache_kib)?;
    // Every connection would map the file for itself, and pages of the log come without a map anyway.
    connection.pragma_update(None, "mmap_size", 0)?;
    Ok(())
}

/// Runs the migrations that a file has not had yet: all of them or none. Before the first, the file is copied as it is.
fn migrate(connection: &mut Connection, path: &Path, migrations: &[&str]) -> Result<(), StoreError> {
    let known = u32::try_from(migrations.len()).map_err(failed)?;
    let found = version(connection)?;
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    if found == known {
        return Ok(());
    }
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(reading)?;
    // Another process may have done it meanwhile; from here on it waits.
    let found = version(&transaction)?;
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    if found > 0 && found < known {
        keep(path, found)?;
    }
    for migration in migrations.iter().skip(found as usize) {
        transaction.execute_batch(migration).map_err(writing)?;
    }
    if found < known {
        transaction.pragma_update(None, "user_version", known).map_err(writing)?;
    }
    transaction.commit().map_err(writing)
}

fn version(connection: &Connection) -> Result<u32, StoreError> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(reading)
}

/// Copies a file beside itself, as `records.db.version-3`, in the place of every earlier such copy.
fn keep(path: &Path, version: u32) -> Result<(), StoreError> {
    let named = |ending: String| {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    };
    let unfinished = named(format!(".unfinished-{}", std::process::id()));
    let _left_by_an_earlier_process_of_this_number = fs::remove_file(&unfinished);
    copy(path, &unfinished)?;
    fs::File::open(&unfinished).and_then(|file| file.sync_all()).map_err(unwritable)?;
    forget_former(path)?;
    fs::rename(&unfinished, named(format!(".version-{version}"))).map_err(unwritable)
}

/// Removes the copies that were made before the file was brought up to date. They hold what is erased since.
pub(crate) fn forget_former(path: &Path) -> Result<(), StoreError> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name().and_then(|name| name.to_str())) else {
        return Ok(());
    };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let beginning = format!("{name}.version-");
    for entry in fs::read_dir(folder).map_err(unwritable)? {
        let entry = entry.map_err(unwritable)?;
        if entry.file_name().to_str().is_some_and(|name| name.starts_with(&beginning)) {
            match fs::remove_file(entry.path()) {
                // Another process was quicker.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                done => done.map_err(unwritable)?,
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "CREATE TABLE kept (word TEXT); INSERT INTO kept VALUES ('first');";
    const TWO: &str = "CREATE TABLE second (n INTEGER); INSERT INTO kept VALUES ('second');";
    const BROKEN: &str = "INSERT INTO second VALUES (1); INSERT INTO nowhere VALUES (1);";

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("plumbline-{name}-{}", std::process::id()));
        let _none_yet = fs::remove_dir_all(&folder);
        fs::create_dir(&folder).unwrap();
        folder
    }

    fn words(path: &Path) -> Vec<String> {
        let file = Connection::open(path).unwrap();
        let mut statement = file.prepare("SELECT word FROM kept").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| !name.ends_with("-wal") && !name.ends_with("-shm"))
            .collect();
        names.sort();
        names
    }

    #[test]
    fn an_upgrade_that_fails_leaves_everything_as_it_was() {
        let folder = folder("upgrade-fails");
        let path = folder.join("a.db");
        drop(open_writer(&path, &[ONE]).unwrap());
        assert_eq!(names(&folder), ["a.db"], "a new file has nothing to keep");
        assert!(open_writer(&path, &[ONE, TWO, BROKEN]).is_err());
        assert_eq!(words(&path), ["first"], "not even the migration that would have done is left");
        drop(open_writer(&path, &[ONE]).unwrap());
        drop(open_writer(&path, &[ONE, TWO]).unwrap());
        assert_eq!(words(&path), ["first", "second"]);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn what_was_before_an_upgrade_is_kept_until_the_next_or_until_something_is_erased() {
        let folder = folder("upgrade-keeps");
        let path = folder.join("a.db");
        drop(open_writer(&path, &[ONE]).unwrap());
        drop(open_writer(&path, &[ONE, TWO]).unwrap());
        assert_eq!(names(&folder), ["a.db", "a.db.version-1"]);
        assert_eq!(words(&folder.join("a.db.version-1")), ["first"]);
        drop(open_writer(&folder.join("a.db.version-1"), &[ONE]).unwrap());
        drop(open_writer(&path, &[ONE, TWO, "CREATE TABLE third (n INTEGER)"]).unwrap());
        assert_eq!(names(&folder), ["a.db", "a.db.version-2"]);
        forget_former(&path).unwrap();
        assert_eq!(names(&folder), ["a.db"]);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn programs_that_start_together_upgrade_once() {
        let folder = folder("upgrade-once");
        let path = folder.join("a.db");
        drop(open_writer(&path, &[ONE]).unwrap());
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| open_writer(&path, &[ONE, TWO]).unwrap());
            }
        });
        assert_eq!(words(&path), ["first", "second"]);
        fs::remove_dir_all(folder).unwrap();
    }
}
