//! Impact assessments: begun from a use, filled step by step by several people at once, with what records around say.

mod again;
mod around;
mod begin;
mod part;
mod take_up;

pub use again::DecideAgain;
pub use part::{Clash, Kept};
