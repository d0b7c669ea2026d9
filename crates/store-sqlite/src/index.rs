//! What is kept beside a body, made anew by the declarations of today.

use crate::{
    failure::{reading, writing},
    places::note_anew,
    sql::{Statements, bytes, id_at, ids_at, int, pack},
    words::{ADD, ADD_PAST, TAKE, indexed},
};
use record::RecordId;
use rusqlite::{Connection, params};
use std::collections::{BTreeMap, BTreeSet};
use store::{CHANGED, Index, STATE, StoreError};

/// What is kept of a record now. Positions are those from which it holds.
struct Kept {
    rec: i64,
    kind: String,
    number: i64,
    reference: String,
    state: String,
    /// Position of the act that wrote the newest content.
    content: i64,
    title: String,
    openness: u8,
    related: BTreeSet<RecordId>,
    /// By field and key: whether it is the smallest, the largest, and since when.
    cells: BTreeMap<(String, String), (u8, i64)>,
    links: BTreeMap<(String, RecordId), i64>,
    words: Option<(i64, String, String)>,
}

/// What is to be kept.
struct Wanted<'i> {
    index: &'i Index,
    related: BTreeSet<RecordId>,
    cells: BTreeMap<(String, String), u8>,
    links: BTreeSet<(String, RecordId)>,
    words: (String, String),
}

/// Of which records something else is kept.
pub(crate) fn differing(connection: &Connection, indexes: &[Index]) -> Result<Vec<RecordId>, StoreError> {
    let mut found = Vec::new();
    for index in indexes {
        if let Some(kept) = Kept::load(connection, index)?
            && !Wanted::of(index, &kept).is(&kept)
        {
            found.push(index.record);
        }
    }
    Ok(found)
}

/// Keeps what is wanted of each record.
pub(crate) fn reindex(connection: &Connection, indexes: &[Index]) -> Result<(), StoreError> {
    for index in indexes {
        if let Some(kept) = Kept::load(connection, index)? {
            let wanted = Wanted::of(index, &kept);
            if !wanted.is(&kept) {
                wanted.keep(connection, &kept).map_err(writing)?;
            }
        }
    }
    note_anew(connection).map_err(writing)
}

/// By which declarations each kind was indexed.
pub(crate) fn basis(connection: &Connection) -> Result<BTreeMap<String, String>, StoreError> {
    let all = connection.all("SELECT kind, basis FROM indexed", [], |row| Ok((row.get(0)?, row.get(1)?)));
    Ok(all.map_err(reading)?.into_iter().collect())
}

/// States by which declarations kinds are indexed.
pub(crate) fn set_basis(connection: &Connection, basis: &BTreeMap<String, String>) -> Result<(), StoreError> {
    for (kind, basis) in basis {
        let set = "INSERT OR REPLACE INTO indexed (kind, basis) VALUES (?, ?)";
        connection.run(set, [kind, basis]).map_err(writing)?;
    }
    Ok(())
}

impl Kept {
    /// What is kept of a record, unless it has moved on.
    fn load(connection: &Connection, index: &Index) -> Result<Option<Self>, StoreError> {
        let sql = "SELECT r.rec, r.kind, r.number, r.reference, s.state, s.content_pos, s.title, s.openness, s.related,
                w.from_pos, w.title, w.text
            FROM record r JOIN span s USING (rec) LEFT JOIN word w USING (rec)
            WHERE r.id = ? AND s.from_pos = ?";
        let kept = connection
            .first(sql, params![bytes(index.record), int(index.position)], |row| {
                let words = match row.get::<_, Option<i64>>(9)? {
                    Some(from) => Some((from, row.get(10)?, row.get(11)?)),
                    None => None,
                };
                Ok(Self {
                    rec: row.get(0)?,
                    kind: row.get(1)?,
                    number: row.get(2)?,
                    reference: row.get(3)?,
                    state: row.get(4)?,
                    content: row.get(5)?,
                    title: row.get(6)?,
                    openness: row.get(7)?,
                    related: ids_at(row, 8)?.into_iter().collect(),
                    cells: BTreeMap::new(),
                    links: BTreeMap::new(),
                    words,
                })
            })
            .map_err(reading)?;
        let Some(mut kept) = kept else { return Ok(None) };
        let cells = "SELECT t.field, c.key, c.edge, c.from_pos FROM cell c JOIN slot t USING (slot)
            WHERE c.rec = ? AND t.field NOT IN (?, ?)";
        kept.cells = connection
            .all(cells, params![kept.rec, STATE, CHANGED], |row| {
                Ok(((row.get(0)?, row.get(1)?), (row.get(2)?, row.get(3)?)))
            })
            .map_err(reading)?
            .into_iter()
            .collect();
        let links = "SELECT field, target, from_pos FROM link WHERE rec = ?";
        kept.links = connection
            .all(links, [kept.rec], |row| Ok(((row.get(0)?, id_at(row, 1)?), row.get(2)?)))
            .map_err(reading)?
            .into_iter()
            .collect();
        Ok(Some(kept))
    }
}

impl<'i> Wanted<'i> {
    fn of(index: &'i Index, kept: &Kept) -> Self {
        let mut keys: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for cell in &index.cells {
            keys.entry(&cell.field).or_default().insert(&cell.key);
        }
        let edge = |keys: &BTreeSet<&str>, key: &str| {
            u8::from(keys.first() == Some(&key)) | u8::from(keys.last() == Some(&key)) << 1
        };
        let cells = keys.iter().flat_map(|(field, keys)| {
            keys.iter().map(move |key| (((*field).to_owned(), (*key).to_owned()), edge(keys, key)))
        });
        Self {
            index,
            related: index.related.iter().copied().collect(),
            cells: cells.collect(),
            links: index.links.iter().cloned().collect(),
            words: indexed(&kept.kind, &index.words, &index.title, &kept.reference),
        }
    }

    fn is(&self, kept: &Kept) -> bool {
        let cells = kept.cells.iter().map(|(cell, (edge, _))| (cell, edge));
        let words = kept.words.as_ref().map(|(_, title, text)| (title, text));
        kept.title == self.index.title
            && (kept.openness, &kept.related) == (self.index.openness, &self.related)
            && cells.eq(&self.cells)
            && kept.links.keys().eq(&self.links)
            && words == Some((&self.words.0, &self.words.1))
    }

    fn keep(&self, connection: &Connection, kept: &Kept) -> rusqlite::Result<()> {
        connection
            .run("UPDATE span SET title = ? WHERE rec = ?", params![self.index.title, kept.rec])
            .map(drop)?;
        self.keep_audience(connection, kept)?;
        self.keep_cells(connection, kept)?;
        self.keep_links(connection, kept)?;
        self.keep_words(connection, kept)
    }

    fn keep_audience(&self, connection: &Connection, kept: &Kept) -> rusqlite::Result<()> {
        let related: Vec<RecordId> = self.related.iter().copied().collect();
        let set = "UPDATE span SET openness = ?, related = ? WHERE rec = ?";
        connection.run(set, params![self.index.openness, pack(&related), kept.rec])?;
        for id in kept.related.difference(&self.related) {
            let drop = "DELETE FROM related WHERE id = ? AND kind = ? AND rec = ?";
            connection.run(drop, params![bytes(*id), kept.kind, kept.rec])?;
        }
        for id in self.related.difference(&kept.related) {
            let add = "INSERT INTO related (id, kind, rec) VALUES (?, ?, ?)";
            connection.run(add, params![bytes(*id), kept.kind, kept.rec])?;
        }
        for (openness, n) in [(kept.openness, -1), (self.index.openness, 1)] {
            let count = "INSERT INTO tally (kind, state, openness, n) VALUES (?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET n = n + excluded.n";
            connection.run(count, params![kept.kind, kept.state, openness, n])?;
        }
        Ok(())
    }

    fn keep_cells(&self, connection: &Connection, kept: &Kept) -> rusqlite::Result<()> {
        let stale = |cell: &(String, String), edge: u8| self.cells.get(cell) != Some(&edge);
        for ((field, key), (edge, from)) in kept.cells.iter().filter(|(cell, (edge, _))| stale(cell, *edge)) {
            let slot = slot(connection, &kept.kind, field)?;
            if *from < kept.content {
                let past = "INSERT INTO cell_past (rec, slot, until_pos, key, number, edge, from_pos) VALUES (?, ?, ?, ?, ?, ?, ?)";
                connection.run(past, params![kept.rec, slot, kept.content, key, kept.number, edge, from])?;
            }
            let drop = "DELETE FROM cell WHERE rec = ? AND slot = ? AND key = ?";
            connection.run(drop, params![kept.rec, slot, key])?;
        }
        let there =
            |cell: &(String, String), edge: u8| kept.cells.get(cell).is_some_and(|(known, _)| *known == edge);
        for ((field, key), edge) in self.cells.iter().filter(|(cell, edge)| !there(cell, **edge)) {
            let slot = slot(connection, &kept.kind, field)?;
            let add = "INSERT INTO cell (rec, slot, key, number, edge, from_pos) VALUES (?, ?, ?, ?, ?, ?)";
            connection.run(add, params![kept.rec, slot, key, kept.number, edge, kept.content])?;
        }
        Ok(())
    }

    fn keep_links(&self, connection: &Connection, kept: &Kept) -> rusqlite::Result<()> {
        for ((field, target), from) in kept.links.iter().filter(|(link, _)| !self.links.contains(*link)) {
            if *from < kept.content {
                let past =
                    "INSERT INTO link_past (rec, field, target, until_pos, from_pos) VALUES (?, ?, ?, ?, ?)";
                connection.run(past, params![kept.rec, field, bytes(*target), kept.content, from])?;
            }
            let drop = "DELETE FROM link WHERE rec = ? AND field = ? AND target = ?";
            connection.run(drop, params![kept.rec, field, bytes(*target)])?;
        }
        for (field, target) in self.links.iter().filter(|link| !kept.links.contains_key(*link)) {
            let add = "INSERT INTO link (rec, field, target, from_pos) VALUES (?, ?, ?, ?)";
            connection.run(add, params![kept.rec, field, bytes(*target), kept.content])?;
        }
        Ok(())
    }

    fn keep_words(&self, connection: &Connection, kept: &Kept) -> rusqlite::Result<()> {
        let (title, text) = &self.words;
        if let Some((from, old_title, old_text)) = &kept.words {
            if (old_title, old_text) == (title, text) {
                return Ok(());
            }
            if *from < kept.content {
                let past = "INSERT INTO word_past (rec, from_pos, until_pos, title, text) VALUES (?, ?, ?, ?, ?) RETURNING id";
                let row = params![kept.rec, from, kept.content, old_title, old_text];
                let id: i64 = connection.one(past, row, |row| row.get(0))?;
                connection.run(ADD_PAST, params![id, old_title, old_text])?;
            }
            connection.run(TAKE, params![kept.rec, old_title, old_text])?;
        }
        let set = "INSERT OR REPLACE INTO word (rec, from_pos, title, text) VALUES (?, ?, ?, ?)";
        connection.run(set, params![kept.rec, kept.content, title, text])?;
        connection.run(ADD, params![kept.rec, title, text]).map(drop)
    }
}

/// The number of a field; a new one when it was never met.
fn slot(connection: &Connection, kind: &str, field: &str) -> rusqlite::Result<i64> {
    match crate::cells::slot(connection, kind, field)? {
        Some(slot) => Ok(slot),
        None => connection.one(
            "INSERT INTO slot (kind, field) VALUES (?, ?) RETURNING slot",
            [kind, field],
            |row| row.get(0),
        ),
    }
}
