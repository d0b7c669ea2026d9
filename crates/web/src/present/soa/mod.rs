//! The Statement of Applicability as pages show it.

mod changes;
pub mod control;
mod fault;
mod overview;
mod sheet;
mod words;

pub use changes::changes;
pub use overview::overview;
pub use sheet::sheet;
