//! What verification has to say.

use crate::{hash::Hash, limits::FINDINGS_MAX};
use serde::Serialize;
use uuid::Uuid;

/// One thing that is not as it must be, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The position of the entry at fault; none if it concerns the log as a whole.
    pub position: Option<u64>,
    /// The record that the entry is about, when that is known.
    pub subject: Option<Uuid>,
    /// The field at fault, if one is; the name of the file for evidence.
    pub field: Option<String>,
    /// A stable code, e.g. `entry.altered`.
    pub code: &'static str,
    /// One sentence for a reader.
    pub sentence: String,
}

impl Finding {
    /// A finding about the log as a whole.
    pub fn whole(code: &'static str, sentence: impl Into<String>) -> Self {
        Self { position: None, subject: None, field: None, code, sentence: sentence.into() }
    }

    /// A finding about one entry.
    pub fn at(position: u64, code: &'static str, sentence: impl Into<String>) -> Self {
        Self { position: Some(position), ..Self::whole(code, sentence) }
    }

    /// The same, naming the record.
    #[must_use]
    pub fn of(self, subject: Uuid) -> Self {
        Self { subject: Some(subject), ..self }
    }

    /// The same, naming the field or file.
    #[must_use]
    pub fn in_field(self, field: &str) -> Self {
        Self { field: Some(field.to_owned()), ..self }
    }
}

/// The result of verification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The organisation that the entries name; none if there are none.
    pub organisation: Option<Uuid>,
    /// How many entries were read.
    pub entries: u64,
    /// How many entries the checkpoint covers; none without one.
    pub size: Option<u64>,
    /// The root recomputed from the entries that were read.
    pub root: Hash,
    /// The keys whose signature on the checkpoint holds.
    pub signers: Vec<String>,
    /// Whether the reader gave the key. If not, it was taken from the package and says nothing about who signed.
    pub key_pinned: bool,
    /// How many committed fields were opened and agree.
    pub opened: u64,
    /// How many committed fields were erased by a logged act.
    pub erased: u64,
    /// How many evidence files were read.
    pub evidence: u64,
    /// What is not as it must be, in order of position; at most [`FINDINGS_MAX`] of them.
    pub findings: Vec<Finding>,
    /// How many findings there are in all.
    pub findings_total: u64,
}

impl Report {
    /// Whether nothing was found.
    pub fn is_intact(&self) -> bool {
        self.findings_total == 0
    }
}

/// Findings as they come up: the first are kept, all are counted.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    kept: Vec<Finding>,
    total: u64,
}

impl Findings {
    pub(crate) fn add(&mut self, finding: Finding) {
        self.total += 1;
        if self.kept.len() < FINDINGS_MAX {
            self.kept.push(finding);
        }
    }

    /// In order of position, those about the whole first, and the count of all.
    pub(crate) fn into_parts(mut self) -> (Vec<Finding>, u64) {
        self.kept.sort_by(|a, b| (a.position, a.code, &a.field).cmp(&(b.position, b.code, &b.field)));
        (self.kept, self.total)
    }
}
