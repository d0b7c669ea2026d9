//! The store of one organisation in one file.

use crate::{
    apply::{self, Tip},
    check::{check, rebuild},
    database::{HOUSE, open_writer},
    failure::{reading, writing},
    history, index,
    list::{self, Lists, NARROW},
    operational,
    reader::Readers,
    rows::{rec_of, stored, stored_all},
    search,
    sql::{Statements, bytes, id_at, int, time_of, uuid_at},
    tally,
    writer::Writer,
};
use jiff::Timestamp;
use record::RecordId;
use rusqlite::{Connection, params};
use std::{collections::BTreeMap, path::Path};
use store::{
    At, Commit, Found, Head, Index, Job, JobHold, JobHolds, LedgerRow, Listing, OpenedContent, Query,
    Receipt, Scratch, Store, StoreError, Stored, StoredAct, StoredContent, async_trait,
};
use uuid::Uuid;

/// The records, the ledger and the operational tables of one organisation, in one SQLite file.
///
/// Reads run at once on the calling thread and take microseconds; commits wait for one writer thread that puts those
/// who wait into one durable transaction. Another process, such as a command while the server runs, may have the file
/// open too: each takes its turn at writing.
#[derive(Debug)]
pub struct SqliteStore {
    organisation: Uuid,
    writer: Writer,
    readers: Readers,
    holds: JobHolds,
    lists: Lists,
}

impl SqliteStore {
    /// Opens the file of an organisation, makes it when there is none, and brings it up to date.
    ///
    /// # Errors
    /// [`StoreError::Newer`] when a newer program wrote it, [`StoreError::Damaged`] when it belongs to another
    /// organisation or does not hold together.
    pub fn open(path: &Path, organisation: Uuid) -> Result<Self, StoreError> {
        let connection = open_writer(path, HOUSE)?;
        bind(&connection, organisation)?;
        let writer = Writer::start(connection)?;
        Ok(Self {
            organisation,
            writer,
            readers: Readers::new(path.to_owned()),
            holds: JobHolds::default(),
            lists: Lists { narrow: NARROW, ..Lists::default() },
        })
    }

    /// Takes conditions that more records meet for broad; 2,000 unless told. Pages are the same whatever it is, totals
    /// may be less exact, and time differs.
    #[must_use]
    pub fn broad_from(mut self, records: usize) -> Self {
        self.lists.narrow = records;
        self
    }

    /// Everything that is wrong with the file, in sentences: damaged pages, rows that disagree with the acts, projections
    /// that are not what they should be. Reads everything.
    pub fn check(&self) -> Result<Vec<String>, StoreError> {
        self.readers.read_anew(check)
    }

    /// Makes every projection again that follows from what is kept: tallies, the last act of each kind, states and times
    /// as cells, and the index of words.
    pub async fn rebuild(&self) -> Result<(), StoreError> {
        self.writer.chore(rebuild).await
    }

    /// Writes a copy of the file as it is at this moment to a path where nothing is yet. Commits go on meanwhile.
    pub fn copy_to(&self, path: &Path) -> Result<(), StoreError> {
        self.readers.copy(path)
    }
}

/// A file belongs to one organisation for ever.
fn bind(connection: &Connection, organisation: Uuid) -> Result<(), StoreError> {
    let found =
        connection.first("SELECT organisation FROM house", [], |row| uuid_at(row, 0)).map_err(reading)?;
    match found {
        None => connection
            .run("INSERT INTO house (organisation) VALUES (?)", [organisation.into_bytes()])
            .map(drop)
            .map_err(writing),
        Some(found) if found == organisation => Ok(()),
        Some(found) => Err(StoreError::Damaged(format!("the file belongs to the organisation {found}"))),
    }
}

#[async_trait]
impl Store for SqliteStore {
    fn organisation(&self) -> Uuid {
        self.organisation
    }

    async fn commit(&self, commit: Commit) -> Result<Receipt, StoreError> {
        let erases = commit.writes.iter().any(|write| !write.erase.is_empty());
        let receipt = self.writer.commit(commit).await;
        if erases {
            self.lists.places.forget();
            self.lists.groups.forget();
        }
        receipt
    }

    fn writes_together(&self) -> usize {
        4_000
    }

    async fn head(&self) -> Result<Head, StoreError> {
        // Another process may have written since this one did.
        let tip = self.readers.read(|connection| {
            let tip = self.writer.tip();
            if apply::size(connection)? == tip.frontier.size() { Ok(tip) } else { Tip::load(connection) }
        })?;
        let at =
            tip.last_at.map(time_of).transpose().map_err(|error| StoreError::Damaged(error.to_string()))?;
        Ok(Head { size: tip.frontier.size(), root: tip.frontier.root().0, at })
    }

    async fn size(&self) -> Result<u64, StoreError> {
        self.readers.read_once(apply::size)
    }

    async fn size_at(&self, instant: Timestamp) -> Result<u64, StoreError> {
        self.readers.read(|connection| history::size_at(connection, instant))
    }

    async fn record(&self, id: RecordId, at: At) -> Result<Option<Stored>, StoreError> {
        self.readers
            .read(|connection| rec_of(connection, id)?.map_or(Ok(None), |rec| stored(connection, rec, at)))
    }

    async fn records(&self, ids: &[RecordId], at: At) -> Result<Vec<Stored>, StoreError> {
        self.readers.read(|connection| {
            let recs = ids
                .iter()
                .filter_map(|id| rec_of(connection, *id).transpose())
                .collect::<Result<Vec<_>, _>>()?;
            stored_all(connection, &recs, at)
        })
    }

    async fn by_reference(&self, reference: &str) -> Result<Option<RecordId>, StoreError> {
        let sql = "SELECT id FROM record WHERE reference = ?";
        self.readers
            .read(|connection| connection.first(sql, [reference], |row| id_at(row, 0)).map_err(reading))
    }

    async fn list(&self, query: &Query) -> Result<Listing, StoreError> {
        self.readers.read(|connection| list::list(connection, query, &self.lists))
    }

    async fn find(&self, query: &Query) -> Result<Found, StoreError> {
        self.readers.read(|connection| list::find(connection, query, &self.lists))
    }

    async fn counts(
        &self,
        openness: u8,
        related: &[RecordId],
    ) -> Result<Vec<(String, String, u64)>, StoreError> {
        self.readers.read(|connection| tally::counts(connection, openness, related))
    }

    async fn search(
        &self,
        words: &[String],
        openness: u8,
        related: &[RecordId],
        limit: u64,
    ) -> Result<Vec<Stored>, StoreError> {
        self.readers.read(|connection| {
            search::search(connection, words, openness, related, (limit, self.lists.narrow))
        })
    }

    async fn links_to(&self, target: RecordId, at: At) -> Result<Vec<(RecordId, String)>, StoreError> {
        self.readers.read(|connection| {
            let read = |row: &rusqlite::Row<'_>| Ok((id_at(row, 0)?, row.get(1)?));
            let found = match at {
                At::Now => {
                    let sql = "SELECT r.id, l.field FROM link l CROSS JOIN record r USING (rec) WHERE l.target = ? ORDER BY r.id, l.field";
                    connection.all(sql, [bytes(target)], read)
                }
                At::Size(size) => {
                    let sql = "SELECT r.id, l.field FROM (
                            SELECT rec, field FROM link WHERE target = ?1 AND from_pos < ?2
                            UNION ALL SELECT rec, field FROM link_past WHERE target = ?1 AND from_pos < ?2 AND until_pos >= ?2
                        ) l CROSS JOIN record r USING (rec) ORDER BY r.id, l.field";
                    connection.all(sql, params![bytes(target), int(size)], read)
                }
            };
            found.map_err(reading)
        })
    }

    async fn scan(
        &self,
        kind: &str,
        after: Option<RecordId>,
        limit: u64,
        at: At,
    ) -> Result<Vec<Stored>, StoreError> {
        let size = match at {
            At::Now => i64::MAX,
            At::Size(size) => int(size),
        };
        let after = after.map_or_else(Vec::new, |id| bytes(id).to_vec());
        let sql = "SELECT rec FROM record WHERE kind = ? AND id > ? AND born < ? ORDER BY id LIMIT ?";
        self.readers.read(|connection| {
            let recs = connection
                .all(sql, params![kind, after, size, int(limit)], |row| row.get(0))
                .map_err(reading)?;
            stored_all(connection, &recs, at)
        })
    }

    async fn content(&self, record: RecordId, version: u32) -> Result<Option<StoredContent>, StoreError> {
        self.readers.read(|connection| history::content(connection, record, version))
    }

    async fn acts(&self, record: RecordId, at: At) -> Result<Vec<StoredAct>, StoreError> {
        self.readers.read(|connection| {
            rec_of(connection, record)?.map_or(Ok(Vec::new()), |rec| history::acts(connection, rec, at))
        })
    }

    async fn recent(&self, before: Option<u64>, limit: u64) -> Result<Vec<StoredAct>, StoreError> {
        self.readers.read(|connection| history::recent(connection, before, limit))
    }

    async fn ledger(&self, from: u64, limit: u64) -> Result<Vec<LedgerRow>, StoreError> {
        self.readers.read(|connection| history::ledger(connection, from, limit))
    }

    async fn opened(&self, from: u64, limit: u64) -> Result<Vec<OpenedContent>, StoreError> {
        self.readers.read(|connection| history::opened(connection, from, limit))
    }

    async fn node(&self, level: u8, index: u64) -> Result<Option<[u8; 32]>, StoreError> {
        self.readers.read(|connection| apply::node(connection, level, index))
    }

    async fn import_key(&self, kind: &str, key: &str) -> Result<Option<RecordId>, StoreError> {
        self.readers.read(|connection| operational::import_key(connection, kind, key))
    }

    async fn import_keys(&self, kind: &str) -> Result<Vec<(String, RecordId)>, StoreError> {
        self.readers.read(|connection| operational::import_keys(connection, kind))
    }

    async fn put_scratch(&self, scratch: Scratch) -> Result<(), StoreError> {
        self.writer.chore(move |connection| operational::put_scratch(connection, &scratch)).await
    }

    async fn scratch(
        &self,
        person: RecordId,
        key: &str,
        now: Timestamp,
    ) -> Result<Option<Scratch>, StoreError> {
        let found = self.readers.read(|connection| operational::scratch(connection, person, key))?;
        match found {
            Some(scratch) if scratch.expires <= now => {
                self.writer.chore(move |connection| operational::sweep_scratch(connection, now)).await?;
                Ok(None)
            }
            found => Ok(found),
        }
    }

    async fn drop_scratch(&self, person: RecordId, key: &str) -> Result<(), StoreError> {
        let key = key.to_owned();
        self.writer.chore(move |connection| operational::drop_scratch(connection, person, &key)).await
    }

    async fn put_job(&self, job: Job) -> Result<(), StoreError> {
        self.writer.chore(move |connection| operational::put_job(connection, &job)).await
    }

    async fn note_job(&self, id: Uuid, done: u64, json: String) -> Result<(), StoreError> {
        self.writer.chore(move |connection| operational::note_job(connection, id, done, &json)).await
    }

    async fn job(&self, id: Uuid) -> Result<Option<Job>, StoreError> {
        self.readers.read(|connection| operational::job(connection, id))
    }

    async fn jobs(&self, limit: u64) -> Result<Vec<Job>, StoreError> {
        self.readers.read(|connection| operational::jobs(connection, limit))
    }

    async fn take_job(&self, id: Uuid) -> Result<Option<JobHold>, StoreError> {
        Ok(self.holds.take(id))
    }

    async fn check(&self) -> Result<Vec<String>, StoreError> {
        Self::check(self)
    }

    async fn rebuild(&self) -> Result<(), StoreError> {
        Self::rebuild(self).await
    }

    async fn differing(&self, indexes: &[Index]) -> Result<Vec<RecordId>, StoreError> {
        self.readers.read(|connection| index::differing(connection, indexes))
    }

    async fn reindex(&self, indexes: Vec<Index>) -> Result<(), StoreError> {
        self.writer.chore(move |connection| index::reindex(connection, &indexes)).await
    }

    async fn indexed(&self) -> Result<BTreeMap<String, String>, StoreError> {
        self.readers.read(index::basis)
    }

    async fn set_indexed(&self, basis: BTreeMap<String, String>) -> Result<(), StoreError> {
        self.writer.chore(move |connection| index::set_basis(connection, &basis)).await
    }
}
