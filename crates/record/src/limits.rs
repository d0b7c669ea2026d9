//! Every limit on a record, in one place, with its unit.

/// Characters in a line without a limit of its own.
pub const LINE_CHARS: usize = 200;
/// Characters in prose without a limit of its own.
pub const PROSE_CHARS: usize = 20_000;
/// Targets in one field of links.
pub const LINKS: usize = 500;
/// Rows in one table.
pub const ROWS: usize = 200;
/// Points in one series.
pub const POINTS: usize = 5_000;
/// Bytes of one evidence file.
pub const FILE_BYTES: u64 = 25 * 1024 * 1024;
/// Bytes of one body as canonical JSON.
pub const BODY_BYTES: usize = 512 * 1024;
/// Custom fields of one kind in one organisation.
pub const CUSTOM_FIELDS: usize = 64;
/// Characters of the note beside an answer.
pub const NOTE_CHARS: usize = 4_000;
/// Characters of a reason.
pub const REASON_CHARS: usize = 2_000;
/// Characters of a line by which it is sorted and found by what it has in it.
pub const SORT_LINE_CHARS: usize = 200;
/// Characters of prose that take part in sorting.
pub const SORT_CHARS: usize = 48;
