//! What statements are held against, kept in memory and brought up to the end of the ledger before it is used.

use crate::{
    House, Outcome,
    look::{as_record, audience_of},
};
use access::{Audience, Reach};
use practice::soa::{self, Fact};
use record::{RecordId, Schema};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use store::{At, Stored};

/// Records read at a time.
const BATCH: u64 = 500;
/// The kinds that say something that a statement is held against.
const KINDS: [&str; 4] = [soa::RISK, soa::IMPLEMENTATION, soa::USE, soa::EVIDENCE];

/// Facts by record, with who may read the record, up to a size of the ledger.
#[derive(Default)]
pub(crate) struct Kept {
    size: u64,
    tags: Vec<String>,
    facts: BTreeMap<RecordId, (Audience, Fact)>,
}

impl Kept {
    /// The facts of records that somebody may read, in the order of their ids.
    pub(crate) fn within<'a>(&'a self, reach: &'a Reach) -> impl Iterator<Item = &'a Fact> {
        self.facts.values().filter(|(audience, _)| reach.covers(audience)).map(|(_, fact)| fact)
    }
}

impl House {
    /// What `read` reads from the facts of now or of a past size of the ledger.
    pub(crate) async fn facts<T>(&self, at: At, read: impl FnOnce(&Kept) -> T) -> Outcome<T> {
        let size = self.follow().await?;
        let schemas = self.sought().await;
        if at != At::Now {
            return Ok(read(&self.facts_at(&schemas, at, size).await?));
        }
        let mut kept = self.facts.lock().await;
        let tags: Vec<String> = schemas.iter().map(|schema| schema.tag.clone()).collect();
        if kept.size == 0 || kept.size > size || kept.tags != tags {
            *kept = self.facts_at(&schemas, At::Now, size).await?;
            kept.tags = tags;
        } else if kept.size < size {
            let mut touched = BTreeSet::new();
            let mut position = kept.size;
            while position < size {
                let rows = self.store.ledger(position, BATCH).await?;
                let Some(last) = rows.last() else { break };
                position = last.position + 1;
                let entries = rows.iter().filter_map(|row| ledger::Entry::parse(&row.bytes).ok());
                touched.extend(entries.map(|entry| RecordId(entry.subject.id)));
            }
            for id in touched {
                kept.facts.remove(&id);
                let Some(stored) = self.store.record(id, At::Now).await? else { continue };
                let Some(schema) = schemas.iter().find(|schema| schema.kind.id == stored.kind) else {
                    continue;
                };
                self.add(&mut kept, schema, &stored).await?;
            }
            kept.size = size;
        }
        Ok(read(&kept))
    }

    async fn sought(&self) -> Vec<Arc<Schema>> {
        let mut found = Vec::new();
        for kind in KINDS {
            found.extend(self.schema(kind).await);
        }
        found
    }

    async fn facts_at(&self, schemas: &[Arc<Schema>], at: At, size: u64) -> Outcome<Kept> {
        let mut kept = Kept { size, ..Kept::default() };
        for schema in schemas {
            let mut after = None;
            loop {
                let batch = self.store.scan(schema.kind.id, after, BATCH, at).await?;
                let Some(last) = batch.last() else { break };
                after = Some(last.id);
                for stored in &batch {
                    self.add(&mut kept, schema, stored).await?;
                }
            }
        }
        Ok(kept)
    }

    async fn add(&self, kept: &mut Kept, schema: &Schema, stored: &Stored) -> Outcome<()> {
        let record = as_record(self, schema, stored).await?;
        let named = (stored.reference.as_str(), stored.title.as_str());
        let fact = record.in_force().and_then(|body| Fact::of(schema.kind.id, stored.id, named, body));
        if let Some(fact) = fact {
            kept.facts.insert(stored.id, (audience_of(stored), fact));
        }
        Ok(())
    }
}
