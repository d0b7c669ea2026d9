//! Checks an exported package offline.
fn main() {}
