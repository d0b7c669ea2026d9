//! Who signed a pack, and whether this organisation trusts the key.

use frameworks::{Pack, trusted_key};
use ledger::note::{Note, NoteError, VerifierKey};
use record::{Body, RecordId};

/// What a signature on a pack says. It tells who made the pack, not that what it expects is right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignedPack {
    /// There is none.
    Unsigned,
    /// By a key that the organisation trusts.
    Trusted {
        /// The name of the key.
        name: String,
        /// The record that trusts it.
        key: RecordId,
    },
    /// By keys that the organisation does not know.
    Unknown(Vec<String>),
    /// It does not hold, or is about something else.
    Wrong,
}

/// The text that is signed: what the pack is called, its version and the hash of its content.
pub fn signed_text(pack: &Pack, sha256: &str) -> String {
    format!("plumbline-pack/v1\n{}\n{}\n{sha256}\n", pack.id, pack.version)
}

/// What a note says about a pack, with the keys that are trusted.
pub(crate) fn signed<'k>(
    pack: &Pack,
    sha256: &str,
    note: Option<&str>,
    keys: impl Iterator<Item = (&'k RecordId, &'k Body)>,
) -> SignedPack {
    let Some(note) = note.map(str::trim).filter(|note| !note.is_empty()) else { return SignedPack::Unsigned };
    let Ok(note) = Note::parse(format!("{}\n", note.replace("\r\n", "\n")).as_bytes()) else {
        return SignedPack::Wrong;
    };
    if note.text() != signed_text(pack, sha256) {
        return SignedPack::Wrong;
    }
    let known: Vec<(RecordId, VerifierKey)> =
        keys.filter_map(|(id, body)| Some((*id, trusted_key::KEY.of(body)?.trim().parse().ok()?))).collect();
    let mut distinct: Vec<VerifierKey> = Vec::new();
    for (_, key) in &known {
        if !distinct.contains(key) {
            distinct.push(key.clone());
        }
    }
    match note.verify(&distinct) {
        Ok(verdict) => {
            let name = verdict.verified.into_iter().next().unwrap_or_default();
            let key = known.iter().find(|(_, key)| key.name() == name).map(|(id, _)| *id);
            key.map_or(SignedPack::Wrong, |key| SignedPack::Trusted { name, key })
        }
        Err(NoteError::Unverified) => {
            SignedPack::Unknown(note.signatures().iter().map(|line| line.name.clone()).collect())
        }
        Err(_) => SignedPack::Wrong,
    }
}
