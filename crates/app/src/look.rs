//! Reading one record with everything around it.

use crate::{Desk, House, Outcome, Seen, moment};
use access::{Audience, Openness, audience};
use record::{
    Act, ActSeen, Body, Dossier, Effective, Record, RecordId, Refusal, Schema, Sensitivity, Shape, State,
};
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};
use store::{At, Stored, StoredAct, StoredContent};

/// Records asked for in one question.
pub(crate) const TOGETHER: usize = 500;

/// A record under its schema, which the person may see.
pub(crate) type Loaded = (Arc<Schema>, Seen<Record>);

/// A record with what links to it and the names of everything it mentions.
#[derive(Debug)]
pub struct Look {
    /// The schema that it is read under.
    pub schema: Arc<Schema>,
    /// The record.
    pub record: Seen<Record>,
    /// Records that link here and that the person may see.
    pub backlinks: Vec<Backlink>,
    /// Names of the records that this one mentions and that the person may see.
    pub names: BTreeMap<RecordId, Named>,
    /// What the person may do now.
    pub acts: Vec<Act>,
}

/// A record without what links to it.
#[derive(Debug)]
pub struct Glance {
    /// The schema that it is read under.
    pub schema: Arc<Schema>,
    /// The record.
    pub record: Seen<Record>,
    /// Names of the records that it mentions, and of others, that the person may see.
    pub names: Arc<BTreeMap<RecordId, Named>>,
}

/// A record that links here.
#[derive(Clone, Debug)]
pub struct Backlink {
    /// How the relation is named from here, e.g. "Used by".
    pub relation: &'static str,
    /// The other record.
    pub record: RecordId,
    /// How it is called.
    pub named: Named,
}

/// How a record is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Id of its kind.
    pub kind: String,
    /// `SYS-0007`.
    pub reference: String,
    /// Its title.
    pub title: String,
    /// Code of its state.
    pub state: String,
}

impl Desk {
    /// A record, or `not_found` for what does not exist and for what the person may not see.
    pub async fn look(&self, id: RecordId, at: At) -> Outcome<Look> {
        let (schema, record) = self.load(id, at).await?;
        let mut mentioned: Vec<RecordId> =
            record::links_of(&schema, &record.body).into_iter().map(|(_, id)| id).collect();
        mentioned.extend(
            record
                .effective
                .iter()
                .flat_map(|effective| record::links_of(&schema, &effective.body))
                .map(|(_, id)| id),
        );
        mentioned.extend([record.created.by, record.changed.by, record.state.stamp().by]);
        let backlinks = self.backlinks(id, at).await?;
        let names = self.names(&mentioned, at).await?;
        let acts = if at == At::Now { self.possible(&schema, &record) } else { Vec::new() };
        Ok(Look { schema, record, backlinks, names, acts })
    }

    /// Several records with the names of what they link to, without what links to them; those that the person may not see are
    /// left out.
    pub async fn glances(&self, ids: &[RecordId], at: At) -> Outcome<HashMap<RecordId, Glance>> {
        let loaded = self.load_all(ids, at).await?;
        let links = |(schema, record): &Loaded| record::links_of(schema, &record.body);
        let mentioned: Vec<RecordId> = loaded.values().flat_map(links).map(|(_, id)| id).collect();
        let names = Arc::new(self.names(&mentioned, at).await?);
        let glance = |(id, (schema, record))| (id, Glance { schema, record, names: Arc::clone(&names) });
        Ok(loaded.into_iter().map(glance).collect())
    }

    /// The id of the record with a reference, when the person may see it.
    pub async fn find_reference(&self, reference: &str) -> Outcome<RecordId> {
        let id = self.house.store.by_reference(reference).await?.ok_or_else(Refusal::not_found)?;
        self.load(id, At::Now).await?;
        Ok(id)
    }

    /// How records are called; those that the person may not see are left out.
    pub async fn names(&self, ids: &[RecordId], at: At) -> Outcome<BTreeMap<RecordId, Named>> {
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        ids.dedup();
        let reach = self.reach();
        let may = |named: &Named, audience: &Audience| reach.covers(audience) || named.kind == "person";
        let operator = ids.contains(&RecordId::OPERATOR);
        let mut names = match at {
            At::Now => self.house.called(&ids, may).await?,
            At::Size(size) => self.house.called_then(&ids, size, may).await?,
        };
        if operator {
            names.insert(RecordId::OPERATOR, Named::operator());
        }
        Ok(names)
    }

    pub(crate) async fn load(&self, id: RecordId, at: At) -> Outcome<Loaded> {
        if let Some(loaded) = moment::loaded((self.organisation(), self.actor.person), id, at) {
            return Ok(loaded);
        }
        let stored = self.house.store.record(id, at).await?.ok_or_else(Refusal::not_found)?;
        let schema = self.schema(&stored.kind).await?;
        let record = as_record(&self.house, &schema, &stored).await?;
        let record = self.only_seen(&schema, &stored, record).ok_or_else(Refusal::not_found)?;
        let loaded = (schema, record);
        moment::remember((self.organisation(), self.actor.person), at, &loaded);
        Ok(loaded)
    }

    /// A record, or what of it everybody may read; nothing when the person may not see it.
    fn only_seen(&self, schema: &Schema, stored: &Stored, record: Record) -> Option<Seen<Record>> {
        if self.reach().covers(&audience_of(stored)) {
            return Some(Seen::checked(record));
        }
        only_in_force(schema, record).map(Seen::checked)
    }

    /// Several records, asked for together; those that the person may not see are left out.
    pub(crate) async fn load_all(&self, ids: &[RecordId], at: At) -> Outcome<HashMap<RecordId, Loaded>> {
        let mut loaded = HashMap::with_capacity(ids.len());
        let reader = (self.organisation(), self.actor.person);
        let known = |id: &RecordId| moment::loaded(reader, *id, at);
        loaded.extend(ids.iter().filter_map(|id| Some((*id, known(id)?))));
        let ids: Vec<RecordId> = ids.iter().copied().filter(|id| !loaded.contains_key(id)).collect();
        for ids in ids.chunks(TOGETHER) {
            let stored = self.house.store.records(ids, at).await?;
            let mut contents = contents_in_force(&self.house, &stored).await?;
            for stored in stored {
                let schema = self.schema(&stored.kind).await?;
                let record = with_content(&schema, &stored, contents.remove(&stored.id))?;
                let Some(record) = self.only_seen(&schema, &stored, record) else { continue };
                let one = (schema, record);
                moment::remember(reader, at, &one);
                loaded.insert(stored.id, one);
            }
        }
        Ok(loaded)
    }

    /// A record whose every version the person may read: not one of which she sees only what is in force.
    pub(crate) async fn load_whole(&self, id: RecordId) -> Outcome<(Arc<Schema>, Seen<Record>)> {
        let stored = self.house.store.record(id, At::Now).await?.ok_or_else(Refusal::not_found)?;
        if !self.reach().covers(&audience_of(&stored))
            || self.reach().openness == Openness::All && !self.relates(&stored)
        {
            return Err(Refusal::not_found().into());
        }
        self.load(id, At::Now).await
    }

    /// Whether the person, or her unit, is named by the record.
    fn relates(&self, stored: &Stored) -> bool {
        self.reach().related.iter().any(|id| stored.related.contains(id))
    }

    async fn backlinks(&self, id: RecordId, at: At) -> Outcome<Vec<Backlink>> {
        let links = self.house.store.links_to(id, at).await?;
        let ids: Vec<RecordId> = links.iter().map(|(record, _)| *record).collect();
        let names = self.names(&ids, at).await?;
        let mut backlinks = Vec::with_capacity(links.len());
        let mut relations: BTreeMap<(&str, &str), &'static str> = BTreeMap::new();
        for (record, field) in &links {
            let (record, Some(other)) = (*record, names.get(record)) else { continue };
            let relation = if let Some(known) = relations.get(&(other.kind.as_str(), field.as_str())) {
                *known
            } else {
                let schema = self.house.schema(&other.kind).await;
                let found = schema.and_then(|schema| inverse(&schema, field)).unwrap_or("Mentioned by");
                relations.insert((&other.kind, field), found);
                found
            };
            backlinks.push(Backlink { relation, record, named: other.clone() });
        }
        backlinks.sort_by(|a, b| (a.relation, &a.named.reference).cmp(&(b.relation, &b.named.reference)));
        backlinks.dedup_by(|a, b| a.relation == b.relation && a.record == b.record);
        Ok(backlinks)
    }
}

impl Named {
    pub(crate) fn of(stored: &Stored) -> Self {
        Self {
            kind: stored.kind.clone(),
            reference: stored.reference.clone(),
            title: stored.title.clone(),
            state: stored.state.clone(),
        }
    }

    /// How whoever runs the machine is called, who is nobody's record.
    fn operator() -> Self {
        Self {
            kind: "person".to_owned(),
            reference: String::new(),
            title: "The operator".to_owned(),
            state: "current".to_owned(),
        }
    }
}

/// What everybody may read of a record of an open kind while a newer draft of it is being written: the version in force.
fn only_in_force(schema: &Schema, record: Record) -> Option<Record> {
    let effective = record
        .effective
        .clone()
        .filter(|_| schema.kind.sensitivity == Sensitivity::Open && !record.state.is_over())?;
    Some(Record {
        title: schema.title(&effective.body),
        state: State::Effective(effective.approved.clone()),
        version: effective.version,
        body: effective.body.clone(),
        effective: Some(effective),
        ..record
    })
}

/// How a relation made by a field (or `table.column`) is named from the other side.
fn inverse(schema: &Schema, path: &str) -> Option<&'static str> {
    let (field, column) = path.split_once('.').map_or((path, None), |(field, column)| (field, Some(column)));
    let mut field = *schema.field(field)?;
    if let (Shape::Table(columns), Some(column)) = (field.shape, column) {
        field = *columns.iter().find(|known| known.id == column)?;
    }
    match field.shape {
        Shape::Link(target) | Shape::Links(target) => Some(target.inverse),
        Shape::Evidence => Some("Evidence for"),
        Shape::Person => Some(field.label),
        _ => None,
    }
}

/// Who may read a stored record.
pub(crate) fn audience_of(stored: &Stored) -> Audience {
    let openness = match stored.openness {
        0 => Openness::All,
        1 => Openness::Work,
        _ => Openness::Govern,
    };
    Audience { openness, related: stored.related.clone() }
}

/// The version in force, where that is not the newest.
fn apart(stored: &Stored) -> Option<(RecordId, u32)> {
    let (version, _) = stored.effective.as_ref()?;
    (*version != stored.version).then_some((stored.id, *version))
}

/// A stored record, read under today's schema, with what is in force.
pub(crate) async fn as_record(house: &House, schema: &Schema, stored: &Stored) -> Outcome<Record> {
    let content = match apart(stored) {
        Some((id, version)) => house.store.content(id, version).await?,
        None => None,
    };
    with_content(schema, stored, content)
}

/// What is in force of several records where that is not the newest, asked for together.
pub(crate) async fn contents_in_force(
    house: &House,
    stored: impl IntoIterator<Item = &Stored>,
) -> Outcome<HashMap<RecordId, StoredContent>> {
    let apart: Vec<(RecordId, u32)> = stored.into_iter().filter_map(apart).collect();
    if apart.is_empty() {
        return Ok(HashMap::new());
    }
    Ok(house.store.contents(&apart).await?.into_iter().collect())
}

/// The same, with the content of the version in force where that is not the newest.
pub(crate) fn with_content(
    schema: &Schema,
    stored: &Stored,
    content: Option<StoredContent>,
) -> Outcome<Record> {
    let effective = match &stored.effective {
        Some((version, approved)) if *version == stored.version => {
            Some(Effective { version: *version, body: stored.read(schema)?, approved: approved.clone() })
        }
        Some((version, approved)) => content.map(|content| Effective {
            version: *version,
            body: schema.read(&content.schema, content.json),
            approved: approved.clone(),
        }),
        None => None,
    };
    head_record(schema, stored, effective)
}

/// A stored record without what is in force beside the newest content: enough for a register.
pub(crate) fn head_record(schema: &Schema, stored: &Stored, effective: Option<Effective>) -> Outcome<Record> {
    Ok(with_body(schema, stored, stored.read(schema)?, effective))
}

/// A stored record with content that was read.
pub(crate) fn with_body(
    schema: &Schema,
    stored: &Stored,
    body: Body,
    effective: Option<Effective>,
) -> Record {
    Record {
        id: stored.id,
        kind: schema.kind.id,
        reference: stored.reference.clone(),
        title: stored.title.clone(),
        state: State::of(&stored.state, stored.state_stamp.clone())
            .unwrap_or_else(|| State::initial(schema.kind.life_cycle, stored.state_stamp.clone())),
        version: stored.version,
        body,
        schema: stored.schema.clone(),
        effective,
        created: stored.created.clone(),
        changed: stored.changed.clone(),
        authors: stored.authors.clone(),
        position: stored.position,
    }
}

/// A record with its acts, for expectations.
pub(crate) fn dossier(record: Record, acts: Vec<StoredAct>) -> Dossier {
    let acts = acts
        .into_iter()
        .filter_map(|act| {
            Some(ActSeen {
                act: Act::from_code(&act.act)?,
                by: act.by,
                capacity: act.capacity,
                at: act.at,
                version: act.version,
                position: act.position,
                reason: act.reason,
                state: act.state,
            })
        })
        .collect();
    Dossier { record, acts }
}

/// The audience of a record as it will be.
pub(crate) fn audience_for(facts: &access::Facts) -> Audience {
    audience(facts)
}
