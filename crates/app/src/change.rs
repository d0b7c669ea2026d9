//! The one way by which records change: an act becomes a write with its ledger entry.

use crate::{Desk, Outcome, Role, Trouble, look::audience_for};
use access::{Actor, Facts};
use ledger::{Commitment, Draft, REASON, Salt, Subject};
use record::{Act, Body, Kind, Record, Schema, State, cells, links_of, search_text};
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;
use store::{Content, StoredContent, Write};

/// A record before an act, with the content as it was stored.
pub(crate) struct Before<'a> {
    pub(crate) content: &'a StoredContent,
}

/// An act that has been decided and not yet written.
pub(crate) struct Change<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) before: Option<Before<'a>>,
    /// The record as it will be; its position and reference are the store's to give.
    pub(crate) after: Record,
    pub(crate) act: Act,
    /// Whether the content changes.
    pub(crate) new_content: bool,
    pub(crate) reason: Option<&'a str>,
    /// Further ids and codes for the entry.
    pub(crate) codes: BTreeMap<String, String>,
}

impl Desk {
    /// The write that carries out a change.
    pub(crate) fn write(&self, change: Change<'_>) -> Outcome<Write> {
        let Change { schema, before, after, act, new_content, reason, codes } = change;
        let organisation = self.organisation();
        let (fields, content) = if new_content {
            self.content(schema, before.as_ref(), &after)?
        } else {
            (BTreeMap::new(), None)
        };
        let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
        let (commitment, kept) = match reason {
            Some(reason) => {
                let salt = self.salt()?;
                let commitment = commit(&salt, &after, REASON, &Json::from(reason))?;
                (Some(commitment), Some((reason.to_owned(), String::from(salt))))
            }
            None => (None, None),
        };
        let facts = Facts::of(schema, &after);
        let audience = audience_for(&facts);
        let entry = Draft {
            organisation,
            at: self.now.as_microsecond(),
            actor: ledger::Actor {
                person: self.actor.person.0,
                capacity: capacity(&self.actor, act, schema.kind).to_owned(),
                via: self.actor.via.code().to_owned(),
            },
            act: act.code().to_owned(),
            subject: Subject {
                kind: schema.kind.id.to_owned(),
                id: after.id.0,
                version: u64::from(after.version),
            },
            schema: schema.tag.clone(),
            state: after.state.code().to_owned(),
            fields,
            reason: commitment,
            codes,
        };
        Ok(Write {
            entry,
            record: after.id,
            kind: schema.kind.id.to_owned(),
            prefix: schema.kind.reference.to_owned(),
            act,
            state: after.state.code().to_owned(),
            version: after.version,
            content,
            comes_into_force: act == Act::Approve,
            authors: after.authors.clone(),
            openness: audience.openness.level(),
            related: audience.related,
            reason: kept,
            erase: Vec::new(),
        })
    }

    /// Commitments of the fields that change, and the content with its index.
    #[expect(clippy::type_complexity, reason = "commitments by field, and the content: a pair used once")]
    fn content(
        &self,
        schema: &Schema,
        before: Option<&Before<'_>>,
        after: &Record,
    ) -> Outcome<(BTreeMap<String, Option<Commitment>>, Option<Content>)> {
        let new = after.body.to_json();
        let empty = Map::new();
        let (old, old_salts) =
            before.map_or((&empty, &empty), |before| (&before.content.json, &before.content.salts));
        let mut fields = BTreeMap::new();
        let mut salts = Map::new();
        // Each value has its canonical bytes once, for its commitment and for the content.
        let mut members = Vec::with_capacity(new.len());
        for (field, value) in &new {
            let bytes = canonical(value)?;
            if old.get(field) == Some(value)
                && let Some(salt) = old_salts.get(field)
            {
                salts.insert(field.clone(), salt.clone());
            } else {
                let salt = self.salt()?;
                let commitment = Commitment::to_bytes(&salt, after.id.0, field, &bytes);
                fields.insert(field.clone(), Some(commitment));
                salts.insert(field.clone(), Json::from(String::from(salt)));
            }
            members.push((field.as_str(), bytes));
        }
        for field in old.keys().filter(|field| !new.contains_key(*field)) {
            fields.insert(field.clone(), None);
        }
        let content = Content {
            schema: schema.tag.clone(),
            json: text(ledger::canonical::object(
                members.iter().map(|(field, bytes)| (*field, bytes.as_slice())),
            ))?,
            salts: text(canonical(&Json::Object(salts))?)?,
            title: schema.title(&after.body),
            cells: cells(schema, &after.body),
            links: links_of(schema, &after.body),
            words: search_text(schema, &after.body),
        };
        Ok((fields, Some(content)))
    }

    fn salt(&self) -> Outcome<Salt> {
        let mut bytes = vec![0_u8; 16];
        self.app.chance().fill(&mut bytes);
        Salt::new(bytes).map_err(|error| Trouble::Broken(error.to_string()))
    }
}

/// A new record, before its first act is written.
pub(crate) fn new_record(desk: &Desk, schema: &Schema, body: Body) -> Record {
    let stamp = record::Stamp { by: desk.actor.person, at: desk.now, reason: None };
    Record {
        id: desk.new_id(),
        kind: schema.kind.id,
        reference: String::new(),
        title: schema.title(&body),
        state: State::initial(schema.kind.life_cycle, stamp.clone()),
        version: 1,
        body,
        schema: schema.tag.clone(),
        effective: None,
        created: stamp.clone(),
        changed: stamp,
        authors: vec![desk.actor.person],
        position: 0,
    }
}

fn commit(salt: &Salt, record: &Record, field: &str, value: &Json) -> Outcome<Commitment> {
    Commitment::to_value(salt, record.id.0, field, value).map_err(|error| Trouble::Broken(error.to_string()))
}

fn canonical(value: &Json) -> Outcome<Vec<u8>> {
    ledger::canonical::to_bytes(value).map_err(|error| Trouble::Broken(error.to_string()))
}

fn text(bytes: Vec<u8>) -> Outcome<String> {
    String::from_utf8(bytes).map_err(|error| Trouble::Broken(error.to_string()))
}

/// The role in which a person does an act: the one that gives her the authority, else the first that she holds.
fn capacity(actor: &Actor, act: Act, kind: &Kind) -> &'static str {
    let order: &[Role] = match act {
        Act::Approve | Act::RequestChanges => &[Role::TopManagement, Role::AiManager, Role::Administrator],
        Act::Verify => {
            &[Role::InternalAuditor, Role::AiManager, Role::TopManagement, Role::Owner, Role::Contributor]
        }
        _ if kind.area == record::Area::Settings => {
            &[Role::Administrator, Role::AiManager, Role::TopManagement]
        }
        _ => &[
            Role::AiManager,
            Role::Owner,
            Role::Contributor,
            Role::TopManagement,
            Role::InternalAuditor,
            Role::Administrator,
        ],
    };
    order
        .iter()
        .copied()
        .find(|role| actor.has(*role))
        .or_else(|| actor.roles.iter().next().copied())
        .map_or("none", Role::code)
}
