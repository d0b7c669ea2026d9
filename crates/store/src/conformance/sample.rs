//! Write sets as a use-case would make them, of two small kinds with a field of every sort that stores tell apart.

use crate::{Content, Stored, StoredContent, Write};
use ledger::{Actor, Commitment, Draft, REASON, Salt, Subject, canonical};
use record::{Act, Cell, RecordId, fold, words_of};
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A body: `name` (text), `stage` (one code), `tags` (codes), `due` (date), `score` (number), `owner` (a link) and
/// `parts` (rows with a link `model`). Fields that are not there are not given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Body(pub Map<String, Json>);

/// Stages in their order.
pub(super) const STAGES: [&str; 4] = ["idea", "pilot", "live", "retired"];
/// Tags in their order.
pub(super) const TAGS: [&str; 5] = ["alpha", "beta", "gamma", "delta", "epsilon"];

/// Makes write sets: ids, times and salts follow from a seed.
#[derive(Clone, Debug)]
pub struct Author {
    organisation: Uuid,
    ids: u128,
    salts: u64,
    /// The time of the next entry, in microseconds.
    pub now: i64,
    /// Who acts.
    pub person: RecordId,
}

impl Body {
    /// A body with a name.
    pub fn named(name: &str) -> Self {
        Self::default().with("name", name)
    }

    /// With a field set.
    #[must_use]
    pub fn with(mut self, field: &str, value: impl Into<Json>) -> Self {
        self.0.insert(field.to_owned(), value.into());
        self
    }

    /// Without a field.
    #[must_use]
    pub fn without(mut self, field: &str) -> Self {
        self.0.remove(field);
        self
    }

    fn text(&self, field: &str) -> Option<&str> {
        self.0.get(field).and_then(Json::as_str)
    }

    fn list(&self, field: &str) -> impl Iterator<Item = &str> {
        self.0.get(field).and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str)
    }

    /// Everything that is derived from the body, without body and salts.
    pub fn index(&self) -> Content {
        let mut cells = Vec::new();
        let mut push = |field: &str, key: String| cells.push(Cell { field: field.to_owned(), key });
        if let Some(name) = self.text("name") {
            push("name", fold(name));
        }
        if let Some(stage) = self.text("stage") {
            push("stage", place(&STAGES, stage));
        }
        self.list("tags").for_each(|tag| push("tags", place(&TAGS, tag)));
        if let Some(due) = self.text("due") {
            push("due", due.to_owned());
        }
        if let Some(score) = self.0.get("score").and_then(Json::as_u64) {
            push("score", format!("{score:08}"));
        }
        if let Some(owner) = self.text("owner") {
            push("owner", owner.to_owned());
        }
        let link = |field: &str, id: &str| (field.to_owned(), id.parse().unwrap());
        let mut links: Vec<(String, RecordId)> =
            self.text("owner").map(|id| link("owner", id)).into_iter().collect();
        links.extend(self.list("parts").map(|id| link("parts.model", id)));
        let mut words = self.text("name").map(words_of).unwrap_or_default();
        words.extend(self.list("tags").map(str::to_owned));
        Content {
            schema: "sample/1+0".to_owned(),
            title: self.text("name").unwrap_or_default().to_owned(),
            cells,
            links,
            words: words.join(" "),
            ..Content::default()
        }
    }
}

impl Author {
    /// An author of an organisation; authors of different seeds make different ids.
    pub fn new(organisation: Uuid, seed: u64) -> Self {
        let base = 0x0192_0000_0000_7000_8000_0000_0000_0000 | u128::from(seed) << 96 >> 32;
        Self {
            organisation,
            ids: base,
            salts: seed << 32,
            now: 1_760_000_000_000_000,
            person: RecordId(Uuid::from_u128(77)),
        }
    }

    /// A new id.
    pub fn id(&mut self) -> RecordId {
        self.ids += 1;
        RecordId(Uuid::from_u128(self.ids))
    }

    /// The act that makes a record: open to all, related to nobody, by the usual person.
    pub fn create(&mut self, kind: &str, body: &Body) -> Write {
        let record = self.id();
        let (fields, content) = self.content(record, body, None);
        let mut write = self.write(record, kind, Act::Create, "draft", 1);
        write.entry.fields = fields;
        write.content = Some(content);
        write.authors = vec![self.person];
        write
    }

    /// A change of the content.
    pub fn revise(&mut self, before: &Stored, kept: &StoredContent, body: &Body) -> Write {
        let (fields, content) = self.content(before.id, body, Some(kept));
        let mut write = self.write(before.id, &before.kind, Act::Revise, "draft", before.version + 1);
        write.entry.fields = fields;
        write.content = Some(content);
        let in_force = before.effective.as_ref().is_some_and(|(version, _)| *version == before.version);
        write.authors = if in_force { Vec::new() } else { before.authors.clone() };
        if !write.authors.contains(&self.person) {
            write.authors.push(self.person);
        }
        write.openness = before.openness;
        write.related.clone_from(&before.related);
        write
    }

    /// An act without new content.
    pub fn act(&mut self, before: &Stored, act: Act) -> Write {
        let state = match act {
            Act::Submit => "submitted",
            Act::Approve => "effective",
            Act::Retire => "retired",
            act if act.is_apart() => &before.state,
            _ => "draft",
        };
        let mut write = self.write(before.id, &before.kind, act, state, before.version);
        write.comes_into_force = act == Act::Approve;
        write.authors.clone_from(&before.authors);
        write.openness = before.openness;
        write.related.clone_from(&before.related);
        write
    }

    /// An act that erases fields, with the index of what is left if `left` is given.
    pub fn erase(&mut self, before: &Stored, fields: &[&str], left: Option<&Body>) -> Write {
        let mut write = self.act(before, Act::Erase);
        for (place, field) in fields.iter().enumerate() {
            write.entry.codes.insert(format!("field.{place}"), (*field).to_owned());
        }
        write.erase = fields.iter().map(|field| (*field).to_owned()).collect();
        write.content = left.map(Body::index);
        write
    }

    /// Gives an act a reason.
    pub fn because(&mut self, mut write: Write, reason: &str) -> Write {
        let salt = self.salt();
        write.entry.reason =
            Some(Commitment::to_value(&salt, write.record.0, REASON, &reason.into()).unwrap());
        write.reason = Some((reason.to_owned(), salt.into()));
        write
    }

    fn write(&mut self, record: RecordId, kind: &str, act: Act, state: &str, version: u32) -> Write {
        self.now += 1_000;
        let entry = Draft {
            organisation: self.organisation,
            at: self.now,
            actor: Actor { person: self.person.0, capacity: "owner".to_owned(), via: "web".to_owned() },
            act: act.code().to_owned(),
            subject: Subject { kind: kind.to_owned(), id: record.0, version: u64::from(version) },
            schema: "sample/1+0".to_owned(),
            state: state.to_owned(),
            fields: BTreeMap::new(),
            reason: None,
            codes: BTreeMap::new(),
        };
        Write {
            entry,
            record,
            kind: kind.to_owned(),
            prefix: if kind == "use" { "USE" } else { "RSK" }.to_owned(),
            act,
            state: state.to_owned(),
            version,
            content: None,
            comes_into_force: false,
            authors: Vec::new(),
            openness: 0,
            related: Vec::new(),
            reason: None,
            erase: Vec::new(),
        }
    }

    /// Commitments of what changes, with new salts; what stays keeps its salt.
    fn content(
        &mut self,
        record: RecordId,
        body: &Body,
        kept: Option<&StoredContent>,
    ) -> (BTreeMap<String, Option<Commitment>>, Content) {
        let mut fields = BTreeMap::new();
        let mut salts = Map::new();
        for (field, value) in &body.0 {
            let old = kept
                .filter(|kept| kept.json.get(field) == Some(value))
                .and_then(|kept| kept.salts.get(field));
            if let Some(salt) = old {
                salts.insert(field.clone(), salt.clone());
            } else {
                let salt = self.salt();
                fields.insert(
                    field.clone(),
                    Some(Commitment::to_value(&salt, record.0, field, value).unwrap()),
                );
                salts.insert(field.clone(), Json::from(String::from(salt)));
            }
        }
        for field in
            kept.iter().flat_map(|kept| kept.json.keys()).filter(|field| !body.0.contains_key(*field))
        {
            fields.insert(field.clone(), None);
        }
        let text = |json: Map<String, Json>| {
            String::from_utf8(canonical::to_bytes(&Json::Object(json)).unwrap()).unwrap()
        };
        (fields, Content { json: text(body.0.clone()), salts: text(salts), ..body.index() })
    }

    fn salt(&mut self) -> Salt {
        self.salts += 1;
        let mut bytes = vec![0x5A; 8];
        bytes.extend(self.salts.to_be_bytes());
        Salt::new(bytes).unwrap()
    }
}

fn place(codes: &[&str], code: &str) -> String {
    format!("{:02}.{code}", codes.iter().position(|known| *known == code).unwrap_or(99))
}
