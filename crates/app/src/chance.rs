//! Time and chance, as parts that tests replace.

use jiff::Timestamp;
use record::RecordId;
use std::fmt::Write;
use uuid::{NoContext, Uuid};

/// The clock.
pub trait Clock: Send + Sync {
    /// The present.
    fn now(&self) -> Timestamp;
}

/// A source of bytes that nobody can guess.
pub trait Chance: Send + Sync {
    /// Fills a buffer.
    fn fill(&self, bytes: &mut [u8]);
}

/// A new `UUIDv7` for an instant.
pub(crate) fn new_id(chance: &dyn Chance, now: Timestamp) -> Uuid {
    let mut tail = [0_u8; 16];
    chance.fill(&mut tail);
    let seconds = u64::try_from(now.as_second()).unwrap_or_default();
    let nanoseconds = u32::try_from(now.subsec_nanosecond()).unwrap_or_default();
    let stamped = Uuid::new_v7(uuid::Timestamp::from_unix(NoContext, seconds, nanoseconds));
    let (time, _) = stamped.as_bytes().split_at(6);
    let mut bytes = [0_u8; 16];
    for (target, source) in bytes.iter_mut().zip(time.iter().chain(tail.iter())) {
        *target = *source;
    }
    uuid::Builder::from_bytes(bytes)
        .with_version(uuid::Version::SortRand)
        .with_variant(uuid::Variant::RFC4122)
        .into_uuid()
}

/// A new record id.
pub(crate) fn new_record_id(chance: &dyn Chance, now: Timestamp) -> RecordId {
    RecordId(new_id(chance, now))
}

/// A secret of 32 bytes as hexadecimal digits.
pub(crate) fn secret(chance: &dyn Chance) -> String {
    let mut bytes = [0_u8; 32];
    chance.fill(&mut bytes);
    hex(&bytes)
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// SHA-256 of bytes as hexadecimal digits, for digests of secrets and requests.
pub(crate) fn digest(bytes: &[u8]) -> String {
    hex(&ledger::Hash::of(bytes).0)
}
