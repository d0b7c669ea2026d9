//! The parts of a workbook: a ZIP archive, opened without believing anything that it says of itself.

use super::xml::Xml;
use crate::Limits;
use record::{Class, Refusal};
use std::{
    collections::BTreeMap,
    io::{self, BufRead, BufReader, Cursor, Read},
};
use zip::{ZipArchive, read::ZipFile};

/// Bytes that one XML event may have: a tag, or the text of a cell, which Excel holds below 32,768 characters.
const EVENT_BYTES: usize = 1024 * 1024;

/// A workbook's archive.
pub(super) struct Package<'b> {
    zip: ZipArchive<Cursor<&'b [u8]>>,
    /// Place by lower-case name: programs disagree about case.
    names: BTreeMap<String, usize>,
    limits: Limits,
    /// Bytes that may still be unpacked.
    left: u64,
}

/// A part, as it is unpacked.
pub(super) type Part<'p, 'b> = Bounded<BufReader<ZipFile<'p, Cursor<&'b [u8]>>>>;

impl<'b> Package<'b> {
    pub(super) fn open(bytes: &'b [u8], limits: &Limits) -> Result<Self, Refusal> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
        if zip.len() > limits.parts {
            return Err(Refusal::new(
                Class::TooLarge,
                "too_many_parts",
                format!("The workbook has {} parts; at most {} are looked at.", zip.len(), limits.parts),
                "Copy the sheet into a new workbook and save that.",
            ));
        }
        let names = zip
            .file_names()
            .enumerate()
            .filter_map(|(place, name)| Some((name.ok()?.to_lowercase().replace('\\', "/"), place)))
            .collect();
        Ok(Self { zip, names, limits: *limits, left: limits.unpacked })
    }

    /// Whether there is a part whose name ends so.
    pub(super) fn has(&self, ending: &str) -> bool {
        self.names.keys().any(|name| name.ends_with(ending))
    }

    /// Reads a part as XML; `None` when there is none. Afterwards what it took is gone from the budget.
    pub(super) fn read<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut Xml<Part<'_, 'b>>) -> Result<T, Refusal>,
    ) -> Result<Option<T>, Refusal> {
        let Some(place) = self.names.get(&name.trim_start_matches('/').to_lowercase()).copied() else {
            return Ok(None);
        };
        let file = self.zip.by_index(place).map_err(|_| damaged())?;
        let packed = file.compressed_size();
        let free = u64::try_from(self.limits.expansion_free).unwrap_or(u64::MAX);
        let most = packed.saturating_mul(self.limits.expansion).max(free).min(self.left);
        let part = Bounded { inner: BufReader::new(file), part: most, event: EVENT_BYTES, tripped: false };
        let mut xml = Xml::new(part);
        let done = read(&mut xml);
        let part = xml.into_inner();
        self.left = self.left.saturating_sub(most.saturating_sub(part.part));
        match done {
            Err(_) if part.tripped => Err(bomb()),
            other => other.map(Some),
        }
    }
}

/// A reader that ends in an error before it gives more than it may.
pub(super) struct Bounded<R> {
    inner: R,
    part: u64,
    event: usize,
    tripped: bool,
}

impl<R> Bounded<R> {
    /// A new event begins.
    pub(super) fn refill(&mut self) {
        self.event = EVENT_BYTES;
    }
}

impl<R: BufRead> BufRead for Bounded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let most = self.event.min(usize::try_from(self.part).unwrap_or(usize::MAX));
        let buffer = self.inner.fill_buf()?;
        if most == 0 && !buffer.is_empty() {
            self.tripped = true;
            return Err(io::Error::other("too large"));
        }
        Ok(buffer.get(..most).unwrap_or(buffer))
    }

    fn consume(&mut self, amount: usize) {
        self.event = self.event.saturating_sub(amount);
        self.part = self.part.saturating_sub(u64::try_from(amount).unwrap_or(u64::MAX));
        self.inner.consume(amount);
    }
}

impl<R: BufRead> Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let got = self.fill_buf()?.read(into)?;
        self.consume(got);
        Ok(got)
    }
}

pub(super) fn damaged() -> Refusal {
    Refusal::new(
        Class::Invalid,
        "workbook_damaged",
        "The file looks like an Excel workbook, but it cannot be read.",
        "Open it in a spreadsheet program, save it as .xlsx without a password, and try again.",
    )
}

fn bomb() -> Refusal {
    Refusal::new(
        Class::TooLarge,
        "workbook_too_large",
        "The workbook unpacks to far more than its size allows for.",
        "Copy the rows into a new workbook, or save the sheet as “CSV UTF-8”.",
    )
}
