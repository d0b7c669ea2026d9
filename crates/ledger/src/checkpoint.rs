//! Checkpoints (C2SP `tlog-checkpoint`): the size and root of a log, signed as a note.

use crate::{
    hash::Hash,
    note::{KeyKind, Note, NoteError, Signature, Verdict, VerifierKey, is_key_name},
};
use ed25519_dalek::{Signer, SigningKey};
use std::fmt;
use uuid::Uuid;

/// The state of one log: its origin, how many entries it has, and the root over them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// What names the log; [`origin`] for an organisation of ours.
    pub origin: String,
    /// How many entries.
    pub size: u64,
    /// The root of the tree over them.
    pub root: Hash,
    /// Further lines, for others to read; none of ours.
    pub extensions: Vec<String>,
}

/// The origin of an organisation's log, which is also the name of its key.
pub fn origin(organisation: Uuid) -> String {
    format!("plumbline/{organisation}")
}

impl Checkpoint {
    /// A checkpoint without extension lines.
    pub fn new(origin: impl Into<String>, size: u64, root: Hash) -> Self {
        Self { origin: origin.into(), size, root, extensions: Vec::new() }
    }

    /// Reads the text of a note, without its signatures.
    ///
    /// # Errors
    /// [`CheckpointError::Body`].
    pub fn parse_body(text: &str) -> Result<Self, CheckpointError> {
        let mut lines = text.strip_suffix('\n').ok_or(CheckpointError::Body)?.split('\n');
        let (Some(origin), Some(digits), Some(root)) = (lines.next(), lines.next(), lines.next()) else {
            return Err(CheckpointError::Body);
        };
        let extensions: Vec<_> = lines.map(str::to_owned).collect();
        let size: u64 = digits.parse().map_err(|_| CheckpointError::Body)?;
        // One spelling: no sign, no leading zero.
        if origin.is_empty() || size.to_string() != digits || extensions.iter().any(String::is_empty) {
            return Err(CheckpointError::Body);
        }
        let root = Hash::from_base64(root).map_err(|_| CheckpointError::Body)?;
        Ok(Self { origin: origin.to_owned(), size, root, extensions })
    }

    /// Reads a signed checkpoint and checks the signatures of all known keys.
    ///
    /// The name of a key and the origin may differ; the caller compares the origin with the one expected.
    ///
    /// # Errors
    /// [`CheckpointError::Note`] if it is no note or its signatures do not hold, [`CheckpointError::Body`] if its text is
    /// no checkpoint.
    pub fn open(note: &[u8], known: &[VerifierKey]) -> Result<(Self, Verdict), CheckpointError> {
        let note = Note::parse(note)?;
        let verdict = note.verify(known)?;
        Ok((Self::parse_body(note.text())?, verdict))
    }
}

impl fmt::Display for Checkpoint {
    /// The text that is signed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.size, self.root.to_base64())?;
        self.extensions.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

/// The secret key that signs an organisation's checkpoints. It is never shown.
#[derive(Clone)]
pub struct CheckpointKey {
    name: String,
    secret: SigningKey,
}

impl CheckpointKey {
    /// The key made from a 32-byte seed (RFC 8032, 5.1.5), under a name; ours is [`origin`].
    ///
    /// # Errors
    /// [`CheckpointError::Name`] if the name is empty or has white space or a plus.
    pub fn from_seed(name: &str, seed: [u8; 32]) -> Result<Self, CheckpointError> {
        if is_key_name(name) {
            Ok(Self { name: name.to_owned(), secret: SigningKey::from_bytes(&seed) })
        } else {
            Err(CheckpointError::Name)
        }
    }

    /// The public key.
    ///
    /// # Errors
    /// [`CheckpointError::Note`] never in practice: the name was checked and the point is on the curve.
    pub fn verifier(&self) -> Result<VerifierKey, CheckpointError> {
        Ok(VerifierKey::new(&self.name, KeyKind::Note, self.secret.verifying_key().as_bytes())?)
    }

    /// Signs a checkpoint: the whole note, as it is handed out.
    ///
    /// # Errors
    /// [`CheckpointError::Body`] if origin or extension lines cannot be lines of a checkpoint.
    pub fn sign(&self, checkpoint: &Checkpoint) -> Result<String, CheckpointError> {
        let text = checkpoint.to_string();
        if Checkpoint::parse_body(&text).as_ref() != Ok(checkpoint)
            || text.chars().any(|c| c < ' ' && c != '\n')
        {
            return Err(CheckpointError::Body);
        }
        Ok(format!("{text}\n{}\n", self.signature(&text)?))
    }

    /// Adds a signature to a note, as a second signer does.
    ///
    /// # Errors
    /// [`CheckpointError::Note`] if it is no note.
    pub fn countersign(&self, note: &str) -> Result<String, CheckpointError> {
        let signed = Note::parse(note.as_bytes())?;
        Ok(format!("{note}{}\n", self.signature(signed.text())?))
    }

    fn signature(&self, text: &str) -> Result<Signature, CheckpointError> {
        let bytes = self.secret.sign(text.as_bytes()).to_bytes().to_vec();
        Ok(Signature { name: self.name.clone(), key_id: self.verifier()?.id(), bytes })
    }
}

impl fmt::Debug for CheckpointKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CheckpointKey").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Why a checkpoint is not taken or not made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// The note or its signatures.
    #[error("the checkpoint's note is not accepted")]
    Note(#[from] NoteError),
    /// The text of the note.
    #[error("not the text of a checkpoint")]
    Body,
    /// The name of a key.
    #[error("not a name for a key")]
    Name,
}
