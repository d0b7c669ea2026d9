//! A whole installation in a temporary directory, on SQLite or on a database of a private PostgreSQL server, with a clock
//! that is set by hand and seeded chance.

use crate::{
    evidence::{Dated, Gate},
    postgres::Cluster,
};
use app::{App, Chance, Clock, Desk, FirstSetUp, NewAccount, Opener, Parts, PasswordCost, Role, Trace};
use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use record::{Body, Kind, RecordId, TimeSpan, Value};
use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};
use store::{Accounts, Blobs, Store, StoreError};
use store_postgres::Database;
use store_sqlite::{SqliteAccounts, SqliteStore};
use tempfile::TempDir;
use uuid::Uuid;

/// The seed of every signing key of a test.
pub const SEED: [u8; 32] = [7; 32];

/// The password of every account of a test.
pub const PASSWORD: &str = "upright true and level";

/// A clock that stands still until it is moved.
#[derive(Clone, Debug)]
pub struct TestClock(Arc<AtomicI64>);

impl TestClock {
    /// Stands at 2 March 2026, 9 in the morning.
    fn new() -> Self {
        Self(Arc::new(AtomicI64::new(1_772_442_000_000_000)))
    }

    /// Moves on, or back when negative.
    pub fn pass(&self, span: SignedDuration) {
        let by = i64::try_from(span.as_micros()).unwrap_or(0);
        self.0.fetch_add(by, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.0.load(Ordering::SeqCst)).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

/// Chance from a seed: the same bytes in the same order.
#[derive(Debug)]
struct Seeded(AtomicU64);

impl Chance for Seeded {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            // SplitMix64, one step a byte.
            let mut mixed = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::SeqCst);
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            *byte = (mixed >> 56) as u8;
        }
    }
}

/// The variable that says on which store the installations of tests are: `sqlite`, as without it, or `postgres`.
const STORE: &str = "PLUMBLINE_TEST_STORE";

/// The file in the directory of an installation on PostgreSQL that holds the address of its database.
const DATABASE: &str = "database";

#[derive(Debug)]
struct Directory {
    path: PathBuf,
    clock: TestClock,
    gate: Gate,
}

impl Directory {
    /// Puts a new installation on a database of its own.
    #[expect(clippy::expect_used, reason = "a fixture that cannot be made ends the test")]
    fn on_postgres(path: &Path) {
        let address = Cluster::shared().database();
        std::fs::write(path.join(DATABASE), address).expect("an address can be kept");
    }

    /// The database, when the installation is on one.
    fn database(&self) -> Result<Option<Database>, StoreError> {
        match std::fs::read_to_string(self.path.join(DATABASE)) {
            Ok(address) => Database::at(&address).map(Some),
            Err(_) => Ok(None),
        }
    }

    fn accounts(&self) -> Result<Arc<dyn Accounts>, StoreError> {
        Ok(match self.database()? {
            Some(database) => Arc::new(database.accounts_later()),
            None => Arc::new(SqliteAccounts::open(&self.path.join("accounts.db"))?),
        })
    }
}

#[async_trait]
impl Opener for Directory {
    async fn open(
        &self,
        organisation: Uuid,
    ) -> Result<(Arc<dyn Store>, Arc<dyn Blobs>, [u8; 32]), StoreError> {
        let folder = self.path.join(organisation.to_string());
        std::fs::create_dir_all(&folder).map_err(|error| StoreError::Failed(Box::new(error)))?;
        let store: Arc<dyn Store> = match self.database()? {
            Some(database) => Arc::new(database.house(organisation).await?),
            None => Arc::new(SqliteStore::open(&folder.join("records.db"), organisation)?),
        };
        let blobs = Dated::open(&folder.join("evidence"), &self.clock, &self.gate)?;
        Ok((store, Arc::new(blobs), SEED))
    }
}

/// An installation with one organisation. Its first administrator is `ola@test.example`.
pub struct TestApp {
    /// The installation.
    pub app: App,
    /// Its clock.
    pub clock: TestClock,
    /// The organisation.
    pub organisation: Uuid,
    /// Its first administrator.
    pub administrator: RecordId,
    /// What removals of evidence pass through.
    pub gate: Gate,
    directory: TempDir,
}

impl TestApp {
    /// An installation with the built-in kinds and the pack of ISO/IEC 42001.
    ///
    /// # Panics
    /// When it cannot be made: the test is over.
    pub async fn new() -> Self {
        Self::with(kinds::ALL.to_vec()).await
    }

    /// An installation with other kinds.
    ///
    /// # Panics
    /// When it cannot be made: the test is over.
    #[expect(clippy::panic, reason = "a fixture that cannot be made ends the test")]
    pub async fn with(kinds: Vec<&'static Kind>) -> Self {
        match std::env::var(STORE).as_deref() {
            Err(_) | Ok("sqlite") => Self::made(kinds, false).await,
            Ok("postgres") => Self::made(kinds, true).await,
            Ok(other) => panic!("{STORE} is {other}; it is sqlite or postgres"),
        }
    }

    /// An installation on PostgreSQL, whatever the tests are run on.
    ///
    /// # Panics
    /// When it cannot be made: the test is over.
    pub async fn on_postgres() -> Self {
        Self::made(kinds::ALL.to_vec(), true).await
    }

    #[expect(clippy::expect_used, reason = "a fixture that cannot be made ends the test")]
    async fn made(kinds: Vec<&'static Kind>, on_postgres: bool) -> Self {
        let directory = TempDir::new().expect("a temporary directory");
        if on_postgres {
            Directory::on_postgres(directory.path());
        }
        let (clock, gate) = (TestClock::new(), Gate::default());
        let app = Self::open(directory.path(), &clock, &gate, kinds, u64::from_le_bytes(*b"plumblin"));
        let ask = FirstSetUp {
            organisation: "Test Organisation".to_owned(),
            name: "Ola Lindqvist".to_owned(),
            email: "ola@test.example".to_owned(),
            password: PASSWORD.to_owned(),
            roles: vec![Role::Administrator],
        };
        let (organisation, administrator) = app.set_up(ask).await.expect("the installation can be set up");
        Self { app, clock, organisation, administrator, gate, directory }
    }

    #[expect(clippy::expect_used, reason = "a fixture that cannot be made ends the test")]
    fn open(path: &Path, clock: &TestClock, gate: &Gate, kinds: Vec<&'static Kind>, seed: u64) -> App {
        let opener = Arc::new(Directory { path: path.to_owned(), clock: clock.clone(), gate: gate.clone() });
        let accounts = opener.accounts().expect("accounts can be opened");
        App::new(Parts {
            kinds,
            packs: vec![crate::packs::iso42001()],
            founding: founding(),
            clock: Arc::new(clock.clone()),
            chance: Arc::new(Seeded(AtomicU64::new(seed))),
            accounts,
            opener,
            passwords: PasswordCost::LEAST,
        })
    }

    /// The same data opened a second time, as another process or after a restart would.
    pub fn reopened(&self) -> App {
        self.opened_at(self.path())
    }

    /// The data of another directory, opened with the same clock and key.
    pub fn opened_at(&self, path: &Path) -> App {
        Self::open(path, &self.clock, &self.gate, kinds::ALL.to_vec(), 99)
    }

    /// As [`TestApp::opened_at`], with chance of its own: for what is opened more than once.
    pub fn opened_again(&self, path: &Path, seed: u64) -> App {
        Self::open(path, &self.clock, &self.gate, kinds::ALL.to_vec(), seed)
    }

    /// The data of a directory, opened with its own chance: for a process that shares nothing with this one but the files.
    pub fn opened_apart(path: &Path, seed: u64) -> App {
        let clock = TestClock::new();
        let past = i64::try_from(seed).unwrap_or(0).saturating_mul(60);
        clock.pass(SignedDuration::from_secs(past));
        Self::open(path, &clock, &Gate::default(), kinds::ALL.to_vec(), seed)
    }

    /// A copy of all data as they are now, as a backup or a thief would take it.
    ///
    /// # Panics
    /// When it cannot be made: the test is over.
    pub fn copied(&self, name: &str) -> PathBuf {
        self.copied_from(self.path(), name)
    }

    /// As [`TestApp::copied`], of another directory that holds the same organisation.
    ///
    /// # Panics
    /// When it cannot be made: the test is over.
    #[expect(clippy::expect_used, reason = "a fixture that cannot be made ends the test")]
    pub fn copied_from(&self, path: &Path, name: &str) -> PathBuf {
        let to = self.path().join(name);
        let organisation = self.organisation.to_string();
        std::fs::create_dir_all(to.join(&organisation)).expect("a directory for the copy");
        for file in ["accounts.db".to_owned(), format!("{organisation}/records.db")] {
            for part in ["", "-wal"] {
                let from = path.join(format!("{file}{part}"));
                if from.exists() {
                    std::fs::copy(from, to.join(format!("{file}{part}"))).expect("the file can be copied");
                }
            }
        }
        let (from, into) =
            (path.join(&organisation).join("evidence"), to.join(&organisation).join("evidence"));
        copy_folder(&from, &into).expect("the files can be copied");
        to
    }

    /// Where the data lie.
    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    /// The address of the database, when the installation is on one.
    pub fn database(&self) -> Option<String> {
        std::fs::read_to_string(self.path().join(DATABASE)).ok()
    }

    /// The file of the organisation's records.
    pub fn records(&self) -> PathBuf {
        self.path().join(self.organisation.to_string()).join("records.db")
    }

    /// A person with an account and roles; the address is `name@test.example`.
    ///
    /// # Panics
    /// When she cannot be made: the test is over.
    #[expect(clippy::expect_used, reason = "a fixture that cannot be made ends the test")]
    pub async fn person(&self, name: &str, roles: &[Role]) -> RecordId {
        let desk = self.desk_of("ola").await;
        let text = |text: String| Value::Text(text);
        let email = format!("{name}@test.example");
        let body = Body::new().with("name", text(name.to_owned())).with("email", text(email.clone()));
        let person = desk.create("person", body, None).await.expect("a person can be made").record;
        for role in roles {
            let held = TimeSpan { from: jiff::civil::date(2026, 1, 1), to: None };
            let body = Body::new()
                .with("name", text(format!("{name}, {}", role.label())))
                .with("person", Value::Link(person))
                .with("role", Value::Choice(role.code().to_owned()))
                .with("held", Value::Period(held));
            desk.create("membership", body, None).await.expect("a membership can be made");
        }
        desk.make_account(NewAccount { person, email, password: PASSWORD.to_owned() })
            .await
            .expect("an account can be made");
        person
    }

    /// The secret of a new session of a person.
    ///
    /// # Panics
    /// When she cannot sign in: the test is over.
    #[expect(clippy::expect_used, reason = "a fixture that cannot be made ends the test")]
    pub async fn session(&self, name: &str) -> String {
        let trace = Trace { address: "127.0.0.1".to_owned(), agent: "test".to_owned() };
        self.app
            .sign_in(&format!("{name}@test.example"), PASSWORD, &trace)
            .await
            .expect("she can sign in")
            .secret
    }

    /// The desk of a person who signs in for it.
    ///
    /// # Panics
    /// When she cannot sign in: the test is over.
    #[expect(clippy::expect_used, reason = "a fixture that cannot be made ends the test")]
    pub async fn desk_of(&self, name: &str) -> Desk {
        let secret = self.session(name).await;
        let (desk, _) = self
            .app
            .desk_of_session(&secret)
            .await
            .expect("sessions can be read")
            .expect("her session lives");
        desk
    }
}

fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// The pack that counted before frameworks were on the record.
#[expect(clippy::expect_used, reason = "a fixture that cannot be made ends the test")]
fn founding() -> Vec<frameworks::Pack> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../frameworks/former/iso42001-2023@2023.1.json");
    let bytes = std::fs::read(file).expect("the former pack can be read");
    let bundle = frameworks::Bundle::take("former", &bytes).expect("the former pack is a bundle");
    vec![bundle.read().0.expect("the former pack is a pack")]
}
