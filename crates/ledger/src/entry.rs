//! Entries: who did what to which record, in ids, codes and commitments.
//!
//! An entry never holds text. Every word in it is a code of `[a-z0-9_.:/+@-]`, so neither a name nor a sentence can
//! enter by mistake, and every value of a field is a [`Commitment`].

use crate::{
    commitment::Commitment,
    hash::{Hash, leaf_hash},
    parse::{EntryError, check},
};
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    fmt::{Display, Write as _},
    ops::Deref,
};
use uuid::Uuid;

/// The version of the entry format that this crate writes.
pub const FORMAT: u8 = 1;

/// One sealed entry. It derefs to its [`Facts`] and cannot be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry(Facts);

/// What an entry states.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// The version of the entry format, 1.
    pub v: u8,
    /// The organisation whose log this is.
    pub organisation: Uuid,
    /// The place in the log, from 0.
    pub position: u64,
    /// The recorded time, in microseconds since 1970-01-01T00:00:00Z. It never decreases along positions.
    pub at: i64,
    /// Who acted.
    pub actor: Actor,
    /// The act, as a code, e.g. `approve`.
    pub act: String,
    /// What was acted on.
    pub subject: Subject,
    /// The schema under which the fields are to be read, e.g. `use/2+3`.
    pub schema: String,
    /// The state that the subject is in by this act, as a code.
    pub state: String,
    /// The fields that changed; none means that the field was removed.
    pub fields: BTreeMap<String, Option<Commitment>>,
    /// The reason given, opened under [`crate::REASON`].
    pub reason: Option<Commitment>,
    /// Further ids and codes, e.g. `approves` = `3`.
    pub codes: BTreeMap<String, String>,
}

/// Who acted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    /// The person's record.
    pub person: Uuid,
    /// The role in which they acted, as a code.
    pub capacity: String,
    /// By which way: `web`, `api`, `cli`, `import` or `system`.
    pub via: String,
}

/// What was acted on.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// The kind of record, as a code.
    pub kind: String,
    /// The record.
    pub id: Uuid,
    /// Its content version by this act: the same as before, or one more. 0 for what has no content of its own.
    pub version: u64,
}

/// An entry before it has its place in the log. The meaning of each member is that of [`Facts`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each member is documented where it stays, in Facts")]
pub struct Draft {
    pub organisation: Uuid,
    pub at: i64,
    pub actor: Actor,
    pub act: String,
    pub subject: Subject,
    pub schema: String,
    pub state: String,
    pub fields: BTreeMap<String, Option<Commitment>>,
    pub reason: Option<Commitment>,
    pub codes: BTreeMap<String, String>,
}

impl Draft {
    /// Gives the entry its position. `floor_at` is the time of the entry before it: a clock that went back is held
    /// there, so that time never runs backwards along positions.
    ///
    /// # Errors
    /// [`EntryError`] if a word is no code or a limit is passed.
    pub fn seal(self, position: u64, floor_at: i64) -> Result<Entry, EntryError> {
        let facts = Facts {
            v: FORMAT,
            organisation: self.organisation,
            position,
            at: self.at.max(floor_at),
            actor: self.actor,
            act: self.act,
            subject: self.subject,
            schema: self.schema,
            state: self.state,
            fields: self.fields,
            reason: self.reason,
            codes: self.codes,
        };
        check(&facts)?;
        Ok(Entry(facts))
    }
}

impl Entry {
    /// Reads an entry from its canonical bytes.
    ///
    /// # Errors
    /// [`EntryError`] if a member is missing, unknown, given twice or out of its limits, or the bytes are not the
    /// canonical ones.
    pub fn parse(bytes: &[u8]) -> Result<Self, EntryError> {
        let entry = Self(crate::parse::facts(bytes)?);
        // Writing it again and comparing settles at once: order, spacing, escapes, numbers, names given twice.
        if entry.bytes() == bytes { Ok(entry) } else { Err(EntryError::Form) }
    }

    /// The canonical bytes (RFC 8785), which are the leaf of the tree.
    pub fn bytes(&self) -> Vec<u8> {
        // Every word was checked to be a code, so nothing needs escaping, and byte order is UTF-16 order.
        let Facts { actor, subject, .. } = &self.0;
        let mut out = String::with_capacity(512);
        push(
            &mut out,
            &[r#"{"act":""#, &self.act, r#"","actor":{"capacity":""#, &actor.capacity, r#"","person":"#],
        );
        push_id(&mut out, actor.person);
        push(&mut out, &[r#","via":""#, &actor.via, r#""},"at":"#]);
        push_number(&mut out, self.at);
        out.push_str(r#","codes":{"#);
        let mut comma = "";
        for (name, code) in &self.codes {
            push(&mut out, &[comma, "\"", name, r#"":""#, code, "\""]);
            comma = ",";
        }
        out.push_str(r#"},"fields":{"#);
        comma = "";
        for (name, commitment) in &self.fields {
            push(&mut out, &[comma, "\"", name, "\":"]);
            push_commitment(&mut out, *commitment);
            comma = ",";
        }
        out.push_str(r#"},"organisation":"#);
        push_id(&mut out, self.organisation);
        out.push_str(r#","position":"#);
        push_number(&mut out, self.position);
        out.push_str(r#","reason":"#);
        push_commitment(&mut out, self.reason);
        push(
            &mut out,
            &[r#","schema":""#, &self.schema, r#"","state":""#, &self.state, r#"","subject":{"id":"#],
        );
        push_id(&mut out, subject.id);
        push(&mut out, &[r#","kind":""#, &subject.kind, r#"","version":"#]);
        push_number(&mut out, subject.version);
        out.push_str(r#"},"v":"#);
        push_number(&mut out, self.v);
        out.push('}');
        out.into_bytes()
    }

    /// The hash of the entry as a leaf of the tree.
    pub fn leaf_hash(&self) -> Hash {
        leaf_hash(&self.bytes())
    }

    /// What the entry states, to be taken apart.
    pub fn into_facts(self) -> Facts {
        self.0
    }
}

impl Deref for Entry {
    type Target = Facts;

    fn deref(&self) -> &Facts {
        &self.0
    }
}

fn push(out: &mut String, parts: &[&str]) {
    for part in parts {
        out.push_str(part);
    }
}

fn push_id(out: &mut String, id: Uuid) {
    let mut text = Uuid::encode_buffer();
    push(out, &["\"", id.hyphenated().encode_lower(&mut text), "\""]);
}

fn push_number(out: &mut String, number: impl Display) {
    let _never_fails = write!(out, "{number}");
}

fn push_commitment(out: &mut String, commitment: Option<Commitment>) {
    match commitment {
        None => out.push_str("null"),
        Some(commitment) => {
            out.push('"');
            commitment.push_to(out);
            out.push('"');
        }
    }
}
