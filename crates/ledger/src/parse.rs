//! What may stand in an entry, checked alike when it is sealed and when it is read.

use crate::{
    commitment::REASON,
    entry::{FORMAT, Facts},
    limits::{CODE_BYTES_MAX, CODES_MAX, ENTRY_BYTES_MAX, FIELDS_MAX, INTEGER_MAX},
};

/// The ways by which an act may come in.
pub const WAYS: [&str; 5] = ["api", "cli", "import", "system", "web"];

/// Reads the members of an entry and checks each; whether the form is canonical is checked by the caller.
pub(crate) fn facts(bytes: &[u8]) -> Result<Facts, EntryError> {
    if bytes.len() > ENTRY_BYTES_MAX {
        return Err(EntryError::Limit { what: "bytes" });
    }
    let facts = serde_json::from_slice(bytes).map_err(EntryError::Json)?;
    check(&facts)?;
    Ok(facts)
}

/// Checks every member against the charset and the limits.
pub(crate) fn check(facts: &Facts) -> Result<(), EntryError> {
    if facts.v != FORMAT {
        return Err(EntryError::Version);
    }
    let words = [
        ("capacity", &facts.actor.capacity),
        ("via", &facts.actor.via),
        ("act", &facts.act),
        ("kind", &facts.subject.kind),
        ("schema", &facts.schema),
        ("state", &facts.state),
    ];
    for (what, word) in words {
        code(what, word)?;
    }
    if !WAYS.contains(&facts.actor.via.as_str()) {
        return Err(EntryError::Code { what: "via" });
    }
    for (what, number) in [("position", facts.position), ("version", facts.subject.version)] {
        limit(what, number <= INTEGER_MAX)?;
    }
    limit("at", u64::try_from(facts.at).is_ok_and(|at| at <= INTEGER_MAX))?;
    limit("fields", facts.fields.len() <= FIELDS_MAX)?;
    limit("codes", facts.codes.len() <= CODES_MAX)?;
    for field in facts.fields.keys() {
        code("field", field)?;
        if field == REASON {
            return Err(EntryError::Code { what: "field" });
        }
    }
    for (name, value) in &facts.codes {
        code("name of a code", name)?;
        code("code", value)?;
    }
    Ok(())
}

/// Why an entry is not taken.
#[derive(Debug, thiserror::Error)]
pub enum EntryError {
    /// It does not have the members of an entry.
    #[error("not an entry")]
    Json(#[source] serde_json::Error),
    /// Its format is of another version.
    #[error("an entry of an unknown format")]
    Version,
    /// A word is no code: the ledger holds no text.
    #[error("the {what} is not a code")]
    Code {
        /// Which word.
        what: &'static str,
    },
    /// A limit is passed.
    #[error("the {what} of the entry are out of their limits")]
    Limit {
        /// Of what.
        what: &'static str,
    },
    /// The bytes are not the canonical ones.
    #[error("an entry that is not in canonical form")]
    Form,
}

fn code(what: &'static str, word: &str) -> Result<(), EntryError> {
    let allowed = |byte: &u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.' | b':' | b'/' | b'+' | b'@' | b'-');
    if (1..=CODE_BYTES_MAX).contains(&word.len()) && word.as_bytes().iter().all(allowed) {
        Ok(())
    } else {
        Err(EntryError::Code { what })
    }
}

fn limit(what: &'static str, holds: bool) -> Result<(), EntryError> {
    if holds { Ok(()) } else { Err(EntryError::Limit { what }) }
}
