//! Entries, and whole logs and packages under every kind of change.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod drill;
mod drill_entries;
mod drill_fields;
mod drill_files;
mod entry;
mod operator;
mod sample;
