//! Both stores do the same commits and are asked the same questions; every answer must be the same: positions, bytes, rows,
//! their order, totals, refusals.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

use jiff::Timestamp;
use record::RecordId;
use std::{collections::BTreeMap, fmt::Debug, mem::discriminant};
use store::{
    At, Commit, Found, Head, Index, Job, JobHold, LedgerRow, Listing, OpenedContent, Query, Receipt, Scratch,
    Store, StoreError, Stored, StoredAct, StoredContent, async_trait,
    conformance::{agree, suite},
};
use store_postgres::{Database, PostgresStore};
use store_sqlite::SqliteStore;
use testkit::postgres::Cluster;
use tokio::sync::Mutex;
use uuid::Uuid;

/// A store that is two: whatever is asked of it is asked of both, and both must say the same.
struct Both {
    sqlite: SqliteStore,
    postgres: PostgresStore,
    /// Both get commits in the same order, also those of people who write at once.
    order: Mutex<()>,
    _place: tempfile::TempDir,
}

impl Both {
    async fn new(database: &Database, house: u128) -> Self {
        let house = Uuid::from_u128(house);
        let place = tempfile::TempDir::new().unwrap();
        let sqlite = SqliteStore::open(&place.path().join("records.db"), house).unwrap();
        let postgres = database.house(house).await.unwrap();
        Self { sqlite, postgres, order: Mutex::default(), _place: place }
    }
}

/// The answer, when both are the same.
fn same<T: PartialEq + Debug>(
    question: &str,
    sqlite: Result<T, StoreError>,
    postgres: Result<T, StoreError>,
) -> Result<T, StoreError> {
    match (sqlite, postgres) {
        (Ok(a), Ok(b)) => {
            assert_eq!(a, b, "{question}: SQLite says the first, PostgreSQL the second");
            Ok(b)
        }
        (Err(a), Err(b)) => {
            assert_eq!(discriminant(&a), discriminant(&b), "{question}: {a} against {b}");
            Err(b)
        }
        (a, b) => panic!("{question}: SQLite says {a:?}, PostgreSQL {b:?}"),
    }
}

macro_rules! both {
    ($self:ident.$verb:ident($($argument:expr),*)) => {
        same(
            stringify!($verb),
            Store::$verb(&$self.sqlite, $($argument.clone()),*).await,
            Store::$verb(&$self.postgres, $($argument.clone()),*).await,
        )
    };
}

#[async_trait]
impl Store for Both {
    fn organisation(&self) -> Uuid {
        self.postgres.organisation()
    }
    async fn commit(&self, commit: Commit) -> Result<Receipt, StoreError> {
        let _one_after_another = self.order.lock().await;
        both!(self.commit(commit))
    }
    async fn head(&self) -> Result<Head, StoreError> {
        both!(self.head())
    }
    async fn size(&self) -> Result<u64, StoreError> {
        both!(self.size())
    }
    async fn size_at(&self, instant: Timestamp) -> Result<u64, StoreError> {
        both!(self.size_at(instant))
    }
    async fn record(&self, id: RecordId, at: At) -> Result<Option<Stored>, StoreError> {
        both!(self.record(id, at))
    }
    async fn records(&self, ids: &[RecordId], at: At) -> Result<Vec<Stored>, StoreError> {
        same("records", self.sqlite.records(ids, at).await, self.postgres.records(ids, at).await)
    }
    async fn by_reference(&self, reference: &str) -> Result<Option<RecordId>, StoreError> {
        let (a, b) = (self.sqlite.by_reference(reference).await, self.postgres.by_reference(reference).await);
        same("by_reference", a, b)
    }
    async fn list(&self, query: &Query) -> Result<Listing, StoreError> {
        let apart = |listing: Listing| (listing.rows, listing.total, listing.size);
        let (a, b) = (self.sqlite.list(query).await, self.postgres.list(query).await);
        let (rows, total, size) = same(&format!("{query:?}"), a.map(apart), b.map(apart))?;
        Ok(Listing { rows, total, size })
    }
    async fn find(&self, query: &Query) -> Result<Found, StoreError> {
        let (a, b) = (self.sqlite.find(query).await, self.postgres.find(query).await);
        same(&format!("{query:?}"), a, b)
    }
    async fn counts(
        &self,
        openness: u8,
        related: &[RecordId],
    ) -> Result<Vec<(String, String, u64)>, StoreError> {
        let (a, b) =
            (self.sqlite.counts(openness, related).await, self.postgres.counts(openness, related).await);
        same("counts", a, b)
    }
    async fn search(
        &self,
        words: &[String],
        openness: u8,
        related: &[RecordId],
        limit: u64,
    ) -> Result<Vec<Stored>, StoreError> {
        let a = self.sqlite.search(words, openness, related, limit).await;
        let b = self.postgres.search(words, openness, related, limit).await;
        same(&format!("search for {words:?}"), a, b)
    }
    async fn links_to(&self, target: RecordId, at: At) -> Result<Vec<(RecordId, String)>, StoreError> {
        both!(self.links_to(target, at))
    }
    async fn scan(
        &self,
        kind: &str,
        after: Option<RecordId>,
        limit: u64,
        at: At,
    ) -> Result<Vec<Stored>, StoreError> {
        let (a, b) = (
            self.sqlite.scan(kind, after, limit, at).await,
            self.postgres.scan(kind, after, limit, at).await,
        );
        same("scan", a, b)
    }
    async fn content(&self, record: RecordId, version: u32) -> Result<Option<StoredContent>, StoreError> {
        both!(self.content(record, version))
    }
    async fn acts(&self, record: RecordId, at: At) -> Result<Vec<StoredAct>, StoreError> {
        both!(self.acts(record, at))
    }
    async fn acts_on(&self, records: &[RecordId], at: At) -> Result<Vec<StoredAct>, StoreError> {
        let sorted = |acts: Result<Vec<StoredAct>, StoreError>| {
            acts.map(|mut acts| {
                acts.sort_by_key(|act| act.position);
                acts
            })
        };
        let a = sorted(self.sqlite.acts_on(records, at).await);
        same("acts_on", a, sorted(self.postgres.acts_on(records, at).await))
    }
    async fn recent(&self, before: Option<u64>, limit: u64) -> Result<Vec<StoredAct>, StoreError> {
        both!(self.recent(before, limit))
    }
    async fn ledger(&self, from: u64, limit: u64) -> Result<Vec<LedgerRow>, StoreError> {
        both!(self.ledger(from, limit))
    }
    async fn opened(&self, from: u64, limit: u64) -> Result<Vec<OpenedContent>, StoreError> {
        both!(self.opened(from, limit))
    }
    async fn node(&self, level: u8, index: u64) -> Result<Option<[u8; 32]>, StoreError> {
        both!(self.node(level, index))
    }
    async fn import_key(&self, kind: &str, key: &str) -> Result<Option<RecordId>, StoreError> {
        let (a, b) = (self.sqlite.import_key(kind, key).await, self.postgres.import_key(kind, key).await);
        same("import_key", a, b)
    }
    async fn import_keys(&self, kind: &str) -> Result<Vec<(String, RecordId)>, StoreError> {
        same("import_keys", self.sqlite.import_keys(kind).await, self.postgres.import_keys(kind).await)
    }
    async fn put_scratch(&self, scratch: Scratch) -> Result<(), StoreError> {
        both!(self.put_scratch(scratch))
    }
    async fn scratch(
        &self,
        person: RecordId,
        key: &str,
        now: Timestamp,
    ) -> Result<Option<Scratch>, StoreError> {
        let (a, b) =
            (self.sqlite.scratch(person, key, now).await, self.postgres.scratch(person, key, now).await);
        same("scratch", a, b)
    }
    async fn drop_scratch(&self, person: RecordId, key: &str) -> Result<(), StoreError> {
        let (a, b) =
            (self.sqlite.drop_scratch(person, key).await, self.postgres.drop_scratch(person, key).await);
        same("drop_scratch", a, b)
    }
    async fn note_job(&self, id: Uuid, done: u64, json: String) -> Result<(), StoreError> {
        both!(self.note_job(id, done, json))
    }

    async fn put_job(&self, job: Job) -> Result<(), StoreError> {
        both!(self.put_job(job))
    }
    async fn job(&self, id: Uuid) -> Result<Option<Job>, StoreError> {
        both!(self.job(id))
    }
    async fn jobs(&self, limit: u64) -> Result<Vec<Job>, StoreError> {
        both!(self.jobs(limit))
    }
    async fn take_job(&self, id: Uuid) -> Result<Option<JobHold>, StoreError> {
        self.postgres.take_job(id).await
    }
    async fn check(&self) -> Result<Vec<String>, StoreError> {
        same("check", Store::check(&self.sqlite).await, self.postgres.check().await)
    }
    async fn rebuild(&self) -> Result<(), StoreError> {
        same("rebuild", Store::rebuild(&self.sqlite).await, self.postgres.rebuild().await)
    }
    async fn differing(&self, indexes: &[Index]) -> Result<Vec<RecordId>, StoreError> {
        same("differing", self.sqlite.differing(indexes).await, self.postgres.differing(indexes).await)
    }
    async fn reindex(&self, indexes: Vec<Index>) -> Result<(), StoreError> {
        both!(self.reindex(indexes))
    }
    async fn indexed(&self) -> Result<BTreeMap<String, String>, StoreError> {
        both!(self.indexed())
    }
    async fn set_indexed(&self, basis: BTreeMap<String, String>) -> Result<(), StoreError> {
        both!(self.set_indexed(basis))
    }
}

#[tokio::test]
async fn random_commits_have_the_same_effect_on_both() {
    let database = Database::connect(&Cluster::shared().database()).await.unwrap();
    for seed in 300..303 {
        let both = Both::new(&database, seed.into()).await;
        agree(&both, seed, 80).await;
        assert_eq!(both.check().await.unwrap(), Vec::<String>::new(), "seed {seed}");
    }
}

#[tokio::test]
async fn the_suite_has_the_same_answers_on_both() {
    let database = Database::connect(&Cluster::shared().database()).await.unwrap();
    let house = std::cell::Cell::new(1_000_u128);
    suite(async || {
        house.set(house.get() + 1);
        Both::new(&database, house.get()).await
    })
    .await;
}

/// Run by hand or in the long set: many seeds, many steps.
#[tokio::test]
#[ignore = "takes minutes; runs in the long set"]
async fn long_simulation_of_both_stores() {
    let database = Database::connect(&Cluster::shared().database()).await.unwrap();
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let (from, rounds) = (number("SEED").unwrap_or(1_000_u64), number("ROUNDS").unwrap_or(20));
    for seed in from..from + rounds {
        let both = Both::new(&database, seed.into()).await;
        agree(&both, seed, 400).await;
    }
}
