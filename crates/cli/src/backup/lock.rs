//! One backup of a data directory at a time, and the folder in which its copies lie until they are in the archive.

use crate::{data_directory::restrict, trouble::Failure};
use std::{
    fs::{self, File, TryLockError},
    path::{Path, PathBuf},
};

/// The right to make a backup. Its folder is gone with it; what a killed program left is gone with the next.
#[derive(Debug)]
pub struct Lock {
    folder: PathBuf,
    _held: File,
}

impl Lock {
    /// Takes the right, unless another program has it.
    pub fn take(data: &Path) -> Result<Self, Failure> {
        let path = data.join("backup.lock");
        let held = File::options().create(true).truncate(false).write(true).open(&path)?;
        match held.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Failure::Usage(format!(
                    "another backup of {} is being made; wait until it has ended",
                    data.display()
                )));
            }
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        let folder = data.join("backup.unfinished");
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir(&folder)?;
        restrict(&folder, 0o700)?;
        Ok(Self { folder, _held: held })
    }

    /// The folder for copies.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _the_next_backup_removes_it = fs::remove_dir_all(&self.folder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_backups_at_once_are_refused_and_what_a_killed_one_left_is_removed() {
        let data = tempfile::TempDir::new().unwrap();
        fs::create_dir(data.path().join("backup.unfinished")).unwrap();
        fs::write(data.path().join("backup.unfinished/accounts.db"), "left").unwrap();
        let first = Lock::take(data.path()).unwrap();
        assert!(!first.folder().join("accounts.db").exists());
        assert!(
            matches!(Lock::take(data.path()), Err(Failure::Usage(sentence)) if sentence.contains("another"))
        );
        drop(first);
        assert!(!data.path().join("backup.unfinished").exists());
        Lock::take(data.path()).unwrap();
    }
}
