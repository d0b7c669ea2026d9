//! Evidence in a directory: one file for each SHA-256, in folders by its first two digits.

use crate::failure::{failed, unwritable};
use ledger::Hash;
use std::{
    fs::{self, File},
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};
use store::{Blobs, StoreError, async_trait};

/// Tells apart the files that this process is writing.
static WRITING: AtomicU64 = AtomicU64::new(0);

/// After so long nobody is still writing a file of 25 MiB.
const LEFT_BEHIND: Duration = Duration::from_hours(24);

/// Evidence files in a directory.
#[derive(Clone, Debug)]
pub struct FileBlobs {
    directory: PathBuf,
}

impl FileBlobs {
    /// Evidence in this directory, which is made if there is none. What a crash left half written more than a day ago is
    /// removed; what is younger may be another process at work.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the directory cannot be made or read.
    pub fn open(directory: &Path) -> Result<Self, StoreError> {
        let unfinished = directory.join("unfinished");
        fs::create_dir_all(&unfinished).map_err(unwritable)?;
        for left in fs::read_dir(&unfinished).map_err(unwritable)? {
            let left = left.map_err(unwritable)?;
            let age =
                left.metadata().and_then(|data| data.modified()).ok().and_then(|time| time.elapsed().ok());
            if age.is_some_and(|age| age > LEFT_BEHIND) {
                fs::remove_file(left.path()).map_err(unwritable)?;
            }
        }
        Ok(Self { directory: directory.to_owned() })
    }

    fn path(&self, sha256: &str) -> Result<PathBuf, StoreError> {
        let named =
            sha256.len() == 64 && sha256.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
        match sha256.get(..2).filter(|_| named) {
            Some(folder) => Ok(self.directory.join(folder).join(sha256)),
            None => Err(failed("a name of evidence that is no SHA-256")),
        }
    }
}

#[async_trait]
impl Blobs for FileBlobs {
    async fn put(&self, sha256: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let path = self.path(sha256)?;
        if Hash::of(bytes).to_string() != sha256 {
            return Err(failed(
                "the bytes of evidence do not have the SHA-256 under which they are to be kept",
            ));
        }
        let number = WRITING.fetch_add(1, Ordering::Relaxed);
        let unfinished = self.directory.join("unfinished").join(format!("{}-{number}", std::process::id()));
        let bytes = bytes.to_vec();
        blocking(move || keep(&path, &unfinished, &bytes)).await
    }

    async fn get(&self, sha256: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let path = self.path(sha256)?;
        let name = sha256.to_owned();
        blocking(move || match fs::read(&path) {
            Ok(bytes) if Hash::of(&bytes).to_string() == name => Ok(Some(bytes)),
            Ok(_) => Err(StoreError::Damaged(format!("the evidence {name}"))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed(error)),
        })
        .await
    }

    async fn list(&self) -> Result<Vec<String>, StoreError> {
        let directory = self.directory.clone();
        blocking(move || {
            let mut names = Vec::new();
            for folder in fs::read_dir(&directory).map_err(failed)? {
                let folder = folder.map_err(failed)?;
                if folder.file_name().len() != 2 {
                    continue;
                }
                for file in fs::read_dir(folder.path()).map_err(failed)? {
                    names.extend(
                        file.map_err(failed)?.file_name().into_string().ok().filter(|name| name.len() == 64),
                    );
                }
            }
            names.sort_unstable();
            Ok(names)
        })
        .await
    }
}

/// Written apart, then moved into place, so that no half file ever has its final name.
fn keep(path: &Path, unfinished: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let folder = path.parent().ok_or_else(|| failed("evidence without a folder"))?;
    // A damaged file is replaced by the same bytes that it had.
    if fs::read(path).is_ok_and(|kept| kept == bytes) {
        return Ok(());
    }
    let write = || -> std::io::Result<()> {
        let mut file = File::create(unfinished)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::create_dir_all(folder)?;
        fs::rename(unfinished, path)?;
        File::open(folder)?.sync_all()?;
        folder.parent().map_or(Ok(()), |directory| File::open(directory)?.sync_all())
    };
    write().map_err(|error| {
        let _it_may_never_have_been_made = fs::remove_file(unfinished);
        unwritable(error)
    })
}

/// Files can be large: their bytes are moved off the threads that answer requests.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work).await.map_err(failed)?
}
