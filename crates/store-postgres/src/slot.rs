//! Fields as numbers, so that the index of cells does not repeat their names.

use ledger::Hash;

/// The state as a cell, so that it filters like a field.
pub(crate) const STATE: &str = "@state";
/// The time of the last act as a cell, so that it sorts like a field.
pub(crate) const CHANGED: &str = "@changed";

/// The number of a field of a kind: the first 8 bytes of a SHA-256 of both names. No table has to be asked for it, and no
/// process has to remember it; that two of some thousand fields meet has a chance of one in 10^12.
pub(crate) fn slot(kind: &str, field: &str) -> i64 {
    let hash = Hash::of(format!("{kind}\0{field}").as_bytes());
    hash.0.first_chunk::<8>().map_or(0, |bytes| i64::from_be_bytes(*bytes))
}

/// A time as a key whose byte order is the order of time.
pub(crate) fn time_key(microseconds: i64) -> String {
    format!("{:020}", i128::from(microseconds) - i128::from(i64::MIN))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_stay_what_they_are_and_tell_kind_and_field_apart() {
        // What is stored hangs on it.
        assert_eq!(slot("use", "name"), slot("use", "name"));
        assert_ne!(slot("use", "name"), slot("risk", "name"));
        assert_ne!(slot("a", "bc"), slot("ab", "c"));
    }

    #[test]
    fn keys_of_times_are_in_the_order_of_time() {
        let times = [i64::MIN, -1, 0, 1, 1_760_000_000_000_000, i64::MAX];
        assert!(times.map(time_key).is_sorted());
    }
}
