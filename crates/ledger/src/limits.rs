//! Every limit of the ledger, in one place, with its unit.

/// The largest integer that every JSON reader holds exactly (RFC 7493, 2.2): 2^53 - 1.
pub const INTEGER_MAX: u64 = (1 << 53) - 1;

/// Length of a code or a code's name, in bytes. A SHA-256 in hexadecimal fits.
pub const CODE_BYTES_MAX: usize = 64;

/// Codes in one entry.
pub const CODES_MAX: usize = 64;

/// Changed fields in one entry.
pub const FIELDS_MAX: usize = 512;

/// Length of an entry's canonical bytes.
pub const ENTRY_BYTES_MAX: usize = 128 * 1024;

/// Length of the canonical bytes of one opened value.
pub const VALUE_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Length of one line of opened fields in a package.
pub const OPENED_LINE_BYTES_MAX: usize = VALUE_BYTES_MAX + 4 * 1024;

/// Length of a salt, in bytes.
pub const SALT_BYTES: std::ops::RangeInclusive<usize> = 16..=32;

/// Signature lines on one note.
pub const SIGNATURES_MAX: usize = 100;

/// Length of a note with its signatures, in bytes.
pub const NOTE_BYTES_MAX: usize = 64 * 1024;

/// Findings kept word for word in a report; more are only counted.
pub const FINDINGS_MAX: usize = 1_000;

/// Entries whose stored leaf differs for which every mixture of entry and leaf is tried against the root.
pub const MIXTURES_MAX: usize = 6;

/// Evidence files in one package.
pub const EVIDENCE_FILES_MAX: usize = 100_000;
