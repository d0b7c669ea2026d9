//! The Statement of Applicability held against what records show: the reference controls, the organisation's own, the risks
//! that are treated by them, how they are carried out, and what tests of their effect found.
//!
//! How a control stands is computed here and typed nowhere.

mod compare;
mod diff;
mod draft;
mod facts;
mod fault;
mod line;
mod reasons;
mod row;

pub use compare::compare;
pub use diff::{Change, changes};
pub use draft::{Around, draft};
pub use facts::{EvidenceFact, Fact, Facts, Implementation, Measure, RiskFact, Test, TestResult, UseFact};
pub use fault::{Fault, Mend};
pub use line::{Applies, Line, Row, Standing, Treated, left_out, rows};
pub use reasons::{copied, generic};
pub use row::{answered, asked, row_schema, said, within};

/// Id of the kind of the statement.
pub const KIND: &str = "soa";
/// Id of the kind of control implementations.
pub const IMPLEMENTATION: &str = "control_implementation";
/// Id of the kind of risks.
pub const RISK: &str = "risk";
/// Id of the kind of uses of AI.
pub const USE: &str = "use";
/// Id of the kind of evidence.
pub const EVIDENCE: &str = "evidence";
/// Id of the kind of documents.
pub const DOCUMENT: &str = "document";

/// A reference of a control as it is compared: however it was typed.
pub fn key(reference: &str) -> String {
    record::fold(reference.trim()).chars().filter(|character| !character.is_whitespace()).collect()
}

/// The form of a reference that people read: that of the pack where it has the control.
pub fn spelled(pack: &frameworks::Pack, reference: &str) -> String {
    let wanted = key(reference);
    let known = pack.controls.iter().find(|control| key(&control.reference) == wanted);
    known.map_or_else(|| reference.trim().to_owned(), |control| control.reference.clone())
}

#[cfg(test)]
mod tests;
