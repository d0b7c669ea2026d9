//! Bringing in many records as a job: watched, cancelled, taken up again after a restart, and harmless when repeated.

use crate::{Desk, House, Outcome, Trouble, Via, chance};
use access::may_import;
use record::{Body, Record, RecordId, Refusal, Schema, Shape, Value, changed_fields};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use std::{collections::BTreeMap, sync::Arc};
use store::{At, Commit, Expect, Job, JobState, Write};
use uuid::Uuid;

/// Records written in one commit.
const BATCH: usize = 100;
/// Records that one import can bring.
const RECORDS_MAX: usize = 400_000;
/// Problems kept word for word in a report.
const LOST_MAX: usize = 1_000;

/// How often a row can be brought in and taken back.
const TURNS_MAX: u32 = 100;
/// Begins keys of what was taken back.
const UNDONE: &str = "undone:";
/// Stands before the number of a key that is used again; no file's key holds it, since it is a picture of a control
/// sign.
const TURN: char = '␞';

/// A record to be brought in. Those that others refer to come first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Incoming {
    /// Row of the file that it comes from.
    pub row: u64,
    /// Id of its kind.
    pub kind: String,
    /// The key under which the same record is found again.
    pub key: String,
    /// Its fields as JSON. Fields that are not named stay as they are.
    pub body: Map<String, Json>,
    /// Links to other incoming or known records: field, kind, key. For a field of several links they are added.
    pub refs: Vec<(String, String, String)>,
}

/// An import that was asked for.
#[derive(Clone, Debug)]
pub struct BringIn {
    /// What people call it: the file's name.
    pub name: String,
    /// The records.
    pub records: Vec<Incoming>,
}

/// How far an import is, and what came of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// What people call it.
    pub name: String,
    /// Records made, by kind.
    pub created: BTreeMap<String, u64>,
    /// Records changed, by kind.
    pub revised: BTreeMap<String, u64>,
    /// Records that were already as the file says.
    pub same: u64,
    /// Records retired, by kind, when the job takes an import back.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub retired: BTreeMap<String, u64>,
    /// Rows that could not be brought in; at most a thousand word for word.
    pub lost: Vec<Lost>,
    /// How many could not be brought in.
    pub lost_total: u64,
    /// Positions in the ledger of the first and the last entry that the job wrote; others may have written between.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<(u64, u64)>,
    /// The job that took this import back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undone_by: Option<Uuid>,
    /// The import that this job takes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<Uuid>,
    /// Why it is taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A row that could not be brought in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lost {
    /// Row of the file.
    pub row: u64,
    /// Why.
    pub sentence: String,
}

/// What one step of an import did with a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// It was made.
    Created,
    /// It was changed.
    Revised,
    /// It was already so.
    Same,
}

impl Desk {
    /// Starts an import as a job and gives its id. The records are kept with the job, so that it can be taken up again.
    pub async fn bring_in(&self, ask: BringIn) -> Outcome<Uuid> {
        may_import(&self.actor)?;
        if ask.records.len() > RECORDS_MAX {
            return Err(Refusal::new(
                record::Class::TooLarge,
                "too_many_records",
                format!("An import can bring at most {RECORDS_MAX} records."),
                "Split the file.",
            )
            .into());
        }
        let id = chance::new_id(self.app.chance(), self.now);
        let bytes = serde_json::to_vec(&ask.records).map_err(|error| Trouble::Broken(error.to_string()))?;
        self.keep_scratch(&format!("job/{id}"), bytes).await?;
        let report = Report { name: ask.name, ..Report::default() };
        let job = Job {
            id,
            what: "import".to_owned(),
            person: self.actor.person,
            started: self.now,
            state: JobState::Running,
            done: 0,
            total: u64::try_from(ask.records.len()).unwrap_or(u64::MAX),
            json: serde_json::to_string(&report).unwrap_or_default(),
        };
        self.house.store.put_job(job).await?;
        Ok(id)
    }

    /// A job that the person started, or that she may see because she may import.
    pub async fn job(&self, id: Uuid) -> Outcome<Job> {
        let job = self.house.store.job(id).await?.ok_or_else(Refusal::not_found)?;
        if job.person != self.actor.person && may_import(&self.actor).is_err() {
            return Err(Refusal::not_found().into());
        }
        Ok(job)
    }

    /// Asks a job to stop. What it has done stays, and is on the record.
    pub async fn cancel_job(&self, id: Uuid) -> Outcome<()> {
        let mut job = self.job(id).await?;
        if job.state == JobState::Running {
            job.state = JobState::Cancelling;
            self.house.store.put_job(job).await?;
        }
        Ok(())
    }

    /// Runs an import to its end, from where it stands. Called on a task of its own; again after a restart.
    pub async fn run_import(&self, id: Uuid) -> Outcome<Report> {
        // Another process may be at work on it, or have ended it.
        let held = self.house.store.take_job(id).await?;
        let mut job = self.job(id).await?;
        let mut report: Report = serde_json::from_str(&job.json).unwrap_or_default();
        if held.is_none() {
            return Ok(report);
        }
        if !matches!(job.state, JobState::Running | JobState::Cancelling) {
            return Ok(report);
        }
        let Some(bytes) = self.scratch(&format!("job/{id}")).await? else {
            return Err(Trouble::Broken(format!("the records of job {id} are gone")));
        };
        let records: Vec<Incoming> =
            serde_json::from_slice(&bytes).map_err(|error| Trouble::Broken(error.to_string()))?;
        let importer = Importer::new(self, id).await?;
        let start = usize::try_from(job.done).unwrap_or(usize::MAX).min(records.len());
        for batch in records.get(start..).unwrap_or_default().chunks(BATCH) {
            if self.job(id).await?.state == JobState::Cancelling {
                job.state = JobState::Cancelled;
                self.save(&mut job, &report).await?;
                return Ok(report);
            }
            importer.batch(batch, &mut report).await?;
            job.done += u64::try_from(batch.len()).unwrap_or(0);
            self.save(&mut job, &report).await?;
        }
        job.state = JobState::Finished;
        self.save(&mut job, &report).await?;
        self.drop_scratch(&format!("job/{id}")).await?;
        Ok(report)
    }

    pub(crate) async fn save(&self, job: &mut Job, report: &Report) -> Outcome<()> {
        job.json = serde_json::to_string(report).unwrap_or_default();
        let asked_to_stop =
            job.state == JobState::Running && self.job(job.id).await?.state == JobState::Cancelling;
        let mut kept = job.clone();
        if asked_to_stop {
            kept.state = JobState::Cancelling;
        }
        Ok(self.house.store.put_job(kept).await?)
    }
}

/// An import at work: the desk of the person, with every act marked as coming from an import.
struct Importer {
    desk: Desk,
    schemas: BTreeMap<String, Arc<Schema>>,
    house: Arc<House>,
    /// The job, which every entry names.
    job: String,
}

/// What a batch is about to write.
#[derive(Default)]
struct Pending {
    commit: Commit,
    known: BTreeMap<(String, String), RecordId>,
    done: Vec<(String, Done)>,
}

impl Importer {
    async fn new(desk: &Desk, job: Uuid) -> Outcome<Self> {
        let mut own =
            desk.app.desk(desk.organisation(), desk.actor.person, desk.account, Via::Import).await?;
        own.now = desk.app.now();
        let schemas =
            own.schemas().await.into_iter().map(|schema| (schema.kind.id.to_owned(), schema)).collect();
        Ok(Self { house: Arc::clone(&own.house), desk: own, schemas, job: job.to_string() })
    }

    /// Writes a batch in one commit; when one record spoils it, each alone, so that only that one is lost.
    async fn batch(&self, batch: &[Incoming], report: &mut Report) -> Outcome<()> {
        // A record that comes twice, its fields and then the links that close a circle, is written before it comes again.
        let twice = |at: usize| {
            batch.iter().take(at).position(|earlier| {
                batch.get(at).is_some_and(|now| (&earlier.kind, &earlier.key) == (&now.kind, &now.key))
            })
        };
        if let Some(at) = (1..batch.len()).find(|at| twice(*at).is_some()) {
            let (before, after) = batch.split_at(at);
            Box::pin(self.batch(before, report)).await?;
            return Box::pin(self.batch(after, report)).await;
        }
        let mut pending = Pending::default();
        let mut prepared = Vec::new();
        for incoming in batch {
            match self.prepare(incoming, &mut pending).await {
                Ok(done) => prepared.push((incoming.kind.clone(), done)),
                Err(Trouble::Refused(refusal)) => lose(report, incoming.row, &refusal),
                Err(other) => return Err(other),
            }
        }
        if !pending.commit.writes.is_empty() || !pending.commit.import_keys.is_empty() {
            for write in &mut pending.commit.writes {
                write.entry.codes.insert("import".to_owned(), self.job.clone());
            }
            match self.house.store.commit(pending.commit).await {
                Ok(receipt) => {
                    let positions = receipt.sealed.iter().map(|sealed| sealed.position);
                    let (first, last) = (positions.clone().min(), positions.max());
                    if let (Some(first), Some(last)) = (first, last) {
                        let (from, to) = report.span.unwrap_or((first, last));
                        report.span = Some((from.min(first), to.max(last)));
                    }
                }
                Err(store::StoreError::Conflict) if batch.len() > 1 => {
                    for incoming in batch {
                        Box::pin(self.batch(std::slice::from_ref(incoming), report)).await?;
                    }
                    return Ok(());
                }
                Err(store::StoreError::Conflict) => {
                    let row = batch.first().map_or(0, |incoming| incoming.row);
                    lose(report, row, &crate::outcome::changed_meanwhile());
                    return Ok(());
                }
                Err(other) => return Err(other.into()),
            }
        }
        for (kind, done) in prepared.into_iter().chain(pending.done) {
            match done {
                Done::Created => *report.created.entry(kind).or_default() += 1,
                Done::Revised => *report.revised.entry(kind).or_default() += 1,
                Done::Same => report.same += 1,
            }
        }
        Ok(())
    }

    async fn prepare(&self, incoming: &Incoming, pending: &mut Pending) -> Outcome<Done> {
        let schema = self.schemas.get(&incoming.kind).ok_or_else(Refusal::not_found)?;
        let (mut body, problems) = Body::from_json(schema, &incoming.body);
        if !problems.is_empty() {
            return Err(Refusal::invalid(problems).into());
        }
        for (field, kind, key) in &incoming.refs {
            let target = self.find(kind, key, pending).await?.1.ok_or_else(|| {
                Refusal::new(
                    record::Class::Invalid,
                    "no_such_record",
                    format!("The record “{key}” that this row names was not brought in."),
                    "Mend that record's row and import again.",
                )
            })?;
            point(schema, &mut body, field, target);
        }
        let (key, known) = self.find(&incoming.kind, &incoming.key, pending).await?;
        let Some(id) = known else {
            let (write, record) = self.create(schema, body, pending).await?;
            pending.known.insert((incoming.kind.clone(), key.clone()), record.id);
            pending.commit.import_keys.push((incoming.kind.clone(), key, record.id));
            pending.commit.expects.push(Expect::Absent(record.id));
            pending.commit.writes.push(write);
            return Ok(Done::Created);
        };
        let (schema, record) = self.desk.load(id, At::Now).await?;
        let mut wanted = record.body.clone();
        for (field, value) in &body {
            wanted.set(field.as_str(), merged(record.body.get(field), value));
        }
        if changed_fields(&record.body, &wanted).is_empty() {
            return Ok(Done::Same);
        }
        let content = self.desk.content_of(&record).await?;
        match self
            .desk
            .revision(&schema, &record, &content, wanted, Some("Import of a newer edition"))
            .await?
        {
            None => Ok(Done::Same),
            Some(write) => {
                pending.commit.expects.push(Expect::Unchanged { record: id, position: record.position });
                pending.commit.writes.push(write);
                Ok(Done::Revised)
            }
        }
    }

    /// A creation whose links may lead to records of the same batch.
    async fn create(&self, schema: &Schema, body: Body, pending: &Pending) -> Outcome<(Write, Record)> {
        let fresh: Vec<RecordId> = pending.known.values().copied().collect();
        self.desk.creation_linked(schema, body, &fresh).await
    }

    /// The record known under a key, and the key to keep when there is none: an import that was taken back leaves its
    /// keys behind, so that the next one counts on.
    async fn find(&self, kind: &str, key: &str, pending: &Pending) -> Outcome<(String, Option<RecordId>)> {
        let mut named = key.to_owned();
        for turn in 2..=TURNS_MAX {
            if let Some(id) = pending.known.get(&(kind.to_owned(), named.clone())) {
                return Ok((named, Some(*id)));
            }
            let Some(id) = self.house.store.import_key(kind, &named).await? else { return Ok((named, None)) };
            if self.house.store.import_key(kind, &undone_key(&named)).await? != Some(id) {
                return Ok((named, Some(id)));
            }
            named = format!("{key}{TURN}{turn}");
        }
        Err(Refusal::new(
            record::Class::Conflict,
            "undone_too_often",
            format!("Imports of this row were taken back {TURNS_MAX} times."),
            "Make the record by hand.",
        )
        .into())
    }
}

/// The keys under which imports know live records, by the key that a file gives them: what was taken back is forgotten.
pub(crate) fn live_keys(keys: Vec<(String, RecordId)>) -> Vec<(String, RecordId)> {
    let gone: BTreeMap<String, RecordId> =
        keys.iter().filter_map(|(key, id)| Some((key.strip_prefix(UNDONE)?.to_owned(), *id))).collect();
    keys.into_iter()
        .filter(|(key, id)| !key.starts_with(UNDONE) && gone.get(key) != Some(id))
        .map(|(key, id)| (key.split(TURN).next().unwrap_or_default().to_owned(), id))
        .collect()
}

/// The key that says that what was known under a key was taken back.
pub(crate) fn undone_key(key: &str) -> String {
    format!("{UNDONE}{key}")
}

/// Sets a link field, or adds to a field of several links.
fn point(schema: &Schema, body: &mut Body, field: &str, target: RecordId) {
    let several =
        matches!(schema.field(field).map(|field| field.shape), Some(Shape::Links(_) | Shape::Evidence));
    let value = match body.get(field) {
        Some(Value::Links(ids)) if several && !ids.contains(&target) => {
            Value::Links(ids.iter().copied().chain([target]).collect())
        }
        Some(Value::Links(ids)) if several => Value::Links(ids.clone()),
        _ if several => Value::Links(vec![target]),
        _ => Value::Link(target),
    };
    body.set(field, value);
}

/// What a field becomes when a file names `new`: links are added to those that are there.
fn merged(old: Option<&Value>, new: &Value) -> Value {
    match (old, new) {
        (Some(Value::Links(old)), Value::Links(new)) => Value::Links(
            old.iter().copied().chain(new.iter().copied().filter(|id| !old.contains(id))).collect(),
        ),
        _ => new.clone(),
    }
}

pub(crate) fn lose(report: &mut Report, row: u64, refusal: &Refusal) {
    report.lost_total += 1;
    if report.lost.len() < LOST_MAX {
        let details: Vec<String> = refusal
            .problems
            .iter()
            .map(|problem| format!("{}: {}", problem.path, problem.sentence))
            .collect();
        let sentence = if details.is_empty() { refusal.to_string() } else { details.join(" ") };
        report.lost.push(Lost { row, sentence });
    }
}
