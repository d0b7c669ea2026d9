//! Reads framework packs: clauses, requirements, controls, documents, crosswalks, expectations and typical
//! nonconformities.
//!
//! A pack is a folder of TOML files that the caller embeds; [`Pack::read`] takes their names and texts and returns
//! what could be read together with every [`Problem`] found, never only the first. Expectations are written in a
//! small language ([`language`]) that is parsed here and checked against the kinds of record elsewhere: this crate
//! knows no kind. It names no framework either. Pure: no clock, no chance, no input or output.

pub mod adopted;
mod bundle;
pub mod compose;
mod expectation;
pub mod language;
pub mod limits;
mod nonconformity;
mod outline;
pub mod own;
mod pack;
mod problem;
mod reader;
pub mod trusted_key;

pub use bundle::{Bundle, WHOLE};
pub use expectation::{About, Expectation, NoneStatement, Remedy, RestsOn, Shows};
pub use nonconformity::{Grade, Nonconformity};
pub use outline::{
    Clause, Control, Crosswalk, Documented, Group, Heading, Item, Objective, Reference, Requirement, Reuse,
    Strength,
};
pub use pack::Pack;
pub use problem::Problem;
