//! The schemas of an organisation: the declared kinds with its own fields.

use record::{FieldDef, Interner, Kind, Schema};
use std::{collections::BTreeMap, sync::Arc};

/// Kind id to schema, at one moment.
#[derive(Clone, Debug, Default)]
pub(crate) struct Schemas {
    by_kind: BTreeMap<&'static str, Arc<Schema>>,
}

impl Schemas {
    /// The declared kinds with the bodies of the custom fields in force; `edition` counts how often custom fields
    /// have changed.
    pub(crate) fn build<'a>(
        kinds: &[&'static Kind],
        custom: impl Iterator<Item = &'a record::Body>,
        edition: u64,
        interner: &mut Interner,
    ) -> Self {
        let mut own: BTreeMap<String, Vec<FieldDef>> = BTreeMap::new();
        for body in custom {
            if let Some((kind, field)) = record::custom::field_of(body, interner) {
                own.entry(kind).or_default().push(field);
            }
        }
        let by_kind = kinds
            .iter()
            .map(|kind| {
                let fields = own
                    .remove(kind.id)
                    .unwrap_or_default()
                    .into_iter()
                    .filter(|field| kind.field(field.id).is_none())
                    .collect::<Vec<_>>();
                let edition = if fields.is_empty() { 0 } else { edition };
                (kind.id, Arc::new(Schema::with(kind, fields, edition)))
            })
            .collect();
        Self { by_kind }
    }

    /// The schema of a kind.
    pub(crate) fn get(&self, kind: &str) -> Option<Arc<Schema>> {
        self.by_kind.get(kind).cloned()
    }

    /// Every schema.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Arc<Schema>> {
        self.by_kind.values()
    }
}
