//! How a record stands, from one of its acts to the next.

use crate::{
    apply::Found,
    failure::writing,
    sql::{Statements, bytes, count_at, int, pack, places},
    waiting::{Table, Waiting},
};
use ledger::Entry;
use record::RecordId;
use rusqlite::{Connection, Row, params};
use std::sync::LazyLock;
use store::{StoreError, Write};

/// Bits of `why`: which stamps have a reason.
pub(crate) const WHY_CREATED: u8 = 1;
pub(crate) const WHY_CHANGED: u8 = 2;
pub(crate) const WHY_STATE: u8 = 4;
pub(crate) const WHY_APPROVED: u8 = 8;

/// Who approved which version, when, by which entry.
type Approved = (u32, [u8; 16], i64, u64);

/// A record as it stands before an act.
#[derive(Debug)]
pub(crate) struct Standing {
    pub(crate) rec: i64,
    pub(crate) kind: String,
    pub(crate) number: u64,
    pub(crate) reference: String,
    pub(crate) state: String,
    pub(crate) version: u32,
    pub(crate) openness: u8,
    content_pos: u64,
    title: String,
    state_by: [u8; 16],
    state_at: i64,
    state_pos: u64,
    approved: Option<Approved>,
    why: u8,
}

impl Standing {
    /// The record now, if there is one.
    pub(crate) fn load(connection: &Connection, record: RecordId) -> Result<Option<Self>, StoreError> {
        let sql = "SELECT r.rec, r.kind, r.number, r.reference, s.state, s.version, a.openness, s.content_pos, s.title, s.state_by,
                s.state_at, s.state_pos, s.why, s.approved_version, s.approved_by, s.approved_at, s.approved_pos
            FROM record r JOIN span s ON s.rec = r.rec JOIN audience a ON a.rec = r.rec WHERE r.id = ?";
        connection.first(sql, [bytes(record)], Self::read).map_err(writing)
    }

    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let approved = match row.get::<_, Option<u32>>(13)? {
            Some(version) => Some((version, row.get(14)?, row.get(15)?, count_at(row, 16)?)),
            None => None,
        };
        Ok(Self {
            rec: row.get(0)?,
            kind: row.get(1)?,
            number: count_at(row, 2)?,
            reference: row.get(3)?,
            state: row.get(4)?,
            version: row.get(5)?,
            openness: row.get(6)?,
            content_pos: count_at(row, 7)?,
            title: row.get(8)?,
            state_by: row.get(9)?,
            state_at: row.get(10)?,
            state_pos: count_at(row, 11)?,
            approved,
            why: row.get(12)?,
        })
    }
}

/// A first row is plainly inserted: one that may replace another has to be prepared for being taken back.
/// The columns of a span, in the order in which they are written.
pub(crate) const COLUMNS: &[&str] = &[
    "rec",
    "from_pos",
    "state",
    "version",
    "content_pos",
    "title",
    "state_by",
    "state_at",
    "state_pos",
    "changed_by",
    "changed_at",
    "approved_version",
    "approved_by",
    "approved_at",
    "approved_pos",
    "authors",
    "why",
];

/// The statement that replaces a span.
static REPLACE: LazyLock<String> = LazyLock::new(|| {
    let places = places(COLUMNS.len());
    format!("INSERT OR REPLACE INTO span ({}) VALUES ({places})", COLUMNS.join(", "))
});

/// Closes the span that held and opens the next; gives the title.
pub(crate) fn write_span<'c>(
    connection: &Connection,
    waiting: &mut Waiting<'c>,
    write: &'c Write,
    entry: &Entry,
    found: Found,
    standing: Option<Standing>,
    newer: bool,
) -> Result<String, StoreError> {
    let position = int(found.position);
    if !found.new {
        let close = "INSERT INTO span_past (rec, until_pos, from_pos, state, version, content_pos, title, state_by, state_at, state_pos,
                changed_by, changed_at, approved_version, approved_by, approved_at, approved_pos, authors, why)
            SELECT rec, ?, from_pos, state, version, content_pos, title, state_by, state_at, state_pos,
                changed_by, changed_at, approved_version, approved_by, approved_at, approved_pos, authors, why
            FROM span WHERE rec = ?";
        connection.run(close, params![position, found.rec]).map_err(writing)?;
    }
    let person = entry.actor.person.into_bytes();
    let reason = write.reason.is_some();
    let mut why = standing.as_ref().map_or(0, |standing| standing.why);
    let mut mark = |bit: u8| why = if reason { why | bit } else { why & !bit };
    mark(WHY_CHANGED);
    let content_pos =
        standing.as_ref().filter(|_| !newer).map_or(found.position, |standing| standing.content_pos);
    // An act apart from the life cycle leaves the state as it was, with the stamp of who brought it there.
    let state = match &standing {
        Some(standing) if write.act.is_apart() => (standing.state_by, standing.state_at, standing.state_pos),
        _ => {
            mark(WHY_STATE);
            (person, found.at, found.position)
        }
    };
    let approved = if write.comes_into_force {
        mark(WHY_APPROVED);
        Some((write.version, person, found.at, found.position))
    } else {
        standing.as_ref().and_then(|standing| standing.approved)
    };
    if found.new {
        mark(WHY_CREATED);
    }
    let title = match (&write.content, standing) {
        (Some(content), _) => content.title.clone(),
        (None, Some(standing)) => standing.title,
        (None, None) => String::new(),
    };
    let row = [
        found.rec.into(),
        position.into(),
        (&write.state).into(),
        write.version.into(),
        int(content_pos).into(),
        title.clone().into(),
        state.0.into(),
        state.1.into(),
        int(state.2).into(),
        person.into(),
        found.at.into(),
        approved.map(|approved| approved.0).into(),
        approved.map(|approved| approved.1).into(),
        approved.map(|approved| approved.2).into(),
        approved.map(|approved| int(approved.3)).into(),
        pack(&write.authors).into(),
        why.into(),
    ];
    if found.new {
        waiting.add(Table::Span, row);
    } else {
        connection.add(&REPLACE, &row).map_err(writing)?;
    }
    Ok(title)
}
