//! The list that ends a backup: what it was made of, and every file in it.

use jiff::Timestamp;
use ledger::Hash;
use serde::{Deserialize, Serialize};
use std::path::{Component, Path, PathBuf};
use uuid::Uuid;

/// The name of the list in the archive.
pub const NAME: &str = "contents.json";

/// The version of the form of a backup that this program writes.
pub const FORMAT: u32 = 1;

/// What a backup is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contents {
    /// The version of the form.
    pub format: u32,
    /// When it was begun.
    pub made: Timestamp,
    /// The version of the program that made it.
    pub program: String,
    /// Where records and accounts are.
    pub records: Records,
    /// The ledger of each organisation as it is in the backup.
    pub organisations: Vec<Ledger>,
    /// Every other file.
    pub files: Vec<Line>,
}

/// Where the records of a backup are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Records {
    /// In it.
    Here,
    /// In a database that is backed up by its own tools: here are evidence and keys alone.
    Database,
}

/// The end of a ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ledger {
    /// The organisation.
    pub organisation: Uuid,
    /// How many entries.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

/// A file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Its path in the data directory, with `/` between folders.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// SHA-256 of its bytes.
    pub sha256: Hash,
}

impl Line {
    /// Where the file goes in a directory; none for a name that would lead out of it.
    pub fn within(&self, directory: &Path) -> Option<PathBuf> {
        let path = Path::new(&self.name);
        let plain = path.components().all(|part| matches!(part, Component::Normal(_)));
        (plain && !self.name.is_empty()).then(|| directory.join(path))
    }
}

impl Contents {
    /// How many evidence files there are.
    pub fn evidence(&self) -> usize {
        self.files.iter().filter(|file| file.name.contains("/evidence/")).count()
    }

    /// How many bytes all files have together.
    pub fn bytes(&self) -> u64 {
        self.files.iter().fold(0, |sum, file| sum.saturating_add(file.bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leads_out_of_the_directory() {
        let line = |name: &str| Line { name: name.to_owned(), bytes: 0, sha256: Hash::of(b"") };
        let data = Path::new("/data");
        assert_eq!(line("accounts.db").within(data), Some(PathBuf::from("/data/accounts.db")));
        assert_eq!(line("organisations/a/b").within(data), Some(PathBuf::from("/data/organisations/a/b")));
        for bad in ["", "/etc/passwd", "../x", "a/../../x", "./x/../.."] {
            assert_eq!(line(bad).within(data), None, "{bad}");
        }
    }
}
