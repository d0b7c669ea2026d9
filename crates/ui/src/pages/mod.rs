//! Pages: a view struct, the function that draws it, and samples.

pub mod account;
pub mod as_of;
pub mod assessment;
pub mod board;
pub mod change;
pub mod changes;
pub mod check;
pub mod conflict;
pub mod diff;
pub mod document;
pub mod duplicates;
pub mod findings;
pub mod form;
pub mod framework;
pub mod frameworks;
pub mod gap_report;
pub mod gaps;
pub mod guide;
pub mod help;
pub mod home;
pub mod import;
pub mod library;
pub mod list;
pub mod merge;
pub mod papers;
pub mod problem;
pub mod record;
pub mod relations;
pub mod requirement;
pub mod rights;
pub mod risks;
pub mod seal;
pub mod search;
pub mod set_up;
pub mod sign_in;
pub mod soa;
pub mod soa_changes;
pub mod step;
pub mod table;
pub mod turn;
pub mod verify;
pub mod views;

use crate::{Locale, Shell};

/// A shell around samples, in a language.
pub(crate) fn around(locale: &Locale) -> Shell {
    Shell { locale: locale.clone(), ..Shell::sample() }
}

/// The same without anybody signed in.
pub(crate) fn outside(locale: &Locale) -> Shell {
    Shell { person: None, nav: Vec::new(), ledger: None, organisation: String::new(), ..around(locale) }
}
