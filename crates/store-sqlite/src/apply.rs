//! Applying one commit: what must still hold, then each act with its entry and everything derived from it.

use crate::{
    cells::{Slots, write_cells, write_links},
    erase::erase,
    failure::{failed, writing},
    spans::{Standing, write_span},
    sql::{Statements, bytes, count_at, id_at, int, time_of},
    tally::{Counts, write_related},
    waiting::{Table, Waiting},
    words::{Changes, first_words, write_words},
};
use ledger::{Entry, Frontier, Hash, Node, leaf_hash};
use record::{Act, RecordId, reference};
use rusqlite::{Connection, params};
use serde_json::{Value as Json, json};
use std::collections::HashMap;
use store::{Commit, Expect, Idempotency, Receipt, Sealed, StoreError, Write};

/// The end of the ledger.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tip {
    pub(crate) frontier: Frontier,
    /// Recorded time of the last entry, in microseconds.
    pub(crate) last_at: Option<i64>,
}

/// What the writer remembers between commits.
#[derive(Debug)]
pub(crate) struct Scribe {
    pub(crate) tip: Tip,
    pub(crate) slots: Slots,
    /// What is to be done to the indexes of words before the transaction ends.
    pub(crate) words: Changes,
    /// What is counted in the commit at hand, and written at its end.
    counts: Counts,
    /// The last row and the last number of each kind that were given, once they were asked for.
    last_rec: Option<i64>,
    last_number: HashMap<String, u64>,
    /// Whether the task at hand has begun to write: refused before, it leaves no trace.
    pub(crate) begun: bool,
    pub(crate) erased: bool,
}

/// A record as the write set found it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Found {
    pub(crate) rec: i64,
    pub(crate) number: u64,
    /// Whether this act makes it.
    pub(crate) new: bool,
    /// Position of the act.
    pub(crate) position: u64,
    /// Recorded time of the act, in microseconds.
    pub(crate) at: i64,
}

impl Tip {
    /// Reads the end of the ledger; the complete subtrees at its right edge make up the tree.
    pub(crate) fn load(connection: &Connection) -> Result<Self, StoreError> {
        let last = connection
            .first("SELECT entry.position, at FROM entry LEFT JOIN act USING (position) ORDER BY entry.position DESC LIMIT 1", [], |row| {
                Ok((count_at(row, 0)?, row.get::<_, Option<i64>>(1)?))
            })
            .map_err(writing)?;
        let Some((last, at)) = last else { return Ok(Self::default()) };
        let at = at.ok_or_else(|| StoreError::Damaged(format!("entry {last} has no act")))?;
        let size = last + 1;
        let mut peaks = Vec::new();
        for level in (0..u64::BITS).rev().filter(|level| size >> level & 1 == 1) {
            let index = (size >> level) - 1;
            let hash = node(connection, u8::try_from(level).unwrap_or(u8::MAX), index)?;
            peaks.push(Hash(
                hash.ok_or_else(|| StoreError::Damaged(format!("node {level}/{index} is missing")))?,
            ));
        }
        let frontier =
            Frontier::from_peaks(size, peaks).map_err(|error| StoreError::Damaged(error.to_string()))?;
        Ok(Self { frontier, last_at: Some(at) })
    }
}

impl Scribe {
    pub(crate) fn new(tip: Tip) -> Self {
        Self {
            tip,
            slots: Slots::default(),
            words: Changes::default(),
            counts: Counts::default(),
            last_rec: None,
            last_number: HashMap::new(),
            begun: false,
            erased: false,
        }
    }

    /// Another process may have written since: the file is right. Called within the transaction that is to write.
    pub(crate) fn catch_up(&mut self, connection: &Connection) -> Result<(), StoreError> {
        let (known, size) = (self.tip.frontier.size(), size(connection)?);
        if size != known {
            self.fall_back(Tip::load(connection)?);
            self.words.made_by_others(usize::try_from(size.saturating_sub(known)).unwrap_or(usize::MAX));
        }
        Ok(())
    }

    /// A commit was refused: nothing of it may be remembered.
    pub(crate) fn fall_back(&mut self, tip: Tip) {
        *self = Self { erased: self.erased, ..Self::new(tip) };
    }

    /// Whether something was erased since the last question.
    pub(crate) fn take_erased(&mut self) -> bool {
        std::mem::take(&mut self.erased)
    }
}

/// How many entries the file holds.
pub(crate) fn size(connection: &Connection) -> Result<u64, StoreError> {
    let sql = "SELECT coalesce(max(position) + 1, 0) FROM entry";
    connection.one(sql, [], |row| count_at(row, 0)).map_err(writing)
}

/// A node of the tree: leaves lie with their entries.
pub(crate) fn node(connection: &Connection, level: u8, index: u64) -> Result<Option<[u8; 32]>, StoreError> {
    let found = if level == 0 {
        connection.first("SELECT leaf FROM entry WHERE position = ?", [int(index)], |row| row.get(0))
    } else {
        connection.first(
            "SELECT hash FROM node WHERE level = ? AND idx = ?",
            params![level, int(index)],
            |row| row.get(0),
        )
    };
    found.map_err(writing)
}

/// Writes everything of a commit, or fails; the caller takes back what was begun.
pub(crate) fn apply(
    connection: &Connection,
    scribe: &mut Scribe,
    commit: &Commit,
) -> Result<Receipt, StoreError> {
    let expired = expired(scribe, commit);
    if let Some(idempotency) = &commit.idempotency
        && let Some(receipt) = earlier(connection, idempotency, expired)?
    {
        return Ok(receipt);
    }
    for expect in &commit.expects {
        check(connection, scribe.tip.frontier.size(), *expect)?;
    }
    let mut new_keys = Vec::with_capacity(commit.import_keys.len());
    for (kind, key, record) in &commit.import_keys {
        let sql = "SELECT record FROM import_key WHERE kind = ? AND key = ?";
        let known = connection.first(sql, [kind, key], |row| id_at(row, 0)).map_err(writing)?;
        match known {
            Some(known) if known != *record => return Err(StoreError::Conflict),
            Some(_) => {}
            None => new_keys.push((kind, key, record)),
        }
    }
    let mut sealed = Vec::with_capacity(commit.writes.len());
    let mut waiting = Waiting::default();
    for write in &commit.writes {
        sealed.push(apply_write(connection, scribe, &mut waiting, write)?);
    }
    scribe.begun = true;
    // Of a key that comes twice the last holds. Replacing would make SQLite ready to take the statement back.
    for (kind, key, record) in new_keys.into_iter().rev() {
        waiting.add(Table::ImportKey, [kind.into(), key.into(), (*record).into()]);
    }
    waiting.settle(connection).map_err(writing)?;
    scribe.counts.settle(connection)?;
    let receipt = Receipt { sealed, repeated: false };
    if let Some(idempotency) = &commit.idempotency {
        remember(connection, idempotency, &receipt, scribe.tip.last_at.unwrap_or(i64::MIN), expired)?;
    }
    Ok(receipt)
}

fn check(connection: &Connection, size: u64, expect: Expect) -> Result<(), StoreError> {
    let holds = match expect {
        Expect::Size(expected) => size == expected,
        Expect::Absent(record) => find(connection, record)?.is_none(),
        Expect::Unchanged { record, position } => {
            let sql = "SELECT s.from_pos FROM record r JOIN span s ON s.rec = r.rec WHERE r.id = ?";
            connection.first(sql, [bytes(record)], |row| count_at(row, 0)).map_err(writing)? == Some(position)
        }
        Expect::KindUnchanged { kind, since } => {
            let sql = "SELECT position FROM kind_tip WHERE kind = ?";
            connection
                .first(sql, [kind], |row| count_at(row, 0))
                .map_err(writing)?
                .is_none_or(|last| last < since)
        }
    };
    if holds { Ok(()) } else { Err(StoreError::Conflict) }
}

fn apply_write<'c>(
    connection: &Connection,
    scribe: &mut Scribe,
    waiting: &mut Waiting<'c>,
    write: &'c Write,
) -> Result<Sealed, StoreError> {
    let position = scribe.tip.frontier.size();
    waiting.make_way(connection, write.record).map_err(writing)?;
    let standing = Standing::load(connection, write.record)?;
    check_write(write, standing.as_ref())?;
    let (rec, number, reference) = match &standing {
        Some(standing) => (standing.rec, standing.number, standing.reference.clone()),
        None => next(connection, scribe, write)?,
    };
    let mut draft = write.entry.clone();
    if standing.is_none() {
        draft.codes.insert("reference".to_owned(), reference.to_lowercase());
    }
    let entry = draft.seal(position, scribe.tip.last_at.unwrap_or(i64::MIN)).map_err(failed)?;
    let found = Found { rec, number, new: standing.is_none(), position, at: entry.at };
    scribe.begun = true;
    append(scribe, waiting, &entry);
    if found.new {
        waiting.add(
            Table::Record,
            [
                rec.into(),
                write.record.into(),
                (&write.kind).into(),
                int(number).into(),
                reference.clone().into(),
                (&write.prefix).into(),
                int(position).into(),
                entry.actor.person.into_bytes().into(),
                entry.at.into(),
            ],
        );
        scribe.last_rec = Some(rec);
        match scribe.last_number.get_mut(&write.kind) {
            Some(last) => *last = number,
            None => drop(scribe.last_number.insert(write.kind.clone(), number)),
        }
    }
    keep_act(waiting, &entry, found, write);
    project(connection, scribe, waiting, write, &entry, found, standing, &reference)?;
    let at = time_of(entry.at).map_err(failed)?;
    Ok(Sealed {
        record: write.record,
        reference,
        kind: write.kind.clone(),
        position,
        at,
        version: write.version,
    })
}

/// The entry and what is kept beside it must tell the same, and follow from what is there.
fn check_write(write: &Write, standing: Option<&Standing>) -> Result<(), StoreError> {
    let entry = &write.entry;
    let agrees = entry.subject.id == write.record.0
        && entry.subject.kind == write.kind
        && entry.subject.version == u64::from(write.version)
        && entry.act == write.act.code()
        && entry.state == write.state
        && entry.reason.is_some() == write.reason.is_some()
        && write.openness <= 2;
    let follows = match standing {
        None if write.act != Act::Create => return Err(StoreError::Conflict),
        Some(_) if write.act == Act::Create => return Err(StoreError::Conflict),
        None => write.content.is_some() && write.version == 1,
        Some(standing) if standing.kind != write.kind => false,
        Some(standing) if write.version == standing.version => {
            write.content.is_none() || write.act == Act::Erase
        }
        Some(standing) => write.version == standing.version + 1 && write.content.is_some(),
    };
    let erases = write.erase.is_empty() || write.act == Act::Erase;
    if agrees && follows && erases {
        Ok(())
    } else {
        Err(failed("a write set that contradicts itself or the record"))
    }
}

fn find(connection: &Connection, record: RecordId) -> Result<Option<i64>, StoreError> {
    connection
        .first("SELECT rec FROM record WHERE id = ?", [bytes(record)], |row| row.get(0))
        .map_err(writing)
}

/// Row, number and reference of a record that comes to be.
fn next(connection: &Connection, scribe: &Scribe, write: &Write) -> Result<(i64, u64, String), StoreError> {
    let rec = match scribe.last_rec {
        Some(last) => last + 1,
        None => connection
            .one("SELECT coalesce(max(rec), 0) + 1 FROM record", [], |row| row.get(0))
            .map_err(writing)?,
    };
    let last = match scribe.last_number.get(&write.kind) {
        Some(last) => Some(*last),
        None => connection
            .first("SELECT number FROM kind_tip WHERE kind = ?", [&write.kind], |row| count_at(row, 0))
            .map_err(writing)?,
    };
    let number = last.unwrap_or(0) + 1;
    Ok((rec, number, reference(&write.prefix, number)))
}

fn append(scribe: &mut Scribe, waiting: &mut Waiting<'_>, entry: &Entry) {
    let bytes = entry.bytes();
    let leaf = leaf_hash(&bytes);
    waiting.add(Table::Entry, [int(entry.position).into(), bytes.into(), leaf.into()]);
    scribe.tip.frontier.append_each(leaf, |Node { level, index, hash }| {
        // The leaf itself lies with its entry.
        if level > 0 {
            waiting.add(Table::Node, [level.into(), int(index).into(), hash.into()]);
        }
    });
    scribe.tip.last_at = Some(entry.at);
}

fn keep_act<'c>(waiting: &mut Waiting<'c>, entry: &Entry, found: Found, write: &'c Write) {
    let position = int(found.position);
    waiting.add(
        Table::Act,
        [
            position.into(),
            found.rec.into(),
            write.act.code().into(),
            entry.actor.person.into_bytes().into(),
            (&write.entry.actor.capacity).into(),
            (&write.entry.actor.via).into(),
            entry.at.into(),
            write.version.into(),
            (&write.state).into(),
        ],
    );
    if let Some((text, salt)) = &write.reason {
        waiting.add(Table::Reason, [position.into(), text.into(), salt.into()]);
    }
}

/// Writes the content and every projection of it.
#[expect(clippy::too_many_arguments, reason = "where to write, what, and how it stood: each is named once")]
fn project<'c>(
    connection: &Connection,
    scribe: &mut Scribe,
    waiting: &mut Waiting<'c>,
    write: &'c Write,
    entry: &Entry,
    found: Found,
    standing: Option<Standing>,
    reference: &str,
) -> Result<(), StoreError> {
    // An act of erasure with content of the same version brings the index of what is left, not a body.
    let content = write.content.as_ref();
    let newer = standing.as_ref().is_none_or(|standing| standing.version < write.version);
    if let Some(content) = content.filter(|_| newer) {
        waiting.add(
            Table::Content,
            [
                int(found.position).into(),
                found.rec.into(),
                write.version.into(),
                (&content.schema).into(),
                (&content.json).into(),
                (&content.salts).into(),
            ],
        );
    }
    scribe.counts.add(write, standing.as_ref(), found);
    write_related(connection, waiting, write, found, standing.as_ref())?;
    let title = write_span(connection, waiting, write, entry, (found, reference), standing, newer)?;
    write_cells(connection, &mut scribe.slots, waiting, write, found)?;
    if let Some(content) = content {
        write_links(connection, waiting, &content.links, found)?;
    }
    if !write.erase.is_empty() {
        // What is erased must be there, and the act that erases must be the last.
        waiting.settle(connection).map_err(writing)?;
        erase(connection, scribe, write, found, reference)?;
        scribe.erased = true;
    } else if let Some(content) = content {
        let of = (write, content.words.as_str(), title.as_str());
        if found.new {
            first_words(&mut scribe.words, waiting, of, reference, found);
        } else {
            write_words(connection, &mut scribe.words, of, reference, found)?;
        }
    }
    Ok(())
}

/// Keys used up to this time, in microseconds, are forgotten.
fn expired(scribe: &Scribe, commit: &Commit) -> i64 {
    let begins = commit.writes.first().map_or(i64::MIN, |write| write.entry.at);
    scribe.tip.last_at.unwrap_or(i64::MIN).max(begins).saturating_sub(Idempotency::KEPT_US)
}

fn earlier(
    connection: &Connection,
    idempotency: &Idempotency,
    expired: i64,
) -> Result<Option<Receipt>, StoreError> {
    let sql = "SELECT digest, receipt FROM idempotency WHERE person = ? AND key = ? AND at > ?";
    let found: Option<(String, String)> = connection
        .first(sql, params![bytes(idempotency.person), idempotency.key, expired], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .map_err(writing)?;
    match found {
        None => Ok(None),
        Some((digest, _)) if digest != idempotency.digest => Err(StoreError::KeyReused),
        Some((_, receipt)) => {
            let sealed =
                read_receipt(&receipt).ok_or_else(|| StoreError::Damaged("a kept receipt".to_owned()))?;
            Ok(Some(Receipt { sealed, repeated: true }))
        }
    }
}

fn remember(
    connection: &Connection,
    idempotency: &Idempotency,
    receipt: &Receipt,
    at: i64,
    expired: i64,
) -> Result<(), StoreError> {
    connection.run("DELETE FROM idempotency WHERE at <= ?", [expired]).map_err(writing)?;
    let sealed: Vec<Json> = receipt
        .sealed
        .iter()
        .map(|sealed| {
            json!([
                sealed.record.to_string(),
                sealed.reference,
                sealed.kind,
                sealed.position,
                sealed.at.as_microsecond(),
                sealed.version
            ])
        })
        .collect();
    connection
        .run(
            "INSERT INTO idempotency (person, key, digest, receipt, at) VALUES (?, ?, ?, ?, ?)",
            params![
                bytes(idempotency.person),
                idempotency.key,
                idempotency.digest,
                Json::Array(sealed).to_string(),
                at
            ],
        )
        .map(drop)
        .map_err(writing)
}

fn read_receipt(text: &str) -> Option<Vec<Sealed>> {
    let sealed: Vec<(RecordId, String, String, u64, i64, u32)> = serde_json::from_str(text).ok()?;
    sealed
        .into_iter()
        .map(|(record, reference, kind, position, at, version)| {
            Some(Sealed { record, reference, kind, position, at: time_of(at).ok()?, version })
        })
        .collect()
}
