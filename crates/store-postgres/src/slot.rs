//! Fields as numbers, so that the index of cells does not repeat their names.

use ledger::Hash;

/// The number of a field of a kind: the first 8 bytes of a SHA-256 of both names. No table has to be asked for it, and no
/// process has to remember it; that two of some thousand fields meet has a chance of one in 10^12.
pub(crate) fn slot(kind: &str, field: &str) -> i64 {
    let hash = Hash::of(format!("{kind}\0{field}").as_bytes());
    hash.0.first_chunk::<8>().map_or(0, |bytes| i64::from_be_bytes(*bytes))
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
}
