//! Every limit of the use-cases on frameworks, in one place, with its unit.

/// Packs that are kept in memory once they were read.
pub const PACKS_READ: usize = 32;
/// Verdicts that would turn, listed before a pack is taken over; the rest is counted.
pub const TURNED_LISTED: usize = 200;
/// Problems of a pack told with a refusal; the rest is counted.
pub const PROBLEMS_TOLD: usize = 20;
