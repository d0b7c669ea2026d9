//! A record as it stands, and the acts that brought it there.

use crate::{Act, Body, RecordId, Stamp, State};
use jiff::Timestamp;

/// A record at a position of the ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Its id.
    pub id: RecordId,
    /// Id of its kind.
    pub kind: &'static str,
    /// `SYS-0007`.
    pub reference: String,
    /// The value of its first field.
    pub title: String,
    /// Where it stands.
    pub state: State,
    /// Version of the content, from 1.
    pub version: u32,
    /// The newest content.
    pub body: Body,
    /// Tag of the schema that the content was written under.
    pub schema: String,
    /// What is in force, where the life cycle knows approval.
    pub effective: Option<Effective>,
    /// Who created it, when.
    pub created: Stamp,
    /// Who acted on it last, when, why.
    pub changed: Stamp,
    /// Who wrote the content since it was last in force: none of them may approve it.
    pub authors: Vec<RecordId>,
    /// Ledger position of the last act on it.
    pub position: u64,
}

/// The version of a record that is in force.
#[derive(Clone, Debug, PartialEq)]
pub struct Effective {
    /// Its number.
    pub version: u32,
    /// Its content.
    pub body: Body,
    /// Who approved it, when, why.
    pub approved: Stamp,
}

/// An act on a record, as the ledger knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActSeen {
    /// What was done.
    pub act: Act,
    /// By whom.
    pub by: RecordId,
    /// In which role (code).
    pub capacity: String,
    /// When it was recorded.
    pub at: Timestamp,
    /// Version of the content after the act.
    pub version: u32,
    /// Position in the ledger.
    pub position: u64,
    /// Why.
    pub reason: Option<String>,
    /// Code of the state after the act.
    pub state: String,
}

/// A record with its acts, oldest first: what expectations read.
#[derive(Clone, Debug, PartialEq)]
pub struct Dossier {
    /// The record.
    pub record: Record,
    /// Its acts, oldest first.
    pub acts: Vec<ActSeen>,
}

impl Record {
    /// The content that counts: what is in force if anything is, otherwise the newest.
    pub fn in_force(&self) -> Option<&Body> {
        if self.state.is_over() {
            return None;
        }
        match (&self.state, &self.effective) {
            (_, Some(effective)) => Some(&effective.body),
            (State::Draft(_) | State::Submitted(_), None) => None,
            _ => Some(&self.body),
        }
    }
}
