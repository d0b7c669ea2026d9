//! Two versions of a statement, control by control, as what was decided otherwise.

use super::{Applies, Row, key, rows};
use jiff::civil::Date;
use record::{Body, RecordId};

/// What differs between two versions, about one control.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The control is in the statement that was not.
    Added(Option<Applies>),
    /// The control is in the statement no longer.
    Removed(Option<Applies>),
    /// It applies now, or no longer, or was decided.
    Decided(Option<Applies>, Option<Applies>),
    /// The justification reads otherwise: then, now.
    Reasoned(String, String),
    /// The sources are others: codes that came, codes that went.
    Sourced(Vec<String>, Vec<String>),
    /// Which law, contract or decision: then, now.
    Noted(String, String),
    /// Somebody else answers for it: then, now.
    Owned(Option<RecordId>, Option<RecordId>),
    /// It is to be in place by another day: then, now.
    Due(Option<Date>, Option<Date>),
}

/// What differs, by control: first in the order of the later version, then what is gone.
pub fn changes(before: &Body, after: &Body) -> Vec<(String, Vec<Change>)> {
    let (then, now) = (rows(before), rows(after));
    let of = |rows: &[Row], control: &str| rows.iter().find(|row| key(&row.control) == key(control)).cloned();
    let mut changed = Vec::new();
    for row in &now {
        let found = match of(&then, &row.control) {
            None => vec![Change::Added(row.applies)],
            Some(old) => between(&old, row),
        };
        if !found.is_empty() {
            changed.push((row.control.clone(), found));
        }
    }
    let gone = then.iter().filter(|row| of(&now, &row.control).is_none());
    changed.extend(gone.map(|row| (row.control.clone(), vec![Change::Removed(row.applies)])));
    changed
}

fn between(then: &Row, now: &Row) -> Vec<Change> {
    let mut changes = Vec::new();
    if then.applies != now.applies {
        changes.push(Change::Decided(then.applies, now.applies));
    }
    if then.reason != now.reason {
        changes.push(Change::Reasoned(then.reason.clone(), now.reason.clone()));
    }
    let without = |a: &[String], b: &[String]| -> Vec<String> {
        a.iter().filter(|code| !b.contains(code)).cloned().collect()
    };
    let (came, went) = (without(&now.sources, &then.sources), without(&then.sources, &now.sources));
    if !came.is_empty() || !went.is_empty() {
        changes.push(Change::Sourced(came, went));
    }
    if then.source_note != now.source_note {
        changes.push(Change::Noted(then.source_note.clone(), now.source_note.clone()));
    }
    if then.owner != now.owner {
        changes.push(Change::Owned(then.owner, now.owner));
    }
    if then.due != now.due {
        changes.push(Change::Due(then.due, now.due));
    }
    changes
}
