//! Sortable values and links, each kept from the act that brought it to the act that took it away.

use crate::{
    apply::Found,
    failure::writing,
    sql::{Statements, bytes, id_at, int},
    waiting::{Bound, Table, Waiting},
};
use record::RecordId;
use rusqlite::{Connection, params};
use std::collections::{BTreeMap, BTreeSet, HashMap};
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
pub(crate) fn write_cells<'c>(
    connection: &Connection,
    slots: &mut Slots,
    waiting: &mut Waiting<'c>,
    write: &'c Write,
    found: Found,
) -> Result<(), StoreError> {
    if found.new {
        return first_cells(connection, slots, waiting, write, found);
    }
    let state = slots.number(connection, &write.kind, STATE)?;
    let changed = slots.number(connection, &write.kind, CHANGED)?;
    let before: BTreeMap<(i64, String), (u8, i64)> = connection
        .all("SELECT slot, key, edge, from_pos FROM cell WHERE rec = ?", [found.rec], |row| {
            Ok(((row.get(0)?, row.get(1)?), (row.get(2)?, row.get(3)?)))
        })
        .map_err(writing)?
        .into_iter()
        .collect();
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
    for ((slot, key), edge) in after {
        let cell = (slot, key);
        if before.get(&cell).is_none_or(|(before, _)| *before != edge) {
            add(waiting, found, cell.0, cell.1, edge);
        }
    }
    Ok(())
}

/// The same of a record that comes to be: nothing is closed.
fn first_cells<'c>(
    connection: &Connection,
    slots: &mut Slots,
    waiting: &mut Waiting<'c>,
    write: &'c Write,
    found: Found,
) -> Result<(), StoreError> {
    let mut keys: Vec<(i64, &'c str)> = Vec::new();
    for cell in write.content.iter().flat_map(|content| &content.cells) {
        keys.push((slots.number(connection, &write.kind, &cell.field)?, &cell.key));
    }
    keys.sort_unstable();
    keys.dedup();
    for of_slot in keys.chunk_by(|one, other| one.0 == other.0) {
        let last = of_slot.len() - 1;
        for (place, (slot, key)) in of_slot.iter().enumerate() {
            let edge = u8::from(place == 0) | u8::from(place == last) << 1;
            add(waiting, found, *slot, *key, edge);
        }
    }
    let only = 3;
    add(waiting, found, slots.number(connection, &write.kind, STATE)?, write.state.as_str(), only);
    add(waiting, found, slots.number(connection, &write.kind, CHANGED)?, time_key(found.at), only);
    Ok(())
}

fn add<'c>(waiting: &mut Waiting<'c>, found: Found, slot: i64, key: impl Into<Bound<'c>>, edge: u8) {
    let (number, from) = (int(found.number).into(), int(found.position).into());
    waiting.add(Table::Cell, [found.rec.into(), slot.into(), key.into(), number, edge.into(), from]);
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
pub(crate) fn write_links<'c>(
    connection: &Connection,
    waiting: &mut Waiting<'c>,
    links: &'c [(String, RecordId)],
    found: Found,
) -> Result<(), StoreError> {
    let (rec, position) = (found.rec, int(found.position));
    let before: Vec<(String, RecordId)> = if found.new {
        Vec::new()
    } else {
        let sql = "SELECT field, target FROM link WHERE rec = ?";
        connection.all(sql, [rec], |row| Ok((row.get(0)?, id_at(row, 1)?))).map_err(writing)?
    };
    let after: BTreeSet<(&'c str, RecordId)> =
        links.iter().map(|(field, target)| (field.as_str(), *target)).collect();
    let before: BTreeSet<(&str, RecordId)> =
        before.iter().map(|(field, target)| (field.as_str(), *target)).collect();
    for (field, target) in before.difference(&after) {
        let keep = "INSERT INTO link_past (rec, field, target, until_pos, from_pos)
            SELECT rec, field, target, ?, from_pos FROM link WHERE rec = ? AND field = ? AND target = ?";
        connection.run(keep, params![position, rec, field, bytes(*target)]).map_err(writing)?;
        let drop = "DELETE FROM link WHERE rec = ? AND field = ? AND target = ?";
        connection.run(drop, params![rec, field, bytes(*target)]).map_err(writing)?;
    }
    for (field, target) in after.into_iter().filter(|link| !before.contains(link)) {
        waiting.add(Table::Link, [rec.into(), field.into(), target.into(), position.into()]);
    }
    Ok(())
}
