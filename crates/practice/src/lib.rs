//! The domain: what the practices of the standard mean, as pure functions over typed records.
//!
//! Only here are kinds read by their typed constants. A practice says what a record means, what follows from it, and what
//! a page that thinks shows of it; who may do it, and how it is written, is not said here.

/// Kinds whose records have a page of their own, which thinks, in the place of the register: id of the kind, path.
pub const PAGES: [(&str, &str); 1] = [(soa::KIND, "/soa")];

pub mod gap;
pub mod impact;
pub mod library;
pub mod papers;
pub mod remark;
pub mod risk;
pub mod soa;
