//! Components and pages: a view struct in, HTML out.
//!
//! A page is a pure function of a [`Shell`] (what stands around every page) and a view (what stands on this one). A
//! component is one file with its view struct, its markup and its samples, and its CSS beside it. The samples are
//! the gallery, the golden files and the accessibility tests. This crate knows no HTTP, no store and no clock, and it
//! never names a kind of record: forms, filters and record pages are drawn from a [`record::Schema`].

pub mod components;
pub mod gallery;
mod link;
mod locale;
pub mod pages;
mod room;
mod sample;
mod script;
mod sentence;
mod shell;
mod specimen;
mod stylesheet;
pub mod words;

pub use link::{Href, Link};
pub use locale::{Locale, filled};
pub use sample::Sample;
pub use script::script;
pub use sentence::{Part, Sentence};
pub use shell::{AsOf, Assets, Flash, LedgerFoot, NavGroup, NavItem, Routes, Shell, SignedIn, Theme};
pub use stylesheet::stylesheet;
