//! The moment of a reading.

/// The position of the ledger at which a reading is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// After everything that has been committed.
    Now,
    /// When the ledger held this many entries: entries `0..n` have happened.
    Size(u64),
}
