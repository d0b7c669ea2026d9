//! The kind together with the fields that an organisation has added: what every surface takes.

use crate::{Body, FieldDef, Kind, limits};
use serde_json::{Map, Value as Json};

/// A kind and an organisation's own fields, under a version tag.
#[derive(Clone, Debug)]
pub struct Schema {
    /// The declared kind.
    pub kind: &'static Kind,
    /// The organisation's own fields, in the order in which they were approved.
    pub custom: Vec<FieldDef>,
    /// `use/2+3`: kind, version of its declaration, version of the custom fields.
    pub tag: String,
}

impl Schema {
    /// The kind as declared, without custom fields.
    pub fn of(kind: &'static Kind) -> Self {
        Self::with(kind, Vec::new(), 0)
    }

    /// The kind with custom fields; `edition` counts how often they have changed.
    pub fn with(kind: &'static Kind, mut custom: Vec<FieldDef>, edition: u64) -> Self {
        custom.truncate(limits::CUSTOM_FIELDS);
        Self { kind, custom, tag: format!("{}/{}+{edition}", kind.id, kind.version) }
    }

    /// Every field, declared ones first.
    pub fn fields(&self) -> impl Iterator<Item = &FieldDef> {
        self.kind.fields.iter().chain(&self.custom)
    }

    /// The field with this id.
    pub fn field(&self, id: &str) -> Option<&FieldDef> {
        self.fields().find(|field| field.id == id)
    }

    /// The title of a record: the value of its first field.
    pub fn title(&self, body: &Body) -> String {
        body.get(self.kind.title().id).and_then(|value| value.text()).unwrap_or_default().to_owned()
    }

    /// Whether a field is asked for in this body: its condition holds.
    pub fn applies(&self, field: &FieldDef, body: &Body) -> bool {
        let Some(when) = field.when else { return true };
        body.get(when.field).is_some_and(|value| when.holds(value))
    }

    /// Reads a stored body that was written under `tag`, by the upcast steps of the kind. Stored fields that the
    /// kind no longer has stay in the history and are left out here.
    pub fn read(&self, tag: &str, json: Map<String, Json>) -> Body {
        Body::from_json(self, &self.upcast(tag, json)).0
    }

    /// The same, only of these fields.
    pub fn read_only(&self, tag: &str, json: Map<String, Json>, fields: &[&str]) -> Body {
        let mut json = self.upcast(tag, json);
        json.retain(|field, _| fields.contains(&field.as_str()));
        Body::from_json(self, &json).0
    }

    /// Whether a body written under this tag is not yet one of today's declaration.
    pub(crate) fn must_upcast(&self, tag: &str) -> bool {
        let version = version_of(tag);
        self.kind.upcasts.iter().any(|step| step.from >= version)
    }

    fn upcast(&self, tag: &str, json: Map<String, Json>) -> Map<String, Json> {
        let mut json = json;
        for step in self.kind.upcasts.iter().filter(|step| step.from >= version_of(tag)) {
            (step.step)(&mut json);
        }
        json
    }
}

/// The version of the declaration in a tag; 1 when the tag cannot be read.
fn version_of(tag: &str) -> u32 {
    tag.split_once('/')
        .and_then(|(_, rest)| rest.split('+').next())
        .and_then(|version| version.parse().ok())
        .unwrap_or(1)
}
