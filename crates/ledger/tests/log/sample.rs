//! A small organisation's log, built with the crate's own face: fixed ids, times, salts and keys.

use ledger::{
    Actor, Checkpoint, CheckpointKey, Commitment, Draft, Entry, Frontier, Hash, Opened, REASON, Salt,
    Subject, origin,
    package::{Memory, MemorySink, Writer},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

pub const ORGANISATION: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001);
pub const EVIDENCE: &[u8] = b"%PDF- minutes of the review of 3 May";
const PERSON: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_00aa);

/// A log as an operator keeps it.
#[derive(Clone)]
pub struct Log {
    pub entries: Vec<Entry>,
    pub fields: Vec<Opened>,
    pub evidence: Vec<Vec<u8>>,
    pub key: CheckpointKey,
}

/// The id of the n-th record.
pub fn record(n: u128) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0001_0000 + n)
}

/// An act at a second of the sample's day, before its fields.
pub fn draft(second: i64, act: &str, subject: (u128, u64), state: &str) -> Draft {
    Draft {
        organisation: ORGANISATION,
        at: 1_767_225_600_000_000 + second * 1_000_000,
        actor: Actor { person: PERSON, capacity: "owner".to_owned(), via: "web".to_owned() },
        act: act.to_owned(),
        subject: Subject { kind: "ai_system".to_owned(), id: record(subject.0), version: subject.1 },
        schema: "ai_system/2+3".to_owned(),
        state: state.to_owned(),
        fields: BTreeMap::new(),
        reason: None,
        codes: BTreeMap::new(),
    }
}

impl Log {
    pub fn empty() -> Self {
        let key = CheckpointKey::from_seed(&origin(ORGANISATION), [42; 32]).unwrap();
        Self { entries: Vec::new(), fields: Vec::new(), evidence: Vec::new(), key }
    }

    /// Appends an act that sets these fields; a value of null removes the field.
    pub fn act(&mut self, mut draft: Draft, fields: &[(&str, Value)], codes: &[(&str, &str)]) {
        let position = self.entries.len() as u64;
        for (place, (field, value)) in (0..).zip(fields) {
            let commitment = if value.is_null() {
                None
            } else {
                let salt = Salt::new([position.to_be_bytes(), u64::to_be_bytes(place)].concat()).unwrap();
                let (record, version) = (draft.subject.id, draft.subject.version);
                let commitment = Commitment::to_value(&salt, record, field, value).unwrap();
                let (field, value) = ((*field).to_owned(), value.clone());
                self.fields.push(Opened {
                    record,
                    version,
                    position,
                    field,
                    salt: Some(salt),
                    value,
                    erased: false,
                });
                Some(commitment)
            };
            if *field == REASON {
                draft.reason = commitment;
            } else {
                draft.fields.insert((*field).to_owned(), commitment);
            }
        }
        draft.codes = codes.iter().map(|(name, code)| ((*name).to_owned(), (*code).to_owned())).collect();
        let floor = self.entries.last().map_or(0, |entry| entry.at);
        self.entries.push(draft.seal(position, floor).unwrap());
    }

    /// Erases a field of a record in every version so far, with salt and value, and logs it.
    pub fn erase(&mut self, second: i64, subject: (u128, u64), field: &str) {
        for opened in &mut self.fields {
            if opened.record == record(subject.0) && opened.field == field {
                (opened.salt, opened.value, opened.erased) = (None, Value::Null, true);
            }
        }
        self.act(
            draft(second, "erase", subject, "draft"),
            &[(REASON, json!("Asked for by the person"))],
            &[("field", field)],
        );
    }

    pub fn frontier(&self) -> Frontier {
        self.entries.iter().map(Entry::leaf_hash).collect()
    }

    pub fn checkpoint(&self) -> String {
        let tree = self.frontier();
        self.key.sign(&Checkpoint::new(origin(ORGANISATION), tree.size(), tree.root())).unwrap()
    }

    pub fn package(&self) -> Memory {
        let sink = MemorySink::default();
        let mut writer = Writer::new(sink, &self.checkpoint(), &self.key.verifier().unwrap()).unwrap();
        for entry in &self.entries {
            writer.entry(&entry.bytes(), entry.leaf_hash()).unwrap();
        }
        for opened in &self.fields {
            writer.field(opened).unwrap();
        }
        for file in &self.evidence {
            writer.evidence(Hash::of(file), file.chunks(7).map(|piece| Ok(piece.to_vec()))).unwrap();
        }
        writer.finish().unwrap().into_files()
    }
}

/// Eight entries: two systems come to be, one is revised, approved with evidence, and a name is erased.
pub fn log() -> Log {
    let mut log = Log::empty();
    let file = json!({"bytes": 36, "media": "application/pdf", "name": "minutes.pdf", "sha256": Hash::of(EVIDENCE).to_string()});
    log.evidence.push(EVIDENCE.to_vec());
    log.act(
        draft(0, "create", (1, 1), "draft"),
        &[("name", json!("Invoice triage")), ("owner", json!("Anna Öz"))],
        &[],
    );
    log.act(
        draft(60, "create", (2, 1), "draft"),
        &[("name", json!("Support chat")), ("stage", json!("pilot"))],
        &[],
    );
    log.act(
        draft(61, "revise", (1, 2), "draft"),
        &[("purpose", json!("Sort invoices\nby urgency")), ("stage", json!("live"))],
        &[],
    );
    log.act(draft(62, "submit", (1, 2), "submitted"), &[], &[]);
    log.act(
        draft(59, "approve", (1, 2), "effective"),
        &[(REASON, json!("Reviewed in May")), ("minutes", file)],
        &[("approves", "2")],
    );
    log.act(draft(90, "revise", (2, 2), "draft"), &[("stage", Value::Null), ("score", json!(0.25))], &[]);
    log.erase(95, (1, 2), "owner");
    log.act(draft(99, "retire", (2, 2), "retired"), &[(REASON, json!("Replaced"))], &[]);
    log
}
