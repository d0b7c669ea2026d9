//! Who may read, and how many there are.

use crate::{
    apply::Found,
    failure::{reading, writing},
    spans::Standing,
    spans::audience,
    sql::{Statements, bytes, count_at, int, places, within},
    waiting::{Table, Waiting},
};
use record::RecordId;
use rusqlite::{
    Connection, params, params_from_iter,
    types::Value::{self, Integer, Text},
};
use std::collections::BTreeMap;
use store::{Query, StoreError, Write};

/// What the writes of a commit change about how many there are, and the last of each kind: written once at its end.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    /// By kind, state and openness.
    tally: BTreeMap<(String, String, u8), i64>,
    /// By kind: number and position.
    tips: BTreeMap<String, (u64, u64)>,
}

impl Counts {
    /// Counts a record where it now is, and no longer where it was.
    pub(crate) fn add(&mut self, write: &Write, standing: Option<&Standing>, found: Found) {
        let tip = self.tips.entry(write.kind.clone()).or_default();
        *tip = (tip.0.max(found.number), found.position);
        if let Some(standing) = standing {
            if standing.state == write.state && standing.openness == write.openness {
                return;
            }
            *self.of(&write.kind, &standing.state, standing.openness) -= 1;
        }
        *self.of(&write.kind, &write.state, write.openness) += 1;
    }

    fn of(&mut self, kind: &str, state: &str, openness: u8) -> &mut i64 {
        self.tally.entry((kind.to_owned(), state.to_owned(), openness)).or_default()
    }

    /// Writes what was counted.
    pub(crate) fn settle(&mut self, connection: &Connection) -> Result<(), StoreError> {
        let tip = "INSERT INTO kind_tip (kind, number, position) VALUES (?, ?, ?)
            ON CONFLICT DO UPDATE SET number = max(number, excluded.number), position = excluded.position";
        for (kind, (number, position)) in std::mem::take(&mut self.tips) {
            connection.run(tip, params![kind, int(number), int(position)]).map_err(writing)?;
        }
        let tally = "INSERT INTO tally (kind, state, openness, n) VALUES (?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET n = n + excluded.n";
        for ((kind, state, openness), n) in std::mem::take(&mut self.tally) {
            connection.run(tally, params![kind, state, openness, n]).map_err(writing)?;
        }
        Ok(())
    }
}

/// Keeps by whom more may be seen of the record from now on.
pub(crate) fn write_related<'c>(
    connection: &Connection,
    waiting: &mut Waiting<'c>,
    write: &'c Write,
    found: Found,
    standing: Option<&Standing>,
) -> Result<(), StoreError> {
    let after = audience(write);
    let before = standing.map_or(&[][..], |standing| standing.related.as_slice());
    for id in before.iter().filter(|id| !after.contains(id)) {
        let drop = "DELETE FROM related WHERE id = ? AND kind = ? AND rec = ?";
        connection.run(drop, params![bytes(*id), write.kind, found.rec]).map_err(writing)?;
    }
    for id in after.iter().filter(|id| !before.contains(id)) {
        waiting.add(Table::Related, [(*id).into(), (&write.kind).into(), found.rec.into()]);
    }
    Ok(())
}

/// Records of each kind and state that a reader may see.
pub(crate) fn counts(
    connection: &Connection,
    openness: u8,
    related: &[RecordId],
) -> Result<Vec<(String, String, u64)>, StoreError> {
    let mut values = vec![Integer(openness.into())];
    let mut sql =
        "SELECT kind, state, sum(n) FROM (SELECT kind, state, n FROM tally WHERE openness <= ?".to_owned();
    if openness < 2 && !related.is_empty() {
        let mine = format!(
            " UNION ALL SELECT s.kind, s.state, 1 FROM (SELECT DISTINCT rec FROM related WHERE id IN ({})) m
            CROSS JOIN span s ON s.rec = m.rec WHERE s.openness > ?",
            places(related.len())
        );
        sql.push_str(&mine);
        values.extend(related.iter().map(|id| Value::Blob(bytes(*id).to_vec())));
        values.push(Integer(openness.into()));
    }
    sql.push_str(") GROUP BY kind, state HAVING sum(n) > 0 ORDER BY kind, state");
    connection
        .all(&sql, params_from_iter(&values), |row| Ok((row.get(0)?, row.get(1)?, count_at(row, 2)?)))
        .map_err(reading)
}

/// Records of a kind, in some of its states or in any, that are open to a reader without a relation.
pub(crate) fn visible_total(
    connection: &Connection,
    kind: &str,
    openness: u8,
    states: &[String],
) -> Result<u64, StoreError> {
    let mut sql = "SELECT coalesce(sum(n), 0) FROM tally WHERE kind = ? AND openness <= ?".to_owned();
    let mut values = vec![Text(kind.to_owned()), Integer(openness.into())];
    if !states.is_empty() {
        sql.push_str(" AND ");
        sql.push_str(&within("state", states.len()));
        values.extend(states.iter().cloned().map(Text));
    }
    connection.one(&sql, params_from_iter(&values), |row| count_at(row, 0)).map_err(reading)
}

/// Records of the kind in the states asked for that the reader may see now, relations included.
pub(crate) fn visible_now(connection: &Connection, query: &Query) -> Result<u64, StoreError> {
    let open = visible_total(connection, &query.kind, query.openness, &query.states)?;
    if query.openness >= 2 || query.related.is_empty() {
        return Ok(open);
    }
    let mut sql = format!(
        "SELECT count(*) FROM (SELECT DISTINCT rec FROM related WHERE kind = ? AND id IN ({})) m
        CROSS JOIN span s ON s.rec = m.rec WHERE s.openness > ?",
        places(query.related.len())
    );
    let mut values = vec![Text(query.kind.clone())];
    values.extend(query.related.iter().map(|id| Value::Blob(bytes(*id).to_vec())));
    values.push(Integer(query.openness.into()));
    if !query.states.is_empty() {
        sql.push_str(" AND ");
        sql.push_str(&within("s.state", query.states.len()));
        values.extend(query.states.iter().cloned().map(Text));
    }
    let mine = connection.one(&sql, params_from_iter(&values), |row| count_at(row, 0)).map_err(reading)?;
    Ok(open + mine)
}
