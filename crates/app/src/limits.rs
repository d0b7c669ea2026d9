//! Every limit of the use-cases, in one place, with its unit.

/// Packs that are kept in memory once they were read.
pub const PACKS_READ: usize = 32;
/// Verdicts that would turn, listed before a pack is taken over; the rest is counted.
pub const TURNED_LISTED: usize = 200;
/// Subjects listed for each answer while an expectation is composed; the rest is counted.
pub const TRIED_LISTED: usize = 12;
/// Problems of a pack told with a refusal; the rest is counted.
pub const PROBLEMS_TOLD: usize = 20;
/// Rows that one seal can hold.
pub const SEAL_ROWS: usize = 20_000;
/// Gaps that become actions in one act.
pub const GAPS_AT_ONCE: usize = 200;
/// Papers that are brought along at once.
pub const PAPERS: usize = 50;
