//! The kinds of record of an AI management system, declarations only.
