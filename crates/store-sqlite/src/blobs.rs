//! Evidence in a directory: one file for each SHA-256, in folders by its first two digits.

use crate::failure::{failed, unwritable};
use jiff::Timestamp;
use ledger::Hash;
use std::{
    collections::BTreeMap,
    fs::{self, File, Metadata},
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
    time::Duration,
};
use store::{Blobs, Holding, StoreError, async_trait};
use uuid::Uuid;

/// The folder of what is being written, each file under a name of its own.
const UNFINISHED: &str = "unfinished";
/// The folder of what is being removed, each file under its own name and one that nobody else gives.
const ASIDE: &str = "aside";

/// After so long nobody is still writing a file of 25 MiB.
const LEFT_BEHIND: Duration = Duration::from_hours(24);

/// Evidence files in a directory.
#[derive(Clone, Debug)]
pub struct FileBlobs {
    directory: PathBuf,
}

impl FileBlobs {
    /// Evidence in this directory, which is made if there is none. What a crash left half written more than a day ago is
    /// removed; what is younger may be another process at work. What a crash left half removed is put back.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the directory cannot be made or read.
    pub fn open(directory: &Path) -> Result<Self, StoreError> {
        let unfinished = directory.join(UNFINISHED);
        fs::create_dir_all(&unfinished).map_err(unwritable)?;
        for left in fs::read_dir(&unfinished).map_err(unwritable)? {
            let left = left.map_err(unwritable)?;
            let age =
                left.metadata().and_then(|data| data.modified()).ok().and_then(|time| time.elapsed().ok());
            if age.is_some_and(|age| age > LEFT_BEHIND) {
                fs::remove_file(left.path()).map_err(unwritable)?;
            }
        }
        let blobs = Self { directory: directory.to_owned() };
        for (sha256, aside) in blobs.aside().map_err(unwritable)? {
            put_back(&aside, &blobs.path(&sha256)?).map_err(unwritable)?;
        }
        Ok(blobs)
    }

    /// What is being removed, with its name.
    fn aside(&self) -> io::Result<Vec<(String, PathBuf)>> {
        let folder = match fs::read_dir(self.directory.join(ASIDE)) {
            Ok(folder) => folder,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut found = Vec::new();
        for file in folder {
            let path = file?.path();
            let name = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.split_once('.'));
            if let Some((sha256, _)) = name {
                found.push((sha256.to_owned(), path));
            }
        }
        Ok(found)
    }

    /// The file of a name, wherever it lies: also in the moment in which somebody looks whether it can go.
    fn read(&self, path: &Path, sha256: &str) -> io::Result<Option<Vec<u8>>> {
        let read = |path: &Path| match fs::read(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            other => other.map(Some),
        };
        if let Some(bytes) = read(path)? {
            return Ok(Some(bytes));
        }
        for (_, aside) in self.aside()?.iter().filter(|(name, _)| name == sha256) {
            if let Some(bytes) = read(aside)? {
                return Ok(Some(bytes));
            }
        }
        read(path)
    }

    /// Every file with what the directory says of it.
    fn files(&self) -> io::Result<BTreeMap<String, Metadata>> {
        // What is moved aside, or back, while this is read is seen in one place at least.
        let (mut files, mut aside) = (BTreeMap::new(), self.aside()?);
        for folder in fs::read_dir(&self.directory)? {
            let folder = folder?;
            if folder.file_name().len() != 2 {
                continue;
            }
            for file in fs::read_dir(folder.path())? {
                let file = file?;
                if let Some(name) = file.file_name().into_string().ok().filter(|name| name.len() == 64) {
                    files.extend(there(file.metadata())?.map(|data| (name, data)));
                }
            }
        }
        aside.extend(self.aside()?);
        for (name, path) in aside {
            if !files.contains_key(&name)
                && let Some(data) = there(fs::metadata(path))?.or(there(fs::metadata(self.place(&name)))?)
            {
                files.insert(name, data);
            }
        }
        Ok(files)
    }

    fn place(&self, sha256: &str) -> PathBuf {
        self.directory.join(sha256.get(..2).unwrap_or_default()).join(sha256)
    }

    fn path(&self, sha256: &str) -> Result<PathBuf, StoreError> {
        let named =
            sha256.len() == 64 && sha256.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
        if named { Ok(self.place(sha256)) } else { Err(failed("a name of evidence that is no SHA-256")) }
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
        let unfinished = self.directory.join(UNFINISHED).join(Uuid::now_v7().to_string());
        let bytes = bytes.to_vec();
        blocking(move || keep(&path, &unfinished, &bytes)).await
    }

    async fn get(&self, sha256: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let (path, name, blobs) = (self.path(sha256)?, sha256.to_owned(), self.clone());
        blocking(move || match blobs.read(&path, &name).map_err(failed)? {
            Some(bytes) if Hash::of(&bytes).to_string() != name => {
                Err(StoreError::Damaged(format!("the evidence {name}")))
            }
            found => Ok(found),
        })
        .await
    }

    async fn list(&self) -> Result<Vec<String>, StoreError> {
        let blobs = self.clone();
        blocking(move || Ok(blobs.files().map_err(failed)?.into_keys().collect())).await
    }

    async fn holdings(&self) -> Result<Vec<Holding>, StoreError> {
        let blobs = self.clone();
        blocking(move || {
            let files = blobs.files().map_err(failed)?.into_iter();
            files
                .map(|(sha256, data)| {
                    Ok(Holding { sha256, bytes: data.len(), kept: written(&data).map_err(failed)? })
                })
                .collect()
        })
        .await
    }

    async fn remove(&self, sha256: &str, before: Timestamp) -> Result<bool, StoreError> {
        let path = self.path(sha256)?;
        let aside = self.directory.join(ASIDE).join(format!("{sha256}.{}", Uuid::now_v7()));
        blocking(move || remove(&path, &aside, before).map_err(unwritable)).await
    }
}

/// Written apart, then moved into place, so that no half file ever has its final name.
fn keep(path: &Path, unfinished: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let folder = path.parent().ok_or_else(|| failed("evidence without a folder"))?;
    // Also when it is there: a damaged file is replaced by what it was, and who is about to remove an old one finds a new one.
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

/// Moves a file to where nobody writes it, looks how old it is, and only then lets it go: who keeps the same bytes meanwhile
/// has either renewed the file that is looked at, or makes a new one where it was.
fn remove(path: &Path, aside: &Path, before: Timestamp) -> io::Result<bool> {
    let Some(data) = there(fs::metadata(path))? else { return Ok(false) };
    if written(&data)? >= before {
        return Ok(false);
    }
    if let Some(folder) = aside.parent() {
        fs::create_dir_all(folder)?;
    }
    if there(fs::rename(path, aside))?.is_none() {
        return Ok(false);
    }
    // Who opens the directory meanwhile puts it back.
    let Some(data) = there(fs::metadata(aside))? else { return Ok(false) };
    if written(&data)? >= before {
        put_back(aside, path)?;
        return Ok(false);
    }
    Ok(there(fs::remove_file(aside))?.is_some())
}

/// Puts a file back to where it was, unless there is one again.
fn put_back(aside: &Path, path: &Path) -> io::Result<()> {
    match fs::hard_link(aside, path) {
        Err(error) if !matches!(error.kind(), ErrorKind::AlreadyExists | ErrorKind::NotFound) => {
            return Err(error);
        }
        _ => {}
    }
    there(fs::remove_file(aside)).map(drop)
}

/// The outcome of something done to a file, unless it is not there.
fn there<T>(outcome: io::Result<T>) -> io::Result<Option<T>> {
    match outcome {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        other => other.map(Some),
    }
}

/// When a file was written.
fn written(data: &Metadata) -> io::Result<Timestamp> {
    Timestamp::try_from(data.modified()?).map_err(io::Error::other)
}

/// Files can be large: their bytes are moved off the threads that answer requests.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work).await.map_err(failed)?
}
