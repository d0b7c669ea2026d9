//! The use-cases, one verb per file.
