//! How failures of PostgreSQL become failures of the store.

use std::error::Error;
use store::StoreError;
use tokio_postgres::error::SqlState;

/// Classes of codes by which the server says that it cannot at the moment: connections, rollbacks for the sake of others,
/// resources, an operator's intervention, the system below it (appendix A of the manual).
const PASSING: &[&str] = &["08", "40", "53", "57", "58"];

/// Codes of other classes that pass too: a lock that was not given, a transaction that lay idle, a server that only reads
/// because it is being replaced.
const PASSING_CODES: &[SqlState] = &[
    SqlState::LOCK_NOT_AVAILABLE,
    SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
    SqlState::READ_ONLY_SQL_TRANSACTION,
];

/// Any failure, with its cause.
pub(crate) fn failed(error: impl Into<Box<dyn Error + Send + Sync>>) -> StoreError {
    StoreError::Failed(error.into())
}

/// A failure of the server, or on the way to it.
pub(crate) fn asking(error: tokio_postgres::Error) -> StoreError {
    let Some(code) = error.code() else {
        return if is_lost(&error) { StoreError::Unavailable(error.into()) } else { failed(error) };
    };
    match code {
        code if *code == SqlState::CHARACTER_NOT_IN_REPERTOIRE
            || *code == SqlState::UNTRANSLATABLE_CHARACTER =>
        {
            StoreError::NoText
        }
        code if *code == SqlState::DATA_CORRUPTED || *code == SqlState::INDEX_CORRUPTED => {
            StoreError::Damaged(error.to_string())
        }
        code if PASSING.iter().any(|class| code.code().starts_with(class))
            || PASSING_CODES.contains(code) =>
        {
            StoreError::Unavailable(error.into())
        }
        _ => failed(error),
    }
}

/// A failure to get a connection: nothing was asked yet.
pub(crate) fn unreachable(error: deadpool_postgres::PoolError) -> StoreError {
    StoreError::Unavailable(error.into())
}

/// Whether the server refused because something that may be there once is there already.
pub(crate) fn is_taken(error: &StoreError) -> bool {
    let StoreError::Failed(cause) = error else { return false };
    let code = cause.downcast_ref::<tokio_postgres::Error>().and_then(tokio_postgres::Error::code);
    code == Some(&SqlState::UNIQUE_VIOLATION)
}

/// Whether trying again can help, as far as the failure tells.
pub(crate) fn passes(error: &StoreError) -> bool {
    matches!(error, StoreError::Unavailable(_))
}

/// Whether a failed COMMIT may have been done nevertheless: the server did not say that it took the transaction back.
pub(crate) fn leaves_open(error: &tokio_postgres::Error) -> bool {
    error.code().is_none_or(|code| ["08", "57", "58"].iter().any(|class| code.code().starts_with(class)))
}

fn is_lost(error: &tokio_postgres::Error) -> bool {
    let io = |cause: &(dyn Error + 'static)| cause.is::<std::io::Error>();
    error.is_closed() || error.source().is_some_and(io)
}

/// What does not hold together.
pub(crate) fn damaged(what: impl Into<String>) -> StoreError {
    StoreError::Damaged(what.into())
}
