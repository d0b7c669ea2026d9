//! The kinds of record of an AI management system, declarations only.
//!
//! One file a kind: forms, tables, filters, REST, search, import and history follow from it. Codes of fields and
//! options are stable, because bodies, saved filters and expectations name them; labels and hints may be reworded.
#![expect(
    missing_docs,
    reason = "the label and the hint that a field declares are its documentation, and a test demands them"
)]

pub mod action;
pub mod agent;
pub mod ai_use;
pub mod attestation;
pub mod body;
pub mod control_implementation;
pub mod country;
pub mod dataset;
pub mod document;
pub mod evidence;
pub mod gap;
pub mod impact_assessment;
pub mod impact_questions;
pub mod model;
pub mod person;
pub mod risk;
pub mod risk_method;
pub mod scales;
pub mod soa;
pub mod supplier;
pub mod system;
pub mod unit;

use record::Kind;

/// Every kind, in the order of the navigation.
pub static ALL: &[&Kind] = &[
    &ai_use::KIND,
    &system::KIND,
    &model::KIND,
    &dataset::KIND,
    &agent::KIND,
    &supplier::KIND,
    &risk::KIND,
    &risk_method::KIND,
    &impact_assessment::KIND,
    &soa::KIND,
    &control_implementation::KIND,
    &gap::KIND,
    &document::KIND,
    &evidence::KIND,
    &attestation::KIND,
    &action::KIND,
    &person::KIND,
    &unit::KIND,
    &body::KIND,
];

/// The kind with this id.
pub fn find(id: &str) -> Option<&'static Kind> {
    ALL.iter().find(|kind| kind.id == id).copied()
}
