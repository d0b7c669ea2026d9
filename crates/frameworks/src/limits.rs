//! Every limit on a pack, in one place, with its unit.

/// Bytes of all files of a pack together.
pub const PACK_BYTES: usize = 2 * 1024 * 1024;
/// Files in a pack.
pub const PACK_FILES: usize = 64;
/// Requirements and controls of a pack.
pub const REQUIREMENTS: usize = 1_000;
/// Expectations of a pack.
pub const EXPECTATIONS: usize = 1_000;
/// Characters of one text or one expression in a pack.
pub const TEXT_CHARS: usize = 8_000;
/// Problems of a pack that are listed; the rest is counted.
pub const PROBLEMS_LISTED: usize = 200;
