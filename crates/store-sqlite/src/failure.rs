//! How failures of SQLite and of files become failures of the store.

use rusqlite::ErrorCode;
use std::error::Error;
use store::StoreError;

/// Any failure, with its cause.
pub(crate) fn failed(error: impl Into<Box<dyn Error + Send + Sync>>) -> StoreError {
    StoreError::Failed(error.into())
}

/// A failure while reading.
pub(crate) fn reading(error: rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => StoreError::Damaged(error.to_string()),
        _ => failed(error),
    }
}

/// A failure while writing: nothing was written, and where the disk is at fault a later try may do.
pub(crate) fn writing(error: rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(
            ErrorCode::DiskFull
            | ErrorCode::SystemIoFailure
            | ErrorCode::ReadOnly
            | ErrorCode::CannotOpen
            | ErrorCode::DatabaseBusy
            | ErrorCode::DatabaseLocked
            | ErrorCode::OutOfMemory,
        ) => StoreError::Unavailable(error.into()),
        _ => reading(error),
    }
}

/// A failure of the file system while writing.
pub(crate) fn unwritable(error: std::io::Error) -> StoreError {
    StoreError::Unavailable(error.into())
}
