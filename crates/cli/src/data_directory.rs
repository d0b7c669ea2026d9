//! The data directory: `accounts.db`, and for each organisation a folder with `records.db`, `evidence/` and `ledger.key`.
//!
//! One file an organisation makes hand-over, restore and the blast radius of a damaged file small; accounts lie apart. With
//! a database, accounts and records are there; with a bucket, evidence is; the rest stays here.

use crate::{argument, trouble::Failure};
use app::Opener;
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};
use store::{Accounts, Blobs, Store, StoreError, async_trait};
use store_objects::{Bucket, Credentials};
use store_postgres::Database;
use store_sqlite::{FileBlobs, SqliteAccounts, SqliteStore};
use uuid::Uuid;

/// Where the command line says that an installation lies.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// The data directory.
    pub data: PathBuf,
    /// The address of a database. It may hold a password, so it is not shown.
    pub database: Option<Address>,
    /// Where evidence lies.
    pub evidence: Evidence,
}

/// Where evidence lies.
#[derive(Clone, Debug, Default)]
pub enum Evidence {
    /// In the data directory.
    #[default]
    Here,
    /// In another data directory, where this one is a copy of its files alone.
    Beside(PathBuf),
    /// In a bucket.
    Bucket(Bucket),
}

impl Evidence {
    /// As the command line says.
    ///
    /// # Errors
    /// An address that is none, a key that is missing or cannot be read.
    pub fn of(options: &argument::Bucket) -> Result<Self, Failure> {
        let Some(address) = &options.evidence else { return Ok(Self::Here) };
        let address = store_objects::Address::parse(address).map_err(Failure::Usage)?;
        let (Some(key_id), Some(file)) = (&options.evidence_key_id, &options.evidence_key_file) else {
            return Err(Failure::Usage(
                "evidence is to lie in a bucket, and its key is not given; name it with --evidence-key-id, and with \
                 --evidence-key-file the file that holds it"
                    .to_owned(),
            ));
        };
        let secret = fs::read_to_string(file).map_err(|error| {
            Failure::Usage(format!(
                "{} cannot be read: {error}; give with --evidence-key-file a file that the user of this program can read",
                file.display()
            ))
        })?;
        let credentials = Credentials {
            region: options.evidence_region.clone(),
            key_id: key_id.clone(),
            secret: secret.trim().to_owned(),
        };
        Ok(Self::Bucket(Bucket::new(&address, &credentials)?))
    }

    /// The evidence of an organisation whose data directory is here.
    pub fn blobs(&self, data: &Path, organisation: Uuid) -> Result<Arc<dyn Blobs>, StoreError> {
        let folder = |data: &Path| folder_of(data, organisation).join("evidence");
        let failed = |error: io::Error| StoreError::Failed(Box::new(error));
        let mark = folder_of(data, organisation).join(ELSEWHERE);
        Ok(match self {
            Self::Here => match fs::read_to_string(&mark) {
                Ok(bucket) => return Err(StoreError::Failed(kept_elsewhere(&bucket, &mark).into())),
                Err(_) => Arc::new(FileBlobs::open(&folder(data))?),
            },
            Self::Beside(other) => Arc::new(FileBlobs::open(&folder(other))?),
            Self::Bucket(bucket) => {
                let folder = folder(data);
                if folder.exists() {
                    return Err(StoreError::Failed(kept_here(&folder).into()));
                }
                if !mark.exists() {
                    fs::write(&mark, format!("{}\n", bucket.shown())).map_err(failed)?;
                }
                Arc::new(bucket.evidence(organisation))
            }
        })
    }
}

/// The address of a database.
#[derive(Clone)]
pub struct Address(pub String);

impl std::fmt::Debug for Address {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Address(…)")
    }
}

impl Place {
    /// A directory within, on the same database.
    pub fn within(&self, name: &str) -> Self {
        Self { data: self.data.join(name), ..self.clone() }
    }
}

/// A data directory, and the database if there is one.
#[derive(Clone, Debug)]
pub struct DataDirectory {
    path: PathBuf,
    database: Option<Database>,
    evidence: Evidence,
}

impl DataDirectory {
    /// The directory, made when it does not exist, closed to other users of the machine; database and bucket must be there.
    pub async fn open(place: &Place) -> Result<Self, StoreError> {
        let failed = |error: io::Error| StoreError::Failed(Box::new(error));
        fs::create_dir_all(&place.data).map_err(failed)?;
        restrict(&place.data, 0o700).map_err(failed)?;
        let database = match &place.database {
            Some(Address(address)) => Some(Database::connect(address).await?),
            None => None,
        };
        if let Evidence::Bucket(bucket) = &place.evidence {
            bucket.fit().await?;
        }
        Ok(Self { path: place.data.clone(), database, evidence: place.evidence.clone() })
    }

    /// The accounts.
    pub async fn accounts(&self) -> Result<Arc<dyn Accounts>, StoreError> {
        Ok(match &self.database {
            Some(database) => Arc::new(database.accounts().await?),
            None => Arc::new(SqliteAccounts::open(&self.path.join("accounts.db"))?),
        })
    }

    /// The folder of an organisation.
    pub fn organisation(&self, id: Uuid) -> PathBuf {
        folder_of(&self.path, id)
    }
}

#[async_trait]
impl Opener for DataDirectory {
    async fn open(
        &self,
        organisation: Uuid,
    ) -> Result<(Arc<dyn Store>, Arc<dyn Blobs>, [u8; 32]), StoreError> {
        let folder = self.organisation(organisation);
        let failed = |error: io::Error| StoreError::Failed(Box::new(error));
        fs::create_dir_all(&folder).map_err(failed)?;
        restrict(&folder, 0o700).map_err(failed)?;
        let key = folder.join("ledger.key");
        let store: Arc<dyn Store> = match &self.database {
            Some(database) => {
                let store = database.house(organisation).await?;
                if !key.exists() && store.head().await?.size > 0 {
                    return Err(StoreError::Failed(missing_key(&key).into()));
                }
                Arc::new(store)
            }
            None => Arc::new(SqliteStore::open(&folder.join("records.db"), organisation)?),
        };
        let blobs = self.evidence.blobs(&self.path, organisation)?;
        let seed = seed(&key).map_err(failed)?;
        Ok((store, blobs, seed))
    }
}

/// The folder of an organisation in a data directory.
pub fn folder_of(data: &Path, organisation: Uuid) -> PathBuf {
    data.join("organisations").join(organisation.to_string())
}

/// The file that says in which bucket the evidence of an organisation lies, so that nobody looks for it here.
const ELSEWHERE: &str = "evidence.elsewhere";

fn kept_elsewhere(bucket: &str, mark: &Path) -> String {
    format!(
        "the evidence lies in the bucket {}, which is not given; give its address with --evidence, or remove {} once all of \
         it is in the folder `evidence` beside",
        bucket.trim(),
        mark.display()
    )
}

fn kept_here(folder: &Path) -> String {
    format!(
        "evidence lies in {}, and is to lie in a bucket; make a backup and restore it with --evidence",
        folder.display()
    )
}

/// A second program with a directory of its own would sign with a key of its own, and lack the evidence.
fn missing_key(key: &Path) -> String {
    format!(
        "the database holds a ledger whose signing key is not in {}; give the data directory that it was made with, which all \
        programs on one database share",
        key.display()
    )
}

/// The seed of the signing key: read, or made once, whoever else is making it.
fn seed(path: &Path) -> io::Result<[u8; 32]> {
    match fs::read(path) {
        Ok(bytes) => bytes
            .try_into()
            .map_err(|_| io::Error::other(format!("{} is no key of 32 bytes", path.display()))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let mut seed = [0_u8; 32];
            getrandom::fill(&mut seed).map_err(|error| io::Error::other(error.to_string()))?;
            let fresh = path.with_extension(format!("new-{}", std::process::id()));
            fs::write(&fresh, seed)?;
            restrict(&fresh, 0o600)?;
            fs::File::open(&fresh)?.sync_all()?;
            let made = fs::hard_link(&fresh, path);
            fs::remove_file(&fresh)?;
            match made {
                Ok(()) => Ok(seed),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => self::seed(path),
                Err(error) => Err(error),
            }
        }
        Err(error) => Err(error),
    }
}

/// Lets only the owner at it.
#[cfg(unix)]
pub fn restrict(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
pub fn restrict(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}
