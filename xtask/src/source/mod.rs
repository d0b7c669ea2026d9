//! The files of the checkout, read once and handed to every rule.

mod lexer;
mod manifest;
#[cfg(test)]
pub mod planted;
mod rust;
mod test_code;
mod tree;

pub use manifest::{Dependency, Manifest, Section};
pub use rust::{Rust, find_word};
pub use tree::{File, Tree, room_of};
