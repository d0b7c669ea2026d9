//! Some records that share a key, in the order of the rest of their keys: put in order once, and kept for whoever goes on among them.

use crate::{after::Place, groups::Of, list::Sort};
use std::sync::Arc;

/// Runs that are kept at most, of some hundred records each.
const KEPT: usize = 16;

/// Records from which on a run is worth while to keep: of fewer the keys are read again as fast.
pub(crate) const WORTH_KEEPING: usize = 32;

/// All records that share a key, in an order.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) of: Of,
    pub(crate) key: String,
    /// What decides among them, and whether their numbers descend, which decide last.
    pub(crate) orders: Vec<(Sort, bool)>,
    pub(crate) descending: bool,
    pub(crate) recs: Vec<i64>,
}

impl Run {
    /// Those of them that come after a place, of a record that is one of them; all without it.
    pub(crate) fn behind(&self, after: Option<&Place>) -> Option<&[i64]> {
        let Some(after) = after else { return Some(&self.recs) };
        let place = self.recs.iter().position(|rec| *rec == after.rec)?;
        self.recs.get(place + 1..)
    }
}

/// The runs that were made last.
#[derive(Clone, Debug, Default)]
pub(crate) struct Runs(Vec<Arc<Run>>);

impl Runs {
    pub(crate) fn find(
        &self,
        of: Of,
        key: &str,
        (orders, descending): (&[(Sort, bool)], bool),
    ) -> Option<Arc<Run>> {
        let is_it = |run: &&Arc<Run>| {
            (run.of, run.descending) == (of, descending) && run.key == key && run.orders == orders
        };
        self.0.iter().find(is_it).map(Arc::clone)
    }

    pub(crate) fn keep(&mut self, run: Run) {
        if self.0.len() == KEPT {
            self.0.remove(0);
        }
        self.0.push(Arc::new(run));
    }

    /// Forgets those in which a record was or is.
    pub(crate) fn forget(&mut self, rec: i64, cells: &[(i64, String, u8)]) {
        self.0.retain(|run| {
            let has_come = cells.iter().any(|(slot, key, _)| *slot == run.of.0 && *key == run.key);
            !has_come && !run.recs.contains(&rec)
        });
    }
}
