//! Bringing in many records as a job: watched, cancelled, taken up again after a restart, and harmless when repeated.

use crate::{Desk, Outcome, Trouble, chance, importer::Importer};
use access::may_import;
use record::{RecordId, Refusal};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;
use store::{Job, JobState};
use uuid::Uuid;

/// Records written in one commit.
const BATCH: usize = 500;
/// Records that one import can bring.
const RECORDS_MAX: usize = 400_000;
/// Problems kept word for word in a report.
const LOST_MAX: usize = 1_000;
/// Answers kept word for word in a report.
const DECISIONS_MAX: usize = 1_000;

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
    /// A person has decided which record this is, which its entry says.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub decided: bool,
}

/// An import that was asked for.
#[derive(Clone, Debug, Default)]
pub struct BringIn {
    /// What people call it: the file's name.
    pub name: String,
    /// The list that the file is an edition of.
    pub source: String,
    /// The records.
    pub records: Vec<Incoming>,
    /// Records that the person has decided to retire, because the list no longer holds them.
    pub retire: Vec<RecordId>,
    /// What the person was asked and has answered.
    pub decisions: Vec<Decision>,
}

/// What a job has to do: kept beside it until it is done.
#[derive(Debug, Serialize, Deserialize)]
struct Work {
    records: Vec<Incoming>,
    retire: Vec<RecordId>,
}

/// A question that the import put to a person, and her answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Row of the file; 0 when it is about a record without a row.
    pub row: u64,
    /// The title that the row gives, or that of the record.
    pub title: String,
    /// The record in question, as people call it.
    pub record: String,
    /// Code of the answer: `same`, `new`, `leave`, `retire` or `keep`.
    pub answer: String,
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
    /// The list that the file is an edition of.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// What the person who started it was asked and has answered; at most a thousand word for word.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<Decision>,
    /// How often each answer was given.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<String, u64>,
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

impl Report {
    /// Names a row that could not be brought in.
    pub(crate) fn lose(&mut self, lost: Lost) {
        self.lost_total += 1;
        if self.lost.len() < LOST_MAX {
            self.lost.push(lost);
        }
    }

    /// Adds a position to those that the job wrote.
    pub(crate) fn cover(&mut self, position: u64) {
        let (first, last) = self.span.unwrap_or((position, position));
        self.span = Some((first.min(position), last.max(position)));
    }
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
        let total = ask.records.len() + ask.retire.len();
        if total > RECORDS_MAX {
            return Err(Refusal::new(
                record::Class::TooLarge,
                "too_many_records",
                format!("An import can bring at most {RECORDS_MAX} records."),
                "Split the file.",
            )
            .into());
        }
        let id = chance::new_id(self.app.chance(), self.now);
        let work = Work { records: ask.records, retire: ask.retire };
        let bytes = serde_json::to_vec(&work).map_err(|error| Trouble::Broken(error.to_string()))?;
        drop(work);
        self.keep_scratch(&format!("job/{id}"), bytes).await?;
        let mut report = Report { name: ask.name, source: ask.source, ..Report::default() };
        for decision in &ask.decisions {
            *report.answers.entry(decision.answer.clone()).or_default() += 1;
        }
        report.decisions = ask.decisions;
        report.decisions.truncate(DECISIONS_MAX);
        let job = Job {
            id,
            what: "import".to_owned(),
            person: self.actor.person,
            started: self.now,
            state: JobState::Running,
            done: 0,
            total: u64::try_from(total).unwrap_or(u64::MAX),
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
        let Work { records, retire } =
            serde_json::from_slice(&bytes).map_err(|error| Trouble::Broken(error.to_string()))?;
        drop(bytes);
        let mut importer = Importer::new(self, id).await?;
        let done = usize::try_from(job.done).unwrap_or(usize::MAX);
        let (start, retired) = (done.min(records.len()), done.saturating_sub(records.len()));
        for batch in records.get(start..).unwrap_or_default().chunks(BATCH) {
            if self.job(id).await?.state == JobState::Cancelling {
                return self.stopped(importer, job, report).await;
            }
            job.done += importer.bring(batch, &mut report).await?;
            self.save(&mut job, &report).await?;
        }
        job.done += importer.land(&mut report).await?;
        self.save(&mut job, &report).await?;
        for batch in retire.get(retired..).unwrap_or_default().chunks(BATCH) {
            if self.job(id).await?.state == JobState::Cancelling {
                return self.stopped(importer, job, report).await;
            }
            job.done += importer.retire(batch, &mut report).await?;
            self.save(&mut job, &report).await?;
        }
        job.state = JobState::Finished;
        self.save(&mut job, &report).await?;
        self.drop_scratch(&format!("job/{id}")).await?;
        Ok(report)
    }

    async fn stopped(&self, mut importer: Importer<'_>, mut job: Job, mut report: Report) -> Outcome<Report> {
        job.done += importer.land(&mut report).await?;
        job.state = JobState::Cancelled;
        self.save(&mut job, &report).await?;
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

pub(crate) fn lose(report: &mut Report, row: u64, refusal: &Refusal) {
    report.lose(Lost { row, sentence: sentence_of(refusal) });
}

/// What is wrong with a row, in sentences.
pub(crate) fn sentence_of(refusal: &Refusal) -> String {
    let details: Vec<String> =
        refusal.problems.iter().map(|problem| format!("{}: {}", problem.path, problem.sentence)).collect();
    if details.is_empty() { refusal.to_string() } else { details.join(" ") }
}
