//! The store of one organisation in one schema.

use crate::{
    book::Tip,
    check::{check, rebuild},
    failure::{asking, passes},
    history,
    house::House,
    index,
    list::{self, NARROW},
    operational, rows, search,
    session::{Session, get, id, int, time_of},
    tally,
    writer::{PATIENCE, Writer},
};
use deadpool_postgres::Pool;
use jiff::Timestamp;
use record::RecordId;
use std::{collections::BTreeMap, time::Duration};
use store::{
    At, Commit, Found, Head, Index, Job, JobHold, LedgerRow, Listing, OpenedContent, Query, Receipt, Scratch,
    Store, StoreError, Stored, StoredAct, StoredContent, async_trait,
};
use uuid::Uuid;

/// The records, the ledger and the operational tables of one organisation, in one schema of a PostgreSQL database.
///
/// Several processes may have it open. Commits of this process wait for one task that puts those who wait into one
/// transaction; those of other processes take their turn at the head of the ledger. A reading of several statements sees
/// one moment; it is done again when the connection turns out to be gone.
#[derive(Debug)]
pub struct PostgresStore {
    organisation: Uuid,
    house: House,
    writer: Writer,
    narrow: u64,
}

/// What may be done twice without harm is done again on another connection when the first is gone.
macro_rules! read {
    ($store:expr, $begin:ident, $session:ident => $work:expr) => {{
        let mut again = 2;
        loop {
            let answer = async {
                let mut client = $store.house.client().await?;
                let $session = begin!($begin, client, $store.house.prefix());
                let answer = $work.await?;
                $session.end().await.map_err(asking)?;
                Ok::<_, StoreError>(answer)
            }
            .await;
            match answer {
                Err(error) if passes(&error) && again > 0 => again -= 1,
                answer => break answer,
            }
        }
    }};
}
macro_rules! begin {
    (one, $client:ident, $prefix:expr) => {{
        let _only_a_transaction_changes_it = &mut $client;
        Session::plain(&$client, $prefix)
    }};
    (snapshot, $client:ident, $prefix:expr) => {
        Session::snapshot(&mut $client, $prefix)
    };
    (writing, $client:ident, $prefix:expr) => {
        Session::writing(&mut $client, $prefix).await?
    };
}

impl PostgresStore {
    pub(crate) async fn open(pool: Pool, organisation: Uuid) -> Result<Self, StoreError> {
        let house = House::open(pool, organisation).await?;
        let writer = Writer::start(house.clone(), PATIENCE);
        Ok(Self { organisation, house, writer, narrow: NARROW })
    }

    /// Takes conditions that more records meet for broad; 2,000 unless told. Pages are the same whatever it is, totals
    /// may be less exact, and time differs.
    #[must_use]
    pub fn broad_from(mut self, records: u64) -> Self {
        self.narrow = records;
        self
    }

    /// Tries a commit again for so long when the server does not answer or breaks off; 10 seconds unless told.
    #[must_use]
    pub fn patient_for(mut self, patience: Duration) -> Self {
        self.writer = Writer::start(self.house.clone(), patience);
        self
    }
}

#[async_trait]
impl Store for PostgresStore {
    fn organisation(&self) -> Uuid {
        self.organisation
    }

    async fn commit(&self, commit: Commit) -> Result<Receipt, StoreError> {
        self.writer.commit(commit).await
    }

    async fn head(&self) -> Result<Head, StoreError> {
        let tip = read!(self, one, session => Tip::read(&session, false))?;
        let at = tip.last_at.map(time_of).transpose()?;
        Ok(Head { size: tip.frontier.size(), root: tip.frontier.root().0, at })
    }

    async fn size(&self) -> Result<u64, StoreError> {
        read!(self, one, session => Tip::size(&session))
    }

    async fn size_at(&self, instant: Timestamp) -> Result<u64, StoreError> {
        read!(self, one, session => history::size_at(&session, instant))
    }

    async fn record(&self, id: RecordId, at: At) -> Result<Option<Stored>, StoreError> {
        let found = read!(self, one, session => rows::by_ids(&session, &[id], at))?;
        Ok(found.into_iter().next())
    }

    async fn records(&self, ids: &[RecordId], at: At) -> Result<Vec<Stored>, StoreError> {
        read!(self, one, session => rows::by_ids(&session, ids, at))
    }

    async fn by_reference(&self, reference: &str) -> Result<Option<RecordId>, StoreError> {
        let sql = "SELECT id FROM house.record WHERE reference = $1";
        let row = read!(self, one, session => session.first(sql, &[&reference]))?;
        row.map(|row| id(&row, 0)).transpose()
    }

    async fn list(&self, query: &Query) -> Result<Listing, StoreError> {
        read!(self, snapshot, session => list::list(&session, query, self.narrow))
    }

    async fn find(&self, query: &Query) -> Result<Found, StoreError> {
        if !query.among.is_empty()
            && query.after.is_none()
            && let Some(found) = read!(self, one, session => list::find_among(&session, query, self.narrow))?
        {
            return Ok(found);
        }
        read!(self, snapshot, session => list::find(&session, query, self.narrow))
    }

    async fn counts(
        &self,
        openness: u8,
        related: &[RecordId],
    ) -> Result<Vec<(String, String, u64)>, StoreError> {
        read!(self, one, session => tally::counts(&session, openness, related))
    }

    async fn search(
        &self,
        words: &[String],
        openness: u8,
        related: &[RecordId],
        limit: u64,
    ) -> Result<Vec<Stored>, StoreError> {
        read!(self, snapshot, session => search::search(&session, words, openness, related, limit))
    }

    async fn links_to(&self, target: RecordId, at: At) -> Result<Vec<(RecordId, String)>, StoreError> {
        let now = "SELECT r.id, l.field FROM house.link l JOIN house.record r USING (rec) WHERE l.target = $1 ORDER BY r.id, l.field";
        let then = "SELECT r.id, l.field FROM (
                SELECT rec, field FROM house.link WHERE target = $1 AND from_pos < $2
                UNION ALL SELECT rec, field FROM house.link_past WHERE target = $1 AND from_pos < $2 AND until_pos >= $2
            ) l JOIN house.record r USING (rec) ORDER BY r.id, l.field";
        let rows = match at {
            At::Now => read!(self, one, session => session.all(now, &[&target.0]))?,
            At::Size(size) => read!(self, one, session => session.all(then, &[&target.0, &int(size)]))?,
        };
        rows.iter().map(|row| Ok((id(row, 0)?, get(row, 1)?))).collect()
    }

    async fn scan(
        &self,
        kind: &str,
        after: Option<RecordId>,
        limit: u64,
        at: At,
    ) -> Result<Vec<Stored>, StoreError> {
        read!(self, snapshot, session => rows::scan(&session, kind, after, limit, at))
    }

    async fn content(&self, record: RecordId, version: u32) -> Result<Option<StoredContent>, StoreError> {
        read!(self, one, session => history::content(&session, record, version))
    }

    async fn acts(&self, record: RecordId, at: At) -> Result<Vec<StoredAct>, StoreError> {
        read!(self, one, session => history::acts(&session, record, at))
    }

    async fn acts_on(&self, records: &[RecordId], at: At) -> Result<Vec<StoredAct>, StoreError> {
        read!(self, one, session => history::acts_on(&session, records, at))
    }

    async fn contents(
        &self,
        versions: &[(RecordId, u32)],
    ) -> Result<Vec<(RecordId, StoredContent)>, StoreError> {
        read!(self, one, session => history::contents(&session, versions))
    }

    async fn recent(&self, before: Option<u64>, limit: u64) -> Result<Vec<StoredAct>, StoreError> {
        read!(self, one, session => history::recent(&session, before, limit))
    }

    async fn ledger(&self, from: u64, limit: u64) -> Result<Vec<LedgerRow>, StoreError> {
        read!(self, one, session => history::ledger(&session, from, limit))
    }

    async fn opened(&self, from: u64, limit: u64) -> Result<Vec<OpenedContent>, StoreError> {
        read!(self, one, session => history::opened(&session, from, limit))
    }

    async fn node(&self, level: u8, index: u64) -> Result<Option<[u8; 32]>, StoreError> {
        read!(self, one, session => history::node(&session, level, index))
    }

    async fn import_key(&self, kind: &str, key: &str) -> Result<Option<RecordId>, StoreError> {
        read!(self, one, session => operational::import_key(&session, kind, key))
    }

    async fn import_keys(&self, kind: &str) -> Result<Vec<(String, RecordId)>, StoreError> {
        read!(self, one, session => operational::import_keys(&session, kind))
    }

    async fn put_scratch(&self, scratch: Scratch) -> Result<(), StoreError> {
        read!(self, writing, session => operational::put_scratch(&session, &scratch))
    }

    async fn scratch(
        &self,
        person: RecordId,
        key: &str,
        now: Timestamp,
    ) -> Result<Option<Scratch>, StoreError> {
        read!(self, one, session => operational::scratch(&session, person, key, now))
    }

    async fn scratches(
        &self,
        people: &[RecordId],
        key: &str,
        now: Timestamp,
    ) -> Result<Vec<Scratch>, StoreError> {
        read!(self, one, session => operational::scratches(&session, people, key, now))
    }

    async fn drop_scratch(&self, person: RecordId, key: &str) -> Result<(), StoreError> {
        read!(self, one, session => operational::drop_scratch(&session, person, key))
    }

    async fn put_job(&self, job: Job) -> Result<(), StoreError> {
        read!(self, one, session => operational::put_job(&session, &job))
    }

    async fn note_job(&self, id: Uuid, done: u64, json: String) -> Result<(), StoreError> {
        read!(self, one, session => operational::note_job(&session, id, done, &json))
    }

    async fn job(&self, id: Uuid) -> Result<Option<Job>, StoreError> {
        read!(self, one, session => operational::job(&session, id))
    }

    async fn jobs(&self, limit: u64) -> Result<Vec<Job>, StoreError> {
        read!(self, one, session => operational::jobs(&session, limit))
    }

    async fn take_job(&self, id: Uuid) -> Result<Option<JobHold>, StoreError> {
        self.house.take_job(id).await
    }

    async fn check(&self) -> Result<Vec<String>, StoreError> {
        read!(self, snapshot, session => check(&session))
    }

    async fn rebuild(&self) -> Result<(), StoreError> {
        read!(self, writing, session => rebuild(&session))
    }

    async fn differing(&self, indexes: &[Index]) -> Result<Vec<RecordId>, StoreError> {
        read!(self, snapshot, session => index::differing(&session, indexes))
    }

    async fn reindex(&self, indexes: Vec<Index>) -> Result<(), StoreError> {
        read!(self, writing, session => index::reindex(&session, &indexes))
    }

    async fn indexed(&self) -> Result<BTreeMap<String, String>, StoreError> {
        read!(self, one, session => index::basis(&session))
    }

    async fn set_indexed(&self, basis: BTreeMap<String, String>) -> Result<(), StoreError> {
        read!(self, one, session => index::set_basis(&session, &basis))
    }
}
