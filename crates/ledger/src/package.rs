//! The audit export: everything that an auditor needs to check a log without the program that kept it.
//!
//! A package is a set of named files, in a directory or an archive: `README.txt`, the signed `checkpoint`, the `key`
//! line, `entries.jsonl` (one canonical entry a line), `leaves` (one leaf hash a line), `fields.jsonl` (one opened field
//! a line, canonical) and `evidence/` with files named by their SHA-256. Reading and writing go through [`Source`] and
//! [`Sink`], so that this crate touches no disk.

mod lines;
mod read;
mod write;

pub use read::{Options, PackageError, verify};
pub use write::{WriteError, Writer};

use std::{
    collections::BTreeMap,
    io::{self, Read},
};

/// What the package is, how to check it and what it does not prove.
pub const README: &str = "README.txt";
/// The signed checkpoint.
pub const CHECKPOINT: &str = "checkpoint";
/// The public key, as a verifier key line.
pub const KEY: &str = "key";
/// The entries.
pub const ENTRIES: &str = "entries.jsonl";
/// The stored leaf hashes.
pub const LEAVES: &str = "leaves";
/// The opened fields.
pub const FIELDS: &str = "fields.jsonl";
/// The folder of evidence files, with its slash.
pub const EVIDENCE: &str = "evidence/";

/// Where a package is written: one file after the other.
pub trait Sink {
    /// Begins a file; the one before is complete.
    fn start(&mut self, name: &str) -> io::Result<()>;

    /// Appends to the file that was begun last.
    fn write(&mut self, bytes: &[u8]) -> io::Result<()>;
}

/// Where a package is read from. It bounds what it hands out: see the verifier for archives.
pub trait Source {
    /// The names of all files, with `/` between folders.
    fn names(&mut self) -> io::Result<Vec<String>>;

    /// One file from its beginning.
    fn open(&mut self, name: &str) -> io::Result<Box<dyn Read + '_>>;
}

/// A package in memory: the bytes of each file by name.
pub type Memory = BTreeMap<String, Vec<u8>>;

/// A [`Sink`] into memory.
#[derive(Debug, Default)]
pub struct MemorySink {
    files: Memory,
    current: String,
}

impl MemorySink {
    /// The files written.
    pub fn into_files(self) -> Memory {
        self.files
    }
}

impl Sink for MemorySink {
    fn start(&mut self, name: &str) -> io::Result<()> {
        name.clone_into(&mut self.current);
        self.files.insert(self.current.clone(), Vec::new());
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.files.entry(self.current.clone()).or_default().extend_from_slice(bytes);
        Ok(())
    }
}

impl Source for Memory {
    fn names(&mut self) -> io::Result<Vec<String>> {
        Ok(self.keys().cloned().collect())
    }

    fn open(&mut self, name: &str) -> io::Result<Box<dyn Read + '_>> {
        let file = self.get(name).ok_or(io::ErrorKind::NotFound)?;
        Ok(Box::new(file.as_slice()))
    }
}
