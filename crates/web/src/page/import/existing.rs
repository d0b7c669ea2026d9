//! What a plan has to know of the records that are there: those that the person may see, loaded once.

use crate::{limits, request::Visit};
use app::{ListAsk, Outcome, Page};
use exchange::{Known, Mapping, To};
use record::{RecordId, Schema, Shape};
use std::collections::{BTreeMap, BTreeSet};

/// Records read at a time.
const BATCH: u64 = 1_000;

/// The records of every kind that the mapping touches.
pub async fn load(visit: &Visit, schemas: &[Schema], mapping: &Mapping) -> Outcome<Known> {
    let mut known = Known::default();
    for kind in kinds(schemas, mapping) {
        let mut keys: BTreeMap<RecordId, String> = BTreeMap::new();
        for (key, id) in visit.desk().import_keys(&kind).await? {
            keys.entry(id).or_insert(key);
        }
        for batch in 0..limits::EXISTING_BATCHES {
            let page = Page { offset: batch * BATCH, limit: BATCH };
            let found = visit.desk().list(&kind, &ListAsk { page, ..ListAsk::default() }).await?;
            for row in &found.rows {
                let key = keys.get(&row.id).map(String::as_str);
                known.insert(&kind, row.id, &row.title, key, row.body.clone());
            }
            if u64::try_from(found.rows.len()).unwrap_or(0) < BATCH {
                break;
            }
        }
    }
    Ok(known)
}

/// The kind of the rows and every kind that columns name or reach.
fn kinds(schemas: &[Schema], mapping: &Mapping) -> BTreeSet<String> {
    let mut kinds = BTreeSet::from([mapping.kind.clone()]);
    let own = schemas.iter().find(|schema| schema.kind.id == mapping.kind);
    for column in &mapping.columns {
        let path = match &column.to {
            To::Linked { kind, link_field } => {
                kinds.insert(kind.clone());
                link_field
            }
            To::Field(path) => path,
            To::Skip | To::Custom(_) => continue,
        };
        let first = path.split('.').next().unwrap_or_default();
        match own.and_then(|own| own.field(first)).map(|field| field.shape) {
            Some(Shape::Link(target) | Shape::Links(target)) if target.kind != "*" => {
                kinds.insert(target.kind.to_owned());
            }
            Some(Shape::Person) => {
                kinds.insert("person".to_owned());
            }
            _ => {}
        }
    }
    kinds
}
