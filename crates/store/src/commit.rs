//! A write set: everything that one act changes, and what must still hold for it.

use jiff::Timestamp;
use ledger::Draft;
use record::{Act, Cell, RecordId};

/// What one use-case writes, in one transaction.
#[derive(Clone, Debug, Default)]
pub struct Commit {
    /// The acts, in order. Each becomes one ledger entry.
    pub writes: Vec<Write>,
    /// What must still hold.
    pub expects: Vec<Expect>,
    /// The same key with the same digest gives the receipt of the first time and writes nothing, for
    /// [`Idempotency::KEPT_US`].
    pub idempotency: Option<Idempotency>,
    /// Keys under which an import finds its records again: kind, key, record. A key that leads to another record is a
    /// conflict, so two imports that run at once make no record twice.
    pub import_keys: Vec<(String, String, RecordId)>,
}

/// One act on one record.
#[derive(Clone, Debug)]
pub struct Write {
    /// The entry, not yet sealed: the store sets its position, lets its time not run backwards, and adds the code
    /// `reference` to the entry that creates a record.
    pub entry: Draft,
    /// The record.
    pub record: RecordId,
    /// Id of its kind.
    pub kind: String,
    /// Prefix of its reference, e.g. `SYS`; the number is given by the store at creation, without gaps.
    pub prefix: String,
    /// What is done.
    pub act: Act,
    /// Code of the state afterwards.
    pub state: String,
    /// Version of the content afterwards.
    pub version: u32,
    /// The new content, when it changes.
    pub content: Option<Content>,
    /// Whether this version comes into force with the act.
    pub comes_into_force: bool,
    /// Who wrote since the record was last in force.
    pub authors: Vec<RecordId>,
    /// How open it is: 0 all, 1 working roles, 2 governing roles.
    pub openness: u8,
    /// Persons and units that read it because they are related.
    pub related: Vec<RecordId>,
    /// The reason given, with the salt of its commitment (hex).
    pub reason: Option<(String, String)>,
    /// Fields to erase in every version of the record (act `erase`): their values and salts leave every stored content.
    /// The version stays; `content` then only says how the newest version is indexed from now on.
    pub erase: Vec<String>,
}

/// The content of a version with everything derived from it.
#[derive(Clone, Debug, Default)]
pub struct Content {
    /// Tag of the schema.
    pub schema: String,
    /// The body as canonical JSON.
    pub json: String,
    /// Field id to salt (hex) as JSON: salts of unchanged fields stay as they were.
    pub salts: String,
    /// The title.
    pub title: String,
    /// Sortable and filterable values.
    pub cells: Vec<Cell>,
    /// Links: field and target.
    pub links: Vec<(String, RecordId)>,
    /// Folded words for search, between spaces. The store adds those of the reference, which it gives itself.
    pub words: String,
}

/// A condition on the store at the moment of writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// The last act on the record stands at this position.
    Unchanged {
        /// The record.
        record: RecordId,
        /// Position of its last act.
        position: u64,
    },
    /// No such record yet.
    Absent(RecordId),
    /// The ledger still has this size: for decisions that read many records.
    Size(u64),
    /// No record of the kind (by its place in [`Commit::writes`]) was written since this size.
    KindUnchanged {
        /// Id of the kind.
        kind: &'static str,
        /// Size of the ledger when it was read.
        since: u64,
    },
}

/// Makes a repeated request harmless.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idempotency {
    /// Who sent it.
    pub person: RecordId,
    /// The key from the form or header.
    pub key: String,
    /// SHA-256 (hex) of what was sent.
    pub digest: String,
}

impl Idempotency {
    /// How long a key is kept, in microseconds of recorded time: 30 days. Afterwards it is as if it had never been used.
    pub const KEPT_US: i64 = 30 * 24 * 60 * 60 * 1_000_000;
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Each entry, in order.
    pub sealed: Vec<Sealed>,
    /// Whether this is the answer of an earlier, equal request.
    pub repeated: bool,
}

/// One entry as it now stands in the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The record.
    pub record: RecordId,
    /// Its reference.
    pub reference: String,
    /// Its kind.
    pub kind: String,
    /// Position in the ledger.
    pub position: u64,
    /// Recorded time.
    pub at: Timestamp,
    /// Version of the content.
    pub version: u32,
}
