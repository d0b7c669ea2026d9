//! Sortable values and links, each kept from the act that brought it to the act that took it away.

use crate::{
    apply::Found,
    failure::writing,
    sql::{Statements, bytes, id_at, int},
};
use record::RecordId;
use rusqlite::{Connection, params};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::LazyLock,
};
use store::{CHANGED, STATE, StoreError, Write, time_key};

/// Numbers of the fields that the writer has met: kind to field to number.
#[derive(Debug, Default)]
pub(crate) struct Slots(HashMap<String, HashMap<String, i64>>);

impl Slots {
    /// The number of a field; a new one when it was never met.
    pub(crate) fn number(
        &mut self,
        connection: &Connection,
        kind: &str,
        field: &str,
    ) -> Result<i64, StoreError> {
        if let Some(slot) = self.0.get(kind).and_then(|fields| fields.get(field)) {
            return Ok(*slot);
        }
        let slot = match slot(connection, kind, field).map_err(writing)? {
            Some(slot) => slot,
            None => connection
                .one("INSERT INTO slot (kind, field) VALUES (?, ?) RETURNING slot", [kind, field], |row| {
                    row.get(0)
                })
                .map_err(writing)?,
        };
        self.0.entry(kind.to_owned()).or_default().insert(field.to_owned(), slot);
        Ok(slot)
    }
}

/// The number of a field, if it was ever met.
pub(crate) fn slot(connection: &Connection, kind: &str, field: &str) -> rusqlite::Result<Option<i64>> {
    connection.first("SELECT slot FROM slot WHERE kind = ? AND field = ?", [kind, field], |row| row.get(0))
}

/// Brings the cells of a record to what they are by this act. A cell that stays is not touched.
pub(crate) fn write_cells(
    connection: &Connection,
    slots: &mut Slots,
    write: &Write,
    found: Found,
) -> Result<(), StoreError> {
    let state = slots.number(connection, &write.kind, STATE)?;
    let changed = slots.number(connection, &write.kind, CHANGED)?;
    let before: BTreeMap<(i64, String), (u8, i64)> = if found.new {
        BTreeMap::new()
    } else {
        connection
            .all("SELECT slot, key, edge, from_pos FROM cell WHERE rec = ?", [found.rec], |row| {
                Ok(((row.get(0)?, row.get(1)?), (row.get(2)?, row.get(3)?)))
            })
            .map_err(writing)?
            .into_iter()
            .collect()
    };
    let mut keys: BTreeMap<i64, BTreeSet<&str>> = BTreeMap::new();
    let (state_key, changed_key) = (write.state.clone(), time_key(found.at));
    if let Some(content) = &write.content {
        for cell in &content.cells {
            keys.entry(slots.number(connection, &write.kind, &cell.field)?).or_default().insert(&cell.key);
        }
    } else {
        for (slot, key) in before.keys().filter(|(slot, _)| *slot != state && *slot != changed) {
            keys.entry(*slot).or_default().insert(key);
        }
    }
    keys.insert(state, BTreeSet::from([state_key.as_str()]));
    keys.insert(changed, BTreeSet::from([changed_key.as_str()]));
    let after: BTreeMap<(i64, String), u8> =
        keys.iter().flat_map(|(slot, keys)| edges(*slot, keys)).collect();
    for (cell, (edge, from)) in before.iter().filter(|(cell, (edge, _))| after.get(*cell) != Some(edge)) {
        close(connection, cell, (*edge, *from), found)?;
    }
    let stays = |cell, edge| before.get(cell).is_some_and(|(before, _)| before == edge);
    let new: Vec<(i64, &str, u8)> = after
        .iter()
        .filter(|(cell, edge)| !stays(*cell, *edge))
        .map(|((slot, key), edge)| (*slot, key.as_str(), *edge))
        .collect();
    add(connection, &new, found).map_err(writing)
}

/// Cells that one statement adds.
const TOGETHER: usize = 16;

/// Statements that add 1, 2, … cells of one record. A cell that is there already ends the transaction, so nothing of the
/// statement need be taken back: otherwise SQLite would keep a copy of every page that it touches.
static ADD: LazyLock<Vec<String>> = LazyLock::new(|| {
    let row = |at: usize| format!("(?1, ?{}, ?{}, ?2, ?{}, ?3)", 3 * at + 4, 3 * at + 5, 3 * at + 6);
    let rows = |count| (0..count).map(row).collect::<Vec<_>>().join(", ");
    let all = (1..=TOGETHER).map(rows);
    all.map(|rows| format!("INSERT OR FAIL INTO cell (rec, slot, key, number, edge, from_pos) VALUES {rows}"))
        .collect()
});

fn add(connection: &Connection, cells: &[(i64, &str, u8)], found: Found) -> rusqlite::Result<()> {
    for some in cells.chunks(TOGETHER) {
        let Some(sql) = ADD.get(some.len() - 1) else { continue };
        let mut statement = connection.prepare_cached(sql)?;
        statement.raw_bind_parameter(1, found.rec)?;
        statement.raw_bind_parameter(2, int(found.number))?;
        statement.raw_bind_parameter(3, int(found.position))?;
        for (at, (slot, key, edge)) in some.iter().enumerate() {
            statement.raw_bind_parameter(3 * at + 4, slot)?;
            statement.raw_bind_parameter(3 * at + 5, key)?;
            statement.raw_bind_parameter(3 * at + 6, edge)?;
        }
        statement.raw_execute()?;
    }
    Ok(())
}

fn edges<'a>(slot: i64, keys: &'a BTreeSet<&str>) -> impl Iterator<Item = ((i64, String), u8)> + 'a {
    keys.iter().map(move |key| {
        let edge = u8::from(keys.first() == Some(key)) | u8::from(keys.last() == Some(key)) << 1;
        ((slot, (*key).to_owned()), edge)
    })
}

fn close(
    connection: &Connection,
    (slot, key): &(i64, String),
    (edge, from): (u8, i64),
    found: Found,
) -> Result<(), StoreError> {
    // Not from a SELECT: SQLite would prepare to take back a statement that may write many rows.
    let keep = "INSERT INTO cell_past (rec, slot, until_pos, key, number, edge, from_pos) VALUES (?, ?, ?, ?, ?, ?, ?)";
    connection
        .run(keep, params![found.rec, slot, int(found.position), key, int(found.number), edge, from])
        .map_err(writing)?;
    connection
        .run("DELETE FROM cell WHERE rec = ? AND slot = ? AND key = ?", params![found.rec, slot, key])
        .map_err(writing)?;
    Ok(())
}

/// Brings the links of a record to what they are by this act.
pub(crate) fn write_links(
    connection: &Connection,
    links: &[(String, RecordId)],
    found: Found,
) -> Result<(), StoreError> {
    let (rec, position) = (found.rec, int(found.position));
    let after: BTreeSet<(String, RecordId)> = links.iter().cloned().collect();
    let before: BTreeSet<(String, RecordId)> = if found.new {
        BTreeSet::new()
    } else {
        let sql = "SELECT field, target FROM link WHERE rec = ?";
        connection
            .all(sql, [rec], |row| Ok((row.get(0)?, id_at(row, 1)?)))
            .map_err(writing)?
            .into_iter()
            .collect()
    };
    for (field, target) in before.difference(&after) {
        let keep = "INSERT INTO link_past (rec, field, target, until_pos, from_pos)
            SELECT rec, field, target, ?, from_pos FROM link WHERE rec = ? AND field = ? AND target = ?";
        connection.run(keep, params![position, rec, field, bytes(*target)]).map_err(writing)?;
        let drop = "DELETE FROM link WHERE rec = ? AND field = ? AND target = ?";
        connection.run(drop, params![rec, field, bytes(*target)]).map_err(writing)?;
    }
    for (field, target) in after.difference(&before) {
        let add = "INSERT INTO link (rec, field, target, from_pos) VALUES (?, ?, ?, ?)";
        connection.run(add, params![rec, field, bytes(*target), position]).map_err(writing)?;
    }
    Ok(())
}
