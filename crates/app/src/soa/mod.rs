//! The Statement of Applicability: the statement in force or being written, held against records; the first one drafted.

mod draft;
mod keep;
mod read;

pub(crate) use keep::Kept;
pub use read::{Answered, Applicability, Statement};
