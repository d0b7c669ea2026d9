//! What a transaction adds, table by table, before it is written in one round.

use crate::standing::{Cell, Span, Words};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Rows that are added and never changed by this transaction. What holds now is not here: it is the difference of the
/// standings.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sheet {
    /// Position, bytes, leaf.
    pub(crate) entries: Vec<(i64, Vec<u8>, [u8; 32])>,
    /// Level, index, hash.
    pub(crate) nodes: Vec<(i16, i64, [u8; 32])>,
    pub(crate) records: Vec<Record>,
    pub(crate) acts: Vec<Act>,
    /// Position, text, salt.
    pub(crate) reasons: Vec<(i64, String, String)>,
    pub(crate) contents: Vec<Content>,
    /// Record, position at which it ended, the span.
    pub(crate) spans_past: Vec<(i64, i64, Span)>,
    /// Record, number, end, slot, key, cell.
    pub(crate) cells_past: Vec<(i64, i64, i64, i64, String, Cell)>,
    /// Record, end, field, target, beginning.
    pub(crate) links_past: Vec<(i64, i64, String, Uuid, i64)>,
    /// Record, end, the words.
    pub(crate) words_past: Vec<(i64, i64, Words)>,
    /// Kind, key, record.
    pub(crate) import_keys: Vec<(String, String, Uuid)>,
    /// Kind, state and openness: how many more there are.
    pub(crate) tally: BTreeMap<(String, String, i16), i64>,
}

/// A record that comes to be.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) rec: i64,
    pub(crate) id: Uuid,
    pub(crate) kind: String,
    pub(crate) number: i64,
    pub(crate) reference: String,
    pub(crate) prefix: String,
    pub(crate) born: i64,
    pub(crate) created_by: Uuid,
    pub(crate) created_at: i64,
}

/// What somebody did.
#[derive(Clone, Debug)]
pub(crate) struct Act {
    pub(crate) position: i64,
    pub(crate) rec: i64,
    pub(crate) code: String,
    pub(crate) person: Uuid,
    pub(crate) capacity: String,
    pub(crate) via: String,
    pub(crate) at: i64,
    pub(crate) version: i32,
    pub(crate) state: String,
}

/// What somebody wrote.
#[derive(Clone, Debug)]
pub(crate) struct Content {
    pub(crate) position: i64,
    pub(crate) rec: i64,
    pub(crate) version: i32,
    pub(crate) schema: String,
    pub(crate) json: String,
    pub(crate) salts: String,
}

/// How full a sheet was.
#[derive(Clone, Debug)]
pub(crate) struct Mark {
    lengths: [usize; 11],
    tally: BTreeMap<(String, String, i16), i64>,
}

impl Sheet {
    /// Counts a record where it now is, or no longer where it was.
    pub(crate) fn tally(&mut self, kind: &str, state: &str, openness: i16, n: i64) {
        *self.tally.entry((kind.to_owned(), state.to_owned(), openness)).or_default() += n;
    }

    /// How full it is.
    pub(crate) fn mark(&self) -> Mark {
        let lengths = [
            self.entries.len(),
            self.nodes.len(),
            self.records.len(),
            self.acts.len(),
            self.reasons.len(),
            self.contents.len(),
            self.spans_past.len(),
            self.cells_past.len(),
            self.links_past.len(),
            self.words_past.len(),
            self.import_keys.len(),
        ];
        Mark { lengths, tally: self.tally.clone() }
    }

    /// Takes away what came since.
    pub(crate) fn take_back(&mut self, mark: Mark) {
        let [entries, nodes, records, acts, reasons, contents, spans, cells, links, words, keys] =
            mark.lengths;
        self.entries.truncate(entries);
        self.nodes.truncate(nodes);
        self.records.truncate(records);
        self.acts.truncate(acts);
        self.reasons.truncate(reasons);
        self.contents.truncate(contents);
        self.spans_past.truncate(spans);
        self.cells_past.truncate(cells);
        self.links_past.truncate(links);
        self.words_past.truncate(words);
        self.import_keys.truncate(keys);
        self.tally = mark.tally;
    }
}
