//! Commitments against their openings, erasures against the acts that log them, evidence against its name.

use crate::{
    commitment::{Commitment, Opened},
    finding::{Finding, Findings},
    hash::Hash,
    seen::Seen,
};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

/// What was committed to, opened and erased so far.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    names: HashMap<String, u32>,
    committed: BTreeMap<u64, Committed>,
    /// Positions whose entry cannot be read: nothing can be said about openings there.
    unreadable: HashSet<u64>,
    /// The last position at which a field of a record was erased.
    erasures: HashMap<(Uuid, u32), u64>,
    claimed_erased: Vec<(u64, Uuid, String)>,
    /// Evidence that opened values name, with where.
    named: HashMap<Hash, (u64, Uuid, String)>,
    files: Vec<(String, Hash)>,
    opened: u64,
}

/// The commitments of one entry that are not opened yet.
#[derive(Debug)]
struct Committed {
    record: Uuid,
    version: u64,
    fields: Vec<(u32, Commitment)>,
}

/// How much was opened, erased and read.
pub(crate) struct Counts {
    pub(crate) opened: u64,
    pub(crate) erased: u64,
    pub(crate) evidence: u64,
}

impl Fields {
    /// Takes in the commitments of an entry.
    pub(crate) fn entry(&mut self, position: u64, entry: Seen) {
        let (record, version) = (entry.subject, entry.version);
        let fields: Vec<_> =
            entry.commits.into_iter().map(|(name, commitment)| (self.name(&name), commitment)).collect();
        if !fields.is_empty() {
            self.committed.insert(position, Committed { record, version, fields });
        }
        for field in entry.erases {
            let field = self.name(&field);
            self.erasures.insert((record, field), position);
        }
    }

    /// Notes that the entry at a position cannot be read.
    pub(crate) fn unreadable(&mut self, position: u64) {
        self.unreadable.insert(position);
    }

    /// Checks an opening against the commitment of its entry.
    pub(crate) fn opened(&mut self, opened: &Opened, findings: &mut Findings) {
        let Opened { position, record, field, .. } = opened;
        let mut find =
            |code, sentence| findings.add(Finding::at(*position, code, sentence).of(*record).in_field(field));
        if self.unreadable.contains(position) {
            return;
        }
        let name = self.names.get(field).copied();
        let Some(committed) = self.committed.get_mut(position) else {
            return find("field.uncommitted", format!("entry {position} commits to no field called {field}"));
        };
        if committed.record != *record || committed.version != opened.version {
            return find(
                "field.subject",
                format!("the opened field {field} names another record or version than entry {position}"),
            );
        }
        let Some(place) = committed.fields.iter().position(|(id, _)| Some(*id) == name) else {
            return find(
                "field.uncommitted",
                format!("entry {position} commits to no field called {field}, or it is opened twice"),
            );
        };
        let (id, commitment) = committed.fields.swap_remove(place);
        if committed.fields.is_empty() {
            self.committed.remove(position);
        }
        if opened.erased {
            if opened.salt.is_some() || !opened.value.is_null() {
                find(
                    "erasure.incomplete",
                    format!("the field {field} of entry {position} is marked as erased but is there"),
                );
            }
            return self.claimed_erased.push((*position, *record, field.clone()));
        }
        if opened.commitment() != Some(commitment) {
            let sentence = format!("the value or salt of {field} is not what entry {position} committed to");
            return find("field.altered", sentence);
        }
        if self.erasures.get(&(*record, id)).is_some_and(|erased_at| erased_at > position) {
            find(
                "erasure.undone",
                format!("the field {field} of entry {position} was erased by a later entry but is there"),
            );
        }
        self.opened += 1;
        name_evidence(&opened.value, &mut |file| {
            self.named.entry(file).or_insert_with(|| (*position, *record, field.clone()));
        });
    }

    /// Takes in an evidence file, by its name and the SHA-256 of its content.
    pub(crate) fn evidence(&mut self, name: &str, computed: Hash) {
        self.files.push((name.to_owned(), computed));
    }

    /// What was committed to but neither opened nor erased, erased without an act, altered or left out.
    pub(crate) fn finish(self, findings: &mut Findings) -> Counts {
        let names: HashMap<u32, &String> = self.names.iter().map(|(name, id)| (*id, name)).collect();
        for (position, committed) in &self.committed {
            for (id, _) in &committed.fields {
                let field = names.get(id).map_or("", |name| name.as_str());
                let sentence =
                    format!("entry {position} commits to {field}, which is neither opened nor erased");
                findings.add(
                    Finding::at(*position, "field.missing", sentence).of(committed.record).in_field(field),
                );
            }
        }
        let mut erased = 0;
        for (position, record, field) in &self.claimed_erased {
            let id = self.names.get(field).copied().unwrap_or(u32::MAX);
            if self.erasures.get(&(*record, id)).is_some_and(|erased_at| erased_at > position) {
                erased += 1;
            } else {
                let sentence =
                    format!("the field {field} of entry {position} is erased, but no later entry says so");
                findings
                    .add(Finding::at(*position, "erasure.unlogged", sentence).of(*record).in_field(field));
            }
        }
        self.finish_evidence(findings);
        Counts { opened: self.opened, erased, evidence: self.files.len() as u64 }
    }

    fn finish_evidence(&self, findings: &mut Findings) {
        let mut present = HashSet::new();
        for (name, computed) in &self.files {
            let Ok(claimed) = name.parse::<Hash>() else {
                findings.add(
                    Finding::whole("evidence.name", "an evidence file is not named by a SHA-256")
                        .in_field(name),
                );
                continue;
            };
            present.insert(claimed);
            let named = self.named.get(&claimed);
            let base = |code, sentence: &str| match named {
                Some((position, record, _)) => {
                    Finding::at(*position, code, sentence).of(*record).in_field(name)
                }
                None => Finding::whole(code, sentence).in_field(name),
            };
            if claimed != *computed {
                findings.add(base(
                    "evidence.altered",
                    "the content of an evidence file is not what its name says",
                ));
            } else if named.is_none() {
                findings.add(base("evidence.unnamed", "no opened field names this evidence file"));
            }
        }
        for (file, (position, record, _)) in &self.named {
            if !present.contains(file) {
                let sentence = format!("the evidence file {file}, named by entry {position}, is not here");
                let finding = Finding::at(*position, "evidence.missing", sentence);
                findings.add(finding.of(*record).in_field(&file.to_string()));
            }
        }
    }

    fn name(&mut self, name: &str) -> u32 {
        let next = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        match self.names.get(name) {
            Some(id) => *id,
            None => *self.names.entry(name.to_owned()).or_insert(next),
        }
    }
}

/// Calls for each file that a value names: an object with a member `sha256` of 64 hexadecimal digits.
fn name_evidence(value: &Value, name: &mut impl FnMut(Hash)) {
    match value {
        Value::Object(members) => {
            if let Some(Ok(file)) = members.get("sha256").and_then(Value::as_str).map(str::parse) {
                name(file);
            }
            for member in members.values() {
                name_evidence(member, name);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| name_evidence(item, name)),
        _ => (),
    }
}
