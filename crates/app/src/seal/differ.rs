//! Two results of the same query, row by row: what came, what went, what is otherwise.

use super::{Frozen, FrozenRow};
use std::collections::{BTreeMap, BTreeSet};

/// A row that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowDiff {
    /// What it is about.
    pub key: String,
    /// How it differs.
    pub turn: Turn,
}

/// How a row differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// It was not there.
    Added(FrozenRow),
    /// It is no longer there.
    Gone(FrozenRow),
    /// Some of its cells differ: the row then, the row now, the cells.
    Changed(FrozenRow, FrozenRow, Vec<CellChange>),
}

/// A cell that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellChange {
    /// Code of the column.
    pub column: String,
    /// What it held.
    pub then: String,
    /// What it holds.
    pub now: String,
}

impl Frozen {
    /// What differs between this result and a later one: in the order of this one, and then what was added.
    pub fn differences(&self, now: &Self) -> Vec<RowDiff> {
        let later: BTreeMap<&str, &FrozenRow> = now.rows.iter().map(|row| (row.key.as_str(), row)).collect();
        let known: BTreeSet<&str> = self.rows.iter().map(|row| row.key.as_str()).collect();
        let changed = self.rows.iter().filter_map(|then| {
            let turn = match later.get(then.key.as_str()) {
                None => Turn::Gone(then.clone()),
                Some(now) => {
                    let cells = cells(then, now);
                    if cells.is_empty() {
                        return None;
                    }
                    Turn::Changed(then.clone(), (*now).clone(), cells)
                }
            };
            Some(RowDiff { key: then.key.clone(), turn })
        });
        let added = now.rows.iter().filter(|row| !known.contains(row.key.as_str()));
        changed
            .chain(added.map(|row| RowDiff { key: row.key.clone(), turn: Turn::Added(row.clone()) }))
            .collect()
    }
}

fn cells(then: &FrozenRow, now: &FrozenRow) -> Vec<CellChange> {
    let mut columns: Vec<&String> = then.cells.keys().chain(now.cells.keys()).collect();
    columns.sort_unstable();
    columns.dedup();
    columns
        .into_iter()
        .filter(|column| then.cell(column) != now.cell(column))
        .map(|column| CellChange {
            column: column.clone(),
            then: then.cell(column).to_owned(),
            now: now.cell(column).to_owned(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SealQuery;

    fn result(rows: &[(&str, &str)]) -> Frozen {
        Frozen {
            query: SealQuery::Readiness { pack: "iso".to_owned() },
            size: 1,
            root: String::new(),
            at: jiff::Timestamp::UNIX_EPOCH,
            zone: "UTC".to_owned(),
            packs: Vec::new(),
            rows: rows
                .iter()
                .map(|(key, status)| FrozenRow::new(key, vec![("status", (*status).to_owned())]))
                .collect(),
        }
    }

    #[test]
    fn rows_are_added_gone_and_changed_and_the_same_are_left_out() {
        let then = result(&[("4.1", "met"), ("4.2", "not_met"), ("4.3", "unknown")]);
        let now = result(&[("4.2", "partly"), ("4.1", "met"), ("4.4", "met")]);
        let found = then.differences(&now);
        let said: Vec<String> = found
            .iter()
            .map(|diff| match &diff.turn {
                Turn::Added(_) => format!("+{}", diff.key),
                Turn::Gone(_) => format!("-{}", diff.key),
                Turn::Changed(_, _, cells) => {
                    format!("{} {} {}→{}", diff.key, cells[0].column, cells[0].then, cells[0].now)
                }
            })
            .collect();
        assert_eq!(said, ["4.2 status not_met→partly", "-4.3", "+4.4"]);
        assert!(now.differences(&now).is_empty());
    }
}
