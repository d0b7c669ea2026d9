//! The data directory: `accounts.db`, and for each organisation a folder with `records.db`, `evidence/` and `ledger.key`.
//!
//! One file an organisation makes hand-over, restore and the blast radius of a damaged file small; accounts lie apart.

use app::Opener;
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};
use store::{Blobs, Store, StoreError, async_trait};
use store_sqlite::{FileBlobs, SqliteAccounts, SqliteStore};
use uuid::Uuid;

/// A data directory.
#[derive(Clone, Debug)]
pub struct DataDirectory {
    path: PathBuf,
}

impl DataDirectory {
    /// The directory, made when it does not exist, closed to other users of the machine.
    pub fn open(path: &Path) -> io::Result<Self> {
        fs::create_dir_all(path)?;
        restrict(path, 0o700)?;
        Ok(Self { path: path.to_owned() })
    }

    /// The accounts.
    pub fn accounts(&self) -> Result<SqliteAccounts, StoreError> {
        SqliteAccounts::open(&self.path.join("accounts.db"))
    }

    /// The folder of an organisation.
    pub fn organisation(&self, id: Uuid) -> PathBuf {
        self.path.join("organisations").join(id.to_string())
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
        let seed = seed(&folder.join("ledger.key")).map_err(failed)?;
        let store = SqliteStore::open(&folder.join("records.db"), organisation)?;
        let blobs = FileBlobs::open(&folder.join("evidence"))?;
        Ok((Arc::new(store), Arc::new(blobs), seed))
    }
}

/// The seed of the signing key: read, or made once.
fn seed(path: &Path) -> io::Result<[u8; 32]> {
    match fs::read(path) {
        Ok(bytes) => bytes
            .try_into()
            .map_err(|_| io::Error::other(format!("{} is no key of 32 bytes", path.display()))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let mut seed = [0_u8; 32];
            getrandom::fill(&mut seed).map_err(|error| io::Error::other(error.to_string()))?;
            let fresh = path.with_extension("new");
            fs::write(&fresh, seed)?;
            restrict(&fresh, 0o600)?;
            fs::File::open(&fresh)?.sync_all()?;
            fs::rename(&fresh, path)?;
            Ok(seed)
        }
        Err(error) => Err(error),
    }
}

#[cfg(unix)]
fn restrict(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn restrict(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}
