//! One act, worked out in memory: its entry, the record as it then stands, and what ends by it.

use crate::{
    book::Book,
    failure::failed,
    session::{int, small, time_of, uuids},
    sheet,
    slot::slot,
    standing::{Audience, Cell, Span, Stamp, Standing, Words},
    words::indexed,
};
use ledger::{Entry, Node};
use record::{Act, reference};
use std::collections::{BTreeMap, BTreeSet};
use store::{CHANGED, Content, STATE, Sealed, StoreError, Write, time_key};
use uuid::Uuid;

impl Book {
    /// Writes one act into the book. It may have begun to when it fails: the caller takes back.
    pub(crate) fn write(&mut self, write: &Write) -> Result<Sealed, StoreError> {
        let standing = self.now.get(&write.record.0).cloned();
        check(write, standing.as_ref())?;
        let (rec, number, reference) = match &standing {
            Some(standing) => (standing.rec, standing.number, standing.reference.clone()),
            None => self.next(write),
        };
        let mut draft = write.entry.clone();
        if standing.is_none() {
            draft.codes.insert("reference".to_owned(), reference.to_lowercase());
        }
        let position = self.tip.frontier.size();
        let entry = draft.seal(position, self.tip.last_at.unwrap_or(i64::MIN)).map_err(failed)?;
        let at = time_of(entry.at)?;
        self.append(&entry);
        if standing.is_none() {
            self.tip.records = rec;
            self.sheet.records.push(sheet::Record {
                rec,
                id: write.record.0,
                kind: write.kind.clone(),
                number,
                reference: reference.clone(),
                prefix: write.prefix.clone(),
                born: int(position),
                created_by: entry.actor.person,
                created_at: entry.at,
            });
        }
        self.keep_act(&entry, rec, write);
        self.count(write, standing.as_ref(), number, int(position));
        let after = self.after(write, &entry, standing, (rec, number, reference.clone()));
        self.now.insert(write.record.0, after);
        Ok(Sealed {
            record: write.record,
            reference,
            kind: write.kind.clone(),
            position,
            at,
            version: write.version,
        })
    }

    /// Row, number and reference of a record that comes to be.
    fn next(&self, write: &Write) -> (i64, i64, String) {
        let number = self.kinds.get(&write.kind).map_or(0, |kind| kind.number) + 1;
        (self.tip.records + 1, number, reference(&write.prefix, u64::try_from(number).unwrap_or_default()))
    }

    fn append(&mut self, entry: &Entry) {
        let leaf = entry.leaf_hash();
        self.sheet.entries.push((int(entry.position), entry.bytes(), leaf.0));
        let complete = self.tip.frontier.append(leaf);
        let above = complete.into_iter().filter(|node| node.level > 0);
        self.sheet
            .nodes
            .extend(above.map(|Node { level, index, hash }| (i16::from(level), int(index), hash.0)));
        self.tip.last_at = Some(entry.at);
    }

    fn keep_act(&mut self, entry: &Entry, rec: i64, write: &Write) {
        let position = int(entry.position);
        self.sheet.acts.push(sheet::Act {
            position,
            rec,
            code: entry.act.clone(),
            person: entry.actor.person,
            capacity: entry.actor.capacity.clone(),
            via: entry.actor.via.clone(),
            at: entry.at,
            version: small(write.version),
            state: entry.state.clone(),
        });
        if let Some((text, salt)) = &write.reason {
            self.sheet.reasons.push((position, text.clone(), salt.clone()));
        }
    }

    /// Counts the record where it now is, and no longer where it was.
    fn count(&mut self, write: &Write, standing: Option<&Standing>, number: i64, position: i64) {
        let kind = self.kinds.entry(write.kind.clone()).or_default();
        kind.number = kind.number.max(number);
        kind.position = position;
        kind.new = true;
        let openness = i16::from(write.openness);
        if let Some(standing) = standing {
            if standing.span.state == write.state && standing.audience.openness == openness {
                return;
            }
            self.sheet.tally(&write.kind, &standing.span.state, standing.audience.openness, -1);
        }
        self.sheet.tally(&write.kind, &write.state, openness, 1);
    }

    /// The record after the act; what ends by it goes to the sheet.
    fn after(
        &mut self,
        write: &Write,
        entry: &Entry,
        standing: Option<Standing>,
        (rec, number, reference): (i64, i64, String),
    ) -> Standing {
        let position = int(entry.position);
        // An act of erasure with content of the same version brings the index of what is left, not a body.
        let newer = standing.as_ref().is_none_or(|standing| standing.span.version < small(write.version));
        if let Some(content) = write.content.as_ref().filter(|_| newer) {
            self.sheet.contents.push(sheet::Content {
                position,
                rec,
                version: small(write.version),
                schema: content.schema.clone(),
                json: content.json.clone(),
                salts: content.salts.clone(),
            });
        }
        let span = span(write, entry, standing.as_ref().map(|standing| &standing.span), newer);
        if let Some(standing) = &standing {
            self.sheet.spans_past.push((rec, position, standing.span.clone()));
        }
        let (cells, links, words) = match standing {
            Some(standing) => (standing.cells, standing.links, Some(standing.words)),
            None => (BTreeMap::new(), BTreeMap::new(), None),
        };
        let cells = self.cells(write, cells, (rec, number), (position, entry.at));
        let links = match &write.content {
            Some(content) => self.links(content, links, rec, position),
            None => links,
        };
        let words = match &write.content {
            // What an erasure leaves is worked out when it has been done.
            Some(content) if write.erase.is_empty() => {
                self.words(write, content, words, (rec, &reference), position)
            }
            _ => words.unwrap_or_else(|| Words { from: position, title: Vec::new(), text: Vec::new() }),
        };
        let related: BTreeSet<Uuid> = write.related.iter().map(|id| id.0).collect();
        let audience =
            Audience { openness: i16::from(write.openness), related: related.into_iter().collect() };
        Standing { rec, kind: write.kind.clone(), number, reference, span, audience, cells, links, words }
    }

    /// Brings the cells to what they are by this act. A cell that stays keeps its beginning.
    fn cells(
        &mut self,
        write: &Write,
        before: BTreeMap<(i64, String), Cell>,
        (rec, number): (i64, i64),
        (position, at): (i64, i64),
    ) -> BTreeMap<(i64, String), Cell> {
        let (state, changed) = (slot(&write.kind, STATE), slot(&write.kind, CHANGED));
        let mut keys: BTreeMap<i64, BTreeSet<String>> = BTreeMap::new();
        if let Some(content) = &write.content {
            for cell in &content.cells {
                keys.entry(slot(&write.kind, &cell.field)).or_default().insert(cell.key.clone());
            }
        } else {
            for (slot, key) in before.keys() {
                keys.entry(*slot).or_default().insert(key.clone());
            }
        }
        keys.insert(state, BTreeSet::from([write.state.clone()]));
        keys.insert(changed, BTreeSet::from([time_key(at)]));
        let mut after = BTreeMap::new();
        for (slot, keys) in &keys {
            for key in keys {
                let edge = i16::from(keys.first() == Some(key)) | i16::from(keys.last() == Some(key)) << 1;
                let cell = (*slot, key.clone());
                let from =
                    before.get(&cell).filter(|cell| cell.edge == edge).map_or(position, |cell| cell.from);
                after.insert(cell, Cell { edge, from });
            }
        }
        for ((slot, key), cell) in before {
            if after.get(&(slot, key.clone())) != Some(&cell) {
                self.sheet.cells_past.push((rec, number, position, slot, key, cell));
            }
        }
        after
    }

    /// Brings the links to what they are by this act.
    fn links(
        &mut self,
        content: &Content,
        before: BTreeMap<(String, Uuid), i64>,
        rec: i64,
        position: i64,
    ) -> BTreeMap<(String, Uuid), i64> {
        let link = |(field, target): &(String, record::RecordId)| {
            let link = (field.clone(), target.0);
            let from = before.get(&link).copied().unwrap_or(position);
            (link, from)
        };
        let after: BTreeMap<(String, Uuid), i64> = content.links.iter().map(link).collect();
        for ((field, target), from) in before {
            if !after.contains_key(&(field.clone(), target)) {
                self.sheet.links_past.push((rec, position, field, target, from));
            }
        }
        after
    }

    /// Closes the words that held, if they differ, and opens the next.
    fn words(
        &mut self,
        write: &Write,
        content: &Content,
        before: Option<Words>,
        (rec, reference): (i64, &str),
        position: i64,
    ) -> Words {
        let (title, text) = indexed(&write.kind, &content.words, &content.title, reference);
        match before {
            Some(before) if before.title == title && before.text == text => before,
            before => {
                self.sheet.words_past.extend(before.map(|before| (rec, position, before)));
                Words { from: position, title, text }
            }
        }
    }
}

/// The span that the act opens.
fn span(write: &Write, entry: &Entry, before: Option<&Span>, newer: bool) -> Span {
    let position = int(entry.position);
    let stamp = Stamp { by: entry.actor.person, at: entry.at, position };
    let title = match (&write.content, before) {
        (Some(content), _) => content.title.clone(),
        (None, Some(before)) => before.title.clone(),
        (None, None) => String::new(),
    };
    Span {
        from: position,
        state: write.state.clone(),
        version: small(write.version),
        content: before.filter(|_| !newer).map_or(position, |before| before.content),
        title,
        // An act apart from the life cycle leaves the state as it was, with the stamp of who brought it there.
        brought: before.filter(|_| write.act.is_apart()).map_or(stamp, |before| before.brought),
        changed_by: stamp.by,
        changed_at: stamp.at,
        approved: if write.comes_into_force {
            Some((small(write.version), stamp))
        } else {
            before.and_then(|before| before.approved)
        },
        authors: uuids(&write.authors),
    }
}

/// The entry and what is kept beside it must tell the same, and follow from what is there.
fn check(write: &Write, standing: Option<&Standing>) -> Result<(), StoreError> {
    let entry = &write.entry;
    let agrees = entry.subject.id == write.record.0
        && entry.subject.kind == write.kind
        && entry.subject.version == u64::from(write.version)
        && entry.act == write.act.code()
        && entry.state == write.state
        && entry.reason.is_some() == write.reason.is_some()
        && write.openness <= 2;
    let version = small(write.version);
    let follows = match standing {
        None if write.act != Act::Create => return Err(StoreError::Conflict),
        Some(_) if write.act == Act::Create => return Err(StoreError::Conflict),
        None => write.content.is_some() && write.version == 1,
        Some(standing) if standing.kind != write.kind => false,
        Some(standing) if version == standing.span.version => {
            write.content.is_none() || write.act == Act::Erase
        }
        Some(standing) => version == standing.span.version + 1 && write.content.is_some(),
    };
    let erases = write.erase.is_empty() || write.act == Act::Erase;
    if agrees && follows && erases {
        Ok(())
    } else {
        Err(failed("a write set that contradicts itself or the record"))
    }
}
