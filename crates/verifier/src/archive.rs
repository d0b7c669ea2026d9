//! A package in a ZIP archive, with what it may expand to bounded.

use crate::limits::{EXPANDED_BYTES_MAX, EXPANSION_FREE_BYTES, EXPANSION_MAX, FILES_MAX};
use ledger::package::Source;
use std::{
    fs::File,
    io::{self, BufReader, Read, Seek, SeekFrom},
    path::Path,
};
use zip::{CompressionMethod, ZipArchive};

/// The files of an archive.
pub struct Archive {
    zip: ZipArchive<BufReader<File>>,
    /// How many bytes all files together may still expand to.
    left: u64,
}

impl Archive {
    /// Opens an archive and reads its list of files.
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut file = BufReader::new(File::open(path)?);
        let stated = stated_files(&mut file)?;
        let zip = ZipArchive::new(file).map_err(|error| refused(format!("not a ZIP archive: {error}")))?;
        if zip.len() > FILES_MAX {
            return Err(refused("the archive holds more files than a package".to_owned()));
        }
        // Of two files of one name one reader sees the first, another the last.
        if stated.is_some_and(|stated| stated != zip.len()) {
            return Err(twice());
        }
        Ok(Self { zip, left: EXPANDED_BYTES_MAX })
    }
}

impl Source for Archive {
    fn names(&mut self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for name in self.zip.file_names() {
            let name = name.map_err(|error| refused(format!("a file name cannot be read: {error}")))?;
            if !name.ends_with('/') {
                names.push(name.into_owned());
            }
        }
        names.sort();
        if names.is_sorted_by(|a, b| a < b) { Ok(names) } else { Err(twice()) }
    }

    fn open(&mut self, name: &str) -> io::Result<Box<dyn Read + '_>> {
        let left = &mut self.left;
        let file = self.zip.by_name(name).map_err(|error| refused(format!("not in the archive: {error}")))?;
        if file.encrypted()
            || !matches!(file.compression(), CompressionMethod::Stored | CompressionMethod::Deflated)
        {
            return Err(refused("the file is encrypted or packed in a way that a package is not".to_owned()));
        }
        let own = file.compressed_size().saturating_mul(EXPANSION_MAX).max(EXPANSION_FREE_BYTES);
        Ok(Box::new(Bounded { stream: file, own, left }))
    }
}

/// A stream that ends in an error when it expands beyond what is allowed; what the archive says of sizes is not believed.
struct Bounded<'a, R> {
    stream: R,
    /// What this file may still expand to.
    own: u64,
    /// What all files may still expand to.
    left: &'a mut u64,
}

impl<R: Read> Read for Bounded<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.stream.read(buffer)?;
        let read = length as u64;
        match (self.own.checked_sub(read), self.left.checked_sub(read)) {
            (Some(own), Some(left)) => (self.own, *self.left) = (own, left),
            (None, _) => {
                let why = format!(
                    "it expands to more than {EXPANSION_MAX} times its size, as a decompression bomb does"
                );
                return Err(refused(why));
            }
            (_, None) => {
                return Err(refused(format!(
                    "the archive expands to more than {} GiB",
                    EXPANDED_BYTES_MAX >> 30
                )));
            }
        }
        Ok(length)
    }
}

/// How many files the end of the archive states; none if it has the large form, which states it elsewhere.
fn stated_files(file: &mut BufReader<File>) -> io::Result<Option<usize>> {
    const END: &[u8] = b"PK\x05\x06";
    const LONGEST: u64 = 22 + 65_535;
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(LONGEST)))?;
    let mut tail = Vec::new();
    file.take(LONGEST).read_to_end(&mut tail)?;
    file.rewind()?;
    let end = tail.windows(4).rposition(|window| window == END).and_then(|at| tail.get(at + 10..at + 12));
    let count = end.and_then(|bytes| bytes.first_chunk()).map(|bytes| u16::from_le_bytes(*bytes));
    Ok(count.filter(|count| *count != u16::MAX).map(usize::from))
}

fn twice() -> io::Error {
    refused("the archive holds two files of one name".to_owned())
}

fn refused(why: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}
