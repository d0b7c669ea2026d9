//! What a plan has to know of the records that are there already.

use crate::{
    edition::{key_in, same_source, source_and_key},
    shelf::{Place, Shelf},
};
use record::{Body, RecordId, Schema};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Looks up records. Only what the importing person may see belongs in the answers.
pub trait Existing {
    /// The record that an earlier import made of the row with this key, see [`crate::PlannedRow::import_key`], with its
    /// newest content. Keys that begin with `id:` end in the value of the field `external_id`.
    fn by_import_key(&self, kind: &str, key: &str) -> Option<(RecordId, Body)>;

    /// The record of a kind whose title folds (see [`record::fold`]) to this.
    fn by_title(&self, kind: &str, folded: &str) -> Option<RecordId>;

    /// The newest content of a record that was found by its title, reference or id.
    fn body(&self, id: RecordId) -> Option<Body>;

    /// The record of a kind with a reference such as `USE-0007`.
    fn by_reference(&self, _kind: &str, _reference: &str) -> Option<RecordId> {
        None
    }

    /// The record that an import knows under a key, as [`Existing::by_import_key`], without its content.
    fn known_as(&self, kind: &str, key: &str) -> Option<RecordId> {
        self.by_import_key(kind, key).map(|(id, _)| id)
    }

    /// The records of a kind that are not over, each once, always in the same order.
    fn live(&self, _kind: &str) -> Vec<RecordId> {
        Vec::new()
    }

    /// Whether a record is over, done or verified: no row can end it again.
    fn is_settled(&self, _id: RecordId) -> bool {
        false
    }

    /// The records that imports of a list, and of no other, know.
    fn of_source(&self, _kind: &str, _source: &str) -> Vec<RecordId> {
        Vec::new()
    }

    /// The records that imports of other lists know under the same key.
    fn elsewhere(&self, _kind: &str, _source: &str, _key: &str) -> Vec<RecordId> {
        Vec::new()
    }

    /// Reference and title of a record; empty where they are not known.
    fn called(&self, _id: RecordId) -> (String, String) {
        Default::default()
    }

    /// The version of the newest content of a record.
    fn version(&self, _id: RecordId) -> Option<u32> {
        None
    }

    /// The content of an earlier version of a record.
    fn at_version(&self, _id: RecordId, _version: u32) -> Option<Body> {
        None
    }
}

/// No records at all: a first import.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nothing;

impl Existing for Nothing {
    fn by_import_key(&self, _: &str, _: &str) -> Option<(RecordId, Body)> {
        None
    }
    fn by_title(&self, _: &str, _: &str) -> Option<RecordId> {
        None
    }
    fn body(&self, _: RecordId) -> Option<Body> {
        None
    }
}

/// Records held in memory, loaded once before a plan is made.
#[derive(Clone, Debug, Default)]
pub struct Known {
    records: HashMap<RecordId, Record>,
    /// By kind, in the order in which they came.
    order: BTreeMap<String, Vec<RecordId>>,
    keys: HashMap<String, HashMap<String, RecordId>>,
    /// By kind: the lists that keys name, and how many.
    sources: BTreeMap<String, BTreeMap<String, usize>>,
    titles: HashMap<String, HashMap<String, RecordId>>,
    references: HashMap<String, HashMap<String, RecordId>>,
    earlier: HashMap<(RecordId, u32), Body>,
    /// By kind: how contents are read that are kept as text.
    schemas: BTreeMap<&'static str, Schema>,
    texts: Shelf,
}

/// The content of a record: as packed text where the schema of its kind is known, since that is a fraction of a body.
#[derive(Clone, Debug)]
enum Content {
    Body(Body),
    Text(&'static str, Place),
}

impl Default for Content {
    fn default() -> Self {
        Self::Body(Body::new())
    }
}

#[derive(Clone, Debug, Default)]
struct Record {
    content: Content,
    /// None when it is that of the content.
    title: Option<Box<str>>,
    reference: Box<str>,
    version: Option<u32>,
    over: bool,
    settled: bool,
}

impl Known {
    /// Nothing yet. Contents of these kinds are kept as text.
    pub fn of(schemas: &[Schema]) -> Self {
        let schemas = schemas.iter().map(|schema| (schema.kind.id, schema.clone()));
        Self { schemas: schemas.collect(), ..Self::default() }
    }

    /// Adds or replaces a record; `title` is folded here, and the first record with a title is the one that is found.
    pub fn insert(&mut self, kind: &str, id: RecordId, title: &str, import_key: Option<&str>, body: Body) {
        let mut own_title = Some(title.into());
        let mut packed = None;
        if let Some((kind, schema)) = self.schemas.get_key_value(kind)
            && let Ok(text) = serde_json::to_string(&body.to_json())
        {
            own_title = own_title.filter(|_| schema.title(&body) != title);
            packed = self.texts.put(&text).map(|place| Content::Text(kind, place));
        }
        let order = self.order.entry(kind.to_owned()).or_default();
        let record = self.records.entry(id).or_insert_with(|| {
            order.push(id);
            Record::default()
        });
        record.content = packed.unwrap_or(Content::Body(body));
        record.title = own_title;
        self.titles.entry(kind.to_owned()).or_default().entry(record::fold(title)).or_insert(id);
        if let Some(key) = import_key {
            self.know_as(kind, id, key);
        }
    }

    /// Says that an import knows a record under a key.
    pub fn know_as(&mut self, kind: &str, id: RecordId, key: &str) {
        let before = self.keys.entry(kind.to_owned()).or_default().insert(key.to_owned(), id);
        let (source, _) = source_and_key(key);
        if !source.is_empty() && before.is_none() {
            let sources = self.sources.entry(kind.to_owned()).or_default();
            *sources.entry(source.to_owned()).or_default() += 1;
        }
    }

    /// Lets a record be found under a title that files give it, unless another has that title.
    pub fn also_titled(&mut self, kind: &str, id: RecordId, title: &str) {
        self.titles.entry(kind.to_owned()).or_default().entry(record::fold(title)).or_insert(id);
    }

    /// Says by which reference a record is known, and which version its newest content is.
    pub fn refer(&mut self, kind: &str, id: RecordId, reference: &str, version: u32) {
        self.references.entry(kind.to_owned()).or_default().insert(reference.to_owned(), id);
        if let Some(record) = self.records.get_mut(&id) {
            record.reference = reference.into();
            record.version = Some(version);
        }
    }

    /// Says that a record is over: retired or cancelled.
    pub fn end(&mut self, id: RecordId) {
        if let Some(record) = self.records.get_mut(&id) {
            record.over = true;
            record.settled = true;
        }
    }

    /// Says that a record is done or verified.
    pub fn settle(&mut self, id: RecordId) {
        if let Some(record) = self.records.get_mut(&id) {
            record.settled = true;
        }
    }

    /// Adds the content of an earlier version.
    pub fn keep_version(&mut self, id: RecordId, version: u32, body: Body) {
        self.earlier.insert((id, version), body);
    }
}

impl Existing for Known {
    fn by_reference(&self, kind: &str, reference: &str) -> Option<RecordId> {
        self.references.get(kind)?.get(reference).copied()
    }
    fn version(&self, id: RecordId) -> Option<u32> {
        self.records.get(&id)?.version
    }
    fn at_version(&self, id: RecordId, version: u32) -> Option<Body> {
        self.earlier.get(&(id, version)).cloned()
    }
    fn by_import_key(&self, kind: &str, key: &str) -> Option<(RecordId, Body)> {
        let id = self.known_as(kind, key)?;
        Some((id, self.body(id)?))
    }
    fn known_as(&self, kind: &str, key: &str) -> Option<RecordId> {
        self.keys.get(kind)?.get(key).copied()
    }
    fn by_title(&self, kind: &str, folded: &str) -> Option<RecordId> {
        self.titles.get(kind)?.get(folded).copied()
    }
    fn body(&self, id: RecordId) -> Option<Body> {
        match &self.records.get(&id)?.content {
            Content::Body(body) => Some(body.clone()),
            Content::Text(kind, text) => {
                let schema = self.schemas.get(kind)?;
                self.texts.read(*text, |text| schema.read_text(&schema.tag, text, &[]).ok())?
            }
        }
    }
    fn live(&self, kind: &str) -> Vec<RecordId> {
        let is_live = |id: &RecordId| self.records.get(id).is_some_and(|record| !record.over);
        self.order.get(kind).into_iter().flatten().copied().filter(is_live).collect()
    }
    fn is_settled(&self, id: RecordId) -> bool {
        self.records.get(&id).is_some_and(|record| record.settled)
    }
    fn of_source(&self, kind: &str, source: &str) -> Vec<RecordId> {
        if source.is_empty() {
            return Vec::new();
        }
        let (mut own, mut others) = (HashSet::new(), HashSet::new());
        for (key, id) in self.keys.get(kind).into_iter().flatten() {
            match source_and_key(key).0 {
                "" => {}
                other if same_source(other, source) => drop(own.insert(*id)),
                _ => drop(others.insert(*id)),
            }
        }
        let mut own: Vec<RecordId> = own.difference(&others).copied().collect();
        own.sort_unstable();
        own
    }
    fn elsewhere(&self, kind: &str, source: &str, key: &str) -> Vec<RecordId> {
        let Some(keys) = self.keys.get(kind) else { return Vec::new() };
        let lists = self.sources.get(kind).into_iter().flat_map(BTreeMap::keys);
        let others = lists.filter(|other| !same_source(other, source));
        others.filter_map(|other| keys.get(&key_in(other, key)).copied()).collect()
    }
    fn called(&self, id: RecordId) -> (String, String) {
        let Some(record) = self.records.get(&id) else { return Default::default() };
        let title = match (&record.title, &record.content) {
            (Some(title), _) => title.to_string(),
            (None, Content::Text(kind, _)) => {
                let body = self.body(id).unwrap_or_default();
                self.schemas.get(kind).map(|schema| schema.title(&body)).unwrap_or_default()
            }
            (None, Content::Body(_)) => String::new(),
        };
        (record.reference.to_string(), title)
    }
}
