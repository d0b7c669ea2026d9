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
/// Views of a register that a person keeps, and that an organisation shares.
pub const VIEWS: usize = 50;
/// Characters of the name of a view.
pub const VIEW_NAME_CHARS: usize = 80;
/// Bytes of the question that a view keeps.
pub const VIEW_BYTES: usize = 4_000;
/// Records of a view that are compared with those that were in it.
pub const VIEW_ROWS: u64 = 1_000;
/// Hours that views are kept after one of them was last changed or followed: about five years.
pub const VIEW_HOURS: i64 = 43_800;
/// Mappings that a person keeps by name, and that an organisation shares.
pub const MAPPINGS: usize = 50;
/// Bytes of a mapping that is kept by name.
pub const MAPPING_BYTES: usize = 200_000;
/// Pairs of records that may be the same thing, kept for each register: the most alike.
pub const DUPLICATES: usize = 500;
/// Records that lead to one that is merged into another.
pub const MERGE_LINKS: usize = 500;
/// Papers that are brought along at once.
pub const PAPERS: usize = 50;
/// Records around an impact assessment that are looked through for what they say of it.
pub const AROUND: usize = 60;
/// Hours that an upload, or anything else that is being prepared, is kept for whoever prepares it.
pub const SCRATCH_HOURS: i64 = 24 * 7;
/// Hours between two sweeps of the evidence of an organisation.
pub const SWEEP_HOURS: i64 = 24;
/// Hours that evidence which nothing names lies there after a sweep has noted it.
pub const ORPHAN_HOURS: i64 = 24 * 30;
/// Evidence files that nothing names, watched at a time until they go; others are watched when these are gone.
pub const ORPHANS_NOTED: usize = 20_000;
