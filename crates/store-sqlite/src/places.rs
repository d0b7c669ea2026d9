//! Landmarks along the orders of registers: how many records come before a key, so that a page far behind is near one of them.
//!
//! They are kept in memory, as of a size of the ledger, and follow it: of what was written since, the ledger names the records,
//! and their cells tell where they stood and where they stand. What is made anew without an act is counted by the file.

use crate::{
    apply::size,
    failure::reading,
    list::Register,
    marks::Marks,
    sql::{Statements, int},
    walk::edge,
};
use record::Act;
use rusqlite::{
    Connection, params, params_from_iter,
    types::Value::{Integer, Text},
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use store::StoreError;

/// Acts that landmarks follow; after more they are set anew.
const FOLLOWED_MAX: u64 = 256;

/// Orders of which landmarks are kept at most.
const ORDERS_MAX: usize = 32;

/// The landmarks of the orders that somebody has asked for, by slot and edge.
#[derive(Debug, Default)]
pub(crate) struct Places(Mutex<HashMap<(i64, u8), Arc<Landmarks>>>);

/// A key with the number of the record that has it, and how many records stand from there to the next landmark.
#[derive(Clone, Debug)]
struct Landmark {
    key: String,
    number: i64,
    records: u64,
}

/// Those of one order, upwards.
#[derive(Clone, Debug)]
pub(crate) struct Landmarks {
    size: u64,
    /// Records from one to the next, at first.
    apart: u64,
    /// How often cells were made anew by then.
    anew: i64,
    marks: Vec<Landmark>,
    /// Numbers of the records that have a cell.
    with: Marks,
    /// How many they are.
    present: u64,
}

impl Places {
    /// Forgets them all, with the keys that they are made of.
    pub(crate) fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// The records of a page in the order of a slot, all of which are counted: first those with a cell, then, by number, those
    /// without.
    pub(crate) fn page(
        &self,
        connection: &Connection,
        register: &Register<'_>,
        slot: i64,
    ) -> Result<Vec<i64>, StoreError> {
        let landmarks = self.landmarks(connection, register, slot)?;
        let mut recs = landmarks.with_cells(connection, register, slot)?;
        let left = register.limit.saturating_sub(recs.len() as u64);
        if left > 0 {
            recs.extend(landmarks.without_cells(connection, register, left)?);
        }
        Ok(recs)
    }

    /// Those of this moment.
    fn landmarks(
        &self,
        connection: &Connection,
        register: &Register<'_>,
        slot: i64,
    ) -> Result<Arc<Landmarks>, StoreError> {
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = size(connection)?;
        let anew =
            connection.one("SELECT times FROM anew", [], |row| row.get::<_, i64>(0)).map_err(reading)?;
        let order = (slot, edge(register));
        let last = known().get(&order).filter(|landmarks| landmarks.anew == anew).map(Arc::clone);
        if let Some(landmarks) = last.as_ref().filter(|landmarks| landmarks.size == now) {
            return Ok(Arc::clone(landmarks));
        }
        let followed = match last {
            Some(landmarks) => landmarks.followed(connection, register, order, now)?,
            None => None,
        };
        let landmarks = Arc::new(match followed {
            Some(landmarks) => landmarks,
            None => Landmarks::set(connection, register, order, (now, anew))?,
        });
        let mut known = known();
        if known.len() >= ORDERS_MAX && !known.contains_key(&order) {
            known.clear();
        }
        // Whoever has seen a later moment knows more.
        if known.get(&order).is_none_or(|known| known.anew != anew || known.size <= now) {
            known.insert(order, Arc::clone(&landmarks));
        }
        Ok(landmarks)
    }
}

impl Landmarks {
    /// Goes along the whole order.
    fn set(
        connection: &Connection,
        register: &Register<'_>,
        (slot, edge): (i64, u8),
        (size, anew): (u64, i64),
    ) -> Result<Self, StoreError> {
        // A walk of so many records is short.
        let apart = (register.narrow as u64 / 4).max(2);
        let mut landmarks = Self { size, apart, anew, marks: Vec::new(), with: Marks::default(), present: 0 };
        let sql = format!(
            "SELECT number, key FROM cell INDEXED BY cell_key WHERE slot = ? AND edge & {edge} ORDER BY key, number"
        );
        let mut statement = connection.prepare_cached(&sql).map_err(reading)?;
        let mut rows = statement.query([slot]).map_err(reading)?;
        while let Some(row) = rows.next().map_err(reading)? {
            let number: i64 = row.get(0).map_err(reading)?;
            if landmarks.present.is_multiple_of(apart) {
                let key = row.get(1).map_err(reading)?;
                landmarks.marks.push(Landmark { key, number, records: 0 });
            }
            landmarks.with.mark(u64::try_from(number).unwrap_or(0));
            landmarks.present += 1;
            if let Some(last) = landmarks.marks.last_mut() {
                last.records += 1;
            }
        }
        Ok(landmarks)
    }

    /// What they have become; none when they must be set anew.
    fn followed(
        &self,
        connection: &Connection,
        register: &Register<'_>,
        (slot, edge): (i64, u8),
        now: u64,
    ) -> Result<Option<Self>, StoreError> {
        if now < self.size || now - self.size > FOLLOWED_MAX {
            return Ok(None);
        }
        // By the position, not along every act of every record.
        let written = "SELECT a.rec, r.number, max(a.act = ?) FROM act a CROSS JOIN record r ON r.rec = a.rec
            WHERE a.position >= ? AND r.kind = ? GROUP BY +a.rec";
        let values = params![Act::Erase.code(), int(self.size), register.query.kind];
        let written: Vec<(i64, i64, bool)> = connection
            .all(written, values, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .map_err(reading)?;
        // What was erased is not told by the past either.
        if written.iter().any(|(_, _, erased)| *erased) {
            return Ok(None);
        }
        let mut landmarks = Self { size: now, ..self.clone() };
        let stands = format!("SELECT key FROM cell WHERE rec = ? AND slot = ? AND edge & {edge}");
        let stood = format!(
            "SELECT key FROM cell WHERE rec = ?1 AND slot = ?2 AND edge & {edge} AND from_pos < ?3
            UNION ALL SELECT key FROM cell_past
                WHERE rec = ?1 AND slot = ?2 AND edge & {edge} AND from_pos < ?3 AND until_pos >= ?3"
        );
        for (rec, number, _) in written {
            let stood: Option<String> = connection
                .first(&stood, params![rec, slot, int(self.size)], |row| row.get(0))
                .map_err(reading)?;
            let stands: Option<String> =
                connection.first(&stands, [rec, slot], |row| row.get(0)).map_err(reading)?;
            if !landmarks.moved(number, stood, stands) {
                return Ok(None);
            }
        }
        Ok(Some(landmarks))
    }

    /// Notes where a record stood and where it stands; tells whether the landmarks still do.
    fn moved(&mut self, number: i64, stood: Option<String>, stands: Option<String>) -> bool {
        if stood == stands {
            return true;
        }
        let bit = u64::try_from(number).unwrap_or(0);
        if let Some(key) = stood {
            let Some(mark) = self.before(&key, number).filter(|mark| mark.records > 0) else { return false };
            mark.records -= 1;
            self.present -= 1;
            self.with.unmark(bit);
        }
        if let Some(key) = stands {
            // Before the first nothing is counted.
            if let Some(first) = self.marks.first_mut()
                && (&key, number) < (&first.key, first.number)
            {
                (first.key, first.number) = (key.clone(), number);
            }
            let most = 4 * self.apart;
            let Some(mark) = self.before(&key, number).filter(|mark| mark.records < most) else {
                return false;
            };
            mark.records += 1;
            self.present += 1;
            self.with.mark(bit);
        }
        true
    }

    /// The last landmark that is not behind a place.
    fn before(&mut self, key: &str, number: i64) -> Option<&mut Landmark> {
        let behind = self.marks.partition_point(|mark| (mark.key.as_str(), mark.number) <= (key, number));
        self.marks.get_mut(behind.checked_sub(1)?)
    }

    fn with_cells(
        &self,
        connection: &Connection,
        register: &Register<'_>,
        slot: i64,
    ) -> Result<Vec<i64>, StoreError> {
        let given = register.limit.min(self.present.saturating_sub(register.offset));
        if given == 0 {
            return Ok(Vec::new());
        }
        // How many come before the page, upwards.
        let mut between =
            if register.descending { self.present - register.offset - given } else { register.offset };
        let mut marks = self.marks.iter();
        let Some(near) = marks.find(|mark| {
            let is_near = between < mark.records;
            if !is_near {
                between -= mark.records;
            }
            is_near
        }) else {
            return Ok(Vec::new());
        };
        let edge = edge(register);
        let sql = format!(
            "SELECT rec FROM cell INDEXED BY cell_key WHERE slot = ? AND edge & {edge} AND (key, number) >= (?, ?)
                ORDER BY key, number LIMIT ? OFFSET ?"
        );
        let values = params![slot, near.key, near.number, int(given), int(between)];
        let mut recs: Vec<i64> = connection.all(&sql, values, |row| row.get(0)).map_err(reading)?;
        if register.descending {
            recs.reverse();
        }
        Ok(recs)
    }

    fn without_cells(
        &self,
        connection: &Connection,
        register: &Register<'_>,
        left: u64,
    ) -> Result<Vec<i64>, StoreError> {
        let lacks = |number: &u64| !self.with.has(*number);
        let skip = usize::try_from(register.offset.saturating_sub(self.present)).unwrap_or(usize::MAX);
        let left = usize::try_from(left).unwrap_or(0);
        let all = 1..=register.last;
        let numbers: Vec<u64> = if register.descending {
            all.rev().filter(lacks).skip(skip).take(left).collect()
        } else {
            all.filter(lacks).skip(skip).take(left).collect()
        };
        let rec = "SELECT rec FROM record WHERE kind = ? AND number = ?";
        let rec = |number: &u64| {
            let values = [Text(register.query.kind.clone()), Integer(int(*number))];
            connection.one(rec, params_from_iter(&values), |row| row.get(0)).map_err(reading)
        };
        numbers.iter().map(rec).collect()
    }
}

/// Notes that cells are made anew without an act.
pub(crate) fn note_anew(connection: &Connection) -> rusqlite::Result<()> {
    connection.run("UPDATE anew SET times = times + 1", []).map(drop)
}
