//! Signed notes (C2SP `signed-note`): a text, a blank line, and lines of signatures by named keys.
//!
//! Signatures by unknown keys are skipped, so that witnesses may add theirs; a bad signature under a known key fails
//! the whole note. Two kinds of Ed25519 signature are known: 0x01 over the text, and 0x04, a witness's cosignature over
//! the time and the text (C2SP `tlog-cosignature`).

use crate::limits::{NOTE_BYTES_MAX, SIGNATURES_MAX};
use base64::{Engine, prelude::BASE64_STANDARD};
use ed25519_dalek::VerifyingKey;
use sha2::{Digest, Sha256};
use std::{collections::HashSet, fmt, str::FromStr};

/// A note as read: its text, and its signatures not yet checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

/// One signature line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The name of the key.
    pub name: String,
    /// The four bytes that tell keys of one name apart.
    pub key_id: u32,
    /// The signature, in the form of its kind.
    pub bytes: Vec<u8>,
}

/// The names of the keys on a note, each once, in the order of the lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Known keys whose signature holds.
    pub verified: Vec<String>,
    /// Keys that are not known.
    pub unknown: Vec<String>,
}

impl Note {
    /// Reads a note. The text may be anything; at least one signature line must follow.
    ///
    /// # Errors
    /// [`NoteError::Malformed`].
    pub fn parse(bytes: &[u8]) -> Result<Self, NoteError> {
        if bytes.len() > NOTE_BYTES_MAX {
            return Err(NoteError::Malformed);
        }
        let note = std::str::from_utf8(bytes).map_err(|_| NoteError::Malformed)?;
        if note.chars().any(|letter| letter < ' ' && letter != '\n') {
            return Err(NoteError::Malformed);
        }
        let (text, lines) = note.rsplit_once("\n\n").ok_or(NoteError::Malformed)?;
        let lines = lines.strip_suffix('\n').ok_or(NoteError::Malformed)?;
        let signatures: Vec<_> = lines.split('\n').map(Signature::parse).collect::<Result<_, _>>()?;
        if signatures.len() > SIGNATURES_MAX {
            return Err(NoteError::Malformed);
        }
        Ok(Self { text: format!("{text}\n"), signatures })
    }

    /// The text, ending in a line feed, which the signatures are over.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signature lines.
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// Checks the signatures of all known keys.
    ///
    /// # Errors
    /// [`NoteError::Signature`] if a known key's signature does not hold, [`NoteError::Ambiguous`] if two known keys
    /// share name and id, [`NoteError::Unverified`] if no key is known.
    pub fn verify(&self, known: &[VerifierKey]) -> Result<Verdict, NoteError> {
        let mut verdict = Verdict::default();
        let mut seen = HashSet::new();
        for signature in &self.signatures {
            if !seen.insert((&signature.name, signature.key_id)) {
                continue;
            }
            let mut keys =
                known.iter().filter(|key| key.name == signature.name && key.id == signature.key_id);
            match (keys.next(), keys.next()) {
                (None, _) => verdict.unknown.push(signature.name.clone()),
                (Some(_), Some(_)) => return Err(NoteError::Ambiguous { name: signature.name.clone() }),
                (Some(key), None) if key.holds(&self.text, &signature.bytes) => {
                    verdict.verified.push(signature.name.clone());
                }
                (Some(_), None) => return Err(NoteError::Signature { name: signature.name.clone() }),
            }
        }
        if verdict.verified.is_empty() { Err(NoteError::Unverified) } else { Ok(verdict) }
    }
}

impl Signature {
    fn parse(line: &str) -> Result<Self, NoteError> {
        let (name, encoded) =
            line.strip_prefix("— ").and_then(|rest| rest.split_once(' ')).ok_or(NoteError::Malformed)?;
        let bytes = BASE64_STANDARD.decode(encoded).map_err(|_| NoteError::Malformed)?;
        match bytes.split_first_chunk::<4>() {
            Some((id, rest)) if is_key_name(name) && !rest.is_empty() => {
                Ok(Self { name: name.to_owned(), key_id: u32::from_be_bytes(*id), bytes: rest.to_vec() })
            }
            _ => Err(NoteError::Malformed),
        }
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [&self.key_id.to_be_bytes()[..], &self.bytes].concat();
        write!(f, "— {} {}", self.name, BASE64_STANDARD.encode(bytes))
    }
}

/// What a key signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// The note's text (type 0x01).
    Note,
    /// A time and the note's text (type 0x04).
    Cosignature,
}

impl KeyKind {
    const fn code(self) -> u8 {
        match self {
            Self::Note => 1,
            Self::Cosignature => 4,
        }
    }
}

/// A public key under its name, as in `name+hexadecimal id+base64` (a "vkey").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    id: u32,
    kind: KeyKind,
    key: VerifyingKey,
}

impl VerifierKey {
    /// A public Ed25519 key under a name.
    ///
    /// # Errors
    /// [`NoteError::Key`] if the name is empty or has white space or a plus, or the bytes are no point on the curve.
    pub fn new(name: &str, kind: KeyKind, key: &[u8; 32]) -> Result<Self, NoteError> {
        let id = key_id(name, kind, key);
        let key = VerifyingKey::from_bytes(key).map_err(|_| NoteError::Key)?;
        if is_key_name(name) {
            Ok(Self { name: name.to_owned(), id, kind, key })
        } else {
            Err(NoteError::Key)
        }
    }

    /// The name of the key.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The id by which keys of one name are told apart.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// What the key signs.
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    fn holds(&self, text: &str, signature: &[u8]) -> bool {
        match self.kind {
            KeyKind::Note => verify(&self.key, text.as_bytes(), signature),
            KeyKind::Cosignature => signature.split_first_chunk::<8>().is_some_and(|(time, signature)| {
                let time = u64::from_be_bytes(*time);
                verify(&self.key, format!("cosignature/v1\ntime {time}\n{text}").as_bytes(), signature)
            }),
        }
    }
}

impl FromStr for VerifierKey {
    type Err = NoteError;

    fn from_str(vkey: &str) -> Result<Self, NoteError> {
        let mut parts = vkey.splitn(3, '+');
        let (Some(name), Some(id), Some(encoded)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(NoteError::Key);
        };
        let bytes = BASE64_STANDARD.decode(encoded).map_err(|_| NoteError::Key)?;
        let (kind, key) = match bytes.split_first() {
            Some((1, key)) => (KeyKind::Note, key),
            Some((4, key)) => (KeyKind::Cosignature, key),
            _ => return Err(NoteError::Key),
        };
        let key = Self::new(name, kind, key.try_into().map_err(|_| NoteError::Key)?)?;
        if id == format!("{:08x}", key.id) { Ok(key) } else { Err(NoteError::Key) }
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [&[self.kind.code()][..], self.key.as_bytes()].concat();
        write!(f, "{}+{:08x}+{}", self.name, self.id, BASE64_STANDARD.encode(bytes))
    }
}

/// Why a note or a key is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// It does not have the form of a signed note.
    #[error("not a signed note")]
    Malformed,
    /// It does not have the form of a verifier key.
    #[error("not a verifier key")]
    Key,
    /// Two known keys share this name and id.
    #[error("two known keys are called {name} and share their id")]
    Ambiguous {
        /// The name of the keys.
        name: String,
    },
    /// The signature of a known key does not hold.
    #[error("the signature of {name} does not hold")]
    Signature {
        /// The name of the key.
        name: String,
    },
    /// None of the signatures is by a known key.
    #[error("no signature is by a known key")]
    Unverified,
}

/// Checks a plain Ed25519 signature (RFC 8032), strictly: no malleable encodings, no keys of small order.
pub fn verify(key: &VerifyingKey, message: &[u8], signature: &[u8]) -> bool {
    ed25519_dalek::Signature::from_slice(signature)
        .is_ok_and(|signature| key.verify_strict(message, &signature).is_ok())
}

/// The first four bytes of SHA-256 over the name, a line feed, the kind and the key.
pub(crate) fn key_id(name: &str, kind: KeyKind, key: &[u8; 32]) -> u32 {
    let digest = Sha256::new()
        .chain_update(name)
        .chain_update(b"\n")
        .chain_update([kind.code()])
        .chain_update(key)
        .finalize();
    digest.first_chunk::<4>().map_or(0, |id| u32::from_be_bytes(*id))
}

pub(crate) fn is_key_name(name: &str) -> bool {
    !name.is_empty() && !name.chars().any(|letter| letter.is_whitespace() || letter == '+')
}
