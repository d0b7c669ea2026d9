//! How a record stands, from one of its acts to the next.

use crate::{
    apply::Found,
    failure::writing,
    sql::{Statements, bytes, count_at, ids_at, int, pack},
    waiting::{Table, Waiting},
};
use ledger::Entry;
use record::RecordId;
use rusqlite::{Connection, Row, params};
use std::{collections::BTreeSet, ops::Range, sync::LazyLock};
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
    /// For whose sake more may be seen of it.
    pub(crate) related: Vec<RecordId>,
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
        let sql = "SELECT r.rec, r.kind, r.number, r.reference, s.state, s.version, s.openness, s.content_pos, s.title, s.state_by,
                s.state_at, s.state_pos, s.why, s.approved_version, s.approved_by, s.approved_at, s.approved_pos, s.related
            FROM record r JOIN span s ON s.rec = r.rec WHERE r.id = ?";
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
            related: ids_at(row, 17)?,
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

/// The columns of a span, in the order in which they are written.
pub(crate) const COLUMNS: &[&str] = &[
    "rec",
    "id",
    "kind",
    "reference",
    "born",
    "created_by",
    "created_at",
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
    "openness",
    "related",
];

/// The columns that every act on a record may change; those before them never do.
const CHANGED: Range<usize> = 7..23;
/// Those that few acts change, and that are indexed.
const SEEN: Range<usize> = 23..25;

/// The statements that change a span.
static CHANGE: LazyLock<String> = LazyLock::new(|| update(CHANGED));
static CHANGE_SEEN: LazyLock<String> = LazyLock::new(|| update(SEEN));

/// The statement that sets some columns by the values of a whole row.
fn update(columns: Range<usize>) -> String {
    let set: Vec<String> =
        columns.filter_map(|at| COLUMNS.get(at).map(|column| format!("{column} = ?{}", at + 1))).collect();
    format!("UPDATE span SET {} WHERE rec = ?1", set.join(", "))
}

/// For whose sake more may be seen of a record from an act on, ascending.
pub(crate) fn audience(write: &Write) -> Vec<RecordId> {
    let related: BTreeSet<RecordId> = write.related.iter().copied().collect();
    related.into_iter().collect()
}

/// Closes the span that held and opens the next; gives the title.
pub(crate) fn write_span<'c>(
    connection: &Connection,
    waiting: &mut Waiting<'c>,
    write: &'c Write,
    entry: &Entry,
    (found, reference): (Found, &str),
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
    let related = audience(write);
    let is_seen_as_before = standing
        .as_ref()
        .is_some_and(|standing| standing.openness == write.openness && standing.related == related);
    let title = match (&write.content, standing) {
        (Some(content), _) => content.title.clone(),
        (None, Some(standing)) => standing.title,
        (None, None) => String::new(),
    };
    let row = [
        found.rec.into(),
        write.record.into(),
        (&write.kind).into(),
        reference.to_owned().into(),
        position.into(),
        person.into(),
        found.at.into(),
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
        write.openness.into(),
        pack(&related).into(),
    ];
    if found.new {
        waiting.add(Table::Span, row);
        return Ok(title);
    }
    let change = |sql: &str, columns: Range<usize>| {
        row.get(..columns.end).map_or(Ok(()), |values| connection.add(sql, values)).map_err(writing)
    };
    change(&CHANGE, CHANGED)?;
    if !is_seen_as_before {
        change(&CHANGE_SEEN, SEEN)?;
    }
    Ok(title)
}
