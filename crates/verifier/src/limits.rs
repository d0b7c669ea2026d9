//! Every limit of the verifier, in one place, with its unit.

/// What all files of an archive may expand to together, in bytes: 64 GiB.
pub const EXPANDED_BYTES_MAX: u64 = 64 << 30;

/// How many times its size in the archive one file may expand to.
pub const EXPANSION_MAX: u64 = 200;

/// Below this size in bytes a file may expand by any factor: 1 MiB.
pub const EXPANSION_FREE_BYTES: u64 = 1 << 20;

/// Files in a package.
pub const FILES_MAX: usize = 110_000;

/// Length of a key or checkpoint file given by the reader, in bytes.
pub const GIVEN_BYTES_MAX: u64 = 64 * 1024;
