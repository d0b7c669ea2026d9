//! Results of use-cases as views of pages.

pub mod act;
pub mod form;
pub mod history;
pub mod names;
pub mod record;
pub mod register;
pub mod shell;
