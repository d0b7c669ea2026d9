//! What statements are held against, kept in memory and brought up to the end of the ledger before it is used; and what came
//! of holding one against it, for as long as nothing of it changes.

use crate::{
    House, Outcome,
    look::{as_record, audience_of},
};
use access::{Audience, Reach};
use frameworks::Pack;
use jiff::civil::Date;
use practice::soa::{self, Fact, Facts, Line};
use record::{Body, RecordId, Schema};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use store::{At, Stored};
use tokio::sync::MutexGuard;

/// Records read at a time.
const BATCH: u64 = 500;
/// The kinds that say something that a statement is held against.
const KINDS: [&str; 4] = [soa::RISK, soa::IMPLEMENTATION, soa::USE, soa::EVIDENCE];

/// Comparisons kept at a time: those of a few people with different reach, of a few versions and moments.
const COMPARED: usize = 8;

/// Facts by record, with who may read the record, up to a size of the ledger.
#[derive(Default)]
pub(crate) struct Kept {
    size: u64,
    tags: Vec<String>,
    facts: BTreeMap<RecordId, (Audience, Fact)>,
    /// What came of comparing, the latest last; emptied when a fact changes.
    compared: Vec<(Basis, Arc<[Line]>)>,
}

/// All that a comparison rests on beside the facts themselves.
pub(super) struct Basis {
    /// The frameworks, and the place of the one whose controls are looked at.
    pub(super) packs: (Arc<[Pack]>, usize),
    /// What the statement says; none before there is one.
    pub(super) statement: Option<Body>,
    /// What the person may read.
    pub(super) reach: Reach,
    /// The moment whose facts it is.
    pub(super) at: At,
    /// The day on which it is judged.
    pub(super) today: Date,
}

impl Basis {
    /// Frameworks of now are replaced in memory when any of them changes; those of a past moment are read each time.
    fn is(&self, other: &Self) -> bool {
        (Arc::ptr_eq(&self.packs.0, &other.packs.0) || self.pack() == other.pack())
            && self.packs.1 == other.packs.1
            && (self.at, self.today) == (other.at, other.today)
            && self.reach == other.reach
            && self.statement == other.statement
    }

    fn pack(&self) -> Option<&Pack> {
        self.packs.0.get(self.packs.1)
    }

    fn compare(&self, facts: &Kept) -> Arc<[Line]> {
        let facts = Facts::gathered(facts.within(&self.reach));
        self.pack()
            .map(|pack| soa::compare(pack, self.statement.as_ref(), &facts, self.today))
            .unwrap_or_default()
            .into()
    }
}

impl Kept {
    /// The facts of records that somebody may read, in the order of their ids.
    pub(crate) fn within<'a>(&'a self, reach: &'a Reach) -> impl Iterator<Item = &'a Fact> {
        self.facts.values().filter(|(audience, _)| reach.covers(audience)).map(|(_, fact)| fact)
    }
}

impl House {
    /// What `read` reads from the facts of now.
    pub(super) async fn facts<T>(&self, read: impl FnOnce(&Kept) -> T) -> Outcome<T> {
        let schemas = self.sought().await;
        Ok(read(&*self.followed(&schemas).await?))
    }

    /// Every control of a framework, held against records; once for as long as nothing of it changes.
    pub(super) async fn compared(&self, basis: Basis) -> Outcome<Arc<[Line]>> {
        let schemas = self.sought().await;
        let mut kept = self.followed(&schemas).await?;
        if let Some(place) = kept.compared.iter().position(|(known, _)| known.is(&basis)) {
            let found = kept.compared.remove(place);
            let lines = Arc::clone(&found.1);
            kept.compared.push(found);
            return Ok(lines);
        }
        let size = kept.size;
        let lines = if basis.at == At::Now {
            basis.compare(&kept)
        } else {
            drop(kept);
            let then = self.facts_at(&schemas, basis.at, size).await?;
            kept = self.facts.lock().await;
            basis.compare(&then)
        };
        if kept.size != size {
            // Something was written meanwhile, perhaps erased from the past.
            return Ok(lines);
        }
        if kept.compared.len() >= COMPARED {
            kept.compared.remove(0);
        }
        kept.compared.push((basis, Arc::clone(&lines)));
        Ok(lines)
    }

    /// The facts of now, brought up to the end of the ledger.
    async fn followed(&self, schemas: &[Arc<Schema>]) -> Outcome<MutexGuard<'_, Kept>> {
        let size = self.follow().await?;
        let mut kept = self.facts.lock().await;
        let tags: Vec<String> = schemas.iter().map(|schema| schema.tag.clone()).collect();
        if kept.size == 0 || kept.size > size || kept.tags != tags {
            *kept = self.facts_at(schemas, At::Now, size).await?;
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
                if kept.facts.remove(&id).is_some() {
                    kept.compared.clear();
                }
                let Some(stored) = self.store.record(id, At::Now).await? else { continue };
                let Some(schema) = schemas.iter().find(|schema| schema.kind.id == stored.kind) else {
                    continue;
                };
                self.add(&mut kept, schema, &stored).await?;
                kept.compared.clear();
            }
            kept.size = size;
        }
        Ok(kept)
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
