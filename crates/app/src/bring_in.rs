//! Bringing in many records as a job: watched, cancelled, taken up again after a restart, and harmless when repeated.

use crate::{Desk, Outcome, Trouble, chance, importer::Importer};
use access::may_import;
use flate2::{Compression, read::ZlibDecoder, write::ZlibEncoder};
use record::{RecordId, Refusal};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use std::{
    collections::BTreeMap,
    io::{BufWriter, Read as _},
    ops::Range,
    sync::Arc,
};
use store::{Job, JobState, Scratch};
use tokio::task::JoinHandle;
use uuid::Uuid;

/// Records kept together while they wait to be written; no commit holds more of them.
const CHUNK: usize = 4_000;
/// Records that one import can bring.
const RECORDS_MAX: u64 = 400_000;
/// Bytes of a chunk that are packed at once.
const PIECE: usize = 64 * 1024;
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
    /// What is done with the record instead of writing it: it comes once more for that, after it was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<Ending>,
}

/// An act by which an imported record is over or done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    /// Code of the act: `complete`, `cancel` or `retire`.
    pub act: String,
    /// Why, as its entry says.
    pub reason: String,
}

/// An import that was asked for.
#[derive(Clone, Debug, Default)]
pub struct BringIn {
    /// What people call it: the file's name.
    pub name: String,
    /// The list that the file is an edition of.
    pub source: String,
    /// The records; of many, those that were not handed to a [`Load`] one by one.
    pub records: Vec<Incoming>,
    /// Records that the person has decided to retire, because the list no longer holds them.
    pub retire: Vec<RecordId>,
    /// What the person was asked and has answered.
    pub decisions: Vec<Decision>,
}

/// What a job has to do: kept beside it until it is done. The records lie beside this in chunks, of which one at a time
/// is in memory.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Work {
    /// Records of a job that an earlier version of the program began.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    records: Vec<Incoming>,
    /// How many records each chunk holds.
    #[serde(default)]
    chunks: Vec<usize>,
    retire: Vec<RecordId>,
}

/// An import that is being handed over, record by record. Nothing happens before it is started; what was handed over and
/// never started expires.
pub struct Load<'d> {
    desk: &'d Desk,
    id: Uuid,
    chunks: Vec<usize>,
    open: Vec<Incoming>,
    total: u64,
    /// The chunk before, on its way into the store.
    kept: Option<JoinHandle<Outcome<()>>>,
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
    /// Records that were ended because their rows say that they are done, given up or out of use, by kind.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub ended: BTreeMap<String, u64>,
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
    /// It is over or done.
    Ended,
    /// Nothing: it is over or done already, or was never made, which is told elsewhere.
    Nothing,
}

impl Desk {
    /// Starts an import as a job and gives its id. The records are kept with the job, so that it can be taken up again.
    pub async fn bring_in(&self, mut ask: BringIn) -> Outcome<Uuid> {
        let mut load = self.load_import()?;
        for record in std::mem::take(&mut ask.records) {
            load.add(record).await?;
        }
        load.start(ask).await
    }

    /// Begins to hand over an import of many records.
    pub fn load_import(&self) -> Outcome<Load<'_>> {
        may_import(&self.actor)?;
        let id = chance::new_id(self.app.chance(), self.now);
        Ok(Load { desk: self, id, chunks: Vec::new(), open: Vec::new(), total: 0, kept: None })
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
        let Work { records, chunks, retire } =
            serde_json::from_slice(&bytes).map_err(|error| Trouble::Broken(error.to_string()))?;
        drop(bytes);
        let mut importer = Importer::new(self, id).await?;
        let together = self.house.store.writes_together();
        let mut skip = usize::try_from(job.done).unwrap_or(usize::MAX);
        let inline = (!records.is_empty()).then(|| Arc::from(records));
        for at in 0..chunks.len() + inline.iter().len() {
            let size = chunks.get(at).copied().or(inline.as_ref().map(|records: &Arc<[_]>| records.len()));
            let size = size.unwrap_or(0);
            if skip >= size {
                skip -= size;
                continue;
            }
            let records: Arc<[Incoming]> = match (&inline, at < chunks.len()) {
                (Some(records), false) => Arc::clone(records),
                _ => self.chunk(id, at).await?,
            };
            let mut from = std::mem::take(&mut skip);
            while from < records.len() {
                if self.job(id).await?.state == JobState::Cancelling {
                    return self.stopped(importer, job, report).await;
                }
                let until = records.len().min(from + together);
                let batch = Slice { all: Arc::clone(&records), part: from..until };
                job.done += importer.bring(batch, &mut report).await?;
                importer.note(&job, &report).await?;
                from = until;
            }
        }
        let retired = skip;
        job.done += importer.land(&mut report).await?;
        self.save(&mut job, &report).await?;
        for batch in retire.get(retired..).unwrap_or_default().chunks(together) {
            if self.job(id).await?.state == JobState::Cancelling {
                return self.stopped(importer, job, report).await;
            }
            job.done += importer.retire(batch, &mut report).await?;
            self.save(&mut job, &report).await?;
        }
        job.state = JobState::Finished;
        self.save(&mut job, &report).await?;
        for at in 0..chunks.len() {
            self.drop_scratch(&chunk_key(id, at)).await?;
        }
        self.drop_scratch(&format!("job/{id}")).await?;
        Ok(report)
    }

    /// Records that wait to be written.
    async fn chunk(&self, id: Uuid, at: usize) -> Outcome<Arc<[Incoming]>> {
        let Some(bytes) = self.scratch(&chunk_key(id, at)).await? else {
            return Err(Trouble::Broken(format!("records of job {id} are gone")));
        };
        unpacked(&bytes).map(Vec::into).map_err(|error| Trouble::Broken(error.to_string()))
    }

    async fn stopped(&self, mut importer: Importer, mut job: Job, mut report: Report) -> Outcome<Report> {
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

impl std::fmt::Debug for Load<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Load")
            .field("id", &self.id)
            .field("total", &self.total)
            .finish_non_exhaustive()
    }
}

impl Load<'_> {
    /// Hands over a record; those that others refer to come first.
    ///
    /// # Errors
    /// A refusal when there are too many; what was handed over is gone then.
    pub async fn add(&mut self, record: Incoming) -> Outcome<()> {
        self.total += 1;
        if let Err(refusal) = few_enough(self.total) {
            self.give_up().await?;
            return Err(refusal.into());
        }
        self.open.push(record);
        if self.open.len() >= CHUNK { self.keep().await } else { Ok(()) }
    }

    /// Starts the import as a job and gives its id.
    pub async fn start(mut self, ask: BringIn) -> Outcome<Uuid> {
        for record in ask.records {
            self.add(record).await?;
        }
        self.keep().await?;
        self.arrived().await?;
        let total = self.total.saturating_add(u64::try_from(ask.retire.len()).unwrap_or(u64::MAX));
        if let Err(refusal) = few_enough(total) {
            self.give_up().await?;
            return Err(refusal.into());
        }
        let Self { desk, id, chunks, .. } = self;
        let work = Work { records: Vec::new(), chunks, retire: ask.retire };
        let bytes = serde_json::to_vec(&work).map_err(|error| Trouble::Broken(error.to_string()))?;
        desk.keep_scratch(&format!("job/{id}"), bytes).await?;
        let mut report = Report { name: ask.name, source: ask.source, ..Report::default() };
        for decision in &ask.decisions {
            *report.answers.entry(decision.answer.clone()).or_default() += 1;
        }
        report.decisions = ask.decisions;
        report.decisions.truncate(DECISIONS_MAX);
        let job = Job {
            id,
            what: "import".to_owned(),
            person: desk.actor.person,
            started: desk.now,
            state: JobState::Running,
            done: 0,
            total,
            json: serde_json::to_string(&report).unwrap_or_default(),
        };
        desk.house.store.put_job(job).await?;
        Ok(id)
    }

    /// Keeps a chunk, while the next one is being made.
    async fn keep(&mut self) -> Outcome<()> {
        if self.open.is_empty() {
            return Ok(());
        }
        self.arrived().await?;
        let records = std::mem::take(&mut self.open);
        let scratch = self.desk.scratch_of(&chunk_key(self.id, self.chunks.len()), Vec::new());
        self.chunks.push(records.len());
        let house = Arc::clone(&self.desk.house);
        self.kept = Some(tokio::spawn(async move {
            let bytes = packed(&records).map_err(|error| Trouble::Broken(error.to_string()))?;
            Ok(house.store.put_scratch(Scratch { bytes, ..scratch }).await?)
        }));
        Ok(())
    }

    /// Waits until the chunk before is kept.
    async fn arrived(&mut self) -> Outcome<()> {
        match self.kept.take() {
            Some(kept) => kept.await.map_err(|error| Trouble::Broken(error.to_string()))?,
            None => Ok(()),
        }
    }

    async fn give_up(&mut self) -> Outcome<()> {
        self.arrived().await?;
        for at in 0..self.chunks.len() {
            self.desk.drop_scratch(&chunk_key(self.id, at)).await?;
        }
        Ok(())
    }
}

/// The records of a chunk as they are kept: many words of a list come again and again.
fn packed(records: &[Incoming]) -> std::io::Result<Vec<u8>> {
    let mut writer = BufWriter::with_capacity(PIECE, ZlibEncoder::new(Vec::new(), Compression::fast()));
    serde_json::to_writer(&mut writer, records)?;
    writer.into_inner().map_err(std::io::IntoInnerError::into_error)?.finish()
}

/// What was kept, also by an earlier version of the program, which did not pack it.
fn unpacked(bytes: &[u8]) -> serde_json::Result<Vec<Incoming>> {
    if bytes.first() == Some(&b'[') {
        return serde_json::from_slice(bytes);
    }
    let mut json = Vec::new();
    ZlibDecoder::new(bytes).read_to_end(&mut json).map_err(serde_json::Error::io)?;
    serde_json::from_slice(&json)
}

/// Some of the records of a chunk.
#[derive(Clone, Debug)]
pub(crate) struct Slice {
    pub all: Arc<[Incoming]>,
    pub part: Range<usize>,
}

impl Slice {
    /// The first so many, and the others.
    pub(crate) fn cut(self, at: usize) -> (Self, Self) {
        let Self { all, part } = self;
        let middle = part.end.min(part.start.saturating_add(at));
        (Self { all: Arc::clone(&all), part: part.start..middle }, Self { all, part: middle..part.end })
    }
}

impl Default for Slice {
    fn default() -> Self {
        Self { all: Arc::new([]), part: 0..0 }
    }
}

impl std::ops::Deref for Slice {
    type Target = [Incoming];
    fn deref(&self) -> &[Incoming] {
        self.all.get(self.part.clone()).unwrap_or_default()
    }
}

fn chunk_key(job: Uuid, at: usize) -> String {
    format!("job/{job}/{at}")
}

fn few_enough(records: u64) -> Result<(), Refusal> {
    if records <= RECORDS_MAX {
        return Ok(());
    }
    Err(Refusal::new(
        record::Class::TooLarge,
        "too_many_records",
        format!("An import can bring at most {RECORDS_MAX} records."),
        "Split the file.",
    ))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_that_wait_are_kept_packed_and_those_of_an_earlier_version_are_read() {
        let body = serde_json::json!({ "name": "Triage", "purpose": "Ordnet \u{dc}berg\u{e4}nge \u{2028}[" });
        let one = |row| Incoming {
            row,
            kind: "use".to_owned(),
            key: format!("id:{row}"),
            body: body.as_object().unwrap().clone(),
            refs: vec![("systems".to_owned(), "system".to_owned(), "title:a".to_owned())],
            decided: row == 2,
            ends: None,
        };
        let records: Vec<Incoming> = (0..3_000).map(one).collect();
        let plain = serde_json::to_vec(&records).unwrap();
        let kept = packed(&records).unwrap();
        assert!(kept.len() * 10 < plain.len(), "{} of {} bytes", kept.len(), plain.len());
        assert_eq!(unpacked(&kept).unwrap(), records);
        assert_eq!(unpacked(&plain).unwrap(), records);
        assert_eq!(unpacked(&packed(&[]).unwrap()).unwrap(), []);
        assert!(unpacked(kept.get(..kept.len() / 2).unwrap()).is_err(), "half of it is not taken for all");
    }
}
