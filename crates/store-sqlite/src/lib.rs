//! The store on SQLite: one file an organisation, one writer with group commit.
