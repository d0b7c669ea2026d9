//! Checks a package.

use super::{CHECKPOINT, ENTRIES, EVIDENCE, FIELDS, KEY, LEAVES, README, Source, lines::Lines};
use crate::{
    canonical,
    commitment::Opened,
    finding::{Finding, Report},
    hash::Hash,
    limits::{ENTRY_BYTES_MAX, EVIDENCE_FILES_MAX, NOTE_BYTES_MAX, OPENED_LINE_BYTES_MAX},
    note::VerifierKey,
    verify::Verifier,
};
use sha2::{Digest, Sha256};
use std::io::{self, Read};

/// What the reader brings along.
#[derive(Clone, Debug)]
pub struct Options {
    /// The operator's key as the reader knows it. Without it the package's own is taken, which says nothing about who
    /// signed.
    pub key: Option<VerifierKey>,
    /// An older checkpoint that was kept elsewhere.
    pub since: Option<Vec<u8>>,
    /// How many threads may hash.
    pub threads: usize,
}

/// Checks everything in a package.
///
/// What is altered comes back as findings; an error means that there is nothing to check.
///
/// # Errors
/// [`PackageError`] if a file that every package has is missing, or one cannot be read to its end.
pub fn verify(source: &mut impl Source, options: &Options) -> Result<Report, PackageError> {
    let names = source.names().map_err(|cause| PackageError::Io { name: "the package".to_owned(), cause })?;
    for name in [CHECKPOINT, ENTRIES, LEAVES] {
        if !names.iter().any(|there| there == name) {
            return Err(PackageError::Missing { name });
        }
    }
    let mut verifier = Verifier::new(options.threads);
    let key = choose_key(source, &names, options, &mut verifier)?;
    if let Some(key) = &key {
        verifier.checkpoint(&read_small(source, CHECKPOINT)?, key);
        if let Some(since) = &options.since {
            verifier.since(since, key);
        }
    }
    // Lines may be longer than they should be: two that were run together are a finding, not the end of the check.
    read_lines(source, LEAVES, NOTE_BYTES_MAX, |line| {
        let text = std::str::from_utf8(line).ok();
        verifier.leaf(text.and_then(|text| text.parse().ok()));
    })?;
    read_lines(source, ENTRIES, 4 * ENTRY_BYTES_MAX, |line| verifier.entry(line))?;
    if names.iter().any(|name| name == FIELDS) {
        let mut number = 0_u64;
        read_lines(source, FIELDS, OPENED_LINE_BYTES_MAX, |line| {
            number += 1;
            if let Some(opened) = read_opened(line) {
                verifier.opened(&opened);
            } else {
                let sentence = format!("line {number} of {FIELDS} is no opened field in canonical form");
                verifier.find(Finding::whole("field.unreadable", sentence));
            }
        })?;
    }
    read_evidence(source, &names, &mut verifier)?;
    Ok(Report { key_pinned: options.key.is_some(), ..verifier.finish() })
}

/// The reader's key before the package's own.
fn choose_key(
    source: &mut impl Source,
    names: &[String],
    options: &Options,
    verifier: &mut Verifier,
) -> Result<Option<VerifierKey>, PackageError> {
    if !names.iter().any(|name| name == KEY) {
        let pinned = options.key.clone().ok_or(PackageError::Missing { name: KEY })?;
        return Ok(Some(pinned));
    }
    let bytes = read_small(source, KEY)?;
    let own = std::str::from_utf8(&bytes).ok().map(|text| text.strip_suffix('\n').unwrap_or(text));
    let own: Option<VerifierKey> = own.and_then(|line| line.parse().ok());
    if own.is_none() {
        verifier.find(Finding::whole("key.unreadable", "the key in the package is no verifier key"));
    }
    if let (Some(pinned), Some(own)) = (&options.key, &own)
        && pinned != own
    {
        let sentence = "the key in the package is not the one that was given to check with";
        verifier.find(Finding::whole("key.differs", sentence));
    }
    Ok(options.key.clone().or(own))
}

fn read_opened(line: &[u8]) -> Option<Opened> {
    serde_json::from_value(canonical::parse_canonical(line).ok()?).ok()
}

fn read_evidence(
    source: &mut impl Source,
    names: &[String],
    verifier: &mut Verifier,
) -> Result<(), PackageError> {
    let mut files = 0;
    for name in names {
        let Some(file) = name.strip_prefix(EVIDENCE) else {
            if ![README, CHECKPOINT, KEY, ENTRIES, LEAVES, FIELDS].contains(&name.as_str()) {
                let sentence = "a file is no part of a package and was not checked";
                verifier.find(Finding::whole("package.unknown-file", sentence).in_field(name));
            }
            continue;
        };
        files += 1;
        if files > EVIDENCE_FILES_MAX {
            return Err(PackageError::TooMany);
        }
        let failed = |cause| PackageError::Io { name: name.clone(), cause };
        let mut stream = source.open(name).map_err(failed)?;
        verifier.evidence(file, hash_stream(&mut stream).map_err(failed)?);
    }
    Ok(())
}

fn hash_stream(stream: &mut impl Read) -> io::Result<Hash> {
    let (mut hash, mut piece) = (Sha256::new(), vec![0; 64 * 1024]);
    loop {
        match stream.read(&mut piece) {
            Ok(0) => return Ok(Hash(hash.finalize().into())),
            Ok(length) => hash.update(piece.get(..length).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => (),
            Err(error) => return Err(error),
        }
    }
}

fn read_small(source: &mut impl Source, name: &str) -> Result<Vec<u8>, PackageError> {
    let failed = |cause| PackageError::Io { name: name.to_owned(), cause };
    let mut bytes = Vec::new();
    let limit = NOTE_BYTES_MAX as u64 + 1;
    source.open(name).map_err(failed)?.take(limit).read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

fn read_lines(
    source: &mut impl Source,
    name: &str,
    limit: usize,
    mut each: impl FnMut(&[u8]),
) -> Result<(), PackageError> {
    let failed = |cause| PackageError::Io { name: name.to_owned(), cause };
    let mut lines = Lines::new(source.open(name).map_err(failed)?, limit);
    while let Some(line) = lines.next().map_err(failed)? {
        each(line);
    }
    Ok(())
}

/// Why a package cannot be checked at all.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// A file that every package has is not there.
    #[error("the file {name} is missing, so this is no package")]
    Missing {
        /// The file.
        name: &'static str,
    },
    /// There are more evidence files than a package may hold.
    #[error("there are more than {EVIDENCE_FILES_MAX} evidence files")]
    TooMany,
    /// A file cannot be read to its end.
    #[error("{name} cannot be read")]
    Io {
        /// The file.
        name: String,
        /// Why.
        #[source]
        cause: io::Error,
    },
}
