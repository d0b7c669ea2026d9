//! What is kept beside bodies so that registers, filters, search and access are quick follows declarations, and those change
//! from one version of the program to the next: here it is brought up to date.

use crate::{
    House, Outcome,
    look::{as_record, audience_for},
};
use access::Facts;
use record::{RecordId, Schema, cells, index_basis, links_of, search_text};
use std::{collections::BTreeMap, sync::Arc};
use store::{At, Index, Stored};

/// Records looked at together.
const BATCH: u64 = 500;
/// The rules by which this program indexes beside the declarations; another version may have others.
const RULES: &str = env!("CARGO_PKG_VERSION");

impl House {
    /// Looks at every record of the kinds that were indexed by other declarations, or by another version of the program, and
    /// keeps what they give now. How many records were brought up to date.
    pub(crate) async fn bring_index(&self) -> Outcome<u64> {
        let size = self.follow().await?;
        let schemas = self.schemas().await;
        let basis =
            |schema: &Arc<Schema>| (schema.kind.id.to_owned(), format!("{RULES}; {}", index_basis(schema)));
        let wanted: BTreeMap<String, String> = schemas.iter().map(basis).collect();
        let known = self.store.indexed().await?;
        if known == wanted {
            return Ok(0);
        }
        let mut brought = 0;
        // Where nothing is, nothing is indexed otherwise.
        for schema in schemas.iter().filter(|_| size > 0) {
            if known.get(schema.kind.id) != wanted.get(schema.kind.id) {
                brought += self.bring_kind(schema).await?;
            }
        }
        self.store.set_indexed(wanted).await?;
        Ok(brought)
    }

    /// The same for every kind, whatever was stated.
    pub async fn rebuild_index(&self) -> Outcome<u64> {
        self.follow().await?;
        let mut brought = 0;
        for schema in self.schemas().await {
            brought += self.bring_kind(&schema).await?;
        }
        Ok(brought)
    }

    /// References of the records of which something else is kept than their content gives.
    pub async fn differing_index(&self) -> Outcome<Vec<String>> {
        self.follow().await?;
        let mut found = Vec::new();
        for schema in self.schemas().await {
            let mut after = None;
            while let Some((records, indexes)) = self.indexes(&schema, after).await? {
                after = records.last().map(|stored| stored.id);
                let differing = self.store.differing(&indexes).await?;
                let of = |stored: &&Stored| differing.contains(&stored.id);
                found.extend(records.iter().filter(of).map(|stored| stored.reference.clone()));
            }
        }
        Ok(found)
    }

    async fn bring_kind(&self, schema: &Schema) -> Outcome<u64> {
        let (mut after, mut brought) = (None, 0);
        while let Some((records, mut indexes)) = self.indexes(schema, after).await? {
            after = records.last().map(|stored| stored.id);
            let differing = self.store.differing(&indexes).await?;
            indexes.retain(|index| differing.contains(&index.record));
            if !indexes.is_empty() {
                brought += indexes.len() as u64;
                self.store.reindex(indexes).await?;
            }
        }
        Ok(brought)
    }

    /// The next records of a kind with what their content gives; none after the last.
    async fn indexes(
        &self,
        schema: &Schema,
        after: Option<RecordId>,
    ) -> Outcome<Option<(Vec<Stored>, Vec<Index>)>> {
        let records = self.store.scan(schema.kind.id, after, BATCH, At::Now).await?;
        if records.is_empty() {
            return Ok(None);
        }
        let mut indexes = Vec::with_capacity(records.len());
        for stored in &records {
            let record = as_record(self, schema, stored).await?;
            let audience = audience_for(&Facts::of(schema, &record));
            indexes.push(Index {
                record: stored.id,
                position: stored.position,
                title: schema.title(&record.body),
                cells: cells(schema, &record.body),
                links: links_of(schema, &record.body),
                words: search_text(schema, &record.body),
                openness: audience.openness.level(),
                related: audience.related,
            });
        }
        Ok(Some((records, indexes)))
    }
}
