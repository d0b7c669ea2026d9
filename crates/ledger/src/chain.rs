//! What must hold from one entry to the next: one organisation, time that never runs back, versions that follow.

use crate::{
    finding::{Finding, Findings},
    seen::Seen,
};
use std::collections::HashMap;
use uuid::Uuid;

/// What the entries so far have established.
#[derive(Debug, Default)]
pub(crate) struct Chain {
    organisation: Option<Uuid>,
    last_at: i64,
    subjects: HashMap<Uuid, Known>,
    kinds: HashMap<String, usize>,
    /// Entries that are missing or cannot be read, so that a later entry may rightly seem to jump.
    holes: u64,
}

/// What is known of one subject.
#[derive(Clone, Copy, Debug)]
struct Known {
    version: u64,
    kind: usize,
    /// The entry that said so is itself in doubt.
    doubtful: bool,
}

impl Chain {
    /// The organisation that the first entry named.
    pub(crate) fn organisation(&self) -> Option<Uuid> {
        self.organisation
    }

    /// Notes entries of which nothing is known.
    pub(crate) fn hole(&mut self, entries: u64) {
        self.holes = self.holes.saturating_add(entries);
    }

    /// Checks an entry against those before it. An entry in doubt is checked, but nothing is concluded from it: the
    /// entries after it are not blamed for its fault.
    pub(crate) fn check(&mut self, position: u64, entry: &Seen, doubtful: bool, findings: &mut Findings) {
        let subject = entry.subject;
        let mut find =
            |code, sentence: String| findings.add(Finding::at(position, code, sentence).of(subject));
        match self.organisation {
            Some(organisation) if organisation != entry.organisation => {
                find("organisation.differs", format!("entry {position} names another organisation"));
            }
            None if !doubtful => self.organisation = Some(entry.organisation),
            _ => (),
        }
        if entry.at < self.last_at {
            find("time.backwards", format!("entry {position} is dated before the entry preceding it"));
        } else if !doubtful {
            self.last_at = entry.at;
        }
        if let Some((code, sentence)) = self.version_fault(position, entry) {
            find(code, sentence);
        }
        let kind = self.kind(&entry.kind);
        self.subjects.insert(subject, Known { version: entry.version, kind, doubtful });
    }

    fn version_fault(&mut self, position: u64, entry: &Seen) -> Option<(&'static str, String)> {
        let (version, kind) = (entry.version, self.kind(&entry.kind));
        match self.subjects.get(&entry.subject) {
            Some(known) if known.doubtful => None,
            Some(known) if known.kind != kind => {
                Some(("subject.kind", format!("entry {position} gives the record another kind")))
            }
            Some(known) if version < known.version => Some((
                "version.backwards",
                format!("entry {position} is about version {version} after version {}", known.version),
            )),
            Some(known) if version > known.version.saturating_add(1).saturating_add(self.holes) => Some((
                "version.jumps",
                format!(
                    "entry {position} is about version {version}, but the last one was {}",
                    known.version
                ),
            )),
            Some(_) if entry.creates => {
                Some(("subject.twice", format!("entry {position} creates a record that exists already")))
            }
            None if version > 0 && self.holes == 0 && (!entry.creates || version != 1) => Some((
                "subject.unborn",
                format!("entry {position} is the first about its record, but does not create its version 1"),
            )),
            _ => None,
        }
    }

    fn kind(&mut self, kind: &str) -> usize {
        let next = self.kinds.len();
        match self.kinds.get(kind) {
            Some(known) => *known,
            None => *self.kinds.entry(kind.to_owned()).or_insert(next),
        }
    }
}
