//! What a store gives back: rows as they are kept, before a schema has read them.

use crate::StoreError;
use jiff::Timestamp;
use record::{Body, RecordId, Schema, Stamp};
use serde_json::{Map, Value as Json};

/// A record as kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// Its id.
    pub id: RecordId,
    /// Id of its kind.
    pub kind: String,
    /// `SYS-0007`.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// Code of its state.
    pub state: String,
    /// Who brought it there, when, why.
    pub state_stamp: Stamp,
    /// Version of the newest content.
    pub version: u32,
    /// Schema tag of the newest content.
    pub schema: String,
    /// The newest content: its JSON, which is read when it is asked for.
    pub body: String,
    /// Version in force, with who approved it, when, why.
    pub effective: Option<(u32, Stamp)>,
    /// Who created it.
    pub created: Stamp,
    /// Who acted on it last.
    pub changed: Stamp,
    /// Who wrote since it was last in force.
    pub authors: Vec<RecordId>,
    /// Position of the last act.
    pub position: u64,
    /// How open it is today (also when read at a past size).
    pub openness: u8,
    /// Who is related to it today (also when read at a past size).
    pub related: Vec<RecordId>,
}

impl Stored {
    /// The newest content, read under today's schema.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when it is no JSON object.
    pub fn read(&self, schema: &Schema) -> Result<Body, StoreError> {
        self.read_only(schema, &[])
    }

    /// The same, only of these fields; of all when none is named.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when it is no JSON object.
    pub fn read_only(&self, schema: &Schema, only: &[&str]) -> Result<Body, StoreError> {
        schema.read_text(&self.schema, &self.body, only).map_err(|_| {
            StoreError::Damaged(format!("the body of {} version {}", self.reference, self.version))
        })
    }

    /// As a list tells it: by whom and when, but not why.
    #[must_use]
    pub fn without_reasons(mut self) -> Self {
        for stamp in [&mut self.state_stamp, &mut self.created, &mut self.changed] {
            stamp.reason = None;
        }
        if let Some((_, approved)) = &mut self.effective {
            approved.reason = None;
        }
        self
    }
}

/// The content of one version.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredContent {
    /// The version.
    pub version: u32,
    /// Schema tag.
    pub schema: String,
    /// The body.
    pub json: Map<String, Json>,
    /// Field id to salt (hex).
    pub salts: Map<String, Json>,
}

/// An act as kept.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredAct {
    /// Position in the ledger.
    pub position: u64,
    /// The record.
    pub record: RecordId,
    /// Its kind.
    pub kind: String,
    /// Its reference.
    pub reference: String,
    /// Code of the act.
    pub act: String,
    /// Who.
    pub by: RecordId,
    /// In which role.
    pub capacity: String,
    /// By which way.
    pub via: String,
    /// When.
    pub at: Timestamp,
    /// Version of the content afterwards.
    pub version: u32,
    /// Code of the state afterwards.
    pub state: String,
    /// Why.
    pub reason: Option<String>,
}

/// A row of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerRow {
    /// Position.
    pub position: u64,
    /// The canonical bytes.
    pub bytes: Vec<u8>,
    /// The stored leaf hash.
    pub leaf: [u8; 32],
}

/// What opens the commitments of one entry.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenedContent {
    /// Position of the entry.
    pub position: u64,
    /// The record.
    pub record: RecordId,
    /// Version of the content.
    pub version: u32,
    /// The content of that version, when this entry wrote one.
    pub content: Option<StoredContent>,
    /// The reason with its salt (hex).
    pub reason: Option<(String, String)>,
    /// Fields of this record erased by acts up to now.
    pub erased: Vec<String>,
}
