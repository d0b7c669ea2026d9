//! Numbers that rows of tables have had: none is given twice, or a later row would be taken for an earlier one.

use crate::{Desk, Outcome, look::TOGETHER};
use record::{RecordId, Value};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Records whose numbers are kept at most, some hundred bytes each; then the memory begins anew.
const KEPT_MAX: usize = 10_000;

/// The highest number that a row has had, by table.
type Highest = BTreeMap<String, u32>;

/// The highest numbers as of a version of each record. A version never changes but by an erasure, and a
/// number that was given before it is better not given again.
#[derive(Debug, Default)]
pub(crate) struct RowNumbers(Mutex<HashMap<RecordId, (u32, Highest)>>);

impl RowNumbers {
    fn all(&self) -> MutexGuard<'_, HashMap<RecordId, (u32, Highest)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The last version that was looked at, and the numbers up to it.
    fn known(&self, id: RecordId) -> (u32, Highest) {
        self.all().get(&id).cloned().unwrap_or_default()
    }

    fn keep(&self, id: RecordId, version: u32, highest: Highest) {
        let mut all = self.all();
        if all.len() >= KEPT_MAX {
            all.clear();
        }
        all.insert(id, (version, highest));
    }
}

impl Desk {
    /// The highest number that any version of a record has given to a row, by table. The person must be able to see the
    /// whole record.
    pub async fn row_numbers(&self, id: RecordId) -> Outcome<BTreeMap<String, u32>> {
        let (schema, record) = self.load_whole(id).await?;
        let (looked_at, mut highest) = self.house.row_numbers.known(id);
        if looked_at >= record.version {
            return Ok(highest);
        }
        let versions: Vec<_> = (looked_at + 1..=record.version).map(|version| (id, version)).collect();
        for versions in versions.chunks(TOGETHER) {
            for (_, content) in self.house.store.contents(versions).await? {
                for (field, value) in &schema.read(&content.schema, content.json) {
                    let Value::Table(rows) = value else { continue };
                    let last = rows.iter().map(|row| row.id).max().unwrap_or(0);
                    let known = highest.entry(field.to_owned()).or_default();
                    *known = last.max(*known);
                }
            }
        }
        self.house.row_numbers.keep(id, record.version, highest.clone());
        Ok(highest)
    }
}
