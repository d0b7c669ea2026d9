//! Impact assessments: begun from a use, filled step by step by several people at once, with what records around say.

mod around;
mod begin;
mod part;

pub use part::{Clash, Kept};
