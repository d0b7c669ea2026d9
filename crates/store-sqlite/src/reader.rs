//! Connections for reading: each call borrows one and sees one moment of the file.

use crate::{
    database::open_reader,
    failure::{reading, writing},
    sql::Statements,
};
use rusqlite::Connection;
use std::{
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};
use store::StoreError;

/// Connections kept open when nobody reads.
const KEPT: usize = 4;

/// The readers of one file.
#[derive(Debug)]
pub(crate) struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    /// No connection is opened before it is needed.
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path, idle: Mutex::new(Vec::new()) }
    }

    /// Reads within one transaction, so that several statements see the same moment.
    pub(crate) fn read<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.read_once(|connection| {
            let moment = Moment::begin(connection)?;
            let answer = read(connection)?;
            moment.end()?;
            Ok(answer)
        })
    }

    /// Reads by a single statement, which sees one moment by itself.
    pub(crate) fn read_once<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => open_reader(&self.path)?,
        };
        let answer = read(&connection);
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < KEPT {
            idle.push(connection);
        }
        answer
    }

    /// Reads on a connection of its own: the check of an index of words mistakes what a connection remembers of it from
    /// before a change for damage.
    pub(crate) fn read_anew<T>(
        &self,
        read: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let connection = open_reader(&self.path)?;
        let transaction = connection.unchecked_transaction().map_err(reading)?;
        read(&transaction)
    }

    /// Copies the file as it is at this moment.
    pub(crate) fn copy(&self, to: &Path) -> Result<(), StoreError> {
        copy(&self.path, to)
    }
}

/// A transaction of a reader, whose two statements are prepared once for each connection. One that is not ended, because who
/// read has failed for good, is ended when it is dropped.
struct Moment<'c> {
    connection: &'c Connection,
    open: bool,
}

impl<'c> Moment<'c> {
    fn begin(connection: &'c Connection) -> Result<Self, StoreError> {
        connection.run("BEGIN", []).map_err(reading)?;
        Ok(Self { connection, open: true })
    }

    fn end(mut self) -> Result<(), StoreError> {
        self.connection.run("COMMIT", []).map_err(reading)?;
        self.open = false;
        Ok(())
    }
}

impl Drop for Moment<'_> {
    fn drop(&mut self) {
        if self.open {
            // There is nothing to lose, and nobody to tell.
            drop(self.connection.run("ROLLBACK", []));
        }
    }
}

/// Copies a file of this store as it is at this moment to a path where nothing is yet, whatever version wrote it and
/// whoever writes to it meanwhile. What was erased is not in the copy.
///
/// # Errors
/// [`StoreError::Damaged`] for what is no such file, [`StoreError::Unavailable`] when the copy cannot be written.
pub fn copy(from: &Path, to: &Path) -> Result<(), StoreError> {
    let connection = open_reader(from)?;
    connection.pragma_update(None, "query_only", false).map_err(reading)?;
    connection.execute("VACUUM INTO ?", [to.to_string_lossy()]).map(drop).map_err(writing)
}
