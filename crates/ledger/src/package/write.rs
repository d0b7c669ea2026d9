//! Writes a package, file after file, in one pass over the log.

use super::{CHECKPOINT, ENTRIES, EVIDENCE, FIELDS, KEY, LEAVES, README, Sink};
use crate::{
    canonical::{self, CanonicalError},
    commitment::Opened,
    hash::Hash,
    note::VerifierKey,
};
use std::io;

/// Writes the files of a package in their order: entries, then opened fields, then evidence.
#[derive(Debug)]
pub struct Writer<S> {
    sink: S,
    stage: Stage,
    /// The stored leaves, written when the last entry is known.
    leaves: String,
}

/// How far the package is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Entries,
    Fields,
    Evidence,
}

impl<S: Sink> Writer<S> {
    /// Begins a package under a signed checkpoint and the key that signed it.
    ///
    /// # Errors
    /// [`WriteError::Io`] from the sink.
    pub fn new(mut sink: S, checkpoint: &str, key: &VerifierKey) -> Result<Self, WriteError> {
        let key = format!("{key}\n");
        for (name, text) in [(README, include_str!("README.txt")), (CHECKPOINT, checkpoint), (KEY, &key)] {
            sink.start(name)?;
            sink.write(text.as_bytes())?;
        }
        sink.start(ENTRIES)?;
        Ok(Self { sink, stage: Stage::Entries, leaves: String::new() })
    }

    /// Writes the next entry: its canonical bytes, and its leaf hash as it is stored.
    ///
    /// # Errors
    /// [`WriteError::Order`] after the first field or evidence file, [`WriteError::Io`] from the sink.
    pub fn entry(&mut self, bytes: &[u8], stored_leaf: Hash) -> Result<(), WriteError> {
        self.advance(Stage::Entries)?;
        self.sink.write(bytes)?;
        self.sink.write(b"\n")?;
        self.leaves.push_str(&stored_leaf.to_string());
        self.leaves.push('\n');
        Ok(())
    }

    /// Writes an opened or erased field.
    ///
    /// # Errors
    /// [`WriteError::Order`] after the first evidence file, [`WriteError::Value`] if the value has no canonical form,
    /// [`WriteError::Io`] from the sink.
    pub fn field(&mut self, opened: &Opened) -> Result<(), WriteError> {
        self.advance(Stage::Fields)?;
        let value = serde_json::to_value(opened).map_err(CanonicalError::Json)?;
        self.sink.write(&canonical::to_bytes(&value)?)?;
        Ok(self.sink.write(b"\n")?)
    }

    /// Writes an evidence file, named by its SHA-256, piece by piece.
    ///
    /// # Errors
    /// [`WriteError::Io`] from the sink or the pieces.
    pub fn evidence(
        &mut self,
        sha256: Hash,
        pieces: impl IntoIterator<Item = io::Result<Vec<u8>>>,
    ) -> Result<(), WriteError> {
        self.advance(Stage::Evidence)?;
        self.sink.start(&format!("{EVIDENCE}{sha256}"))?;
        for piece in pieces {
            self.sink.write(&piece?)?;
        }
        Ok(())
    }

    /// Completes the package and hands the sink back.
    ///
    /// # Errors
    /// [`WriteError::Io`] from the sink.
    pub fn finish(mut self) -> Result<S, WriteError> {
        self.advance(Stage::Evidence)?;
        Ok(self.sink)
    }

    fn advance(&mut self, to: Stage) -> Result<(), WriteError> {
        if to < self.stage {
            return Err(WriteError::Order);
        }
        if self.stage == Stage::Entries && to > Stage::Entries {
            self.sink.start(LEAVES)?;
            self.sink.write(self.leaves.as_bytes())?;
            self.sink.start(FIELDS)?;
        }
        self.stage = to;
        Ok(())
    }
}

/// Why a package could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The parts came in another order than entries, fields, evidence.
    #[error("the parts of the package came out of order")]
    Order,
    /// A value has no canonical form.
    #[error("an opened value has no canonical form")]
    Value(#[from] CanonicalError),
    /// The sink or the evidence failed.
    #[error("the package could not be written")]
    Io(#[from] io::Error),
}
